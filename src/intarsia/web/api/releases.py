"""Releases: all of them, the manifest of one, and what changed between two."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from intarsia import iris
from intarsia.errors import Unavailable
from intarsia.reader import Reader
from intarsia.web.api import schema
from intarsia.web.api.operation import Ask, Operation
from intarsia.web.api.parameter import Parameter
from intarsia.web.pages.release import differences, manifests, opened

PATIENCE = 20.0  # seconds; comparing two large releases takes longer once, and is remembered
_ID = Parameter("id", "Id of the release, or the first characters of it", longest=200)
RELEASES = schema.record(
    id=schema.STRING, iri={"type": "string", "format": "uri"}, issued=schema.STRING, previous=schema.nullable("string", "The release before"),
    served={"type": "boolean", "description": "Is it the one that is served?"}, rows={"type": "object", "additionalProperties": schema.COUNT, "description": "Rows of each table"})
CHANGE = schema.record(
    open=True, table=schema.STRING, dataset=schema.STRING, added=schema.COUNT, changed=schema.COUNT, withdrawn=schema.COUNT,
    columns=schema.array(schema.record(column=schema.STRING, rows=schema.COUNT), "Columns that changed, and in how many rows"),
    examples={"type": "object", "description": "Some rows of each kind"})


def operations() -> list[Operation]:
    """The list, one, its manifest and a comparison."""
    pair = (Parameter("old", "The earlier release: its id, or the first characters of it", longest=200), Parameter("new", "The later release, likewise", longest=200))
    return [
        Operation(name="releases", tag="releases", path="/releases", about="All releases, newest first", answer=_list, data=schema.array(RELEASES), changing=True),
        Operation(name="release", tag="releases", path="/releases/{id}", about="One release", answer=_one, data=RELEASES, parts=(_ID,), missing=True, changing=True),
        Operation(name="manifest", tag="releases", path="/releases/{id}/manifest", about="What a release holds: tables, rows and hashes, inputs and their checksums, files", answer=_manifest,
                  data=schema.record(open=True, id=schema.STRING, issued=schema.STRING, schema={"type": "integer"}, tables={"type": "object"}, inputs={}, files={"type": "object"}),
                  parts=(_ID,), missing=True),
        Operation(name="diff", tag="releases", path="/releases/{old}/diff/{new}", about="What came, went and changed between two releases, by table and dataset, with examples",
                  answer=_diff, data=schema.array(CHANGE), parts=pair, missing=True),
    ]


def _list(ask: Ask) -> Response:
    pool = ask.visit.serving.pool
    current = pool.current()
    return ask.json([_told(manifest, current) for manifest in manifests(ask.visit)])


def _one(ask: Ask) -> Response:
    found = _reader(ask, "id")
    data = _told(found.manifest, ask.visit.serving.pool.current())
    return ask.json(data, links={"iri": data["iri"], "manifest": ask.href(f"/releases/{found.id}/manifest")})


def _manifest(ask: Ask) -> Response:
    return ask.json(_reader(ask, "id").manifest)


def _diff(ask: Ask) -> Response:
    old, new = _reader(ask, "old"), _reader(ask, "new")
    found = differences(ask.visit).between(old.id, new.id, PATIENCE)
    if found is None:
        raise Unavailable("the two releases are still being compared", where=f"{old.id} and {new.id}", way_out="ask again in a minute")
    return ask.json(found.parts, meta={"old": old.id, "new": new.id, **found.totals})


def _reader(ask: Ask, part: str) -> Reader:
    return opened(ask.visit, ask.part(part))


def _told(manifest: dict[str, Any], current: str | None) -> dict[str, Any]:
    return {"id": manifest["id"], "iri": iris.iri(manifest["pool"]["base"], "release", manifest["id"]), "issued": manifest["issued"], "previous": manifest["previous"],
            "served": manifest["id"] == current, "rows": {name: entry["rows"] for name, entry in manifest["tables"].items()}}
