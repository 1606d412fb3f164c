"""The renderer: one child process behind a lock, and a bounded memory of what it drew."""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import struct
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia.errors import Unavailable

log = logging.getLogger(__name__)
WORKER = Path(__file__).with_name("worker.py")
SECONDS = 20.0
PATIENCE = 10.0  # of a request that waits for others to be drawn
KEPT_BYTES = 24_000_000
_WARM = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}


class NotDrawn(Unavailable):
    """The worker could not draw a figure; its table says the same."""

    title = "Not drawn"


class Renderer:
    """Draws one figure at a time: V8 gains nothing from threads. A child that hangs or dies is replaced.

    What was drawn is kept by the hash of its whole specification, the data in it included, so a new release needs no clearing.
    """

    def __init__(self, seconds: float = SECONDS, kept_bytes: int = KEPT_BYTES) -> None:
        self.seconds, self.kept_bytes = seconds, kept_bytes
        self._lock, self._guard = threading.Lock(), threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0
        self._ending = False
        atexit.register(self._end)

    def svg(self, spec: Mapping[str, Any], locale: Mapping[str, Any]) -> str:
        """The drawing of a Vega-Lite specification that holds its data.

        Raises: NotDrawn.
        """
        return self._asked({"kind": "svg", "spec": spec, "locale": locale}).decode()

    def png(self, svg: str) -> bytes:
        """An SVG as pixels, two for each of its own.

        Raises: NotDrawn.
        """
        return self._asked({"kind": "png", "svg": svg})

    def warm(self) -> threading.Thread:
        """Start the child aside, so that the first chart does not wait two seconds for it."""

        def start() -> None:
            try:
                self.svg(_WARM, {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]})
            except NotDrawn as error:
                if not self._ending:
                    log.warning("charts cannot be drawn: %s", error.what)

        thread = threading.Thread(target=start, name="figures", daemon=True)
        thread.start()
        return thread

    def _end(self) -> None:
        """This process ends: a drawing that is cut off by it is no fault."""
        self._ending = True
        self.close()

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def _asked(self, request: dict[str, Any]) -> bytes:
        message = json.dumps(request, ensure_ascii=False, sort_keys=True).encode()
        name = hashlib.sha256(message).hexdigest()
        if (found := self._remembered(name)) is not None:
            return found
        if not self._lock.acquire(timeout=PATIENCE):
            raise NotDrawn("too many charts are being drawn", where="figures", way_out="its table says the same; ask again in a moment")
        try:
            if (found := self._remembered(name)) is not None:
                return found  # another request drew it while this one waited
            drawn = self._drawn(message)
        finally:
            self._lock.release()
        self._remember(name, drawn)
        return drawn

    def _drawn(self, message: bytes) -> bytes:
        child = self._child if self._child is not None and self._child.poll() is None else self._start()
        timer = threading.Timer(self.seconds, child.kill)
        timer.start()
        try:
            assert child.stdin is not None and child.stdout is not None
            child.stdin.write(struct.pack("!I", len(message)) + message)
            child.stdin.flush()
            head = child.stdout.read(5)
            body = child.stdout.read(struct.unpack("!I", head[1:])[0]) if len(head) == 5 else b""
        except OSError:
            head, body = b"", b""
        finally:
            timer.cancel()
        if not head or (not body and child.poll() is not None):
            self.close()
            raise NotDrawn("the chart could not be drawn in time", where="figures", way_out="its table says the same; ask again in a moment")
        if head[:1] != b"+":
            log.warning("a chart was refused: %s", body.decode(errors="replace")[:200])
            raise NotDrawn("the chart could not be drawn", where="figures", way_out="its table says the same")
        return body

    def _start(self) -> subprocess.Popen[bytes]:
        self.close()
        if self._ending:
            raise NotDrawn("this process ends", where="figures", way_out="its table says the same")
        self._child = subprocess.Popen([sys.executable, "-P", str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       start_new_session=True)  # Ctrl-C ends the server, and with it the child
        return self._child

    def _remembered(self, name: str) -> bytes | None:
        with self._guard:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
            return None

    def _remember(self, name: str, drawn: bytes) -> None:
        with self._guard:
            self._kept[name] = drawn
            self._held += len(drawn)
            while self._held > self.kept_bytes and len(self._kept) > 1:
                self._held -= len(self._kept.popitem(last=False)[1])


#: the one of this process
RENDERER = Renderer()
