"""Entities that are no more: where their records went, and the page that stands for an entity."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from intarsia.reader import Reader
from intarsia.web.visit import Visit

PLURALS = {"work": "works", "agent": "agents"}
NAMES = {"work": ("work", "title"), "agent": ("agent", "name")}
MOST = 200


def face(visit: Visit, entity: str) -> str:
    """The path of the page that stands for an entity: that of the record with most accepted links, the smallest between equals."""
    found = visit.reader.rows(
        "SELECT e.member, e.kind FROM entity AS e LEFT JOIN link AS l ON l.state = 'accepted' AND (l.subject = e.member OR l.object = e.member) "
        "WHERE e.cluster = ? GROUP BY e.member, e.kind ORDER BY count(l.id) DESC, e.member LIMIT 1", [entity])
    return f"/{PLURALS[found[0][1]]}/{found[0][0]}" if found else f"/entities/{entity}"


def became(reader: Reader, entity: str) -> dict[str, Any] | None:
    """What became of an entity of an earlier release: why it is no more, the last release that had it, and what holds its records now.

    None for what never was an entity of this pool.
    """
    rows = [row for row in reader.where("redirect", "old", [entity])]
    if not rows:
        return None
    rows.sort(key=lambda row: row["new"] or "")
    names = {kind: _named(reader, kind, [row["new"] for row in rows if row["target"] == "record" and row["kind"] == kind]) for kind in PLURALS}
    entities = [row["new"] for row in rows if row["target"] == "entity"]
    members = sorted(reader.where("entity", "cluster", entities), key=lambda row: row["member"], reverse=True) if entities else []
    first = {row["cluster"]: row["member"] for row in members}  # the smallest stands for it
    for kind in PLURALS:
        names[kind] |= _named(reader, kind, [first[one] for one in entities if one in first])
    now = [{"id": row["new"], "target": row["target"], "kind": row["kind"], "name": names[row["kind"]].get(first.get(row["new"], row["new"]), "")} for row in rows if row["new"]]
    return {"id": entity, "kind": rows[0]["kind"], "reason": rows[0]["reason"], "since": rows[0]["since"], "now": now}


def moved(visit: Visit, entity: str, to_entity: str, to_record: str) -> Response | None:
    """The answer for an entity that is no more: 301 where one place holds all that is left of it, else 410 with every place; both say why.

    to_entity: the address to send to, by the id of an entity; to_record: by the kind and id of a record that stands alone.
    None for what never was an entity of this pool.
    """
    found = became(visit.reader, entity)
    if found is None:
        return None
    links: dict[str, str | None] = {"release": visit.href(f"/releases/{found['since']}")}
    if len(found["now"]) != 1:
        return visit.answer("moved.html", found, status=410, links=links)
    one = found["now"][0]
    target = visit.href(to_entity.format(one["id"]) if one["target"] == "entity" else to_record.format(one["kind"], one["id"]))
    answer = visit.answer("moved.html", found, status=301, links={**links, "now": target})
    answer.headers["Location"] = target
    answer.headers["Cache-Control"] = "no-cache"  # it may come back with its records
    return answer


def _named(reader: Reader, kind: str, ids: list[str]) -> dict[str, str]:
    table, column = NAMES[kind]
    return {row["id"]: row[column] or "" for row in reader.where(table, "id", ids[:MOST])}
