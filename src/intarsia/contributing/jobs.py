"""Jobs: what is done for a draft in the background, by the process that took it, under a lock that the system gives back when that process dies.

So nobody waits for ever: a draft that says it is being read while nobody holds its lock was left by a process that is gone.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from intarsia.errors import IntarsiaError

if TYPE_CHECKING:
    from intarsia.contributing.draft import Draft

LOG = logging.getLogger("intarsia.contributing")
LOCK = ".lock"
#: files that one process reads at a time; the others wait for their turn, so that pages are still answered
AT_ONCE, TRIES = 1, 20
_turns = threading.BoundedSemaphore(AT_ONCE)
_turns_of_nobody = threading.BoundedSemaphore(AT_ONCE)  # files of strangers wait for each other, and no member waits for them
_count = threading.Lock()
_waiting = 0  # jobs of this process that wait for their turn
Work = Callable[["Draft"], None]


def running(draft: Draft) -> bool:
    """Does a job of any process work on this draft, or wait for its turn?"""
    try:
        with open(draft.folder / LOCK, "rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two who ask at once do not take each other for a job
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def start(draft: Draft, work: Work, *, turn: bool = True, then: Work | None = None) -> bool:
    """Do something for a draft in a thread of this process; False when a job works on it already.

    turn: wait until no other job of this process runs. What goes wrong is told by the draft: state "failed", with what and the way out.
    then: what may follow when nobody else waits any more; the draft is free meanwhile, and what goes wrong is of no account.
    """
    handle = _held(draft)
    if handle is None:
        return False

    def run() -> None:
        _run(draft, work, handle, turn)
        if then is not None:
            _afterwards(draft, then)

    threading.Thread(target=run, name=f"draft {draft.id[:8]}", daemon=True).start()
    return True


def do(draft: Draft, work: Work) -> bool:
    """The same in this thread, without a turn; errors are told by the draft. False when a job works on it already."""
    handle = _held(draft)
    if handle is None:
        return False
    _run(draft, work, handle, False)
    return True


def _held(draft: Draft) -> IO[bytes] | None:
    try:
        handle = open(draft.folder / LOCK, "ab")  # noqa: SIM115 (closed by the job)
    except OSError:
        return None
    for _ in range(TRIES):  # somebody may only be asking whether a job runs
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        time.sleep(0.002)
    handle.close()
    return None


def _run(draft: Draft, work: Work, handle: IO[bytes], turn: bool) -> None:
    global _waiting
    try:
        if turn:
            with _count:
                _waiting += 1
            with _turns_of_nobody if draft.anonymous else _turns:
                with _count:
                    _waiting -= 1
                _tried(draft, work)
        else:
            _tried(draft, work)
    finally:
        handle.close()


def _afterwards(draft: Draft, then: Work) -> None:
    """Let everybody else go first; a draft that failed or is gone needs nothing more."""
    while True:
        with _turns:
            with _count:
                free = not _waiting
            if free:
                with suppress(IntarsiaError, OSError):
                    now = draft.again()
                    if now.state != "failed":
                        then(now)
                return
        time.sleep(0.5)


def _tried(draft: Draft, work: Work) -> None:
    try:
        work(draft)
    except IntarsiaError as error:
        failed(draft, error)
    except Exception as error:  # noqa: BLE001 (a job has nobody to raise to; the draft says that it failed)
        LOG.error("a job of a draft failed: %s at %s", type(error).__name__, _place(error))
        failed(draft, IntarsiaError("something went wrong on our side", way_out="send it again; if it stays, tell whoever runs this server"))


def failed(draft: Draft, error: IntarsiaError) -> None:
    """The draft says what went wrong; no path of this machine is in it."""
    told = {"what": plain(draft, error.what), "where": plain(draft, error.where), "way_out": plain(draft, error.way_out)}
    with suppress(IntarsiaError, OSError):
        draft.say(state="failed", stage="", problem=told)


def plain(draft: Draft, text: str) -> str:
    """Texts of errors without folders of this machine."""
    folder = draft.file.parent
    for path in (f"{folder}/", f"{folder.resolve()}/", f"{draft.folder}/", f"{draft.folder.resolve()}/", f"{draft.folder.parent}{os.sep}", str(draft.folder.parent.parent)):
        text = text.replace(path, "")
    return text


def _place(error: BaseException) -> str:
    """Where our own code failed: file and line, and no value."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f"{os.path.basename(last.tb_frame.f_code.co_filename)}:{last.tb_lineno}" if last is not None else "?"
