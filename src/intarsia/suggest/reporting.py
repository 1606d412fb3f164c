"""What a door shows of a file that is only looked at: the account of its columns and what each becomes, from one child process."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import sandbox
from intarsia.errors import IntarsiaError, Invalid
from intarsia.shelf import loader
from intarsia.steps import profile
from intarsia.suggest.judge import Judged
from intarsia.suggest.kind import Kind
from intarsia.suggest.look import sample_of
from intarsia.suggest.suggestion import from_sample, row, settled

if TYPE_CHECKING:
    from intarsia.pool import Pool

#: columns whose suggestion is told; unreadable records that are told one by one
MOST, TOLD = 20_000, 1_000


def report(
    path: Path,
    format_name: str = "",
    options: dict[str, Any] | None = None,
    pool: Pool | None = None,
    *,
    nice: int = 0,
    patience: float | None = None,
    on_tick: Callable[[sandbox.Tick], None] | None = None,
) -> dict[str, Any]:
    """All of `adding.profile_file`, and "suggested": True, "makes" ("work", "agent", "observation", ...), "form" and, of each
    column, "becomes", "confidence" and "why"; these are "" for columns without values and beyond the first MOST. Columns of
    nested lists are rows too: `list` is their path. Nothing is stored.

    A file that can be read but not judged (it has no values) comes back with "suggested": False, and with the account alone.
    pool: its own formats and limits. nice, patience, on_tick: see `sandbox.call`.
    Raises: NotFound for an unknown format; Invalid for a file that cannot be read, or not within the limits.
    """
    size = path.stat().st_size if path.is_file() else sandbox.written(path)
    limits = sandbox.Limits.reading(size, pool.config.reading if pool else None, nice)
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        arguments = {
            "path": str(path),
            "format_name": format_name,
            "options": dict(options or {}),
            "folder": scratch,
            "own": str(pool.layout.shelf.absolute()) if pool else "",
            "memory": limits.memory // 2,
        }
        found = sandbox.call(f"{__name__}:in_child", arguments, limits, on_tick, where=str(path), folder=Path(scratch), patience=patience)
    try:
        return _believed(found, path.name)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise Invalid("the reader of this file gave an answer that cannot be understood", where=str(path), way_out="export the file again, in another format if need be") from None


def in_child(path: str, format_name: str, options: dict[str, Any], folder: str, own: str, memory: int) -> dict[str, Any]:
    """What `report` asks of the child; the answer is JSON-able."""
    file, shelf = Path(path), Path(own) if own else None
    seen = profile.in_child(path, format_name, options, {}, folder, own, memory, TOLD)
    raw = seen["raw"]
    answer: dict[str, Any] = {
        "format": seen["format"],
        "options": raw["options"],
        "rows": raw["rows"].get("", 0) + len(raw["rejects"]) + raw["more"],
        "columns": [list(row) for row in seen["columns"]],
        "rejected": raw["rejects"],
        "more": raw["more"],
        "suggested": None,
    }
    sample = sample_of(loader.format_named(seen["format"], shelf), file, raw["options"])
    try:
        found = from_sample(sample, file)
        judged, kind = found.judged, found.kind
    except IntarsiaError:  # no draft can be made: persons' own business only, or no values at all
        if not sample.own():
            return answer
        judged, kind = settled(sample, file)
    return {**answer, "suggested": [_told(j, kind) for j in judged[:MOST]], "makes": kind.makes, "form": kind.form}


def _told(j: Judged, kind: Kind) -> list[str]:
    """list, column, becomes, confidence, why; a list's first element, in the records, stands with the list's own."""
    said = row(j, kind)
    return [j.column.table, j.column.name, said["becomes"], said["confidence"], said["why"]]


def _believed(found: dict[str, Any], name: str) -> dict[str, Any]:
    """The child's answer, looked at: only plain values of the right kinds."""
    judged = {(str(table), str(column)): tuple(map(str, said)) for table, column, *said in found["suggested"] or ()}
    columns = []
    for table, at, column, kind, *counts in found["columns"]:
        seen: dict[str, Any] = dict(zip(profile.DESCRIBED, (str(table), int(at), str(column), str(kind), *(None if n is None else int(n) for n in counts)), strict=True))
        becomes, confidence, why = judged.get((seen["list"], seen["column"]), ("", "", ""))
        columns.append({**seen, "becomes": becomes, "confidence": confidence, "why": why})
    rejected = [{"record": None if r is None else int(r), "line": None if n is None else int(n), "reason": str(reason)} for r, n, reason in found["rejected"]]
    return {
        "file": name,
        "format": str(found["format"]),
        "options": dict(found["options"]),
        "rows": int(found["rows"]),
        "columns": columns,
        "rejected": rejected,
        "rejected_in_all": len(rejected) + int(found["more"]),
        "suggested": found["suggested"] is not None,
        "makes": str(found.get("makes", "")),
        "form": str(found.get("form", "")),
    }
