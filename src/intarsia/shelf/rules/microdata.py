"""One row per person, or per event of a person: counted by how many others look the same (k-anonymity), and by what they would tell (l-diversity).

The columns that make people look the same are proposed here, from names and values, and a steward may change them: `Context.settings`,
rule "microdata": {"columns": [...], "k": 5, "l": 2}. Makers of published works are public: a table of artists or of works is no microdata.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.disclosure import regions
from intarsia.disclosure.microdata import Classes, classes, diversity
from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules import persons
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.persons import Persons

NAME = "microdata"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Rows about single persons", "nl": "Rijen over afzonderlijke personen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "keys": "Each row is about one person, or something one person did. Through {keys} others can find out who it is, and which rows belong to the same person.",
        "k": "Each row is about one person. For {below} of {rows} rows, fewer than {k} rows have the same values in {quasi}; {unique} {unique:has|have} them alone. "
             "Whoever knows that much of somebody finds the row.",
        "l": "Each row is about one person. At least {k} rows always have the same values in {quasi}, but in some of these groups all have the same {same}: "
             "whoever knows that somebody is in such a group knows that too.",
        "safe": "Each row is about one person. The same values in {quasi} always stand in at least {smallest} rows. Files that nobody here knows may still tell the persons apart.",
    },
    "nl": {
        "keys": "Elke rij gaat over één persoon, of over iets wat één persoon deed. Via {keys} kunnen anderen te weten komen wie dat is, en welke rijen over dezelfde persoon gaan.",
        "k": "Elke rij gaat over één persoon. Voor {below} van de {rows} rijen hebben minder dan {k} rijen dezelfde waarden in {quasi}; {unique} {unique:heeft|hebben} die als "
             "enige. Wie zoveel van iemand weet, vindt de rij.",
        "l": "Elke rij gaat over één persoon. Steeds hebben minstens {k} rijen dezelfde waarden in {quasi}, maar in sommige van die groepen is {same} overal gelijk: "
             "wie weet dat iemand in zo'n groep zit, weet ook dat.",
        "safe": "Elke rij gaat over één persoon. Dezelfde waarden in {quasi} staan steeds in minstens {smallest} rijen. Met bestanden die niemand hier kent, zijn de personen "
                "misschien toch uit elkaar te houden.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "keys": "Leave the number or address out; counts by day, kind or region may stay.",
        "k": "Leave out what tells most, or make it coarser: ages in bands, places as regions. A table of counts needs no single rows at all.",
        "l": "Leave that column out, or make the others coarser.",
        "safe": "Nothing needs to be done.",
    },
    "nl": {
        "keys": "Laat het nummer of adres weg; aantallen per dag, soort of regio mogen blijven.",
        "k": "Laat weg wat het meest vertelt, of maak het grover: leeftijden in klassen, plaatsen als regio. Een tabel met aantallen heeft geen losse rijen nodig.",
        "l": "Laat die kolom weg, of maak de andere grover.",
        "safe": "Er hoeft niets te gebeuren.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), recital 26; Samarati and Sweeney (1998), k-anonymity; Machanavajjhala et al. (2007), l-diversity"
K, L = 5, 2
#: widths of bands of ages that are tried, and the age from which all are one group; the remedy's own default
BANDS, OLD = (5, 10, 20), 80
#: share of the names of places that must be known before regions are proposed: what is not known becomes empty
KNOWN = 0.8
_AGES = [str(20 + n) for n in range(12)]
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"artist": ["A", "B", "C"], "gender": ["f", "m", "f"], "nationality": ["NL", "BE", "FR"], "birth_year": ["1901", "1911", "1880"], "wikidata": ["Q1", "Q2", "Q3"]},
    {"title": ["A", "B"], "director": ["X", "Y"], "age_rating": ["12", "6"]},
    {"age_group": ["0-14", "15-24"], "gender": ["f", "m"], "country": ["NL", "NL"], "population": ["1300000", "900000"]},
    {"visit_date": ["2025-09-01"] * 6, "age": ["30"] * 6, "gender": ["f"] * 6, "town": ["A"] * 6},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"respondent": [f"r{n}" for n in range(12)], "age": _AGES, "gender": ["f", "m"] * 6, "postcode": [f"10{n:02d} AB" for n in range(12)], "answer": ["yes"] * 12},
    {"leeftijd": _AGES, "geslacht": ["v", "m"] * 6, "woonplaats": ["A", "B", "C"] * 4, "cijfer": ["7"] * 12},
    {"leeftijd": ["30"] * 12, "geslacht": ["v"] * 12, "woonplaats": ["Amsterdam", "Haarlem", "Zaandam"] * 4, "cijfer": ["7", "8"] * 6},
    {"user_id": ["1", "1", "2", "2", "3"], "book_id": ["5", "7", "5", "9", "7"], "rating": ["4", "5", "2", "3", "4"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Tables of persons: by what leads back to them, and by how many look the same."""
    own = delivery.context.settings.get(NAME, {})
    for table in sorted({c.table for c in delivery.columns}):
        people = persons.persons(delivery, table)
        asked = own.get("columns")
        quasi = [c for c in delivery.of(table) if c.full in asked] if asked is not None else list(people.quasi)
        if people.keys and asked is None:
            yield _keys(people)
        if (people.rows_are_people or asked is not None) and quasi:
            yield from _alike(delivery, people, quasi, int(own.get("k", K)), int(own.get("l", L)))


