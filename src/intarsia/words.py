"""The words of every door: English in the code, other languages as gettext catalogues, which stand with the pages in web/locales/."""

from __future__ import annotations

import gettext
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from intarsia.errors import Invalid

LOCALES = Path(__file__).parent / "web" / "locales"
ENGLISH = "en"
LANGUAGES = (ENGLISH, *sorted(path.name for path in LOCALES.iterdir() if path.name != ENGLISH and any((path / "LC_MESSAGES").glob("*.po"))))

NUMBERS = {
    "en": ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
    "nl": ("Geen", "Eén", "Twee", "Drie", "Vier", "Vijf", "Zes", "Zeven", "Acht", "Negen", "Tien", "Elf", "Twaalf"),
}


class Words:
    """One language: its texts, numbers and names of languages. `words("text %(n)s", n=3)` is the `_()` of the pages."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        self._catalogue = _catalogue(language)
        self._text = lru_cache(4096)(self._catalogue.gettext)
        self._written = lru_cache(20_000)(self._decimal)  # a page writes some hundred counts, and Babel takes 25 microseconds for each

    def __call__(self, message: str, /, **values: Any) -> str:
        text = self._text(message) if message else ""
        return text % values if values else text

    def many(self, one: str, more: str, count: int, /, **values: Any) -> str:
        """The singular or plural form for a count, with `%(n)s` written in this language's way."""
        return self._catalogue.ngettext(one, more, count) % {"n": self.number(count), **values}

    def number(self, value: float | None) -> str:
        """12,345 or 12.345; an en dash where there is none."""
        return "–" if value is None else self._written(value)

    def _decimal(self, value: float) -> str:
        return str(format_decimal(value, locale=self.locale))

    def percent(self, share: float) -> str:
        return str(format_percent(share, locale=self.locale, format="#,##0.#%"))

    def size(self, count: int | None) -> str:
        """A number of bytes for people."""
        if count is None:
            return "–"
        value, units = float(count), ["bytes", "kB", "MB", "GB", "TB"]
        while value >= 1000 and len(units) > 1:
            value, units = value / 1000, units[1:]
        return f"{format_decimal(value, format='#,##0' if units[0] == 'bytes' or value >= 100 else '#,##0.#', locale=self.locale)} {units[0]}"

    def count(self, n: int) -> str:
        """A small number as a word that opens a sentence, a large one in figures."""
        names = NUMBERS.get(self.language, ())
        return names[n] if 0 <= n < len(names) else self.number(n)

    def own(self, code: str) -> str:
        """A language by its own name: "nl" is Nederlands."""
        name = str(Locale.parse(code, sep="-").get_display_name(code) or code)
        return name[:1].upper() + name[1:]

    def tongue(self, code: str) -> str:
        """The name of a language: "nl" is Dutch."""
        try:
            return Locale.parse(code, sep="-").get_display_name(self.locale) or code
        except (UnknownLocaleError, ValueError):
            return code


@lru_cache
def words(language: str) -> Words:
    """The words of a language, read once."""
    return Words(language)


def speaker(language: str) -> Words:
    """The words of a language that somebody asked for.

    Raises: Invalid for one that there is not.
    """
    if language not in LANGUAGES:
        raise Invalid(f"there is no language '{language[:20]}'", where="lang", way_out="one of: " + ", ".join(LANGUAGES))
    return words(language)


def catalogues(language: str) -> list[Path]:
    """The files of a language, one per part of the site."""
    return sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))


def _catalogue(language: str) -> gettext.NullTranslations:
    whole = Catalog(locale=language)
    for path in catalogues(language):
        with open(path, "rb") as source:
            for message in read_po(source, locale=language):
                if message.id:
                    whole[message.id] = message
    if not len(whole):
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
