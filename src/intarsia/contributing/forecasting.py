"""Forecasting: what a draft's file would get back, computed in a child process against the title index of the served release."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import sandbox
from intarsia.errors import IntarsiaError, Invalid
from intarsia.shelf.feeds.titleindex import SUFFIX

if TYPE_CHECKING:
    from intarsia.contributing.draft import Draft
    from intarsia.pool import Pool
    from intarsia.reader import Reader

FORECAST = "forecast.json"
KEYS = ("records", "works", "agents", "release", "candidates", "links", "sector_told", "gained", "datasets")


def made(pool: Pool, draft: Draft, nice: int) -> dict[str, Any] | None:
    """The forecast of a draft (keys of `receipt.dryrun.forecast`); None where there is no release, or none with a title index.

    A file that cannot be compared gives {"problem": {"what", "way_out"}}: that is no reason to stop.
    """
    shown = pool.public()
    if shown.current() is None:
        return None
    reader = shown.reader()
    index = reader.path / "dumps"
    if not any(index.glob(f"*{SUFFIX}")):
        return None
    limits = sandbox.Limits.reading(draft.file.stat().st_size, pool.config.reading, nice)
    with tempfile.TemporaryDirectory(prefix=".forecast-", dir=draft.folder) as scratch:
        arguments = {
            "path": str(draft.file.absolute()), "format_name": str(draft.about.get("format", "")), "options": dict(draft.about.get("options") or {}), "folder": scratch,
            "own": str(pool.layout.shelf.absolute()), "index": str(index.absolute()), "release": reader.id, "base": reader.base, "sector": str(draft.about.get("sector", "")),
        }  # fmt: skip
        try:
            found = sandbox.call("intarsia.contributing.child:forecast", arguments, limits, where=draft.name, folder=Path(scratch))
            return believed(found) | {"beside": _beside(pool, reader, found, draft.name)}
        except IntarsiaError as error:
            return {"problem": {"what": error.what, "way_out": error.way_out}}


def _beside(pool: Pool, reader: Reader, found: Any, name: str) -> dict[str, Any] | None:
    """Where the file's figures would stand among its peers; None where it has none that peers have."""
    from intarsia.answering import Release
    from intarsia.receipt import beside

    return beside.forecast(Release(reader, pool.layout.shelf), found.get("figures") or [], name)


def believed(found: Any) -> dict[str, Any]:
    """A child's answer, looked at. Raises: Invalid."""
    try:
        if found.get("problem"):
            return {"problem": {name: str(found["problem"][name]) for name in ("what", "way_out")}}
        links = found["links"]
        return {
            **{name: int(found[name]) for name in ("records", "works", "agents", "candidates")}, "release": str(found["release"]), "sector_told": bool(found["sector_told"]),
            "links": {**{name: float(links[name]) for name in ("expected", "low", "high")}, "records": {str(bound): int(count) for bound, count in links["records"].items()}},
            "gained": [{"group": str(one["group"]), "own": int(one["own"]), **{name: float(one[name]) for name in ("expected", "low", "high")}} for one in found["gained"]],
            "datasets": [{"dataset": str(one["dataset"]), "expected": float(one["expected"])} for one in found["datasets"]],
        }  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Invalid("what this file would get back cannot be understood", way_out="try again") from None
