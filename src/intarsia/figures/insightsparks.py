"""Small multiples: a little line for each series, each on its own scale, its last figure beside its name."""

from __future__ import annotations

from functools import partial
from typing import Any

from intarsia.figures.figure import Mark
from intarsia.figures.insightchart import Drawing, Drawn, coloured
from intarsia.figures.insightlines import place_of
from intarsia.figures.sheet import LETTER, SMALL, Scale, Sheet, Sketch, fitted

MOST = 24
TALL, LINE = 92, 44


def sparks(drawn: Drawn) -> Drawing | None:
    """The chart of kind "sparks"."""
    chart = drawn.answer.chart
    xs, ys = drawn.column(chart.x), drawn.column(chart.y)
    found: dict[Any, list[int]] = {}
    for row, one in enumerate(drawn.column(chart.series)):
        if ys[row] is not None and place_of(xs[row]) is not None:
            found.setdefault(one, []).append(row)
    shown = list(found)[:MOST]
    if not shown:
        return None
    marks = []
    for one in shown:
        rows = sorted(found[one], key=lambda row: place_of(xs[row]) or 0)
        first, last = rows[0], rows[-1]
        told = tuple((drawn.words(chart.x, xs[row]), drawn.words(chart.y, ys[row]), "") for row in dict.fromkeys((first, last)))
        marks.append(Mark(drawn.words(chart.series, one), told, drawn.href(rows)))
    more = len(found) - len(shown)
    notes = [drawn.say("Each line has its own scale.")] + ([drawn.say.many("%(n)s more line stands in the table.", "%(n)s more lines stand in the table.", more)] if more else [])
    return Drawing(Sketch(partial(_drawn, drawn, {one: found[one] for one in shown})), tuple(marks), notes=tuple(notes))


def _drawn(drawn: Drawn, found: dict[Any, list[int]], width: int) -> str:
    chart = drawn.answer.chart
    columns = max(1, min(len(found), 2 if width < 600 else 4))
    wide = width / columns
    sheet = Sheet(width, TALL * -(-len(found) // columns) + 4, 0, 0, 0, 0)
    colours = coloured(drawn, list(found))
    places = {row: place_of(value) for row, value in enumerate(drawn.column(chart.x))}
    whole = [places[row] or 0.0 for rows in found.values() for row in rows]
    values, low, high = drawn.column(chart.y), drawn.column(chart.low), drawn.column(chart.high)
    one_colour = not chart.sector and not chart.focus
    for number, (one, rows) in enumerate(found.items()):
        x, y = wide * (number % columns), float(TALL * (number // columns))
        rows = sorted(rows, key=lambda row: places[row] or 0)
        ends = [value for row in rows for value in (values[row], low[row], high[row]) if value is not None]
        across, down = Scale(min(whole), max(whole), x + 2, x + wide - 22), Scale(min(0.0, *ends), max(ends), y + 36 + LINE, y + 36)
        colour = "var(--accent)" if one_colour else colours[one][0]
        said = drawn.words(chart.y, values[rows[-1]])

        def draw(x: float = x, y: float = y, said: str = said, one: Any = one) -> None:
            sheet.box(x, y, wide - 10, TALL - 6, "none")
            sheet.text(x + 2, y + 18, fitted(drawn.words(chart.series, one), wide - 28 - len(said) * LETTER), colour="ink", bold=True)
            sheet.text(x + wide - 18, y + 18, said, anchor="end", size=SMALL)

        sheet.mark(number, draw)
        band = [(across(places[row] or 0), down(low[row]), down(high[row])) for row in rows if low[row] is not None and high[row] is not None]
        if len(band) > 1:
            sheet.area(band, colour)
        sheet.line(x + 2, y + 36 + LINE, x + wide - 22, y + 36 + LINE)
        sheet.path([(across(places[row] or 0), down(values[row])) for row in rows], colour, 1.8)
        sheet.dot(across(places[rows[-1]] or 0), down(values[rows[-1]]), colour, 2.6)
    return sheet.svg()
