"""Rules on availability and rights: what is asked, what is found, what is never taken for open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf import loader
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Context
from intarsia.triage import looking

RULES = loader.rules()
NOW = Context(as_of="2026-11-23")
TITLES = {"title": ["Example A", "Example B", "Example C"]}
CC = "https://creativecommons.org/licenses/"


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def found(engine: DuckDB, rule: str, columns: Mapping[str, Sequence[str | None]], **context: Any) -> list[Found]:
    return list(RULES[rule].look(looking.of_columns(columns, engine, replace(NOW, **context))))


def test_availability_is_asked_and_never_guessed(engine: DuckDB) -> None:
    assert [(f.state, f.case) for f in found(engine, "public-availability", TITLES)] == [("not checked", "")]
    (said,) = found(engine, "public-availability", TITLES, public_at="https://example.org/rows")
    assert (said.state, said.says["where"]) == ("pass", "https://example.org/rows")


def test_what_the_pool_knows_is_told_but_is_no_proof(engine: DuckDB) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []

    def known(scheme: str, values: tuple[str, ...]) -> dict[str, str]:
        asked.append((scheme, values))
        return {values[0]: "films"}

    (said,) = found(engine, "public-availability", TITLES, known=known)
    assert (said.state, said.case, said.says["known"], said.says["asked"], said.says["where"]) == ("not checked", "known", 1, 3, "films")
    assert asked == [("title", ("Example A", "Example B", "Example C"))]
    (share,) = [f for f in found(engine, "joinable", TITLES, known=known) if f.case == "known"]
    assert share.says["share"] == 33


@pytest.mark.parametrize(
    ("licence", "state", "verdict", "case"),
    [
        ("", "not checked", "OPEN", ""), ("https://creativecommons.org/publicdomain/zero/1.0/", "pass", "OPEN", "open"), ("CC BY 4.0", "pass", "OPEN", "open"),
        ("ODbL", "pass", "OPEN", "open"), ("CC BY-NC 4.0", "finding", "ASK", "closed"), ("none stated", "finding", "ASK", "none"), ("Copyright", "finding", "ASK", "reserved"),
        ("all rights reserved", "finding", "ASK", "reserved"), ("https://example.org/terms", "finding", "ASK", "unclear"), ("see the website", "finding", "ASK", "unclear"),
    ],
)  # fmt: skip
def test_only_an_open_licence_passes(engine: DuckDB, licence: str, state: str, verdict: str, case: str) -> None:
    (said,) = found(engine, "licence", TITLES, licence=licence, licence_from="LICENSE")
    assert (said.state, said.verdict, said.case) == (state, verdict, case)


def test_a_licence_that_every_record_bears_is_that_of_the_file(engine: DuckDB) -> None:
    (said,) = found(engine, "licence", {**TITLES, "licence": [f"{CC}by/4.0/"] * 3})
    assert (said.state, said.says["where"]) == ("pass", "licence")
    (said,) = found(engine, "licence", {**TITLES, "rights": ["Copyright"] * 3})
    assert (said.verdict, said.case) == ("ASK", "reserved")


def test_a_copyright_sentence_in_a_column_counts(engine: DuckDB) -> None:
    (said,) = [f for f in found(engine, "record-rights", {**TITLES, "rights": ["CC0", "Copyright An Example", "© 2020"]}) if f.state == "finding"]
    assert (said.verdict, said.count, said.lines, said.columns) == ("ASK", 2, (3, 4), ("rights",))


@pytest.mark.parametrize(
    ("rights", "case", "count"),
    [((f"{CC}by-nc/4.0/", f"{CC}by/4.0/", f"{CC}by/4.0/"), "trade", 1), ((f"{CC}by-nd/4.0/", "CC0", "CC0"), "changes", 1), ((f"{CC}by-nc-nd/4.0/", "CC0", "CC BY-NC"), "both", 2)],
)
def test_records_that_forbid_something_keep_it(engine: DuckDB, rights: tuple[str, ...], case: str, count: int) -> None:
    (said,) = found(engine, "record-rights", {**TITLES, "rights": rights})
    assert (said.state, said.verdict, said.case, said.count) == ("note", "OPEN", case, count)


def test_titles_and_notes_about_rights_are_no_statements(engine: DuckDB) -> None:
    assert found(engine, "record-rights", {"title": ["Copyright: a novel", "All rights reserved", "Public domain"], "note": ["rights of way", "copied", "a note"]}) == []


def test_a_contract_is_asked_about_where_a_supplier_is_named(engine: DuckDB) -> None:
    (said,) = found(engine, "contract", {**TITLES, "gfk_units": ["1", "2", "3"]})
    assert (said.verdict, said.columns, [p.remedy for p in said.remedies]) == ("OPEN AFTER", ("gfk_units",), ["leave-out"])
    (said,) = found(engine, "contract", {**TITLES, "source": ["Nielsen", "own count", "own count"]})
    assert said.columns == ("source",)
    assert [f.state for f in found(engine, "contract", {"title": ["Nielsen", "Confidential", "Secret"]})] == ["not checked"]


def test_confidential_rows_are_asked_for(engine: DuckDB) -> None:
    (said,) = found(engine, "contract", {**TITLES, "status": ["openbaar", "Vertrouwelijk!", "openbaar"]})
    assert (said.verdict, said.lines) == ("ASK", (3,))


def test_mining_and_object_rights_are_fields_of_their_own(engine: DuckDB) -> None:
    assert [f.state for f in found(engine, "mining", TITLES)] == ["not checked"]
    assert [f.state for f in found(engine, "mining", TITLES, mining="reserved")] == ["pass"]
    assert [f.state for f in found(engine, "object-rights", TITLES)] == ["not checked"]
    assert [f.case for f in found(engine, "object-rights", TITLES, object_rights="http://rightsstatements.org/vocab/CNE/1.0/")] == ["stated"]


@settings(max_examples=6)
@given(values=st.lists(st.text(max_size=30) | st.sampled_from(["Copyright", "CC0", f"{CC}by-nc/4.0/", "'; DROP TABLE raw; --"]), min_size=3, max_size=30))
def test_no_cell_is_ever_told(values: list[str], engine: DuckDB) -> None:
    marked = [f"zq{n} {value}" for n, value in enumerate(values)]
    for rule in ("record-rights", "contract", "database-right", "object-rights", "mining"):
        for one in found(engine, rule, {"rights": marked, "status": marked, "source": marked}):
            assert "zq" not in str((dict(one.says), dict(one.parameters)))
