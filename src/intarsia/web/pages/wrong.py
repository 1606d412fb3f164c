"""Something wrong? A reader says what, about one work or agent, without an account; the answer stands at an address that only they have."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from intarsia import ruling
from intarsia.accounts import limits
from intarsia.errors import Invalid, NotFound, Refused
from intarsia.explaining import cards
from intarsia.reader import Reader
from intarsia.web import documents
from intarsia.web.desk import DeskVisit, Sent
from intarsia.web.door import address_key, has_accounts, people, who_of
from intarsia.web.routes import page
from intarsia.web.sources import sourced
from intarsia.web.visit import Visit
from intarsia.wrong import KINDS, LONGEST, Letters
from intarsia.wrong.letter import REACH, tidy

router = APIRouter(tags=["something wrong"])
#: messages in a quarter of an hour: from one address, and from all
PER_ADDRESS, PER_POOL = 5, 200
PLACES = {"work": "works", "agent": "agents"}
MOST_LINKS = 40
FIELDS = ("what", "text", "reach", "link", "other", "relation")
TOO_OFTEN = "many messages were sent from here in a short time"


class Stranger(DeskVisit):
    """A visit of anybody to a page that must not be kept: it holds a form, or what one reader wrote."""


def stranger(request: Request) -> Stranger:
    """The visit of anybody."""
    return Stranger(request)


Anybody = Annotated[Stranger, Depends(stranger)]


def answered_here(request: Request) -> bool:
    """Does anybody answer messages in this pool? Members, or the owner on their own machine."""
    return has_accounts(request) or who_of(request).known


@page(router, "/wrong", "json", about="Say what is wrong with a work or agent: ?about= its IRI; no account is needed")
def form(visit: Anybody) -> Response:
    """The form; where nobody answers, whom to write to instead."""
    kind, row = thing(visit, visit.request.query_params.get("about", ""))
    return shown(visit, kind, row, {})


def shown(visit: Visit, kind: str, row: dict[str, Any], typed: dict[str, str], problem: dict[str, Any] | None = None, status: int = 200) -> Response:
    """The form with what was typed so far."""
    reader = visit.reader
    contact = next((value for (value,) in reader.rows("SELECT contact FROM dataset WHERE id = ?", [row["dataset"]]) if value), "")
    data = {"about": row["iri"], "kind": kind, "kinds": list(KINDS), "most_characters": LONGEST, "dataset": row["dataset"], "answered_here": answered_here(visit.request),
            "contact": contact, "pool_contact": visit.serving.pool.config.contact}
    answer = visit.answer("wrong.html", data, status=status, thing=row, kind=kind, place=PLACES[kind], title=row.get("title") or row.get("name") or row["id"],
                          typed=dict.fromkeys(FIELDS, "") | typed, problem=problem, known=links_of(reader, kind, row["id"]),
                          predicates=ruling.PREDICATES if kind == "work" else ("same_as",), reach_most=REACH)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@router.post("/wrong", include_in_schema=False)
def send(act: Sent) -> Response:
    """Keep what was said; what cannot be kept is told beside the form, with everything that was typed."""
    visit = act.visit
    if not answered_here(visit.request):
        raise Refused("nobody answers messages at this address: this pool has no members yet", where="/wrong", way_out="write to whoever shares the dataset; its page says how")
    kind, row = thing(visit, act.get("about"))
    typed = {name: act.get(name) for name in FIELDS}
    try:
        told = read(visit.reader, kind, row, typed)
        limits.count(people(visit.request), TOO_OFTEN, {f"wrong:{address_key(visit.request)}": PER_ADDRESS, "wrong": PER_POOL})
        _one, secret = Letters(visit.serving.pool).write(kind, row, **told)
    except (Invalid, NotFound, limits.TooOften) as error:
        return shown(visit, kind, row, typed, {"where": "", "way_out": "", **error.problem()}, error.status)
    return act.back(f"/wrong/{secret}", new=1)


@page(router, "/wrong/{secret}", "json", about="What became of a message, for whoever sent it")
def sent(visit: Anybody, secret: str) -> Response:
    """What was sent, and what the steward answered."""
    one = Letters(visit.serving.pool).sent(secret)
    data = {"state": one.state, "what": one.what, "text": one.text, "on": one.on, "answer": one.answer, "answered_on": one.answered_on}
    held = cards(visit.reader, one.kind, [one.entity]) if visit.release else {}
    answer = visit.answer("wrong-sent.html", data, one=one, secret=secret, new=bool(visit.request.query_params.get("new")), place=PLACES[one.kind], there=one.entity in held,
                          title=held.get(one.entity, {}).get("name", ""), address=f"{visit.origin}{visit.root}/wrong/{secret}")
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@router.post("/wrong/{secret}", include_in_schema=False)
def more(act: Sent, secret: str) -> Response:
    """What the sender adds when more was asked."""
    letters = Letters(act.visit.serving.pool)
    one = letters.sent(secret)
    limits.count(people(act.visit.request), TOO_OFTEN, {f"wrong:{address_key(act.visit.request)}": PER_ADDRESS})
    letters.add(one, act.get("text"))
    return act.back(f"/wrong/{secret}")


def thing(visit: Visit, about: str) -> tuple[str, dict[str, Any]]:
    """The work or agent that an IRI, or the address of its page, names: its kind and its row.

    Raises: NotFound.
    """
    kind, identifier = documents.known_by(visit.reader, about) or ("", "")
    if not kind and about.count("/"):
        place, identifier = about.partition("?")[0].rstrip("/").split("/")[-2:]
        kind = next((one for one, plural in PLACES.items() if plural == place), "")
    rows = visit.reader.where(kind, "id", [identifier]) if kind in PLACES else []
    if not rows:
        raise NotFound("there is no work, person or organisation with this address in this release", where="about", way_out="open its page, and follow “Something wrong?” there")
    return kind, rows[0]


def read(reader: Reader, kind: str, row: dict[str, Any], typed: dict[str, str]) -> dict[str, str]:
    """What was typed, looked at. Raises: Invalid, NotFound."""
    if typed["what"] not in KINDS:
        raise Invalid("please choose what is wrong", where="what", way_out="one of the five")
    told = {"what": typed["what"], "text": tidy(typed["text"], LONGEST, "text", needed=True), "reach": tidy(typed["reach"], REACH, "reach").replace("\n", " "),
            "link": "", "other": "", "relation": ""}
    if typed["what"] != "link":
        return told
    if typed["link"]:
        if typed["link"] not in {one["id"] for one in links_of(reader, kind, row["id"])}:
            raise NotFound("this link is not among those of the page", where="link", way_out="choose one of the list")
        told["link"] = typed["link"]
    elif typed["other"]:
        identifier = (documents.known_by(reader, typed["other"]) or ("", typed["other"].partition("?")[0].rstrip("/").rpartition("/")[2]))[1]
        ruling.ends(reader, row["id"], typed["relation"] or "same_as", identifier)
        told |= {"other": identifier, "relation": typed["relation"] or "same_as"}
    return told


def links_of(reader: Reader, kind: str, identifier: str) -> list[dict[str, Any]]:
    """The accepted and proposed links of a thing, each with what stands at its other end."""
    rows = {row["id"]: row for column in ("subject", "object") for row in reader.where("link", column, [identifier]) if row["object"] and row["state"] in ("accepted", "proposed")}
    found = list(rows.values())[:MOST_LINKS]
    ends = {row["id"]: row["object"] if row["subject"] == identifier else row["subject"] for row in found}
    known = {**cards(reader, "work", set(ends.values())), **cards(reader, "agent", set(ends.values()))}
    return sourced(reader, [{"id": row["id"], "predicate": row["predicate"], "forward": row["subject"] == identifier, "name": known[ends[row["id"]]]["name"],
                             "dataset": known[ends[row["id"]]]["dataset"]} for row in found if ends[row["id"]] in known], "synthetic")
