"""A table as colours: one cell a row of the answer, darker for more; in another colour below nought."""

from __future__ import annotations

from functools import partial

from intarsia.figures.figure import Mark, Step
from intarsia.figures.insightchart import Drawing, Drawn
from intarsia.figures.sheet import LETTER, SMALL, Sheet, Sketch, fitted

CLASSES = 6
MOST = 18


def matrix(drawn: Drawn) -> Drawing | None:
    """The chart of kind "matrix": a column per `x`, a line per `series`."""
    chart = drawn.answer.chart
    xs, lines, values = drawn.column(chart.x), drawn.column(chart.series), drawn.column(chart.y)
    across, down = list(dict.fromkeys(xs)), list(dict.fromkeys(lines))
    rows = [row for row, value in enumerate(values) if value is not None and xs[row] in across[:MOST] and lines[row] in down[:MOST]]
    if not rows:
        return None
    ordered = sorted(values[row] for row in rows if values[row] >= 0)
    breaks = tuple(sorted({ordered[len(ordered) * n // CLASSES] for n in range(CLASSES)})) if ordered else ()
    marks = tuple(Mark(f"{drawn.words(chart.series, lines[row])} · {drawn.words(chart.x, xs[row])}", ((drawn.fields[chart.y].title, drawn.words(chart.y, values[row]), ""),),
                       drawn.href([row])) for row in rows)
    legend = [Step(f"q{CLASSES - len(breaks) + n}", drawn.say("from %(n)s", n=drawn.words(chart.y, start))) for n, start in enumerate(breaks)]
    if any(values[row] < 0 for row in rows):
        legend.insert(0, Step("film", drawn.say("below 0")))
    left_out = max(0, len(across) - MOST) + max(0, len(down) - MOST)
    notes = (drawn.say.many("%(n)s more line or column stands in the table.", "%(n)s more lines and columns stand in the table.", left_out),) if left_out else ()
    return Drawing(Sketch(partial(_drawn, drawn, rows, across[:MOST], down[:MOST], breaks)), marks, legend=tuple(legend), notes=notes)


def _drawn(drawn: Drawn, rows: list[int], across: list[object], down: list[object], breaks: tuple[float, ...], width: int) -> str:
    chart, narrow = drawn.answer.chart, width < 600
    xs, lines, values = drawn.column(chart.x), drawn.column(chart.series), drawn.column(chart.y)
    names, heads = [drawn.words(chart.series, one) for one in down], [drawn.words(chart.x, one) for one in across]
    side = min(110.0 if narrow else 200.0, 14 + max(map(len, names)) * LETTER)
    cell = (width - side - 4) / len(across)
    upright = max(map(len, heads)) * LETTER * SMALL / 13 > cell - 6
    top = 14 + (min(120.0, max(map(len, heads)) * 6.4) if upright else 16)
    tall = 30.0
    sheet = Sheet(width, top + tall * len(down) + 6, side, 4, top, 6)
    for number, head in enumerate(heads):
        x = side + cell * (number + 0.5)
        if upright:
            sheet.parts.append(f'<g transform="rotate(-90 {x + 4:.1f} {top - 8:.1f})">')
            sheet.text(x + 4, top - 8, fitted(head, 118, SMALL), size=SMALL)
            sheet.parts.append("</g>")
        else:
            sheet.text(x, top - 8, head, anchor="middle", size=SMALL)
    for number, name in enumerate(names):
        sheet.text(side - 8, top + tall * (number + 0.5) + 4, fitted(name, side - 12), anchor="end", colour="ink")
    for number, row in enumerate(rows):
        x, y, value = side + cell * across.index(xs[row]), top + tall * down.index(lines[row]), values[row]
        step = CLASSES - len(breaks) + sum(value >= start for start in breaks) - 1

        def draw(x: float = x, y: float = y, value: float = value, step: int = step) -> None:
            sheet.box(x + 1, y + 1, cell - 2, tall - 2, "film" if value < 0 else f"q{step}", 0.55 if value < 0 else 1)
            said = drawn.words(chart.y, value)
            if len(said) * LETTER < cell - 4:
                sheet.text(x + cell / 2, y + tall / 2 + 4.5, said, anchor="middle", size=SMALL, colour="card" if value >= 0 and step >= 4 else "ink")

        sheet.mark(number, draw)
    return sheet.svg()
