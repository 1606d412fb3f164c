"""What an organisation says of itself: twelve questions at the desk, its profile, and its sector beside it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts
from intarsia.errors import NotFound
from intarsia.readiness import comparing, declared, words
from intarsia.readiness.questions import LEVELS, QUESTIONS, THEMES
from intarsia.web import desk, readied
from intarsia.web.desk import Act, DeskVisit, Owner
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
ADDRESS = "/desk/readiness"


@page(router, ADDRESS, "json", about="The questionnaire of an organisation: what holds it back, and sectors compared from five organisations up")
def form(visit: Owner) -> Response:
    """The questions with the last answers, the profile, and how sectors compare."""
    organisation = _organisation(visit, visit.request.query_params.get("organisation", ""))
    with desk.ledger(visit) as ledger:
        said = declared.all_of(ledger)
    mine = said.get(organisation)
    cells = comparing.declared(said.values())
    data: dict[str, Any] = {
        "organisation": organisation, "questions": [_question(visit.language, one, mine) for one in QUESTIONS], "profile": _profile(visit.language, mine) if mine else None,
        "measured": _measured(visit, organisation), "sectors": {sector: {theme: cell.data() for theme, cell in row.items()} for sector, row in cells.items()}, "least": comparing.LEAST,
    }  # fmt: skip
    themes = {key: {"name": words.of(name, visit.language), "asks": words.of(asks, visit.language)} for key, (name, asks) in THEMES.items()}
    sectors = visit.reader.rows("SELECT notation FROM concept WHERE scheme = 'sector' ORDER BY notation") if visit.release else []
    return visit.answer("desk-readiness.html", data, themes=themes, levels=LEVELS, sectors=[one for (one,) in sectors], mine=mine, choices=_choices(visit),
                        saved=visit.request.query_params.get("saved"), shown=any(cell.state != "few" for row in cells.values() for cell in row.values()))


@router.post(ADDRESS, include_in_schema=False)
def answer(act: Act) -> Response:
    """Keep the answers; the earlier ones stay in the ledger."""
    organisation = _organisation(act.visit, act.get("organisation"))
    act.must("contribute", organisation)
    with desk.ledger(act.visit) as ledger:
        declared.save(ledger, organisation, act.get("sector"), {one.key: act.get(one.key) for one in QUESTIONS}, act.actor)
    return act.back(ADDRESS, organisation=organisation if organisation != act.who.holds else "", saved="1")


def _organisation(visit: DeskVisit, asked: str) -> str:
    """Whose answers these are: one's own organisation's, or of those one may speak for the one asked for. Raises: NotFound for any other."""
    mine = visit.who.holds or accounts.HERE
    if not asked or asked == mine:
        return mine
    if asked not in _choices(visit):
        raise NotFound("there is no such organisation that you may answer for", where="organisation", way_out="leave it out to answer for your own")
    return asked


def _choices(visit: DeskVisit) -> dict[str, str]:
    """The organisations that this visitor may answer for, by id."""
    return {key: name for key, name in accounts.organisations(visit.serving.pool).items() if visit.who.may("contribute", key)}


def _question(language: str, one: Any, mine: declared.Declared | None) -> dict[str, Any]:
    return {"key": one.key, "theme": one.theme, "asks": words.of(one.asks, language), "levels": [words.of(level, language) for level in one.levels],
            "answer": mine.answers[one.key] if mine else None}


def _profile(language: str, mine: declared.Declared) -> dict[str, Any]:
    """What holds the organisation back: the level of each theme, the barriers, and where to begin."""
    first = next(one for one in QUESTIONS if one.key == mine.first)
    level = mine.answers[mine.first]
    following = words.of(first.levels[level], language) if level < LEVELS else None
    return {"themes": mine.themes, "barriers": list(mine.barriers), "first": {"question": mine.first, "asks": words.of(first.asks, language), "level": level,
            "now": words.of(first.levels[level - 1], language), "next": following}, "by": mine.by, "at": mine.at, "sector": mine.sector}


def _measured(visit: DeskVisit, organisation: str) -> list[dict[str, Any]]:
    """The organisation's datasets on the measured ladder."""
    if visit.release is None:
        return []
    held = accounts.holdings(visit.serving.pool)
    return [{"id": name, "ladder": one} for name, one in readied.ladders(visit).items() if held.get(name, accounts.HERE) == organisation]
