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

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.errors import Invalid
from intarsia.impact import Result, estimate, panel
from intarsia.impact.events import Event
from intarsia.impact.panel import first_day
from intarsia.impact.result import rounded
from intarsia.impact.study import Study
from intarsia.store import columnar
from intarsia.tables import TABLES

READ = ("observation", "intervention", "agent", "place", "work")
LIBRARIES = ("diff-diff", "bsts-causalimpact")
#: days that a period of each frequency lasts, from and to
LASTING = {"month": (28, 31), "quarter": (89, 92), "year": (365, 366)}
EVERY_SECTOR = "cross-sector"
#: where the name of a unit stands, by kind
NAMES = {"agent": ("agent", "name"), "place": ("place", "name"), "work": ("work", "title")}


def studied(engine: DuckDB, studies: Iterable[Study], languages: Sequence[str], hashes: Mapping[str, Mapping[str, str]]) -> pa.Table:
    """A row of the table `study` for each registration. hashes: dataset -> table -> hash of its rows, told with each result."""
    rows = [_row(engine, study, languages, hashes) for study in sorted(studies, key=lambda one: one.id)]
    return pa.Table.from_pylist(rows, schema=columnar.schema(TABLES["study"]))


def _row(engine: DuckDB, study: Study, languages: Sequence[str], hashes: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    done = _one(engine, f"SELECT * FROM intervention WHERE dataset = {quote(study.dataset)} AND record = {quote(study.record)} ORDER BY id LIMIT 1")
    found = engine.stream(_figures(study)).read_all() if done else None
    names = _names(engine, study) if done else {}
    treated = _treated(study, done, names) if done else ""
    result, more = _result(engine, study, done, treated, names, found) if done and found is not None else (Result("NO DESIGN", "overlay", (("no-intervention", {}),), ""), {})
    inputs = [{"dataset": dataset, "table": table, "hash": hashes[dataset][table]} for dataset, table in sorted({(study.dataset, "intervention"), (study.outcome_dataset, "observation")})
              if table in hashes.get(dataset, {})]
    record = rounded(result.record() | more | {"inputs": inputs, "libraries": {name: version(name) for name in LIBRARIES}})
    first = next((language for language in languages if language in study.title), next(iter(study.title)))
    units = found.column("figure_unit").unique().to_pylist() if found is not None and found.num_rows else []
    flat = {name: record[name] for name in ("design", "status", "effect", "low", "high", "p", "mde_up", "mde_down", "suppressed")}
    return {name: None for name in TABLES["study"].names} | flat | {
        "id": study.id, "hash": study.hash, "title": study.title[first], "question": study.question.get(first) or next(iter(study.question.values())), "who": study.who,
        "registered": study.registered, "seen": study.seen, "intervention": done["id"] if done else None, "outcome_dataset": study.outcome_dataset, "measure": study.measure,
        "unit": units[0] if len(units) == 1 else None, "about": treated or None, "about_kind": study.about, "direction": study.direction, "frequency": study.frequency,
        "since": study.since or None, "start": done["start"] if done else None, "until": study.until or None,
        "registration": json.dumps(study.content(), ensure_ascii=False, sort_keys=True), "result": json.dumps(record, ensure_ascii=False, sort_keys=True),
    }


def _figures(study: Study) -> str:
    """The figures of a study: unit, period, value, flag, their unit, and where they were counted."""
    low, high = LASTING[study.frequency]
    segment = f"o.segment = {quote(study.segment)}" if study.segment else "o.segment IS NULL"
    method = f" AND o.method = {quote(study.method)}" if study.method else ""
    where = (f"o.dataset = {quote(study.outcome_dataset)} AND o.measure = {quote(study.measure)} AND o.about_kind = {quote(study.about)} AND {segment}{method} AND "
             f"o.about IS NOT NULL AND date_diff('day', CAST(o.period_start AS DATE), CAST(o.period_end AS DATE)) + 1 BETWEEN {low} AND {high}")
    if not study.per:
        return (f"SELECT o.about AS unit, o.period_start AS period, o.value, o.flag, o.unit AS figure_unit, o.place FROM observation AS o WHERE {where} "
                "ORDER BY ALL")
    return (f"WITH per AS (SELECT about AS place, substr(period_start, 1, 4) AS year, max(value) AS size FROM observation WHERE about_kind = 'place' AND measure = "
            f"{quote(study.per)} AND segment IS NULL GROUP BY ALL) SELECT o.about AS unit, o.period_start AS period, 1000 * o.value / nullif(p.size, 0) AS value, o.flag, "
            f"o.unit || ' per 1000 ' || {quote(study.per)} AS figure_unit, o.place FROM observation AS o LEFT JOIN per AS p ON p.place = "
            f"CASE WHEN o.about_kind = 'place' THEN o.about ELSE o.place END AND p.year = substr(o.period_start, 1, 4) WHERE {where} ORDER BY ALL")


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


def _result(engine: DuckDB, study: Study, done: Mapping[str, Any], treated: str, names: Mapping[str, str], found: pa.Table) -> tuple[Result, dict[str, Any]]:
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
    try:
        figures = panel(found, study.frequency)
    except Invalid:
        return Result("NO DESIGN", "overlay", (("two-figures", {}),), treated, study.frequency), more
    direction = study.direction if study.direction in ("up", "down") else ""
    result = estimate(figures, treated, done["start"], since=since, until=until, direction=direction, without=without | had, events=events, own=frozenset({done["id"]}))
    if had and result.status == "NO DESIGN":
        result = replace(result, reasons=(("all-treated", {"n": len(had)}), *(one for one in result.reasons if one[0] != "no-comparison")))
    return replace(result, left_out=tuple((unit, "treated" if unit in had else why) for unit, why in result.left_out)), more


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
