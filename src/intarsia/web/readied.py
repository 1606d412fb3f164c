"""How ready each dataset of a release is: measured once per release, for every page that shows a rung of it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from intarsia import readiness
from intarsia.reader import Reader
from intarsia.readiness import telling
from intarsia.readiness.measured import Measured
from intarsia.web.serving import Serving
from intarsia.web.visit import Visit


def everything(visit: Visit) -> dict[str, Measured]:
    """Every dataset of the release that this visit reads."""
    return _once(visit.serving, visit.reader)


def warm(app: FastAPI) -> None:
    """Measure the served releases before somebody waits for it."""
    for serving in {id(one): one for one in (app.state.serving, app.state.here) if one is not None}.values():
        if reader := serving.reader():
            _once(serving, reader)


def _once(serving: Serving, reader: Reader) -> dict[str, Measured]:
    return serving.once(reader, "readiness", lambda: readiness.everything(serving.pool, reader))


def ladder(visit: Visit, dataset: str) -> dict[str, Any] | None:
    """The ladder of one dataset, for the part `readiness-ladder.html`; None where the release has no such dataset."""
    found = everything(visit).get(dataset)
    return telling.ladder(found.rungs, visit.language) if found else None


def ladders(visit: Visit) -> dict[str, dict[str, Any]]:
    """The ladder of every dataset."""
    return {name: telling.ladder(one.rungs, visit.language) for name, one in everything(visit).items()}
