from __future__ import annotations

import gzip
import json as python_json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.shelf.formats import json, jsonl, jsonld, jsontext
from intarsia.shelf.formats.base import Batch, Reject


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_an_array_keeps_written_numbers_and_lines(tmp_path, look):
    text = '[\n {"a": 1.50, "b": 9007199254740993, "c": true, "d": null, "e": "", "f": 1e3},\n\n {"a": "é"}]'
    tables, rejects = look(json, write(tmp_path / "a.json", text))
    assert tables[""] == [
        {"_row": 1, "_line": 2, "a": "1.50", "b": "9007199254740993", "c": "true", "f": "1e3"},
        {"_row": 2, "_line": 4, "a": "é"},
    ]
    assert rejects == []


def test_elements_that_are_no_objects(tmp_path, look):
    tables, rejects = look(json, write(tmp_path / "a.json", '["x", null, 7, {}, ["y", "z"]]'))
    assert [row.get("value") for row in tables[""]] == ["x", "7", "y"]
    assert [row["value"] for row in tables["value"]] == ["x", "7", "y", "z"]
    assert [(reject.record, reject.reason) for reject in rejects] == [
        (2, "the element is empty"),
        (4, "the element is empty"),
    ]


def test_records_at_a_path(tmp_path, look):
    text = '{"meta": {"links": [{"a": "x"}]}, "result": {"n": 2, "items": [{"a": "1"}, {"a": "2"}]}}'
    path = write(tmp_path / "a.json", text)
    assert json.guess(path, {})["record"] == "result/items"
    assert [row["a"] for row in look(json, path)[0][""]] == ["1", "2"]
    assert [row["a"] for row in look(json, path, {"record": "meta/links"})[0][""]] == ["x"]
    with pytest.raises(Invalid, match="nothing at result/films"):
        json.guess(path, {"record": "result/films"})


def test_one_object_is_one_record(tmp_path, look):
    tables, _ = look(json, write(tmp_path / "a.json", '{"title": "Zomer", "cast": ["An", "Bo"]}'))
    assert tables[""] == [{"_row": 1, "_line": 1, "title": "Zomer", "cast": "An"}]
    assert [row["value"] for row in tables["cast"]] == ["An", "Bo"]


def test_a_large_file_is_read_piece_by_piece(tmp_path, look, monkeypatch):
    monkeypatch.setattr(jsontext, "CHUNK", 7)
    monkeypatch.setattr(jsontext, "COMPARE", 10)
    records = [{"n": str(n), "t": "é\n\\u0041" * (n % 5), "l": [n, 12, True]} for n in range(50)]
    path = write(tmp_path / "a.json", python_json.dumps({"x": 12, "y": {"films": records}}, indent=1))
    assert json.guess(path, {})["record"] == "y/films"
    tables, _ = look(json, path)
    assert [row["n"] for row in tables[""]] == [record["n"] for record in records]
    assert len(tables["l"]) == 150
    path = write(tmp_path / "b.json", "[1, 23, 456, 7890]")
    assert [row["value"] for row in look(json, path)[0][""]] == ["1", "23", "456", "7890"]


@pytest.mark.parametrize(
    "text", ['[{"a": 1}, {"a"', '[{"a": 1} {"a": 2}]', '[{"a": 1}, oops]', "oops", "", '[{"a": "x']
)
def test_a_broken_file_is_a_sentence(tmp_path, text):
    path = write(tmp_path / "a.json", text)
    with pytest.raises(Invalid, match=r"breaks at line 1|is empty"):
        list(json.read(path, {}))


def test_more_than_one_value_points_to_jsonl(tmp_path):
    path = write(tmp_path / "a.json", '{"a": 1}\n{"a": 2}\n')
    with pytest.raises(Invalid, match="another begins at line 2") as error:
        list(json.read(path, {}))
    assert "jsonl" in error.value.way_out


