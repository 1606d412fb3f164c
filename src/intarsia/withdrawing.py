"""Withdrawing: a dataset leaves the next release; earlier ones keep it, and its addresses answer 410 with the reason."""

from __future__ import annotations

import datetime
from contextlib import closing

from intarsia import signing
from intarsia.errors import Conflict, Invalid
from intarsia.pool import Pool
from intarsia.steps import register
from intarsia.store import redactions
from intarsia.store.lock import only_one


def withdraw(pool: Pool, dataset: str, who: str, why: str, *, undo: bool = False, by: str = "") -> redactions.Act:
    """Leave a dataset out of every release to come, with a role and a reason that everybody may read; `undo`: let it in again.
    by: whose hand it was, for the ledger, where that is somebody else.

    Its folder stays, and is not read. Raises: NotFound for no dataset; Invalid without a role and a reason; Conflict when it stands so already.
    """
    folder = register.folder_of(pool.layout.datasets, dataset)
    if not who.strip() or not why.strip():
        raise Invalid("a withdrawal names who took it and why", where="--who" if not who.strip() else "--why",
                      way_out='a role and a public reason: --who "head of collections" --why "the figures were wrong"')
    with only_one(pool.layout.lock, "build"):
        if (dataset in redactions.withdrawn(pool.layout)) is not undo:
            raise Conflict(f"'{dataset}' is {'not ' if undo else ''}withdrawn{'' if undo else ' already'}", where=str(pool.layout.root),
                           way_out="leave it out: intarsia withdraw " + dataset if undo else f"let it in again: intarsia withdraw {dataset} --undo")
        described = register.dataset(folder)
        kind = "returned" if undo else "withdrawn"
        act = redactions.Act(redactions.next_number(pool.layout), kind, dataset, datetime.date.today().isoformat(), who.strip(), why.strip(), here=described.only_here, title=described.title)
        redactions.keep(pool.layout, act, signing.own())
        with closing(pool.ledger()) as ledger:
            ledger.record(by.strip() or who.strip(), "withdraw", dataset, {"act": act.number, "why": why.strip(), "undo": undo})
    return act
