"""What readers do wrong, for real: called by name in a child."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from intarsia.errors import Conflict, Invalid
from intarsia.sandbox.child import ANSWER_FD

WARM = ()


def add(a: int, b: int) -> int:
    return a + b


def where() -> dict[str, Any]:
    import tempfile
    import threading

    return {"pid": os.getpid(), "parent": os.getppid(), "cwd": os.getcwd(), "temp": tempfile.gettempdir(), "main": getattr(sys.modules["__main__"], "__file__", None),
            "threads": threading.active_count(), "fds": sorted(int(name) for name in os.listdir("/proc/self/fd") if int(name) < 200) if sys.platform == "linux" else []}


def imported(name: str) -> dict[str, bool]:
    """Does a reader that makes an array import a module, and can it still be imported?"""
    import importlib.util

    import pyarrow as pa

    pa.array(["a"])
    return {"imported": name in sys.modules, "there": importlib.util.find_spec(name) is not None}


def complain() -> None:
    raise Conflict("two of them", where="here", way_out="take one")


def fail() -> None:
    raise KeyError("a cell of the data")


def refuse_for_memory() -> None:
    try:
        raise MemoryError
    except MemoryError as error:
        raise Invalid("the file is damaged") from error


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    while True:
        pass


def eat(step: int = 20_000_000) -> int:
    held = []
    while True:
        held.append(bytearray(os.urandom(1)) * step)


def ask_for_all() -> int:
    return len(bytearray(1 << 40))


def write(folder: str, files: int, size: int) -> None:
    for number in range(files):
        with open(Path(folder) / f"part{number}", "wb") as out:
            for _ in range(size // 100_000):
                out.write(b"\0" * 100_000)
        time.sleep(0.02)


def leave_a_temporary_file() -> None:
    import tempfile

    with tempfile.NamedTemporaryFile(delete=False) as out:
        out.write(b"left")
    os.kill(os.getpid(), 9)


def crash() -> None:
    ctypes.string_at(0)


def exit_early() -> None:
    os._exit(7)


def babble(text: str, size: int = 0) -> None:
    link = socket.socket(fileno=ANSWER_FD)
    link.sendall(text.encode() + b"x" * size)
    os._exit(0)


def open_many(folder: str) -> None:
    held = [open(Path(folder) / str(n), "w") for n in range(1000)]  # noqa: SIM115
    print(len(held))


def deep(levels: int) -> Any:
    found: Any = None
    for _ in range(levels):
        found = [found]
    return found


def leave_a_child_running(note: str) -> int:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=note == "session")
    return process.pid


def note_pid_and_sleep(note: str) -> None:
    Path(note).write_text(str(os.getpid()))
    time.sleep(60)
