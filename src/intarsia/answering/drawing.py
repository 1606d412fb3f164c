"""An answer as a figure: what a page shows, a file holds and another site embeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intarsia.answering.release import Release
from intarsia.evidence import Speaker
from intarsia.figures import Column, Figure, Source, insightchart
from intarsia.figures.telling import foot
from intarsia.shelf.insights.base import Answer, Lead


@dataclass(frozen=True)
class Placing:
    """Where a figure stands. lead: from where a row leads to an address. address: of the figure's own page. year: a year in words.

    maps, area: the geometry at hand, and which map is asked for.
    """

    lead: Callable[[Lead], str]
    address: str = ""
    year: Callable[[int], str] = str
    maps: Any = None
    area: str = ""


def figure(answer: Answer, release: Release, say: Speaker, placing: Placing) -> Figure:
    """The figure of an answer, with a drawing where it has one."""
    columns = tuple(Column(one.name, one.title + (f" ({one.unit})" if one.unit and one.unit.lower() not in one.title.lower() else ""), one.kind in ("number", "share", "year"), one.kind)
                    for one in answer.fields)
    hrefs = tuple(placing.lead(lead) if lead[0] else "" for lead in answer.leads)
    common: dict[str, Any] = {
        "name": answer.insight, "title": answer.title, "unit": answer.unit, "definition": answer.definition, "evidence": answer.evidence, "columns": columns, "rows": answer.rows,
        "hrefs": hrefs, "sources": sources(answer, release, say.language), "finding": answer.finding, "address": placing.address,
        "foot": foot(answer.evidence.n, release.id, say), "language": say.language, "written": say.number,
    }
    if answer.chart.kind in ("map", "bivariate"):
        from intarsia.figures import placemap

        marks = insightchart.row_marks(answer, say, placing.year, hrefs)
        drawn = placemap.drawing(answer, placing.maps, say, area=placing.area)
        if drawn is None:
            return Figure(**common, notes=answer.notes, marks=marks)
        return Figure(**common, notes=(*answer.notes, *drawn.notes), marks=marks, picture=drawn.picture, legend=drawn.legend, made_by=drawn.made_by, ranking=True)
    chart = insightchart.chart(answer, say, placing.year, placing.lead)
    if chart is None:
        return Figure(**common, notes=answer.notes)
    return Figure(**common, notes=(*answer.notes, *chart.notes), marks=chart.marks, picture=chart.picture, legend=chart.legend, crosshair=chart.crosshair,
                  ranking=bool(answer.chart.named))


def sources(answer: Answer, release: Release, language: str) -> tuple[Source, ...]:
    """The datasets that brought rows, as figures name them."""
    about = release.once("sources", lambda: {row["id"]: row for row in release.records("SELECT id, licence, synthetic FROM dataset ORDER BY id")})
    return tuple(Source(one, release.label("dataset", one, language), about[one]["licence"] or "", bool(about[one]["synthetic"])) for one in answer.datasets if one in about)
