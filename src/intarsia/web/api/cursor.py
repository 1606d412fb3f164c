"""Cursors: where in a list to go on, in which release, for which question. Opaque to who holds them; altered ones are refused.

The check is a hash over what the cursor says, not a secret: it tells a cursor that was cut off, edited or taken to another
question from a whole one, on every server and after every restart. A cursor holds nothing that the address could not ask for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from intarsia.errors import Invalid

LONGEST = 400
_WHATEVER = ("cursor", "limit", "release", "lang", "total", "fields")  # they do not change which rows a list has, or in which order
_CHECK = 9  # bytes; 12 characters


def write(release: str, question: str, place: tuple[str, int]) -> str:
    """A cursor for the rows after a place. question: whatever tells this list from others."""
    told = json.dumps([release, place[0], place[1]], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_check(told, question) + told).decode().rstrip("=")


def read(cursor: str, question: str) -> tuple[str, tuple[str, int]]:
    """The release and the place of a cursor.

    Raises: Invalid when it was not written here for this question.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        told = raw[_CHECK:]
        if raw[:_CHECK] != _check(told, question):
            raise ValueError
        if base64.urlsafe_b64encode(raw).decode().rstrip("=") != cursor:
            raise ValueError
        release, part, row = json.loads(told)
        return str(release), (str(part), int(row))
    except (ValueError, TypeError, binascii.Error):
        raise Invalid("this cursor is not of this list", where="cursor",
                      way_out="take links.next of an answer as it is, with the same parameters; or begin without a cursor") from None


def question(path: str, values: Mapping[str, Any]) -> str:
    """What tells a list from others: its path and what narrows it."""
    narrowed = sorted((name, value) for name, value in values.items() if name not in _WHATEVER)
    return json.dumps([path, narrowed], ensure_ascii=False, default=str)


def _check(told: bytes, question: str) -> bytes:
    return hashlib.blake2b(told + b"\0" + question.encode(), digest_size=_CHECK, person=b"intarsia.cursor").digest()
