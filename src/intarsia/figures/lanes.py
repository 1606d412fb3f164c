"""The timeline: one lane per sector, in each bin of years a disc whose area is the number of works."""

from __future__ import annotations

from typing import Any

from intarsia.figures import theme
from intarsia.figures.bins import Bins, binned
from intarsia.figures.figure import Column, Figure, Mark
from intarsia.figures.picture import VegaLite
from intarsia.figures.telling import Counts, Telling
from intarsia.figures.yearly import left_out, year_words

NAME = "timeline"
MOST = 24
TAIL = 0.03
LANE = 40
SMALLEST = 20.0  # so that a single work can be seen and hit


def lanes(counts: Counts, told: Telling) -> Figure:
    """Works of each sector over time, from the first year to the last."""
    say = told.say
    bins = binned(counts.years, MOST, TAIL)
    sectors = [key for key in _entered(counts) if any(counts.per_year[key].values())]
    spots = _spots(counts, bins, sectors)
    columns = (Column("sector", say("Sector")), Column("from", say("From year")), Column("to", say("To year")), Column("works", say("Works"), True))
    rows: list[tuple[Any, ...]] = [(told.named(key), first, last, n) for key, first, last, n in spots]
    hrefs = [told.href(key, first, last) for key, first, last, _n in spots]
    for key in counts.sectors:
        if bins and (early := sum(n for year, n in counts.per_year.get(key, {}).items() if year < bins.first)):
            rows.append((told.named(key), None, bins.first - 1, early))
            hrefs.append(told.href(key, None, bins.first - 1))
        if undated := counts.per_sector[key] - sum(counts.per_year.get(key, {}).values()):
            rows.append((told.named(key), None, None, undated))
            hrefs.append(told.href(key, None, None))
    marks = tuple(Mark(told.span(first, last), ((told.named(key), say.number(n), key),), told.href(key, first, last)) for key, first, last, n in spots)
    width = bins.width if bins else 1
    definition = say("Area of a disc: works of one year.") if width == 1 else say("Area of a disc: works of %(n)s years.", n=say.number(width))
    picture = VegaLite(lambda wide: _spec(counts, told, bins, sectors, wide), *told.separators) if bins else None
    return Figure(NAME, say("Works over time, by sector"), say("works"), told.defined(definition), told.works(counts.total), columns, tuple(rows), tuple(hrefs), marks, picture,
                  told.sources, notes=left_out(counts, told, bins), foot=told.foot(counts.total), language=say.language, written=say.number)


def _entered(counts: Counts) -> list[str]:
    """Sectors in the order of their median work, so that the lanes read from old to new; no sector last."""

    def middle(key: str) -> float:
        years = sorted(counts.per_year[key].items())
        half, seen = sum(n for _, n in years) / 2, 0
        for year, n in years:
            seen += n
            if seen >= half:
                return year
        return 0

    return sorted((key for key in counts.sectors if counts.per_year.get(key)), key=lambda key: (not key, middle(key), key))


def _spots(counts: Counts, bins: Bins | None, sectors: list[str]) -> list[tuple[str, int, int, int]]:
    if bins is None:
        return []
    per_bin = {key: bins.of(counts.per_year[key]) for key in sectors}
    return [(key, *bins.span(place), n) for key in sectors for place, n in enumerate(per_bin[key]) if n]


def _spec(counts: Counts, told: Telling, bins: Bins | None, sectors: list[str], width: int) -> dict[str, Any]:
    assert bins is not None
    narrow = width < 600
    names = [told.named(key) for key in sectors]
    side = 8 if narrow else min(170, 16 + max(len(name) for name in names) * 7)
    plot = width - side - 16
    reach = (plot / bins.size, LANE - 6)
    biggest = min(reach) ** 2 * (1.6 if reach[0] < reach[1] else 0.8)  # discs may overlap sideways a little, never another lane
    biggest = min(biggest, (LANE * 0.8) ** 2)
    lane = LANE + 18 if narrow else LANE  # the name stands above its lane where there is no room beside it
    spots = _spots(counts, bins, sectors)
    most = max(spot[3] for spot in spots)
    values = [{"x": (first + last) / 2, "y": lane * sectors.index(key) + lane - LANE / 2, "size": round(max(SMALLEST, biggest * n / most), 1), "c": theme.sector(key), "h": f"#m{place}"}
              for place, (key, first, last, n) in enumerate(spots)]
    lines = [{"y": lane * n + lane - LANE / 2, "t": name, "ty": lane * n + 10 if narrow else lane * n + lane - LANE / 2} for n, name in enumerate(names)]
    ends = [bins.first - 0.5, bins.first + bins.size * bins.width - 0.5]
    x = {"field": "x", "type": "quantitative", "scale": {"domain": ends, "nice": False, "zero": False},
         "axis": {"tickCount": 4 if narrow else 8, "tickMinStep": 1, "labelExpr": year_words(told), "ticks": True, "domain": True, "domainColor": "var(--line2)"}}
    raw: dict[str, Any] = {"type": "quantitative", "scale": None, "axis": None}
    size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    return {
        "width": plot, "height": lane * len(sectors), "autosize": {"type": "none"}, "padding": {"left": side, "right": 14, "top": 4, "bottom": 26},
        "layer": [
            {"data": {"values": lines}, "mark": {"type": "rule", "stroke": "var(--line2)"}, "encoding": {"y": {"field": "y", **raw}, "x": {"value": 0}, "x2": {"value": "width"}}},
            {"data": {"values": lines}, "mark": {"type": "text", "align": "left" if narrow else "right", "baseline": "middle", "color": "var(--ink)", "fontWeight": 600, "clip": False},
             "encoding": {"y": {"field": "ty", **raw}, "x": {"value": 0 if narrow else -12}, "text": {"field": "t"}}},
            {"data": {"values": values}, "mark": {"type": "circle", "opacity": 1, "stroke": "var(--card)", "strokeWidth": 1},
             "encoding": {"x": x, "y": {"field": "y", **raw}, "size": size, "fill": {"field": "c", "type": "nominal", "scale": None, "legend": None}, "href": {"field": "h"}}},
        ],
    }
