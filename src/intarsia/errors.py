"""Every error a user can meet, in one tree.

    IntarsiaError
    ├── NotFound      a file, dataset, release or command argument that is not there
    │   └── Gone      what an earlier release had and this one has not
    ├── Invalid       something was read and is not right: a mapping, a file, a query
    ├── Refused       a rule or a missing decision says no
    ├── Conflict      two acts exclude each other: a second build, an existing folder
    ├── Unavailable   a network, a source or an extra that is not at hand
    └── Broken        our own fault: stored data that does not verify, a step that lost rows

Each says what is wrong, where, and the way out. Terminal, page and JSON print the same text.
"""

from __future__ import annotations

from typing import Any


class IntarsiaError(Exception):
    """Something the user should know. `exit_code` is what the command line returns."""

    title = "Error"
    status = 500
    exit_code = 3

    def __init__(self, what: str, *, where: str = "", way_out: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.way_out = way_out

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.way_out:
            lines.append(f"  way out: {self.way_out}")
        return "\n".join(lines)

    def problem(self) -> dict[str, Any]:
        """The same text as an RFC 9457 problem document."""
        body: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.what}
        if self.where:
            body["where"] = self.where
        if self.way_out:
            body["way_out"] = self.way_out
        return body


class NotFound(IntarsiaError):
    """What was asked for is not here."""

    title, status, exit_code = "Not found", 404, 2


class Gone(NotFound):
    """It was here, and was withdrawn."""

    title, status = "Withdrawn", 410


class Invalid(IntarsiaError):
    """What was given cannot be understood as it stands."""

    title, status, exit_code = "Not right yet", 400, 2


class Refused(IntarsiaError):
    """Understood, and not allowed."""

    title, status, exit_code = "Refused", 403, 1


class Conflict(IntarsiaError):
    """Something else stands in the way."""

    title, status, exit_code = "Conflict", 409, 3


class Unavailable(IntarsiaError):
    """Not now, or not on this machine."""

    title, status, exit_code = "Not available", 503, 3


class Broken(IntarsiaError):
    """What is on disk, or our own work, is damaged."""

    title, status, exit_code = "Broken", 500, 3
