"""Releases: what is in each, how to cite it, its files, and what changed since the one before."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import IntarsiaError
from intarsia.reader import Reader
from intarsia.web.files import checksum, packages
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit
from intarsia.web.when import day

router = APIRouter(tags=["releases"])


@page(router, "/releases", "json", about="All releases, newest first")
def releases(visit: Asked) -> Response:
    """All releases, newest first."""
    manifests = visit.serving.pool.releases()
    visit.reader  # noqa: B018  says what to do while there is none
    current = visit.serving.pool.current()
    found = [{"id": m["id"], "iri": f"{m['pool']['base']}id/release/{m['id']}", "issued": m["issued"], "previous": m["previous"], "served": m["id"] == current,
              "datasets": rows(m, "dataset"), "works": rows(m, "work"), "observations": rows(m, "observation"), "links": rows(m, "link")} for m in manifests]
    return visit.answer("releases.html", found, meta={"total": len(found)})


@page(router, "/releases/{id}", "json", about="One release: tables, checksums, dumps, citation, changes")
def release(visit: Asked, id: str) -> Response:
    """The page of a release and its twin."""
    reader = visit.serving.pool.reader(id)
    manifest = reader.manifest
    served = visit.serving.pool.current() == reader.id
    data = {
        "id": reader.id, "iri": f"{reader.base}id/release/{reader.id}", "issued": manifest["issued"], "previous": manifest["previous"], "code": manifest.get("code"),
        "served": served, "citation": citation(reader, visit),
        "tables": [{"name": name, "rows": entry["rows"], "hash": entry["hash"], "datasets": len(entry["parts"]),
                    "parquet": [f"/releases/{reader.id}/tables/{name}/{part}.parquet" for part in entry["parts"]]} for name, entry in manifest["tables"].items()],
        "dumps": [{"file": name, "about": entry.get("about", ""), "bytes": entry["bytes"], "sha256": checksum(manifest, name), "url": f"/dumps/{reader.id}/{name}"}
                  for name, entry in sorted(manifest.get("dumps", {}).items())],
        "packages": [{"dataset": name, "csv": f"/dumps/{reader.id}/{name}.csv.zip"} for name in packages(manifest)],
        "changes": changes(visit, reader),
    }
    return visit.answer("release.html", data, links={"iri": data["iri"], "page": f"/releases/{reader.id}"})


def rows(manifest: dict[str, Any], table: str) -> int:
    """How many rows a table has in a release."""
    return int(manifest["tables"].get(table, {}).get("rows", 0))


def citation(reader: Reader, visit: Visit) -> str:
    """How to cite a release, in one sentence."""
    pool = reader.manifest["pool"]
    return visit.words("%(publisher)s (%(year)s): %(name)s, release %(id)s, issued %(day)s. %(iri)s", publisher=pool["publisher"], year=reader.manifest["issued"][:4],
                       name=pool["name"], id=reader.id, day=day(reader.manifest["issued"], visit.words), iri=f"{reader.base}id/release/{reader.id}")


def changes(visit: Visit, reader: Reader) -> list[dict[str, Any]] | None:
    """Rows added, changed and withdrawn since the release before; None when there is none to compare with."""
    previous = reader.manifest["previous"]
    if not previous:
        return None
    try:
        return visit.serving.once(reader, "changes", lambda: visit.serving.pool.diff(previous, reader.id))
    except IntarsiaError:
        return None
