"""The warm server: a process that has imported what readers need, and forks one child for each call.

It is started by `warm.py` as `server.main(fd)`; it runs no threads, opens no files and reads no data. Over its control
socket come a module's name (to import before the first fork; `module:function` for a child of another kind) and two sockets: one the child answers on, one on which
the server says how the child ended. When the caller closes the latter, or the control socket, the children are killed.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress

from intarsia.sandbox import child

NAME_BYTES = 256
PRELOADED = ("pyarrow.parquet", "pyarrow.compute", "duckdb", "lxml.etree", "tempfile", "logging", "_strptime")
#: pyarrow imports it, where it is installed, at its first array: 0.25 CPU seconds, and no reader needs it
UNUSED = "pandas"
_SUBREAPER, _NO_NEW_PRIVILEGES = 36, 38


class Server:
    """Children by process id, each with the socket on which its end is told."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.children: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        self.wake, waker = socket.socketpair()
        self.wake.setblocking(False)
        waker.setblocking(False)
        self.waker = waker
        self.selector.register(self.wake, selectors.EVENT_READ)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)

    def run(self) -> None:
        """Until the process that started it is gone."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.control:
                    if not self.accept():
                        self.kill(*self.children)
                        return
                elif key.fileobj is self.wake:
                    with suppress(BlockingIOError):
                        self.wake.recv(4096)
                    self.reap()
                else:  # nothing is ever sent on it: it was closed
                    self.selector.unregister(key.fileobj)
                    self.kill(*(pid for pid, status in self.children.items() if status is key.fileobj))

    def accept(self) -> bool:
        """Fork for one request; False when there will be no more."""
        name, fds, _, _ = socket.recv_fds(self.control, NAME_BYTES, 2)
        while name and len(name) < NAME_BYTES:
            more = self.control.recv(NAME_BYTES - len(name))
            if not more:
                return False
            name += more
        if not name or len(fds) != 2:
            return False
        module, _, entry = name.rstrip(b"\0").decode().partition(":")
        warm(module)
        answer, status = socket.socket(fileno=fds[0]), socket.socket(fileno=fds[1])
        try:
            pid = os.fork()
        except OSError as error:
            _tell(status, {"failed": error.strerror or "no process"})
            status.close()
        else:
            if not pid:
                _become(answer, module, entry)
            self.children[pid] = status
            _tell(status, {"pid": pid})
            self.selector.register(status, selectors.EVENT_READ)
        answer.close()
        return True

    def reap(self) -> None:
        """Tell of every child that ended, and end what it left running."""
        while self.children:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self.kill(pid)
            self.kill_orphans()
            teller = self.children.pop(pid, None)
            if teller is not None:
                _tell(teller, {"code": os.waitstatus_to_exitcode(status), "rss": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024), "cpu": used.ru_utime + used.ru_stime})
                with suppress(KeyError):
                    self.selector.unregister(teller)
                teller.close()

    def kill(self, *pids: int) -> None:
        """The children and all of their process groups."""
        for pid in pids:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            if pid in self.children:
                with suppress(ProcessLookupError):  # between the fork and the child's setsid
                    os.kill(pid, signal.SIGKILL)

    def kill_orphans(self) -> None:
        """Processes that a child left in a group of their own come to this process (Linux), and end here."""
        with suppress(OSError, ValueError), open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as listed:
            for pid in {int(word) for word in listed.read().split()} - set(self.children):
                os.kill(pid, signal.SIGKILL)


def warm(name: str) -> None:
    """Import a module of ours, and what it says it needs: `WARM`, names of modules. Failing is left to the child."""
    if name.startswith("intarsia.") and name not in sys.modules:
        with suppress(Exception):
            for other in getattr(importlib.import_module(name), "WARM", ()):
                importlib.import_module(other)
        gc.freeze()  # what is imported stays: the collector in a child need not touch, and so copy, it


def _become(answer: socket.socket, module: str, entry: str) -> None:
    """This process is the child now; it never returns. `entry`: a function of the module that takes the socket, for children that answer more than once."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        parent = os.getppid()
        os.setsid()
        prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it ends when the server ends
        if os.getppid() == parent:
            (getattr(importlib.import_module(module), entry) if entry else child.run)(answer.detach())
    finally:
        os._exit(1)


def _tell(status: socket.socket, message: dict[str, object]) -> None:
    with suppress(OSError):
        status.sendall(json.dumps(message).encode() + b"\n")


def prctl(option: int, value: int) -> None:
    """Linux only."""
    if _LIBC is not None:
        _LIBC.prctl(option, value, 0, 0, 0)


class _Hidden:
    """A finder of modules that does not find one of them."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Nothing to say of any other module."""
        if name == UNUSED:
            raise ModuleNotFoundError(name)


def without_pandas() -> None:
    """Let pyarrow make its first array while pandas cannot be found: it looks once, and then does without (`to_pandas` still looks again)."""
    import pyarrow

    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        pyarrow.array([0])
    finally:
        sys.meta_path.remove(hidden)


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def main(fd: int) -> None:
    """The process itself."""
    gc.disable()
    prctl(_SUBREAPER, 1)
    prctl(_NO_NEW_PRIVILEGES, 1)
    for name in PRELOADED:
        importlib.import_module(name)
    without_pandas()
    gc.enable()
    gc.freeze()
    Server(socket.socket(fileno=fd)).run()
    os._exit(0)
