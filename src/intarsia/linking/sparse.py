"""Sparse rows of 0/1: which numbered items (words, names, variants) each record has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass
class Rows:
    """Records by items, one for "has it"; `items` names them where that is known."""

    matrix: csr_matrix

    @classmethod
    def from_codes(cls, record: Any, item: Any, records: int, items: int) -> Rows:
        """From pairs of numbers; a pair told twice counts once."""
        from scipy.sparse import csr_matrix

        matrix = csr_matrix((np.ones(len(record), np.float32), (record, item)), shape=(records, max(items, 1)))
        matrix.sum_duplicates()
        matrix.data[:] = 1.0
        return cls(matrix)

    @classmethod
    def from_pairs(cls, record: Ints, item: pa.Array, records: int) -> Rows:
        """From record numbers and texts."""
        encoded = pc.dictionary_encode(item)
        return cls.from_codes(record, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), records, len(encoded.dictionary))

    def widened(self, items: int) -> Rows:
        """The same rows with room for more items."""
        from scipy.sparse import csr_matrix

        return Rows(csr_matrix((self.matrix.data, self.matrix.indices, self.matrix.indptr), shape=(self.matrix.shape[0], max(items, 1))))

    def through(self, other: Rows) -> Rows:
        """The items of the items: records -> titles -> variants."""
        matrix = (self.matrix @ other.matrix).tocsr()
        matrix.data[:] = 1.0
        matrix.sort_indices()
        return Rows(matrix)

    @property
    def counts(self) -> Ints:
        """How many items each record has."""
        found: Ints = np.diff(self.matrix.indptr).astype(np.int64)
        return found

    @property
    def frequency(self) -> Floats:
        """In how many records each item is."""
        found: Floats = np.bincount(self.matrix.indices, minlength=self.matrix.shape[1]).astype(np.float64)
        return found

    def rarity(self) -> Floats:
        """log(1 + records / records with it), per item: the usual inverse document frequency."""
        found: Floats = np.log1p(self.matrix.shape[0] / np.maximum(self.frequency, 1.0))
        return found

    def weighted(self, weights: Floats, unit: bool = False) -> csr_matrix:
        """The rows with a weight for each item; with `unit` each row has length 1."""
        from scipy.sparse import csr_matrix

        data = weights[self.matrix.indices].astype(np.float32)
        if unit:
            row = np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))
            length = np.sqrt(np.bincount(row, data.astype(np.float64) ** 2, minlength=self.matrix.shape[0]))
            data = (data / np.maximum(length, 1e-12)[row]).astype(np.float32)
        return csr_matrix((data, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)


def shared(left: csr_matrix, right: csr_matrix, i: Ints, j: Ints) -> Floats:
    """For each pair of rows the sum over their common items of left weight times right weight."""
    found: Floats = np.empty(len(i), np.float64)
    for start in range(0, len(i), _CHUNK):
        part = slice(start, start + _CHUNK)
        found[part] = np.asarray(left[i[part]].multiply(right[j[part]]).sum(axis=1)).ravel()
    return found


def common(rows: Rows, i: Ints, j: Ints) -> tuple[Ints, Ints]:
    """Which items pairs have in common, as (number of the pair, item), in order of the pairs."""
    pairs, items = [], []
    for start in range(0, len(i), _CHUNK):
        part = slice(start, start + _CHUNK)
        both = rows.matrix[i[part]].multiply(rows.matrix[j[part]]).tocsr()
        pairs.append(np.repeat(np.arange(both.shape[0]), np.diff(both.indptr)) + start)
        items.append(both.indices)
    empty = np.empty(0, np.int64)
    return np.concatenate([*pairs, empty]).astype(np.int64), np.concatenate([*items, empty]).astype(np.int64)


_CHUNK = 1 << 16


def numbered(values: pa.Array) -> Ints:
    """Equal values, equal numbers from 0, in order of first appearance; -1 for null."""
    found: Ints = pc.fill_null(pc.dictionary_encode(values).indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def joined(lists: pa.Array) -> pa.Array:
    """The texts of each list in one; null for none."""
    return pc.binary_join(pc.if_else(pc.is_valid(lists), lists, pa.scalar([], lists.type)), " ; ") if lists.null_count else pc.binary_join(lists, " ; ")


def vocabulary(every: pa.Array, more: list[pa.Array]) -> tuple[Rows, pa.Array]:
    """The words of plain texts as rows, and all words by number: those of `every`, then those that only `more` have."""
    rows, known = distinct_items(pc.split_pattern(pc.fill_null(every, ""), " "))
    found = pc.unique(pa.concat_arrays([pc.unique(pc.split_pattern(pc.fill_null(one, ""), " ").flatten()) for one in more]))
    known = pa.concat_arrays([known, found.filter(pc.invert(pc.is_in(found, pa.concat_arrays([known, pa.array([""], pa.string())]))))])
    return rows.widened(len(known)), known


def words(plain: pa.Array, vocabulary: pa.Array) -> Rows:
    """The words of plain texts as rows, numbered by their place in the vocabulary."""
    split = pc.split_pattern(pc.fill_null(plain, ""), " ")
    codes = pc.fill_null(pc.index_in(split.flatten(), vocabulary), -1).to_numpy(zero_copy_only=False)
    return _known(pc.list_value_length(split), codes, pc.index(vocabulary, pa.scalar("", pa.string())).as_py(), len(vocabulary))


def distinct_rows(lists: pa.Array) -> Rows:
    """The values of lists as rows; null and "" are no items."""
    return distinct_items(lists)[0]


def distinct_items(lists: pa.Array) -> tuple[Rows, pa.Array]:
    """The same, and the items by their numbers."""
    encoded: Any = pc.dictionary_encode(lists.flatten())
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    empty = pc.index(encoded.dictionary, pa.scalar("", pa.string())).as_py()
    return _known(pc.list_value_length(lists), codes, empty, len(encoded.dictionary)), encoded.dictionary


def _known(lengths: pa.Array, codes: Any, empty: int, items: int) -> Rows:
    """Rows from the lengths of lists and the numbers of their values, without those below 0 and the empty one."""
    many = pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False)
    record = np.repeat(np.arange(len(many), dtype=np.int32), many)
    known = (codes >= 0) & (codes != empty)
    if not known.all():
        record, codes = record[known], codes[known]
    return Rows.from_codes(record, codes, len(many), items)
