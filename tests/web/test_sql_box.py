"""SQL by strangers: every way out of the box that we could think of, and that what is harmless is answered."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest

from intarsia.errors import IntarsiaError, Invalid, Refused
from intarsia.model import Asking
from intarsia.questions import Answer, Desk, Question
from intarsia.questions.functions import FUNCTIONS, TABLE_FUNCTIONS

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(pool_folder: Path) -> Iterator[Ask]:
    """SQL over a release, in a child."""
    desk, release = Desk(Asking(seconds=5, memory=400_000_000)), (pool_folder / "releases" / "bbbb222233334444").resolve()
    with ThreadPoolExecutor(1) as thread:
        def asked(text: str, form: str = "rows", **more: Any) -> Answer:
            found = thread.submit(lambda: asyncio.run(desk.ask(Question("sql", text, release, form, **more)))).result(60)
            assert found is not None
            return found

        yield asked
    desk.close()


WAYS_OUT = """
SELECT * FROM '/etc/passwd'
SELECT * FROM "/etc/passwd"
FROM 'x.csv'
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_csv_auto('/etc/passwd')
SELECT * FROM read_text('/etc/passwd')
SELECT * FROM read_blob('/etc/passwd')
SELECT * FROM read_json('/etc/passwd')
SELECT * FROM read_ndjson('/etc/passwd')
SELECT * FROM read_parquet('*.parquet')
SELECT * FROM parquet_scan('*.parquet')
SELECT * FROM parquet_metadata('x.parquet')
SELECT * FROM glob('/*')
SELECT * FROM sniff_csv('/etc/passwd')
SELECT * FROM query('SELECT 1')
SELECT * FROM query_table('work')
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_tables()
SELECT * FROM duckdb_views()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_logs()
SELECT * FROM duckdb_functions()
SELECT * FROM duckdb_temporary_files()
SELECT * FROM information_schema.tables
SELECT * FROM sqlite_master
SELECT * FROM pg_catalog.pg_class
SELECT * FROM pragma_version()
SELECT * FROM pragma_platform()
SELECT * FROM pragma_table_info('work')
SELECT * FROM pragma_database_size()
SELECT * FROM pg_timezone_names()
SELECT * FROM json_execute_serialized_sql('{}')
SELECT * FROM test_all_types()
SELECT * FROM system.main.duckdb_settings()
SELECT * FROM main.duckdb_settings()
SELECT * FROM memory.main.work
SELECT * FROM summary((SELECT 1))
SELECT * FROM python_map_function((SELECT 1))
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM pandas_scan(1)
SELECT * FROM seq_scan('work')
SELECT getenv('HOME')
SELECT "getenv"('HOME')
SELECT GETENV('HOME')
SELECT current_setting('temp_directory')
SELECT main.current_setting('temp_directory')
SELECT system.main.current_setting('temp_directory')
SELECT 'temp_directory'.current_setting()
SELECT getvariable('x')
SELECT current_query()
SELECT version()
SELECT txid_current()
SELECT pg_get_viewdef(1)
SELECT nextval('x')
SELECT setseed(0.5)
SELECT sleep_ms(1000)
SELECT pg_sleep(5)
SELECT write_log('x')
SELECT error('x')
SELECT json_serialize_sql('SELECT 1')
SELECT list_transform([1], lambda x: getenv('HOME'))
SELECT (SELECT max(content) FROM read_text('/etc/passwd'))
SELECT 1 WHERE EXISTS (FROM read_text('/etc/passwd'))
WITH a AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM a
WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT * FROM glob('/*')) SELECT * FROM a
SELECT count(*) OVER (PARTITION BY getenv('HOME')) FROM work
SELECT * FROM work ORDER BY getenv('HOME')
SELECT * FROM work LIMIT (SELECT len(content) FROM read_text('/etc/passwd'))
SELECT * FROM work, LATERAL (SELECT * FROM read_text('/etc/passwd'))
SELECT * FROM work TABLESAMPLE 10% JOIN glob('/*') ON true
DESCRIBE SELECT * FROM read_csv('/etc/passwd')
DESCRIBE '/etc/passwd'
SUMMARIZE '/etc/passwd'
SUMMARIZE SELECT * FROM read_text('/etc/passwd')
SHOW DATABASES
SHOW ALL TABLES
COPY work TO '/tmp/x.csv'
COPY (SELECT 1) TO '/tmp/x.csv'
COPY work FROM '/etc/passwd'
EXPORT DATABASE '/tmp/x'
IMPORT DATABASE '/tmp/x'
ATTACH '/tmp/x.db'
ATTACH ':memory:' AS other
DETACH memory
USE memory
INSTALL httpfs
LOAD httpfs
LOAD '/tmp/x.duckdb_extension'
PRAGMA version
PRAGMA database_list
PRAGMA enable_profiling
SET memory_limit = '100GB'
SET GLOBAL enable_external_access = true
SET VARIABLE x = 1
RESET memory_limit
CALL pragma_version()
CALL duckdb_settings()
CREATE TABLE x AS SELECT 1
CREATE TEMP TABLE x AS SELECT 1
CREATE MACRO f() AS 1
CREATE FUNCTION f() AS TABLE SELECT 1
CREATE SECRET s (TYPE http)
CREATE VIEW v AS SELECT 1
INSERT INTO work VALUES (1)
WITH x AS (INSERT INTO work VALUES (1)) SELECT 1
UPDATE work SET title = 'x'
DELETE FROM work
DROP VIEW work
ALTER TABLE work RENAME TO other
TRUNCATE work
VACUUM
CHECKPOINT
FORCE CHECKPOINT
BEGIN TRANSACTION
COMMIT
PREPARE x AS SELECT 1
EXECUTE x
DEALLOCATE x
EXPLAIN SELECT 1
EXPLAIN ANALYZE SELECT 1
SELECT 1; SELECT 2
SELECT 1; COPY work TO '/tmp/x.csv'
SELECT 1;; DROP VIEW work
SELECT 1 /* ; */ ; DROP VIEW work --
/* SELECT */ DROP VIEW work
-- SELECT 1\\nDROP VIEW work
SELECT * FROM work AT (VERSION => 1)
SELECT $1
SELECT ?
SELECT * FROM 'https://example.org/x.parquet'
SELECT * FROM 's3://bucket/x.parquet'
SELECT * FROM iceberg_scan('x')
SELECT * FROM sqlite_scan('x', 'y')
SELECT * FROM postgres_scan('', '', '')
SELECT * FROM st_read('x')
SELECT load_aws_credentials()
"""


@pytest.mark.parametrize("sql", [line.replace("\\n", "\n") for line in WAYS_OUT.strip().splitlines()])
def test_no_way_out(ask: Ask, sql: str) -> None:
    with pytest.raises(IntarsiaError) as error:
        ask(sql)
    assert isinstance(error.value, (Invalid, Refused)), error.value
    assert error.value.way_out
    assert not re.search(r"root:|/tmp/pytest|\.parquet'|temp_directory =", str(error.value))


def test_odd_characters_open_nothing(ask: Ask) -> None:
    for sql in ("SELECT getenv\u00a0('HOME')", "SELECT g\u0435tenv('HOME')", "SELECT \uff47etenv('HOME')", "SELECT/**/getenv/**/('HOME')", "SELECT e'x', getenv\n\t('HOME')",
                "\ufeffCOPY work TO '/tmp/x'", "SELECT * FROM\u2003read_text('/etc/passwd')", "SELECT * FROM U&'/etc/passwd'", "SELECT 1\u037e DROP VIEW work", "\x01COPY work TO 'x'"):
        with pytest.raises((Invalid, Refused)):
            ask(sql)


def test_a_name_of_a_query_hides_no_file(ask: Ask, tmp_path: Path) -> None:
    """A name may be given to a query, and used where it does not hold: then it is a file to the engine, which may open none."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsesame\n", "utf-8")
    for sql in (f"""SELECT * FROM (WITH "{secret}" AS (SELECT 1) SELECT 2) x, "{secret}" """, f"""WITH a AS (WITH "{secret}" AS (SELECT 1) SELECT 1) SELECT * FROM "{secret}" """):
        with pytest.raises((Invalid, Refused)) as error:
            ask(sql)
        assert "sesame" not in str(error.value)


