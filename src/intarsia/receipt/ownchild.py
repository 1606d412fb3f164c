"""What the child process does for own figures: read the file once, draft its mapping, and run that."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.checking.child import items
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import IntarsiaError
from intarsia.model import Dataset
from intarsia.shelf import loader
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.vocabularies import vocabulary
from intarsia.steps import map, profile, reconcile
from intarsia.steps.profile import Raw
from intarsia.suggest.look import of_items
from intarsia.suggest.suggestion import from_sample

MOST = 20_000
#: figures of the whole audience, not those of its parts
_FIGURES = """
WITH timed AS (
  SELECT measure, unit, period_start AS period, value, flag, TRY_CAST(period_start AS DATE) AS s, TRY_CAST(period_end AS DATE) + INTERVAL 1 DAY AS e FROM ({query}) AS o
  WHERE coalesce(segment, '') = ''
), lasting AS (
  SELECT *, 12 * (year(e) - year(s)) + month(e) - month(s) AS months FROM timed WHERE s IS NOT NULL AND e IS NOT NULL AND day(s) = 1 AND day(e) = 1
)
SELECT measure, unit, CASE WHEN months = 1 THEN 'month' WHEN months = 3 THEN 'quarter' WHEN months = 12 AND month(s) = 1 THEN 'year'
    ELSE 'year from ' || lpad(CAST(month(s) AS VARCHAR), 2, '0') END,
  period, value, flag FROM lasting WHERE months IN (1, 3, 12) ORDER BY ALL LIMIT """ + str(MOST)


def in_child(path: str, format_name: str, options: dict[str, Any], folder: str, own: str) -> list[list[Any]]:
    """Read a file, and give what `figures` gives."""
    file, shelf = Path(path), Path(own) if own else None
    format_ = loader.format_named(format_name, shelf) if format_name else loader.format_for(file, shelf, options)
    return figures(file, format_.NAME, profile.read(format_, file, options, Path(folder), 0), Path(folder))


def figures(file: Path, format_name: str, raw: Raw, folder: Path) -> list[list[Any]]:
    """[measure, unit, length of period, first day, figure, flag] of each figure of a file that was read, by the mapping that would be drafted for it; nothing where none can be."""
    try:
        found = from_sample(of_items(items(raw, folder), raw.options, format_name), file)
        if not any(column.target.startswith("m:") or column in found.kind.periods for column in found.judged):
            return []
        mapping = mappings.parse(found.mapping, "the draft")
    except IntarsiaError:
        return []
    parts = {table: [folder / part for part in names] for table, names in raw.parts.items()}
    source = map.RawSource(file.name, parts, {table: list(names) for table, names in raw.columns.items()}, raw.rows_in, {})
    mapping = replace(mapping, sources={file.name: next(iter(mapping.sources.values()))})
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckDB(Path(scratch) / "spill")
        try:
            reconcile.load_words(engine, pa.concat_tables([vocabulary.word_table(vocabulary.load(path)) for path in vocabulary.builtin()]))
            dataset = Dataset("draft", {"en": "draft"}, {"en": "draft"}, "draft", found.kind.sector, "unknown")
            query = map.map_dataset(engine, dataset, mapping, "http://localhost/", [source], strict=False).queries.get("observation")
            return [list(row) for row in engine.rows(_FIGURES.format(query=query))] if query else []
        except IntarsiaError:
            return []
        finally:
            engine.close()
