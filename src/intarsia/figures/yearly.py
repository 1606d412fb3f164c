"""Works per year by sector: lines with their names at the end, one bar a year where there is one sector."""

from __future__ import annotations

from typing import Any

from intarsia.figures import theme
from intarsia.figures.bins import Bins, binned
from intarsia.figures.figure import Column, Figure, Mark
from intarsia.figures.picture import VegaLite
from intarsia.figures.sheet import apart
from intarsia.figures.telling import Counts, Telling

NAME = "works-per-year"
MOST = 40
TAIL = 0.1
LINES = 8
GAP = 15  # between names at the ends of lines


def yearly(counts: Counts, told: Telling) -> Figure:
    """The figure of works per year, or of wider bins where the years are many."""
    say = told.say
    bins = binned(counts.years, MOST, TAIL)
    sectors = [key for key in counts.sectors if any(counts.per_year.get(key, {}).values())]
    width = bins.width if bins else 1
    title = say("Works per year, by sector") if width == 1 else say("Works per %(n)s years, by sector", n=say.number(width))
    definition = say("Year of first publication, release, premiere or making. Dashed: years that were not over when the release was made, and announced works.")
    columns = (Column("from", say("From year"), False), Column("to", say("To year"), False), *(Column(key or "none", told.named(key), True) for key in sectors), Column("works",
            say("Works"), True))
    rows, hrefs = _table(counts, told, bins, sectors)
    marks = _marks(counts, told, bins, sectors)
    picture = VegaLite(lambda wide: _spec(counts, told, bins, sectors, wide), *told.separators) if bins else None
    return Figure(NAME, title, say("works"), told.defined(definition), told.works(counts.total), columns, rows, hrefs, marks, picture, told.sources,
                  notes=left_out(counts, told, bins), crosshair="x", foot=told.foot(counts.total), language=say.language, written=say.number)


def _table(counts: Counts, told: Telling, bins: Bins | None, sectors: list[str]) -> tuple[tuple[tuple[Any, ...], ...], tuple[str, ...]]:
    """Every work counted stands in one row: those before the drawing in the first, those without a year in the last."""
    if bins is None:
        return (), ()
    rows: list[tuple[Any, ...]] = []
    hrefs: list[str] = []

    def add(first: int | None, last: int | None, found: list[int], total: int, href: str) -> None:
        if total:
            rows.append((first, last, *found, total))
            hrefs.append(href)

    early = [sum(n for y, n in counts.per_year[key].items() if y < bins.first) for key in sectors]
    add(None, bins.first - 1, early, sum(early), told.href(None, None, bins.first - 1))
    per_bin = {key: bins.of(counts.per_year[key]) for key in sectors}
    for place in range(bins.size):
        first, last = bins.span(place)
        found = [per_bin[key][place] for key in sectors]
        add(first, last, found, sum(found), told.href(None, first, last))
    undated = [counts.per_sector[key] - sum(counts.per_year[key].values()) for key in sectors]
    add(None, None, undated, counts.undated, told.href(None, None, None))
    return tuple(rows), tuple(hrefs)


def _marks(counts: Counts, told: Telling, bins: Bins | None, sectors: list[str]) -> tuple[Mark, ...]:
    """One mark a bin with works, then one a sector: its name at the end of its line."""
    if bins is None:
        return ()
    per_bin = {key: bins.of(counts.per_year[key]) for key in sectors}
    found = []
    for place in range(bins.size):
        first, last = bins.span(place)
        lines = sorted(((per_bin[key][place], key) for key in sectors if per_bin[key][place]), reverse=True)
        if lines:
            found.append(Mark(told.span(first, last), tuple((told.named(key), told.say.number(n), key) for n, key in lines), told.href(None, first, last)))
    for key in sectors:
        found.append(Mark(told.named(key), ((told.say("works"), told.say.number(counts.per_sector[key]), key),), told.href(key, None, None)))
    return tuple(found)


def left_out(counts: Counts, told: Telling, bins: Bins | None) -> tuple[str, ...]:
    """Which works are in the table and not in the drawing."""
    say, found = told.say, []
    if bins is not None and (early := sum(n for y, n in counts.years.items() if y < bins.first)):
        found.append(say.many("%(n)s work before %(year)s stands in the table, not in the chart.", "%(n)s works before %(year)s stand in the table, not in the chart.", early,
                              year=told.year(bins.first)))
    if counts.undated:
        found.append(say.many("%(n)s work has no year.", "%(n)s works have no year.", counts.undated))
    return tuple(found)


