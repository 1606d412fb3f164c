"""A release made by hand, with everything a page can show: hostile titles, figures, links in every state, ages before ours."""

from __future__ import annotations

import hashlib
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia.engine.duckdb import DuckDB
from intarsia.iris import iri
from intarsia.steps.search import documents
from intarsia.store import searchindex
from intarsia.tables import BOOL, FLOAT, INT, TABLES

BASE = "http://localhost:8000/"
POOL = f'name = "A made pool"\nbase = "{BASE}"\npublisher = "Test desk"\nlanguages = ["en", "nl"]\n'
HOSTILE = '<script>alert("x")</script> & </title>'
FORMULA = '=HYPERLINK("http://example.org","x")'
ARROW = {INT: pa.int64(), FLOAT: pa.float64(), BOOL: pa.bool_()}
#: log2 odds: -3 + 6 - 2.35 = 0.65, which is a probability of .61
WEIGHED = {"prior": -3.0, "fields": [{"field": "title", "level": "equal, rare", "weight": 6.0}, {"field": HOSTILE, "level": HOSTILE, "weight": -2.35}], "rivals": 1}
CC0, INC = "https://creativecommons.org/publicdomain/zero/1.0/", "http://rightsstatements.org/vocab/InC/1.0/"


def key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def rows() -> dict[str, list[dict[str, Any]]]:
    """Rows per table; what a row leaves out is NULL."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for name, sector, licence, made_up in (("museum", "heritage", CC0, False), ("novels", "publishing", CC0, False), ("films", "film-tv",
        "https://creativecommons.org/licenses/by/4.0/", True),
                                           ("figures", "context", CC0, True)):
        found["dataset"].append({"id": name, "title": f"The {name}", "description": f"About the {name}.", "publisher": f"A keeper of {name}", "sector": sector,
            "goal": "public",
                                 "selection": "chosen by fame" if name == "films" else "own output", "language": "nl", "period": "1600/2027",
                                     "purpose": "So that it is seen.", "contact": "data@example.org",
                                 "licence": licence, "object_rights": INC, "mining": "reserved", "synthetic": made_up, "verdict": "OPEN",
                                     "decided_by": "Data steward (role)", "decided_on": "2026-11-20",
                                 "decision_why": "It was public.", "rows_in": 12, "rows_out": 10, "rows_rejected": 2})
        found["label"] += [{"entity": name, "kind": "title", "language": "en", "value": f"The {name}"}, {"entity": name, "kind": "title", "language": "nl",
            "value": f"De {name}"},
                           {"entity": name, "kind": "description", "language": "nl", "value": f"Over de {name}."}]
        found["distribution"].append({"dataset": name, "name": f"{name}.csv", "format": "csv", "media_type": "text/csv",
            "source": "javascript:alert(1)" if name == "films" else f"{name}.csv",
                                      "sha256": "ab" * 32, "bytes": 123456, "state": "kept" if name == "films" else "fresh", "rows_in": 12, "rows_out": 10,
                                          "rows_rejected": 2})
        found["rejected"] += [{"dataset": name, "distribution": f"{name}.csv", "row": n, "line": n + 1, "stage": "read",
            "reason": "the row has 3 cells, the header 4"} for n in (4, 9)]
        found["finding"].append({"dataset": name, "distribution": f"{name}.csv", "column": "year", "rule": "dates", "severity": "warning",
            "message": "2 dates could not be read", "count": 2})
        found["profile"] += [{"dataset": name, "distribution": f"{name}.csv", "source_table": "", "position": n, "column": c, "type": "text", "rows": 12,
            "filled": 9, "distinct_values": 7, "longest": 40}
                             for n, c in enumerate(("id", "title", "year"), 1)]
    found["frame"] += [{"dataset": "museum", "measure": "paintings", "period": str(y), "size": 40, "source": "The inventory"} for y in (2001, 2002, 2003)]
    for n, (scheme, notation, label) in enumerate((("sector", "heritage", "heritage"), ("sector", "publishing", "publishing"), ("sector", "film-tv",
        "film and television"), ("form", "film", "film"),
                                                   ("form", "painting", "painting"), ("form", "novel", "novel"), ("genre", "drama", "drama"), ("role", "director",
                                                       "director"), ("measure", "visits", "visits"))):
        found["concept"].append({"id": f"{scheme}:{notation}", "iri": f"{BASE}id/concept/{scheme}/{notation}", "scheme": scheme, "notation": notation,
            "definition": f"Definition {n}"})
        found["label"].append({"entity": f"{scheme}:{notation}", "kind": "pref", "language": "en", "value": label})
    found["label"].append({"entity": "NL", "kind": "pref", "language": "en", "value": "Netherlands"})
    found["crosswalk"] += [
        {"crosswalk": "sector-nace", "source": "sector:film-tv", "relation": "narrow", "target": "nace:59.11", "target_label": "Making films", "said_by": "Editors", "said_on": "2026-11-22",
         "note": "Making only."},
        {"crosswalk": "sector-nace", "source": "sector:heritage", "relation": "none", "target": "", "said_by": "Editors", "said_on": "2026-11-22"}]
    works = [("girl", "museum", "painting", "heritage", "Girl with a Pearl Earring", "1665~", 1665, 1665), ("novel", "novels", "novel", "publishing",
        "Girl with a Pearl Earring", "1999", 1999, 1999),
             ("film", "films", "film", "film-tv", "Girl with a Pearl Earring", "2003-12", 2003, 2003), ("evil", "films", "film", "film-tv", HOSTILE, "2010", 2010, 2010),
             ("sum", "films", "film", "film-tv", FORMULA, "2011", 2011, 2011), ("vase", "museum", "object", "heritage", "Amphora", "-0043", -43, -43),
             ("soon", "films", "film", "film-tv", "Coming Soon", "2027-36", 2027, 2027), ("bare", "novels", None, "publishing", "Without a date", None, None, None)]
    works += [(f"n{n}", "novels", "novel", "publishing", f"Volume {n}", str(1900 + n), 1900 + n, 1900 + n) for n in range(30)]
    for name, dataset, form, sector, title, date, start, end in works:
        work = key(name)
        found["work"].append({"id": work, "iri": iri(BASE, "work", work), "dataset": dataset, "record": name, "form": form, "sector": sector, "title": title,
            "language": "en", "date": date,
                              "date_written": "ca. 1665" if name == "girl" else date, "year_start": start, "year_end": end,
                                  "status": "announced" if name == "soon" else "released",
                              "page": "javascript:alert(2)" if name == "evil" else None, "description": HOSTILE if name == "evil" else None})
        found["title"].append({"work": work, "value": title, "language": "en", "kind": "main", "dataset": dataset, "record": name})
    found["title"].append({"work": key("girl"), "value": "Meisje met de parel", "language": "nl", "kind": "original", "dataset": "museum", "record": "girl"})
    for name, dataset, start in (("vermeer", "museum", 1632), ("webber", "films", None), ("webber2", "novels", 1965)):
        found["agent"].append({"id": key(name), "iri": iri(BASE, "agent", key(name)), "dataset": dataset, "record": name, "kind": "person",
            "name": f"{name.title()} <b>", "sort_name": name, "year_start": start,
                               "year_end": 1675 if start == 1632 else None, "country": "NL"})
    for work, agent, role, dataset in (("girl", "vermeer", None, "museum"), ("film", "webber", "director", "films"), ("evil", "webber", "director", "films"),
        ("novel", "webber2", None, "novels")):
        found["contribution"].append({"work": key(work), "agent": key(agent), "role": role, "role_written": "maker", "name_written": agent.upper(), "position": 1,
            "dataset": dataset, "record": work})
    found["identifier"] += [{"entity": key("girl"), "scheme": "wikidata", "value": "Q185372", "dataset": "museum"}, {"entity": key("girl"), "scheme": "house",
        "value": "670", "dataset": "museum"},
                            {"entity": key("vermeer"), "scheme": "ulan", "value": "500032927", "dataset": "museum"}]
    found["term"] += [{"work": key("film"), "facet": "genre", "value": "Drama film", "concept": "drama", "state": "matched", "score": 1.0, "dataset": "films"},
                      {"work": key("film"), "facet": "genre", "value": "costume", "state": "no_match", "dataset": "films"},
                      {"work": key("film"), "facet": "country", "value": "Nederland", "concept": "NL", "state": "matched", "score": 1.0, "dataset": "films"},
                      {"work": key("girl"), "facet": "country", "value": "NL", "concept": "NL", "state": "matched", "score": 1.0, "dataset": "museum"}]
    found["observation"] += [{"measure": "visits", "value": 1000.0 + y, "unit": "visits", "about": key("girl"), "about_kind": "work", "place": "NL",
        "period_start": f"{y}-01-01", "period_end": f"{y}-12-31",
                              "flag": "closed" if y == 2020 else None, "method": "counted at the door", "dataset": "figures", "record": str(y)} for y in range(2005,
                                  2021)]
    found["relation"].append({"work": key("film"), "predicate": "based_on", "title": "Girl with a Pearl Earring", "maker": "Tracy Chevalier", "form": "novel",
        "dataset": "films", "record": "film"})
    found["status_event"].append({"work": key("soon"), "status": "announced", "on": "2027-36", "as_of": "2026-01-05", "source": "press", "window": "cinema",
        "dataset": "films", "record": "soon"})
    for one, what, other, state, method, p in (("film", "based_on", "novel", "accepted", "stated", None), ("novel", "about", "girl", "accepted", "person", None),
        ("evil", "same_as", "sum", "proposed", "model", 0.61),
                                               ("film", "same_as", "evil", "rejected", "person", 0.2), ("soon", "based_on", None, "no_match", "stated", None)):
        found["link"].append({"id": key(f"{one}{what}{other}"), "subject": key(one), "predicate": what, "object": key(other) if other else None, "kind": "work",
            "state": state, "probability": p, "method": method,
                              "evidence": json.dumps(WEIGHED if method == "model" else {"title": "equal", "maker": HOSTILE})})
    found["entity"] += [{"cluster": key("webber"), "member": key(name), "kind": "agent"} for name in ("webber", "webber2")]
    moves = (("e1" * 8, "webber", "agent", "entity", "merged"), ("e2" * 8, "girl", "work", "record", "split"), ("e2" * 8, "vase", "work", "record", "split"),
             ("e3" * 8, None, "work", None, "withdrawn"), ("e4" * 8, "film", "work", "record", "alone"))
    found["redirect"] += [{"old": old, "new": key(new) if new else None, "kind": kind, "target": target, "reason": reason, "since": "0000111122223333"}
                          for old, new, kind, target, reason in moves]
    found["suppression"].append({"entity": key("vermeer"), "what": "noindex"})
    found["place"].append({"id": "NL", "iri": f"{BASE}id/place/NL", "name": "Netherlands", "kind": "country"})
    return found


def write_release(pool: Path, identity: str = "1111222233334444", previous: str | None = None, issued: str = "2026-11-22T12:00:00Z", leave_out: str = "", without: str = "") -> Path:
    """The release's folder, and `current` naming it. leave_out: the title of what is not in it; without: the dataset that is not in it."""
    folder = pool / "releases" / identity
    tables: dict[str, Any] = {}
    for name, table in TABLES.items():
        parts: dict[str, list[dict[str, Any]]] = {}
        for row in rows()[name]:
            part = row["id"] if name == "dataset" else row.get("dataset") or "_pool"
            if (row.get("title") != leave_out or not leave_out) and (part != without or not without):
                parts.setdefault(part, []).append(row)
        schema = pa.schema([(c.name, ARROW.get(c.type, pa.string())) for c in table.columns])
        for dataset, members in parts.items():
            path = folder / "tables" / name / f"{dataset}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            members.sort(key=lambda row: tuple(str(row.get(column) or "") for column in table.key))
            pq.write_table(pa.Table.from_pylist([{c: row.get(c) for c in table.names} for row in members], schema), path)
            entry = tables.setdefault(name, {"rows": 0, "hash": key(name) * 4, "parts": {}})
            entry["rows"] += len(members)
            entry["parts"][dataset] = {"rows": len(members), "hash": hashlib.sha256(repr(members).encode()).hexdigest(), "bytes": path.stat().st_size}
    index(folder, sorted(tables["dataset"]["parts"]))
    (folder / "dumps").mkdir(exist_ok=True)
    content = b"<a> <b> <c> .\n" * 500
    (folder / "dumps" / "museum.nq.zst").write_bytes(content)
    manifest = {"schema": 1, "id": identity, "issued": issued, "previous": previous, "pool": {"name": "A made pool", "base": BASE, "publisher": "Test desk",
        "languages": ["en", "nl"]}, "code": "c0de",
                "inputs": {}, "tables": tables, "dumps": {"museum.nq.zst": {"bytes": len(content), "about": "N-Quads of the museum"}},
                "files": {"dumps/museum.nq.zst": {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    serve(pool, identity)
    return folder


def index(folder: Path, datasets: list[str]) -> None:
    engine = DuckDB()
    for name in TABLES:
        files = sorted((folder / "tables" / name).glob("*.parquet"))
        engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
    searchindex.build(folder / "search", [(dataset, partial(documents, engine, dataset)) for dataset in datasets])
    engine.close()


def serve(pool: Path, identity: str) -> None:
    aside = pool / ".current"
    aside.write_text(identity + "\n", "utf-8")
    os.replace(aside, pool / "current")


def empty_pool(folder: Path) -> Path:
    (folder / "datasets").mkdir(parents=True)
    (folder / "pool.toml").write_text(POOL, "utf-8")
    return folder
