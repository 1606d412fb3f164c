"""What is wrong, in the reader's language: errors are written in English where they arise, with values in them; pages translate them when they are shown.

The catalogue errors.po of a language has the sentences, with %(name)s where the error has a value; a value whose name begins with "word" is a
word of ours and is translated too. Programs get errors in English, in every language of the site the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from babel.messages.pofile import read_po

from intarsia.web.words import LOCALES, Words

FILE = "errors.po"


def in_words(text: str, say: Words) -> str:
    """The text of an error in the language of `say`; as it is where nobody translated it."""
    found = say(text)
    if found != text:
        return found
    for pattern, message in _sentences(say.language):
        if match := pattern.fullmatch(text):
            return say(message, **{name: say(value) if name.startswith("word") else value for name, value in match.groupdict().items()})
    return text


@lru_cache
def _sentences(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with values, each as what it looks like when they are filled in; those with the most words of their own first."""
    path = LOCALES / language / "LC_MESSAGES" / FILE
    if not path.is_file():
        return ()
    with open(path, "rb") as source:
        messages = [str(one.id) for one in read_po(source, locale=language) if one.id and "%(" in str(one.id)]
    ordered = sorted(messages, key=lambda one: (-len(re.sub(r"%\(\w+\)s", "", one)), one))
    return tuple((re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.*)", re.escape(one)), re.DOTALL), one) for one in ordered)
