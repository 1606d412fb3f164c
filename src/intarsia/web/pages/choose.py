"""The reader's choice of language and theme: two cookies, set when somebody chooses and never before."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intarsia.errors import Invalid
from intarsia.web.negotiate import THEMES
from intarsia.web.words import LANGUAGES

router = APIRouter(tags=["pages"])
YEAR = 31_536_000
DEVICE = "device"
Field = Annotated[str, Form()]


@router.post("/choose", response_class=Response, include_in_schema=False)
def choose(request: Request, theme: Field = "", lang: Field = "", back: Field = "") -> Response:
    """Keep a choice for a year and go back to the page it was made on; `device` forgets it.

    Raises: Invalid for a theme or language that there is not.
    """
    for value, known, what in ((theme, (*THEMES, DEVICE), "theme"), (lang, (*LANGUAGES, DEVICE), "language")):
        if value and value not in known:
            raise Invalid(f"there is no {what} '{value[:40]}'", where=what, way_out=f"choose one of {', '.join(known)}")
    path = request.scope.get("root_path", "").rstrip("/") + "/"
    answer = RedirectResponse(within(back, forget_lang=bool(lang)) or path, 303, headers={"Cache-Control": "no-store"})
    for name, value in (("theme", theme), ("lang", lang)):
        if value == DEVICE:
            answer.delete_cookie(name, path=path, secure=request.url.scheme == "https", httponly=True, samesite="lax")
        elif value:
            answer.set_cookie(name, value, max_age=YEAR, path=path, secure=request.url.scheme == "https", httponly=True, samesite="lax")
    return answer


def within(back: str, forget_lang: bool) -> str:
    """`back`, if it is a path of this host, else nothing; without the language that the choice replaces."""
    parts = urlsplit(back.strip())
    # browsers read a backslash as a slash and drop control characters: "/\\evil.example" would leave the site
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "//" in parts.path[:2] or any(sign in back for sign in "\\\r\n\t\0"):
        return ""
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not (forget_lang and name == "lang")]
    return parts.path + (f"?{urlencode(pairs)}" if pairs else "")
