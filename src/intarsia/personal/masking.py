"""A value shown so that its kind can be seen, and never the value."""

from __future__ import annotations

import re

DOT = "•"
_WORD = re.compile(r"[^\W_]+")


def masked(value: str) -> str:
    """The value with its letters and digits covered: "j•••••@•••••.nl", "+31 •••••", "•••••".

    Of an address at most the first letter and the country of its mail remain, of a number with "+" the country, of anything else its
    marks. Words have five dots whatever their length, so that lengths tell nothing; at most 24 characters are shown.
    """
    text = value.strip()
    mail = re.fullmatch(r"([^\W_])[^@\s]*@[^@\s]+(\.[a-z]{2,3})", text, re.IGNORECASE)
    if mail:
        return f"{mail[1]}{DOT * 5}@{DOT * 5}{mail[2]}"
    abroad = re.match(r"\+(?:1|7|[2-9][0-9])(?=[\s.(-])", text)
    if abroad:
        return f"{abroad[0]} {DOT * 5}"
    covered = re.sub(rf"{DOT * 5}(?:[ .,;:'’\-/]+{DOT * 5})+", f"{DOT * 5} {DOT * 5}", _WORD.sub(DOT * 5, text))
    return covered[:24]
