"""Redactions: what was taken out of releases that otherwise never change, and what was withdrawn from the next one.

Each act is one signed file in `redactions/`, in order of number: it names the dataset or the ids that are gone, never what they said.
So addresses can answer 410 with a reason, and other pools learn what to take out of their copies. A release from which something was
taken keeps its id: its manifest lists the redactions with the hashes that its tables had, so that the id can still be recomputed, and those they have now.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from intarsia import signing
from intarsia.errors import Conflict, Invalid
from intarsia.store.layout import Layout, replace

FOLDER, JOURNAL = "redactions", ".erasing.json"
#: erased: out of all releases; withdrawn: out of the next one; returned: in again
KINDS = ("erased", "withdrawn", "returned")


@dataclass(frozen=True)
class Act:
    """One act. ids: of the works, agents and other things that are gone. records: how many were erased, 0 for all. here: known on this machine alone."""

    number: int
    kind: str
    dataset: str
    on: str
    by: str
    why: str
    ids: tuple[str, ...] = ()
    records: int = 0
    releases: tuple[str, ...] = ()
    here: bool = False
    title: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Does it concern the whole dataset?"""
        return not self.records


def acts(layout: Layout, *, here: bool = True) -> list[Act]:
    """All acts, in order. here: with those about datasets that only this machine knows.

    Raises: Invalid for a file that was changed after it was signed.
    """
    found = []
    for path in sorted((layout.root / FOLDER).glob("[0-9]*.json")):
        body = _read(path)
        signing.signer(body, str(path))
        try:
            given = {name: body[name] for name in Act.__dataclass_fields__}
            one = Act(**{**given, "ids": tuple(given["ids"]), "releases": tuple(given["releases"])})
        except (KeyError, TypeError):
            raise Invalid("this redaction lacks something", where=str(path), way_out="take it from a backup") from None
        if here or not one.here:
            found.append(one)
    return found


def next_number(layout: Layout) -> int:
    """The number of the act to come."""
    taken = [int(path.name.partition("-")[0]) for path in (layout.root / FOLDER).glob("[0-9]*-*.json")]
    return max(taken, default=0) + 1


def keep(layout: Layout, act: Act, key: signing.Key) -> Path:
    """Write an act, signed."""
    folder = layout.root / FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{act.number:04}-{act.kind}.json"
    replace(path, json.dumps(key.sign({"intarsia": 1, **asdict(act)}), ensure_ascii=False, indent=1, sort_keys=True))
    return path


def withdrawn(layout: Layout) -> dict[str, Act]:
    """The datasets that stand withdrawn, each with the act."""
    found: dict[str, Act] = {}
    for act in acts(layout):
        if act.kind == "withdrawn":
            found[act.dataset] = act
        elif act.kind == "returned":
            found.pop(act.dataset, None)
    return found


def journal(layout: Layout) -> Path:
    """Where an erasure that is under way says what it does."""
    return layout.root / FOLDER / JOURNAL


def require_finished(layout: Layout) -> None:
    """Go on when no erasure was cut off. Raises: Conflict."""
    if journal(layout).exists():
        raise Conflict("an erasure was cut off before it was done", where=str(journal(layout)),
                       way_out=f"finish it first: intarsia erase --resume --pool {layout.root}")


# ---- in the manifest of a release ---------------------------------------------------------------------------------


def note(key: signing.Key, release: str, act: Act, tables: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest says of one redaction. tables: table -> {"schema", "parts": {dataset: {"was": {rows, hash}, "now": the same, or None}}}."""
    return key.sign({"release": release, "act": act.number, "on": act.on, "by": act.by, "why": act.why, "records": act.records, "tables": tables})


def as_released(manifest: Mapping[str, Any], table_hash: Callable[[str, Mapping[str, Any]], str]) -> dict[str, dict[str, Any]]:
    """The tables as they were when the release got its id: name -> {"hash"}. table_hash: of a schema and the parts.

    Raises: Invalid when a note was changed, is of another release, or says something else of a part than what is there.
    """
    entries = {name: {"hash": entry["hash"], "parts": dict(entry["parts"])} for name, entry in manifest["tables"].items()}
    schemas: dict[str, str] = {}
    where = f"release {manifest['id']}"
    for one in reversed(manifest.get("redactions", [])):
        signing.signer(one, where)
        if one["release"] != manifest["id"]:
            raise Invalid("a redaction in this manifest is of another release", where=where)
        for name, told in one["tables"].items():
            entry = entries.setdefault(name, {"hash": "", "parts": {}})
            schemas[name] = told["schema"]
            for dataset, change in told["parts"].items():
                now = entry["parts"].get(dataset)
                if (now and {"rows": now["rows"], "hash": now["hash"]}) != change["now"]:
                    raise Invalid(f"{name} of {dataset} is not what the redaction {one['act']} left", where=where)
                entry["parts"].pop(dataset, None)
                if change["was"]:
                    entry["parts"][dataset] = change["was"]
    for name, schema in schemas.items():
        entries[name]["hash"] = table_hash(schema, dict(sorted(entries[name]["parts"].items())))
    return {name: entry for name, entry in sorted(entries.items()) if entry["parts"]}


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise Invalid("this redaction cannot be read", where=str(path), way_out="take it from a backup") from None
    if not isinstance(found, dict):
        raise Invalid("this redaction cannot be read", where=str(path), way_out="take it from a backup")
    return found
