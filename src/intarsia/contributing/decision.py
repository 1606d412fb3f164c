"""Decision: what somebody decided about a draft is carried out in the background; their page answers at once, and tells how far it is."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from intarsia.contributing import jobs, looking, publishing
from intarsia.contributing.draft import DECIDING, Draft, now
from intarsia.contributing.plan import KEY, Plan
from intarsia.contributing.publishing import REFUSED
from intarsia.errors import Conflict, IntarsiaError, Unavailable

if TYPE_CHECKING:
    from intarsia.pool import Pool

LOG = logging.getLogger("intarsia.contributing")
#: the stages that a page tells, in their order; `publishing.staged` says them
STAGES = ("looking", "writing", "trying")
#: seconds in which a decision that nobody works on yet may still be taken up
GRACE = 5.0
LEFT = Unavailable("the program that was looking at this stopped before it was done", way_out="decide once more; nothing has left")


def begin(pool: Pool, draft: Draft, told: Plan, by: str, *, owner: str = "", member: int = 0, then: Callable[[], None] = lambda: None) -> Draft:
    """Decide in the background. Its state is "deciding" until it is "leaves at", or again what it was, with what stands in the way (`refused`).

    by, owner, member: as `publishing.decide`. then: called once it is decided. Raises, before anything is begun: Invalid for what is not filled in;
    Unsigned for what is known to be left; Refused, Conflict for what cannot be decided about now.
    """
    with publishing.deciding(pool, draft, told) as (current, checked):
        before = current.state
        current = current.say(state=DECIDING, stage=STAGES[0], problem={}, times={"deciding": now()}, extra={KEY: checked.record(), REFUSED: {"before": before}})

    def work(one: Draft) -> None:
        try:
            with publishing.changing(one) as there:
                publishing.staged(pool, there, checked, by, owner=owner, member=member)
        except Exception as error:  # noqa: BLE001 (the draft is the only place that can tell)
            _put_back(one, error)
        else:
            then()

    if not jobs.start(current, work, turn=False):
        _put_back(current, Conflict("something else is being done with this file at this moment", where=draft.name, way_out="decide once more in a minute"))
    return current.again()


def state(draft: Draft) -> Draft:
    """The draft as it is: one that is being read, or decided about, by a program that is gone says so. Nobody waits for ever."""
    draft = looking.state(draft)
    if draft.state != DECIDING or jobs.running(draft):
        return draft
    since = draft.at("deciding")
    if since is not None and (datetime.datetime.now(datetime.UTC) - since).total_seconds() < GRACE:
        return draft
    again = draft.again()
    if again.state == DECIDING and not jobs.running(again):
        _put_back(again, LEFT)
    return again.again()


def refused(draft: Draft) -> dict[str, Any] | None:
    """What stood in the way of the last decision, with the keys of a problem and `rules`; None where nothing did, or other changes were chosen since."""
    kept = draft.extra.get(REFUSED) or {}
    told: dict[str, Any] | None = kept.get("problem")
    return told if told and kept.get("of") == _chosen(draft) else None


def _chosen(draft: Draft) -> list[Any]:
    return [draft.choices, draft.columns]


def _put_back(draft: Draft, error: Exception) -> None:
    """The draft as it was before, with what stood in the way."""
    if not isinstance(error, IntarsiaError):
        LOG.error("deciding about a draft failed: %s", type(error).__name__)
        error = IntarsiaError("something went wrong on our side", way_out="decide once more; if it stays, tell whoever runs this server")
    problem = {name: jobs.plain(draft, text) if isinstance(text, str) else text for name, text in error.problem().items()}
    told = {"way_out": "", **problem, "where": jobs.plain(draft, error.where).removeprefix("--"), "rules": list(getattr(error, "rules", []))}
    with suppress(IntarsiaError, OSError):
        current = draft.again()
        before = str((current.extra.get(REFUSED) or {}).get("before") or "read")
        current.say(state=before, stage="", extra={REFUSED: {"problem": told, "of": _chosen(current)}})
