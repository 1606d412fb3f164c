"""Counted: which figures a study may lay beside each other, and what it may divide them by: one unit, one way of counting, one source.

SQL over the tables of a release, as text; `steps/studies.py` runs it. A change in how something is counted looks like a change in what is
counted, so every series keeps to one way of counting all through. What is not used stands in the result with the reason, and is counted.
"""

from __future__ import annotations

from intarsia.engine.duckdb import quote
from intarsia.impact.study import Study

#: days that a period of each frequency lasts, from and to
LASTING = {"month": (28, 31), "quarter": (89, 92), "year": (365, 366)}
#: why a figure that fits the question is not used: another unit than the series, another way of counting, estimated where the rest is counted (or the other way round), said twice
REASONS = ("measured", "way", "guessed", "repeated")
#: digits in a note on a method tell its edition ("days: 3"), not another way of counting
_WAY = "regexp_replace(coalesce(o.method, ''), '[0-9]+', '#', 'g')"
_GUESSED = "coalesce(o.flag IN ('estimated', 'projected'), false)"
_VALUE = "CASE WHEN o.flag = 'suppressed' THEN NULL ELSE o.value END"


def said(study: Study, treated: str, since: str, until: str) -> str:
    """Every figure that fits the question within the window, with `why` it is not used; "" for those that are.

    The unit of the figures is the registered one, else that of most figures of the unit that is studied (of all, where it has none). Each series then keeps
    to the way of counting, and to counted or to estimated figures, that most of it has within the window; of two with as many, to counted ones,
    then to the first by the alphabet. What is missing or withheld stays so, whatever note stands beside it.
    """
    low, high = LASTING[study.frequency]
    tests = [f"o.dataset = {quote(study.outcome_dataset)}", f"o.measure = {quote(study.measure)}", f"o.about_kind = {quote(study.about)}", "o.about IS NOT NULL",
             f"o.segment = {quote(study.segment)}" if study.segment else "o.segment IS NULL",
             f"date_diff('day', CAST(o.period_start AS DATE), CAST(o.period_end AS DATE)) + 1 BETWEEN {low} AND {high}"]
    tests += [f"o.method = {quote(study.method)}"] if study.method else []
    tests += [f"o.unit = {quote(study.measured_in)}"] if study.measured_in else []
    tests += [f"o.period_start >= {quote(since)}"] if since else []
    tests += [f"o.period_start <= {quote(until)}"] if until else []
    return f"""WITH fits AS (
  SELECT o.about AS unit, o.period_start AS period, o.period_end AS ends, {_VALUE} AS value, coalesce(o.flag, '') AS flag, coalesce(o.unit, '') AS measured_in,
    coalesce(o.method, '') AS method, {_WAY} AS way, {_GUESSED} AS guessed, o.place
  FROM observation AS o WHERE {' AND '.join(tests)}
), units AS (
  SELECT measured_in, row_number() OVER (ORDER BY sum(CASE WHEN unit = {quote(treated)} THEN 1 ELSE 0 END) DESC, count(*) DESC, measured_in) AS place
  FROM fits WHERE value IS NOT NULL GROUP BY measured_in
), measured AS (SELECT measured_in FROM units WHERE place = 1
), counts AS (
  SELECT f.unit, f.way, f.guessed, row_number() OVER (PARTITION BY f.unit ORDER BY count(*) DESC, f.guessed, f.way) AS place
  FROM fits AS f JOIN measured AS m ON m.measured_in = f.measured_in WHERE f.value IS NOT NULL GROUP BY f.unit, f.way, f.guessed
), ways AS (SELECT unit, way, guessed FROM counts WHERE place = 1)
SELECT f.unit, f.period, f.ends, f.value, f.flag, f.measured_in, f.method, f.way, f.place,
  CASE WHEN f.measured_in <> m.measured_in THEN 'measured' WHEN f.value IS NULL THEN '' WHEN f.way <> w.way THEN 'way' WHEN f.guessed <> w.guessed THEN 'guessed' ELSE '' END AS why
FROM fits AS f LEFT JOIN measured AS m ON true LEFT JOIN ways AS w ON w.unit = f.unit"""


def kept(table: str) -> str:
    """Of the figures used, one for each unit and period; `apart`: two that differ, of which none can be used. table: holds what `said` gives."""
    return f"""SELECT unit, period, min(ends) AS ends, min(value) AS value,
  CASE WHEN count(value) = 0 AND max(CASE WHEN flag = 'suppressed' THEN 1 ELSE 0 END) = 1 THEN 'suppressed' END AS flag,
  min(place) AS place, count(value) > 1 AND max(value) <> min(value) AS apart, greatest(count(value) - 1, 0) AS repeated
FROM {table} WHERE why = '' GROUP BY unit, period"""


