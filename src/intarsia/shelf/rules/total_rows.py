"""Totals among the rows: a line "Total", or the world among countries, is counted twice by whoever adds up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier, quote
from intarsia.shelf.rules.about import about, of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.text import fold

NAME = "total-rows"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Totals among the rows", "nl": "Totalen tussen de rijen"}
WHY = {
    "en": {
        "": "Rows that are totals by what stands in {columns}: {count}; whoever adds up the column counts everything twice.",
        "groups": "Rows in which {columns} names a group of countries (the world, a continent, an income group) among single countries: {count}; whoever adds up counts them twice.",
    },
    "nl": {
        "": "Rijen die volgens {columns} een totaal zijn: {count}; wie de kolom optelt, telt alles dubbel.",
        "groups": "Rijen waarin {columns} een groep landen noemt (de wereld, een werelddeel, een inkomensgroep) tussen losse landen: {count}; wie optelt, telt ze dubbel.",
    },
}
WAY_OUT = {
    "en": "Leave these rows out in the mapping (where = ...), or keep them as figures of the whole.",
    "nl": "Laat deze rijen weg in de mapping (where = ...), of houd ze als cijfers van het geheel.",
}
SOURCE = "SDMX content-oriented guidelines, cross-domain code list CL_AREA (_T and aggregates); seen in public tables of statistics"
GOOD = ({"title": ["Total Recall", "Total Eclipse"], "year": ["1990", "1995"]}, {"museum": ["Example A", "Example B"], "visits": ["1", "2"]})
BAD = (
    {"museum": ["Example A", "Example B", "Total"], "visits": ["1", "2", "3"]},
    {"country": ["Netherlands", "Belgium", "World"], "year": ["2019", "2019", "2019"], "value": ["1", "2", "3"]},
)
_TOTAL = re.compile(
    r"(?:grand |sub ?|over)?totals?(?: (?:all )?\w+)?|(?:eind|sub)?totaal|generaal totaal|gesamt|insgesamt|summe|gesamtsumme|total general|total general[e]?|totale|totale "
    r"generale|suma|razem|ogolem|"
    r"all (?:museums|countries|regions|sectors|venues|ages)|alle (?:musea|landen|regio s|sectoren|leeftijden)"
)
_GROUPS = re.compile(
    r"(?:the )?world|wereld|welt|monde|mundo|mondo|swiat|european union.*|euro area.*|oecd.*|arab world|(?:high|low|middle|lower middle|upper middle|low & middle|low and "
    r"middle|heavily).{0,40}(?:income|countries).*|"
    r"(?:north|south|latin|central|sub saharan|subsaharan|east|europe|middle east).{0,40}(?:america|africa|asia|pacific|caribbean|europe)(?: .*)?|africa|asia|europe|oceania|least "
    r"developed countries.*|"
    r"small states|(?:caribbean|pacific island|other) small states|fragile and conflict.*|ida .*|ibrd .*|early demographic.*|late demographic.*|pre demographic.*|post demographic.*"
)


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column of names in which some are totals, in files that have figures."""
    if not [c for c in delivery.of() if c.looks_like in ("integer", "number") and about(c) not in ("key", "date", "born", "died", "period")]:
        return
    for column in delivery.of():
        if column.numeric or about(column) in ("title", "description", "genre", "c:author") or not column.values or column.longest > 200:
            continue
        totals, groups = _found(column)
        named = groups if not of(delivery.of(), "title") and (about(column) in ("country", "place", "name") or {"country", "entity", "location", "land"} & set(column.words)) else []
        for case, values in (("", totals), ("groups", named if of(delivery.of(), "period", "date", "m:", "value") and len(column.values) > len(named) else [])):
            if values:
                condition = f"{identifier(column.name)} IN ({', '.join(map(quote, values))})"
                yield Found((column.full,), state="note", case=case, count=delivery.count(condition), lines=delivery.lines(condition))


def _found(column: Column) -> tuple[list[str], list[str]]:
    """(names of totals, names of groups of countries), as written."""
    folded = {v: re.sub(r"[^\w&]+", " ", fold(v)).strip() for v in column.values}
    totals = [v for v, f in folded.items() if _TOTAL.fullmatch(f)]
    groups = [v for v, f in folded.items() if _GROUPS.fullmatch(f)]
    return (totals if len(totals) < len(column.values) else [], groups if len(groups) < 0.5 * len(column.values) else [])
