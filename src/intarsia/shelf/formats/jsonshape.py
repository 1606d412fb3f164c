"""The shape and the writing that most lines of a JSON Lines file have in common, so that they can be read set-wise.

DuckDB cuts the lines into values; from the values the lines are written again. A line that comes out byte for byte as
it stands in the file was understood exactly; every other line is left to Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

SAMPLE = 500  # lines looked at
WIDE = 300  # values of one record, at most
DEEP = 12


class Number(str):
    """A number as it is written; also NaN and the like."""


class Irregular(Exception):
    """There is no one shape."""


DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number)


@dataclass(frozen=True)
class Style:
    """How a program writes JSON: what stands between things, what it escapes."""

    comma: str
    colon: str
    ascii: bool
    slash: bool

    def text(self, value: str) -> str:
        """A text as it is written."""
        found = encode_basestring_ascii(value) if self.ascii else encode_basestring(value)
        return found.replace("/", "\\/") if self.slash else found

    @property
    def odd(self) -> str:
        """A pattern of what is not written as it is."""
        return r'["\\' + "/" * self.slash + (r"\x00-\x1f\x7f]|[^\x00-\x7f]" if self.ascii else r"\x00-\x1f]")

    def written(self, value: Any) -> str:
        """Any value as it is written."""
        if isinstance(value, dict):
            return "{" + self.comma.join(f"{self.text(key)}{self.colon}{self.written(inner)}" for key, inner in value.items()) + "}"
        if isinstance(value, list):
            return "[" + self.comma.join(map(self.written, value)) + "]"
        if isinstance(value, Number):
            return str(value)
        return self.text(value) if isinstance(value, str) else "null" if value is None else str(value).lower()


STYLES = [Style(comma, colon, ascii_only, slash) for (comma, colon), ascii_only, slash in product(((", ", ": "), (",", ":"), (", ", ":"), (",", ": ")), (False, True), (False, True))]


@dataclass(frozen=True)
class Text:
    """A text in quotes, or a number or boolean without."""

    quoted: bool
    kind: str = "VARCHAR"

    def transform(self) -> Any:
        return self.kind


@dataclass(frozen=True)
class Field:
    """A key and what stands below it; `omitted`: where there is no value the key is not written either."""

    key: str
    node: Text | Dict | List
    omitted: bool


@dataclass(frozen=True)
class Dict:
    """An object."""

    fields: tuple[Field, ...]

    def transform(self) -> Any:
        return {field.key: field.node.transform() for field in self.fields}


@dataclass(frozen=True)
class List:
    """A list of texts or objects."""

    node: Text | Dict

    def transform(self) -> Any:
        return [self.node.transform()]


Node = Text | Dict | List


def shape_of(lines: Iterator[str]) -> tuple[Dict, Style]:
    """What the first lines have in common.

    Raises: Irregular when most of them have no shape or no style in common.
    """
    kept: list[tuple[str, dict[str, Any]]] = []
    for line in islice(lines, SAMPLE):
        try:
            value = DECODER.decode(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and value:
            kept.append((line.strip(), value))
    if not kept:
        raise Irregular
    some = kept[:100]
    counts = {style: sum(style.written(value) == line for line, value in some) for style in STYLES}
    style = max(STYLES, key=lambda one: counts[one])
    if counts[style] < 0.5 * len(some):
        raise Irregular
    return _dict([value for _, value in kept], 0), style


def _dict(values: list[dict[str, Any]], deep: int) -> Dict:
    found: dict[str, list[Any]] = {}
    for value in values:
        for key, inner in value.items():
            found.setdefault(key, []).append(inner)
    folded = {key.casefold() for key in found}
    if deep > DEEP or not found or len(found) > WIDE or len(folded) < len(found) or "" in found:
        raise Irregular
    fields = []
    for key, inner in found.items():
        node = _node([one for one in inner if one is not None], deep)
        if node is not None:
            fields.append(Field(key, node, len(values) - len(inner) > sum(one is None for one in inner)))
        elif len(inner) > len(values) // 2:
            fields.append(Field(key, Text(True), False))  # always null so far
    if not fields:
        raise Irregular
    return Dict((Field(fields[0].key, fields[0].node, False), *fields[1:]))


def _node(values: list[Any], deep: int) -> Node | None:
    kinds = {dict if isinstance(value, dict) else list if isinstance(value, list) else str for value in values}
    if not kinds:
        return None
    if len(kinds) > 1:
        raise Irregular
    if kinds == {dict}:
        return _dict([value for value in values if value], deep + 1)
    if kinds == {list}:
        inner = _node([one for value in values for one in value if one is not None], deep + 1)
        if isinstance(inner, List):
            raise Irregular
        return List(inner or Text(True))
    quoted = sum(isinstance(value, str) and not isinstance(value, Number) for value in values)
    return Text(2 * quoted > len(values))


class Writer:
    """Writes values as lines again. `escape`: also texts that are not plain, at a price."""

    def __init__(self, style: Style, escape: bool = False) -> None:
        self.style, self.escape = style, escape

    def lines(self, shape: Dict, column: pa.Array, end: str) -> pa.Array:
        """The whole lines."""
        return self._dict(shape, column, end)

    def _value(self, node: Node, column: pa.Array) -> pa.Array:
        """The values as written; null where there is none."""
        if isinstance(node, Dict):
            found = self._dict(node, column, "")
            return pc.if_else(column.is_valid(), found, None) if column.null_count else found
        if isinstance(node, List):
            return self._list(node, column)
        return pc.binary_join_element_wise('"', self._escaped(column), '"', "") if node.quoted else column

    def _dict(self, node: Dict, column: pa.Array, end: str) -> pa.Array:
        """What stands between two values is put in at once: the fewer parts to join, the faster."""
        parts: list[Any] = []
        between = ""
        for at, field in enumerate(node.fields):
            lead = (self.style.comma if at else "{") + self.style.text(field.key) + self.style.colon
            inner = pc.struct_field(column, at)
            between += "" if field.omitted else lead
            if field.omitted:
                parts += [between, pc.binary_join_element_wise(lead, self._value(field.node, inner), "").fill_null("")]
                between = ""
            elif isinstance(field.node, Text) and field.node.quoted and not inner.null_count:
                parts += [between + '"', self._escaped(inner)]
                between = '"'
            else:
                value = self._value(field.node, inner)
                parts += [between, value.fill_null("null") if value.null_count else value]
                between = ""
        return pc.binary_join_element_wise(*parts, between + "}" + end, "")

    def _list(self, node: List, column: pa.Array) -> pa.Array:
        values = self._value(node.node, column.flatten()).fill_null("null")
        joined = pc.binary_join(pa.ListArray.from_arrays(offsets(column), values), self.style.comma)
        found = pc.binary_join_element_wise("[", joined, "]", "")
        return pc.if_else(column.is_valid(), found, None) if column.null_count else found

    def _escaped(self, column: pa.Array) -> pa.Array:
        if not self.escape:
            return column
        odd = pc.match_substring_regex(column, self.style.odd).fill_null(False)
        texts = [self.style.text(value)[1:-1] for value in column.filter(odd).to_pylist()]
        return pc.replace_with_mask(column, odd, pa.array(texts, pa.string())) if texts else column


def offsets(column: pa.Array) -> pa.Array:
    """Where each list begins among the flattened values, and where the last one ends."""
    lengths = pc.fill_null(pc.list_value_length(column), 0)
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
