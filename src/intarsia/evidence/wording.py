"""What may be said: one sentence per state in the reader's language, and words that no figure may use before it earned them."""

from __future__ import annotations

import re
from typing import Any, Protocol

from intarsia.errors import Broken


class Speaker(Protocol):
    """A language: the pages hand over their `Words`; without one, it is English."""

    language: str

    def __call__(self, message: str, /, **values: Any) -> str: ...

    def many(self, one: str, more: str, count: int, /, **values: Any) -> str: ...

    def number(self, value: float | None) -> str: ...

    def percent(self, share: float) -> str: ...


class _English:
    """English without a catalogue."""

    language = "en"

    def __call__(self, message: str, /, **values: Any) -> str:
        return message % values if values else message

    def many(self, one: str, more: str, count: int, /, **values: Any) -> str:
        return (one if count == 1 else more) % {"n": self.number(count), **values}

    def number(self, value: float | None) -> str:
        return "–" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,.3f}".rstrip("0").rstrip(".")

    def percent(self, share: float) -> str:
        return f"{100 * share:.1f}".removesuffix(".0") + "%"


ENGLISH: Speaker = _English()

#: only a figure that is SOLID may use them, and then only where its own design is one of cause and effect or of forecast
FORBIDDEN = {
    "en": re.compile(r"\b(causes?|caused|causing|impacts?|impacted|will|leads? to|led to|effects? of|thanks to|because of|due to|results? in|resulted in|driven by|brought about|"
                     r"proves?|proven)\b", re.IGNORECASE),
    "nl": re.compile(r"\b(veroorzaakt?e?|veroorzaken|impact|zal|zullen|leidt tot|leiden tot|leidde tot|leidden tot|effect(en)? van|dankzij|vanwege|door toedoen van|"
                     r"als gevolg van|ten gevolge van|zorgt voor|zorgen voor|zorgde voor|zorgden voor|bewijst|bewijzen|bewezen)\b", re.IGNORECASE),
}


#: names with such a word in them that stood in answers, at most so many
_NAMES: dict[str, None] = {}
_MOST = 10_000


def named(name: str) -> str:
    """The name of a theme, a work, a maker or a study, as others gave it: its words are no claim of ours, and `allowed` looks past them.

    A name that is such a word and nothing else (the film "Will", the theme "Impact") comes back in quotation marks, and is looked past in these alone: the bare word
    would hide every claim.
    """
    if not any(words.search(name) for words in FORBIDDEN.values()):
        return name
    told = f"“{name.strip()}”" if any(words.fullmatch(name.strip()) for words in FORBIDDEN.values()) else name
    if len(_NAMES) < _MOST:
        _NAMES[told] = None
    return told


def allowed(text: str, state: str, language: str) -> str:
    """The text, when its state allows its words; what is a name (`named`) is not looked at.

    Raises: Broken for a word such as "causes" or "will" in a figure that is not SOLID.
    """
    words = FORBIDDEN.get(language, FORBIDDEN["en"])
    if state == "SOLID" or not words.search(text):
        return text
    bare = text
    for name in sorted(list(_NAMES), key=lambda one: (-len(one), one)):
        bare = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", bare, flags=re.IGNORECASE)
    if found := words.search(bare):
        raise Broken(f"a figure that is {state} may not say '{found[0]}'", where="wording", way_out="say what was counted, no more")
    return text


def state_name(state: str, say: Speaker) -> str:
    """A state in one or two words, for a badge."""
    names = {"SOLID": say("Solid"), "THIN": say("Thin"), "CONTESTED": say("Contested"), "UNTESTED": say("Untested"), "REFUSED": say("Refused")}
    return names[state]


def state_sentence(state: str, reasons: tuple[str, ...], say: Speaker) -> str:
    """What a state means here, in one sentence."""
    because = say("; ").join(reasons[:2])
    if state == "SOLID":
        return say("It rests on enough rows, and no single contributor decides it.")
    if state == "THIN":
        return say("Too little to conclude anything from: %(why)s.", why=because)
    if state == "CONTESTED":
        return say("It depends on who takes part: %(why)s.", why=because)
    if state == "UNTESTED":
        return say("It describes these rows and nothing more: %(why)s.", why=because)
    return say("Not answered: %(why)s.", why=because)


def sentence(said: str, state: str, reasons: tuple[str, ...], say: Speaker) -> str:
    """What was measured, then what its state makes of it.

    Raises: Broken for a word that the state does not allow.
    """
    whole = f"{said} {state_sentence(state, reasons, say)}".strip()
    return allowed(whole, state, say.language)
