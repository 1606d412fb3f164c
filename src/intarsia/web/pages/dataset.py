"""Datasets: what each contributor shares, under which terms, how well it was read, who decided, and how it went over the releases."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from intarsia import notices
from intarsia.errors import Broken, Invalid, NotFound
from intarsia.reader import Reader
from intarsia.shelf import loader
from intarsia.tables import TABLES
from intarsia.web import citation, datarequest, preview, readied, snippets, tablefile
from intarsia.web.gather import gather
from intarsia.web.gone import missing
from intarsia.web.pages.release import manifests
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["datasets"])
COLUMNS = ("id", "iri", "title", "publisher", "sector", "goal", "selection", "language", "period", "licence", "object_rights", "mining", "synthetic",
           "verdict", "decided_by", "decided_on", "rows_in", "rows_out", "rows_rejected", "works", "observations", "notice", "readiness")
COUNTED = ("work", "agent", "observation", "intervention", "concept")
TABS = ("overview", "preview", "columns", "quality", "history", "use")


@page(router, "/datasets", "json", "csv", about="All datasets with their terms and counts")
def datasets(visit: Asked) -> Response:
    """All datasets as a page, JSON or CSV."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    found = visit.serving.once(reader, "contributors", lambda: contributors(reader))
    ready = readied.everything(visit)
    found = [{**one, "readiness": ready[one["id"]].rung if one["id"] in ready else None} for one in found]
    return visit.answer("datasets.html", found, meta={"total": len(found)}, table=(COLUMNS, ([one[c] for c in COLUMNS] for one in found)), ladders=readied.ladders(visit))


@page(router, "/datasets/{id}", "json", "csv", "parquet", about="One dataset: description, terms, decision, files, columns, findings, a preview; its rows as CSV and Parquet")
def dataset(visit: Asked, id: str) -> Response:
    """The page of a dataset and its twins; CSV and Parquet are all rows of its first table, or of the one asked for."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    if visit.path.endswith(".parquet") or visit.form == "csv":
        return rows(visit, id)
    tab = visit.request.query_params.get("tab", "") or TABS[0]
    if tab not in TABS:
        raise Invalid(f"there is no tab named '{tab[:40]}'", where="tab", way_out=f"one of: {', '.join(TABS)}")
    data = dict(visit.serving.once(reader, f"card {id} {visit.language}", lambda: card(visit, id)))
    table, asked = chosen(visit, id), visit.request.query_params.get("table", "")
    shown = visit.serving.once(reader, f"preview {id} {table}", lambda: preview.preview(reader, id, table)) if table else None
    data["preview"] = shown.data if shown else None
    data["history"] = history(visit, id)
    data["notices"] = notices.of_dataset(reader, id, visit.language)
    cite = citation.of_dataset(reader, id, visit.names("dataset", id), data["publisher"])
    data["citation"] = cite.data(visit.words)
    data["readiness"] = ladder = readied.ladder(visit, id)
    links = {"works": visit.href("/explore", dataset=id) if data["works"] else None, "csv": visit.href(f"/datasets/{id}.csv", table=asked) if shown else None,
             "parquet": visit.href(f"/datasets/{id}.parquet", table=asked) if shown else None}
    code = snippets.of_table(visit, f"/datasets/{id}", shown.table, id, reader.id, asked) if shown else []
    letter = datarequest.letter(visit, data, visit.names("dataset", id)) if data["verdict"] == "ASK" else {}
    return visit.answer("dataset.html", data, links=links, decision=data["beside"] or dict.fromkeys(TABLES["decision"].names), letter=letter,
                        rule_titles=rule_titles(visit.language) if data["beside"] else {}, frames=frames(data["frames"]), tab=tab, tabs=tabs(visit), ladder=ladder, preview=shown,
                        cite=cite, snippets=code,
                        table=((), ()) if shown else None, tables=preview.tables(reader, id), asked=asked)


def rule_titles(language: str) -> dict[str, str]:
    """What each rule is called."""
    return {name: str(rule.TITLE.get(language) or rule.TITLE["en"]) for name, rule in loader.rules().items()}


def tabs(visit: Visit) -> dict[str, str]:
    """The tabs of a dataset's page by their names."""
    _ = visit.words
    return dict(zip(TABS, (_("Overview"), _("Preview"), _("Columns"), _("Quality"), _("History"), _("Use")), strict=True))


