"""Publishing: a draft is decided about and stands ready beside the pool; it leaves after a while in which everything can be undone."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from intarsia.checking import sentences
from intarsia.contributing import looking, staging, weighing
from intarsia.contributing import plan as plans
from intarsia.contributing.draft import Draft, now
from intarsia.contributing.plan import KEY, Plan
from intarsia.contributing.staging import Unsigned
from intarsia.errors import Conflict, Refused
from intarsia.steps import register
from intarsia.store.lock import waited

if TYPE_CHECKING:
    from intarsia.pool import Pool

__all__ = ["LEAVING", "Unsigned", "decide", "describe", "hour", "plan", "plan_kept", "publish_now", "save", "signed", "staged", "stood", "unanswered", "undo"]
LEAVING, LOCK, ACCOUNT = "leaving", ".leaving", "leaves.json"
#: under which a draft keeps what stood in the way of the last decision
REFUSED = "refused"
#: states in which a draft may be decided about
OPEN_STATES = ("read", "waiting for a signature")


class Signature(Protocol):
    """What somebody signed, as `objections.signatures` gives it: decision is "agree", "embargo" or "not yet"; day is of the last two."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def decision(self) -> str: ...
    @property
    def day(self) -> str: ...
    @property
    def why(self) -> str: ...


def plan(pool: Pool, draft: Draft, report: Mapping[str, Any], language: str = "en") -> Plan:
    """What people filled in; what nobody said is proposed."""
    found = plans.proposed(pool, draft, report, weighing.weighed(draft, dict(report), language), language)
    kept = {name: value for name, value in (draft.extra.get(KEY) or {}).items() if value not in ("", None, [])}
    return plans.of({**found.record(), **kept})


def save(draft: Draft, told: Plan) -> Draft:
    """Keep what people filled in."""
    return draft.say(extra={KEY: told.record(), REFUSED: {}})


def decide(pool: Pool, draft: Draft, told: Plan, by: str, *, owner: str = "", member: int = 0, at_once: bool = False, today: datetime.date | None = None) -> Draft:
    """Let the rules look once more, write the decision beside the draft, and let it leave when the time to undo is over. Blocks while it looks.

    by: who writes it down. owner: the organisation that holds the dataset from then on. member: the account that must still be allowed to
    publish when it leaves, 0 for none. at_once: without a time to undo.
    Raises: Unsigned; Refused for a draft that is not there to be decided; Invalid, Conflict for what cannot be published.
    """
    with deciding(pool, draft, told) as (current, checked):
        return staged(pool, current, checked, by, owner=owner, member=member, at_once=at_once, today=today)


@contextmanager
def deciding(pool: Pool, draft: Draft, told: Plan) -> Iterator[tuple[Draft, Plan]]:
    """The draft as it is and the plan looked at, for somebody who decides now; nobody else does meanwhile.

    Raises: Invalid for what is not filled in; Unsigned for what is known to be left; Refused for a draft that is decided about; Conflict for a name that is taken.
    """
    told = plans.checked(told)
    with changing(draft) as current:
        if current.state not in OPEN_STATES:
            raise Refused("this draft is decided about already", where=draft.name, way_out="undo that first, or wait until it is published")
        _free(pool, told)
        if left := unanswered(current, told):
            raise Unsigned(left)
        yield current, told


def unanswered(draft: Draft, told: Plan) -> list[str]:
    """Rules that still ask for something after the chosen changes, and that nobody answers for; none while the rules have not looked yet."""
    if told.verdict not in ("OPEN", "OPEN AFTER") or told.stands:
        return []
    for lang in sentences.WORDS:  # what was looked at in one language holds in each
        report = draft.kept(looking.report_name(lang))
        if isinstance(report, dict) and (found := weighing.weighed(draft, report, lang)) is not None:
            return sorted(set(found["left"]) - set(told.signed))
    return []


