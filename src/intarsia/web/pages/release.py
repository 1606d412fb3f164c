"""Releases: what is in each, how to cite it, and its files with their checksums."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from intarsia.errors import NotFound, Unavailable
from intarsia.reader import Reader
from intarsia.web import citation
from intarsia.web.difference import Difference, Differences
from intarsia.web.files import checksum, packages
from intarsia.web.gone import notices
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["releases"])
COLUMNS = ("id", "iri", "issued", "previous", "served", "datasets", "works", "agents", "observations", "links")
PATIENCE = 2.0


@page(router, "/releases", "json", "csv", about="All releases, newest first")
def releases(visit: Asked) -> Response:
    """All releases, newest first."""
    visit.reader  # noqa: B018  says what to do while there is none
    current = visit.serving.pool.current()
    found = [{"id": m["id"], "iri": f"{m['pool']['base']}id/release/{m['id']}", "issued": m["issued"], "previous": m["previous"], "served": m["id"] == current,
              **{f"{table}s": rows(m, table) for table in ("dataset", "work", "agent", "observation", "link")}} for m in manifests(visit)]
    kept = {one["id"] for one in found}
    for one in found:
        one["diff"] = visit.href(f"/releases/{one['previous']}/diff/{one['id']}") if one["previous"] in kept else None
    taken = [{"number": act.number, "kind": act.kind, "dataset": act.dataset, "on": act.on, "by": act.by, "why": act.why, "records": act.records, "ids": len(act.ids),
              "releases": list(act.releases), "signed": visit.href(f"/redactions/{act.number}.json")} for act in notices(visit)]
    return visit.answer("releases.html", found, meta={"total": len(found), "redactions": taken}, taken=taken, table=(COLUMNS, ([one[c] for c in COLUMNS] for one in found)))


@page(router, "/releases/{id}", "json", about="One release: tables, checksums, dumps, citation, changes")
def release(visit: Asked, id: str) -> Response:
    """The page of a release and its twin."""
    reader = opened(visit, id)
    manifest = reader.manifest
    cite = citation.of_release(reader)
    difference, state = since(visit, reader)
    data = {
        "id": reader.id, "iri": f"{reader.base}id/release/{reader.id}", "issued": manifest["issued"], "previous": manifest["previous"], "code": manifest.get("code"),
        "served": visit.serving.pool.current() == reader.id, "citation": cite.sentence(visit.words), "cite": cite.data(visit.words),
        "tables": [{"name": name, "rows": entry["rows"], "hash": entry["hash"], "datasets": len(entry["parts"]),
                    "parquet": [visit.href(f"/releases/{reader.id}/tables/{name}/{part}.parquet") for part in entry["parts"]]} for name, entry in manifest["tables"].items()],
        "dumps": [{"file": name, "about": entry.get("about", ""), "bytes": entry["bytes"], "sha256": checksum(manifest, name), "url": f"{visit.root}/dumps/{reader.id}/{name}"}
                  for name, entry in sorted(manifest.get("dumps", {}).items())],
        "packages": [{"dataset": name, "csv": f"{visit.root}/dumps/{reader.id}/{name}.csv.zip"} for name in packages(manifest)],
        "redactions": [{name: one[name] for name in ("act", "on", "by", "why", "records")} for one in manifest.get("redactions", [])],
        "changes": difference.counts if difference else None, "changes_state": state,
    }
    links = {"iri": data["iri"], "page": visit.href(f"/releases/{reader.id}"), "manifest": f"{visit.root}/releases/{reader.id}/manifest.json",
             "diff": visit.href(f"/releases/{manifest['previous']}/diff/{reader.id}") if state in ("compared", "comparing") else None}
    return visit.answer("release.html", data, links=links, cite=cite, difference=difference)


@router.get("/releases/{id}/sha256sums.txt", response_class=PlainTextResponse, summary="Checksums of all dumps of a release, as sha256sum reads them")
def sums(visit: Asked, id: str) -> Response:
    """Checksums of the dumps: `sha256sum -c sha256sums.txt` checks what was fetched."""
    reader = opened(visit, id)
    return PlainTextResponse("".join(f"{checksum(reader.manifest, name)}  {name}\n" for name in sorted(reader.manifest.get("dumps", {}))))


def opened(visit: Visit, identity: str) -> Reader:
    """A release by its id or the first characters of it.

    Raises: NotFound.
    """
    try:
        return visit.serving.pool.reader(identity)
    except NotFound:
        raise NotFound(f"there is no release '{identity[:40]}' here", way_out=f"see those that are kept: {visit.href('/releases')}") from None


def manifests(visit: Visit) -> list[dict[str, Any]]:
    """The manifests of all releases, newest first; read again when a release came or went."""
    pool = visit.serving.pool
    stamps = [layout.releases.stat().st_mtime_ns for layout in (pool.layout, pool.layout.for_this_machine) if layout.releases.is_dir()]
    return visit.serving.once(visit.reader, f"manifests {stamps}", pool.releases)


def rows(manifest: dict[str, Any], table: str) -> int:
    """How many rows a table has in a release."""
    return int(manifest["tables"].get(table, {}).get("rows", 0))


def differences(visit: Visit) -> Differences:
    """The comparisons that the doors of this pool remember."""
    return visit.serving.once(visit.reader, "differences", lambda: Differences(visit.serving.pool))


def since(visit: Visit, reader: Reader) -> tuple[Difference | None, str]:
    """What changed since the release before, and how that stands: first, gone, compared, comparing."""
    previous = reader.manifest["previous"]
    if not previous:
        return None, "first"
    try:
        found = differences(visit).between(previous, reader.id, PATIENCE)
    except NotFound:
        return None, "gone"
    except Unavailable:
        return None, "comparing"
    return found, "compared" if found else "comparing"
