"""What the child process does when somebody chose remedies: apply them, let the rules look again, and say what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from intarsia.checking import child, rival, sentences, telling
from intarsia.checking.losing import Losses
from intarsia.engine.duckdb import identifier
from intarsia.errors import IntarsiaError
from intarsia.shelf import loader
from intarsia.shelf.remedies.figures import number_sql
from intarsia.shelf.remedies.recipe import Act, Recipe
from intarsia.shelf.rules import useful
from intarsia.shelf.rules.delivery import Delivery
from intarsia.steps import remedy
from intarsia.triage import looking, remedying, running
from intarsia.triage.running import Ruled
from intarsia.triage.verdict import POOL, judged, to_act

WARM = child.WARM
#: remedies after which a figure lies within so wide a band, and the option that says how wide
WITHIN = {"bands": "width", "round": "to"}


def in_child(
    path: str, format_name: str, options: dict[str, Any], folder: str, own: str, memory: int, lang: str, about: dict[str, str], pool: str, acts: list[dict[str, Any]],
    columns: dict[str, str],
) -> dict[str, Any]:
    """What `contributing.weighing` asks of the child; the answer is JSON-able.

    acts: remedy, columns, options and because of each chosen remedy; the rest as of `checking.child.in_child`.
    Raises: Invalid, NotFound for a remedy that cannot be applied.
    """
    with child.opened(path, format_name, options, folder, own, memory, about, pool, columns) as one:
        delivery, lang = one.delivery, sentences.language(lang)
        ruled = running.run(delivery, one.rules, lang)
        losses = Losses(delivery, one.shelf)
        chosen = tuple(_act(act, ruled) for act in acts)
        recipe = Recipe(tuple(replace(act, loss=losses.of(act)) for act in chosen))
        safer = applied(delivery, recipe, one.shelf, Path(folder))
        after = running.run(safer, one.rules, lang) if safer.columns else []
        left = to_act(after)
        of_use = bool(safer.columns) and (useful.useful(safer.columns) or any(act.remedy == remedying.BLUR for act in chosen))
        signed = all(one.found.state == "not checked" for one in left)
        verdict = judged(safer, after, signed, of_use).dataset if left else "OPEN" if of_use else "DESCRIBE ONLY"
        remedies = loader.remedies(one.shelf)
        return {
            "verdict": verdict, "words": sentences.words(verdict, 0, lang), "left": sorted({one.rule for one in left}), "findings": [telling.finding(one) for one in left],
            "acts": [telling.act_told(act, remedies, lang) for act in recipe.acts], "rows_in": delivery.rows, "rows_out": safer.rows, "columns": [c.full for c in safer.columns],
            "gone": [c.full for c in delivery.columns if c.full not in {other.full for other in safer.columns}],
            "rival": seen_by_rival(delivery, safer, ruled, chosen, lang), "recipe": remedying.expecting(recipe, delivery, ruled, left).text,
        }  # fmt: skip


def _act(given: dict[str, Any], ruled: Sequence[Ruled]) -> Act:
    """A chosen remedy; where nobody says why, it is for what the rules ask of its columns."""
    columns = tuple(map(str, given["columns"]))
    because = tuple(map(str, given.get("because") or ())) or tuple(dict.fromkeys(one.rule for one in to_act(ruled) if set(columns) & set(one.found.columns)))
    return Act(str(given["remedy"]), columns, dict(given.get("options") or {}), because)


def applied(delivery: Delivery, recipe: Recipe, own: Path | None, folder: Path) -> Delivery:
    """The safer tables. What waits for others, or for a day, is not taken away here: the rows are looked at as they will leave."""
    waits = (POOL, "delay")
    relations = {table: delivery.relation(table) for table in {c.table for c in delivery.columns} | {""}}
    done = remedy.remedied(delivery.engine, replace(recipe, acts=tuple(act for act in recipe.acts if act.remedy not in waits)), relations, own)
    return looking.of_tables(delivery.name, delivery.engine, {table: one.sql for table, one in done.tables.items()}, delivery.context, delivery, "after", folder)


def seen_by_rival(delivery: Delivery, safer: Delivery, ruled: Sequence[Ruled], acts: Sequence[Act], lang: str) -> dict[str, Any] | None:
    """What a rival learns of each figure once these remedies are applied: nothing of one that is left out, all of one that stays as it is."""
    found = rival.shown(delivery, ruled, lang)
    if found is None:
        return None
    there = {c.full for c in safer.columns}
    measures = [{**one, **_after(delivery, one["column"], there, [act for act in acts if one["column"] in act.columns])} for one in found["measures"]]
    return {**found, "measures": measures, "sentences": rival.sentences(measures, found["p"], lang)}


def _after(delivery: Delivery, column: str, there: set[str], acts: Sequence[Act]) -> dict[str, Any]:
    if column not in there:
        return {"after": {"low": 0.0, "high": None}, "remedy": "leave-out"}
    within = next((act for act in acts if act.remedy in WITHIN), None)
    interval = _band(delivery, column, within) if within is not None else None
    return {"after": interval, "remedy": within.remedy} if within is not None and interval else {"after": {"low": rival.WHOLE, "high": rival.WHOLE}, "remedy": "as is"}


def _band(delivery: Delivery, column: str, act: Act) -> dict[str, float | None] | None:
    """Where a rival places the usual figure that stands in a band or is rounded, in percent of the figure: the medians of both ends."""
    one = next(c for c in delivery.columns if c.full == column)
    width = float(act.options.get(WITHIN[act.remedy], 0) or 0)
    if width <= 0:
        return None
    v, w = number_sql(identifier(one.name)), repr(width)
    low = f"(v - v % {w})" if act.remedy == "bands" else f"(v + {w} / 2 - (v + {w} / 2) % {w} - {w} / 2)"
    try:
        ends = f"median(100 * greatest({low}, 0) / v), median(100 * ({low} + {w}) / v)"
        found = delivery.engine.rows(f"SELECT {ends} FROM (SELECT {v} AS v FROM {delivery.relation(one.table)}) AS t WHERE v > 0")
    except IntarsiaError:
        return None
    lower, upper = found[0]
    return None if lower is None else {"low": round(float(lower), 1), "high": round(float(upper), 1)}
