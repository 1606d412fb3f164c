"""The labels of one vocabulary, made ready to be searched by many words at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.matching.written import Written, written
from intarsia.text import fold

MANY = 50_000  # labels; of a larger vocabulary only those are looked at that share the beginning or end of a word with one asked for
MOST = 200_000  # labels looked at in one go, the shortest of them
KEPT = 24  # labels that are compared closely, for each word
LARGEST_SHARE = 0.05  # a run of letters that more labels than this share have tells little, in a vocabulary of many labels
CHUNK = 512


@dataclass(frozen=True)
class Labels:
    """Parallel columns: the concept's notation, its label, the label's kind and language, and for each notation the sector it belongs to."""

    notation: tuple[str, ...]
    label: tuple[str, ...]
    kind: tuple[str, ...]
    language: tuple[str, ...]
    sectors: dict[str, str] = field(default_factory=dict)
    broader: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pa.Table, sectors: dict[str, str] | None = None, broader: dict[str, str] | None = None) -> Labels:
        """From a table with the columns notation, label, kind and language."""
        notation, label, kind, language = (tuple(table.column(name).to_pylist()) for name in ("notation", "label", "kind", "language"))
        return cls(notation, label, kind, language, sectors or {}, broader or {})

    @staticmethod
    def worth(table: pa.Table, values: Iterable[str]) -> pa.Table:
        """Of a large vocabulary, the rows that could be near one of these values: they share the first or last four letters of a word."""
        if table.num_rows <= MANY:
            return table
        keys = pa.array(sorted({key for value in values for word in fold(value).split() for key in (word[:4], word[-4:]) if len(key) > 2}), pa.string())
        words = pc.split_pattern(pc.utf8_lower(table.column("label").combine_chunks()), " ")
        of, flat = pc.list_parent_indices(words), pc.list_flatten(words)
        near = pc.or_(pc.is_in(pc.utf8_slice_codeunits(flat, 0, 4), keys), pc.is_in(pc.utf8_slice_codeunits(flat, -4), keys))
        found = table.take(pc.unique(pc.filter(of, near)))
        if found.num_rows <= MOST:
            return found
        shortest = pc.sort_indices(pa.table({"n": pc.utf8_length(found.column("label")), "l": found.column("label"), "c": found.column("notation")}),
                                   [("n", "ascending"), ("l", "ascending"), ("c", "ascending")])
        return found.take(shortest[:MOST])

    def __len__(self) -> int:
        return len(self.label)

    @cached_property
    def forms(self) -> tuple[Written, ...]:
        """The forms of each label."""
        return tuple(written(label) for label in self.label)

    def near(self, values: Sequence[Written]) -> list[list[int]]:
        """For each value, the labels that are worth a close look: alike in their runs of three letters, or in a word they share."""
        if not len(self) or not values:
            return [[] for _ in values]
        found: list[list[int]] = []
        for start in range(0, len(values), CHUNK):
            block = values[start: start + CHUNK]
            product = (_runs([v.letters for v in block], self._columns, self._weights) @ self._matrix.T).tocsr()
            for row in range(len(block)):
                at, scores = product.indices[product.indptr[row]: product.indptr[row + 1]], product.data[product.indptr[row]: product.indptr[row + 1]]
                best = np.lexsort((at, -np.round(scores, 6)))[:KEPT]
                same = [label for text in (block[row].bare, *block[row].parts) for label in self._by_letters.get(text, ())]
                found.append(list(dict.fromkeys([*(int(at[n]) for n in best), *same])))
        return found

    def owner(self, text: str) -> str:
        """The one concept that has a label of the same letters; empty where there is none, or several."""
        found = {self.notation[number] for number in self._by_letters.get(written(text).letters, ())}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def _by_letters(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, form in enumerate(self.forms):
            if form.letters:
                found.setdefault(form.letters, []).append(number)
        return found

    @cached_property
    def _columns(self) -> dict[str, int]:
        names = sorted({run for form in self.forms for run in runs(form.letters)})
        return {name: number for number, name in enumerate(names)}

    @cached_property
    def _counted(self) -> Any:
        return _counts([form.letters for form in self.forms], self._columns)

    @cached_property
    def _weights(self) -> Any:
        """log(labels / labels with the run) + 1; nothing for runs that tell little (Spärck Jones 1972)."""
        many = np.asarray((self._counted > 0).sum(axis=0)).ravel()
        weights = np.log(len(self) / np.maximum(many, 1)) + 1
        if len(self) > MANY // 10:
            weights[many > LARGEST_SHARE * len(self)] = 0
        return weights

    @cached_property
    def _matrix(self) -> Any:
        return _unit(self._counted, self._weights)


def runs(letters: str) -> list[str]:
    """Runs of three letters, with the ends marked."""
    marked = f"^{letters}$"
    return [marked[n: n + 3] for n in range(max(1, len(marked) - 2))]


def _counts(texts: Sequence[str], columns: dict[str, int]) -> Any:
    from scipy import sparse

    row: list[int] = []
    column: list[int] = []
    for number, text in enumerate(texts):
        found = [columns[run] for run in runs(text) if run in columns]
        row += [number] * len(found)
        column += found
    return sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(texts), len(columns)))


def _unit(counts: Any, weights: Any) -> Any:
    from scipy import sparse

    weighted = counts @ sparse.diags(weights)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(length, 1e-12)) @ weighted


def _runs(texts: Sequence[str], columns: dict[str, int], weights: Any) -> Any:
    return _unit(_counts(texts, columns), weights)
