"""studies: what was registered to be asked of an intervention meets the figures of a release: registrations and tables in, rows of `study` out.

The answer is computed here and never when somebody reads it, so that a study is registered before its result can be seen, and a
page shows what the release holds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.impact import Result, counted, estimate, panel
from intarsia.impact.events import Event
from intarsia.impact.panel import first_day
from intarsia.impact.result import rounded
from intarsia.impact.staggered import several
from intarsia.impact.study import Study
from intarsia.store import columnar
from intarsia.tables import TABLES

READ = ("observation", "intervention", "agent", "place", "work")
LIBRARIES = ("diff-diff", "bsts-causalimpact")
EVERY_SECTOR = "cross-sector"
#: where the name of a unit stands, by kind
NAMES = {"agent": ("agent", "name"), "place": ("place", "name"), "work": ("work", "title")}


def studied(engine: DuckDB, studies: Iterable[Study], languages: Sequence[str], hashes: Mapping[str, Mapping[str, str]],
            changed: Mapping[str, Mapping[str, Any]] | None = None) -> pa.Table:
    """A row of the table `study` for each registration. hashes: dataset -> table -> hash of its rows, told with each result. changed: of those that were changed after their result was
    shown, the hash of what it was shown for (`hash`) and what `differs`."""
    rows = [_row(engine, study, languages, hashes, (changed or {}).get(study.id, {})) for study in sorted(studies, key=lambda one: one.id)]
    return pa.Table.from_pylist(rows, schema=columnar.schema(TABLES["study"]))


def _row(engine: DuckDB, study: Study, languages: Sequence[str], hashes: Mapping[str, Mapping[str, str]], changed: Mapping[str, Any]) -> dict[str, Any]:
    done = _one(engine, f"SELECT * FROM intervention WHERE dataset = {quote(study.dataset)} AND record = {quote(study.record)} ORDER BY id LIMIT 1")
    names = _names(engine, study) if done else {}
    treated = _treated(study, done, names) if done else ""
    found, told = _figures(engine, study, treated) if done else (None, {})
    if done and found is not None and study.records:
        result, more = _several(engine, study, names, found, told)
    else:
        result, more = _result(engine, study, done, treated, names, found, told) if done and found is not None else (Result("NO DESIGN", "overlay", (("no-intervention", {}),), ""), {})
    rests = {(study.dataset, "intervention"), (study.outcome_dataset, "observation"), *({(told["per"]["dataset"], "observation")} if told.get("per") else ())}
    inputs = [{"dataset": dataset, "table": table, "hash": hashes[dataset][table]} for dataset, table in sorted(rests) if table in hashes.get(dataset, {})]
    record = rounded(result.record() | more | {"changed": dict(changed), "figures": told, "inputs": inputs, "libraries": {name: version(name) for name in LIBRARIES}})
    first = next((language for language in languages if language in study.title), next(iter(study.title)))
    flat = {name: record[name] for name in ("design", "status", "effect", "low", "high", "p", "mde_up", "mde_down", "suppressed")}
    return {name: None for name in TABLES["study"].names} | flat | {
        "id": study.id, "hash": study.hash, "title": study.title[first], "question": study.question.get(first) or next(iter(study.question.values())), "who": study.who,
        "registered": study.registered, "seen": study.seen, "intervention": done["id"] if done else None, "outcome_dataset": study.outcome_dataset, "measure": study.measure,
        "unit": told.get("unit") or None, "about": treated or None, "about_kind": study.about, "direction": study.direction, "frequency": study.frequency,
        "since": study.since or None, "start": done["start"] if done else None, "until": study.until or None,
        "registration": json.dumps(study.content(), ensure_ascii=False, sort_keys=True), "result": json.dumps(record, ensure_ascii=False, sort_keys=True),
    }


def _figures(engine: DuckDB, study: Study, treated: str) -> tuple[pa.Table, dict[str, Any]]:
    """The figures of a study, one for each unit and period, and what is told of them: their unit, the ways of counting, what is not used and why, and what they are divided by."""
    since, until = (first_day(study.since) if study.since else ""), _last(study.until)
    engine.run("study_said", counted.said(study, treated, since, until))
    engine.run("study_kept", counted.kept("study_said"))
    unused = {row["why"]: row["n"] for row in _rows(engine, "SELECT why, count(*) AS n FROM study_said WHERE why <> '' GROUP BY why")}
    unused["repeated"] = int((_one(engine, "SELECT coalesce(sum(repeated), 0) AS n FROM study_kept WHERE NOT apart") or {"n": 0})["n"])
    own = _rows(engine, f"SELECT DISTINCT method, way FROM study_said WHERE why = '' AND value IS NOT NULL AND unit = {quote(treated)} ORDER BY method")
    ways = {row["way"] for row in own}
    other = _rows(engine, "SELECT DISTINCT unit, way FROM study_said WHERE why = '' AND value IS NOT NULL ORDER BY unit, way")
    measured = _one(engine, "SELECT min(measured_in) AS one FROM study_said WHERE why = ''")
    told: dict[str, Any] = {
        "unit": measured["one"] or "" if measured else "", "measured_in": measured["one"] or "" if measured else "", "methods": [row["method"] for row in own],
        "unused": {why: unused[why] for why in counted.REASONS if unused.get(why)},
        "otherwise": sorted({row["unit"] for row in other if row["way"] not in ways} - {treated}) if ways else [],
        "apart": sorted({row["unit"] for row in _rows(engine, "SELECT DISTINCT unit FROM study_kept WHERE apart")}),
    }
    if study.per:
        told["per"] = _divided(engine, study, treated)
        scope = f", {told['per']['segment']}" if told["per"].get("segment") else ""
        told["unit"] = f"{told['unit']} per 1000 {study.per}{scope}".strip()
    return engine.stream(f"SELECT unit, period, value, flag, place FROM {'study_divided' if study.per else 'study_kept'} ORDER BY ALL").read_all(), told


def _divided(engine: DuckDB, study: Study, treated: str) -> dict[str, Any]:
    """Divide the figures by one source of what they are asked per; what is told of it. Without any source, every figure is missing."""
    engine.run("study_divisors", counted.divisors(study, "study_kept"))
    sources = _rows(engine, counted.sources("study_divisors", treated))
    used: dict[str, Any] = sources[0] if sources else {"dataset": "", "measured_in": "", "way": "", "segment": "", "guessed": 0}
    engine.run("study_used", counted.chosen("study_divisors", used["dataset"], used["measured_in"], used["way"]))
    engine.run("study_divided", counted.divided("study_kept", "study_used"))
    lacking = _one(engine, "SELECT coalesce(sum(CASE WHEN without THEN 1 ELSE 0 END), 0) AS without, coalesce(sum(CASE WHEN unsure THEN 1 ELSE 0 END), 0) AS unsure FROM study_divided")
    beside = _one(engine, counted.between("study_divisors", "study_used")) or {}
    return {**{name: used[name] for name in ("dataset", "measured_in", "way", "segment")}, "estimated": int(used["guessed"]),
            "others": int(beside.get("n") or 0), "apart": beside.get("apart"),
            "without": int(lacking["without"]) if lacking else 0, "unsure": int(lacking["unsure"]) if lacking else 0}


def _names(engine: DuckDB, study: Study) -> dict[str, str]:
    """The names of the units, by id."""
    if study.about not in NAMES:
        return {}
    table, column = NAMES[study.about]
    own = "" if study.about == "place" else f" AND dataset = {quote(study.outcome_dataset)}"
    return {row["id"]: row["name"] for row in _rows(engine, f"SELECT id, min({column}) AS name FROM {table} WHERE {column} IS NOT NULL{own} GROUP BY id ORDER BY id")}


def _treated(study: Study, done: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The id of the unit that it was done to; "" where the names lead to none, or to several."""
    wanted = study.unit or done["about"] or (done["place"] if study.about == "place" else "")
    found = _called(names, wanted)
    return wanted if wanted in names or (study.about in ("place", "sector") and wanted and not found) else found[0] if len(found) == 1 else ""


