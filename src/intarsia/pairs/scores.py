"""How right pairs are by a truth: precision, recall and F1 with 95 % intervals, and whether probabilities mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.evidence.intervals import wilson
from intarsia.pairs.truth import Truth, codes

BINS, DRAWS, SEED = 10, 2_000, 20_261_122
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float

    def record(self) -> dict[str, float]:
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True)
class Bin:
    """Judged pairs whose probability lies from `start` to `end`: how many, their mean probability, how many of them match."""

    start: float
    end: float
    pairs: int
    mean: float
    matches: int

    @property
    def share(self) -> float:
        return self.matches / self.pairs if self.pairs else 0.0


@dataclass(frozen=True)
class Scores:
    """What an evaluation found. judged: pairs that the truth can speak of. expected: their sum of probabilities; true: matches in the truth.

    precision, f1: over judged pairs; raw_precision, raw_f1: over all pairs that were predicted. calibration error: ECE over judged pairs.
    """

    threshold: float
    predicted: int
    judged: int
    hits: int
    true: int
    labelled: bool
    precision: Rate
    recall: Rate
    f1: Rate
    raw_precision: Rate
    raw_f1: Rate
    ece: float
    expected: float
    expected_in_all: float
    bins: tuple[Bin, ...]
    weakest: float

    def record(self) -> dict[str, object]:
        """Its JSON form."""
        rates = {name: getattr(self, name).record() for name in ("precision", "recall", "f1", "raw_precision", "raw_f1")}
        told = {name: getattr(self, name) for name in ("threshold", "predicted", "judged", "hits", "true", "labelled")}
        sums = {"ece": round(self.ece, 4), "sum_of_p_judged": round(self.expected, 2), "sum_of_p": round(self.expected_in_all, 2), "least_probability": round(self.weakest, 4)}
        return {**told, **rates, **sums, "bins": [{"from": b.start, "to": b.end, "pairs": b.pairs, "mean": round(b.mean, 4), "matches": b.matches} for b in self.bins]}


def evaluate(pairs: pa.Table, truth: Truth, threshold: float = 0.5, chosen: Flags | None = None, keys: tuple[pa.Array, pa.Array] | None = None) -> Scores:
    """Judge pairs (left, right, probability) by a truth; those of `threshold` and more, and of those the `chosen` ones, are predicted.

    Matches only: a pair is judged when one of its records stands in the truth, for a truth that lists no more is silent on others
    (Papadakis and others call this partial ground truth; docs/link-two-files.md). With labels: the labelled pairs are judged, and no other.
    Precision and recall: Wilson intervals. F1: percentiles of 2,000 seeded draws of the judged outcomes. ECE: the mean of
    |share of matches - mean probability| over ten bins of equal width, weighted by their pairs (Naeini, Cooper and Hauskrecht, AAAI 2015).
    keys: those of both files, where they are known.
    Raises: Invalid when no pair, or neither file, has a record of the truth: the keys are others.
    """
    p = np.asarray(pairs["probability"].to_numpy(), np.float64)
    left, right = (pairs[name].combine_chunks().cast(pa.string()) for name in ("left", "right"))
    mine, theirs = codes(left, right, truth.left, truth.right)
    known = pc.or_(pc.is_in(left, truth.left), pc.is_in(right, truth.right)).to_numpy(zero_copy_only=False)
    met = known.any() if keys is None else any(pc.any(pc.is_in(of, own)).as_py() for of, own in zip((truth.left, truth.right), keys, strict=True))
    if (len(p) or keys is not None) and not met:
        raise Invalid(
            "no record of the truth is in the files" if keys is not None else "no pair has a record of the truth",
            where="--evaluate",
            way_out="look at the keys: those of the truth must be written as in the files; name the columns with --key",
        )
    match = np.isin(mine, theirs if truth.labels is None else theirs[truth.labels])
    judged = known if truth.labels is None else np.isin(mine, theirs)
    predicted = p >= threshold if chosen is None else (p >= threshold) & chosen
    hits, said, true = int((predicted & match & judged).sum()), int((predicted & judged).sum()), truth.matches
    in_all = int(predicted.sum())
    ece, bins = _calibration(p[judged], match[judged])
    return Scores(
        threshold, in_all, said, hits, true, truth.labels is not None, _rate(hits, said), _rate(hits, true), _f1(hits, said - hits, true - hits),
        _rate(hits, in_all), _f1(hits, in_all - hits, true - hits), ece, float(p[judged].sum()), float(p.sum()), bins, float(p.min()) if len(p) else 1.0,
    )  # fmt: skip


def _rate(hits: int, n: int) -> Rate:
    return Rate(hits / n, *wilson(hits, n)) if n else Rate(0.0, 0.0, 1.0)


def _f1(hits: int, wrong: int, missed: int) -> Rate:
    whole = hits + wrong + missed
    if not whole:
        return Rate(0.0, 0.0, 1.0)
    drawn = np.random.default_rng(SEED).multinomial(whole, [hits / whole, wrong / whole, missed / whole], DRAWS)
    scores = 2 * drawn[:, 0] / (2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2])
    low, high = np.percentile(scores, [2.5, 97.5])
    return Rate(2 * hits / (2 * hits + wrong + missed), float(low), float(high))


def _calibration(p: Floats, match: Flags) -> tuple[float, tuple[Bin, ...]]:
    place = np.minimum((p * BINS).astype(np.int64), BINS - 1)
    pairs = np.bincount(place, minlength=BINS)
    means = np.bincount(place, p, BINS) / np.maximum(pairs, 1)
    matches = np.bincount(place, match.astype(np.float64), BINS)
    bins = tuple(Bin(n / BINS, (n + 1) / BINS, int(pairs[n]), float(means[n]), int(matches[n])) for n in range(BINS))
    return (float(sum(b.pairs * abs(b.share - b.mean) for b in bins) / len(p)) if len(p) else 0.0), bins
