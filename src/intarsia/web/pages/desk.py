"""The desk: what waits for a person, the datasets and drafts of whoever looks after them, and what was done last."""

from __future__ import annotations

import datetime
import shlex
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts, judging, proposals, ruling
from intarsia.contributing import Drafts
from intarsia.readiness import words as rung_words
from intarsia.stewarding import holdings, receipts, requests
from intarsia.stewarding.holdings import Mine
from intarsia.store import redactions, registrations
from intarsia.web import desk, readied
from intarsia.web.desk import DeskVisit, Owner
from intarsia.web.pages import desk_wrong
from intarsia.web.pages.desk_receipts import gave
from intarsia.web.routes import page
from intarsia.web.words import Words
from intarsia.wrong import Letters

router = APIRouter(tags=["desk"])
LINKS, ACTS, DRAFTS = 5, 8, 12  # shown of each
SIGNING = "waiting for a signature"
SHARED = ("term", "link", "cluster", "rollback", proposals.KIND, registrations.KIND)  # acts that are about the pool as a whole, and no dataset alone


@page(router, "/desk", "json", about="What waits for a person, and the datasets and drafts of whoever looks after them")
def home(visit: Owner) -> Response:
    """What waits with the way to it; datasets, drafts, what the last release gave; counts of the queues, the links that are nearest to certain, the last acts."""
    pool = visit.serving.pool
    with desk.ledger(visit) as ledger:
        said = judging.standing(ledger)
        acts = [one for one in ledger.judgements() if one["actor"] != registrations.BUILD]
        proposed = [one for one in proposals.listed(ledger.judgements(proposals.KIND, standing=True)) if one.state == "open"]
    found, words, links = _queues(visit, said)
    mine = _datasets(visit)
    acts = _seen(acts, holdings.seen(pool, visit.who))
    drafts = _drafts(visit)
    counting = receipts.count_aside(pool)
    data: dict[str, Any] = {
        "waits": _waits(visit, mine, drafts),
        "words": words, "links": links,
        "terms": {"proposed": len(proposed)},
        "datasets": mine, "drafts": drafts[:DRAFTS],
        "acts": [{"number": row["id"], "kind": row["kind"], "by": row["actor"], "at": row["at"], "undoes": row["undoes"]} for row in acts[-ACTS:][::-1]],
    }
    last = gave(pool, frozenset(one["id"] for one in mine))[:1]
    return visit.answer("desk.html", data, links={"words": visit.href("/desk/reconcile")}, found=found, proposed=proposed[:ACTS], counting=counting,
                        gained=last[0]["datasets"] if last else {},
                        command=f"intarsia build {shlex.quote(str(pool.layout.root))}", last=_told(acts), more_drafts=len(drafts) - DRAFTS,
                        rung=lambda key: rung_words.rung(key, visit.language), act=lambda kind: kinds(visit.words).get(kind, kind), root=shlex.quote(str(pool.layout.root)))


def _queues(visit: DeskVisit, said: list[judging.Judgement]) -> tuple[judging.Queue, dict[str, Any], dict[str, Any]]:
    """The words and links that wait: none while there is no release."""
    reader, pool = visit.release, visit.serving.pool
    if reader is None:
        found = judging.queue([], said)
        return found, {"left": 0, "judged": found.judged, "by facet": {}, "wait for the next build": 0}, {"proposed": 0, "first": [], "wait for the next build": 0}
    release = reader
    found = judging.queue(visit.serving.once(release, "open words", lambda: judging.open_words(release)), said)
    words = {"left": len(found.words), "judged": found.judged, "by facet": dict(found.facets), "wait for the next build": judging.waiting(release, said)}
    first = release.records(
        "SELECT l.id, l.subject, l.predicate, l.object, l.probability, s.title AS title, o.title AS other, s.sector AS sector, o.sector AS other_sector FROM link AS l "
        "JOIN work AS s ON s.id = l.subject JOIN work AS o ON o.id = l.object WHERE l.state = 'proposed' ORDER BY l.probability DESC NULLS LAST, l.id LIMIT ?", [LINKS])
    proposed = release.rows("SELECT count(*) FROM link WHERE state = 'proposed'")[0][0]
    return found, words, {"proposed": proposed, "first": first, "wait for the next build": ruling.waiting(pool, release)}


def _datasets(visit: DeskVisit) -> list[dict[str, Any]]:
    """The datasets on this desk, each with its rung of the ladder of readiness where the release has it."""
    reader, pool = visit.release, visit.serving.pool
    measured = readied.everything(visit) if reader else {}
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    issued = reader.manifest["issued"] if reader else None
    may = holdings.answerable(pool, visit.who, "publish")
    return [{**one, "rung": measured[one["id"]].rung if one["id"] in measured else None, "released": issued if one["in_release"] else None, "may publish": one["id"] in may,
             "return": visit.href(f"/datasets/{one['id']}/return")} for one in holdings.listed(pool, reader, visit.who, today)]


def _drafts(visit: DeskVisit) -> list[dict[str, Any]]:
    """The drafts of the organisation, newest first; with no organisation, those of this machine."""
    who = visit.who
    owners = {one for one in (who.holds, accounts.HERE if who.may("contribute", accounts.HERE) else "") if one}
    return [{"id": one.id, "name": one.name, "state": one.state, "begun": one.times.get("begun", ""), "by": one.by} for one in Drafts(visit.serving.pool).of(owners)]


def _waits(visit: DeskVisit, mine: list[dict[str, Any]], drafts: list[dict[str, Any]]) -> dict[str, Any]:
    """How much of each kind waits for somebody at this desk; of datasets and drafts, which."""
    pool, who = visit.serving.pool, visit.who
    answers = holdings.answerable(pool, who)
    return {
        "due": [one["id"] for one in mine if one["due"]],
        "undecided": [one["id"] for one in mine if one["verdict"] is None],
        "signing": [one for one in drafts if one["state"] == SIGNING],
        "stopped": [one for one in mine if one["stopped"]],
        "held": [one for one in mine if one["held"] and not one["withdrawn"]],
        "requests": requests.waiting(pool, answers),
        "wrong": Letters(pool).waiting(desk_wrong.mine(visit)),
        "leaving": [one["id"] for one in mine if one["withdrawn"] and one["in_release"]],
        "erasure": redactions.journal(pool.layout).exists() and who.may("operate"),
    }


def kinds(_: Words) -> dict[str, str]:
    """What an act of the ledger is called."""
    return {"decide": _("decided"), "withdraw": _("withdrawal"), "stopped": _("new delivery stopped"), "rollback": _("earlier release served"), registrations.KIND: _("study registered"),
            "pledge": _("pledge"),
            "condition": _("condition met"),
            "sign": _("signed"), "wrong": _("said to be wrong"), "erase": _("erasure"), "readiness": _("readiness declared"), "notice": _("notice"), "suppress": _("left out of search")}


def _seen(acts: list[dict[str, Any]], mine: Mine) -> list[dict[str, Any]]:
    """The acts that are for this desk: those about the pool as a whole, and about its own datasets."""
    return acts if mine.every else [one for one in acts if one["kind"] in SHARED or one["subject"] in mine.datasets]


def _told(acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last acts, newest first, each with what it was about: an act that undoes is about what it undid."""
    by_number = {row["id"]: row for row in acts}
    about = [(row, by_number.get(row["undoes"], row)) for row in acts[-ACTS:][::-1]]
    return [{**row, "shown": of["body"].get("value") or of["body"].get("label") or of["subject"]} for row, of in about]
