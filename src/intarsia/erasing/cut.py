"""Cutting: the tables of one release without what is erased. Table by table and column by column; the order of rows stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia.store import columnar
from intarsia.tables import TABLES

POOL = "_pool"
#: table -> the columns that name a work, agent or other thing that is erased; the row goes with it
NAMED: dict[str, tuple[str, ...]] = {
    "work": ("id",), "agent": ("id",), "intervention": ("id",), "title": ("work",), "contribution": ("work", "agent"), "identifier": ("entity",), "term": ("work",),
    "relation": ("work", "key"), "status_event": ("work",), "observation": ("about",), "link": ("subject", "object"), "entity": ("member",), "suppression": ("entity",),
    "notice": ("entity",), "forecast": ("concept",),
}  # fmt: skip
#: tables whose rows come from one record each; an agent and a word come from many
OF_RECORD = ("work", "title", "contribution", "identifier", "term", "relation", "status_event", "observation", "intervention", "rejected", "notice")
#: table -> columns that hold what a contributor wrote
WRITTEN: dict[str, tuple[str, ...]] = {
    "work": ("record", "title", "date_written", "description", "page"), "title": ("value",), "agent": ("name", "sort_name"), "contribution": ("name_written", "role_written"),
    "identifier": ("value",), "term": ("value",), "word": ("value",), "candidate": ("value",), "relation": ("title", "maker"), "observation": ("method",),
    "intervention": ("title", "amount", "source", "about"), "place": ("name",), "label": ("value",), "dataset": ("title", "description", "contact"), "notice": ("text",),
}  # fmt: skip
WORDS = {"role": ("contribution", "role_written")}
ERASED = "erased"


@dataclass(frozen=True)
class Cut:
    """What is taken out: records of a dataset, or all of it when there are none named. number: of the act."""

    dataset: str
    records: tuple[str, ...] = ()
    number: int = 0

    @property
    def whole(self) -> bool:
        return not self.records


@dataclass(frozen=True)
class Result:
    """The tables that differ: (table, dataset) -> its rows, None where none are left; the ids that are gone; what was written in the dataset, and what still is."""

    tables: dict[tuple[str, str], pa.Table | None]
    ids: frozenset[str]
    written: frozenset[str]
    stays: frozenset[str]


def cut(release: Path, parts: Mapping[str, Any], what: Cut) -> Result:
    """The tables of a release without what is erased. parts: table -> datasets that it has files of."""
    mine = {name: _read(release, name, what.dataset) for name, having in parts.items() if what.dataset in having}
    pool = {name: _read(release, name, POOL) for name, having in parts.items() if POOL in having}
    gone = _gone(mine, what)
    left: dict[str, pa.Table] = {} if what.whole else {name: _without(name, table, gone, what.records) for name, table in mine.items()}
    if not what.whole:
        _settle(mine, left, what, gone)
    dissolved = _dissolved(pool, gone)
    shared = {name: _of_pool(name, table, gone, dissolved, what) for name, table in pool.items()}
    changed: dict[tuple[str, str], pa.Table | None] = {}
    for before, after, dataset in ((mine, left, what.dataset), (pool, shared, POOL)):
        for name, table in before.items():
            new = after.get(name)
            if new is None or not new.equals(table):
                changed[name, dataset] = new if new is not None and new.num_rows else None
    ids = gone | set(dissolved) | (_column(mine, "intervention", "id") if what.whole else set())
    return Result(changed, frozenset(ids) if changed else frozenset(), frozenset(_said(mine)), frozenset(_said(left)))


def elsewhere(release: Path, parts: Mapping[str, Any], dataset: str, values: frozenset[str]) -> frozenset[str]:
    """Those of some written values that another dataset of a release has too."""
    found: set[str] = set()
    wanted = pa.array(sorted(values), pa.string())
    for name, columns in WRITTEN.items():
        for other in parts.get(name, {}):
            if other == dataset:
                continue
            file = release / "tables" / name / f"{other}.parquet"
            for column in (one for one in columns if one in pq.read_schema(file).names):
                values_ = pq.read_table(file, columns=[column]).column(column)
                found |= set(values_.filter(pc.is_in(values_, value_set=wanted)).unique().to_pylist())
    return frozenset(found)


def _read(release: Path, table: str, dataset: str) -> pa.Table:
    return pq.read_table(release / "tables" / table / f"{dataset}.parquet", partitioning=None)


def _gone(mine: dict[str, pa.Table], what: Cut) -> set[str]:
    """The ids of works, interventions and agents that are no more; an agent stays while another record credits or counts it."""
    if what.whole:
        return _column(mine, "work", "id") | _column(mine, "agent", "id") | _column(mine, "intervention", "id")
    found = {one for name in ("work", "intervention") if name in mine for one in mine[name].filter(_has(mine[name], "record", what.records)).column("id").to_pylist()}
    if "agent" not in mine:
        return found
    credited, still = set(mine["agent"].filter(_has(mine["agent"], "record", what.records)).column("id").to_pylist()), set()
    for name, column in (("contribution", "agent"), ("observation", "about"), ("identifier", "entity")):
        if name in mine:
            its = _has(mine[name], "record", what.records)
            credited |= set(mine[name].filter(its).column(column).to_pylist())
            still |= set(mine[name].filter(pc.invert(its)).column(column).to_pylist())
    return found | ((credited & _column(mine, "agent", "id")) - still)


def _without(name: str, table: pa.Table, gone: set[str], records: tuple[str, ...]) -> pa.Table:
    marks = [_has(table, column, gone) for column in NAMED.get(name, ())]
    if name in OF_RECORD:
        marks.append(_has(table, "record", records))
    return table.filter(pc.invert(reduce(pc.or_, marks))) if marks else table


def _settle(mine: dict[str, pa.Table], left: dict[str, pa.Table], what: Cut, gone: set[str]) -> None:
    """Agents that named an erased record name another; words are counted again; the account tells of it."""
    if "agent" in left and "contribution" in left:
        first = left["contribution"].group_by("agent").aggregate([("record", "min")])
        others = dict(zip(first.column("agent").to_pylist(), first.column("record_min").to_pylist(), strict=True))
        stale = _has(left["agent"], "record", what.records)
        if pc.any(stale).as_py():
            records = [others.get(agent) if old else record for agent, record, old in
                       zip(left["agent"].column("id").to_pylist(), left["agent"].column("record").to_pylist(), stale.to_pylist(), strict=True)]
            left["agent"] = _set(left["agent"], "record", records)
            if "notice" in left["agent"].column_names:  # kept pools of earlier versions have no such column
                left["agent"] = _set(left["agent"], "notice", _notices(left, stale))
    if "word" in left:
        left["word"] = _words(mine, left, what.records)
        if "candidate" in left:
            keys = ("facet", "vocabulary", "value")
            kept = set(zip(*(left["word"].column(key).to_pylist() for key in keys), strict=True))
            here = zip(*(left["candidate"].column(key).to_pylist() for key in keys), strict=True)
            left["candidate"] = left["candidate"].filter(pa.array([one in kept for one in here], pa.bool_()))
    if any(not left[name].equals(mine[name]) for name in left):
        _account(mine, left, what)


def _notices(left: dict[str, pa.Table], stale: pa.Array) -> list[str | None]:
    """What the rows of agents carry: of those that an erased record was among, only what stands in the dataset still."""
    still = set(left["notice"].column("text").to_pylist()) if "notice" in left else set()
    had = zip(left["agent"].column("notice").to_pylist(), stale.to_pylist(), strict=True)
    return [" | ".join(part for part in said.split(" | ") if part.partition(": ")[2] in still) or None if said and old else said for said, old in had]


def _words(mine: dict[str, pa.Table], left: dict[str, pa.Table], records: tuple[str, ...]) -> pa.Table:
    """The words that remaining rows have, each with as many uses as are left."""
    counts = {True: _uses(mine), False: _uses(left)}
    rows = []
    for row in left["word"].to_pylist():
        key = (row["facet"], row["value"])
        lost = counts[True].get(key, 0) - counts[False].get(key, 0)
        if row["record"] in records:
            row["record"], lost = None, max(lost, 1)
        row["uses"] -= lost
        if row["uses"] > 0:
            rows.append(row)
    return pa.Table.from_pylist(rows, schema=left["word"].schema)


def _uses(tables: dict[str, pa.Table]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    if "term" in tables:
        counted = tables["term"].group_by(["facet", "value"]).aggregate([([], "count_all")])
        found |= {(row["facet"], row["value"]): row["count_all"] for row in counted.to_pylist()}
    for facet, (table, column) in WORDS.items():
        if table in tables:
            counted = tables[table].group_by([column]).aggregate([([], "count_all")])
            found |= {(facet, row[column]): row["count_all"] for row in counted.to_pylist()}
    return found


def _account(mine: dict[str, pa.Table], left: dict[str, pa.Table], what: Cut) -> None:
    """Records in, out and rejected, less those that are gone, and a finding that says so."""
    given = {one for name in OF_RECORD if name != "rejected" and name in mine for one in mine[name].filter(_has(mine[name], "record", what.records)).column("record").unique().to_pylist()}
    rejected = mine["rejected"].num_rows - left["rejected"].num_rows if "rejected" in mine else 0
    for name in ("dataset", "distribution"):
        if name in left and left[name].num_rows == 1:  # which of several files had a record is not told by a release
            row = left[name].to_pylist()[0]
            row |= {"rows_in": row["rows_in"] - len(given) - rejected, "rows_out": row["rows_out"] - len(given), "rows_rejected": row["rows_rejected"] - rejected}
            left[name] = pa.Table.from_pylist([row], schema=left[name].schema)
    told = {"dataset": what.dataset, "distribution": "", "column": "", "rule": ERASED, "severity": "info", "count": len(given) + rejected,
            "message": f"records were erased after this release was made (redaction {what.number})"}
    schema = mine["finding"].schema if "finding" in mine else columnar.schema(TABLES["finding"])
    row = pa.Table.from_pylist([told], schema=schema)
    left["finding"] = pa.concat_tables([left["finding"], row]).sort_by([(key, "ascending") for key in TABLES["finding"].key]) if "finding" in left else row
    mine.setdefault("finding", schema.empty_table())


def _dissolved(pool: dict[str, pa.Table], gone: set[str]) -> dict[str, str | None]:
    """Entities that have fewer than two records left: each with the one that stays."""
    if "entity" not in pool:
        return {}
    members: dict[str, list[str]] = {}
    lost: set[str] = set()
    for cluster, member in zip(pool["entity"].column("cluster").to_pylist(), pool["entity"].column("member").to_pylist(), strict=True):
        if member in gone:
            lost.add(cluster)
        else:
            members.setdefault(cluster, []).append(member)
    return {cluster: next(iter(members.get(cluster, [])), None) for cluster in lost if len(members.get(cluster, [])) < 2}


def _of_pool(name: str, table: pa.Table, gone: set[str], dissolved: dict[str, str | None], what: Cut) -> pa.Table:
    table = _without(name, table, gone, ())
    if name == "entity" and dissolved:
        table = table.filter(pc.invert(_has(table, "cluster", dissolved)))
    if name == "redirect":
        news = [dissolved.get(new) if new in dissolved else None if new in gone else new for new in table.column("new").to_pylist()]
        if news != table.column("new").to_pylist():
            before = table.column("new").to_pylist()
            for column, some, none in (("target", "record", None), ("reason", "alone", "withdrawn")):
                old = table.column(column).to_pylist()
                table = _set(table, column, [one if new == was else (some if new else none) for one, new, was in zip(old, news, before, strict=True)])
            table = _set(table, "new", news).sort_by([("old", "ascending"), ("new", "ascending")])
    if what.whole and name == "place":
        table = table.filter(pc.invert(_has(table, "dataset", (what.dataset,))))
    if name == "study":  # what was found rests on figures that are no more; the next release finds it anew
        table = table.filter(pc.invert(pc.or_(_has(table, "outcome_dataset", (what.dataset,)), _has(table, "intervention", gone))))
    if what.whole and name == "forecast":  # words that a dataset wrote, and people it alone named, may stand in it
        table = table.filter(pc.invert(_has(table, "facet", ("word", "subject", "maker"))))
    if what.whole and name == "label":
        table = table.filter(pc.invert(_has(table, "entity", (what.dataset,))))
    return table


def _said(tables: dict[str, pa.Table]) -> set[str]:
    return {value for name, columns in WRITTEN.items() if name in tables for column in columns if column in tables[name].column_names
            for value in tables[name].column(column).unique().to_pylist() if value}


def _column(tables: dict[str, pa.Table], name: str, column: str) -> set[str]:
    return set(tables[name].column(column).to_pylist()) if name in tables else set()


def _has(table: pa.Table, column: str, values: Any) -> pa.Array:
    found = pc.is_in(table.column(column), value_set=pa.array(sorted(values), pa.string()))
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _set(table: pa.Table, column: str, values: list[Any]) -> pa.Table:
    at = table.column_names.index(column)
    return table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))
