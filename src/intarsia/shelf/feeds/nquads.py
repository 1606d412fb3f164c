"""N-Quads: a dataset, or the pool's own tables, as linked data; one graph a dataset.

The graph is named by the dataset's IRI, `<base>id/dataset/<id>`, that of the pool's own tables by
`<base>id/dataset/_pool`: who asks where a statement comes from gets its description. Works and agents are
schema.org, rights EDM, datasets DCAT 3, figures RDF Data Cube, vocabularies SKOS, provenance PROV-O. The tables
profile, finding, rejected, frame, status_event and relation have no lines: the first four describe files, a
relation becomes a link first. Lines are made by SQL (`statement`), so that nothing is done row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from intarsia import iris
from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.feeds import cataloguelines, figurelines, noticelines, ownrights, textstream, worklines
from intarsia.shelf.feeds.statement import Statements

NAME = "nquads"
ABOUT = "Linked data: N-Quads with schema.org, SKOS, DCAT, PROV-O and RDF Data Cube, one graph a dataset, compressed with zstandard"
MEDIA_TYPE = "application/n-quads"
SUFFIX = ".nq.zst"


def graph(base: str, dataset: str) -> str:
    """The name of a dataset's graph."""
    return iris.iri(base, "dataset", dataset)


def queries(engine: DuckDB, dataset: str, base: str) -> Iterator[str]:
    """Queries of one text column, `lines`: each value is NULL or some whole lines. Tables without rows have none."""
    to = Statements(base, graph(base, dataset))
    language = next(iter(engine.rows("SELECT language FROM dataset WHERE language IS NOT NULL LIMIT 1")), (None,))[0]
    parts = (*cataloguelines.queries(to), *worklines.queries(to, language), *figurelines.queries(to), *noticelines.queries(to))
    filled = {table for table in dict(parts) if engine.rows(f'SELECT 1 FROM "{table}" LIMIT 1')}
    yield from (sql for table, sql in parts if table in filled)


def write(engine: DuckDB, dataset: str, base: str, folder: Path) -> list[Path]:
    """Write `<dataset>.nq.zst`; the records that keep their own rights into `<dataset>.own-rights.nq.zst`."""
    found = ownrights.statements(lambda sql: [(row[0],) for row in engine.rows(sql)], dataset)
    if not found:
        return [_written(engine, dataset, base, folder / f"{dataset}{SUFFIX}")]
    with ownrights.divided(engine, found) as show:
        show(False)
        open_ = _written(engine, dataset, base, folder / f"{dataset}{SUFFIX}")
        show(True)
        return [open_, _written(engine, dataset, base, folder / f"{dataset}{ownrights.PART}{SUFFIX}")]


def _written(engine: DuckDB, dataset: str, base: str, path: Path) -> Path:
    textstream.write_zst(path, (piece for sql in queries(engine, dataset, base) for piece in textstream.chunks(textstream.query(engine, sql))))
    return path
