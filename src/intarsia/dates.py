"""Written dates to EDTF (ISO 8601-2:2019, levels 1 and 2) and to spans of years and days.

Conventions, chosen once:
    BC      year n BC is EDTF year -(n-1); a written negative number means BC: "-750" is "-0749"
    century the 19th is 1800-1899 as in EDTF "18XX" (so is "1800s"); the 1st is 0001-0099
    thirds  early, mid, late: 1800/1833~, 1834~/1866~, 1867~/1899; of a year -37, -38, -39
    bounds  before 1900 is "../1899", after 1950 is "1951/.."; "or earlier", "until" include
    circa   in front of a range qualifies both ends; "?" behind it the last
    [1926]  brackets say who supplied a date, not how sure: they are dropped
    months  "2004-05" is May (ISO); "1914-18", "2004/05" and any en dash are ranges of years
    days    "05.10.2004" is 5 October; "05/10/2004" could be two days and becomes "2004-XX-XX"
    years   of one or two bare digits are unreadable ("84"); "8.0" and "8 AD" are year 8
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from intarsia.dateparts import Piece, first_day, last_day, single, step, year_of, year_text
from intarsia.datewords import tokens
from intarsia.text import clean, fold, wordset

_YEAR = re.compile(r"[1-9][0-9]{3}")
_SIGNED = re.compile(r"(-?)([0-9]{1,4})(\.0+)?")
_CONTEXT = re.compile(
    r"(?:[^0-9]*[,(]|.*\b(?:[Pp]eriode?|[Dd]ynast(?:y|ie))\b[^,]*,)\s*([^,()]*[0-9][^,()]*)\)?"
)
_JOIN = re.compile(r"(?<!\S)[-&|<>fuw](?!\S)")
_LIMIT = 120  # nobody writes a longer date; a page of text is not worth reading for one

_UNKNOWN = wordset(
    "0 00 000 0000 00000000 nd sd sa sl zj oj od bd sf ud undated undatiert ongedateerd nodate notdated "
    "unknown dateunknown unknowndate datumonbekend dateinconnue onbekend jaaronbekend inconnu "
    "inconnue unbekannt sconosciuto sconosciuta desconocido desconocida nieznany nieznana nieznane "
    "ohnejahr ohnedatum zonderjaar zonderdatum sansdate senzadata sindatum sinfecha bezdaty tba tbd "
    "tbc na none null nil nan nat x xx xxxx onb unk unspecified notavailable"
)


class Span(NamedTuple):
    """One written date. Years are astronomical (0 is 1 BC); an open or unknown side is None."""

    edtf: str
    start: int | None
    end: int | None
    first: str | None
    """ISO date of the earliest day, only for years 1 to 9999."""
    last: str | None


def edtf(written: str) -> Span | None:
    """The span that `written` states, or None when it is unknown or unreadable; never raises."""
    if _YEAR.fullmatch(written):
        year = int(written)
        return Span(written, year, year, written + "-01-01", written + "-12-31")
    return _general(written) if len(written) <= _LIMIT else None


def is_unknown(written: str) -> bool:
    """True when `written` says that there is no date ("", "n.d.", "z.j.", "0", "TBA", "?").

    So a None of `edtf` on a text that is not unknown means: somebody should look at it.
    """
    letters = re.sub(r"[\W_]+", "", fold(clean(written)))
    return not letters or letters in _UNKNOWN or (written.strip() == "0.0")


@lru_cache(maxsize=1 << 16)
def _general(written: str) -> Span | None:
    text = clean(written)
    if is_unknown(text):
        return None
    signed = _SIGNED.fullmatch(text)
    if signed:
        return _span(_signed(signed))
    piece = _read(text)
    if piece is None:
        # "Tang dynasty, 618-907", "Edo period (1603-1867)": words of context, then the date
        context = _CONTEXT.fullmatch(text)
        piece = _read(context[1]) if context else None
    return _span(piece)


def _read(text: str) -> Piece | None:
    line = tokens(text)
    # each joining sign is tried as the middle one, so many of them would take for ever
    if line is None or len(line.split()) > 16 or len(_JOIN.findall(line)) > 3:
        return None
    return _piece(line)


def _signed(m: re.Match[str]) -> Piece | None:
    """A number alone: negative is BC, unless its leading zero shows that it is ISO already."""
    value = int(m[2])
    if value == 0 or (len(m[2]) < 3 and not m[1] and not m[3]):
        return None
    if m[1]:
        value = -value if m[2][0] == "0" and len(m[2]) == 4 else 1 - value
    return Piece(year_text(value), year_text(value))


def _span(piece: Piece | None) -> Span | None:
    if piece is None or piece.lo == piece.hi == "..":
        return None
    start, end = year_of(piece.lo), year_of(piece.hi)
    first, last = first_day(piece.lo), last_day(piece.hi)
    if start is not None and end is not None and start > end:
        return None
    if first is not None and last is not None and first > last:
        return None
    return Span(piece.text(), start, end, first, last)


def _piece(line: str) -> Piece | None:
    """The grammar, widest construct first; each reader returns None when it does not apply."""
    for reader in (_qualified, _between, _choice, _bound, single, _range, _list):
        piece = reader(line)
        if piece is not None:
            return piece
    return None


def _qualified(line: str) -> Piece | None:
    """"~ 1503 - 1506": marks in front hold for everything behind them."""
    m = re.fullmatch(r"((?:[~?%] )+)(.+)", line)
    piece = _piece(m[2]) if m else None
    return piece.marked(m[1]) if m and piece else None


def _between(line: str) -> Piece | None:
    """"between 1926 and 1930": one date within bounds, so a set with ".." and not an interval."""
    m = re.fullmatch(r"w (.+) (?:&|-) (.+)", line)
    piece = _joined(m[1], m[2]) if m else None
    if piece is None or piece.marks() or not re.fullmatch(r"[0-9]{4}/[0-9]{4}", piece.text()):
        return piece
    return piece._replace(short=f"[{piece.lo}..{piece.hi}]")


def _choice(line: str) -> Piece | None:
    """"2025 or 2026", "1767 or 9", "1922 or earlier"."""
    m = re.fullmatch(r"([^|]+) \| ([^|]+)", line)
    if m is None:
        return None
    if m[2] in ("<", ">"):
        return _bound(("u " if m[2] == "<" else "f ") + m[1])
    return _set(m[1], _completed(m[1], m[2]), "[]")


def _list(line: str) -> Piece | None:
    """"1984 and 1986": both years."""
    m = re.fullmatch(r"([^&]+) & ([^&]+)", line)
    return _set(m[1], m[2], "{}") if m else None


def _set(left: str, right: str, brackets: str) -> Piece | None:
    a, b = single(left), single(right)
    if a is None or b is None:
        return None
    lo, hi = sorted((a, b), key=lambda p: (year_of(p.lo) or 0, p.lo))
    joint = Piece(lo.lo, hi.hi, lo.lo_mark, hi.hi_mark)
    if joint.marks() or a.lo != a.hi or b.lo != b.hi or a.lo == b.lo:
        return joint
    return joint._replace(short=f"{brackets[0]}{lo.text()},{hi.text()}{brackets[1]}")


def _bound(line: str) -> Piece | None:
    """before, until, since, after; a vague bound ("before c. 1900") is not moved by a step."""
    m = re.fullmatch(r"([<>uf]) (.+)", line) or re.fullmatch(r"(.+) (-)(?: \.\.)?", line)
    if m is None:
        m = re.fullmatch(r"(?:\.\. )?(-) (.+)", line)
    if m is None:
        return None
    word, rest = (m[1], m[2]) if m[1] in "<>uf-" else ("f", m[1])
    joined = re.fullmatch(r"(.+) [u-] (.+)", rest) if word == "f" else None
    if joined:
        return _joined(joined[1], joined[2])
    piece = _piece(rest)
    if piece is None or ".." in (piece.lo, piece.hi):
        return None
    if word in "<u-":
        end = step(piece.lo, -1) if word == "<" and not piece.lo_mark else ""
        mark = piece.lo_mark if word == "<" else piece.hi_mark
        return Piece("..", end or (piece.lo if word == "<" else piece.hi), "", mark)
    begin = step(piece.hi, 1) if word == ">" and not piece.hi_mark else ""
    mark = piece.hi_mark if word == ">" else piece.lo_mark
    return Piece(begin or (piece.hi if word == ">" else piece.lo), "..", mark, "")


def _range(line: str) -> Piece | None:
    """"1914 - 18", "L 18 - E 19 C": split at each dash, the first split that reads wins."""
    line = re.sub(r"^(m[0-9]{2}) ([0-9]{1,2} - [0-9]{1,2}) (?=[0-9]{4}$)", r"\2 \1 ", line)
    for m in re.finditer(" [-u] ", line):
        piece = _joined(line[: m.start()], line[m.end() :])
        if piece is not None:
            return piece
    return None


def _joined(left: str, right: str) -> Piece | None:
    end = _end(left, right)
    begin = _begin(left, right) if end else None
    if begin is None or end is None or ".." in (begin.hi, end.lo):
        return None  # "1742 - after 1828" is open on the outside, but no range is on the inside
    # an end that is a choice of years ("1767 or 9 - 1818") becomes its outermost year, unsure
    lo_mark = "?" if begin.short.startswith("[") else begin.lo_mark
    hi_mark = "?" if end.short.startswith("[") else end.hi_mark
    return Piece(begin.lo, end.hi, lo_mark, hi_mark)


def _end(left: str, right: str) -> Piece | None:
    if left[:2] in ("D ", "C ") and right[:2] != left[:2]:
        right = left[:2] + right  # "jaren 1930-1940", "ss. XVI-XVII"
    return _piece(_completed(left, right)) or _piece(right)


def _completed(left: str, right: str) -> str:
    """`right` with the leading digits of the year in `left`: "1914", "18" gives "1918"."""
    year = re.fullmatch(r"(?:s2[1-4] |~ )?([0-9]{3,4})", left)
    m = re.fullmatch(r"([0-9]{1,2})( [?~%])?", right)
    if year is None or m is None or len(m[1]) >= len(year[1]):
        return right
    base, size = int(year[1]), 10 ** len(m[1])
    whole = base - base % size + int(m[1])
    if whole <= base and size == 100:
        whole += size  # "1899-02" runs into the next century
    return f"{whole:0{len(year[1])}d}{m[2] or ''}"


def _begin(left: str, right: str) -> Piece | None:
    """`left` alone or with what it shares with `right`: "18" before "19 C", "12" before "15 m05 1950"."""
    shared = re.search(r"C(?: [ab])?|b", right)
    if shared and not re.search("[Cab]", left):
        piece = _piece(f"{left} {shared[0]}")
        if piece is not None:
            return piece
    if re.fullmatch(r"s2[1-4] [0-9]{4}", left):
        left = left[4:]  # the winter of 1997/98: a season has no place in an interval
    words = right.split()
    tails = [""] + [" " + " ".join(words[i:]) for i in range(len(words) - 1, 0, -1)]
    return next((piece for tail in tails if (piece := _piece(left + tail))), None)
