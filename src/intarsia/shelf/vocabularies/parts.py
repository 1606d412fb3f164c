"""What a vocabulary file says, before it is judged: columns, so that a million concepts are no million objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_FLUSH = 200_000
#: predicates of SKOS that say a concept of one scheme stands for one of another, as the table `crosswalk` calls them
MATCHES = {"exactMatch": "exact", "closeMatch": "close", "broadMatch": "broad", "narrowMatch": "narrow", "relatedMatch": "related"}

LABELS = pa.schema([("concept", pa.int32()), ("kind", pa.string()), ("language", pa.string()), ("value", pa.string())])
RELATIONS = pa.schema([("concept", pa.int32()), ("relation", pa.string()), ("target", pa.string())])
TEXTS = pa.schema([("concept", pa.int32()), ("field", pa.string()), ("language", pa.string()), ("value", pa.string())])


@dataclass
class Parts:
    """The concepts of a file and what is said of them.

    keys: IRI, or notation where the form has no IRIs; one a concept, in the order of the file. labels: kind pref, alt or hidden.
    relations: broader, narrower, related, replaced_by, in_scheme, and the values of `MATCHES`; the target is a key. texts: notation,
    definition, note, unit, since, deprecated. schemes: the names of each scheme, by language. notes: what the reader had to do, in words.
    """

    keys: pa.Array
    labels: pa.Table
    relations: pa.Table
    texts: pa.Table
    schemes: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def only(self, kept: np.ndarray[Any, Any], scheme: str) -> Parts:
        """The concepts of one scheme: `kept` says of each whether it is one."""
        place = np.cumsum(kept, dtype=np.int32) - 1
        tables = [_renumbered(table, kept, place) for table in (self.labels, self.relations, self.texts)]
        return Parts(self.keys.filter(pa.array(kept)), tables[0], tables[1], tables[2], {scheme: self.schemes[scheme]} if scheme in self.schemes else {}, list(self.notes))


class Gathered:
    """Parts being gathered, statement by statement, flushed to Arrow as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.labels, self.relations, self.texts = _Rows(LABELS), _Rows(RELATIONS), _Rows(TEXTS)
        self.schemes: dict[str, dict[str, str]] = {}
        self.notes: list[str] = []

    def concept(self, key: str) -> int:
        """The number of what has this key, given when it is first named."""
        return self.numbers.setdefault(key, len(self.numbers))

    def label(self, concept: int, kind: str, language: str, value: str) -> None:
        self.labels.add((concept, kind, language, value))

    def relation(self, concept: int, relation: str, target: str) -> None:
        self.relations.add((concept, relation, target))

    def text(self, concept: int, name: str, language: str, value: str) -> None:
        self.texts.add((concept, name, language, value))

    def names_of(self, concept: int) -> dict[str, str]:
        """The preferred names of one, by language."""
        rows = self.labels.table()
        rows = rows.filter(pc.and_(pc.equal(rows.column("concept"), concept), pc.equal(rows.column("kind"), "pref")))
        return dict(zip(rows.column("language").to_pylist(), rows.column("value").to_pylist(), strict=True))

    def parts(self, kept: np.ndarray[Any, Any] | None = None) -> Parts:
        """Parts; `kept` says of each number whether it is a concept: what is said of others goes."""
        keys, tables = pa.array(list(self.numbers), pa.string()), [rows.table() for rows in (self.labels, self.relations, self.texts)]
        if kept is not None:
            place = np.cumsum(kept, dtype=np.int32) - 1
            keys, tables = keys.filter(pa.array(kept)), [_renumbered(table, kept, place) for table in tables]
        return Parts(keys, tables[0], tables[1], tables[2], self.schemes, self.notes)


class _Rows:
    """Rows of a schema, kept as Arrow batches."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema, self.batches, self.rows = schema, list[pa.RecordBatch](), list[tuple[Any, ...]]()

    def add(self, row: tuple[Any, ...]) -> None:
        self.rows.append(row)
        if len(self.rows) >= _FLUSH:
            self._flush()

    def _flush(self) -> None:
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.schema)
        self.batches.append(pa.RecordBatch.from_arrays([pa.array(c, f.type) for c, f in zip(columns, self.schema, strict=True)], schema=self.schema))
        self.rows = []

    def table(self) -> pa.Table:
        self._flush()
        return pa.Table.from_batches(self.batches, self.schema).combine_chunks()


def _renumbered(table: pa.Table, kept: np.ndarray[Any, Any], place: np.ndarray[Any, Any]) -> pa.Table:
    numbers = table.column("concept").to_numpy()
    there = kept[numbers]
    return table.filter(pa.array(there)).set_column(0, "concept", pa.array(place[numbers[there]], pa.int32()))


def together(all_parts: Sequence[Parts]) -> Parts:
    """Several files as one: what has the same key is the same concept."""
    if len(all_parts) == 1:
        return all_parts[0]
    keys = pa.concat_arrays([part.keys for part in all_parts]).dictionary_encode()
    codes, at = keys.indices.to_numpy(zero_copy_only=False), 0
    tables: list[list[pa.Table]] = [[], [], []]
    for part in all_parts:
        own = codes[at:at + len(part.keys)]
        at += len(part.keys)
        for held, table in zip(tables, (part.labels, part.relations, part.texts), strict=True):
            numbers = own[table.column("concept").to_numpy()].astype(np.int32)
            held.append(table.set_column(0, "concept", pa.array(numbers, pa.int32())))
    schemes: dict[str, dict[str, str]] = {}
    for part in all_parts:
        for iri, names in part.schemes.items():
            schemes.setdefault(iri, {}).update(names)
    labels, relations, texts = (pa.concat_tables(held).combine_chunks() for held in tables)
    return Parts(keys.dictionary, labels, relations, texts, schemes, [note for part in all_parts for note in part.notes])
