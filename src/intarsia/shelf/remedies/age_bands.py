"""Ages, or birth dates and years, become bands of ages: "30-39", "80+"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import changed, settled

NAME = "age-bands"
LEVEL = "column"
TITLE = {"en": "Ages in bands", "nl": "Leeftijden in klassen"}
ABOUT = {
    "en": "An age becomes a band of years; the highest ages are one group. A birth date or year becomes the band of the age on a fixed day. What is no age becomes empty.",
    "nl": "Een leeftijd wordt een klasse van jaren; de hoogste leeftijden zijn één groep. Een geboortedatum of -jaar wordt de klasse op een vaste dag. Wat geen leeftijd is, wordt leeg.",
}
OPTIONS = {
    "width": Option("years in a band", 10),
    "top": Option("from this age on all are one group", 80),
    "as_of": Option("for birth dates: the day (YYYY-MM-DD) on which the age is taken", ""),
}
_OLDEST = 120


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with bands of ages."""
    asked = settled(NAME, options, OPTIONS)
    width, top, as_of = asked["width"], asked["top"], asked["as_of"]
    if width < 2 or top < width or top > _OLDEST:
        raise Invalid(f"bands of {width} years up to {top} are none", where=NAME, way_out=f"width: 2 or more; top: at least the width, at most {_OLDEST}")
    if as_of and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]", as_of):
        raise Invalid("the day of the ages is no date", where=NAME, way_out='as_of = "2026-01-01"')
    return changed(engine, relation, columns, NAME, lambda column: _band(_age(f"trim({column})", as_of), f"trim({column})", width, top))


def _age(text: str, as_of: str) -> str:
    """A cell as an age in whole years."""
    age = f"CAST(nullif(regexp_extract({text}, '^([0-9]{{1,3}})([.,][0-9]+)?( ?[[:alpha:]. ]*)?$', 1), '') AS BIGINT)"
    if not as_of:
        return age
    birth = f"struct_extract(edtf({text}), 'first')"
    had = f"CASE WHEN substr({birth}, 6) <= '{as_of[5:]}' THEN 0 ELSE 1 END"
    return f"CASE WHEN regexp_matches({text}, '[0-9]{{4}}') THEN {as_of[:4]} - CAST(left({birth}, 4) AS BIGINT) - {had} ELSE {age} END"


def _band(age: str, text: str, width: int, top: int) -> str:
    """The band of an age. One that is a band already stays when it lies within one of these, and is empty when it does not."""
    edge = top - top % width
    low, high = f"({age} - {age} % {width})", f"({age} - {age} % {width} + {width - 1})"
    given = [f"CAST(nullif(regexp_extract({text}, '^([0-9]{{1,3}}) ?[-–] ?([0-9]{{1,3}})$', {n}), '') AS BIGINT)" for n in (1, 2)]
    ranges = "concat(CAST({0} AS VARCHAR), '-', CAST({1} AS VARCHAR))"
    within = f"{given[0]} - {given[0]} % {width}"
    return (f"CASE WHEN {age} > {_OLDEST} OR {age} < 0 THEN NULL WHEN {age} >= {edge} THEN '{edge}+' WHEN {age} IS NOT NULL THEN {ranges.format(low, high)} "
            f"WHEN {given[0]} >= {edge} OR CAST(nullif(regexp_extract({text}, '^([0-9]{{1,3}}) ?[+]$', 1), '') AS BIGINT) >= {edge} THEN '{edge}+' "
            f"WHEN {within} = {given[1]} - {given[1]} % {width} THEN {ranges.format(f'({within})', f'({within} + {width - 1})')} END")
