"""Evidence from counted rows: a share with its interval, a plain count, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from intarsia.evidence.basis import Basis, judged
from intarsia.evidence.intervals import wilson
from intarsia.evidence.wording import Speaker, allowed, sentence, state_sentence
from intarsia.model import Evidence

#: one contributor's part of a share: hits and rows
Part = tuple[int, int]


def share(parts: Sequence[Part], basis: Basis, said: str, say: Speaker, *, method: str = "", would_need: str = "", tested: bool = False) -> Evidence:
    """The share of hits among rows, brought in parts, one a contributor.

    said: the words of the measure with %(share)s, %(hits)s, %(rows)s, %(low)s and %(high)s where the figures go.
    It is CONTESTED when leaving out one contributor moves the share outside its own interval.
    """
    hits, n = sum(part[0] for part in parts), sum(part[1] for part in parts)
    if n == 0:
        return refused(basis, (say("there is no row to count"),), say, method=method or say("none: nothing to count"), would_need=would_need)
    estimate, interval = hits / n, wilson(hits, n)
    without = [(hits - h) / (n - m) for h, m in parts if n > m]
    moved = (min(without), max(without)) if without and (min(without) < interval[0] or max(without) > interval[1]) else None
    state, reasons = judged(n, basis, say, tested=tested, moved=moved)
    words = said % {"share": say.percent(estimate), "hits": say.number(hits), "rows": say.number(n), "low": say.percent(interval[0]), "high": say.percent(interval[1])}
    return Evidence(
        estimate, interval, n, basis.contributors, basis.coverage, method or say("Wilson score interval, 95%, rows taken as independent"), basis.release,
        basis.suppressed, state, sentence(words, state, reasons, say), unit=say("share"), reasons=reasons, would_need=allowed(would_need, state, say.language))


def estimated(estimate: float, interval: tuple[float, float] | None, n: int, basis: Basis, said: str, say: Speaker, *, unit: str, method: str, tested: bool = False,
              moved: tuple[float, float] | None = None, would_need: str = "") -> Evidence:
    """A figure that a method gave, with its interval, and the state that its rows earn.

    tested: it passed the test that could have explained it away. moved: see `judged`. said: the measure in words, with its figures.
    """
    state, reasons = judged(n, basis, say, tested=tested, moved=moved)
    if state == "REFUSED":
        return refused(basis, reasons, say, method=method, unit=unit, would_need=would_need)
    return Evidence(estimate, interval, n, basis.contributors, basis.coverage, method, basis.release, basis.suppressed, state, sentence(said, state, reasons, say),
                    unit=unit, reasons=reasons, would_need=allowed(would_need, state, say.language))


def counted(n: int, basis: Basis, said: str, say: Speaker, *, unit: str, method: str = "", would_need: str = "") -> Evidence:
    """A plain count of rows: it has no interval, and at best it is UNTESTED."""
    if n == 0:
        return refused(basis, (say("there is no row to count"),), say, method=method or say("none: nothing to count"), unit=unit, would_need=would_need)
    state, reasons = judged(n, basis, say)
    return Evidence(float(n), None, n, basis.contributors, basis.coverage, method or say("Count of the rows of this release"), basis.release, basis.suppressed,
                    state, sentence(said, state, reasons, say), unit=unit, reasons=reasons, would_need=allowed(would_need, state, say.language))


def refused(basis: Basis, reasons: tuple[str, ...], say: Speaker, *, n: int = 0, method: str = "", unit: str = "", would_need: str = "") -> Evidence:
    """No figure, with the reasons and what it would need."""
    said = allowed(state_sentence("REFUSED", reasons, say), "REFUSED", say.language)
    return Evidence(None, None, n, basis.contributors, basis.coverage, method or say("none"), basis.release, basis.suppressed, "REFUSED",
                    said, unit=unit, reasons=reasons, would_need=allowed(would_need, "REFUSED", say.language))
