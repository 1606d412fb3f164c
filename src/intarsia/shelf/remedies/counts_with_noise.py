"""Counts with noise: a table of counts that tells nearly the same whether any one person is in it or not (differential privacy).

Each count gets noise of the discrete Laplace distribution with scale each / epsilon, which is epsilon-differentially private for
counts of people who have at most `each` rows (Dwork, McSherry, Nissim and Smith 2006; Ghosh, Roughgarden and Sundararajan 2009).
That a cell exists tells something too, so a cell is only given when its noisy count reaches

    each (1 + ln(each / delta) / epsilon)

below which a cell that is there because of one person comes up with a probability of delta at most (Korolova and others 2009). The
whole is (epsilon, delta)-differentially private. Noise comes from OpenDP, which needs the extra `privacy`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid, Refused, Unavailable
from intarsia.shelf.remedies.aggregate import COUNTED, dimensions
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.budget import answered
from intarsia.shelf.remedies.writing import settled

NAME = "counts-with-noise"
LEVEL = "table"
TITLE = {"en": "Counts with noise", "nl": "Aantallen met ruis"}
ABOUT = {
    "en": "The rows become a table of counts to which chance adds a little, or takes a little away, so that no one person shows. Rare cells are left out. Each such table uses up a budget.",
    "nl": "De rijen worden een tabel van aantallen waarbij het toeval er iets bij optelt of afhaalt, zodat niemand eruit te halen is. Zeldzame cellen vallen weg. Elke tabel gebruikt een "
        "deel van een budget.",
}
OPTIONS = {
    "by": Option("the columns that are the dimensions, at least one", []),
    "epsilon": Option("how much one person may show: smaller is more noise", 1.0),
    "delta": Option("the chance that a cell of one person is given all the same", 1e-6),
    "each": Option("how many rows one person has at most; it must be true", 1),
    "budget": Option("all epsilons together that may be spent on this table and its later deliveries", 3.0),
    "subject": Option("what the budget is of: the same for every delivery of a dataset", ""),
    "ledger": Option("the file that remembers what was answered; whoever applies the remedy gives it", ""),
}
INSTALL = "pip install 'intarsia[privacy]'"


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The table of noisy counts: the dimensions and `rows`. notes: epsilon and delta. The query reads a table that this makes in the engine.

    Raises: Invalid for options that give no protection; Refused without a ledger, or when the budget is spent; Unavailable without OpenDP.
    """
    asked = settled(NAME, options, OPTIONS)
    by, _ = dimensions(engine, relation, asked["by"], [])
    if COUNTED in by or not (0 < asked["epsilon"] <= 10 and 0 < asked["delta"] <= 1e-3 and asked["each"] >= 1):
        raise Invalid("with these options nobody would be protected", where=NAME, way_out="epsilon: above 0, at most 10; delta: at most 0.001; each: 1 or more; no dimension called 'rows'")
    if not asked["ledger"] or not asked["subject"]:
        raise Refused("noise is only given where a ledger remembers it: the same question with fresh noise, asked often, gives the exact answer", where=NAME,
                      way_out='name both: ledger = "FILE", subject = "DATASET"')
    names = ", ".join(f"t.{identifier(name)}" for name in by)
    cells = engine.rows(f"SELECT {names}, count(*) FROM {relation} AS t GROUP BY {names} ORDER BY {', '.join(f't.{identifier(name)} NULLS LAST' for name in by)}")
    scale = asked["each"] / asked["epsilon"]
    true = [int(cell[-1]) for cell in cells]
    question = hashlib.sha256(json.dumps([asked["subject"], by, asked["epsilon"], asked["delta"], asked["each"], cells]).encode()).hexdigest()
    noisy = answered(Path(asked["ledger"]), asked["subject"], question, asked["epsilon"], asked["budget"], lambda: with_noise(true, scale))
    least = math.ceil(asked["each"] * (1 + math.log(asked["each"] / asked["delta"]) / asked["epsilon"]))
    return _told(engine, by, [(*cell[:-1], count) for cell, count in zip(cells, noisy, strict=True) if count >= least], f"remedy:{question[:16]}", asked)


def _told(engine: DuckDB, by: Sequence[str], cells: Sequence[tuple[Any, ...]], name: str, asked: Mapping[str, Any]) -> Safer:
    columns = {one: pa.array([cell[n] for cell in cells], pa.string()) for n, one in enumerate(by)}
    engine.load(name, pa.table({**columns, COUNTED: pa.array([str(cell[-1]) for cell in cells], pa.string())}))
    order = ", ".join(f"c.{identifier(one)} NULLS LAST" for one in by)
    told = ", ".join(f"c.{identifier(one)} AS {identifier(one)}" for one in (*by, COUNTED))
    sql = f"SELECT row_number() OVER (ORDER BY {order}) AS _row, CAST(NULL AS BIGINT) AS _line, {told} FROM {identifier(name)} AS c"
    return Safer(sql, ("_row", "_line", *by, COUNTED), same_rows=False, notes={"gathered": True, "epsilon": asked["epsilon"], "delta": asked["delta"]})


def with_noise(counts: Sequence[int], scale: float) -> list[int]:
    """The counts, each with noise of the discrete Laplace distribution, from the randomness of the operating system.

    Raises: Unavailable when OpenDP is not installed.
    """
    try:
        import opendp.prelude as dp
    except ImportError:
        raise Unavailable("noise comes from OpenDP, which is not installed", where=NAME, way_out=INSTALL) from None
    if not counts:
        return []
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    return [int(one) for one in dp.m.make_laplace(*space, scale=scale)(list(counts))]
