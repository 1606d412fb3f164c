"""Suppression: those concerned ask that a search engine passes over their page, or that they are named nowhere; each build heeds it.

What is asked stands in the ledger (kind "suppress"), which is never served. A request by the id of a record also names the other
records of the same entity and their identifiers, so that it holds when a contributor delivers again under other keys.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia.errors import Invalid, NotFound
from intarsia.iris import MINTED
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.steps import suppress
from intarsia.text import fold

KIND = "suppress"
WHAT = ("noindex", "remove")
READ = ("agent", "contribution", "identifier", "work")
LONGEST = 300


@dataclass(frozen=True)
class Reach:
    """What a request concerns in the served releases: records (id, kind, name, dataset), works that credit them, the releases that hold them."""

    subjects: tuple[str, ...]
    records: tuple[dict[str, Any], ...]
    works: int
    releases: tuple[str, ...]


def plain(subject: str) -> str:
    """A subject as the ledger keeps it: an id, an identifier, or a folded name.

    Raises: Invalid for an empty one, and for one that is too long.
    """
    text = " ".join(subject.split())
    if not text or len(text) > LONGEST:
        raise Invalid("a request names an id, an identifier such as isni:0000000121032683, or a name", where="subject", way_out="write the name as it stands on the page")
    return text if MINTED.fullmatch(text) or suppress.IDENTIFIER.fullmatch(text) else fold(text)


def reach(pool: Pool, subject: str) -> Reach:
    """What a request would concern, in the public release and that for this machine."""
    asked = [plain(subject)]
    records: dict[str, dict[str, Any]] = {}
    works: set[str] = set()
    for reader in pool.served() if pool.current() else []:
        mine, subjects = _named(reader, asked)
        asked = list(dict.fromkeys([*asked, *subjects]))
        records |= {row["id"]: row for row in mine}
        works |= {row["work"] for row in reader.where("contribution", "agent", [row["id"] for row in mine if row["kind"] == "agent"])}
    return Reach(tuple(asked), tuple(records[one] for one in sorted(records)), len(works), tuple(_holding(pool, set(records))))


def add(pool: Pool, subject: str, what: str, why: str, by: str) -> Reach:
    """Keep a request; the next build heeds it.

    what: one of `WHAT`; by: the role of who takes it in. Raises: Invalid; NotFound for an id that no served release has.
    """
    if what not in WHAT:
        raise Invalid(f"'{what[:40]}' is no request that can be made", where="what", way_out="choose one of: " + ", ".join(WHAT))
    asked, concerned = plain(subject), reach(pool, subject)
    if MINTED.fullmatch(asked) and not concerned.records:
        raise NotFound(f"no served release has an agent or work {asked}", where=asked, way_out="name it by its name or an identifier: that holds whatever comes")
    if what == "noindex" and concerned.records and all(row["kind"] == "work" for row in concerned.records):
        raise Invalid("only the pages of agents can be kept out of search engines", where=asked, way_out="a work can be removed: --what remove")
    with closing(pool.ledger()) as ledger:
        there = {(one["subject"], one["body"].get("what")) for one in ledger.judgements(KIND, standing=True)}
        for one in concerned.subjects:
            if (one, what) not in there:
                ledger.record(by, KIND, one, {"what": what, "why": why, "asked": asked})
    return concerned


def standing(pool: Pool) -> list[dict[str, Any]]:
    """The requests that hold: one row each, with the subjects that it names."""
    if not pool.layout.desk.is_file():
        return []
    found: dict[tuple[str, str], dict[str, Any]] = {}
    with closing(pool.ledger()) as ledger:
        for one in ledger.judgements(KIND, standing=True):
            body = one["body"]
            row = found.setdefault((body.get("asked", one["subject"]), body["what"]),
                                   {"asked": body.get("asked", one["subject"]), "what": body["what"], "since": one["at"][:10], "by": one["actor"], "why": body.get("why", ""), "names": []})
            row["names"].append(one["subject"])
    return list(found.values())


def lift(pool: Pool, subject: str, why: str, by: str) -> int:
    """Let a request go, with all subjects that it names; returns how many. Raises: NotFound when there is none."""
    asked = plain(subject)
    with closing(pool.ledger()) as ledger:
        mine = [one for one in ledger.judgements(KIND, standing=True) if asked in (one["subject"], one["body"].get("asked"))]
        for one in mine:
            ledger.record(by, KIND, one["subject"], {"why": why}, undoes=one["id"])
    if not mine:
        raise NotFound("there is no such request", where=asked, way_out="see them: intarsia suppress list")
    return len(mine)


def _named(reader: Reader, asked: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The records that a request names, with those that are one with them; and the subjects that name them all."""
    found = suppress.Asked.of(asked)
    ids = set(found.ids)
    for identifier in found.identifiers:
        scheme, _colon, value = identifier.partition(":")
        ids |= {row["entity"] for row in reader.where("identifier", "value", [value]) if row["scheme"] == scheme}
    by_name = sorted(found.names)
    if by_name:
        marks = ", ".join("?" * len(by_name))
        likely = reader.rows(f"SELECT id, name, sort_name FROM agent WHERE lower(strip_accents(name)) IN ({marks}) OR lower(strip_accents(sort_name)) IN ({marks})", [*by_name, *by_name])
        ids |= {identifier for identifier, *names in likely if {fold(name) for name in names if name} & found.names}
    clusters = [row["cluster"] for row in reader.where("entity", "member", sorted(ids))] if ids and found.ids else []
    ids |= {row["member"] for row in reader.where("entity", "cluster", clusters)} if clusters else set()
    rows = [{"id": row["id"], "kind": kind, "name": row[name], "dataset": row["dataset"]}
            for kind, name in (("agent", "name"), ("work", "title")) for row in reader.where(kind, "id", sorted(ids))]
    if not found.ids:
        return rows, []
    numbers = {f"{row['scheme']}:{row['value']}" for row in reader.where("identifier", "entity", [row["id"] for row in rows])}
    return rows, [*sorted(row["id"] for row in rows), *sorted(one for one in numbers if suppress.IDENTIFIER.fullmatch(one))]


def _holding(pool: Pool, ids: set[str]) -> list[str]:
    """The releases of the pool that hold one of these records, newest first. A table file that several releases share is looked into once."""
    wanted, known = sorted(ids), {}
    found = []
    for manifest in pool.releases() if ids else []:
        parts = [(table, dataset, part["hash"]) for table in ("agent", "work") for dataset, part in manifest["tables"].get(table, {}).get("parts", {}).items()]
        for table, dataset, digest in parts:
            path = pool.folder(manifest["id"]) / "tables" / table / f"{dataset}.parquet"
            if digest not in known and path.is_file():
                known[digest] = pc.any(pc.is_in(pq.read_table(path, columns=["id"]).column("id"), value_set=_texts(wanted))).as_py() or False
        if any(known.get(digest) for _, _, digest in parts):
            found.append(manifest["id"])
    return found


def _texts(values: list[str]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.string())
