"""What a child does: bind itself, open a release, answer one question after the other until it is ended."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from intarsia.questions import sparql, sql, wire
from intarsia.questions.question import Question
from intarsia.questions.sink import Sink
from intarsia.sandbox import child as sandbox
from intarsia.store import graph

#: what the server of children imports before the first fork
WARM = ("pyoxigraph", "pyarrow.parquet", "csv", "decimal", "tempfile", "xml.sax.saxutils")
NICE = 10
GRACE = 5  # seconds after which a child ends itself, should nobody watch it any more
_NEWUSER, _NEWNET = 0x10000000, 0x40000000


def serve(answer_fd: int) -> None:
    """The first message names release and limits; each further one is a question. Ends with the socket."""
    link = sandbox.alone(answer_fd)
    mailbox = wire.Mailbox()
    told = _next(mailbox, link)
    if told is None:
        os._exit(0)
    limits = told["limits"]
    _bind(limits)
    opened = Opened(Path(told["release"]), limits)
    wire.send(link, {"ready": True})
    while (asked := _next(mailbox, link)) is not None:
        signal.alarm(int(limits["seconds"]) + GRACE)
        head, sink = opened.answer(Question(**{**asked, "release": opened.release, "default_graphs": tuple(asked["default_graphs"]), "named_graphs": tuple(asked["named_graphs"])}))
        signal.alarm(0)
        held, file = sink.ended() if sink else (b"", None)
        wire.send(link, head, held, file)
        if sink:
            sink.out.close()
    os._exit(0)


class Opened:
    """A release as a child has it open: the tables at once, the graph as soon as it is ready."""

    def __init__(self, release: Path, limits: dict[str, int]) -> None:
        self.release, self.limits = release, limits
        self.store = sparql.open_graph(release) if graph.ready(release) else None
        self.tables = sql.connect(release, limits["memory"])
        self.tables.execute("SELECT json_serialize_sql('SELECT 1')").fetchall()

    def answer(self, question: Question) -> tuple[dict[str, Any], Sink | None]:
        """What is said of an answer, and where it stands; an error says what is wrong, and stands nowhere."""
        start = time.monotonic()
        most = min(question.rows or self.limits["rows"], self.limits["rows"])
        sink = Sink(most, self.limits["size"])
        try:
            form = question.form
            if question.language == "sql":
                media, columns = sql.answer(self.tables, question, sink)
            else:
                if self.store is None:
                    self.store = sparql.open_graph(self.release)
                media, columns, form = sparql.answer(self.store, question, sink)
        except BaseException as error:  # noqa: BLE001 (whatever it is, it is told)
            sink.out.close()
            deep = isinstance(error, RecursionError)
            return {"error": "Invalid", "what": "this is nested too deeply to be read", "where": "", "way_out": "write it flatter"} if deep else sandbox.told(error), None
        return {"media": media, "rows": sink.rows, "truncated": sink.truncated, "columns": columns, "seconds": time.monotonic() - start, "form": form, "size": sink.size}, sink


def _next(mailbox: wire.Mailbox, link: Any) -> dict[str, Any] | None:
    """The next message; None when there will be no more."""
    while (found := mailbox.message()) is None:
        if not mailbox.take(link):
            return None
    return found[0]


def _bind(limits: dict[str, int]) -> None:
    """What the operating system holds this process to. Memory in use is watched from outside, as `sandbox.limits` tells."""
    mapped, written = 3 * limits["memory"] + 1_000_000_000, 2 * limits["size"] + 16_000_000
    for what, most in ((resource.RLIMIT_DATA, mapped), (resource.RLIMIT_FSIZE, written), (resource.RLIMIT_NOFILE, 512), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(what)[1]
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (bound, bound))
    with suppress(OSError):
        os.nice(NICE)  # pages are served first
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if sys.platform == "linux":  # where the kernel lets it: a network of its own, with nothing on it
        libc = ctypes.CDLL(None)
        if libc.unshare(_NEWNET) != 0:
            libc.unshare(_NEWUSER | _NEWNET)
