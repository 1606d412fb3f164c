"""How processes share the suite: file by file, or by directory where its tests share something that takes long to make."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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


def bytecode(root: Path) -> None:
    """Where Python is told to keep no bytecode, each of the many processes that tests start would compile all of Intarsia: half a second and more.

    It is kept with pytest's own cache, beside no source.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(root / ".pytest_cache" / "bytecode")
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(root / ".pytest_cache" / "bytecode")
