"""The two readers of JSON Lines, set-wise and line by line, give the same rows, numbers, lists and rejects."""

from __future__ import annotations

import json as python_json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.shelf.formats import jsonblocks, jsonl
from intarsia.shelf.formats.base import Reject


def told(path: Path) -> tuple[dict[str, list[dict]], list[Reject]]:
    tables: dict[str, list[dict]] = {}
    rejects = []
    for part in jsonl.read(path, {}):
        if isinstance(part, Reject):
            rejects.append(part)
        else:
            tables.setdefault(part.table, []).extend({k: v for k, v in row.items() if v is not None} for row in part.rows.to_pylist())
    return tables, rejects


def both(path: Path) -> tuple[dict[str, list[dict]], list[Reject]]:
    """What both readers say; a failure when they differ."""
    found = told(path)
    patience, jsonblocks.PATIENCE = jsonblocks.PATIENCE, 0
    try:
        assert found == told(path)
    finally:
        jsonblocks.PATIENCE = patience
    return found


def fast(path: Path, monkeypatch) -> tuple[dict[str, list[dict]], list[Reject]]:
    """Read with Python's way closed for whole lines of the usual shape."""
    lines: list[int] = []
    original = jsonl._by_python

    def counted(raw, *rest):
        lines.append(len(raw))
        return original(raw, *rest)

    monkeypatch.setattr(jsonl, "_by_python", counted)
    found = told(path)
    fast.by_python = sum(lines)
    return found


RECORD = {
    "id": "F1", "year": 1990, "budget": 12.5, "big": 12345678901234567890123, "shown": True, "note": None, "title": 'Zoë "x" \\ \n \x7f / é',
    "place": {"city": "Łódź", "seats": 5}, "genres": ["a", "b"], "cast": [{"name": "An", "role": {"is": "x"}}, {"name": "Bo", "role": {"is": "y"}}],
}  # fmt: skip


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":")])
def test_usual_lines_are_read_set_wise(tmp_path, monkeypatch, ascii_only, separators):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(python_json.dumps(RECORD, ensure_ascii=ascii_only, separators=separators) + "\n" for _ in range(30)), "utf-8")
    tables, rejects = both(path)
    assert rejects == [] and len(tables[""]) == 30 and len(tables["cast"]) == 60 and len(tables["genres"]) == 60
    assert tables[""][29] == {
        "_row": 30, "_line": 30, "id": "F1", "year": "1990", "budget": "12.5", "big": "12345678901234567890123", "shown": "true", "title": RECORD["title"],
        "place.city": "Łódź", "place.seats": "5", "genres": "a", "cast.name": "An", "cast.role.is": "x",
    }  # fmt: skip
    assert tables["cast"][59] == {"_row": 30, "_id": 60, "_parent": 30, "_index": 1, "name": "Bo", "role.is": "y"}
    fast(path, monkeypatch)
    assert fast.by_python == 0


def test_numbers_keep_their_digits_and_odd_lines_their_place(tmp_path, monkeypatch):
    usual = [f'{{"id": "{n}", "x": {n}.5}}' for n in range(1, 40)]
    odd = ['{"id": "a", "x": 1.50}', '{"id": "b", "x": 1e5}', '{"id": "c", "x": -0}']
    odd += ['{"id": "d",  "x": 1}', '{"x": 1, "id": "e"}', '{"id": "f", "x": "2.5"}', '{"id": "g", "x": 1, "y": [1.0, null]}']
    lines = [*usual[:10], *odd, *usual[10:]]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    tables, rejects = both(path)
    assert [row["x"] for row in tables[""][10:17]] == ["1.50", "1e5", "-0", "1", "1", "2.5", "1"]
    assert [row["_line"] for row in tables[""]] == list(range(1, len(lines) + 1)) and rejects == []
    fast(path, monkeypatch)
    assert 0 < fast.by_python < len(lines)


def test_a_key_written_twice_is_rejected_with_its_line(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": "1", "b": "x"}\n' * 9 + '{"a": "1", "a": "2"}\n{"a": "1", "b": "x", "c": [{"d": 1, "d": 2}]}\n' + '{"a": "1", "b": "x"}\n', "utf-8")
    tables, rejects = both(path)
    assert len(tables[""]) == 10
    assert [(one.record, one.line) for one in rejects] == [(10, 10), (11, 11)] and "twice" in rejects[0].reason


def test_a_line_without_end_is_a_reject_in_bounded_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_LINE", 5_000)
    monkeypatch.setattr(jsonblocks, "SIZE", 1_000)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": "1"}\n{"a": "' + b"x" * 100_000 + b'"}\n{"a": "2"}\n')
    tables, rejects = told(path)
    assert [row["a"] for row in tables[""]] == ["1", "2"]
    assert [(one.record, one.line) for one in rejects] == [(2, 2)]


TEXT = st.one_of(st.sampled_from(["", "a", "é", '"', "\\", "\n", "\u2028", "\x7f", "1", "null", "/"]), st.text(st.characters(exclude_categories=("Cs",)), max_size=4))
SCALAR = st.one_of(st.none(), st.booleans(), TEXT, st.integers(-3, 10**20), st.floats(allow_nan=False, allow_infinity=False))
SHAPES = st.fixed_dictionaries(
    {"id": TEXT, "n": st.one_of(st.none(), st.integers(0, 99)), "d": st.fixed_dictionaries({"x": TEXT, "y": st.one_of(st.none(), st.floats(0, 9))}), "l": st.lists(TEXT, max_size=3)},
    optional={"o": TEXT, "e": st.lists(st.fixed_dictionaries({"k": TEXT}, optional={"m": st.lists(TEXT, max_size=2)}), max_size=2), "z": SCALAR},
)
WRITERS = st.sampled_from([{}, {"ensure_ascii": False}, {"ensure_ascii": False, "separators": (",", ":")}, {"separators": (", ", ":")}])
ODD = st.sampled_from(["", "  ", "[1]", "{}", '{"id": 1.0}', '{"id": "a", "id": "b"}', '{"id": "x", "n": 1e2}', "oops", '{"l": "x"}', '{"d": [{"x": 1}]}', '{"id": "\\ud800"}'])


@settings(max_examples=100, deadline=None)
@given(st.lists(SHAPES, min_size=1, max_size=8), WRITERS, st.lists(st.tuples(st.integers(0, 8), ODD), max_size=3), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_both_readers_agree(records, writer, odd, newline, ended):
    lines = [python_json.dumps(record, **writer) for record in records]
    for at, line in odd:
        lines.insert(at, line)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes((newline.join(lines) + newline * ended).encode("utf-8"))
        both(path)
