"""Works, persons and organisations mixed in one file: told apart by a column that says so, else by which columns are filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa

from intarsia.suggest import headers, vocabulary
from intarsia.text import wordset

#: codes of kinds: the place in NAMES; 0 is not known
UNKNOWN, WORK, PERSON, ORGANISATION = 0, 1, 2, 3
NAMES = ("", "work", "person", "organisation")
Codes = np.ndarray[tuple[int], np.dtype[np.int8]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

_PERSONS = wordset("""
    person persons people human humans actor actress actors artist artists individual cast crew persoon personen mens personne personnes personnage
    menschen persona personas persone osoba osoby musician musicians writer writers painter painters creator creators maker makers agent agents
    constituent constituents natural
""")
_BODIES = wordset("""
    organisation organization organisations organizations organisatie organisaties institution instelling corporate corporation company companies bedrijf
    studio band bands group groups musicgroup organismo organizacion organizzazione organizacja unternehmen korperschaft collectivite institut museum
    publisher broadcaster network channel orchestra ensemble body
""")
_WORKS = wordset("""
    film films movie movies tvseries tvepisode tvmovie tvshow tvminiseries tvspecial videogame short episode episodes series season video work works title
    song songs track album book books game games show programme program serie episodio aflevering folge production creativework broadcast play opera
    article paper artwork recording release object
""")


@lru_cache(maxsize=4096)
def of_word(written: str) -> int:
    """The kind that a value of a type column names; UNKNOWN for any other word."""
    last = re.split(r"[/#:]", written.strip().strip("<>").rstrip("/#"))[-1]
    phrase = headers.phrase(last)
    words = phrase.split()
    for some in (["".join(words)], words[-1:], words):  # "film director": the last word says what it is
        if any(w in _BODIES for w in some):
            return ORGANISATION
        if any(w in _PERSONS for w in some):
            return PERSON
        if any(w in _WORKS for w in some):
            return WORK
        if len(some) == 1 and (role := vocabulary.notation("role", some[0])):
            return ORGANISATION if role in vocabulary.ORGANISATIONS else PERSON
        if len(some) == 1 and len(some[0]) > 3 and vocabulary.notation("form", some[0]):
            return WORK
    return WORK if vocabulary.notation("form", phrase) else UNKNOWN


def of_file(name: str) -> int:
    """The kind that a file's name speaks of: artists.csv, films-1970.json."""
    found = [of_word(word) for word in re.findall(r"[^\W\d_]{3,}", headers.phrase(re.sub(r"\.[a-z0-9]{2,8}(?=$|\.gz)", " ", name)))]
    return next((kind for kind in reversed(found) if kind), UNKNOWN)


def told(types: Sequence[tuple[np.ndarray[tuple[int], np.dtype[np.int64]], pa.Array]], count: int) -> Codes:
    """The kind that type columns state of each record: (records, values) of each column."""
    kinds = np.zeros(count, np.int8)
    for rows, values in types:
        coded = values.dictionary_encode()
        each = np.array([of_word(word) for word in coded.dictionary.to_pylist()] or [0], np.int8)[coded.indices.to_numpy(zero_copy_only=False)] if len(values) else np.empty(0, np.int8)
        for kind in (WORK, ORGANISATION, PERSON):  # of several types the last wins: an agent that is an organisation and a person is a person
            chosen = rows[each == kind]
            kinds[chosen] = np.where(kinds[chosen] == 0, kind, kinds[chosen]) if kind == WORK else kind
    return kinds


def by_filled(kinds: Codes, lives: Flags, makes: Flags, dated: Flags, titled: Flags, named: Flags, likely: int) -> Codes:
    """The kind of each record: with dates of a life a person, with what only works have a work, whatever a type says that may be its subject.

    makes: records with a season, a playing time or credits; dated: with another date. titled, named: with a title, with only a name;
    where a file uses both, they tell works from persons. likely: what the file's name speaks of.
    """
    found = kinds.copy()
    found[(found > WORK) & makes & ~lives] = WORK
    for wanted, kind in ((lives, PERSON), (makes, WORK)):
        found[(found == UNKNOWN) & wanted] = kind
    open_ = found == UNKNOWN
    if titled.any() and named.any():
        found[open_ & named & ~titled] = PERSON
    found[open_ & titled] = WORK
    if likely not in (PERSON, ORGANISATION):
        found[(found == UNKNOWN) & dated] = WORK
    return found


def agreed(one: Codes, names_one: pa.Array, other: Codes, names_other: pa.Array) -> Codes:
    """Kinds of the open records of one file: that of the records of the same name in the other one, where all of them agree."""
    found = one.copy()
    open_ = np.flatnonzero(one == UNKNOWN)
    known = np.flatnonzero(other != UNKNOWN)
    if not len(open_) or not len(known):
        return found
    both = pa.concat_arrays([names_one.take(pa.array(open_)), names_other.take(pa.array(known))]).dictionary_encode()
    codes = both.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    mine, theirs = codes[: len(open_)], codes[len(open_) :]
    size = len(both.dictionary)
    least, most = np.full(size, 9, np.int8), np.zeros(size, np.int8)
    good = theirs >= 0
    np.minimum.at(least, theirs[good], other[known][good])
    np.maximum.at(most, theirs[good], other[known][good])
    same = (mine >= 0) & (least[mine] == most[mine])
    found[open_[same]] = most[mine[same]]
    return found
