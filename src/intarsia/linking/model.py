"""Levels to probabilities: Fellegi and Sunter (1969), with u from decoys, m and priors from EM, and competition among candidates.

    weight of a level = share x log2(m / u)
    e(ij)             = 2 ^ (log2 odds of the prior + sum of weights)
    p(ij)             = e(ij) / (1 + e(ij) + sum of e over the other candidates of i in j's source and of j in i's source)

u comes from decoys: pairs that the same blocking finds inside a source, where (almost) none is a match. u from random pairs or from
the compared pairs themselves would count the true matches, and make a unique name that two sources share look common. m begins with
fields.FIELDS as pseudo-counts, and EM moves it. The prior is one number for each two sources, drawn to the common one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from intarsia.linking.fields import FIELDS, Field
from intarsia.linking.sparse import Floats, Ints, numbered

Levels = npt.NDArray[np.int8]

_PSEUDO_M = 40.0
_LEAST_M = 0.05
_PSEUDO_U = 60.0
_PSEUDO_U_SHARE = 0.1
_ROUNDS = 25
_EDITION = 2.0
_AGAINST = -0.5
_BOUNDING = 500
_LOOK = (3, 10)
"""The rounds of EM after which sources are searched for things told twice; every round would go round in circles."""


@dataclass
class Groups:
    """Who competes: `row` numbers (left record, right source), `column` (right record, left source), `sources` each two sources.

    `same_row` and `same_column` number those that do not compete: the editions (near repetitions inside a source) of one record.
    """

    row: Ints
    column: Ints
    sources: Ints
    same_row: Ints
    same_column: Ints

    @classmethod
    def of(cls, left: Ints, right: Ints, source: npt.NDArray[np.int32], edition: Ints) -> Groups:
        """From row numbers of pairs, the source of each record and the number of its edition group."""
        count, many = int(source.max(initial=0)) + 1, int(edition.max(initial=0)) + 1
        one, other = source[left].astype(np.int64), source[right].astype(np.int64)
        return cls(_numbered(left * count + other), _numbered(right * count + one), _numbered(np.minimum(one, other) * count + np.maximum(one, other)),
                   _numbered(left * many + edition[right]), _numbered(right * many + edition[left]))

    def with_editions(self, left: Ints, right: Ints, edition: Ints) -> Groups:
        """The same pairs with other edition groups."""
        many = int(edition.max(initial=0)) + 1
        return Groups(self.row, self.column, self.sources, _numbered(left * many + edition[right]), _numbered(right * many + edition[left]))


def editions(n: int, left: Ints, right: Ints, same: npt.NDArray[np.bool_]) -> Ints:
    """The edition group of each of `n` records: those that look-alikes inside a source join, when they are probably the same."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    joined = coo_matrix((np.ones(int(same.sum()), np.int8), (left[same], right[same])), shape=(n, n))
    found: Ints = connected_components(joined, directed=False)[1].astype(np.int64)
    return found


def _numbered(keys: Ints) -> Ints:
    return numbered(pa.array(keys))


@dataclass
class Model:
    """What was learned for one kind of record: m for each field and level, u the same for each class of pairs, and the prior.

    Classes are told by the title (`class_of`): among look-alikes that have their title in common, years, people and all else
    come out otherwise than among those that were found by other words. `prior` has log2 odds for each two sources.
    """

    kind: str
    m: list[Floats]
    u: list[Floats]
    prior: Floats

    def weights(self) -> list[Floats]:
        """log2 Bayes factors: for each field an array (classes, levels), with 0 for missing as the last column (index -1)."""
        found = []
        for n, field in enumerate(FIELDS[self.kind]):
            weights = field.share * np.log2(self.m[n] / self.u[n])
            weights[:, -1] = np.minimum(weights[:, -1], 0.0)  # a difference is never evidence for a match
            found.append(np.column_stack([_ordered(weights) if field.ordered else weights, np.zeros(CLASSES)]))
        return found

    def total(self, levels: Levels, sources: Ints) -> Floats:
        """log2 odds of each pair, without competition."""
        found: Floats = self.prior[sources] + self.evidence(levels)
        return found

    def evidence(self, levels: Levels) -> Floats:
        """The sum of the weights of each pair."""
        return self.evidence_at(places(self.kind, levels), len(levels))

    def evidence_at(self, where: Iterable[Ints], pairs: int) -> Floats:
        """The same for the `places` of the levels of so many pairs, where they are asked again and again."""
        found = np.zeros(pairs)
        for weights, place in zip(self.weights(), where, strict=True):
            found += weights.ravel().take(place)
        return found

    def repeats(self, decoys: Levels) -> npt.NDArray[np.bool_]:
        """Which look-alikes inside a source are one thing told twice: they teach nothing about chance, and do not compete.

        They would be linked if they were of two sources, their titles are at least alike, and no field speaks against it.
        """
        prior = float(self.prior.mean()) if len(self.prior) else 0.0
        of, against = class_of(self.kind, decoys), np.zeros(len(decoys), np.bool_)
        for n, weights in enumerate(self.weights()):
            against |= (weights[of, decoys[:, n]] <= _AGAINST) & (decoys[:, n] >= len(FIELDS[self.kind][n].levels) - 1)
        return np.asarray((self.evidence(decoys) + prior >= _EDITION) & ~against)


