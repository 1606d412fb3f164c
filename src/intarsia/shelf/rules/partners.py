"""Names another party's part in a plan or a deal: theirs to tell, and worth money to a rival."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import words
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.plans import plan
from intarsia.shelf.rules.trade import acts, trade

NAME = "partners"
KIND = "competitive"
TEST = "competitive"
TITLE = {"en": "Another party in a plan or a deal", "nl": "Een andere partij in een plan of afspraak"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "plan": "This column names who takes part in plans that nobody announced. It is their plan too, and they were not asked.",
        "deal": "This column names with whom the terms beside it were agreed on. The other party has a say in that too.",
    },
    "nl": {
        "plan": "Deze kolom noemt wie meedoet aan plannen die niemand heeft aangekondigd. Het zijn ook hun plannen, en hun is niets gevraagd.",
        "deal": "Deze kolom noemt met wie de voorwaarden ernaast zijn afgesproken. Ook de andere partij heeft daar iets over te zeggen.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {"plan": "Leave the names out until the plans are announced.", "deal": "Leave the names out, or the terms."},
    "nl": {"plan": "Laat de namen weg tot de plannen zijn aangekondigd.", "deal": "Laat de namen weg, of de voorwaarden."},
}
SOURCE = "Directive (EU) 2016/943 on trade secrets, article 4: information held under a duty of confidence"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"title": ["A", "B"], "year": ["1999", "2001"], "coproducer": ["X", "Y"]},
    {"title": ["A", "B"], "distributor": ["X", "Y"], "country": ["NL", "BE"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"werktitel": ["A", "B", "C"], "verschijningsdatum": ["2091-01-01", "2091-02-01", "2092-01-01"], "partner": ["X", None, "Y"]},
    {"licensee": ["X", "Y"], "royalty": ["12%", "8%"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns that name partners, in plans with hidden rows and in tables of terms."""
    if delivery.context.public_at:
        return
    for table in sorted({c.table for c in delivery.columns}):
        what, planned = trade(delivery, table), plan(delivery, table)
        terms = tuple(m.column.full for m in acts(delivery, what) if m.what == "terms")
        for column in delivery.of(table):
            if not _names(column):
                continue
            mine = (Proposal("leave-out", (column.full,)),)
            if planned.hidden:
                yield Found((column.full,), verdict="OPEN AFTER", count=column.filled, case="plan", remedies=mine)
            elif terms and not any(column is party for party in what.parties if _figures(delivery, what)):
                yield Found((column.full,), verdict="OPEN AFTER", count=column.filled, case="deal", remedies=(*mine, Proposal("leave-out", terms)))


def _names(column: Column) -> bool:
    """Does it name parties? Their kinds, towns and countries do not."""
    return bool(column.filled) and not column.numeric and column.looks_like != "date" and words.has(column, words.PARTNER | words.PARTY) and not words.exactly(column, words.KIND_WORDS)


def _figures(delivery: Delivery, what: object) -> bool:
    """Does the rule on trade figures name the parties already?"""
    from intarsia.shelf.rules.trade import TRADE, Trade

    return isinstance(what, Trade) and any(m.what in TRADE for m in acts(delivery, what))
