"""Previewing, in a child process: what the columns of a draft become, and three rows before and after, by the very mapping that would be published."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia import codes
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import IntarsiaError, Invalid
from intarsia.model import Dataset
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.vocabularies import vocabulary
from intarsia.steps import map, reconcile
from intarsia.suggest import chosen, columns
from intarsia.suggest import vocabulary as words
from intarsia.suggest.judge import Judged
from intarsia.suggest.places import becomes
from intarsia.suggest.suggestion import Suggestion, from_sample

ROWS, WORDS, LONGEST, SHOWN = 3, 40, 300, 400  # rows shown; unknown words of a column; characters of a value; columns
#: what a table says of a record: (table, column of the kind, column of the value)
SAYS = (("work", "", "title"), ("work", "", "form"), ("work", "", "date"), ("work", "", "status"), ("work", "", "language"), ("work", "", "description"), ("work", "", "rights"),
        ("work", "", "page"), ("title", "kind", "value"), ("agent", "kind", "name"), ("contribution", "role", "name_written"), ("term", "facet", "value"),
        ("identifier", "scheme", "value"), ("relation", "predicate", "title"), ("observation", "measure", "value"), ("place", "", "name"), ("concept", "", "notation"),
        ("label", "kind", "value"))
#: columns whose words are looked up in a list that comes with Intarsia
LISTS = {"genre": "genre", "form": "form", "audience": "audience", "status": "status", "c.role": "role"}


def in_child(path: str, sample: dict[str, Any], rows: dict[str, Any], covered: list[str], chosen_: dict[str, str], sector: str, base: str) -> dict[str, Any]:
    """What `meanings.of` asks of the child.

    sample: of the columns, as `firstlook` keeps it. rows: names and cells, with what must not be shown covered. covered: columns of which no
    value is told. chosen_: column -> meaning that somebody said. The suggestion without any choice is told beside it.
    """
    own = columns.believed(sample)
    first = from_sample(own, Path(path), sector=sector)
    found = from_sample(columns.believed(sample), Path(path), sector=sector, chosen=chosen_) if chosen_ else first
    plain = {j.column.full: j for j in first.judged}
    return {
        "makes": found.kind.makes, "form": found.kind.form if found.kind.makes == "work" else "", "refused": found.refused, "notes": found.notes,
        "columns": [_column(j, plain.get(j.column.full), found, covered) for j in found.judged[:SHOWN]],
        "meanings": chosen.meanings(found.kind.makes), "after": _after(found, own, rows, base),
    }  # fmt: skip


def _column(j: Judged, plain: Judged | None, found: Suggestion, covered: list[str]) -> dict[str, Any]:
    """One column: what it becomes, what was suggested, other meanings that were near, and words that no list has."""
    suggested = plain or j
    return {
        "column": j.column.full, "target": j.target, "becomes": becomes(j.target, found.kind), "confidence": j.confidence, "why": j.why, "suggested": suggested.target,
        "near": list(dict.fromkeys(target for score, target, _ in suggested.choices if score >= 0.3))[:4], "unknown": [] if j.column.full in covered else _unknown(j),
    }  # fmt: skip


def _unknown(j: Judged) -> list[str]:
    """Words of the column that lead nowhere yet, of the different ones that were looked at."""
    if j.target in ("country", "language"):
        read = codes.country if j.target == "country" else codes.language
        return [value[:LONGEST] for value in _words(j) if not read(value)][:WORDS]
    scheme = LISTS.get(j.target)
    return [value[:LONGEST] for value in _words(j) if not words.notation(scheme, value)][:WORDS] if scheme else []


def _words(j: Judged) -> list[str]:
    separator = j.values.separator
    return list(dict.fromkeys(part.strip() for value in j.column.values for part in (re.split(separator, value) if separator else [value]) if part.strip()))


def _after(found: Suggestion, sample: columns.Sample, rows: dict[str, Any], base: str) -> list[list[list[str]]]:
    """What the first rows become: for each, pairs of what it says and the value. Empty where the mapping reads lists inside the records alone."""
    mapping = mappings.parse(found.mapping, "the draft")
    mapping = replace(mapping, sources={name: replace(one, record="") for name, one in mapping.sources.items()})  # a covered key tells no records apart
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDB(Path(folder) / "spill")
        try:
            reconcile.load_words(engine, pa.concat_tables([vocabulary.word_table(vocabulary.load(path)) for path in vocabulary.builtin()]))
            source = _source(found.file.name, sample, rows, Path(folder))
            dataset = Dataset("draft", {"en": "draft"}, {"en": "draft"}, "draft", found.kind.sector, "unknown")
            mapped = map.map_dataset(engine, dataset, mapping, base, [source], strict=False)
            keys = [str(row[0]) for row in engine.rows("SELECT _key FROM state0 ORDER BY _row")][:ROWS]
            told: dict[str, list[list[str]]] = {key: [] for key in keys}
            for table, kind, value in SAYS:
                for record, label, said in _said(engine, mapped.queries.get(table), table, kind, value):
                    if record in told and said is not None:
                        told[record].append([label, str(said)[:LONGEST]])
            return [told[key] for key in keys]
        except IntarsiaError:
            return []
        finally:
            engine.close()


def _said(engine: DuckDB, query: str | None, table: str, kind: str, value: str) -> list[tuple[str, str, Any]]:
    if query is None:
        return []
    label = f"'{table}:' || coalesce(CAST({kind} AS VARCHAR), '')" if kind else f"'{table}:{value}'"
    try:
        return [(str(record), str(said), found) for record, said, found in engine.rows(f"SELECT record, {label}, {value} FROM ({query}) AS q ORDER BY ALL LIMIT 400")]
    except Invalid:
        return []


def _source(name: str, sample: columns.Sample, rows: dict[str, Any], folder: Path) -> map.RawSource:
    """The rows as a delivery of the shape of the real one: lists inside the records are there, and empty."""
    names = [str(one) for one in rows["names"]]
    cells = [list(row) for row in rows["cells"][:ROWS]]
    listed = {"_row": pa.array(range(1, len(cells) + 1), pa.int64()), "_line": pa.array([None] * len(cells), pa.int64())}
    listed |= {column: pa.array([None if row[n] is None else str(row[n]) for row in cells], pa.string()) for n, column in enumerate(names)}
    listed |= {one.name: pa.nulls(len(cells), pa.string()) for one in sample.tables.get("", []) if one.name not in listed}
    pq.write_table(pa.table(listed), folder / "rows.parquet")
    parts, shape = {"": [folder / "rows.parquet"]}, {"": list(listed)}
    for number, (path, inside) in enumerate((path, inside) for path, inside in sample.tables.items() if path):
        shape[path] = ["_row", "_id", "_parent", "_index", *dict.fromkeys(one.name for one in inside)]
        map.write_empty(folder / f"list{number}.parquet", shape[path])
        parts[path] = [folder / f"list{number}.parquet"]
    return map.RawSource(name, parts, shape, len(cells), {})
