"""Map: one figure a country or region, or two laid over each other, with their ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import answering
from intarsia.placed import ADDED, NUTS, PER, spread
from intarsia.web import insights
from intarsia.web.examples import Example, both, tried
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["map"])
#: the works of the release, where a measure is chosen
ALL_WORKS = "works"
#: asked for whoever brought it: that nobody has is an answer as well
ALWAYS = ("jobs",)
_MEASURES = ("SELECT DISTINCT measure FROM cube_observation WHERE place IS NOT NULL AND segment IS NULL AND n > 0 AND "
             "((about_kind = 'place' AND ((period = 'year' AND starts = 1) OR (period = 'month' AND list_contains($added, measure)))) "
             "OR (about_kind IN ('agent', 'work') AND list_contains($added, measure))) ORDER BY measure")


@dataclass(frozen=True)
class Choices:
    """What the form of the map offers, each as values with their words. years: those with figures of the measure chosen, the last first. levels: those it has figures at.
    brought: measures that somebody has brought figures of."""

    measures: tuple[tuple[str, str], ...]
    sectors: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    levels: tuple[str, ...]
    brought: frozenset[str]
    pers: tuple[str, ...] = tuple(PER)


#: measures that the page offers to try, where the release or its vocabularies have them
TRIED = ("population", "gdp", "jobs")
MOST_TRIED = 6


@page(router, "/map", "json", "csv", about="One figure a country or region, or two laid over each other, with their ranking")
def map(visit: Asked) -> Response:
    """The page of the map and its twins: `where`, or `where-two` when a second figure is chosen."""
    if kept := visit.kept():
        return kept
    given = visit.request.query_params
    name = "where-two" if "against" in given and given["against"] != "none" else "where"
    slots = insights.chosen(insights.shelf(visit)[name], given)
    answer = insights.asked(visit, name, slots)
    figure = insights.drawn(visit, answer)
    links = {"figure": insights.address(visit, answer)}
    if visit.form != "html":
        return visit.answer("", insights.told(visit, answer), links=links, table=answering.table(answer))
    offered = choices(visit, answer.chosen)
    return visit.answer("map.html", None, links=links, table=answering.table(answer), one=figure, answer=answer, offered=offered, chosen=answer.chosen, two=name == "where-two",
                        known={one: insights.release(visit).has("measure", "", one) for one in TRIED},
                        examples=_examples(visit), beside=_beside(answer.chosen["year"], offered.years))


def _examples(visit: Visit) -> list[Example]:
    """A map that holds, where there is one, and one that nobody can draw yet."""
    named = insights.release(visit).values("measure", "", visit.language)
    measures = (*(one for one in TRIED if one in named or one in ALWAYS), *sorted(set(named) - set(TRIED)))[:MOST_TRIED]
    return both(visit, "where", lambda: tried(visit, "where", [(insights.release(visit).label("measure", one, visit.language), {"measure": one}) for one in measures]))


def choices(visit: Visit, chosen: Mapping[str, str]) -> Choices:
    """What can be chosen in this release."""
    release, sector, level = insights.release(visit), chosen["sector"], chosen["level"]
    measure = "" if chosen["measure"] == ALL_WORKS else chosen["measure"]

    def measures() -> list[str]:
        return [row["measure"] for row in release.records(_MEASURES, {"added": sorted(ADDED)})]

    brought = frozenset(release.once("map measures", measures))
    found = sorted({*brought, *ALWAYS})
    had = release.once(f"map years {measure} {sector}", lambda: spread(release, measure, sector))
    levels = ("country", *(one for one in NUTS if one in had or one == level))
    language = visit.language
    return Choices(tuple((one, release.label("measure", one, language)) for one in found), tuple(release.values("sector", "", language).items()),
                   tuple(sorted(had.get(level, {}), reverse=True)), levels, brought)


def _beside(year: str, had: tuple[int, ...]) -> tuple[int | None, int | None]:
    """The years with figures before and after the one shown."""
    if not year.isdigit():
        return (had[0] if had else None), None
    return next((one for one in had if one < int(year)), None), next((one for one in reversed(had) if one > int(year)), None)
