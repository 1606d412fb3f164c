"""Written values as the shared record holds them: years and days, playing times, numbers of parts, names, lists in one cell."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from intarsia import codes, dates, names
from intarsia.suggest import headers, identifiers, separators

_ISO = re.compile(r"-?\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:\.\d+)?")
_PERIOD = re.compile(r"P(?:\d+D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_UNITS = re.compile(r"(\d+(?:[.,]\d+)?) ?(h|hrs?|hours?|uur|u|std|stunden?|heures?|ore|horas?|m|min|mins|minutes?|minuten|minuti|minutos|s|sec|secs|seconds?|ms)\b\.?", re.I)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CODED = re.compile(r"(?:[Ss](\d{1,3}))? ?(?:[Ee]p?|x)(\d{1,4})|(\d{1,3})x(\d{1,4})")
_WHOLE = re.compile(r"(\d{1,5})(?:\.0+)?")
_SHORT = re.compile(r"(?:(?P<day>\d{1,2})[ -](?P<word>[^\W\d_]{3,10})\.?[ -]|(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-])(?P<year>\d\d)")
_YEAR_BEHIND = re.compile(r"[(\[](?:[^()\[\]]*\b)?((?:18|19|20)\d\d)[)\]]$")
_LIFE = re.compile(r"[,(\[] ?(?:b\. |born |geb\. )?(1[0-9]{3}|20[0-2][0-9])\??(?: ?[-–] ?(1[0-9]{3}|20[0-2][0-9])?\??)?[)\]]?$")
_PEOPLE = re.compile(r"[,;|/&(\[+]| (?:and|en|und|et|y|e|i|AND|feat\.?|ft\.?) ")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*?)'(?=\s*[,\]])")


def short(written: str) -> str:
    """A day with a year of two digits, "24-Nov-14" or "14/11/98", with a year of four; any other text as it is.

    Years up to 29 are of this century, others of the last: no catalogue announces works for the thirties yet.
    """
    m = _SHORT.fullmatch(written.strip())
    if m is None:
        return written
    century = "20" if int(m["year"]) < 30 else "19"
    if m["word"]:
        return f"{m['day']} {m['word']} {century}{m['year']}"
    return f"{m['one']}/{m['two']}/{century}{m['year']}"


@lru_cache(maxsize=1 << 17)
def year(written: str) -> float | None:
    """The first year that a date states; None where it states none."""
    span = dates.edtf(short(written.removesuffix(".0")))
    return None if span is None or span.start is None else float(span.start)


def last_year(written: str) -> float | None:
    """The last year that a date states."""
    span = dates.edtf(short(written.removesuffix(".0")))
    return None if span is None or span.end is None else float(span.end)


def day(written: str) -> list[str]:
    """The whole day that a date states, as YYYY-MM-DD."""
    span = dates.edtf(short(written))
    if span is None or span.first is None or span.first != span.last:
        return []
    return [span.first] if _ISO.fullmatch(span.first) else []


def seconds(written: str, unit: float = 0.0) -> float | None:
    """A playing time in seconds: "3:55", "1:02:03", "PT1H28M", "124 min"; a bare number in `unit`s of so many seconds."""
    text = written.strip()
    if m := _CLOCK.fullmatch(text):
        return float(int(m[1] or 0) * 3600 + int(m[2]) * 60 + int(m[3])) if m[1] else float(int(m[2]) * 60 + int(m[3]))
    if (m := _PERIOD.fullmatch(text)) and any(m.groups()):
        return float(m[1] or 0) * 3600 + float(m[2] or 0) * 60 + float(m[3] or 0)
    found = _UNITS.findall(text)
    if found:
        return sum(float(n.replace(",", ".")) * _unit(word) for n, word in found)
    if unit and _NUMBER.fullmatch(text):
        return float(text.replace(",", ".")) * unit
    return None


def _unit(word: str) -> float:
    low = word.lower()
    return 0.001 if low == "ms" else 3600.0 if low[0] in "huo" or low.startswith("st") else 60.0 if low[0] == "m" else 1.0


def unit(header: str, typical: float) -> float:
    """What a bare number of a column counts, in seconds: by the words of its header, else by the size of its numbers."""
    words = headers.phrase(headers.parts(header)[-1]).split() if headers.parts(header) else []
    for word in words:
        if word in ("ms", "millis", "milliseconds", "millisecondes", "milliseconden"):
            return 0.001
        if word in ("s", "sec", "secs", "seconds", "seconden", "secondes", "sekunden", "segundos", "secondi"):
            return 1.0
        if word in ("min", "mins", "minutes", "minuten", "minutos", "minuti"):
            return 60.0
    return 0.001 if typical >= 20_000 else 1.0 if typical >= 500 else 60.0


def numbered(label: str, written: str) -> list[str]:
    """Numbers of parts in words: "season 3"; "S03E05" under any header gives both."""
    if (m := _CODED.fullmatch(written.strip())) is not None:
        season, episode = m[1] or m[3], m[2] or m[4]
        return [*([f"season {int(season)}"] if season else []), f"episode {int(episode)}"]
    m = _WHOLE.fullmatch(written.strip())
    return [f"{label} {int(m[1])}"] if m else []


def credited(written: str) -> list[str]:
    """The single names of a cell of credits, without their roles."""
    if not _PEOPLE.search(written):
        return [written]
    return [name for name, _ in names.split_people(written)]


def listed(written: str) -> list[str]:
    """The elements of a list that was written into a cell: ["a", "b"] or ['a', 'b']; the cell itself when it is none."""
    text = written.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return [written]
    try:
        found = json.loads(text)
        return [str(one) for one in found if isinstance(one, str | int | float) and str(one).strip()] if isinstance(found, list) else [written]
    except ValueError:
        quoted = [(a or b).replace("\\'", "'").replace('\\"', '"') for a, b in _QUOTED.findall(text)]
        return [one for one in quoted if one.strip()] or [part.strip() for part in text[1:-1].split(",") if part.strip()]


def between(sample: list[str], field: str) -> str:
    """The regular expression for what stands between the values of a cell, "" when cells hold one value each.

    Commas and slashes belong to titles and names; a bar or a semicolon always parts names.
    """
    if field == "people":
        return r"\s*[|;]\s*" if any("|" in v or ";" in v for v in sample) else ""
    found = separators.between(sample)
    if field != "type":
        found = "".join(sign for sign in "|;" if sign in found)
        return rf"\s*[{found}]\s*" if found else ""
    return found


def year_behind(title: str) -> float | None:
    """The year that a title gives in brackets at its end: "Heat (1995)", "Heat (film, 1995)"."""
    m = _YEAR_BEHIND.search(title)
    return float(m[1]) if m else None


def life(name: str) -> tuple[float | None, float | None]:
    """Years of birth and death behind a name: "Name, 1891-1956", "Name (born 1969)"."""
    m = _LIFE.search(name)
    return (float(m[1]) if m else None, float(m[2]) if m and m[2] else None)


def local(address: str) -> str:
    """The words at the end of an address, "" where there are none: ".../The_Red_Shoes_(film)" gives "The Red Shoes (film)"."""
    from urllib.parse import unquote

    last = unquote(re.split(r"[/#]", address.rstrip("/#"))[-1]).replace("_", " ").strip()
    if " " not in last and any(c.isdigit() for c in last):
        return ""
    return last if len(re.findall(r"[^\W\d_]{2,}", last)) >= 1 and not re.fullmatch(r"[A-Za-z]{1,4}[ -]?\d+|[0-9a-fA-F-]{16,}", last) else ""


def identified(scheme: str, written: str) -> list[str]:
    """An identifier of a scheme as "scheme:value", in one way of writing; nothing where the value has not its form."""
    known = identifiers.BY_NAME.get(scheme)
    if scheme == "isbn":
        found = codes.isbn(written)
        return [f"isbn:{found}"] if found else []
    if known is None:
        return [f"{scheme}:{written.strip().rstrip('/').rpartition('/')[2].casefold()}"]
    if (m := known.form.search(written)) is None or (known.check is not None and not known.check(written)):
        return []
    bare = re.sub(r"[\s.-]", "", re.split(r"[/:=]", m[0])[-1]) if scheme != "doi" and scheme != "eidr" else m[0].partition("10.")[2]
    return [f"{scheme}:{bare.upper()}"]


def dated(sample: list[str]) -> float:
    """The share of values that read as dates, those with years of two digits included."""
    some = sample[:80]
    return sum(1 for v in some if len(v) <= 60 and any(c.isdigit() for c in v) and (year(v) is not None or dates.is_unknown(v))) / len(some) if some else 0.0
