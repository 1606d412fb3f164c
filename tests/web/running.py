"""`intarsia serve` in a process of its own, as an operator runs it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

INTARSIA = [sys.executable, "-m", "intarsia.cli"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def hanging_up() -> Iterator[None]:
    """Programs that are started within hear SIGHUP, also where these tests themselves were told to ignore it (nohup)."""
    ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN and threading.current_thread() is threading.main_thread()
    if ignored:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        yield
    finally:
        if ignored:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)


class Running:
    """A server that answers."""

    def __init__(self, folder: Path, *options: str, port: int = 0, **environment: str) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        with hanging_up():
            self.process = subprocess.Popen([*INTARSIA, "serve", str(folder), "--port", str(self.port), *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                            stderr=subprocess.PIPE, env={**os.environ, **environment})
        assert self.process.stdout is not None
        self.began = time.monotonic()
        self.said = self.process.stdout.readline().decode() if select.select([self.process.stdout], [], [], 60)[0] else ""
        self.started_in = time.monotonic() - self.began

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        return httpx.request(method, self.url + path, headers={name.replace("_", "-"): value for name, value in headers.items()}, trust_env=False, timeout=60)

    def stop(self, how: int = signal.SIGTERM, patience: float = 30) -> tuple[int, str]:
        """Exit code and what it said on its error stream."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            _, said = self.process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return self.process.returncode, said.decode()


@contextlib.contextmanager
def running(folder: Path, *options: str, **environment: str) -> Iterator[Running]:
    server = Running(folder, *options, **environment)
    try:
        assert server.said.startswith("Intarsia serves at"), server.stop()
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
