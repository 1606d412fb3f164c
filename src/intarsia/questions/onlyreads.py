"""Is a text one SQL statement that reads the tables of the release, and nothing else?

The engine's own parser answers: its tree is looked at, so that neither comments nor quotes nor odd spaces hide anything. What is
not known to be harmless is refused. A second wall stands behind this one: the connection itself may open the release's tables only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import duckdb

from intarsia.cubes import CUBES
from intarsia.errors import Invalid, Refused
from intarsia.questions.functions import FUNCTIONS, OPERATORS, TABLE_FUNCTIONS
from intarsia.tables import TABLES

#: what a question may name after FROM
READABLE = (*TABLES, *CUBES)
NODES = frozenset(("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"))
SHOWN = frozenset(("DESCRIBE", "SUMMARY"))
LONGEST = 200_000
_PLACE = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.MULTILINE)
_MEANT = re.compile(r"^(?:Candidate bindings|Did you mean|Candidate functions): ?\"?([^\n]{1,200}?)\"?\??$", re.MULTILINE)
_READ_ONLY = "ask with one SELECT, WITH, FROM, VALUES, DESCRIBE or SUMMARIZE"


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Look at a question.

    Raises: Invalid for what is no SQL, with line and column; Refused for what does more than read the release's tables.
    """
    if len(sql) > LONGEST:
        raise Invalid(f"a question has at most {LONGEST:,} characters", way_out="shorten its lists of values")
    statements = _parsed(connection, sql)
    if len(statements) != 1:
        raise Refused("one statement at a time is answered here" if statements else "there is no statement here", way_out=_READ_ONLY)
    tree: dict[str, Any] = json.loads(connection.execute("SELECT json_serialize_sql(CAST(? AS VARCHAR), skip_null := true, skip_empty := true)", [sql]).fetchall()[0][0])
    if tree.get("error"):
        raise Refused(f"{_kind(statements[0])} is refused: a release is only read", way_out=_READ_ONLY)
    if len(tree["statements"]) != 1:
        raise Refused("one statement at a time is answered here", way_out=_READ_ONLY)
    _look(tree["statements"])


def _parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    try:
        return list(connection.extract_statements(sql))
    except duckdb.Error as error:
        raise said(error) from error


def _kind(statement: Any) -> str:
    """How the statement is called, in capitals: COPY, ATTACH, PRAGMA."""
    return str(statement.type).rpartition(".")[2].replace("_", " ")


def _look(tree: Any) -> None:
    """Every part of the tree, without recursion: it may be as deep as its writer likes."""
    named = {str(one["key"]).lower() for one in _parts(tree) if "key" in one and isinstance(one.get("value"), dict) and "query_node" in one["value"]}
    for part in _parts(tree):
        kind = part.get("type")
        if isinstance(kind, str) and kind.endswith("_NODE") and kind not in NODES:
            raise Refused("a part of this statement would change something: a release is only read", way_out=_READ_ONLY)
        if part.get("at_clause") or kind == "PARAMETER" or kind == "VALUE_PARAMETER":
            raise Refused("parameters and versions are not known here", way_out="write the values into the statement")
        if kind == "SHOW_REF":
            _shown(part)
        elif kind == "BASE_TABLE":
            _table(part, named)
        elif kind == "TABLE_FUNCTION":
            _function(part.get("function", {}), TABLE_FUNCTIONS, "may not stand after FROM", "; ".join(sorted(TABLE_FUNCTIONS)))
        elif "function_name" in part and part["function_name"] not in TABLE_FUNCTIONS:
            _function(part, FUNCTIONS | OPERATORS, "is not answered here", "docs/questions.md names the functions there are")


def _parts(tree: Any) -> list[dict[str, Any]]:
    found, todo = [], [tree]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            found.append(one)
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)
    return found


def _path(part: dict[str, Any]) -> list[str]:
    """The qualified name: ["work"] or ["main", "work"]."""
    path = part.get("qualified_name", {}).get("path", [])
    return [str(step) for step in path] or [str(part.get("function_name") or part.get("table_name") or "")]


def _shown(part: dict[str, Any]) -> None:
    if part.get("show_type") not in SHOWN and _path(part) != ['"tables"']:
        raise Refused("SHOW tells of tables alone here", way_out="SHOW TABLES, or DESCRIBE and a table")


def _table(part: dict[str, Any], named: set[str]) -> None:
    path = [step.lower() for step in _path(part)]
    if len(path) == 1 and (path[0] in READABLE or path[0] in named):
        return
    if not (len(path) == 2 and path[0] == "main" and path[1] in READABLE):
        meant = _meant(path[-1], READABLE)
        raise Refused("only the tables of the release are read here", where=".".join(_path(part))[:100], way_out=meant or "SHOW TABLES names them; /sql tells of their columns")


def _function(part: dict[str, Any], allowed: frozenset[str], why: str, others: str) -> None:
    path = _path(part)
    name = path[-1]
    if len(path) > 1 or not (name in allowed or name.lower() in allowed):
        raise Refused(f"the function {'.'.join(path)[:60]} {why}", way_out=_meant(name.lower(), allowed) or others)


def _meant(name: str, known: Iterable[str]) -> str:
    found = get_close_matches(name[:60], known, 1, 0.75)
    return f"did you mean {found[0]}?" if found else ""


def placed(connection: duckdb.DuckDBPyConnection, sql: str, error: duckdb.Error) -> Invalid:
    """The complaint about a name, with its place: the engine tells that only when asked another way, which computes nothing."""
    if isinstance(error, (duckdb.BinderException, duckdb.CatalogException)):
        try:
            connection.execute(f"DESCRIBE\n{sql}").fetchall()
        except (duckdb.BinderException, duckdb.CatalogException) as again:
            return said(again, 1)
        except duckdb.Error:
            pass
    return said(error)


def said(error: duckdb.Error, before: int = 0) -> Invalid:
    """The engine's complaint, with line and column where it knows them, and without values: these may come from the data.

    before: lines that were put before the question.
    """
    text = str(error).strip()
    first = text.splitlines()[0].partition(": ")[2] or text.splitlines()[0]
    if not isinstance(error, (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)):
        first = re.sub(r"'[^']*'|\"[^\"]*\"", "…", first)
    place = _PLACE.search(text)
    where = ""
    if place:
        where = f"line {int(place[1]) - before}"
        if not place[2].startswith("..."):
            where += f", column {max(1, len(place[3]) - len(f'LINE {place[1]}: ') + 1)}"
    meant = _MEANT.search(text)
    return Invalid(first[:400], where=where, way_out=f"did you mean {meant[1].replace(chr(34), '')}?" if meant else "check the names and values; DESCRIBE and a table tells its columns")
