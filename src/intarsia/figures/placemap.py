"""A figure a place as a map: six shades with printed breaks, or nine colours where two figures are laid over each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from intarsia.evidence import Speaker
from intarsia.figures import mapdrawing
from intarsia.figures.figure import Step
from intarsia.figures.mapdrawing import CLASSES, quantiles
from intarsia.figures.picture import Drawn
from intarsia.figures.worldmap import HOME, geometry
from intarsia.placed import classes, level_of, thirds
from intarsia.shelf.insights.base import Answer

#: how many places are named in a note
NAMED = 8


@dataclass(frozen=True)
class Maps:
    """The geometry at hand. world: the countries that come with the pages. regions: the operator's own file; None where there is none."""

    world: Path | None = None
    regions: Path | None = None


@dataclass(frozen=True)
class Mapped:
    """A drawing with its legend, what it leaves out, and whose boundaries it shows. area: the view that is shown; areas: those there are. without: codes on the map that have no figure."""

    picture: Drawn
    legend: tuple[Step, ...]
    notes: tuple[str, ...]
    made_by: tuple[str, ...]
    area: str
    areas: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class _Rows:
    """Codes in the order of the rows, and what each is called and has."""

    codes: tuple[str, ...]
    names: Mapping[str, str]
    first: Mapping[str, float]
    second: Mapping[str, float]


def drawing(answer: Answer, maps: Maps, say: Speaker, *, area: str = "") -> Mapped | None:
    """The map of an answer whose chart is "map" or "bivariate"; row n is the anchor #m<n>. None where no geometry has its places, or nothing has a figure.

    area: "europe" or "world"; that of Europe where it holds most places with a figure, when none is chosen.
    """
    rows = _rows(answer)
    two = answer.chart.kind == "bivariate"
    shown = [code for code in rows.codes if code in rows.first and (not two or code in rows.second)]
    views, made_by = _views(shown, maps, say)
    if not shown or not views:
        return None
    key = area if area in views else _best(shown, views)
    view = views[key]
    colours, legend, notes = (_two if two else _one)(rows, [code for code in shown if code in view["countries"]], answer, say)
    if not colours:
        return None
    outside = [code for code in shown if code not in view["countries"]]
    if outside:
        names = ", ".join(f"{rows.names[code]}" for code in outside[:NAMED])
        more = say(" and %(n)s more", n=say.number(len(outside) - NAMED)) if len(outside) > NAMED else ""
        notes = (*notes, say("Not on this map: %(countries)s.", countries=names + more))
    without = tuple(code for code in view["countries"] if code not in colours)
    return Mapped(Drawn(mapdrawing.drawn(view, rows.codes, colours, (), key)), legend, notes, (made_by,), key, tuple(views), without)


def _rows(answer: Answer) -> _Rows:
    names = [one.name for one in answer.fields]
    place, label, first = (names.index(name) for name in (answer.chart.x, answer.chart.series, answer.chart.y))
    second = names.index(answer.chart.size) if answer.chart.kind == "bivariate" else first
    return _Rows(tuple(str(row[place]) for row in answer.rows), {str(row[place]): str(row[label]) for row in answer.rows},
                 {str(row[place]): float(row[first]) for row in answer.rows if row[first] is not None}, {str(row[place]): float(row[second]) for row in answer.rows
                     if row[second] is not None})


def _views(shown: Sequence[str], maps: Maps, say: Speaker) -> tuple[Mapping[str, Any], str]:
    """The views that have these places, and whose boundaries they are: countries, or the level of regions that most rows have."""
    levels = [level_of(code) for code in shown]
    level = max(sorted(set(levels)), key=levels.count) if levels else "country"
    if level.startswith("nuts"):
        found = regions(maps.regions) if maps.regions else {}
        return ({level: found["views"][level]}, str(found["notice"])) if found and level in found["views"] else ({}, "")
    return geometry(maps.world) if maps.world else {}, say("Boundaries: Natural Earth, 1:50 million")


@lru_cache(maxsize=2)
def _read(path: Path, stamp: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def regions(path: Path) -> dict[str, Any]:
    """{"notice", "names", "views"} of the pool's own file of regions; empty when there is none, or it cannot be read."""
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return {}
    return _read(path, stamp)


def _best(shown: Sequence[str], views: Mapping[str, Any]) -> str:
    if "europe" not in views:
        return next(iter(views))
    inside = sum(code in views["europe"]["countries"] for code in shown)
    return "europe" if inside >= HOME * len(shown) else "world"


def _one(rows: _Rows, shown: Sequence[str], answer: Answer, say: Speaker) -> tuple[dict[str, str], tuple[Step, ...], tuple[str, ...]]:
    """Six shades; each class is told by its smallest and largest figure."""
    breaks = quantiles([rows.first[code] for code in shown])
    of = {code: sum(rows.first[code] >= start for start in breaks) - 1 for code in shown}
    colours = {code: f"var(--q{CLASSES - len(breaks) + of[code]})" for code in shown}
    write = _writer([rows.first[code] for code in shown], say)
    steps = []
    for n in range(len(breaks)):
        inside = sorted(rows.first[code] for code in shown if of[code] == n)
        low, high = write(inside[0]), write(inside[-1])
        steps.append(Step(f"q{CLASSES - len(breaks) + n}", low if low == high else f"{low}–{high}"))
    return colours, (*steps, Step("hatch", say("no figure yet"))), ()


def _two(rows: _Rows, shown: Sequence[str], answer: Answer, say: Speaker) -> tuple[dict[str, str], tuple[Step, ...], tuple[str, ...]]:
    """Nine colours, by the third of each figure; where the thirds begin is told beside."""
    first, second = {code: rows.first[code] for code in shown}, {code: rows.second[code] for code in shown}
    third = classes(first, second, shown)
    colours = {code: f"var(--b{a}{b})" for code, (a, b) in third.items()}
    titles = {one.name: one.title for one in answer.fields}
    words = (say("low"), say("middle"), say("high"))
    steps = tuple(Step(f"b{a}{b}", f"{words[a]} / {words[b]}") for b in (2, 1, 0) for a in (0, 1, 2))
    told = []
    for name, values in ((answer.chart.y, first), (answer.chart.size, second)):
        low, high = thirds(list(values.values())) if values else (0.0, 0.0)
        write = _writer([low, high], say)
        told.append(say("%(what)s: middle from %(low)s, high from %(high)s", what=titles[name], low=write(low), high=write(high)))
    note = say("Colours: first word %(first)s, second word %(second)s.", first=titles[answer.chart.y], second=titles[answer.chart.size])
    return colours, (*steps, Step("hatch", say("not both figures"))), (note, "; ".join(told) + ".")


def _writer(values: Sequence[float], say: Speaker) -> Callable[[float], str]:
    """How figures of one legend are written: whole where they are large, in as many decimals as tell the smallest apart else."""
    least = min((abs(value) for value in values if value), default=1.0)
    if all(value == int(value) for value in values) or least >= 100:
        return lambda value: say.number(float(round(value)))
    decimals = 1
    while decimals < 8 and least < 10 ** (1 - decimals):
        decimals += 1
    mark = say.number(0.5)[1]
    return lambda value: say.number(value) if abs(value) >= 1000 else f"{value:.{decimals}f}".replace(".", mark)
