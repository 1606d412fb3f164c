"""The Python API: open a pool folder or the address of a server, ask for works, agents or observations, and take
them to the tool you like. Nothing is computed before you ask for rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from intarsia import searching
from intarsia.errors import Unavailable
from intarsia.lists import NOUNS, Listing, table
from intarsia.store.searchindex import DEEPEST, Filters

if TYPE_CHECKING:
    from intarsia.answering.told import Told

Values = str | Iterable[str] | None
Years = tuple[int | None, int | None] | int | None


@dataclass(frozen=True)
class Looking:
    """A search: words and filters, and the order of what is found."""

    text: str
    filters: Filters
    order: str

    def pairs(self) -> list[tuple[str, str]]:
        """The same as parameters of an address."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet, value) for facet, values in self.filters.facets.items() for value in values]
        pairs += [("not", f"{facet}:{value}") for facet, values in self.filters.excluded.items() for value in values]
        pairs += [(name, str(year)) for name, year in (("from", self.filters.year_from), ("to", self.filters.year_to)) if year is not None]
        return [*pairs, ("sort", self.order)]


@dataclass(frozen=True)
class Counts:
    """How many works a search finds in all, for each value of each facet, and for each year."""

    total: int
    facets: dict[str, dict[str, int]]
    years: dict[int, int]
    note: str = ""


Question = Listing | Looking | str


class Source(Protocol):
    """What answers: a release in a folder, or one on a server."""

    id: str
    base: str
    manifest: dict[str, Any]

    def rows(self, asked: Listing, limit: int | None) -> pa.RecordBatchReader: ...
    def count(self, asked: Listing) -> int: ...
    def sql(self, query: str, limit: int | None) -> pa.RecordBatchReader: ...
    def looked(self, asked: Looking, limit: int | None) -> pa.RecordBatchReader: ...
    def counts(self, asked: Looking) -> Counts: ...
    def insights(self, language: str) -> list[dict[str, Any]]: ...
    def insight(self, name: str, chosen: Mapping[str, str], language: str) -> dict[str, Any]: ...
    def drawing(self, name: str, chosen: Mapping[str, str], language: str, form: str) -> bytes: ...


class Local:
    """A release whose files are at hand."""

    def __init__(self, reader: Any, own: Path | None = None, asked: Any = None) -> None:
        """own: the pool's shelf. asked: the release as questions see it, where somebody has it already."""
        self._reader, self._own, self._asked = reader, own, asked
        self.id: str = reader.id
        self.base: str = reader.base
        self.manifest: dict[str, Any] = reader.manifest

    def rows(self, asked: Listing, limit: int | None) -> pa.RecordBatchReader:
        """The rows of a list."""
        return asked.stream(self._reader, limit=limit)

    def count(self, asked: Listing) -> int:
        """How many rows a list has."""
        return asked.count(self._reader)

    def sql(self, query: str, limit: int | None) -> pa.RecordBatchReader:
        """The rows of a query."""
        found: pa.RecordBatchReader = self._reader.batches(query if limit is None else f"SELECT * FROM ({query.strip().rstrip(';')}) AS q LIMIT {limit}")
        return found

    def looked(self, asked: Looking, limit: int | None) -> pa.RecordBatchReader:
        """The works that a search finds."""
        self._reader.search(asked.text, asked.filters, limit=0, sort=asked.order, counts=False)  # what cannot be read is told now
        return pa.RecordBatchReader.from_batches(searching.SCHEMA, searching.batches(self._reader, asked.text, asked.filters, asked.order, limit=limit))

    def counts(self, asked: Looking) -> Counts:
        """The counts of a search."""
        hits = self._reader.search(asked.text, asked.filters, limit=1, sort=asked.order)
        return Counts(hits.total, hits.facets, hits.years, hits.note)

    @cached_property
    def _release(self) -> Any:
        from intarsia.answering import Release

        return self._asked or Release(self._reader, self._own)

    def insights(self, language: str) -> list[dict[str, Any]]:
        """The questions of the shelf."""
        from intarsia import answering

        return answering.listed(answering.insights(self._own), _spoken(language).language)

    def insight(self, name: str, chosen: Mapping[str, str], language: str) -> dict[str, Any]:
        """The record of an answer."""
        from intarsia import answering

        return answering.handed(self._release, name, chosen, _spoken(language))

    def drawing(self, name: str, chosen: Mapping[str, str], language: str, form: str) -> bytes:
        """The chart of an answer."""
        from intarsia import answering

        return answering.drawing(self._release, name, chosen, form, _spoken(language))


def _spoken(language: str) -> Any:
    """The language of sentences, numbers and names.

    Raises: Invalid for one that there is not.
    """
    from intarsia.words import speaker

    return speaker(language)


def open(place: str | Path, *, fetch: bool = False) -> Commons:
    """Open a pool folder or the address of a server.

    fetch: take the files of the tables that are asked from the server and answer here, without the server's limits.
    Raises: NotFound when there is no pool or no release; Unavailable when the server does not answer.
    """
    if str(place).startswith(("http://", "https://")):
        from intarsia.remote import Here, Remote

        return Commons(Here(str(place)) if fetch else Remote(str(place)))
    from intarsia.pool import Pool

    pool = Pool(place)
    return Commons(Local(pool.reader(), pool.layout.shelf))


