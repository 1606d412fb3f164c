"""Do the bands hold what they promise? On made series that nothing happens to, 95 % of the figures fall inside, whoever makes the forecast."""

from __future__ import annotations

import numpy as np

from intarsia.foresight.series import Series, stretches
from intarsia.foresight.seriesbands import LEVEL, judged
from intarsia.foresight.seriesforecast import Tries, tried
from intarsia.proving.trial import Trial

SERIES, PERIODS, SEASON = 16, 120, 12


def bands(run: str, seed: int) -> Trial:
    """Coverage of the bands: of the method as it is shipped; of a forecast that is always the series' first level ("constant"); of the method when each series' figures
    stand in a random order ("shuffled"): then there is no season to find, and the bands have to be wide enough all the same."""
    random = np.random.default_rng(seed)
    month = np.arange(PERIODS)
    parts = []
    for number in range(SERIES):
        level, swing = random.uniform(5, 9), random.uniform(0.1, 0.6)
        logs = level + swing * np.sin(2 * np.pi * (month + random.integers(0, SEASON)) / SEASON) + random.normal(0, random.uniform(0.05, 0.2), PERIODS)
        if run == "shuffled":
            logs = random.permutation(logs)
        parts += stretches(Series(f"made {number:02}", SEASON, 0, np.exp(logs), np.zeros(PERIODS, bool)))
    tries = tried(parts, 3)
    if run == "constant":
        levels = np.array([part.logs[:2 * SEASON].mean() for part in parts])[tries.of][:, None]
        tries = Tries(tries.of, tries.at, np.broadcast_to(levels, tries.forecast.shape), tries.off + (tries.forecast - levels) / tries.scale[:, None], tries.scale, tries.weight)
    whole = judged(parts, tries, seed=seed)
    ratio = np.abs(tries.off[:, :3] / whole.reach[:, :3])
    each = [float((one[~np.isnan(one)] <= 1).mean()) for one in (ratio[tries.of == number] for number in range(len(parts))) if (~np.isnan(one)).any()]
    return Trial(whole.covered, LEVEL, float(np.std(each, ddof=1) / np.sqrt(len(each))), whole.periods, "share of figures inside their 95 % band")
