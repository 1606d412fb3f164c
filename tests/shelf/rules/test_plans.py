"""Plans that nobody announced, their partners, and tables about persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.rules import microdata, partners, unannounced
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Context, Delivery
from intarsia.triage import looking

TODAY = Context(as_of="2026-11-23")
PLAN: dict[str, list[str | None]] = {
    "code projet": ["A1", "A2", "A3", "A4"], "titre provisoire": ["Un", "Deux", "Trois", "Quatre"], "genre": ["drame", "drame", "comédie", "drame"],
    "étape": ["tournage", "montage", "développement", "tournage"], "annoncé": ["2026-02-01", "non", None, ""], "date de sortie": ["01/03/2027", "15/09/2027", "01/01/2028", "12/12/2027"],
    "coproducteur": ["X", None, "Y", "Z"],
}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def acts(delivery: Delivery, *rules: Any) -> dict[str, Found]:
    return {column: one for rule in rules for one in rule.look(delivery) if one.state == "finding" for column in one.columns}


def test_a_plan_is_asked_for_and_each_column_says_why(engine: DuckDB) -> None:
    found = acts(looking.of_columns(PLAN, engine, TODAY), unannounced, partners)
    assert {name: (one.kind, one.verdict) for name, one in found.items()} == {
        "titre provisoire": ("", "ASK"), "date de sortie": ("", "ASK"), "code projet": ("identifier", "OPEN AFTER"), "étape": ("competitive", "OPEN AFTER"),
        "coproducteur": ("", "OPEN AFTER"),
    }  # fmt: skip
    assert found["titre provisoire"].count == 3, "the first was announced"
    assert found["titre provisoire"].lines == (3, 4, 5)
    assert found["titre provisoire"].remedies[0].remedy == "blur-plan"


def test_what_the_pool_shows_was_announced_and_where_is_named(engine: DuckDB) -> None:
    def known(scheme: str, values: tuple[str, ...]) -> dict[str, str]:
        return {value: "a-register" for value in values if scheme == "title"}

    delivery = looking.of_columns(PLAN, engine, Context(as_of="2026-11-23", known=known))
    assert not acts(delivery, unannounced, partners)
    (note,) = list(unannounced.look(delivery))
    assert (note.state, note.case, note.says["where"]) == ("note", "known", "a-register")


def test_a_list_of_works_to_come_is_not_checked_but_asks_for_nothing(engine: DuckDB) -> None:
    columns = {"isbn": ["9789000000001", "9789000000002"], "title": ["A", "B"], "publication_date": ["2027-03-01", "2027-04-01"], "author": ["X", "Y"]}
    (found,) = list(unannounced.look(looking.of_columns(columns, engine, TODAY)))
    assert (found.state, found.verdict, found.case) == ("not checked", "OPEN", "asked")
    public = Context(as_of="2026-11-23", public_at="https://example.org/spring")
    assert [one.case for one in unannounced.look(looking.of_columns(columns, engine, public))] == ["public"]


def test_what_is_being_made_is_seen_among_works_that_are_out(engine: DuckDB) -> None:
    columns = {"title": ["A", "B", "C", "D"], "status": ["Released", "Released", "Announced", "In production"], "year": ["1990", "1991", "2027", None]}
    (found,) = list(unannounced.look(looking.of_columns(columns, engine, TODAY)))
    assert (found.state, found.verdict, found.columns, found.count, found.lines) == ("not checked", "OPEN", ("status",), 1, (5,)), "the third was announced"
    told = acts(looking.of_columns({**columns, "budget": ["100", "200", "300", "400"]}, engine, TODAY), unannounced)
    assert told["title"].verdict == "ASK" and (told["title"].count, told["title"].lines) == (1, (5,))
    assert not acts(looking.of_columns({**columns, "budget": ["100", "200", "300", "0"]}, engine, TODAY), unannounced)


def test_a_blurred_plan_is_silent(engine: DuckDB) -> None:
    blurred = {"genre": PLAN["genre"], "date de sortie": ["2027", "2027", "2028", "2027"], "description": ["drame, 2027", "drame, 2027", "comédie, 2028", "drame, 2027"]}
    assert not acts(looking.of_columns(blurred, engine, TODAY), unannounced, partners)


def test_rows_about_persons_are_counted_by_who_looks_the_same(engine: DuckDB) -> None:
    ages = [str(20 + n // 6) for n in range(24)]
    columns = {"leeftijd": ages, "geslacht": ["v", "m"] * 12, "cijfer": ["7"] * 24}
    (found,) = list(microdata.look(looking.of_columns(columns, engine, TODAY)))
    assert (found.case, found.count, found.says["unique"], found.parameters["k"]) == ("k", 24, 0, 5)
    assert len(found.lines) == 24
    (eased,) = list(microdata.look(looking.of_columns(columns, engine, Context(as_of="2026-11-23", settings={"microdata": {"k": 3, "l": 1}}))))
    assert (eased.state, eased.says["smallest"]) == ("note", 3)
    (poor,) = list(microdata.look(looking.of_columns(columns, engine, Context(as_of="2026-11-23", settings={"microdata": {"k": 3, "l": 2}}))))
    assert poor.case == "l" and poor.remedies[0].columns == ("cijfer",)
    own = Context(as_of="2026-11-23", settings={"microdata": {"columns": ["geslacht"]}})
    assert [one.state for one in microdata.look(looking.of_columns({**columns, "cijfer": ["7", "7", "8", "8"] * 6}, engine, own))] == ["note"]


def test_leaving_out_what_is_proposed_silences_it(engine: DuckDB) -> None:
    columns = {"age": [str(20 + n % 9) for n in range(60)], "gender": ["f", "m"] * 30, "occupation": [f"job {n % 3}" for n in range(60)], "vote": ["yes", "no", "yes"] * 20}
    (found,) = list(microdata.look(looking.of_columns(columns, engine, TODAY)))
    assert found.remedies
    for proposal in found.remedies:
        rest = {name: values for name, values in columns.items() if name not in proposal.columns}
        assert not [one for one in microdata.look(looking.of_columns(rest, engine, TODAY)) if one.state == "finding"]


def test_makers_and_counts_are_no_persons(engine: DuckDB) -> None:
    makers = {"name": ["A", "B"], "gender": ["f", "m"], "yearOfBirth": ["1930", "1950"], "yearOfDeath": ["1999", None], "placeOfBirth": ["X", "Y"]}
    counts = {"age": ["20", "21"], "gender": ["f", "m"], "municipality": ["X", "Y"], "population": ["1200", "30"]}
    assert not list(microdata.look(looking.of_columns(makers, engine, TODAY)))
    assert not list(microdata.look(looking.of_columns(counts, engine, TODAY)))
