"""The Python API: open a pool folder or the address of a server, ask for works, agents or observations, and take
them to the tool you like. Nothing is computed before you ask for rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from intarsia.errors import Invalid, Unavailable
from intarsia.tables import TABLES

Values = str | Iterable[str] | None


class Source(Protocol):
    """What answers: a Reader over a folder, or a Remote over a server."""

    id: str
    base: str
    manifest: dict[str, Any]

    def batches(self, sql: str, values: Mapping[str, Any] = ...) -> pa.RecordBatchReader: ...


def open(place: str | Path) -> Commons:
    """Open a pool folder or the address of a server.

    Raises: NotFound when there is no pool or no release; Unavailable when the server does not answer.
    """
    if str(place).startswith(("http://", "https://")):
        from intarsia.remote import Remote

        return Commons(Remote(str(place)))
    from intarsia.pool import Pool

    return Commons(Pool(place).reader())


class Commons:
    """One release of a pool."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def works(self, *, sector: Values = None, form: Values = None, country: Values = None, genre: Values = None, language: Values = None, audience: Values = None,
              status: Values = None, dataset: Values = None, year: tuple[int | None, int | None] | int | None = None, title: str | None = None) -> Frame:
        """Works; every argument narrows, several values mean 'or'. `year` is one year or (first, last)."""
        tests: list[str] = []
        values: dict[str, Any] = {}
        for name, wanted in (("sector", sector), ("form", form), ("status", status), ("dataset", dataset)):
            _among(f"w.{name}", name, wanted, tests, values)
        for facet, wanted in (("country", country), ("genre", genre), ("language", language), ("audience", audience)):
            inner: list[str] = []
            _among("t.concept", facet, wanted, inner, values)
            if inner:
                tests.append(f"w.id IN (SELECT t.work FROM term AS t WHERE t.facet = '{facet}' AND {inner[0]})")
        if year is not None:
            values["first"], values["last"] = year if isinstance(year, tuple) else (year, year)
            tests.append("w.year_end >= coalesce($first, w.year_end) AND w.year_start <= coalesce($last, w.year_start)")
        if title is not None:
            values["title"] = f"%{title}%"
            tests.append("w.id IN (SELECT work FROM title WHERE value ILIKE $title)")
        return Frame(self._source, "work", "SELECT w.* FROM work AS w" + _where(tests) + " ORDER BY w.id", values)

    def agents(self, *, name: str | None = None, role: Values = None, dataset: Values = None) -> Frame:
        """Persons and organisations as the datasets credit them."""
        tests: list[str] = []
        values: dict[str, Any] = {}
        if name is not None:
            values["name"] = f"%{name}%"
            tests.append("a.name ILIKE $name")
        _among("a.dataset", "dataset", dataset, tests, values)
        inner: list[str] = []
        _among("c.role", "role", role, inner, values)
        if inner:
            tests.append(f"a.id IN (SELECT c.agent FROM contribution AS c WHERE {inner[0]})")
        return Frame(self._source, "agent", "SELECT a.* FROM agent AS a" + _where(tests) + " ORDER BY a.id", values)

    def observations(self, *, measure: Values = None, place: Values = None, dataset: Values = None, year: tuple[int | None, int | None] | int | None = None) -> Frame:
        """Audience and context figures. Different measures are never to be added up."""
        tests: list[str] = []
        values: dict[str, Any] = {}
        for name, wanted in (("measure", measure), ("place", place), ("dataset", dataset)):
            _among(f"o.{name}", name, wanted, tests, values)
        if year is not None:
            first, last = year if isinstance(year, tuple) else (year, year)
            values["first"], values["last"] = (f"{first:04d}-01-01" if first is not None else None), (f"{last:04d}-12-31" if last is not None else None)
            tests.append("o.period_end >= coalesce($first, o.period_end) AND o.period_start <= coalesce($last, o.period_start)")
        order = ", ".join(f'o."{k}"' for k in TABLES["observation"].key)
        return Frame(self._source, "observation", "SELECT o.* FROM observation AS o" + _where(tests) + f" ORDER BY {order}", values)

    def table(self, name: str) -> Frame:
        """Any table of docs/tables.md, whole.

        Raises: Invalid for an unknown name.
        """
        if name not in TABLES:
            raise Invalid(f"no table '{name}'", way_out="one of: " + ", ".join(TABLES))
        return Frame(self._source, name, f'SELECT * FROM "{name}" ORDER BY ' + ", ".join(f'"{k}"' for k in TABLES[name].key), {})

    def sql(self, query: str) -> Frame:
        """A query of your own over all tables, in DuckDB's SQL."""
        return Frame(self._source, "sql", query, {})

    def cite(self) -> str:
        """How to cite this release."""
        pool = self._source.manifest["pool"]
        return f"{pool['publisher']}: {pool['name']}, release {self._source.id} ({self._source.manifest['issued'][:10]}). {self._source.base}releases/{self._source.id}"

    def __repr__(self) -> str:
        counts = {name: self._source.manifest["tables"].get(name, {}).get("rows", 0) for name in ("work", "agent", "observation")}
        told = ", ".join(f"{rows:,} {name}s" for name, rows in counts.items())
        return f"<Intarsia pool {self._source.manifest['pool']['name']!r}, release {self._source.id}: {told}>"


