"""How many false alarms to expect: of a hundred signals that were scored like these, how many came to nothing."""

from __future__ import annotations

from intarsia.model import Evidence
from intarsia.shelf.insights.track_record import LIVE
from intarsia.web.words import Words


def alarms(evidence: Evidence, say: Words, kind: str = "") -> str:
    """The false alarms behind an answer about signals, in a sentence: of so many, and of a hundred, with the ends of the interval. evidence: its estimate is the
    share of signals that doubled. kind: "live" for forecasts that fell due; else the signals were replayed for past years. "" where nothing was counted."""
    if evidence.estimate is None or evidence.interval is None or not evidence.n:
        return ""
    came = round(evidence.estimate * evidence.n)
    low, high = (1 - end for end in reversed(evidence.interval))
    numbers = {"n": say.number(evidence.n), "false": say.number(evidence.n - came), "hundred": say.number(_hundred(1 - came / evidence.n)), "low": say.number(_hundred(low)),
               "high": say.number(_hundred(high))}
    if kind == LIVE:
        return say("False alarms: of %(n)s forecasts that fell due, %(false)s did not double in time. That is %(hundred)s of 100 (%(low)s to %(high)s).", **numbers)
    return say("False alarms: of %(n)s signals replayed for past years, %(false)s did not double within five years. That is %(hundred)s of 100 (%(low)s to %(high)s).", **numbers)


def _hundred(share: float) -> float:
    """So many of a hundred; a tenth where rounding would say all or none that it is not."""
    whole = round(100 * share)
    return whole if 0 < whole < 100 or share in (0.0, 1.0) else round(100 * share, 1)
