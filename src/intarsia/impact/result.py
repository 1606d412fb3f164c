"""Result: what an estimate found, as data: everything that pages, files and the dossier show of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

#: decided by machine, in this order: the first that holds
STATUSES = ("NO DESIGN", "CONTAMINATED", "POOR FIT", "SUPPORTED", "SUGGESTIVE", "UNDERPOWERED")
#: the designs, from the one that claims nothing up
DESIGNS = ("overlay", "interrupted", "synthetic", "staggered")
DIGITS = 6  # significant digits kept: the same on every machine


@dataclass(frozen=True)
class BeforeAfter:
    """Plain means. unit: "" for the mean of those compared with. before, after: means per period; change: in percent, None where nothing was counted before."""

    unit: str
    before: float | None
    after: float | None
    change: float | None
    periods_before: int
    periods_after: int


@dataclass(frozen=True)
class Placebo:
    """A unit where nothing is known to have been done. effect: in percent. score: of its size over its noise."""

    unit: str
    effect: float
    score: float
    gap: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """What one estimate found.

    status: one of STATUSES. reasons: (code, values) of what decided it, the first counts most; words for them stand with the insight. effect,
    low, high: in percent of what the comparison says; level: of that interval. p: share of placebos (this one included) at least as large; best_p: the smallest there could
    be. larger: how many placebos are as large. mde_up, mde_down: in percent, the smallest change that would be found four times in five; None where none would.
    scale: "log" or "share". treated, comparison, low_band, high_band: per period, in the outcome's unit. gap: in percent. miss: how far the comparison went its
    own way before, in percent. space, time, without: placebos in other units, at earlier dates (date, effect), and the range of the effect
    when each compared unit is left out. left_out: units not used, with the reason's code. unknown: compared units of which no intervention is known (not: had none).
    """

    status: str
    design: str
    reasons: tuple[tuple[str, dict[str, Any]], ...]
    treated_unit: str
    frequency: str = "year"
    scale: str = ""
    periods: tuple[str, ...] = ()
    first: int = 0
    treated: tuple[float | None, ...] = ()
    comparison: tuple[float, ...] = ()
    low_band: tuple[float, ...] = ()
    high_band: tuple[float, ...] = ()
    gap: tuple[float, ...] = ()
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    p: float | None = None
    best_p: float | None = None
    larger: int = 0
    miss: float | None = None
    mde_up: float | None = None
    mde_down: float | None = None
    space: tuple[Placebo, ...] = ()
    time: tuple[tuple[str, float], ...] = ()
    without: tuple[float, float] | None = None
    before_after: tuple[BeforeAfter, ...] = ()
    compared: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    contaminated: tuple[dict[str, str], ...] = ()
    unknown: int = 0
    suppressed: int = 0
    missing: int = 0
    notes: dict[str, Any] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """As JSON-able values, numbers to six significant digits."""
        found: dict[str, Any] = rounded(asdict(self))
        return found


def rounded(value: Any) -> Any:
    """A value with its numbers to six significant digits; what is not finite is None."""
    if isinstance(value, float):
        return None if value != value or value in (float("inf"), float("-inf")) else float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(one) for one in value]
    return value