@pytest.mark.parametrize(("sql", "rows"), [
    ("SELECT 1", [[1]]), ("SELECT count(*) FROM work", [[38]]), ("  select 'COPY; DROP' -- ; DROP\n", [["COPY; DROP"]]), ("FROM range(3)", [[0], [1], [2]]), ("VALUES (1), (2);", [[1], [2]]),
    ("WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT * FROM b", [[2]]), ("SELECT count(*) FROM main.work", [[38]]), ("SELECT [1, 2][1], {'a': 1}.a", [[1, 1]]),
    ("WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t WHERE x < 5) SELECT sum(x) FROM t", [[15]]), ("SELECT x FROM unnest([3, 4]) t(x)", [[3], [4]]),
    ("SELECT key FROM json_each('{\"a\": 1}')", [["a"]]), ("SELECT list_transform([1, 2], lambda x: x + 1)", [[[2, 3]]]),
    ("SELECT 'a' LIKE 'A', 'a' ILIKE 'A', 'ab' ~ 'a.'", [[False, True, True]]),
    ("SELECT CASE WHEN 1 IN (1, 2) THEN 'x' ELSE 'y' END, coalesce(NULL, 2), 5 BETWEEN 1 AND 9", [["x", 2, True]]), ("SELECT DATE '2026-11-22' - INTERVAL 1 DAY", [["2026-11-21T00:00:00"]]),
    ("SELECT DISTINCT sector FROM work WHERE sector IS NOT NULL ORDER BY ALL LIMIT 1", [["film-tv"]]), ("SELECT CAST('7' AS INTEGER), TRY_CAST('x' AS INTEGER)", [[7, None]]),
    ("SELECT row_number() OVER (ORDER BY id) FROM work QUALIFY row_number() OVER (ORDER BY id) = 2", [[2]]), ("SELECT extract(year FROM DATE '2026-11-22')", [[2026]]),
    ("SELECT sum(x) FILTER (x > 1) FROM (VALUES (1), (2)) t(x)", [[2]]), ("SELECT 'nan'::DOUBLE, 'inf'::DOUBLE", [[None, None]]),
    ("SELECT substring('abc' FROM 2), 'x' || 'y', 7 // 2", [["bc", "xy", 3]]),
    ("SELECT a FROM (SELECT 1 AS a UNION SELECT 2) ORDER BY a DESC", [[2], [1]]), ("SELECT * FROM (SELECT 'p' AS k, 1 AS v) PIVOT (sum(v) FOR k IN ('p'))", [[1]]),
    ("SELECT 1.50::DECIMAL(4, 2)", [[1.5]]),
])
def test_what_is_harmless_is_answered(ask: Ask, sql: str, rows: list[list[Any]]) -> None:
    assert json.loads(ask(sql).whole()) == rows


