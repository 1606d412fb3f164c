"""Invented works as the tables that the link step reads: written in a line each, so that a test shows what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.vocabularies import vocabulary
from intarsia.steps import link
from intarsia.tables import TABLES

READ = ("work", "title", "agent", "contribution", "identifier", "term", "relation")
TYPES = {"BIGINT": pa.int64(), "DOUBLE": pa.float64(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_()}
FORMS = [vocabulary.load(path) for path in vocabulary.builtin() if path.stem == "form"]


def work(id: str, dataset: str, form: str, title: str, year: int | None = None, makers: Iterable[tuple[str, str]] = (), *, titles: Iterable[str] = (),
         ids: Iterable[str] = (), says: Iterable[tuple[str, str, str | None, str | None]] = (), about: Iterable[str] = (), text: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """Rows of the tables for one work. ids: "scheme:value". says: (predicate, title, maker, form). about: subject headings."""
    source = {"dataset": dataset, "record": id}
    agents = [{"id": f"{dataset}/{name}", "name": name, "kind": "unknown", **source} for name, _ in makers]
    return {
        "work": [{"id": id, "form": form, "sector": "film-tv", "title": title, "year_start": year, "year_end": year, "date": None if year is None else str(year),
                  "description": text, **source}],
        "title": [{"work": id, "value": value, "kind": "main", **source} for value in (title, *titles)],
        "agent": agents,
        "contribution": [{"work": id, "agent": f"{dataset}/{name}", "role": role, "role_written": role, "name_written": name, "position": n, **source}
                         for n, (name, role) in enumerate(makers, 1)],
        "identifier": [{"entity": id, "scheme": scheme, "value": value, **source} for scheme, value in (one.split(":") for one in ids)],
        "term": [{"work": id, "facet": "subject", "value": value, "state": "no_match", **source} for value in about],
        "relation": [{"work": id, "predicate": predicate, "title": named, "maker": maker, "form": kind, **source} for predicate, named, maker, kind in says],
    }


def agent(id: str, dataset: str, name: str, born: int | None = None, died: int | None = None, kind: str = "person", *, ids: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """Rows of the tables for one agent."""
    source = {"dataset": dataset, "record": id}
    return {"agent": [{"id": id, "name": name, "kind": kind, "year_start": born, "year_end": died, **source}],
            "identifier": [{"entity": id, "scheme": scheme, "value": value, **source} for scheme, value in (one.split(":") for one in ids)]}


def engine_of(*rows: dict[str, list[dict[str, Any]]]) -> DuckDB:
    """An engine that holds these rows, as the step finds them. Whoever calls closes it."""
    engine = DuckDB()
    for name in READ:
        unique = {tuple(sorted((k, str(v)) for k, v in row.items())): row for one in rows for row in one.get(name, ())}
        schema = pa.schema([(column.name, TYPES[column.type]) for column in TABLES[name].columns])
        held = list({row["id"]: row for row in unique.values()}.values()) if name == "agent" else list(unique.values())
        engine.load(name, pa.Table.from_pylist(held, schema))
    link.load_forms(engine, FORMS)
    return engine


def linked(*rows: dict[str, list[dict[str, Any]]], judged: Iterable[tuple[str, str]] = ()) -> dict[str, list[dict[str, Any]]]:
    """The tables link, entity and finding that the step makes of these rows. judged: (subject of the judgement, state)."""
    engine = engine_of(*rows)
    try:
        queries = link.link(engine, [{"subject": subject, "body": {"state": state, "why": "read both"}} for subject, state in judged])
        return {name: engine.stream(sql).read_all().to_pylist() for name, sql in queries.items()}
    finally:
        engine.close()


def found(tables: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Links by (subject, predicate, object)."""
    return {(row["subject"], row["predicate"], row["object"]): row for row in tables["link"]}
