"""k-anonymity, l-diversity and single rows: against pandas, as pycanon computes them, and at their edges."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intarsia.disclosure.microdata import Classes, below, classes, diversity, telling
from intarsia.errors import Invalid
from tests.disclosure.made import contributions, database

PYCANON = [(485, 14), (44, 13), (10, 6)]


def test_small_and_empty() -> None:
    connection = database(t=pa.table({"age": ["30", "30", "31", None, None], "town": ["a", "a", "b", "c", "c"], "ill": ["x", None, "y", "z", "z"]}),
                          none=pa.table({"age": pa.array([], pa.string())}))  # fmt: skip
    assert classes(connection, "t", ["age", "town"], 2) == Classes(rows=5, k=1, classes=3, unique=1, below=1, asked=2)
    assert classes(connection, "t", []).k == 5
    assert classes(connection, "t", ["age"]).share == 0.2
    assert diversity(connection, "t", ["age", "town"], ["ill", "town"]) == {"ill": 1, "town": 1}
    assert diversity(connection, "t", [], ["ill"]) == {"ill": 4} and diversity(connection, "t", ["age"], []) == {}
    assert classes(connection, "none", ["age"]) == Classes(0, 0, 0, 0, 0, 5) and classes(connection, "none", ["age"]).share == 0
    assert telling(connection, "none", ["age"]) == [] and diversity(connection, "none", [], ["age"]) == {"age": 0}
    assert connection.sql(f"SELECT town FROM t QUALIFY {below(['age', 'town'], 2)}").fetchall() == [("b",)]
    with pytest.raises(Invalid, match="at least one row"):
        classes(connection, "t", ["age"], 0)
    connection.close()


def test_which_combination_tells_most() -> None:
    connection = database(t=pa.table({"a": ["1", "1", "2", "2"], "b": ["x", "y", "x", "y"], "c": ["q"] * 4, "d": ["1", "2", "2", "2"]}))
    found = telling(connection, "t", ["a", "b", "c", "d"])
    connection.close()
    assert found[0] == (("a", "b"), 1.0) and (("d",), 0.25) in found and not any("c" in columns for columns, _ in found)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("123"), st.sampled_from("pqr")), min_size=1, max_size=60))
def test_as_pandas_counts(connection: duckdb.DuckDBPyConnection, rows: list[tuple[str, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "c", "s"])
    connection.register("t", pa.Table.from_pandas(frame.astype(object), preserve_index=False))
    found, varied = classes(connection, "t", ["a", "b", "c"], 3), diversity(connection, "t", ["a", "b"], ["s", "c"])
    sizes = frame.groupby(["a", "b", "c"]).size()
    assert found == Classes(len(frame), int(sizes.min()), len(sizes), int((sizes == 1).sum()), int(sizes[sizes < 3].sum()), 3)
    assert varied == {column: int(frame.groupby(["a", "b"])[column].nunique().min()) for column in ("s", "c")}


def test_the_figures_that_pycanon_gives() -> None:
    """pycanon 1.3.6 on these rows, recorded by `benchmarks/run.py disclosure`, which runs it in an environment of its own."""
    connection = database(t=contributions(11, {"age": 6, "town": 5, "job": 3}, 6000, 14))
    found = [(classes(connection, "t", quasi).k, diversity(connection, "t", quasi, ["who"])["who"]) for quasi in (["age"], ["age", "town"], ["age", "town", "job"])]
    connection.close()
    assert found == PYCANON
