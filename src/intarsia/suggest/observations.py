"""The draft's figures: value, unit, period and what they are about."""

from __future__ import annotations

import re

from intarsia.engine.duckdb import quote
from intarsia.suggest import headers, vocabulary
from intarsia.suggest.figures import segment_of
from intarsia.suggest.judge import Judged
from intarsia.suggest.kind import Kind
from intarsia.suggest.sql import Expressions, twins
from intarsia.text import fold
from intarsia.tomltext import text as toml

_CURRENCIES = {
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "€": "EUR",
    "usd": "USD",
    "us": "USD",
    "$": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "gbp": "GBP",
    "£": "GBP",
    "pln": "PLN",
    "zl": "PLN",
    "zł": "PLN",
    "chf": "CHF",
}
_MONEY = frozenset({"box-office", "budget", "revenue", "subsidy", "price", "gdp", "gdp-per-head", "gva", "wages"})
#: counted at the day of the file, not in the year of the work
_AS_IT_STANDS = frozenset({"rating-count", "rating-average", "review-count", "plays", "downloads", "loans", "editions"})


def measure_of(j: Judged) -> str:
    """What a column of figures counts, as the vocabulary of measures calls it."""
    named = j.target.partition(":")[2]
    return named or "figure"


def _currency(measure: str, j: Judged) -> str:
    """The currency that a column's name or values say, '' when they say none."""
    said = headers.phrase(j.column.name).split()
    signs = [*said, *(re.sub(r"[\d.,' \u00a0-]", "", fold(v)) for v in j.values.sample[:20]), *(c for c in j.column.name if c in "€$£")]
    return next((_CURRENCIES[s] for s in signs if s in _CURRENCIES and (s != "us" or measure in _MONEY)), "")


def unit_of(measure: str, j: Judged) -> str:
    """The unit: a currency that name or values say, else the measure's own."""
    money = _currency(measure, j)
    if measure in _MONEY or (money and j.values.share("money") > 0.5):
        return money or "EUR"
    return vocabulary.units().get(measure, "") or "number"


def observation(j: Judged, judged: list[Judged], sql: Expressions, about: str, about_kind: str, counted: str, source: str) -> list[str]:
    """The rule for one column of figures."""
    measure = measure_of(j)
    written = sql.ref(j, "")
    named, units = twins(judged, "measure"), twins(judged, "unit")
    lines = [f"measure = {toml(sql.text(named, '') if named else repr(measure))}", f"value = {toml(sql.number(j, written))}"]
    lines.append(f"unit = {toml(sql.text(units, '') if units else repr(unit_of(measure, j)))}")
    if not units and measure in _MONEY and not _currency(measure, j):
        lines.insert(-1, "# no currency is said: EUR is a guess")
    lines += _period(judged, sql, measure, about_kind, counted)
    lines += _around(judged, sql, about, about_kind, j)
    if flags := twins(judged, "flag"):
        lines.append(f"flag = {toml('lower(' + sql.text(flags, '') + ')')}")
    elif flag := sql.flag(j, written):
        lines.append(f"flag = {toml(flag)}")
    return lines


def _period(judged: list[Judged], sql: Expressions, measure: str, about_kind: str, counted: str) -> list[str]:
    periods = twins(judged, "period")
    if not periods and measure not in _AS_IT_STANDS:
        periods = twins(judged, "date")
    if periods:
        return [f"period = {toml(_joined(judged, sql, sql.date(periods, '')))}"]
    return ["# the day the file was last changed: say when this was counted", f"period = {toml(repr(counted))}"]


def _joined(judged: list[Judged], sql: Expressions, year: str) -> str:
    """A year with the month or quarter of another column."""
    for j in judged:
        if j.target == "period.month":
            month = sql.ref(j, "")
            return f"{year} || '-' || right('0' || {month}, 2)" if j.values.numeric else f"{month} || ' ' || {year}"
        if j.target == "period.quarter":
            quarter = sql.ref(j, "")
            return f"'Q' || right({quarter}, 1) || ' ' || {year}"
    return year


