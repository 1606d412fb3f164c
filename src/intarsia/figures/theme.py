"""The look of charts: the colours by the names of the style sheet's variables, and Vega-Lite's configuration."""

from __future__ import annotations

import re
from typing import Any

#: the variable of each sector of the built-in vocabulary; a sector of a pool's own takes the neutral one
SECTORS = {
    "film-tv": "film", "games": "games", "publishing": "publishing", "music": "music", "performing-arts": "stage", "new-media": "newmedia", "heritage": "heritage",
}
#: the light values of the style sheet (tests compare), for files that have no style sheet
LIGHT = {
    "paper": "#fbfaf7", "card": "#ffffff", "ink": "#1a2129", "ink2": "#4b5661", "ink3": "#5f6a75", "line": "#e0ddd5", "line2": "#cfcbc1", "accent": "#0b5f63",
    "soft": "#e0eeec", "tint": "#f2f0ea",
    "film": "#cb3756", "games": "#3b2f8f", "publishing": "#0a5518", "music": "#b9770e", "stage": "#2ea58d", "newmedia": "#607bb8", "heritage": "#7b3a69",
    "q0": "#e3efec", "q1": "#bcdcd6", "q2": "#8cc3bd", "q3": "#56a3a1", "q4": "#257d80", "q5": "#0b5256",
    "b00": "#e8e8e8", "b10": "#dfb0d6", "b20": "#be64ac", "b01": "#ace4e4", "b11": "#a5add3", "b21": "#8c62aa", "b02": "#5ac8c8", "b12": "#5698b9", "b22": "#3b4994",
    "label-film": "#cb3756", "label-games": "#3b2f8f", "label-publishing": "#0a5518", "label-music": "#4b5661", "label-stage": "#4b5661", "label-newmedia": "#4b5661",
    "label-heritage": "#7b3a69", "label-ink3": "#4b5661",
}
FONT = "'Liberation Sans', 'Source Sans 3', sans-serif"  # the first is in the drawing library, so that what it measures and what it draws to pixels agree
SIZE = 13
CONFIG: dict[str, Any] = {
    "background": None, "font": FONT, "aria": False, "padding": {"left": 2, "right": 2, "top": 8, "bottom": 2}, "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink2)", "labelFont": FONT, "labelFontSize": SIZE, "labelPadding": 6, "title": None, "domain": False, "grid": False, "tickColor": "var(--line2)",
        "gridColor": "var(--line)", "labelLimit": 200,
    },
    "text": {"font": FONT, "fontSize": SIZE},
    "line": {"strokeWidth": 2.25, "strokeJoin": "round", "strokeCap": "round"},
}
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")


def sector(key: str | None) -> str:
    """The colour of a sector."""
    return f"var(--{SECTORS.get(key or '', 'ink3')})"


def label(key: str | None) -> str:
    """The colour of a sector's name beside its line: its own where that reads well on a card, else that of text."""
    return f"var(--label-{SECTORS.get(key or '', 'ink3')})"


def fixed(text: str) -> str:
    """A text with variables turned into light colours."""
    return _VARIABLE.sub(lambda found: LIGHT.get(found[1], LIGHT["ink2"]), text)
