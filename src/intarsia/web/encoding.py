"""Queries of addresses, written: a page of a search has over a hundred, made of the same few words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote_plus

_quoted = lru_cache(4096)(quote_plus)


def encoded(pairs: Iterable[tuple[str, object]]) -> str:
    """The part of an address after `?`, as `urllib.parse.urlencode` writes it."""
    return "&".join([f"{_quoted(name)}={_quoted(value if isinstance(value, str) else str(value))}" for name, value in pairs])
