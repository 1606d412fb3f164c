"""The back-tests of trends, on corpora that are made with a seed: half of the cases have something to find, and each p value is a score for finding it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from intarsia.evidence.intervals import of_median
from intarsia.proving.trial import Trial
from intarsia.trending.announced import conversion
from intarsia.trending.changes import change
from intarsia.trending.lags import lag
from intarsia.trending.series import turn

Array = npt.NDArray[np.float64]
MEASURE = "chance that a case with something to find gets a smaller p value than one without"


def changes(run: str, seed: int) -> Trial:
    """Concepts whose rate grows by half in the later window, among concepts that stay, over contributors that differ from each other."""
    def one(rng: np.random.Generator, real: bool) -> float:
        n = rng.integers(15, 60, (10, 5))
        rate = np.clip(0.12 * np.exp(rng.normal(0, 0.4, 5)) * np.where(np.arange(10) >= 5, 1.5 if real else 1.0, 1.0)[:, None], 0, 0.9)
        return change(rng.binomial(n, rate), n).p
    return _ranked(run, seed, 120, one)


def series(run: str, seed: int) -> Trial:
    """Series whose last five years lie a third lower, among series that only swing."""
    def one(rng: np.random.Generator, real: bool) -> float:
        logs = np.cumsum(rng.normal(0, 0.04, 24)) + rng.normal(0, 0.05, 24)
        return turn(np.exp(logs - np.where(np.arange(24) >= 19, 0.4 if real else 0.0, 0.0))).p
    return _ranked(run, seed, 80, one)


def lags(run: str, seed: int) -> Trial:
    """Pairs of series of which the second follows the first three years on, with noise, among pairs that do not know each other."""
    def one(rng: np.random.Generator, real: bool) -> float:
        first = np.cumsum(rng.normal(size=43))
        second = np.cumsum(rng.normal(size=43))
        return lag(first[3:], first[:-3] + 0.6 * second[3:] if real else second[3:], draws=99, seed=seed).p
    return _ranked(run, seed, 40, one)


def announced(run: str, seed: int) -> Trial:
    """Sources of which most of what they announce comes out, among sources of which half does, by the lower end of the interval of the share that came out."""
    def one(rng: np.random.Generator, real: bool) -> float:
        found = conversion(due := int(rng.integers(15, 60)), int(rng.binomial(due, 0.75 if real else 0.5)))
        return 1 - found.interval[0] if found.interval else 1.0
    return _ranked(run, seed, 80, one, "chance that a source whose announcements mostly come out is ranked above one of which half do")


def medians(run: str, seed: int) -> Trial:
    """Kinds of work that are adapted after twice the time, among kinds that are not, by the interval of the median less that of a kind with the usual time."""
    def one(rng: np.random.Generator, real: bool) -> float:
        usual, other = (np.sort(rng.lognormal(np.log(middle), 0.9, rng.integers(12, 60))) for middle in (9, 18 if real else 9))
        return of_median(usual.tolist())[1] - of_median(other.tolist())[0]
    return _ranked(run, seed, 80, one, "chance that a kind with twice the years between source and adaptation is ranked above one with the usual years")


def _ranked(run: str, seed: int, cases: int, one: Callable[[np.random.Generator, bool], float], measure: str = MEASURE) -> Trial:
    """The area under the curve: half where nothing is known. "constant": every p value is the same; "shuffled": which case has something to find was drawn again."""
    rng = np.random.default_rng(seed)
    real = np.arange(cases) % 2 == 0
    p = np.full(cases, 0.5) if run == "constant" else np.asarray([one(rng, bool(there)) for there in real])
    if run == "shuffled":
        real = rng.permutation(real)
    yes, no = p[real][:, None], p[~real][None, :]
    error = float(np.sqrt((cases + 1) / (12 * yes.size * no.size)))  # of a score that knows nothing (H. B. Mann and D. R. Whitney 1947)
    return Trial(float(((yes < no) + 0.5 * (yes == no)).mean()), 0.5, error, cases, measure)