def _called(names: Mapping[str, str], name: str | None) -> list[str]:
    folded = " ".join((name or "").casefold().split())
    return sorted(unit for unit, written in names.items() if folded and " ".join(written.casefold().split()) == folded)


def _result(engine: DuckDB, study: Study, done: Mapping[str, Any], treated: str, names: Mapping[str, str], found: pa.Table,
            figured: Mapping[str, Any]) -> tuple[Result, dict[str, Any]]:
    places = {row["unit"]: row["place"] for row in found.group_by("unit").aggregate([("place", "min")]).rename_columns(["unit", "place"]).to_pylist()}
    happened = _rows(engine, "SELECT * FROM intervention ORDER BY id")
    events, common = _events(study, done, happened, names, places)
    since, until = (first_day(study.since) if study.since else ""), _last(study.until)
    without = {unit for name in study.without for unit in ([name] if name in places else _called(names, name))}
    told = {unit: names.get(unit, unit) for unit in places}
    wide = not done["about"] and study.about != "place"  # it holds for a place: every unit there had it too
    had = {unit for unit, place in places.items() if unit != treated and place == places.get(treated)} if wide else set()
    more = {"names": told, "common": [{"intervention": one.id, "title": one.title, "start": one.start} for one in common if one.within(since or "0001-01-01", until or "9999-12-31")],
            "apart": {unit: why for name, why in study.without.items() for unit in ([name] if name in places else _called(names, name))}}
    if not treated:
        return Result("NO DESIGN", "overlay", (("no-unit", {}),), ""), more
    if study.per and not figured["per"]["dataset"]:
        return Result("NO DESIGN", "overlay", (("no-divisor", {"per": study.per}),), treated, study.frequency), more
    if treated in figured["apart"]:
        return Result("NO DESIGN", "overlay", (("two-figures", {}),), treated, study.frequency), more
    figures = panel(found.filter(pc.invert(pc.is_in(found.column("unit"), pa.array(figured["apart"], pa.string())))), study.frequency)
    direction = study.direction if study.direction in ("up", "down") else ""
    result = estimate(figures, treated, done["start"], since=since, until=until, direction=direction, without=without | had, events=events, own=frozenset({done["id"]}))
    if had and result.status == "NO DESIGN":
        result = replace(result, reasons=(("all-treated", {"n": len(had)}), *(one for one in result.reasons if one[0] != "no-comparison")))
    left = [(unit, "treated" if unit in had else why) for unit, why in result.left_out] + [(unit, "apart") for unit in figured["apart"]]
    return replace(result, left_out=tuple(left)), more


