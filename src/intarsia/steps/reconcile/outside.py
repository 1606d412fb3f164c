"""What services elsewhere said of words, made candidates: of our own concept where one has that name, else of theirs, as "service:id"."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.matching import Labels, candidates
from intarsia.matching.candidate import as_row

CANDIDATE = pa.schema([("facet", pa.string()), ("vocabulary", pa.string()), ("value", pa.string()), ("rank", pa.int64()), ("concept", pa.string()), ("label", pa.string()),
                       ("language", pa.string()), ("probability", pa.float64()), ("source", pa.string()), ("reason", pa.string())])
FAILED = pa.schema([("facet", pa.string()), ("vocabulary", pa.string()), ("value", pa.string())])
MOST = 0.9  # a service's word is never enough: nothing tells how often it is right, so a person is asked
LEAST = 0.1  # for what a service names, though it is spelt quite otherwise


@dataclass(frozen=True)
class Outside:
    """What services elsewhere said: candidates (columns of CANDIDATE), and the words for which one failed (columns of FAILED)."""

    candidates: pa.Table = field(default_factory=CANDIDATE.empty_table)
    failed: pa.Table = field(default_factory=FAILED.empty_table)


def outside(engine: DuckDB, told: Iterable[tuple[str, str, pa.Table]], labels: Mapping[str, Labels]) -> Outside:
    """From the answers of services (name, facet, rows of `store.reconciliation.SCHEMA`), for the words of the table `word`.

    A match that a service is sure of counts as .9, another candidate by how alike its name and the word are; at most .9.
    """
    rows: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for name, facet, answers in told:
        by_value: dict[str, list[dict[str, Any]]] = {}
        for answer in answers.to_pylist():
            by_value.setdefault(answer["value"], []).append(answer)
        for vocabulary, value in engine.rows("SELECT vocabulary, value FROM word WHERE facet = ? ORDER BY vocabulary, value", [facet]):
            given = by_value.get(value, [])
            where = {"facet": facet, "vocabulary": vocabulary, "value": value}
            if any(one["state"] == "failed" for one in given):
                failed.append(where)
            rows += [{**where, **row} for row in _candidates(name, value, [one for one in given if one["rank"] is not None], labels.get(vocabulary))]
    return Outside(pa.Table.from_pylist(rows, schema=CANDIDATE), pa.Table.from_pylist(failed, schema=FAILED))


def _candidates(name: str, value: str, given: list[dict[str, Any]], own: Labels | None) -> list[dict[str, Any]]:
    theirs = Labels(tuple(one["id"] for one in given), tuple(one["name"] or "" for one in given), ("pref",) * len(given), ("",) * len(given))
    alike = {one.concept: one for one in candidates([value], theirs, most=len(given))[0]} if given else {}
    sure = [one["id"] for one in given if one["match"]]
    found: dict[str, dict[str, Any]] = {}
    for one in given:
        near = alike.get(one["id"])
        chance = MOST if sure == [one["id"]] else min(MOST, near.probability if near else LEAST)
        reason = as_row(near) if near else {"fields": []}
        reason["fields"] = [*reason["fields"], {"field": "service", "level": "a service is sure of it" if one["match"] else "a service names it", "weight": 0.0}]
        concept = (own.owner(one["name"] or "") if own is not None else "") or f"{name}:{one['id']}"
        row = {"rank": one["rank"], "concept": concept, "label": one["name"], "language": None, "probability": round(chance, 4), "source": name,
               "reason": json.dumps(reason, ensure_ascii=False, sort_keys=True)}
        if concept not in found or found[concept]["probability"] < row["probability"]:
            found[concept] = row
    total = max(1.0, sum(row["probability"] for row in found.values()))
    return [{**row, "probability": round(row["probability"] / total, 4)} for row in found.values()]
