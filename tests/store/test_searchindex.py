"""The index: building, taking over, asking; compared with a brute-force filter in DuckDB."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.store import searchindex
from intarsia.store.searchindex import CARD, FACETS, SPACE, Filters, SearchIndex, build
from intarsia.text import fold

VOCABULARY = "river Stone Élan Łódź straße Ελλάδα θάλασσας Москва Ёлка œuvre Ísland winter night mirror shadow train letter city garden ქართული 東京".split()  # noqa: SIM905
MAKERS = ["Zoë Bakker", "Jan de Vries", "Ελένη Παππά", "Лев Толстой", "Ann O'Hara"]
PLACES = {"NL": "netherlands nederland", "GR": "greece griekenland", "PL": "poland polen"}


def works(count: int, datasets: int = 3, seed: int = 1) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    made = []
    for n in range(count):
        facets = {
            "sector": [rng.choice(["film-tv", "books"])],
            "form": [rng.choice(["film", "book", "play"])],
            "dataset": [f"ds{n % datasets}"],
            "country": rng.sample(sorted(PLACES), rng.randrange(3)),
            "genre": rng.sample(["drama", "comedy", "crime", "war"], rng.randrange(4)),
            "language": rng.sample(["nl", "el"], rng.randrange(2)),
            "audience": [],
            "status": [rng.choice(["released", "in production"])],
        }
        made.append(
            {
                "id": f"ds{n % datasets}-{n}",
                "title": " ".join(rng.choices(VOCABULARY, k=rng.randint(1, 4))),
                "maker": rng.choice(MAKERS),
                "description": " ".join(rng.choices(VOCABULARY, k=3)),
                "identifier": f"tt{n:05}",
                "year": rng.choice([None, -20, *range(1950, 1990)]),
                "facets": facets,
            }
        )
    return made


def line(work: dict[str, Any]) -> str:
    facets = work["facets"]
    card = [
        work["id"],
        work["title"],
        *(facets[k][0] for k in ("form", "sector")),
        work["year"],
        None,
        facets["status"][0],
        facets["country"],
        facets["genre"],
        [["m", work["maker"]]],
        facets["dataset"][0],
        None,
    ]
    words = " ".join(f"{k}:{v}".replace(" ", SPACE) for k, values in facets.items() for v in values)
    made = {
        "title": fold(work["title"]),
        "maker": fold(work["maker"]),
        "place": " ".join(PLACES[c] for c in facets["country"]),
        "identifier": work["identifier"],
        "description": fold(work["description"]),
        "facet": words,
        "card": json.dumps(card),
        **({} if work["year"] is None else {"year": work["year"]}),
    }
    return json.dumps(made, ensure_ascii=False)


def parts(made: list[dict[str, Any]]) -> list[tuple[str, Callable[[], Iterator[str]]]]:
    names = sorted({w["facets"]["dataset"][0] for w in made})
    return [(name, lambda name=name: (line(w) for w in made if w["facets"]["dataset"][0] == name)) for name in names]


@pytest.fixture(scope="module")
def made() -> list[dict[str, Any]]:
    return works(2000)


@pytest.fixture(scope="module")
def index(made: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("index")
    assert build(folder, parts(made)) == 2000
    return SearchIndex.open(folder)


def brute(made: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """The same works as a table; tokens as lists."""
    c = duckdb.connect(config={"threads": 1})
    c.execute(
        "CREATE TABLE w(id TEXT, all_words TEXT[], title TEXT, title_words TEXT[], maker_words TEXT[], place_words TEXT[], ident TEXT, year BIGINT)"
    )
    c.execute("CREATE TABLE f(id VARCHAR, facet VARCHAR, value VARCHAR)")
    split = searchindex._words().analyze
    rows, facets = [], []
    for w in made:
        title, maker, place = split(fold(w["title"])), split(fold(w["maker"])), " ".join(PLACES[k] for k in w["facets"]["country"]).split()
        rows.append(
            [
                w["id"],
                title + maker + place + split(fold(w["description"])) + [w["identifier"]],
                " " + " ".join(title) + " ",
                title,
                maker,
                place,
                w["identifier"],
                w["year"],
            ]
        )
        facets += [[w["id"], k, v] for k, values in w["facets"].items() for v in values]
    c.executemany("INSERT INTO w VALUES (?,?,?,?,?,?,?,?)", rows)
    c.executemany("INSERT INTO f VALUES (?,?,?)", facets)
    return c


def condition(rng: random.Random) -> tuple[str, str]:
    """A part of a question and the SQL condition that means it."""
    word = rng.choice([*VOCABULARY, "Bakker", "Толстой", "Nederland", "hara"])
    shown, folded = rng.choice([word, word.upper(), word.lower(), fold(word)]), fold(word)
    has = f"list_contains(all_words, '{folded}')"
    match rng.randrange(9):
        case 0:
            return f"-{shown}", f"NOT {has}"
        case 1:
            return f"title:{shown}", f"list_contains(title_words, '{folded}')"
        case 2:
            return f"maker:{shown}", f"list_contains(maker_words, '{folded}')"
        case 3:
            return "place:nederland", "list_contains(place_words, 'nederland')"
        case 4:
            year = rng.randint(1950, 1980)
            return f"year:{year}..{year + 9}", f"coalesce(year BETWEEN {year} AND {year + 9}, false)"
        case 5:
            other = rng.choice(VOCABULARY)
            return f'title:"{shown} {other}"', f"contains(title, ' {folded} {fold(other)} ')"
        case 6:
            return f"{shown[:2]}*", f"len(list_filter(all_words, lambda x: starts_with(x, '{fold(shown[:2])}'))) > 0"
        case 7:
            other = rng.choice(VOCABULARY)
            return f"{shown} OR {other}", f"({has} OR list_contains(all_words, '{fold(other)}'))"
        case _:
            return shown, has


def test_500_questions_agree_with_brute_force(made: list[dict[str, Any]], index: SearchIndex) -> None:
    rng, c, some = random.Random(5), brute(made), 0
    for _ in range(500):
        asked = [condition(rng) for _ in range(rng.choice([0, 1, 1, 2]))]
        chosen = {f: tuple(v) for f, v in (("genre", rng.sample(["drama", "war"], rng.randrange(3))), ("status", rng.choice([[], ["in production"]]))) if v}
        excluded = rng.choice([{}, {"country": ("NL",)}, {"genre": ("crime",)}])
        first, last = rng.choice([(None, None), (1960, 1975), (None, 0), (1980, None)])
        text, filters = " ".join(a for a, _ in asked), Filters(chosen, excluded, first, last)
        hits = index.search(text, filters, limit=5)
        words = " AND ".join(["true", *(sql for _, sql in asked)])
        if "similar" in hits.note:
            assert not c.execute(f"SELECT 1 FROM w WHERE {words}").fetchall()
            continue
        some += bool(hits.total)

        c.execute(f"CREATE OR REPLACE TEMP TABLE m AS SELECT id, year FROM w WHERE {words}")

        def where(less: str = "", filters: Filters = filters) -> str:
            out = ["true"]
            for name, values in filters.facets.items():
                if name != less:
                    out.append(f"id IN (SELECT id FROM f WHERE facet = '{name}' AND value IN ({', '.join(repr(v) for v in values)}))")
            out += [f"id NOT IN (SELECT id FROM f WHERE facet = '{n}' AND value = '{v}')" for n, vs in filters.excluded.items() if n != less for v in vs]
            if less != "year":
                out += [f"year >= {filters.year_from}"] if filters.year_from is not None else []
                out += [f"year <= {filters.year_to}"] if filters.year_to is not None else []
            return " AND ".join(out)

        def counted(less: str = "", where: Callable[[str], str] = where) -> dict[str, dict[str, int]]:
            out: dict[str, dict[str, int]] = {name: {} for name in FACETS}
            for name, value, n in c.execute(f"SELECT facet, value, count(*) FROM f WHERE id IN (SELECT id FROM m WHERE {where(less)}) GROUP BY ALL").fetchall():
                out[name][value] = n
            return out

        assert hits.total == c.execute(f"SELECT count(*) FROM m WHERE {where()}").fetchall()[0][0], text
        expected = counted() | {name: counted(name)[name] for name in {*chosen, *excluded}}
        assert hits.facets == expected, text
        years = c.execute(f"SELECT year, count(*) FROM m WHERE year IS NOT NULL AND {where('year')} GROUP BY year").fetchall()
        assert hits.years == dict(years), text
    assert some > 150


def test_everything_pages_and_cards(made: list[dict[str, Any]], index: SearchIndex) -> None:
    pages = [card["id"] for offset in range(0, 2000, 500) for card in index.search(limit=500, offset=offset, counts=False).cards]
    assert sorted(pages) == sorted(w["id"] for w in made)
    card = index.search("id:tt00007").cards[0]
    assert set(card) == set(CARD) and card["makers"] == [{"id": "m", "name": made[7]["maker"]}] and card["id"] == made[7]["id"]


def test_sorting_puts_works_without_a_year_last(index: SearchIndex) -> None:
    for sort, falling in (("newest", True), ("oldest", False)):
        years = [card["year"] for card in index.search(limit=2000, sort=sort, counts=False).cards]
        known = [year for year in years if year is not None]
        assert known == sorted(known, reverse=falling) and years[len(known) :] == [None] * (2000 - len(known))


def test_a_misspelt_word_finds_similar_ones(index: SearchIndex) -> None:
    hits = index.search("Bakcer")
    assert hits.total and "bakcer" in hits.note and "similar" in hits.note
    assert not index.search("zzzzqqqq").note and not index.search("zzzzqqqq").total
    assert not index.search("river", Filters(facets={"genre": ("none",)})).note


@pytest.mark.parametrize(("text", "what", "way"), [
    ('river "stone', "quotation mark", "close it"), ("tilte:x", "no field 'tilte:'", "title:"), ("OR river", "stands alone", "sides"),
    ("river OR", "stands alone", "sides"),
    ("-", "stands alone", "leaves out"), ("*", "stands alone", "begins"), ("?!", "no letter", "word"), ("year:abc", "not a year", "1990..2000"),
    ("title: river", "nothing", "title:word"),
    ("x" * 10_000, "10,000 characters", "1,000"), ("a " * 400, "parts", "50"),
])  # fmt: skip
def test_what_cannot_be_read_says_so(index: SearchIndex, text: str, what: str, way: str) -> None:
    with pytest.raises(Invalid) as error:
        index.search(text)
    assert what in error.value.what and way in error.value.way_out and error.value.where


@pytest.mark.parametrize("kwargs", [{"sort": "title"}, {"limit": -1}, {"offset": 10**9}, {"filters": Filters(facets={"colour": ("red",)})}])
def test_what_cannot_be_done_says_so(index: SearchIndex, kwargs: Any) -> None:
    with pytest.raises(Invalid):
        index.search(**kwargs)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=60) | st.text(st.sampled_from('"-*:()[]{}^~+\\/&|! OR\0\n\x1b\ud800éщ1'), max_size=1100))
def test_no_text_crashes(text: str) -> None:
    try:
        HOSTILE[0].search(text, limit=3)
    except Invalid as error:
        assert error.way_out


HOSTILE: list[SearchIndex] = []


@pytest.fixture(autouse=True, scope="module")
def _hostile(index: SearchIndex) -> None:
    HOSTILE[:] = [index]


def test_threads_get_the_same(index: SearchIndex) -> None:
    expected, seen = index.search("river", Filters(facets={"genre": ("drama",)})), []
    threads = [threading.Thread(target=lambda: seen.extend(index.search("river", Filters(facets={"genre": ("drama",)})) for _ in range(20))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 160
