"""Small multiples: a little picture for each series, each on its own scale, its last figure beside its name; a line for each sector where the chart has sectors."""

from __future__ import annotations

from functools import partial
from typing import Any

from intarsia.figures import theme
from intarsia.figures.figure import Mark, Step
from intarsia.figures.insightchart import Drawing, Drawn, coloured
from intarsia.figures.insightlines import place_of
from intarsia.figures.sheet import LETTER, SMALL, Scale, Sheet, Sketch, fitted

MOST = 24
TALL, LINE = 92, 44
#: rows of one line, by sector (None where the chart has none)
Lines = dict[Any, list[int]]


def sparks(drawn: Drawn) -> Drawing | None:
    """The chart of kind "sparks"."""
    chart = drawn.answer.chart
    xs, ys, sectors = drawn.column(chart.x), drawn.column(chart.y), drawn.column(chart.sector)
    found: dict[Any, Lines] = {}
    for row, one in enumerate(drawn.column(chart.series)):
        if ys[row] is not None and place_of(xs[row]) is not None:
            found.setdefault(one, {}).setdefault(sectors[row], []).append(row)
    shown = {one: found[one] for one in list(found)[:MOST]}
    if not shown:
        return None
    names = dict(zip(sectors, drawn.column(f"{chart.sector}_name") if f"{chart.sector}_name" in drawn.fields else sectors, strict=True))
    marks = []
    for one, lines in shown.items():
        told = []
        for sector, rows in lines.items():
            rows.sort(key=lambda row: place_of(xs[row]) or 0)
            for row in dict.fromkeys((rows[0], rows[-1])) if not chart.sector else rows[-1:]:
                told.append((" ".join(str(part) for part in (names[sector], drawn.words(chart.x, xs[row])) if part), drawn.words(chart.y, ys[row]), ""))
        marks.append(Mark(drawn.words(chart.series, one), tuple(told), drawn.href([row for rows in lines.values() for row in rows])))
    more = len(found) - len(shown)
    notes = [drawn.say("Each line has its own scale.") if not chart.sector else drawn.say("Each picture has its own scale.")]
    if more:
        notes.append(drawn.say.many("%(n)s more line stands in the table.", "%(n)s more lines stand in the table.", more))
    legend = tuple(Step(theme.SECTORS.get(sector, "ink3"), str(names[sector])) for sector in dict.fromkeys(sector for lines in shown.values() for sector in lines)) if chart.sector else ()
    return Drawing(Sketch(partial(_drawn, drawn, shown)), tuple(marks), legend=legend, notes=tuple(notes))


def _drawn(drawn: Drawn, found: dict[Any, Lines], width: int) -> str:
    chart = drawn.answer.chart
    columns = max(1, min(len(found), 2 if width < 600 else 4))
    wide = width / columns
    sheet = Sheet(width, TALL * -(-len(found) // columns) + 4, 0, 0, 0, 0)
    colours = coloured(drawn, list(found))
    places = {row: place_of(value) or 0.0 for row, value in enumerate(drawn.column(chart.x))}
    whole = [places[row] for lines in found.values() for rows in lines.values() for row in rows]
    values, low, high = drawn.column(chart.y), drawn.column(chart.low), drawn.column(chart.high)
    for number, (one, lines) in enumerate(found.items()):
        x, y = wide * (number % columns), float(TALL * (number // columns))
        ends = [value for rows in lines.values() for row in rows for value in (values[row], low[row], high[row]) if value is not None]
        across, down = Scale(min(whole), max(whole), x + 2, x + wide - 22), Scale(min(0.0, *ends), max(ends), y + 36 + LINE, y + 36)
        said = drawn.words(chart.y, sum(values[rows[-1]] for rows in lines.values()))

        def draw(x: float = x, y: float = y, said: str = said, one: Any = one) -> None:
            sheet.box(x, y, wide - 10, TALL - 6, "none")
            sheet.text(x + 2, y + 18, fitted(drawn.words(chart.series, one), wide - 28 - len(said) * LETTER), colour="ink", bold=True)
            sheet.text(x + wide - 18, y + 18, said, anchor="end", size=SMALL)

        sheet.mark(number, draw)
        sheet.line(x + 2, y + 36 + LINE, x + wide - 22, y + 36 + LINE)
        for sector, rows in lines.items():
            colour = theme.sector(sector) if chart.sector else colours[one][0] if chart.focus else "var(--accent)"
            band = [(across(places[row]), down(low[row]), down(high[row])) for row in rows if low[row] is not None and high[row] is not None]
            if len(band) > 1:
                sheet.area(band, colour)
            sheet.path([(across(places[row]), down(values[row])) for row in _turns(rows, values)], colour, 1.8)
            sheet.dot(across(places[rows[-1]]), down(values[rows[-1]]), colour, 2.6)
    return sheet.svg()


def _turns(rows: list[int], values: list[Any]) -> list[int]:
    """The rows at which a line turns: those amid equal figures lie on it anyway."""
    return [row for at, row in enumerate(rows) if at in (0, len(rows) - 1) or not values[rows[at - 1]] == values[row] == values[rows[at + 1]]]
