"""What the insights about places share: how a measure and its sources are called, and which year is meant."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10

from intarsia.errors import Invalid
from intarsia.evidence import Speaker
from intarsia.placed import WORKS, Placed
from intarsia.shelf.insights.base import Source


def measured(source: Source, measure: str, text: Mapping[str, str], *, begin: bool = False) -> str:
    """What is counted, in words; `begin`: at the beginning of a sentence. text: of an insight, with "language", "works" and "Works"."""
    if measure == WORKS:
        return text["Works" if begin else "works"]
    said = source.label("measure", measure, text["language"])
    return said if begin else lowered(said)


def lowered(text: str) -> str:
    """A name as it stands inside a sentence; what begins with two capitals is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def titles(source: Source, one: Placed, text: Mapping[str, str]) -> str:
    """The titles of the datasets that figures come from."""
    return ", ".join(source.label("dataset", dataset, text["language"]) for dataset in one.datasets)


def year_of(asked: str, had: Mapping[int, int], *, every: bool = False) -> int:
    """The year asked for; else the last of those with the most places; 0 for all years, where `every` allows it, and where there is none.

    Raises: Invalid for what is no year.
    """
    if asked:
        try:
            return int(asked)
        except ValueError:
            raise Invalid(f"'{asked[:40]}' is no year", where="year", way_out="give a year, such as 2019") from None
    most = 0 if every else max(had.values(), default=0)
    return max((year for year, places in had.items() if places == most), default=0) if most else 0


def written(value: float, say: Speaker) -> str:
    """A figure in a sentence: three digits, two where it is small, or whole from 1,000 on. A table has all of it."""
    if value == 0 or abs(value) >= 1000:
        return say.number(float(round(value)))
    if abs(value) >= 0.1:
        return say.number(float(f"{value:.3g}"))
    return f"{value:.{1 - floor(log10(abs(value)))}f}".replace(".", say.number(0.5)[1])