CLASSES = 3


def class_of(kind: str, levels: Levels) -> npt.NDArray[np.int8]:
    """0 where titles are equal or nearly so, 1 where they are not, 2 where one has none."""
    fields = FIELDS[kind]
    place = next(n for n, field in enumerate(fields) if field.name == "title")
    near = next(n for n, level in enumerate(fields[place].levels) if level.name == "near")
    title = levels[:, place]
    return np.where(title < 0, 2, np.where(title <= near, 0, 1)).astype(np.int8)


def places(kind: str, levels: Levels) -> Iterator[Ints]:
    """For each field where the level of each pair stands in `Model.weights`, read row by row: its class, then its level, missing last."""
    of = class_of(kind, levels).astype(np.int64)
    for n, field in enumerate(FIELDS[kind]):
        many = len(field.levels)
        yield of * (many + 1) + np.where(levels[:, n] < 0, many, levels[:, n])


def _ordered(weights: Floats) -> Floats:
    """Levels go from agreement to difference: a stronger agreement never counts less than a weaker one.

    Without this, two sources that credit other people (crew, cast) would count a name in common against a pair.
    """
    found: Floats = np.maximum.accumulate(weights[:, ::-1], axis=1)[:, ::-1]
    return found


def _seeds(kind: str, levels: Levels, decoys: Levels) -> Floats:
    """First guesses: how far each other's most similar records are more than inside sources, where they are so by chance.

    For each level of "words" at which records are each other's best: 1 - (share among decoys) / (share among pairs).
    """
    place = [field.name for field in FIELDS[kind]].index("words")
    names = [level.name for level in FIELDS[kind][place].levels]
    here = np.bincount(levels[:, place].astype(np.int64) + 1, minlength=len(names) + 1)[1:]
    there = np.bincount(decoys[:, place].astype(np.int64) + 1, minlength=len(names) + 1)[1:]
    excess = np.clip(1.0 - (there / max(len(decoys), 1)) / np.maximum(here / max(len(levels), 1), 1e-12), 0.0, 0.9)
    excess[[not name.startswith("best, ") for name in names]] = 0.0
    best = np.array([name.startswith("best, ") for name in names])
    excess[best] = np.maximum.accumulate(excess[best][::-1])[::-1]
    return np.append(excess, 0.0)[levels[:, place]]


def learn(kind: str, levels: Levels, groups: Groups, decoys: Levels, records: Floats, regroup: Callable[[npt.NDArray[np.bool_]], Groups]) -> Model:
    """A model from candidate pairs and decoys.

    `records` is, for each two sources, how many records the smaller one has; `regroup` brings the pairs with the editions that
    the look-alikes called repeats make inside sources.
    """
    fields = FIELDS[kind]
    pairs = np.maximum(np.bincount(groups.sources, minlength=len(records)), 1).astype(np.float64)
    start = np.clip(0.3 * records / pairs, 1e-6, 0.5)
    model = Model(kind, [_begin(field, "m") for field in fields], [], _odds(start))
    first = _seeds(kind, levels, decoys)
    anchor = [_moved(field, levels[:, n], first, _begin(field, "m")) for n, field in enumerate(fields)]
    seen, where = _seen(kind, levels), list(places(kind, levels))
    p, repeats = first, np.zeros(len(decoys), np.bool_)
    for turn in range(_ROUNDS):
        share = (np.bincount(groups.sources, p, minlength=len(records)) + 2 * start) / (pairs + 2)
        model.prior = _odds(np.clip(share, 1e-9, 0.9))
        model.m = [_moved(field, levels[:, n], p, anchor[n]) for n, field in enumerate(fields)]
        if turn == 0 or turn - 1 in _LOOK:  # between two looks the decoys that count are the same, and so is chance
            model.u = _chance(kind, decoys, np.where(repeats, 0.0, 1.0), seen)
        if turn in _LOOK:
            repeats = model.repeats(decoys)
            groups = regroup(repeats)
        p = competed(model.prior[groups.sources] + model.evidence_at(where, len(levels)), groups)
    return model


def _moved(field: Field, levels: npt.NDArray[np.int8], p: Floats, begin: Floats) -> Floats:
    """Level frequencies of pairs weighted by their probability, with `begin` as pseudo-counts."""
    seen = np.bincount(levels.astype(np.int64) + 1, p, minlength=len(field.levels) + 1)[1:]
    moved = (seen + _PSEUDO_M * begin) / (seen.sum() + _PSEUDO_M)
    found: Floats = np.minimum(np.maximum(moved, _LEAST_M * _begin(field, "m")), [level.most for level in field.levels])
    return found


