"""Cut off without a word: exactly as many rows as a spreadsheet holds, or texts that all end at the same length."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery

NAME = "cut-off"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Rows or texts cut off", "nl": "Afgekapte rijen of teksten"}
WHY = {
    "en": {
        "": "The file has exactly as many rows as a spreadsheet can hold ({rows}): what came after them is lost.",
        "texts": "In {columns}, {count} texts are exactly {length} characters long, the most that some programs keep, and none is longer: their ends are lost.",
    },
    "nl": {
        "": "Het bestand heeft precies zoveel rijen als een spreadsheet kan bevatten ({rows}): wat erna kwam, is verloren.",
        "texts": "In {columns} zijn {count} teksten precies {length} tekens lang, het meeste dat sommige programma's bewaren, en geen is langer: hun einde is verloren.",
    },
}
WAY_OUT = {
    "en": {"": "Export from the source itself, not through a spreadsheet.", "texts": "Export again without a limit on the length of a field."},
    "nl": {"": "Exporteer uit de bron zelf, niet via een spreadsheet.", "texts": "Exporteer opnieuw zonder grens aan de lengte van een veld."},
}
SOURCE = "Published limits of spreadsheets: 65,536 and 1,048,576 rows, 32,767 characters a cell; 255 characters of a classic database field"
GOOD = ({"title": ["Example A", "Example B"], "description": ["x" * 200, "y" * 300]},)
BAD = ({"title": ["Example A", "Example B", "Example C"], "description": ["x" * 255, "y" * 255, "z" * 255]},)
ROWS = (65_535, 65_536, 1_048_575, 1_048_576)
LENGTHS = (254, 255, 256, 32_767, 65_535)
SEVERAL = 3


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for the whole, and one for each column whose texts end together."""
    if delivery.rows in ROWS:
        yield Found(state="note", count=delivery.rows, says={"rows": delivery.rows})
    for column in delivery.columns:
        if column.longest in LENGTHS:
            condition = f"length({identifier(column.name)}) = {column.longest}"
            count = delivery.count(condition, column.table)
            if count >= SEVERAL:
                yield Found((column.full,), state="note", case="texts", count=count, lines=delivery.lines(condition, column.table), says={"length": column.longest})