def divisors(study: Study, table: str) -> str:
    """What each figure could be divided by, from every source: the same place, and the same period or else the calendar year in which it begins.

    The scope of age (or another part of the population) is the registered one; else that of the figures, where such a divisor is there; else all. table: holds what `kept` gives.
    A source is a dataset with its unit and way of counting. `low` and `high` differ where one source says two things.
    """
    tests = [f"o.measure = {quote(study.per)}", "o.about_kind = 'place'", "o.value > 0", "coalesce(o.flag, '') <> 'suppressed'"]
    tests += [f"o.dataset = {quote(study.per_dataset)}"] if study.per_dataset else []
    wanted = quote(study.per_segment or study.segment)
    calendar = ("CASE WHEN o.period_start = o.period_end OR (substr(o.period_start, 5) = '-01-01' AND o.period_end = substr(o.period_start, 1, 4) || '-12-31') "
                "THEN substr(o.period_start, 1, 4) END")
    return f"""WITH sizes AS (
  SELECT o.about AS place, o.period_start AS starts, o.period_end AS ends, o.value AS size, o.dataset, coalesce(o.unit, '') AS measured_in, {_WAY} AS way, {_GUESSED} AS guessed,
    coalesce(o.segment, '') AS segment, {calendar} AS year FROM observation AS o WHERE {' AND '.join(tests)}
), scope AS (
  SELECT CASE WHEN count(*) > 0 OR {quote(study.per_segment)} <> '' THEN {wanted} ELSE '' END AS segment FROM sizes WHERE segment = {wanted}
), offered AS (
  SELECT f.unit, f.period, s.dataset, s.measured_in, s.way, s.segment, s.size, s.guessed, s.starts = f.period AND s.ends = f.ends AS same
  FROM {table} AS f JOIN sizes AS s ON s.place = {"f.unit" if study.about == "place" else "f.place"} JOIN scope AS c ON c.segment = s.segment
  WHERE (s.starts = f.period AND s.ends = f.ends) OR s.year = substr(f.period, 1, 4)
), best AS (
  SELECT unit, period, dataset, measured_in, way, segment, max(same) AS same FROM offered GROUP BY unit, period, dataset, measured_in, way, segment
)
SELECT o.unit, o.period, o.dataset, o.measured_in, o.way, o.segment, min(o.size) AS low, max(o.size) AS high, max(CASE WHEN o.guessed THEN 1 ELSE 0 END) AS guessed
FROM offered AS o JOIN best AS b ON b.unit = o.unit AND b.period = o.period AND b.dataset = o.dataset AND b.measured_in = o.measured_in AND b.way = o.way AND b.same = o.same
GROUP BY o.unit, o.period, o.dataset, o.measured_in, o.way, o.segment"""


def sources(table: str, treated: str) -> str:
    """The sources of divisors, the one to use first: that which knows most periods of the unit studied, then most in all; then the least estimated one, then by name. No figure is ever
    divided by one source in one year and by another in the next. table: holds what `divisors` gives."""
    own = f"sum(CASE WHEN unit = {quote(treated)} THEN 1 ELSE 0 END)"
    return (f"SELECT dataset, measured_in, way, segment, {own} AS own, count(*) AS n, sum(guessed) AS guessed FROM {table} GROUP BY dataset, measured_in, way, segment "
            "ORDER BY own DESC, n DESC, guessed, dataset, measured_in, way")


def chosen(table: str, dataset: str, measured_in: str, way: str) -> str:
    """The divisors of one source. table: holds what `divisors` gives."""
    return f"SELECT * FROM {table} WHERE dataset = {quote(dataset)} AND measured_in = {quote(measured_in)} AND way = {quote(way)}"


def between(table: str, used: str) -> str:
    """How many divisors of other sources there are in the same unit, and how far the furthest of them is from the one used, in percent. used: holds what `chosen` gives."""
    return (f"SELECT count(*) AS n, max(abs(o.low / u.low - 1)) * 100 AS apart FROM {table} AS o JOIN {used} AS u ON u.unit = o.unit AND u.period = o.period "
            "WHERE o.dataset <> u.dataset OR o.way <> u.way OR o.measured_in <> u.measured_in")


def divided(figures: str, used: str) -> str:
    """The figures per 1,000 of what they are divided by; none without a divisor, or where its source says two things. figures: holds what `kept` gives."""
    return (f"SELECT f.unit, f.period, f.ends, CASE WHEN u.low = u.high THEN 1000 * f.value / u.low END AS value, f.flag, f.place, f.apart, f.repeated, "
            f"f.value IS NOT NULL AND u.low IS NULL AS without, f.value IS NOT NULL AND coalesce(u.low <> u.high, false) AS unsure "
            f"FROM {figures} AS f LEFT JOIN {used} AS u ON u.unit = f.unit AND u.period = f.period")
