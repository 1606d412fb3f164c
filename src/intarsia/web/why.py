"""Why two works are linked, or were not: the evidence of a link in sentences a reader can check."""

from __future__ import annotations

from typing import Any

from intarsia import explaining
from intarsia.explaining import read as read
from intarsia.web.words import Words

#: accepted ties, those a person has yet to judge, look-alikes that were refused or are unlikely, and statements that led nowhere
GROUPS = ("accepted", "proposed", "rejected", "unlikely", "no_match", "failed")
LIKELY = 0.5


def because(link: dict[str, Any], _: Words) -> str:
    """What the link rests on, in one sentence."""
    told: dict[str, str] = {
        "identifier": _("Both records carry the same identifier."),
        "stated": _("A contributor states this relation."),
        "model": _("A model compared the two records."),
        "person": _("A person looked at both and judged."),
    }
    sentence = told.get(link["method"] or "", _("How this was found is not stated."))
    rivals = str(link["evidence"].get("candidates", ""))
    reason = link["evidence"].get("why")
    if link["method"] == "person" and isinstance(reason, str) and reason:
        return sentence + " " + _("The reason given: %(why)s", why=reason)
    if link["state"] == "proposed" and rivals.isdigit() and int(rivals) > 1:
        return sentence + " " + _.many("%(n)s work fits equally well; a person has to choose.", "%(n)s works fit equally well; a person has to choose.", int(rivals))
    if link["state"] == "proposed" and link["evidence"].get("maker") == "not stated":
        return sentence + " " + _("It names no maker, so an equal title alone is not enough to accept it.")
    return sentence


def chance(share: float, _: Words) -> str:
    """A probability for people: never 0 or 100 percent, which no model can know."""
    if share < 0.001:
        return _("less than %(share)s", share=_.percent(0.001))
    return _("more than %(share)s", share=_.percent(0.999)) if share > 0.999 else _.percent(share)


def fields(link: dict[str, Any], _: Words) -> list[dict[str, str]]:
    """The evidence, field by field: what was compared and what came of it."""
    names = {"title": _("title"), "maker": _("maker"), "candidates": _("works that fit"), "identifier": _("identifier"), "note": _("note"), "date": _("date"), "form": _("form")}
    found = {"equal": _("equal"), "not stated": _("not stated"), "stated, not found": _("stated, not found"), "own record named": _("own record named"),
             "different": _("different")}
    told = {} if steps(link, _) else link["evidence"]  # weights are shown as a waterfall
    return [{"field": names.get(field, field.replace("_", " ")), "found": _shown(value, found)} for field, value in told.items() if field not in ("why", "state")]


def _shown(value: Any, found: dict[str, str]) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {_shown(one, found)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(one, found) for one in value)
    return found.get(str(value), str(value))


def groups(links: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Links by state, accepted ones first; a state without links is left out. Proposed ones that are more likely wrong than right stand apart."""
    return [(state, members) for state in GROUPS if (members := [link for link in links if group(link) == state])]


def group(link: dict[str, Any]) -> str:
    """Which of `GROUPS` a link stands in."""
    unlikely = link["state"] == "proposed" and link["probability"] is not None and link["probability"] < LIKELY
    return "unlikely" if unlikely else str(link["state"])


def _fields(_: Words) -> dict[str, str]:
    """What is compared, in words: the fields of `intarsia.linking.fields`, and those of relations."""
    return {
        "prior": _("before looking"), "title": _("title"), "people": _("names credited"), "year": _("year"), "year_end": _("last year"), "date": _("date"), "numbers": _("numbers"),
        "duration": _("running time"), "context": _("context"), "text": _("other words"), "brackets": _("words in brackets"), "words": _("all words"), "form": _("form"),
        "sector": _("sector"), "kind": _("kind"), "identifier": _("identifier"), "rivals": _("rivals"), "said in prose": _("said in prose"), "maker credited": _("maker credited"),
        "order in time": _("order in time"), "shared characters": _("shared characters"), "maker": _("maker"), "name": _("name"), "year pattern": _("year pattern"),
        "born": _("born"), "died": _("died"), "first of its maker": _("first of its maker"),
    }


def steps(link: dict[str, Any], _: Words) -> list[dict[str, Any]]:
    """The weights of a model's link as the rows of a waterfall, the sum last; empty for a link without weights.

    A row has `field` and `level` in words, `weight`, `says` (how many times as likely, for or against), `at` and `wide`: its bar, in
    percent of the picture, and `zero`: where even odds stand.
    """
    return falls(link.get("steps") or explaining.waterfall(link["evidence"]), link["probability"], _, agents=link.get("kind") == "agent")


def falls(steps_: list[dict[str, Any]], share: float | None, _: Words, agents: bool = False) -> list[dict[str, Any]]:
    """The same from the steps of `explaining`."""
    if not steps_:
        return []
    names = {**_fields(_), **({"title": _("name"), "year": _("born or founded"), "year_end": _("died or ended"), "context": _("works")} if agents else {})}
    ends = [0.0, *(step["end"] for step in steps_)]
    low, high = min(ends), max(ends)
    scale = 100 / max(high - low, 1e-9)

    def row(step: dict[str, Any]) -> dict[str, Any]:
        first, last = sorted((step["start"], step["end"]))
        return {"field": names.get(step["field"], step["field"].replace("_", " ")), "level": _level(step["level"], _), "weight": step["weight"],
                "says": _times(step, _), "at": round((first - low) * scale, 2), "wide": round(max((last - first) * scale, 0.6), 2) if last > first else 0.0}

    total = ends[-1]
    sure = explaining.probability(total) if share is None else share
    whole = {"field": _("in all"), "level": "", "weight": total, "says": chance(sure, _), "at": round((min(total, 0) - low) * scale, 2),
             "wide": round(max(abs(total) * scale, 0.6), 2), "whole": True}
    return [{"whole": False, **one, "zero": round(-low * scale, 2)} for one in (*map(row, steps_), whole)]


def _level(level: str, _: Words) -> str:
    """What came of a comparison, in words."""
    number, _space, word = level.partition(" ")
    return _.many("%(n)s other", "%(n)s others", int(number)) if word == "others" and number.isdecimal() else _(level)


def _times(step: dict[str, Any], _: Words) -> str:
    """A weight in words: 147 times as likely, or 8 times less likely; the prior as one in so many."""
    times = explaining.factor(step["weight"])
    if times < 1.05:
        return _("says nothing") if step["field"] != "prior" else _("even odds")
    told = _.number(round(times) if times >= 10 else round(times, 1)) if times < 1e9 else _("over a billion")
    if step["field"] == "prior" and step["weight"] < 0:
        return _("1 against %(n)s", n=told)
    return _("%(n)s times as likely", n=told) if step["weight"] > 0 else _("%(n)s times less likely", n=told)
