"""Works per country: a map of our own, and the ranking beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.core import get_global

from intarsia.figures import mapdrawing
from intarsia.figures.figure import Column, Figure, Mark, Step
from intarsia.figures.mapdrawing import CLASSES, quantiles
from intarsia.figures.picture import Drawn
from intarsia.figures.telling import Telling

NAME = "map"
#: the map of Europe is shown first where it holds this share of what is counted
HOME = 0.6


@dataclass(frozen=True)
class Countries:
    """Works per country code; a work of several countries counts in each. without: works of no country. chosen: outlined.

    link: from a country code, or None for all, to the works. areas: the address of the same with the map of Europe, of the world.
    """

    counts: Mapping[str, int]
    total: int
    without: int
    chosen: Sequence[str]
    named: Callable[[str], str]
    link: Callable[[str | None], str]
    geometry: Path | None
    area: str = ""
    areas: Mapping[str, str] | None = None


def worldmap(said: Countries, told: Telling) -> Figure:
    """The map with the countries' ranking as its table."""
    say = told.say
    ranked = sorted((code for code, n in said.counts.items() if n), key=lambda code: (-said.counts[code], said.named(code)))
    columns = (Column("code", say("Code")), Column("country", say("Country")), Column("works", say("Works"), True))
    rows = tuple((code, said.named(code), said.counts[code]) for code in ranked)
    marks = tuple(Mark(said.named(code), ((say("works"), say.number(said.counts[code]), ""),), said.link(code)) for code in ranked)
    views = geometry(said.geometry) if said.geometry else {}
    area = said.area if said.area in views else _best(said.counts, views)
    breaks = quantiles([said.counts[code] for code in ranked if not views or code in views[area]["countries"]])
    notes = []
    if views and (outside := [code for code in ranked if code not in views[area]["countries"]]):
        names = [f"{said.named(code)} {say.number(said.counts[code])}" for code in outside]
        more = len(names) - 8
        listed = ", ".join(names[:8]) + (say(" and %(n)s more", n=say.number(more)) if more > 0 else "")
        notes.append(say("Not on this map: %(countries)s.", countries=listed))
    if said.without:
        notes.append(say.many("%(n)s work has no country.", "%(n)s works have no country.", said.without))
    colours = {code: f"var(--q{_step(said.counts[code], breaks)})" for code in ranked}
    drawn = Drawn(mapdrawing.drawn(views[area], ranked, colours, said.chosen, area)) if views and ranked else None
    titles = {"europe": say("Europe"), "world": say("The world")}
    return Figure(
        NAME, say("Works by country"), say("works"), told.defined(say("Country of making or publication; a work of several countries counts in each.")), told.works(said.total), columns,
        rows,
        tuple(said.link(code) for code in ranked), marks, drawn, told.sources, notes=tuple(notes), foot=told.foot(said.total), language=say.language, written=say.number,
        legend=_legend(breaks, told) if drawn else (), views=tuple((titles[key], address, key == area) for key, address in (said.areas or {}).items() if views), ranking=True,
        made_by=(say("Boundaries: Natural Earth, 1:50 million"),) if drawn else ())


@lru_cache(maxsize=2)
def geometry(path: Path) -> dict[str, Any]:
    """The views of map.json with their countries by alpha-2 code; empty when it cannot be read."""
    try:
        views: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    codes = get_global("territory_aliases")
    return {name: {**view, "countries": {(codes.get(key) or [key])[0]: shape for key, shape in view["countries"].items()}} for name, view in views.items()}


def _best(counts: Mapping[str, int], views: Mapping[str, Any]) -> str:
    if not views:
        return ""
    inside = sum(n for code, n in counts.items() if code in views["europe"]["countries"])
    return "europe" if inside >= HOME * sum(counts.values()) else "world"


def _step(value: int, breaks: Sequence[int]) -> int:
    """The class of a value, darkest last however few there are."""
    return CLASSES - len(breaks) + sum(value >= start for start in breaks) - 1


def _legend(breaks: Sequence[int], told: Telling) -> tuple[Step, ...]:
    say = told.say
    steps = []
    for n, start in enumerate(breaks):
        if n + 1 == len(breaks):
            text = say("%(n)s and more", n=say.number(start))
        else:
            text = say.number(start) if breaks[n + 1] - 1 == start else f"{say.number(start)}–{say.number(breaks[n + 1] - 1)}"
        steps.append(Step(f"q{CLASSES - len(breaks) + n}", text))
    return (*steps, Step("hatch", say("no work here")))
