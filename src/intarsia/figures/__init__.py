"""Figures: what may be drawn (an Evidence, its table, its marks), how (Vega-Lite, own SVG), and by whom (one child process)."""

from __future__ import annotations

from intarsia.figures.figure import Column, Figure, Mark, Source, Step
from intarsia.figures.render import RENDERER, NotDrawn

__all__ = ["RENDERER", "Column", "Figure", "Mark", "NotDrawn", "Source", "Step"]
