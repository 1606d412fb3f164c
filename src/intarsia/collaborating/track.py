"""How well the lists would have done: each origin sees the past alone, and what came of its pairs is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from intarsia.collaborating.credits import Credits
from intarsia.collaborating.gap import gap
from intarsia.collaborating.graph import Floats, Seen, seen
from intarsia.collaborating.measures import SCORERS
from intarsia.collaborating.pairs import BUSIEST, Pairs, came, candidates
from intarsia.collaborating.ranker import Lesson, fitted, lesson
from intarsia.collaborating.scoring import DEFAULT, FITTED, Model, scored
from intarsia.proving import average_precision, chance, paired, precision_at

#: so long a list is counted
LISTED = 50
#: an origin after which fewer pairs came together tells nothing, and neither do fewer origins
TIES, ORIGINS = 5, 5
#: from so many origins on, a plain measure may take the default's place
FEW = 2
#: no more origins than this, the latest
MOST = 20
#: no list is shipped whose average precision is further than this below that of a plain measure
SLACK = 0.01
#: places in a list by which odds are counted
BANDS = (50, 200, 1000)

#: pairs, as they are found at an origin
Finder = Callable[[Seen], Pairs]


@dataclass(frozen=True)
class Odds:
    """Of the pairs that stood on places `first` to `last` of past lists (last 0: all further ones), so many, and so many of them came together."""

    first: int
    last: int
    pairs: int
    together: int


@dataclass(frozen=True)
class Track:
    """What the back-test says. One value an origin in each list.

    precision: average precision by scorer ("fitted" is NaN where too little had passed to learn from; "shipped" is what stood in the list at that origin, chosen on
    earlier origins alone; "gap" is list B's). chance: what a constant scorer gets. shuffled: the shipped list against shuffled outcomes. pairs, ties: how many
    pairs there were and how many came together. top: the share that came together of the first fifty; gap_top: of list B. model: what ranks now; why: "default",
    "better" (the interval of its gain leaves out zero) or "slack" (the default fell behind by more than .01).
    """

    origins: tuple[int, ...]
    ahead: int
    precision: Mapping[str, tuple[float, ...]]
    chance: tuple[float, ...]
    shuffled: tuple[float, ...]
    pairs: tuple[int, ...]
    ties: tuple[int, ...]
    top: tuple[float, ...]
    gap_top: tuple[float, ...]
    listed: int
    model: Model
    why: str
    odds: tuple[Odds, ...] = ()
    gap_odds: tuple[Odds, ...] = ()
    chosen: tuple[str, ...] = field(default=())

    @property
    def told(self) -> bool:
        """Were there origins enough?"""
        return len(self.origins) >= ORIGINS

    @property
    def base(self) -> float:
        """The share of all pairs that came together."""
        return sum(self.ties) / max(sum(self.pairs), 1)

    def mean(self, scorer: str) -> float:
        """Average precision over the origins that have one; NaN where none has."""
        values = np.array(self.precision[scorer])
        values = values[~np.isnan(values)]
        return float(values.mean()) if values.size else float("nan")

    @property
    def better(self) -> bool:
        """Does the list beat chance, with an interval that leaves out zero?"""
        return self.told and paired(self.precision["shipped"], self.chance).low > 0


def track(credits: Credits, *, ahead: int = 5, until: int | None = None, busiest: int = BUSIEST, first: bool = True, strangers: bool = True, seed: int = 1,
          find: Finder | None = None) -> Track:
    """The back-test: origins lie `ahead` years apart, so that no two futures overlap; the last one's future ended by `until`, the last year known.

    strangers: list B takes those alone who share no partner. find: how pairs are found at an origin; by default all pairs among the busiest.
    """
    origins = _origins(credits, ahead, until)
    found = find or (lambda at: candidates(at, first=first, busiest=busiest))
    rows: dict[str, list[float]] = {name: [] for name in (*SCORERS, FITTED, "shipped", "gap")}
    lists: dict[str, list[tuple[Floats, NDArray[np.bool_]]]] = {"shipped": [], "gap": []}
    used, base, shuffled, counts, ties, names = [], [], [], [], [], []
    past: list[Lesson] = []
    rng = np.random.default_rng(seed)
    for origin in origins:
        at = seen(credits, origin)
        pairs = found(at)
        hits = came(credits, pairs, origin, ahead)
        if hits.sum() >= TIES:
            ranker = fitted(past)
            name, _ = shipped({name: rows[name] for name in (*SCORERS, FITTED)})
            model = Model(name, ranker if name == FITTED else None)
            for plain in SCORERS:
                rows[plain].append(average_precision(pairs.measures[plain], hits))
            rows[FITTED].append(average_precision(ranker(pairs.measures), hits) if ranker else float("nan"))
            for listed, scores in (("shipped", scored(model, pairs.measures)), ("gap", gap(at, pairs, strangers=strangers)["score"])):
                rows[listed].append(average_precision(scores, hits))
                lists[listed].append((scores, hits))
            shuffled.append(average_precision(lists["shipped"][-1][0], rng.permutation(hits)))
            base.append(chance(hits.size, int(hits.sum())))
            used.append(origin)
            counts.append(hits.size)
            ties.append(int(hits.sum()))
            names.append(name)
        past.append(lesson(pairs.measures, hits, seed))
    best, why = shipped({name: rows[name] for name in (*SCORERS, FITTED)})
    ranker = fitted(past) if best == FITTED else None
    tops = {name: tuple(precision_at(scores, hits, LISTED) for scores, hits in lists[name]) for name in lists}
    return Track(tuple(used), ahead, {name: tuple(values) for name, values in rows.items()}, tuple(base), tuple(shuffled), tuple(counts), tuple(ties), tops["shipped"], tops["gap"],
                 LISTED, Model(best if ranker or best != FITTED else DEFAULT, ranker), why, _odds(lists["shipped"]), _odds(lists["gap"], least=0.0), tuple(names))


def shipped(precision: Mapping[str, Sequence[float]]) -> tuple[str, str]:
    """What ranks, chosen on these origins, and why: the default, unless the fitted ranker is better with an interval that leaves out zero ("better"), or a plain
    measure is better by more than .01 ("slack")."""
    default = np.array(precision[DEFAULT], float)
    if default.size < FEW:
        return DEFAULT, "default"
    learned = np.array(precision[FITTED], float)
    if (~np.isnan(learned)).sum() >= ORIGINS and paired(learned, default).low > 0:
        return FITTED, "better"
    means = {name: float(np.mean(precision[name])) for name in SCORERS}
    simple = max(SCORERS, key=lambda name: (means[name], name == DEFAULT, name))
    return (simple, "slack") if means[simple] > means[DEFAULT] + SLACK else (DEFAULT, "default")


def _origins(credits: Credits, ahead: int, until: int | None) -> list[int]:
    first, last = credits.years
    last = last if until is None else min(last, until)
    return sorted(range(last - ahead, first, -ahead)[:MOST]) if ahead > 0 else []


def _odds(lists: Sequence[tuple[Floats, NDArray[np.bool_]]], least: float | None = None) -> tuple[Odds, ...]:
    """Counted by place in each list, equal scores in the order of a seeded shuffle; pairs with a score below `least` stand in no list."""
    rng = np.random.default_rng(7)
    counted = np.zeros((len(BANDS) + 1, 2), np.int64)
    for scores, hits in lists:
        order = rng.permutation(scores.size)
        order = order[np.argsort(-scores[order], kind="stable")]
        if least is not None:
            order = order[scores[order] >= least]
        band = np.searchsorted(np.array(BANDS), np.arange(order.size), side="right")
        counted[:, 0] += np.bincount(band, minlength=len(BANDS) + 1)
        counted[:, 1] += np.bincount(band, weights=hits[order].astype(float), minlength=len(BANDS) + 1).astype(np.int64)
    starts, ends = (0, *BANDS), (*BANDS, 0)
    return tuple(Odds(start + 1, end, int(n), int(k)) for start, end, (n, k) in zip(starts, ends, counted, strict=True) if n)
