"""How much of all there is a figure rests on: coverage, and only where somebody stated what all would be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from intarsia.evidence.basis import ENOUGH, WHOLE, Basis

#: what a frame is of when it is of every work of its dataset
WORK = "work"
_INTERVAL = re.compile(r"(-?\d{4})/(-?\d{4})")
_STRADDLING = re.compile(r"(\d{4})/\d{2}")
_YEAR = re.compile(r"-?\d{4}")


class Asked(Protocol):
    """A release that answers SQL."""

    id: str

    def records(self, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]: ...


def span(period: str) -> tuple[int, int] | None:
    """The first and last year that a frame's period speaks of; None for "all". A financial year ("2008/09") is the year it begins in.

    Raises: ValueError for anything else.
    """
    if period == "all":
        return None
    if found := _INTERVAL.fullmatch(period):
        return int(found[1]), int(found[2])
    if found := _STRADDLING.fullmatch(period):
        return int(found[1]), int(found[1])
    if _YEAR.fullmatch(period):
        return int(period), int(period)
    raise ValueError(period)


def framed(source: Asked, rows: Iterable[tuple[str, str]], *, years: tuple[int, int] | None = None, only: str = "", suppressed: int = 0) -> Basis:
    """What a figure over some rows of a release rests on.

    rows: the datasets with what the figure takes of each: the id of a form or of a measure. years: first and last of the figure's
    window, None for all. only: the figure takes only what has this in common ("part_of=..."), as the table `frame` writes it.

    The coverage is that of all frames together: what the release has of what they state. It is None as long as one of the rows has no
    frame in one of the years, or where its dataset has rows beside its frame. A frame of all works says nothing of figures. A register is a whole: complete, or a legal deposit, and
    at least nine tenths of it are here.
    """
    wanted = sorted(set(rows))
    told = {row["id"]: row for row in source.records("SELECT id, publisher, selection FROM dataset")}
    frames = [row for row in source.records('SELECT * FROM frame WHERE "of" <> \'\'') if row["dataset"] in {dataset for dataset, _ in wanted}]
    chosen, whole = set(), bool(wanted)
    used: dict[int, dict[str, Any]] = {}  # a frame of all works may stand for several forms, and counts once
    for dataset, what in wanted:
        mine = _over([row for row in frames if row["dataset"] == dataset and row["of"] == what], years, only)
        if not mine and (works := [row for row in frames if row["dataset"] == dataset and row["of"] == WORK]) and not _measured(source, dataset, what):
            mine = _over(works, years, only)
        own = {str(row["selection"] or _selection(told, dataset)) for row in mine}
        chosen |= own or {_selection(told, dataset)}
        whole = whole and bool(mine)
        used |= {id(row): row for row in mine}
    size = sum(int(row["size"] or 0) for row in used.values())
    have = sum(min(int(row["have"] or 0), int(row["size"] or 0)) for row in used.values())
    coverage = have / size if whole and size else None
    contributors = len({told.get(dataset, {}).get("publisher") or dataset for dataset, _ in wanted})
    return Basis(source.id, contributors, frozenset(chosen), coverage, suppressed, register=coverage is not None and coverage >= ENOUGH and chosen <= set(WHOLE))


def _measured(source: Asked, dataset: str, what: str) -> bool:
    """Is this a measure that the dataset has figures of, and no form of its works?"""
    return bool(source.records("SELECT 1 FROM observation WHERE dataset = $dataset AND measure = $what LIMIT 1", {"dataset": dataset, "what": what}))


def _over(frames: list[dict[str, Any]], years: tuple[int, int] | None, only: str) -> list[dict[str, Any]]:
    """The frames that speak of the window; none where a year of it has no frame, or rows stand beside them."""
    if only:
        frames = [row for row in frames if row["subset"] in (only, None)]
    spans = [span(row["period"]) for row in frames]
    if years is not None:
        kept = [(row, reach) for row, reach in zip(frames, spans, strict=True) if reach is None or (reach[0] <= years[1] and reach[1] >= years[0])]
        frames, spans = [row for row, _ in kept], [reach for _, reach in kept]
        if not all(any(reach is None or reach[0] <= year <= reach[1] for reach in spans) for year in range(years[0], years[1] + 1)):
            return []
    return [] if not only and any(row["beyond"] for row in frames) else frames


def _selection(told: Mapping[str, Mapping[str, Any]], dataset: str) -> str:
    return str(told.get(dataset, {}).get("selection") or "unknown")
