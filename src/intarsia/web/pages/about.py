"""What this is, for who arrives at it from elsewhere; and for whom it works."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

import intarsia
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["pages"])
TESTED_ON = "2026-11-22"


@page(router, "/about", "json", about="What this commons is and how to use it")
def about(visit: Asked) -> Response:
    """What this commons is."""
    config = visit.serving.pool.config
    data = {"name": config.name, "publisher": config.publisher, "base": config.base, "languages": list(config.languages), "contact": config.contact or None,
            "software": {"name": "Intarsia", "version": intarsia.__version__, "licence": "EUPL-1.2"}}
    return visit.answer("about.html", data, links={"datasets": visit.href("/datasets"), "releases": visit.href("/releases"), "developers": visit.href("/developers"),
                                                   "accessibility": visit.href("/accessibility"), "api": f"{visit.root}/openapi.json"})


@page(router, "/accessibility", "json", about="How accessible this site is, how that was tested, and what is known to be missing")
def accessibility(visit: Asked) -> Response:
    """The accessibility statement."""
    config = visit.serving.pool.config
    data = {"name": config.name, "publisher": config.publisher, "standard": "WCAG 2.2 AA", "status": "self-assessed", "assessed": TESTED_ON, "contact": config.contact or None}
    return visit.answer("accessibility.html", data, links={"about": visit.href("/about")})
