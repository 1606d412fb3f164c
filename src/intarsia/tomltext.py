"""Values as TOML writes them, each on one line: what the program adds to the files that people keep."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def text(written: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(written, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """A name before "=": bare where it can be."""
    return name if _BARE.fullmatch(name) else text(name)


def value(given: Any, bare: bool = True) -> str:
    """A text, a number, true or false, or a list or table of these. bare: may the keys of tables stand without quotation marks?

    Raises: TypeError for anything else.
    """
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, str):
        return text(given)
    if isinstance(given, Mapping):
        named = key if bare else text
        return "{ " + ", ".join(f"{named(str(name))} = {value(one, bare)}" for name, one in given.items()) + " }" if given else "{}"
    if isinstance(given, list | tuple):
        return "[" + ", ".join(value(one, bare) for one in given) + "]"
    if isinstance(given, int | float):
        return repr(given)
    raise TypeError(f"TOML has no {type(given).__name__}")
