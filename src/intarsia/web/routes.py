"""A page and its twins: one handler under the bare path, the path with .json and, for tables, with .csv."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter
from starlette.responses import Response

Handler = TypeVar("Handler", bound=Callable[..., Response])
PROBLEMS: dict[int | str, dict[str, Any]] = {404: {"description": "Not found, as a problem document (RFC 9457)"}}


def page(router: APIRouter, path: str, *forms: str, about: str = "") -> Callable[[Handler], Handler]:
    """Serve `path` as a page, and as each of `forms`; the bare path also answers Accept."""

    def register(handler: Handler) -> Handler:
        name = handler.__name__
        stem = path.rstrip("/") or "/index"
        for form in (*forms, ""):
            where, shown = (f"{stem}.{form}", form == "json") if form else (path, False)
            router.add_api_route(where, handler, name=f"{name}.{form}" if form else name, operation_id=f"{name}_{form}" if form else None, response_class=Response,
                                 summary=about or None, responses=PROBLEMS, include_in_schema=shown, methods=["GET"])
            router.add_api_route(where, handler, name=f"{name}.head", response_class=Response, include_in_schema=False, methods=["HEAD"])
        return handler

    return register
