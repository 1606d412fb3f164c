"""Areas as one SVG: those with a colour are anchors in the order of a ranking, the others are hatched, small ones are dots on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

Number = TypeVar("Number", int, float)
#: shades of a map, darkest last
CLASSES = 6
#: per view: an area smaller than this, in square units of a drawing 2,000 wide, is drawn as a dot of this radius
SMALL = {"europe": (1080, 17), "world": (260, 11)}
_NOTHING = (0, 0)
#: with so many areas, borders are drawn thinner, as they would hide the small ones
CROWDED = 700
_HATCH = ('<pattern id="hatch" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="14" height="14" fill="var(--tint)"/>'
          '<rect width="4" height="14" fill="var(--line2)"/></pattern>')


def quantiles(values: Sequence[Number]) -> tuple[Number, ...]:
    """Where the classes begin: as many places in each as ties allow, the lowest from the smallest value on."""
    ordered = sorted(values)
    return tuple(sorted({ordered[len(ordered) * n // CLASSES] for n in range(CLASSES)})) if ordered else ()


def drawn(view: Mapping[str, Any], ranked: Sequence[str], colours: Mapping[str, str], chosen: Sequence[str] = (), area: str = "") -> str:
    """The drawing of a view {"width", "height", "countries": {code: {"d", "x", "y", "area"}}, "around"}.

    ranked: codes, the n-th of which becomes an anchor that leads to #m<n>; colours: the fill of each, those without one are hatched. chosen: outlined.
    area: the name of the view, for which areas are too small to be seen.
    """
    shapes = view["countries"]
    least, radius = SMALL.get(area, _NOTHING)
    empty = "".join(f'<path d="{shape["d"]}"/>' for code, shape in shapes.items() if code not in colours and shape["d"])
    whole: list[str] = []
    dots: list[str] = []
    for place, code in enumerate(ranked):
        if code not in shapes or code not in colours:
            continue
        shape, outlined = shapes[code], ' stroke="var(--ink)" stroke-width="2.5"' if code in chosen else ""
        small = shape["area"] < least or not shape["d"]
        where = f'<circle cx="{shape["x"]}" cy="{shape["y"]}" r="{radius or 8}"' if small else f'<path d="{shape["d"]}"'
        body = f'{where} fill="{colours[code]}"{outlined}/>'
        (dots if small else whole).append(f'<a href="#m{place}">{body}</a>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view["width"]} {view["height"]}"><defs>{_HATCH}</defs>'
            f'<path d="{view["around"]}" fill="var(--tint)" stroke="var(--line)"/>'
            f'<g fill="url(#hatch)" stroke="var(--line2)">{empty}</g><g stroke="var(--ink3)" stroke-width="{1 if len(shapes) < CROWDED else 0.5}">{"".join(whole)}{"".join(dots)}</g></svg>')