def _spec(counts: Counts, told: Telling, bins: Bins | None, sectors: list[str], width: int) -> dict[str, Any]:
    assert bins is not None
    narrow = width < 600
    per_bin = {key: bins.of(counts.per_year[key]) for key in sectors}
    tall = 200 if narrow else 260
    names = {key: told.named(key) for key in sectors}
    side = 10 if len(sectors) == 1 else min(170, 22 + max(len(name) for name in names.values()) * 7)
    plot = width - side - 44
    top = max((max(values) for values in per_bin.values()), default=1)
    ends = [bins.first - 0.5, bins.first + bins.size * bins.width - 0.5]
    x = {"field": "x", "type": "quantitative", "scale": {"domain": ends, "nice": False, "zero": False},
         "axis": {"tickCount": 4 if narrow else 8, "tickMinStep": 1, "labelExpr": year_words(told), "ticks": True, "domain": True, "domainColor": "var(--line2)"}}
    y = {"field": "n", "type": "quantitative", "scale": {"domain": [0, top * 1.04], "nice": False}, "axis": {"tickCount": 4, "tickMinStep": 1, "grid": True, "ticks": False, "format": ",d"}}
    layers = [_bars(counts, bins, per_bin, sectors[0], x, y)] if len(sectors) == 1 else _lines(counts, bins, per_bin, sectors, x, y)
    layers.append(_bands(per_bin, bins, sectors, ends))
    if len(sectors) > 1:
        first = sum(1 for place in range(bins.size) if any(per_bin[key][place] for key in sectors))
        layers += _names(per_bin, names, bins, sectors, first, plot, tall, top)
    return {"width": plot, "height": tall, "autosize": {"type": "none"}, "padding": {"left": 38, "right": side, "top": 10, "bottom": 26}, "layer": layers}


def _lines(counts: Counts, bins: Bins, per_bin: dict[str, list[int]], sectors: list[str], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """Per sector a whole line up to the last year that was over, and a dashed one from there."""
    over = sum(1 for place in range(bins.size) if bins.span(place)[1] < counts.issued)
    found = []
    for key in reversed(sectors[:LINES]):
        points = [{"x": bins.middle(place), "n": n} for place, n in enumerate(per_bin[key])]
        for part, dash in ((points[:over], None), (points[max(0, over - 1):], [4, 4])):
            if len(part) > 1 and any(point["n"] for point in part):
                mark = {"type": "line", "stroke": theme.sector(key), **({"strokeDash": dash} if dash else {})}
                found.append({"data": {"values": part}, "mark": mark, "encoding": {"x": x, "y": y}})
    return found


def _bars(counts: Counts, bins: Bins, per_bin: dict[str, list[int]], key: str, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    half = bins.width * 0.42
    values = [{"x": bins.middle(p) - half, "x2": bins.middle(p) + half, "n": n, "over": bins.span(p)[1] < counts.issued} for p, n in enumerate(per_bin[key]) if n]
    return {"data": {"values": values}, "mark": {"type": "rect", "fill": theme.sector(key), "stroke": theme.sector(key), "strokeWidth": 1},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"datum": 0},
                         "fillOpacity": {"condition": {"test": "datum.over", "value": 1}, "value": 0.12}, "strokeDash": {"condition": {"test": "datum.over", "value": [1, 0]},
                                 "value": [3, 3]}}}


def _bands(per_bin: dict[str, list[int]], bins: Bins, sectors: list[str], ends: list[float]) -> dict[str, Any]:
    """Over each bin with works a band that cannot be seen and leads to them: easier to hit than a point."""
    filled = [place for place in range(bins.size) if any(per_bin[key][place] for key in sectors)]
    values = [{"a": bins.span(place)[0] - 0.5, "b": bins.span(place)[1] + 0.5, "h": f"#m{n}"} for n, place in enumerate(filled)]
    scale = {"domain": ends, "nice": False, "zero": False}
    return {"data": {"values": values}, "mark": {"type": "rect", "fill": "transparent"},
            "encoding": {"x": {"field": "a", "type": "quantitative", "scale": scale}, "x2": {"field": "b"}, "y": {"value": 0}, "y2": {"value": "height"}, "href": {"field": "h"}}}


def _names(per_bin: dict[str, list[int]], names: dict[str, str], bins: Bins, sectors: list[str], first: int, plot: int, tall: int, top: int) -> list[dict[str, Any]]:
    """The names at the ends of the lines, moved apart where they would touch, each with a dot in its line's colour."""
    shown = sectors[:LINES]
    at = apart([tall * (1 - per_bin[key][-1] / (top * 1.04)) for key in shown], GAP, tall)
    values = [{"px": plot + 6, "tx": plot + 14, "y": round(at[n], 1), "t": names[key], "dot": theme.sector(key), "ink": theme.label(key), "h": f"#m{first + sectors.index(key)}"} for n,
              key in enumerate(shown)]
    y = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    colour = {"type": "nominal", "scale": None, "legend": None}
    return [
        {"data": {"values": values}, "mark": {"type": "circle", "size": 50, "opacity": 1}, "encoding": {
            "x": {"field": "px", "type": "quantitative", "scale": None, "axis": None}, "y": y, "fill": {"field": "dot", **colour}}},
        {"data": {"values": values}, "mark": {"type": "text", "align": "left", "baseline": "middle", "fontWeight": 600}, "encoding": {
            "x": {"field": "tx", "type": "quantitative", "scale": None, "axis": None}, "y": y, "text": {"field": "t"}, "color": {"field": "ink", **colour}, "href": {"field": "h"}}},
    ]


def year_words(told: Telling) -> str:
    """Years on an axis: 44 BCE is the year -43."""
    bce = told.say(" BCE")
    return f"datum.value < 1 ? format(1 - datum.value, 'd') + '{bce}' : format(datum.value, 'd')"
