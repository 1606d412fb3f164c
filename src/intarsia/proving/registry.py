"""The back-tests by name: an insight names one in BACKTEST."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from intarsia.errors import NotFound
from intarsia.proving.trial import RUNS, Trial

#: name -> module and function; loaded only when asked for, because methods bring large libraries
BACKTESTS: Mapping[str, str] = {
    "where-two": "intarsia.placed.proof:together",
    "series-bands": "intarsia.foresight.seriesproof:bands",
    "moved": "intarsia.foresight.risesproof:moved",
    "signals": "intarsia.foresight.proof:signals",
    "cross-sector-gain": "intarsia.foresight.proof:gain",
    "impact-placebos": "intarsia.impact.proof:placebos",
    "changes": "intarsia.trending.proof:changes",
    "series": "intarsia.trending.proof:series",
    "lags": "intarsia.trending.proof:lags",
    "announced": "intarsia.trending.proof:announced",
    "median-lag": "intarsia.trending.proof:medians",
    "peers": "intarsia.peers.proof:above",
    "partners-likely": "intarsia.collaborating.proof:likely",
    "partners-unexplored": "intarsia.collaborating.proof:unexplored",
}


def backtest(name: str, run: str = "method", seed: int = 1) -> Trial:
    """Run a back-test on its own seeded, made corpus, in one of three ways: "method", "constant" or "shuffled".

    Raises: NotFound for a name or a way that there is not.
    """
    if name not in BACKTESTS or run not in RUNS:
        raise NotFound(f"there is no back-test '{name}' run as '{run}'", where="proving", way_out=f"back-tests: {', '.join(sorted(BACKTESTS))}; run as {', '.join(RUNS)}")
    module, function = BACKTESTS[name].split(":")
    test: Callable[[str, int], Trial] = getattr(import_module(module), function)
    return test(run, seed)
