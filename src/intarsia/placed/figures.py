"""A figure a place: works by country, figures about places as they stand, and figures of organisations and works added up over a place.

Nothing is added up that may hold the same twice. Figures about a place are taken as they stand, those without a segment, of a whole calendar
year; where a dataset has its months alone, all twelve are added up. Figures of organisations are added up where each has the whole
year, one unit and one way of counting at a time: a museum and
its sites are counted in two ways, and the way with the largest sum holds the other. An organisation or work that two datasets bring
is counted once. One whose place is a region counts in the larger regions and the country that its code begins with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from intarsia.engine.duckdb import quote
from intarsia.placed.levels import NUTS, REGION, level_of, settled, within

#: the works of the release: no measure of a figure
WORKS = ""
#: measures that may be added up over organisations and works (measure.ttl); ranks, scores, prices, shares and hours may not
ADDED = frozenset({"admissions", "attendance", "visits", "viewers", "listeners", "loans", "plays", "downloads", "web-visits", "sales-units", "performances", "jobs", "volunteers", "titles",
                   "productions", "screens", "venues", "members", "subscribers", "print-run"})

#: of these, what is there at a moment: there as well the next month, so that months of it are never added up
STOCKS = frozenset({"jobs", "volunteers", "titles", "screens", "venues", "members", "subscribers"})

_WORKS = ("SELECT country AS place, CAST(sum(works - repeats) AS DOUBLE) AS value, list(DISTINCT dataset ORDER BY dataset) AS datasets FROM cube_total "
          "WHERE facet IS NULL AND country IS NOT NULL AND coalesce(status, 'released') = 'released' AND ($sector = '' OR sector = $sector) AND ($year = 0 OR year = $year) "
          "GROUP BY country HAVING sum(works - repeats) > 0 ORDER BY country")
_FORMS = ("SELECT DISTINCT dataset, form FROM cube_total WHERE facet IS NULL AND country IS NOT NULL AND coalesce(status, 'released') = 'released' AND ($sector = '' OR sector = $sector) "
          "AND ($year = 0 OR year = $year) AND works > repeats ORDER BY ALL")
_PLACES = ("SELECT place, unit, dataset, n, total, estimated + projected + provisional AS weak, missing + not_recorded AS missing, suppressed, false AS summed FROM cube_observation "
           "WHERE measure = $measure AND about_kind = 'place' AND segment IS NULL AND period = 'year' AND starts = 1 AND year = $year AND place IS NOT NULL")
#: places of which a dataset has months alone: twelve of them, each with one figure, make a year
_MONTHS = (" UNION ALL SELECT place, unit, dataset, CASE WHEN count(*) = 12 AND count(DISTINCT month) = 12 AND min(n) = 1 AND max(n) = 1 THEN 1 ELSE 0 END AS n, sum(total) AS total, "
           "sum(estimated + projected + provisional) AS weak, sum(missing + not_recorded) AS missing, sum(suppressed) AS suppressed, true AS summed FROM cube_observation "
           "WHERE measure = $measure AND about_kind = 'place' AND segment IS NULL AND period = 'month' AND year = $year AND place IS NOT NULL GROUP BY place, unit, dataset, method")
_IN_ORDER = " ORDER BY place, n = 0, summed, weak > 0, dataset, unit"
#: the country of a place, and the region of a level, by the signs its code begins with; NULL where the code does not say
_OF_COUNTRY = (f"CASE WHEN regexp_full_match(o.place, '{REGION}') THEN CASE substr(o.place, 1, 2) WHEN 'EL' THEN 'GR' WHEN 'UK' THEN 'GB' ELSE substr(o.place, 1, 2) END "
               "WHEN length(o.place) = 2 THEN o.place END")
_OF_REGION = f"CASE WHEN regexp_full_match(o.place, '{REGION}') AND length(o.place) >= $signs THEN substr(o.place, 1, $signs) END"
_SUMS = """
WITH told AS (
  SELECT coalesce(e.cluster, o.about) AS who, o.about_kind, o.unit, coalesce(o.method, '') AS method, $of AS place, o.value, o.flag, o.dataset, CAST(o.period_start AS DATE) AS s,
    CAST(o.period_end AS DATE) + INTERVAL 1 DAY AS e
  FROM observation AS o LEFT JOIN (SELECT member, min(cluster) AS cluster FROM entity GROUP BY member) AS e ON e.member = o.about
  JOIN dataset AS d ON d.id = o.dataset
  WHERE o.measure = $measure AND o.about_kind IN ('agent', 'work') AND o.segment IS NULL AND o.place IS NOT NULL AND substr(o.period_start, 1, 4) = $year
    AND TRY_CAST(o.period_end AS DATE) IS NOT NULL AND TRY_CAST(o.period_start AS DATE) IS NOT NULL AND ($sector = '' OR d.sector = $sector)
), once AS (
  SELECT who, about_kind, unit, method, place, s, e, arg_min(value, dataset) AS value, min(dataset) AS dataset, bool_or(flag = 'suppressed') AS suppressed
  FROM told WHERE place IS NOT NULL AND (year(e) = year(s) OR (year(e) = year(s) + 1 AND month(e) = 1 AND day(e) = 1)) GROUP BY ALL
), years AS (
  SELECT who, about_kind, unit, method, place, sum(value) AS value, sum(date_diff('day', s, e)) AS days, date_diff('day', min(s), max(e)) AS span,
    count(*) - count(value) AS missing, bool_or(suppressed) AS suppressed, count(*) AS periods,
    list(DISTINCT dataset) AS datasets FROM once GROUP BY ALL
), whole AS (
  SELECT *, value IS NOT NULL AND missing = 0 AND days <= span AND (about_kind = 'work' OR days BETWEEN 365 AND 366) AND (periods = 1 OR NOT $stock) AS complete FROM years
)
SELECT place, unit, method, sum(value) FILTER (WHERE complete) AS value, count(*) FILTER (WHERE complete) AS n, count(*) FILTER (WHERE NOT complete) AS missing,
  count(*) FILTER (WHERE suppressed) AS suppressed, list_sort(list_distinct(flatten(list(datasets)))) AS datasets
