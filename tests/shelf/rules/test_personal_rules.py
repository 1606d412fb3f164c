"""The rules about persons: their own examples, the headers that lie, and what public registers of makers are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pyarrow.csv as pacsv
import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.rules.delivery import Context, Delivery
from intarsia.triage import looking
from intarsia.triage.running import Ruled, ruled

NAMES = (
    "birth-date", "children", "coordinates", "email", "free-text", "handle", "iban", "ip-address", "national-id", "payment-card", "person-key", "phone", "postal-address", "postcode",
    "private-person",
    "special-category",
)  # fmt: skip
TODAY = Context(as_of="2026-11-23")
Columns = dict[str, list[str | None]]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def rule(name: str) -> ModuleType:
    return importlib.import_module("intarsia.shelf.rules." + name.replace("-", "_"))


def said(delivery: Delivery, name: str, lang: str = "en") -> list[Ruled]:
    return [ruled(rule(name), found, lang) for found in rule(name).look(delivery)]


def flagged(engine: DuckDB, columns: Columns) -> dict[str, set[str]]:
    """The kinds of what asks for something, by column."""
    delivery = looking.of_columns(columns, engine, TODAY)
    found: dict[str, set[str]] = {}
    for name in NAMES:
        for one in said(delivery, name):
            for column in one.found.columns if one.acts else ():
                found.setdefault(column, set()).add(one.rule)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_keeps_to_its_examples_in_both_languages(engine: DuckDB, name: str) -> None:
    for lang in ("en", "nl"):
        for good in rule(name).GOOD:
            assert not [one for one in said(looking.of_columns(good, engine, TODAY), name, lang) if one.acts], good
        for bad in rule(name).BAD:
            acting = [one for one in said(looking.of_columns(bad, engine, TODAY), name, lang) if one.acts]
            assert acting, bad
            for one in acting:
                assert one.why.strip() and one.way_out.strip() and "{" not in one.why + one.way_out


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_quotes_a_cell(engine: DuckDB, name: str) -> None:
    for bad in rule(name).BAD:
        cells = {str(value) for values in bad.values() for value in values if value and len(value) > 5}
        for one in said(looking.of_columns(bad, engine, TODAY), name):
            told = repr((one.why, one.way_out, one.found))
            assert not [cell for cell in cells if cell in told]


def test_headers_lie_and_values_tell(engine: DuckDB) -> None:
    columns: Columns = {"title": [f"Work {n}" for n in range(30)], "code": [f"person{n}@example.org" for n in range(30)], "email": ["yes", "no"] * 15}
    assert flagged(engine, columns) == {"code": {"email"}}


def test_one_address_among_many_other_values_is_found_with_its_line(engine: DuckDB) -> None:
    values: list[str | None] = [f"Work {n}" for n in range(2000)]
    values[1500] = "tess.tester@example.org"
    delivery = looking.of_columns({"title": values}, engine, TODAY)
    (found,) = [one.found for one in said(delivery, "email") if one.acts]
    assert (found.count, found.lines) == (1, (1502,))


def test_likes_of_users_contestants_and_winners_are_never_open(engine: DuckDB) -> None:
    likes: Columns = {"userid": [str(n // 3) for n in range(30)], "pageid": [str(n * 7 % 11) for n in range(30)]}
    assert "userid" in flagged(engine, likes)
    ratings: Columns = {"userId": [str(n // 3) for n in range(30)], "movieId": [str(n) for n in range(30)], "rating": ["4"] * 30, "timestamp": [str(964982703 + n) for n in range(30)]}
    assert "userId" in flagged(engine, ratings)
    contestants: Columns = {"season": ["1"] * 4, "contestant": ["Anna Berg", "Robert Dal", "Maria Smit", "Tom Bos"], "age": ["31", "29", "40", "22"], "home_town": ["A", "B", "C", "D"]}
    assert "private-person" in flagged(engine, contestants)["contestant"]
    winners: Columns = {
        "year": ["2001", "2002", "2003"], "award": ["Best Director"] * 3, "person": ["Anna Berg", "Robert Dal", "Maria Smit"], "film": ["A", "B", "C"], "birthplace": ["A", "B", "C"],
        "race_ethnicity": ["White", "Black", "Hispanic"], "religion": ["Na", "Roman Catholic", "Jewish"], "sexual_orientation": ["Straight", "Gay", "Na"],
    }  # fmt: skip
    found = flagged(engine, winners)
    assert all("special-category" in found[column] for column in ("race_ethnicity", "religion", "sexual_orientation"))


def test_what_works_are_about_tells_nothing_of_their_makers(engine: DuckDB) -> None:
    columns: Columns = {
        "accession": ["1979.66.115", "1980.1.2", "1981.3.4"], "title": ["Saint Jerome", "Portrait of a blind man", "The Catholic church at dusk"], "artist": ["Anna Berg", "Paul Dal",
        "Maria Bos"],
        "orientation": ["portrait", "landscape", "portrait"], "subject": ["religion and belief", "illness", "churches"], "condition": ["good", "fair", "good"], "school": ["Dutch",
        "Flemish", "Dutch"],
    }  # fmt: skip
    assert flagged(engine, columns) == {}


def test_remarks_tell_of_health_with_their_lines(engine: DuckDB) -> None:
    remarks: list[str | None] = ["Graag een factuur", "Een leerling heeft epilepsie", None, "Bel 06-12345678 bij aankomst", "Ein Gast sitzt im Rollstuhl", "Élève allergique aux noix"]
    delivery = looking.of_columns({"opmerking": remarks, "datum": ["2026-01-01"] * 6}, engine, TODAY)
    assert [one.found.lines for one in said(delivery, "special-category") if one.acts] == [(3, 6, 7)]
    assert [one.found.lines for one in said(delivery, "phone") if one.acts] == [(5,)]
    assert [one.found.state for one in said(delivery, "free-text")] == ["not checked"]


def test_the_same_names_are_credits_or_private_by_what_stands_beside_them(engine: DuckDB) -> None:
    names: list[str | None] = ["Anna Berg", "Robert Dal", "Maria Smit"]
    assert flagged(engine, {"title": ["A", "B", "C"], "producer": names}) == {}
    with_mail = flagged(engine, {"title": ["A", "B", "C"], "producer": names, "producer_email": ["a.berg@example.org", "r.dal@example.org", "m.smit@example.org"]})
    assert with_mail["producer"] == {"private-person"}
    plan: Columns = {"working_title": ["A", "B", "C"], "announced_on": [None, None, None], "release_date": ["2027-02-01", "2028-01-01", "2027-09-09"], "producer": names}
    assert flagged(engine, plan)["producer"] == {"private-person"}


@pytest.mark.parametrize("path", ["moma/Artists.csv.gz", "tate/artist_data.csv.gz"])
def test_registers_of_makers_are_open(engine: DuckDB, real_data: Path, path: str) -> None:
    table = pacsv.read_csv(real_data / path)
    columns: Columns = {name: [None if v is None else str(v) for v in table.column(name).slice(0, 3000).to_pylist()] for name in table.column_names}
    assert flagged(engine, columns) == {}


def test_race_in_a_list_of_films_is_flagged(engine: DuckDB, real_data: Path) -> None:
    text = (real_data / "fivethirtyeight" / "biopics.csv").read_bytes().decode("latin-1")
    rows = [line.split(",") for line in text.splitlines()[:400] if line.count(",") == 13]
    columns: Columns = {name: [row[at] or None for row in rows[1:]] for at, name in enumerate(rows[0])}
    found = flagged(engine, columns)
    assert {"subject_race", "person_of_color"} <= set(found) and "director" not in found
