from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.shelf.formats import jsonstat

CUBE: dict[str, Any] = {
    "version": "2.0", "class": "dataset", "label": "Visits", "id": ["geo", "year"], "size": [2, 2],
    "value": [1.5, None, 3, 4],
    "dimension": {
        "geo": {"label": "place", "category": {"index": {"BE": 1, "NL": 0}, "label": {"NL": "Nederland", "BE": "België"}}},
        "year": {"category": {"index": ["2023", "2024"]}},
    },
}  # fmt: skip


def write(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_codes_labels_values_and_statuses(tmp_path, look):
    tables, rejects = look(jsonstat, write(tmp_path / "a.json", {**CUBE, "status": [None, "c", None, "p"]}))
    assert rejects == []
    assert tables[""] == [
        {"_row": 1, "geo": "NL", "geo.label": "Nederland", "year": "2023", "value": "1.5"},
        {"_row": 2, "geo": "NL", "geo.label": "Nederland", "year": "2024", "status": "c"},
        {"_row": 3, "geo": "BE", "geo.label": "België", "year": "2023", "value": "3"},
        {"_row": 4, "geo": "BE", "geo.label": "België", "year": "2024", "value": "4", "status": "p"},
    ]


def test_sparse_and_dense_give_the_same(tmp_path, look):
    dense, _ = look(jsonstat, write(tmp_path / "a.json", CUBE))
    sparse, _ = look(jsonstat, write(tmp_path / "b.json", {**CUBE, "value": {"3": 4, "0": 1.5, "2": 3}}))
    assert dense == sparse
    assert [row["_row"] for row in dense[""]] == [1, 2, 3]
    everywhere, _ = look(jsonstat, write(tmp_path / "c.json", {**CUBE, "status": "e"}))
    assert [row["status"] for row in everywhere[""]] == ["e"] * 3


def test_written_form_is_kept(tmp_path, look):
    text = json.dumps({**CUBE, "value": {"0": 7}}).replace('{"0": 7}', '{"0": 1.50}')
    tables, _ = look(jsonstat, write(tmp_path / "a.json", text))
    assert tables[""][0]["value"] == "1.50"


def test_a_dataset_of_1_x_and_a_bundle(tmp_path, look):
    old = {"value": [1, 2], "dimension": {"id": ["sex"], "size": [2], "sex": {"category": {"index": {"f": 0, "m": 1}}}}}
    tables, _ = look(jsonstat, write(tmp_path / "a.json", {"visits": old}))
    assert [(row["sex"], row["value"]) for row in tables[""]] == [("f", "1"), ("m", "2")]
    path = write(tmp_path / "b.json", {"visits": old, "other": {**old, "value": [3, 4]}})
    with pytest.raises(Invalid, match="several datasets") as error:
        jsonstat.guess(path, {})
    assert "visits, other" in error.value.way_out
    for name in ("other", "2", 2):
        tables, _ = look(jsonstat, path, {"dataset": name})
        assert [row["value"] for row in tables[""]] == ["3", "4"]
    with pytest.raises(Invalid, match="no such dataset"):
        list(jsonstat.read(path, {"dataset": "third"}))


def test_a_collection(tmp_path, look):
    collection = {"version": "2.0", "class": "collection", "link": {"item": [CUBE, {"class": "dataset", "href": "https://example.org/x"}]}}
    tables, _ = look(jsonstat, write(tmp_path / "a.json", collection))
    assert len(tables[""]) == 3
    with pytest.raises(Invalid, match="holds no JSON-stat dataset"):
        jsonstat.guess(write(tmp_path / "b.json", {**collection, "link": {"item": []}}), {})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": [1, 2, 3]}, "make 4 cells; there are 3 values"),
        ({"size": [2, 3], "value": [1] * 6}, "lists others"),
        ({"size": [2]}, "a size for each"),
        ({"size": [2, "x"]}, "no whole number"),
        ({"size": [2, -1]}, "below zero"),
        ({"id": ["geo", "geo"]}, "named twice"),
        ({"id": ["geo", "age"]}, "named twice, or is named"),
        ({"value": {"9": 1}}, "outside of the cube"),
        ({"value": {"1": 1, "01": 2}}, "given twice"),
        ({"value": {"x": 1}}, "no whole number"),
        ({"value": {"99999999999999999999": 1}}, "no whole number|outside"),
        ({"value": [1, 2, 3, {}]}, "a list or an object"),
        ({"value": "1"}, "neither a list"),
        ({"size": [10**12, 10**12], "value": {}}, "more cells than can be counted"),
        ({"size": [10**9, 2], "value": {"0": 1}}, "lists others"),
        ({"status": ["a", "b"]}, "there are 2 statuses"),
    ],
)
def test_what_does_not_agree_is_a_sentence(tmp_path, change, reason):
    path = write(tmp_path / "a.json", {**CUBE, **change})
    with pytest.raises(Invalid, match=reason):
        list(jsonstat.read(path, {}))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
@settings(max_examples=50, deadline=None)
def test_cells_stand_where_they_belong(tmp_path_factory, sizes, data):
    cells = math.prod(sizes)
    values = data.draw(st.lists(st.one_of(st.none(), st.integers(-9, 9)), min_size=cells, max_size=cells))
    ids = [f"d{at}" for at in range(len(sizes))]
    dimension = {name: {"category": {"index": [f"{name}c{n}" for n in range(size)]}} for name, size in zip(ids, sizes)}
    path = write(tmp_path_factory.mktemp("cube") / "a.json", {"class": "dataset", "id": ids, "size": sizes, "value": values, "dimension": dimension})
    rows = [row for item in jsonstat.read(path, {}) for row in item.rows.to_pylist()]
    expected = []
    for at, value in enumerate(values):
        places, rest = [], at
        for size in reversed(sizes):
            rest, place = divmod(rest, size)
            places.insert(0, place)
        if value is not None:
            expected.append(([f"{name}c{place}" for name, place in zip(ids, places)], str(value)))
    assert [([row[name] for name in ids], row["value"]) for row in rows] == expected
