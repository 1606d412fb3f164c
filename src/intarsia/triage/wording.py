"""Wording: texts of the shelf by language and case, with their names filled in."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any


def said(texts: Mapping[str, str | Mapping[str, str]], lang: str, case: str) -> str:
    """The text in a language (English where there is none) for a case; the text of case "" where the case has none of its own."""
    text = texts.get(lang) or texts["en"]
    if isinstance(text, str):
        return text
    return text.get(case) or text.get("") or next(iter(text.values()))


def filled(text: str, says: Mapping[str, Any], lang: str = "en") -> str:
    """`{name}` filled in; large numbers with the language's mark for thousands; a name that nobody filled stays away."""
    return string.Formatter().vformat(text, (), _Filled({name: number(value, lang) for name, value in says.items()}))


def number(value: Any, lang: str = "en") -> Any:
    """A whole number of five digits or more as the language writes it; anything else as it is."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) < 10_000:
        return value
    return f"{value:,}".replace(",", "." if lang == "nl" else ",")


class _Filled(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
