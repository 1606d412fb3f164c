"""The queue of words: one word at a time with what it may mean; a form each, keys for those who have many."""

from __future__ import annotations

import shlex
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts, judging, proposals, searching
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.judging import acts, linkset
from intarsia.matching.likeness import LEVELS
from intarsia.store.ledger import Ledger
from intarsia.text import fold
from intarsia.web import desk
from intarsia.web.desk import Act, Owner
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["desk"])
PATH = "/desk/reconcile"
NEXT = 8  # words shown of what comes after
LISTED = 200  # words of the twins
FOUND = 9  # concepts that a search in the vocabulary shows


@page(router, PATH, "json", "csv", about="The words that wait for a judgement, with what they may mean; on this machine alone")
def queue(visit: Owner) -> Response:
    """The word whose turn it is (`at`, or the first behind `after`), and what comes next."""
    asked = visit.request.query_params
    facet, dataset = asked.get("facet", ""), asked.get("dataset", "")
    with desk.ledger(visit) as ledger:
        said = judging.standing(ledger)
    words = visit.serving.once(visit.reader, "open words", lambda: judging.open_words(visit.reader))
    found = judging.queue(words, said, facet, dataset)
    if visit.form != "html":
        return _listed(visit, found, said)
    order = [word for word in words if found.at(word.key) or word.key == asked.get("after")]
    word = found.at(asked.get("at", "")) or found.behind(asked.get("after", ""), order)
    kept = {"facet": facet, "dataset": dataset}
    done = next((one for one in reversed(said) if str(one.id) == asked.get("done")), None)
    context: dict[str, Any] = {
        "queue": found, "word": word, "kept": kept, "done": done, "undone": asked.get("undone", ""), "waiting": judging.waiting(visit.reader, said), "find": asked.get("find", ""),
        "proposing": bool(asked.get("new")) and word is not None, "command": f"intarsia build {shlex.quote(str(visit.serving.pool.layout.root))}", "levels": LEVELS,
        "after": [one for one in found.words if word is None or one.key != word.key][:NEXT], "last": said[-1] if said else None, "counts": judging.counts(visit.reader),
        "everything": {"facet": visit.href(PATH, dataset=dataset), "dataset": visit.href(PATH, facet=facet)},
    }
    if word is not None:
        context |= {"candidates": judging.candidates(visit.reader, word), "examples": judging.examples(visit.reader, word),
                    "others": _search(visit, word, asked["find"]) if asked.get("find") else []}
    return visit.answer("desk-reconcile.html", None, **context)


def _listed(visit: Visit, found: judging.Queue, said: list[judging.Judgement]) -> Response:
    """The first words of the queue for programs."""
    data = [{**asdict(word), "datasets": [{"dataset": name, "uses": uses} for name, uses in word.datasets], "candidates": judging.candidates(visit.reader, word)}
            for word in found.words[:LISTED]]
    meta = {"left": len(found.words), "judged": found.judged, "wait for the next build": judging.waiting(visit.reader, said)}
    table = [(word.facet, word.vocabulary, word.value, word.uses, word.state, word.probability, ", ".join(name for name, _ in word.datasets)) for word in found.words]
    return visit.answer("", data, meta=meta, links={"page": visit.href(PATH), "linkset": visit.href(f"{PATH}/judgements.tsv")},
                        table=(("facet", "vocabulary", "word", "uses", "state", "probability", "datasets"), table))


def _search(visit: Visit, word: judging.Word, text: str) -> list[dict[str, Any]]:
    """Concepts of the word's vocabulary by a name that somebody typed."""
    if word.vocabulary in acts.CODED:
        code = acts.CODED[word.vocabulary](text)
        return [{"concept": code, "label": text}] if code else []
    try:
        return [{"concept": hit.notation, "label": hit.label} for hit in searching.terms(visit.reader, word.vocabulary, text, visit.language, FOUND)]
    except NotFound:  # words of a vocabulary that only services know
        return []


@router.post(f"{PATH}/judge", include_in_schema=False)
def judge(act: Act) -> Response:
    """Say what a word means, or that none of its candidates does."""
    _may(act)
    concept = act.get("concept") or act.get("other")
    state = act.get("state") or ("matched" if concept else "")
    if not state:
        raise Invalid("nothing was chosen", where="the form", way_out="choose a concept, or say that none of them is right")
    with desk.ledger(act.visit) as ledger:
        number = judging.judge(ledger, act.visit.reader, act.actor, act.need("facet"), act.need("vocabulary"), act.need("value"), state, concept if state == "matched" else "",
                               act.get("scope"), act.get("why"))
    return act.back(PATH, **_kept(act), after=_key(act), done=number)


@router.post(f"{PATH}/propose", include_in_schema=False)
def propose(act: Act) -> Response:
    """Propose a new term for a word: the word is judged "new", the proposal waits for those who keep the vocabulary."""
    _may(act)
    with desk.ledger(act.visit) as ledger:
        _propose(ledger, act)
        number = judging.judge(ledger, act.visit.reader, act.actor, act.need("facet"), act.need("vocabulary"), act.need("value"), "new", "", act.get("scope"), act.get("why"))
    return act.back(PATH, **_kept(act), after=_key(act), done=number)


def _propose(ledger: Ledger, act: desk.Posted) -> None:
    vocabulary, broader = act.need("vocabulary"), act.get("broader")
    if broader:
        acts.known(act.visit.reader, vocabulary, broader)
    with suppress(Conflict):  # proposed already, for another word that means the same
        proposals.propose(ledger, act.actor, vocabulary, act.need("label"), language=act.get("language")[:12], broader=broader, definition=act.get("definition"), why=act.get("why"),
                          word=act.need("value"))


@router.post(f"{PATH}/undo", include_in_schema=False)
def undo(act: Act) -> Response:
    """Take back a judgement, one's own last one where none is named; its word comes back."""
    _may(act)
    number = act.get("number")
    if number and not number.isdigit():
        raise Invalid("this is no number of a judgement", where="number", way_out="take it from the list of what was judged")
    with desk.ledger(act.visit) as ledger:
        one = judging.undo(ledger, act.actor, int(number) if number else None, own=act.who.kind != "owner", may=lambda dataset: _may(act, dataset))
    return act.back(PATH, **_kept(act), at="|".join(one.key[:3]), undone=one.value)


def _may(act: desk.Posted, dataset: str = "") -> None:
    """A word is everybody's who judges; what it means in one dataset alone, that dataset's stewards say. Raises: Refused."""
    scope = dataset or act.get("scope")
    act.must("judge", accounts.holder(act.visit.serving.pool, scope) if scope else "")


def _kept(act: desk.Posted) -> dict[str, str]:
    return {"facet": act.get("only"), "dataset": act.get("of")}


def _key(act: desk.Posted) -> str:
    return f"{act.get('facet')}|{act.get('vocabulary')}|{fold(act.get('value'))}"


@router.get(f"{PATH}/judgements.tsv", include_in_schema=False)
@router.get(f"{PATH}/judgements.ttl", include_in_schema=False)
def judgements(visit: Owner) -> Response:
    """What was judged, as a linkset that another pool can take."""
    form = visit.path.rpartition(".")[2]
    config = visit.serving.pool.config
    with desk.ledger(visit) as ledger:
        found = linkset.rows(judging.standing(ledger), visit.reader, config.base, config.name)
    text = linkset.as_tsv(found) if form == "tsv" else linkset.as_turtle(found, config.base)
    return Response(text, 200, {**visit.headers(), "Content-Disposition": f'attachment; filename="judgements.{form}"'}, media_type=linkset.TYPES[form])
