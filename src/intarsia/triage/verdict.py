"""Verdicts: what the findings make of each column, and of the whole.

    OPEN < OPEN AFTER < POOLED ONLY < ASK < DESCRIBE ONLY

Every finding says what becomes of its column if nothing is done. A column's verdict is the worst of its findings; one that a
remedy silences counts as OPEN AFTER, except where it decides what becomes of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intarsia.model import VERDICTS
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.triage.running import Ruled

#: of two findings that weigh the same, the one whose word comes first is told
WORDS = ("special-category", "children", "personal", "identifier", "unannounced", "competitive", "quasi-identifier", "stale-later", "rights",
         "availability", "relevance", "quality")  # fmt: skip
#: measures that tell of a thing itself, and of nobody's trade
OF_A_THING = ("m:price", "m:duration", "m:rank", "m:rating-average", "m:hours", "m:seats", "m:share")
#: a remedy that leaves the verdict as it is: the rows wait for others
POOL = "pool"


@dataclass(frozen=True)
class ColumnVerdict:
    """full: the column's name. finding: the word for it, "none" without. verdict: of the column. ruled: what decided, None without. all: everything said of the column."""

    full: str
    finding: str
    verdict: str
    ruled: Ruled | None
    all: tuple[Ruled, ...] = ()


@dataclass(frozen=True)
class Verdicts:
    """Of the whole and of each column (by full name); because: the findings that decided."""

    dataset: str
    columns: dict[str, ColumnVerdict]
    because: tuple[Ruled, ...]


def worst(verdicts: Sequence[str]) -> str:
    """The last of them in the lattice; OPEN without any."""
    return max(verdicts, key=VERDICTS.index, default="OPEN")


def to_act(ruled: Sequence[Ruled]) -> list[Ruled]:
    """The findings that ask for something."""
    return [one for one in ruled if one.acts]


def judged(delivery: Delivery, ruled: Sequence[Ruled], silenced: bool, useful: bool) -> Verdicts:
    """The verdicts of a delivery.

    silenced: do the suggested remedies silence everything but what somebody has to sign for? useful: is something left then?
    """
    acts = to_act(ruled)
    whole, because = _whole(delivery, acts, silenced, useful)
    columns = {}
    for column in delivery.columns:
        mine = tuple(one for one in ruled if column.full in one.found.columns)
        columns[column.full] = _column(column.full, mine, because if whole in ("POOLED ONLY", "ASK") else ())
    return Verdicts(whole, columns, because)


def _whole(delivery: Delivery, acts: list[Ruled], silenced: bool, useful: bool) -> tuple[str, tuple[Ruled, ...]]:
    if not acts:
        return "OPEN", ()
    if asked := [one for one in acts if one.found.verdict == "ASK" and (one.kind == "rights" or (one.kind == "unannounced" and one.found.count > delivery.rows / 2))]:
        return "ASK", tuple(asked)
    if pooled := _pooled(delivery.columns, acts):
        return "POOLED ONLY", pooled
    if silenced and useful:
        return "OPEN AFTER", tuple(acts)
    return "DESCRIBE ONLY", tuple(one for one in acts if _rank(one) == max(map(_rank, acts)))


def _rank(one: Ruled) -> int:
    return VERDICTS.index(one.found.verdict)


def _pooled(columns: Sequence[Column], acts: list[Ruled]) -> tuple[Ruled, ...]:
    """The findings that leave no measure of the file for others to see; none where one is free, or where there are no measures."""
    found = [one for one in acts if one.found.verdict == "POOLED ONLY"]
    flagged = {name for one in found for name in one.found.columns}
    measures = {c.full for c in columns if is_measure(c)}
    return tuple(found) if flagged and measures <= flagged else ()


def is_measure(column: Column) -> bool:
    """Does the column hold figures that somebody counted, rather than an attribute of a thing such as its price or length?"""
    return (column.becomes.startswith("m:") or column.becomes == "value") and column.becomes not in OF_A_THING and column.filled > 0


def _column(full: str, mine: tuple[Ruled, ...], decided: tuple[Ruled, ...]) -> ColumnVerdict:
    acts = [one for one in mine if one.acts]
    if not acts:
        return ColumnVerdict(full, "none", "OPEN", None, mine)
    verdicts = {id(one): one.found.verdict if one in decided or not can_be_silenced(one) else "OPEN AFTER" for one in acts}
    acts.sort(key=lambda one: (-VERDICTS.index(verdicts[id(one)]), -_rank(one), one.found.state != "finding", WORDS.index(one.kind) if one.kind in WORDS else len(WORDS), one.rule))
    findings = [one for one in acts if one.found.state == "finding"]
    word = findings[0].kind if findings else "none"
    return ColumnVerdict(full, word, worst(list(verdicts.values())), findings[0] if findings else acts[0], mine)


def can_be_silenced(one: Ruled) -> bool:
    """Is there a remedy that changes the table, or can somebody sign for it?"""
    return one.found.state == "not checked" or any(proposal.remedy != POOL for proposal in one.found.remedies)
