"""Rows whose values stand one column too far to the left or to the right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery

NAME = "shifted-columns"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Shifted rows", "nl": "Verschoven rijen"}
WHY = {
    "en": "In {count} of the rows at least {least} values do not look like their column, but like the one beside it: these rows are shifted.",
    "nl": "In {count} van de rijen lijken minstens {least} waarden niet op hun kolom maar op die ernaast: deze rijen zijn verschoven.",
}
WAY_OUT = {
    "en": "Look at the lines named. A missing separator, or one too many inside a value, moves everything after it; put such a value in quotes.",
    "nl": "Kijk naar de genoemde regelnummers. Een ontbrekend scheidingsteken, of een te veel binnen een waarde, schuift alles daarna op; zet zo'n waarde tussen aanhalingstekens.",
}
SOURCE = "RFC 4180, section 2 (separators and quotes); seen in public tables of ratings"
_ROWS = 24
GOOD = ({"title": [f"Example {n}" for n in range(_ROWS)], "date": ["2019-05-01"] * _ROWS, "visits": [str(n) for n in range(_ROWS)], "page": ["https://example.org/"] * _ROWS},)
BAD = (
    {
        "title": ["Example A", *(f"Example {n}" for n in range(_ROWS))],
        "date": ["Drama", *["2019-05-01"] * _ROWS],
        "visits": ["2019-05-01", *(str(n) for n in range(_ROWS))],
        "page": ["12", *["https://example.org/"] * _ROWS],
    },
)
#: forms that a column may have throughout; the first that fits a value is its form
FORMS = (
    ("whole", r"^-?[0-9]{1,3}([0-9]{3})*$|^[0-9]+$"),
    ("number", r"^-?[0-9]+[.,][0-9]+$"),
    ("date", r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?([T ].*)?$|^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}$"),
    ("address", r"^https?://|^www\."),
    ("mail", r"^[^@ ]+@[^@ ]+\.[a-z]+$"),
)
_FORMS = {name: re.compile(pattern) for name, pattern in FORMS}
NEARLY = 0.95  #: share of the values that must have a column's form
LEAST = 2  #: values of a row that must fit the neighbour and not their own column
FEW = 20  #: rows below which no form can be told
WHOLE = 200_000  #: rows up to which all are looked at; in longer files only where the sample shows a stray value


@dataclass(frozen=True)
class _Formed:
    """A column whose values nearly all have one form, and its place among the columns."""

    at: int
    column: Column
    form: str


def look(delivery: Delivery) -> Iterable[Found]:
    """One note on all rows in which several values are strangers in their column and at home in the next."""
    columns = delivery.of()
    if delivery.rows < FEW or len(columns) < 3 or len(columns) < len(delivery.columns):  # in a tree every value has its name
        return
    formed = [f for at, column in enumerate(columns) if (f := _form(at, column))]
    strays = [f for f in formed if any(not _has(f.form, v) for v in f.column.values)]
    if len(strays) < LEAST or (delivery.rows > WHOLE and len(strays) < LEAST):
        return
    by_place = {f.at: f for f in formed}
    parts = {-1: [], 1: []}  # type: dict[int, list[str]]
    for f in strays:
        c = identifier(f.column.name)
        for side, listed in parts.items():
            neighbour = by_place.get(f.at + side)
            if neighbour and neighbour.form != f.form:
                listed.append(f"CASE WHEN {c} IS NOT NULL AND NOT {_fits(f.form, c)} AND {_fits(neighbour.form, c)} THEN 1 ELSE 0 END")
    least = [f"({' + '.join(listed)}) >= {LEAST}" for listed in parts.values() if len(listed) >= LEAST]
    if not least:
        return
    condition = " OR ".join(least)
    count = delivery.count(condition)
    if 0 < count <= (1 - NEARLY) * delivery.rows + 1:
        yield Found(state="note", count=count, lines=delivery.lines(condition), says={"least": LEAST})


def _form(at: int, column: Column) -> _Formed | None:
    """The form of a column, None when it has none of its own."""
    total = sum(column.counts)
    if not total:
        return None
    for form, _ in FORMS:
        if sum(n for v, n in zip(column.values, column.counts, strict=False) if _has(form, v)) >= NEARLY * total:
            return _Formed(at, column, form)
    words = sum(n for v, n in zip(column.values, column.counts, strict=False) if _has("text", v))
    return _Formed(at, column, "text") if words >= NEARLY * total else None


def _has(form: str, value: str) -> bool:
    bare = value.strip()
    if form == "text":
        return any(ch.isalpha() for ch in value) and not any(pattern.search(bare) for pattern in _FORMS.values())
    return bool(_FORMS[form].search(bare)) or (form == "number" and bool(_FORMS[FORMS[0][0]].search(bare)))


def _fits(form: str, c: str) -> str:
    """Whether a cell has a form, as SQL."""
    if form == "text":
        return "NOT (" + " OR ".join(f"regexp_matches(trim({c}), '{pattern}')" for _, pattern in FORMS) + f") AND regexp_matches({c}, '[[:alpha:]]')"
    found = f"regexp_matches(trim({c}), '{dict(FORMS)[form]}')"
    return f"({found} OR regexp_matches(trim({c}), '{FORMS[0][1]}'))" if form == "number" else found