def _keys(people: Persons) -> Found:
    names = tuple(c.full for c in people.keys)
    return Found((), verdict="OPEN AFTER", count=people.rows, case="keys", says={"keys": ", ".join(names)},
                 parameters={"columns": ", ".join(names)}, remedies=(Proposal("leave-out", names),))


def _alike(delivery: Delivery, people: Persons, quasi: list[Column], k: int, least: int) -> Iterator[Found]:
    relation, names = delivery.relation(people.table), [c.name for c in quasi]
    found = classes(delivery.engine, relation, names, k)
    full = tuple(c.full for c in quasi)
    parameters = {"k": k, "l": least, "columns": ", ".join(full)}
    says = {"quasi": ", ".join(full), "below": found.below, "rows": found.rows, "unique": found.unique, "smallest": found.k}
    if found.below:
        condition = f"_row IN (SELECT _row FROM {relation} QUALIFY count(*) OVER (PARTITION BY {', '.join(map(identifier, names))}) < {k})"
        yield Found((), verdict="OPEN AFTER", count=found.below, lines=delivery.lines(condition, people.table), case="k", says=says, parameters=parameters,
                    remedies=(*_in_bands(delivery, people, quasi, k), *_in_regions(delivery, people, quasi, k), *_left_out(delivery, people, quasi, k)))
        return
    poor = sorted(name for name, found_l in diversity(delivery.engine, relation, names, [c.name for c in people.telling if c.name not in names]).items() if found_l < least)
    if poor:
        same = tuple(c.full for c in people.telling if c.name in poor)
        yield Found((), verdict="OPEN AFTER", count=found.rows, case="l", says={**says, "same": ", ".join(same)}, parameters=parameters, remedies=(Proposal("leave-out", same),))
    else:
        yield Found((), "note", count=found.rows, case="safe", says=says, parameters=parameters)


def _in_bands(delivery: Delivery, people: Persons, quasi: list[Column], k: int) -> Iterator[Proposal]:
    """Of each column of ages the narrowest bands that are enough by themselves."""
    for column in quasi:
        if people.kinds.get(column.full) != "age" or column.looks_like not in ("integer", "number"):
            continue
        name = identifier(column.name)
        for width in BANDS:
            band = f"least(floor(try_cast({name} AS DOUBLE) / {width}), {OLD // width})"
            coarser = f"(SELECT * REPLACE (CAST({band} AS VARCHAR) AS {name}) FROM {delivery.relation(people.table)} AS r)"
            if not classes(delivery.engine, coarser, [c.name for c in quasi], k).below:
                yield Proposal("age-bands", (column.full,), {"width": width})
                break


def _in_regions(delivery: Delivery, people: Persons, quasi: list[Column], k: int) -> Iterator[Proposal]:
    """Of each column of places whose names are known the smallest regions that are enough by themselves."""
    for column in quasi:
        if people.kinds.get(column.full) != "place" or column.numeric or not column.values or sum(map(regions.known, column.values)) < KNOWN * len(column.values):
            continue
        regions.load(delivery.engine)
        name = identifier(column.name)
        for level in reversed(regions.LEVELS):
            join, code = regions.joined(f"r.{name}", 0, level)
            coarser = f"(SELECT r.* REPLACE ({code} AS {name}) FROM {delivery.relation(people.table)} AS r {join})"
            if not classes(delivery.engine, coarser, [c.name for c in quasi], k).below:
                yield Proposal("place-to-region", (column.full,), {"to": level})
                break


def _left_out(delivery: Delivery, people: Persons, quasi: list[Column], k: int) -> Iterator[Proposal]:
    """The columns of which leaving them out is enough: one, else those that tell most, one after the other."""
    relation = delivery.relation(people.table)
    rest: list[Column] = list(quasi)
    gone: list[str] = []
    while rest:
        tried: list[tuple[Classes, Column]] = [(classes(delivery.engine, relation, [c.name for c in rest if c is not column], k), column) for column in rest]
        _, best = min(tried, key=lambda pair: (pair[0].below, -pair[1].different, pair[1].name))
        enough = [column for state, column in tried if not state.below or not people.without((*gone, column.full))]
        if enough:
            for column in sorted(enough, key=lambda c: (c.different, c.name)):
                yield Proposal("leave-out", (*gone, column.full))
            return
        gone.append(best.full)
        rest.remove(best)
