"""Works per year as bars: years, or wider bins where there are too many, each leading to its works."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from intarsia.web.encoding import encoded
from intarsia.web.query import Query
from intarsia.web.when import year
from intarsia.web.words import Words

MOST = 80
WIDTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(slots=True)
class Bar:
    """One bin of years that has works; `slot` is its place."""

    first: int
    last: int
    count: int
    on: bool
    height: float
    slot: int


@dataclass(frozen=True)
class Histogram:
    """Bars from the first year to the last, in `slots` places; `stop` is the one that a keyboard reaches; `stem` is where their addresses begin."""

    bars: tuple[Bar, ...]
    slots: int
    width: int
    stop: int
    last: int
    stem: str

    @property
    def ticks(self) -> list[int]:
        """Years under the axis: both ends and three between them."""
        steps, begin = min(4, self.slots - 1), self.bars[0].first
        return [begin + self.width * round(n * (self.slots - 1) / steps) for n in range(steps)] + [self.last] if steps else [self.last]

    def marks(self, _: Words) -> Markup:
        """The bars as SVG, each a link; written here and not in a template, as there are up to eighty on every list of works."""
        stem, found, number, away = str(escape(self.stem)), [], _.number, ' tabindex="-1"'
        for n, bar in enumerate(self.bars):
            told = f"{_span(bar, _)}: {number(bar.count)}"
            found.append(f'<a href="{stem}{bar.first}&amp;to={bar.last}" aria-label="{told}"{away if n != self.stop else ""}><title>{told}</title>'
                         f'<rect class="hit" x="{bar.slot * 10}" y="0" width="10" height="100"/>'
                         f'<rect class="{"on" if bar.on else "off"}" x="{bar.slot * 10}.6" y="{100 - bar.height:g}" width="8.8" height="{bar.height:g}"/></a>')
        return Markup("\n".join(found))

    def rows(self, _: Words) -> Markup:
        """The same as rows of a table."""
        stem, number = str(escape(self.stem)), _.number
        return Markup("\n".join([f'<tr><th scope="row"><a href="{stem}{bar.first}&amp;to={bar.last}">{_span(bar, _)}</a></th><td class="n">{number(bar.count)}</td></tr>'
                                 for bar in self.bars]))


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
    top, begin = max(counts.values()), first // width
    since = query.year_from if query.year_from is not None else first
    until = query.year_to if query.year_to is not None else last
    bars = tuple([Bar(bin * width, bin * width + width - 1, count, bin * width + width - 1 >= since and bin * width <= until, round(max(100 * count / top, 2.0), 2), bin - begin)
                  for bin, count in sorted(counts.items())])
    stem = f"{query.root}/explore?{encoded([*query.but(year_from=None, year_to=None).pairs(), ('from', '')])}"
    return Histogram(bars, last // width - begin + 1, width, max(range(len(bars)), key=lambda n: bars[n].count), last, stem)
