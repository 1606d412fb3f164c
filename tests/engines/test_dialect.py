"""The common dialect: every function's examples on DuckDB, on Spark (marker `cluster`), and no other function in any step."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intarsia.engine import dialect
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.pool import Pool
from tests.small import small_pool

RECORDED = Path(__file__).with_name("spark.json")
EXAMPLES = [(f.name, sql, value) for f in dialect.FUNCTIONS.values() for sql, value in f.examples]
#: what DuckDB's parser calls functions and every SQL engine has
SYNTAX = {"struct_extract", "count_star", "try_cast"}


def query(sql: str) -> str:
    return sql if sql.upper().startswith("SELECT") else f"SELECT {sql}"


def test_every_function_has_three_examples_with_a_hard_one() -> None:
    assert len(dialect.FUNCTIONS) >= 30
    for function in dialect.FUNCTIONS.values():
        if function.kind == "edge":
            continue
        assert len(function.examples) >= 3, function.name
        text = " ".join(sql for sql, _ in function.examples)
        assert "NULL" in text or any(c > "\x7f" for c in text), f"{function.name} has no hard example"
    for banned in ("strip_accents", "jaro_winkler_similarity", "list_zip", "nfc_normalize", "hash"):
        assert not dialect.allowed(banned)


@pytest.mark.parametrize(("name", "sql", "value"), EXAMPLES, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(EXAMPLES)])
def test_examples_on_duckdb(name: str, sql: str, value: Any) -> None:
    engine = DuckDB()
    try:
        assert engine.rows(query(sql)) == [(value,)]
    finally:
        engine.close()


def test_another_connection_has_the_functions_and_nothing_else(tmp_path: Path) -> None:
    with closing(DuckDB(tmp_path)) as first, closing(first.another()) as second:
        pq.write_table(pa.table({"title": ["Ünder"]}), tmp_path / "work.parquet")
        first.scan([tmp_path / "work.parquet"], "work")
        first.load("agent", pa.table({"id": ["a"]}))
        first.run("keys", "SELECT fold(title) AS title FROM work")
        assert first.rows("SELECT title FROM keys") == second.rows("SELECT fold('ÜNDER')") == [("under",)]
        for name in ("work", "agent", "keys"):
            with pytest.raises(Invalid, match=name):
                second.rows(f"SELECT * FROM {name}")
        second.run("keys", "SELECT 1 AS one")
        first.drop(["work", "agent", "nothing of this name"])
        assert first.columns("keys") == ["title"] and second.columns("keys") == ["one"]
        for name in ("work", "agent"):
            with pytest.raises(Invalid, match=name):
                first.rows(f"SELECT * FROM {name}")
    with closing(DuckDB()) as later:
        assert later.rows("SELECT fold('É')") == [("e",)]


def test_the_recorded_result_of_spark_is_equal_and_complete() -> None:
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert {sql for _, sql, _ in EXAMPLES} == set(recorded["results"]), "run make test-cluster"
    for _, sql, value in EXAMPLES:
        assert recorded["results"][sql] == value, sql


@pytest.mark.cluster
def test_examples_on_spark() -> None:
    """One Spark start for the whole list; writes what `make test` compares with."""
    import sqlglot
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.ansi.enabled", "true").getOrCreate()
    results, wrong = {}, []
    try:
        for name, sql, value in EXAMPLES:
            translated = sqlglot.transpile(query(sql), read="duckdb", write="spark")[0]
            try:
                got = spark.sql(translated).collect()[0][0]
            except Exception as error:  # noqa: BLE001 - the list of what failed is the message
                got = f"failed: {str(error).splitlines()[0]}"
            results[sql] = list(got) if isinstance(got, list) else got
            if results[sql] != value:
                wrong.append((name, sql, value, got))
        version = spark.version
    finally:
        spark.stop()
    assert not wrong, "\n".join(map(str, wrong))
    RECORDED.write_text(json.dumps({"spark": version, "results": results}, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def functions_of(sql: str) -> set[str]:
    row = duckdb.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(row[0]) if row else {}
    assert not tree.get("error"), (sql, tree)
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("class") == "FUNCTION" or node.get("class") == "WINDOW":
                found.add(node["function_name"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(tree["statements"])
    return found


def test_steps_stay_within_the_dialect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    for verb in ("run", "view"):
        original = getattr(DuckDB, verb)
        monkeypatch.setattr(DuckDB, verb, lambda self, name, sql, original=original: (seen.append(sql), original(self, name, sql))[1])
    stream = DuckDB.stream
    monkeypatch.setattr(DuckDB, "stream", lambda self, sql: (seen.append(sql), stream(self, sql))[1])
    import intarsia.build.whole

    monkeypatch.setattr(intarsia.build.whole.PoolSteps, "assemble", lambda self, branches, issued, layout, public=None: "0")
    Pool(small_pool(tmp_path / "pool", fresh=True)).build()
    assert len(seen) > 20
    used = set().union(*(functions_of(sql) for sql in seen))
    assert not {name for name in used if not dialect.allowed(name)} - SYNTAX
