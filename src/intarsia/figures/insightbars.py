"""Bars that lie, one a row, with the interval of each figure as a whisker; from nought to both sides where figures have signs."""

from __future__ import annotations

from functools import partial
from typing import Any

from intarsia.figures import theme
from intarsia.figures.figure import Mark
from intarsia.figures.insightchart import GREY, Drawing, Drawn
from intarsia.figures.sheet import LETTER, Scale, Sheet, Sketch, fitted

MOST = 24
ROW, THICK = 30, 16


def bars(drawn: Drawn) -> Drawing | None:
    """The chart of kind "bars"."""
    chart = drawn.answer.chart
    names, values = drawn.column(chart.x), drawn.column(chart.y)
    low, high, sectors = drawn.column(chart.low), drawn.column(chart.high), drawn.column(chart.sector)
    filled = [row for row, value in enumerate(values) if value is not None]
    shown = filled[:MOST]
    if not shown:
        return None
    marks = []
    for row in shown:
        reach = f" ({drawn.words(chart.low, low[row])}–{drawn.words(chart.high, high[row])})" if low[row] is not None and high[row] is not None else ""
        marks.append(Mark(drawn.words(chart.x, names[row]), ((drawn.fields[chart.y].title, drawn.words(chart.y, values[row]) + reach, str(sectors[row] or "")),), drawn.href([row])))
    more = len(filled) - len(shown)
    notes = (drawn.say.many("%(n)s more row stands in the table.", "%(n)s more rows stand in the table.", more),) if more else ()
    return Drawing(Sketch(partial(_drawn, drawn, shown)), tuple(marks), notes=notes)


def _drawn(drawn: Drawn, shown: list[int], width: int) -> str:
    chart, narrow = drawn.answer.chart, width < 600
    columns: dict[str, list[Any]] = {name: drawn.column(name) for name in (chart.x, chart.y, chart.low, chart.high, chart.sector)}
    names = [drawn.words(chart.x, columns[chart.x][row]) for row in shown]
    said = [drawn.words(chart.y, columns[chart.y][row]) for row in shown]
    beside = 12 + max(map(len, said)) * LETTER
    side = 4.0 if narrow else min(270.0, 14 + max(map(len, names)) * LETTER)
    row = ROW + 18 if narrow else ROW
    sheet = Sheet(width, row * len(shown) + 8, side, beside, 4, 4)
    ends = [value for number in shown for name in (chart.y, chart.low, chart.high) if (value := columns[name][number]) is not None]
    across = Scale(min(0.0, *ends), max(0.0, *ends), side, width - beside)
    for number, place in enumerate(shown):
        top = 4 + row * number
        value, low, high = (columns[name][place] for name in (chart.y, chart.low, chart.high))
        faint = bool(chart.focus) and str(columns[chart.x][place]) not in chart.focus
        colour = f"var(--{GREY})" if faint else theme.sector(columns[chart.sector][place]) if columns[chart.sector][place] else "var(--accent)"
        start, end, middle = across(0), across(value), top + row - ROW / 2
        if narrow:
            sheet.text(0, top + 14, fitted(names[number], width - 4), colour="ink", bold=True)
        else:
            sheet.text(side - 10, middle + 4.5, fitted(names[number], side - 12), anchor="end", colour="ink", bold=True)
        sheet.mark(number, partial(sheet.box, min(start, end), middle - THICK / 2, max(2.0, abs(end - start)), THICK, colour, 0.8 if low is not None else 1))
        last = max(start, end)
        if low is not None and high is not None:
            sheet.line(across(low), middle, across(high), middle, "ink", 1.5)
            for x in (across(low), across(high)):
                sheet.line(x, middle - 5, x, middle + 5, "ink", 1.5)
            last = max(last, across(high))
        sheet.text(last + 8, middle + 4.5, said[number], colour="ink2")
    if across.low < 0 < across.high:
        sheet.line(across(0), 4, across(0), sheet.height - 4, "ink3")
    return sheet.svg()
