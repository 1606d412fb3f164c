"""What is small enough to be a weak signal, and what it means that one came true."""

from __future__ import annotations

import numpy as np

from intarsia.foresight.counts import RECENT, Bools, Counts, Floats, summed

LEAST, LARGEST, SURE, GROWTH = 5, 0.02, 0.01, 2.0
#: the largest share where `room` is given
WIDEST = 0.1


def eligible(counts: Counts, room: float = 0.0) -> Bools:
    """Terms x years: counted at least LEAST times in the last five years, and in at most LARGEST of the documents of those years.

    room: so many documents are small up to a share of WIDEST: where five years have a few hundred, two per cent of them is less than LEAST.
    Each year is judged from itself and the four before: a term is known at an origin when it had been seen by then, whatever became of it later.
    """
    recent, documents = summed(counts.counts, RECENT), summed(counts.documents, RECENT)
    known: Bools = (recent >= LEAST) & (recent <= np.maximum(LARGEST * documents, np.minimum(room, WIDEST * documents))) & (documents > 0)
    return known


def tail(later: Floats, both: Floats, share: Floats) -> Floats:
    """The chance of at least `later` of `both` counts falling in a part with that share of the exposure.

    J. Przyborowski and H. Wilenski, Biometrika 31 (1940): two Poisson counts with the same rate are, given their sum, binomial; so this is the
    exact one-sided test. The binomial tail is the regularised incomplete beta function I_share(later, both - later + 1).
    """
    from scipy.special import betainc

    found: Floats = np.where(later <= 0, 1.0, betainc(np.maximum(later, 1), np.maximum(both - later, 0) + 1, share))
    return found


def emerged(counts: Counts, ahead: int) -> tuple[Bools, Bools]:
    """Terms x years: did its rate at least double in the `ahead` years after, against the five years up to then, p < .01? And by year: is that known?

    It is known once all those years have passed and none of the years on either side is without exposure.
    """
    years = len(counts.exposure)
    now, of_now = summed(counts.counts, RECENT), summed(counts.exposure, RECENT)
    came, known = np.zeros(counts.counts.shape, dtype=bool), np.zeros(years, dtype=bool)
    if years <= ahead:
        return came, known
    later, of_later = summed(counts.counts, ahead)[:, ahead:], summed(counts.exposure, ahead)[ahead:]
    before, of_before = now[:, :-ahead], of_now[:-ahead]
    whole = summed((counts.exposure > 0).astype(float), RECENT + ahead)[ahead:] == RECENT + ahead
    share = np.divide(of_later, of_later + of_before, out=np.zeros_like(of_later), where=of_later + of_before > 0)
    doubled = later * of_before >= GROWTH * before * of_later
    sure = tail(later, later + before, np.broadcast_to(share, later.shape)) < SURE
    came[:, : years - ahead] = doubled & sure & (later > 0) & whole
    known[: years - ahead] = whole
    return came, known
