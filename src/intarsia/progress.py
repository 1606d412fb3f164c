"""Progress of a build: one line a step when piped; on a terminal a line that is rewritten, with rows/s and the time left."""

from __future__ import annotations

import sys
import time
from typing import Any


class Progress:
    """Called with each event of a build."""

    def __init__(self, explain: bool, as_json: bool) -> None:
        self.explain, self.silent = explain, as_json
        self.live = sys.stderr.isatty()
        self.start = time.monotonic()
        self.rows = self.done = self.planned = 0
        self.stopped: list[dict[str, str]] = []  #: deliveries that were kept out, each with why and the way out

    def __call__(self, event: dict[str, Any]) -> None:
        if "stopped" in event:
            self.stopped.append({"dataset": event["subject"], "why": event["stopped"], "way_out": event["way_out"]})
        if self.silent:
            return
        state = event["state"]
        self.done += state in ("done", "unchanged", "fresh", "kept")
        if state == "planned":
            self.planned = event["steps"]
        elif state == "running":
            if self.explain:
                self._line(f"{event['step']:<12} {event['subject']:<40} runs: {event.get('why', '')}")
            elif self.live:
                self._rewrite(f"{event['step']:<12} {event['subject']:<40} {self._pace()}")
        elif state == "fresh":
            if self.explain:
                self._line(f"{event['step']:<12} {event['subject']:<40} stays: nothing changed")
        elif state == "kept":
            self._line(f"{event['step']:<12} {event['subject']:<40} {event['why']}")
        else:
            self._done(event)

    def _done(self, event: dict[str, Any]) -> None:
        rows, seconds = event.get("rows"), max(event.get("seconds", 0.0), 1e-9)
        self.rows += rows or 0
        speed = "unchanged at the source" if event["state"] == "unchanged" else f"{rows:>10,} rows {rows / seconds:>10,.0f} rows/s" if rows else ""
        self._line(f"{event['step']:<12} {event['subject']:<40} {seconds:6.2f} s {speed}".rstrip())

    def _pace(self) -> str:
        spent = time.monotonic() - self.start
        if spent < 1 or not self.done:
            return ""
        left = spent / self.done * max(self.planned - self.done, 1)
        return f"step {self.done + 1} of about {max(self.planned, self.done + 1)}, {self.rows / spent:,.0f} rows/s so far, about {left:.0f} s left"

    def _line(self, text: str) -> None:
        clear = "\r\x1b[K" if self.live else ""
        print(clear + text, file=sys.stderr, flush=True)

    def _rewrite(self, text: str) -> None:
        print("\r\x1b[K" + text, end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the rewritten line."""
        if self.live and not self.silent:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
