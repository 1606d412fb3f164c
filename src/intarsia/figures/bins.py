"""Years in bins: single years where there are few, wider ones where there are many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

WIDTHS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
#: old years stay out only where what is left is at most this much of the whole span: less would hide them for nothing
SPARED = 2 / 3
#: and of those that could stay out, the last ones stay in as long as they lengthen it by no more than this
ROOM = 1.25


@dataclass(frozen=True)
class Bins:
    """Bins of `width` years from `first` on, `size` of them; bin n runs from first + n * width."""

    first: int
    width: int
    size: int

    def span(self, n: int) -> tuple[int, int]:
        """First and last year of a bin."""
        start = self.first + n * self.width
        return start, start + self.width - 1

    def middle(self, n: int) -> float:
        """Where a bin stands on an axis of years."""
        start, end = self.span(n)
        return (start + end) / 2

    def of(self, years: Mapping[int, int]) -> list[int]:
        """Counts per bin; years outside are left out."""
        found = [0] * self.size
        for year, count in years.items():
            place = (year - self.first) // self.width
            if 0 <= place < self.size:
                found[place] += count
        return found


def binned(years: Mapping[int, int], most: int, tail: float) -> Bins | None:
    """Bins for these counts per year, `most` at most; None without a count.

    They begin where at most the share `tail` of the works lies before, so that one old work does not squeeze all others together:
    those before stay out of the drawing, and in its table.
    """
    known = sorted(year for year, count in years.items() if count)
    if not known:
        return None
    first, last = known[0], known[-1]
    before, total = 0, sum(years.values())
    for year, after in pairwise(known):
        if before + years[year] > tail * total:
            break
        before, first = before + years[year], after
    first = next(year for year in known if last - year <= ROOM * (last - first))
    if last - first > SPARED * (last - known[0]):
        first = known[0]
    width = next((w for w in WIDTHS if last // w - first // w + 1 <= most), WIDTHS[-1])
    start = first // width * width
    return Bins(start, width, (last - start) // width + 1)
