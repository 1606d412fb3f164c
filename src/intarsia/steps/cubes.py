"""cubes: counts and sums over the tables of a release, so that a chart costs the same over a thousand rows and over millions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intarsia.cubes import CUBES, FLAGS
from intarsia.engine.base import Engine
from intarsia.store import columnar
from intarsia.tables import TABLES

#: tables that cubes are made of
READ = ("work", "term", "entity", "observation", "dataset")

_MATCHED = "SELECT DISTINCT work, facet, concept FROM term WHERE state = 'matched' AND concept IS NOT NULL"
#: each work with its one year, and 1 where an earlier record is the same work
_PLACED = """SELECT w.id, w.dataset, w.sector, w.form, w.status, CASE WHEN w.year_start = coalesce(w.year_end, w.year_start) THEN w.year_start END AS year,
 CASE WHEN e.n > 1 THEN 1 ELSE 0 END AS again
 FROM work AS w LEFT JOIN (SELECT m.member, row_number() OVER (PARTITION BY m.cluster ORDER BY x.dataset, m.member) AS n
 FROM entity AS m JOIN work AS x ON x.id = m.member WHERE m.kind = 'work') AS e ON e.member = w.id"""
#: each work under "all countries" (NULL) and under each of its countries
_COUNTRIES = (f"SELECT id AS work, CAST(NULL AS VARCHAR) AS country FROM work UNION ALL SELECT work, concept AS country FROM ({_MATCHED}) AS m WHERE facet = 'country'")
_DIMENSIONS = "w.dataset, w.sector, w.form, w.status, c.country, w.year"

_WORK = f"""SELECT {_DIMENSIONS}, t.facet, t.concept, count(*) AS works, CAST(sum(w.again) AS BIGINT) AS repeats
 FROM ({_MATCHED}) AS t JOIN ({_PLACED}) AS w ON w.id = t.work JOIN ({_COUNTRIES}) AS c ON c.work = w.id
 GROUP BY {_DIMENSIONS}, t.facet, t.concept"""

_SAID = """SELECT id AS work, CAST(NULL AS VARCHAR) AS facet, 1 AS matched FROM work
 UNION ALL SELECT work, facet, max(CASE WHEN state = 'matched' AND concept IS NOT NULL THEN 1 ELSE 0 END) AS matched FROM term GROUP BY work, facet"""
_TOTAL = f"""SELECT {_DIMENSIONS}, s.facet, CAST(sum(s.matched) AS BIGINT) AS works, CAST(sum(s.matched * w.again) AS BIGINT) AS repeats, count(*) AS written
 FROM ({_SAID}) AS s JOIN ({_PLACED}) AS w ON w.id = s.work JOIN ({_COUNTRIES}) AS c ON c.work = w.id
 GROUP BY {_DIMENSIONS}, s.facet"""

_DAY = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"
#: figures with the parts of their dates, where these are days
_DATED = f"""SELECT o.*, CAST(substr(period_start, 1, 4) AS BIGINT) AS y, CAST(substr(period_start, 6, 2) AS BIGINT) AS m,
 12 * CAST(substr(period_end, 1, 4) AS BIGINT) + CAST(substr(period_end, 6, 2) AS BIGINT) + 1 - 12 * CAST(substr(period_start, 1, 4) AS BIGINT)
 - CAST(substr(period_start, 6, 2) AS BIGINT) AS months, substr(period_start, 9, 2) = '01' AND substr(period_end, 9, 2) >= '28' AS whole,
 TRY_CAST(period_end AS DATE) - TRY_CAST(period_start AS DATE) AS days
 FROM observation AS o WHERE regexp_matches(period_start, {_DAY}) AND regexp_matches(period_end, {_DAY})
 UNION ALL SELECT o.*, NULL, NULL, NULL, NULL, NULL FROM observation AS o
 WHERE NOT coalesce(regexp_matches(period_start, {_DAY}) AND regexp_matches(period_end, {_DAY}), 1 = 0)"""
_PERIOD = """CASE WHEN y IS NULL THEN NULL WHEN days = 0 THEN 'day' WHEN days = 6 THEN 'week' WHEN whole AND months = 1 THEN 'month' WHEN whole AND months = 3 THEN 'quarter'
 WHEN whole AND months = 12 THEN 'year' ELSE 'other' END"""
_FIGURES = f"""SELECT o.dataset, o.measure, o.unit, o.about_kind, CASE WHEN o.about_kind = 'sector' THEN o.about WHEN o.about_kind = 'work' THEN w.sector ELSE d.sector END AS sector,
 o.place, o.segment, regexp_replace(o.method, '[0-9]+', '#', 'g') AS method, o.period, CASE WHEN o.period = 'year' THEN o.m END AS starts, o.y AS year,
 CASE WHEN o.period IN ('day', 'week', 'month', 'quarter') THEN o.m END AS month, o.about, o.value, o.flag
 FROM (SELECT *, {_PERIOD} AS period FROM ({_DATED}) AS q) AS o LEFT JOIN work AS w ON o.about_kind = 'work' AND w.id = o.about LEFT JOIN dataset AS d ON d.id = o.dataset"""
_SERIES = "dataset, measure, unit, about_kind, sector, place, segment, method, period, starts, month"
_COLUMNS = {flag: flag.replace("break", "broken") for flag in FLAGS}
_MARKS = ", ".join(f"count(CASE WHEN flag = '{flag}' THEN 1 END) AS {column}" for flag, column in _COLUMNS.items())
_EACH = f"SELECT {_SERIES}, year, about, count(value) AS n, sum(value) AS total, {_MARKS} FROM ({_FIGURES}) AS f GROUP BY {_SERIES}, year, about"
_BESIDE = (f"SELECT *, CASE WHEN year IS NOT NULL THEN sum(total) OVER (PARTITION BY {_SERIES}, about ORDER BY year RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) END AS before "
           f"FROM ({_EACH}) AS e")
_OBSERVATION = f"""SELECT {_SERIES}, year, count(total) AS abouts, CAST(sum(n) AS BIGINT) AS n, sum(total) AS total, count(total + before) AS matched,
 sum(CASE WHEN before IS NOT NULL THEN total END) AS matched_total, sum(CASE WHEN total IS NOT NULL THEN before END) AS matched_before,
 {", ".join(f"CAST(sum({column}) AS BIGINT) AS {column}" for column in _COLUMNS.values())}
 FROM ({_BESIDE}) AS b GROUP BY {_SERIES}, year"""

_QUERIES = {"cube_work": _WORK, "cube_total": _TOTAL, "cube_observation": _OBSERVATION}


def query(name: str) -> str:
    """The cube as a query over the tables of `READ`, in the order in which it is stored."""
    cube = CUBES[name]
    return f"SELECT {', '.join(cube.names)} FROM ({_QUERIES[name]}) AS q ORDER BY {', '.join(f'{key} NULLS FIRST' for key in cube.key)}"


def write(engine: Engine, folder: Path) -> dict[str, Any]:
    """Each cube that has rows as a file in the folder, over tables that the engine has; name -> {rows, hash, bytes}."""
    made = {}
    for name, cube in CUBES.items():
        path = folder / f"{name}.parquet"
        written = columnar.write(path, cube, engine.stream(query(name)))
        if written.rows:
            made[name] = asdict(written)
        else:
            path.unlink()
    return made


def show(engine: Engine, files: Mapping[str, list[Path]]) -> None:
    """Give an engine the tables that cubes are made of; a table without files is empty."""
    for name in READ:
        if files.get(name):
            engine.scan(files[name], name)
        else:
            engine.run(name, TABLES[name].empty_select())
