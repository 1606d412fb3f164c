"""The ledger of forecasts over releases: said once, carried, settled by what came, and never said again in other words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from intarsia import answering
from intarsia.foresight import ledger
from intarsia.foresight.ledger import SAID
from intarsia.pool import Pool
from tests.small import BOOK_MAPPING, POOL, dataset

FIRST, LAST = 2004, 2020


def books(folder: Path, until: int, *, more: str = "") -> Path:
    """Forty books a year by ten genres, none of them chosen; one of these is small and triples after 2020."""
    rng = np.random.default_rng(7)
    genres = ["novel", "poetry", "crime", "fantasy", "horror", "biography", "essay", "comedy", "thriller", "romance"]
    lines = ["id,title,year,author,genre,country"]
    for year in range(FIRST, until + 1):
        for at in range(40):
            rare = at < (1 + (year > 2015) if year <= LAST else 6)
            genre = "western" if rare else genres[int(rng.integers(0, 10))]
            lines.append(f"{year}-{at},Invented {genre} {year} {at},{year},Maker {int(rng.integers(0, 90))},{genre},NL")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pool.toml").write_text(POOL, "utf-8")
    dataset(folder, "books", f"Books{more}", "publishing", "books.csv", "csv", "\n".join(lines) + "\n", BOOK_MAPPING)
    return folder


def rows(pool: Pool, condition: str = "live") -> list[dict[str, Any]]:
    return pool.reader().records(f"SELECT * FROM forecast WHERE {condition} ORDER BY id")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pool, str, list[dict[str, Any]]]:
    pool = Pool(books(tmp_path_factory.mktemp("told") / "pool", LAST))
    release = pool.build(as_of="2021-06-01")
    return pool, release, rows(pool)


def test_a_release_says_it_once(told: tuple[Pool, str, list[dict[str, Any]]]) -> None:
    pool, release, said = told
    western = [row for row in said if row["concept"] == "western" and row["facet"] == "genre"]
    assert {row["horizon"] for row in western} == {1, 3, 5}
    for row in said:
        assert row["id"] == ledger.seal({name: row[name] for name in SAID}), "who changes a word changes the seal"
        assert row["state"] == "open" and row["made_on"] is None and row["release"] is None and row["due_on"] > "2021-06-01"
        assert row["odds"] is None and row["withheld"] == "origins", "a few years teach no odds"
    assert pool.build(as_of="2021-06-01") == release, "the same inputs, the same release"
    assert not pool.verify()


def test_what_came_settles_it_and_the_words_stay(told: tuple[Pool, str, list[dict[str, Any]]]) -> None:
    pool, first, said = told
    books(pool.layout.root, 2026)
    second = pool.build(as_of="2027-02-01")
    later = {row["id"]: row for row in rows(pool)}
    assert set(later) >= {row["id"] for row in said}, "nothing that was said is lost"
    for row in said:
        now = later[row["id"]]
        assert {name: now[name] for name in SAID} == {name: row[name] for name in SAID}
        assert (now["release"], now["made_on"]) == (first, "2021-06-01")
    western = {row["horizon"]: row for row in later.values() if row["concept"] == "western" and row["facet"] == "genre" and row["origin"] == LAST}
    assert {horizon: row["state"] for horizon, row in western.items()}[5] == "came", "it tripled"
    assert western[5]["origin"] < western[5]["doubled_by"] <= western[5]["origin"] + 5 and all((row["doubled_by"] is None) == (row["state"] != "came") for row in later.values())
    assert all(later[row["id"]]["state"] in ("came", "missed") for row in said)
    assert {row["resolved_on"] for row in western.values()} == {None}, "settled by this release, on its day"
    source = answering.Release(pool.reader())
    answer = answering.answer(source, "track-record", {})
    assert answer.chosen["kind"] == "" and answer.title == "Forecasts that fell due", "live ones have fallen due: replayed ones stand elsewhere"
    assert len(answer.rows) == len([row for row in later.values() if row["state"] != "open"])
    assert any(note.startswith("Lead time: the share of the ") for note in answer.notes)
    assert not {row[-1] for row in answer.rows} & {row[-1] for row in answering.answer(source, "track-record", {"kind": "replayed"}).rows}, "never mixed"
    settled = pool.build(as_of="2027-03-01")
    assert settled != second and {row["resolved_on"] for row in rows(pool, "live AND concept = 'western' AND facet = 'genre' AND origin = 2020")} == {"2027-02-01"}


def test_going_back_takes_nothing_back(told: tuple[Pool, str, list[dict[str, Any]]]) -> None:
    pool, first, said = told
    pool.rollback(first, "test desk", "the figures of then")
    books(pool.layout.root, 2026, more=" again")
    pool.build(as_of="2027-04-01")
    kept = {row["id"]: row for row in rows(pool)}
    assert {row["id"] for row in said} <= set(kept) and {kept[row["id"]]["release"] for row in said} == {first}
