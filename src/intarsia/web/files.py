"""The dumps of a release: streamed, with their length and their checksum as tag."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from intarsia.errors import Broken, NotFound
from intarsia.web import negotiate
from intarsia.web.visit import Asked

router = APIRouter(tags=["dumps"])
MEDIA = {".nq.zst": "application/zstd", ".zst": "application/zstd", ".gz": "application/gzip", ".parquet": "application/vnd.apache.parquet",
         ".json": "application/json", ".csv": "text/csv; charset=utf-8", ".zip": "application/zip"}


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
