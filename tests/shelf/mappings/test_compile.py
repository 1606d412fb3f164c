"""From a mapping and a small delivery to rows: nested lists, levels, wide tables, several values in a cell, keys that come again."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.model import Dataset
from intarsia.shelf.formats import jsonl
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.mappings.without import without
from intarsia.steps import map, profile, reconcile
from intarsia.tables import TABLES

WORDS = [("form", "book", "book", "publishing"), ("form", "film", "film", "film-tv"), ("role", "author", "author", None), ("role", "writer", "writer", None),
         ("genre", "drama", "drama", None)]
HEAD = 'mapping = 1\n[[source]]\nname = "d"\nrecord = "id"\n'
WORK = HEAD + "[[work]]\nform = \"'book'\"\ntitle = \"title\"\n"


class Outcome:
    """Rows by table, and what became of the records."""

    def __init__(self, mapped: map.Mapped, engine: DuckDB) -> None:
        self.mapped = mapped
        self.rows = {table: [dict(zip(TABLES[table].names, row, strict=True)) for row in engine.rows(sql)] for table, sql in mapped.queries.items()}

    def of(self, table: str, *columns: str) -> list[Any]:
        rows = [tuple(row[c] for c in columns) for row in self.rows.get(table, [])]
        return sorted((row[0] if len(columns) == 1 else row for row in rows), key=repr)

    @property
    def account(self) -> tuple[int, int, int]:
        one = self.mapped.accounts["d"]
        return one.rows_in, one.rows_out, one.rows_rejected


Run = Callable[..., Outcome]


@cache
def database() -> DuckDB:
    """One for all mappings, each of which has its own connection."""
    return DuckDB(threads=1)


@pytest.fixture(name="run")
def run_fixture(tmp_path: Path) -> Run:
    def run(text: str, *records: dict[str, Any], strict: bool = False) -> Outcome:
        mapping = mappings.parse(text, "m.toml")
        folder = tmp_path / f"run{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        file = folder / "d.jsonl"
        file.write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
        engine = database().another()
        try:
            reconcile.load_words(engine, WORDS)
            raw, described = profile.profile(jsonl, file, {"lists": mapping.lists("d")}, folder, engine)
            filled: dict[str, set[str]] = {}
            for table, _, column, _, _, count, *_ in described:
                filled.setdefault(table, set()).update([column] if count else [])
            source = map.RawSource("d", {t: [folder / p for p in parts] for t, parts in raw.parts.items()}, raw.columns, raw.rows_in, filled, tuple(raw.rejects))
            dataset = Dataset("set", {"en": "x"}, {"en": "x"}, "x", "publishing", "x")
            mapped = map.map_dataset(engine, dataset, mapping, "http://localhost:8000/", [source], strict=strict)
            if "term" in mapped.queries:
                mapped.queries["term"] = reconcile.reconcile(engine)
            return Outcome(mapped, engine)
        finally:
            engine.close()

    return run


def refused(run: Run, text: str, *records: dict[str, Any]) -> Invalid:
    with pytest.raises(Invalid) as caught:
        run(text, *records)
    return caught.value


NESTED = HEAD + """[[work]]
from = "parts"
form = "'book'"
title = "name"
description = "root.title || ' / ' || name"
[[work.contributions]]
from = "parts.makers"
name = "value"
role = "parent.role"
[[work.terms]]
facet = "'genre'"
value = "root.kind"
"""
SERIES = {"id": "s", "title": "Sérié", "kind": "drama", "parts": [{"name": "One", "role": "author", "makers": ["A B", "C D"]}, {"name": "Two", "role": "writer", "makers": ["E F"]}]}


def test_bare_names_are_of_the_innermost_list(run: Run) -> None:
    found = run(NESTED, SERIES, {"id": "t", "title": "Other", "kind": "drama", "parts": [{"name": "Three", "role": "author", "makers": []}]})
    assert found.of("work", "record", "title", "description") == [("s", "One", "Sérié / One"), ("s", "Two", "Sérié / Two"), ("t", "Three", "Other / Three")]
    titles = {row["id"]: row["title"] for row in found.rows["work"]}
    assert sorted((titles[c["work"]], c["name_written"], c["role"], c["position"]) for c in found.rows["contribution"]) == [
        ("One", "A B", "author", 1), ("One", "C D", "author", 2), ("Two", "E F", "writer", 1)]
    assert found.of("term", "value", "concept") == [("drama", "drama")] * 3
    assert found.account == (2, 2, 0)


def test_a_list_of_one_is_a_list(run: Run) -> None:
    text = WORK + '[[work.terms]]\nfrom = "genres"\nfacet = "\'genre\'"\nvalue = "value"\n'
    found = run(text, {"id": "1", "title": "A", "genres": "drama"}, {"id": "2", "title": "B", "genres": ["drama", "odd"]}, {"id": "3", "title": "C"})
    assert found.of("term", "record", "value", "state") == [("1", "drama", "matched"), ("2", "drama", "matched"), ("2", "odd", "no_match")]


@pytest.mark.parametrize(("text", "place", "word"), [
    (WORK.replace('"title"', '"titel"'), "line 7, column 9", "did you mean 'title'"),
    (WORK.replace('"title"', '"\'é\' || titel"'), "line 7, column 17", "did you mean 'title'"),
    (WORK.replace('"title"', '"\'é\' || fald(title)"'), "line 7, column 17", "fold"),
    (WORK.replace('"title"', '"root.nope"'), "line 7, column 9", ""),
    (WORK.replace('"title"', '"parent.title"'), "line 7, column 9", "'title'"),
    (WORK + '[[work.titles]]\nfrom = "partz"\nvalue = "name"\n', "line 9, column 8", "did you mean 'parts'"),
    (WORK + '[[work.titles]]\nfrom = "parts"\nvalue = "title"\n', "line 10, column 9", "'root.title'"),
    (NESTED.replace('from = "parts.makers"', 'from = "others"'), "line 11, column 8", ""),
    (WORK + '[[work.titles]]\nvalue = "value"\nunpivot = { columns = "^x", name = "name" }\n', "line 10, column 11", ""),
    (WORK + '[[work.contributions]]\nrole = "title"\n', "line 8, column 1", ""),
    (WORK.replace('record = "id"', 'record = "idd"'), "line 4, column 10", "did you mean 'id'"),
    (WORK.replace('"title"', '"title WHERE 1 = 0"'), "line 7, column 9", "docs/mapping.md"),
    (WORK.replace('"title"', '"title -- rest"'), "line 7, column 9", "docs/mapping.md"),
    (WORK.replace('"title"', '"title UNION SELECT id"'), "line 7, column 9", "docs/mapping.md"),
    (WORK.replace('"title"', '"list_value(title)"'), "line 7, column 9", ""),
])
def test_an_error_names_line_column_and_the_nearest_name(run: Run, text: str, place: str, word: str) -> None:
    error = refused(run, text, SERIES | {"others": [{"x": "y"}]})
    assert f"m.toml, {place} (" in error.where
    assert word in error.way_out


def test_a_list_may_be_absent_when_the_mapping_says_so(run: Run) -> None:
    child = WORK + '[[work.titles]]\nfrom = "others"\nvalue = "name"\n'
    record = {"id": "1", "title": "A"}
    assert "others" in refused(run, child, record).what
    found = run(child + "optional = true\n", record)
    assert found.of("title", "value") == ["A"]
    rule = HEAD + "[[work]]\nform = \"'book'\"\ntitle = \"title\"\n[[work]]\nfrom = \"parts\"\noptional = true\nform = \"'book'\"\ntitle = \"name\"\n"
    assert run(rule, record).of("work", "title") == ["A"]
    assert run(rule, record | {"parts": [{"name": "B"}]}).of("work", "title") == ["A", "B"]


def test_a_column_may_be_absent_when_the_source_says_so(run: Run) -> None:
    text = WORK.replace('record = "id"', 'record = "id"\noptional = ["jaar", "extra.note"]') + 'date = "jaar"\ndescription = "extra.note"\n'
    assert run(text, {"id": "1", "title": "A"}).of("work", "title", "year_start") == [("A", None)]
    assert run(text, {"id": "1", "title": "A", "jaar": 1931, "extra": {"note": "n"}}).of("work", "title", "year_start", "description") == [("A", 1931, "n")]


def test_a_wide_table_becomes_long(run: Run) -> None:
    text = HEAD + """[[observation]]
