"""Do events without any bearing come with rises more often than chance? On made lists in which events do lift places, and on those in which they do not."""

from __future__ import annotations

import numpy as np

from intarsia.foresight.rises import against, steps
from intarsia.proving.trial import Trial

SERIES, YEARS, LENGTH = 400, 24, 2000.0


def moved(run: str, seed: int) -> Trial:
    """The share of events that came with a rise, beside that on random dates: of events that lift a place, of events that all stand in one year whatever happened ("constant"), and of the
    same events on shuffled
    years ("shuffled")."""
    random = np.random.default_rng(seed)
    series, year = np.repeat(np.arange(SERIES), YEARS), np.tile(np.arange(2000, 2000 + YEARS), SERIES)
    base = random.uniform(500, 1100, SERIES)
    value = np.repeat(base, YEARS) * np.exp(random.normal(0, 0.1, SERIES * YEARS))
    events = random.integers(2006, 2000 + YEARS, SERIES)
    lifted = np.where(random.random(SERIES) < 0.3, events, random.integers(2006, 2000 + YEARS, SERIES))  # three in ten rise with their event, all others some other year
    value[(year == np.repeat(lifted, YEARS))] /= 5
    when = np.full(SERIES, 2012) if run == "constant" else random.permutation(events) if run == "shuffled" else events
    found = steps(series, year, value, length=np.full(len(value), LENGTH))
    held = against(found, np.arange(SERIES), when, 0, seed=seed)
    n = int(held.judged.sum())
    chance = held.chance / n
    return Trial(float(held.came.sum()) / n, chance, float(np.sqrt(chance * (1 - chance) / n)), n, "share of events that came with a rise")
