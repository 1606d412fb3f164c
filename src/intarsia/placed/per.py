"""A figure per 1,000 inhabitants or per job: both of the same place and the same year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intarsia.placed.figures import Placed

#: what a figure may be divided by: the measure, and how many of it make one
PER = {"inhabitants": ("population", 1000.0), "million": ("population", 1_000_000.0), "jobs": ("jobs", 1.0)}


@dataclass(frozen=True)
class Divided:
    """values: by place. without: places with a figure of which there is nothing to divide by in that year."""

    values: Mapping[str, float]
    without: tuple[str, ...]


def divided(above: Placed, below: Placed, per: str) -> Divided:
    """A figure divided by another. A place without a divisor, or with one of 0, has no figure: it is left out and told, never guessed from another year.

    Raises: KeyError for another word than those of PER; ValueError where the years differ.
    """
    if above.year != below.year:
        raise ValueError(f"{above.year} is not {below.year}")
    unit = PER[per][1]
    values = {place: unit * value / below.values[place] for place, value in above.values.items() if below.values.get(place)}
    return Divided(values, tuple(sorted(set(above.values) - set(values))))
