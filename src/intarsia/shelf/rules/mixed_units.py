"""Different units in one column: centimetres and inches, euros and dollars, are not added up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from intarsia.shelf.rules.about import about
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery

NAME = "mixed-units"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "More than one unit in a column", "nl": "Meer dan één eenheid in een kolom"}
WHY = {
    "en": {
        "": "{columns} holds figures in {units} different units. Whoever adds them up adds unlike things.",
        "beside": "{unit_column} gives {units} different units for the figures beside it.",
    },
    "nl": {
        "": "{columns} bevat cijfers in {units} verschillende eenheden. Wie ze optelt, telt ongelijke dingen op.",
        "beside": "{unit_column} geeft {units} verschillende eenheden voor de cijfers ernaast.",
    },
}
WAY_OUT = {
    "en": {"": "Turn them into one unit, or put the unit in a column of its own.", "beside": "Map the unit with each figure; figures of different units are never added up here."},
    "nl": {
        "": "Reken ze om naar één eenheid, of zet de eenheid in een eigen kolom.",
        "beside": "Geef in de mapping bij elk cijfer de eenheid op; cijfers met verschillende eenheden worden hier nooit opgeteld.",
    },
}
SOURCE = "The International System of Units (BIPM, 9th edition), 5.4.1; ISO 4217 (currencies)"
GOOD = ({"title": ["Example A", "Example B"], "price": ["€ 5", "€ 6"]}, {"title": ["Example A", "Example B"], "width": ["5 cm", "6 cm"]})
BAD = (
    {"title": ["Example A", "Example B", "Example C", "Example D"], "width": ["5 cm", "6 cm", "3 in", "4 in"]},
    {"title": ["Example A", "Example B", "Example C", "Example D"], "takings": ["€ 5", "€ 6", "$ 3", "$ 4"]},
)
_FIGURE = re.compile(r"(?P<before>[€$£¥]|eur|usd|gbp|chf|pln|zł|kr)?\s*-?\d[\d.,'\s]*\s*(?P<after>%|[€$£¥]|[a-zA-Zµ²³°]{1,10}\.?)?", re.IGNORECASE)
_SAME = {
    "euro": "€",
    "euros": "€",
    "eur": "€",
    "usd": "$",
    "gbp": "£",
    "centimetre": "cm",
    "inch": "in",
    "inches": "in",
    "metre": "m",
    "meter": "m",
    "minutes": "min",
    "mins": "min",
    "hours": "h",
    "hrs": "h",
    "uur": "h",
    "seconds": "s",
}
#: marks that scale a number rather than measure it
SCALES = frozenset(("k", "m", "mln", "mio", "bn", "mrd", "million", "miljoen", "st", "nd", "rd", "th", "e", "x", "ca", "c", "s"))
UNITS = frozenset(
    (
        "€",
        "$",
        "£",
        "¥",
        "chf",
        "pln",
        "zł",
        "kr",
        "%",
        "mm",
        "cm",
        "dm",
        "km",
        "in",
        "ft",
        "kg",
        "g",
        "lb",
        "lbs",
        "oz",
        "min",
        "h",
        "hour",
        "sec",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "kb",
        "mb",
        "gb",
        "m²",
        "ha",
        "°c",
        "°f",
    )
)
SHARE = 0.05  #: of the values that a unit must have to be told


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column with two units or more."""
    for column in delivery.columns:
        if (units := _units(column)) > 1:
            yield Found((column.full,), state="note", count=column.filled, says={"units": units})
    for unit in delivery.of():
        values = [c for c in delivery.of() if about(c) == "value"]
        if about(unit) == "unit" and values and 1 < unit.different <= 20:
            yield Found(tuple(c.full for c in values), state="note", case="beside", count=unit.filled, says={"units": unit.different, "unit_column": unit.full})


def _units(column: Column) -> int:
    """How many different units its figures are written with; 0 where most values are no figures with a unit."""
    found: Counter[str] = Counter()
    for value, n in zip(column.values, column.counts, strict=False):
        if match := _FIGURE.fullmatch(value.strip()):
            unit = (match["before"] or match["after"] or "").casefold().rstrip(".")
            unit = _SAME.get(unit, unit)
            if unit in UNITS and unit not in SCALES:
                found[unit] += n
    total = sum(column.counts)
    return len([u for u, n in found.items() if n >= SHARE * total]) if sum(found.values()) >= 0.5 * total else 0
