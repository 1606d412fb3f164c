"""The values of a facet as boxes to tick, each with its share and its works; written here and not in a template, as a page has some fifty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from intarsia.web.labels import Labels
from intarsia.web.present import FACETS
from intarsia.web.query import Query
from intarsia.web.visit import Visit

ROWS = 8
WIDEST = 20  # the classes of bar lengths: w0 to w20


@dataclass(frozen=True)
class FacetList:
    """One facet: its values as `li` elements, how many there are in all, and whether all of them show."""

    facet: str
    entries: Markup
    total: int
    whole: bool


def facetlists(visit: Visit, query: Query, counted: Mapping[str, Mapping[str, int]]) -> list[FacetList]:
    """Facets with their values, most works first; those chosen always show, those left out stand in the chips alone."""
    label, shown = Labels(visit), []
    for facet in FACETS:
        chosen, barred = query.chosen(facet), query.barred(facet)
        counts = {**dict.fromkeys(chosen, 0), **counted.get(facet, {})}
        if not counts or (len(counts) == 1 and not chosen):
            continue
        ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
        whole = len(ordered) <= ROWS + 2
        top = ordered[0][1] or 1
        boxes = [_box(visit, label, facet, value, count, value in chosen, round(WIDEST * count / top))
                 for n, (value, count) in enumerate(ordered) if (whole or n < ROWS or value in chosen) and value not in barred]
        shown.append(FacetList(facet, Markup("\n".join(boxes)), len(ordered), whole))
    return shown


def _box(visit: Visit, label: Labels, facet: str, value: str, count: int, on: bool, share: int) -> str:
    written = escape(value)
    dot = f'<span class="dot s-{written}" aria-hidden="true"></span>' if facet == "sector" else ""
    return (f'<li><label><input type="checkbox" id="f-{facet}-{written}" name="{facet}" value="{written}"{" checked" if on else ""}> '
            f'<span class="bar w{share}{" on" if on else ""}"><span>{dot}{label(facet, value)}</span></span> <span class="count">{visit.words.number(count)}</span></label></li>')
