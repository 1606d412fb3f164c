"""The chart of an answer, drawn from its rows by the names of its fields: one picture for a page, a file and an embedding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor, log10
from typing import Any

from intarsia.evidence import Speaker
from intarsia.figures import theme
from intarsia.figures.figure import Mark, Step
from intarsia.figures.picture import Picture
from intarsia.shelf.insights.base import Answer, Field, Lead

#: colours of series that are no sectors, in their order
PALETTE = ("accent", "film", "games", "music", "heritage", "newmedia", "stage", "publishing")
GREY = "line2"


@dataclass(frozen=True)
class Drawing:
    """What a chart gives to a figure. notes: what the drawing leaves out."""

    picture: Picture
    marks: tuple[Mark, ...]
    crosshair: str = "none"
    legend: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """An answer as drawings read it: its columns by field name, values in the reader's words, rows as addresses."""

    answer: Answer
    say: Speaker
    year: Callable[[int], str]
    lead: Callable[[Lead], str]

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields by name."""
        return {one.name: one for one in self.answer.fields}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {one.name: place for place, one in enumerate(self.answer.fields)}

    def column(self, name: str) -> list[Any]:
        """The values of a field; None in each row where there is no such field."""
        if name not in self._places:
            return [None] * len(self.answer.rows)
        place = self._places[name]
        return [row[place] for row in self.answer.rows]

    def words(self, name: str, value: Any) -> str:
        """A value as it is written."""
        kind = self.fields[name].kind if name in self.fields else ""
        return written(kind, value, self.say, self.year)

    def title(self, name: str) -> str:
        """What a field is called, with its unit."""
        one = self.fields[name]
        return f"{one.title} ({one.unit})" if one.unit and one.unit.lower() not in one.title.lower() else one.title

    def href(self, rows: Sequence[int]) -> str:
        """Where some rows lead together: what their addresses have in common; nowhere where they have no addresses."""
        leads = [self.answer.leads[place] for place in rows] if self.answer.leads else []
        leads = [lead for lead in leads if lead[0]]
        if not leads:
            return ""
        path = leads[0][0]
        shared = {name: value for name, value in leads[0][1].items() if all(one[0] == path and one[1].get(name) == value for one in leads)}
        return self.lead((path, shared) if all(one[0] == path for one in leads) else leads[0])


def written(kind: str, value: Any, say: Speaker, year: Callable[[int], str]) -> str:
    """A value of a kind of field in the reader's words; an en dash where there is none."""
    if value is None:
        return "–"
    if kind == "year" and isinstance(value, int):
        return year(value)
    if kind == "share":
        return say.percent(value)
    if kind == "about" and value:  # an end of an interval: three figures are more than it can bear
        return say.number(rounded(round(value, 2 - floor(log10(abs(value))))))
    if kind == "flag":
        return say("yes") if value else say("no")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return say.number(rounded(value))
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def rounded(value: float) -> float:
    """A number with as many digits as a reader can use: four, or all before the point."""
    if value == int(value):
        return int(value)
    digits = max(0, 3 - len(str(int(abs(value)))) + (1 if abs(value) < 1 else 0))
    return round(value, max(1, digits) if abs(value) < 1000 else 0)


def coloured(drawn: Drawn, series: Sequence[Any]) -> Mapping[Any, tuple[str, str]]:
    """The colour of each series' line and of its name: its sector's, else one after the other of the palette; grey out of focus."""
    chart = drawn.answer.chart
    sectors = dict(zip(drawn.column(chart.series), drawn.column(chart.sector), strict=True)) if chart.sector else {}
    found, place = {}, 0
    for one in series:
        if chart.focus and str(one) not in chart.focus:
            found[one] = (f"var(--{GREY})", "var(--ink2)")
        elif sectors.get(one) in theme.SECTORS:
            found[one] = (theme.sector(sectors[one]), theme.label(sectors[one]))
        else:
            name = PALETTE[place] if place < len(PALETTE) else GREY
            place += 1
            found[one] = (f"var(--{name})", f"var(--label-{name})" if f"label-{name}" in theme.LIGHT else "var(--ink)" if name == "accent" else "var(--ink2)")
    return found


def row_marks(answer: Answer, say: Speaker, year: Callable[[int], str], hrefs: Sequence[str]) -> tuple[Mark, ...]:
    """Each row as a mark: what stands on the x axis, then its figures. hrefs: an address for each; () for none."""
    drawn = Drawn(answer, say, year, lambda lead: "")
    chart = answer.chart
    head = chart.series or chart.x
    told = [(name, drawn.title(name), drawn.column(name)) for name in dict.fromkeys((chart.y, chart.size)) if name in drawn.fields]
    return tuple(Mark(drawn.words(head, value), tuple((title, drawn.words(name, column[place]), "") for name, title, column in told), hrefs[place] if hrefs else "")
                 for place, value in enumerate(drawn.column(head)))


def chart(answer: Answer, say: Speaker, year: Callable[[int], str], lead: Callable[[Lead], str]) -> Drawing | None:
    """The drawing of an answer; None where there is nothing to draw or its kind is drawn by others (maps)."""
    from intarsia.figures import insightbars, insightlines, insightmatrix, insightscatter, insightsparks

    kinds: dict[str, Callable[[Drawn], Drawing | None]] = {
        "lines": insightlines.lines, "gap": insightlines.gap, "bars": insightbars.bars, "scatter": insightscatter.scatter, "matrix": insightmatrix.matrix,
        "sparks": insightsparks.sparks,
    }
    if answer.chart.kind not in kinds or not answer.rows:
        return None
    return kinds[answer.chart.kind](Drawn(answer, say, year, lead))
