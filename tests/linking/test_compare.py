"""Records of several sources to pairs with probabilities: by the public door."""

from __future__ import annotations

import math
import random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia import errors, linking
from intarsia.linking import fields
from intarsia.linking.record import table

GIVEN = "Anna Bram Carla Dirk Eva Frans Greta Hugo Inge Jan Kees Lotte Maria Nico Olga Piet Rosa Sven Tine Willem".split()  # noqa: SIM905
FAMILY = "Aalders Bakker Claes Dekker Evers Fokke Groot Hendriks Ionescu Jansen Kuiper Linden Mulder Nagel Ormond Prins Quint Ritsema Smit Tromp Vries Wouters Zwart".split()  # noqa: SIM905
WORDS = "silver river garden winter silent letter harbour broken mirror window summer hidden bridge crimson mountain shadow velvet lantern ocean paper tiger island promise thunder".split()  # noqa: SIM905


def film(key: str, source: str, title: str | None, people: list[str] | None = None, year: int | None = None, **more: Any) -> dict[str, Any]:
    return {"key": key, "source": source, "kind": "work", "titles": [title] if title else None, "people": people, "year_start": year, **more}


def person(key: str, source: str, name: str, year: int | None = None, **more: Any) -> dict[str, Any]:
    return {"key": key, "source": source, "kind": "person", "titles": [name], "year_start": year, **more}


