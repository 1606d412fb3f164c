"""Points between two axes: each with its name where there is room, its area where a size is given, darker where its odds are higher."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil, floor, log10, sqrt
from typing import Any

from intarsia.figures import theme
from intarsia.figures.figure import Mark, Step
from intarsia.figures.insightchart import GREY, Drawing, Drawn, rounded
from intarsia.figures.sheet import LETTER, SMALL, Scale, Sheet, Sketch, fitted, ticks

MOST = 140
#: points of a chart that names the few which stand out: places, all of which are shown
MANY = 1600
NAMED = 16
CLASSES = 6


def scatter(drawn: Drawn) -> Drawing | None:
    """The chart of kind "scatter". A `sector` field of numbers colours points by class, low to high."""
    chart = drawn.answer.chart
    xs, ys = drawn.column(chart.x), drawn.column(chart.y)
    rows = [row for row in range(len(xs)) if xs[row] is not None and ys[row] is not None][:MANY if chart.named else MOST]
    if not rows:
        return None
    names, told = drawn.column(chart.series), [name for name in (chart.x, chart.y, chart.size) if name in drawn.fields]
    told += [chart.sector] if _classed(drawn) else []
    columns = {name: drawn.column(name) for name in told}
    sectors = drawn.column(chart.sector)

    def said(row: int) -> tuple[tuple[str, str, str], ...]:
        found = [(drawn.title(name), drawn.words(name, columns[name][row]), "") for name in told]
        return (*found[:-1], (*found[-1][:2], "" if _classed(drawn) else str(sectors[row] or "")))

    marks = tuple(Mark(drawn.words(chart.series, names[row]), said(row), drawn.href([row])) for row in rows)
    breaks = _breaks([sectors[row] for row in rows]) if _classed(drawn) else ()
    legend = tuple(Step(f"q{CLASSES - len(breaks) + n}", drawn.say("from %(n)s", n=drawn.words(chart.sector, start))) for n, start in enumerate(breaks))
    more = sum(x is not None and y is not None for x, y in zip(xs, ys, strict=True)) - len(rows)
    powers = tuple(drawn.say("%(what)s: each step of the axis is ten times the one before.", what=drawn.title(name)) for name in chart.logs if name in (chart.x, chart.y))
    notes = (drawn.say.many("%(n)s more row stands in the table.", "%(n)s more rows stand in the table.", more),) if more else ()
    return Drawing(Sketch(partial(_drawn, drawn, rows, breaks)), marks, legend=legend, notes=(*powers, *notes))


def _classed(drawn: Drawn) -> bool:
    name = drawn.answer.chart.sector
    return name in drawn.fields and drawn.fields[name].kind in ("number", "share")


def _breaks(values: list[Any]) -> tuple[float, ...]:
    """Where the classes begin, as many points in each as ties allow."""
    ordered = sorted(value for value in values if value is not None)
    return tuple(sorted({ordered[len(ordered) * n // CLASSES] for n in range(CLASSES)})) if ordered else ()


def _colour(drawn: Drawn, breaks: tuple[float, ...], value: Any, name: str) -> str:
    chart = drawn.answer.chart
    if chart.focus and name not in chart.focus:
        return f"var(--{GREY})"
    if breaks:
        return f"var(--q{CLASSES - len(breaks) + sum(value >= start for start in breaks) - 1})" if value is not None else f"var(--{GREY})"
    return theme.sector(value) if value else "var(--accent)"


def _drawn(drawn: Drawn, rows: list[int], breaks: tuple[float, ...], width: int) -> str:
    chart, narrow = drawn.answer.chart, width < 600
    xs, ys, names, sectors, sizes = (drawn.column(name) for name in (chart.x, chart.y, chart.series, chart.sector, chart.size))
    x_log, y_log = chart.x in chart.logs, chart.y in chart.logs
    x_range, y_range = (_powers if x_log else _reach)([xs[row] for row in rows]), (_powers if y_log else _reach)([ys[row] for row in rows])
    y_ticks, x_ticks = _steps(y_range) if y_log else ticks(*y_range, 4), _steps(x_range) if x_log else ticks(*x_range, 4 if narrow else 7)
    labels = [_axis(drawn, chart.y, value) for value in y_ticks]
    sheet = Sheet(width, 330 if narrow else 400, 12 + max(len(text) for text in labels) * LETTER, 14, 28, 46)
    bottom = sheet.height - sheet.bottom
    across, down = _scale(x_log, x_range, sheet.left + 6, width - 14), _scale(y_log, y_range, bottom - 6, sheet.top)
    for value, text in zip(y_ticks, labels, strict=True):
        sheet.line(sheet.left, down(value), width - 14, down(value))
        sheet.text(sheet.left - 7, down(value) + 4, text, anchor="end")
    for value in x_ticks:
        sheet.line(across(value), bottom, across(value), bottom + 4, "line2")
        sheet.text(min(across(value), width - 22), bottom + 19, _axis(drawn, chart.x, value), anchor="middle")
    sheet.line(sheet.left, bottom, width - 14, bottom, "line2")
    sheet.text(0, 14, fitted("↑ " + drawn.title(chart.y), width, SMALL), size=SMALL)
    sheet.text(width - 14, sheet.height - 6, fitted(drawn.title(chart.x) + " →", width, SMALL), anchor="end", size=SMALL)
    top = max((size for row in rows if (size := sizes[row])), default=0)
    taken: list[tuple[float, float, float, float]] = []
    spots = []
    for number, row in enumerate(rows):
        x, y = across(xs[row]), down(ys[row])
        radius = 3 + 11 * sqrt(max(0.0, sizes[row] or 0) / top) if top else 5 if len(rows) <= MOST else 3.5
        sheet.mark(number, partial(sheet.dot, x, y, _colour(drawn, breaks, sectors[row], str(names[row])), radius, 0.85))
        spots.append((x, y, radius, str(names[row])))
    for x, y, radius, name in _worthy(drawn, rows, spots):
        wide = len(name) * LETTER * SMALL / theme.SIZE
        dots = [(ox - size, oy - size, ox + size, oy + size) for ox, oy, size, other in spots if (ox, oy, other) != (x, y, name)]
        for left in (x + radius + 3, x - radius - 3 - wide):  # beside its point, on one side or the other, where no other point or name is under it
            box = (left, y - 9, left + wide, y + 6)
            if left < sheet.left or box[2] > width or any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in (*taken, *dots)):
                continue
            taken.append(box)
            sheet.text(left, y + 4, name, size=SMALL, colour="ink", halo=True)
            break
    return sheet.svg()


def _worthy(drawn: Drawn, rows: list[int], spots: list[tuple[float, float, float, str]]) -> list[tuple[float, float, float, str]]:
    """The points that get a name: those the answer names, those in focus, else the first rows, as answers put first what matters most."""
    focus, named = drawn.answer.chart.focus, drawn.answer.chart.named
    if named:
        return sorted((spot for spot in spots if spot[3] in named), key=lambda spot: named.index(spot[3]))[:NAMED]
    return [spot for spot in spots if not focus or spot[3] in focus][:NAMED]


def _scale(powers: bool, reach: tuple[float, float], start: float, end: float) -> Callable[[float], float]:
    if not powers:
        return Scale(*reach, start, end)
    even = Scale(log10(reach[0]), log10(reach[1]), start, end)
    return lambda value: even(log10(value))


def _powers(values: list[float]) -> tuple[float, float]:
    """The range of an axis by powers of ten, with a little room at both ends. All values are above 0."""
    low, high = log10(min(values)), log10(max(values))
    room = (high - low) * 0.05 or 0.1
    return 10 ** (low - room), 10 ** (high + room)


def _steps(reach: tuple[float, float]) -> list[float]:
    """Powers of ten; with 2 and 5 times each where there are few of them."""
    powers = range(floor(log10(reach[0])), ceil(log10(reach[1])) + 1)
    whole = [10.0**power for power in powers if reach[0] <= 10.0**power <= reach[1]]
    return whole if len(whole) >= 3 else [value for power in powers for value in (10.0**power, 2 * 10.0**power, 5 * 10.0**power) if reach[0] <= value <= reach[1]]


def _reach(values: list[float]) -> tuple[float, float]:
    low, high = float(min(values)), float(max(values))
    if 0 <= low <= 0.5 * high:
        low = 0.0
    room = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return low - (room if low else 0), high + room


def _axis(drawn: Drawn, name: str, value: float) -> str:
    field = drawn.fields[name]
    if field.kind == "share":
        return drawn.say.percent(round(value, 6))
    return drawn.year(int(value)) if field.kind == "year" else drawn.say.number(rounded(value))
