"""Meanings: what each column of a draft becomes, what somebody chose instead, and three rows before and after."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import sandbox
from intarsia.contributing.looking import FIRST, NICE
from intarsia.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from intarsia.contributing.draft import Draft
    from intarsia.pool import Pool

FILE = "map.json"
GONE = Unavailable("what was seen of this file is not there any more", where="/contribute", way_out="read the file again")


def first(draft: Draft) -> dict[str, Any]:
    """The first look at a draft's file: rows (names, cells, covered), columns, sample; see `checking.firstlook`. Raises: Unavailable when it was not read."""
    found: Any = draft.kept(FIRST)
    try:
        rows = found["rows"]
        if not (len(rows["names"]) == len(rows["covered"]) and all(len(row) == len(rows["names"]) for row in rows["cells"]) and isinstance(found["columns"], list)):
            raise ValueError("rows")
        return dict(found)
    except (KeyError, TypeError, ValueError):
        raise GONE from None


def of(pool: Pool, draft: Draft, columns: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the columns become with these choices (those of the draft without any): makes, form, columns, meanings, refused, notes, after; see `previewing`.

    A column has column, target, becomes, confidence, why, suggested, near, unknown. after: for each of the first rows pairs of what it
    says and the value. Raises: Unavailable when the file was not read; Invalid for choices that cannot be, or a file of which no mapping can be drafted.
    """
    said = dict(draft.columns if columns is None else columns)
    mark = hashlib.sha256(json.dumps([said, draft.about.get("sector", "")], sort_keys=True).encode()).hexdigest()[:16]
    kept = draft.kept(FILE)
    if isinstance(kept, dict) and kept.get("mark") == mark:
        return kept
    seen = first(draft)
    covered = [one["column"] for one in seen["columns"] if one["covered"]]
    with tempfile.TemporaryDirectory(prefix=".map-", dir=draft.folder) as scratch:
        arguments = {"path": str(draft.file.absolute()), "sample": seen["sample"], "rows": seen["rows"], "covered": covered, "chosen_": said, "sector": str(draft.about.get("sector", "")),
                     "base": pool.config.base}
        limits = sandbox.Limits(seconds=60, wall=120, nice=NICE // 3)
        found = sandbox.call("intarsia.contributing.previewing:in_child", arguments, limits, where=draft.name, folder=Path(scratch), patience=60)
    told = {**_believed(found), "mark": mark}
    if columns is None:
        draft.keep(FILE, told)
    return told


def _believed(found: Any) -> dict[str, Any]:
    """A child's answer, looked at. Raises: Invalid."""
    try:
        texts = ("column", "target", "becomes", "confidence", "why", "suggested")
        return {
            "makes": str(found["makes"]), "form": str(found["form"]), "refused": [str(one) for one in found["refused"]], "notes": [str(one) for one in found["notes"]],
            "meanings": [str(one) for one in found["meanings"]],
            "columns": [{**{name: str(one[name]) for name in texts}, **{name: [str(word) for word in one[name]] for name in ("near", "unknown")}} for one in found["columns"]],
            "after": [[(str(what), str(value)) for what, value in row] for row in found["after"]],
        }  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Invalid("what the columns become cannot be understood", way_out="try again") from None
