"""Figures of a file that is not shared: read by the very mapping that would be drafted for it, beside the peers of a release. Nothing of it is kept.

The file is read in a child process with limits, as every file of others. What comes back are figures alone: measure, unit, period, value.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import sandbox
from intarsia.errors import Invalid

if TYPE_CHECKING:
    from intarsia.pool import Pool

#: figures that are told of a file, at most
MOST = 20_000
#: what is larger, or no number, is no figure of an audience
LARGEST = 1e15


@dataclass(frozen=True)
class Figures:
    """What a file has of one measure. every: "month", "quarter", "year" or "year from 04", as peers have it. by: first day of a period -> figure (None
    for none) and flag. added: so many figures stood behind one period at most, and were added up."""

    measure: str
    unit: str
    every: str
    by: Mapping[str, tuple[float | None, str]]
    added: int


def read(pool: Pool | None, file: Path, format_name: str = "", *, nice: int = 0, patience: float | None = None, added: frozenset[str] = frozenset()) -> tuple[Figures, ...]:
    """The figures of a file by measure, those with most periods first.

    added: measures of which figures of one period are added up (of several sites, shows or titles); of others such a period has no figure.
    Raises: NotFound, Invalid or Unavailable as `checking.report`; Invalid where the file has no figures with a month, quarter or year.
    """
    made = believed(told(pool, file, format_name, nice=nice, patience=patience), added)
    if not made:
        raise Invalid("no column of figures with a month, quarter or year was found in this file", where=file.name,
                      way_out="a file with a column such as 'month' (2024-03) and a column such as 'visits' can be laid beside others")
    return made


def told(pool: Pool | None, file: Path, format_name: str = "", *, nice: int = 0, patience: float | None = None) -> Any:
    """What a child says of the figures of a file: `believed` looks at it. Raises: as `checking.report`."""
    size = file.stat().st_size if file.is_file() else 0
    limits = sandbox.Limits.reading(size, pool.config.reading if pool else None, nice)
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        arguments = {"path": str(file.absolute()), "format_name": format_name, "options": {}, "folder": scratch, "own": str(pool.layout.shelf.absolute()) if pool else ""}
        return sandbox.call("intarsia.receipt.ownchild:in_child", arguments, limits, where=str(file), folder=Path(scratch), patience=patience)


def believed(found: Any, added: frozenset[str]) -> tuple[Figures, ...]:
    """A child's answer, looked at and put together by measure, unit and length of period. added: see `read`. Raises: Invalid."""
    kinds: dict[tuple[str, str, str], dict[str, list[tuple[float | None, str]]]] = {}
    try:
        for measure, unit, every, period, value, flag in list(found)[:MOST]:
            figure = None if value is None or not abs(float(value)) <= LARGEST else float(value)
            kinds.setdefault((str(measure)[:60], str(unit)[:60], str(every)), {}).setdefault(str(period)[:10], []).append((figure, str(flag or "")[:20]))
    except (TypeError, ValueError):
        raise Invalid("what was read of this file cannot be understood", way_out="try again, or export it in another format") from None
    made = []
    for (measure, unit, every), periods in kinds.items():
        by = {period: one for period, told in periods.items() if (one := _one(told, measure in added)) is not None}
        if any(value is not None for value, _ in by.values()):
            made.append(Figures(measure, unit, every, by, max(len(told) for told in periods.values())))
    return tuple(sorted(made, key=lambda one: (-len(one.by), one.measure, one.unit, one.every)))


def _one(told: list[tuple[float | None, str]], adds: bool) -> tuple[float | None, str] | None:
    """The figure of a period: the only one, or the sum where they may be added up and none is missing; None where there is no telling."""
    if len(told) == 1:
        return told[0]
    if not adds:
        return None
    values = [value for value, _ in told]
    return (None, "missing") if any(value is None for value in values) else (float(sum(value for value in values if value is not None)), "")
