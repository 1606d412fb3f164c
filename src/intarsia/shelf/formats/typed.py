"""Text columns as typed ones: integers, numbers, dates, times, booleans. What is not certain stays text.

A column gets a type only when every value in it is one and nothing written is lost: "007" is no integer, a code
such as "2e5" no number, "113.500" no number while nothing in the table shows that the point is the decimal mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

LOOK = 200  # values looked at before a type is tried on all
EXACT = 17  # digits that a double keeps
WORDS = ({"true", "false"}, {"True", "False"}, {"TRUE", "FALSE"})
INTEGER = re.compile(r"(?:0|-?[1-9]\d{0,18})$", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d$", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?$", re.ASCII)
MARKS = {".": r"\.", ",": ","}


def _numbers(mark: str) -> str:
    """Numbers with this decimal mark, the other one between thousands."""
    point, group = (MARKS["."], MARKS[","]) if mark == "." else (MARKS[","], MARKS["."])
    exponent = rf"-?[0-9]{point}[0-9]+[eE][+-]?[0-9]+|-?[0-9]+[eE][+-][0-9]+"
    return rf"^(?:-?(?:0|[1-9][0-9]*)(?:{point}[0-9]+)?|-?[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+(?:{point}[0-9]+)?|{exponent})$"


NUMBERS = {mark: _numbers(mark) for mark in MARKS}
LOOKS = {mark: re.compile(pattern) for mark, pattern in NUMBERS.items()}
#: a mark with three digits behind it and one to three before it: it may stand between thousands
EITHER = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}$")


def guess_decimal(columns: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    """The decimal mark of the columns that look like numbers: "." or ","; by the delimiter when nothing shows it."""
    sure = dict.fromkeys(MARKS, 0)
    either = dict.fromkeys(MARKS, 0)
    for column in columns:
        filled = [value.strip() for value in column if value.strip()]
        fits = {mark: sum(bool(LOOKS[mark].match(value)) for value in filled) for mark in MARKS}
        for mark in MARKS:
            marked = [value for value in filled if mark in value and LOOKS[mark].match(value)]
            if not marked or fits[mark] < 0.9 * len(filled):
                continue
            surely = sum(not EITHER.match(value) for value in marked)
            sure[mark] += surely
            either[mark] += len(marked) - surely
    if sure["."] != sure[","]:
        return max(sure, key=lambda mark: sure[mark])
    if either["."] and not either[","] and delimiter == ";":
        return ","  # 113.500 beside semicolons: the point stands between thousands
    return "."


def typed(table: pa.Table, decimal: str = ".", certain: bool = False) -> pa.Table:
    """The same table with the types its values show. `certain`: `decimal` was given, not guessed."""
    found: dict[str, pa.ChunkedArray] = {}
    unsure: list[str] = []
    for field in table.schema:
        column = table.column(field.name)
        if not pa.types.is_string(field.type) or column.null_count == len(column):
            found[field.name] = column
            continue
        found[field.name], doubtful = _column(column, decimal)
        certain = certain or (pa.types.is_floating(found[field.name].type) and not doubtful)
        if doubtful:
            unsure.append(field.name)
    if not certain:
        found.update({name: table.column(name) for name in unsure})
    return pa.table(found)


def _column(column: pa.ChunkedArray, decimal: str) -> tuple[pa.ChunkedArray, bool]:
    """The column in its type, and whether its marks may stand between thousands."""
    sample = _first(column)
    try:
        if all(map(INTEGER.match, sample)):
            integers = _exact(column, pa.int64())
            if integers is not None:
                return integers, False
        if all(map(LOOKS[decimal].match, sample)):
            return _number(column, decimal)
        if all(map(DATE.match, sample)):
            return _exact(column, pa.date32()) or column, False
        if all(map(TIME.match, sample)):
            return _time(column, sample), False
        if any(set(sample) <= words for words in WORDS):
            return _boolean(column), False
    except (pa.ArrowInvalid, OverflowError):
        pass
    return column, False


def _first(column: pa.ChunkedArray) -> list[str]:
    """Some values that are not empty."""
    for chunk in column.chunks:
        filled = chunk.slice(0, 50 * LOOK).drop_null()
        if len(filled):
            return [str(value) for value in filled.slice(0, LOOK).to_pylist()]
    return [str(value) for value in column.drop_null().slice(0, LOOK).to_pylist()]


def _exact(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | None:
    """The values, if written again they are the same text."""
    chunks = []
    for chunk in column.chunks:
        try:
            values = pc.cast(chunk, kind)
        except pa.ArrowInvalid:
            return None
        if pc.all(pc.equal(pc.cast(values, pa.string()), chunk)).as_py() is False:
            return None
        chunks.append(values)
    return pa.chunked_array(chunks, kind)


def _number(column: pa.ChunkedArray, decimal: str) -> tuple[pa.ChunkedArray, bool]:
    """Doubles, when every value is a number that a double keeps."""
    group = "," if decimal == "." else "."
    chunks, either, surely = [], False, False
    for chunk in column.chunks:
        odd = _odd(chunk) if decimal == "." else chunk
        if pc.all(pc.match_substring_regex(odd, NUMBERS[decimal])).as_py() is False:
            return column, False
        if _too_exact(chunk):
            return column, False
        if not surely:
            marked = chunk.filter(pc.or_(pc.match_substring(chunk, decimal), pc.match_substring(chunk, group)).fill_null(False))
            doubtful = pc.match_substring_regex(marked, f"^{EITHER.pattern}")
            surely = pc.all(doubtful).as_py() is False
            either = either or len(marked) > 0
        plain = pc.replace_substring(chunk, group, "") if pc.any(pc.match_substring(chunk, group)).as_py() else chunk
        chunks.append(pc.cast(plain if decimal == "." else pc.replace_substring(plain, decimal, "."), pa.float64()))
    return pa.chunked_array(chunks, pa.float64()), either and not surely


def _odd(chunk: pa.Array) -> pa.Array:
    """The values that are not what a double is written as; that is found faster than a pattern."""
    try:
        values = pc.cast(chunk, pa.float64())
    except pa.ArrowInvalid:
        return chunk
    if pc.all(pc.is_finite(values)).as_py() is False:
        return chunk
    odd = pc.not_equal(pc.cast(values, pa.string()), chunk)
    return chunk.filter(odd.fill_null(False)) if pc.any(odd).as_py() else chunk.slice(0, 0)


def _too_exact(chunk: pa.Array) -> bool:
    """Is a number written with more digits than a double keeps?"""
    long = chunk.filter(pc.greater(pc.binary_length(chunk), EXACT).fill_null(False))
    if not len(long):
        return False
    digits = pc.replace_substring_regex(pc.replace_substring_regex(long, r"[eE].*$", ""), r"^-?[0.,]*|[.,]", "")
    return bool(pc.any(pc.greater(pc.binary_length(digits), EXACT)).as_py())


def _time(column: pa.ChunkedArray, sample: list[str]) -> pa.ChunkedArray:
    zoned = {bool(match and match[1]) for match in map(TIME.match, sample)}
    if len(zoned) > 1:
        return column
    return column.cast(pa.timestamp("us", tz="UTC" if zoned == {True} else None))


def _boolean(column: pa.ChunkedArray) -> pa.ChunkedArray:
    words = set(column.unique().drop_null().to_pylist())
    return column.cast(pa.bool_()) if any(words <= kind for kind in WORDS) else column