def _begin(field: Field, which: str) -> Floats:
    values = np.array([getattr(level, which) for level in field.levels])
    found: Floats = values / values.sum()
    return found


def _chance(kind: str, decoys: Levels, counted: Floats, most: list[Floats]) -> list[Floats]:
    """u from decoys, each as far as it is `counted`; for each field an array (classes, levels), small classes drawn to all decoys.

    `most` bounds them: what all compared pairs together do not show so often cannot be so often by chance. (Inside a source
    records may share people or words in a way that two sources never do.)
    """
    of = class_of(kind, decoys)
    found = []
    for n, field in enumerate(FIELDS[kind]):
        every = _decoyed(field, decoys[:, n], counted, _begin(field, "u"))
        told = [every] * CLASSES if field.name == "title" else [_decoyed(field, decoys[of == one, n], counted[of == one], every, _PSEUDO_U / 2) for one in range(CLASSES)]
        u = np.minimum(np.vstack(told), most[n])
        rest = 1.0 - u.sum(axis=1, keepdims=True)
        free = np.where(u < most[n], u, 0.0)
        found.append(u + np.where(free.sum(axis=1, keepdims=True) > 0, rest * free / np.maximum(free.sum(axis=1, keepdims=True), 1e-12), 0.0))
    return found


def _seen(kind: str, levels: Levels) -> list[Floats]:
    """How often each level is seen among all compared pairs, matches included: for each field an array (classes, levels)."""
    of = class_of(kind, levels)
    found = []
    for n, field in enumerate(FIELDS[kind]):
        many = len(field.levels)
        counts = np.zeros((CLASSES, many))
        for one in range(CLASSES):
            counts[one] = np.bincount(levels[of == one, n].astype(np.int64) + 1, minlength=many + 1)[1:]
        if field.name == "title":
            counts[:] = counts.sum(axis=0)
        total = counts.sum(axis=1, keepdims=True)
        # only without titles: elsewhere matches are too many among the pairs; an unseen level may still turn up: as often as one of twenty pairs; classes of few pairs bound nothing
        bounding = (total >= _BOUNDING) & (np.arange(CLASSES) == 2)[:, None]
        found.append(np.where(bounding, (counts + _PSEUDO_U / 3 * _begin(field, "u")) / (total + _PSEUDO_U / 3), 1.0))
    return found


def _decoyed(field: Field, levels: npt.NDArray[np.int8], counted: Floats, begin: Floats, least: float = _PSEUDO_U) -> Floats:
    seen = np.bincount(levels.astype(np.int64) + 1, counted, minlength=len(field.levels) + 1)[1:]
    pseudo = least + _PSEUDO_U_SHARE * seen.sum()
    found: Floats = (seen + pseudo * begin) / (seen.sum() + pseudo)
    return found


def _odds(share: Floats) -> Floats:
    found: Floats = np.log2(share / (1.0 - share))
    return found


def competed(total: Floats, groups: Groups) -> Floats:
    """Probabilities from log2 odds: each record has at most one partner (and its editions) in each other source."""
    if not len(total):
        return total
    e = np.exp2(np.minimum(total, 200.0))
    rows = np.bincount(groups.row, e)[groups.row] - np.bincount(groups.same_row, e)[groups.same_row]
    columns = np.bincount(groups.column, e)[groups.column] - np.bincount(groups.same_column, e)[groups.same_column]
    found: Floats = e / (1.0 + np.maximum(rows, 0.0) + np.maximum(columns, 0.0) + e)
    return found


def rivals(total: Floats, probability: Floats, groups: Groups, shown: Ints) -> tuple[Ints, Ints]:
    """For the pairs `shown`: how many other candidates of their two records come within 7 bits (a hundredth) or above, and the level
    in fields.RIVALS.

    The level compares the pair's odds with those of all its rivals together. Editions of one record are no rivals of each other.
    """
    if not len(shown):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    near = np.flatnonzero(total >= total[shown].min() - _NEAR)
    number = np.zeros(len(shown), np.int64)
    for group, sign in ((groups.row, 1), (groups.same_row, -1), (groups.column, 1), (groups.same_column, -1)):
        number += sign * _near(total[near], group[near], total[shown], group[shown])
    e, p = np.exp2(np.clip(total[shown], -200.0, 200.0)), np.maximum(probability[shown], 1e-300)
    against = e * (1.0 - p) / p - 1.0
    return number, np.where(against > 2.0 * e, 2, np.where(against > 0.5 * e, 1, 0)).astype(np.int64)


_NEAR = 7.0


def _near(total: Floats, group: Ints, asked: Floats, of: Ints) -> Ints:
    """How many of each group reach the odds asked, less 7 bits."""
    ordered = np.sort(group * 1024.0 - np.clip(total, -250.0, 250.0))
    found: Ints = np.searchsorted(ordered, of * 1024.0 - np.clip(asked, -250.0, 250.0) + _NEAR, side="right") - np.searchsorted(ordered, of * 1024.0 - 251.0)
    return found
