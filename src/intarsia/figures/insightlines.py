"""Lines over time with their names at the end: a band where a figure has one, dashed where it is announced, grey out of focus."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from intarsia.figures import theme
from intarsia.figures.figure import Mark
from intarsia.figures.insightchart import Drawing, Drawn, coloured, rounded
from intarsia.figures.sheet import LETTER, SMALL, Scale, Sheet, Sketch, apart, fitted, ticks

GAP = 16
NAMED = 9  # names at the ends of lines
BANDED = 4  # lines that are drawn with their bands
MARKS = 130
MONTHS = 2  # years: an axis that is shorter is told in months


@dataclass(frozen=True)
class Point:
    """One row: where on the x axis (None: nowhere), its value, its band, whether it is announced, and which row."""

    x: float
    y: float | None
    low: float | None
    high: float | None
    dashed: bool
    row: int


def lines(drawn: Drawn) -> Drawing | None:
    """The chart of kind "lines"."""
    return _drawing(drawn, zero=False)


def gap(drawn: Drawn) -> Drawing | None:
    """The chart of kind "gap": what is left between two lines, around a line at nought; placebos in grey."""
    return _drawing(drawn, zero=True)


def place_of(value: Any) -> float | None:
    """A year, a number, or a day ("2019-04-01", "2019-04", "2019-W14") as a place on an axis: days in years."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, date):
        value = value.isoformat()
    if found := re.match(r"(-?\d{4})-W(\d{2})", str(value)):
        return int(found[1]) + (int(found[2]) - 1) / 52.18
    if found := re.match(r"(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(value)):
        return int(found[1]) + (int(found[2] or 1) - 1) / 12 + (int(found[3] or 1) - 1) / 365.25
    return None


def _drawing(drawn: Drawn, *, zero: bool) -> Drawing | None:
    chart = drawn.answer.chart
    found: dict[Any, list[Point]] = {}
    columns = [drawn.column(name) for name in (chart.x, chart.y, chart.low, chart.high, chart.dashed)]
    for row, series in enumerate(drawn.column(chart.series)):
        x, y, low, high, dashed = (column[row] for column in columns)
        if (at := place_of(x)) is not None:
            found.setdefault(series, []).append(Point(at, y, low if high is not None else None, high if low is not None else None, bool(dashed), row))
    for points in found.values():
        points.sort(key=lambda point: (point.x, point.row))
    found = {series: points for series, points in found.items() if any(point.y is not None for point in points)}
    if not found:
        return None
    marks, spots = _marks(drawn, found)
    return Drawing(Sketch(partial(_drawn, drawn, found, spots, zero)), marks, crosshair="x")


def _marks(drawn: Drawn, found: dict[Any, list[Point]]) -> tuple[tuple[Mark, ...], list[tuple[float, float]]]:
    """One mark for each place on the x axis with all that stands there, then one for each line; and from where to where each place reaches."""
    chart = drawn.answer.chart
    by_place: dict[float, list[tuple[Any, Point]]] = {}
    for series, points in found.items():
        for point in points:
            if point.y is not None:
                by_place.setdefault(point.x, []).append((series, point))
    xs = sorted(by_place)
    every = max(1, -(-len(xs) // MARKS))
    columns = drawn.column(chart.x)
    marks, spots = [], []
    for start in range(0, len(xs), every):
        some = xs[start:start + every]
        x = some[len(some) // 2]
        here = sorted(by_place[x], key=lambda one: -(one[1].y or 0))
        told = []
        for series, point in here[:10]:
            band = f" ({drawn.words(chart.low, point.low)}–{drawn.words(chart.high, point.high)})" if point.low is not None else ""
            told.append((str(series) if series is not None else drawn.fields[chart.y].title, drawn.words(chart.y, point.y) + band, _sector(drawn, point.row)))
        marks.append(Mark(drawn.words(chart.x, columns[here[0][1].row]), tuple(told), drawn.href([point.row for _, point in here])))
        before = (xs[start - 1] + some[0]) / 2 if start else some[0] - _half(xs)
        after = (some[-1] + xs[start + every]) / 2 if start + every < len(xs) else some[-1] + _half(xs)
        spots.append((before, after))
    if len(found) > 1:
        for series, points in found.items():
            last = [point for point in points if point.y is not None][-1]
            marks.append(Mark(str(series), ((drawn.words(chart.x, columns[last.row]), drawn.words(chart.y, last.y), _sector(drawn, last.row)),),
                              drawn.href([point.row for point in points])))
    return tuple(marks), spots


def _drawn(drawn: Drawn, found: dict[Any, list[Point]], spots: Sequence[tuple[float, float]], zero: bool, width: int) -> str:
    chart, narrow = drawn.answer.chart, width < 600
    series = list(found)
    colours = coloured(drawn, series)
    named = [one for one in series if not chart.focus or str(one) in chart.focus] + [one for one in series if chart.focus and str(one) not in chart.focus and len(series) <= NAMED]
    named = named[:NAMED] if len(series) > 1 else []
    size = SMALL if narrow else theme.SIZE
    side = min(190 if not narrow else 122, 20 + max((len(str(one)) for one in named), default=0) * LETTER * size / theme.SIZE) if named else 14
    order = sorted(series, key=lambda one: bool(chart.focus) and str(one) in chart.focus)
    banded = [one for one in order if not chart.focus or str(one) in chart.focus]
    banded = banded if len(banded) <= BANDED else []
    low, high = _range(drawn, found, banded, zero)
    marksteps = ticks(low, high, 4)
    labels = [_axis(drawn, value) for value in marksteps]
    left = 10 + max(len(text) for text in labels) * LETTER
    up = 12 + 15 * _rows_of_events(drawn, width)
    sheet = Sheet(width, (250 if narrow else 300) + up, left, side, up, 28)
    xs = [point.x for points in found.values() for point in points]
    reach = (min(xs), max(xs)) if max(xs) > min(xs) else (min(xs) - 1, max(xs) + 1)
    across, down = Scale(*reach, left, width - side), Scale(low, high, sheet.height - 28, up)
    for value, text in zip(marksteps, labels, strict=True):
        sheet.line(left, down(value), width - side, down(value), "ink3" if zero and value == 0 else "line")
        sheet.text(left - 7, down(value) + 4, text, anchor="end")
    _years(drawn, sheet, across, reach, narrow)
    _events(drawn, sheet, across, narrow)
    for one in banded:
        for run in _runs(found[one], lambda point: point.low is not None):
            sheet.area([(across(p.x), down(p.low or 0), down(p.high or 0)) for p in run], colours[one][0])
    for one in order:
        faint = bool(chart.focus) and str(one) not in chart.focus
        for run, dashed in _segments(found[one]):
            sheet.path([(across(p.x), down(p.y or 0)) for p in run], colours[one][0], 1.2 if faint and len(series) > NAMED else 2.25, "4 4" if dashed else "")
    for number, (start, end) in enumerate(spots):
        begin, stop = max(left - 4, across(start)), min(width - side + 4, across(end))
        sheet.mark(number, partial(sheet.box, begin, up, stop - begin, sheet.plot[1], "none"))
    if named:
        _names(sheet, found, named, colours, down, width - side, len(spots), series)
    return sheet.svg()


def _names(sheet: Sheet, found: dict[Any, list[Point]], named: list[Any], colours: Any, down: Scale, edge: float, first: int, series: list[Any]) -> None:
    """The names at the ends of the lines, moved apart where they would touch."""
    wanted = [down(next(point.y for point in reversed(found[one]) if point.y is not None) or 0) for one in named]
    for one, y in zip(named, apart(wanted, GAP, sheet.height - 28), strict=True):

        def name(one: Any = one, y: float = y) -> None:
            sheet.dot(edge + 7, y, colours[one][0], 3.5)
            size = SMALL if sheet.width < 600 else theme.SIZE
            sheet.text(edge + 14, y + 4.5, fitted(str(one), sheet.right - 14, size), colour=colours[one][1], bold=True, size=size)

        sheet.mark(first + series.index(one), name)


def _range(drawn: Drawn, found: dict[Any, list[Point]], banded: list[Any], zero: bool) -> tuple[float, float]:
    """From where to where the y axis goes, with the bands that are drawn: from nought, save for figures that lie far from it."""
    values = [value for one, points in found.items() for point in points for value in ((point.y, point.low, point.high) if one in banded else (point.y,)) if value is not None]
    low, high = min(values), max(values)
    if low >= 0 and (low <= 0.5 * high or drawn.fields[drawn.answer.chart.y].kind == "share" or zero):
        low = 0.0
    if high <= 0 and zero:
        high = 0.0
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    return low - (room if low < 0 or low > 0 else 0), high + room


def _axis(drawn: Drawn, value: float) -> str:
    kind = drawn.fields[drawn.answer.chart.y].kind
    if kind == "share":
        return drawn.say.percent(round(value, 6))
    for size, letter in ((1e9, drawn.say(" bn")), (1e6, drawn.say(" m"))):
        if abs(value) >= size:
            return drawn.say.number(rounded(value / size)) + letter
    return drawn.say.number(rounded(value))


def _years(drawn: Drawn, sheet: Sheet, across: Scale, reach: tuple[float, float], narrow: bool) -> None:
    """Ticks of the x axis: years as the reader writes them, else numbers."""
    field = drawn.fields[drawn.answer.chart.x]
    floor = sheet.height - 28
    if field.kind != "number" and reach[1] - reach[0] < MONTHS:
        _months(drawn, sheet, across, narrow)
        return
    for value in ticks(*reach, 4 if narrow else 8, whole=field.kind != "number"):
        text = drawn.say.number(rounded(value)) if field.kind == "number" else drawn.year(int(value))
        sheet.line(across(value), floor, across(value), floor + 4, "line2")
        sheet.text(min(max(across(value), sheet.left + 2), sheet.width - 16), floor + 20, text, anchor="middle")


def _months(drawn: Drawn, sheet: Sheet, across: Scale, narrow: bool) -> None:
    """Ticks of a short x axis: some of the months there are, as they are written in the table."""
    floor = sheet.height - 28
    there = sorted({(at, str(value)[:7]) for value in drawn.column(drawn.answer.chart.x) if (at := place_of(value)) is not None})
    for at, text in there[:: -(-len(there) // (3 if narrow else 6))]:
        sheet.line(across(at), floor, across(at), floor + 4, "line2")
        sheet.text(min(max(across(at), sheet.left + 2), sheet.width - 26), floor + 20, text, anchor="middle")


def _rows_of_events(drawn: Drawn, width: int) -> int:
    shown = len(drawn.answer.chart.events)
    return 0 if not shown else 1 if shown == 1 else 2 if shown == 2 or width >= 600 else 3


def _events(drawn: Drawn, sheet: Sheet, across: Scale, narrow: bool) -> None:
    """Vertical lines with their words on top, in rows of their own; and dashed ones where a definition changed."""
    rows = max(1, _rows_of_events(drawn, int(sheet.width)))
    for number, (at, text) in enumerate(sorted(drawn.answer.chart.events)):
        if not across.low <= at <= across.high:
            continue
        x, y = across(at), 12 + 15 * (number % rows)
        sheet.line(x, y + 3, x, sheet.height - 28, "ink3", 1)
        room = 210 if not narrow else 150
        ends = x > sheet.width / 2
        sheet.text(x - 4 if ends else x + 4, y, fitted(text, min(room, x if ends else sheet.width - x), SMALL), anchor="end" if ends else "start", size=SMALL, halo=True)
    for at in drawn.answer.chart.breaks:
        if across.low <= at <= across.high:
            sheet.line(across(at), sheet.top, across(at), sheet.height - 28, "ink3", 1, "2 4")


def _runs(points: Sequence[Point], holds: Callable[[Point], bool]) -> list[list[Point]]:
    """Stretches of points one after the other that hold; of one point alone there is no band."""
    found: list[list[Point]] = [[]]
    for point in points:
        if holds(point):
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return [run for run in found if len(run) > 1]


def _segments(points: Sequence[Point]) -> list[tuple[list[Point], bool]]:
    """A line in whole and dashed parts that touch; it stops where a value is missing."""
    found: list[tuple[list[Point], bool]] = []
    last: Point | None = None
    for point in points:
        if point.y is None:
            last = None
            continue
        if last is not None and found and found[-1][1] == point.dashed:
            found[-1][0].append(point)
        else:
            found.append(([last, point] if last is not None else [point], point.dashed))
        last = point
    return found


def _half(xs: Sequence[float]) -> float:
    return min((b - a for a, b in pairwise(xs)), default=1.0) / 2


def _sector(drawn: Drawn, row: int) -> str:
    name = drawn.answer.chart.sector
    return str(drawn.column(name)[row] or "") if name else ""
