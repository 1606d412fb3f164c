"""Expressions of a mapping: what they refer to, what is refused, and that rewriting changes nothing but the columns."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.engine.duckdb import identifier
from intarsia.errors import Invalid
from intarsia.shelf.mappings.expression import Reference, parse, rewrite

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12)


def turned(text: str) -> str:
    return rewrite(parse(text), lambda reference: "<" + "/".join(reference.words) + ">")


@pytest.mark.parametrize(("text", "columns", "functions"), [
    ("titel", ["titel"], []), ("Titel", ["Titel"], []), ("'titel'", [], []), ("root.titel", ["root/titel"], []), ('"oude titel"', ["oude titel"], []),
    ('"a.b".c', ["a.b/c"], []), ('"say ""hi"""', ['say "hi"'], []), ("trim(a) || b", ["a", "b"], ["trim", "||"]), ("TRIM(a)", ["a"], ["trim"]), ("a LIKE 'x%'", ["a"], ["~~"]),
    ("CASE WHEN a = 'x' THEN b ELSE c END", ["a", "b", "c"], []), ("a IN ('x', b)", ["a", "b"], []), ("CAST(a AS BIGINT) > 3", ["a"], []), ("a IS NOT NULL AND NOT b", ["a", "b"], []),
    ("a BETWEEN b AND c", ["a", "b", "c"], []), ("edtf(a).year_start", ["a"], ["edtf"]), ("coalesce(a, b)", ["a", "b"], []), ("null", [], []),
])
def test_what_an_expression_refers_to(text: str, columns: list[str], functions: list[str]) -> None:
    parsed = parse(text)
    assert sorted({"/".join(c.words) for c in parsed.columns}) == sorted(columns)
    assert sorted(name for name, _ in parsed.functions) == sorted(functions)


@pytest.mark.parametrize(("text", "wanted"), [
    ("titel", "<titel>"), ("'titel' || titel", "'titel' || <titel>"), ("titel || titel", "<titel> || <titel>"), ("root . titel", "<root/titel>"),
    ("'é' || \"größe über\" || 'ü' || naïef", "'é' || <größe über> || 'ü' || <naïef>"), ("upper('日本') || \"日本\"", "upper('日本') || <日本>"),
    ("CASE soort WHEN 'a' THEN b WHEN 'c' THEN d ELSE soort END", "CASE <soort> WHEN 'a' THEN <b> WHEN 'c' THEN <d> ELSE <soort> END"),
    ("  a  ", "  <a>  "), ("a /* a */ || b", "<a> /* a */ || <b>"), ("a\n|| b", "<a>\n|| <b>"), ("'it''s a' || a", "'it''s a' || <a>"),
])
def test_only_columns_are_rewritten(text: str, wanted: str) -> None:
    assert turned(text) == wanted


@pytest.mark.parametrize("text", [
    "", " ", "--", "'open", "(a", "a)", "a b c", "a ||", "(SELECT 1)", "a IN (SELECT b)", "EXISTS (SELECT 1)", "*", "COLUMNS(*)", "a, b", "a FROM t", "a WHERE b", "a AS b", "a b",
    "DISTINCT a", "a GROUP BY a", "a HAVING true", "a ORDER BY a", "a LIMIT 1", "a -- rest", "a UNION SELECT b", "a; SELECT b", "a; DROP TABLE work", "a) + (b",
    "a) FROM (SELECT 1", "sum(a) OVER ()",
    "row_number() OVER (ORDER BY a)", "$1", "?", "#1", "x -> x", "list_transform(a, lambda x: x)", "a COLLATE nocase",
])
def test_what_is_no_single_expression_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert caught.value.what


@given(NAMES, NAMES)
def test_any_name_can_be_quoted(name: str, other: str) -> None:
    parsed = parse(f"trim({identifier(name)}) || 'ü' || {identifier(other)}")
    assert [c.words for c in sorted(parsed.columns, key=lambda c: c.start)] == [(name,), (other,)]
    assert rewrite(parsed, lambda reference: f"t.{identifier(reference.words[0])}") == f"trim(t.{identifier(name)}) || 'ü' || t.{identifier(other)}"


@given(NAMES)
def test_a_rewritten_expression_gives_the_column(name: str) -> None:
    def resolve(reference: Reference) -> str:
        return f"root.{identifier(reference.words[0])}"

    sql = rewrite(parse(f"'<' || {identifier(name)} || '>'"), resolve)
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {sql} FROM (SELECT 'v' AS {identifier(name)}) AS root").fetchall() == [("<v>",)]


def test_an_expression_that_was_parsed_stays_as_it_is() -> None:
    assert parse("a || b") is parse("a || b")
    assert turned("a || b") == turned("a || b")
