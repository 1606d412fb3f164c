"""How many of what was announced came out."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.errors import Invalid

LEVEL = 0.9


@dataclass(frozen=True)
class Conversion:
    """due: announced for a year that is over. out: released among them. share, with its interval; None where nothing was due."""

    due: int
    out: int
    share: float | None
    interval: tuple[float, float] | None


def conversion(due: int, out: int, level: float = LEVEL) -> Conversion:
    """The share of announced productions that were released by the end of the year they were announced for, with Jeffreys' interval.

    Raises: Invalid when more came out than was due.
    """
    from scipy.stats import beta

    if not 0 <= out <= due:
        raise Invalid(f"{out} of {due} cannot have come out", where="conversion", way_out="count works that were announced")
    if not due:
        return Conversion(0, 0, None, None)
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, out + 0.5, due - out + 0.5)) if out else 0.0
    high = float(beta.ppf(1 - tail, out + 0.5, due - out + 0.5)) if out < due else 1.0
    return Conversion(due, out, out / due, (low, high))