def films(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Different films of one source."""
    dice = random.Random(seed)
    return [film(f"f{n}", "a", " ".join(dice.sample(WORDS, dice.randint(2, 4))).title(), [f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}" for _ in range(3)], dice.randint(1950, 2020))
            for n in range(count)]


def retold(rows: list[dict[str, Any]], seed: int = 2) -> list[dict[str, Any]]:
    """The same films as another source has them: names turned round, one person fewer, some years missing or one off, a typing error."""
    dice, out = random.Random(seed), []
    for row in rows:
        title, year = row["titles"][0], row["year_start"]
        if dice.random() < 0.15:
            title = title[:3] + title[4:]
        year = None if dice.random() < 0.15 else year + (dice.random() < 0.15)
        people = [", ".join(reversed(name.split())) if dice.random() < 0.5 else name for name in row["people"][: dice.randint(1, 3)]]
        out.append(film(row["key"], "b", title, people, year))
    return out


def of(found: linking.Found, least: float = 0.5) -> set[tuple[str, str]]:
    return {(r["left_key"], r["right_key"]) for r in found.pairs.to_pylist() if r["probability"] >= least}


@pytest.fixture(scope="module")
def both() -> linking.Found:
    rows = films(500)
    return linking.compare(table([*rows[:350], *retold(rows[150:])]))


def test_the_same_films_are_found(both: linking.Found) -> None:
    right = {(f"f{n}", f"f{n}") for n in range(150, 350)}
    given_ = of(both)
    assert len(given_ & right) >= 190
    assert len(given_ - right) <= 4


def test_the_sum_of_probabilities_is_the_number_of_matches(both: linking.Found) -> None:
    assert both.counts["work"]["expected"] == pytest.approx(200, rel=0.1)


def test_prior_and_weights_add_up_to_the_probability(both: linking.Found) -> None:
    for row in both.pairs.to_pylist():
        assert len(row["fields"]) == len(row["levels"]) == len(row["weights"])
        assert row["fields"][-1] == "rivals"
        odds = row["prior"] + sum(row["weights"])
        assert row["probability"] == pytest.approx(1 / (1 + 2**-odds), abs=1e-6)


def test_every_field_and_level_is_in_the_table(both: linking.Found) -> None:
    assert both.pairs.schema == linking.PAIRS and len(both.pairs) > 100
    for row in both.pairs.to_pylist():
        assert all(fields.about(row["kind"], field, level) for field, level in zip(row["fields"], row["levels"], strict=True))
    assert fields.about("work", "title", "no such level") == "" and "title" in fields.names("work")


def test_the_order_of_the_records_does_not_matter(both: linking.Found) -> None:
    rows = films(500)
    records = [*rows[:350], *retold(rows[150:])]
    random.Random(5).shuffle(records)
    again = linking.compare(table(records))
    assert again.pairs.equals(both.pairs) and again.models.equals(both.models)


def test_strangers_are_not_linked() -> None:
    others = [{**row, "source": "b"} for row in films(300, seed=99)]
    found = linking.compare(table([*films(300), *others]))
    assert len(of(found)) <= 2
    assert found.counts["work"]["expected"] < 6


def test_people_of_one_name_stay_apart_by_their_years() -> None:
    dice = random.Random(3)
    names = [f"{a} {b}" for a in GIVEN for b in FAMILY]
    dice.shuffle(names)
    years = [dice.randint(1850, 1980) for _ in names]
    left = [person(str(n), "a", name, year) for n, (name, year) in enumerate(zip(names[:300], years, strict=False))]
    right = [person(str(n), "b", ", ".join(reversed(name.split())), year if n % 4 else year + 30) for n, (name, year) in enumerate(zip(names[:300], years, strict=False))]
    pairs = of(linking.compare(table(left + right)))
    assert {(str(n), str(n)) for n in range(300) if n % 4} <= pairs
    assert not {(str(n), str(n)) for n in range(0, 300, 4)} & pairs


def test_names_alone_are_enough_for_rare_names() -> None:
    names = [f"{a} {b}{c}" for a, b, c in zip(GIVEN * 5, FAMILY * 5, "abcdefghij" * 10, strict=False)]
    left = [person(f"a{n}", "a", name) for n, name in enumerate([*names[:60], "Police", "Pink", "Acda en De Munnik"])]
    right = [person(f"b{n}", "b", name) for n, name in enumerate([*names[30:], "The Police", "P!NK", "Acda & De Munnik"])]
    found = linking.compare(table(left + right))
    shown = {(left[int(a[1:])]["titles"][0], right[int(b[1:])]["titles"][0]) for a, b in of(found)}
    assert {("Police", "The Police"), ("Pink", "P!NK"), ("Acda en De Munnik", "Acda & De Munnik")} <= shown
    assert sum(a == b for a, b in shown) >= 28


def test_values_in_the_wrong_column_find_their_partner() -> None:
    rows = films(300)
    spoilt = [film(r["key"], "b", f"{r['titles'][0]} {r['people'][0]} {r['people'][1]}", None, r["year_start"]) if n % 2 else {**r, "source": "b"} for n, r in enumerate(rows)]
    pairs = of(linking.compare(table(rows + spoilt)))
    assert sum((r["key"], r["key"]) in pairs for r in rows[1::2]) >= 120


def test_a_shared_identifier_links_and_a_conflict_is_listed() -> None:
    rows = [{**r, "identifiers": [f"imdb:tt{n}", f"wikidata:Q{n}"]} for n, r in enumerate(films(60))]
    others = [{**r, "source": "b", "titles": [f"Quite another {n}"], "people": None, "identifiers": [f"imdb:tt{n}"]} for n, r in enumerate(rows)]
    others[0]["identifiers"] = ["imdb:tt0", "wikidata:Q999"]
    others.append({**rows[1], "source": "b", "key": "twin", "identifiers": ["imdb:tt777"]})
    found = linking.compare(table(rows + others))
    pairs = of(found, 0.95)
    assert {(r["key"], r["key"]) for r in rows[2:]} <= pairs
    listed = {(r["left_key"], r["right_key"]) for r in found.conflicts.to_pylist()}
    assert ("f0", "f0") in listed
    assert not listed & {(r["key"], r["key"]) for r in rows[1:]}


def test_equal_records_of_a_source_are_all_linked() -> None:
    rows = films(80)
    twice = [*rows, {**rows[0], "key": "again"}]
    pairs = of(linking.compare(table([*twice, *[{**r, "source": "b"} for r in rows]])))
    assert {("f0", "f0"), ("again", "f0")} <= pairs


def test_three_sources_at_once() -> None:
    rows = films(120)
    three = [{**r, "source": s} for s in "abc" for r in rows]
    found = linking.compare(table(three)).pairs.to_pylist()
    right = [r for r in found if r["probability"] >= 0.5 and r["left_key"] == r["right_key"]]
    assert {(r["left_source"], r["right_source"]) for r in right} == {("a", "b"), ("a", "c"), ("b", "c")} and len(right) >= 350
    assert all(r["left_source"] < r["right_source"] for r in found)


def test_repeats_inside_a_source_only_when_asked() -> None:
    rows = films(120)
    near = [{**r, "key": f"{r['key']}x", "year_start": None} for r in rows[:40]]
    assert len(linking.compare(table(rows + near)).pairs) == 0
    pairs = of(linking.compare(table(rows + near), linking.Options(within=True)))
    assert sum((r["key"], f"{r['key']}x") in pairs for r in rows[:40]) >= 30


def test_large_inputs_are_blocked_by_rare_keys() -> None:
    rows = films(800)
    records = table([*rows[:600], *retold(rows[200:])])
    found = linking.compare(records, linking.Options(large=100))
    pairs = of(found)
    assert sum((f"f{n}", f"f{n}") in pairs for n in range(200, 600)) >= 350
    assert found.counts["work"]["candidates"] < linking.compare(records).counts["work"]["candidates"]


def test_titles_may_be_missing() -> None:
    rows = films(400)
    untitled = [film(r["key"], "b", None, r["people"], r["year_start"]) for r in rows]
    pairs = of(linking.compare(table(rows + untitled)))
    wrong = sum(a != b for a, b in pairs)
    assert len(pairs) - wrong >= 300 and wrong <= 20


def test_nothing_and_little_pass_silently() -> None:
    assert len(linking.compare(table([])).pairs) == 0
    assert len(linking.compare(table([film("1", "a", "Alpha")])).pairs) == 0
    assert len(linking.compare(table([film("1", "a", "Alpha"), film("2", "b", "Omega")])).pairs) == 0
    assert len(linking.compare(table([film("1", "a", None), film("2", "b", None), person("3", "a", "X Y")])).pairs) == 0


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(errors.Invalid, match='no column "source"'):
        linking.compare(pa.table({"key": ["1"], "kind": ["work"]}))
    with pytest.raises(errors.Invalid, match="kinds of records are unknown"):
        linking.compare(pa.table({"key": ["1"], "source": ["a"], "kind": ["planet"]}))
    with pytest.raises(errors.Invalid, match='"year_start"'):
        linking.compare(pa.table({"key": ["1"], "source": ["a"], "kind": ["work"], "year_start": ["about 1900"]}))
    with pytest.raises(errors.Invalid, match='have no "key"'):
        linking.compare(pa.table({"key": pa.array([None], pa.string()), "source": ["a"], "kind": ["work"]}))


_WRITTEN = st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["The The", "&amp;", "(", "1:23", "?", "Абв", "A, B"]))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["work", "person", "organisation"]), _WRITTEN, _WRITTEN, st.one_of(st.none(), st.integers(-500, 3000))), max_size=8))
def test_any_record_is_compared_without_a_traceback(rows: list[tuple[str, str, str | None, str | None, int | None]]) -> None:
    records = [{"key": str(n), "source": s, "kind": k, "titles": None if t is None else [t], "people": None if q is None else [q, q], "text": q, "context": t, "year_start": y,
                "year_end": y, "numbers": None if q is None else [f"season {q}"], "identifiers": None if t is None else [f"id:{t}"]} for n, (s, k, t, q, y) in enumerate(rows)]
    for row in linking.compare(table(records)).pairs.to_pylist():
        assert 0.01 <= row["probability"] <= 1 and math.isfinite(sum(row["weights"]))
