"""How long figures of trade keep their value for a rival, by measure and sector.

No law gives these terms. Where a practice or a law makes a figure public, that is the source; the others are judgements, marked so, that a steward
may replace (`Context.settings`, rule "fresh": {"months": 12}). Nothing here makes a figure safe: it says until when nobody should call it old.
"""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.shelf.rules.delivery import Context

JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Embargo:
    """Months after which a measure is old. sector: "" for all. annual: of figures by year or in all, no finer. source: where it comes from."""

    measure: str
    sector: str
    months: int
    annual: bool
    reason: str
    source: str


EMBARGOES = (
    Embargo("box office", "", 0, True, "takings of each film in all are published while it runs", "practice of national film bodies and trade papers"),
    Embargo("takings", "", 12, True, "annual accounts are public twelve months after the year", "Directive 2013/34/EU, article 30"),
    Embargo("profit", "", 12, True, "annual accounts are public twelve months after the year", "Directive 2013/34/EU, article 30"),
    Embargo("budget", "", 36, True, "a budget tells what the next one may cost, until the plans made with it are out", JUDGEMENT),
    Embargo("budget", "", 36, False, "a budget tells what the next one may cost, until the plans made with it are out", JUDGEMENT),
    Embargo("terms", "", 36, True, "agreements on terms run for a few years", JUDGEMENT),
    Embargo("terms", "", 36, False, "agreements on terms run for a few years", JUDGEMENT),
    Embargo("profit", "", 36, False, "a margin by product or shop moves slowly", JUDGEMENT),
    Embargo("units", "music", 12, True, "charts and annual lists of sales are published", JUDGEMENT),
    Embargo("units", "", 24, True, "orders for the next season rest on the last two", JUDGEMENT),
    Embargo("units", "", 24, False, "orders for the next season rest on the last two", JUDGEMENT),
    Embargo("returns", "", 24, True, "what came back tells the next print run", JUDGEMENT),
    Embargo("returns", "", 24, False, "what came back tells the next print run", JUDGEMENT),
    Embargo("box office", "", 24, False, "takings by week or cinema tell what a distributor earns where", JUDGEMENT),
    Embargo("takings", "", 24, False, "two seasons of takings tell the third", JUDGEMENT),
)


def term(measure: str, context: Context, annual: bool) -> Embargo:
    """The embargo of a measure: of the sector where there is one, else of all; what the steward set comes first."""
    fits = [e for e in EMBARGOES if e.measure == measure and e.annual == annual and e.sector in ("", context.sector)]
    found = max(fits, key=lambda e: bool(e.sector), default=Embargo(measure, "", 24, annual, "two seasons tell the third", JUDGEMENT))
    own = context.settings.get("fresh", {}).get("months")
    if own is None:
        return found
    return Embargo(found.measure, found.sector, int(own), annual, found.reason, "set by the steward")
