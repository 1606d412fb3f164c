"""Leaving: drafts whose hour has come are moved into the pool and released, each by a process of its own; one that fails is put back."""

from __future__ import annotations

import datetime
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import accounts
from intarsia.accounts import members
from intarsia.accounts.who import Who
from intarsia.contributing import jobs, staging
from intarsia.contributing.draft import Draft, now
from intarsia.contributing.drafts import Drafts, published
from intarsia.contributing.plan import KEY
from intarsia.contributing.publishing import LEAVING, changing, hour, stood
from intarsia.errors import Conflict, IntarsiaError, Invalid, NotFound, Refused
from intarsia.store import desk
from intarsia.store.lock import only_one

if TYPE_CHECKING:
    from intarsia.pool import Pool
    from intarsia.store.ledger import Ledger

LOG = logging.getLogger("intarsia.contributing")
PROGRESS = "progress.json"
OTHERS = Conflict("another dataset of this pool could not be built, so nothing was published; nothing is wrong with yours", way_out="try again later, or tell whoever runs this pool")
AGAIN = "try again; if it stays, tell whoever runs this server"
#: seconds after which a process that took a draft and holds no lock of it is taken for dead; times that another one tries
DEAD, TRIES = 60.0, 3
#: seconds between two looks whether another build is over, and how long one waits for that
EVERY, PATIENCE = 1.0, 3_600.0
NICE = 10
ORDER = ("waiting", "read", "mapped", "linked", "released")  #: the stages that a page tells, none twice
STAGES = {"fetch": "read", "profile": "read", "remedy": "read", "map": "mapped", "settle": "mapped", "link": "linked", "search": "released", "release": "released", "dump": "released"}


def due(pool: Pool, moment: datetime.datetime | None = None) -> list[Draft]:
    """The drafts whose hour has come, and those that a process took and left."""
    moment = moment or datetime.datetime.now(datetime.UTC)
    found = []
    for draft in Drafts(pool).all():
        leaves = hour(draft)
        if (leaves is not None and leaves <= moment) or _left(draft, moment):
            found.append(draft)
    return found


def _left(draft: Draft, moment: datetime.datetime) -> bool:
    """Did a process take this draft and die?"""
    if draft.state != "publishing" or jobs.running(draft):
        return False
    since = datetime.datetime.fromisoformat(draft.extra[LEAVING].get("since") or draft.extra[LEAVING]["at"])
    return (moment - since).total_seconds() > DEAD


def carry_out(pool: Pool) -> int:
    """Start a process for each draft whose hour has come; returns how many. Several callers at once start each only once."""
    return sum(taken(draft) and _started(pool.layout.root, draft) for draft in due(pool))


def move_in(pool: Pool) -> list[Draft]:
    """Move what is due into the pool, for a build that follows at once and ends in `released` or `taken_back`. What cannot be moved is put back."""
    moved = []
    for draft in due(pool):
        if taken(draft) and jobs.do(draft, lambda one: _moved(pool, one)) and draft.again().state == "publishing":
            moved.append(draft)
    return moved


def released(pool: Pool, moved: list[Draft], release: str, stopped: Mapping[str, Mapping[str, Any]]) -> None:
    """The build that followed `move_in` made this release. stopped: what it told of datasets whose new delivery stays out, by dataset."""
    for draft in moved:
        told = stopped.get(str(draft.extra[LEAVING]["dataset"]))
        if told is not None:
            taken_back(pool, [draft], _stopped(draft, told))
            continue
        with suppress(IntarsiaError):
            done(draft.again(), release)


def _stopped(draft: Draft, told: Mapping[str, Any]) -> Refused:
    return Refused(str(told["stopped"]), where=draft.name, way_out=str(told["way_out"]))


def taken_back(pool: Pool, moved: list[Draft], error: IntarsiaError) -> None:
    """The build that followed `move_in` failed: the pool and the drafts are as they were."""
    for draft in moved:
        with suppress(IntarsiaError):
            _restore(pool, draft)
            put_back(draft, error)


def taken(draft: Draft) -> bool:
    """Is it for this caller to let it leave? Its state says "publishing" from then on."""
    with suppress(IntarsiaError), changing(draft) as current:
        moment = datetime.datetime.now(datetime.UTC)
        leaves = hour(current)
        again = _left(current, moment)
        if not again and (leaves is None or leaves > moment):
            return False
        tries = int(current.extra[LEAVING].get("tries", 0)) + 1  # one too many: whoever takes it then puts it back
        current.say(state="publishing", stage="waiting", extra={LEAVING: {**current.extra[LEAVING], "since": now(), "tries": tries}})
        return True
    return False


