"""Where the records of one entity disagree: said side by side, and not settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

PLAIN = re.compile(r"-?[0-9]{4}(-[0-9]{2}){1,2}")
#: kind -> what of a record can be in disagreement; a value that a record lacks disagrees with nothing
FIELDS = {"work": ("date", "form", "language", "status"), "agent": ("kind", "year_start", "year_end", "country")}


def differing(kind: str, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Per field that records of an entity state differently: each value, with the datasets and records that state it.

    kind: "work" or "agent"; records: rows of that table with `dataset` and `id`. A date that is only less exact is no disagreement.
    """
    found = []
    for field in FIELDS[kind]:
        said: dict[Any, list[dict[str, Any]]] = {}
        for one in records:
            if one[field] not in (None, "", "unknown"):
                said.setdefault(one[field], []).append(one)
        values = list(said)
        if len(values) > 1 and any(_differ(field, said[a][0], said[b][0]) for n, a in enumerate(values) for b in values[n + 1:]):
            found.append({"field": field, "values": [{"value": value, "datasets": list(dict.fromkeys(one["dataset"] for one in rows)), "records": [one["id"] for one in rows]}
                                                     for value, rows in said.items()]})
    return found


def _differ(field: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    if field != "date":
        return True
    first, last, other_first, other_last = (row.get(column) for row in (one, other) for column in ("year_start", "year_end"))
    if first is None or last is None or other_first is None or other_last is None:
        return False
    if last < other_first or other_last < first:
        return True
    dates = [str(row["date"]) for row in (one, other)]
    return all(PLAIN.fullmatch(date) for date in dates) and not (dates[0].startswith(dates[1]) or dates[1].startswith(dates[0]))
