"""Links that wait for a person: why each was found, both ends side by side, and what was judged of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import explaining, ruling
from intarsia.errors import Invalid
from intarsia.reader import Reader
from intarsia.web import why
from intarsia.web.desk import Act, Owner
from intarsia.web.pages import desk_wrong
from intarsia.web.routes import page
from intarsia.web.sources import sourced

router = APIRouter(tags=["desk"])
ROWS = 25
STATES = ("proposed", "unlikely", "readers", "judged")
#: which of the proposed links stand in a list: those that may well be right, and those that most likely are not
WHERE = {"proposed": "coalesce(probability, 1) >= 0.5", "unlikely": "probability < 0.5"}
PLACES = {"work": "works", "agent": "agents"}
#: what the two ends of a link are, by its kind
KINDS = {"work": ("work", "work"), "agent": ("agent", "agent"), "work-agent": ("work", "agent")}


@page(router, "/desk/links", "json", about="Links that wait for a person, the likeliest first; ?state=judged: those that somebody judged")
def links(visit: Owner) -> Response:
    """The queue of links, in pages."""
    reader, pool = visit.reader, visit.serving.pool
    state, number = visit.request.query_params.get("state", "proposed"), visit.request.query_params.get("page", "1")
    if state not in STATES or not (number.isascii() and number.isdecimal() and 0 < int(number) < 100_000):
        raise Invalid("there is no such list of links", where="state, page", way_out="ask for ?state=" + ", ?state=".join(STATES))
    judged = ruling.standing(pool)
    said = desk_wrong.about_links(visit)
    counts = {**{name: _count(reader, name) for name in WHERE}, "readers": len(said), "judged": len(judged)}
    rows = said[(int(number) - 1) * ROWS : int(number) * ROWS] if state == "readers" else _proposed(reader, state, int(number)) if state in WHERE else _judged(reader, judged, int(number))
    found = [{**one, "judged": judged.get(ruling.subject(one["subject"], one["predicate"], one["object"])), "letter": row.get("letter"), "wanted": row.get("wanted")}
             for one, row in zip(told(reader, rows), rows, strict=True)]
    pages = max(1, -(-counts[state] // ROWS))
    steps = {name: visit.here(page=to) if 0 < to <= pages else None for name, to in (("prev", int(number) - 1), ("next", int(number) + 1))}
    return visit.answer("desk-links.html", found, links=steps, meta={"total": counts[state], "page": int(number), "pages": pages, "waiting": ruling.waiting(pool, reader)},
                        state=state, counts=counts, why=why, places=PLACES)


@page(router, "/desk/links/{id}", "json", about="One link: both ends side by side, what it rests on, and what was judged of it")
def link(visit: Owner, id: str) -> Response:
    """The page where a link is judged."""
    reader, pool = visit.reader, visit.serving.pool
    row = ruling.link(reader, id)
    one = told(reader, [row])[0]
    one["judged"] = ruling.standing(pool).get(ruling.subject(row["subject"], row["predicate"], row["object"]))
    sides = [side(reader, kind, row[end]) for kind, end in zip(KINDS[row["kind"]], ("subject", "object"), strict=True)]
    return visit.answer("desk-link.html", {**one, "sides": sides}, meta={"waiting": ruling.waiting(pool, reader)}, why=why, places=PLACES)


@router.post("/desk/links/{id}", include_in_schema=False)
def judge(act: Act, id: str) -> Response:
    """Accept it, reject it, or take back what was judged."""
    act.must("judge")
    visit, verdict = act.visit, act.need("verdict")
    row, pool = ruling.link(visit.reader, id), visit.serving.pool
    if verdict == "undo":
        ruling.take_back(pool, row, act.actor)
    else:
        ruling.rule(pool, row, verdict, act.get("why"), act.actor)
    return act.back("/desk/links" if act.get("back") == "list" else f"/desk/links/{id}", **({"page": act.get("page")} if act.get("page") else {}))


def told(reader: Reader, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links with their evidence read, and a card for each end."""
    wanted = [(kind, row[end]) for row in rows for kind, end in zip(KINDS[row["kind"]], ("subject", "object"), strict=True)]
    ends = {kind: explaining.cards(reader, kind, {one for of, one in wanted if of == kind}) for kind in PLACES}
    every = {one["id"]: one for one in sourced(reader, [card for cards in ends.values() for card in cards.values()], "synthetic")}
    unknown = {"name": "", "dataset": "", "synthetic": False}
    return [{**explaining.told(row), **{name: every.get(row[end], {"id": row[end], **unknown}) for name, end in (("one", "subject"), ("other", "object"))}} for row in rows]


def side(reader: Reader, kind: str, identifier: str) -> dict[str, Any]:
    """What a person wants to see of one end: names, years, makers or works, identifiers."""
    card = sourced(reader, list(explaining.cards(reader, kind, [identifier]).values()), "synthetic")
    found: dict[str, Any] = {**(card[0] if card else {"id": identifier, "name": "", "dataset": "", "synthetic": False}), "kind_of": kind, "titles": [], "description": None}
    found["identifiers"] = sorted({(row["scheme"], row["value"]) for row in reader.where("identifier", "entity", [identifier])})
    column, other = ("work", "agent") if kind == "work" else ("agent", "work")
    credits_ = reader.where("contribution", column, [identifier])[:200]
    names = explaining.cards(reader, other, {row[other] for row in credits_ if row[other]})
    found["credits"] = list(dict.fromkeys(names[row[other]]["name"] for row in credits_ if row[other] in names))[:8]
    if kind == "work":
        found["titles"] = list(dict.fromkeys(row["value"] for row in reader.where("title", "work", [identifier]) if row["value"] != found["name"]))[:8]
        rows = reader.where("work", "id", [identifier])
        found["description"] = rows[0]["description"] if rows else None
    return found


def _count(reader: Reader, state: str) -> int:
    return int(reader.rows(f"SELECT count(*) FROM link WHERE state = 'proposed' AND object IS NOT NULL AND {WHERE[state]}")[0][0])


def _proposed(reader: Reader, state: str, number: int) -> list[dict[str, Any]]:
    """A page of the proposed links: the likeliest first, those that are stated and wait for a choice before all."""
    return reader.records(f"SELECT * FROM link WHERE state = 'proposed' AND object IS NOT NULL AND {WHERE[state]} "
                          f"ORDER BY probability DESC NULLS FIRST, id LIMIT {ROWS} OFFSET {(number - 1) * ROWS}")


def _judged(reader: Reader, judged: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """A page of the links that were judged and are in this release, the latest first."""
    names = sorted(judged, key=lambda name: -judged[name]["id"])[(number - 1) * ROWS : number * ROWS]
    rows = {ruling.subject(row["subject"], row["predicate"], row["object"]): row for name in names for row in reader.where("link", "subject", [name.split("|")[0]]) if row["object"]}
    return [rows[name] for name in names if name in rows]
