"""One estimate: the design that the data allow, what it found, and the status that follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from intarsia.impact import events as happened
from intarsia.impact import placebos as drawn
from intarsia.impact.beforeafter import before_after
from intarsia.impact.events import Event
from intarsia.impact.interrupted import series
from intarsia.impact.panel import Numbers, Panel, Scaled, blocks, first_day, following, scaled, split
from intarsia.impact.placebos import LEVEL, Placebos, critical, detectable, in_space, in_time, without_each
from intarsia.impact.result import Placebo, Result
from intarsia.impact.synthetic import fit
from intarsia.impact.verdict import SUPPORTED, Found, verdict

#: units to compare with for a synthetic comparison; periods before for it, and for a series by itself with fewer units
DONORS, BEFORE, LONG = 8, drawn.LEAST_BEFORE, 24
YEARS_FOR_YEARS = 5  # years before, from which on months are read as years
POWER_REACH = 1.96 + 0.84  # standard errors that a change must have to be found four times in five at .05


def estimate(found: Panel, treated: str, start: str, *, since: str = "", until: str = "", direction: str = "", without: Collection[str] = (),
             events: Mapping[str, Sequence[Event]] | None = None, own: frozenset[str] = frozenset(), fits: Placebos | None = None, thorough: bool = True) -> Result:
    """What an intervention on one unit may have changed.

    start: the first day (ISO, or a part of it). since, until: the window, ISO days. direction: the expected one, "up", "down" or "". without: units not to compare with, as
    registered. events: interventions of each unit that would disturb the comparison; own: ids of those that are studied. fits: placebos fitted before, reused. thorough: leave each
    unit out and try earlier dates also where the ranking alone says already that it cannot be supported.
    """
    known = events or {}
    window = found.between(since, until)
    if treated not in window.units:
        return Result("NO DESIGN", "overlay", (("no-series", {}),), treated, found.frequency, suppressed=window.suppressed, missing=max(0, window.missing))
    table = before_after(window, treated, start, without)
    aligned, first = _aligned(window, start, treated)
    base = Result("NO DESIGN", "overlay", (), treated, aligned.frequency, before_after=table, suppressed=window.suppressed, missing=max(0, window.missing))
    after = len(aligned.periods) - first
    alone = _shown(window, treated, start)
    if first < BEFORE or after < 1:
        return replace(base, reasons=(("too-short", {"before": first, "after": max(0, after), "least": BEFORE}),), **alone)
    kept, left_out = _compared(aligned, treated, first, without)
    panel = aligned.only(kept)
    at = panel.units.index(treated)
    count = len(kept) - 1
    compared = tuple(unit for unit in panel.units if unit != treated)
    last = until or following(aligned.periods[-1], aligned.frequency)
    base = replace(base, compared=compared, left_out=left_out, unknown=sum(not known.get(unit) for unit in compared), first=first,
                   contaminated=happened.touched(compared, known, aligned.periods[0], last, own))
    if count < DONORS and (count < 1 or first < LONG):
        return replace(base, reasons=(("no-comparison", {"n": count, "least": DONORS}),), **alone)
    ready = scaled(panel, at, first)
    others = happened.touched((treated,), known, aligned.periods[0], last, own)
    if count < DONORS:
        return _by_series(base, ready, direction, others)
    return _by_synthetic(base, ready, direction, others, fits, thorough)


def _aligned(window: Panel, start: str, treated: str) -> tuple[Panel, int]:
    """The panel in periods that begin with the intervention, without those in which the treated unit has no figure; the first period after.

    Months become quarters, and years from five years before on, counted from the month of the start. A year in whose course it began is neither before nor after, and is left out.
    """
    found = window
    if window.frequency == "month":
        found = blocks(window, 12 if split(window, start)[0] >= 12 * YEARS_FOR_YEARS else 3, first_day(start))
        start = f"{first_day(start)[:7]}-01"
    row = found.values[found.units.index(treated)]
    begun, after = split(found, start)
    keep = [n for n in range(len(found.periods)) if not np.isnan(row[n]) and not begun <= n < after]
    aligned = replace(found, periods=tuple(found.periods[n] for n in keep), values=found.values[:, keep], withheld=found.withheld[:, keep])
    return aligned, sum(n < begun for n in keep)


def _compared(found: Panel, treated: str, first: int, without: Collection[str]) -> tuple[list[int], tuple[tuple[str, str], ...]]:
    """The units to compare (the treated one among them), and those left out with the reason."""
    whole, something = found.complete(), np.nan_to_num(found.values[:, :first]).sum(axis=1) > 0
    kept, left = [], []
    for n, unit in enumerate(found.units):
        why = "registered" if unit in without and unit != treated else "empty" if not whole[n] else "" if something[n] else "nothing-before"
        if why:
            left.append((unit, why))
        if not why or unit == treated:
            kept.append(n)
    return kept, tuple(left)


def _shown(found: Panel, treated: str, start: str) -> dict[str, Any]:
    """The treated series alone, as it was counted, for a picture that claims nothing."""
    row = found.values[found.units.index(treated)]
    return {"periods": found.periods, "frequency": found.frequency, "first": split(found, start)[1], "treated": tuple(None if np.isnan(one) else float(one) for one in row)}


def _by_synthetic(base: Result, ready: Scaled, direction: str, own: tuple[dict[str, str], ...], fits: Placebos | None, thorough: bool) -> Result:
    """Synthetic difference-in-differences with placebos in other units and at earlier dates."""
    values, at, first = ready.panel.values, ready.treated, ready.first
    found = fit(values, at, first)
    space = fits or in_space(values, at, first)
    ranked = space.rank(found)
    need, best = critical(ranked.scores, LEVEL)
    width = need if np.isfinite(need) else float(ranked.scores.max())
    checked = thorough or ranked.p <= SUPPORTED
    time = in_time(values, at, first) if checked else []
    dropped = without_each(values, at, first) if checked else np.array([found.effect])
    up, down = detectable(space, found)
    earlier = next(((ready.panel.periods[date], ready.percent(one.effect)) for date, one in time if abs(one.effect) >= abs(found.effect)), None)
    without = ready.percent(float(dropped.min())), ready.percent(float(dropped.max()))
    mde = ready.percent(up), (-ready.percent(-down) if np.isfinite(down) else float("inf"))
    typical = float(np.median([one.miss for one in space.fits]))
    status, reasons = verdict(Found(ready.percent(found.effect), ranked.p, 1 / (1 + len(space.fits)), len(space.fits), found.miss, abs(found.effect), typical, *mde,
                                    bool((np.sign(dropped) == np.sign(found.effect)).all()), without, earlier, direction, base.contaminated, own))
    gaps = [tuple(ready.percent(one) for one in other.gap) for other in space.fits]
    names = [ready.panel.units[n] for n in space.units]
    return replace(base, **_pictured(ready, found.gap, np.full(len(found.gap), width * ranked.noise)), status=status, design="synthetic", reasons=reasons, scale=ready.scale,
                   effect=ready.percent(found.effect), low=ready.percent(found.effect - width * ranked.noise), high=ready.percent(found.effect + width * ranked.noise),
                   level=1 - best, p=ranked.p, best_p=1 / (1 + len(space.fits)), larger=ranked.larger, miss=100 * found.miss, mde_up=mde[0], mde_down=mde[1],
                   space=tuple(Placebo(name, ready.percent(one.effect), float(score), gap) for name, one, score, gap in zip(names, space.fits, ranked.scores, gaps, strict=True)),
                   time=tuple((ready.panel.periods[date], ready.percent(one.effect)) for date, one in time), without=without, notes={"score": ranked.score})


def _by_series(base: Result, ready: Scaled, direction: str, own: tuple[dict[str, str], ...]) -> Result:
    """An interrupted series with a few controls: it suggests at best, as there are too few placebos."""
    values, at, first = ready.panel.values, ready.treated, ready.first
    found = series(values, at, first)
    before = found.gap[:first]
    miss = float(np.sqrt((before**2).mean()))
    half = first // 2
    earlier = series(values[:, :first], at, half) if half >= LONG // 2 else None
    past = (ready.panel.periods[half], ready.percent(earlier.effect)) if earlier and abs(earlier.effect) >= abs(found.effect) else None
    reach = POWER_REACH * found.noise
    mde = ready.percent(reach), -ready.percent(-reach)
    count = len(values) - 1
    status, reasons = verdict(Found(ready.percent(found.effect), found.p, 1 / (1 + count), count, miss, abs(found.effect), miss, *mde, True, None, past, direction,
                                    base.contaminated, own, ranked=False))
    width = np.concatenate([np.full(first, found.reach[0] if len(found.reach) else 0.0), found.reach])
    return replace(base, **_pictured(ready, found.gap, width), status=status, design="interrupted", reasons=reasons, scale=ready.scale, effect=ready.percent(found.effect),
                   low=ready.percent(found.low), high=ready.percent(found.high), level=0.95, p=found.p, best_p=1 / (1 + count), miss=100 * miss, mde_up=mde[0], mde_down=mde[1],
                   time=((ready.panel.periods[half], ready.percent(earlier.effect)),) if earlier else ())


def _pictured(ready: Scaled, gap: Numbers, reach: Numbers) -> dict[str, Any]:
    """Treated and comparison per period in the outcome's unit, with the band, and the gap in percent."""
    row = ready.panel.values[ready.treated]

    def level(values: Numbers) -> tuple[float, ...]:
        return tuple(float(one) for one in ready.level(ready.treated, values))

    return {"periods": ready.panel.periods, "treated": level(row), "comparison": level(row - gap), "low_band": level(row - gap - reach), "high_band": level(row - gap + reach),
            "gap": tuple(ready.percent(float(one)) for one in gap)}
