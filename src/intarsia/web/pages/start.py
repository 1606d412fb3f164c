"""Start: the five-minute tour through this pool's own data, and ways to begin. Steps that this pool cannot show are left out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.reader import Reader
from intarsia.web.family import known_relatives, known_stories, widest
from intarsia.web.founding import Card, founding
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["pages"])
#: questions whose answer is a small thing that moved
SIGNALS = ("departures", "moved", "signals")


@page(router, "/start", "json", about="A tour of five minutes through this pool's own data")
def start(visit: Asked) -> Response:
    """The tour; an empty pool has the ways to begin alone."""
    if visit.release is None and visit.form == "html":
        return visit.page("start.html", 200, {"Cache-Control": "no-store"}, steps=[_check(visit)])
    if kept := visit.kept():
        return kept
    cards = founding(visit, wait=visit.form != "html")
    steps = tour(visit, visit.reader, cards or [])
    answer = visit.answer("start.html", steps, links={"home": visit.href("/")}, steps=steps)
    if cards is None:  # the questions are being asked of this release: nobody should keep the page without their answers
        answer.headers["Cache-Control"] = "no-store"
        del answer.headers["ETag"]
    return answer


def tour(visit: Visit, reader: Reader, cards: list[Card]) -> list[dict[str, Any]]:
    """The steps this pool can show, each with its time, a sentence and addresses within the site."""
    _ = visit.words
    steps = []
    if origin := widest(known_stories(visit.serving, reader)):
        members = known_relatives(visit.serving, reader, origin["id"])
        most = max(dict.fromkeys(one["dataset"] for one in members), key=lambda dataset: sum(one["dataset"] == dataset for one in members))
        held = sum(one["dataset"] == most for one in members)
        steps.append(_step("0:00", _("One story, alone and together"),
                           _("“%(name)s” holds %(n)s of the %(all)s works of one story. Look at it alone, then together.",
                             name=visit.names("dataset", most), n=_.number(held), all=_.number(len(members))),
                           (_("Alone"), visit.href("/", **{"with": f"one:{most}"})), (_("Together"), visit.href("/"))))
        steps.append(_step("0:45", _("Why two works are linked"), _("Every link says what it rests on, field by field, and how sure it is."),
                           (_("Why linked"), visit.href(f"/works/{origin['id']}") + "#links"), *_weighed(visit, reader, [one["id"] for one in members])))
    if alike := visit.serving.once(reader, "look-alike", lambda: lookalike(reader)):
        text = (_("Two works that looked alike and were judged not to be the same: that judgement is kept too.") if alike["state"] == "rejected"
                else _("A link that is not accepted yet, because what is known does not settle it. It is shown as such, and counted nowhere."))
        steps.append(_step("1:00", _("A link that was refused") if alike["state"] == "rejected" else _("A link that waits for a person"), text,
                           (alike["title"], visit.href("/explain", a=alike["subject"], b=alike["object"]))))
    steps.append(_check(visit))
    steps += _answered(visit, cards)
    steps.append(_step("4:45", _("Cite, take along, start your own"),
                       _("Each release stays as it is and can be cited; every page can be had as data; and a pool of your own takes one command."),
                       (_("Cite this release"), visit.href(f"/releases/{reader.id}")), (_("Take data along"), visit.href("/explore")), (_("Start your own"), "#own")))
    return steps


def _answered(visit: Visit, cards: list[Card]) -> list[dict[str, Any]]:
    """A small thing that moved, with its odds and a track record; and a question that is refused, with what would settle it."""
    _, steps = visit.words, []
    for card in cards:
        if card.answer.insight in SIGNALS and card.answer.evidence.holds and card.answer.finding:
            steps.append(_step("3:45", _("A small thing that moved, and its odds"), f"{card.figure.headline}. {_('How often such lists were wrong is counted, and every miss is listed.')}",
                               (_("The chart and what it rests on"), card.figure.address), (_("The track record"), visit.href("/signals/track-record"))))
    refused = [(card.refused, card.refused_at) for card in reversed(cards) if card.refused]
    refused += [(card.answer, card.figure.address) for card in reversed(cards) if card.answer.evidence.state == "REFUSED"]
    if refused:
        answer, at = refused[0]
        steps.append(_step("4:20", _("A question it refuses"), f"“{answer.title}”. {answer.evidence.sentence} {answer.needs[0].about if answer.needs else ''}".strip(),
                           (_("What would settle it"), at), (_("All data that questions wait for"), visit.href("/wanted"))))
    return steps


def lookalike(reader: Reader) -> dict[str, Any] | None:
    """A rejected link between works, the likeliest first; else one that is only proposed."""
    found = reader.records("SELECT l.subject, l.object, l.state, w.title FROM link AS l JOIN work AS w ON w.id = l.subject WHERE l.kind = 'work' AND l.object IS NOT NULL "
                           "AND l.state IN ('rejected', 'proposed') ORDER BY l.state = 'rejected' DESC, l.probability DESC NULLS LAST, l.id LIMIT 1")
    return found[0] if found else None


def _weighed(visit: Visit, reader: Reader, ids: list[str]) -> list[tuple[str, str]]:
    """A link of the story that no contributor states, weighed by a model, where there is one."""
    found = reader.rows("SELECT subject, object FROM link WHERE kind = 'work' AND state = 'accepted' AND method = 'model' AND starts_with(evidence, '{\"prior\"') "
                        "AND subject IN (SELECT unnest($ids)) AND object IN (SELECT unnest($ids)) ORDER BY probability, id LIMIT 1", {"ids": ids})
    return [(visit.words("One that nobody stated, weighed"), visit.href("/explain", a=found[0][0], b=found[0][1]))] if found else []


def _check(visit: Visit) -> dict[str, Any]:
    _ = visit.words
    return _step("1:15", _("A file is looked at"),
                 _("A museum's ticket sales, made up for this purpose: read what may be shared of it, column by column, and what a rival would learn. Nothing of a file you try is kept."),
                 (_("Try a museum's ticket file"), visit.href("/check", **{"try": "tickets.xlsx"})), (_("Your own file"), visit.href("/check")))


def _step(at: str, title: str, text: str, *links: tuple[str, str]) -> dict[str, Any]:
    return {"at": at, "title": title, "text": text, "links": [{"text": name, "href": href} for name, href in links]}
