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
    """`{name}` filled in; large numbers with the language's mark for thousands; a name that nobody filled stays away.

    `{name:one|more}` or `{name:none|one|more}` is the form that goes with a number, "#" in it the number itself. A value by language
    gives the one of this language.
    """
    return _Formatter(lang).vformat(text, (), _Filled(says))


def general(text: str, mark: str) -> str:
    """A text that nobody filled in: its forms for many, and a mark for each thing that a file would fill in."""
    return _General(mark).vformat(text, (), _Filled())


def _form(forms: str, value: Any) -> str:
    none, one, more = forms.split("|") if forms.count("|") == 2 else (forms.split("|")[1], *forms.split("|"))
    return {"0": none, "1": one}.get(str(value), more)


class _Formatter(string.Formatter):
    """Fills numbers in, and the form of a word that goes with each."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value as the language writes it, or the form that goes with it."""
        if isinstance(value, Mapping):
            value = value.get(self.lang) or value["en"]
        if format_spec and "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        said = str(number(value, self.lang))
        return _form(format_spec, value).replace("#", said) if format_spec else said


class _General(string.Formatter):
    """Fills marks in."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def format_field(self, value: Any, format_spec: str) -> str:
        """The mark, or the form for many."""
        return _form(format_spec, "").replace("#", self.mark) if "|" in format_spec else self.mark


def number(value: Any, lang: str = "en") -> Any:
    """A whole number of five digits or more as the language writes it; anything else as it is."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) < 10_000:
        return value
    return f"{value:,}".replace(",", "." if lang == "nl" else ",")


def decimal(value: float, lang: str = "en") -> str:
    """A number that is not whole, without an exponent and with the language's own mark before its decimals."""
    return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", "," if lang == "nl" else ".")


class _Filled(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
