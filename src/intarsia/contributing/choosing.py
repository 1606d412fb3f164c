"""Choosing: what is done about each column: as the rules suggest, another remedy that fits it, or nothing; kept by a draft as choices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from intarsia.errors import Invalid
from intarsia.shelf.remedies.recipe import Recipe

AS_IS, SUGGESTED, LEAVE_OUT, KEPT = "as is", "suggested", "leave-out", "kept"
#: the key of what is suggested for the file as a whole, such as to wait for a day
WHOLE = ""


def full(column: Mapping[str, Any]) -> str:
    """A column of a report as people write it: `column`, or `list.column`."""
    return f"{column['list']}.{column['column']}" if column.get("list") else str(column["column"])


def options(column: Mapping[str, Any]) -> list[tuple[str, str, float | None]]:
    """What may be chosen for a column of a report beside "suggested" and "as is": (value, words, share that is kept); leaving out is always among it."""
    found = [(f"{one['remedy']}:{n}", str(one["words"]), one["kept"]) for n, one in enumerate(column.get("choices", ())) if one["remedy"] != LEAVE_OUT]
    out = next((one["kept"] for one in column.get("choices", ()) if one["remedy"] == LEAVE_OUT), None)
    return [*found, (LEAVE_OUT, "", out)]


def value(column: Mapping[str, Any], choices: Mapping[str, Any], suggests: bool) -> str:
    """Which of them is chosen, as a form says it; "kept" for a remedy of an earlier delivery that is not among them. suggests: do the rules suggest something?"""
    chosen = choices.get(full(column))
    if chosen is None:
        return SUGGESTED if suggests else AS_IS
    if chosen == AS_IS:
        return AS_IS
    if chosen["remedy"] == LEAVE_OUT:
        return LEAVE_OUT
    return next((f"{one['remedy']}:{n}" for n, one in enumerate(column.get("choices", ())) if (one["remedy"], one["options"]) == (chosen["remedy"], chosen["options"])), KEPT)


def read(report: Mapping[str, Any], form: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The choices that a form makes: column -> value, as `value` and `options` wrote them; columns it does not name stay as suggested. before: the choices until now.

    Raises: Invalid for a value that this file does not offer.
    """
    choices: dict[str, Any] = {}
    touched = suggested_for(report)
    for column in report["columns"]:
        name = full(column)
        said = form.get(name, SUGGESTED if name in touched else AS_IS)
        if said == SUGGESTED or (said == AS_IS and name not in touched):
            continue
        if said == KEPT and name in before:
            choices[name] = before[name]
            continue
        choices[name] = AS_IS if said == AS_IS else _remedy(column, said)
    if form.get(WHOLE) == AS_IS:
        choices[WHOLE] = AS_IS
    return choices


def _remedy(column: Mapping[str, Any], said: str) -> dict[str, Any]:
    if said == LEAVE_OUT:
        return {"remedy": LEAVE_OUT, "options": {}}
    offered = list(column.get("choices", ()))
    remedy, _, number = said.partition(":")
    if not number.isdecimal() or int(number) >= len(offered) or offered[int(number)]["remedy"] != remedy:
        raise Invalid("this cannot be done with that column", where=full(column), way_out="load the page again and choose from its list")
    return {"remedy": remedy, "options": dict(offered[int(number)]["options"])}


def as_before(report: Mapping[str, Any], recipe: Recipe) -> dict[str, Any]:
    """The choices by which a delivery is treated as the earlier ones were, where that is another remedy of a column than is suggested now."""
    suggested = {(column, act["remedy"], json.dumps(act["options"], sort_keys=True)) for act in report["suggested"] for column in act["columns"]}
    there = {full(column) for column in report["columns"]}
    expected, touched = {one.column for one in recipe.expects}, {column for act in recipe.acts for column in act.columns}
    found: dict[str, Any] = {name: AS_IS for name in suggested_for(report) & expected - touched}
    for act in recipe.acts:
        for column in act.columns:
            if column in there and (column, act.remedy, json.dumps(dict(act.options), sort_keys=True)) not in suggested:
                found[column] = {"remedy": act.remedy, "options": dict(act.options)}
    return found


def suggested_for(report: Mapping[str, Any]) -> set[str]:
    """The columns that a suggested remedy changes."""
    return {column for act in report["suggested"] for column in act["columns"]}


def acts(report: Mapping[str, Any], choices: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The remedies that follow: those that are suggested, but for the columns about which something else was chosen, and the chosen ones.

    Each has remedy, columns, options and because; those of one kind and options stand together, in the order of the file's columns.
    """
    order = {full(column): n for n, column in enumerate(report["columns"])}
    found: list[dict[str, Any]] = []
    for act in report["suggested"]:
        kept = [column for column in act["columns"] if column not in choices]
        if kept or (not act["columns"] and WHOLE not in choices):
            found.append({"remedy": act["remedy"], "columns": kept, "options": dict(act["options"]), "because": list(act["because"])})
    for column in sorted((name for name in choices if name in order), key=lambda name: order[name]):
        if choices[column] == AS_IS:
            continue
        same = next((act for act in found if act["columns"] and (act["remedy"], act["options"]) == (choices[column]["remedy"], choices[column]["options"])), None)
        if same is not None:
            same["columns"] = sorted([*same["columns"], column], key=lambda name: order.get(name, len(order)))
        else:
            found.append({"remedy": choices[column]["remedy"], "columns": [column], "options": dict(choices[column]["options"]), "because": []})
    return found