def test_deep_nesting_is_no_crash(tmp_path, look):
    with pytest.raises(Invalid, match="nested too deeply"):
        list(json.read(write(tmp_path / "a.json", "[" * 100_000), {}))
    text = '{"a": ' + "[" * 100_000 + "]" * 100_000 + '}\n{"a": "x"}\n'
    _, rejects = look(jsonl, write(tmp_path / "a.jsonl", text))
    assert rejects == [Reject(1, 1, "the line is nested too deeply")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_and_gzip(tmp_path, look, encoding):
    path = tmp_path / "a.json"
    path.write_bytes(gzip.compress('[{"a": "Café"}]'.encode(encoding)))
    assert look(json, path)[0][""] == [{"_row": 1, "_line": 1, "a": "Café"}]
    path.write_bytes(gzip.compress('{"a": "Café"}\n{"a": "Zoë"}\n'.encode(encoding)))
    assert [row["a"] for row in look(jsonl, path)[0][""]] == ["Café", "Zoë"]


def test_bytes_in_another_encoding(tmp_path, look):
    path = write(tmp_path / "a.json", '[{"a": "Café"}]', "cp1252")
    with pytest.raises(Invalid, match="not utf-8"):
        list(json.read(path, {}))
    assert look(json, path, {"encoding": "cp1252"})[0][""][0]["a"] == "Café"


def test_jsonl_rejects_a_line_and_goes_on(tmp_path, look):
    text = '{"a": "1"}\n\n{"a": \n[1]\n{"a": ["2", "3"]}\nnull\n{}'
    tables, rejects = look(jsonl, write(tmp_path / "a.jsonl", text))
    assert [(row["_row"], row["_line"], row["a"]) for row in tables[""]] == [(1, 1, "1"), (4, 5, "2")]
    assert [(row["_row"], row["value"]) for row in tables["a"]] == [(1, "1"), (4, "2"), (4, "3")]
    assert [(reject.record, reject.line) for reject in rejects] == [(2, 3), (3, 4), (5, 6), (6, 7)]
    assert "breaks at character" in rejects[0].reason


def test_jsonl_rejects_bad_bytes_and_long_lines(tmp_path, look, monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_LINE", 40)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": "1"}\n{"a": "\xe9"}\n{"a": "' + b"x" * 100 + b'"}\n{"a": "2"}\n')
    tables, rejects = look(jsonl, path)
    assert [(row["_line"], row["a"]) for row in tables[""]] == [(1, "1"), (4, "2")]
    assert [reject.line for reject in rejects] == [2, 3]


def test_jsonl_that_is_none(tmp_path):
    with pytest.raises(Invalid, match="No line"):
        jsonl.guess(write(tmp_path / "a.jsonl", "no\njson\n"), {})


def test_jsonld_graph_array_and_single_node(tmp_path, look):
    node = '{"@id": "a", "@type": ["Play", "Event"], "name": {"@value": "Zomer", "@language": "nl"}}'
    context = '"@context": {"name": "http://schema.org/name"}'
    for text in (f'{{{context}, "@graph": [{node}]}}', f'{{"@graph": [{node}], {context}}}', f"[{node}]"):
        tables, rejects = look(jsonld, write(tmp_path / "a.jsonld", text))
        assert [(row["@id"], row["@type"], row["name.@value"]) for row in tables[""]] == [
            ("a", "Play", "Zomer")
        ]
        assert [row["value"] for row in tables["@type"]] == ["Play", "Event"]
        assert rejects == []
    tables, _ = look(jsonld, write(tmp_path / "a.jsonld", f'{{{context}, "@id": "b", "name": "x"}}'))
    assert tables[""] == [{"_row": 1, "_line": 1, "@id": "b", "name": "x"}]


def test_jsonld_rejects_what_is_no_node(tmp_path, look):
    tables, rejects = look(jsonld, write(tmp_path / "a.jsonld", '{"@graph": ["x", {"@id": "a"}, null]}'))
    assert len(tables[""]) == 1
    assert [reject.record for reject in rejects] == [1, 3]


KEYS = st.text("abcé_. ", min_size=1, max_size=4)
VALUES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=6)
RECORDS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.booleans(), st.sampled_from([None, 1]))
def test_flat_records_come_back(records, ascii_only, indent):
    with tempfile.TemporaryDirectory() as folder:
        path = write(
            Path(folder) / "a.json", python_json.dumps(records, ensure_ascii=ascii_only, indent=indent)
        )
        assert back(json.read(path, {})) == records
        lines = "".join(python_json.dumps(record, ensure_ascii=ascii_only) + "\n" for record in records)
        assert back(jsonl.read(write(Path(folder) / "a.jsonl", lines), {})) == records


def back(parts):
    rows = []
    for part in parts:
        assert isinstance(part, Batch)
        assert part.table == ""
        rows += part.rows.drop_columns(["_row", "_line"]).to_pylist() if part.rows.num_columns > 2 else [{}]
    return [{key: value for key, value in row.items() if value is not None} for row in rows]
