"""The step that makes a raw table safer: remedies one after the other, lists with their records, and a note that accounts for every row."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid, NotFound
from intarsia.shelf import loader
from intarsia.shelf.remedies.recipe import Act, Recipe
from intarsia.steps import profile, remedy

VISITS = "date,kind,email,visits\n2026-03-01,novel,a@example.org,10\n2026-03-09,film,b@example.org,20\n2026-04-02,novel,c@example.org,30\n"
WORKS = '[{"title": "A", "made": "1999", "makers": [{"name": "X", "mail": "x@example.org"}, {"name": "Y"}]}, {"title": "B", "made": "2020", "makers": [{"name": "Z"}]}]'


def profiled(tmp_path: Path, name: str, text: str, **options: object) -> tuple[dict[str, object], Path]:
    """What reading leaves of a file: its note, and the folder of its tables."""
    file, folder = tmp_path / name, tmp_path / "raw"
    file.write_text(text, "utf-8")
    folder.mkdir()
    engine = DuckDB()
    try:
        raw, columns = profile.profile(loader.format_for(file), file, dict(options), folder, engine)
    finally:
        engine.close()
    return {**raw.note(), "profile": columns, "total": raw.rows_in, "media_type": "text/csv"}, folder


def written(tmp_path: Path, note: dict[str, object], raw: Path, recipe: Recipe, **given: str) -> tuple[dict[str, object], dict[str, list[dict[str, object]]]]:
    folder = tmp_path / f"safe{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    engine = DuckDB()
    try:
        told = remedy.write(engine, note, raw, recipe, folder, **given)
    finally:
        engine.close()
    return told, {table: pa.concat_tables([pq.read_table(folder / part) for part in parts]).to_pylist() for table, parts in told["parts"].items()}


def test_remedies_follow_one_another_and_tables_come_last(tmp_path: Path) -> None:
    note, raw = profiled(tmp_path, "visits.csv", VISITS)
    recipe = Recipe((Act("aggregate", options={"by": ["date", "kind"], "sums": ["visits"]}), Act("leave-out", ("email",)), Act("generalise-date", ("date",))))
    told, tables = written(tmp_path, note, raw, recipe)
    assert [(r["date"], r["kind"], r["rows"], r["visits"]) for r in tables[""]] == [("2026-03", "film", "1", "20"), ("2026-03", "novel", "1", "10"), ("2026-04", "novel", "1", "30")]
    assert told["remedied"] == {"rows_in": 3, "rows_out": 3, "left_out": 0, "gathered": 3, "notes": {"": {"gathered": True}}}
    assert told["total"] == 3 and told["columns"][""] == ["_row", "_line", "date", "kind", "rows", "visits"]
    assert "example.org" not in json.dumps({key: value for key, value in told.items() if key != "profile"})


def test_a_column_left_out_is_in_no_byte(tmp_path: Path) -> None:
    note, raw = profiled(tmp_path, "visits.csv", VISITS)
    told, tables = written(tmp_path, note, raw, Recipe((Act("leave-out", ("email",)),)))
    assert [row["_line"] for row in tables[""]] == [2, 3, 4] and told["remedied"]["rows_out"] == told["remedied"]["rows_in"]
    assert not any(b"example.org" in file.read_bytes() for folder in tmp_path.glob("safe*") for file in folder.iterdir())


def test_rows_that_wait_take_their_lists_with_them(tmp_path: Path) -> None:
    note, raw = profiled(tmp_path, "works.json", WORKS)
    recipe = Recipe((Act("leave-out", ("makers.mail",)), Act("delay", ("made",), {"days": 3650})))
    told, tables = written(tmp_path, note, raw, recipe, today="2026-11-23")
    assert [row["title"] for row in tables[""]] == ["A"] and [row["name"] for row in tables["makers"]] == ["X", "Y"]
    assert "mail" not in told["columns"]["makers"] and "makers.mail" not in told["columns"][""], "the list and what stands of it in the records"
    assert told["remedied"]["left_out"] == 1 and told["remedied"]["rows_in"] == 2
    counted, gone = written(tmp_path, note, raw, Recipe((Act("aggregate", options={"by": ["made"]}),)))
    assert set(gone) == {""} and counted["remedied"]["gathered"] == 2, "a list has no record to hang on any more"


def test_a_remedy_or_column_that_is_not_there(tmp_path: Path) -> None:
    note, raw = profiled(tmp_path, "visits.csv", VISITS)
    with pytest.raises(NotFound, match="no remedy 'vanish'"):
        written(tmp_path, note, raw, Recipe((Act("vanish", ("email",)),)))
    with pytest.raises(Invalid, match="does not have: phone"):
        written(tmp_path, note, raw, Recipe((Act("round", ("phone",)),)))
    told, _ = written(tmp_path, note, raw, Recipe((Act("leave-out", ("phone", "email")), Act("leave-out", ("fax",)))))
    assert told["columns"][""] == ["_row", "_line", "date", "kind", "visits"], "what is to be left out may be absent"


def test_no_remedies_is_the_same_table(tmp_path: Path) -> None:
    note, raw = profiled(tmp_path, "visits.csv", VISITS)
    told, tables = written(tmp_path, note, raw, Recipe())
    assert tables[""] == pq.read_table(raw / "raw0-0.parquet").to_pylist() and told["columns"] == note["columns"]
