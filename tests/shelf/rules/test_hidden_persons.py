"""Persons that no header calls by name: numbers that look like years, columns without names, numbers among notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.rules import birth_date, coordinates, national_id, person_key, phone, private_person, special_category, trade_figures
from intarsia.shelf.rules.base import Found, Rule
from intarsia.shelf.rules.delivery import Context
from intarsia.shelf.rules.scene import scene
from intarsia.triage import looking

TODAY = Context(as_of="2026-11-23")
Columns = Mapping[str, Sequence[str | None]]
TITLES = [f"Work {n}" for n in range(60)]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def found(engine: DuckDB, rule: Rule, columns: Columns) -> list[Found]:
    """What asks for something, or caps the verdict."""
    return [one for one in rule.look(looking.of_columns(columns, engine, TODAY)) if one.verdict != "OPEN"]


def named(engine: DuckDB, rule: Rule, columns: Columns) -> set[str]:
    return {column for one in found(engine, rule, columns) for column in one.columns}


@pytest.mark.parametrize("name", ["user_id", "user", "patron", "lidnr", "Mitgliedsnr", "uid", "customerNo"])
@pytest.mark.parametrize("first", [1, 1000, 20200101])
def test_numbers_of_persons_are_keys_also_where_they_look_like_years_or_dates(engine: DuckDB, name: str, first: int) -> None:
    columns = {name: [str(first + n % 20) for n in range(60)], "item": TITLES}
    assert named(engine, person_key, columns) == {name}


def test_counts_and_numbers_of_rows_are_no_keys(engine: DuckDB) -> None:
    numbers = [str(n) for n in range(60)]
    assert named(engine, person_key, {"uid": numbers, "members": numbers, "visitors": numbers, "besucher": numbers, "title": TITLES}) == set()


def test_columns_without_names_are_not_checked_and_never_pass(engine: DuckDB) -> None:
    (one,) = found(engine, person_key, {"u": [str(n % 20) for n in range(60)], "i": [str(n % 31) for n in range(60)], "r": [str(n % 5) for n in range(60)]})
    assert (one.state, one.verdict, one.columns) == ("not checked", "OPEN AFTER", ("u", "i"))
    assert named(engine, person_key, {"a": TITLES, "b": [str(1960 + n % 40) for n in range(60)]}) == set()


def test_names_under_a_letter_are_no_credits(engine: DuckDB) -> None:
    people = ["Anna Berg", "Robert Dal", "Maria Smit"] * 20
    assert named(engine, private_person, {"a": people, "b": ["1970-01-02"] * 60}) == {"a"}


def test_numbers_of_people_tell_themselves_when_all_bear_the_check_digit(engine: DuckDB) -> None:
    numbers = [v for n in range(100000000, 100002000) if len(v := str(n)) == 9 and sum((9 - i) * int(d) for i, d in enumerate(v[:8])) % 11 == int(v[8])][:40]
    assert named(engine, national_id, {"x": numbers, "y": TITLES[:40]}) == {"x"}
    assert named(engine, national_id, {"x": [str(n) for n in range(100000000, 100000040)], "y": TITLES[:40]}) == set()


def test_a_bare_number_among_notes_is_one_to_call(engine: DuckDB) -> None:
    assert named(engine, phone, {"title": TITLES, "notes": [None] * 59 + ["0612345678"]}) == {"notes"}


def test_a_column_of_yes_and_no_is_about_what_it_is_called(engine: DuckDB) -> None:
    answers = ["TRUE", "FALSE"] * 30
    assert named(engine, special_category, {"name": TITLES, "jewish": answers, "asian": answers, "finalist": answers}) == {"jewish", "asian"}


def test_visitors_with_places_are_private_and_houses_are_not(engine: DuckDB) -> None:
    places = [f"52.{n:05d}" for n in range(12345, 12405)]
    assert named(engine, coordinates, {"visitor": [str(n) for n in range(60)], "lat": places}) == {"lat"}
    assert named(engine, coordinates, {"name": [f"Theatre {n}" for n in range(60)], "lat": places}) == set()


def test_a_birth_in_a_text_is_private_where_the_home_stands_beside_it(engine: DuckDB) -> None:
    texts = ["A small painting of a garden with trees"] * 59
    maker, lender = "Painted by an artist born 12 March 1947 in Breda", "Lent by somebody born 12 March 1947 who lives at Dorpsstraat 12, 4811 AB Breda"
    assert named(engine, birth_date, {"title": TITLES, "artist": TITLES, "description": [*texts, maker]}) == set()
    assert named(engine, birth_date, {"title": TITLES, "artist": TITLES, "description": [*texts, lender]}) == {"description"}


def test_money_of_a_party_by_the_week_is_trade_whatever_it_is_called(engine: DuckDB) -> None:
    weeks = [f"2026-W{1 + n % 40:02d}" for n in range(60)]
    columns = {"cinema": ["N", "S", "W"] * 20, "week": weeks, "zz": [f"{n},00 EUR" for n in range(100, 160)]}
    assert {"cinema", "zz"} <= named(engine, trade_figures, columns)
    assert named(engine, trade_figures, {"age": ["20", "30", "40"], "income": ["1000", "2000", "3000"]}) == set()


def test_an_identifier_in_french_is_no_login(engine: DuckDB) -> None:
    columns = {"identifiant": [f"MA-{n:03d}" for n in range(60)], "titre": TITLES, "interprete": ["Jacques Brel", "Barbara", "Léo Ferré"] * 20}
    assert found(engine, person_key, columns) == []


def test_names_with_a_job_are_staff_unless_the_table_is_one_of_works(engine: DuckDB) -> None:
    people = {"name": ["Ida Roos", "Jo Vos", "Anna de Vries", "Peter Jansen"], "job": ["designer", "composer", "director", "writer"]}
    works = looking.of_columns({"title": TITLES[:4], "genre": ["puzzle"] * 4}, engine, TODAY)
    assert not scene(works).private
    assert scene(looking.of_columns({**people, "department": ["sales", "sales", "shop", "shop"]}, engine, TODAY)).private
