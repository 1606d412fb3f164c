"""Postcodes become regions or areas: the leading part, by the way each country writes its postcodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import changed, settled

NAME = "generalise-postcode"
LEVEL = "column"
TITLE = {"en": "Postcode to region", "nl": "Postcode naar regio"}
ABOUT = {
    "en": "Of a postcode only the leading part stays: a region (in the Netherlands 2 digits) or an area (4 digits). What is no postcode becomes empty.",
    "nl": "Van een postcode blijft alleen het begin staan: een regio (in Nederland 2 cijfers) of een gebied (4 cijfers). Wat geen postcode is, wordt leeg.",
}
SIZES = ("region", "area")
OPTIONS = {
    "to": Option("region (large) or area (smaller)", "region"),
    "country": Option("country of codes of four digits, such as NL or BE; '' when unknown", ""),
}
#: how a postcode is written once spaces and hyphens are out -> characters of its area and of its region. Of countries that share a
#: form (five digits: DE, ES, FR, IT, FI; four: BE, AT, DK, CH, NO, HU) the same part is taken. Forms: Universal Postal Union, addressing sheets.
FORMS = (
    ("^[0-9]{4}[A-Z]{2}$", 4, 2),  # NL
    ("^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$", 0, 0),  # GB: the district, and the letters it begins with
    ("^[A-Z][0-9][0-9W][A-Z0-9]{4}$", 3, 1),  # IE
    ("^[A-Z][0-9][A-Z][0-9][A-Z][0-9]$", 3, 1),  # CA
    ("^[0-9]{4}$", 3, 2),
    ("^[0-9]{5}$", 3, 2),
    ("^[0-9]{6,7}$", 3, 2),  # RO, PT
    ("^[0-9]{9}$", 3, 2),  # US, five and four
)


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with the leading part of each postcode."""
    asked = settled(NAME, options, OPTIONS)
    if asked["to"] not in SIZES:
        raise Invalid(f"'{NAME}' makes no '{asked['to']}' of postcodes", where=NAME, way_out=f"to: {' or '.join(SIZES)}")
    return changed(engine, relation, columns, NAME, lambda column: _leading(column, asked["to"], asked["country"].upper()))


def _leading(column: str, to: str, country: str) -> str:
    code = f"upper({column})"
    code = f"regexp_replace(CASE WHEN regexp_matches({code}, '^ *[A-Z]{{1,2}} *- *[0-9]') THEN regexp_replace({code}, '^ *[A-Z]+', '', 'g') ELSE {code} END, '[ -]', '', 'g')"
    cases = []
    for form, area, region in FORMS:
        kept = f"left({code}, {area if to == 'area' else region})"
        if not area:
            kept = f"regexp_extract({code}, '^([A-Z]{{1,2}}[0-9][A-Z0-9]?)[0-9][A-Z]{{2}}$', 1)" if to == "area" else f"regexp_extract({code}, '^[A-Z]+', 0)"
        if form == "^[0-9]{4}$" and country == "NL" and to == "area":
            kept = code
        cases.append(f"WHEN regexp_matches({code}, '{form}') THEN {kept}")
    return f"CASE {' '.join(cases)} END"
