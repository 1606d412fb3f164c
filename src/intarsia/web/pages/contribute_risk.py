"""Risk and return: the verdict on a draft, what may be done about each column and what that costs, and what sharing would give back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from intarsia import accounts, readiness
from intarsia.contributing import Draft, choosing, forecast
from intarsia.deciding import pledges
from intarsia.errors import Invalid
from intarsia.parcel import SUFFIX
from intarsia.text import slug
from intarsia.web import drafting, meaningwords, verdict, weighing
from intarsia.web.drafting import Contribute, ContributeAct
from intarsia.web.pages.returns import field
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])
SHOWN = 300  #: columns with a list of their own
COMPETITIVE = ("competitive", "unannounced", "stale-later")


@page(router, "/contribute/{id}/risk", "json", about="The verdict on a draft, column by column, what changes would cost, and what sharing would give back")
def risk(visit: Contribute, id: str) -> Response:
    """The verdict first, then the return, the tests, and the columns that need somebody."""
    draft = drafting.ready(visit, id)
    if isinstance(draft, Response):
        return draft
    if draft.about.get("parcel"):
        return RedirectResponse(visit.href(f"/contribute/{id}/parcel"), 303, headers={"Cache-Control": "no-store"})
    pool = drafting.pool_of(visit)
    report = weighing.read(pool, draft, visit.language)
    draft = weighing.begun(draft, report)
    after, problem = weighing.weighed(pool, draft, report, visit.language) if draft.choices else (None, None)
    gain = forecast(pool, draft)
    ladder = readiness.of_report(report, visit.language, about=draft.about, mapped=draft.columns)
    told = verdict.told({**report, "rival": after["rival"] if after and after["rival"] else report["rival"]}, visit.language)
    data = {"report": report, "choices": draft.choices, "after": after, "problem": problem, "forecast": gain, "readiness": ladder,
            "pledges": _pledges(visit, report), "compared": _compared(visit, report)}
    selects = weighing.selects(report, draft.choices, visit.words)
    fine = [column for column in told["fine"] if column["full"] in selects][:SHOWN]
    answer = visit.answer("contribute-risk.html", data, links={"publish": visit.href(f"/contribute/{id}/publish"), "map": visit.href(f"/contribute/{id}/map")}, draft=draft, report=report,
                          told=told, after=after, problem=problem, gain=gain, compared=data["compared"], ladder=ladder, selects=selects, fine=fine, waits=data["pledges"],
                          groups=_groups(visit, gain),
                          becoming=lambda written: meaningwords.becoming(written, visit.words, visit.names),
                          pack=_pack(draft) if _competitive(report) else "", whole=[act for act in report["suggested"] if not act["columns"]],
                          done=visit.request.query_params.get("done", ""), like=draft.about.get("like", ""), pledger=_pledger(visit))
    if visit.form == "html" and draft.choices and after is None and problem is None:
        answer.headers["Refresh"] = "2"
    return answer


@router.post("/contribute/{id}/risk", include_in_schema=False)
def choose(act: ContributeAct, id: str) -> Response:
    """What is to be done about each column; or a pledge to share what others wait for.

    Raises: Invalid for what this file does not offer.
    """
    draft = drafting.ready(act.visit, id)
    if isinstance(draft, Response):
        return draft
    if act.get("act") == "pledge":
        return _pledge(act, draft)
    pool = drafting.pool_of(act.visit)
    report = weighing.read(pool, draft, act.visit.language)
    if act.get("act") == "as suggested":
        draft = draft.say(choices={})
    else:
        names = [choosing.full(column) for column in report["columns"]]
        form = {names[int(name[1:])]: value for name, value in act.fields if name[:1] == "c" and name[1:].isdecimal() and int(name[1:]) < len(names)}
        draft = draft.say(choices=choosing.read(report, {**form, choosing.WHOLE: act.get("whole")}, draft.choices))
    if draft.choices:
        weighing.weighed(pool, draft, report, act.visit.language)
    if act.get("act") == "go on":
        return act.back(f"/contribute/{id}/publish")
    return RedirectResponse(act.visit.href(f"/contribute/{id}/risk", done="chosen") + "#needs", 303, headers={"Cache-Control": "no-store"})


def _pledge(act: ContributeAct, draft: Draft) -> Response:
    """An organisation says that it would share too."""
    act.must("decide")
    dataset = act.need("dataset")
    if act.visit.release is None or not act.visit.reader.rows("SELECT 1 FROM decision WHERE dataset = ? AND needed IS NOT NULL", [dataset]):
        raise Invalid("nobody waits for others there", where="dataset", way_out="load the page again")
    pledges.pledge(drafting.pool_of(act.visit), dataset, _pledger(act.visit) or act.need("organisation"), named=act.get("named") == "yes", by=act.actor)
    return act.back(f"/contribute/{draft.id}/risk", done="pledged")


def _pledger(visit: Visit) -> str:
    """In whose name a visitor pledges: a member in that of the organisation they work for, and no other; "" for the owner of the machine, who says it."""
    return "" if visit.who.kind == "owner" else accounts.organisations(drafting.pool_of(visit)).get(visit.who.organisation, "")


def _competitive(report: dict[str, Any]) -> bool:
    return any(column["finding"] in COMPETITIVE for column in report["columns"])


def _pack(draft: Draft) -> str:
    """The command that does it all on the contributor's own machine."""
    name = slug(draft.name.split(".")[0]) or "data"
    shown = "'" + draft.name.replace("'", "'\\''") + "'" if not draft.name.replace("-", "").replace("_", "").replace(".", "").isalnum() else draft.name
    return f'intarsia pack {shown} -o {name}{SUFFIX} --who "your role" --why "your reason"'


def _measures(report: dict[str, Any]) -> list[str]:
    """What the file has figures of, as a report says it: "figure: visits"."""
    return sorted({column["becomes"].partition("figure: ")[2].partition(" ")[0] for column in report["columns"]} - {""})


def _compared(visit: Visit, report: dict[str, Any]) -> list[dict[str, Any]]:
    """Figures of the same kind in the release: measure, and how many datasets have them."""
    mine = _measures(report)
    if not mine or visit.release is None or "observation" not in visit.reader.manifest["tables"]:
        return []
    return visit.reader.records("SELECT measure, count(DISTINCT dataset) AS datasets FROM observation WHERE list_contains(?, measure) GROUP BY measure "
                                "ORDER BY datasets DESC, measure LIMIT 6", [mine])


def _pledges(visit: Visit, report: dict[str, Any]) -> list[dict[str, Any]]:
    """Datasets of the pool that wait until others share, or pledge, what this file has: "3 of 5"."""
    mine = _measures(report)
    if not mine or visit.release is None or "decision" not in visit.reader.manifest["tables"]:
        return []
    return visit.reader.records("SELECT c.dataset, d.title, c.measure, c.pledged, c.needed FROM decision AS c JOIN dataset AS d ON d.id = c.dataset "
                                "WHERE c.needed IS NOT NULL AND c.met_on IS NULL AND (c.measure IS NULL OR list_contains(?, c.measure)) "
                                "ORDER BY c.needed - c.pledged, c.dataset LIMIT 5", [mine])


def _groups(visit: Visit, gain: dict[str, Any] | None) -> dict[str, str]:
    """What is gained, in words."""
    _ = visit.words
    own = {"maker": _("Makers"), "identifier": _("Numbers that other registers use"), "title": _("Titles in other languages"), "figures": _("Figures")}
    return {one["group"]: own.get(one["group"]) or field(visit, one["group"]) for one in (gain or {}).get("gained", ())}
