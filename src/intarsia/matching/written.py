"""A written word in the forms that are compared: its letters, its words, their stems, and the parts of a word that says several things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from intarsia.text import fold, transliterate, wordset

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+")
_ASIDE = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")
_PARTS = re.compile(r"\s*(?:[/|;:,+&>]|\s[-–—]\s|\b(?:and|en|et|und|y|e|i|or|of|ou|oder)\b)\s*")
#: words that only say which kind of thing is spoken of, in the seven languages of the vocabularies
_GENERAL = wordset(
    "film films movie movies cinema picture pictures fiction novel novels book books story stories literature game games videogame videogames video music song songs "
    "series show shows tv television genre genres type theatre theater play plays art arts programme program "
    "roman romans boek boeken verhaal verhalen literatuur spel spellen spelen muziek lied liedjes serie reeks televisie toneel toneelstuk kunst programma speelfilm "
    "livre livres recit recits litterature jeu jeux musique chanson chansons emission theatre piece serie "
    "buch bucher geschichte geschichten literatur spiel spiele musik fernsehen theater stuck kunst sendung reihe erzahlung "
    "pelicula peliculas novela novelas libro libros historia historias juego juegos musica cancion programa teatro obra arte "
    "romanzo romanzi libri storia storie racconti gioco giochi canzone trasmissione "
    "filmy powiesc ksiazka gra gry muzyka serial teatr sztuka program "
    "the a of de la le het een der die das el il lo los las un une of in for voor pour fur per para dla"
)
_LIGHT = (("ies", "y"), ("'s", ""), ("es", ""), ("en", ""), ("s", ""), ("e", ""), ("n", ""))
_STRONG = re.compile(r"(?:isation|ization|isering|ische|iche|ical|ique|isch|esque|ist|ies|ing|ers|ern|nen|ico|ica|ici|iques|es|en|er|s|y|e|n|i|o|a)$")


@dataclass(frozen=True)
class Written:
    """One word or label: `letters` is what is left without blanks and marks; sets of words by how much of their ends is kept."""

    folded: str
    letters: str
    words: frozenset[str]
    light: frozenset[str]
    strong: frozenset[str]
    special: frozenset[str]
    bare: str
    numbers: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """What stands between strokes, commas and "and", letters alone; empty where there is one part."""
        found = tuple(dict.fromkeys(part for one in _PARTS.split(self.folded) if (part := letters(one))))
        return found if len(found) > 1 else ()


def letters(text: str) -> str:
    """Letters and digits alone: "sci-fi" and "sci fi" are one."""
    return "".join(_WORD.findall(text))


@lru_cache(maxsize=200_000)
def written(text: str) -> Written:
    """The forms of a text."""
    folded = fold(transliterate(text)) if not text.isascii() else fold(text)
    words = frozenset(_WORD.findall(folded))
    light = frozenset(_light(word) for word in words)
    special = frozenset(_light(word) for word in words if word not in _GENERAL)
    without = _ASIDE.sub(" ", folded).strip()
    return Written(folded, letters(folded), words, light, frozenset(_strong(word) for word in words), special or light, letters(without),
                   tuple(_NUMBER.findall(folded)))


def _light(word: str) -> str:
    """Without the ends of plurals and cases, where four letters stay."""
    for end, instead in _LIGHT:
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)] + instead
    return word


def _strong(word: str) -> str:
    """Without the ends by which one root differs between languages, where five letters stay."""
    before = ""
    while before != word and len(word) > 5:
        before = word
        shorter = _STRONG.sub("", word)
        word = shorter if len(shorter) >= 5 else word
    return word
