"""What a column's name says: its words, read against the tables of `headerwords` and the shipped vocabularies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from intarsia import dates
from intarsia.shelf.rules.delivery import CAMEL
from intarsia.suggest import marc, vocabulary
from intarsia.suggest.headerwords import LEAVES, NOISE, STRUCTURE, WORDS
from intarsia.text import fold

_PARTS = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<=.)@|/(?!\d)")
_PREFIX = re.compile(r"^[a-z][a-z0-9_-]{0,14}:(?=[A-Za-z])")
_NUMBERED = re.compile(r"(?<=[^\W\d_])[ _-]?[0-9]{1,2}$")
PERIOD = re.compile(
    r"^(?:y|yr|fy|jaar|year|cy)?[ _-]?(?P<year>(?:1[5-9]|20|21)[0-9]{2})(?:[-/_ ]?(?:[0-9]{2}|[0-9]{4}|[qkt][1-4]|m[0-9]{1,2}))?(?:[ ]*(?:\[[a-z]\]|\([a-z]\)|[bpe*r]))?$", re.I
)
_MONTH = re.compile(r"^[^\W\d_]{3,12}\.?[ _-](?:1[5-9]|20|21)[0-9]{2}\b|^(?:1[5-9]|20|21)[0-9]{2}[ _-][^\W\d_]{3,12}\b|^[QKT][1-4][ _-](?:19|20)[0-9]{2}\b")
_NOTE = re.compile(r" *[\[(][^\])]*[\])]$")


@lru_cache(maxsize=4096)
def is_period(name: str) -> bool:
    """Is a column named after a year, a financial year, a quarter or a month?"""
    return bool(PERIOD.match(name)) or bool(len(name) <= 40 and _MONTH.match(name) and dates.edtf(_NOTE.sub("", name)))


#: a scheme of identifiers by the words of a header
SCHEMES = {
    "isbn": "isbn, isbn13, isbn10, isbn 13, isbn 10",
    "issn": "issn, eissn, issn l",
    "isan": "isan",
    "ean": "ean, ean13, gtin, gtin13, barcode",
    "imdb": "imdb, imdb id, imdb url, imdb link, tconst",
    "wikidata": "wikidata, wikidata id, wiki qid, qid, wikidata uri",
    "ulan": "ulan, ulan id, getty ulan",
    "viaf": "viaf, viaf id",
    "isni": "isni",
    "orcid": "orcid, orcid id",
    "doi": "doi",
    "isrc": "isrc",
    "iswc": "iswc",
    "eidr": "eidr, eidr id",
    "muziekweb": "muziekweb",
    "musicbrainz": "musicbrainz, mbid, musicbrainz id",
    "discogs": "discogs, discogs id",
    "rkd": "rkd, rkdartists",
    "gnd": "gnd, gnd id",
    "tmdb": "tmdb, tmdb id",
    "steam": "steam, steam appid, steam id",
    "oclc": "oclc, oclc number",
    "lccn": "lccn",
    "gtaa": "gtaa",
    "aat": "aat",
    "geonames": "geonames",
    "goodreads": "goodreads, goodreads id, goodreads book id",
}


@dataclass(frozen=True)
class Reading:
    """What a header says: a target (see `targets`), how surely (0 to 1), and the words that said so."""

    target: str
    strength: float
    words: str


#: characters of a name that are read; nobody's header is longer, a page of text in its place may be
LONGEST = 120
NOTHING = Reading("", 0.0, "")


def parts(name: str) -> list[str]:
    """The parts of a column's name that say something: `_source.dcterms:title.@value` -> ['title']."""
    text = re.split(r"[/#]", name.rstrip("/#"))[-1] if "://" in name else name
    found = [_PREFIX.sub("", part.strip()) for part in _PARTS.split(text) if part.strip()]
    telling = [p for p in found if phrase(p) not in STRUCTURE]
    return telling or found[-1:]


@lru_cache(maxsize=4096)
def phrase(part: str) -> str:
    """A header in single folded words: 'releaseDate', 'Release_date' -> 'release date'."""
    bare = CAMEL.sub(" ", part.replace("_", " ").strip())
    folded = re.sub(r"[^\w]+", " ", fold(bare)).strip()
    return folded if PERIOD.match(part) else _NUMBERED.sub("", folded)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, str]:
    found: dict[str, str] = {}
    for target, line in WORDS.items():
        for one in re.split(r"[,\n]", line):
            if one.strip():
                found.setdefault(" ".join(one.split()), target)
    for scheme, line in SCHEMES.items():
        found.update({one.strip(): f"id:{scheme}" for one in line.split(",")})
    return found


@lru_cache(maxsize=1)
def _leaves() -> dict[str, str]:
    return {one.strip(): leaf for leaf, line in LEAVES.items() for one in line.split(",")}


def read(name: str) -> Reading:
    """What a column's whole name says, from its last parts."""
    if (of_marc := marc.target(name)) is not None:
        return Reading(of_marc, 0.9, f"MARC {name}") if of_marc else NOTHING
    telling = [phrase(p) for p in parts(name[-LONGEST:])]
    if not telling or not telling[-1]:
        return NOTHING
    if len(telling) > 1:
        both = "" if name.endswith("@type") else _known(f"{telling[-2]} {telling[-1]}")
        work = _relation(telling[:-1])
        if both and not (work and both.startswith("c:")):
            return Reading(both, 0.9, f"{telling[-2]} {telling[-1]}")
        leaf = _leaf(telling[-1])
        if leaf and (within := _within(telling[:-1])):
            if within.target.startswith("c:") and work:
                within, leaf = work, "maker" if leaf == "name" else "other"
            if target := combined(within.target, leaf, telling[-1]):
                return Reading(target, min(0.85, within.strength), f"{telling[-1]} of {within.words}")
        if telling[-1] == "label":  # of the code beside it
            return Reading("skip:label", 0.6, telling[-1])
        if leaf == "language" and "@" in name:
            return Reading("skip:language", 0.6, telling[-1])
    return alone(telling[-1])


