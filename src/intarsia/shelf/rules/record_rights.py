"""What each record says of its own rights: a licence address, a statement of rightsstatements.org, a sentence with "Copyright"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from intarsia.engine.duckdb import identifier, quote
from intarsia.licences import Licence, forbids, stated
from intarsia.shelf.rules.about import about
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.text import wordset

NAME = "record-rights"
KIND = "rights"
TEST = "available"
TITLE = {"en": "Rights of each record", "nl": "Rechten per record"}
WHY = {
    "en": {
        "": "Records that reserve their rights in a sentence such as a copyright line: {count}. Whoever wrote it has to be asked before these rows are shared.",
        "trade": "Records that by their own statement allow no commercial use: {count}. They keep that condition: a download under a wider licence never holds them.",
        "changes": "Records that by their own statement allow no changes: {count}. They keep that condition: a download under a wider licence never holds them.",
        "both": "Records that by their own statement forbid commercial use or changes: {count}. They keep that condition: a download under a wider licence never holds them.",
        "fine": "Each record states its own rights ({statements} different statements); none forbids what an open licence allows.",
        "silent": "Records that say nothing of their rights where others do: {count}. What is stated for the whole goes for them.",
        "unclear": "Statements in {columns} that could not be read as a licence or a rights statement: {statements}.",
    },
    "nl": {
        "": "Records die hun rechten voorbehouden in een zin zoals een copyrightregel: {count}. Wie die schreef, moet gevraagd worden voordat deze rijen gedeeld worden.",
        "trade": "Records die volgens hun eigen verklaring geen commercieel gebruik toestaan: {count}. Dat blijft zo: een download onder een ruimere licentie bevat ze nooit.",
        "changes": "Records die volgens hun eigen verklaring geen wijzigingen toestaan: {count}. Dat blijft zo: een download onder een ruimere licentie bevat ze nooit.",
        "both": "Records die volgens hun eigen verklaring commercieel gebruik of wijzigingen verbieden: {count}. Dat blijft zo: een download onder een ruimere licentie bevat ze nooit.",
        "fine": "Elk record noemt zijn eigen rechten ({statements} verschillende verklaringen); geen verbiedt wat een open licentie toestaat.",
        "silent": "Records die niets over hun rechten zeggen waar andere dat wel doen: {count}. Voor hen geldt wat voor het geheel is gezegd.",
        "unclear": "Verklaringen in {columns} die niet te lezen waren als een licentie of een rechtenverklaring: {statements}.",
    },
}
WAY_OUT = {
    "en": {
        "": "Ask first, in writing; or leave the rows with such a sentence out; or, if the sentence is about the work and not about this description, say so with a statement of "
            "rightsstatements.org.",
        "trade": "Nothing to do: map the column to the rights of the work, so that each record keeps its statement.",
        "changes": "Nothing to do: map the column to the rights of the work, so that each record keeps its statement.",
        "both": "Nothing to do: map the column to the rights of the work, so that each record keeps its statement.",
        "fine": "Nothing to do: map the column to the rights of the work.",
        "silent": "Fill them in where you can.",
        "unclear": "Use addresses of creativecommons.org or rightsstatements.org.",
    },
    "nl": {
        "": "Vraag het eerst, schriftelijk; of laat de rijen met zo'n zin weg; of zeg, als de zin over het werk gaat en niet over deze beschrijving, dat met een verklaring van "
            "rightsstatements.org.",
        "trade": "Niets te doen: koppel de kolom aan de rechten van het werk, zodat elk record zijn verklaring houdt.",
        "changes": "Niets te doen: koppel de kolom aan de rechten van het werk, zodat elk record zijn verklaring houdt.",
        "both": "Niets te doen: koppel de kolom aan de rechten van het werk, zodat elk record zijn verklaring houdt.",
        "fine": "Niets te doen: koppel de kolom aan de rechten van het werk.",
        "silent": "Vul ze in waar dat kan.",
        "unclear": "Gebruik adressen van creativecommons.org of rightsstatements.org.",
    },
}
SOURCE = "Creative Commons licences (creativecommons.org/licenses); RightsStatements.org statements 1.0; Directive 2001/29/EC, article 7 (rights-management information)"
GOOD = (
    {"title": ["Example A", "Example B"], "rights": ["https://creativecommons.org/licenses/by/4.0/", "http://rightsstatements.org/vocab/InC/1.0/"]},
    {"title": ["Example A", "Example B"], "year": ["1990", "1991"]},
    {"title": ["Copyright and the museum", "All rights reserved: a comedy"], "year": ["1990", "1991"]},
)
BAD = (
    {"title": ["Example A", "Example B"], "rights": ["Copyright", "CC0"]},
    {"titel": ["Voorbeeld A", "Voorbeeld B"], "rechten": ["Alle rechten voorbehouden", "publiek domein"]},
    {"title": ["Example A", "Example B"], "note": ["© 2019 Example Press. All rights reserved.", "© 2020 Example Press. All rights reserved."]},
)
#: words of headers that announce rights
HEADERS = wordset(
    "rights right licence license licences licenses copyright copyrights rechten rechtenstatus licentie auteursrecht auteursrechten gebruiksrechten droits droit licenceurl rechte "
    "lizenz urheberrecht nutzungsrechte "
    "derechos licencia diritti licenza prawa licencja"
)
STATEMENTS = 5_000  #: different statements that are read
SENTENCE = 0.6  #: share of values that must speak of rights, where the header does not


def columns(delivery: Delivery) -> list[Column]:
    """The columns in which records speak of their rights: by header where values agree, or by their values alone. Looked for once."""
    found: list[Column] = delivery.once("columns of rights", lambda: _columns(delivery))
    return found


def _columns(delivery: Delivery) -> list[Column]:
    found = []
    for column in delivery.columns:
        if not column.filled or column.numeric or about(column) in ("title", "genre", "key", "name"):
            continue
        named = about(column) == "rights" or bool(set(column.words) & HEADERS)
        if _speaks(column.values, 0.02 if named else SENTENCE):
            found.append(column)
    return found


def _speaks(values: Sequence[str], share: float) -> bool:
    """Does such a share of the values, and one at least, speak of rights? Read no further than it takes to know."""
    need = max(1.0, share * len(values))
    said = 0
    for read, value in enumerate(values):
        if said + len(values) - read < need:
            return False
        said += len(value) < 400 and (found := stated(value)) is not None and (found.kind != "unknown" or "rightsstatements.org" in value)
        if said >= need:
            return True
    return False


def look(delivery: Delivery) -> Iterable[Found]:
    """For each such column: the records that reserve their rights, those that forbid something, and those that say nothing."""
    for column in columns(delivery):
        c, table = identifier(column.name), column.table
        rows = delivery.engine.rows(f"SELECT {c}, count(*) FROM {delivery.relation(table)} WHERE {c} IS NOT NULL GROUP BY {c} ORDER BY 2 DESC, 1 LIMIT {STATEMENTS}")
        said: dict[str, Licence | None] = {str(value): stated(str(value)) for value, _ in rows}
        reserved = [v for v, licence in said.items() if licence and licence.kind == "reserved"]
        limited = [v for v in said if v not in reserved and forbids(v)]
        if reserved:
            condition = f"{c} IN ({', '.join(map(quote, reserved))})"
            yield Found((column.full,), verdict="ASK", count=delivery.count(condition, table), lines=delivery.lines(condition, table), says={"statements": len(reserved)})
        if limited:
            condition = f"{c} IN ({', '.join(map(quote, limited))})"
            words = {word for v in limited for word in forbids(v)}
            yield Found(
                (column.full,),
                state="note",
                case="both" if len(words) > 1 else words.pop(),
                count=delivery.count(condition, table),
                lines=delivery.lines(condition, table),
                says={"statements": len(limited)},
            )
        if not reserved and not limited:
            unclear = sum(licence is None for licence in said.values())
            yield Found((column.full,), state="note" if unclear else "pass", case="unclear" if unclear else "fine", says={"statements": unclear or len(said)})
        if 0 < column.rows - column.filled <= 0.5 * column.rows:
            yield Found((column.full,), state="note", case="silent", count=column.rows - column.filled, lines=delivery.lines(f"{c} IS NULL", table))
