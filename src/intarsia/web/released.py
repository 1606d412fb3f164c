"""A release as a program reads it: its manifest and the Parquet files of its tables, whole and unchanging."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from intarsia.errors import Broken, NotFound
from intarsia.reader import Reader
from intarsia.store import redactions
from intarsia.web import negotiate
from intarsia.web.gone import notices
from intarsia.web.routes import PROBLEMS
from intarsia.web.visit import JSON, Asked

router = APIRouter(tags=["releases"])
PARQUET = "application/vnd.apache.parquet"
Handler = TypeVar("Handler", bound=Callable[..., Response])


def _file(path: str, about: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        router.add_api_route(path, handler, methods=["GET"], response_class=Response, responses=PROBLEMS, summary=about)
        router.add_api_route(path, handler, methods=["HEAD"], response_class=Response, include_in_schema=False, name=f"{handler.__name__}.head")
        return handler

    return register


@_file("/releases/{id}/manifest.json", "What a release holds: tables, their rows and hashes, inputs, files")
def manifest(visit: Asked, id: str) -> Response:
    """The manifest of a release, as it stands in its folder."""
    reader = visit.serving.pool.reader(id)
    headers = _headers(reader, id, f'W/"{reader.edition}-manifest"')
    if negotiate.has(visit.request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(json.dumps(reader.manifest, ensure_ascii=False), headers=headers, media_type=JSON)


@_file("/releases/{id}/tables/{table}/{dataset}.parquet", "The rows of one table that come from one dataset, as Parquet")
def part(visit: Asked, id: str, table: str, dataset: str) -> Response:
    """A table file of a release; only what its manifest names is found."""
    reader = visit.serving.pool.reader(id)
    if dataset not in reader.manifest["tables"].get(table, {}).get("parts", {}):
        raise NotFound(f"release {reader.id} has no table '{table[:80]}' of a dataset '{dataset[:80]}'", way_out=f"see its manifest: /releases/{reader.id}/manifest.json")
    name = f"tables/{table}/{dataset}.parquet"
    path = Path(reader.path) / name
    if not path.is_file():
        raise Broken(f"the file {name} is in the manifest but not on disk", way_out="verify the release: intarsia verify")
    headers = _headers(reader, id, f'"{reader.manifest["files"].get(name, {}).get("sha256") or reader.manifest["tables"][table]["parts"][dataset]["hash"]}"')
    if negotiate.has(visit.request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=PARQUET)


@_file("/redactions/{number}.json", "What was erased or withdrawn, signed: the ids to take out of a copy, and the reason")
def redaction(visit: Asked, number: str) -> Response:
    """One act, as it was signed; not one about a dataset that only this machine knows."""
    found = next((act for act in notices(visit) if str(act.number) == number), None)
    if found is None:
        raise NotFound(f"there is no redaction '{number[:20]}' here", way_out="see those there are: /releases")
    path = visit.serving.pool.layout.root / redactions.FOLDER / f"{found.number:04}-{found.kind}.json"
    return Response(path.read_bytes(), headers={"Cache-Control": "no-cache"}, media_type=JSON)


def _headers(reader: Reader, asked: str, tag: str) -> dict[str, str]:
    """What lets caches keep a file for good, unless the release was named by its first characters only."""
    return {"ETag": tag, "Cache-Control": "public, max-age=31536000, immutable" if asked == reader.id else "no-cache"}
