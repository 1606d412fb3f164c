"""Effort: what sharing one file takes, as figures: minutes spent until the verdict, hours that are left, minutes for next year's delivery.

What is left is an estimate, said to be one: so many minutes for each thing that the report leaves to do, added up. The minutes are our own
judgement, not a measurement (`MINUTES`, shown with every estimate). Where this pool has published five files or more, the time their
contributors took between verdict and decision takes the place of the estimate: the middle half of what was measured.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from intarsia.triage.wording import filled

if TYPE_CHECKING:
    from intarsia.contributing import Draft

#: minutes for one of each, from a practised hand to a first time: our own judgement
MINUTES = {"change": (1, 4), "look": (5, 20), "unreadable": (5, 30), "meaning": (0.5, 2), "licence": (2, 10), "decide": (5, 20)}
LEAST = 5  #: published files before measurements take the place of the estimate
REPLAY = (5, 15)  #: minutes to read what changed in a next delivery and agree, beside the seconds that the machine takes: our own judgement
LONGEST = datetime.timedelta(hours=8)  #: what took longer was left lying, and says nothing of the work

TEXTS = {
    "en": {
        "spent": "Spent until the verdict: {spent}.",
        "unspent": "Spent until the verdict: not measured for this file.",
        "left": "Still to do until it is shared: {span}, an estimate ({parts}).",
        "measured": "Still to do until it is shared: {span}, as measured on the last {n} files that this pool published (the middle half of them).",
        "replay": "Next year's delivery: {span}, an estimate: the changes are made again by themselves, what is left is reading what changed.",
        "replayed": "Next year's delivery: {span}, as measured on {n:# delivery that was|# deliveries that were} replayed in this pool.",
        "change": "{n:one change|# changes} to agree with", "look": "{n:one thing|# things} to look at by hand", "unreadable": "records that could not be read",
        "meaning": "{n:one column|# columns} whose meaning is a guess",
        "licence": "choosing a licence", "decide": "deciding",
        "seconds": "{n:one second|# seconds}", "minutes": "{n:one minute|# minutes}", "hours": "{n} hours", "to": "to",
    },
    "nl": {
        "spent": "Besteed tot het oordeel: {spent}.",
        "unspent": "Besteed tot het oordeel: voor dit bestand niet gemeten.",
        "left": "Nog te doen tot het gedeeld is: {span}, naar schatting ({parts}).",
        "measured": "Nog te doen tot het gedeeld is: {span}, zoals gemeten bij de laatste {n} bestanden die via deze pool gedeeld zijn (de middelste helft daarvan).",
        "replay": "De levering van volgend jaar: {span}, naar schatting: de wijzigingen worden vanzelf opnieuw doorgevoerd, u leest alleen wat er veranderd is.",
        "replayed": "De levering van volgend jaar: {span}, zoals gemeten bij {n:# levering die|# leveringen die} in deze pool {n:is|zijn} herhaald.",
        "change": "{n:één wijziging|# wijzigingen} goedkeuren", "look": "naar {n:één punt|# punten} zelf kijken", "unreadable": "records die niet te lezen waren",
        "meaning": "{n:één kolom|# kolommen} waarvan de betekenis geraden is",
        "licence": "een licentie kiezen", "decide": "besluiten",
        "seconds": "{n:één seconde|# seconden}", "minutes": "{n:één minuut|# minuten}", "hours": "{n} uur", "to": "tot",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Left:
    """Minutes that are left, from low to high; parts: what they are for, and how many of each; measured: on how many files, 0 for an estimate."""

    low: float
    high: float
    parts: tuple[tuple[str, int], ...] = ()
    measured: int = 0


@dataclass(frozen=True)
class Effort:
    """spent: minutes until the verdict, None where nobody measured. rung: what leads to the next rung of the ladder, as `readiness.of_report` tells it (rung, name, what, minutes,
    sentence), None at its top. left, again: what is left now, and next year."""

    spent: float | None
    left: Left
    again: Left
    rung: Mapping[str, Any] | None = None
    texts: tuple[str, ...] = field(default=())

    def record(self) -> dict[str, Any]:
        """Its JSON form: minutes until the verdict, hours that are left, minutes for next year's delivery, each said to be measured or not."""
        return {
            "minutes_to_verdict": None if self.spent is None else round(self.spent, 2),
            "hours_left": {"low": round(self.left.low / 60, 2), "high": round(self.left.high / 60, 2), "measured_on": self.left.measured, "estimate": not self.left.measured,
                           "for": [{"what": what, "count": count} for what, count in self.left.parts]},
            "hours_to_next_rung": {"rung": self.rung["rung"], "hours": round(self.rung["minutes"] / 60, 2), "estimate": True} if self.rung else None,
            "minutes_next_year": {"low": round(self.again.low, 1), "high": round(self.again.high, 1), "measured_on": self.again.measured, "estimate": not self.again.measured},
            "sentences": list(self.texts),
        }  # fmt: skip


