"""Everything a release knows of one work, from every dataset that has it, each row with the dataset that says it."""

from __future__ import annotations

import re
from typing import Any

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web import why
from intarsia.web.sources import parts, sourced

_MINE = "IN (SELECT unnest($ids))"
#: name -> (table that must have rows, its query); $ids are the records that are this work, $id the one asked for;
#: @table: the rows of the datasets that have the work
LISTS = {
    "titles": ("title", f"SELECT value, language, kind, dataset FROM @title WHERE work {_MINE} "
               "ORDER BY work <> $id, CASE kind WHEN 'main' THEN 0 WHEN 'original' THEN 1 ELSE 2 END, language, value"),
    "makers": ("contribution", "SELECT c.agent AS id, a.name, a.kind, a.year_start, a.year_end, c.role, c.role_written, c.name_written, c.position, c.dataset "
              f"FROM @contribution AS c JOIN @agent AS a ON a.id = c.agent WHERE c.work {_MINE} ORDER BY c.work <> $id, c.dataset, c.position, a.name"),
    "terms": ("term", f"SELECT facet, value, concept, state, score, dataset FROM @term WHERE work {_MINE} ORDER BY facet, concept, value, work <> $id, dataset"),
    "identifiers": ("identifier", f"SELECT scheme, value, min(dataset) AS dataset FROM @identifier WHERE entity {_MINE} GROUP BY scheme, value ORDER BY scheme, value"),
    "figures": ("observation", "SELECT measure, value, unit, place, period_start, period_end, segment, flag, method, dataset, about "
               f"FROM observation WHERE about {_MINE} ORDER BY measure, segment, place, period_start LIMIT 500"),
    "events": ("status_event", f"SELECT status, \"on\", as_of, source, \"window\", dataset FROM @status_event WHERE work {_MINE} ORDER BY as_of, \"on\""),
    "relations": ("relation", f"SELECT predicate, title, maker, form, key, dataset FROM @relation WHERE work {_MINE} ORDER BY predicate, title"),
}


LINKS = (f"SELECT id, predicate, state, probability, method, evidence, subject {_MINE} AS forward, "
         f"CASE WHEN subject = $id OR (subject {_MINE} AND object <> $id) THEN object ELSE subject END AS work "
         f"FROM link WHERE kind = 'work' AND (subject {_MINE} OR object {_MINE}) LIMIT 1000")
OTHER = ("title", "language", "form", "sector", "date", "dataset")
MOST_LINKS = 200


def record(reader: Reader, identifier: str, only: str | None = None) -> dict[str, Any]:
    """The work and all rows about it; `records` holds its row in every dataset that has it, the one asked for first.

    only: rows of that dataset alone. Raises: NotFound.
    """
    ids = [identifier, *_same(reader, identifier)]
    values = {"ids": ids, "id": identifier}
    linked = reader.records(LINKS, values)
    rows = reader.records("SELECT * FROM work WHERE id IN (SELECT unnest($wanted))", {"wanted": [*ids, *(one["work"] for one in linked if one["work"])]})
    works = {row["id"]: row for row in rows}
    if identifier not in works:
        raise NotFound(f"there is no work with the id '{identifier[:80]}' in this release", way_out="search for its title below")
    own = ("publisher", "synthetic", "licence", "object_rights", "mining", "selection")
    mine = sorted((works[one] for one in ids if one in works), key=lambda row: (row["id"] != identifier, row["dataset"], row["id"]))
    records = sourced(reader, mine, *own)
    data: dict[str, Any] = {**records[0], "records": records}
    datasets = [one["dataset"] for one in records]
    for name, (table, sql) in LISTS.items():
        given = reader.manifest["tables"].get(table, {}).get("parts", {})
        if not given or ("@" in sql and not set(given) & set(datasets)):
            data[name] = []
            continue
        needed = {key: value for key, value in values.items() if re.search(rf"\${key}\b", sql)}
        data[name] = reader.records(parts(reader, sql, datasets), needed)
    data["figures"] = sourced(reader, data["figures"], "synthetic")
    data["links"] = _links(reader, linked, works)
    if only:
        for name in ("records", "links", *LISTS):
            data[name] = [one for one in data[name] if one["dataset"] == only]
        if only != data["dataset"]:
            data["links"] = []
    return data


def _same(reader: Reader, identifier: str) -> list[str]:
    """The other records that are this work."""
    if not reader.manifest["tables"].get("entity", {}).get("parts"):
        return []
    return [row[0] for row in reader.rows("SELECT DISTINCT member FROM entity WHERE kind = 'work' AND member <> $id AND cluster IN (SELECT cluster FROM entity WHERE member = $id)",
                                          {"id": identifier})]


def _links(reader: Reader, linked: list[dict[str, Any]], works: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Links with a card of the work at the other end: accepted ones first, then proposed ones, each kind by year."""
    order = {"accepted": 0, "proposed": 1}
    found = [{**one, "evidence": why.read(one["evidence"]), **{name: works.get(one["work"] or "", {}).get(name) for name in OTHER}} for one in linked]
    years = {one: row["year_start"] for one, row in works.items() if row["year_start"] is not None}
    found.sort(key=lambda one: (order.get(one["state"], 2), one["predicate"], one["work"] not in years, years.get(one["work"] or "", 0), one["id"]))
    return sourced(reader, found[:MOST_LINKS], "synthetic")


def facts(data: dict[str, Any]) -> list[dict[str, Any]]:
    """What is stated of a work, as rows of (kind, facet, items); an item says its value, how it was written, its state and which datasets say so."""
    found: dict[tuple[str, str], dict[tuple[Any, ...], list[str]]] = {}

    def say(kind: str, value: Any, dataset: str, written: str | None = None, state: str | None = None, facet: str = "") -> None:
        if value not in (None, ""):
            datasets = found.setdefault((kind, facet), {}).setdefault((value, written, state), [])
            if dataset not in datasets:
                datasets.append(dataset)

    languages = {term["dataset"] for term in data["terms"] if term["facet"] == "language"}
    for one in data["records"]:
        say("date", one["date"] or one["date_written"], one["dataset"], one["date_written"])
        say("status", one["status"], one["dataset"])
        if one["dataset"] not in languages:
            say("language", one["language"], one["dataset"])
    for term in data["terms"]:
        mapped = term["concept"] if term["state"] in ("matched", "accepted") else None
        say("term", mapped or term["value"], term["dataset"], term["value"], None if mapped else term["state"], term["facet"])
    for one in data["records"]:
        say("page", one["page"], one["dataset"])
        say("licence", one["licence"] or "", one["dataset"])
        say("rights", one["rights"] or one["object_rights"], one["dataset"], None if one["rights"] else "dataset")
        say("mining", one["mining"] or "ask", one["dataset"])
    return [{"kind": kind, "facet": facet, "items": [{"value": value, "written": written, "state": state, "datasets": datasets}
                                                     for (value, written, state), datasets in items.items()]} for (kind, facet), items in found.items()]


def contributors(data: dict[str, Any], family: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which datasets a page about a work rests on, and what each brought to it."""
    brought: dict[str, dict[str, int]] = {}
    for what, rows in (("records", data["records"]), ("figures", data["figures"]), ("works", [one for one in family if one["id"] not in {r["id"] for r in data["records"]}])):
        for row in rows:
            counts = brought.setdefault(row["dataset"], {"records": 0, "figures": 0, "works": 0})
            counts[what] += 1
    return [{"dataset": dataset, **counts} for dataset, counts in brought.items()]
