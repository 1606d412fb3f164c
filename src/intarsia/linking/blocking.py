"""Which pairs are worth comparing: the most similar records of another source by letters and by words, never all pairs.

Two views: pieces of three letters of the title, and the words of the whole record, both weighted by rarity (tf-idf). Each record
keeps its `top` best of every other source in each view, and so both directions. The same inside a source gives look-alikes that
are no matches ("decoys"). Large inputs keep only each record's rarest pieces and words, so that the work grows with the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.linking.keys import keys
from intarsia.linking.prepare import Prepared
from intarsia.linking.sparse import Ints, Rows, distinct_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DECOYS = 6000
"""Records a source whose look-alikes are sought to learn from, with large inputs; others seek those of all, to know what is told twice."""


@dataclass
class Pairs:
    """Row numbers of both records; left < right."""

    left: Ints
    right: Ints

    def __len__(self) -> int:
        return len(self.left)


def candidates(p: Prepared, top: int, large: int, within: bool, threads: int) -> tuple[Pairs, Pairs]:
    """Pairs of different sources (and inside sources with `within`) to compare, and decoys: look-alikes inside sources."""
    views = _views(p, p.n > large)
    keep = top if p.n <= large else max(3, top * 2 // 5)
    rows = [np.flatnonzero(p.source == s) for s in range(int(p.source.max(initial=-1)) + 1)]
    across: list[tuple[Ints, Ints]] = []
    decoys: list[tuple[Ints, Ints]] = []
    for one, mine in enumerate(rows):
        others = np.flatnonzero(p.source != one)
        learn = mine if within or p.n <= large else mine[:: max(1, len(mine) // DECOYS)]
        for view in views:
            target = view[mine].T.tocsr()
            across.append(_best(view, others, target, mine, keep, threads))
            decoys.append(_best(view, learn, target, mine, keep + 1, threads))
    inside = _distinct(decoys, p.n)
    found = _distinct(across + ([(inside.left, inside.right)] if within else []), p.n)
    return found, inside


def _best(view: csr_matrix, asking: Ints, target: csr_matrix, asked: Ints, top: int, threads: int) -> tuple[Ints, Ints]:
    """The `top` rows of `asked` (columns of `target`) most similar to each of `asking`."""
    from sparse_dot_topn import sp_matmul_topn

    if not len(asking) or not len(asked):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    best: Any = sp_matmul_topn(view[asking], target, top_n=min(top, len(asked)), threshold=0.05, sort=True, n_threads=threads if threads > 1 else None)
    row = np.repeat(np.arange(len(asking)), np.diff(best.indptr))
    return asking[row], asked[best.indices]


def _distinct(found: list[tuple[Ints, Ints]], n: int) -> Pairs:
    left = np.concatenate([f[0] for f in found]) if found else np.empty(0, np.int64)
    right = np.concatenate([f[1] for f in found]) if found else np.empty(0, np.int64)
    low, high = np.minimum(left, right), np.maximum(left, right)
    both = np.sort((low * n + high)[low != high])  # np.unique hashes first, which takes four times as long
    both = both[np.diff(both, prepend=-1) != 0]
    return Pairs(both // max(n, 1), both % max(n, 1))


def _views(p: Prepared, large: bool) -> list[csr_matrix]:
    views = [_unit(_rarest(keys(p), 12, 60)), _unit(_rarest(p.bag, 6, 60))] if large else [_unit(_letters(p)), _unit(p.bag)]
    return [*views, _unit(p.identifiers)] if p.identifiers.matrix.nnz else views


def _unit(rows: Rows) -> csr_matrix:
    return rows.weighted(rows.rarity(), unit=True)


def _letters(p: Prepared) -> Rows:
    """Pieces of three letters of the title, with blanks for its ends; names in order of their words."""
    texts = p.ordered if p.agents else p.main
    encoded = pc.dictionary_encode(pa.array(texts, pa.string()))
    pieces = distinct_rows(pa.array([_pieces(one) for one in encoded.dictionary.to_pylist()], pa.list_(pa.string())))
    chosen: npt.NDArray[np.int64] = encoded.indices.to_numpy().astype(np.int64)
    return Rows(pieces.matrix[chosen])


def _pieces(text: str) -> list[str]:
    padded = f" {text} "
    return [padded[n : n + 3] for n in range(len(padded) - 2)] if text else []


def _rarest(rows: Rows, count: int, cap: int) -> Rows:
    """Only the `count` rarest items of each record, and none that more than `cap` records have."""
    frequency = rows.frequency
    matrix = rows.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    seen = frequency[matrix.indices]
    usable = (seen <= cap) & (seen > 1)
    row, item, seen = row[usable], matrix.indices[usable], seen[usable]
    order = np.argsort((row.astype(np.int64) << 32) + seen.astype(np.int64), kind="stable")
    row, item = row[order], item[order]
    start = np.searchsorted(row, np.arange(matrix.shape[0]))
    kept = np.arange(len(row)) - start[row] < count
    return Rows.from_codes(row[kept].astype(np.int64), item[kept].astype(np.int64), *matrix.shape)
