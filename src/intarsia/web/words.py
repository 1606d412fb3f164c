"""The words of the interface, as pages take them; they stand in `intarsia.words`, below every door, so that a folder answers in all languages too."""

from __future__ import annotations

from intarsia.words import ENGLISH, LANGUAGES, LOCALES, NUMBERS, Words, catalogues, words

__all__ = ["ENGLISH", "LANGUAGES", "LOCALES", "NUMBERS", "Words", "catalogues", "words"]
