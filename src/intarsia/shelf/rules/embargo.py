"""How long figures of trade keep their value for a rival, by measure and sector.

No law gives these terms. Where a practice or a law makes a figure public, that is the source; the others are judgements, marked so, that a steward
may replace (`Context.settings`, rule "fresh": {"months": 12}). Nothing here makes a figure safe: it says until when nobody should call it old.
"""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.shelf.rules.delivery import Context

JUDGEMENT = "our own judgement"


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


#: reasons and sources of these in Dutch
_NL = {
    "takings of each film in all are published while it runs": "de totale opbrengst van elke film wordt gepubliceerd zolang hij draait",
    "annual accounts are public twelve months after the year": "jaarrekeningen zijn twaalf maanden na het boekjaar openbaar",
    "a budget tells what the next one may cost, until the plans made with it are out": "een budget laat zien wat het volgende mag kosten, tot de plannen ermee zijn uitgekomen",
    "agreements on terms run for a few years": "afspraken over voorwaarden lopen een paar jaar",
    "a margin by product or shop moves slowly": "de marge per product of winkel verandert langzaam",
    "charts and annual lists of sales are published": "hitlijsten en jaarlijsten van de verkoop worden gepubliceerd",
    "orders for the next season rest on the last two": "bestellingen voor het volgende seizoen steunen op de laatste twee",
    "what came back tells the next print run": "wat terugkwam, verraadt de volgende oplage",
    "takings by week or cinema tell what a distributor earns where": "opbrengsten per week of bioscoop laten zien wat een distributeur waar verdient",
    "two seasons of takings tell the third": "twee seizoenen aan opbrengsten verraden het derde",
    "two seasons tell the third": "twee seizoenen verraden het derde",
    "practice of national film bodies and trade papers": "gebruik bij nationale filminstellingen en vakbladen",
    "Directive 2013/34/EU, article 30": "Richtlijn 2013/34/EU, artikel 30",
    JUDGEMENT: "onze eigen inschatting",
    "set by the steward": "zo ingesteld door de beheerder",
}


def told(text: str) -> dict[str, str]:
    """A reason or a source by language, for `Found.says`."""
    return {"en": text, "nl": _NL.get(text, text)}


def term(measure: str, context: Context, annual: bool) -> Embargo:
    """The embargo of a measure: of the sector where there is one, else of all; what the steward set comes first."""
    fits = [e for e in EMBARGOES if e.measure == measure and e.annual == annual and e.sector in ("", context.sector)]
    found = max(fits, key=lambda e: bool(e.sector), default=Embargo(measure, "", 24, annual, "two seasons tell the third", JUDGEMENT))
    own = context.settings.get("fresh", {}).get("months")
    if own is None:
        return found
    return Embargo(found.measure, found.sector, int(own), annual, found.reason, "set by the steward")
