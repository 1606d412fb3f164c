"""Thousands read as decimals: "113.500" visitors are not a hundred and thirteen and a half."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.about import about
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.useful import AUDIENCE

NAME = "thousands-points"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Points for thousands", "nl": "Punten voor duizendtallen"}
WHY = {
    "en": "In {count} of the rows {columns} has a point before three digits, and no decimals anywhere else: the point marks thousands. A program that does not know reads such counts a "
          "thousand times too small.",
    "nl": "In {count} van de rijen heeft {columns} een punt voor drie cijfers, en nergens anders decimalen: de punt staat voor duizendtallen. Een programma dat dat niet weet, leest "
          "zulke aantallen duizend keer te klein.",
}
WAY_OUT = {
    "en": "Read the file with the option decimal = \",\", or use number(column, 'nl') in the mapping.",
    "nl": "Lees het bestand met de optie decimal = \",\", of gebruik number(kolom, 'nl') in de mapping.",
}
SOURCE = "Unicode CLDR, number formats by language; seen in public figures of festivals"
GOOD = (
    {"month": ["2019-01", "2019-02"], "visitors": ["113500", "12000"]},
    {"title": ["Example A", "Example B"], "price": ["2.250", "3.125"]},
    {"month": ["2019-01", "2019-02"], "visitors": ["1.5", "113.500"]},
)
BAD = ({"jaar": ["2019", "2020", "2021"], "bezoekers": ["113.500", "12.000", "950"]}, {"year": ["2019", "2020"], "attendance": ["1.113.500", "12.000"]})
#: figures that are counted, so that they have no decimals
COUNTED = (AUDIENCE | frozenset(("population", "jobs", "titles", "venues", "objects", "performances", "print-run", "editions", "organisations", "volunteers"))) - {
    "rating-average",
    "share",
    "reach",
    "occupancy",
}
_POINTED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.,])")
_DECIMAL = re.compile(r"\d[.]\d{1,2}(?!\d)|\d\.\d{4,}|(?<!\d)0\.\d")


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column of counts in which every point stands before three digits."""
    for column in delivery.columns:
        target = about(column)
        if not target.startswith("m:") or target[2:] not in COUNTED:
            continue
        values = [v for v in column.values if len(v) < 80]
        if any(_POINTED.search(v) for v in values) and not any(_DECIMAL.search(v) for v in values):
            condition = f"regexp_matches({identifier(column.name)}, '(^|[^0-9.,])[0-9]{{1,3}}([.][0-9]{{3}})+($|[^0-9.,])')"
            yield Found((column.full,), state="note", count=delivery.count(condition, column.table), lines=delivery.lines(condition, column.table))