def _several(engine: DuckDB, study: Study, names: Mapping[str, str], found: pa.Table, figured: Mapping[str, Any]) -> tuple[Result, dict[str, Any]]:
    """One thing that was done to several units, each on its own day: those that had it against those that never did, or not yet."""
    listed = ", ".join(map(quote, study.records))
    rows = _rows(engine, f"SELECT * FROM intervention WHERE dataset = {quote(study.dataset)} AND record IN ({listed}) ORDER BY start, id")
    starts: dict[str, str] = {}
    for row in rows:
        if unit := _treated(replace(study, unit=""), row, names):
            starts.setdefault(unit, row["start"])
    places = {row["unit"]: row["place"] for row in found.group_by("unit").aggregate([("place", "min")]).rename_columns(["unit", "place"]).to_pylist()}
    events, common = _events(study, rows[0], _rows(engine, "SELECT * FROM intervention ORDER BY id"), names, places)
    since, until = (first_day(study.since) if study.since else ""), _last(study.until)
    apart = {unit: why for name, why in study.without.items() for unit in ([name] if name in places else _called(names, name))}
    more = {"names": {unit: names.get(unit, unit) for unit in sorted({*places, *starts})},
            "common": [{"intervention": one.id, "title": one.title, "start": one.start} for one in common], "apart": apart,
            "starts": starts, "interventions": [row["id"] for row in rows]}
    if study.per and not figured["per"]["dataset"]:
        return Result("NO DESIGN", "overlay", (("no-divisor", {"per": study.per}),), next(iter(starts), ""), study.frequency), more
    figures = panel(found.filter(pc.invert(pc.is_in(found.column("unit"), pa.array(figured["apart"], pa.string())))), study.frequency)
    result = several(figures, starts, since=since, until=until, direction=study.direction if study.direction in ("up", "down") else "", without=apart, events=events,
                     own=frozenset(row["id"] for row in rows))
    return replace(result, left_out=(*result.left_out, *((unit, "apart") for unit in figured["apart"]))), more


def _events(study: Study, done: Mapping[str, Any], happened: list[dict[str, Any]], names: Mapping[str, str],
            places: Mapping[str, str | None]) -> tuple[dict[str, list[Event]], list[Event]]:
    """Interventions of each unit that would disturb a comparison, and those that all units have in common.

    It disturbs what is of the same sector as the one studied, or of all sectors. One that holds for a place holds for each unit there; where all units are there it tells none of them apart.
    """
    events, common = defaultdict(list), []
    for row in happened:
        if row["sector"] and done["sector"] and row["sector"] not in (done["sector"], EVERY_SECTOR) and done["sector"] != EVERY_SECTOR:
            continue
        one = Event(row["id"], row["title"], row["start"], row["end"] or "")
        units = _called(names, row["about"]) if row["about"] else [unit for unit, place in places.items() if row["place"] in ((unit,) if study.about == "place" else (place,))]
        units = [unit for unit in units if unit in places]
        if len(places) > 1 and len(units) == len(places):
            common.append(one)
            continue
        for unit in units:
            events[unit].append(one)
    return dict(events), common


def _last(day: str) -> str:
    """The last day of what may be a year, a month or a day."""
    return {4: f"{day}-12-31", 7: f"{day}-31"}.get(len(day), day)


def _rows(engine: DuckDB, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.stream(sql).read_all().to_pylist()
    return rows


def _one(engine: DuckDB, sql: str) -> dict[str, Any] | None:
    return next(iter(_rows(engine, sql)), None)
