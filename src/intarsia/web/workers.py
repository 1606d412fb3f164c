"""Several processes at one address: started, started again when one dies, replaced one by one, and stopped together."""

from __future__ import annotations

import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from intarsia.errors import Broken
from intarsia.web import logs
from intarsia.web.settings import DESK_KEY, Settings, desk_key
from intarsia.web.worker import READY

log = logging.getLogger(__name__)
STARTING = 60.0  # seconds in which a worker must answer
TRIES = 3  # workers that die before they answer, one after the other, until this gives up
WRONG = 2  # the exit code of wrong use or input
GRACE = 5.0  # seconds after the patience for requests under way; then a worker is killed


class Workers:
    """The processes that share a socket. Each takes up new releases by itself; SIGHUP replaces them one by one, so that no request is lost."""

    def __init__(self, root: Path, settings: Settings, door: socket.socket) -> None:
        self.root, self.settings, self.door = root, settings, door
        self.running: list[subprocess.Popen[bytes]] = []
        self.stopping = self.replacing = False
        self.counts = Path(tempfile.mkdtemp(prefix="intarsia-metrics-"))
        self.key = desk_key()

    def run(self, ready: Callable[[], None]) -> None:
        """Until SIGTERM or SIGINT. `ready` is called once the first worker answers.

        Raises: Broken when workers die before they answer.
        """
        logs.configure(self.settings.json_logs, self.settings.access_log)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._stop if os.isatty(0) else self._replace)
        try:
            self.running = [self._again()]  # alone, so that what is wrong is said once
            if not self.stopping:
                ready()
                self.running += [self._start() for _ in range(self.settings.workers - 1)]
                for number, one in enumerate(self.running[1:], 1):
                    if not self._answers(one) and not self.stopping:
                        self._end([one])
                        self.running[number] = self._again()
            while not self.stopping:
                self._look()
                time.sleep(0.2)
        finally:
            self._end(self.running)
            shutil.rmtree(self.counts, ignore_errors=True)

    def _look(self) -> None:
        for number, one in enumerate(self.running):
            if one.poll() is not None and not self.stopping:
                log.warning("a worker ended with code %s; starting another", one.returncode)
                self._uncount(one)
                self.running[number] = self._again()
        if self.replacing and not self.stopping:
            self.replacing = False
            for number, old in enumerate(self.running):
                self.running[number] = self._again()
                self._end([old])

    def _start(self) -> subprocess.Popen[bytes]:
        handle = self.door.fileno()
        command = [sys.executable, "-m", "intarsia.web.worker", str(handle), self.settings.dumps(), str(self.root), str(os.getpid())]
        return subprocess.Popen(command, pass_fds=[handle], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True,
                                env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(self.counts), DESK_KEY: self.key})

    def _again(self) -> subprocess.Popen[bytes]:
        """A worker that answers."""
        for _ in range(TRIES):
            one = self._start()
            if self._answers(one) or self.stopping:
                return one
            self._end([one])
            self._give_up_with(one)
        raise Broken(f"{TRIES} workers ended before they could answer", where=str(self.root), way_out="see what they said above; try with one: intarsia serve --workers 1")

    @staticmethod
    def _give_up_with(one: subprocess.Popen[bytes]) -> None:
        """A worker that was told something wrong has said so, and another would say it again."""
        if one.returncode == WRONG:
            sys.exit(WRONG)

    def _answers(self, one: subprocess.Popen[bytes]) -> bool:
        assert one.stdout is not None
        until = time.monotonic() + STARTING
        while time.monotonic() < until and not self.stopping:
            if select.select([one.stdout], [], [], 0.2)[0]:
                return one.stdout.readline() == READY
        return False

    def _end(self, ones: list[subprocess.Popen[bytes]]) -> None:
        for one in ones:
            if one.poll() is None:
                one.terminate()
        until = time.monotonic() + self.settings.patience + GRACE
        for one in ones:
            try:
                one.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
            self._uncount(one)
            if one.stdout is not None:
                one.stdout.close()

    def _uncount(self, one: subprocess.Popen[bytes]) -> None:
        """What a process that ended counted stays; what it had under way does not."""
        for path in self.counts.glob(f"gauge_live*_{one.pid}.db"):
            path.unlink(missing_ok=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _replace(self, number: int, frame: FrameType | None) -> None:
        self.replacing = True
