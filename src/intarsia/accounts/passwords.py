"""Passwords: argon2id with the parameters of RFC 9106 for little memory, 10 to 1,000 characters, no other rules (NIST SP 800-63B, 3.1.1)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from intarsia.errors import Invalid

SHORTEST, LONGEST = 10, 1000
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_AT_ONCE = threading.Semaphore(2)  # each takes 64 MB and most of a core for a moment: strangers must not take all of a machine


def hashed(password: str) -> str:
    """What is stored of a password. Raises: Invalid for one that is too short or too long."""
    text = _plain(password)
    if len(text) < SHORTEST:
        raise Invalid(f"a password has at least {SHORTEST} characters", where="password", way_out="take a few words that nobody would expect together")
    if len(text) > LONGEST:
        raise Invalid(f"a password has at most {LONGEST:,} characters", where="password", way_out="take a shorter one")
    with _AT_ONCE:
        return _HASHER.hash(text)


def right(password: str, kept: str | None) -> bool:
    """Is this the password that was stored? Takes as long where nothing is stored: nobody learns from the clock which names exist."""
    text = _plain(password)
    if len(text) > LONGEST:
        text, kept = text[:LONGEST], None
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobodys(), text) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Was it stored with other parameters than today's? Then it is stored again when somebody signs in with it."""
    return _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """The same characters however a keyboard composed them (RFC 8265, 4.2.2)."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
