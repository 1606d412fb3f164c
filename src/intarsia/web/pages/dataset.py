"""Datasets: what each contributor shares, under which terms, how well it was read, and who decided."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.store.searchindex import Filters
from intarsia.web.gather import gather
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["datasets"])
COLUMNS = ("id", "iri", "title", "publisher", "sector", "goal", "selection", "language", "period", "licence", "object_rights", "mining", "synthetic",
           "verdict", "decided_by", "decided_on", "rows_in", "rows_out", "rows_rejected", "works", "observations")
PREVIEW = 20


@page(router, "/datasets", "json", "csv", about="All datasets with their terms and counts")
def datasets(visit: Asked) -> Response:
    """All datasets as a page, JSON or CSV."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    found = visit.serving.once(reader, "contributors", lambda: contributors(reader))
    return visit.answer("datasets.html", found, meta={"total": len(found)}, table=(COLUMNS, ([one[c] for c in COLUMNS] for one in found)))


@page(router, "/datasets/{id}", "json", about="One dataset: description, terms, decision, files, columns, findings, a preview")
def dataset(visit: Asked, id: str) -> Response:
    """The page of a dataset and its twin."""
    if kept := visit.kept():
        return kept
    data = card(visit.reader, id, visit.language)
    hits = visit.reader.search("", Filters(facets={"dataset": (id,)}), limit=PREVIEW, counts=False)
    data["preview"] = {"total": hits.total, "works": hits.cards}
    return visit.answer("dataset.html", data, links={"works": visit.href("/explore", dataset=id)}, frames=frames(data["frames"]))


def contributors(reader: Reader) -> list[dict[str, Any]]:
    """Every dataset, with the rows it gave to this release."""
    parts = {table: reader.manifest["tables"].get(table, {}).get("parts", {}) for table in ("work", "observation", "intervention")}
    found = reader.records("SELECT * FROM dataset ORDER BY id")
    for one in found:
        for table, name in (("work", "works"), ("observation", "observations"), ("intervention", "interventions")):
            one[name] = parts[table].get(one["id"], {}).get("rows", 0)
    return found


def card(reader: Reader, identifier: str, language: str) -> dict[str, Any]:
    """Everything the release knows about a dataset.

    Raises: NotFound.
    """
    lists = {
        "titles": ("label*", "SELECT language, value, kind FROM label WHERE entity = $id AND kind IN ('title', 'description') ORDER BY kind, language"),
        "distributions": ("distribution", "SELECT * FROM distribution WHERE dataset = $id ORDER BY name"),
        "frames": ("frame", "SELECT measure, period, size, source FROM frame WHERE dataset = $id ORDER BY measure, period"),
        "columns": ("profile", "SELECT distribution, source_table, position, \"column\", type, rows, filled, distinct_values, longest "
                   "FROM profile WHERE dataset = $id ORDER BY 1, 2, 3"),
        "findings": ("finding", "SELECT distribution, \"column\", rule, severity, message, count FROM finding WHERE dataset = $id "
                    "ORDER BY CASE severity WHEN 'violation' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, count DESC, rule, \"column\""),
        "rejected": ("rejected", "SELECT distribution, stage, reason, count(*) AS count, min(line) AS line, min(row) AS row "
                    "FROM rejected WHERE dataset = $id GROUP BY 1, 2, 3 ORDER BY 4 DESC, 3"),
    }
    found = reader.records("SELECT * FROM dataset WHERE id = $id", {"id": identifier})
    if not found:
        raise NotFound(f"there is no dataset named '{identifier[:80]}' in this release", way_out="see them all: /datasets")
    data = {**found[0], **gather(reader, lists, identifier, identifier)}
    for table in ("work", "observation", "intervention", "agent"):
        data[f"{table}s"] = reader.manifest["tables"].get(table, {}).get("parts", {}).get(identifier, {}).get("rows", 0)
    told = [one for one in data.pop("titles") if one["kind"] == "description"]
    data["description"] = next((one["value"] for one in told if one["language"] == language), data["description"])
    return data


def frames(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Frames with equal sizes over a run of years told in one line each."""
    found: list[dict[str, Any]] = []
    for row in rows:
        last = found[-1] if found else None
        if last and (last["measure"], last["size"], last["source"]) == (row["measure"], row["size"], row["source"]) and _next(last["to"], row["period"]):
            last["to"] = row["period"]
        else:
            found.append({**row, "from": row["period"], "to": row["period"]})
    return found


def _next(one: str, other: str) -> bool:
    """Is `other` the year (or season "2008/09") after `one`?"""
    a, b = re.match(r"\d{4}", one), re.match(r"\d{4}", other)
    return bool(a and b) and len(one) == len(other) and int(b[0]) == int(a[0]) + 1  # type: ignore[index]
