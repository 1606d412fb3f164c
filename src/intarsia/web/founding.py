"""The founding questions on the first page: of each the best answer that this release gives, and one that it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI

from intarsia import answering
from intarsia.answering import Release
from intarsia.errors import IntarsiaError
from intarsia.figures import Figure
from intarsia.shelf.insights.base import Answer
from intarsia.web import aside, insights
from intarsia.web.visit import Visit
from intarsia.web.words import Words

#: a question's pages, and what is asked for it, in this order: an insight, and the slot whose values are tried
ASKED: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    (("/trends", "/partners"), (("audience-trend", "measure"), ("changes", ""))),
    (("/signals",), (("departures", "measure"), ("moved", ""), ("signals", ""))),
    (("/impact",), (("impact", "study"),)),
)
TRIED = 4


@dataclass(frozen=True)
class Card:
    """A founding question. pages: more of its kind, by name and address. figure: of its best answer. refused: another question of that kind that is not answered, where there is one."""

    question: str
    pages: tuple[tuple[str, str], ...]
    answer: Answer
    figure: Figure
    refused: Answer | None = None
    refused_at: str = ""


def questions(say: Words) -> tuple[str, ...]:
    """The questions in words, as `ASKED` has them."""
    return say("What is changing, and who could work together?"), say("Which small things are growing?"), say("What changed after an intervention?")


def founding(visit: Visit, *, wait: bool = True) -> list[Card] | None:
    """The cards in the order of the questions. None while they are being made and nobody wants to wait."""
    release, say = insights.release(visit), visit.words
    key = f"founding {say.language}"
    if not wait and not aside.ready(release, key, lambda: _answers(release, say)):
        return None
    found = release.once(key, lambda: _answers(release, say))
    named = {"/trends": say("Trends"), "/partners": say("Partners"), "/signals": say("Signals"), "/impact": say("Impact")}
    cards = []
    for question, (pages, _), pair in zip(questions(say), ASKED, found, strict=True):
        if pair is not None:
            best, refused = pair
            at = insights.address(visit, refused) if refused else ""
            cards.append(Card(question, tuple((named[path], visit.href(path)) for path in pages), best, insights.drawn(visit, best), refused, at))
    return cards


def warm(app: FastAPI) -> None:
    """Ask the questions of the served releases, in every language, before somebody waits for it."""
    for release, say in insights.served(app):
        aside.ready(release, f"founding {say.language}", partial(_answers, release, say), 0)


def _answers(release: Release, say: Words) -> list[tuple[Answer, Answer | None] | None]:
    """For each question its best answer, and the first refusal met on the way."""
    found: list[tuple[Answer, Answer | None] | None] = []
    for _pages, asked in ASKED:
        answers = list(_tried(release, asked, say))
        best = min(answers, key=_rank, default=None)
        refused = next((one for one in answers if one.evidence.state == "REFUSED" and one is not best), None)
        found.append((best, refused) if best is not None else None)
    return found


def _rank(answer: Answer) -> int:
    """A finding first, then what holds without being news, then what is only described, refusals last."""
    if answer.evidence.holds:
        return 0 if answer.finding else 1
    return {"CONTESTED": 2, "UNTESTED": 3, "THIN": 4}.get(answer.evidence.state, 5)


def _tried(release: Release, asked: tuple[tuple[str, str], ...], say: Words) -> Iterator[Answer]:
    """The answers in their order, until there is a finding and a refusal."""
    held = refused = False
    shelf = answering.insights(release.own)
    for name, slot in ((name, slot) for name, slot in asked if name in shelf):
        values = list(release.values(slot, "", say.language))[:TRIED] if slot else []
        for chosen in ({}, *({slot: value} for value in values)):
            if held and refused:
                return
            try:
                answer = answering.answer(release, name, chosen, say)
            except IntarsiaError:  # one that fails keeps no other from being told
                continue
            held, refused = held or _rank(answer) == 0, refused or answer.evidence.state == "REFUSED"
            yield answer
