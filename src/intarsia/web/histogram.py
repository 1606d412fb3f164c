"""Works per year as bars: years, or wider bins where there are too many, each leading to its works."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.web.query import Query

MOST = 80
WIDTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Bar:
    """One bin of years."""

    first: int
    last: int
    count: int
    on: bool
    height: float
    address: str
    slot: int


@dataclass(frozen=True)
class Histogram:
    """Bars from the first year to the last; `stop` is the one, among those with works, that a keyboard reaches."""

    bars: tuple[Bar, ...]
    width: int
    stop: int
    last: int

    @property
    def ticks(self) -> list[int]:
        """Years under the axis: both ends and three between them."""
        steps = min(4, len(self.bars) - 1)
        return [self.bars[round(n * (len(self.bars) - 1) / steps)].first for n in range(steps)] + [self.last] if steps else [self.last]


def histogram(years: dict[int, int], query: Query) -> Histogram | None:
    """None when fewer than two years have works: there is nothing to compare."""
    known = {int(year): count for year, count in years.items() if count}
    if len(known) < 2:
        return None
    first, last = min(known), max(known)
    width = next((w for w in WIDTHS if (last // w - first // w + 1) <= MOST), WIDTHS[-1])
    counts: dict[int, int] = {}
    for year, count in known.items():
        counts[year // width] = counts.get(year // width, 0) + count
    top = max(counts.values())
    bars = []
    for slot in range(first // width, last // width + 1):
        begin, count = slot * width, counts.get(slot, 0)
        end = begin + width - 1
        on = (query.year_from is None or end >= query.year_from) and (query.year_to is None or begin <= query.year_to)
        address = query.but(year_from=begin, year_to=end).address()
        bars.append(Bar(begin, end, count, on, round(max(100 * count / top, 2.0) if count else 0.0, 2), address, slot - first // width))
    filled = [bar.count for bar in bars if bar.count]
    return Histogram(tuple(bars), width, filled.index(max(filled)), last)
