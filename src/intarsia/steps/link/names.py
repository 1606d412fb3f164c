"""How well two written names agree, for many pairs at once: words in any order, spellings of one sound made alike."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.steps.link.titles import key_of

AGREE = 85.0
#: spellings that differ between the languages that write a foreign name down: Tolstoj, Tolstoy, Tolstoi; Tchaïkovski, Tschaikowsky
_SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in (
    ("tsch|tch|tsj|tj|ch|cz", "c"), ("sch|sh|sj|sz", "s"), ("zh|zj|dj", "z"), ("kh", "h"), ("ph", "f"), ("ou", "u"), ("ck|q", "k"), ("w", "v"), ("[jy]", "i"), ("ii+", "i"),
    (r"(.)\1", r"\1")))
_PARTICLES = re.compile(r"\b(?:van|von|de|der|den|di|da|du|la|le|by|the|and|en|und|et|y|e|of|door|par|naar|game|film|musical|roman)\b")


def sound(name: str) -> str:
    """A name as it is compared: Latin, folded, sounds spelt one way, without particles; never empty where the name is not."""
    key = key_of(name)
    bare = " ".join(_PARTICLES.sub(" ", key).split()) or key
    for pattern, letter in _SOUNDS:
        bare = pattern.sub(letter, bare)
    return bare


def sounds(names: pa.Array) -> pa.Array:
    """`sound` of a column, once for each distinct name."""
    coded = pc.dictionary_encode(names)
    return pa.array([sound(name) for name in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def initials(sound: str) -> str:
    """Given names cut to their first letters: "hans kristian andersen" and "h c andersen" both start with h and end alike."""
    words = sound.split()
    return " ".join([*(word[0] for word in words[:-1]), *words[-1:]])


def levels(ones: pa.Array, others: pa.Array) -> pa.Array:
    """Per pair of sounds (a name said, a name credited): agrees, family name, of one word, another.

    They agree when all words of the one stand in the other, nearly so in letters, or initials fit. A family name is the
    last word of the credited name among those said. One word that agrees with nothing is a firm or a stage name more
    often than a person, and firms are seldom credited where persons are: it says less against.
    """
    if not len(ones):
        return pa.array([], pa.string())
    from rapidfuzz import fuzz, process

    said, credited = ones.to_pylist(), others.to_pylist()
    agree = process.cpdist(said, credited, scorer=fuzz.token_set_ratio, dtype=np.float64) >= AGREE
    short = {name: initials(name) for name in {*said, *credited}}
    single = {name: min(map(len, name.split()), default=0) == 1 for name in short}
    fits = np.fromiter(((single[a] or single[b]) and short[a] == short[b] for a, b in zip(said, credited, strict=True)), dtype=bool, count=len(said))
    family = np.fromiter((len(last := b.rpartition(" ")[2]) > 3 and last in a.split() for a, b in zip(said, credited, strict=True)), dtype=bool, count=len(said))
    alone = np.fromiter((" " not in a for a in said), dtype=bool, count=len(said))
    return pa.array(np.select([agree | fits, family, alone], ["agrees", "family name", "of one word"], "another"))


def likeness(ones: pa.Array, others: pa.Array) -> npt.NDArray[np.float64]:
    """Per pair of title keys 0 to 100, words in any order; a title that stands within a longer one counts from six letters on."""
    if not len(ones):
        return np.zeros(0)
    from rapidfuzz import fuzz, process

    said, found = ones.to_pylist(), others.to_pylist()
    whole = process.cpdist(said, found, scorer=fuzz.token_sort_ratio, dtype=np.float64)
    within = process.cpdist(said, found, scorer=fuzz.token_set_ratio, dtype=np.float64)
    long = np.fromiter((min(len(a), len(b)) >= 6 for a, b in zip(said, found, strict=True)), dtype=bool, count=len(said))
    return np.where(long, np.maximum(whole, within), whole)
