"""A file that a reader sends: taken in piece by piece, counted, looked at and thrown away. Nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from intarsia.errors import Invalid

MOST = 50_000_000  # bytes of one file; what is larger is checked with the command, on the contributor's own machine
PIECE = 1 << 20
ODD = re.compile(r"[^\w .()+-]+")


async def received(request: Request, folder: Path) -> Path:
    """The file of a form, or the body itself (its name in `?name=`), as a file in `folder`.

    Raises: Invalid when it is larger than `MOST` bytes, or when there is none.
    """
    claimed = request.headers.get("content-length", "")
    if claimed.isdigit() and int(claimed) > MOST + PIECE:
        raise too_large()
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _from_form(request, folder)
    return await _from_body(request, folder)


def too_large() -> Invalid:
    return Invalid(f"the file is larger than {MOST:,} bytes, the most that is taken here", where="the file that was sent",
                   way_out="check it on your own machine, where there is no such limit: intarsia check FILE")


def plain_name(name: str) -> str:
    """A name as it may stand on disk: the last part of it, without odd characters; its ending tells the format."""
    last = ODD.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" ._")
    return last[-100:].lstrip(" .") or "file"


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST + PIECE:
            raise too_large()
        yield piece


async def _from_form(request: Request, folder: Path) -> Path:
    try:
        form = await MultiPartParser(request.headers, _counted(request), max_files=1, max_fields=10).parse()
    except MultiPartException as error:
        raise Invalid(f"the form cannot be read: {error.message}", where="the file that was sent", way_out="send one file, as multipart/form-data") from error
    file = form.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid("no file was sent", where="the form", way_out="choose a file first")
        target = folder / plain_name(file.filename)
        with target.open("wb") as out:
            while piece := await file.read(PIECE):
                out.write(piece)
    finally:
        await form.close()
    return _whole(target)


async def _from_body(request: Request, folder: Path) -> Path:
    target = folder / plain_name(request.query_params.get("name", ""))
    with target.open("wb") as out:
        async for piece in _counted(request):
            out.write(piece)
    return _whole(target)


def _whole(target: Path) -> Path:
    if target.stat().st_size > MOST:
        raise too_large()
    if not target.stat().st_size:
        raise Invalid("the file is empty", where=target.name, way_out="choose another file")
    return target
