"""A figure a place: works by country, figures about places as they stand, and figures of organisations and works added up over a place.

Nothing is added up that may hold the same twice. Figures about a place are taken as they stand, those without a segment, of a whole calendar
year. Figures of organisations are added up where each has the whole year, one unit and one way of counting at a time: a museum and
its sites are counted in two ways, and the way with the largest sum holds the other. An organisation or work that two datasets bring
is counted once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from intarsia.engine.duckdb import quote
from intarsia.placed.levels import level_of

#: the works of the release: no measure of a figure
WORKS = ""
#: measures that may be added up over organisations and works (measure.ttl); ranks, scores, prices, shares and hours may not
ADDED = frozenset({"admissions", "attendance", "visits", "viewers", "listeners", "loans", "plays", "downloads", "web-visits", "sales-units", "performances", "jobs", "volunteers", "titles",
                   "productions", "screens", "venues", "members", "subscribers", "print-run"})

_WORKS = ("SELECT country AS place, CAST(sum(works - repeats) AS DOUBLE) AS value, list(DISTINCT dataset ORDER BY dataset) AS datasets FROM cube_total "
          "WHERE facet IS NULL AND country IS NOT NULL AND coalesce(status, 'released') = 'released' AND ($sector = '' OR sector = $sector) AND ($year = 0 OR year = $year) "
          "GROUP BY country HAVING sum(works - repeats) > 0 ORDER BY country")
_FORMS = ("SELECT DISTINCT dataset, form FROM cube_total WHERE facet IS NULL AND country IS NOT NULL AND coalesce(status, 'released') = 'released' AND ($sector = '' OR sector = $sector) "
          "AND ($year = 0 OR year = $year) AND works > repeats ORDER BY ALL")
_PLACES = ("SELECT place, unit, dataset, n, total, estimated + projected + provisional AS weak, missing + not_recorded AS missing, suppressed FROM cube_observation WHERE measure = $measure "
           "AND about_kind = 'place' AND segment IS NULL AND period = 'year' AND starts = 1 AND year = $year AND place IS NOT NULL ORDER BY place, n = 0, weak > 0, dataset, unit")
_SUMS = """
WITH told AS (
  SELECT coalesce(e.cluster, o.about) AS who, o.about_kind, o.unit, coalesce(o.method, '') AS method, o.place, o.value, o.flag, o.dataset, CAST(o.period_start AS DATE) AS s,
    CAST(o.period_end AS DATE) + INTERVAL 1 DAY AS e
  FROM observation AS o LEFT JOIN (SELECT member, min(cluster) AS cluster FROM entity GROUP BY member) AS e ON e.member = o.about
  JOIN dataset AS d ON d.id = o.dataset
  WHERE o.measure = $measure AND o.about_kind IN ('agent', 'work') AND o.segment IS NULL AND o.place IS NOT NULL AND substr(o.period_start, 1, 4) = $year
    AND TRY_CAST(o.period_end AS DATE) IS NOT NULL AND TRY_CAST(o.period_start AS DATE) IS NOT NULL AND ($sector = '' OR d.sector = $sector)
), once AS (
  SELECT who, about_kind, unit, method, place, s, e, arg_min(value, dataset) AS value, min(dataset) AS dataset, bool_or(flag = 'suppressed') AS suppressed
  FROM told WHERE year(e) = year(s) OR (year(e) = year(s) + 1 AND month(e) = 1 AND day(e) = 1) GROUP BY ALL
), years AS (
  SELECT who, about_kind, unit, method, place, sum(value) AS value, sum(date_diff('day', s, e)) AS days, date_diff('day', min(s), max(e)) AS span,
    count(*) - count(value) AS missing, bool_or(suppressed) AS suppressed,
    list(DISTINCT dataset) AS datasets FROM once GROUP BY ALL
), whole AS (
  SELECT *, value IS NOT NULL AND missing = 0 AND days <= span AND (about_kind = 'work' OR days BETWEEN 365 AND 366) AS complete FROM years
)
SELECT place, unit, method, sum(value) FILTER (WHERE complete) AS value, count(*) FILTER (WHERE complete) AS n, count(*) FILTER (WHERE NOT complete) AS missing,
  count(*) FILTER (WHERE suppressed) AS suppressed, list_sort(list_distinct(flatten(list(datasets)))) AS datasets
