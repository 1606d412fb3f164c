"""One partner for each record: of pairs that exclude each other the stronger one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: pairs whose strength differs by less are equally good: records that are written alike keep the same partner
EQUAL = 1e-9
#: pairs of one record that compete share a probability of 1 (linking.md), so those from here on are no rivals but editions
SETTLED = 0.5


def one_to_one(pairs: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which pairs are kept: all that are SETTLED, and of the rest the strongest whose two records have no other pair.

    A pair that is the best of both its records is kept and excludes weaker ones, until none is left: greedy choice, strongest
    first, made for all pairs at once. Equally strong ones stay together.
    """
    if not len(pairs):
        return np.zeros(0, np.bool_)
    weights = pairs["weights"].combine_chunks()
    sums = np.add.reduceat(np.append(weights.flatten().to_numpy(), 0.0), weights.offsets.to_numpy()[:-1] - weights.offsets[0].as_py())
    sums[pc.list_value_length(weights).to_numpy() == 0] = 0.0
    strength = sums + pairs["prior"].to_numpy()
    strength[pairs["probability"].to_numpy() >= SETTLED] = np.inf
    ends = [pc.dictionary_encode(pairs[name].combine_chunks()).indices.to_numpy().astype(np.int64) for name in ("left", "right")]
    kept, left = np.zeros(len(pairs), np.bool_), np.arange(len(pairs))
    while len(left):
        best = np.ones(len(left), np.bool_)
        for codes in ends:
            top = np.full(int(codes.max()) + 1, -np.inf)
            np.maximum.at(top, codes[left], strength[left])
            best &= strength[left] >= top[codes[left]] - EQUAL
        kept[left[best]] = True
        gone = best.copy()
        for codes in ends:
            taken = np.zeros(int(codes.max()) + 1, np.bool_)
            taken[codes[left[best]]] = True
            gone |= taken[codes[left]]
        left = left[~gone]
    return kept
