"""The track record of signals: what was forecast and what came of it, by method and sector, with every miss."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import answering
from intarsia.errors import Invalid
from intarsia.shelf.insights.base import Answer
from intarsia.shelf.insights.track_record import LIVE
from intarsia.web import insights
from intarsia.web.alarms import alarms
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["signals"])
NAME = "track-record"
#: forecasts on one page; the CSV has them all
SHOWN = 50


@page(router, "/signals/track-record", "json", "csv", about="What came of forecasts, every miss among it; ?kind=live or replayed, ?sector=, ?facet=, ?page=")
def track_record(visit: Asked) -> Response:
    """How the method did by sector, then every forecast that fell due; replayed ones under a heading that says so, as long as no live one has."""
    if kept := visit.kept():
        return kept
    given = visit.request.query_params
    shelf = insights.shelf(visit)
    answer = insights.asked(visit, NAME, insights.chosen(shelf[NAME], given))
    table = answering.table(answer)
    links = {"figure": insights.address(visit, answer)}
    if visit.form != "html":
        return visit.answer("", {**insights.told(visit, answer), "alarms": _alarms(visit, answer)}, links=links, table=table)
    at, pages = _page(given.get("page", "1")), max(1, -(-len(answer.rows) // SHOWN))
    kept_slots = {name: value for name, value in answer.chosen.items() if value}
    texts = shelf[NAME].TEXTS.get(visit.language, shelf[NAME].TEXTS["en"])
    beside = [(visit.href("/signals/track-record", **kept_slots, page=str(other)), other) for other in (at - 1, at + 1) if 1 <= other <= pages]
    names = [field.name for field in answer.fields]
    rows = [(dict(zip(names, row, strict=True)), visit.href(lead[0], **lead[1])) for row, lead in
            zip(answer.rows[(at - 1) * SHOWN : at * SHOWN], answer.leads[(at - 1) * SHOWN : at * SHOWN], strict=True)]
    return visit.answer("track-record.html", None, links=links, table=table, answer=answer, about=texts["about"], alarms=_alarms(visit, answer),
                        rows=rows, record=answer.aside["record"][1], bands=answer.aside["bands"][1],
                        at=at, pages=pages, beside=beside, slots=_slots(visit, answer.chosen), titles={field.name: field.title for field in (*answer.fields, *answer.aside["record"][0])})


def _alarms(visit: Visit, answer: Answer) -> str:
    """The false alarms of what is told here: of live forecasts, which were said on a day, or of replayed ones."""
    made_on = [one.name for one in answer.fields].index("made_on")
    return alarms(answer.evidence, visit.words, LIVE if any(row[made_on] for row in answer.rows[:1]) else "")


def _page(text: str) -> int:
    """The number of a page.

    Raises: Invalid.
    """
    if not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise Invalid(f"there is no page '{text[:40]}'", where="page", way_out="pages run from 1")
    return int(text)


def _slots(visit: Visit, chosen: object) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """The fields of the form: name, title, what can be chosen, what is."""
    _, release = visit.words, insights.release(visit)
    insight = insights.shelf(visit)[NAME]
    texts = insight.TEXTS.get(visit.language, insight.TEXTS["en"])
    titles = {"kind": _("Which forecasts"), "sector": _("Sector"), "facet": _("Kind of word")}
    picked = dict(chosen) if isinstance(chosen, dict) else {}
    found = []
    for parameter in insight.PARAMETERS:
        named = [(one, texts[f"choice {one}"]) for one in parameter.choices] if parameter.kind == "choice" else sorted(release.values(parameter.kind, parameter.of, visit.language).items(),
            key=lambda item: item[1])
        found.append((parameter.name, titles[parameter.name], named, str(picked.get(parameter.name, ""))))
    return found
