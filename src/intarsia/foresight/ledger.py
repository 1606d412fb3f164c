"""What was forecast, when, and what came of it: a row that is said once and never said again in other words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: years after the origin for which something is said
HORIZONS = (1, 3, 5)
OPEN, CAME, MISSED = "open", "came", "missed"
#: years of works that signals of today rest on: those that are compared, five and five
RECENT_ROWS = 10
#: what a forecast is about: said once for each of these
SUBJECT = ("method", "version", "facet", "concept", "sector", "origin", "horizon")
SAID = (*SUBJECT, "rank", "odds", "base", "threshold")


def seal(said: Mapping[str, Any]) -> str:
    """The identifier of a forecast: the hash of what was said (SHA-256, the first 24 digits). Who changes a word of it changes the identifier."""
    text = json.dumps([said[name] for name in SAID], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def subject(said: Mapping[str, Any]) -> tuple[Any, ...]:
    """What it is about: the first forecast about it stands, a later one is not made."""
    return tuple(said[name] for name in SUBJECT)


def due(origin: int, horizon: int) -> str:
    """The first day on which the years that it spoke of are over."""
    return f"{origin + horizon + 1}-01-01"


def brier(odds: float | None, came: bool) -> float | None:
    """The squared distance of what was said from what came (G. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review
    78, 1950): 0 is perfect, .25 says a coin was thrown. None where no odds were said."""
    return None if odds is None else round((odds - came) ** 2, 6)


@dataclass(frozen=True)
class Record:
    """How one method did in one sector: forecasts that fell due, how many came true, how many were expected to, its Brier score, and that of always saying the base rate."""

    sector: str
    n: int
    came: int
    expected: float
    score: float | None
    simple: float | None


def recorded(rows: Iterable[Mapping[str, Any]], sectors: Sequence[str]) -> tuple[Record, ...]:
    """The record by sector, of forecasts that fell due."""
    settled = [row for row in rows if row["state"] in (CAME, MISSED)]
    found = []
    for sector in sectors:
        mine = [row for row in settled if row["sector"] == sector]
        said = [row for row in mine if row["odds"] is not None]
        n, came = len(mine), sum(row["state"] == CAME for row in mine)
        score = sum((row["odds"] - (row["state"] == CAME)) ** 2 for row in said) / len(said) if said else None
        simple = sum((row["base"] - (row["state"] == CAME)) ** 2 for row in said) / len(said) if said else None
        found.append(Record(sector, n, came, sum(row["odds"] for row in said), score, simple))
    return tuple(found)