def _around(judged: list[Judged], sql: Expressions, about: str, about_kind: str, j: Judged | None = None) -> list[str]:
    """What the figures are about, where, of which part, by which method."""
    lines = []
    places = sorted((j for j in judged if j.target == "place"), key=lambda j: -j.values.countries)
    place = sql.text(places, "") if places else ""
    if about:
        lines += [f"about = {toml(about)}", f"about_kind = {toml(repr(about_kind))}"]
    elif about_kind != "work" and place:
        lines += [f"about = {toml(place)}", "about_kind = \"'place'\""]
    if place:
        lines.append(f"place = {toml(place)}")
    part = segment_of(j, judged) if j is not None else ""
    if part:
        lines.append(f"segment = {toml(quote(part))}")
    for target in ("segment", "method"):
        if about_kind != "work" and not (part and target == "segment") and (found := twins(judged, target)):
            lines.append(f"{target} = {toml(sql.text(found, ''))}")
    return lines


def wide(kind: Kind, judged: list[Judged], sql: Expressions, about: str, about_kind: str) -> list[str]:
    """The rule for periods as columns: each filled one becomes a row."""
    names = [j.column.name for j in kind.periods]
    for name in names:
        sql.used.add(("", name))
    pattern = _pattern(names, [j.column.name for j in judged if j not in kind.periods])
    taken = {j.column.name.casefold() for j in judged}
    name, value = (next(w for w in (stem, f"{stem}_written", f"{stem}_of_column") if w not in taken) for stem in ("period", "figure"))
    measure = kind.measure or "figure"
    decimals = next((d for j in kind.periods if (d := j.values.decimals)), "")
    marks = any(j.values.marks or j.values.share("number") < 1 for j in kind.periods)
    number = f"number({value}, '{decimals or 'en'}')" if decimals or marks else value
    named, units = twins(judged, "measure"), twins(judged, "unit")
    months = all(re.match(r"[^\W\d_]{3,12}[ _-]\d{4}", n) for n in names)
    noted = any("[" in n or "(" in n for n in names)
    bare = f"regexp_replace({name}, '[ ]*[(\\[].*$', '')" if months and noted else name
    if not months and (noted or any(not n[0].isdigit() for n in names)):
        bare = f"regexp_replace({name}, '^[A-Za-z]+[ _-]*|[ ]*[(\\[].*$', '', 'g')"
    parts = any(j.target.startswith("period.") for j in judged)
    lines = [
        f"unpivot = {{ columns = {toml(pattern)}, name = {toml(name)}, value = {toml(value)} }}",
        f"measure = {toml(sql.text(named, '') if named else repr(measure))}",
        f"value = {toml(number)}",
        f"unit = {toml(sql.text(units, '') if units else repr(vocabulary.units().get(measure, '') or 'number'))}",
        *(["# years that run over two calendar years: say which of the two each month belongs to"] if parts and _straddle(names) else []),
        f"period = {toml(_joined(judged, sql, _first_year(bare, names) if parts else bare))}",
        *_around(judged, sql, about, about_kind),
    ]
    if marks:
        lines.append(f"flag = {toml(f'case when {number} is null then ' + repr('missing') + ' end')}")
    return lines


def _straddle(names: list[str]) -> bool:
    """Are the columns financial years or seasons: 2019/20?"""
    return any(re.search(r"[0-9]{4}[/-][0-9]{2}", n) for n in names)


def _first_year(written: str, names: list[str]) -> str:
    return f"left({written}, 4)" if _straddle(names) else written


def _pattern(names: list[str], others: list[str]) -> str:
    """A regular expression for exactly these columns: their common shape, or their list."""
    month = "^[^0-9]+ [0-9]{4}"
    if all(re.search(month, n) for n in names) and not any(re.search(month, o) for o in others):
        return month
    shapes = {re.sub(r"[0-9]", "0", n) for n in names}
    if len(shapes) == 1:
        shape = "^" + re.sub(r"0+", lambda m: f"[0-9]{{{len(m[0])}}}", re.sub(r"[^\w0 ]", lambda m: "[" + m[0] + "]" if m[0] not in "^[]\\" else "\\" + m[0], shapes.pop())) + "$"
        if all(re.search(shape, n) for n in names) and not any(re.search(shape, o) for o in others):
            return shape
    return "^(" + "|".join(re.escape(n).replace("\\ ", " ").replace("\\-", "-") for n in names) + ")$"
