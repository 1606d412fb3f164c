"""How processes share the suite: file by file, or by directory where its tests share something that takes long to make."""

from __future__ import annotations

#: first, so that no process waits for the other at the end
TOGETHER = ("real", "torture", "browser", "golden", "conformance", "api")


def together(nodeid: str) -> str:
    """What one process takes as a whole."""
    file = nodeid.partition("::")[0].removeprefix("tests/")
    directory = file.partition("/")[0]
    return directory if directory in TOGETHER else file


def turn(nodeid: str) -> int:
    """The place of a test in the order."""
    whole = together(nodeid)
    return TOGETHER.index(whole) if whole in TOGETHER else len(TOGETHER)
