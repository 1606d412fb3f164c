"""Namibia read as nothing: its code, NA, is also how many programs write a missing value."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery

NAME = "na-country"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Codes NA read as nothing", "nl": "Codes NA gelezen als niets"}
WHY = {
    "en": {
        "": "In {count} of the rows Namibia is named and has no code in {columns}: a program read NA as nothing.",
        "alone": "{columns} holds {codes} codes of countries, never NA, and is empty in {count} of the rows: Namibia was most likely read as nothing.",
        "continent": "In {count} of the rows {columns} has no code, although the country lies in North America: a program read NA as nothing.",
    },
    "nl": {
        "": "In {count} van de rijen staat Namibië zonder code in {columns}: een programma las NA als niets.",
        "alone": "{columns} bevat {codes} landcodes, nooit NA, en is in {count} van de rijen leeg: Namibië is waarschijnlijk als niets gelezen.",
        "continent": "In {count} van de rijen heeft {columns} geen code, terwijl het land in Noord-Amerika ligt: een programma las NA als niets.",
    },
}
WAY_OUT = {
    "en": 'Export again from the source, and tell the program that NA is no missing value (pandas: keep_default_na=False; R: na.strings = "").',
    "nl": 'Exporteer opnieuw uit de bron en zeg het programma dat NA geen ontbrekende waarde is (pandas: keep_default_na=False; R: na.strings = "").',
}
SOURCE = "ISO 3166-1 (NA is Namibia); documented defaults of pandas.read_csv and R read.csv"
GOOD = ({"country": ["Namibia", "Nepal", "Norway"], "code": ["NA", "NP", "NO"]},)
BAD = ({"country": ["Namibia", "Nepal", "Norway"], "code": [None, "NP", "NO"]}, {"country": ["Canada", "Mexico", "Norway"], "code": ["CA", "MX", "NO"], "continent": [None, None, "EU"]})
NAMIBIA = "'namibia', 'namibië', 'namibie', 'republic of namibia'"
NORTH = "'canada', 'mexico', 'mexique', 'mexiko', 'méxico', 'messico', 'meksyk', 'kanada', 'united states', 'united states of america', 'cuba', 'jamaica'"
CONTINENTS = frozenset(("AF", "AS", "EU", "OC", "SA", "AN"))
MANY = 150  #: codes from which a list of countries is taken for a whole one


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column of two-letter codes in which Namibia, or North America, fell out."""
    for column in delivery.columns:
        upper = [v for v in column.values if len(v) == 2 and v.isascii() and v.isupper()]
        if not upper or column.filled == column.rows or len(upper) < 0.9 * len(column.values) or "NA" in upper:
            continue
        c = identifier(column.name)
        continents = set(upper) <= CONTINENTS
        names = [identifier(o.name) for o in delivery.of(column.table) if o is not column and not o.numeric and o.filled][:40]
        listed = NORTH if continents else NAMIBIA
        named = " OR ".join(f"lower(trim({n})) IN ({listed})" for n in names)
        condition = f"{c} IS NULL AND ({named})" if named else "FALSE"
        count = delivery.count(condition, column.table)
        if count:
            yield Found((column.full,), state="note", case="continent" if continents else "", count=count, lines=delivery.lines(condition, column.table))
        elif not continents and column.whole and len(upper) >= MANY and not _named(delivery, column):
            yield Found((column.full,), state="note", case="alone", count=column.rows - column.filled, lines=delivery.lines(f"{c} IS NULL", column.table), says={"codes": len(upper)})


def _named(delivery: Delivery, column: Column) -> bool:
    """Does another column name countries? Then it would have told."""
    return any(o is not column and {"country", "land", "pays", "pais", "paese", "kraj", "name"} & set(o.words) for o in delivery.of(column.table))
