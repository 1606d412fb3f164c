"""Plans that nobody has announced: the titles, the dates, and how far each project is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.plans import Plan, tables

NAME = "unannounced"
KIND = "unannounced"
TEST = "competitive"
TITLE = {"en": "Plans that are not announced", "nl": "Plannen die niet zijn aangekondigd"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "title": "{hidden} of {rows} rows {hidden:is a work that is|are works that are} not out yet, and nothing in the file says that {hidden:it was|they were} announced. That such a "
            "work exists is itself the news.",
        "date": "Dates of release in the future, {hidden} of them of {hidden:a work|works} that nobody announced: a rival can plan around them.",
        "phase": "This column tells a rival how far a project is that nobody has announced.",
        "key": "An internal number of a project: it leads from this file to every other that uses it.",
        "known": "{future:# row is a work that is not out yet|# rows are works that are not out yet}. The pool shows {future:it|them} already, in {where}, so {future:it is|they are} "
            "announced.",
        "announced": "{future:# row is a work that is not out yet|# rows are works that are not out yet}, and the file says of each when it was announced.",
        "asked": "{future:# row is a work that is not out yet|# rows are works that are not out yet}. Whether {future:it was|they were} announced was not checked: no column says so, and "
            "no address was given.",
        "public": "{future:# row is a work that is not out yet|# rows are works that are not out yet}. As the owner says, anyone can read of them at {where}; nobody here opened that "
            "address.",
    },
    "nl": {
        "title": "{hidden} van de {rows} rijen {hidden:is een werk dat nog niet uit is|zijn werken die nog niet uit zijn}, en niets in het bestand zegt dat {hidden:het is|ze zijn} "
            "aangekondigd. Dat zo'n werk bestaat, is op zichzelf al nieuws.",
        "date": "Verschijningsdata in de toekomst, {hidden} ervan van {hidden:een werk dat|werken die} niemand heeft aangekondigd: een concurrent kan eromheen plannen.",
        "phase": "Deze kolom vertelt een concurrent hoe ver een project is dat niemand heeft aangekondigd.",
        "key": "Een intern nummer van een project: het leidt van dit bestand naar elk ander waarin het staat.",
        "known": "{future:# rij is een werk dat nog niet uit is|# rijen zijn werken die nog niet uit zijn}. De pool toont {future:het|ze} al, in {where}, dus {future:het is|ze zijn} "
            "aangekondigd.",
        "announced": "{future:# rij is een werk dat nog niet uit is|# rijen zijn werken die nog niet uit zijn}, en het bestand zegt van elk wanneer het is aangekondigd.",
        "asked": "{future:# rij is een werk dat nog niet uit is|# rijen zijn werken die nog niet uit zijn}. Of {future:het is|ze zijn} aangekondigd, is niet gecontroleerd: geen kolom "
            "zegt het, en er is geen adres gegeven.",
        "public": "{future:# rij is een werk dat nog niet uit is|# rijen zijn werken die nog niet uit zijn}. Volgens de eigenaar kan iedereen erover lezen op {where}; niemand heeft dat "
            "adres hier geopend.",
    },
}
_NOTHING = ("known", "announced", "public")
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "title": "Say what is coming without saying which, for example: a fantasy game for 8 to 12, in the Netherlands, within two years. Or let others ask you.",
        "date": "Leave titles and numbers out first. Then give only the year, or leave the date out too.",
        "phase": "Leave it out, or leave out what tells which project it is.",
        "key": "Leave it out.",
        "asked": "Give the address if they were announced: --public-at URL.",
        **dict.fromkeys(_NOTHING, "Nothing needs to be done."),
    },
    "nl": {
        "title": "Zeg wat er komt zonder te zeggen welk werk, bijvoorbeeld: een fantasyspel voor 8 tot 12 jaar, in Nederland, binnen twee jaar. Of laat anderen het u vragen.",
        "date": "Laat eerst titels en nummers weg. Geef dan alleen het jaar, of laat ook de datum weg.",
        "phase": "Laat het weg, of laat weg wat vertelt welk project het is.",
        "key": "Laat het weg.",
        "asked": "Geef het adres als ze zijn aangekondigd: --public-at URL.",
        **dict.fromkeys(_NOTHING, "Er hoeft niets te gebeuren."),
    },
}
SOURCE = "Directive (EU) 2016/943 on trade secrets, article 2(1); Regulation (EU) 596/2014 on market abuse, article 7, for listed companies"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"title": ["A", "B", "C"], "release_date": ["1999-02-01", "2004-05-06", "2011-01-01"], "genre": ["drama", "drama", "comedy"]},
    {"title": ["A", "B", "C"], "publication_date": ["2091-02-01", "2091-05-06", "2090-01-01"], "isbn": [None, None, None], "language": ["de", "de", "de"]},
    {"title": ["A", "B"], "announced_on": ["2025-02-01", "2025-03-01"], "release_date": ["2091-02-01", "2092-02-01"], "budget_eur": ["1", "2"]},
    {"titel": ["A", "B", "C", "D"], "status": ["uitgebracht", "uitgebracht", "uitgebracht", "in productie"], "jaar": ["1990", "1991", "1992", "2091"]},
    {"titel": ["A", "B", "C", "D"], "naar het werk van": ["P", "Q", "R", "S"], "status": ["uitgebracht", "uitgebracht", "uitgebracht", "in productie"],
     "jaar": ["1990", "1991", "1992", "2091"]},
    {"title": ["A", "B", "C", "D"], "status": ["Released", "Released", "Announced", "Planned"], "year": ["1990", "1991", "2091", "2091"], "budget": ["1000000", "2000000", "3000000", "0"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"project": ["X-1", "X-2", "X-3"], "werktitel": ["A", "B", "C"], "aangekondigd": ["2025-02-01", None, None], "releasedatum": ["2091-02-01", "2092-02-01", "2091-09-09"]},
    {"Arbeitstitel": ["A", "B", "C"], "Phase": ["Produktion", "Konzept", "Vorproduktion"], "Budget": ["100.000", "2.000.000", "55.000"],
     "Erscheinungsdatum": ["01.02.2091", "02.02.2092", "01.03.2091"]},
    {"titre provisoire": ["A", "B"], "étape": ["tournage", "montage"], "budget": ["900 000 €", "1 200 000 €"]},
    {"title": ["A", "B", "C", "D"], "status": ["Released", "Released", "Released", "In production"], "year": ["1990", "1991", "1992", None], "budget": ["10000", "20000", "30000", "12000"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Titles, dates, phases and numbers of projects that nobody announced; or why a list of works to come is no such plan."""
    for table, plan in tables(delivery):
        rows = next((c.rows for c in delivery.of(table)), 0)
        says = {"hidden": plan.hidden, "rows": rows, "future": plan.future, "where": ", ".join(plan.known) or delivery.context.public_at}
        if plan.hidden and not delivery.context.public_at:
            yield from _hidden(delivery, table, plan, says)
        else:
            case = "public" if delivery.context.public_at else "known" if plan.known else "announced" if plan.announced else "asked"
            asked = case == "asked"
            seen = tuple(c.full for c in plan.phases) if asked else ()
            yield Found(seen, "not checked" if asked else "note", case=case, count=plan.future, lines=delivery.lines(plan.condition, table) if seen else (), says=says)


def _hidden(delivery: Delivery, table: str, plan: Plan, says: Mapping[str, object]) -> Iterator[Found]:
    names = tuple(c.full for c in (*plan.titles, *plan.keys))
    titles = tuple(c.full for c in plan.titles)
    blur, bare = Proposal("blur-plan", titles), Proposal("leave-out", names)
    lines = delivery.lines(plan.condition, table)
    for column in plan.titles:
        yield Found((column.full,), verdict="ASK", count=plan.hidden, lines=lines, case="title", says=says, remedies=(blur, Proposal("leave-out", (column.full,))))
    for column in plan.keys:
        yield Found((column.full,), verdict="OPEN AFTER", kind="identifier", count=column.filled, case="key", says=says, remedies=(Proposal("leave-out", (column.full,)),))
    for column in plan.dates:
        yield Found((column.full,), verdict="ASK", count=plan.hidden, lines=lines, case="date", says=says, remedies=(blur, Proposal("leave-out", (column.full,)), bare))
    for column in plan.phases:
        yield Found((column.full,), verdict="OPEN AFTER", kind="competitive", count=plan.hidden, case="phase", says=says,
                    remedies=(Proposal("leave-out", (column.full,)), bare))
