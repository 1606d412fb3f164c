"""What this is, for who arrives at it from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["pages"])


@page(router, "/about", "json", about="What this commons is and how to use it")
def about(visit: Asked) -> Response:
    """What this commons is."""
    config = visit.serving.pool.config
    data = {"name": config.name, "publisher": config.publisher, "base": config.base, "languages": list(config.languages)}
    return visit.answer("about.html", data, links={"datasets": "/datasets", "releases": "/releases", "api": "/openapi.json"})
