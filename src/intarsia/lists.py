"""Lists: works, agents, figures and the rows of any table, narrowed by filters. The same rows in the same order on a folder and by HTTP.

Rows come in the order in which a release stores them: dataset by dataset, then by the table's key. So a row's place is a pair
of numbers that never changes in a release, a list can go on after any place at the cost of its first rows, and a whole table
streams without being sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.reader import Reader
from intarsia.tables import BOOL, FLOAT, INT, TABLES, TEXT

Place = tuple[str, int]  # a dataset, and a row of its file counted from 0
_TYPES = {TEXT: pa.string(), INT: pa.int64(), FLOAT: pa.float64(), BOOL: pa.bool_()}
_FIRST = 50_000  # rows looked through before a longer reach is worth it: one row group of a file


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list. `test` is SQL over a row `r`; `$value` stands for what was asked, `{table}` for another table's rows of the same datasets."""

    name: str
    about: str
    test: str
    type: str = TEXT
    many: bool = True
    example: Any = None


@dataclass(frozen=True)
class Noun:
    """What one can have a list of: a table and its filters."""

    name: str
    table: str
    about: str
    filters: tuple[Filter, ...]

    def filter(self, name: str) -> Filter | None:
        return next((one for one in self.filters if one.name == name), None)

    @property
    def columns(self) -> tuple[str, ...]:
        return TABLES[self.table].names

    def schema(self, fields: Sequence[str] = ()) -> pa.Schema:
        """The Arrow schema of its rows."""
        return pa.schema([(name, _TYPES[TABLES[self.table].column(name).type]) for name in fields or self.columns])


def _among(name: str, about: str, example: Any = None, column: str = "") -> Filter:
    return Filter(name, about, f'list_contains($value, r."{column or name}")', example=example)


def _facet(name: str, about: str, example: str) -> Filter:
    return Filter(name, about, f"r.id IN (SELECT work FROM {{term}} AS t WHERE t.facet = '{name}' AND list_contains($value, t.concept))", example=example)


def _contains(name: str, about: str, test: str, example: str) -> Filter:
    return Filter(name, about, test.replace("$like", "'%' || replace(replace(replace($value, '!', '!!'), '%', '!%'), '_', '!_') || '%' ESCAPE '!'"), many=False, example=example)


_DATASET = _among("dataset", "Short names of datasets")
_DAY = "format('{{:04d}}-{}', $value)"

