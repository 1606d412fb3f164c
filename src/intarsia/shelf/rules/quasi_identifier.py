"""A column that goes one to one with a flagged party: the town is the shop, although the shop was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.trade import Trade, acts, tables

NAME = "quasi-identifier"
KIND = "quasi-identifier"
TEST = "competitive"
TITLE = {"en": "A place that gives a party away", "nl": "Een plaats die een partij verraadt"}
WHY = {
    "en": "{alone} of {values} values {alone:stands|stand} for one {party} only: whoever knows the place knows whose figures these are.",
    "nl": "{alone} van de {values} waarden {alone:hoort|horen} bij maar één {party}: wie de plaats kent, weet van wie de cijfers zijn.",
}
WAY_OUT = {
    "en": "Leave the place out, or give the region, so that several share it. Without the figures it may stay.",
    "nl": "Laat de plaats weg, of geef de regio, zodat meerdere hem delen. Zonder de cijfers mag hij blijven staan.",
}
SOURCE = "Handbook on Statistical Disclosure Control (Hundepool et al., 2012), section 3.2: key variables"
#: share of the values that stand for one party only
ALONE = 0.5
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"week": ["2025-W40"] * 4, "shop": ["N", "S", "W", "E"], "region": ["north", "south", "north", "south"], "copies_sold": ["5", "6", "2", "9"]},
    {"week": ["2009-W01", "2009-W02"], "shop": ["N", "S"], "town": ["A", "B"], "copies_sold": ["5", "6"]},
    {"museum": ["A", "B"], "town": ["X", "Y"], "visitors": ["500", "480"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"week": ["2025-W40", "2025-W41"] * 3, "shop": ["N", "N", "S", "S", "W", "W"], "town": ["A", "A", "B", "B", "C", "C"], "copies_sold": ["5", "6", "2", "9", "3", "1"]},
    {"data": ["2025-10-01"] * 3, "kino": ["X", "Y", "Z"], "miasto": ["Łódź", "Kraków", "Gdynia"], "przychód": ["1 200,50", "900,00", "88,10"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns of places that name the parties of recent trade figures."""
    if delivery.context.public_at:
        return
    for what in tables(delivery):
        figures = tuple(m.column.full for m in acts(delivery, what))
        if not figures or not what.parties:
            continue
        for column in dict.fromkeys((*what.towns, *what.areas)):
            found = _tells(delivery, what, column)
            if found is not None:
                party, alone, values = found
                says = {"party": party.name, "alone": alone, "values": values}
                yield Found((column.full,), verdict="OPEN AFTER", count=column.filled, says=says, parameters={"share": ALONE},
                            remedies=(Proposal("leave-out", (column.full,)), Proposal("leave-out", figures)))


def _tells(delivery: Delivery, what: Trade, column: Column) -> tuple[Column, int, int] | None:
    """The party that a place tells, how many of its values {alone:stands|stand} for one party, and how many it has."""
    for party in what.parties:
        if party is column or party.different < 2 or column.different < 2:
            continue
        p, c = identifier(party.name), identifier(column.name)
        sql = f"SELECT count(*), count(*) FILTER (parties = 1) FROM (SELECT {c}, count(DISTINCT {p}) AS parties "
        sql += f"FROM {delivery.relation(what.table)} WHERE {c} IS NOT NULL AND {p} IS NOT NULL GROUP BY {c}) AS q"
        values, alone = delivery.engine.rows(sql)[0]
        if values and alone > ALONE * values:
            return party, int(alone), int(values)
    return None
