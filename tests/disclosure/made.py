"""Made-up contributions for tests and benchmarks: seeded, skewed as real figures are, no two runs different."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa


def contributions(seed: int, dimensions: Mapping[str, int], rows: int, organisations: int) -> pa.Table:
    """Rows with a member of each dimension, an organisation ("who") and an amount ("x"): few large members, few large amounts."""
    chance = np.random.default_rng(seed)
    columns = {name: pa.array([f"{name}{int(i):02}" for i in np.minimum(chance.geometric(1.5 / size, rows), size)]) for name, size in dimensions.items()}
    columns["who"] = pa.array([f"o{int(i):03}" for i in chance.integers(0, organisations, rows)])
    columns["x"] = pa.array(np.round(chance.lognormal(4, 1.5, rows)))
    return pa.table(columns)


def database(**tables: pa.Table) -> duckdb.DuckDBPyConnection:
    """A connection with these tables in it."""
    connection = duckdb.connect(config={"threads": 1})
    for name, table in tables.items():
        connection.register("__made", table)
        connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM __made')
        connection.unregister("__made")
    return connection
