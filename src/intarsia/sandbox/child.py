"""What the forked child does: bind itself, run one function, say what came of it in JSON."""

from __future__ import annotations

import errno
import importlib
import json
import os
import socket
import tempfile
import traceback
from contextlib import suppress
from typing import Any

from intarsia import disk
from intarsia.errors import IntarsiaError
from intarsia.sandbox.limits import Limits

ANSWER_FD = 3
MOST_FDS = 65_536
LONGEST_TEXT = 2_000
_NO_MEMORY = 2  # libxml2's code


def alone(answer_fd: int) -> socket.socket:
    """Leave what is the server's: nothing stays open but the socket to the caller, which is returned."""
    os.dup2(answer_fd, ANSWER_FD, inheritable=False)
    os.closerange(ANSWER_FD + 1, min(os.sysconf("SC_OPEN_MAX"), MOST_FDS))
    null = os.open(os.devnull, os.O_RDWR)
    for fd in range(3):  # what a reader prints is nobody's answer
        os.dup2(null, fd)
    os.close(null)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as handle:
        handle.write("500")  # should the machine run out of memory, this one goes first
    return socket.socket(fileno=ANSWER_FD)


def run(answer_fd: int) -> None:
    """Take the request, answer it, end."""
    link = alone(answer_fd)
    request = json.loads(b"".join(iter(lambda: link.recv(1 << 16), b"")))
    limits = Limits(**request["limits"])
    os.chdir(request["cwd"])
    if request["temp"]:
        os.environ["TMPDIR"] = tempfile.tempdir = request["temp"]
    limits.apply()
    link.sendall(answer(request["function"], request["arguments"]))
    link.shutdown(socket.SHUT_RDWR)
    os._exit(0)


def answer(function: str, arguments: dict[str, Any]) -> bytes:
    """The function's result, or what went wrong, as JSON."""
    try:
        module, _, name = function.partition(":")
        found = {"result": getattr(importlib.import_module(module), name)(**arguments)}
        return json.dumps(found, ensure_ascii=True, default=str).encode()
    except BaseException as error:  # noqa: BLE001 (whatever it is, it is told)
        return json.dumps(told(error)).encode()


def told(error: BaseException) -> dict[str, Any]:
    """An error as the caller can understand it: never pickled, never with more than words."""
    chain = _chain(error)
    if any(_is_memory(one) for one in chain):
        return {"limit": "memory"}
    number = next((n for n in (disk.number_of(one) for one in chain if not isinstance(one, IntarsiaError)) if n is not None), None)
    if number == errno.EFBIG:
        return {"limit": "output"}
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return {"limit": "files"}
    if number is not None and not (number in disk.FORBIDDEN and isinstance(error, IntarsiaError)):
        return {"disk": number}
    if isinstance(error, IntarsiaError):
        return {"error": type(error).__name__, **{key: str(getattr(error, key))[:LONGEST_TEXT] for key in ("what", "where", "way_out")}}
    return {"failed": type(error).__name__, "traceback": "".join(traceback.format_exception(error))[-20_000:]}


def _chain(error: BaseException) -> list[BaseException]:
    """The error and those behind it."""
    found: list[BaseException] = []
    seen: BaseException | None = error
    while seen is not None and len(found) < 50:
        found.append(seen)
        seen = seen.__cause__ or seen.__context__
    return found


def _is_memory(error: BaseException) -> bool:
    """Python's, Arrow's (a MemoryError too), DuckDB's or libxml2's way of saying that memory ran out; or no room for a thread."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return type(error).__name__ == "XMLSyntaxError" and getattr(error, "code", None) == _NO_MEMORY