FROM whole GROUP BY place, unit, method ORDER BY place, value DESC NULLS LAST, unit, method
"""
_YEARS = {
    "works": ("SELECT year, count(DISTINCT country) AS places FROM cube_total WHERE facet IS NULL AND country IS NOT NULL AND coalesce(status, 'released') = 'released' AND year IS NOT NULL "
              "AND ($sector = '' OR sector = $sector) GROUP BY year ORDER BY year"),
    "figures": ("SELECT year, count(DISTINCT place) AS places FROM cube_observation WHERE measure = $measure AND segment IS NULL AND n > 0 AND year IS NOT NULL AND place IS NOT NULL "
                "AND ((about_kind = 'place' AND period = 'year' AND starts = 1) OR (about_kind IN ('agent', 'work') AND $added)) "
                "AND ($sector = '' OR about_kind = 'place' OR sector = $sector) GROUP BY year ORDER BY year"),
}


class Source(Protocol):
    """A release that answers in Arrow."""

    def arrow(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table: ...


@dataclass(frozen=True)
class Placed:
    """A figure a place. values: by place. unit: of them; "works" for works. rows: (dataset, what) behind them, as evidence.framed takes it. n: figures or works in all.
    missing: figures that are not there or whose year is not whole. suppressed: withheld. estimated: places whose figure is estimated or projected. added: it was added up
    over organisations or works, in the ways of counting `methods`. sources: the datasets of each place."""

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

    @property
    def datasets(self) -> tuple[str, ...]:
        return tuple(sorted({dataset for dataset, _ in self.rows}))


def years(source: Source, measure: str, sector: str = "") -> dict[int, int]:
    """The years with figures, each with its number of places."""
    found = source.arrow(_YEARS["works" if measure == WORKS else "figures"], {"sector": sector} | ({} if measure == WORKS else {"measure": measure, "added": measure in ADDED}))
    return dict(zip(found["year"].to_pylist(), found["places"].to_pylist(), strict=True))


def query(found: Placed, sector: str = "") -> str:
    """The question whose answer a figure a place was read from, with its values written in: to ask again on /sql."""
    sql = _WORKS if found.measure == WORKS else _SUMS if found.added else _PLACES
    values = {"sector": quote(sector), "measure": quote(found.measure), "year": quote(f"{found.year:04d}") if found.added else str(found.year)}
    for name, value in values.items():
        sql = sql.replace(f"${name}", value)
    return sql.strip()


def placed(source: Source, measure: str, year: int, sector: str = "", level: str = "country") -> Placed:
    """The figures of a measure in a year, by place. measure: WORKS for the works of the release. year: 0 for works of all years. level: of LEVELS."""
    if measure == WORKS:
        return _works(source, year, sector)
    own = _places(source, measure, year, level)
    if own.values or measure not in ADDED or level != "country":
        return own
    return _sums(source, measure, year, sector)


def _works(source: Source, year: int, sector: str) -> Placed:
    asked = {"sector": sector, "year": year}
    rows = source.arrow(_WORKS, asked).to_pylist()
    forms = source.arrow(_FORMS, asked).to_pylist()
    values = {row["place"]: float(row["value"]) for row in rows}
    return Placed(WORKS, year, values, "works", tuple((row["dataset"], row["form"] or "work") for row in forms), int(sum(values.values())),
                  sources={row["place"]: tuple(row["datasets"]) for row in rows})


def _places(source: Source, measure: str, year: int, level: str) -> Placed:
    """Figures about places: of two for one place, the one that is not estimated, else the first dataset's; in one unit, that of most places."""
    rows = source.arrow(_PLACES, {"measure": measure, "year": year}).to_pylist()
    rows = [row for row in rows if level_of(row["place"]).startswith(level if level == "country" else "nuts")]
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
                  sources={place: (dataset,) for place, dataset in used.items()})


def _sums(source: Source, measure: str, year: int, sector: str) -> Placed:
    """Added up over organisations and works: of each place, the unit and way of counting with the largest sum."""
    rows = source.arrow(_SUMS, {"measure": measure, "year": f"{year:04d}", "sector": sector}).to_pylist()
    best: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["value"] is not None and level_of(row["place"]) == "country":
            best.setdefault(row["place"], row)
    unit = min((row["unit"] for row in best.values()), default="")
    best = {place: row for place, row in best.items() if row["unit"] == unit}
    used = sorted({dataset for row in best.values() for dataset in row["datasets"]})
    return Placed(measure, year, {place: float(row["value"]) for place, row in best.items()}, unit, tuple((dataset, measure) for dataset in used),
                  sum(row["n"] for row in best.values()), sum(row["missing"] for row in best.values()), sum(row["suppressed"] for row in best.values()), added=True,
                  methods=tuple(sorted({row["method"] for row in best.values() if row["method"]})), sources={place: tuple(row["datasets"]) for place, row in best.items()})
