"""What people judged about links: it wins over every method, and a pair nobody else found becomes a link by their word.

A judgement's subject is "<id>|<predicate>|<id>" (for same_as the smaller id first), its body {"state": "accepted" or
"rejected", "why": ...}. Judgements about records that this delivery does not hold wait in the ledger. Who judged stays there too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB

COLUMNS = ("subject", "predicate", "object", "state", "why")


def load_judged(engine: DuckDB, judgements: Iterable[dict[str, Any]]) -> None:
    """`judged` (subject, predicate, object, state, why, kind): the last word on each pair, for records that are there."""
    last: dict[tuple[str, str, str], tuple[str, str]] = {}
    for one in judgements:
        parts, state = one["subject"].split("|"), one["body"].get("state")
        if len(parts) == 3 and state in ("accepted", "rejected"):
            subject, predicate, other = parts
            if predicate == "same_as":
                subject, other = sorted((subject, other))
            last[subject, predicate, other] = (state, str(one["body"].get("why") or ""))
    rows = [(*pair, state, json.dumps(why, ensure_ascii=False)) for pair, (state, why) in sorted(last.items())]
    engine.load("judgement", pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(COLUMNS)}))
    known = "SELECT id, 'work' AS kind FROM work UNION ALL SELECT id, 'agent' FROM agent"
    engine.run("judged", (
        f"SELECT j.subject AS subject, j.predicate AS predicate, j.object AS object, j.state AS state, j.why AS why, CASE WHEN s.kind = o.kind THEN s.kind ELSE 'work-agent' END AS kind "
        f"FROM judgement AS j JOIN ({known}) AS s ON s.id = j.subject JOIN ({known}) AS o ON o.id = j.object WHERE j.subject <> j.object"))
