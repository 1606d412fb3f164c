"""Placed: one figure a place and year, from works, from audiences, or from figures of the context; and two of them laid over each other. Pure: rows in, frozen values out."""

from __future__ import annotations

from intarsia.placed.figures import ADDED, WORKS, Placed, Source, placed, query, spread, years
from intarsia.placed.levels import LEVELS, NUTS, level_of, settled
from intarsia.placed.overlay import FEWEST, Overlay, classes, laid, outlying, thirds
from intarsia.placed.per import PER, Divided, divided

__all__ = ["ADDED", "FEWEST", "LEVELS", "NUTS", "PER", "WORKS", "Divided", "Overlay", "Placed", "Source", "classes", "divided", "laid",
           "level_of", "outlying", "placed", "query", "settled", "spread", "thirds", "years"]
