"""Rules on reliability, relevance and the traps of files: each finds the lines that were planted, and nothing in clean files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf import loader
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Context
from intarsia.shelf.rules.useful import keys, serves, useful
from intarsia.triage import looking

RULES = loader.rules()
NOW = Context(as_of="2026-11-23")
MINE = (
    "completeness", "validity", "duplicates", "contradictions", "freshness", "coverage", "data-kind", "key-columns", "joinable", "lost-zeros", "spreadsheet-dates", "na-country",
    "shifted-columns", "thousands-points", "two-digit-years", "cut-off", "duplicate-headers", "total-rows", "mixed-units",
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def found(engine: DuckDB, rule: str, columns: Mapping[str, Sequence[str | None]], becomes: Mapping[str, str] | None = None) -> list[Found]:
    return [f for f in RULES[rule].look(looking.of_columns(columns, engine, NOW, becomes=becomes)) if f.state != "pass"]


def test_quality_never_changes_a_verdict(engine: DuckDB) -> None:
    for name in MINE:
        for columns in RULES[name].BAD:
            assert {f.verdict for f in found(engine, name, columns)} == {"OPEN"}, name


@pytest.mark.parametrize(
    ("rule", "columns", "lines"),
    [
        ("validity", {"date": ["2019-02-29", "2020-02-29", "2019-13-01", "2019-04-31"]}, (2, 4, 5)),
        ("validity", {"year of birth": ["1950", "2031", "1960"]}, (3,)),
        ("validity", {"issn": ["0378-5955", "0378-5954", "2049-3630"]}, (3,)),
        ("duplicates", {"title": ["a", "b", "a", None, None], "year": ["1", "2", "1", "3", "3"]}, (4, 6)),
        ("contradictions", {"born": ["1950", "1990"], "died": ["1980", "1970"], "name": ["A", "B"]}, (3,)),
        ("contradictions", {"week": ["1", "2"], "bezoekers 7 dagen": ["5", "9"], "bezoekers 28 dagen": ["6", "8"]}, (3,)),
        ("lost-zeros", {"isbn": ["306406152", "9780306406157", "306406153"]}, (2,)),
        ("na-country", {"name": ["Namibië", "Nederland"], "iso2": [None, "NL"]}, (2,)),
        ("spreadsheet-dates", {"leeftijd": ["5-10", "12-okt", "16-18"]}, (3,)),
        ("thousands-points", {"jaar": ["2018", "2019"], "text": ["a", "b"], "bezoekers": ["Aantal bezoekers: 113.500", "Aantal bezoekers: 950"]}, (2,)),
        ("two-digit-years", {"datum": ["1-5-24", "1-5-2024"]}, (2,)),
        ("total-rows", {"museum": ["A", "B", "Totaal"], "bezoeken": ["1", "2", "3"]}, (4,)),
    ],
)
def test_the_planted_lines_and_no_others(engine: DuckDB, rule: str, columns: dict[str, list[str]], lines: tuple[int, ...]) -> None:
    (said,) = found(engine, rule, columns)
    assert said.lines == lines
    assert said.count == len(lines)


def test_dates_out_of_order_and_repeated_headers(engine: DuckDB) -> None:
    (said,) = found(engine, "contradictions", {"start": ["2019-03-01", "2019"], "end": ["2019-02-01", "2020"]}, {"start": "date", "end": "date.end"})
    assert said.lines == (2,)
    (said,) = found(engine, "duplicate-headers", {"genre": ["a", "b"], "genre_2": ["a", "b"]})
    assert said.case == "same"


def test_a_shifted_row_among_many(engine: DuckDB) -> None:
    columns: dict[str, list[str | None]] = {"title": [f"Example {n}" for n in range(60)], "date": [f"2019-05-{1 + n % 28:02d}" for n in range(60)],
                                            "visits": [str(100 + n) for n in range(60)],
                                            "page": [f"https://example.org/{n}" for n in range(60)]}  # fmt: skip
    assert found(engine, "shifted-columns", columns) == []
    for name, value in (("date", "drama"), ("visits", "2019-05-09"), ("page", "112")):
        columns[name][41] = value
    (said,) = found(engine, "shifted-columns", columns)
    assert said.lines == (43,)


def test_gaps_in_a_series_and_none_in_days_that_come_as_they_come(engine: DuckDB) -> None:
    months = [f"2019-{m:02d}" for m in range(1, 13) if m not in (4, 5)]
    (said,) = found(engine, "coverage", {"month": months, "visits": ["1"] * 10})
    assert (said.count, said.says["first"], said.says["last"]) == (2, "2019-01", "2019-12")
    assert found(engine, "coverage", {"date": ["2001-01-03", "2012-05-04", "2019-07-08"], "viewers": ["1", "2", "3"]}) == []


CLEAN = {"id": [str(n) for n in range(30)], "title": [f"Example {n}" for n in range(30)], "year": [str(1980 + n) for n in range(30)], "country": ["NL", "BE", "DE"] * 10,
         "genre": ["drama"] * 30,         "isbn": ["9780306406157"] * 30, "price": ["12.50"] * 30}  # fmt: skip


@pytest.mark.parametrize("rule", [name for name in MINE if name not in ("data-kind", "key-columns", "joinable")])
def test_a_clean_file_is_left_alone(engine: DuckDB, rule: str) -> None:
    assert found(engine, rule, CLEAN) == []


@settings(max_examples=6)
@given(cells=st.lists(st.none() | st.text(max_size=12)
                      | st.sampled_from(["0", "-1", "1.000", "2019-99-99", "1-5-24", "Total", "World", "€ 5", "5 cm", "12-Oct", "NA", "'"]), min_size=6, max_size=40))
def test_no_cell_breaks_a_rule_and_lines_are_lines(cells: list[str | None], engine: DuckDB) -> None:
    columns = dict.fromkeys(("title", "date", "country", "visits", "isbn", "end date", "total", "date_2"), cells)
    delivery = looking.of_columns(columns, engine, NOW, becomes={"visits": "m:visits", "date": "date"})
    for name in MINE:
        for said in RULES[name].look(delivery):
            assert all(2 <= line <= len(cells) + 1 for line in said.lines)
            assert said.verdict == "OPEN"


def test_which_kinds_of_data_a_file_serves(engine: DuckDB) -> None:
    def columns(**becomes: str) -> Any:
        return looking.of_columns({name: ["1", "2"] for name in becomes}, engine, NOW, becomes=becomes).columns

    films = columns(a="title", b="date", c="country", d="genre", e="m:admissions")
    assert serves(films) == {"productions": ["a", "d"], "audiences": ["e"], "context": []}
    assert keys(films) == {"country": "c", "genre": "d", "audience": "", "dates": "b"}
    assert useful(films)
    assert serves(columns(a="place", b="period", c="m:population"))["context"] == ["c"]
    assert not useful(columns(a="key", b="date"))
    assert not useful([])
    rows = {"order no": ["1", "2"], "visit date": ["2026-01-01", "2026-01-02"], "quantity": ["2", "3"]}
    tickets = looking.of_columns(rows, engine, NOW, becomes={"quantity": "value", "visit date": "period"}).columns
    assert serves(tickets)["audiences"] == ["quantity"]


@pytest.mark.data
def test_real_files_and_their_known_traps(real_data: Any, tmp_path: Any, engine: DuckDB) -> None:
    from intarsia.steps import profile

    known = {
        "goodbooks/books.csv.gz": {"lost-zeros": (["isbn"], 6587)},
        "bakeoff/ratings.csv": {"contradictions": (["viewers_7day", "viewers_28day"], 41)},
        "moma/Artists.csv.gz": {"validity": (["BeginDate"], 3684)},
        "gdp/gdp.csv.gz": {"total-rows": (["Country Name"], 2769)},
    }
    targets = {"isbn": "id:isbn", "viewers_7day": "m:viewers", "viewers_28day": "m:viewers", "BeginDate": "born", "Country Name": "place",
               "Value": "value", "Year": "period", "EndDate": "died"}
    for number, (name, wanted) in enumerate(known.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        raw, described = profile.profile(loader.format_named("csv", None), real_data / name, {}, folder, engine)
        delivery = looking.look(name, raw, folder, described, NOW, engine, {("", column): target for column, target in targets.items()})
        for rule, (columns, count) in wanted.items():
            told = [(list(f.columns), f.count) for f in RULES[rule].look(delivery)]
            assert (columns, count) in told, (name, rule, told)
        assert not [f for f in RULES["shifted-columns"].look(delivery)]
