"""Prices and terms per deal: discounts, fees, royalties, rates, budgets. A price on a public list is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import periods
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.embargo import told
from intarsia.shelf.rules.plans import plan
from intarsia.shelf.rules.trade import Measure, Trade, acts, silencing, tables

NAME = "trade-terms"
KIND = "competitive"
TEST = "competitive"
TITLE = {"en": "Prices and terms per deal", "nl": "Prijzen en voorwaarden per afspraak"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "terms": "What was agreed on with one party: whoever reads it starts the next talks with it.",
        "budget": "What one project costs: it tells a rival, and the next partner, how much there is.",
        "old": "Terms or budgets, but of {newest}, {age:# month|# months} ago. After {months:# month|# months} they have lost their value for a rival ({reason}; {source}).",
        "public": "Terms or budgets that, as their owner says, anyone can read at {where}. Nobody here opened that address.",
    },
    "nl": {
        "terms": "Wat met één partij is afgesproken: wie dit leest, begint er het volgende gesprek mee.",
        "budget": "Wat één project kost: een concurrent en de volgende partner zien hoeveel er is.",
        "old": "Voorwaarden of budgetten, maar van {newest}, {age:# maand|# maanden} geleden. Na {months:# maand|# maanden} heeft een concurrent er niets meer aan ({reason}; {source}).",
        "public": "Voorwaarden of budgetten die volgens de eigenaar iedereen kan lezen op {where}. Niemand heeft dat adres hier geopend.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {"terms": "Leave this column out. The prices of a public list may "
                    "stay.", "budget": "Leave this column out.", **dict.fromkeys(("old", "public"), "Nothing needs to be done.")},
    "nl": {"terms": "Laat deze kolom weg. Prijzen van een openbare lijst mogen "
                    "blijven.", "budget": "Laat deze kolom weg.", **dict.fromkeys(("old", "public"), "Er hoeft niets te gebeuren.")},
}
SOURCE = "Guidelines on horizontal co-operation agreements (European Commission, 2023/C 259/01), chapter 6: exchange of commercially sensitive information"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"title": ["A", "B"], "year": ["1999", "2001"], "budget": ["13000000", "4500000"]},
    {"title": ["A", "B"], "list_price": ["22,99", "24,50"]},
    {"museum": ["A", "B"], "entrance_fee": ["12", "0"]},
    {"country": ["NL", "BE"], "year": ["2024", "2024"], "production_costs": ["12", "13"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"shop": ["N", "S", "W"], "discount_pct": ["48", "40", "38"]},
    {"klant": ["A", "B"], "artikel": ["x", "x"], "inkoopprijs": ["€ 12,50", "€ 11,80"]},
    {"project": ["P1", "P2"], "budżet": ["1 200 000", "300 000"]},
    {"artiste": ["A", "B"], "date": ["2025-10-01", "2025-10-02"], "cachet": ["1500 €", "900 €"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns of terms and budgets that are recent, or of when nobody knows; notes for the others."""
    for what in tables(delivery):
        planned = plan(delivery, what.table)
        for measure in what.of("terms", "budget"):
            mine, context = (measure.column.full,), delivery.context
            if what.statistic and not context.contributor:
                continue
            if measure not in acts(delivery, what) and not planned.hidden:
                yield _old(delivery, what, measure)
            elif context.public_at:
                yield Found(mine, "note", case="public", says={"where": context.public_at})
            else:
                verdict, remedies = silencing(delivery, what, mine, tuple(m.column.full for m in acts(delivery, what)))
                yield Found(mine, verdict=verdict, count=measure.column.filled, case=measure.what,
                            parameters={"months": what.embargo(measure, delivery).months}, remedies=remedies)


def _old(delivery: Delivery, what: Trade, measure: Measure) -> Found:
    embargo = what.embargo(measure, delivery)
    says = {"newest": periods.written(what.span.newest or 0), "age": what.age() or 0, "months": embargo.months, "reason": told(embargo.reason), "source": told(embargo.source)}
    return Found((measure.column.full,), "note", case="old", count=measure.column.filled, says=says, parameters={"months": embargo.months})
