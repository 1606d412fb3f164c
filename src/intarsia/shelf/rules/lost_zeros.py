"""Numbers that lost their leading zeros in a spreadsheet: ISBN, EAN, ISSN."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.engine.duckdb import identifier, quote
from intarsia.shelf.rules.about import about
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.checkdigits import ean, isbn
from intarsia.shelf.rules.delivery import Column, Delivery

NAME = "lost-zeros"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Lost leading zeros", "nl": "Verdwenen voorloopnullen"}
WHY = {
    "en": "In {count} of the rows the number in {columns} is shorter than it should be, and right once zeros are put in front: a spreadsheet took it for a quantity.",
    "nl": "In {count} van de rijen is het nummer in {columns} korter dan het moet zijn, en klopt het zodra er nullen voor staan: een spreadsheet zag het aan voor een getal.",
}
WAY_OUT = {
    "en": "A mapping puts them back: isbn(column). In the spreadsheet, make the column text before you paste into it.",
    "nl": "Een mapping zet ze terug: isbn(kolom). Maak de kolom in de spreadsheet tot tekst voordat u erin plakt.",
}
SOURCE = "ISO 2108 (ISBN), GS1 General Specifications (EAN-13); seen in public catalogues of books"
GOOD = ({"isbn": ["0306406152", "9780306406157"], "title": ["Example A", "Example B"]}, {"number": ["306406152", "12", "5550001"], "title": ["Example A", "Example B", "Example C"]})
BAD = ({"isbn": ["306406152", "9780306406157"], "title": ["Example A", "Example B"]}, {"ean": ["12345678905", "4006381333931"], "title": ["Example A", "Example B"]})
CHECKED = 20_000  #: different values that are looked at


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column of numbers with a check digit in which some are short and right."""
    for column in delivery.columns:
        if about(column) not in ("id:isbn", "id:ean") or not column.filled:
            continue
        short = _short(delivery, column)
        if short:
            condition = f"{identifier(column.name)} IN ({', '.join(map(quote, short))})"
            yield Found((column.full,), state="note", count=delivery.count(condition, column.table), lines=delivery.lines(condition, column.table))


def _short(delivery: Delivery, column: Column) -> list[str]:
    """Values that are too short, and right with zeros in front."""
    c = identifier(column.name)
    longest = 9 if about(column) == "id:isbn" else 11
    sql = f"SELECT DISTINCT {c} FROM {delivery.relation(column.table)} WHERE regexp_matches({c}, '^[0-9]{{6,{longest - 1}}}[0-9Xx]$') ORDER BY 1 LIMIT {CHECKED}"
    values = [str(row[0]) for row in delivery.engine.rows(sql)]
    return [v for v in values if (isbn(v) if longest == 9 else ean(v.zfill(13)))]
