"""This process's handle on its warm server: started when first needed, again when it died, never shared by a fork."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress

from intarsia.errors import Unavailable
from intarsia.sandbox.server import NAME_BYTES

#: libraries that would start threads of their own when they are imported, or reserve memory for each core
QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false", "MALLOC_ARENA_MAX": "2"}
#: a program of its own, not a fork: the caller may have threads, and its __main__ (a console script, a notebook) is none of ours
PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from intarsia.sandbox.server import main; main(int(sys.argv[2]))"


class Warm:
    """The server process and the control socket to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def submit(self, module: str) -> tuple[socket.socket, socket.socket]:
        """A new child that will use `module`: the socket it answers on, and the one that tells how it ended.

        Raises: Unavailable when no server can be started.
        """
        name = module.encode().ljust(NAME_BYTES, b"\0")
        if len(name) > NAME_BYTES:
            raise ValueError(f"the module's name is too long: {module}")
        mine, theirs = socket.socketpair()
        status, teller = socket.socketpair()
        with self._lock, theirs, teller:
            for attempt in (1, 2):
                try:
                    sent = socket.send_fds(self._started(), [name], [theirs.fileno(), teller.fileno()])
                    if sent < NAME_BYTES:
                        self._started().sendall(name[sent:])
                    return mine, status
                except (BrokenPipeError, ConnectionResetError):
                    self._end()
                    if attempt == 2:
                        break
        mine.close()
        status.close()
        raise Unavailable("the process that reads files does not start", where=sys.executable, way_out="intarsia doctor says what is wrong with this machine")

    @property
    def pid(self) -> int | None:
        """Of the server, when it was started."""
        return self._process.pid if self._process else None

    def _started(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair()
            path = json.dumps([os.path.abspath(p) for p in sys.path])
            with theirs:
                try:
                    self._process = subprocess.Popen(
                        [sys.executable, "-P", "-c", PROGRAM, path, str(theirs.fileno())], pass_fds=[theirs.fileno()], env={**os.environ, **QUIET},
                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # a Ctrl-C is the caller's to handle
                except OSError as error:
                    self._end()
                    raise Unavailable(f"the process that reads files cannot be started: {error.strerror}", where=sys.executable) from error
        return self._control

    def _end(self) -> None:
        """Let the server go: it ends, and its children, when the control socket is closed."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            if self._process.returncode is None:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None

    def close(self) -> None:
        """End the server; the next call starts another."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """In a fork of this process: the server is the parent's, and its lock may be held by a thread that is not here."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.returncode = 0  # not ours to wait for
        self.__init__()  # type: ignore[misc]


warm = Warm()
atexit.register(warm.close)
os.register_at_fork(after_in_child=warm.forget)
