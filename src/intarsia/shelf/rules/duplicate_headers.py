"""Two columns with one name: nobody can say which is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery

NAME = "duplicate-headers"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Columns with the same name", "nl": "Kolommen met dezelfde naam"}
WHY = {
    "en": {
        "": "{original} and {columns} have the same name in the file, and {count} rows differ between them. The second was given a number here.",
        "same": "{original} and {columns} have the same name in the file and hold the same values.",
    },
    "nl": {
        "": "{original} en {columns} hebben in het bestand dezelfde naam, en {count} rijen verschillen ertussen. De tweede heeft hier een nummer gekregen.",
        "same": "{original} en {columns} hebben in het bestand dezelfde naam en bevatten dezelfde waarden.",
    },
}
WAY_OUT = {
    "en": {"": "Give each its own name in the source, or name the columns with the reading option columns.", "same": "Leave one of them out."},
    "nl": {"": "Geef elk een eigen naam in de bron, of noem de kolommen met de leesoptie columns.", "same": "Laat er een weg."},
}
SOURCE = "W3C Model for Tabular Data and Metadata on the Web, 2015, section 4.3 (names of columns are unique)"
GOOD = ({"genre": ["drama", "comedy"], "title": ["Example A", "Example B"]}, {"address_1": ["A", "B"], "address_2": ["C", "D"]})
BAD = ({"genre": ["drama", "comedy"], "genre_2": ["film", "play"], "title": ["Example A", "Example B"]},)
_COUNTED = re.compile(r"(.+)_([2-9]|[1-9]\d+)")


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column that the reader had to number: `x_2` beside an `x` that no `x_1` begins."""
    names = {(c.table, c.name): c for c in delivery.columns}
    for column in delivery.columns:
        match = _COUNTED.fullmatch(column.name)
        original = names.get((column.table, match[1])) if match else None
        if match is None or original is None or (column.table, f"{match[1]}_1") in names:
            continue
        differ = _differ(delivery, original, column)
        yield Found((column.full,), state="note", case="" if differ else "same", count=differ, says={"original": original.full})


def _differ(delivery: Delivery, one: Column, other: Column) -> int:
    return delivery.count(f"{identifier(one.name)} IS DISTINCT FROM {identifier(other.name)}", one.table)
