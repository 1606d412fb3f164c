"""Ruling: what people judge of links: accepted or rejected, taken back, and heeded by each build that comes after."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.store.ledger import Ledger
from intarsia.tables import TABLES

KIND = "link"
STATES = ("accepted", "rejected")
LONGEST = 2000
PREDICATES = ("same_as", "based_on", "part_of", "about", "performs", "edition_of", "shares_origin")
Row = dict[str, Any]


def subject(one: str, predicate: str, other: str) -> str:
    """How the ledger names a link; sameness has no direction, so its smaller end comes first."""
    ends = sorted((one, other)) if predicate == "same_as" else [one, other]
    return f"{ends[0]}|{predicate}|{ends[1]}"


def link(reader: Reader, identifier: str) -> Row:
    """A link of a release that has two ends. Raises: NotFound."""
    rows = reader.where("link", "id", [identifier])
    if not rows or not rows[0]["object"]:
        raise NotFound(f"there is no link {identifier[:40]} with two ends in this release", where=reader.id, way_out="see the links of a work on its page, or: intarsia explain A B")
    return rows[0]


def ends(reader: Reader, one: str, predicate: str, other: str) -> Row:
    """Two things of a release that a person says are linked, whether or not a link is known.

    Raises: NotFound for what is not there; Invalid for a predicate that is none, or a thing and itself, or a work and an agent that are no `about`.
    """
    if predicate not in PREDICATES:
        raise Invalid(f"'{predicate[:40]}' is no relation", where="predicate", way_out="choose one of: " + ", ".join(PREDICATES))
    if one == other:
        raise Invalid("a thing is not linked with itself", where=one[:40], way_out="name two records")
    kinds = []
    for end in (one, other):
        kind = next((kind for kind in ("work", "agent") if reader.where(kind, "id", [end])), None)
        if kind is None:
            raise NotFound(f"there is no work or agent {end[:40]} in this release", where=reader.id, way_out="their ids stand in the addresses of their pages")
        kinds.append(kind)
    kind = kinds[0] if kinds[0] == kinds[1] else "-".join(kinds)
    if kind == "agent-work" or (kind == "work-agent" and predicate != "about") or (kind == "agent" and predicate != "same_as"):
        raise Invalid("things of these kinds cannot be linked so", where=predicate, way_out="a work may be about an agent, an agent the same as another, works all of these")
    return {**dict.fromkeys(TABLES["link"].names), "subject": one, "predicate": predicate, "object": other, "kind": kind}


def rule(pool: Pool, row: Mapping[str, Any], state: str, why: str, by: str) -> int:
    """Judge a link; what was judged of it before no longer holds. Returns the number of the judgement.

    row: a row of `link`; state: one of `STATES`; by: a role, never a name. Raises: Invalid.
    """
    if state not in STATES:
        raise Invalid(f"'{state[:40]}' is no judgement", where="state", way_out="choose one of: " + ", ".join(STATES))
    if len(why) > LONGEST:
        raise Invalid(f"the reason is longer than {LONGEST:,} characters", where="why", way_out="say it in fewer words")
    name = subject(row["subject"], row["predicate"], row["object"])
    with closing(pool.ledger()) as ledger:
        _take_back(ledger, name, by)
        return ledger.record(by, KIND, name, {"state": state, "why": why.strip()})


def take_back(pool: Pool, row: Mapping[str, Any], by: str) -> bool:
    """What was judged of a link no longer holds; False when nothing was."""
    with closing(pool.ledger()) as ledger:
        return _take_back(ledger, subject(row["subject"], row["predicate"], row["object"]), by)


def _take_back(ledger: Ledger, name: str, by: str) -> bool:
    standing = ledger.judgements(KIND, name, standing=True)
    for one in standing:
        ledger.record(by, KIND, name, {}, undoes=one["id"])
    return bool(standing)


def standing(pool: Pool) -> dict[str, Row]:
    """What people judged of links and still holds, by the ledger's name of the link; the last where several stand."""
    if not pool.layout.desk.is_file():
        return {}
    with closing(pool.ledger()) as ledger:
        return {one["subject"]: {"id": one["id"], "at": one["at"], "by": one["actor"], **one["body"]} for one in ledger.judgements(KIND, standing=True)}


def waiting(pool: Pool, reader: Reader) -> int:
    """How many judgements of links the release does not heed yet: those that the next build takes in, and those that it lets go."""
    if not pool.layout.desk.is_file():
        return 0
    held = standing(pool)
    with closing(pool.ledger()) as ledger:
        ever = {one["subject"] for one in ledger.judgements(KIND)}
    applied = {subject(row["subject"], row["predicate"], row["object"]): row["state"]
               for row in reader.records("SELECT subject, predicate, object, state FROM link WHERE method = 'person' AND object IS NOT NULL")}
    coming = [name for name, one in held.items() if applied.get(name) != one.get("state")]
    going = [name for name in applied if name in ever and name not in held]
    return len(coming) + len(going)
