"""The SQL functions that steps and mappings may use: only such as give the same rows on DuckDB and on Spark.

Each has at least three example rows (NULL, non-ASCII, tie or negative) that tests run on both engines. What
differs between engines is not in the list (strip_accents, jaro_winkler_similarity, list_zip, nfc_normalize, hash).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intarsia.engine.edges import EDGES

Example = tuple[str, Any]


@dataclass(frozen=True)
class Function:
    """A function of the common dialect: SQL that uses it, with the value it must give."""

    name: str
    meaning: str
    examples: tuple[Example, ...]
    kind: str = "scalar"


def _f(name: str, meaning: str, *examples: Example, kind: str = "scalar") -> Function:
    return Function(name, meaning, examples, kind)


_VALUES = "(VALUES (1, 'b'), (2, 'é'), (2, NULL), (-3, 'a')) AS t(n, s)"

FUNCTIONS: dict[str, Function] = {f.name: f for f in (
    _f("trim", "without spaces at both ends", ("trim('  é ')", "é"), ("trim(NULL)", None), ("trim('a b')", "a b")),
    _f("lower", "in lower case", ("lower('ÀB')", "àb"), ("lower(NULL)", None), ("lower('ŁÓDŹ')", "łódź")),
    _f("upper", "in upper case", ("upper('éa')", "ÉA"), ("upper(NULL)", None), ("upper('ł1')", "Ł1")),
    _f("length", "number of characters", ("length('né')", 2), ("length(NULL)", None), ("length('')", 0)),
    _f("replace", "every occurrence of a text replaced", ("replace('a.b.c', '.', '')", "abc"), ("replace(NULL, 'a', 'b')", None), ("replace('éé', 'é', 'e')", "ee")),
    _f("translate", "character by character replaced", ("translate('άέ', 'άέ', 'αε')", "αε"), ("translate(NULL, 'a', 'b')", None), ("translate('abc', 'ab', 'xy')", "xyc")),
    _f("substr", "part of a text, from 1", ("substr('métro', 2, 2)", "ét"), ("substr(NULL, 1, 1)", None), ("substr('ab', 1, 9)", "ab")),
    _f("left", "the first characters", ("left('Łódź', 2)", "Łó"), ("left(NULL, 2)", None), ("left('a', 5)", "a")),
    _f("right", "the last characters", ("right('Łódź', 2)", "dź"), ("right(NULL, 2)", None), ("right('a', 5)", "a")),
    _f("strpos", "place of a text in a text, 0 when absent", ("strpos('aéb', 'b')", 3), ("strpos(NULL, 'a')", None), ("strpos('a', 'z')", 0)),
    _f("split_part", "the n-th part between separators", ("split_part('a;é;c', ';', 2)", "é"), ("split_part(NULL, ';', 1)", None), ("split_part('a', ';', 2)", "")),
    _f("starts_with", "begins with", ("starts_with('éa', 'é')", True), ("starts_with(NULL, 'a')", None), ("starts_with('a', 'b')", False)),
    _f("concat", "texts joined, NULL as nothing", ("concat('a', 'é')", "aé"), ("concat('a', coalesce(NULL, ''))", "a"), ("concat('x', '1')", "x1")),
    _f("||", "texts joined, NULL makes NULL", ("'a' || 'é'", "aé"), ("'a' || NULL", None), ("'1' || '2'", "12")),
    _f("chr", "the character of a code point", ("chr(65)", "A"), ("chr(31)", "\x1f"), ("chr(CAST(NULL AS INT))", None)),
    _f("coalesce", "the first that is not NULL", ("coalesce(NULL, 'é')", "é"), ("coalesce(NULL, NULL)", None), ("coalesce(-1, 2)", -1)),
    _f("nullif", "NULL when equal", ("nullif('é', 'é')", None), ("nullif('a', 'b')", "a"), ("nullif(NULL, 'a')", None)),
    _f("abs", "without sign", ("abs(-3)", 3), ("abs(NULL)", None), ("abs(0)", 0)),
    _f("regexp_matches", "true when the pattern occurs", ("regexp_matches('né4', '[0-9]')", True), ("regexp_matches(NULL, 'a')", None), ("regexp_matches('é', '^[a-z]$')", False)),
    _f("regexp_extract", "the part that matches, a group by number, '' when none", ("regexp_extract('jaar 1984é', '([0-9]{4})', 1)", "1984"), ("regexp_extract(NULL, 'a', 0)", None), ("regexp_extract('é', '([0-9]+)', 1)", "")),
    _f("regexp_replace", "every match replaced (flag 'g')", ("regexp_replace('a1é22', '[0-9]+', '', 'g')", "aé"), ("regexp_replace(NULL, 'a', 'b', 'g')", None), ("regexp_replace('x  y', ' +', ' ', 'g')", "x y")),
    _f("string_split_regex", "a list of the parts between matches", ("string_split_regex('a; é', '; *')", ["a", "é"]), ("string_split_regex(NULL, ';')", None), ("string_split_regex('a', ';')", ["a"])),
    _f("sha256", "checksum of a text, hexadecimal", ("substr(sha256('é'), 1, 8)", "4a99557e"), ("sha256(NULL)", None), ("substr(sha256(''), 1, 8)", "e3b0c442")),
    _f("greatest", "the largest", ("greatest(1, -2)", 1), ("greatest('a', 'é')", "é"), ("greatest(2, 2)", 2)),
    _f("least", "the smallest", ("least(1, -2)", -2), ("least('a', 'é')", "a"), ("least(2, 2)", 2)),
    _f("struct_extract", "a field of a structure, as of edtf(x)", kind="edge"),
    _f("count", "number of rows", (f"SELECT count(*) FROM {_VALUES}", 4), (f"SELECT count(s) FROM {_VALUES}", 3), (f"SELECT count(DISTINCT n) FROM {_VALUES}", 3), kind="aggregate"),
    _f("min", "smallest", (f"SELECT min(n) FROM {_VALUES}", -3), (f"SELECT min(s) FROM {_VALUES}", "a"), (f"SELECT min(s) FROM {_VALUES} WHERE s IS NULL", None), kind="aggregate"),
    _f("max", "largest", (f"SELECT max(n) FROM {_VALUES}", 2), (f"SELECT max(s) FROM {_VALUES}", "é"), (f"SELECT max(s) FROM {_VALUES} WHERE s IS NULL", None), kind="aggregate"),
    _f("sum", "sum", (f"SELECT sum(n) FROM {_VALUES}", 2), (f"SELECT sum(n) FROM {_VALUES} WHERE n < 0", -3), (f"SELECT sum(n) FROM {_VALUES} WHERE n > 9", None), kind="aggregate"),
    _f("row_number", "number within a window", (f"SELECT max(r) FROM (SELECT row_number() OVER (PARTITION BY n ORDER BY s NULLS LAST) AS r FROM {_VALUES}) AS q", 2),
       (f"SELECT s FROM (SELECT s, row_number() OVER (ORDER BY s NULLS LAST) AS r FROM {_VALUES}) AS q WHERE r = 4", None),
       (f"SELECT n FROM (SELECT n, row_number() OVER (ORDER BY n) AS r FROM {_VALUES}) AS q WHERE r = 1", -3), kind="window"),
    _f("unnest", "one row for each element of a list", ("SELECT count(*) FROM (SELECT unnest(string_split_regex('a;é;b', ';')) AS x) AS q", 3),
       ("SELECT max(x) FROM (SELECT unnest(string_split_regex('a;é;b', ';')) AS x) AS q", "é"),
       ("SELECT count(*) FROM (SELECT unnest(string_split_regex(NULL, ';')) AS x) AS q", 0), kind="table"),
)}

#: comparison, logic, LIKE and arithmetic: the operators every SQL engine shares
OPERATORS = frozenset({"+", "-", "*", "/", "%", "~~", "!~~", "and", "or", "not", "=", "<>", "<", ">", "<=", ">="})

EDGE_NAMES = frozenset(edge.name for edge in EDGES)


def allowed(name: str) -> bool:
    """May a step or a mapping call this?"""
    return name in FUNCTIONS or name in EDGE_NAMES or name in OPERATORS


def names() -> list[str]:
    """All callable names, for error messages and documentation."""
    return sorted({*FUNCTIONS, *EDGE_NAMES} - {"||"})