_NAMED = (
    Noun("works", "work", "Productions, editions and events, past and announced", (
        _among("sector", "Sectors (notations of the vocabulary `sector`)", "heritage"),
        _among("form", "Forms (notations of the vocabulary `form`)", "novel"),
        _facet("country", "Countries (ISO 3166-1 alpha-2)", "NL"),
        _facet("genre", "Genres (notations of the vocabulary `genre`)", "drama"),
        _facet("language", "Languages (BCP 47)", "nl"),
        _facet("audience", "Audiences (notations of the vocabulary `audience`)", "children"),
        _among("status", "announced, in production, released or withdrawn", "released"),
        _DATASET,
        Filter("from", "First year: works whose date allows this year or a later one", "r.year_end >= $value", INT, False, 1990),
        Filter("to", "Last year: works whose date allows this year or an earlier one; negative and 0 are BCE", "r.year_start <= $value", INT, False, 2020),
        _contains("title", "Part of one of the titles, in capitals or not", "r.id IN (SELECT work FROM {title} AS t WHERE t.value ILIKE $like)", "girl"),
    )),
    Noun("agents", "agent", "Persons and organisations as each dataset credits them", (
        _contains("name", "Part of the name, in capitals or not", "r.name ILIKE $like", "an"),
        _among("kind", "person, organisation or unknown", "person"),
        Filter("role", "Roles they have in a work (notations of the vocabulary `role`)",
               "r.id IN (SELECT agent FROM {contribution} AS t WHERE list_contains($value, t.role))", example="director"),
        _among("country", "Countries (ISO 3166-1 alpha-2)", "NL"),
        _DATASET,
    )),
    Noun("places", "place", "Countries and other places that rows speak of", (
        _contains("name", "Part of the name in the pool's first language", "r.name ILIKE $like", "land"),
        _among("kind", "country, former country, aggregate of countries, region, venue ...", "country"),
        _DATASET,
    )),
    Noun("datasets", "dataset", "What each contributor shares, with its terms and its decision", (
        _among("sector", "Sectors of the contributors", "heritage"),
        _among("goal", "public or commercial", "public"),
        _among("verdict", "OPEN, OPEN AFTER, POOLED ONLY, ASK or DESCRIBE ONLY", "OPEN"),
    )),
    Noun("observations", "observation", "Audience and context figures; different measures are never to be added up", (
        _among("measure", "Measures (notations of the vocabulary `measure`)", "visits"),
        _among("place", "Places (ISO 3166-1 alpha-2, or ids of places)", "NL"),
        _among("about", "Ids of the works, agents, places or sectors they are about", "NL"),
        _DATASET,
        Filter("from", "First year: figures whose period ends in this year or later", f"r.period_end >= {_DAY.format('01-01')}", INT, False, 2010),
        Filter("to", "Last year: figures whose period begins in this year or earlier", f"r.period_start <= {_DAY.format('12-31')}", INT, False, 2020),
    )),
    Noun("terms", "concept", "Concepts of the vocabularies", (
        _among("scheme", "Vocabularies", "sector"),
        _among("notation", "Keys within a vocabulary, as used in rows", "heritage"),
        _among("broader", "Ids of broader concepts (vocabulary:notation)", "sector:heritage"),
    )),
    Noun("links", "link", "Links between entities, each with its state and evidence", (
        _among("subject", "Ids of entities the links start from"),
        _among("object", "Ids of entities they point to"),
        Filter("entity", "Ids of entities on either side", "(list_contains($value, r.subject) OR list_contains($value, r.object))"),
        _among("predicate", "same_as, based_on, part_of, about, performs, edition_of or shares_origin", "based_on"),
        _among("state", "proposed, accepted, rejected, no_match or failed", "accepted"),
        _among("kind", "work or agent", "work"),
        _among("method", "identifier, stated, model or person", "identifier"),
    )),
    Noun("interventions", "intervention", "What was done, where and when: incentives, closures, free entry", (
        _among("place", "Places (ISO 3166-1 alpha-2, or names of regions)", "NL"),
        _among("sector", "Sectors", "film-tv"),
        _among("kind", "tax incentive, closure, free entry, VAT change ...", "closure"),
        _DATASET,
    )),
)
NOUNS = {noun.name: noun for noun in _NAMED}


@cache
def table(name: str) -> Noun:
    """Any table as a noun: every column of its key is a filter.

    Raises: Invalid for an unknown name.
    """
    if name not in TABLES:
        raise Invalid(f"no table '{name[:80]}'", way_out="one of: " + ", ".join(TABLES))
    found = TABLES[name]
    columns = [found.column(key) for key in dict.fromkeys((*found.key, *(n for n in ("dataset",) if n in found.names)))]
    return Noun(name, name, found.meaning, tuple(Filter(c.name, c.meaning, f'list_contains($value, r."{c.name}")', c.type) for c in columns))


