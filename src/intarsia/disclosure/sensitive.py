"""Which cells of a table of amounts give a contributor away: p %, dominance and the number of contributors, over all cells at once.

A cell is the sum of the figures of its contributors. With the largest figure x1, the second x2 and the total X:

    p %          sensitive when  X - x1 - x2 < p/100 x1     the second, who knows x2, comes within p % of x1
    dominance    sensitive when  x1 + ... + xn > k/100 X    n contributors make nearly all of it
    threshold    sensitive when fewer than `minimum` contributed

Contributors may tell one another their figures. With a coalition of c the p % rule takes off what the c next largest know together,
X - x1 - (x2 + ... + xc+1): then none of any c contributors learns another's figure, for c + 2 is the least that can hide anybody.

Source: Hundepool and others, Statistical Disclosure Control (Wiley, 2012), chapter 4, and the handbook of the ESSnet on SDC. p % is
the primary rule: it is what a rival can really compute.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid

Bools = npt.NDArray[np.bool_]
COLUMNS = ("total", "contributors", "largest", "second", "top", "unknown", "only", "p_percent", "dominated", "few", "sensitive", "why")
RULES = ("p_percent", "threshold", "dominance")
TRIED = 1_000_000  #: pairs of a coalition and another that are tried in a cell with figures below 0


@dataclass(frozen=True)
class Options:
    """Parameters of the rules. rules: those that make a cell sensitive; all are reported. zeros: is a cell sensitive in which
    somebody reports and every figure is 0? It tells each figure exactly. coalition: contributors that may add up what they know.

    Raises: Invalid for parameters without meaning.
    """

    p: float = 10.0
    n: int = 2
    k: float = 85.0
    minimum: int = 3
    rules: tuple[str, ...] = ("p_percent", "threshold")
    zeros: bool = True
    coalition: int = 1

    def __post_init__(self) -> None:
        if not (self.p > 0 and self.n >= 1 and 0 < self.k <= 100 and self.minimum >= 1 and self.coalition >= 1):
            raise Invalid("these parameters of disclosure control have no meaning", where=f"p {self.p}, n {self.n}, k {self.k}, minimum {self.minimum}, coalition {self.coalition}",
                          way_out="p above 0, n, minimum and coalition of 1 and more, k above 0 and at most 100")
        if unknown := sorted(set(self.rules) - set(RULES)):
            raise Invalid("there is no such rule of disclosure control", where=", ".join(unknown), way_out=f"the rules are {', '.join(RULES)}")


USUAL = Options()


def p_percent(largest: Any, second: Any, total: Any, p: float = 10.0) -> Bools:
    """Can the second contributor estimate the largest within p %? Numbers or arrays; figures of 0 and more. second: of several that
    tell one another, what they have together."""
    one, two, all_ = (np.asarray(x, float) for x in (largest, second, total))
    return np.asarray(100 * (all_ - one - two) < p * one)  # multiplied out: exact for whole numbers


def dominance(top: Any, total: Any, k: float = 85.0) -> Bools:
    """Do the n largest contributors (`top` is their sum) make more than k % of the total?"""
    return np.asarray(100 * np.asarray(top, float) > k * np.asarray(total, float))


def threshold(contributors: Any, minimum: int = 3) -> Bools:
    """Are there fewer than `minimum` contributors?"""
    return np.asarray(np.asarray(contributors) < minimum)


def cells(engine: Any, relation: str, by: Sequence[str], contributor: str, value: str, options: Options = USUAL,
          holdings: Mapping[str, str] | None = None) -> pa.Table:  # fmt: skip
    """Every cell with what the rules say of it, ordered by its key.

    engine: `DuckDB`, or a connection of duckdb. relation: what stands after FROM. by: the columns of the key; none is one cell of
    all rows. holdings: names that belong to one organisation, each with the name of that organisation; rivals inside one holding
    know each other's figures. Names are compared as written.

    Columns: the key; total; contributors (with a figure other than 0); largest, second, top (sum of the n largest), by size
    without sign; unknown (sum of rows without a contributor); only (the name, where there is one contributor; never to be
    published); p_percent, dominated, few, sensitive; why: the first of "p_percent", "threshold", "dominance", "zeros" that counts.

    One contributor's rows in a cell are added up first. A value that is no finite number is no contribution. Rows without a
    contributor may be anybody's: they count as the largest contributor's, which is the worst that can be, and add none to the
    number. Figures below 0: the rules use sizes without sign, and a cell is also sensitive when any contributor, or nobody in
    particular, comes within p % of another by subtracting from the total.
    """
    if clash := sorted(set(by) & set(COLUMNS)):
        raise Invalid("a column of the key has a name that the account of cells uses", where=", ".join(clash), way_out="give it another name in the query")
    connection = _with_holdings(engine, holdings)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE __own AS {_own(relation, by, contributor, value)}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE __cell AS {_cells(by, options)}")
        found: pa.Table = connection.sql("SELECT * FROM __cell ORDER BY __cell").to_arrow_table()
        signed = connection.sql(f"""SELECT c.__cell AS cell, c.total AS total, o.__x AS x FROM __cell c JOIN __own o ON {_same("c", "o", by)}
            WHERE c.__least < 0 AND o.__who IS NOT NULL ORDER BY c.__cell, o.__x""").to_arrow_table()
    finally:
        connection.unregister("__holdings")
        connection.execute("DROP TABLE IF EXISTS __own")
        connection.execute("DROP TABLE IF EXISTS __cell")
    close = np.zeros(found.num_rows, dtype=bool)
    close[_close(signed["cell"].to_numpy(), signed["total"].to_numpy(), signed["x"].to_numpy(), options)] = True
    return _judged(found, close, options)


def shares(engine: Any, relation: str, by: Sequence[str], contributor: str, value: str, holdings: Mapping[str, str] | None = None) -> pa.Table:
    """What each contributor has in each cell: the key, `__who` and `__x`, ordered. As `cells` adds them up; never to be published."""
    connection = _with_holdings(engine, holdings)
    try:
        order = ", ".join([*(f"{identifier(name)} NULLS FIRST" for name in by), "__who"])
        found: pa.Table = connection.sql(f"SELECT * FROM ({_own(relation, by, contributor, value)}) WHERE __who IS NOT NULL ORDER BY {order}").to_arrow_table()
        return found
    finally:
        connection.unregister("__holdings")


def _with_holdings(engine: Any, holdings: Mapping[str, str] | None) -> Any:
    """The connection of an engine, with the names of one organisation as a table."""
    connection = engine.connection if isinstance(engine, DuckDB) else engine
    pairs = sorted((holdings or {}).items())
    connection.register("__holdings", pa.table({"name": pa.array([n for n, _ in pairs], pa.string()), "holding": pa.array([h for _, h in pairs], pa.string())}))
    return connection


def _same(one: str, other: str, by: Sequence[str]) -> str:
    return " AND ".join(f"{one}.{identifier(name)} IS NOT DISTINCT FROM {other}.{identifier(name)}" for name in by) or "true"


def _own(relation: str, by: Sequence[str], contributor: str, value: str) -> str:
    """One row a cell and contributor."""
    keys = "".join(f"r.{identifier(name)}, " for name in by)
    return f"""
        SELECT {"".join(f"{identifier(name)}, " for name in by)} __w AS __who, fsum(__v ORDER BY __v) AS __x
        FROM (SELECT {keys} coalesce(h.holding, CAST(r.{identifier(contributor)} AS VARCHAR)) AS __w, TRY_CAST(r.{identifier(value)} AS DOUBLE) AS __v
              FROM {relation} r LEFT JOIN __holdings h ON h.name = CAST(r.{identifier(contributor)} AS VARCHAR))
        WHERE isfinite(__v) GROUP BY ALL"""


def _cells(by: Sequence[str], options: Options) -> str:
    """One row a cell, numbered in the order of its key."""
    listed = "".join(f"{identifier(name)}, " for name in by)
    order = ", ".join(f"{identifier(name)} NULLS FIRST" for name in by) or "1"
    return f"""
        WITH ranked AS (
            SELECT *, CASE WHEN __who IS NOT NULL THEN row_number() OVER (PARTITION BY {listed} __who IS NULL ORDER BY abs(__x) DESC, __who) END AS __place FROM __own)
        SELECT row_number() OVER (ORDER BY {order}) - 1 AS __cell, * FROM (
            SELECT {listed} fsum(__x ORDER BY abs(__x), __x) AS total, count(*) FILTER (__who IS NOT NULL AND __x <> 0) AS contributors,
                   coalesce(max(abs(__x)) FILTER (__place = 1), 0) AS largest, coalesce(max(abs(__x)) FILTER (__place = 2), 0) AS second,
                   coalesce(sum(abs(__x)) FILTER (__place <= {options.n}), 0) AS top, coalesce(sum(abs(__x)) FILTER (__who IS NULL), 0) AS unknown,
                   coalesce(sum(abs(__x)) FILTER (__place BETWEEN 2 AND {1 + options.coalition}), 0) AS __told,
                   sum(abs(__x)) AS __size, min(__x) AS __least, CASE WHEN count(*) FILTER (__who IS NOT NULL) = 1 THEN max(__who) END AS "only"
            FROM ranked GROUP BY ALL HAVING count(*) > 0)"""


def _close(cell: Any, total: Any, x: Any, options: Options) -> npt.NDArray[np.int64]:
    """Cells with figures below 0 in which somebody, or nobody in particular, comes within p % of another by subtracting.

    The arrays are in order of cell and figure. For each figure the nearest to "total less this one" is next to where that would stand.
    Several who tell one another are tried in every combination.
    """
    found, p = [], options.p
    for rows in np.split(np.arange(len(x)), np.flatnonzero(np.diff(cell)) + 1) if len(x) else []:
        figures, whole = x[rows], total[rows[0]]
        if options.coalition > 1 and _together(figures, whole, options):
            found.append(int(cell[rows[0]]))
            continue
        left = whole - figures  # what the others have together
        at, best = np.searchsorted(figures, left), np.abs(left)  # a stranger takes nothing off
        for shift in (-2, -1, 0, 1):
            other = np.clip(at + shift, 0, len(rows) - 1)
            best = np.where(other != np.arange(len(rows)), np.minimum(best, np.abs(left - figures[other])), best)
        if np.any((100 * best < p * np.abs(figures)) & (figures != 0)):
            found.append(int(cell[rows[0]]))
    return np.array(found, dtype=np.int64)


def _together(figures: Any, whole: float, options: Options) -> bool:
    """Does any coalition of two and more, adding up its figures, come within p % of another? Too many to be tried count as one that does."""
    if sum(math.comb(len(figures), size + 1) * (size + 1) for size in range(2, options.coalition + 1)) > TRIED:
        return True
    for size in range(2, options.coalition + 1):
        for several in combinations(range(len(figures)), size):
            others = np.delete(figures, several)
            if np.any((100 * np.abs(whole - figures[list(several)].sum() - others) < options.p * np.abs(others)) & (others != 0)):
                return True
    return False


def _judged(found: pa.Table, close: Bools, options: Options) -> pa.Table:
    """The cells with the words of the rules."""
    column = {name: found[name].to_numpy(zero_copy_only=False) for name in ("contributors", "largest", "top", "unknown", "__told", "__size")}
    one = column["largest"] + column["unknown"]
    count = np.where((column["contributors"] == 0) & (column["unknown"] > 0), 1, column["contributors"])
    said = {
        "p_percent": p_percent(one, column["__told"], column["__size"], options.p) | close,
        "few": threshold(count, options.minimum) & (column["__size"] > 0),
        "dominated": dominance(column["top"] + column["unknown"], column["__size"], options.k),
    }
    counted = {"p_percent": said["p_percent"], "threshold": said["few"], "dominance": said["dominated"]}
    why = np.full(found.num_rows, "", dtype=object)
    if options.zeros:
        why[column["__size"] == 0] = "zeros"
    for rule in reversed(("p_percent", "threshold", "dominance")):
        if rule in options.rules:
            why[counted[rule]] = rule
    kept = found.drop_columns(["__cell", "__told", "__size", "__least"])
    kept = kept.set_column(kept.schema.get_field_index("contributors"), "contributors", pa.array(count, pa.int64()))
    for name in ("p_percent", "dominated", "few"):
        kept = kept.append_column(name, pa.array(said[name], pa.bool_()))
    return kept.append_column("sensitive", pa.array(why != "", pa.bool_())).append_column("why", pa.array(list(why), pa.string()))
