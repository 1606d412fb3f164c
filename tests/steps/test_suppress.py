"""suppress: what those concerned asked for leaves every table of a dataset, and nothing else does."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from intarsia.steps.suppress import suppress
from intarsia.store import columnar
from intarsia.tables import TABLES
from intarsia.text import fold

JANE, JOHN, FILM, BOOK = "a" * 16, "b" * 16, "c" * 16, "d" * 16
ROWS: dict[str, list[dict[str, Any]]] = {
    "agent": [{"id": JANE, "name": "Jane Doé", "sort_name": "Doé, Jane", "kind": "person"}, {"id": JOHN, "name": "John Roe", "sort_name": "Roe, John", "kind": "person"}],
    "work": [{"id": FILM, "title": "A film", "description": "Directed by Jane Doe in one take."}, {"id": BOOK, "title": "A book", "description": "Janet Doering's memoirs."}],
    "title": [{"work": FILM, "value": "A film", "kind": "main"}, {"work": BOOK, "value": "A book", "kind": "main"}],
    "contribution": [{"work": FILM, "agent": JANE, "name_written": "DOE, JANE", "role": "director", "position": 1}, {"work": FILM, "agent": JOHN, "name_written": "John Roe", "position": 2}],
    "identifier": [{"entity": JANE, "scheme": "isni", "value": "0000000121032683"}, {"entity": FILM, "scheme": "imdb", "value": "tt0000001"}],
    "observation": [{"measure": "followers", "about": JANE, "value": 3.0}, {"measure": "visits", "about": FILM, "value": 5.0}],
    "term": [{"work": BOOK, "facet": "subject", "value": "Doe, Jane"}, {"work": BOOK, "facet": "genre", "value": "memoir"}],
    "relation": [{"work": FILM, "predicate": "based_on", "title": "A story", "maker": "Jane Doe"}, {"work": FILM, "predicate": "based_on", "title": "Another", "maker": "John Roe"}],
}


def tables(rows: dict[str, list[dict[str, Any]]] = ROWS) -> dict[str, pa.Table]:
    return {name: pa.Table.from_pylist([{c: row.get(c) for c in TABLES[name].names} for row in members], columnar.schema(TABLES[name])) for name, members in rows.items()}


def left(changed: dict[str, pa.Table], name: str) -> list[dict[str, Any]]:
    return (changed.get(name) if name in changed else tables()[name]).to_pylist()  # type: ignore[union-attr]


def test_a_person_leaves_every_table_by_any_of_her_names() -> None:
    for subject in (JANE, "isni:0000000121032683", "jane doe", "Doe, Jane"):
        changed, told = suppress(tables(), [subject])
        whole = fold(str({name: left(changed, name) for name in ROWS}))
        assert "jane doe" not in whole and "doe, jane" not in whole and JANE not in whole, subject
        assert [row["id"] for row in left(changed, "agent")] == [JOHN]
        assert [row["agent"] for row in left(changed, "contribution")] == [JOHN]
        assert [row["about"] for row in left(changed, "observation")] == [FILM]
        assert [row["maker"] for row in left(changed, "relation")] == [None, "John Roe"]
        assert [row["description"] for row in left(changed, "work")] == [None, "Janet Doering's memoirs."], "only her own name goes"
        assert "title" not in changed and [finding.count for finding in told] == [1]
        assert "jane" not in fold(str(told))


def test_a_work_leaves_with_all_that_is_said_of_it() -> None:
    changed, _told = suppress(tables(), ["imdb:tt0000001"])
    assert {name: len(left(changed, name)) for name in ROWS} == {"agent": 2, "work": 1, "title": 1, "contribution": 0, "identifier": 1, "observation": 1, "term": 2, "relation": 0}


def test_who_asks_only_not_to_be_found_stays() -> None:
    changed, told = suppress(tables(), [], ["Jane Doe"])
    assert list(changed) == ["suppression"] and told == []
    assert changed["suppression"].to_pylist() == [{"entity": JANE, "what": "noindex"}]
    both, _told = suppress(tables(), [JANE], [JANE])
    assert "suppression" not in both, "who is left out is listed nowhere"


def test_nothing_changes_where_nobody_asked() -> None:
    assert suppress(tables(), ["Somebody Else", "f" * 16, "isni:1"], ["nobody here"]) == ({}, [])


@given(st.lists(st.text(max_size=30) | st.sampled_from([JANE, FILM, "isni:0000000121032683", "jane doe", "imdb:tt0000001", "a film"]), max_size=4))
def test_rows_only_leave_and_in_their_order(subjects: list[str]) -> None:
    changed, _told = suppress(tables(), subjects, subjects)
    for name, table in changed.items():
        if name != "suppression":
            keys = [tuple(row[key] for key in TABLES[name].key if key != "maker") for row in table.to_pylist()]
            before = [tuple(row[key] for key in TABLES[name].key if key != "maker") for row in tables()[name].to_pylist()]
            assert keys == [key for key in before if key in keys] and table.schema == tables()[name].schema
