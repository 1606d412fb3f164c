"""What readers say is wrong: put before the steward of the dataset, beside the record, and answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts, ruling
from intarsia.accounts.who import HERE
from intarsia.errors import Invalid, NotFound
from intarsia.explaining import cards
from intarsia.web.desk import Act, Owner
from intarsia.web.routes import page
from intarsia.web.visit import Visit
from intarsia.wrong import Letter, Letters

router = APIRouter(tags=["desk"])
PLACES = {"work": "works", "agent": "agents"}
FACTS = {"work": ("title", "form", "date_written", "language", "status", "description", "rights", "page"), "agent": ("name", "kind", "year_start", "year_end", "country")}


def mine(visit: Visit) -> Callable[[str], bool]:
    """Are the messages about a dataset for who visits? Those of their own organisation; the owner's and the operator's are the pool's."""
    held = accounts.holdings(visit.serving.pool)
    return lambda dataset: visit.who.may("judge", held.get(dataset, HERE))


@page(router, "/desk/wrong", "json", about="What readers say is wrong, objections of those concerned first")
def letters(visit: Owner) -> Response:
    """The messages about one's own datasets: those that wait first."""
    kept = Letters(visit.serving.pool)
    kept.tidy()
    found = kept.of(mine(visit))
    named = names(visit, found)
    data = [{"name": one.name, "what": one.what, "state": one.state, "on": one.on, "dataset": one.dataset, "about": named.get(one.entity, ""),
             "address": visit.href(f"/desk/wrong/{one.name}")} for one in found]
    return visit.answer("desk-wrong.html", data, meta={"total": len(data), "waiting": sum(one.waits for one in found)}, letters=found, named=named)


@page(router, "/desk/wrong/{name}", "json", about="One message of a reader, beside the record it is about")
def letter(visit: Owner, name: str) -> Response:
    """A message, the record as the release has it, and what can be done."""
    one = found(visit, name)
    rows = visit.reader.where(one.kind, "id", [one.entity]) if visit.release else []
    link = _link(visit, one)
    data = {**{key: value for key, value in vars(one).items() if key != "reach"}, "reach": one.reach, "there": bool(rows), "link_now": link}
    shown = [(key, rows[0][key]) for key in FACTS[one.kind] if rows and rows[0].get(key) not in (None, "")]
    return visit.answer("desk-wrong-one.html", data, one=one, facts=shown, title=names(visit, [one]).get(one.entity, ""), place=PLACES[one.kind], link=link,
                        folder=visit.serving.pool.layout.root.name, held=accounts.holder(visit.serving.pool, one.dataset))


@router.post("/desk/wrong/{name}", include_in_schema=False)
def answer(act: Act, name: str) -> Response:
    """Accept it, decline it, ask for more, or judge the link it is about."""
    visit = act.visit
    one = found(visit, name)
    act.must("judge", accounts.holder(visit.serving.pool, one.dataset))
    state = act.need("state")
    if state == "accepted" and act.get("rule"):
        link = _link(visit, one)
        if link is None:
            raise NotFound("the link this message is about is not in this release", where=one.name, way_out="judge it at /desk/links, or accept the message without it")
        ruling.rule(visit.serving.pool, link, link["wanted"], "a reader said so, and the steward agrees", act.actor)
    Letters(visit.serving.pool).answer(one, state, act.get("answer"), act.actor)
    return act.back(f"/desk/wrong/{name}")


def found(visit: Visit, name: str) -> Letter:
    """A message that is for who visits. Raises: NotFound, also for one of another organisation."""
    one = Letters(visit.serving.pool).find(name)
    if not mine(visit)(one.dataset):
        raise NotFound("there is no such message", way_out="see those of your datasets: /desk/wrong")
    return one


def names(visit: Visit, letters: list[Letter]) -> dict[str, str]:
    """What the things are called that messages are about, as far as the release has them."""
    if visit.release is None:
        return {}
    return {key: str(card["name"]) for kind in PLACES for key, card in cards(visit.reader, kind, {one.entity for one in letters if one.kind == kind}).items()}


def about_links(visit: Visit) -> list[dict[str, Any]]:
    """The links of the release that readers say are wrong or missing, for the queue of links; those of messages that wait."""
    return [{**link, "letter": one.name} for one in Letters(visit.serving.pool).of(mine(visit)) if one.waits and one.what == "link" and (link := _link(visit, one)) is not None]


def _link(visit: Visit, one: Letter) -> dict[str, Any] | None:
    """The link that a message is about, with what it wants of it: "rejected" of one that is there, "accepted" of one that is not."""
    if visit.release is None or not (one.link or one.other):
        return None
    try:
        if one.link:
            return {**ruling.link(visit.reader, one.link), "wanted": "rejected"}
        return {**ruling.ends(visit.reader, one.entity, one.relation, one.other), "wanted": "accepted"}
    except (Invalid, NotFound):
        return None
