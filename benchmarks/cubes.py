"""A trend chart over five million figures: CPU seconds with the cube and without it, over many different questions, with the same rows checked.

    python benchmarks/cubes.py [--rows 5000000] [--queries 500] [--folder DIR]

Makes a release by itself: figures of two measures about 20,000 museums and venues in 30 countries, by year and by month, in 5 datasets. Then asks, in one
process, the query that the insight `audience-trend` prints, once over the cube and once over the table `observation` (with the same tests of dates, no function a row
more than the answer needs). Every query is another one; no answer is kept. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import duckdb

from intarsia.answering import Release
from intarsia.engine.duckdb import DuckDB
from intarsia.evidence import ENGLISH
from intarsia.reader import Reader
from intarsia.shelf.insights import audience_trend
from intarsia.steps import cubes

MEASURES = ("visits", "attendance")
DATASETS, ABOUTS, PLACES = 5, 20_000, 30


def made(folder: Path, rows: int) -> Path:
    """A release folder with that many figures, and nothing else that a reader needs to look at."""
    release = folder / "0123456789abcdef"
    (release / "tables" / "observation").mkdir(parents=True)
    connection = duckdb.connect()
    each = rows // DATASETS
    for number in range(DATASETS):
        sql = f"""SELECT measure, CASE WHEN hash(i, {number}, 'gap') % 97 = 0 THEN NULL ELSE CAST(100 + hash(i, {number}) % 90000 AS DOUBLE) END AS value, 'persons' AS unit,
            printf('a%05d', about) AS about, 'agent' AS about_kind, printf('%c%c', 65 + about % {PLACES}, 65) AS place,
            CASE WHEN yearly THEN printf('%04d-01-01', year) ELSE printf('%04d-%02d-01', year, month) END AS period_start,
            CASE WHEN yearly THEN printf('%04d-12-31', year) ELSE CAST(last_day(make_date(year, month, 1)) AS VARCHAR) END AS period_end,
            CASE WHEN yearly AND hash(i, 'some') % 3 = 0 THEN ['under 16', 'from abroad', '65 and over'][1 + CAST(hash(i, 'part') % 3 AS BIGINT)] END AS segment,
            CASE WHEN hash(i, {number}, 'gap') % 97 = 0 THEN 'missing' END AS flag, 'counted at the door' AS method, 'd{number}' AS dataset, printf('r%d', i) AS record, NULL AS notice
            FROM (SELECT i, ['{"', '".join(MEASURES)}'][1 + i % {len(MEASURES)}] AS measure, (i // {len(MEASURES)}) % {ABOUTS // DATASETS} + {number * ABOUTS // DATASETS} AS about,
            CAST(2000 + hash(i, 'year') % 25 AS BIGINT) AS year, CAST(1 + hash(i, 'month') % 12 AS BIGINT) AS month, hash(i, 'yearly') % 4 = 0 AS yearly FROM range({each}) AS r(i))
            ORDER BY measure, about, place, period_start, period_end, segment, record"""
        connection.execute(f"COPY ({sql}) TO '{release / 'tables' / 'observation' / f'd{number}.parquet'}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 50000)")
    connection.close()
    body = {"schema": 1, "id": release.name, "issued": "2026-11-23T00:00:00Z", "as_of": "2026-11-23", "pool": {"base": "http://localhost/", "languages": ["en"]}, "tables": {}, "files": {}}
    (release / "manifest.json").write_text(json.dumps(body), "utf-8")
    return release


def without(sql: str) -> str:
    """The same question asked of the table: only the columns that an answer has."""
    kept = sql[sql.index("WHERE") + 6:sql.index("\nGROUP BY")]
    kept = kept.replace("period = 'year'", "substr(period_start, 6) = '01-01' AND substr(period_end, 6) = '12-31' AND left(period_start, 4) = left(period_end, 4)")
    kept = kept.replace("year BETWEEN", "CAST(left(period_start, 4) AS BIGINT) BETWEEN").replace("sector = ", "dataset = ")
    return (f"SELECT dataset, unit, segment, method, CAST(left(period_start, 4) AS BIGINT) AS year, count(value) AS n, sum(value) AS total FROM observation WHERE {kept} "
            "GROUP BY dataset, unit, segment, method, year ORDER BY dataset, unit, segment, method, year")


def questions(count: int) -> list[dict[str, str]]:
    """Different ones: measure, place, segments, first and last year."""
    places = ("", *(f"{chr(65 + n)}A" for n in range(26)))
    every = [{"measure": measure, "place": place, "segments": parts, "since": str(since), "until": str(until)} for measure in MEASURES for place in places
             for parts in ("all", "parts") for since in (2000, 2003, 2005) for until in (2020, 2022, 2024)]
    return random.Random(7).sample(every, min(count, len(every)))


def rows_of(found: list[dict[str, Any]], count: str, total: str) -> list[tuple[Any, ...]]:
    """What both must agree on; years without a figure say nothing."""
    return [(row["dataset"], row["segment"], row["year"], int(row[count]), round(row[total] or 0)) for row in found if row[count]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--folder", type=Path, default=Path(os.environ.get("INTARSIA_BENCH", "/tmp/intarsia-bench")) / "cubes")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    release = made(asked.folder, asked.rows)
    start, engine = time.process_time(), DuckDB(asked.folder / "scratch")
    cubes.show(engine, {"observation": sorted((release / "tables" / "observation").glob("*.parquet"))})
    (release / "cubes").mkdir()
    told = cubes.write(engine, release / "cubes")
    engine.close()
    building = time.process_time() - start
    reader = Reader(release)
    wanted = questions(asked.queries)
    source = Release(reader)
    for chosen in wanted[:5]:
        audience_trend.answer(source, chosen, ENGLISH)  # warm: libraries are imported, files have been opened
    cube, table, whole, equal, empty = [], [], [], 0, 0
    for chosen in wanted:
        sql = audience_trend.query(chosen["measure"], chosen, int(chosen["since"]), int(chosen["until"]))
        start = time.process_time()
        ours = reader.records(sql)
        cube.append(time.process_time() - start)
        start = time.process_time()
        theirs = reader.records(without(sql))
        table.append(time.process_time() - start)
        start = time.process_time()
        audience_trend.answer(source, chosen, ENGLISH)
        whole.append(time.process_time() - start)
        empty += not ours
        equal += rows_of(ours, "n_sum", "total_sum") == rows_of(theirs, "n", "total")
    print(json.dumps({
        "rows": asked.rows, "queries": len(wanted), "equal": equal, "empty": empty,
        "cube_rows": told["cube_observation"]["rows"], "cube_bytes": told["cube_observation"]["bytes"], "making_cpu_s": round(building, 1),
        "most_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "with_cube_cpu_s": {"median": round(statistics.median(cube), 4), "p95": round(sorted(cube)[int(len(cube) * 0.95)], 4)},
        "whole_answer_cpu_s": {"median": round(statistics.median(whole), 4), "p95": round(sorted(whole)[int(len(whole) * 0.95)], 4)},
        "without_cpu_s": {"median": round(statistics.median(table), 4), "p95": round(sorted(table)[int(len(table) * 0.95)], 4)},
        "ratio": round(sum(table) / sum(cube), 1), "ratio_whole_answer": round(sum(table) / sum(whole), 1)}))
    shutil.rmtree(asked.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