def rows(visit: Visit, identifier: str) -> Response:
    """All rows of one of the dataset's tables as a file."""
    reader = visit.reader
    if not reader.rows("SELECT 1 FROM dataset WHERE id = ?", [identifier]):
        raise missing(visit, "dataset", identifier)
    table = chosen(visit, identifier)
    if table is None:
        raise NotFound(f"dataset '{identifier[:80]}' has no rows in this release, only its description", way_out=f"see it: {visit.href(f'/datasets/{identifier}')}")
    path = reader.path / "tables" / table / f"{identifier}.parquet"
    if not path.is_file():
        raise Broken(f"the file tables/{table}/{identifier}.parquet is in the manifest but not on disk", way_out="verify the release: intarsia verify")
    if visit.path.endswith(".parquet"):
        return FileResponse(path, headers=visit.headers(), media_type=tablefile.PARQUET, filename=f"{identifier}-{table}.parquet")
    order = ", ".join(f'"{key}"' for key in TABLES[table].key)
    batches = reader.batches(f"SELECT * FROM {preview.source(reader, table, identifier)} ORDER BY {order}")
    return tablefile.sent("csv", f"{identifier}-{table}", batches.schema, batches, visit.headers(), body=visit.request.method != "HEAD")


def chosen(visit: Visit, identifier: str) -> str | None:
    """The table asked for, else the first in which the dataset has rows; None when it has none.

    Raises: NotFound for a table without rows of it.
    """
    there = preview.tables(visit.reader, identifier)
    asked = visit.request.query_params.get("table", "")
    if asked and asked not in there:
        raise NotFound(f"dataset '{identifier[:80]}' has no rows in a table '{asked[:40]}'", way_out=f"those it has: {', '.join(there) or 'none'}")
    return asked or next(iter(there), None)


def contributors(reader: Reader) -> list[dict[str, Any]]:
    """Every dataset, with the rows it gave to this release."""
    found = reader.records("SELECT * FROM dataset ORDER BY id")
    noticed = notices.of_datasets(reader)
    for one in found:
        one["notice"] = noticed.get(one["id"])
        for table in ("work", "observation", "intervention"):
            one[f"{table}s"] = preview.rows_of(reader, table, one["id"])
    return found


def card(visit: Visit, identifier: str) -> dict[str, Any]:
    """Everything the release knows about a dataset.

    Raises: NotFound or Gone.
    """
    lists = {
        "decision": ("decision", "SELECT * FROM decision WHERE dataset = $id"),
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
    reader = visit.reader
    found = reader.records("SELECT * FROM dataset WHERE id = $id", {"id": identifier})
    if not found:
        raise missing(visit, "dataset", identifier)
    data = {**found[0], **gather(reader, lists, identifier, identifier)}
    for table in COUNTED:
        data[f"{table}s"] = preview.rows_of(reader, table, identifier)
    data["beside"] = next((dict(one) for one in data.pop("decision")), None)
    told = [one for one in data.pop("titles") if one["kind"] == "description"]
    data["description"] = next((one["value"] for one in told if one["language"] == visit.language), data["description"])
    return data


def history(visit: Visit, identifier: str) -> list[dict[str, Any]]:
    """This dataset in each release that is kept, newest first: its rows per table, and which tables differ from the release before."""
    found: list[dict[str, Any]] = []
    all_of = manifests(visit)
    hashes = [{table: entry["parts"][identifier] for table, entry in m["tables"].items() if identifier in entry["parts"]} for m in all_of]
    for n, (manifest, parts) in enumerate(zip(all_of, hashes, strict=True)):
        before = hashes[n + 1] if n + 1 < len(all_of) else None
        if not parts and not before:
            continue
        changed = None if before is None else sorted(t for t in {*parts, *before} if parts.get(t, {}).get("hash") != before.get(t, {}).get("hash"))
        found.append({"release": manifest["id"], "issued": manifest["issued"], "there": bool(parts), **{f"{t}s": parts.get(t, {}).get("rows", 0) for t in COUNTED},
                      "changed": changed, "diff": visit.href(f"/releases/{all_of[n + 1]['id']}/diff/{manifest['id']}") + f"#{identifier}" if changed else None})
    return found


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