unpivot = { columns = "^[0-9]{4}$", name = "year", value = "n" }
measure = "'visits'"
unit = "'visits'"
period = "year"
value = "n"
about = "id"
place = "land"
"""
    found = run(text, {"id": "a", "land": "NL", "2001": "5", "2002": "6.5", "x2003": "9"}, {"id": "b", "land": "België", "2001": None, "2002": "7"}, {"id": "c", "land": "NL"})
    assert found.of("observation", "record", "place", "period_start", "value") == [("a", "NL", "2001-01-01", 5.0), ("a", "NL", "2002-01-01", 6.5), ("b", "BE", "2002-01-01", 7.0)]
    assert found.account == (3, 2, 1)
    assert "no column matches" in refused(run, text, {"id": "a", "land": "NL"}).what
    nested = text.replace("[[observation]]\n", '[[observation]]\nfrom = "rows"\n').replace('"land"', '"root.land"').replace('"id"\nplace', '"root.id"\nplace')
    assert run(nested, {"id": "a", "land": "NL", "rows": [{"2001": "1"}, {"2002": "2"}]}).of("observation", "period_start", "value") == [("2001-01-01", 1.0), ("2002-01-01", 2.0)]


def test_columns_that_a_pattern_names_fall_with_their_rule_and_stop_nothing() -> None:
    """A recipe leaves out the title of a wide table of ranks: the years have nothing to stand at, which is no fault of the mapping."""
    mapping = mappings.parse(WORK + """[[work.observations]]
