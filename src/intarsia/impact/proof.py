"""The back-test of the placebo test: how often it finds a planted change, and how often it says so where nothing was done."""

from __future__ import annotations

import numpy as np

from intarsia.impact.panel import Numbers
from intarsia.impact.placebos import in_space
from intarsia.impact.synthetic import fit
from intarsia.proving.trial import Trial

UNITS, PERIODS, FIRST, PANELS = 6, 8, 5, 8
#: the smallest p that so few units allow
LEVEL = 1 / UNITS
PLANTED = 0.6  # log points


def placebos(run: str, seed: int) -> Trial:
    """The share of made panels in which the test marks a unit at the smallest p there is. "method": the unit with a planted change; "shuffled": any
    unit, drawn by lot; "constant": a decider that marks one of the units whatever the figures say. Base: what chance marks."""
    rng = np.random.default_rng(seed)
    marked = []
    for number in range(PANELS):
        values = made(rng)
        planted = int(rng.integers(UNITS))
        values[planted, FIRST:] += PLANTED
        unit = planted if run == "method" else int(rng.integers(UNITS))
        marked.append(unit == number % UNITS if run == "constant" else in_space(values, unit, FIRST).rank(fit(values, unit, FIRST)).p <= LEVEL + 1e-9)
    return Trial(float(np.mean(marked)), LEVEL, float(np.sqrt(LEVEL * (1 - LEVEL) / PANELS)), PANELS, "share of panels in which the unit is marked")


def made(rng: np.random.Generator) -> Numbers:
    """A panel of units that share a season of the years and wander a little by themselves."""
    common = rng.normal(0, 0.1, PERIODS).cumsum()
    return np.asarray(5 + rng.normal(0, 1, (UNITS, 1)) + common + rng.normal(0, 0.05, (UNITS, PERIODS)).cumsum(axis=1), dtype=np.float64)
