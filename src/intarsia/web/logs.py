"""What a server writes down: lines for people or, as JSON, for machines.

No address of a reader and no words that were looked for are written. The access log is off unless it is asked for; then it
holds method, path without query, route, status, time and size, and still no address: who needs those keeps them at the proxy.
"""

from __future__ import annotations

import datetime
import json
import logging
import sys
from typing import Any

ACCESS = logging.getLogger("intarsia.access")


class Lines(logging.Formatter):
    """One event as a line for people: time, how bad, what."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback of our own faults under it."""
        text = f"{_time(record)} {record.levelname.lower()} {_one_line(record.getMessage())}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


class Json(logging.Formatter):
    """One event as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; `fault` is the traceback of our own faults."""
        body: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower(), "from": record.name, "said": record.getMessage()}
        body |= getattr(record, "fields", {})
        if record.exc_info:
            body["fault"] = self.formatException(record.exc_info)
        return json.dumps(body, ensure_ascii=False, default=str)


class Errors(logging.StreamHandler[Any]):
    """The error stream of the process, as it is at that moment; a full disk behind it stops no reader."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write, or leave it."""
        self.stream = sys.stderr
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Nowhere to say it."""


def worth_saying(record: logging.LogRecord) -> bool:
    """Not what anybody can make a server write as often as they like."""
    return not record.getMessage().startswith(("Invalid HTTP request", "Unsupported upgrade request", "No supported WebSocket"))


def configure(as_json: bool, access: bool) -> None:
    """Set up what this process logs, once it has begun to serve."""
    handler = Errors()
    handler.addFilter(worth_saying)
    handler.setFormatter(Json() if as_json else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = name != "uvicorn.access"
    logging.getLogger("intarsia").setLevel(logging.INFO)
    ACCESS.setLevel(logging.INFO if access else logging.CRITICAL)


def access(request_id: str, method: str, path: str, route: str, status: int, seconds: float, size: int) -> None:
    """One answer, where the access log is on."""
    if ACCESS.isEnabledFor(logging.INFO):
        fields = {"request": request_id, "method": method, "path": path, "route": route, "status": status, "ms": round(seconds * 1000, 1), "bytes": size}
        ACCESS.info("%s %s %s %d %.0f ms %d bytes", request_id, method, path, status, seconds * 1000, size, extra={"fields": fields})


def _time(record: logging.LogRecord) -> str:
    return datetime.datetime.fromtimestamp(record.created, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
