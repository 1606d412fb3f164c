"""The pool's own look as files: its colours as a small style sheet, and its logo."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.web.look import LOGOS, Look

router = APIRouter(tags=["pages"])


@router.api_route("/look/look.css", methods=["GET", "HEAD"], response_class=Response, include_in_schema=False)
def css(request: Request) -> Response:
    """The colours of [look]."""
    look: Look = request.app.state.look
    return Response(look.css, headers=_kept(request, look), media_type="text/css; charset=utf-8")


@router.api_route("/look/logo", methods=["GET", "HEAD"], response_class=Response, include_in_schema=False)
def logo(request: Request) -> Response:
    """The logo of [look].

    Raises: NotFound when the pool has none.
    """
    look: Look = request.app.state.look
    if look.logo is None:
        raise NotFound("this pool has no logo of its own", way_out="see docs/look.md")
    return Response(look.logo.read_bytes(), headers=_kept(request, look), media_type=LOGOS[look.logo.suffix.lower()])


def _kept(request: Request, look: Look) -> dict[str, str]:
    return {"Cache-Control": "public, max-age=31536000, immutable" if request.query_params.get("v") == look.version else "no-cache", "ETag": f'"{look.version}"'}
