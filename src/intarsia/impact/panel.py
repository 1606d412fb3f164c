"""Panel: units by periods, on the scale in which units compare."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from intarsia.errors import Invalid

Numbers = NDArray[np.float64]
#: months of a year in one period, and how many periods go by before the season returns
SEASONS = {"month": 12, "quarter": 4, "year": 1}
#: the frequency of a mean of so many months
BLOCKS = {1: "month", 3: "quarter", 12: "year"}
#: what a figure withheld from readers is flagged with
WITHHELD = "suppressed"


@dataclass(frozen=True)
class Panel:
    """Figures of units in periods of one frequency.

    values: units x periods, NaN where there is no figure; a suppressed figure is missing, never zero. periods: first days (ISO), in
    order. withheld: units x periods, which of the empty cells are suppressed.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    values: Numbers
    withheld: NDArray[np.bool_]
    frequency: str = "year"

    @property
    def suppressed(self) -> int:
        """How many cells are withheld."""
        return int(self.withheld.sum())

    @property
    def missing(self) -> int:
        """How many cells are empty for another reason."""
        return int(np.isnan(self.values).sum()) - self.suppressed

    def between(self, since: str, until: str) -> Panel:
        """The periods that begin in [since, until]; "" for no limit."""
        keep = [n for n, period in enumerate(self.periods) if (not since or period >= since) and (not until or period <= until)]
        return replace(self, periods=tuple(self.periods[n] for n in keep), values=self.values[:, keep], withheld=self.withheld[:, keep])

    def only(self, units: list[int]) -> Panel:
        """These units, by position."""
        return replace(self, units=tuple(self.units[n] for n in units), values=self.values[units], withheld=self.withheld[units])

    def without(self, unit: int) -> Panel:
        """All units but one."""
        return self.only([n for n in range(len(self.units)) if n != unit])

    def complete(self) -> NDArray[np.bool_]:
        """Which units have a figure in every period."""
        return np.asarray(~np.isnan(self.values).any(axis=1), dtype=np.bool_)


def panel(rows: pa.Table, frequency: str = "year") -> Panel:
    """A panel of rows with columns unit, period (first day, ISO), value and flag; a value of a suppressed row is not looked at.

    Raises: Invalid when a unit has two figures for one period, or for a frequency there is none of.
    """
    if frequency not in SEASONS:
        raise Invalid(f"there is no frequency '{frequency}'", where="panel", way_out=f"one of: {', '.join(SEASONS)}")
    if not rows.num_rows:
        return Panel((), (), np.empty((0, 0)), np.empty((0, 0), dtype=bool), frequency)
    units, periods = (sorted(set(rows.column(name).to_pylist())) for name in ("unit", "period"))
    at = pc.index_in(rows.column("unit"), pa.array(units)).to_numpy(), pc.index_in(rows.column("period"), pa.array(periods)).to_numpy()
    if len(set(zip(*(one.tolist() for one in at), strict=True))) < rows.num_rows:
        raise Invalid("a unit has two figures for one period", where="panel", way_out="say which of them counts: measure, segment, method")
    withheld = pc.fill_null(pc.equal(rows.column("flag"), WITHHELD), False).to_numpy(zero_copy_only=False)
    found = pc.fill_null(rows.column("value").cast(pa.float64()), float("nan")).to_numpy()
    values, hidden = np.full((len(units), len(periods)), np.nan), np.zeros((len(units), len(periods)), dtype=bool)
    values[at], hidden[at] = np.where(withheld, np.nan, found), withheld
    return Panel(tuple(units), tuple(periods), values, hidden, frequency)


def first_day(start: str) -> str:
    """The first day of what may be a year, a month or a day."""
    return {4: f"{start}-01-01", 7: f"{start}-01"}.get(len(start), start[:10])


def following(period: str, frequency: str) -> str:
    """The first day of the next period."""
    year, month = int(period[:4]), int(period[5:7]) + {"month": 1, "quarter": 3, "year": 12}[frequency]
    return f"{year + (month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}-{period[8:]}"


def split(found: Panel, start: str) -> tuple[int, int]:
    """How many periods lie before a start, and the position of the first after it. The month in which it began is after; a quarter or
    year in whose course it began is neither."""
    day = first_day(start)
    if found.frequency == "month":
        day = f"{day[:7]}-01"
    begun = sum(period < day for period in found.periods)
    inside = begun > 0 and following(found.periods[begun - 1], found.frequency) > day
    return begun - inside, begun


@dataclass(frozen=True)
class Scaled:
    """Complete units before and after, on a scale in which they compare: the logarithm, or (where a figure is zero) the share of a
    unit's own mean before. treated: its position. first: position of the first period after. seasons: what was taken off each unit as its own season."""

    panel: Panel
    treated: int
    first: int
    scale: str
    mean: Numbers  # of each unit before, in its own unit

    def percent(self, effect: float) -> float:
        """An effect on this scale as a change in percent."""
        return float(100 * (np.exp(effect) - 1)) if self.scale == "log" else float(100 * effect)

    def level(self, unit: int, values: Numbers) -> Numbers:
        """Values on this scale as figures of a unit."""
        return np.asarray(np.exp(values) if self.scale == "log" else values * self.mean[unit], dtype=np.float64)


def scaled(found: Panel, treated: int, first: int) -> Scaled:
    """A panel without empty cells, on the scale in which units compare, without each unit's own season where at least two years lie before.

    The logarithm where every figure is above zero; else each figure as a share of its unit's mean before, so that a closed house is
    0 and not minus infinity. The season is the unit's own mean of that month or quarter before, taken from the periods before alone: what comes after cannot change it.

    Raises: Invalid for a panel with empty cells, or a unit whose figures before are all zero.
    """
    if not found.complete().all():
        raise Invalid("a panel with empty cells cannot be compared", where="panel", way_out="leave out the units or the periods with empty cells")
    mean = found.values[:, :first].mean(axis=1)
    if not (mean > 0).all():
        raise Invalid("a unit had nothing to count before", where="panel", way_out="leave it out")
    scale = "log" if (found.values > 0).all() else "share"
    values = np.log(found.values) if scale == "log" else found.values / mean[:, None]
    length = SEASONS[found.frequency]
    if length > 1 and first >= 2 * length:
        centre = values[:, :first].mean(axis=1, keepdims=True)
        for season in range(length):
            values[:, season::length] -= values[:, season:first:length].mean(axis=1, keepdims=True) - centre
    return Scaled(replace(found, values=values), treated, first, scale, mean)


def blocks(found: Panel, months: int, start: str) -> Panel:
    """A monthly panel as means of so many months, counted from the month of `start` in both directions; a block with an empty month is empty."""
    first = f"{start[:7]}-01"
    at = sum(period < first for period in found.periods)
    lead = at % months
    count = (len(found.periods) - lead) // months
    shape, cut = (len(found.units), count, months), slice(lead, lead + count * months)
    return replace(found, periods=tuple(found.periods[lead + n * months] for n in range(count)), values=found.values[:, cut].reshape(shape).mean(axis=2),
                   withheld=np.asarray(found.withheld[:, cut].reshape(shape).any(axis=2), dtype=np.bool_), frequency=BLOCKS[months])
