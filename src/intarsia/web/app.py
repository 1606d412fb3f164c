"""create_app: the pages, their twins and their errors over one pool."""

from __future__ import annotations

from pathlib import Path

import jinja2
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intarsia.pool import Pool
from intarsia.web import errorpages, files, present, released, stylesheet, when
from intarsia.web.pages import ROUTERS
from intarsia.web.serving import Serving

HERE = Path(__file__).parent
POLICY = ("default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
          "form-action 'self'; frame-ancestors 'none'")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(pool: Pool, here: bool = False) -> FastAPI:
    """The web door of a pool; it reads releases only, and takes up a new one without a restart.

    `here`: the door is open to this machine alone, so that it may show the release for this machine.
    """
    app = FastAPI(title="Intarsia", summary="An open data-sharing commons", docs_url=None, redoc_url=None)
    app.state.serving = Serving(pool.public())
    app.state.here = Serving(pool) if here else None
    app.state.templates = templates()
    app.add_middleware(Guard)
    errorpages.install(app)
    app.include_router(files.router)
    app.include_router(released.router)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/static/intarsia.css", style, include_in_schema=False)
    app.mount("/static", Static(directory=HERE / "static"))
    return app


def templates() -> jinja2.Environment:
    """The templates: escaped always, and a name that is not there is an error, not an empty text."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
                                     trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(
        when=when.when, year=when.year, years=when.years, day=when.day, period=when.period,
        licence=present.licence, reuse=present.reuse, is_link=present.is_link, identifier=present.identifier,
    )
    return environment


def kept(versioned: bool) -> str:
    """How long an asset may be kept: for good when its address carries a version."""
    return "public, max-age=31536000, immutable" if versioned else "no-cache"


def style(request: Request) -> Response:
    """The style sheet."""
    return Response(stylesheet.sheet(), headers={"Cache-Control": kept("v" in request.query_params)}, media_type="text/css; charset=utf-8")


class Static(StaticFiles):
    """Icons and the like."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        scope = args[2]
        versioned = isinstance(scope, dict) and b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = kept(versioned)
        return response


class Guard:
    """Headers on every answer, compression of pages, and a plain answer where our code fails."""

    def __init__(self, app: ASGIApp) -> None:
        self.bare = app
        self.packed = GZipMiddleware(app, minimum_size=1000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.bare(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await (self.bare if scope["path"].startswith("/dumps/") or scope["path"].endswith(".parquet") else self.packed)(scope, receive, guarded)
        except Exception as error:
            if started:
                raise
            await errorpages.crash(Request(scope, receive), error)(scope, receive, guarded)
