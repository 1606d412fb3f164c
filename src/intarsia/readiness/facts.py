"""What a release knows of a dataset that instruments look at: read once for all of them, and changed when a fix is tried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from intarsia.iris import iri
from intarsia.licences import licence
from intarsia.linkeddata import catalogue
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.readiness import records
from intarsia.readiness.europeana import Record
from intarsia.readiness.graph import Graph

SHARED = ("OPEN", "OPEN AFTER")


@dataclass(frozen=True)
class Facts:
    """rows: those that anybody may have. records, linked: works (or figures, or persons), and how many lead out of the dataset. kinds: what
    its works have, and how many have just that. waiting: how many of each kind of thing could be better, for the fixes. graph: what is
    said of it in the catalogue, in which it is `iri`."""

    dataset: str
    iri: str
    organisation: str
    sector: str
    open_licence: bool
    public: bool
    rows: int
    formats: tuple[str, ...]
    downloads: bool
    records: int
    linked: int
    kinds: tuple[tuple[Record, int], ...]
    graph: Graph
    waiting: dict[str, int] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)

    @property
    def linked_share(self) -> float:
        return self.linked / self.records if self.records else 0.0

    @property
    def web_address(self) -> bool:
        return self.iri.startswith(("http://", "https://"))


def facts(pool: Pool, reader: Reader) -> list[Facts]:
    """The facts of every dataset of a release, by a handful of queries over all of them."""
    told = Graph(catalogue.catalogue(pool, reader))
    kinds, out, waiting = records.kinds(reader), records.outward(reader), _waiting(reader)
    held = {name for (name,) in reader.rows("SELECT dataset FROM decision WHERE held IS NOT NULL")}
    formats: dict[str, list[str]] = {}
    for name, written in reader.rows("SELECT dataset, format FROM distribution WHERE format IS NOT NULL ORDER BY ALL"):
        formats.setdefault(name, []).append(written)
    tables = reader.manifest["tables"]
    found = []
    for row in reader.records("SELECT * FROM dataset ORDER BY id"):
        name = row["id"]
        me = iri(reader.base, "dataset", name)
        shared = row["verdict"] in SHARED and name not in held
        rows = sum(entry["parts"].get(name, {}).get("rows", 0) for table, entry in tables.items() if table in ROWS) if shared else 0
        lead = out.get(name, records.Outward(0, 0, 0, 0))
        found.append(Facts(name, me, row["publisher"] or "", row["sector"] or "", licence(row["licence"]).open, shared, rows, tuple(formats.get(name, ())), rows > 0,
                           lead.records, lead.linked, tuple(kinds.get(name, ())), Graph(told.around(me)), {**waiting.get(name, {}), "proposed works": lead.proposed,
                               "worded works": lead.worded}, row))
    return found


#: tables that hold what contributors share; the others describe it
ROWS = ("work", "agent", "observation", "intervention", "concept")

_COUNTS = {
    "titles": "SELECT dataset, count(*) FROM title WHERE language IS NULL AND kind = 'main' GROUP BY dataset",
    "words": "SELECT dataset, count(*) FROM word WHERE facet IN ('genre', 'subject') AND state <> 'matched' GROUP BY dataset",
    "undated": "SELECT dataset, count(*) FROM work WHERE date IS NULL GROUP BY dataset",
    "lives": "SELECT a.dataset, count(*) FROM agent AS a WHERE a.year_start IS NULL AND a.year_end IS NULL "
             f"AND NOT EXISTS (SELECT 1 FROM identifier AS i WHERE i.entity = a.id AND i.scheme IN ({records.OPEN_SCHEMES})) GROUP BY a.dataset",
    "proposed": "SELECT w.dataset, count(*) FROM link AS l JOIN work AS w ON w.id = l.subject WHERE l.state = 'proposed' GROUP BY w.dataset",
}


def _waiting(reader: Reader) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, sql in _COUNTS.items():
        for dataset, count in reader.rows(sql):
            if dataset is not None:
                found.setdefault(dataset, {})[name] = count
    return found