def left(report: Mapping[str, Any]) -> Left:
    """What the report leaves to do, added up from `MINUTES`."""
    answered = {rule for act in report["suggested"] for rule in act["because"]}
    counts = {
        "change": len({column for act in report["suggested"] for column in act["columns"]}) or len(report["suggested"]),
        "look": len({one["rule"] for one in report["findings"] if one["acts"] and one["rule"] not in answered}),
        "unreadable": int(bool(report["rejected_in_all"])), "meaning": sum(column.get("confidence") == "your call" for column in report["columns"]),
        "licence": int(not report["licence"]["licence"]), "decide": 1,
    }  # fmt: skip
    parts = tuple((what, count) for what, count in counts.items() if count)
    low, high = (sum(MINUTES[what][side] * count for what, count in parts) for side in (0, 1))
    return Left(float(low), float(high), parts)


def of(report: Mapping[str, Any], lang: str, *, spent: float | None = None, drafts: Iterable[Draft] = (), rung: Mapping[str, Any] | None = None) -> Effort:
    """The effort of a file. spent: minutes until the verdict. drafts: those of this pool, of which only published ones are counted. rung: the next one of the ladder."""
    published = [one for one in drafts if one.state == "published"]
    took = [minutes for one in published if (minutes := between(one, "read", "decided")) is not None and not one.about.get("like")]
    again = [minutes for one in published if (minutes := between(one, "received", "decided")) is not None and one.about.get("like")]
    now, later = left(report), Left(float(REPLAY[0]), float(REPLAY[1]))
    if len(took) >= LEAST:
        now = Left(*_middle(took), now.parts, len(took))
    if len(again) >= LEAST:
        later = Left(*_middle(again), (), len(again))
    return Effort(spent, now, later, rung, tuple(_lines(spent, now, later, rung, lang)))


def between(draft: Draft, start: str, end: str) -> float | None:
    """Minutes between two moments of a draft; None where one is missing, or what lies between is no working time."""
    one, other = draft.at(start), draft.at(end)
    if one is None or other is None or not datetime.timedelta(0) <= other - one <= LONGEST:
        return None
    return (other - one).total_seconds() / 60


def spoken(minutes: float, lang: str) -> str:
    """Minutes in words: seconds below one, hours above ninety."""
    texts = TEXTS[lang]
    if minutes < 1:
        return filled(texts["seconds"], {"n": max(1, round(60 * minutes))}, lang)
    if minutes < 90:
        return filled(texts["minutes"], {"n": round(minutes)}, lang)
    hours = round(minutes / 30) / 2
    return filled(texts["hours"], {"n": f"{hours:g}".replace(".", "," if lang == "nl" else ".")}, lang)


def span(low: float, high: float, lang: str) -> str:
    """From low to high in words; the unit once where it is the same: "15 to 60 minutes"."""
    one, other = spoken(low, lang), spoken(high, lang)
    if one == other:
        return one
    number, _, unit = one.partition(" ")
    shared = unit and other.endswith(f" {unit}")
    return f"{number if shared else one} {TEXTS[lang]['to']} {other}"


def _middle(minutes: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(np.asarray(minutes), (0.25, 0.75))
    return float(low), float(high)


def _lines(spent: float | None, now: Left, later: Left, rung: Mapping[str, Any] | None, lang: str) -> Iterable[str]:
    texts = TEXTS[lang]
    yield filled(texts["unspent"], {}, lang) if spent is None else filled(texts["spent"], {"spent": spoken(spent, lang)}, lang)
    if rung:
        yield str(rung["sentence"])
    parts = ", ".join(filled(texts[what], {"n": count}, lang) for what, count in now.parts)
    yield filled(texts["measured" if now.measured else "left"], {"span": span(now.low, now.high, lang), "parts": parts, "n": now.measured}, lang)
    yield filled(texts["replayed" if later.measured else "replay"], {"span": span(later.low, later.high, lang), "n": later.measured}, lang)
