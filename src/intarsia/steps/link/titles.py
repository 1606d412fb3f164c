"""The keys by which titles are found again: as written, without article or bracket, and part by part.

A key is a title folded to Latin letters, digits and single spaces. Its rank says how much of the title it holds:
0 the whole title, 1 the title without a leading article or without words in brackets, or one of two titles that it offers
("Moby-Dick oder Der Wal"), 2 a part of it ("Batman" of "Batman: Year One"). A part is weaker evidence than a whole.
"""

from __future__ import annotations

import re

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.text import fold, transliterate, unarticle

WHOLE, VARIANT, PART = 0, 1, 2

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
#: an article of the languages that `text` knows; never the last word of a title
_ARTICLE = re.compile(r"^(?:the|an?|de|het|een|'t|le|la|les|une?|der|die|das|eine?|el|los|las|una?|il|lo|gli|os?|um|uma|den|det|et) (?=\S)|^l'(?=\S)")
_PARTS = re.compile(r"\s*[:;/|]\s+|\s+[-–—]\s+|\.\s+(?=\S)")
#: "X or The Y", "X oder Das Y", "X = Y": two titles of one work
_EITHER = re.compile(r",?\s+(?:or|oder|of|ou|o|ossia|oppure|lub|czyli),?\s+(?=[A-ZÀ-Þ\u0400-\u042f])|\s+=\s+")
_NOISE = re.compile(r"(?:[^\w']|_)+")
_QUOTES = re.compile(r"'")
#: words that a title is made of everywhere: a part that is one of these names nothing
_EMPTY = frozenset(("part", "deel", "teil", "partie", "parte", "vol", "volume", "band", "book", "season", "seizoen", "staffel", "saison", "the movie", "the game", "the series",
                    "the musical", "de musical", "das musical", "le film", "der film", "de film", "el musical", "chapter one", "original soundtrack", "live", "remix", "cover"))


def keys(title: str) -> list[tuple[str, int]]:
    """The keys of a title with their ranks, the best rank of each; empty for a title of marks only."""
    flipped = unarticle(title)
    found: dict[str, int] = {}
    for text, rank in ((flipped, WHOLE), (_BRACKETS.sub("", flipped), VARIANT)):
        key = key_of(text)
        if key:
            found.setdefault(key, rank)
            found.setdefault(_ARTICLE.sub("", key), VARIANT)
    bare = _BRACKETS.sub("", flipped)
    for pattern, rank in ((_EITHER, VARIANT), (_PARTS, PART)):
        parts = [part for part in pattern.split(bare) if part]
        for part in parts if len(parts) > 1 else ():
            key = _ARTICLE.sub("", key_of(part))
            if len(key) > 3 and key not in _EMPTY and not key.isdigit():
                found.setdefault(key, rank)
    return [(key, rank) for key, rank in found.items() if key]


def key_of(text: str) -> str:
    """A text folded to Latin letters where a table exists, marks away, apostrophes closed."""
    return " ".join(_NOISE.sub(" ", _QUOTES.sub("", fold(transliterate(text)))).split())


def load_keys(engine: DuckDB, query: str, name: str) -> None:
    """The table `name` (value, key, rank): the keys of every distinct text that `query` gives in its one column."""
    batches = []
    for batch in engine.stream(query):
        values, found, ranks = [], [], []
        for value in batch.column(0).to_pylist():
            for key, rank in keys(value):
                values.append(value)
                found.append(key)
                ranks.append(rank)
        batches.append(pa.record_batch({"value": pa.array(values, pa.string()), "key": pa.array(found, pa.string()), "rank": pa.array(ranks, pa.int64())}))
    schema = pa.schema([("value", pa.string()), ("key", pa.string()), ("rank", pa.int64())])
    engine.load(name, pa.Table.from_batches(batches, schema))
