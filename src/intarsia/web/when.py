"""Dates in words: EDTF (ISO 8601-2) as a reader would say it, in the language of the page."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, get_month_names

from intarsia.web.words import Words, words

_SEASONS = {
    "21": "spring %(year)s", "22": "summer %(year)s", "23": "autumn %(year)s", "24": "winter %(year)s",
    "33": "first quarter of %(year)s", "34": "second quarter of %(year)s", "35": "third quarter of %(year)s", "36": "fourth quarter of %(year)s",
    "37": "early %(year)s", "38": "mid %(year)s", "39": "late %(year)s", "40": "first half of %(year)s", "41": "second half of %(year)s",
}
_MARK = re.compile(r"[~?%]+$")
_SINGLE = re.compile(r"(?P<year>-?[0-9X]{4}|Y-?[0-9]+)(?:-(?P<month>[0-9X]{2}))?(?:-(?P<day>[0-9X]{2}))?")


def when(edtf: str | None, tongue: Words) -> str:
    """"1665~" is "c. 1665", "1989/1992" is "1989–1992", "-0043" is "44 BCE"; what is not understood stays as it is."""
    return _when(edtf, tongue.language) if edtf else ""


@lru_cache(maxsize=1 << 14)
def _when(edtf: str, language: str) -> str:
    _ = words(language)
    if edtf[0] in "[{" and edtf[-1] in "]}":
        return _set(edtf, _)
    if "/" in edtf:
        begin, _slash, end = edtf.partition("/")
        return _interval(begin, end, _)
    return _one(edtf, _) or edtf


def _interval(begin: str, end: str, _: Words) -> str:
    first, last = _one(begin, _), _one(end, _)
    if begin in ("", ".."):
        return _("until %(date)s", date=last) if last else f"{begin}/{end}"
    if end in ("", ".."):
        return _("since %(date)s", date=first) if first else f"{begin}/{end}"
    if not first or not last:
        return f"{begin}/{end}"
    era = _(" BCE")
    if first.endswith(era) and last.endswith(era):
        first = first[: -len(era)]
    return f"{first} – {last}" if " " in first + last.removesuffix(era) else f"{first}–{last}"


def _set(edtf: str, _: Words) -> str:
    inner = edtf[1:-1]
    if ".." in inner and "," not in inner:
        begin, _dots, end = inner.partition("..")
        if not begin:
            return _("%(date)s or earlier", date=_one(end, _) or end)
        if not end:
            return _("%(date)s or later", date=_one(begin, _) or begin)
        return _("between %(first)s and %(last)s", first=_one(begin, _) or begin, last=_one(end, _) or end)
    members = [_one(part.strip(), _) or part.strip() for part in inner.split(",")]
    joint = _(" or ") if edtf[0] == "[" else _(" and ")
    return ", ".join(members[:-1]) + joint + members[-1] if len(members) > 1 else members[0]


def _one(edtf: str, _: Words) -> str:
    """A single date, or nothing when it is not one."""
    mark = _MARK.search(edtf)
    found = _SINGLE.fullmatch(edtf[: mark.start()] if mark else edtf)
    if not found:
        return ""
    text = _plain(found["year"], found["month"], found["day"], _)
    if not mark:
        return text
    signs = mark[0]
    if "%" in signs or ("~" in signs and "?" in signs):
        return _("perhaps c. %(date)s", date=text)
    return _("c. %(date)s", date=text) if "~" in signs else _("perhaps %(date)s", date=text)


def _plain(written: str, month: str | None, day: str | None, _: Words) -> str:
    year_text = _year(written, _)
    if month is None or "X" in month or "X" in written:
        return year_text
    if month in _SEASONS:
        return _(_SEASONS[month], year=year_text)
    if not 1 <= int(month) <= 12:
        return year_text
    name = str(get_month_names("wide", locale=_.locale)[int(month)])
    return f"{name} {year_text}" if day is None or "X" in day else f"{int(day)} {name} {year_text}"


def _year(written: str, _: Words) -> str:
    if written.endswith("XX") and "X" not in written[:-2] and written[0] != "-":
        return _("%(nth)s century", nth=_ordinal(int(written[:2]) + 1, _.language))
    if written.endswith("X") and "X" not in written[:-1] and written[0] != "-":
        return _("%(decade)ss", decade=written[:-1].lstrip("0") + "0")
    if "X" in written:
        return written
    return year(int(written.removeprefix("Y")), _)


def year(number: int, tongue: Words) -> str:
    """A year as people count: there is no year 0, and -43 is 44 BCE."""
    return str(number) if number > 0 else f"{1 - number}{tongue(' BCE')}"


def years(start: int | None, end: int | None, tongue: Words) -> str:
    """A life or a span: 1632–1675, born 1970, died 1675."""
    if start is None and end is None:
        return ""
    if start == end and start is not None:
        return year(start, tongue)
    return f"{year(start, tongue) if start is not None else ''}–{year(end, tongue) if end is not None else ''}"


def day(iso: str | None, tongue: Words) -> str:
    """A day or a moment as "22 November 2026"."""
    return _day(iso, tongue.language) if iso else ""


@lru_cache(maxsize=1 << 12)
def _day(iso: str, language: str) -> str:
    try:
        moment = datetime.fromisoformat(iso.replace("Z", "+00:00")).date() if "T" in iso else date.fromisoformat(iso)
    except ValueError:
        return iso
    return str(format_date(moment, format="long", locale=words(language).locale)) if language != "en" else f"{moment.day} {format_date(moment, 'MMMM y', locale='en')}"


def period(start: str | None, end: str | None, tongue: Words) -> str:
    """Whole years, months or days between two ISO days."""
    if not start or not end:
        return when(start or end, tongue)
    if start[4:] == "-01-01" and end[4:] == "-12-31":
        return start[:4] if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}"
    if start[:7] == end[:7] and start[8:] == "01" and end[8:] in ("28", "29", "30", "31"):
        return when(start[:7], tongue)
    if start == end:
        return day(start, tongue)
    if start[8:] == "01" and end[8:] in ("28", "29", "30", "31"):
        return f"{when(start[:7], tongue)} – {when(end[:7], tongue)}"
    return f"{day(start, tongue)} – {day(end, tongue)}"


def _ordinal(number: int, language: str) -> str:
    if language == "nl":
        return f"{number}e"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
