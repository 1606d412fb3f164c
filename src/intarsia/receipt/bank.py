"""The bank of questions (bank.toml): for how many of a dataset's records each can be answered, from the own file alone and with the links."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from intarsia.receipt.basis import BOUNDS, Basis
from intarsia.shelf.feeds.recordfacts import facts_sql

#: what stands for a record's own data, which need no link
OWN = 2.0


@cache
def questions() -> list[dict[str, str]]:
    """The questions in their order: key, text by language, sql."""
    found: list[dict[str, str]] = tomllib.loads((Path(__file__).with_name("bank.toml")).read_text("utf-8"))["question"]
    return found


def answered(basis: Basis, dataset: str) -> dict[str, Any]:
    """How many questions of the bank can be answered for one record at least: alone, and with links at each bound; and for how many records each."""
    d = {"d": dataset}
    basis.make("mine", "SELECT id, 'work' AS kind FROM work WHERE dataset = $d UNION ALL SELECT id, 'agent' FROM agent WHERE dataset = $d", d)
    basis.make("known", f"SELECT id AS own, kind, id AS record, {OWN} AS p FROM mine UNION ALL SELECT m.id, m.kind, q.other, CASE WHEN q.dataset = $d THEN {OWN} ELSE q.p END "
                        "FROM mine AS m JOIN pair AS q ON q.own = m.id WHERE q.p >= 0.5", d)
    basis.make("known_fact", f"SELECT m.id AS own, m.kind AS kind, f.record AS record, f.field AS field, f.value AS value, CASE WHEN f.dataset = $d THEN {OWN} ELSE 1.0 END AS p "
                             f"FROM ({facts_sql('mine')}) AS f JOIN mine AS m ON m.id = f.record UNION ALL "
                             "SELECT k.own, k.kind, k.record, f.field, f.value, k.p FROM known AS k JOIN fact AS f ON f.record = k.record WHERE k.record <> k.own", d)
    basis.make("known_tie", f"SELECT own, way, predicate, other, CASE WHEN dataset = $d THEN {OWN} ELSE p END AS p FROM tie WHERE own_dataset = $d AND p >= 0.5", d)
    counted = ", ".join(f"count(*) FILTER (p >= {bound}) AS b{n}" for n, bound in enumerate((*BOUNDS, OWN)))
    parts = [f"SELECT {n} AS n, {counted} FROM (SELECT own, max(p) AS p FROM ({one['sql']}) AS q GROUP BY own) AS a" for n, one in enumerate(questions())]
    rows = sorted(basis.rows(" UNION ALL ".join(parts)), key=lambda row: row["n"])
    listed = [{"key": one["key"], "question": {"en": one["en"], "nl": one["nl"]}, "alone": row["b3"], "with": {f"{bound:g}": row[f"b{n}"] for n, bound in enumerate(BOUNDS)}}
              for one, row in zip(questions(), rows, strict=True)]
    return {"bank": len(listed), "alone": sum(one["alone"] > 0 for one in listed),
            "with": {f"{bound:g}": sum(one["with"][f"{bound:g}"] > 0 for one in listed) for bound in BOUNDS}, "list": listed}
