"""Impact: studies of interventions, each registered before its result was shown; and the form that registers one."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import answering, studying
from intarsia.accounts.who import Who
from intarsia.errors import IntarsiaError
from intarsia.figures import Figure
from intarsia.impact.panel import SEASONS
from intarsia.impact.study import ABOUT, DIRECTIONS
from intarsia.shelf.insights.base import Answer
from intarsia.web import insights
from intarsia.web.desk import Act, Owner
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["impact"])
#: what stands on the page of a study, in this order: the plainest first, what could have been seen before what was
PARTS = ("impact-before-after", "impact-overlay", "impact-visible", "impact", "impact-gap")
#: the one whose finding is the heading
CHIEF = "impact"
SHOWN = 30
TYPED = ("id", "title_en", "title_nl", "question_en", "question_nl", "intervention", "dataset", "measure", "about", "unit", "frequency", "per", "direction", "since", "until", "without")


@page(router, "/impact", "json", "csv", about="What followed interventions, compared with what others lead one to expect: studies with their status")
def impact(visit: Asked) -> Response:
    """The studies of the release; what is registered and waits for the next build; interventions that nobody asked about."""
    if kept := visit.kept() if not visit.at_desk else None:
        return kept
    rows = studying.listed(visit.reader)
    answers = {row["id"]: insights.asked(visit, CHIEF, study=row["id"]) for row in rows}
    drawn = {row["id"]: insights.drawn(visit, answers[row["id"]]) for row in rows}
    data = [{**row, "title": drawn[row["id"]].headline, "evidence": answers[row["id"]].evidence.record(), "page": visit.href(f"/impact/{row['id']}")} for row in rows]
    there = set(answers)
    waiting = [one for one in studying.registered(visit.serving.pool) if one.id not in there] if visit.at_desk else []
    said = {row["id"]: answers[row["id"]].evidence for row in data}
    table = (("id", "title", "status", "state", "sentence"), [(row["id"], row["title"], row["status"], said[row["id"]].state, said[row["id"]].sentence) for row in data])
    if visit.form != "html":
        return visit.answer("", data, table=table)
    first = next((one for one in answers.values() if one.evidence.state == "SOLID"), None)
    refused = next((one for one in answers.values() if one.evidence.state == "REFUSED"), None)
    examples = [(one, _short(visit, one, drawn[str(one.chosen["study"])]), visit.href(f"/impact/{one.chosen['study']}")) for one in (first, refused) if one]
    titles = {row["id"]: _title(visit, row["id"]) for row in rows}
    return visit.answer("impact.html", data, table=table, answers=answers, titles=titles, examples=examples, waiting=waiting, open=studying.unstudied(visit.reader), shown=SHOWN,
                        may=visit.who.may("judge"), command=f"intarsia build {visit.serving.pool.layout.root.name}")


@page(router, "/impact/register", about="Register a study: what is asked of an intervention, before its result is shown")
def register(visit: Owner) -> Response:
    """The form; ?intervention= fills it in."""
    return form(visit, {"intervention": visit.request.query_params.get("intervention", "")})


@router.post("/impact/register", include_in_schema=False)
def registered(act: Act) -> Response:
    """Write the registration; the result comes with the next build."""
    visit = act.visit
    act.must("judge")
    typed = {name: act.get(name) for name in TYPED}
    try:
        studying.register(visit.serving.pool, typed["id"], read(visit, typed, _role(act.who)), act.actor)
    except IntarsiaError as error:
        return form(visit, typed, {"where": "", "way_out": "", **error.problem()}, error.status)
    return act.back("/impact")


def form(visit: Visit, typed: dict[str, str], problem: dict[str, Any] | None = None, status: int = 200) -> Response:
    """The form with what was typed so far."""
    reader = visit.reader
    done = reader.records("SELECT id, title, start, place, about FROM intervention ORDER BY start DESC, title, id")
    counted = reader.records("SELECT DISTINCT dataset, measure FROM observation ORDER BY dataset, measure")
    sizes = [row["measure"] for row in reader.records("SELECT DISTINCT measure FROM observation WHERE about_kind = 'place' ORDER BY measure")]
    datasets, measures = (sorted({row[name] for row in counted}) for name in ("dataset", "measure"))
    return visit.answer("impact-register.html", {}, status=status, typed=dict.fromkeys(TYPED, "") | typed, problem=problem, interventions=done, abouts=ABOUT, frequencies=tuple(SEASONS),
                        directions=DIRECTIONS, command=f"intarsia build {visit.serving.pool.layout.root.name}", datasets=datasets, measures=measures, sizes=sizes)


def _role(who: Who) -> str:
    """Who asks, as a release may say it: the role, as the name of a person belongs in the audit alone."""
    return ", ".join(sorted(who.roles)) if who.kind != "owner" else who.name


def read(visit: Visit, typed: dict[str, str], role: str) -> dict[str, Any]:
    """The form as a registration."""
    found = visit.reader.records("SELECT dataset, record FROM intervention WHERE id = $id", {"id": typed["intervention"]})
    outcome = {name: typed[name] for name in ("dataset", "measure", "about", "unit", "frequency", "per", "direction") if typed[name]}
    apart = [line.partition(":") for line in typed["without"].replace("\r", "\n").split("\n") if line.strip()]
    return {"title": _spoken(typed, "title"), "question": _spoken(typed, "question"), "who": role, "registered": datetime.datetime.now(datetime.UTC).date().isoformat(), "seen": True,
            "intervention": {"dataset": found[0]["dataset"], "record": found[0]["record"]} if found else {}, "outcome": outcome,
            "window": {name: typed[name] for name in ("since", "until") if typed[name]}, "without": {name.strip(): why.strip() or "no reason given" for name, _, why in apart}}


def _spoken(typed: dict[str, str], name: str) -> dict[str, str]:
    return {language: typed[f"{name}_{language}"] for language in ("en", "nl") if typed[f"{name}_{language}"].strip()}


@page(router, "/impact/{study}", "json", "csv", about="One study: before and after, what could have been seen, treated against comparison, placebos, and what would settle it")
def one(visit: Asked, study: str) -> Response:
    """The page of a study and its twins."""
    if kept := visit.kept():
        return kept
    told = _told(visit, study)
    answers = [insights.asked(visit, name, study=study) for name in PARTS]
    chief = next(one for one in answers if one.insight == CHIEF)
    links = {"dossier": visit.href(f"/impact/{study}/dossier"), "figure": insights.address(visit, chief)}
    if visit.form != "html":
        return visit.answer("", insights.told(visit, chief) | {"study": told["study"], "parts": {one.insight: insights.told(visit, one) for one in answers if one is not chief}}, links=links,
                            table=answering.table(chief))
    figures = [insights.drawn(visit, one) for one in answers]
    headline = next(figure.headline for figure, one in zip(figures, answers, strict=True) if one is chief)
    parts = [(one, figure) for one, figure in zip(answers, figures, strict=True) if one.rows]
    return visit.answer("impact-study.html", told, links=links, table=answering.table(chief), chief=chief, parts=parts, headline=headline, title=_title(visit, study),
                        question=_said(visit, told["registration"]["question"]))


@page(router, "/impact/{study}/dossier", "json", "csv", about="The dossier of a study, for printing and keeping: registration with its hash, method, inputs with hashes, "
      "placebo table, refusals, what would settle it; as CSV the placebo table")
def dossier(visit: Asked, study: str) -> Response:
    """All that there is about a study."""
    if kept := visit.kept():
        return kept
    told = _told(visit, study)
    chief = insights.asked(visit, CHIEF, study=study)
    data = told | {"answers": {name: insights.told(visit, insights.asked(visit, name, study=study)) for name in PARTS}}
    placebos = studying.placebos(told)
    return visit.answer("impact-dossier.html", data, table=placebos, links={"page": visit.href(f"/impact/{study}")}, chief=chief, placebos=placebos,
                        title=_title(visit, study), question=_said(visit, told["registration"]["question"]), method=lambda answer: _method(visit, answer.insight),
                        parts=[data["answers"][name] for name in PARTS])


def _short(visit: Visit, answer: Answer, figure: Figure) -> Figure:
    """A figure without its notes, which stand on the page of the study. Kept, as its drawings are."""
    key = f"short figure {answer.insight} {sorted(answer.chosen.items())} {visit.language} {visit.root} {visit.kept_query}"
    return insights.release(visit).once(key, lambda: replace(figure, notes=()))


def _told(visit: Visit, study: str) -> dict[str, Any]:
    return visit.serving.once(visit.reader, f"study {study[:80]}", lambda: studying.dossier(visit.reader, study))


def _title(visit: Visit, study: str) -> str:
    return _said(visit, _told(visit, study)["registration"]["title"])


def _method(visit: Visit, name: str) -> str:
    texts = insights.shelf(visit)[name].TEXTS
    return texts.get(visit.language, texts["en"])["method"]


def _said(visit: Visit, words: dict[str, str]) -> str:
    return words.get(visit.language) or next(iter(words.values()))
