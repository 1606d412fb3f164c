"""Sums of fewer than three contributors (five where it is personal or strategic): with two, each knows the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import contributions, trade
from intarsia.shelf.rules.amounts import amount
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.text import wordset

NAME = "few-contributors"
KIND = "competitive"
TEST = "competitive"
TITLE = {"en": "Sums of too few contributors", "nl": "Sommen van te weinig deelnemers"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "parties": "Summed over every {party}, {cells} of {of} sums of {measure} (by {by}) {cells:has|have} fewer than {minimum} contributors: with two, each finds the other's figure by "
                   "subtracting its own.",
        "stated": "{cells:# row is a sum|# rows are sums} of fewer than {minimum} contributors, as {by} says: with two, each finds the other's figure by subtracting its own.",
    },
    "nl": {
        "parties": "Opgeteld over elke {party} {cells:heeft|hebben} {cells} van de {of} sommen van {measure} (per {by}) minder dan {minimum} deelnemers: zijn het er twee, dan vindt elk "
            "het cijfer van de ander "
                   "door het eigen cijfer af te trekken.",
        "stated": "{cells:# rij is een som|# rijen zijn sommen} van minder dan {minimum} deelnemers, zoals {by} zegt: zijn het er twee, dan vindt elk het cijfer van de ander door het "
            "eigen cijfer af te trekken.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {"parties": "Share it only together with others, or leave it out.", "stated": "Withhold those figures, and enough others that no total gives them away, or leave the column "
        "out."},
    "nl": {"parties": "Deel het alleen samen met anderen, of laat het weg.", "stated": "Houd die cijfers achter, en zoveel andere dat geen totaal ze prijsgeeft, of laat de kolom "
        "weg."},
}
SOURCE = "Hundepool et al., Statistical Disclosure Control (2012), section 4.2: minimum frequency rule; three contributors, five for what is personal or strategic"
#: contributors that a sum of strategic figures needs: margins tell more than sales
MINIMUM, STRATEGIC = 3, 5
#: words that make a column of whole numbers one of contributors, with a word of counting or alone in the plural
COUNTED = wordset(
    "contributors respondents companies firms enterprises establishments shops stores publishers venues cinemas deelnemers respondenten bedrijven ondernemingen vestigingen "
    "winkels uitgevers zalen bioscopen unternehmen betriebe "
    "verlage kinos entreprises etablissements editeurs cinemas empresas establecimientos editoriales cines imprese aziende editori przedsiebiorstwa firmy wydawcy kina"
)
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"month": ["2025-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["50", "30", "20"]},
    {"region": ["A", "B"], "month": ["2025-10", "2025-10"], "publishers": ["7", "12"], "revenue": ["900", "8000"]},
    {"region": ["A", "B"], "month": ["2009-10", "2009-10"], "publishers": ["1", "12"], "revenue": ["900", "8000"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"month": ["2025-10"] * 2, "shop": ["N", "S"], "copies_sold": ["50", "30"]},
    {"region": ["A", "B"], "month": ["2025-10", "2025-10"], "publishers": ["2", "12"], "revenue": ["900", "8000"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Measures with sums of too few, counted here or as a column of the file counts them."""
    asked = contributions.options(delivery, NAME)
    for one in contributions.sums(delivery, asked):
        if failing := one.failing("few"):
            verdict, remedies = contributions.silencing(delivery, one)
            yield Found((one.measure.column.full,), verdict=verdict, count=failing, case="parties", says=contributions.words(one, failing),
                        parameters={"minimum": asked.minimum}, remedies=remedies)
    if not delivery.context.public_at:
        yield from _stated(delivery)


def _stated(delivery: Delivery) -> Iterator[Found]:
    for what in trade.tables(delivery):
        counting = [c for c in delivery.of(what.table) if c.looks_like == "integer" and COUNTED & set(c.words)]
        for measure in what.of(*trade.TRADE):
            if not counting or what.recent(measure, delivery) is False:
                continue
            column = counting[0]
            minimum = int(delivery.context.settings.get(NAME, {}).get("minimum", STRATEGIC if measure.what == "profit" else MINIMUM))
            yield from _rows(delivery, what.table, measure.column, column, minimum)


def _rows(delivery: Delivery, table: str, measure: Column, counting: Column, minimum: int) -> Iterator[Found]:
    condition = f"({amount(counting)}) BETWEEN 1 AND {minimum - 1} AND ({amount(measure)}) IS NOT NULL"
    if cells := delivery.count(condition, table):
        yield Found((measure.full,), verdict="OPEN AFTER", count=cells, lines=delivery.lines(condition, table), case="stated",
                    says={"cells": cells, "by": counting.name, "of": measure.rows, "party": "-", "measure": measure.name},
                    parameters={"minimum": minimum}, remedies=(Proposal("leave-out", (measure.full,)),))