def _leaf(words: str) -> str:
    """What a part of an object holds: its name, its kind, its maker."""
    if found := _leaves().get(words):
        return found
    target = _known(words)
    return (
        "maker"
        if target.startswith("c:")
        else {"title": "title", "name": "name", "date": "date", "country": "country", "form": "kind", "key": "id", "language": "language", "place": "place"}.get(target, "")
    )


def _relation(above: list[str]) -> Reading | None:
    """A part above that names another work: its makers are not makers of this one."""
    return next((found for part in above if (found := alone(part)).target in ("based_on", "part_of", "performs", "about")), None)


def _within(above: list[str]) -> Reading | None:
    """The nearest part above that says what the object is."""
    for part in reversed(above):
        found = alone(part)
        if found.target and found.strength >= 0.5:
            return found
    return None


def alone(words: str) -> Reading:
    """What one phrase says."""
    exact = _known(words)
    if exact:
        return Reading(exact, 0.9, words)
    kept = [w for w in words.split() if w not in NOISE and not w.isdigit()]
    bare = " ".join(kept)
    if bare and bare != words and (found := _known(bare)):
        return Reading(found, 0.75, bare)
    return _partly(kept)


def _known(words: str) -> str:
    for form in (words, words.removesuffix("s"), words.removesuffix("en")):
        if form and (found := _phrases().get(form)):
            return found
    if len(words) > 2:
        if role := vocabulary.notation("role", words):
            return f"c:{role}"
        if measure := vocabulary.notation("measure", words):
            return f"m:{measure}"
    return ""


#: targets of words so common that any other word of the header says more
_WEAK = frozenset({"name", "key", "value", "unit", "form", "description", "title", "place", "period"})


def _partly(kept: list[str]) -> Reading:
    """The longest part of a phrase that is known: the last words in English, Dutch and German, the first in Romance languages."""
    if "id" in kept and len(kept) > 1:
        return Reading("key", 0.6, "id")
    if len(kept) > 1 and (owner := _known(" ".join(kept[:-1]))).startswith("c:"):
        if kept[-1] in ("name", "names", "naam", "nom", "nome", "nombre", "nazwa", "title"):
            return Reading(owner, 0.85, " ".join(kept))
        if _leaves().get(kept[-1].removesuffix("s")) == "role" or kept[-1] == "instrument":
            return Reading("c.role", 0.7, " ".join(kept))
        if kept[-1] in ("country", "nationality", "gender", "birthplace", "age"):
            return Reading("skip:place", 0.7, " ".join(kept))
    weak = NOTHING
    for size in range(len(kept) - 1, 0, -1):
        pieces = [kept[len(kept) - size :], kept[:size], *[kept[n : n + size] for n in range(1, len(kept) - size)]]
        for piece in pieces:
            if found := _known(" ".join(piece)):
                if found not in _WEAK:
                    return Reading(found, 0.6, " ".join(piece))
                weak = weak if weak.target else Reading(found, 0.55, " ".join(piece))
    if weak.target:
        return weak
    return _compound(kept)


def _compound(kept: list[str]) -> Reading:
    """The end of one word: Erscheinungsjahr, uitgavejaar, domgross."""
    for word in reversed(kept):
        for start in range(3, len(word) - 3):
            if found := _phrases().get(word[start:], ""):
                return Reading(found, 0.5, word[start:])
            if len(word) - start >= 5 and (measure := vocabulary.words("measure").get(word[start:])):
                return Reading(f"m:{measure}", 0.5, word[start:])
    return NOTHING


def combined(parent: str, leaf: str, word: str) -> str:
    """What a part of an object becomes: the name of a maker, the title of the work it is based on."""
    kind = parent.split(":")[0].split(".")[0]
    if kind == "country" and leaf in ("title", "maker", "kind"):
        parent = kind = "based_on"  # "origin" is the work that this one comes from
    if leaf == "title" and kind not in ("based_on", "part_of", "performs", "about", "c"):
        return "title:" + parent.partition(":")[2] if kind == "title" and ":" in parent else parent if kind in ("title", "genre", "subject") else ""
    leaf = "name" if leaf == "title" else leaf
    if kind == "c":
        return {"name": parent, "maker": parent, "role": "c.role", "position": "c.position"}.get(leaf, f"skip:{leaf}")
    if kind in ("based_on", "part_of", "performs", "about"):
        return {"name": parent, "maker": f"{kind}.maker", "kind": f"{kind}.form"}.get(leaf, f"skip:{leaf}")
    if kind in ("title", "name"):
        return {"name": parent, "language": "title.language", "id": "skip:id"}.get(leaf, f"skip:{leaf}")
    if kind == "place":
        return {"name": "c:venue", "country": "country"}.get(leaf, "skip:place")
    if kind == "date":
        return {"name": "date", "date": "date", "end": "date.end"}.get(leaf, f"skip:{leaf}")
    if kind in ("internal", "image", "contact"):
        return "country" if leaf == "country" else parent
    if leaf in (kind, "name") or (kind in ("country", "language") and leaf == "id"):
        return parent
    return "" if leaf in ("title", "maker", "date", "country") and kind in ("key", "form", "") else f"skip:{leaf}"
