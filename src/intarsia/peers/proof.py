"""The back-test of "above its peers": organisations that count half as much again as their size gives, among those that do not, told apart by where they stand."""

from __future__ import annotations

import numpy as np

from intarsia.peers.groups import groups
from intarsia.peers.panel import Kind, Panel
from intarsia.peers.standing import stand
from intarsia.proving import Trial, average_precision, chance

#: organisations in a group, years of figures, those asked about and how many of them are above, trials
PEERS, YEARS, ASKED, ABOVE, TRIALS = 8, 6, 15, 5, 6


def above(run: str, seed: int) -> Trial:
    """Average precision of ranking by the ratio to the peers' median, those whose place holds whichever peer is left out before the others. "constant" scores all alike;
    "shuffled" ranks against mixed-up truths."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(TRIALS):
        high = np.arange(ASKED) < ABOVE
        scores = _scores(rng, high) if run != "constant" else np.zeros(ASKED)
        found.append(average_precision(scores, rng.permutation(high) if run == "shuffled" else high))
    return Trial(float(np.mean(found)), chance(ASKED, ABOVE), float(np.std(found, ddof=1) / np.sqrt(TRIALS)), TRIALS, "average precision of finding those above their peers")


def _scores(rng: np.random.Generator, high: np.ndarray) -> np.ndarray:
    periods = tuple(f"{2010 + n}-01-01" for n in range(YEARS))
    values = np.exp(rng.normal(8, 0.4, (PEERS, 1)) + rng.normal(0, 0.1, (PEERS, YEARS)))
    panel = Panel(Kind("visits", "visits", "", "year", ""), tuple(f"o{n:02}" for n in range(PEERS)), ("heritage",) * PEERS, ("NL",) * PEERS, ("made",) * PEERS, periods, values,
                  np.full((PEERS, YEARS), "", dtype=object))
    every = groups(panel)
    scores = []
    for one in high:
        own = np.exp(rng.normal(8 + (0.6 if one else 0.0), 0.4) + rng.normal(0, 0.1, YEARS))
        standing = stand(panel, every, every[0], (2010, 2010 + YEARS - 1), {period: (float(value), "") for period, value in zip(periods, own, strict=True)})
        scores.append((standing.ratio or 0.0) + (100.0 if standing.holds and standing.where == "above" else 0.0))
    return np.array(scores)
