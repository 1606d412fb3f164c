"""The files of the look: style sheet, scripts, fonts, icons; compressed once, and kept by readers for good when their address carries a version."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache, lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from intarsia.web import built, packing, stylesheet

STATIC = Path(__file__).parent / "static"
SHEET = "intarsia.css"
MEDIA = {".woff2": "font/woff2", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json",
         ".txt": "text/plain; charset=utf-8"}
KEPT = 128


def version(name: str) -> str:
    """What changes in an asset's address when the asset does."""
    if name.startswith("built/") and (known := built.version(name.removeprefix("built/"))):
        return known
    return _hash(name)


@cache
def _hash(name: str) -> str:
    body = read(name)
    return hashlib.sha256(body).hexdigest()[:12] if body is not None else "0"


def read(name: str) -> bytes | None:
    """The bytes of an asset; None where there is none of that name."""
    if name == SHEET:
        return stylesheet.sheet()
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file() or path.name.startswith("."):
        return None
    return path.read_bytes()


@lru_cache(KEPT)
def _packed(name: str, version: str, encoding: str) -> bytes | None:
    """`version` is part of the key alone: a file that is built anew while a server runs is sent anew."""
    body = read(name)
    return packing.packed(encoding, body) if body is not None else None


def asset(request: Request) -> Response:
    """GET /static/{name}."""
    name = str(request.path_params["name"])
    body = read(name) if "\0" not in name else None
    if body is None:
        raise HTTPException(404)
    kind = MEDIA.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    tag = hashlib.sha256(body).hexdigest()[:24]
    # an address with another version than this file's may come from a page of a moment ago: it is answered, but not kept for good
    asked = request.query_params.get("v", "")
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if asked and tag.startswith(asked) else "no-cache", "ETag": f'W/"{tag}"'}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if kind.startswith(packing.PACKABLE) and len(body) >= packing.SMALLEST:
        headers["Vary"] = "Accept-Encoding"
        if (encoding := packing.encoding(request.headers.get("accept-encoding", ""))) and (smaller := _packed(name, tag, encoding)) is not None:
            body, headers["Content-Encoding"] = smaller, encoding
    return Response(body, headers=headers, media_type=kind)
