"""The desk: what waits for a person, and what was done last."""

from __future__ import annotations

import shlex
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import judging, proposals, ruling
from intarsia.web import desk
from intarsia.web.desk import Owner
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
LINKS, ACTS = 5, 8  # shown of each
DATASETS = "SELECT d.id, d.title AS title, count(w.id) FROM dataset AS d LEFT JOIN work AS w ON w.dataset = d.id GROUP BY ALL ORDER BY d.id"


@page(router, "/desk", "json", about="What waits for a person: words, links, proposals of terms; on this machine alone")
def home(visit: Owner) -> Response:
    """Counts with the way to each queue, the proposed links that are nearest to certain, and the last acts of the ledger."""
    reader = visit.reader
    with desk.ledger(visit) as ledger:
        said = judging.standing(ledger)
        acts = ledger.judgements()
        proposed = [one for one in proposals.listed(ledger.judgements(proposals.KIND, standing=True)) if one.state == "open"]
    words = visit.serving.once(reader, "open words", lambda: judging.open_words(reader))
    found = judging.queue(words, said)
    links = reader.records(
        "SELECT l.id, l.subject, l.predicate, l.object, l.probability, s.title AS title, o.title AS other, s.sector AS sector, o.sector AS other_sector FROM link AS l "
        "JOIN work AS s ON s.id = l.subject JOIN work AS o ON o.id = l.object WHERE l.state = 'proposed' ORDER BY l.probability DESC NULLS LAST, l.id LIMIT ?", [LINKS])
    data: dict[str, Any] = {
        "words": {"left": len(found.words), "judged": found.judged, "by facet": dict(found.facets), "wait for the next build": judging.waiting(reader, said)},
        "links": {"proposed": reader.rows("SELECT count(*) FROM link WHERE state = 'proposed'")[0][0], "first": links,
                  "wait for the next build": ruling.waiting(visit.serving.pool, reader)},
        "terms": {"proposed": len(proposed)},
        "datasets": [{"id": id, "title": title, "works": works, "return": visit.href(f"/datasets/{id}/return")} for id, title, works in reader.rows(DATASETS)],
        "acts": [{"number": row["id"], "kind": row["kind"], "by": row["actor"], "at": row["at"], "undoes": row["undoes"]} for row in acts[-ACTS:][::-1]],
    }
    return visit.answer("desk.html", data, links={"words": visit.href("/desk/reconcile")}, found=found, proposed=proposed[:ACTS],
                        command=f"intarsia build {shlex.quote(str(visit.serving.pool.layout.root))}", last=_told(acts))


def _told(acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last acts, newest first, each with what it was about: an act that undoes is about what it undid."""
    by_number = {row["id"]: row for row in acts}
    about = [(row, by_number.get(row["undoes"], row)) for row in acts[-ACTS:][::-1]]
    return [{**row, "shown": of["body"].get("value") or of["body"].get("label") or of["subject"]} for row, of in about]
