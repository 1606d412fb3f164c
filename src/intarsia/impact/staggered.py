"""Several units, each with a date of its own: staggered adoption, by diff-diff.

B. Callaway and P. H. C. Sant'Anna, Difference-in-differences with multiple time periods, Journal of Econometrics 225 (2021), 200-230. Two-way fixed
effects are not used: with dates that differ they weigh units already treated against each other. The guard rails are those of one unit: the same dates are
given by lot to others that never had it (placebos), tried earlier, and each of those that had it is left out once.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from intarsia.impact import events as happened
from intarsia.impact.beforeafter import before_after
from intarsia.impact.events import Event
from intarsia.impact.panel import Numbers, Panel, Scaled, blocks, following, scaled, split
from intarsia.impact.placebos import LEAST_BEFORE, LEVEL, Placebos, critical, detectable
from intarsia.impact.result import BeforeAfter, Placebo, Result
from intarsia.impact.synthetic import Fit
from intarsia.impact.verdict import Found, verdict

#: units that got it, and units that never did or not yet, below which there is nothing to average or to compare with
TREATED, NEVER = 3, 8
#: units that never had it and are left to compare with when as many as had it are taken by lot; draws; their seed
REST, DRAWS, SEED = 5, 59, 20261123


class Estimate(NamedTuple):
    """fit: the mean difference after, the difference by period before and after the start, and how far it went its own way before. low, high, p: of the mean, by the library."""

    fit: Fit
    low: float
    high: float
    p: float


def staggered(values: Numbers, firsts: Sequence[int], lead: int, lag: int) -> Estimate:
    """The mean difference after the start over units with starts of their own. values: units x periods, complete. firsts: the first period after the start of
    each unit, -1 for those without one. lead, lag: periods before and after a start that all of them have.

    Compared with units that never had it, where there are enough (NEVER), else also with those that do not have it yet.
    """
    import pandas
    from diff_diff import CallawaySantAnna

    units, periods = values.shape
    frame = pandas.DataFrame({"unit": np.repeat(np.arange(units), periods), "period": np.tile(np.arange(1, periods + 1), units), "value": values.ravel(),
                              "first": np.repeat([one + 1 for one in firsts], periods)})  # periods are numbered from 1; 0: never
    group = "never_treated" if sum(one < 0 for one in firsts) >= REST else "not_yet_treated"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(small|few|singleton|Only one|could not be estimated|skipped|n_treated|standard error).*")
        model = CallawaySantAnna(control_group=group, base_period="universal", estimation_method="reg").fit(frame, outcome="value", unit="unit", time="period", first_treat="first")
        by = model.aggregate("event_study")
    at = {int(time): float(effect) for time, effect in zip(by.event_time, by.att, strict=True)} | {-1: 0.0}
    gap = np.array([at.get(time, 0.0) for time in range(-lead, lag + 1)])
    before = gap[:lead]
    low, high = model.overall_conf_int
    return Estimate(Fit(float(model.overall_att), gap - before.mean(), float(np.sqrt(((before - before.mean()) ** 2).mean()))), float(low), float(high), float(model.overall_p_value))


def several(found: Panel, starts: Mapping[str, str], *, since: str = "", until: str = "", direction: str = "", without: Collection[str] = (),
            events: Mapping[str, Sequence[Event]] | None = None, own: frozenset[str] = frozenset()) -> Result:
    """What an intervention on several units may have changed. starts: unit -> first day (ISO, or a part of it). The others are as for `estimate`.

    Months are read as quarters of the calendar. The period in whose course it began at a unit counts as after, so that the last one before is untouched; where it
    began late in that period, the difference comes out a little small.
    """
    known, window = events or {}, found.between(since, until)
    aligned = blocks(window, 3, f"{window.periods[0][:4]}-01-01") if window.frequency == "month" and window.periods else window
    base = Result("NO DESIGN", "overlay", (), next(iter(starts), ""), aligned.frequency, suppressed=window.suppressed, missing=max(0, window.missing))
    kept, left, firsts = _kept(aligned, starts, without)
    base = replace(base, left_out=tuple(left), before_after=_before_after(window, {unit: starts[unit] for unit in firsts}, {*without, *starts}))
    panel = aligned.only(kept)
    had = [n for n, unit in enumerate(panel.units) if unit in firsts]
    compared = tuple(unit for unit in panel.units if unit not in firsts)
    if len(had) < TREATED:
        return replace(base, reasons=(("few-treated", {"n": len(had), "least": TREATED}),))
    last = until or following(aligned.periods[-1], aligned.frequency)
    base = replace(base, compared=compared, unknown=sum(not known.get(unit) for unit in compared), contaminated=happened.touched(compared, known, aligned.periods[0], last, own))
    later = sum(one > min(firsts.values()) for one in firsts.values())  # they had it later, and are compared with until then
    if len(compared) + later < NEVER:
        return replace(base, reasons=(("no-comparison", {"n": len(compared) + later, "least": NEVER}),))
    others = happened.touched([panel.units[n] for n in had], known, aligned.periods[0], last, own)
    at = [firsts.get(unit, -1) for unit in panel.units]
    return _ranked(base, scaled(panel, had[0], min(one for one in at if one >= 0)), at, direction, others)


def _before_after(found: Panel, starts: Mapping[str, str], without: Collection[str]) -> tuple[BeforeAfter, ...]:
    """The plain means before and after, each around its own start: of those that had it, then of the others around the same starts."""
    tables = [before_after(found, unit, start, without) for unit, start in starts.items()]
    rows = []
    for place in (0, 1):
        known = [table[place] for table in tables if len(table) > place and table[place].before is not None and table[place].after is not None]
        if known:
            before, after = (float(np.mean([getattr(one, name) for one in known])) for name in ("before", "after"))
            rows.append(BeforeAfter("" if place else known[0].unit, before, after, 100 * (after / before - 1) if before else None, min(one.periods_before for one in known),
                                    min(one.periods_after for one in known)))
    return tuple(rows)


def _kept(found: Panel, starts: Mapping[str, str], without: Collection[str]) -> tuple[list[int], list[tuple[str, str]], dict[str, int]]:
    """The units to use, those left out with the reason, and the first period after the start of each that had it."""
    whole = found.complete()
    kept, left, firsts = [], [], {}
    earliest = min((split(found, start)[0] for unit, start in starts.items() if unit in found.units and split(found, start)[0] >= LEAST_BEFORE), default=LEAST_BEFORE)
    for n, unit in enumerate(found.units):
        first = split(found, starts[unit])[0] if unit in starts else -1
        late = unit in starts and not LEAST_BEFORE <= first < len(found.periods)
        why = ("registered" if unit in without else "empty" if not whole[n] else "short" if late else "nothing-before" if not found.values[n, :earliest].sum() > 0 else "")
        if why:
            left.append((unit, why))
            continue
        kept.append(n)
        if unit in starts:
            firsts[unit] = first
    return kept, left, firsts


def _ranked(base: Result, ready: Scaled, at: list[int], direction: str, own: tuple[dict[str, str], ...]) -> Result:
    """The estimate among placebos, and the status that follows."""
    values, had = ready.panel.values, [n for n, first in enumerate(at) if first >= 0]
    dates = [at[n] for n in had]
    lead, lag = min(dates), values.shape[1] - 1 - max(dates)
    found = staggered(values, at, lead, lag)
    space = _by_lot(values, at, lead, lag)
    ranked = space.rank(found.fit) if space.fits else None
    dropped = np.array([staggered(np.delete(values, n, axis=0), at[:n] + at[n + 1:], lead, lag).fit.effect for n in had
                        if len(base.compared) or len(set(at[:n] + at[n + 1:])) > 1])
    after = max(1, lead // 3)
    early = staggered(values[:, :lead], [lead - after if one >= 0 else -1 for one in at], lead - after, after - 1) if lead - after >= LEAST_BEFORE and base.compared else None
    past = ((ready.panel.periods[lead - after], ready.percent(early.fit.effect)),) if early else ()
    noise, score = (ranked.noise, ranked.score) if ranked else (1.0, None)
    need, best = critical(ranked.scores, LEVEL) if ranked else (0.0, LEVEL)
    width = need * noise if ranked and np.isfinite(need) else (found.high - found.low) / 2
    up, down = detectable(space, found.fit) if ranked else (2.8 * (found.high - found.low) / 3.92,) * 2
    mde = ready.percent(up), (-ready.percent(-down) if np.isfinite(down) else float("inf"))
    typical = float(np.median([one.miss for one in space.fits])) if space.fits else found.fit.miss
    without = ready.percent(float(dropped.min())), ready.percent(float(dropped.max()))
    p = ranked.p if ranked else found.p
    status, reasons = verdict(Found(
        ready.percent(found.fit.effect), p, 1 / (1 + len(space.fits)), len(space.fits) or len(base.compared), found.fit.miss, abs(found.fit.effect), typical, *mde,
        bool((np.sign(dropped) == np.sign(found.fit.effect)).all()), without, past[0] if past and early and abs(early.fit.effect) >= abs(found.fit.effect) else None, direction,
        base.contaminated, own, ranked=ranked is not None))
    gap = tuple(ready.percent(float(one)) for one in found.fit.gap)
    places = [Placebo(f"#{n + 1}", ready.percent(one.effect), float(score_), tuple(ready.percent(float(step)) for step in one.gap))
              for n, (one, score_) in enumerate(zip(space.fits, ranked.scores if ranked else (), strict=True))]
    band = ready.percent(-width), ready.percent(width)
    return replace(base, status=status, design="staggered", reasons=reasons, scale=ready.scale, periods=tuple(str(step) for step in range(-lead, lag + 1)), first=lead,
                   treated=tuple(100 + one for one in gap), comparison=(100.0,) * len(gap), low_band=(100 + band[0],) * len(gap), high_band=(100 + band[1],) * len(gap), gap=gap,
                   effect=ready.percent(found.fit.effect), low=ready.percent(found.fit.effect - width), high=ready.percent(found.fit.effect + width),
                   level=1 - best, p=p, best_p=1 / (1 + len(space.fits)), larger=ranked.larger if ranked else 0, miss=100 * found.fit.miss, mde_up=mde[0], mde_down=mde[1],
                   space=tuple(places), time=past, without=without,
                   notes={"score": score, "treated": {ready.panel.units[n]: ready.panel.periods[at[n]] for n in had},
                          "model": [ready.percent(found.low), ready.percent(found.high), found.p]})


def _by_lot(values: Numbers, at: list[int], lead: int, lag: int, draws: int = DRAWS) -> Placebos:
    """The same starts given by lot to as many units that never had it, compared with the rest of these; none where too few are left to compare with."""
    never, dates = [n for n, first in enumerate(at) if first < 0], [first for first in at if first >= 0]
    if len(never) < len(dates) + REST:
        return Placebos((), ())
    rng, fits = np.random.default_rng(SEED), []
    for _ in range(draws):
        drawn = rng.permutation(never)[:len(dates)]
        given = dict(zip(drawn.tolist(), dates, strict=True))
        fits.append(staggered(values[never], [given.get(n, -1) for n in never], lead, lag).fit)
    return Placebos(tuple(range(draws)), tuple(fits))
