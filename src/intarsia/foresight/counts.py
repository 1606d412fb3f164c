"""Counts of terms by year, and the windows before an origin that scores look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intarsia.errors import Invalid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: years that a score may look back, that make "now", and that a forecast looks ahead
BACK, RECENT, AHEAD = 20, 5, 5


@dataclass(frozen=True)
class Counts:
    """How often each term occurs in each year, of how many occasions.

    counts: terms x years, the documents that have the term. exposure: by year, what rates are taken over: all that was counted for texts, whose length
    drifts, and the documents for a controlled list such as genres. documents: by year, what the share of a term is taken of. first: the first
    year. A year without exposure is one of which nothing is known. sectors: terms x years, in how many sectors the term was in the RECENT years up to
    each; None where the corpus is of one sector.

    Raises: Invalid for parts that do not fit each other.
    """

    terms: tuple[str, ...]
    first: int
    counts: Floats
    exposure: Floats
    documents: Floats
    sectors: Floats | None = None

    def __post_init__(self) -> None:
        shapes = self.counts.shape == (len(self.terms), len(self.exposure)) and self.documents.shape == self.exposure.shape
        shapes = shapes and (self.sectors is None or self.sectors.shape == self.counts.shape)
        if not shapes or any(part.size and part.min() < 0 for part in (self.counts, self.exposure, self.documents)):
            raise Invalid("these counts do not fit their terms and years", where="counts", way_out="give terms x years, none below 0")

    @property
    def last(self) -> int:
        """The last year."""
        return self.first + len(self.exposure) - 1

    def upto(self, year: int) -> Counts:
        """What was known at the end of that year."""
        keep = max(0, min(len(self.exposure), year - self.first + 1))
        return Counts(self.terms, self.first, self.counts[:, :keep], self.exposure[:keep], self.documents[:keep], None if self.sectors is None else self.sectors[:, :keep])


@dataclass(frozen=True)
class Windows:
    """The years before each origin, one row a term and origin that is eligible there.

    term: place in `terms`. origin: the year. past, exposure: rows x BACK, the origin's own year last; 0 before the first year. sectors: rows x 2, in how many sectors
    it was in the last RECENT years, and in those before them; None where there is one.
    """

    term: Ints
    origin: Ints
    past: Floats
    exposure: Floats
    sectors: Floats | None = None


def summed(values: Floats, width: int) -> Floats:
    """Sums over each run of so many years that ends in a year; along the last axis, as long as it was."""
    total = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    end = np.arange(1, values.shape[-1] + 1)
    found: Floats = total[..., end] - total[..., np.maximum(end - width, 0)]
    return found


def windows(counts: Counts, origins: list[int], eligible: Bools) -> Windows:
    """The rows of these origins. eligible: terms x years, decided from the years up to each alone."""
    at = np.array([year - counts.first for year in origins], dtype=np.int64)
    origin, term = np.nonzero(eligible[:, at].T)
    columns = at[origin][:, None] + np.arange(1 - BACK, 1)
    inside = columns >= 0
    exposure = np.where(inside, counts.exposure[np.maximum(columns, 0)], 0.0)
    past = np.where(inside, counts.counts[term[:, None], np.maximum(columns, 0)], 0.0)
    sectors = None
    if counts.sectors is not None:
        then = at[origin][:, None] - np.array([0, RECENT])
        sectors = np.where(then >= 0, counts.sectors[term[:, None], np.maximum(then, 0)], 0.0)
    return Windows(term, counts.first + at[origin], past, exposure, sectors)
