"""Tables of figures: their periods joined, their places told apart from groups of places, codes and names once, parts of one measure."""

from __future__ import annotations

import re

from intarsia.suggest import headers
from intarsia.suggest.judge import Judged
from intarsia.suggest.kind import Kind, measure_in
from intarsia.text import fold, slug, wordset

_MONTHS = wordset("month months maand maanden mois monat monate mes meses mese mesi miesiac")
_QUARTERS = wordset("quarter quarters kwartaal trimestre trimestres trimestri quartal kwartal")
_PRICES = re.compile(r"[ _-]*(?:(?:in|of|at|constant|real|adj|adjusted|usd|eur)[ _-]*)*(?:19|20)[0-9]{2}[ _-]*(?:usd|eur|prices|dollars|euros?|[$€£])?$", re.I)
_BEFORE = "under|over|aged?|jonger dan|ouder dan|unter|moins de|plus de|menos de|meno di|ponizej"
_AGES = re.compile(rf"\b(?:[0-9]{{1,3}} ?(?:-|to|tot|bis|a|do) ?[0-9]{{1,3}}|[0-9]{{1,3}} ?\+|(?:{_BEFORE}) [0-9]{{1,3}})(?: |$)", re.I)
_STATUS = wordset("status statut estado stato")
_TIME = re.compile(r"\b(?:time|minutes|hours) (?:spent|per day|a day)\b")


def settle(judged: list[Judged], kind: Kind) -> None:
    """The columns of a table of figures, judged together: periods, places, measures, and numbers that no name explains."""
    root = [j for j in judged if not j.column.table]
    _periods(root, kind)
    _places(root, kind)
    _flags(root)
    _measures(root, kind)
    _numbers(root, kind)
    derived(judged)


def derived(judged: list[Judged]) -> None:
    """Amounts in the prices of another year, beside the amounts themselves."""
    names = {j.column.full.casefold() for j in judged}
    for j in judged:
        bare = _PRICES.sub("", j.column.full)
        if bare != j.column.full and bare.casefold() in names and j.values.numeric and j.column.full not in {p.column.full for p in judged if headers.is_period(p.column.name)}:
            j.leave(f"derived: '{bare}' in the prices of another year", 0.6)


def _periods(root: list[Judged], kind: Kind) -> None:
    """A month or a quarter beside a year (or beneath years as columns) is the finer part of the period."""
    years = bool(kind.periods) or any(j.target in ("period", "date") and j.values.share("year") >= 0.8 for j in root)
    for j in root:
        words = set(headers.phrase(j.column.name).split())
        for part, known, most in (("month", _MONTHS, 12), ("quarter", _QUARTERS, 4)):
            if years and words & known and not j.values.share("year") and j.values.share("isodate") < 0.5 and j.column.different and len(j.values.sample) <= 4 * most:
                j.take(f"period.{part}", 0.7, f"the name says '{part}', and the year stands elsewhere: they are joined")


def _places(root: list[Judged], kind: Kind) -> None:
    """One column names the place; the other, its name or its code, names the places that are no countries."""
    if kind.makes != "observation":
        return
    for j in root:
        if not j.target and j.values.countries >= 0.7:
            j.take("place", 0.6, "most values are names or codes of countries")
    found = [j for j in root if j.target == "place" and not j.values.numeric]
    if not found:
        return
    coded = [j for j in found if 2 <= j.values.length <= 3.6 and j.values.words <= 1.1]
    best = coded[0] if coded else max(found, key=lambda j: (j.values.countries, j.score))
    kind.aggregates = 0.4 <= best.values.countries < 1.0
    for j in found:
        if j is best or (j.values.countries < 0.3 and best.column.twin != j.column.name and j.column.twin != best.column.name):
            continue
        if kind.aggregates and not any(o.target == "place.name" for o in found):
            j.take("place.name", 0.6, f"the name of what '{best.column.full}' gives as a code; some are groups of countries")
        else:
            j.leave(f"'{best.column.full}' says which country it is", 0.6)


def _flags(root: list[Judged]) -> None:
    """A flag as a code, and the same in words: the words say how the figure was made."""
    flags = [j for j in root if j.target == "flag"]
    for j in root:
        if not flags and not j.target and headers.phrase(j.column.name) in _STATUS and j.column.different:
            j.take("flag", 0.6, "beside a figure, a status says how it is to be taken")
    if len(flags) == 2:
        short, long = sorted(flags, key=lambda j: j.values.length)
        short.take("flag", short.score, short.why)
        if not any(j.target == "method" for j in root):
            long.take("method", 0.55, f"what '{short.column.full}' stands for, in words")


def _measures(root: list[Judged], kind: Kind) -> None:
    """Where one measure is known for the whole file, a column that names the indicator only tells its parts apart."""
    named = [j for j in root if j.target == "measure"]
    if kind.measure and named and any(j.target == f"m:{kind.measure}" for j in root):
        several = [j for j in named if not j.values.constant]
        for j in named:
            if several and j is max(several, key=lambda o: o.values.length):
                j.take("segment", 0.5, f"all of them are of the measure '{kind.measure}'; this tells its parts apart")
            else:
                j.leave(f"'{kind.measure}' says it for the whole file" if not several else "said in other words by another column", 0.55)


def _numbers(root: list[Judged], kind: Kind) -> None:
    """Numbers beside a place and a period are figures, whatever they are called; by age they count people."""
    if kind.periods or any(j.target == "value" or j.target == "unit" for j in root) or kind.makes != "observation":
        return
    for j in root:
        taken = j.target in ("period", "place", "place.name", "flag", "key") or j.target.startswith(("period.", "id:"))
        if taken or not j.values.numeric or headers.phrase(j.column.name) in ("id", "code") or j.reading.target in ("key", "internal"):
            continue
        said = fold(_bare(j.column.name))
        found = "time-use" if _TIME.search(said) else measure_in(said) or ("population" if _AGES.search(said) or "years old" in said else "")
        if found:
            j.take(f"m:{found}", 0.6, f"a number beside a place and a period; the name speaks of '{found}'")
        elif not j.target.startswith("m:"):
            j.take(f"m:{slug(said)[:60] or 'figure'}", 0.4, "a number beside a place and a period; say what it counts, and in which unit")


def _bare(name: str) -> str:
    """A header without the source in brackets at its end."""
    return re.sub(r"(?: *\((?:[^()]|\([^()]*\))*\))+$", "", name) or name


def segment_of(j: Judged, judged: list[Judged]) -> str:
    """What tells a column of figures apart from others of the same measure; '' where it is the only one."""
    return _bare(j.column.name) if sum(1 for o in judged if o.target == j.target and not o.column.table) > 1 else ""
