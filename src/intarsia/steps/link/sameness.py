"""Sameness that the linking core finds: pairs of records of different datasets with a probability and the weights that make it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.engine.duckdb import DuckDB
from intarsia.linking import Found, Options, compare
from intarsia.steps.link import records
from intarsia.steps.link.weights import ASKED, DIGITS, Floats

FOUND = pa.schema([("subject", pa.string()), ("object", pa.string()), ("kind", pa.string()), ("probability", pa.float64()), ("evidence", pa.string()), ("conflict", pa.bool_())])


#: gives what was found among records: by seeking it, or from the last time these records were compared
Remember = Callable[[pa.Table, Callable[[], pa.Table]], pa.Table]


def always(records: pa.Table, find: Callable[[], pa.Table]) -> pa.Table:
    """Seek it, and remember nothing."""
    return find()


def load_found(engine: DuckDB, threads: int, remember: Remember = always) -> None:
    """`found` (subject, object, kind, probability, evidence, conflict): pairs of probability ASKED or more, the smaller id first."""
    tables = [FOUND.empty_table()]
    for kind, part in _parts(engine):
        tables.append(remember(part, lambda: _told(compare(part, Options(least=ASKED, threads=threads)), kind)))
    engine.load("found", pa.concat_tables(tables).combine_chunks())


def _parts(engine: DuckDB) -> Iterator[tuple[str, pa.Table]]:
    for _, part in records.of_works(engine):
        yield "work", part
    agents = records.of_agents(engine)
    if pc.count_distinct(agents["source"]).as_py() > 1:
        yield "agent", agents


def _told(found: Found, kind: str) -> pa.Table:
    pairs = found.pairs
    left, right = pairs["left_key"].combine_chunks(), pairs["right_key"].combine_chunks()
    ordered = pc.less(left, right)
    probability = np.round(np.asarray(pairs["probability"]), DIGITS)
    return pa.table({
        "subject": pc.if_else(ordered, left, right), "object": pc.if_else(ordered, right, left), "kind": pa.array(np.full(len(pairs), kind), pa.string()),
        "probability": pa.array(probability), "evidence": evidence(pairs), "conflict": _differing(pairs)}, schema=FOUND)


def evidence(pairs: pa.Table) -> pa.Array:
    """{"prior": .., "fields": [{"field": .., "level": .., "weight": ..}], "rivals": n} for each pair, all at once."""
    if not len(pairs):
        return pa.array([], pa.string())
    lists = pairs["fields"].combine_chunks()
    names, levels, weights = (pc.list_flatten(pairs[column].combine_chunks()) for column in ("fields", "levels", "weights"))
    pieces = pc.binary_join_element_wise('{"field":"', names, '","level":"', levels, '","weight":', _text(np.asarray(weights)), "}", "")
    sizes = np.asarray(pc.fill_null(pc.list_value_length(lists), 0), dtype=np.int64)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    said = pc.binary_join(pa.ListArray.from_arrays(offsets, pieces), ",")
    return pc.binary_join_element_wise('{"prior":', _text(np.asarray(pairs["prior"])), ',"fields":[', said, '],"rivals":', pc.cast(pairs["rivals"].combine_chunks(), pa.string()), "}", "")


def _differing(pairs: pa.Table) -> pa.Array:
    """Pairs of which an identifier differs: probable by everything else, and yet not to be joined unseen."""
    if not len(pairs):
        return pa.array([], pa.bool_())
    parents = pc.list_parent_indices(pairs["fields"].combine_chunks())
    names, levels = (pc.list_flatten(pairs[column].combine_chunks()) for column in ("fields", "levels"))
    told = np.asarray(pc.and_(pc.equal(names, "identifier"), pc.not_equal(levels, "shared")))
    differs = np.zeros(len(pairs), dtype=bool)
    differs[np.asarray(parents)[told]] = True
    return pa.array(differs)


def _text(numbers: Floats) -> pa.Array:
    return pc.cast(pa.array(np.round(numbers, 2) + 0.0), pa.string())
