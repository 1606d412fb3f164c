"""The cells of one or several tables of amounts, and what adds up to what.

Tables over the same rows are linked: region x sector and sector x size share the totals by sector. A cell is named by the members of
its dimensions and leaves out a dimension in which it is a total, so that a shared margin is one cell, protected once for all tables.
Each relation is a row of a matrix: the total with 1, its parts with -1; relations @ total is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from intarsia.disclosure.sensitive import USUAL, Bools, Options, cells, shares
from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float64]
Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Linked:
    """Cells with a contributor, each once: `keys` in the order of dimensions, the grand total is ().

    total, contributors: as of `sensitive.cells`. primary, why: what the rules say. relations: what adds up, one row each. own: what
    each contributor (`names`) has in each cell, a row a contributor; it is private, as is all here that is withheld. low, high: what
    everybody knows each cell to be between (0 and inf; -inf where figures have signs).
    """

    dimensions: tuple[str, ...]
    keys: tuple[Key, ...]
    total: Floats
    contributors: npt.NDArray[np.int64]
    primary: Bools
    why: tuple[str, ...]
    relations: csr_matrix
    names: tuple[str, ...]
    own: csr_matrix
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.keys)

    def table(self, withheld: Bools, status: Sequence[str]) -> pa.Table:
        """The cells as rows: a column a dimension (NULL is a total), value (NULL when withheld), contributors (likewise), status."""
        named = [dict(key) for key in self.keys]
        columns: dict[str, Any] = {dimension: pa.array([key.get(dimension) for key in named], pa.string()) for dimension in self.dimensions}
        columns["value"] = pa.array(self.total, pa.float64(), mask=withheld)
        columns["contributors"] = pa.array(self.contributors, pa.int64(), mask=withheld)
        columns["status"] = pa.array(list(status), pa.string())
        return pa.table(columns)


def linked(engine: Any, relation: str, tables: Sequence[Sequence[str]], contributor: str, value: str, options: Options = USUAL,
           hierarchies: Mapping[str, Mapping[str, str]] | None = None, holdings: Mapping[str, str] | None = None) -> Linked:  # fmt: skip
    """All cells of tables over the same rows: inner cells, margins and totals, with the rules' word on each.

    tables: the dimensions (columns) of each table. hierarchies: of a dimension, each member with the one it is part of; members
    that are part of nothing add up to the total. An empty cell of a dimension is the member "". Figures below 0 anywhere make all
    cells signed: nobody then knows a lower bound.

    Raises: Invalid when rows stand at a member that has parts, or when a hierarchy goes round.
    """
    connection = engine.connection if isinstance(engine, DuckDB) else engine
    shapes = sorted({shape for table in tables for size in range(len(table) + 1) for shape in combinations(sorted(set(table)), size)}, key=lambda s: (len(s), s))
    dimensions = tuple(dict.fromkeys(name for table in tables for name in table))
    parents = {name: dict((hierarchies or {}).get(name, {})) for name in dimensions}
    chains = {name: _closure(connection, relation, name, parents[name]) for name in dimensions}
    found: list[tuple[Key, dict[str, Any]]] = []
    parts: list[tuple[Key, str, float]] = []
    try:
        for shape in shapes:
            rows = _expanded(connection, relation, shape, chains, contributor, value)
            order = [name for name in dimensions if name in shape]
            found += [(tuple((name, row[name]) for name in order), row) for row in cells(connection, rows, order, contributor, value, options, holdings).to_pylist()]
            parts += [(tuple((name, row[name]) for name in order), row["__who"], row["__x"]) for row in shares(connection, rows, order, contributor, value, holdings).to_pylist()]
    finally:
        for at in range(len(dimensions)):
            connection.unregister(f"__chain{at}")
    keys, told = tuple(key for key, _ in found), [row for _, row in found]
    names = tuple(sorted({who for _, who, _ in parts}))
    own = _own(parts, keys, names)
    return Linked(
        dimensions, keys, np.array([row["total"] for row in told], dtype=np.float64), np.array([row["contributors"] for row in told], dtype=np.int64),
        np.array([row["sensitive"] for row in told], dtype=bool), tuple(row["why"] for row in told),
        relations(keys, [set(table) for table in tables], parents), names, own,
        np.full(len(keys), -np.inf if any(x < 0 for _, _, x in parts) else 0.0), np.full(len(keys), np.inf),
    )  # fmt: skip


def _own(parts: Sequence[tuple[Key, str, float]], keys: Sequence[Key], names: Sequence[str]) -> csr_matrix:
    """What each contributor has in each cell."""
    from scipy.sparse import csr_matrix

    at, row = {key: number for number, key in enumerate(keys)}, {name: number for number, name in enumerate(names)}
    return csr_matrix(([x for _, _, x in parts], ([row[who] for _, who, _ in parts], [at[key] for key, _, _ in parts])), shape=(len(names), len(keys)))


def relations(keys: Sequence[Key], tables: Sequence[set[str]], parents: Mapping[str, Mapping[str, str]]) -> csr_matrix:
    """What adds up to what among cells, each relation once, ordered by its total and dimension."""
    from scipy.sparse import csr_matrix

    at = {frozenset(key): number for number, key in enumerate(keys)}
    sums: dict[tuple[int, str], list[int]] = {}
    for number, key in enumerate(keys):
        for pair in key:
            dimension, member = pair
            above = parents.get(dimension, {}).get(member)
            rest = frozenset(key) - {pair}
            whole = at.get(rest if above is None else rest | {(dimension, above)})
            if whole is not None and any({name for name, _ in key} <= table for table in tables):
                sums.setdefault((whole, dimension), []).append(number)
    ordered = sorted({(whole, tuple(sorted(parts))) for (whole, _), parts in sums.items()})
    rows = [row for row, (_, parts) in enumerate(ordered) for _ in range(len(parts) + 1)]
    columns = [number for whole, parts in ordered for number in (whole, *parts)]
    values = [sign for _, parts in ordered for sign in (1.0, *[-1.0] * len(parts))]
    return csr_matrix((values, (rows, columns)), shape=(len(ordered), len(keys)))


def _closure(connection: Any, relation: str, name: str, parents: Mapping[str, str]) -> pa.Table | None:
    """Each member that rows have, with itself and all it is part of; None for a dimension without hierarchy."""
    if not parents:
        return None
    members = [row[0] for row in connection.execute(f"SELECT DISTINCT coalesce(CAST({identifier(name)} AS VARCHAR), '') AS m FROM {relation} ORDER BY m").fetchall()]
    if set(members) & set(parents.values()):
        raise Invalid("rows stand at a member that has parts, so that the parts do not add up to it", where=f"dimension {name}", way_out="give the part for those rows, or a part of its own")
    pairs = []
    for member in members:
        chain, above = [member], parents.get(member)
        while above is not None:
            if above in chain:
                raise Invalid("a hierarchy goes round", where=f"dimension {name}", way_out="let no member be part of itself")
            chain.append(above)
            above = parents.get(above)
        pairs += [(member, one) for one in chain]
    return pa.table({"member": pa.array([m for m, _ in pairs], pa.string()), "within": pa.array([w for _, w in pairs], pa.string())})


def _expanded(connection: Any, relation: str, shape: Sequence[str], chains: Mapping[str, pa.Table | None], contributor: str, value: str) -> str:
    """The rows once for each cell of this shape that they are part of."""
    columns, joins = [], []
    for at, name in enumerate(shape):
        text = f"coalesce(CAST(r.{identifier(name)} AS VARCHAR), '')"
        chain = chains[name]
        if chain is None:
            columns.append(f"{text} AS {identifier(name)}")
            continue
        number = list(chains).index(name)
        connection.register(f"__chain{number}", chain)
        columns.append(f"c{at}.within AS {identifier(name)}")
        joins.append(f"JOIN __chain{number} c{at} ON c{at}.member = {text}")
    return f"(SELECT {''.join(c + ', ' for c in columns)} r.{identifier(contributor)}, r.{identifier(value)} FROM {relation} r {' '.join(joins)})"