def staged(pool: Pool, current: Draft, told: Plan, by: str, *, owner: str = "", member: int = 0, at_once: bool = False, today: datetime.date | None = None) -> Draft:
    """Carry a decision out beside the pool, in the arms of `changing`; the draft says how far it is. Raises: as `decide`."""
    try:
        current.say(stage="looking")
        report = looking.look(pool, current, told.language)
        found = weighing.weigh(pool, current, report, told.language) if told.with_rows and told.verdict != "POOLED ONLY" and not told.stands else None
        leaves = staging.stage(pool, current, told, report, found["recipe"] if found else "", by, today)
    except BaseException:
        current.say(stage="")
        raise
    current.keep(ACCOUNT, leaves)
    minutes = 0 if at_once else pool.config.contribute.undo_minutes
    hour = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)).isoformat(timespec="seconds")
    leaving = {"at": hour, "dataset": told.dataset, "by": by, "member": member, "owner": owner or current.owner, "stood": stood(pool, told.dataset)}
    return current.say(state="leaves at", stage="", problem={}, times={"decided": now()}, extra={KEY: told.record(), LEAVING: leaving, REFUSED: {}})


def describe(pool: Pool, draft: Draft, told: Plan, by: str, *, owner: str = "", today: datetime.date | None = None) -> Draft:
    """Describe it only: its file never enters the pool. Raises: as `decide`."""
    return decide(pool, draft, replace(told, verdict="DESCRIBE ONLY", embargo="", when="", signed=()), by, owner=owner, today=today)


def signed(draft: Draft, signature: Signature) -> Draft:
    """What somebody signed becomes the decision, in the signer's role: as planned, as planned after a day, or not yet.

    Raises: as `decide`; Refused where nothing was planned.
    """
    from intarsia.pool import Pool

    pool = Pool(draft.folder.parent.parent)
    kept = draft.extra.get(KEY)
    report = looking.look(pool, draft, "en")
    told = plan(pool, draft, report, str((kept or {}).get("language") or "en"))
    told = replace(told, who=signature.role or told.who, why=signature.why or told.why, stands=False)
    if signature.decision == "embargo":
        told = replace(told, embargo=signature.day)
    elif signature.decision == "not yet":
        told = replace(told, verdict="DESCRIBE ONLY", until=signature.day, embargo="", when="", signed=())
    elif signature.decision != "agree":
        raise Refused("this signature says neither yes nor not yet", where=draft.name, way_out="open the link again and choose one of the answers")
    return decide(pool, draft, told, draft.by or told.who, owner=draft.owner)


def undo(draft: Draft) -> Draft:
    """Everything as it was before the decision; nothing has left. Raises: Conflict when it is leaving already."""
    with changing(draft) as current:
        if current.state != "leaves at":
            raise Conflict("there is nothing to undo", where=draft.name, way_out="what is published already can be withdrawn at the desk")
        staging.cleared(current)
        (current.folder / ACCOUNT).unlink(missing_ok=True)
        return current.say(state="read", extra={LEAVING: {}})


def publish_now(draft: Draft) -> Draft:
    """Do not wait any longer. Raises: Conflict when it does not wait."""
    with changing(draft) as current:
        if current.state != "leaves at":
            raise Conflict("this draft does not wait to leave", where=draft.name, way_out="decide about it first")
        return current.say(extra={LEAVING: {**current.extra[LEAVING], "at": now()}})


def hour(draft: Draft) -> datetime.datetime | None:
    """When a draft leaves; None for one that does not wait for that."""
    try:
        return datetime.datetime.fromisoformat(draft.extra[LEAVING]["at"]) if draft.state == "leaves at" else None
    except (KeyError, TypeError, ValueError):
        return None


def stood(pool: Pool, dataset: str) -> str:
    """The hash of a dataset's description as it stands in the pool; "" where there is none: what a new delivery was decided about."""
    try:
        return hashlib.sha256((pool.layout.dataset(dataset) / "dataset.toml").read_bytes()).hexdigest()
    except OSError:
        return ""


@contextmanager
def changing(draft: Draft) -> Iterator[Draft]:
    """The draft as it is now, while nobody else decides, undoes or lets leave."""
    draft = draft.again()  # nobody makes a lock in a folder that is gone
    with waited(draft.folder / LOCK):
        yield draft.again()


def _free(pool: Pool, told: Plan) -> None:
    folder: Path = pool.layout.dataset(told.dataset)
    if not told.again and folder.exists():
        raise Conflict(f"there is a dataset '{told.dataset}' already", where="dataset", way_out="give this one another short name; or send it as a new delivery of that one")
    if told.again:
        register.folder_of(pool.layout.datasets, told.dataset)


def plan_kept(draft: Draft) -> Plan:
    """What was filled in and decided."""
    return plans.of(draft.extra.get(KEY) or {})