def _started(root: Path, draft: Draft) -> bool:
    """A process of its own, which goes on when this one stops."""
    try:
        command = [sys.executable, "-m", "intarsia.contributing.leaver", str(root.absolute()), draft.id]
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": ""})
    except OSError as error:
        LOG.warning("no process could be started to publish a draft: %s", error.strerror)
        return False
    return True


def finish(pool: Pool, identity: str) -> Draft:
    """Move one draft into the pool and release it, in this process; returns it as it is then: published, described, or put back with what went wrong."""
    draft = Drafts(pool).get(identity)
    if not jobs.do(draft, lambda one: _leave(pool, one)):
        raise Conflict("another process publishes this draft", where=draft.name, way_out="wait until it is done")
    return draft.again()


def _leave(pool: Pool, draft: Draft) -> None:
    """The work of one process. Whatever goes wrong, the draft is put back and says what."""
    try:
        _not_for_ever(draft)
        place(pool, draft)
        stopped: list[dict[str, Any]] = []
        identity = _built(pool, draft, stopped)
        if mine := [one for one in stopped if one["subject"] == draft.extra[LEAVING]["dataset"]]:
            raise _stopped(draft, mine[0])
        done(draft.again(), identity)
    except Exception as error:  # noqa: BLE001 (the draft is the only place that can tell)
        _failed(pool, draft, error)


def _failed(pool: Pool, draft: Draft, error: Exception) -> None:
    if not isinstance(error, IntarsiaError):
        LOG.error("publishing a draft failed: %s", type(error).__name__)
        error = IntarsiaError("something went wrong on our side", way_out=AGAIN)
    _restore(pool, draft)
    put_back(draft, error)


def _not_for_ever(draft: Draft) -> None:
    """Raises: IntarsiaError for a draft that several processes took and left."""
    if int(draft.extra[LEAVING].get("tries", 0)) > TRIES:
        raise IntarsiaError("the program that was publishing this stopped several times before it was done", way_out=AGAIN)


def _moved(pool: Pool, draft: Draft) -> None:
    draft = draft.again()
    try:
        _not_for_ever(draft)
        place(pool, draft)
    except Exception as error:  # noqa: BLE001 (a build follows at once: nothing half moved may be in it)
        _failed(pool, draft, error)


def place(pool: Pool, draft: Draft) -> None:
    """Move what stands ready into the pool, while nobody builds; the ledger gets the decision. Doing it twice does it once, also when a process died in the midst of it.

    Raises: Conflict where something took its name meanwhile, or somebody changed what it takes the place of: a notice, a decision; Refused where
    whoever decided may not do so any more.
    """
    name = str(draft.extra[LEAVING]["dataset"])
    if draft.extra[LEAVING].get("placed"):
        return
    _still_allowed(pool, draft)
    ready, target, before = _places(pool, draft)
    again = bool(draft.extra[KEY].get("again"))
    _waiting(draft)
    with _alone(pool):
        if ready.exists():  # else it was moved by a process that died before it could say so
            if target.exists() and not again:
                raise Conflict(f"there is a dataset '{name}' by now", where="dataset", way_out="give this one another short name")
            if again and not draft.extra[LEAVING].get("placing") and stood(pool, name) != draft.extra[LEAVING].get("stood", ""):
                raise Conflict("the description of this dataset changed since its new delivery was decided about", where="dataset", way_out="look at it again, and decide again")
            _say(draft, placing=True)
            if target.exists():
                shutil.rmtree(before, ignore_errors=True)
                target.rename(before)
            if (owner := str(draft.extra[LEAVING].get("owner") or "")) and owner != accounts.HERE and not again:
                accounts.hold(pool, name, owner)  # before it is there: whoever stops this program now leaves no dataset that is somebody else's
            ready.rename(target)
        with closing(pool.ledger()) as ledger:
            for one in staging.judgements(draft):
                if not (draft.extra[LEAVING].get("placing") and _standing(ledger, one)):
                    ledger.record(one["actor"], one["kind"], one["subject"], one["body"])
        _say(draft, placing=True, placed=True)


def _still_allowed(pool: Pool, draft: Draft) -> None:
    """A role that was taken away in the time to undo takes its decisions along. Raises: Refused."""
    leaving = draft.extra[LEAVING]
    number, owner = int(leaving.get("member") or 0), str(leaving.get("owner") or "")
    if not number or leaving.get("placing"):
        return
    with suppress(NotFound):
        member = members.by_number(desk.at(pool.layout.desk), number)
        if any(Who(member.name, organisation, roles, "member").may("publish", owner) for organisation, roles in member.roles.items()):
            return
    raise Refused("whoever decided about this may not do so any more", where=draft.name, way_out="somebody with the role decision maker decides about it again")


