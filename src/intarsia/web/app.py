"""create_app: the pages, their twins and their errors over one pool."""

from __future__ import annotations

import logging
from pathlib import Path

import jinja2
from fastapi import FastAPI

from intarsia.evidence import wording
from intarsia.pool import Pool
from intarsia.questions import Desk
from intarsia.web import assets, built, desk, directory, errorpages, files, health, insights, look, metrics, present, released, structured, summary, when
from intarsia.web.api import router as api
from intarsia.web.api.ratelimit import RateLimit
from intarsia.web.errorwords import in_words
from intarsia.web.guard import Guard
from intarsia.web.pages import ROUTERS, figure
from intarsia.web.pieces import Pieces
from intarsia.web.serving import Serving
from intarsia.web.settings import Settings, desk_key

log = logging.getLogger(__name__)
HERE = Path(__file__).parent


def create_app(pool: Pool, here: bool = False, settings: Settings | None = None) -> FastAPI:
    """The web door of a pool; it reads releases only, and takes up a new one without a restart.

    `here`: the door is open to this machine alone, so that it may show the release for this machine; `settings`: what the operator chose.

    Raises: Invalid for a [look] of pool.toml that cannot be used.
    """
    settings = settings or Settings()
    app = FastAPI(title="Intarsia", summary="An open data-sharing commons", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.serving = Serving(pool.public())
    app.state.here = Serving(pool) if here else None
    app.state.settings, app.state.stopping = settings, False
    app.state.templates = templates()
    app.state.pieces = Pieces(app.state.templates)
    app.state.desk = Desk(pool.config.questions)
    app.state.desk_key = desk_key()
    app.state.look = look.of(pool)
    app.add_middleware(RateLimit, requests=pool.config.api.requests, seconds=pool.config.api.seconds)
    app.add_middleware(Guard, settings=settings)
    errorpages.install(app)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(files.router)
    app.include_router(released.router)
    app.include_router(api)
    for router in ROUTERS:
        app.include_router(router)
    app.add_route("/static/{name:path}", assets.asset, methods=["GET", "HEAD"], include_in_schema=False)
    directory.direct(app.router)
    if not built.manifest()["files"]:
        log.warning(built.TO_BUILD)
    return app


def templates() -> jinja2.Environment:
    """The templates: escaped always, and a name that is not there is an error, not an empty text."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
                                     trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    environment.globals.update(
        when=when.when, year=when.year, years=when.years, day=when.day, period=when.period,
        licence=present.licence, reuse=present.reuse, is_link=present.is_link, identifier=present.identifier, structured=structured.block, summary=summary.summary,
        state_name=wording.state_name, cite_figure=figure.citation, embed_code=figure.embed_code, token=desk.token,
        reproduced=figure.reproduced, written=insights.written, in_words=in_words,
    )
    return environment
