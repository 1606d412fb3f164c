"""Looking: raw tables become a `Delivery`, with samples of every column's values. Set-wise, and within a bound of memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.model import ADDED
from intarsia.shelf.rules.delivery import Column, Context, Delivery
from intarsia.steps import profile
from intarsia.steps.profile import Raw

#: different values kept of a column, and how many of them are its most frequent ones; characters kept of one
VALUES, FREQUENT, LONGEST = 600, 200, 2_000
#: rows that values are drawn from, in longer tables; columns with no more different values than VALUES are then counted in full
DRAWN = 40_000
#: cells that are held in memory; larger tables stay on disk, where a question reads only the columns it names
HELD = 4_000_000
#: columns of one file that rules look at; the frame says which were not
MOST = 2_000

Described = Iterable[Sequence[Any]]  #: rows of `profile.DESCRIBED`


def look(name: str, raw: Raw, folder: Path, described: Described, context: Context, engine: DuckDB, becomes: Mapping[tuple[str, str], str] | None = None, makes: str = "") -> Delivery:
    """A delivery of the raw tables in `folder`.

    described: the account of columns that `profile` gives. becomes: what a column (list, name) becomes in the model, where
    somebody said. The engine holds the views afterwards, and is the caller's to close.
    """
    delivery = Delivery(name, engine, [], raw.rows.get("", 0), context, makes)
    account: dict[str, list[Sequence[Any]]] = {}
    for row in described:
        account.setdefault(str(row[0]), []).append(row)
    for table in sorted(raw.parts):
        engine.drop([f"parts:{table}"])
        engine.scan([folder / part for part in raw.parts[table]], f"parts:{table}")
        held = raw.rows[table] * len(raw.columns[table]) <= HELD
        _named(delivery, table, f"SELECT * FROM {identifier(f'parts:{table}')}", raw.columns[table], held)
        _add(delivery, table, account.get(table, []), raw.rows[table], becomes or {})
    return delivery


def of_tables(name: str, engine: DuckDB, tables: Mapping[str, str], context: Context, like: Delivery | None = None, stem: str = "raw", folder: Path | None = None) -> Delivery:
    """A delivery of queries, by list ("" the records): what remedies made of another, or any table. Rows without `_row` are numbered.

    like: the delivery it was made of: columns that kept their name keep what they become. stem: what the views are called.
    folder: large tables are written there, once, and read again for each question; without it they are held in memory.
    """
    before = {(c.table, c.name): c.becomes for c in like.columns} if like else {}
    delivery = Delivery(name, engine, [], 0, context, like.makes if like else "", stem)
    for table, sql in tables.items():
        made = f"made:{stem}:{table}"  # the query is planned and run once, for remedies upon remedies take long to plan
        engine.drop([made])
        small = folder is None or (like is not None and max((c.rows for c in like.of(table)), default=0) * (len(like.of(table)) + 2) <= HELD)
        if small or folder is None:
            engine.run(made, sql)
        else:
            file = folder / f"{stem}-{len(delivery.columns)}.parquet"
            engine.rows(f"COPY ({sql}) TO {quote(str(file))} (FORMAT parquet, COMPRESSION lz4)")
            engine.scan([file], made)
        fields = engine.columns(made)
        rows = int(engine.rows(f"SELECT count(*) FROM {identifier(made)}")[0][0])
        _named(delivery, table, f"SELECT * FROM {identifier(made)}", fields, held=small)
        if small:
            engine.drop([made])
        own = [c for c in fields if c not in ADDED]
        account = list(profile.describe(engine, delivery.relation(table), own, rows, table)) if rows else []
        _add(delivery, table, account, rows, before)
        if not table:
            delivery.rows = rows
    return delivery


def of_columns(columns: Mapping[str, Sequence[str | None]], engine: DuckDB, context: Context | None = None, name: str = "example", becomes: Mapping[str, str] | None = None) -> Delivery:
    """A delivery of columns of values, as rules give them for examples; line 1 is the header. Shorter columns end in NULL."""
    rows = max((len(values) for values in columns.values()), default=0)
    arrays: dict[str, pa.Array] = {"_row": pa.array(range(1, rows + 1), pa.int64()), "_line": pa.array(range(2, rows + 2), pa.int64())}
    for column, values in columns.items():
        arrays[column] = pa.array([*values, *[None] * (rows - len(values))], pa.string())
    engine.load("__example", pa.table(arrays))
    delivery = of_tables(name, engine, {"": 'SELECT * FROM "__example"'}, context or Context(as_of="2026-01-01"))
    delivery.columns = [replace(c, becomes=(becomes or {}).get(c.name, "")) for c in delivery.columns]
    return delivery


def _named(delivery: Delivery, table: str, sql: str, columns: Sequence[str], held: bool) -> None:
    """The records, or a nested list, under the name that `Delivery.relation` gives; every column of the file as text, NULL where nothing stands."""
    own = [c for c in columns if c not in ADDED]
    number = "_row" if "_row" in columns else "row_number() OVER ()"
    line = "_line" if "_line" in columns else "NULL::BIGINT"
    links = [c for c in ("_id", "_parent", "_index") if c in columns]
    texts = [f"nullif({identifier(c)}::VARCHAR, '') AS {identifier(c)}" for c in own]
    stem = f"{delivery.stem}:{table}" if table else delivery.stem
    delivery.engine.drop([stem])
    put = delivery.engine.run if held else delivery.engine.view
    put(stem, f"SELECT {', '.join([f'{number} AS _row', f'{line} AS _line', *links, *texts])} FROM ({sql})")


def _add(delivery: Delivery, table: str, account: Iterable[Sequence[Any]], rows: int, becomes: Mapping[tuple[str, str], str]) -> None:
    """The columns of one table, up to MOST in all."""
    known = {str(row[2]): row for row in account}
    names = list(known)[: max(0, MOST - len(delivery.columns))]
    delivery.columns += _columns(delivery.engine, delivery.relation(table), table, names, known, rows, becomes)


def _columns(engine: DuckDB, relation: str, table: str, names: list[str], known: Mapping[str, Sequence[Any]], rows: int, becomes: Mapping[tuple[str, str], str]) -> list[Column]:
    """The columns of one table with samples of their values."""
    drawn = relation
    if rows > DRAWN and names:
        every = -(-rows // DRAWN)
        engine.run("__drawn", f"SELECT {', '.join(map(identifier, names))} FROM {relation} WHERE _row % {every} = 0")
        drawn = '"__drawn"'
    found = []
    for name in names:
        _, _, _, kind, _, filled, different, longest = known[name]
        values, counts, whole = _values(engine, relation, drawn, name, int(different or 0)) if filled else ([], [], True)
        found.append(Column(table, name, str(kind), rows, int(filled or 0), int(different or 0), int(longest or 0), tuple(values), tuple(counts), whole, becomes.get((table, name), "")))
    if drawn != relation:
        engine.drop(["__drawn"])
    return found


def _values(engine: DuckDB, relation: str, drawn: str, name: str, different: int) -> tuple[list[str], list[int], bool]:
    """Different values of a column with their counts, and whether that is all of them."""
    c = identifier(name)
    if drawn != relation and different > VALUES // 2:
        return *_some(engine, drawn, c), False
    rows = engine.rows(f"SELECT {c}, count(*) AS n FROM {relation} WHERE {c} IS NOT NULL GROUP BY {c} ORDER BY n DESC, {c} LIMIT {VALUES + 1}")
    if len(rows) > VALUES:
        return *_some(engine, drawn, c), False
    return [str(row[0])[:LONGEST] for row in rows], [int(row[1]) for row in rows], True


def _some(engine: DuckDB, relation: str, c: str) -> tuple[list[str], list[int]]:
    """The most frequent values, then others evenly spread over the rest in the order of the values."""
    rows = engine.rows(
        f"WITH counted AS (SELECT {c} AS v, count(*) AS n FROM {relation} WHERE {c} IS NOT NULL GROUP BY {c}), "
        "ranked AS (SELECT v, n, row_number() OVER (ORDER BY n DESC, v) AS place, count(*) OVER () AS places FROM counted) "
        f"SELECT left(v, {LONGEST}), n FROM ranked WHERE place <= {FREQUENT} OR (place - {FREQUENT}) % greatest(1, (places - {FREQUENT}) // {VALUES - FREQUENT}) = 0 "
        f"ORDER BY place LIMIT {VALUES}"
    )
    return [str(row[0]) for row in rows], [int(row[1]) for row in rows]
