"""Log-odds models: how much each thing seen speaks for or against a relation, in bits, and the probability they add up to.

A candidate has one level per field. Its log2 odds are the prior plus the weights of its levels, minus log2(1 + the odds
of its rivals): candidates for the same place share one unit of belief with "none of them is it". Thus, with e = 2^(prior + weights),

    p = e / (1 + e + the e of all rivals)

The weights are judgements, not fits: they were set by reading the demo pool and hold for all sectors; docs/links.md
lists them with what they mean. A probability is rounded to six digits, so that it is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
DIGITS = 6
#: below LEAST a relation is not kept; from ASKED people are asked; from SURE it is accepted
LEAST, ASKED, SURE = 0.05, 0.5, 0.95


@dataclass(frozen=True)
class Model:
    """A named table of weights: field -> level -> bits. The field "prior" is added like any other, and told apart."""

    name: str
    fields: Mapping[str, Mapping[str, float]]


def scored(found: pa.Table, model: Model, place: str) -> pa.Table:
    """Candidates with `probability`, `evidence` (JSON) and `rivals`; rows of one `place` compete.

    found: one column of level names per field of the model; NULL is "missing", which weighs nothing.
    Raises: KeyError when a level has no weight: a fault in our code, not in the data.
    """
    weight = {field: _weights(found.column(field), levels) for field, levels in model.fields.items()}
    odds = np.exp2(sum(weight.values(), start=np.zeros(found.num_rows)))
    codes = np.asarray(pc.dictionary_encode(found.column(place)).combine_chunks().indices, dtype=np.int64) if found.num_rows else np.zeros(0, dtype=np.int64)
    all_of = np.bincount(codes, weights=odds)[codes] if len(codes) else odds
    others = np.bincount(codes)[codes] - 1 if len(codes) else np.zeros(0, dtype=np.int64)
    rivals = np.maximum(all_of - odds, 0.0)
    probability = np.round(odds / (1 + odds + rivals), DIGITS)
    share = -np.log2(1 + rivals)
    evidence = _evidence(found, model, weight, share, others)
    return found.append_column("probability", pa.array(probability)).append_column("evidence", evidence).append_column("rivals", pa.array(others))


def _weights(column: pa.ChunkedArray, levels: Mapping[str, float]) -> Floats:
    coded = pc.dictionary_encode(column).combine_chunks()
    table = np.array([levels[level] for level in coded.dictionary.to_pylist()] + [0.0])
    return table[np.asarray(pc.fill_null(coded.indices, len(table) - 1), dtype=np.int64)]


def _evidence(found: pa.Table, model: Model, weight: Mapping[str, Floats], share: Floats, others: npt.NDArray[np.int64]) -> pa.Array:
    """{"prior": .., "fields": [{"field": .., "level": .., "weight": ..}], "rivals": n}, without the fields that weigh nothing because nothing is known."""
    if not found.num_rows:
        return pa.array([], pa.string())
    said = []
    for field in model.fields:
        if field != "prior":
            text = pc.binary_join_element_wise(f'{{"field":"{field}","level":"', pc.cast(found.column(field), pa.string()), '","weight":', _text(weight[field]), "}", "")
            said.append(pc.fill_null(text, ""))
    count = pc.cast(pa.array(others), pa.string())
    crowded = pc.if_else(pa.array(others > 0), pc.binary_join_element_wise('{"field":"rivals","level":"', count, ' others","weight":', _text(share), "}", ""), "")
    listed = pc.binary_join_element_wise(*[pc.cast(s, pa.string()) for s in said], crowded, "")
    fields = pc.replace_substring(listed, "}{", "},{")
    prior = _text(weight.get("prior", np.zeros(found.num_rows)))
    found_text = pc.binary_join_element_wise('{"prior":', prior, ',"fields":[', fields, '],"rivals":', count, "}", "")
    return found_text.combine_chunks() if isinstance(found_text, pa.ChunkedArray) else found_text


def _text(numbers: Floats) -> pa.Array:
    return pc.cast(pa.array(np.round(numbers, 2) + 0.0), pa.string())
