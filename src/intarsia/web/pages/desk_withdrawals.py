"""Withdrawals and erasures: what was taken out, by whom and why, what is still under way, and the form that starts a withdrawal.

An erasure is no form. It cannot be undone, it writes every release anew, and it should take the backups along, whose names only the machine
knows: so the page says the command, with the dataset in it, and what it would do.
"""

from __future__ import annotations

import shlex

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts
from intarsia.errors import Invalid, NotFound
from intarsia.mailing import rounds
from intarsia.pool import Pool
from intarsia.stewarding import holdings
from intarsia.stewarding.holdings import Mine
from intarsia.store import redactions
from intarsia.web.desk import Act, Owner
from intarsia.web.routes import page
from intarsia.withdrawing import withdraw

router = APIRouter(tags=["desk"])
WHO, WHY = 120, 500  # characters


@page(router, "/desk/withdrawals", "json", about="What was withdrawn and erased, and the form that withdraws a dataset; ?dataset= chooses one")
def listed(visit: Owner) -> Response:
    """The acts about the datasets on this desk, newest first; what stands withdrawn, and whether the release still has it."""
    pool = visit.serving.pool
    mine = holdings.seen(pool, visit.who)
    chosen = visit.request.query_params.get("dataset", "")
    if chosen and chosen not in mine.datasets:
        raise NotFound("there is no such dataset on this desk", where=chosen[:80], way_out="see those there are: /desk")
    reader = visit.release
    there = {row[0] for row in reader.rows("SELECT id FROM dataset")} if reader else set()
    standing = redactions.withdrawn(pool.layout)
    acts = [{"number": act.number, "kind": act.kind, "dataset": act.dataset, "title": rounds.title(pool, act.dataset, visit.language), "on": act.on, "by": act.by, "why": act.why,
             "records": act.records, "stands": standing.get(act.dataset) == act, "under_way": standing.get(act.dataset) == act and act.dataset in there}
            for act in redactions.acts(pool.layout) if _on_desk(act.dataset, mine)][::-1]
    cut_off = redactions.journal(pool.layout).exists() and mine.every
    may = holdings.answerable(pool, visit.who, "publish")
    left = sorted((name for name in may if name not in standing), key=lambda name: rounds.title(pool, name, visit.language).casefold())
    return visit.answer("desk-withdrawals.html", acts, meta={"erasure cut off": cut_off}, chosen=chosen, left=[(name, rounds.title(pool, name, visit.language)) for name in left], may=may,
                        build=f"intarsia build {_at(pool)}", erase=f"intarsia erase {chosen or 'DATASET'} --who ROLE --why REASON --pool {_at(pool)}",
                        resume=f"intarsia erase --resume --pool {_at(pool)}", cut_off=cut_off, done=visit.request.query_params.get("done", ""), most={"who": WHO, "why": WHY})


@router.post("/desk/withdrawals", include_in_schema=False)
def settle(act: Act) -> Response:
    """Withdraw a dataset, or let it in again."""
    pool, dataset, undo = act.visit.serving.pool, act.need("dataset"), act.get("act") == "undo"
    act.must("publish", accounts.holder(pool, dataset))
    who, why = " ".join(act.need("who").split()), " ".join(act.need("why").split())
    for said, most, field in ((who, WHO, "who"), (why, WHY, "why")):
        if len(said) > most:
            raise Invalid(f"this has more than {most} characters", where=field, way_out="go back and write it shorter: everybody reads it")
    withdraw(pool, dataset, who, why, undo=undo, by=act.actor)
    return act.back("/desk/withdrawals", done="undo" if undo else "withdraw")


def _on_desk(dataset: str, mine: Mine) -> bool:
    return mine.every or dataset in mine.datasets


def _at(pool: Pool) -> str:
    return shlex.quote(str(pool.layout.root))
