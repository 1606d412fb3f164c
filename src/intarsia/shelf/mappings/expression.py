"""An SQL expression of a mapping: parsed by DuckDB itself, checked against the allowed functions, and
rewritten so that every column names the level of the record that it comes from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb

from intarsia.errors import Invalid

ALLOWED_CLASSES = {"FUNCTION", "COLUMN_REF", "CASE", "CONSTANT", "COMPARISON", "CONJUNCTION", "CAST", "OPERATOR", "BETWEEN", "TYPE"}


@dataclass(frozen=True)
class Reference:
    """A column as written: its words and its place in the text (bytes)."""

    words: tuple[str, ...]
    start: int
    length: int


@dataclass(frozen=True)
class Parsed:
    """What an expression refers to."""

    text: str
    columns: tuple[Reference, ...]
    functions: tuple[tuple[str, int], ...]


@lru_cache(maxsize=4096)
def parse(text: str) -> Parsed:
    """Parse an expression.

    Raises: Invalid (without a place: the caller knows it) when it is no expression.
    """
    prefix = "SELECT "
    statements = _tree(prefix + text)
    query = statements[0]["node"]
    if len(statements) != 1 or len(query.get("select_list", ())) != 1 or query["from_table"]["type"] != "EMPTY":
        raise Invalid("one expression is wanted here, not a query")
    _tree(f"{prefix}({text})")  # refuses what may follow an expression but not stand within: WHERE, AS, LIMIT, a comment
    columns: list[Reference] = []
    functions: list[tuple[str, int]] = []
    for node in _nodes(query["select_list"][0]):
        kind, start = node.get("class"), node.get("query_location", 0) - len(prefix)
        start = start if 0 <= start <= len(text.encode()) else 0  # an operator's inner node has no place
        if kind == "COLUMN_REF":
            columns.append(Reference(tuple(node["column_names"]), start, node["query_location_length"]))
        elif kind == "FUNCTION":
            functions.append((node["function_name"], start))
        elif kind not in ALLOWED_CLASSES:
            raise Invalid(f"{str(kind).lower()} expressions are not allowed in a mapping")
    return Parsed(text, tuple(columns), tuple(functions))


def names(text: str) -> list[str]:
    """The columns that an expression names; none where it is no expression, of which the step that maps speaks."""
    try:
        return [".".join(one.words) for one in parse(text).columns] if text else []
    except Invalid:
        return []


def _tree(sql: str) -> list[dict[str, Any]]:
    row = _parser().execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True, "error_message": "nothing to parse"}
    if tree.get("error") or not tree["statements"]:
        raise Invalid(f"not an SQL expression: {tree.get('error_message', 'nothing to parse')}")
    statements: list[dict[str, Any]] = tree["statements"]
    return statements


@lru_cache(maxsize=1)
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def _parser() -> duckdb.DuckDBPyConnection:
    """A cursor of one connection that only parses (a new connection costs ten times as much as a parse)."""
    return _connection().cursor()


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "class" in tree and "query_location" in tree:
            yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def rewrite(parsed: Parsed, resolve: Callable[[Reference], str]) -> str:
    """The expression with every column replaced by what `resolve` says."""
    data = parsed.text.encode()
    once = {reference.start: reference for reference in parsed.columns}  # DuckDB repeats x of "CASE x WHEN" for every WHEN
    for reference in sorted(once.values(), key=lambda r: -r.start):
        data = data[:reference.start] + resolve(reference).encode() + data[reference.start + reference.length:]
    return data.decode()