class Frame:
    """Rows that have not been computed yet. Immutable; any Arrow tool reads it as it is."""

    def __init__(self, source: Source, name: str, query: str, values: dict[str, Any]) -> None:
        self._source, self.name, self.query, self.values = source, name, query, values

    def to_reader(self) -> pa.RecordBatchReader:
        """Arrow batches, as they come."""
        used = {k: v for k, v in self.values.items() if f"${k}" in self.query}
        return self._source.batches(self.query, used)

    def to_arrow(self) -> pa.Table:
        """An Arrow table."""
        return self.to_reader().read_all()

    def to_pandas(self) -> Any:
        """A pandas DataFrame (extra 'pandas')."""
        _needs("pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """A Polars DataFrame (extra 'polars')."""
        return _needs("polars").from_arrow(self.to_arrow())

    def to_duckdb(self) -> Any:
        """A DuckDB relation of its own connection."""
        import duckdb

        return duckdb.connect().from_arrow(self.to_arrow())

    def count(self) -> int:
        """How many rows."""
        return int(Frame(self._source, self.name, f"SELECT count(*) AS n FROM ({self.query}) AS q", self.values).to_arrow()["n"][0].as_py())

    def head(self, rows: int = 5) -> Frame:
        """The first rows."""
        return Frame(self._source, self.name, f"SELECT * FROM ({self.query}) AS q LIMIT {int(rows)}", self.values)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_reader().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        rows = self.head().to_arrow().to_pylist()
        lines = [f"<{self.name}: {self.count():,} rows, release {self._source.id}>"]
        lines += ["  " + ", ".join(f"{k}={v!r}" for k, v in row.items() if v is not None)[:110] for row in rows]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        top = self.head().to_arrow()
        shown = [c for c in top.column_names if c not in ("iri", "record")][:8]
        head = "".join(f"<th>{escape(c)}</th>" for c in shown)
        body = "".join("<tr>" + "".join(f"<td>{escape('' if row[c] is None else str(row[c]))}</td>" for c in shown) + "</tr>" for row in top.to_pylist())
        pool = self._source.manifest["pool"]
        return (f"<p><b>{escape(self.name)}</b>: {self.count():,} rows, release {escape(self._source.id)} of <a href='{escape(self._source.base)}'>{escape(pool['name'])}</a>; "
                f"licences stand per dataset</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _among(column: str, name: str, wanted: Values, tests: list[str], values: dict[str, Any]) -> None:
    if wanted is None:
        return
    values[name] = [wanted] if isinstance(wanted, str) else list(wanted)
    tests.append(f"list_contains(${name}, {column})")


def _where(tests: list[str]) -> str:
    return " WHERE " + " AND ".join(tests) if tests else ""


def _needs(extra: str) -> Any:
    import importlib

    try:
        return importlib.import_module(extra)
    except ImportError:
        raise Unavailable(f"{extra} is not installed", way_out=f"pip install 'intarsia[{extra}]'") from None
