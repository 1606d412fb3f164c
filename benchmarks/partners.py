"""Collaboration opportunities, measured on other people's credits: who works together for the first time, found by which ranking.

    python benchmarks/partners.py DATA             DATA: the folder with wikipedia_movies and nyphil; prints the tables of docs/partners.md
    python benchmarks/partners.py --large          seconds for the lists of 100,000 made-up works

Each origin sees the works up to its year and no later one; origins lie as far apart as they look ahead. All pairs among the 500 busiest who have no tie yet
are ranked; none is drawn by lot. A constant scorer and one with shuffled outcomes stand beside the methods.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from intarsia.collaborating import SCORERS, Credits, candidates, gap, seen, track
from intarsia.proving import paired
from tests.collaborating.corpora import films, soloists

NAMES = {"attachment": "preferential attachment", "activity": "activity", "common": "common neighbours", "adamic-adar": "Adamic-Adar", "allocation": "resource allocation",
         "theme": "theme cosine",
         "fitted": "fitted ranker", "shipped": "**as it would have shipped**", "gap": "list B (no forecast)"}


def measured(name: str, credits: Credits, ahead: int) -> None:
    """One corpus, one horizon: a table in Markdown."""
    began = time.process_time()
    told = track(credits, ahead=ahead)
    spent = time.process_time() - began
    base = np.array(told.chance)
    print(f"\n{name}, {ahead} years ahead: {len(told.origins)} origins {told.origins[0]}-{told.origins[-1]}, {sum(told.pairs):,} pairs, {sum(told.ties):,} came together "
          f"({told.base:.2%}); {spent:.1f} CPU s\n")
    print("| ranking | average precision | times chance | against preferential attachment (95 %) |\n|---|---|---|---|")
    for scorer in (*SCORERS, "fitted", "shipped", "gap"):
        ours = np.array(told.precision[scorer])
        had = ~np.isnan(ours)
        gain = paired(ours, told.precision["attachment"]) if scorer != "attachment" and had.any() else None
        against = f"{gain.difference:+.4f} ({gain.low:+.4f} to {gain.high:+.4f}), wins {gain.wins:.0%} of {gain.n}" if gain else ""
        print(f"| {NAMES[scorer]} | {ours[had].mean():.4f} | {ours[had].mean() / base[had].mean():.2f} | {against} |")
    spread = float(np.std(np.array(told.shuffled) - base, ddof=1) / np.sqrt(base.size))
    print(f"| constant | {base.mean():.4f} | 1.00 | |\n| shuffled outcomes | {np.mean(told.shuffled):.4f} (2 SE {2 * spread:.4f}) | {np.mean(told.shuffled) / base.mean():.2f} | |")
    simple = max(SCORERS, key=told.mean)
    print(f"\nShips now: {NAMES[told.model.name]} ({told.why}), {told.mean(told.model.name) - told.mean(simple):+.4f} against the best plain measure ({NAMES[simple]}). "
          f"First fifty: {np.mean(told.top):.1%} came together; of list B's: {np.mean(told.gap_top):.1%}.")


def large() -> None:
    """A hundred thousand works by 60,000 makers, some with very many."""
    rng = np.random.default_rng(0)
    works, makers = 100_000, 60_000
    work = np.repeat(np.arange(works), 5)
    node = np.minimum((rng.pareto(1.2, work.size) * 300).astype(np.int64), makers - 1)
    theme = (np.repeat(np.arange(works), 2), rng.integers(0, 60, 2 * works))
    credits = Credits(work, node, rng.integers(1970, 2024, works), makers, theme, rng.integers(0, 12, work.size))
    began = time.process_time()
    at = seen(credits, 2023)
    pairs = candidates(at)
    print(f"candidates of 100,000 works: {time.process_time() - began:.2f} CPU s, {len(pairs):,} pairs")
    began = time.process_time()
    gap(at, pairs)
    print(f"list B: {time.process_time() - began:.2f} CPU s")
    began = time.process_time()
    candidates(at, focus=int(at.active[300]))
    print(f"one maker: {time.process_time() - began:.2f} CPU s")
    began = time.process_time()
    track(credits, ahead=5)
    print(f"back-test, ten origins: {time.process_time() - began:.1f} CPU s")


if __name__ == "__main__":
    if "--large" in sys.argv:
        large()
    else:
        for corpus, credits in (("Film casts, United States, 1970-2023", films(Path(sys.argv[1]))), ("Concert soloists, New York, 1842-1920 and 1995-2011", soloists(Path(sys.argv[1])))):
            for ahead in (3, 5):
                measured(corpus, credits, ahead)
