"""Secrets that we make: long enough that a plain hash keeps them, shown once, stored as that hash."""

from __future__ import annotations

import hashlib
import re
import secrets

BYTES = 32
LENGTH = 43  # characters of 32 bytes in base64url
TOKEN = "intarsia_"  # how a personal token begins: so that a scanner for lost secrets, and a person, knows what it is
_SHAPE = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")


def make(beginning: str = "") -> tuple[str, str]:
    """A new secret, and what is stored of it."""
    secret = beginning + secrets.token_urlsafe(BYTES)
    return secret, stored(secret, beginning)


def stored(secret: str, beginning: str = "") -> str:
    """What is stored of a secret; empty for what has not the shape of one, which then equals nothing that is stored.

    A secret has 256 random bits, so nobody finds it from its SHA-256: the slow hash that passwords need would only cost time.
    """
    if not secret.startswith(beginning) or not _SHAPE.fullmatch(secret.removeprefix(beginning)):
        return ""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()
