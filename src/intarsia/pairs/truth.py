"""What somebody knows of two files: pairs that match, or pairs with a label that says whether they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.pairs.table import Table, column_named
from intarsia.text import wordset

_YES, _NO = wordset("1 1.0 true yes match y t ja oui waar"), wordset("0 0.0 false no non-match nonmatch n f nee non onwaar")
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Truth:
    """Pairs of keys, each once. labels: whether they match, where the file says so of each; None where it lists matches only."""

    left: pa.Array
    right: pa.Array
    labels: Flags | None = None

    def __len__(self) -> int:
        return len(self.left)

    @property
    def matches(self) -> int:
        """How many pairs match."""
        return len(self) if self.labels is None else int(self.labels.sum())


def truth(table: Table, keys: Sequence[str] = (), pairs: pa.Table | None = None) -> Truth:
    """The truth that a file tells: its first two columns are the keys, or those that are named; another one with two values such as 0 and 1 is the label.

    pairs: those to be judged (left, right); a first line that holds keys of theirs is no header, but a pair.

    Raises: Invalid for a file with fewer than two columns, or without a pair; NotFound for a column that is not there.
    """
    names = table.names
    if len(names) < 2:
        raise Invalid("a truth needs two columns of keys", where=str(table.file), way_out="write left key and right key, one pair a line")
    chosen = [column_named(table, key) for key in keys] if len(keys) == 2 else names[:2]
    label = next((name for name in names if name not in chosen and _is_label(table.cells[name].values)), "")
    left, right = (table.cells[name].first(table.records) for name in chosen)
    whole = pa.table({"left": left, "right": right, "label": table.cells[label].first(table.records) if label else pa.nulls(table.records, pa.string())})
    whole = whole.filter(pc.and_(pc.is_valid(whole["left"]), pc.is_valid(whole["right"])))
    if pairs is not None and not label and chosen[0] in pairs["left"].to_pylist() and chosen[1] in pairs["right"].to_pylist():
        whole = pa.concat_tables([pa.table({"left": [chosen[0]], "right": [chosen[1]], "label": pa.nulls(1, pa.string())}), whole])
    if label:
        whole = whole.filter(pc.is_valid(whole["label"]))
    if not len(whole):
        raise Invalid("there is no pair in this truth", where=str(table.file), way_out="write left key and right key, one pair a line")
    first = whole.append_column("n", pa.array(np.arange(len(whole)))).group_by(["left", "right"]).aggregate([("n", "min"), ("label", "max")]).sort_by("n_min")
    labels = np.array([value.casefold() in _YES for value in first["label_max"].to_pylist()]) if label else None
    return Truth(first["left"].combine_chunks(), first["right"].combine_chunks(), labels)


def _is_label(values: pa.Array) -> bool:
    found = {str(value).casefold() for value in pc.unique(values).to_pylist()}
    return bool(found) and found <= (_YES | _NO)


def codes(left: pa.Array, right: pa.Array, other_left: pa.Array, other_right: pa.Array) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Pairs of both lists as numbers: equal pairs have equal numbers."""
    one = pc.dictionary_encode(pa.concat_arrays([left.cast(pa.string()), other_left.cast(pa.string())])).indices.to_numpy().astype(np.int64)
    two = pc.dictionary_encode(pa.concat_arrays([right.cast(pa.string()), other_right.cast(pa.string())])).indices.to_numpy().astype(np.int64)
    both = one * (int(two.max()) + 1 if len(two) else 1) + two
    return both[: len(left)], both[len(left) :]
