"""Bars that lie, one a row, with its name on the left and its figure in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ROW, THICK = 30, 18


@dataclass(frozen=True)
class Bar:
    """A row: its name, its length, its figure in words, its colour. Bar n is mark n."""

    name: str
    value: float
    said: str
    colour: str


def lying(bars: Sequence[Bar], width: int) -> dict[str, Any]:
    """The specification; where there is little room, names stand above their bars."""
    narrow = width < 600
    side = 4 if narrow else min(280, 16 + max(len(bar.name) for bar in bars) * 7)
    beside = 14 + max(len(bar.said) for bar in bars) * 7
    row = ROW + 18 if narrow else ROW
    plot, top = width - side - beside, max(bar.value for bar in bars) or 1
    values = [{"y": row * n + row - ROW / 2, "w": round(max(2.0, plot * bar.value / top), 1), "c": bar.colour, "h": f"#m{n}", "t": bar.name,
               "ty": row * n + 12 if narrow else row * n + row / 2, "s": bar.said} for n, bar in enumerate(bars)]
    y: dict[str, Any] = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    end: dict[str, Any] = {"field": "w", "type": "quantitative", "scale": None, "axis": None}
    return {
        "width": plot, "height": row * len(bars), "autosize": {"type": "none"}, "padding": {"left": side, "right": beside, "top": 4, "bottom": 4}, "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "height": THICK, "orient": "horizontal"},
             "encoding": {"y": y, "x": {"value": 0}, "x2": {"field": "w", "type": "quantitative", "scale": None}, "fill": {"field": "c", "type": "nominal", "scale": None,
                     "legend": None}, "href": {"field": "h"}}},
            {"mark": {"type": "text", "align": "left" if narrow else "right", "baseline": "middle", "color": "var(--ink)", "fontWeight": 600},
             "encoding": {"y": {**y, "field": "ty"}, "x": {"value": 0 if narrow else -12}, "text": {"field": "t"}}},
            {"mark": {"type": "text", "align": "left", "baseline": "middle", "color": "var(--ink2)", "dx": 8}, "encoding": {"y": y, "x": end, "text": {"field": "s"}}},
        ],
    }
