"""Beside the peers: the figures of a file that is not shared, laid beside the group of a release that counts the same; on pages, in the dry run and in the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia.answering import Release
from intarsia.errors import Invalid
from intarsia.evidence import ENGLISH, Speaker
from intarsia.peers import seen
from intarsia.placed import ADDED
from intarsia.receipt import ownfigures
from intarsia.shelf.insights import benchmark
from intarsia.shelf.insights.base import Answer, Source

if TYPE_CHECKING:
    from intarsia.pool import Pool


@dataclass(frozen=True)
class OwnFile:
    """A file's figures of one measure, and the group of the release that has the most of its periods. name: of the file. left: other measures it has."""

    name: str
    figures: ownfigures.Figures
    group: str
    left: tuple[str, ...] = ()


def organisations(release: Release) -> dict[str, str]:
    """The organisations that stand in a peer group, each with its dataset."""
    found: dict[str, str] = {}
    for panel, parts in benchmark.all_panels(release):
        for group in parts:
            for row in group.members:
                found.setdefault(panel.who[row], panel.datasets[row])
    return found


def years(release: Release, group: str) -> tuple[int, ...]:
    """The years of which something is told of a group, the last first."""
    for panel, parts in benchmark.all_panels(release):
        for one in parts:
            if one.key == group:
                return tuple(sorted({int(period[:4]) for period, told in zip(panel.periods, seen(panel, parts, one), strict=True) if told}, reverse=True))
    return ()


def read(release: Release, pool: Pool | None, file: Path, **options: Any) -> OwnFile:
    """The figures of a file that some group of the release has as well.

    Raises: NotFound, Invalid or Unavailable as `ownfigures.read`; Invalid where no group counts the same over periods of the same length.
    """
    found = ownfigures.read(pool, file, added=ADDED, **options)
    if own := chosen(release, found, file.name):
        return own
    named = ", ".join(sorted({f"{one.measure} by {one.every.replace(' from ', ' from month ')}" for one in found}))
    had = sorted({f"{panel.kind.measure} by {panel.kind.every.replace(' from ', ' from month ')}" for panel, parts in benchmark.all_panels(release) if parts})
    raise Invalid(f"nobody here has peers in what this file counts ({named})", where=file.name,
                  way_out=("there are peer groups for: " + ", ".join(had)) if had else "no measure of this pool has five organisations that count the same way yet")


def chosen(release: Source, found: Sequence[ownfigures.Figures], name: str) -> OwnFile | None:
    """Those figures of a file that some group has as well, by most periods; None where no group has any."""
    for figures in found:
        if group := fitting(release, figures):
            return OwnFile(name, figures, group, tuple(one.measure for one in found if one is not figures))
    return None


def fitting(release: Source, figures: ownfigures.Figures) -> str:
    """The key of the widest group with the same measure, unit and length of period that has most of the periods; "" for none."""
    best, most = "", 0
    for panel, parts in benchmark.all_panels(release):
        kind = panel.kind
        shared = len(set(panel.periods) & set(figures.by))
        if parts and not kind.segment and (kind.measure, kind.unit, kind.every) == (figures.measure, figures.unit, figures.every) and shared > most:
            best, most = parts[0].key, shared
    return best


def told(release: Source, own: OwnFile, say: Speaker, group: str = "", *, year: str = "") -> Answer:
    """A file beside its group, as an answer that no memory keeps. group: another of the fixed groups, by key."""
    chosen = {"agent": "", "measure": own.figures.measure, "group": group or own.group, "year": year, "per": ""}
    return benchmark.beside(release, chosen, say, benchmark.Own("", own.figures.by))


def forecast(release: Source, figures: Any, name: str) -> dict[str, Any] | None:
    """Where a file would stand, for the dry run: figures as a child of `ownchild` gave them; None where no group has the like.

    Keys: measure, unit, every, group (key), members, year, compared, state, and, where a comparison can be told, ratio, low and high (times the median of the peers, and
    its range when one of them at a time is left out), and rows (period, own, quarter, median, three_quarters, peers).
    Raises: Invalid for what no child of ours says.
    """
    own = chosen(release, ownfigures.believed(figures, ADDED), name)
    if own is None:
        return None
    answer = told(release, own, ENGLISH)
    names = [field.name for field in answer.fields]
    by: dict[str, dict[str, Any]] = {}
    for row in answer.rows:
        one = dict(zip(names, row, strict=True))
        mine = one["peers"] is None
        by.setdefault(one["period"], {"period": one["period"]}).update({"own": one["value"]} if mine else {"quarter": one["quarter"], "median": one["value"],
            "three_quarters": one["three_quarters"], "peers": one["peers"]})
    rows = [row for row in by.values() if row.get("own") is not None and row.get("median") is not None]
    low, high = answer.evidence.interval or (None, None)
    return {"measure": own.figures.measure, "unit": answer.unit, "every": own.figures.every, "group": own.group, "members": len(answer.aside["members"][1]) if answer.aside else 0,
            "year": answer.chosen["year"], "compared": len(rows), "state": answer.evidence.state, "ratio": answer.evidence.estimate, "low": low, "high": high, "rows": rows}
