"""What each column is: what was suggested, how surely, what may be chosen instead, and three rows before and after."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.contributing import Draft, meanings, start
from intarsia.errors import IntarsiaError, Invalid
from intarsia.web import drafting, meaningwords
from intarsia.web.desk import Posted
from intarsia.web.drafting import Contribute, ContributeAct
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])
SHOWN = 60  #: columns of one page
PREVIEW = 3


@page(router, "/contribute/{id}/map", "json", about="What each column of a draft becomes: the suggestion, how sure it is, what else it may be, and three rows before and after")
def mapping(visit: Contribute, id: str) -> Response:
    """The columns with a list each; a column that is none of them blocks nothing."""
    draft = drafting.ready(visit, id)
    if isinstance(draft, Response):
        return draft
    return _shown(visit, draft, None, None, 200)


@router.post("/contribute/{id}/map", include_in_schema=False)
def choose(act: ContributeAct, id: str) -> Response:
    """Look at three rows with other choices, or keep them; kept choices change what is published, so the rules look again."""
    visit = act.visit
    draft = drafting.changeable(visit, id)
    pool = drafting.pool_of(visit)
    try:
        known = meanings.of(pool, draft)
        chosen = _chosen(act, draft, known)
        found = meanings.of(pool, draft, chosen)
    except IntarsiaError as error:
        return _shown(visit, draft, None, {"where": "", "way_out": "", **error.problem()}, error.status)
    if act.get("act") != "keep":
        return _shown(visit, draft, (chosen, found), None, 200)
    kept = {column: target for column, target in chosen.items() if column not in found["refused"]}
    if kept != draft.columns:
        start(pool, draft.say(columns=kept, choices={}), visit.language)
    return act.back(f"/contribute/{id}", **({"refused": found["refused"][:5]} if found["refused"] else {}))


def _chosen(act: Posted, draft: Draft, known: dict[str, Any]) -> dict[str, str]:
    """The choices of the form over those of the draft; what is as suggested is no choice."""
    chosen = dict(draft.columns)
    for number, column in enumerate(known["columns"]):
        target = act.get(f"column-{number}", "as suggested")
        if target == "as suggested":
            if any(field == f"column-{number}" for field, _ in act.fields):
                chosen.pop(column["column"], None)
            continue
        target = "" if target == "leave out" else target
        if target and target not in known["meanings"]:
            raise Invalid("there is no such meaning of a column", where=column["column"], way_out="choose one of the list")
        chosen[column["column"]] = target
    return chosen


def _shown(visit: Visit, draft: Draft, tried: tuple[dict[str, str], dict[str, Any]] | None, problem: dict[str, Any] | None, status: int) -> Response:
    """The page. tried: choices that are looked at and not kept, with what they give."""
    pool = drafting.pool_of(visit)
    seen = meanings.first(draft)
    found = None
    try:
        found = tried[1] if tried else meanings.of(pool, draft)
    except IntarsiaError as error:  # of persons' own business only, or nothing that a catalogue shows
        problem = problem or {"where": "", "way_out": "", **error.problem()}
    chosen = tried[0] if tried else draft.columns
    try:
        number = max(1, int(visit.request.query_params.get("page", "1")))
    except ValueError:
        number = 1
    columns = found["columns"] if found else []
    refused = found["refused"] if tried and found else visit.request.query_params.getlist("refused")[:5]
    data = {"makes": found["makes"] if found else "", "columns": columns, "chosen": chosen, "refused": refused,
            "before": seen["rows"]["cells"][:PREVIEW], "after": found["after"] if found else [], "kept": tried is None}
    names, words = visit.names, visit.words
    links = {"risk": visit.href(f"/contribute/{draft.id}/risk")}
    return visit.answer(
        "contribute-map.html", data, status=status, links=links, draft=draft, problem=problem, found=found, chosen=chosen, tried=tried is not None,
        groups=meaningwords.listed([one for one in found["meanings"] if one], words, names) if found else [], label=lambda target: meaningwords.label(target, words, names),
        why=lambda written: meaningwords.why(written, words),
        rows=_rows(seen, found, visit) if found else [], page=number, pages=-(-len(columns) // SHOWN), first=(number - 1) * SHOWN,
        shown=list(enumerate(columns))[(number - 1) * SHOWN:number * SHOWN],
        unknown=[(one["column"], label, one["unknown"]) for one in columns if one["unknown"] and (label := meaningwords.label(one["target"], words, names))])  # fmt: skip


def _rows(seen: dict[str, Any], found: dict[str, Any], visit: Visit) -> list[dict[str, Any]]:
    """The first rows, each before and after."""
    names, left = seen["rows"]["names"], {one["column"] for one in found["columns"] if not one["target"]}
    rows = []
    for number, cells in enumerate(seen["rows"]["cells"][:PREVIEW]):
        after = found["after"][number] if number < len(found["after"]) else []
        before = [(name, cell, name in left) for name, cell in zip(names, cells, strict=True) if cell is not None]
        said = list(dict.fromkeys(meaningwords.said(what, value, visit.words, visit.names) for what, value in after))
        rows.append({"before": before, "after": said})
    return rows
