"""One call from records to pairs: collapse, block, compare, learn, compete, expand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.linking import blocking, features, model
from intarsia.linking.collapse import Collapsed, collapse, with_plain
from intarsia.linking.fields import FIELDS, RIVALS
from intarsia.linking.prepare import prepare
from intarsia.linking.record import checked
from intarsia.linking.sparse import Floats, Ints

LEAST = 0.01
"""Pairs less probable than this are left out."""
LIKELY = 0.5

SAMPLE = 400_000
"""Pairs the model is learned from; the probabilities of all pairs then follow from it."""

_TEXTS = pa.list_(pa.string())
PAIRS = pa.schema([
    ("left_key", pa.string()), ("left_source", pa.string()), ("right_key", pa.string()), ("right_source", pa.string()), ("kind", pa.string()),
    ("probability", pa.float64()), ("prior", pa.float64()), ("fields", _TEXTS), ("levels", _TEXTS), ("weights", pa.list_(pa.float64())), ("rivals", pa.int32()),
])
"""The left source sorts before the right one (inside a source: the left key). prior + sum of weights = log2 odds of probability."""


@dataclass(frozen=True)
class Options:
    """How to compare; the defaults are meant for everything."""

    top: int = 10
    """Candidates for each record, other source and view."""
    large: int = 60_000
    """With more records than this of one class, only rare words and letters bring records together (linear in the records)."""
    within: bool = False
    """Whether records of one source may be the same thing too."""
    least: float = LEAST
    """Pairs below this probability are left out."""
    threads: int = 1


@dataclass
class Found:
    """What was found. `pairs` and `conflicts` are tables of PAIRS; `models` tells what was learned (kind, field, level, titles: how those of the pair compare, m, u, weight)."""

    pairs: pa.Table
    conflicts: pa.Table
    """Pairs that share an identifier and differ in another, or are probable though an identifier differs; with the same columns."""
    models: pa.Table
    counts: dict[str, Any] = field(default_factory=dict)
    """By class ("work", "agent"): records, collapsed records, candidate pairs, decoys, expected matches (sum of p)."""


def compare(records: pa.Table, options: Options = Options()) -> Found:
    """Pairs of records of different sources with the probability that they are the same thing, and why.

    `records` has the columns of record.SCHEMA. The answer does not depend on the order of the rows, and is the same each time.

    Raises: Invalid when `records` does not fit the schema.
    """
    records = checked(records).sort_by([("source", "ascending"), ("key", "ascending")])
    found, models, counts = [PAIRS.empty_table()], [MODELS.empty_table()], {}
    works = pc.equal(records["kind"], "work")
    for name, wanted in (("work", works), ("agent", pc.invert(works))):
        if pc.any(wanted).as_py():
            part = records if pc.all(wanted).as_py() else records.filter(wanted)
            pairs, learned, counts[name] = _compare_class(part, name == "agent", options)
            found.append(pairs)
            models += learned
    order = [("probability", "descending"), *[(name, "ascending") for name in ("left_source", "left_key", "right_source", "right_key")]]
    pairs = pa.concat_tables(found).sort_by(order)
    return Found(pairs, pairs.filter(_conflicting(pairs)), pa.concat_tables(models), counts)


TITLES = ("alike", "not alike", "missing")
MODELS = pa.schema([*[(name, pa.string()) for name in ("kind", "field", "level", "titles")], *[(name, pa.float64()) for name in ("m", "u", "weight")]])


def _conflicting(pairs: pa.Table) -> pa.Array:
    """Pairs that share an identifier and differ in another, or are probable though their identifiers differ."""
    fields, levels = pairs["fields"].combine_chunks(), pairs["levels"].combine_chunks()
    parent = pc.list_parent_indices(fields).to_numpy(zero_copy_only=False)
    told = pc.equal(fields.flatten(), "identifier").to_numpy(zero_copy_only=False)
    level = levels.flatten()
    half = pc.equal(level, "shared, one differs").to_numpy(zero_copy_only=False)
    differ = pc.equal(level, "differ").to_numpy(zero_copy_only=False) & (pairs["probability"].to_numpy()[parent] >= LIKELY)
    found = np.zeros(len(pairs), np.bool_)
    found[parent[told & (half | differ)]] = True
    return pa.array(found)


def _compare_class(records: pa.Table, agents: bool, options: Options) -> tuple[pa.Table, list[pa.Table], dict[str, Any]]:
    kept, groups = collapse(with_plain(records))
    p = prepare(kept, agents)
    del kept  # a copy of all texts, which are numbers now
    across, decoys = blocking.candidates(p, options.top, options.large, options.within, options.threads)
    counts = {"records": len(records), "collapsed": p.n, "candidates": len(across), "decoys": len(decoys), "expected": 0.0}
    tables, models = [], []
    for kind, chosen, inside in _kinds(p, across, decoys, agents):
        levels, decoy_levels = features.compare_pairs(p, chosen, kind), features.compare_pairs(p, inside, kind)
        competing = model.Groups.of(chosen.left, chosen.right, p.source, np.arange(p.n))
        learned = _learned(p, kind, chosen, levels, competing, inside, decoy_levels)
        competing = competing.with_editions(chosen.left, chosen.right, model.editions(p.n, inside.left, inside.right, learned.repeats(decoy_levels)))
        total = learned.total(levels, competing.sources)
        probability = model.competed(total, competing)
        counts["expected"] += float(probability.sum())
        tables.append(_told(groups, chosen, kind, learned, levels, competing, total, probability, options))
        models.append(_model_table(learned))
    return pa.concat_tables([PAIRS.empty_table(), *tables]), models, counts


def _learned(p: Any, kind: str, pairs: blocking.Pairs, levels: Any, competing: model.Groups, inside: blocking.Pairs, decoy_levels: Any) -> model.Model:
    """The model of a kind, from all pairs or from those of every n-th record: more pairs than SAMPLE teach nothing new."""
    sizes = _sizes(p, pairs, competing)
    if len(pairs) > SAMPLE:
        taken = np.flatnonzero(competing.row % (len(pairs) // SAMPLE + 1) == 0)
        pairs, levels = blocking.Pairs(pairs.left[taken], pairs.right[taken]), levels[taken]
        shown = np.bincount(competing.sources[taken], minlength=len(sizes)) / np.maximum(np.bincount(competing.sources, minlength=len(sizes)), 1)
        competing, sizes = competing.of(pairs.left, pairs.right, p.source, np.arange(p.n)), sizes * shown

    def regroup(repeats: Any) -> model.Groups:
        return competing.with_editions(pairs.left, pairs.right, model.editions(p.n, inside.left, inside.right, repeats))

    return model.learn(kind, levels, competing, decoy_levels, sizes, regroup)


def _kinds(p: Any, across: blocking.Pairs, decoys: blocking.Pairs, agents: bool) -> list[tuple[str, blocking.Pairs, blocking.Pairs]]:
    """Pairs by the model they belong to: agents that are both persons, and all other agents."""
    if not agents:
        return [("work", across, decoys)]
    out: list[tuple[str, blocking.Pairs, blocking.Pairs]] = []
    for kind, wanted in (("person", True), ("organisation", False)):
        parts = []
        for pairs in (across, decoys):
            chosen = ((p.kind[pairs.left] == 1) & (p.kind[pairs.right] == 1)) == wanted
            parts.append(blocking.Pairs(pairs.left[chosen], pairs.right[chosen]))
        if len(parts[0]):
            out.append((kind, parts[0], parts[1]))
    return out


def _sizes(p: Any, pairs: blocking.Pairs, groups: model.Groups) -> Floats:
    """For each two sources, the records of the smaller one."""
    size = np.bincount(p.source)
    one, other = size[p.source[pairs.left]], size[p.source[pairs.right]]
    found = np.zeros(int(groups.sources.max(initial=-1)) + 1)
    found[groups.sources] = np.minimum(one, other)
    return found


def _told(groups: Collapsed, pairs: blocking.Pairs, kind: str, learned: model.Model, levels: Any, competing: model.Groups,
          total: Floats, probability: Floats, options: Options) -> pa.Table:
    """The pairs worth telling as rows of PAIRS, expanded to all records that were collapsed into one."""
    shown = np.flatnonzero(probability >= options.least)
    number, strength = model.rivals(total, probability, competing, shown)
    p = np.clip(probability[shown], 0.0, 1 - 1e-12)
    lost = np.log2(p / (1 - p)) - total[shown]
    names, told, weights, offsets = _evidence(kind, learned, levels[shown], strength, lost)
    left, right, of = groups.expand(pairs.left[shown], pairs.right[shown])
    lists = [pa.ListArray.from_arrays(offsets, values).take(pa.array(of)) for values in (names, told, weights)]
    records = groups.names
    return pa.Table.from_arrays([
        records["key"].take(pa.array(left)).combine_chunks(), records["source"].take(pa.array(left)).combine_chunks(),
        records["key"].take(pa.array(right)).combine_chunks(), records["source"].take(pa.array(right)).combine_chunks(),
        pa.array([kind] * len(of), pa.string()), pa.array(p[of]), pa.array(learned.prior[competing.sources[shown]][of]), *lists, pa.array(number[of].astype(np.int32)),
    ], schema=PAIRS)


def _evidence(kind: str, learned: model.Model, levels: Any, strength: Ints, lost: Floats) -> tuple[pa.Array, pa.Array, pa.Array, pa.Array]:
    """Names, levels and weights of the fields that were compared, flat, with the offsets of the pairs."""
    fields, weights = FIELDS[kind], learned.weights()
    known = np.column_stack([levels >= 0, np.ones(len(levels), np.bool_)]) if len(levels) else np.zeros((0, len(fields) + 1), np.bool_)
    pair, column = np.nonzero(known)
    level_names = [level.name for one in (*fields, RIVALS) for level in one.levels]
    starts = np.concatenate([[0], np.cumsum([len(one.levels) for one in (*fields, RIVALS)])])
    every = np.column_stack([levels.astype(np.int64), strength]) if len(levels) else np.zeros((0, len(fields) + 1), np.int64)
    place = starts[column] + every[pair, column]
    flat = np.column_stack([*[one[:, :-1] for one in weights], np.zeros((model.CLASSES, len(RIVALS.levels)))])[model.class_of(kind, levels)[pair], place]
    competition = column == len(fields)
    flat[competition] = lost[pair[competition]]
    names = pa.array([one.name for one in (*fields, RIVALS)]).take(pa.array(column))
    offsets = pa.array(np.concatenate([[0], np.cumsum(known.sum(axis=1))]), pa.int32())
    return names, pa.array(level_names).take(pa.array(place)), pa.array(flat), offsets


def _model_table(learned: model.Model) -> pa.Table:
    rows = []
    for n, one in enumerate(FIELDS[learned.kind]):
        weights = learned.weights()[n]
        rows += [{"kind": learned.kind, "field": one.name, "level": level.name, "titles": titles, "m": float(learned.m[n][k]), "u": float(learned.u[n][c][k]), "weight": float(weights[c][k])}
                 for c, titles in enumerate(TITLES) for k, level in enumerate(one.levels)]
    return pa.Table.from_pylist(rows, schema=MODELS)
