"""Everything a release knows of one work, from every dataset that has it, each row with the dataset that says it."""

from __future__ import annotations

from typing import Any

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web import why
from intarsia.web.sources import sourced

LISTS = ("titles", "makers", "terms", "identifiers", "figures", "events", "relations")
MOST_FOUND = 1000
MOST_FIGURES = 500
OTHER = ("title", "language", "form", "sector", "date", "dataset")
MOST_LINKS = 200


def record(reader: Reader, identifier: str, only: str | None = None) -> dict[str, Any]:
    """The work and all rows about it; `records` holds its row in every dataset that has it, the one asked for first.

    only: rows of that dataset alone. Raises: NotFound.
    """
    ids = [identifier, *same(reader, "work", identifier)]
    linked = _linked(reader, identifier, ids)
    works = {row["id"]: row for row in reader.where("work", "id", [*ids, *(one["work"] for one in linked if one["work"])])}
    agents = {row["id"]: row for row in reader.where("agent", "id", [one["agent"] for one in linked if one["agent"]])}
    if identifier not in works:
        raise NotFound(f"there is no work with the id '{identifier[:80]}' in this release", way_out="search for its title below")
    own = ("publisher", "synthetic", "licence", "object_rights", "mining", "selection")
    mine = sorted((works[one] for one in ids if one in works), key=lambda row: (row["id"] != identifier, row["dataset"], row["id"]))
    records = sourced(reader, mine, *own)
    data: dict[str, Any] = {**records[0], "records": records}
    data.update(_lists(reader, identifier, ids, [one["dataset"] for one in records]))
    data["figures"] = sourced(reader, data["figures"], "synthetic")
    data["links"] = _links(reader, linked, works, agents)
    if only:
        for name in ("records", "links", *LISTS):
            data[name] = [one for one in data[name] if one["dataset"] == only]
        if only != data["dataset"]:
            data["links"] = []
    return data


def _lists(reader: Reader, identifier: str, ids: list[str], datasets: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each of `LISTS`: a few, so they are put in order here, which SQL does for more than it costs to find them."""
    def mine(table: str, column: str = "work") -> list[dict[str, Any]]:
        return reader.where(table, column, ids, datasets)

    kinds = {"main": 0, "original": 1}
    titles = sorted(mine("title"), key=lambda one: (one["work"] != identifier, kinds.get(one["kind"], 2), *_last(one, "language", "value")))
    terms = sorted(mine("term"), key=lambda one: (*_last(one, "facet", "concept", "value"), one["work"] != identifier, *_last(one, "dataset")))
    figures = sorted(reader.where("observation", "about", ids), key=lambda one: _last(one, "measure", "segment", "place", "period_start"))
    events = sorted(mine("status_event"), key=lambda one: _last(one, "as_of", "on"))
    relations = sorted(mine("relation"), key=lambda one: _last(one, "predicate", "title"))
    return {
        "titles": _only(titles, "value", "language", "kind", "dataset"),
        "makers": _makers(reader, identifier, mine("contribution"), datasets),
        "terms": _only(terms, "facet", "value", "concept", "state", "score", "dataset"),
        "identifiers": identifiers(mine("identifier", "entity")),
        "figures": _only(figures[:MOST_FIGURES], "measure", "value", "unit", "place", "period_start", "period_end", "segment", "flag", "method", "dataset", "about"),
        "events": _only(events, "status", "on", "as_of", "source", "window", "dataset"),
        "relations": _only(relations, "predicate", "title", "maker", "form", "key", "dataset"),
    }


def _makers(reader: Reader, identifier: str, credits: list[dict[str, Any]], datasets: list[str]) -> list[dict[str, Any]]:
    """Who did what in the work, with what the datasets say of them."""
    agents = {one["id"]: one for one in reader.where("agent", "id", [one["agent"] for one in credits if one["agent"]], datasets)}
    told = [{**_only([agents[one["agent"]]], "id", "name", "kind", "year_start", "year_end")[0], **_only([one], "role", "role_written", "name_written", "position", "dataset")[0],
             "work": one["work"]} for one in credits if one["agent"] in agents]
    told.sort(key=lambda one: (one["work"] != identifier, *_last(one, "dataset", "position", "name")))
    return [{name: value for name, value in one.items() if name != "work"} for one in told]


def identifiers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of `identifier`, each identifier once, with the first dataset by name that says it."""
    found: dict[tuple[Any, Any], dict[str, Any]] = {}
    for one in sorted(rows, key=lambda one: _last(one, "scheme", "value", "dataset")):
        found.setdefault((one["scheme"], one["value"]), {name: one[name] for name in ("scheme", "value", "dataset")})
    return list(found.values())


def _last(row: dict[str, Any], *names: str) -> tuple[tuple[bool, Any], ...]:
    """A sort key by these columns; what is not known goes last."""
    return tuple((row[name] is None, "" if row[name] is None else row[name]) for name in names)


def _only(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names} for row in rows]


def same(reader: Reader, kind: str, identifier: str) -> list[str]:
    """The other records of a kind, "work" or "agent", that are one entity with this one."""
    if not reader.manifest["tables"].get("entity", {}).get("parts"):
        return []
    return [row[0] for row in reader.rows("SELECT DISTINCT member FROM entity WHERE kind = $kind AND member <> $id AND cluster IN (SELECT cluster FROM entity WHERE member = $id)",
                                          {"id": identifier, "kind": kind})]


def known_entity(reader: Reader, identifier: str) -> str | None:
    """The entity that a record belongs to, with others."""
    rows = reader.where("entity", "member", [identifier])
    return str(rows[0]["cluster"]) if rows else None


def _linked(reader: Reader, identifier: str, ids: list[str]) -> list[dict[str, Any]]:
    """The links of a work, each with the work at its other end; `forward` when it starts here."""
    started = reader.where("link", "subject", ids)
    ended = [one for one in reader.where("link", "object", ids) if one["subject"] not in ids]
    found = []
    for one in [one for one in (*started, *ended) if one["kind"] in ("work", "work-agent")][:MOST_FOUND]:
        subject, target = one["subject"], one["object"]
        agent = target if one["kind"] == "work-agent" else None
        other = None if agent else target if subject == identifier or (subject in ids and target is not None and target != identifier) else subject
        found.append({**_only([one], "id", "predicate", "state", "probability", "method", "evidence")[0], "forward": subject in ids, "work": other, "agent": agent})
    return found


def _links(reader: Reader, linked: list[dict[str, Any]], works: dict[str, dict[str, Any]], agents: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Links with a card of the work, or of the agent, at the other end: accepted ones first, then proposed ones, each kind by year."""
    order = {"accepted": 0, "proposed": 1}
    found = [{**one, "evidence": why.read(one["evidence"]), **{name: works.get(one["work"] or "", {}).get(name) for name in OTHER}} for one in linked]
    found = [{**one, "title": agents[one["agent"]]["name"], "dataset": agents[one["agent"]]["dataset"]} if one["agent"] in agents else one for one in found]
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
