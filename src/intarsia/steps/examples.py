"""examples: the pairs in a mapping file run as tests, through the same reader, compiler and SQL as a delivery."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.model import Dataset
from intarsia.shelf.formats import jsonl
from intarsia.shelf.mappings.mapping import Mapping
from intarsia.steps import map, profile, reconcile
from intarsia.tables import TABLES


def check(dataset: Dataset, mapping: Mapping, base: str, words: pa.Table, delivered: list[map.RawSource]) -> int:
    """Run every example; returns how many there are.

    An example gives records (`given`), the source they stand in, and by table the rows that must come of them (`expect`):
    every expected row must be met by a row of its own, and the number of rows must be equal.
    Raises: Invalid with file, line and what came instead.
    """
    for number, example in enumerate(mapping.examples):
        _one(dataset, mapping, base, words, delivered, number, example)
    return len(mapping.examples)


def _one(dataset: Dataset, mapping: Mapping, base: str, words: pa.Table, delivered: list[map.RawSource], number: int, example: dict[str, Any]) -> None:
    path = ("example", number)
    source = example.get("source") or (next(iter(mapping.sources)) if len(mapping.sources) == 1 else None)
    if source not in mapping.sources or "given" not in example or not example.get("expect"):
        raise mapping.error("an example needs given, expect, and source where there are several", path)
    given = example["given"] if isinstance(example["given"], list) else [example["given"]]
    with tempfile.TemporaryDirectory(prefix="intarsia-example-") as folder:
        engine = DuckDB(Path(folder) / "spill")
        try:
            reconcile.load_words(engine, words)
            own = _over(mapping, source)
            sources = [_source(s, given, Path(folder) / "given", own.lists(source)) for s in delivered if s.name == source]
            mapped = map.map_dataset(engine, dataset, own, base, sources, strict=False)
            if "term" in mapped.queries:
                mapped.queries["term"] = reconcile.reconcile(engine)
            for table, rows in example["expect"].items():
                _compare(engine, mapping, mapped.queries, table, rows, (*path, "expect"))
        finally:
            engine.close()


def _over(mapping: Mapping, source: str) -> Mapping:
    """The part of a mapping that reads this source: the others have nothing to read in an example."""
    return replace(mapping, sources={source: mapping.sources[source]}, rules=tuple(rule for rule in mapping.rules if mapping.source_of(rule) == source))


def _source(like: map.RawSource, given: list[dict[str, Any]], folder: Path, lists: list[str]) -> map.RawSource:
    """Records as a delivery of the same shape as the real one: all its columns are there, empty where not given."""
    folder.mkdir()
    file = folder / "given.jsonl"
    file.write_text("".join(json.dumps(record, ensure_ascii=False, default=str) + "\n" for record in given), "utf-8")
    raw = profile.read(jsonl, file, {"lists": sorted({*lists, *(p for p in like.columns if p)})}, folder)
    parts = {path: [folder / p for p in raw.parts[path]] for path in raw.parts}
    columns = {path: list(dict.fromkeys((*raw.columns.get(path, []), *like.columns.get(path, [])))) for path in {*raw.columns, *like.columns}}
    for path, names in columns.items():
        empty = folder / f"empty{len(parts)}-{abs(hash(path))}.parquet"
        map.write_empty(empty, names)
        parts.setdefault(path, []).append(empty)
    return map.RawSource(like.name, parts, columns, raw.rows_in, {}, tuple(raw.rejects))


def _compare(engine: DuckDB, mapping: Mapping, queries: dict[str, str], table: str, expected: list[dict[str, Any]], path: tuple[str | int, ...]) -> None:
    if table not in TABLES:
        raise mapping.error(f"'{table}' is not a table", path, "one of: " + ", ".join(TABLES))
    names = TABLES[table].names
    got = [dict(zip(names, row, strict=True)) for row in engine.rows(queries[table])] if table in queries else []
    left = list(got)
    for row in expected:
        unknown = [name for name in row if name not in names]
        if unknown:
            raise mapping.error(f"'{unknown[0]}' is not a column of {table}", path, "one of: " + ", ".join(names))
        found = next((g for g in left if all(_same(g[k], v) for k, v in row.items())), None)
        if found is None:
            raise _differs(mapping, table, f"no row with {json.dumps(row, ensure_ascii=False, default=str)}", got, list(row), path)
        left.remove(found)
    if left:
        raise _differs(mapping, table, f"{len(got)} rows instead of {len(expected)}", left, list(expected[0]) if expected else list(names)[:4], path)


def _same(got: Any, wanted: Any) -> bool:
    if wanted == "" and got is None:
        return True
    return bool(got == wanted) or (isinstance(got, float) and isinstance(wanted, int | float) and abs(got - wanted) < 1e-9)


def _differs(mapping: Mapping, table: str, what: str, got: list[dict[str, Any]], columns: list[str], path: tuple[str | int, ...]) -> Invalid:
    shown = "; ".join(json.dumps({c: g[c] for c in columns}, ensure_ascii=False, default=str) for g in got[:5])
    return mapping.error(f"the example gives another {table}: {what}", path, f"it gave: {shown or 'no rows'}")