@dataclass(frozen=True)
class Listing:
    """A list that was asked for: a noun, what narrows it, and the columns wanted (all when none are named)."""

    noun: Noun
    chosen: Mapping[str, Any]
    fields: tuple[str, ...] = ()

    @property
    def schema(self) -> pa.Schema:
        return self.noun.schema(self.fields)

    def parts(self, reader: Reader) -> list[str]:
        """The datasets that have rows of this table, in order."""
        have = sorted(reader.manifest["tables"].get(self.noun.table, {}).get("parts", {}))
        wanted = self.chosen.get("dataset") if self.noun.filter("dataset") else None
        return have if wanted is None else [part for part in have if part in wanted or part.startswith("_")]

    def page(self, reader: Reader, limit: int, after: Place | None = None) -> tuple[pa.Table, Place | None]:
        """At most `limit` rows after a place, and the place to go on from: None at the end."""
        parts = [part for part in self.parts(reader) if after is None or part >= after[0]]
        found: list[pa.Table] = []
        count, at, budget = 0, 0, _FIRST
        while at < len(parts) and count <= limit:
            wanted = limit + 1 - count
            begin = after[1] + 1 if after is not None and at == 0 and parts[0] == after[0] else 0
            taken = self._taken(reader, parts[at:], begin + wanted if not self.chosen else budget)
            rows = reader.arrow(*self._sql(reader, taken, begin, wanted, places=True))
            if rows.num_rows:
                named = pa.array(taken).take(rows["_file"].cast(pa.int64()))
                found.append(rows.drop_columns(["_file"]).append_column("_part", named))
                count += rows.num_rows
            at, budget = at + len(taken), budget * 4
        whole = pa.concat_tables(found) if found else None
        if whole is None:
            return self.schema.empty_table(), None
        kept = whole.slice(0, limit)
        last = (kept["_part"][-1].as_py(), kept["_row"][-1].as_py()) if count > limit and limit else None
        return kept.drop_columns(["_part", "_row"]).cast(self.schema), last

    def _taken(self, reader: Reader, parts: Sequence[str], rows: int) -> list[str]:
        """The first datasets, as many as hold so many rows together."""
        held = reader.manifest["tables"][self.noun.table]["parts"]
        taken: list[str] = []
        for part in parts:
            if rows <= 0:
                break
            taken.append(part)
            rows -= held[part]["rows"]
        return taken

    def batches(self, reader: Reader, after: Place | None = None, limit: int | None = None) -> Iterator[pa.RecordBatch]:
        """All rows after a place, or the first of them, as they come."""
        left = 1 << 62 if limit is None else limit
        for part in self.parts(reader):
            if left <= 0:
                return
            if after is not None and part < after[0]:
                continue
            begin = after[1] + 1 if after is not None and part == after[0] else 0
            for batch in reader.batches(*self._sql(reader, [part], begin, limit and left)):
                if left > 0 and batch.num_rows:
                    taken = batch.slice(0, left)
                    left -= taken.num_rows
                    yield pa.Table.from_batches([taken]).cast(self.schema).combine_chunks().to_batches()[0]

    def stream(self, reader: Reader, after: Place | None = None, limit: int | None = None) -> pa.RecordBatchReader:
        """The same as one Arrow stream."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches(reader, after, limit))

    def count(self, reader: Reader) -> int:
        """How many rows there are in all."""
        parts = self.parts(reader)
        if not self.chosen:
            return int(reader.manifest["tables"].get(self.noun.table, {}).get("rows", 0))
        if not parts:
            return 0
        tests, values = self._tests(reader, parts)
        return int(reader.rows(f"SELECT count(*) FROM {reader.part(self.noun.table, parts)} AS r WHERE {' AND '.join(tests)}", values)[0][0])

    def _tests(self, reader: Reader, parts: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
        tests, values = [], {}
        for name, asked in self.chosen.items():
            one = self.noun.filter(name)
            if one is None:
                raise Invalid(f"{self.noun.name} cannot be narrowed by '{name[:80]}'", way_out="one of: " + ", ".join(f.name for f in self.noun.filters))
            test = one.test.replace("$value", f"$v_{name}")
            for other in ("term", "title", "contribution"):
                if f"{{{other}}}" in test:
                    test = test.replace(f"{{{other}}}", reader.part(other, parts))
            tests.append(test)
            values[f"v_{name}"] = asked
        return tests, values

    def _sql(self, reader: Reader, parts: Sequence[str], begin: int, limit: int | None, places: bool = False) -> tuple[str, dict[str, Any]]:
        """The rows of some datasets, from row `begin` of the first on."""
        tests, values = self._tests(reader, parts)
        inner = any(" IN (SELECT" in test for test in tests)
        if begin:
            tests.append(f"r._row >= {begin}" if len(parts) == 1 else f"(r._file > 0 OR r._row >= {begin})")
        if limit is not None and not self.chosen and len(parts) == 1:
            tests.append(f"r._row < {begin + limit}")  # the file is read there and nowhere else
        fields = ", ".join([*(f'r."{name}"' for name in self.fields or self.noun.columns), *(["r._file", "r._row"] if places else [])])
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        order = " ORDER BY r._file, r._row" if inner else ""  # a join may mix the rows; a plain scan keeps their order
        return f"SELECT {fields} FROM {reader.part(self.noun.table, parts)} AS r{where}{order}" + (f" LIMIT {limit}" if limit is not None else ""), values
