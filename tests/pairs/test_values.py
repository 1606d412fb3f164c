"""Written values: playing times, numbers of parts, lists in cells, short dates; and cells against a plain way of doing the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.pairs import values
from intarsia.pairs.cells import Cells, cells, together


@pytest.mark.parametrize(
    ("written", "unit", "seconds"),
    [
        ("3:55", 0, 235), ("1:02:03", 0, 3723), ("PT1H28M", 0, 5280), ("PT90M", 0, 5400), ("124 min", 0, 7440), ("1h 30m", 0, 5400), ("2 uur 5 minuten", 0, 7500),
        ("90", 60, 5400), ("235000", 0.001, 235), ("lang", 60, None),
    ],
)  # fmt: skip
def test_playing_times(written: str, unit: float, seconds: float | None) -> None:
    assert values.seconds(written, unit) == seconds


@pytest.mark.parametrize(
    ("header", "typical", "unit"), [("runtime", 95, 60), ("duration_ms", 200_000, 0.001), ("length", 230_000, 0.001), ("duration (seconds)", 95, 1), ("length", 5400, 1)]
)
def test_units_of_bare_numbers(header: str, typical: float, unit: float) -> None:
    assert values.unit(header, typical) == unit


def test_numbers_of_parts() -> None:
    assert values.numbered("season", "3") == ["season 3"] and values.numbered("track", "4.0") == ["track 4"]
    assert values.numbered("episode", "S03E05") == ["season 3", "episode 5"] and values.numbered("episode", "2x11") == ["season 2", "episode 11"]
    assert values.numbered("season", "the third") == []


def test_lists_in_cells() -> None:
    assert (
        values.listed('["a, b", "c"]') == ["a, b", "c"]
        and values.listed("['x', \"y's\"]") == ["x", "y's"]
        and values.listed("[plain, words]") == ["plain", "words"]
        and values.listed("no list") == ["no list"]
    )


def test_dates_with_years_of_two_digits() -> None:
    assert (values.year("24-Nov-14"), values.year("3 May 68"), values.year("1/14/99"), values.year("0")) == (2014, 1968, 1999, None)
    assert values.day("24-Nov-14") == ["2014-11-24"] and values.day("1999") == [] and values.day("5 October 2004") == ["2004-10-05"]


def test_years_behind_titles_and_names() -> None:
    assert values.year_behind("Heat (1995)") == 1995 and values.year_behind("Heat (film, 1995)") == 1995 and values.year_behind("2001") is None
    assert values.life("Dero, Aba, 1891-1956") == (1891, 1956) and values.life("Aba Dero (born 1969)") == (1969, None) and values.life("Area 1851") == (None, None)


def test_words_at_the_end_of_addresses() -> None:
    assert values.local("http://dbpedia.org/resource/The_Red_Shoes_(film)") == "The Red Shoes (film)" and values.local("http://x.org/a/Ren%C3%A9e_Zel") == "Renée Zel"
    assert [values.local(address) for address in ("http://x.org/nm0000123", "http://x.org/movie123", "http://x.org/42")] == ["", "", ""]


def test_identifiers_have_one_way_of_writing() -> None:
    assert values.identified("imdb", "https://www.imdb.com/title/tt0113277/") == values.identified("imdb", "tt0113277") == ["imdb:TT0113277"]
    assert values.identified("isbn", "0-306-40615-2") == values.identified("isbn", "9780306406157") and values.identified("isbn", "9780306406158") == []
    assert values.identified("wikidata", "http://www.wikidata.org/entity/Q42") == ["wikidata:Q42"] and values.identified("isni", "0000 0001 2103 2683") == ["isni:0000000121032683"]


@given(st.text(max_size=60))
def test_nothing_written_breaks_the_readers(written: str) -> None:
    for read in (values.year, values.last_year, values.day, values.seconds, values.credited, values.listed, values.year_behind, values.life, values.local, values.short):
        read(written)
    values.numbered("season", written)
    for scheme in ("imdb", "isbn", "doi", "orcid", "tmdb"):
        values.identified(scheme, written)


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["a", "b|c", " d ", "", "e||f", "a"])), max_size=25))
def test_cells_do_what_a_plain_loop_does(written: list[tuple[int, str]]) -> None:
    one = cells(np.array([row for row, _ in written], np.int64), pa.array([value for _, value in written], pa.string()))
    kept = sorted(((row, value.strip()) for row, value in written if value.strip()), key=lambda pair: pair[0])
    assert list(zip(one.rows.tolist(), one.values.to_pylist(), strict=True)) == kept
    parted = [(row, part) for row, value in kept for part in value.split("|") if part]
    for apart in (one.each(lambda v: [p for p in v.split("|") if p]), one.split(r"\|")):
        assert list(zip(apart.rows.tolist(), apart.values.to_pylist(), strict=True)) == parted
    lists = [list(dict.fromkeys(value for row, value in parted if row == n)) for n in range(7)]
    assert one.split(r"\|").lists(7).to_pylist() == lists
    assert one.split(r"\|").first(7).to_pylist() == [several[0] if several else None for several in lists]
    assert together([one, one]).different().rows.tolist() == one.different().rows.tolist() or not len(one)


def test_no_cells_at_all() -> None:
    none = Cells(np.empty(0, np.int64), pa.array([], pa.string()))
    assert none.lists(2).to_pylist() == [[], []] and none.first(2).to_pylist() == [None, None] and none.joined(2).to_pylist() == [None, None] and len(none.each(lambda v: [v])) == 0
