"""Written titles and names as the forms they may take elsewhere: one plain string, and variants that count as equal.

Everything is done once for each different text. Plain ASCII goes through Arrow's kernels, the rest letter by letter in Python,
with the same result.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia import text as texts
from intarsia.names import person
from intarsia.transliteration import transliterate

ARTICLES = texts.wordset("the a an de het een le la les l un une der die das ein eine el los las lo il i gli uno os as um uma den det ett")
CONNECTORS = frozenset(["and", "en", "und", "et", "y", "e", "i", "och", "og"])
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14"}
#: two texts that differ only here say another thing: "Part 2", "Part 3"
_PUNCTUATION = r"[^a-z0-9?]+"
_CLOCK = r"\b([0-9]{1,3}):([0-5][0-9])\b"
_HARD = r"&(?:[a-zA-Z]{2,31}|#[0-9xX]{1,8}[0-9a-fA-F]*);|\\u[0-9a-fA-F]{4}|\b[a-zA-Z]\.[ ]?[a-zA-Z]\b|[a-zA-Z][!$][a-zA-Z]"
_WORDS = re.compile(r"(?:[^\w?]|_)+")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,}(?!\w)|(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)")
_SIGNS = re.compile(r"(?<=[^\W\d_])([!$])(?=[^\W\d_])")
_LONE = re.compile(r"(?<!\w)\?|\?(?!\w)")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_SPLIT = re.compile(r"\s+=\s+|\s+/\s+|\s*\|\s*|\s+;\s+")
_PART = re.compile(r"\s*:\s+|\s+[-–—]\s+")


def plain(written: pa.Array) -> pa.Array:
    """Each text in small Latin letters, digits and single blanks: cleaned, accents folded, transliterated; null stays null.

    "U.S.A." is "usa", "P!NK" is "pink", "it's" is "its". A "?" inside a word stays: an encoding lost a letter there. A text
    of nothing but marks keeps them.
    """
    odd = pc.and_(pc.invert(pc.ascii_is_printable(written)), pc.match_substring_regex(written, r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"))
    easy = pc.and_not(pc.and_(pc.string_is_ascii(written), pc.invert(_holds(written, _HARD, "&\\.!$"))), odd)
    fast = pc.ascii_lower(pc.if_else(pc.fill_null(easy, False), written, ""))
    for mark in "'`":
        fast = pc.replace_substring(fast, mark, "") if _any(fast, mark) else fast
    if _any(fast, ":"):
        fast = pc.replace_substring_regex(fast, _CLOCK, r"\1m\2")
    fast = pc.replace_substring_regex(fast, _PUNCTUATION, " ")
    if _any(fast, "?"):
        fast = pc.replace_substring_regex(fast, r"(^|[^a-z0-9])[?]+|[?]+([^a-z0-9]|$)", " ")
        fast = pc.replace_substring_regex(fast, r"  +", " ")
    fast = pc.ascii_trim_whitespace(fast)
    slow = pc.or_(pc.invert(pc.fill_null(easy, False)), pc.equal(fast, ""))
    mask = pc.and_(slow, pc.is_valid(written))
    if not pc.any(mask).as_py():
        return pc.if_else(pc.is_valid(written), fast, None)
    hard = pa.array([_plain(one) for one in written.filter(mask).to_pylist()], pa.string())
    return pc.if_else(pc.is_valid(written), pc.replace_with_mask(fast, mask, hard), None)


def _any(column: pa.Array, mark: str) -> bool:
    return bool(pc.any(pc.match_substring(column, mark)).as_py())


def _holds(written: pa.Array, pattern: str, marks: str) -> pa.Array:
    """Whether a pattern, which always needs one of the marks, is found; the costly search is for texts that have one."""
    found = np.zeros(len(written), np.bool_)
    for mark in marks:
        found |= pc.fill_null(pc.match_substring(written, mark), False).to_numpy(zero_copy_only=False)
    place = np.flatnonzero(found)
    found[place] = pc.match_substring_regex(written.take(pa.array(place)), pattern).to_numpy(zero_copy_only=False)
    return pa.array(found)


def _plain(written: str) -> str:
    folded = texts.fold(transliterate(texts.clean(written)))
    joined = _INITIALS.sub(lambda m: re.sub(r"[.\s]", "", m[0]) + " ", folded)
    joined = _SIGNS.sub(lambda m: "i" if m[1] == "!" else "s", joined.replace("'", "").replace("´", ""))
    joined = re.sub(_CLOCK, r"\1m\2", joined)
    return " ".join(_LONE.sub(" ", " ".join(_WORDS.sub(" ", joined).split())).split()) or folded


@lru_cache(maxsize=1 << 16)
def _word_plain(written: str) -> str:
    return _plain(written)


def skeleton(name: str) -> str:
    """How a plain name sounds in broad outline, so that Dutch, English, German and French renderings of one name meet.

    Tolstoj, Tolstoy, Tolstoi; Tsjaikovski, Tchaikovsky, Tschaikowsky; Chruschtschow, Khrushchev. It is coarse: it counts as
    nearly equal, never as equal.
    """
    s = name
    for old, new in _SOUNDS:
        s = s.replace(old, new)
    s = re.sub(r"(.)\1+", r"\1", s)
    return re.sub(r"(?<=[a-z]{3})[aeiou](?=$| )", "", s)


_SOUNDS = (
    ("oje", "oe"), ("oye", "oe"), ("schtsch", "c"), ("shch", "c"), ("sjtsj", "c"), ("chtch", "c"), ("tsch", "c"), ("tsj", "c"), ("tch", "c"), ("cz", "c"), ("tj", "c"),
    ("sch", "s"), ("sj", "s"), ("sh", "s"), ("sz", "s"), ("zj", "z"), ("zh", "z"), ("kh", "h"), ("ch", "h"), ("ph", "f"), ("th", "t"),
    ("ck", "k"), ("tz", "c"), ("ts", "c"), ("dj", "j"), ("ou", "u"), ("oe", "u"), ("ij", "i"), ("ey", "i"), ("ei", "i"), ("ii", "i"),
    ("ow", "ov"), ("ew", "ev"), ("eff", "ev"), ("off", "ov"),
    ("ya", "ia"), ("ja", "ia"), ("yu", "iu"), ("ju", "iu"), ("w", "v"), ("j", "i"), ("y", "i"), ("q", "k"), ("x", "ks"),
)  # fmt: skip


def digits(written: list[str]) -> list[str]:
    """The numbers of plain texts in their order, Roman ones as Arabic; two works of one series differ here."""
    found = [""] * len(written)
    for n in np.flatnonzero(pc.match_substring_regex(pa.array(written, pa.string()), rf"[0-9]|{_ROMAN_WORD}").to_numpy(zero_copy_only=False)).tolist():
        found[n] = " ".join(_ROMAN.get(word, word) for word in written[n].split() if word.isdigit() or word in _ROMAN)
    return found


class Forms:
    """The variants of many texts: `strict` (the same title written otherwise) and `loose` (a part of it), as (text, variant) pairs.

    `main` is the plain form of each text without its brackets, `bracketed` the plain words in its brackets ("" for none).
    Variants are compact: without blanks, so that "Spider-Man" is "Spiderman"; names also in order of their words.
    """

    def __init__(self, written: pa.Array, agents: bool) -> None:
        whole = plain(written)
        special = pc.match_substring_regex(written, _SPECIAL_NAME if agents else _SPECIAL_TITLE).to_numpy(zero_copy_only=False)
        if agents:
            simple = np.zeros(len(written), np.bool_)
        else:  # one variant, the text without its blanks
            simple = ~special & ~pc.match_substring_regex(whole, _WORKED).to_numpy(zero_copy_only=False)
        self.main: list[str] = whole.to_pylist()
        self.bracketed = [""] * len(written)
        rows: list[int] = []
        forms: list[str] = []
        loose_rows: list[int] = []
        loose: list[str] = []
        make = _name_forms if agents else _title_forms
        for n in np.flatnonzero(~simple).tolist():
            text = self.main[n]
            if not special[n]:
                found = _all(text, agents)
            else:
                self.main[n], self.bracketed[n], found, parts = make(written[n].as_py(), text)
                loose += sorted(parts - found)
                loose_rows += [n] * len(parts - found)
            found.discard("")
            rows += [n] * len(found)
            forms += sorted(found)
        compact = pc.replace_substring(whole.filter(pa.array(simple)), " ", "")
        one = pc.not_equal(compact, "")
        simple_rows = np.flatnonzero(simple)[one.to_numpy(zero_copy_only=False)]
        self.strict = (np.concatenate([simple_rows, np.asarray(rows, np.int64)]), pa.concat_arrays([compact.filter(one), pa.array(forms, pa.string())]))
        self.loose = (np.asarray(loose_rows, np.int64), pa.array(loose, pa.string()))


_SPECIAL_TITLE = r"[()\[\]{}=|/;]|, ?[A-Za-z']{1,4}\b|: | [-–—] "
_ROMAN_WORD = rf"\b(?:{'|'.join(_ROMAN)})\b"
_WORKED = rf"^(?:{'|'.join(sorted(ARTICLES))}) | (?:{'|'.join(sorted(CONNECTORS))})\b| {_ROMAN_WORD}"
_SPECIAL_NAME = r"[()\[\]{}=|/;,]"


def _compact(text: str, agents: bool) -> str:
    return "".join(sorted(text.split())) if agents else text.replace(" ", "")


def _bare(text: str, agents: bool) -> str:
    """Without articles in front and without words for "and"; never empty."""
    words = text.split()
    # an article may be part of a person's name ("La Monte Young"): the variant is an extra one, the whole form stays
    if len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    kept = [word for n, word in enumerate(words) if word not in CONNECTORS or n == 0]
    return _compact(" ".join(kept or words), agents)


def _more(text: str, agents: bool) -> list[str]:
    """Roman numbers as Arabic ones."""
    if agents:
        return []
    words = text.split()
    if len(words) > 1 and any(word in _ROMAN for word in words[1:]):
        return [_bare(" ".join([words[0], *(_ROMAN.get(word, word) for word in words[1:])]), agents)]
    return []


def _all(text: str, agents: bool) -> set[str]:
    return {_compact(text, agents), _bare(text, agents), *_more(text, agents)}


def _title_forms(written: str, whole: str) -> tuple[str, str, set[str], set[str]]:
    """Main form, words in brackets, strict and loose variants of a title that has brackets, parts or a flipped article."""
    cleaned = texts.clean(written)
    inside = [m[1] for m in _BRACKETS.finditer(cleaned)]
    bare = cleaned
    while (shorter := _BRACKETS.sub(" ", bare)) != bare:
        bare = shorter
    pieces = [piece for piece in _SPLIT.split(bare) if piece.strip()]
    flipped = [texts.unarticle(piece.strip(" ,")) for piece in pieces]
    main = _word_plain(flipped[0]) if flipped else whole
    strict = _all(whole, False) | _all(main, False)
    for piece in flipped[1:]:
        strict |= _all(_word_plain(piece), False)
    strict |= _all(" ".join(_word_plain(piece) for piece in flipped), False)
    inside = [words for words in inside if not re.fullmatch(r"\W*(?:c\. ?|ca\. ?)?\d{4}\W*|\W*", words)]
    loose: set[str] = set()
    for piece in flipped:
        parts = [_word_plain(part) for part in _PART.split(piece)]
        for part in parts if len(parts) > 1 else []:
            if len(part) > 4:
                loose |= _all(part, False)
    for words in inside:
        told = _word_plain(words)
        if len(told) > 4 and not told.isdigit():
            loose |= _all(told, False)
    return main or whole, " ".join(_word_plain(words) for words in inside if words.strip()), strict, loose - {""}


def _name_forms(written: str, whole: str) -> tuple[str, str, set[str], set[str]]:
    """The same for a name: turned round at its comma, its brackets (another name, a group) as loose variants."""
    cleaned = texts.clean(written)
    inside = [m[1] for m in _BRACKETS.finditer(cleaned)]
    bare = " ".join(_BRACKETS.sub(" ", cleaned).split()) or cleaned
    pieces = [piece for piece in _SPLIT.split(bare) if piece.strip()] or [bare]
    names = [_word_plain(person(piece).display) for piece in pieces]
    strict = _all(whole, True) | _all(names[0], True)
    loose: set[str] = set()
    for name in names[1:]:
        loose |= _all(name, True)
    for words in inside:
        told = _word_plain(words)
        if len(told) > 2 and re.sub(r"[\s\d]", "", told) != "":
            loose |= _all(told, True)
    return names[0] or whole, " ".join(_word_plain(words) for words in inside if words.strip()), strict, loose - {""}
