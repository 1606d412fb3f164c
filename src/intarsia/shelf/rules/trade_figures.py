"""Recent sales, takings, returns and margins of one business, in any detail: what a rival wants first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.embargo import told
from intarsia.shelf.rules.trade import TRADE, Measure, Trade, acts, silencing, tables

NAME = "trade-figures"
KIND = "competitive"
TEST = "competitive"
TITLE = {"en": "Trade figures of one business", "nl": "Handelscijfers van één bedrijf"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "recent": "Recent trade figures ({newest} is the newest month): a rival reads from them what sells, where, and how much. They lose that value after {months:# month|# months}.",
        "undated": "Trade figures, and no column says when they are from. Figures of unknown age count as recent.",
        "party": "Each row is about the trade of one {party}: with the figures beside it, a rival sees who sells what.",
        "old": "Trade figures, but the newest are of {newest}, {age:# month|# months} ago. After {months:# month|# months} they have lost their value for a rival ({reason}; {source}).",
        "at once": "The total takings of each work, which are published while the work runs ({source}).",
        "annual": "Takings of a whole year, of {newest} at the latest: {reason} ({source}).",
        "public": "Trade figures that, as their owner says, anyone can read at {where}. Nobody here opened that address.",
        "whose": "Figures by area or branch, for less than a year each: they are the sum of many businesses, or the trade of one. Nobody said which.",
        "publicity": "Whether these figures are public already was not checked: no address was given where anyone can read them.",
    },
    "nl": {
        "recent": "Recente handelscijfers ({newest} is de nieuwste maand): een concurrent leest eruit wat waar en hoe goed verkoopt. Na {months:# maand|# maanden} hebben ze die "
                  "waarde niet meer.",
        "undated": "Handelscijfers, en geen kolom zegt van wanneer ze zijn. Cijfers van onbekende leeftijd gelden als recent.",
        "party": "Elke rij gaat over de handel van één {party}: met de cijfers ernaast ziet een concurrent wie wat verkoopt.",
        "old": "Handelscijfers, maar de nieuwste zijn van {newest}, {age:# maand|# maanden} geleden. Na {months:# maand|# maanden} heeft een concurrent er niets meer aan ({reason}; "
            "{source}).",
        "at once": "De totale opbrengst per werk, die gepubliceerd wordt zolang het werk loopt ({source}).",
        "annual": "Opbrengsten van een heel jaar, uiterlijk {newest}: {reason} ({source}).",
        "public": "Handelscijfers die volgens de eigenaar iedereen kan lezen op {where}. Niemand heeft dat adres hier geopend.",
        "whose": "Cijfers per gebied of branche, over minder dan een jaar: de som van vele bedrijven, of de handel van één. Niemand heeft gezegd welke van de twee.",
        "publicity": "Of deze cijfers al openbaar zijn, is niet gecontroleerd: er is geen adres gegeven waar iedereen ze kan lezen.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        **dict.fromkeys(("recent", "undated"), "Leave the figures out, hold them until they are old, or share them only together with others, as sums that show nobody's own."),
        "party": "Leave the figures out, or share them only together with others. Without the figures, the names say nothing of anybody's trade.",
        **dict.fromkeys(("old", "at once", "annual", "public"), "Nothing needs to be done."),
        "whose": "Say whose figures they are: --contributor NAME if they are one business's own, or where they are published: --public-at URL.",
        "publicity": "Give the address if they are published: --public-at URL.",
    },
    "nl": {
        **dict.fromkeys(("recent", "undated"), "Laat de cijfers weg, bewaar ze tot ze oud zijn, of deel ze alleen samen met anderen, als sommen waaruit niemands eigen cijfer "
                                               "blijkt."),
        "party": "Laat de cijfers weg, of deel ze alleen samen met anderen. Zonder de cijfers zeggen de namen niets over iemands handel.",
        **dict.fromkeys(("old", "at once", "annual", "public"), "Er hoeft niets te gebeuren."),
        "whose": "Zeg van wie de cijfers zijn: --contributor NAAM als het die van één bedrijf zijn, of waar ze gepubliceerd zijn: --public-at URL.",
        "publicity": "Geef het adres als ze gepubliceerd zijn: --public-at URL.",
    },
}
SOURCE = "Handbook on Statistical Disclosure Control (Eurostat), magnitude tables; Directive (EU) 2016/943 on trade secrets, article 2"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"year": ["1998", "1999", "2000"], "title": ["A", "B", "C"], "domgross": ["25000000", "13000000", "4000000"], "budget": ["13000000", "4500000", "2000000"]},
    {"country": ["NL", "BE", "FR"], "year": ["2024", "2024", "2024"], "revenue": ["1200", "900", "8000"]},
    {"museum": ["A", "B", "A", "B"], "month": ["2025-09", "2025-09", "2025-10", "2025-10"], "visitors": ["1200", "300", "1100", "280"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"date": ["2025-11-01", "2025-11-01", "2025-11-02"], "publisher": ["P", "Q", "P"], "title": ["A", "B", "A"], "units": ["12", "5", "9"], "revenue": ["120.00", "61.50", "90.00"]},
    {"Woche": ["2025-W40", "2025-W40", "2025-W41"], "Buchhandlung": ["Nord", "Süd", "Nord"], "Nettoumsatz": ["1.234,56", "88,10", "905,00"]},
    {"week_ending": ["2025-10-05", "2025-10-12"], "film": ["A", "A"], "cinema": ["K", "K"], "weekly_gross": ["$1.3M", "$0.9M"], "attendance": ["90000", "61000"]},
    {"genre": ["fiction", "poetry"], "daily.gross sales": ["120.50", "61.25"], "publisher.type": ["big", "small"]},
    {"theatre": ["N", "S", "N"], "week_start": ["2025-10-06", "2025-10-06", "2025-10-13"], "film": ["A", "A", "B"], "total": ["1204.50", "310.25", "99.75"]},
    {"Kino": ["N", "S", "N"], "Woche": ["2025-W40", "2025-W40", "2025-W41"], "Zählung": ["120,00 EUR", "61,00 EUR", "9,00 EUR"]},
    {"shop": ["N", "S", "W"], "copies": ["10", "4", "7"], "returns": ["1", "0", "2"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns of trade figures; notes for those that are old or public; and what nobody said."""
    asked = False
    for what in tables(delivery):
        figures = what.of(*TRADE, "average")
        if not figures or (what.statistic and what.annual and not delivery.context.contributor):
            continue
        young = [m for m in figures if m in acts(delivery, what)]
        yield from _notes(delivery, what, [m for m in figures if m not in young])
        if not young:
            continue
        names = _names(young)
        if what.statistic and not delivery.context.contributor:
            yield Found(names, "not checked", "OPEN AFTER", case="whose", remedies=(Proposal("leave-out", names),))
        elif delivery.context.public_at:
            yield Found(names, "note", case="public", says={"where": delivery.context.public_at})
        else:
            yield from _found(delivery, what, young)
            asked = True
    if asked:
        yield Found((), "not checked", "OPEN", case="publicity")


