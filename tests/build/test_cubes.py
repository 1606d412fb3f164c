"""Cubes: what they count is what the tables hold, also in a release without them; a changed one does not verify; erasing reaches them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intarsia.cubes import CUBES
from intarsia.engine.duckdb import DuckDB
from intarsia.erasing import erase
from intarsia.pool import Pool, check
from intarsia.reader import Reader
from intarsia.steps import cubes
from intarsia.tables import TABLES
from tests.small import small_pool

SHOWN = "country IS NULL"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    pool = Pool(small_pool(tmp_path_factory.mktemp("cubes") / "pool"))
    pool.build(as_of="2026-11-20")
    return pool


def test_a_cube_counts_what_the_tables_hold(made: Pool) -> None:
    reader = made.reader()
    assert reader.rows(f"SELECT sum(works) FROM cube_total WHERE facet IS NULL AND {SHOWN}") == reader.rows("SELECT count(*) FROM work")
    by_hand = reader.rows("SELECT w.sector, t.facet, t.concept, count(DISTINCT w.id) FROM work AS w JOIN term AS t ON t.work = w.id WHERE t.state = 'matched' AND t.concept IS NOT NULL "
                          "GROUP BY ALL ORDER BY ALL")
    assert by_hand and reader.rows(f"SELECT sector, facet, concept, CAST(sum(works) AS BIGINT) FROM cube_work WHERE {SHOWN} GROUP BY ALL ORDER BY ALL") == by_hand
    in_two = reader.rows("SELECT w.id FROM work AS w JOIN term AS t ON t.work = w.id WHERE t.facet = 'country' AND t.state = 'matched' GROUP BY w.id HAVING count(DISTINCT t.concept) > 1")
    assert in_two, "a work of two countries stands in the row of each and once in all"
    assert reader.rows("SELECT sum(works) FROM cube_total WHERE facet IS NULL AND country = 'NL'") == reader.rows(
        "SELECT count(DISTINCT work) FROM term WHERE facet = 'country' AND concept = 'NL' AND state = 'matched'")


def test_a_work_of_two_datasets_is_a_repeat_once(made: Pool) -> None:
    reader = made.reader()
    again = reader.rows("SELECT count(*) - count(DISTINCT cluster) FROM entity WHERE kind = 'work'")[0][0]
    assert reader.rows(f"SELECT sum(repeats) FROM cube_total WHERE facet IS NULL AND {SHOWN}") == [(again,)]


def test_a_year_is_counted_only_where_there_is_one(made: Pool) -> None:
    reader = made.reader()
    one = reader.rows("SELECT count(*) FROM work WHERE year_start = coalesce(year_end, year_start)")
    assert reader.rows(f"SELECT sum(works) FROM cube_total WHERE facet IS NULL AND year IS NOT NULL AND {SHOWN}") == one


def test_a_release_without_cubes_gives_the_same_rows(made: Pool, tmp_path: Path) -> None:
    old = tmp_path / made.reader().id
    shutil.copytree(made.reader().path, old)
    assert (old / "cubes" / "cube_work.parquet").is_file()
    shutil.rmtree(old / "cubes")
    before = Reader(old)
    for name in CUBES:
        assert before.rows(f"SELECT * FROM {name} ORDER BY ALL") == made.reader().rows(f"SELECT * FROM {name} ORDER BY ALL")
    before.close()


def test_a_changed_cube_does_not_verify(made: Pool, tmp_path: Path) -> None:
    assert made.verify() == []
    other = tmp_path / made.reader().id
    shutil.copytree(made.reader().path, other)
    (other / "cubes" / "cube_work.parquet").write_bytes(b"something else")
    assert check(other, made.reader().manifest) == ["cubes/cube_work.parquet was changed"]


def test_the_day_of_a_build_is_an_input(made: Pool) -> None:
    first = made.reader()
    assert first.as_of == "2026-11-20" and made.verify(first.id) == []
    assert made.build(as_of="2026-11-20") == first.id
    other = made.build(as_of="2027-01-02")
    assert other != first.id and made.reader(other).as_of == "2027-01-02" and made.verify(other) == []


def test_erased_records_leave_the_cubes(made: Pool) -> None:
    reader = made.reader()
    dataset, record, year = reader.rows("SELECT dataset, record, year_start FROM work WHERE year_start = year_end AND dataset = 'books' ORDER BY id LIMIT 1")[0]
    had = reader.rows(f"SELECT sum(works) FROM cube_total WHERE facet IS NULL AND {SHOWN} AND year = {year} AND dataset = '{dataset}'")[0][0]
    erase(made, f"{dataset}:{record}", "steward", "the contributor asked for it")
    after = made.reader(reader.id)
    assert after.rows(f"SELECT coalesce(sum(works), 0) FROM cube_total WHERE facet IS NULL AND {SHOWN} AND year = {year} AND dataset = '{dataset}'")[0][0] == had - 1
    assert check(after.path, after.manifest) == []


def test_periods_and_growth_of_figures(tmp_path: Path) -> None:
    """Years that begin in April, months, weeks and days; growth only among those that have both years."""
    rows = [("visits", 10.0, "a", "2019-04-01", "2020-03-31", None), ("visits", 30.0, "a", "2020-04-01", "2021-03-31", None), ("visits", 5.0, "b", "2020-04-01", "2021-03-31", None),
            ("visits", None, "a", "2021-04-01", "2022-03-31", "missing"), ("visits", 3.0, "a", "2020-02-01", "2020-02-29", None), ("visits", 1.0, "a", "2020-02-03", "2020-02-09", None),
            ("visits", 1.0, "a", "2020-02-03", "2020-02-03", "closed"), ("visits", 2.0, "a", "2020-02-03", "2020-03-05", None), ("visits", 9.0, "a", None, None, None)]
    engine = DuckDB()
    values = ", ".join("(" + ", ".join("NULL" if cell is None else repr(cell) for cell in row) + ")" for row in rows)
    given, fixed = ("measure", "value", "about", "period_start", "period_end", "flag"), {"about_kind": "'agent'", "dataset": "'d'"}
    cells = {c.name: f'v."{c.name}"' if c.name in given else fixed.get(c.name, "NULL") for c in TABLES["observation"].columns}
    fields = ", ".join(f'CAST({cells[c.name]} AS {c.type}) AS "{c.name}"' for c in TABLES["observation"].columns)
    for name in cubes.READ:
        engine.run(name, f"SELECT {fields} FROM (VALUES {values}) AS v(measure, value, about, period_start, period_end, flag)" if name == "observation" else TABLES[name].empty_select())
    found = engine.rows("SELECT period, starts, year, month, abouts, n, total, matched, matched_total, matched_before, missing, closed FROM "
                        f"({cubes.query('cube_observation')}) AS c ORDER BY period NULLS FIRST, year")
    engine.close()
    assert found == [
        (None, None, None, None, 1, 1, 9.0, 0, None, None, 0, 0), ("day", None, 2020, 2, 1, 1, 1.0, 0, None, None, 0, 1), ("month", None, 2020, 2, 1, 1, 3.0, 0, None, None, 0, 0),
        ("other", None, 2020, None, 1, 1, 2.0, 0, None, None, 0, 0), ("week", None, 2020, 2, 1, 1, 1.0, 0, None, None, 0, 0), ("year", 4, 2019, None, 1, 1, 10.0, 0, None, None, 0, 0),
        ("year", 4, 2020, None, 2, 2, 35.0, 1, 30.0, 10.0, 0, 0), ("year", 4, 2021, None, 0, 0, None, 0, None, None, 1, 0)]
