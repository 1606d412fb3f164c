"""Is the door alive, and is it ready? For who watches a server, and for who sends it readers."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from intarsia.errors import IntarsiaError
from intarsia.store import graph
from intarsia.web.visit import Asked

router = APIRouter(tags=["operation"])
log = logging.getLogger(__name__)
FRESH = {"Cache-Control": "no-store"}
LATER = {**FRESH, "Retry-After": "60"}


@router.get("/healthz", summary="Is the door alive, and which release does it serve?")
def healthz(visit: Asked) -> Response:
    """Alive; 503 while there is no release."""
    try:
        release = visit.release
    except IntarsiaError as error:
        return JSONResponse({"status": "no release", "why": error.what, "way_out": "verify the release, or serve another: intarsia releases"}, 503, headers=LATER)
    if release is None:
        return JSONResponse({"status": "no release", "way_out": "build it: intarsia build DIR"}, 503, headers=LATER)
    return JSONResponse({"status": "ok", "release": release.id}, headers=FRESH)


@router.get("/readyz", summary="Can readers be sent here?")
def readyz(visit: Asked) -> Response:
    """Ready when the release and its search index answer and the server is not stopping; the graph is told of, and may come later."""
    found: dict[str, Any] = {"release": None, "search": "no", "graph": "no"}
    why = "the server is stopping" if getattr(visit.request.app.state, "stopping", False) else ""
    try:
        reader = visit.serving.reader()
        if reader is None:
            why = why or "there is no release yet"
        else:
            found["release"] = reader.id
            reader.rows("SELECT count(*) FROM dataset")
            reader.search(limit=1, counts=False)
            found["search"] = "ready"
            path = Path(reader.path)
            why = why or ("" if (path / "manifest.json").is_file() else "the release is gone from the disk")  # tables in memory would still answer
            found["graph"] = "ready" if graph.ready(path) else "loading" if (path / graph.PART).exists() else "not loaded"
    except IntarsiaError as error:
        why = why or error.what
    except (OSError, ValueError) as error:  # what a search index says that is not whole
        log.warning("not ready: %s", error)
        why = why or "the search index of the release cannot be read"
    if why:
        return JSONResponse({"status": "not ready", "why": why, **found}, 503, headers=LATER)
    return JSONResponse({"status": "ready", **found}, headers=FRESH)
