"""Clauses that the SQL of every rule is made of: tidied texts, names to show, joins to word lists."""

from __future__ import annotations

import re

from intarsia.engine.duckdb import quote

NOTHING = "CAST(NULL AS VARCHAR)"

#: what `clean` would change; only such values pay for the function call
ODD = r"[&\\\x00-\x1f\x7f-\x{a0}\x{ad}\x{300}-\x{36f}\x{200b}-\x{200f}\x{2028}-\x{202f}\x{2060}\x{feff}]|  |^ | $"


def tidy(sql: str) -> str:
    """A text without the dirt that `clean` removes; NULL when nothing is left."""
    return f"nullif(trim(CASE WHEN regexp_matches({sql}, {quote(ODD)}) THEN clean({sql}) ELSE {sql} END), '')"


def display(sql: str) -> str:
    """A name to show: turned round when written 'Surname, Name', cleaned otherwise."""
    return f"CASE WHEN regexp_matches({sql}, '[,(\\[]') OR {sql} = upper({sql}) THEN person({sql}).name ELSE {tidy(sql)} END"


def language(sql: str) -> str:
    """A language's code."""
    return f"language({sql})"


def word(alias: str, vocabulary: str, given: dict[str, str], column: str = "", may_be_constant: bool = True) -> str:
    """Join to the word list of a vocabulary on the column of that name; to its one row when the rule gives a constant."""
    known = given.get(vocabulary, "")
    constant = may_be_constant and re.fullmatch(r"CAST\('(?:[^']|'')*' AS VARCHAR\)|CAST\(NULL AS VARCHAR\)", known)
    if not constant:
        return f"LEFT JOIN words AS {alias} ON {alias}.vocabulary = '{vocabulary}' AND {alias}.folded = fold({column or '_c_' + vocabulary})"
    one = f"SELECT notation, sector FROM words WHERE vocabulary = '{vocabulary}' AND folded = fold({known})"
    return f"LEFT JOIN ({one}) AS {alias} ON TRUE"


def level_id(depth: int) -> str:
    """What tells the rows of a level apart: the record's number, or the element's id."""
    return "root._row" if depth == 0 else f"l{depth}._id"
