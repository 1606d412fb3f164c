"""Figures that are sensitive now and will not be later: until when, by sector and measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import words
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.embargo import EMBARGOES, told
from intarsia.shelf.rules.periods import Period, month_of, written
from intarsia.shelf.rules.trade import TRADE, Trade, acts, only_trade, tables

NAME = "fresh"
KIND = "stale-later"
TEST = "competitive"
TITLE = {"en": "Recent now, old later", "nl": "Nu recent, later oud"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "delay": "The rows run to {newest}: recent. These figures lose their value for a rival after {months:# month|# months} ({reason}; {source}). For the last of them that is on "
            "{until}.",
        "until": "After {months:# month|# months} these figures are old ({reason}; {source}): from {until} on they could stay in.",
    },
    "nl": {
        "delay": "De rijen lopen tot {newest}: recent. Na {months:# maand|# maanden} heeft een concurrent er niets meer aan ({reason}; {source}). Voor de laatste is dat op {until}.",
        "until": "Na {months:# maand|# maanden} zijn deze cijfers oud ({reason}; {source}): vanaf {until} zouden ze kunnen blijven staan.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {"delay": "Share them from {until} on, or now only together with others.", "until": "Share the next delivery again then, or leave these columns out now."},
    "nl": {"delay": "Deel ze vanaf {until}, of nu alleen samen met anderen.", "until": "Deel dan de volgende levering opnieuw, of laat deze kolommen nu weg."},
}
SOURCE = "Guidelines on horizontal co-operation agreements (European Commission, 2023/C 259/01), chapter 6.2.5: the age of data; terms by measure: " + "; ".join(
    sorted({f"{e.measure} {'by year ' if e.annual else ''}{e.months} months ({e.source})" for e in EMBARGOES})
)
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"week": ["2009-W01", "2009-W02"], "shop": ["N", "S"], "copies_sold": ["5", "6"]},
    {"week": ["2025-W40", "2025-W41"], "museum": ["A", "A"], "visitors": ["500", "480"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"week": ["2025-W40", "2025-W40", "2025-W41"], "shop": ["N", "S", "N"], "copies_sold": ["5", "6", "2"]},
    {"mese": ["2025-09", "2025-10", "2025-10"], "libreria": ["N", "N", "S"], "ricavi": ["1.200,00", "900,50", "77,00"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns of periods in tables that hold nothing but recent trade; a note of when, where the figures can be left out."""
    for what in tables(delivery):
        young = [m for m in acts(delivery, what) if m.what != "budget"]
        if not young or what.span.newest is None or delivery.context.public_at or (what.statistic and not delivery.context.contributor):
            continue
        young = [m for m in young if m.what in TRADE] or young
        longest = max((what.embargo(m, delivery) for m in young), key=lambda e: e.months)
        free = what.span.newest + longest.months + 1
        until = f"{written(free)}-01"
        newest = written(what.span.newest)
        says = {"newest": newest, "months": longest.months, "reason": told(longest.reason), "source": told(longest.source), "until": until}
        columns = _when(what, month_of(delivery.context.as_of))
        names = tuple(m.column.full for m in acts(delivery, what))
        if only_trade(delivery, what) and columns:
            for column in columns:
                yield Found((column.column.full,), verdict="OPEN AFTER", count=column.column.filled, case="delay", says=says, parameters={"months": longest.months},
                            remedies=(Proposal("pool", names), Proposal("delay", (), {"until": until}), Proposal("leave-out", names)))
        else:
            yield Found(names, "note", case="until", says=says, parameters={"months": longest.months})


def _when(what: Trade, now: int) -> list[Period]:
    """The columns that say of when a row's figures are; when a work came out is another date, where there is one of the rows."""
    past = [p for p in what.span.periods if p.first <= now]
    return [p for p in past if not words.exactly(p.column, words.RELEASE)] or past
