"""Objections: what people say against sharing, and what is to be said to it: for anybody, and held against a draft's own file."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.contributing import Draft, looking
from intarsia.objections import Facts, general, others, shown
from intarsia.web import drafting
from intarsia.web.drafting import Contribute
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["contribute"])


@page(router, "/objections", "json", about="What people say against sharing their data, what is to be said to it, and where that can be checked")
def cards(visit: Asked) -> Response:
    """All cards, without a file."""
    if kept := visit.kept():
        return kept
    found = general(visit.language)
    return visit.answer("objections.html", [card.record() for card in found], links={"check": visit.href("/check"), "contribute": visit.href("/contribute")}, cards=found, draft=None)


@page(router, "/contribute/{id}/objections", "json", about="The same, each held against what was found in the file of a draft")
def held(visit: Contribute, id: str) -> Response:
    """The cards for one file, the most relevant first."""
    draft = drafting.ready(visit, id)
    if not isinstance(draft, Draft):
        return draft
    pool = drafting.pool_of(visit)
    report = looking.look(pool, draft, visit.language)
    said: dict[str, Any] = {**draft.about, **{key: value for key, value in (draft.extra.get("publishing") or {}).items() if value}}
    back = looking.forecast(pool, draft)
    facts = Facts(report, visit.language, back if back and "problem" not in back else None, str(said.get("licence") or ""), str(said.get("mining") or ""), str(said.get("goal") or ""),
                  others=others.told(_others(visit), visit.language, str(said.get("publisher") or "")))
    found = shown(facts)
    steps = {name: visit.href(f"/contribute/{draft.id}/{name}") for name in ("profile", "risk", "publish", "memo")}
    steps["describe"] = visit.href(f"/contribute/{draft.id}/publish", only="description")
    return visit.answer("objections.html", [{**card.record(), "step": {**card.step, "href": steps[card.step["page"]]}} for card in found], links=steps, draft=draft, steps=steps,
                        supported=[card for card in found if card.support != "none"], cards=[card for card in found if card.support == "none"])


def _others(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    """What others did, found once for each release."""
    reader = visit.release
    return visit.serving.once(reader, "what others did", lambda: others.did(visit.serving.pool, reader)) if reader else {}
