"""How a figure is drawn: a Vega-Lite specification for a width, or an SVG of our own."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from intarsia.figures import theme
from intarsia.figures.render import RENDERER

Spec = dict[str, Any]


class Picture(Protocol):
    """Something that gives an SVG for a width, in which mark n is an anchor that leads to #m<n>."""

    def raw(self, width: int) -> str: ...


@dataclass(frozen=True)
class VegaLite:
    """A specification made for the width asked for; its marks carry `href: "#m<n>"`. decimal, thousands: how numbers are written."""

    make: Callable[[int], Spec]
    decimal: str = "."
    thousands: str = ","

    def raw(self, width: int) -> str:
        """Drawn by the worker, or remembered."""
        return RENDERER.svg(self.whole(width), {"decimal": self.decimal, "thousands": self.thousands, "grouping": [3], "currency": ["", ""]})

    def whole(self, width: int) -> Spec:
        """The specification with the look of the house."""
        return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **self.make(width), "config": theme.CONFIG}


@dataclass(frozen=True)
class Drawn:
    """An SVG of our own that fits every width."""

    text: str

    def raw(self, width: int) -> str:
        """The same at every width."""
        return self.text


def notebook(drawing: VegaLite, width: int, hrefs: Sequence[str]) -> Spec:
    """The specification with light colours and real links."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(one) for key, one in value.items()}
        if isinstance(value, list):
            return [turned(one) for one in value]
        if isinstance(value, str):
            if found := re.fullmatch(r"#m(\d+)", value):
                return hrefs[int(found[1])]
            return theme.fixed(value)
        return value

    whole: Spec = turned(copy.deepcopy(drawing.whole(width)))
    return whole