FROM whole GROUP BY place, unit, method ORDER BY place, value DESC NULLS LAST, unit, method
"""
_YEARS = {
    "works": ("SELECT year, count(DISTINCT country) AS places FROM cube_total WHERE facet IS NULL AND country IS NOT NULL AND coalesce(status, 'released') = 'released' AND year IS NOT NULL "
              "AND ($sector = '' OR sector = $sector) GROUP BY year ORDER BY year"),
    "figures": ("SELECT DISTINCT year, place, about_kind = 'place' AS own FROM cube_observation WHERE measure = $measure AND segment IS NULL AND n > 0 AND year IS NOT NULL "
                "AND place IS NOT NULL AND ((about_kind = 'place' AND ((period = 'year' AND starts = 1) OR (period = 'month' AND $flow))) OR (about_kind IN ('agent', 'work') AND $added)) "
                "AND ($sector = '' OR about_kind = 'place' OR sector = $sector) ORDER BY ALL"),
}


class Source(Protocol):
    """A release that answers in Arrow."""

    def arrow(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table: ...


@dataclass(frozen=True)
class Placed:
    """A figure a place. values: by place. unit: of them; "works" for works. rows: (dataset, what) behind them, as evidence.framed takes it. n: figures or works in all.
    missing: figures that are not there or whose year is not whole. suppressed: withheld. estimated: places whose figure is estimated or projected. added: it was added up
    over organisations or works, in the ways of counting `methods`. sources: the datasets of each place. level: "country", or one of NUTS."""

    measure: str
    year: int
    values: Mapping[str, float]
    unit: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    n: int = 0
    missing: int = 0
    suppressed: int = 0
    estimated: frozenset[str] = frozenset()
    added: bool = False
    methods: tuple[str, ...] = ()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    level: str = "country"

    @property
    def datasets(self) -> tuple[str, ...]:
        return tuple(sorted({dataset for dataset, _ in self.rows}))


def spread(source: Source, measure: str, sector: str = "") -> dict[str, dict[int, int]]:
    """How many places have a figure, by level and year. Works say their country and no region."""
    if measure == WORKS:
        found = source.arrow(_YEARS["works"], {"sector": sector})
        return {"country": dict(zip(found["year"].to_pylist(), found["places"].to_pylist(), strict=True))}
    there: dict[str, dict[int, set[str]]] = {}
    for row in source.arrow(_YEARS["figures"], {"sector": sector, "measure": measure, "added": measure in ADDED, "flow": measure in ADDED - STOCKS}).to_pylist():
        own = level_of(row["place"])
        for level in (own,) if row["own"] else ("country", *NUTS):
            if place := within(row["place"], level) if level else "":
                there.setdefault(level, {}).setdefault(row["year"], set()).add(place)
    return {level: {year: len(places) for year, places in sorted(by.items())} for level, by in there.items()}


def years(source: Source, measure: str, sector: str = "", level: str = "country") -> dict[int, int]:
    """The years with figures, each with its number of places. level: of LEVELS."""
    had = spread(source, measure, sector)
    return had.get(settled(level, had), {})


def query(found: Placed, sector: str = "") -> str:
    """The question whose answer a figure a place was read from, with its values written in: to ask again on /sql."""
    sql = _WORKS if found.measure == WORKS else _sums_of(found.level) if found.added else _places_of(found.measure)
    values = {"stock": str(found.measure in STOCKS).lower(), "sector": quote(sector), "measure": quote(found.measure), "year": quote(f"{found.year:04d}") if found.added else str(found.year)}
    for name, value in values.items():
        sql = sql.replace(f"${name}", value)
    return sql.strip()


def placed(source: Source, measure: str, year: int, sector: str = "", level: str = "country") -> Placed:
    """The figures of a measure in a year, by place. measure: WORKS for the works of the release. year: 0 for works of all years. level: of LEVELS."""
    if measure == WORKS:
        return _works(source, year, sector) if level == "country" else Placed(WORKS, year, {}, "works", level=level)
    if level == "region":
        level = settled(level, spread(source, measure, sector))
    own = _places(source, measure, year, level)
    return own if own.values or measure not in ADDED else _sums(source, measure, year, sector, level)


def _places_of(measure: str) -> str:
    return _PLACES + (_MONTHS if measure in ADDED - STOCKS else "") + _IN_ORDER


def _sums_of(level: str) -> str:
    return _SUMS.replace("$of", _OF_COUNTRY if level == "country" else _OF_REGION.replace("$signs", str(2 + int(level[-1]))))


def _works(source: Source, year: int, sector: str) -> Placed:
    asked = {"sector": sector, "year": year}
    rows = source.arrow(_WORKS, asked).to_pylist()
    forms = source.arrow(_FORMS, asked).to_pylist()
    values = {row["place"]: float(row["value"]) for row in rows}
    return Placed(WORKS, year, values, "works", tuple((row["dataset"], row["form"] or "work") for row in forms), int(sum(values.values())),
                  sources={row["place"]: tuple(row["datasets"]) for row in rows})


def _places(source: Source, measure: str, year: int, level: str) -> Placed:
    """Figures about places: of two for one place, the one that is not estimated, else the first dataset's; in one unit, that of most places."""
    rows = source.arrow(_places_of(measure), {"measure": measure, "year": year}).to_pylist()
    rows = [row for row in rows if level_of(row["place"]) == level]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["unit"] or ""] = counts.get(row["unit"] or "", 0) + (row["n"] == 1)
    unit = min(counts, key=lambda one: (-counts[one], one)) if counts else ""
    values: dict[str, float] = {}
    used: dict[str, str] = {}
    weak: set[str] = set()
    for row in rows:
        if row["n"] == 1 and (row["unit"] or "") == unit and row["place"] not in values:
            values[row["place"]], used[row["place"]] = float(row["total"]), row["dataset"]
            weak |= {row["place"]} if row["weak"] else set()
    absent = {row["place"] for row in rows} - set(values)
    hidden = {row["place"] for row in rows if row["suppressed"]} - set(values)
    return Placed(measure, year, values, unit, tuple((dataset, measure) for dataset in sorted(set(used.values()))), len(values), len(absent - hidden), len(hidden), frozenset(weak),
                  sources={place: (dataset,) for place, dataset in used.items()}, level=level)


def _sums(source: Source, measure: str, year: int, sector: str, level: str) -> Placed:
    """Added up over organisations and works: of each place, the unit and way of counting with the largest sum."""
    rows = source.arrow(_sums_of(level), {"measure": measure, "year": f"{year:04d}", "sector": sector, "stock": measure in STOCKS}).to_pylist()
    best: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["value"] is not None and level_of(row["place"]) == level:
            best.setdefault(row["place"], row)
    unit = min((row["unit"] for row in best.values()), default="")
    best = {place: row for place, row in best.items() if row["unit"] == unit}
    used = sorted({dataset for row in best.values() for dataset in row["datasets"]})
    return Placed(measure, year, {place: float(row["value"]) for place, row in best.items()}, unit, tuple((dataset, measure) for dataset in used),
                  sum(row["n"] for row in best.values()), sum(row["missing"] for row in best.values()), sum(row["suppressed"] for row in best.values()), added=True,
                  methods=tuple(sorted({row["method"] for row in best.values() if row["method"]})), sources={place: tuple(row["datasets"]) for place, row in best.items()},
                  level=level)
