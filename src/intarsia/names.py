"""Written names of people to a display form, a sort form and their parts; cells to people and roles.

The names of the world do not fit two fields: what cannot be told stays as it was written, and no
letter is lost except a role in brackets, life dates and, in `split_people`, words for "unknown".
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from intarsia.namewords import (
    ARTICLES,
    CAPITALS,
    NOBODY,
    ORGANISATION,
    PARTICLES,
    REGNAL,
    ROLES,
    UNNAMED,
)
from intarsia.text import clean, fold, unarticle

_SUFFIX = re.compile(
    r"(?:Jr|Sr|Jnr|Snr|Junior|Senior|II|III|IV|V|[2-9]|2nd|3rd|Filho|Neto|PhD|M\.?D|Esq|Bt|[OMC]BE|OM|P?RA|"
    r"(?:the|de|le|der) (?:Elder|Younger|Oude|Jonge|Jeune|Vieux|Ältere|Jüngere)|d\. ?[ÄJ]|of \w+)\.?",
    re.IGNORECASE,
)
_EPITHET = re.compile(r"(.+?),? (the (?:elder|younger)|de (?:oude|jonge))", re.IGNORECASE)
_FIRM = re.compile(
    r"(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|bv|b\.v|nv|n\.v|"
    r"vzw|sa|s\.a|sarl|srl|s\.r\.l|spa|s\.p\.a|ab|as|oy|aps|pty|sp\. z o\.o)\.?",
    re.IGNORECASE,
)
_YEARS = r"(?:(?:b|d)\.\s*|born\s+|ca?\.\s*)?\d{4}\??\s*(?:[-–]\s*(?:\d{4}\??)?)?"
_LIFE = re.compile(rf",\s*{_YEARS}\.?$|,?\s*\({_YEARS}\)$")
_BRACKETS = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])$")

_REST = re.compile(
    r"[,;]?\s+(?:et al|e\.\s?a|u\.\s?a|and others|en anderen|und andere|et autres|y otros|i inni)\.?$"
)
_COMMA = re.compile(r",(?![^()]*\))")
_HARD = re.compile(r"\s*(?:;|\||\s/|/\s)\s*")
_AND = re.compile(r"\s+(?:&|and|en|und|et|e|y|AND|\+)\s+")
_BAND = re.compile(r"(?:the|his|her|their|los|las|les|de|die|het|sons?|co|company|brothers|zonen|zn|söhne|fils)\b", re.I)


# letters, blanks, points, hyphens and apostrophes only: one name as most cells hold it, nothing to split or to strip
_PLAIN = re.compile(r"[^\W\d_]+(?:(?:[ '’-]|\. ?)[^\W\d_]+)+")


class Name(NamedTuple):
    """A name for reading ("Simone de Beauvoir") and for lists ("Beauvoir, Simone de")."""

    display: str
    sort: str
    family: str
    """With its particles, as in "de Beauvoir"; the whole name when it is one word or a band."""
    given: str


def person(written: str) -> Name:
    """The name in `written`, whichever way round and in whichever case; never raises.

    A comma turns "Surname, Name" round unless what follows is a suffix, a firm's form or more than
    four words. Particles in lower case sort behind ("Gogh, Vincent van"), with a capital in front
    ("Van Bork, Bert"). Names all in capitals get small letters. "" gives four empty texts.
    """
    text = _without_notes(clean(written))
    flipped = unarticle(text)
    if flipped != text:
        return _band(flipped)
    text = _small_letters(text)
    head, comma, tail = text.partition(",")
    if comma and _is_flipped(head, tail):
        return _from_surname(head.strip(), tail.strip(" ,"))
    return _from_speech(text)


def split_people(written: str, people: bool = True) -> list[tuple[str, str | None]]:
    """The names in a cell in their order, each with the role written beside it or None.

    Always split at ";", "|" and a "/" with a space. With `people` also at "&", "and" and their kin
    and at commas, when both sides hold two words or more ("Simon & Schuster", "Surname, Name" and
    "Mumford & Sons" stay whole); a list of three or more by commas is split unless it reads as
    pairs ("Rowling, Joanne, Beck, Rufus"). What names a body ("... Service") stays whole; nobody ("onbekend", ")") is left out.
    """
    if _PLAIN.fullmatch(written) and not _AND.search(written) and not _REST.search(written) and written.isprintable():
        return [(written, None)] if _surely_somebody(written) or _is_somebody(written) else []
    found: list[tuple[str, str | None]] = []
    for cell in _HARD.split(_REST.sub("", clean(written))):
        name, role = _role(cell)
        persons = people and "company" not in (role or "")  # "X and Y Ltd, production company"
        for part in _parts(name) if persons else [name]:
            own, own_role = _role(part)
            if _is_somebody(own):
                found.append((own, own_role or role))
    return found


def _without_notes(text: str) -> str:
    """`text` without a role in brackets and without life dates behind the name."""
    bare, _ = _role(text, bracketed=True)
    without = _LIFE.sub("", bare)
    return without.strip() or bare


def _role(text: str, bracketed: bool = False) -> tuple[str, str | None]:
    """The name and the role said behind it: "X (producent)", "X, producer", "X [ed.]"."""
    text = text.strip(" ,")
    m = _BRACKETS.search(text)
    inside = (m[1] or m[2] or "").strip() if m else ""
    if m and m.start() > 0 and all(_is_role(part.strip(), 3) for part in inside.split(",")):
        return text[: m.start()], inside
    head, comma, tail = text.rpartition(",")
    if comma and not bracketed and head.strip() and tail.strip() != "Ed" and _is_role(tail.strip(), 3):
        return head.strip(" ,"), tail.strip()
    head, colon, tail = text.partition(": ")
    if colon and not bracketed and fold(head) in ROLES and tail.strip():
        return tail.strip(), head.strip()
    return text, None


def _is_role(text: str, least: int) -> bool:
    words = fold(text).strip(".").split()
    if not words or len(words) > 5:
        return False
    if all(w.strip(".") in ROLES for w in words):
        return True
    # an unknown role is known by its small letters: "production company", but not "van" or "au"
    plain = text.islower() and len(text) >= least and re.sub(r"[\s/&.-]", "", text).isalpha()
    return plain and words[-1] not in PARTICLES | ARTICLES


def _surely_somebody(name: str) -> bool:
    """A cheap yes: capitals, and letters that are not those of a word for nobody."""
    letters = "".join(filter(str.isalpha, unicodedata.normalize("NFKD", name))).casefold()
    return not name.islower() and letters not in NOBODY


def _is_somebody(name: str) -> bool:
    letters = re.sub(r"[\W_]+", "", fold(name))
    lone_role = name.islower() and fold(name) in ROLES  # ", distributor"
    return bool(letters) and letters not in NOBODY and not letters.isdigit() and not lone_role


def _parts(name: str) -> list[str]:
    if _names_body(name.replace(",", " ").split()):
        return [name]  # "U.S. Fish and Wildlife Service", "Audio Visual Centre, University of Otago"
    pieces = _by_comma(name)
    ends = [part for piece in pieces for part in _by_and(piece, len(pieces) > 1)]
    return [re.sub(r"^(?:and|en|und|et|e|y|&)\s+", "", part.strip()) for part in ends]


def _by_comma(name: str) -> list[str]:
    parts = _with_suffixes([part.strip() for part in _COMMA.split(name)])
    parts = list(filter(_is_somebody, parts)) or parts
    if len(parts) == 1:
        return parts
    if len(parts) == 2:
        return parts if all(_is_full(part) for part in parts) else [", ".join(parts)]
    pairs = [", ".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]
    surnames_first = len(parts) % 2 == 0 and all(len(part.split()) == 1 for part in parts[::2])
    return pairs if surnames_first and not _AND.search(name) else parts


def _with_suffixes(parts: list[str]) -> list[str]:
    """"Sammy Davis", "Jr." back together; empty parts out."""
    out: list[str] = []
    for part in filter(None, parts):
        if out and (_SUFFIX.fullmatch(part) or _FIRM.fullmatch(part)):
            out[-1] += ", " + part
        else:
            out.append(part)
    return out or [""]


def _by_and(name: str, in_list: bool) -> list[str]:
    parts = _AND.split(name)
    whole = any(_BAND.match(part) for part in parts[1:])
    if len(parts) == 1 or whole or not (in_list or len(parts) > 2 or all(map(_is_full, parts))):
        return [name]
    # "Ramón y Cajal" within a list is one surname still
    return parts if all(map(_is_full, parts)) or not re.search(r"\s[ey]\s", name) else [name]


def _is_full(part: str) -> bool:
    words = part.replace(".", ". ").split()
    # "Van Gogh" is half a name, "Al Ries" and "Ben Carson" are whole ones
    if words[:1] and words[0].lower() in CAPITALS:
        words = words[1:]
    return len([w for w in words if w not in PARTICLES]) >= 2


def _is_flipped(head: str, tail: str) -> bool:
    tail, _, suffix = tail.strip(" ,").partition(",")
    given, names = tail.split(), [w for w in head.split() if w.lower() not in PARTICLES]
    if not given or not head.strip() or (suffix and not _SUFFIX.fullmatch(suffix.strip())):
        return False
    if len(given) > 4 or len([w for w in names if not _SUFFIX.fullmatch(w)]) > 3:
        return False
    if _SUFFIX.fullmatch(tail) or _FIRM.fullmatch(given[-1]) or set("&()[]/") & set(head + tail):
        return False
    return not _is_whole(head.split()) and not _names_body(given)


def _from_surname(head: str, tail: str) -> Name:
    """ "King Jr.", "Martin Luther" and "Beauvoir", "Simone de"."""
    tail, _, suffix = tail.partition(",")
    words = head.split()
    if not suffix and len(words) > 1 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    given = tail.split()
    particles: list[str] = []
    while len(given) > 1 and given[-1].lower() in PARTICLES and given[-1].islower():
        particles.insert(0, given.pop())
    return _name(" ".join(given), [*particles, *words], suffix.strip())


def _from_speech(text: str) -> Name:
    epithet = _EPITHET.fullmatch(text)
    words, suffix = (epithet[1].split(), epithet[2]) if epithet else (text.split(), "")
    if len(words) > 2 and not suffix and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
        words[-1] = words[-1].rstrip(",")
    regnal = suffix and words[0].lower() in REGNAL
    if len(words) < 2 or "," in " ".join(words) or regnal or _is_whole(words):
        return _band(text)
    if len(words) == 2 and (words[0] in PARTICLES or words[0].lower() in ARTICLES):
        return Name(text, text, text, "")  # "El Greco", "van Gogh"
    at = next((i for i in range(1, len(words) - 1) if _starts_surname(words, i)), len(words) - 1)
    return _name(" ".join(words[:at]), words[at:], suffix)


def _starts_surname(words: list[str], i: int) -> bool:
    if i + 2 == len(words) - 1 and words[i + 1] in ("y", "e"):
        return True  # "Ortega y Gasset" is one surname
    particle = words[i] in PARTICLES and words[i] not in ("y", "e", "of", "in", "al", "el")
    return particle or (words[i].istitle() and words[i].lower() in CAPITALS)


def _is_whole(words: list[str]) -> bool:
    """Whether the words name a band, a firm, a body or nobody, which have no surname."""
    if words[0].lower() == "the" or fold(words[0]) in UNNAMED or set("()[]/") & set("".join(words)):
        return True
    if len(words) > 1 and _FIRM.fullmatch(words[-1]):
        return True
    return any(w in ("&", "and", "+") for w in words) or _names_body(words)


def _names_body(words: list[str]) -> bool:
    return any(w in ("of", "for", "voor", "für") or fold(w).strip(".,'") in ORGANISATION for w in words)


def _band(display: str) -> Name:
    """A name of one piece; "The" in front sorts behind ("Beatles, The")."""
    article, _, rest = display.partition(" ")
    if rest and article.lower() == "the":
        return Name(display, f"{rest}, {article}", rest, "")
    return Name(display, display, display, "")


def _name(given: str, family: list[str], suffix: str) -> Name:
    """The parts put together; lower-case particles sort behind the given names."""
    at = 0
    while at < len(family) - 1 and family[at].islower() and family[at].lower() in PARTICLES:
        at += 1
    whole = " ".join(family)
    whole = re.sub(r"\b([dl]['’]) ", r"\1", whole)
    display = " ".join(filter(None, (given, whole, suffix)))
    behind = " ".join(filter(None, (given, *family[:at])))
    sort = ", ".join(filter(None, (" ".join(family[at:]), behind, suffix)))
    return Name(display, sort, whole, given)


def _small_letters(text: str) -> str:
    """A name all in capitals in small ones; initials, suffixes and short acronyms stay."""
    letters = re.sub(r"[\W\d_]", "", text)
    words = text.split()
    if not text.isupper() or len(letters) < 4 or (len(words) < 2 and "," not in text):
        return text
    if max(len(re.sub(r"\W", "", w)) for w in words) < 4 and "," not in text:
        return text
    # in "VAN GOGH, VINCENT" the first word is a particle, in "LE CORBUSIER" it is the name
    surname_first = len(text.partition(",")[0].split()) > 1 and "," in text
    return " ".join(_small_word(word, i or surname_first) for i, word in enumerate(words))


def _small_word(word: str, inside: int) -> str:
    bare = word.strip(".,")
    if _SUFFIX.fullmatch(bare) and len(bare) > 1 and bare not in ("JR", "SR", "JNR", "SNR"):
        return word
    if inside and bare.lower() in PARTICLES:
        return word.lower()
    small = re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word)
    small = re.sub(r"\bMc([a-z])(?=[a-z]{2})", lambda m: "Mc" + m[1].upper(), small)
    # an "s" behind an apostrophe is no name: "Maxwell's", but "O'Neill"
    return re.sub(r"(['’])S\b", r"\1s", re.sub(r"\bIj(?=[a-z])", "IJ", small))
