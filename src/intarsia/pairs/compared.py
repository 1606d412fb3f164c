"""Two files compared: which records of the one are the same thing as which of the other, and what was left without anything to compare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia import linking
from intarsia.errors import Invalid
from intarsia.pairs import kinds
from intarsia.pairs.onetoone import one_to_one
from intarsia.pairs.shared import Side

#: from which probability pairs are given: likely ones, or every one that the model keeps
LIKELY, EVERY, SURE = 0.5, 0.01, 0.95
LEFT, RIGHT = "left", "right"


@dataclass
class Compared:
    """What two files have in common.

    every: all pairs from EVERY on, best first: left and right (keys as the files write them), kind, probability, prior, fields,
    levels, weights, rivals. chosen: which of them are given: likely enough, and of pairs that exclude each other the stronger.
    """

    left: Side
    right: Side
    every: pa.Table
    chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]
    conflicts: int = 0

    @property
    def pairs(self) -> pa.Table:
        """The pairs that are given."""
        return self.every.filter(pa.array(self.chosen))

    @property
    def expected(self) -> float:
        """How many matches there are by the model's own account: the sum of all probabilities."""
        return float(self.every["probability"].to_numpy().sum())

    def count(self, least: float, below: float = 1.1) -> int:
        """How many of the given pairs have a probability from `least` to `below`."""
        p = self.every["probability"].to_numpy()[self.chosen]
        return int(((p >= least) & (p < below)).sum())

    @property
    def rejects(self) -> list[tuple[str, int, str]]:
        """(side, record's number, reason) of what was not compared: unreadable, without a key, or with nothing to compare by."""
        found = []
        for name, side in ((LEFT, self.left), (RIGHT, self.right)):
            found += [(name, number, reason) for number, reason in side.table.rejected]
            found += [(name, int(number), "nothing to compare by: no title, name, text or identifier") for number in side.table.numbers[~side.comparable]]
        return found


def compare(left: Side, right: Side, *, threshold: float = LIKELY, many: bool = False) -> Compared:
    """Compare the records of two files.

    threshold: the least probability of a pair that is given, at least EVERY. many: a record may be in several pairs.
    Raises: Invalid when a file has no record that could be compared, or the threshold is no probability.
    """
    if not 0 <= threshold <= 1:
        raise Invalid("the threshold is no probability", where="--threshold", way_out="write a number from 0 to 1, such as 0.5")
    of_left, of_right = settled(left, right)
    records = [left.records(LEFT, of_left), right.records(RIGHT, of_right)]
    for side, one in zip((left, right), records, strict=True):
        if not len(one):
            raise Invalid("no record has anything to compare by", where=str(side.table.file), way_out="name the column of titles or names: --column title=COLUMN")
    found = linking.compare(pa.concat_tables(records))
    turned = _from_left(found.pairs)
    turned = turned.sort_by([("probability", "descending"), ("left", "ascending"), ("right", "ascending")])
    chosen = turned["probability"].to_numpy() >= max(threshold, EVERY)
    if not many:
        chosen[np.flatnonzero(chosen)] = one_to_one(turned.filter(pa.array(chosen)))
    return Compared(left, right, turned, chosen, len(found.conflicts))


def _from_left(pairs: pa.Table) -> pa.Table:
    """Pairs with the keys of the first file first."""
    crossing = pairs.filter(pc.not_equal(pairs["left_source"], pairs["right_source"]))
    straight = pc.equal(crossing["left_source"], LEFT)
    one = pc.if_else(straight, crossing["left_key"], crossing["right_key"])
    other = pc.if_else(straight, crossing["right_key"], crossing["left_key"])
    rest = crossing.drop_columns(["left_key", "left_source", "right_key", "right_source"])
    return pa.table({"left": one, "right": other, **{name: rest[name] for name in rest.column_names}})


def settled(left: Side, right: Side) -> tuple[kinds.Codes, kinds.Codes]:
    """The kind of every record of both files, decided together: works are never compared with persons, so a guess must be the same on both sides."""
    one, other = left.guessed, right.guessed
    names = left.first_titles, right.first_titles
    first, second = kinds.agreed(one, names[0], other, names[1]), kinds.agreed(other, names[1], one, names[0])
    guess = left.likely or right.likely
    for found, mine, theirs in ((first, left, other), (second, right, one)):
        open_ = found == kinds.UNKNOWN
        if open_.any():
            known = theirs[theirs != kinds.UNKNOWN]
            usual = int(np.bincount(known).argmax()) if len(known) >= 0.5 * len(theirs) else mine.likely or guess or (int(np.bincount(known).argmax()) if len(known) else kinds.WORK)
            found[open_] = usual
    works = [bool((found == kinds.WORK).any()) for found in (first, second)]
    agents = [bool((found > kinds.WORK).any()) for found in (first, second)]
    if not (all(works) or all(agents)):  # one file holds works only, the other agents only: one of the two guesses is wrong
        both = kinds.PERSON if left.lives or right.lives else kinds.WORK
        first[:], second[:] = both, both
    return first, second