unpivot = { columns = "^[0-9]{4}$", name = "year", value = "n" }
measure = "'rank'"
unit = "'rank'"
period = "year"
value = "n"
""")
    left = without(mapping, {"d": ["title"]}, {"d": ["id", "2001", "2002", "other"]})
    assert left.rules == () and {"2001", "2002"} <= left.unused.keys() and not {"id", "other"} & left.unused.keys()
    assert without(mapping, {"d": ["other"]}, {"d": ["id", "title", "2001"]}).rules == mapping.rules


def test_several_values_in_one_cell(run: Run) -> None:
    text = WORK + """[[work.terms]]
facet = "'genre'"
value = "genre"
split = "[/;]"
[[work.contributions]]
name = "makers"
split = "people"
role = "'author'"
[[work.titles]]
value = "aka"
split = " = "
"""
    found = run(text, {"id": "1", "title": "A", "genre": "drama; ;odd /drama", "makers": "Bush, Kate; Bo Verzonnen", "aka": "B = C"}, {"id": "2", "title": "D"})
    assert found.of("term", "value") == ["drama", "odd"]
    assert [(c["name_written"], c["position"]) for c in sorted(found.rows["contribution"], key=lambda c: c["position"])][1] == ("Bo Verzonnen", 2)
    assert found.of("agent", "name") == ["Bo Verzonnen", "Kate Bush"]
    assert found.of("title", "value", "kind") == [("A", "main"), ("B", "alternative"), ("C", "alternative"), ("D", "main")]


@pytest.mark.parametrize(("repeat", "account"), [("", (5, 2, 3)), ('repeat = "first"\n', (5, 3, 2))])
def test_a_key_that_comes_again(run: Run, repeat: str, account: tuple[int, int, int]) -> None:
    text = WORK.replace("[[work]]\n", f'[[work]]\nkey = "edition"\n{repeat}')
    found = run(text, {"id": "1", "title": "A", "edition": "e"}, {"id": "2", "title": "B", "edition": "e"}, {"id": "3", "title": "C", "edition": "f"}, {"id": "4", "title": "D"},
                {"id": "5", "title": "E"})
    assert found.of("work", "title") == ["A", "C"]
    assert found.account == account
    assert [r["reason"] for r in found.rows["rejected"]] == ([] if repeat else ["same key as an earlier record"]) + ["no key", "no key"]


def test_records_of_one_key_are_merged(run: Run) -> None:
    text = WORK.replace("[[work]]\n", '[[work]]\nkey = "edition"\nrepeat = "merge"\n') + """
