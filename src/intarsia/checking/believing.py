"""Believing: a child's answer, looked at field by field: only plain values of the right kinds, only words that are known."""

from __future__ import annotations

from typing import Any

from intarsia.model import VERDICTS
from intarsia.shelf.rules.base import KINDS, STATES, TESTS

#: fields of a column that triage adds, and what they are without it
COLUMN = {"finding": "none", "verdict": "OPEN", "rule": "", "title": "", "reason": "", "way_out": "", "count": 0, "lines": [], "suggested": "", "loss": "", "choices": []}


def believed(found: dict[str, Any], name: str) -> dict[str, Any]:
    """The report of the answer.

    Raises: ValueError, TypeError, KeyError, IndexError or AttributeError for anything else than was asked for.
    """
    told = found["told"]
    becomes = {(str(table), str(column)): tuple(map(str, said)) for table, column, *said in found["judged"]}
    verdicts = {(str(table), str(column)): _column(one) for table, column, one in told["verdicts"]}
    described, columns = [str(word) for word in found["described"]], []
    for table, at, column, kind, *counts in found["columns"]:
        row: dict[str, Any] = dict(zip(described, (str(table), int(at), str(column), str(kind), *(None if n is None else int(n) for n in counts)), strict=True))
        place = (row["list"], row["column"])
        what, confidence, why = becomes.get(place, ("", "", ""))
        columns.append({**row, "becomes": what, "confidence": confidence, "why": why, **verdicts.get(place, COLUMN)})
    rejected = [{"record": None if r is None else int(r), "line": None if n is None else int(n), "reason": str(reason)} for r, n, reason in found["rejected"]]
    read = {
        "file": name, "format": str(found["format"]), "options": dict(found["options"]), "rows": int(found["rows"]), "columns": columns, "rejected": rejected,
        "rejected_in_all": len(rejected) + int(found["more"]), "drafted": bool(found["drafted"]), "makes": str(found["makes"]), "form": str(found["form"]),
    }  # fmt: skip
    return {**read, **_triage(told)}


def _triage(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "verdict": _one_of(told["verdict"], VERDICTS), "words": str(told["words"]), "sentence": str(told["sentence"]), "after": _one_of(told["after"], VERDICTS),
        "changes": int(told["changes"]),
        "tests": [{"test": _one_of(one["test"], TESTS), "title": str(one["title"]), "state": _one_of(one["state"], STATES), "says": str(one["says"])} for one in told["tests"]],
        "findings": [finding(one) for one in told["findings"]],
        "not_checked": [str(text) for text in told["not_checked"]],
        "suggested": [act(one) for one in told["suggested"]],
        "serves": {str(kind): [str(column) for column in found] for kind, found in told["serves"].items()},
        "keys": {str(key): str(column) for key, column in told["keys"].items()},
        "licence": {"licence": str(told["licence"]["licence"]), "from": str(told["licence"]["from"])},
        "as_of": str(told["as_of"]),
        "charts": [_chart(one) for one in told["charts"]],
        "rival": plain(told["rival"]),
        "drift": [{"kind": str(one["kind"]), "column": str(one["column"]), "sentence": str(one["sentence"]), "stops": bool(one["stops"])} for one in told["drift"]],
    }  # fmt: skip


def _chart(one: dict[str, Any]) -> dict[str, Any]:
    bars = [{"label": str(bar["label"]), "count": int(bar["count"])} for bar in one["bars"]]
    return {"chart": str(one["chart"]), "title": str(one["title"]), "column": str(one["column"]), "bars": bars}


def _column(one: dict[str, Any]) -> dict[str, Any]:
    texts = {name: str(one[name]) for name in ("rule", "title", "reason", "way_out", "suggested", "loss")}
    return {"finding": _one_of(one["finding"], KINDS), "verdict": _one_of(one["verdict"], VERDICTS), **texts, "count": int(one["count"]), "lines": [int(line) for line in one["lines"]],
            "choices": [_choice(choice) for choice in one["choices"]]}


def _choice(one: dict[str, Any]) -> dict[str, Any]:
    return {"remedy": str(one["remedy"]), "options": plain(one["options"]), "words": str(one["words"]), "loss": str(one["loss"]), "kept": None if one["kept"] is None else float(one["kept"])}


def finding(one: dict[str, Any]) -> dict[str, Any]:
    """A finding of an answer; raises as `believed`."""
    texts = {name: str(one[name]) for name in ("rule", "title", "why", "way_out", "source")}
    return {
        **texts,
        "test": _one_of(one["test"], TESTS),
        "kind": _one_of(one["kind"], KINDS),
        "state": _one_of(one["state"], STATES),
        "verdict": _one_of(one["verdict"], VERDICTS),
        "columns": [str(c) for c in one["columns"]],
        "count": int(one["count"]),
        "lines": [int(line) for line in one["lines"]],
        "parameters": plain(one["parameters"]),
        "acts": bool(one["acts"]),
    }


def act(one: dict[str, Any]) -> dict[str, Any]:
    """A remedy of an answer; raises as `believed`."""
    texts = {name: str(one[name]) for name in ("remedy", "title", "words", "loss")}
    return {
        **texts,
        "columns": [str(c) for c in one["columns"]],
        "options": plain(one["options"]),
        "because": [str(rule) for rule in one["because"]],
        "kept": None if one["kept"] is None else float(one["kept"]),
        "rows": int(one["rows"]),
    }


def plain(value: Any, deep: int = 0) -> Any:
    """A value of texts, numbers, lists and tables, as JSON gives it, no deeper than a report is."""
    if deep > 8:
        raise ValueError("too deep")
    if isinstance(value, dict):
        return {str(key): plain(one, deep + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one, deep + 1) for one in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(type(value).__name__)


def _one_of(word: Any, known: tuple[str, ...]) -> str:
    if word not in known:
        raise ValueError("an unknown word")
    return str(word)