def _places(pool: Pool, draft: Draft) -> tuple[Path, Path, Path]:
    """Where the dataset of a draft stands ready, where it goes, and where what stood there waits meanwhile."""
    name = str(draft.extra[LEAVING]["dataset"])
    return draft.folder / staging.STAGE / "datasets" / name, pool.layout.dataset(name), draft.folder / staging.BEFORE


def _say(draft: Draft, **told: bool) -> None:
    draft.say(extra={LEAVING: {**draft.again().extra[LEAVING], **told}})


def _standing(ledger: Ledger, told: dict[str, Any]) -> int:
    """The number of the act of the ledger that says the same and stands; 0 where none does."""
    same = [int(one["id"]) for one in ledger.judgements(told["kind"], told["subject"], standing=True) if one["body"] == told["body"] and one["actor"] == told["actor"]]
    return same[-1] if same else 0


def _waiting(draft: Draft) -> None:
    draft.keep(PROGRESS, {"stage": "waiting", "done": 0, "of": 0, "since": now()})


@contextmanager
def _alone(pool: Pool) -> Iterator[None]:
    """The lock of builds, after whoever holds it now. Raises: Conflict when that takes too long."""
    until = time.monotonic() + PATIENCE
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(only_one(pool.layout.lock, "build"))
                break
            except Conflict:
                if time.monotonic() > until:
                    raise
                time.sleep(EVERY)
        yield


def _built(pool: Pool, draft: Draft, stopped: list[dict[str, Any]]) -> str:
    """A build of the pool, after those that run now; the draft tells how far it is."""
    count = {"done": 0, "of": 0}
    far = 1

    def report(event: dict[str, Any]) -> None:
        nonlocal far
        if "stopped" in event:
            stopped.append(event)
        far = max(far, ORDER.index(STAGES.get(str(event.get("step")), ORDER[far])))
        count["of"] = int(event.get("steps", count["of"]))
        count["done"] += event.get("state") in ("done", "unchanged", "fresh", "kept")
        with suppress(OSError):
            draft.keep(PROGRESS, {"stage": ORDER[far], **count, "since": now()})

    until = time.monotonic() + PATIENCE
    while True:
        try:
            return pool.build(report=report, decided=True)  # what others have not decided yet is theirs: it neither leaves nor stops this
        except Conflict as error:
            if "another build" not in error.what or time.monotonic() > until:
                raise
            time.sleep(EVERY)


def done(draft: Draft, release: str) -> Draft:
    """What stood ready is out: the draft keeps what is told about it, and no file."""
    name = str(draft.extra[LEAVING]["dataset"])
    rows = str(draft.extra[KEY].get("verdict")) in ("OPEN", "OPEN AFTER", "POOLED ONLY")
    shutil.rmtree(draft.folder / staging.BEFORE, ignore_errors=True)
    staging.cleared(draft)
    draft.say(state="published" if rows else "described", stage="", problem={}, times={"published": now()}, extra={"published": {"dataset": name, "release": release}})
    return published(draft)


def _restore(pool: Pool, draft: Draft) -> None:
    """The pool as it was before the draft was moved into it, however far that came; what was moved stands ready again."""
    current = draft.again()
    name = str(current.extra[LEAVING]["dataset"])
    if not current.extra[LEAVING].get("placing"):
        return
    ready, target, before = _places(pool, current)
    with _alone(pool):
        if target.exists() and not ready.exists():
            target.rename(ready)
        if before.exists():
            before.rename(target)
    with closing(pool.ledger()) as ledger:
        for told in staging.judgements(current) if not current.extra[KEY].get("stands") else ():
            if told["kind"] == "decide" and (number := _standing(ledger, told)):
                ledger.record(str(told["actor"]), "decide", name, {"what": "put back: it could not be released"}, undoes=number)
    _say(current, placing=False, placed=False)


def put_back(draft: Draft, error: IntarsiaError) -> Draft:
    """The draft as it was before it was decided, with what went wrong; what is wrong with a dataset of somebody else is for whoever runs the pool to read."""
    staging.cleared(draft)
    mine = (f"datasets/{(draft.extra.get(LEAVING) or {}).get('dataset')}/", draft.name)
    if isinstance(error, Invalid | NotFound | Refused) and not any(one in error.where for one in mine):
        LOG.warning("a draft was put back: another dataset stopped the build")
        error = OTHERS
    told = {name: jobs.plain(draft, getattr(error, name)) for name in ("what", "where", "way_out")}
    return draft.say(state="read", stage="", problem=told, extra={LEAVING: {}})