[[work.terms]]
facet = "'subject'"
value = "subject"
[[work.identifiers]]
scheme = "'shelf'"
value = "edition"
[[work.contributions]]
name = "maker"
role = "'director'"
"""
    given = {"title": "A", "edition": "e", "maker": "Bo Verzonnen"}
    found = run(text, {"id": "1", "subject": "kites", **given}, {"id": "2", "subject": "towers", **given}, {"id": "3", "subject": "kites", **given})
    assert found.account == (3, 3, 0)
    assert found.of("work", "record", "title") == [("1", "A")]
    assert sorted(found.of("term", "value", "record")) == [("kites", "1"), ("towers", "2")]
    assert found.of("identifier", "value") == ["e"]
    assert found.of("contribution", "name_written", "position") == [("Bo Verzonnen", 1)]


@pytest.mark.parametrize("repeat", ["", 'repeat = "first"\n'])
def test_a_record_without_title_does_not_shut_out_one_with(run: Run, repeat: str) -> None:
    text = WORK.replace("[[work]]\n", f'[[work]]\nkey = "edition"\n{repeat}')
    found = run(text, {"id": "1", "edition": "e"}, {"id": "2", "title": "B", "edition": "e"}, {"id": "3", "title": "C", "edition": "f"})
    assert found.of("work", "record", "title") == [("2", "B"), ("3", "C")]
    # under 'first' record 1 is one more of a key that has its work: out, not rejected
    assert [(r["record"], r["reason"]) for r in found.rows["rejected"]] == ([] if repeat else [("1", "no title")])
    assert found.account == ((3, 3, 0) if repeat else (3, 2, 1))


def test_a_repeated_key_within_a_record_costs_nothing(run: Run) -> None:
    text = NESTED.replace('from = "parts"\n', 'from = "parts"\nkey = "name"\nrepeat = "first"\n', 1)
    twice = SERIES | {"id": "t"}
    found = run(text, SERIES | {"parts": [*SERIES["parts"], SERIES["parts"][0]]}, twice | {"parts": [*SERIES["parts"], {"name": "Four", "role": "author", "makers": ["G H"]}]})
    assert found.of("work", "record", "title") == [("s", "One"), ("s", "Two"), ("t", "Four")]
    assert found.account == (2, 2, 0)
    assert len(found.rows["contribution"]) == 4


def test_conditions_and_skips(run: Run) -> None:
    text = WORK.replace('record = "id"\n', 'record = "id"\n[[source.skip]]\nwhere = "title = \'Total\'"\nreason = "total line"\n') + 'where = "kind <> \'draft\'"\n'
    found = run(text, {"id": "1", "title": "A", "kind": "x"}, {"id": "2", "title": "Total", "kind": "x"}, {"id": "3", "title": "B", "kind": "draft"}, {"id": "4", "title": "C"},
                {"title": "D"}, {"id": "1", "title": "E", "kind": "x"})
    assert found.of("work", "title") == ["A"]
    assert found.account == (6, 1, 5)
    assert sorted(r["reason"] for r in found.rows["rejected"]) == ["no record key", "no rule gave a row", "no rule gave a row", "same record key as an earlier record", "total line"]


def test_identity_is_of_the_key_alone(run: Run) -> None:
    one = run(WORK, {"id": "1", "title": "A"}, {"id": "2", "title": "B"})
    other = run(WORK, {"id": "2", "title": "Other"}, {"id": "1", "title": "A"})
    assert one.of("work", "id", "record") == other.of("work", "id", "record")


ODD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10)


@given(ODD.filter(lambda name: "." not in name and name.casefold() not in ("id", "title") and not name.startswith("_")))
def test_a_column_with_any_name_can_be_mapped(run: Run, name: str) -> None:
    expression = json.dumps(identifier(name), ensure_ascii=False)
    found = run(WORK + f"description = {expression}\n", {"id": "1", "title": "A", name: "värde"}, strict=True)
    assert found.of("work", "description") == ["värde"]


# ---- terminologies -----------------------------------------------------------------------------------

PLACES = HEAD + '[[place]]\ncode = "id"\nname = "name"\nkind = "case when country(id) is null then \'aggregate\' end"\n'


def test_countries_stand_apart_from_aggregates(run: Run) -> None:
    found = run(PLACES + "[[place.labels]]\nvalue = \"fr\"\nlanguage = \"'fr'\"\n", {"id": "NA", "name": "Namibia", "fr": "Namibie"}, {"id": "WLD", "name": "World", "fr": "Monde"},
                {"id": "NLD", "name": "Netherlands"}, {"id": " ", "name": "Nowhere"}, {"id": "NAM", "name": "Namibia once more"})
    assert found.of("place", "id", "name", "kind") == [("NA", "Namibia", "country"), ("NL", "Netherlands", "country"), ("WLD", "World", "aggregate")]
    assert found.of("label", "entity", "kind", "language", "value") == [
        ("NA", "alt", "fr", "Namibie"), ("NA", "alt", "und", "Namibia"), ("NL", "alt", "und", "Netherlands"), ("WLD", "pref", "fr", "Monde"), ("WLD", "pref", "und", "World")]
    assert found.account == (5, 3, 2)
    assert {reason for reason in found.of("rejected", "reason")} == {"no record key", "same code as an earlier record"}


CONCEPTS = HEAD + ('[[concept]]\nscheme = "list"\nnotation = "id"\nlabel = "name"\nlanguage = "\'en\'"\nbroader = "up"\ndefinition = "says"\n'
                   '[[concept.identifiers]]\nscheme = "\'wikidata\'"\nvalue = "q"\n')


def test_a_thesaurus_becomes_concepts_and_no_works(run: Run) -> None:
    found = run(CONCEPTS, {"list": "Things", "id": "a b", "name": "Chair &amp; table", "says": "to sit at", "q": "Q1"}, {"list": "things", "id": "c", "name": "Stool", "up": "a b"},
                {"list": "form", "id": "film", "name": "Film"}, {"id": "x", "name": "Without a scheme"})
    assert found.of("concept", "id", "iri", "broader", "definition") == [
        ("things:a b", "http://localhost:8000/id/concept/things/a%20b", None, "to sit at"), ("things:c", "http://localhost:8000/id/concept/things/c", "things:a b", None)]
    assert found.of("label", "entity", "kind", "language", "value") == [("things:a b", "pref", "en", "Chair & table"), ("things:c", "pref", "en", "Stool")]
    assert found.of("identifier", "entity", "scheme", "value") == [("things:a b", "wikidata", "Q1")]
    assert found.of("work", "id") == []
    assert found.of("rejected", "reason") == ["no scheme", "the scheme has the name of a vocabulary of the pool"]
