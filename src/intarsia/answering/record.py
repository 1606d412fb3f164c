"""An answer as data: one JSON form and one table for every door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from intarsia.answering.citing import cite, reproduce
from intarsia.answering.release import Release
from intarsia.evidence import Speaker
from intarsia.evidence.wording import allowed
from intarsia.shelf.insights.base import Answer, Field


def headline(answer: Answer, language: str) -> str:
    """The finding where the evidence holds, else the neutral title."""
    return allowed(answer.finding, answer.evidence.state, language) if answer.finding and answer.evidence.holds else answer.title


def record(answer: Answer, release: Release, say: Speaker) -> dict[str, Any]:
    """The JSON form of an answer."""
    return {
        "insight": answer.insight, "headline": headline(answer, say.language), "title": answer.title, "unit": answer.unit, "definition": answer.definition,
        "evidence": answer.evidence.record(), "chosen": dict(answer.chosen), **_rows(answer.fields, answer.rows, answer.leads),
        "chart": {name: value for name, value in asdict(answer.chart).items() if value}, "notes": list(answer.notes), "caveats": list(answer.caveats),
        "needs": [asdict(one) for one in answer.needs], "tests": [asdict(one) for one in answer.tests], "quality": [asdict(one) for one in answer.quality],
        "datasets": list(answer.datasets), "aside": {key: _rows(fields, rows, ()) for key, (fields, rows) in answer.aside.items()},
        "cite": cite(answer, release, say), "reproduce": reproduce(answer, release),
    }


def table(answer: Answer) -> tuple[list[str], tuple[tuple[Any, ...], ...]]:
    """The rows with the names of their fields, as every CSV has them."""
    return [field.name for field in answer.fields], answer.rows


def arrow(answer: Answer) -> pa.Table:
    """The same as Arrow: numbers where all values of a field are numbers, else text."""
    names, rows = table(answer)
    return pa.table({name: column([row[place] for row in rows]) for place, name in enumerate(names)})


def column(values: list[Any]) -> pa.Array:
    """Values as one column: numbers where all are numbers, else text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool} or kinds <= {int} or kinds <= {int, float}:
        return pa.array(values, {frozenset({bool}): pa.bool_(), frozenset({int}): pa.int64()}.get(frozenset(kinds), pa.float64() if kinds else pa.string()))
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _rows(fields: Sequence[Field], rows: Sequence[Sequence[Any]], leads: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    names = [field.name for field in fields]
    told = [dict(zip(names, row, strict=True)) for row in rows]
    for row, (path, pairs) in zip(told, leads, strict=bool(leads)) if leads else ():
        row["lead"] = {"path": path, "parameters": dict(pairs)}
    return {"fields": [asdict(field) for field in fields], "rows": told}
