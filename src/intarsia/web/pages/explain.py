"""Why two things are linked, or are not: one page for any two works or agents."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import explaining
from intarsia.errors import IntarsiaError, Invalid, NotFound
from intarsia.web import why
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["links"])
LONGEST = 300


@page(router, "/explain", "json", about="Why two works or two agents are linked, or are not: ?a= and ?b= are ids, addresses, titles or names")
def explain(visit: Asked) -> Response:
    """The links between two things with what they rest on; without a and b, where to ask.

    What no build has compared is compared now only for those who judge links: it takes longer than a page should for strangers.
    """
    if kept := visit.kept():
        return kept
    asked = {name: visit.request.query_params.get(name, "").strip() for name in ("a", "b")}
    if any(len(text) > LONGEST for text in asked.values()):
        raise Invalid(f"a title is asked for with at most {LONGEST} characters", where="a, b", way_out="write less of it, or take the id from the address of its page")
    told, wrong = _told(visit, asked) if all(asked.values()) else (None, None)
    data = _plain(told) if told else {}
    return visit.answer("explain.html", data, status=wrong.status if wrong else 200, asked=asked, told=told, wrong=wrong, why=why, places={"work": "works", "agent": "agents"})


def _told(visit: Visit, asked: dict[str, str]) -> tuple[dict[str, Any] | None, IntarsiaError | None]:
    try:
        return explaining.explain(visit.reader, asked["a"], asked["b"], now=visit.who.may("judge")), None
    except (NotFound, Invalid) as error:
        if visit.form != "html":
            raise
        return None, error


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """What the JSON holds: the same, each link without what only pages need."""
    return {**told, "links": [{**link, "steps": [{name: step[name] for name in ("field", "level", "weight")} for step in link["steps"]]} for link in told["links"]]}
