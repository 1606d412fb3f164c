"""What a file is good for here: the kinds of data it serves, and whether something of use is left of it.

The kinds are those that the commons exists for: productions and who made them, their audiences, and the context they are made in.
"""

from __future__ import annotations

from collections.abc import Sequence

from intarsia.shelf.rules import words
from intarsia.shelf.rules.about import about, of
from intarsia.shelf.rules.delivery import Column
from intarsia.text import wordset

#: figures of audiences, by the names of the measure vocabulary
AUDIENCE = wordset(
    "admissions attendance visits viewers listeners loans plays downloads rating-count rating-average review-count reach share web-visits subscribers members participation peak-players "
    "sales-units box-office occupancy rank"
)
#: figures of the world that works are made in
CONTEXT = wordset(
    "population gdp gdp-per-head gva jobs unemployed unemployment-rate wages organisations tourist-arrivals mobility time-use exports investment subsidy venues screens productions titles "
    "volunteers donations hours performances objects editions price revenue profit budget"
)
_PRODUCTION = ("title", "title:original", "title:alternative", "title:translated", "title:parallel", "c:", "genre", "form", "based_on", "part_of", "performs", "name")
_COUNTRY = wordset("country land pays pais paese kraj")
_OF_SALES = words.ORDER | frozenset(("ticket", "tickets", "kaartje", "kaartjes", "kaarten", "karten", "billets", "entradas", "biglietti", "bilety", "ticketsoort", "kaartsoort"))


def serves(columns: Sequence[Column]) -> dict[str, list[str]]:
    """{"productions", "audiences", "context"}: the full names of the columns that serve each kind of data."""
    measured = [(c, about(c)[2:]) for c in of(columns, "m:")]
    bare = [c for c in of(columns, "value") if c.numeric]
    sold = any(words.has(c, _OF_SALES) for c in columns)
    counted = [c for c in bare if words.has(c, words.AUDIENCE | words.SOLD) or (sold and words.has(c, words.COUNT | words.SOLD))]
    productions = [c for c in of(columns, *_PRODUCTION) if about(c) not in ("genre", "form", "part_of") or of(columns, "title", "name", "c:")]
    audiences = [*(c for c, measure in measured if measure in AUDIENCE), *counted, *of(columns, "audience")]
    context = [c for c, measure in measured if measure in CONTEXT]
    if of(columns, "place", "country", "measure") and of(columns, "period", "date", "measure"):
        context += [c for c in bare if c not in counted]
    return {kind: [c.full for c in found] for kind, found in (("productions", productions), ("audiences", audiences), ("context", context))}


def useful(columns: Sequence[Column]) -> bool:
    """Is there a production, a figure of an audience, or a figure of the context among these columns?"""
    return any(serves(columns).values())


def keys(columns: Sequence[Column]) -> dict[str, str]:
    """{"country", "genre", "audience", "dates"}: the column (full name) that gives each key by which data meet; "" where none does."""
    wanted = {"country": ("country", "nationality"), "genre": ("genre", "form"), "audience": ("audience", "segment"), "dates": ("date", "period", "date.end", "born")}
    found = {key: next((c.full for target in targets for c in of(columns, target)), "") for key, targets in wanted.items()}
    countries = (c.full for c in of(columns, "place") if _COUNTRY & set(c.words))
    return {**found, "country": found["country"] or next(countries, "")}
