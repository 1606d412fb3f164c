"""A sheet to draw on: axes, texts and anchors in pixels, as SVG whose colours are the style sheet's variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10

from intarsia.figures import theme

#: about how wide a letter is at the size of axis labels
LETTER = 6.9
SMALL = 12


@dataclass(frozen=True)
class Sketch:
    """A picture of our own that is drawn anew for each width. Its marks are anchors to #m<n>."""

    make: Callable[[int], str]

    def raw(self, width: int) -> str:
        """The drawing for a width."""
        return self.make(width)


@dataclass
class Sheet:
    """A drawing in the making: `width` x `height` pixels with a plot inside its margins."""

    width: float
    height: float
    left: float = 0
    right: float = 0
    top: float = 10
    bottom: float = 26
    parts: list[str] = field(default_factory=list)

    @property
    def plot(self) -> tuple[float, float]:
        """Width and height of the plot."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom

    def text(self, x: float, y: float, text: str, *, anchor: str = "start", size: int = theme.SIZE, colour: str = "ink2", bold: bool = False, halo: bool = False) -> None:
        """Words, their base line at y."""
        more = ' font-weight="600"' if bold else ""
        more += ' paint-order="stroke" stroke="var(--card)" stroke-width="3" stroke-linejoin="round"' if halo else ""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-family="{theme.FONT}" font-size="{size}" text-anchor="{anchor}" fill="{_colour(colour)}"{more}>{escape(text)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = "line", width: float = 1, dash: str = "") -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<path d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}" fill="none" stroke="{_colour(colour)}" stroke-width="{width}"{dashed}/>')

    def path(self, points: Sequence[tuple[float, float]], colour: str, width: float = 2.25, dash: str = "") -> None:
        """A line through points; one alone is a dot."""
        if len(points) == 1:
            self.dot(*points[0], colour, width)
            return
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        d = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<path d="{d}" fill="none" stroke="{_colour(colour)}" stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round"{dashed}/>')

    def area(self, points: Sequence[tuple[float, float, float]], colour: str, opacity: float = 0.16) -> None:
        """The band between two lines, as x, low, high."""
        there = "L".join(f"{x:.1f},{high:.1f}" for x, _, high in points)
        back = "L".join(f"{x:.1f},{low:.1f}" for x, low, _ in reversed(points))
        self.parts.append(f'<path d="M{there}L{back}Z" fill="{_colour(colour)}" fill-opacity="{opacity}"/>')

    def dot(self, x: float, y: float, colour: str, radius: float = 3, opacity: float = 1) -> None:
        """A filled circle."""
        faint = f' fill-opacity="{opacity}"' if opacity < 1 else ""
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_colour(colour)}"{faint}/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str, opacity: float = 1) -> None:
        """A filled rectangle; "none" is one that cannot be seen and can be hit."""
        fill = "transparent" if colour == "none" else _colour(colour)
        faint = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}" fill="{fill}"{faint}/>')

    def mark(self, number: int, draw: Callable[[], None]) -> None:
        """What `draw` draws becomes mark `number`."""
        self.parts.append(f'<a href="#m{number}">')
        draw()
        self.parts.append("</a>")

    def svg(self) -> str:
        """The drawing."""
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.0f}" height="{self.height:.0f}" viewBox="0 0 {self.width:.0f} {self.height:.0f}">{"".join(self.parts)}</svg>'


@dataclass(frozen=True)
class Scale:
    """From values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


def ticks(low: float, high: float, about: int, *, whole: bool = False) -> list[float]:
    """Round values within a range, about that many."""
    if high <= low:
        return [low]
    step = (high - low) / max(1, about)
    size = 10.0 ** floor(log10(step))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= step * 0.999)
    if whole:
        step = max(1.0, ceil(step))
    first = ceil(low / step - 1e-9)
    found, place = [], first
    while place * step <= high + step * 1e-9:
        found.append(round(place * step, 12))
        place += 1
    return found


def fitted(text: str, room: float, size: int = theme.SIZE) -> str:
    """A text that is cut where it does not fit."""
    most = int(room / (LETTER * size / theme.SIZE))
    return text if len(text) <= most else text[:max(1, most - 1)].rstrip() + "…"


def apart(wanted: list[float], gap: float, room: float) -> list[float]:
    """Places near those wanted, at least `gap` from each other and within the room, in the same order from top to bottom."""
    order = sorted(range(len(wanted)), key=lambda n: (wanted[n], n))
    placed: list[float] = []
    for n in order:
        placed.append(max(wanted[n], placed[-1] + gap) if placed else wanted[n])
    over = (placed[-1] - room) if placed else 0
    if over > 0:
        ground = room
        for n in reversed(range(len(placed))):
            placed[n] = min(placed[n], ground)
            ground = placed[n] - gap
    found = [0.0] * len(wanted)
    for n, place in zip(order, placed, strict=True):
        found[n] = place
    return found


def _colour(name: str) -> str:
    return name if name.startswith("var(") or name.startswith("url(") else f"var(--{name})"