def _found(delivery: Delivery, what: Trade, young: list[Measure]) -> Iterator[Found]:
    names = _names(young)
    for measure in young:
        embargo = what.embargo(measure, delivery)
        mine = (measure.column.full,)
        verdict, remedies = silencing(delivery, what, mine, names)
        says = {"measure": measure.what, "months": embargo.months, "source": told(embargo.source), "newest": what.newest}
        yield Found(mine, verdict=verdict, count=measure.column.filled, case="undated" if what.span.newest is None else "recent", says=says,
                    parameters={"months": embargo.months, "measure": measure.what}, remedies=remedies)
    for party in what.parties:
        verdict, remedies = silencing(delivery, what, names, names)
        yield Found((party.full,), verdict=verdict, count=party.filled, case="party", says={"party": party.name}, remedies=(*remedies, Proposal("leave-out", (party.full,))))


def _notes(delivery: Delivery, what: Trade, old: list[Measure]) -> Iterator[Found]:
    for measure in old:
        embargo, age = what.embargo(measure, delivery), what.age()
        case = "at once" if embargo.months == 0 else "annual" if what.annual and embargo.measure == "takings" else "old"
        says = {"measure": measure.what, "newest": what.newest, "age": age or 0, "months": embargo.months, "reason": told(embargo.reason), "source": told(embargo.source)}
        yield Found((measure.column.full,), "note", case=case, count=measure.column.filled, says=says, parameters={"months": embargo.months})


def _names(measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(m.column.full for m in measures)
