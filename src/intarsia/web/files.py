"""The dumps of a release: streamed, with their length and their checksum as tag."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import FileResponse, Response, StreamingResponse

from intarsia.errors import Broken, NotFound
from intarsia.shelf.feeds import csvzip, ownrights
from intarsia.web import negotiate
from intarsia.web.visit import Asked

router = APIRouter(tags=["dumps"])
MEDIA = {".nq.zst": "application/zstd", ".zst": "application/zstd", ".gz": "application/gzip", ".parquet": "application/vnd.apache.parquet",
         ".json": "application/json", ".csv": "text/csv; charset=utf-8", ".zip": "application/zip"}


@router.get("/dumps/{release}/{dataset}.csv.zip", response_class=StreamingResponse, summary="A dataset's tables as CSV with a data dictionary, packed as it is sent")
def package(visit: Asked, release: str, dataset: str) -> Response:
    """A dataset as CSV: made while it is sent, so that nothing is stored twice."""
    reader = visit.serving.pool.reader(release)
    named, own = dataset.removesuffix(ownrights.PART), dataset.endswith(ownrights.PART)
    if named not in packages(reader.manifest) or (own and not csvzip.apart_in(reader, named)):
        raise NotFound(f"release {reader.id} has no dataset '{dataset[:80]}'", way_out=f"see its files: /releases/{reader.id}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(dataset)}.csv.zip", "Cache-Control": "no-cache"}
    return StreamingResponse(csvzip.stream(reader, named, own), headers=headers, media_type=csvzip.MEDIA_TYPE)


def packages(manifest: dict[str, Any]) -> list[str]:
    """The datasets of a release that can be had as CSV; `_pool` holds vocabularies, places and links."""
    return sorted({dataset for entry in manifest["tables"].values() for dataset in entry["parts"]})


@router.get("/dumps/{release}/{file}", response_class=FileResponse, summary="A file of a release, whole and unchanging")
def dump(visit: Asked, release: str, file: str) -> Response:
    """A file of a release, whole."""
    reader = visit.serving.pool.reader(release)
    about = reader.manifest.get("dumps", {}).get(file)
    if about is None:
        raise NotFound(f"release {release} has no dump named {file[:80]}", way_out=f"see its files: /releases/{release}")
    path = Path(reader.path) / "dumps" / file
    if not path.is_file():
        raise Broken(f"the dump {file} is in the manifest but not on disk", way_out="verify the release: intarsia verify")
    tag = f'"{checksum(reader.manifest, file)}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=31536000, immutable" if release == reader.id else "no-cache",
               "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file)}"}
    if negotiate.has(visit.request, tag):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=_media(file))


def checksum(manifest: dict[str, Any], file: str) -> str:
    """A dump's sha256, from its own entry or from the release's list of files."""
    own = manifest["dumps"][file].get("sha256") or manifest.get("files", {}).get(f"dumps/{file}", {}).get("sha256", "")
    return str(own)


def _media(file: str) -> str:
    return next((media for ending, media in MEDIA.items() if file.endswith(ending)), "application/octet-stream")