class Commons:
    """One release of a pool."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def works(self, *, sector: Values = None, form: Values = None, country: Values = None, genre: Values = None, language: Values = None, audience: Values = None,
              status: Values = None, dataset: Values = None, year: Years = None, title: str | None = None) -> Frame:
        """Works; every argument narrows, several values mean 'or'. `year` is one year or (first, last)."""
        return self._list("works", year, title=title, sector=sector, form=form, country=country, genre=genre, language=language, audience=audience, status=status, dataset=dataset)

    def agents(self, *, name: str | None = None, role: Values = None, dataset: Values = None) -> Frame:
        """Persons and organisations as the datasets credit them."""
        return self._list("agents", None, name=name, role=role, dataset=dataset)

    def observations(self, *, measure: Values = None, place: Values = None, dataset: Values = None, year: Years = None) -> Frame:
        """Audience and context figures. Different measures are never to be added up."""
        return self._list("observations", year, measure=measure, place=place, dataset=dataset)

    def table(self, name: str) -> Frame:
        """Any table of docs/tables.md, whole.

        Raises: Invalid for an unknown name.
        """
        return Frame(self._source, name, Listing(table(name), {}))

    def sql(self, query: str) -> Frame:
        """A query of your own over all tables, in DuckDB's SQL. A server answers within its limits (docs/questions.md)."""
        return Frame(self._source, "sql", query)

    def search(self, text: str = "", *, sector: Values = None, form: Values = None, country: Values = None, genre: Values = None, language: Values = None, audience: Values = None,
               status: Values = None, dataset: Values = None, year: Years = None, without: Mapping[str, Values] | None = None, sort: str = "") -> Found:
        """Works by words, as the search page finds them (docs/search.md); `without`: values that none of them may have, by facet.

        sort: best, newest or oldest; best when there are words, else newest.
        """
        chosen = {"sector": sector, "form": form, "country": country, "genre": genre, "language": language, "audience": audience, "status": status, "dataset": dataset}
        first, last = year if isinstance(year, tuple) else (year, year)
        facets, excluded = ({facet: tuple(_several(wanted)) for facet, wanted in asked.items() if wanted is not None} for asked in (chosen, without or {}))
        return Found(self._source, Looking(text.strip(), Filters(facets, excluded, first, last), sort or ("best" if text.strip() else "newest")))

    def questions(self, lang: str = "en") -> list[dict[str, Any]]:
        """The questions of the shelf: `id`, the `question` with its {slots}, what it tells, and the `slots`."""
        return self._source.insights(lang)

    def ask(self, name: str, /, lang: str = "en", **slots: Any) -> Told:
        """The answer to a question of the shelf: what it says, what that rests on, its rows, chart and citation.

        slots: values by name, such as `genre="fantasy"`; those left out have their default.
        Raises: NotFound for no such question; Invalid for a slot or value that is none.
        """
        from intarsia.answering.told import Told

        chosen = {slot: str(value) for slot, value in slots.items() if value is not None}
        return Told(self._source.insight(name, chosen, lang), lambda form: self._source.drawing(name, chosen, lang, form))

    def _list(self, noun: str, year: Years, **asked: Values) -> Frame:
        chosen: dict[str, Any] = {}
        for name, wanted in asked.items():
            if wanted is not None:
                one = NOUNS[noun].filter(name)
                chosen[name] = _several(wanted) if one is None or one.many else str(wanted)
        first, last = year if isinstance(year, tuple) else (year, year)
        chosen |= {name: bound for name, bound in (("from", first), ("to", last)) if bound is not None}
        return Frame(self._source, NOUNS[noun].table, Listing(NOUNS[noun], chosen))

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

    def __init__(self, source: Source, name: str, question: Question, limit: int | None = None) -> None:
        self._source, self.name, self.question, self._limit = source, name, question, limit

    def to_reader(self) -> pa.RecordBatchReader:
        """Arrow batches, as they come."""
        if isinstance(self.question, Listing):
            return self._source.rows(self.question, self._limit)
        if isinstance(self.question, Looking):
            return self._source.looked(self.question, self._limit)
        return self._source.sql(self.question, self._limit)

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
        if isinstance(self.question, Listing):
            whole = self._source.count(self.question)
        elif isinstance(self.question, Looking):
            whole = min(self._source.counts(self.question).total, DEEPEST)
        else:
            whole = int(self._source.sql(f"SELECT count(*) AS n FROM ({self.question.strip().rstrip(';')}) AS q", None).read_all()["n"][0].as_py())
        return whole if self._limit is None else min(whole, self._limit)

    def head(self, rows: int = 5) -> Frame:
        """The first rows."""
        return Frame(self._source, self.name, self.question, max(0, int(rows) if self._limit is None else min(int(rows), self._limit)))

    def chart(self, by: str = "year") -> Any:
        """These works as a figure, by "year" or by "sector": the same specification as on the site, with its evidence.

        Raises: Invalid for rows that are no works, or another `by`.
        """
        from intarsia.figures import charting

        return charting.chart(self.to_arrow(), self._source, by)

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


class Found(Frame):
    """The works that a search found, with counts for each facet and year."""

    def __init__(self, source: Source, looking: Looking) -> None:
        super().__init__(source, "search", looking)
        self._looking = looking

    @cached_property
    def _counts(self) -> Counts:
        return self._source.counts(self._looking)

    @property
    def total(self) -> int:
        """How many works there are; rows can be had of the first 100,000."""
        return self._counts.total

    @property
    def facets(self) -> dict[str, dict[str, int]]:
        """Works for each value of each facet; what is chosen within a facet does not narrow its own counts."""
        return self._counts.facets

    @property
    def years(self) -> dict[int, int]:
        """Works for each year."""
        return self._counts.years

    @property
    def note(self) -> str:
        """What was searched for instead, where nothing was spelled like that."""
        return self._counts.note


def _several(wanted: Values) -> list[str]:
    return [wanted] if isinstance(wanted, str) else list(wanted or [])


def _needs(extra: str) -> Any:
    import importlib

    try:
        return importlib.import_module(extra)
    except ImportError:
        raise Unavailable(f"{extra} is not installed", way_out=f"pip install 'intarsia[{extra}]'") from None
