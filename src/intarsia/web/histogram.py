"""Works per year as bars: years, or wider bins where there are too many, each leading to its works."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup, escape

from intarsia.web.query import Query
from intarsia.web.when import year
from intarsia.web.words import Words

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


    def marks(self, _: Words) -> Markup:
        """The bars as SVG, each a link; written here and not in a template, as there are up to eighty on every list of works."""
        found = []
        for n, bar in enumerate(bar for bar in self.bars if bar.count):
            told, away = f"{_span(bar, _)}: {_.number(bar.count)}", "" if n == self.stop else ' tabindex="-1"'
            found.append(f'<a href="{escape(bar.address)}" aria-label="{told}"{away}><title>{told}</title><rect class="hit" x="{bar.slot * 10}" y="0" width="10" height="100"/>'
                         f'<rect class="{"on" if bar.on else "off"}" x="{bar.slot * 10 + 0.6:g}" y="{100 - bar.height:g}" width="8.8" height="{bar.height:g}"/></a>')
        return Markup("\n".join(found))

    def rows(self, _: Words) -> Markup:
        """The same as rows of a table."""
        return Markup("\n".join(f'<tr><th scope="row"><a href="{escape(bar.address)}">{_span(bar, _)}</a></th><td class="n">{_.number(bar.count)}</td></tr>'
                                for bar in self.bars if bar.count))


def _span(bar: Bar, _: Words) -> str:
    return year(bar.first, _) if bar.first == bar.last else f"{year(bar.first, _)}–{year(bar.last, _)}"


def histogram(years: dict[int, int], query: Query) -> Histogram | None:
    """None when fewer than two years have works: there is nothing to compare."""
    known = {int(one): count for one, count in years.items() if count}
    if len(known) < 2:
        return None
    first, last = min(known), max(known)
    width = next((w for w in WIDTHS if (last // w - first // w + 1) <= MOST), WIDTHS[-1])
    counts: dict[int, int] = {}
    for when, count in known.items():
        counts[when // width] = counts.get(when // width, 0) + count
    top = max(counts.values())
    bars: list[Bar] = []
    others = query.but(year_from=None, year_to=None).pairs()
    stem = f"{query.root}/explore?{urlencode([*others, ('from', '')])}"
    for slot in range(first // width, last // width + 1):
        begin, count = slot * width, counts.get(slot, 0)
        end = begin + width - 1
        on = (query.year_from is None or end >= query.year_from) and (query.year_to is None or begin <= query.year_to)
        bars.append(Bar(begin, end, count, on, round(max(100 * count / top, 2.0) if count else 0.0, 2), f"{stem}{begin}&to={end}", slot - first // width))
    filled = [bar.count for bar in bars if bar.count]
    return Histogram(tuple(bars), width, filled.index(max(filled)), last)
