"""How ready datasets are to be used by others: the measured ladders of one dataset, and of all in the pool."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.readiness import comparing, telling, words
from intarsia.readiness.ladder import RUNGS
from intarsia.readiness.measured import INSTRUMENTS
from intarsia.web import readied
from intarsia.web.gone import missing
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["datasets"])
COLUMNS = ("id", "publisher", "sector", "reached", "rung", *INSTRUMENTS, "mqa_points", "first", "fix")
REQUIREMENTS = ("instrument", "step", "requirement", "says", "met", "share", "of", "points")


@page(router, "/datasets/{id}/readiness", "json", "csv", about="How ready one dataset is: the ladder, five instruments with every requirement, and the fix that pays most")
def dataset(visit: Asked, id: str) -> Response:
    """The ladders of a dataset."""
    if kept := visit.kept():
        return kept
    found = readied.everything(visit).get(id)
    if found is None:
        raise missing(visit, "dataset", id)
    data = telling.told(found, visit.language)
    rows = ([one["key"], asked["step"], asked["key"], asked["says"], asked["met"], asked["share"], asked["of"], asked["points"]]
            for one in data["instruments"] for asked in one["requirements"])
    return visit.answer("readiness.html", data, links={"dataset": visit.href(f"/datasets/{id}"), "all": visit.href("/readiness")}, table=(REQUIREMENTS, rows),
                        ladder=data["ladder"], rest=data["fixes"][1:])


@page(router, "/readiness", "json", "csv", about="How ready the datasets of the pool are, and sectors compared from five organisations up")
def pool(visit: Asked) -> Response:
    """Every dataset on the ladder, and how the sectors stand."""
    if kept := visit.kept():
        return kept
    found = [_row(visit, name, one) for name, one in readied.everything(visit).items()]
    cells = comparing.measured(readied.everything(visit))
    data = {"datasets": found, "sectors": {sector: {rung: cell.data() for rung, cell in row.items()} for sector, row in cells.items()}, "least": comparing.LEAST}
    rungs = [{"key": key, "name": words.rung(key, visit.language), "about": words.of(words.RUNGS[key][1], visit.language), "count": sum(one["reached"] > n for one in found)}
             for n, key in enumerate(RUNGS)]
    names = {key: words.of(both[0], visit.language) for key, both in words.INSTRUMENTS.items()}
    return visit.answer("readiness-pool.html", data, meta={"total": len(found)}, table=(COLUMNS, ([one[column] for column in COLUMNS] for one in found)),
                        rungs=rungs, instruments=names, shown=any(cell.state != "few" for row in cells.values() for cell in row.values()))


def _row(visit: Visit, name: str, one: Any) -> dict[str, Any]:
    """A dataset in one line."""
    language = visit.language
    points = one.ladders["mqa"].points
    return {"id": name, "publisher": one.organisation, "sector": one.sector, "reached": one.reached, "rung": words.rung(one.rung, language),
            **{key: words.step(key, ladder.reached, language) if ladder.reached else None for key, ladder in one.ladders.items()}, "mqa_points": points[0] if points else None,
            "first": words.requirement(one.first.key, language) if one.first else None, "fix": words.fix(one.fix.key, one.fix.count, language) if one.fix else None,
            "ladder": telling.ladder(one.rungs, language)}
