"""Suppress: a table of counts or sums without the cells that give somebody away, and without those from which these could be worked out.

Small and dominated cells are withheld (threshold, p %, and dominance when asked), and as many others as it takes for nobody to work
them out from the rest or from totals known elsewhere; a linear programme tries it as an attacker would (docs/disclosure.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from intarsia.disclosure.linked import Linked, linked
from intarsia.disclosure.sensitive import Options
from intarsia.disclosure.suppression import protect
from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.shelf.remedies.aggregate import COUNTED, dimensions
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.figures import number_sql, text_sql
from intarsia.shelf.remedies.writing import settled, there

NAME = "suppress"
LEVEL = "table"
TITLE = {"en": "A table without cells that give someone away", "nl": "Een tabel zonder cellen die iemand verraden"}
ABOUT = {
    "en": "The rows become a table of counts or sums. Cells of few or one dominant contributor stay empty, and so do others from which those could be worked out.",
    "nl": "De rijen worden een tabel van aantallen of sommen. Cellen met weinig deelnemers of één overheersende blijven leeg, net als andere waaruit ze te berekenen zouden zijn.",
}
OPTIONS = {
    "by": Option("the columns that are the dimensions, at least one", []),
    "value": Option("the column whose figures are added up; '' counts the rows", ""),
    "contributor": Option("the column that says whose a figure is; '' makes each row one of its own", ""),
    "minimum": Option("cells of fewer contributors are withheld", 3),
    "p": Option("a cell is withheld when a contributor can estimate another's figure within this percentage", 10.0),
    "coalition": Option("so many contributors may tell one another their figures to estimate another's", 1),
    "n": Option("with k: so many contributors", 2),
    "k": Option("withhold a cell of which the n largest have more than this percentage; 0 leaves this rule out", 0.0),
    "totals": Option("give the totals as well: rows in which a dimension is empty", False),
    "language": Option("how numbers are written, such as nl (1.234,5); '' settles it cell by cell", ""),
}
#: what a withheld cell says, and in which column; of small and of helping cells the same
FLAG, WITHHELD = "flag", "suppressed"
#: more cells than this are not protected in reasonable time
MOST = 3_000
#: nor more rows of figures that nobody said whose they are
MOST_ALONE = 20_000
#: per cent: a withheld count must be able to be none at all, and twice as many; a little less than 100, for a solver is not exact
WHOLE = 99.999


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The protected table: the dimensions, the figure (under its own name, or `rows`), and `flag`. notes: `withheld` and `cells`.

    The query reads a table that this makes in the engine, which holds nothing of a withheld cell.
    Raises: Invalid without dimensions, for columns that are not there, and for tables of more than 3,000 cells.
    """
    asked = settled(NAME, options, OPTIONS)
    by, value = list(asked["by"]), asked["value"]
    dimensions(engine, relation, by, [value] if value else [])
    if asked["contributor"]:
        there(engine, relation, [asked["contributor"]], NAME)
    rules = ("p_percent", "threshold", *(["dominance"] if asked["k"] else []))
    settings = Options(asked["p"], asked["n"], asked["k"] or 85.0, asked["minimum"], rules, coalition=asked["coalition"])
    many = int(engine.rows(f"SELECT count(*) FROM (SELECT DISTINCT {', '.join(f't.{identifier(name)}' for name in by)} FROM {relation} AS t) AS d")[0][0])
    if many > MOST:
        raise Invalid(f"a table of {many:,} cells is too fine to be protected", where=NAME, way_out=f"take fewer or coarser dimensions: at most {MOST:,} cells")
    if value and not asked["contributor"] and engine.rows(f"SELECT count(*) FROM {relation} AS t")[0][0] > MOST_ALONE:
        raise Invalid("it was not said whose these figures are, and there are too many rows to make each one of its own", where=NAME, way_out='name the column: contributor = "..."')
    cells, p = _cells(engine, relation, asked, settings)
    done = protect(cells, Options(p, settings.n, settings.k, settings.minimum, settings.rules, coalition=settings.coalition), "count" if not value else "value")
    return _told(engine, relation, asked, done.table(), done.note)


def _cells(engine: DuckDB, relation: str, asked: Mapping[str, Any], settings: Options) -> tuple[Linked, float]:
    """The cells with their margins, and how far (in per cent) a withheld one must stay uncertain."""
    from scipy.sparse import csr_matrix

    by = asked["by"]
    keys = ", ".join(f"coalesce(t.{identifier(name)}, '') AS {identifier(name)}" for name in by)
    value = number_sql(f"t.{identifier(asked['value'])}", asked["language"]) if asked["value"] else "1"
    if asked["contributor"] or asked["value"]:
        who = f"t.{identifier(asked['contributor'])}" if asked["contributor"] else "CAST(t._row AS VARCHAR)"
        rows = f"(SELECT {keys}, {who} AS __who, {value} AS __value FROM {relation} AS t)"
        return linked(engine, rows, [by], "__who", "__value", settings), settings.p
    # of counts nobody knows more than the one that they are; up to the minimum they stand for themselves, which is all the threshold needs
    counted = f"SELECT {keys}, count(*) AS __n FROM {relation} AS t GROUP BY {', '.join(map(str, range(1, len(by) + 1)))}"
    steps = " UNION ALL ".join(f"SELECT {n} AS __i" for n in range(settings.minimum + 1))
    number = " || chr(31) || ".join(identifier(name) for name in by)
    rows = (f"(SELECT {', '.join(identifier(name) for name in by)}, {number} || chr(31) || CAST(__i AS VARCHAR) AS __who, "
            f"CASE WHEN __i < {settings.minimum} THEN 1 ELSE __n - {settings.minimum} END AS __value FROM ({counted}) AS c, ({steps}) AS s WHERE __i < __n)")
    cells = linked(engine, rows, [by], "__who", "__value", Options(settings.p, settings.n, settings.k, settings.minimum, ("threshold",)))
    return replace(cells, names=(), own=csr_matrix((0, len(cells)))), WHOLE


def _told(engine: DuckDB, relation: str, asked: Mapping[str, Any], table: pa.Table, note: str) -> Safer:
    """The published cells as a table in the engine, and the query over it."""
    by, figure = asked["by"], asked["value"] or COUNTED
    inner = np.ones(table.num_rows, dtype=bool)
    if not asked["totals"]:
        for name in by:
            inner &= table[name].is_valid().to_numpy(zero_copy_only=False)
    shown = table.filter(pa.array(inner))
    withheld = int(shown["value"].null_count)
    name = f"remedy:{hashlib.sha256(repr((relation, sorted(asked.items()))).encode()).hexdigest()[:16]}"
    engine.load(name, shown.select([*by, "value", "status"]))
    flag = next(one for one in (FLAG, *(f"{FLAG} {n}" for n in range(2, len(by) + 3))) if one not in (*by, figure))
    order = ", ".join(f"c.{identifier(one)} NULLS LAST" for one in by)
    kept = ", ".join(f"nullif(c.{identifier(one)}, '') AS {identifier(one)}" for one in by)
    sql = (f"SELECT row_number() OVER (ORDER BY {order}) AS _row, CAST(NULL AS BIGINT) AS _line, {kept}, {text_sql('c.value')} AS {identifier(figure)}, "
           f"CASE WHEN c.value IS NULL THEN '{WITHHELD}' END AS {identifier(flag)} FROM {identifier(name)} AS c")
    notes = {"gathered": True, "withheld": withheld, "cells": shown.num_rows, **({"note": note} if note else {})}
    return Safer(sql, ("_row", "_line", *by, figure, flag), same_rows=False, notes=notes)