def test_tables_are_told_of(ask: Ask) -> None:
    assert ["work"] in json.loads(ask("SHOW TABLES").whole())
    assert json.loads(ask("DESCRIBE work").whole())[0][:2] == ["id", "VARCHAR"]
    assert json.loads(ask("SUMMARIZE SELECT year_start FROM work").whole())[0][0] == "year_start"


def test_errors_say_where(ask: Ask) -> None:
    for sql, where in (("SELEC 1", "line 1, column 1"), ("SELECT\n  nowhere FROM work", "line 2, column 3"), ("SELECT *\nFROM work\nWHERE year_start = = 1", "line 3, column 20")):
        with pytest.raises(Invalid) as error:
            ask(sql)
        assert error.value.where == where


def test_errors_quote_no_cell(ask: Ask) -> None:
    with pytest.raises(Invalid) as error:
        ask("SELECT CAST(title AS INTEGER) FROM work")
    assert "INT32" in str(error.value)
    assert not re.search("Girl|Volume|script|Amphora", str(error.value))


def test_columns_of_one_name_are_told_apart(ask: Ask) -> None:
    assert json.loads(ask("SELECT 1 AS a, 2 AS a, 3 AS a", "json").whole()) == [{"a": 1, "a_2": 2, "a_3": 3}]


def test_formulas_are_defused_in_csv(ask: Ask) -> None:
    text = ask("SELECT '=1+1' AS a, '@x' AS b, -5 AS c, 'plain' AS d, NULL AS e", "csv").whole().decode()
    assert text == "a,b,c,d,e\r\n'=1+1,'@x,-5,plain,\r\n"


def test_the_limits_of_an_answer(ask: Ask) -> None:
    for form in ("json", "rows", "ndjson", "csv", "parquet", "arrow"):
        found = ask("FROM range(1000)", form, rows=10)
        assert (found.rows, found.truncated) == (10, "rows")
        found = ask("FROM range(10)", form, rows=10)
        assert (found.rows, found.truncated) == (10, "")


def test_the_engine_knows_every_function_that_may_be_used() -> None:
    known = {row[0] for row in duckdb.connect().execute("SELECT DISTINCT lower(function_name) FROM duckdb_functions()").fetchall()}
    assert {name.lower() for name in FUNCTIONS | TABLE_FUNCTIONS} - known == set()
