"""Single dates and periods: one line of tokens (see `datewords`) to its bounds in EDTF."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import NamedTuple


class Piece(NamedTuple):
    """A period by the EDTF dates of its two ends (".." is open) and how sure each of them is."""

    lo: str
    hi: str
    lo_mark: str = ""
    hi_mark: str = ""
    short: str = ""
    """The EDTF of the whole when nothing is marked, as "193X" for 1930/1939."""

    def text(self) -> str:
        """The piece as EDTF; marks turn a short form into its interval, which any reader knows."""
        if self.short and not self.marks():
            return self.short
        if self.lo == self.hi:
            return self.lo + _both(self.lo_mark, self.hi_mark)
        return f"{self.lo}{self.lo_mark}/{self.hi}{self.hi_mark}"

    def marks(self) -> str:
        """The marks of both ends, "" for a piece that is sure."""
        return self.lo_mark + self.hi_mark

    def marked(self, marks: str) -> Piece:
        """The piece with "~", "?" or "%" on both ends, added to what they carry."""
        lo = "" if self.lo == ".." else _both(self.lo_mark, marks)
        hi = "" if self.hi == ".." else _both(self.hi_mark, marks)
        return self._replace(lo_mark=lo, hi_mark=hi)


def _both(a: str, b: str) -> str:
    signs = a + b
    if "%" in signs or ("~" in signs and "?" in signs):
        return "%"
    return "~" if "~" in signs else "?" if "?" in signs else ""


def year_text(year: int) -> str:
    """An astronomical year as EDTF writes it: four digits, with "-" before year 0."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def year_of(date: str) -> int | None:
    """The year of an EDTF date, None for ".."."""
    return None if date == ".." else int(date[:5] if date[0] == "-" else date[:4])


def first_day(date: str) -> str | None:
    """The ISO date of the first day of `date`, None outside the years 1 to 9999."""
    year = year_of(date)
    if year is None or not 1 <= year <= 9999:
        return None
    return date + "-01-01"[3 * date.count("-") :]


def last_day(date: str) -> str | None:
    """The ISO date of the last day of `date`, None outside the years 1 to 9999."""
    year = year_of(date)
    if year is None or not 1 <= year <= 9999:
        return None
    if date.count("-") == 2:
        return date
    month = int(date[5:]) if "-" in date else 12
    return f"{date[:4]}-{month:02d}-{calendar.monthrange(year, month)[1]}"


def step(date: str, by: int) -> str:
    """The date `by` (1 or -1) units of its own precision from `date`; the year at the edges."""
    if re.fullmatch(r"-?[0-9]{4}", date):
        return year_text(int(date) + by)
    if date.count("-") == 1:
        months = int(date[:4]) * 12 + int(date[5:]) - 1 + by
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    try:
        day = datetime.date.fromisoformat(date) + datetime.timedelta(days=by)
    except OverflowError:
        return date
    return day.isoformat()


def single(line: str) -> Piece | None:
    """The one date or period in `line`, with marks behind it, or None."""
    m = re.fullmatch(r"(.*?)((?: [~?%])*)", line)
    if m is None:
        return None
    piece = _plain(m[1])
    return piece.marked(m[2]) if piece and m[2] else piece


def _plain(line: str) -> Piece | None:
    for reader in (_year, _figures, _day_or_month, _season, _century, _decade, _part, _year_part):
        piece = reader(line)
        if piece is not None:
            return piece
    return None


def _year(line: str) -> Piece | None:
    m = re.fullmatch(r"(?:(a) )?([0-9]{1,4})(?: ([ab]))?", line)
    if m is None or int(m[2]) == 0 or (len(m[2]) < 3 and not (m[1] or m[3])):
        return None
    year = year_text(1 - int(m[2]) if m[3] == "b" else int(m[2]))
    return Piece(year, year)


def _figures(line: str) -> Piece | None:
    """The dates in figures that `datewords` found, as they are or with unspecified digits."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", line):
        return Piece(line, line) if line[:4] != "0000" else None
    if re.fullmatch(r"[0-9]{4}-XX(-XX)?", line):
        return Piece(line[:4], line[:4], short=line)
    if re.fullmatch(r"[0-9]{3}X|[0-9]{2}XX", line) and line.replace("X", "").strip("0"):
        return Piece(line.replace("X", "0"), line.replace("X", "9"), short=line)
    return None


def _day_or_month(line: str) -> Piece | None:
    line = re.sub(r"^[EML] (?=m)", "", line)  # early May is in May; thirds of a month are too fine
    m = re.fullmatch(r"(?:([0-9]{1,2}) )?m([0-9]{2})(?: ([0-9]{1,2}))? ([0-9]{3,4})", line)
    if m is None:
        m = re.fullmatch(r"(\b)([0-9]{3,4}) m([0-9]{2})(?: ([0-9]{1,2}))?", line)
        year, month, day = (m[2], m[3], m[4]) if m else ("", "", "")
    else:
        year, month, day = m[4], m[2], m[1] or m[3]
        if m[1] and m[3]:
            return None
    if not year or int(year) == 0:
        return None
    return _dated(int(year), int(month), int(day) if day else 0)


def _dated(year: int, month: int, day: int) -> Piece | None:
    text = f"{year:04d}-{month:02d}"
    if day:
        if day > calendar.monthrange(year, month)[1]:
            return None
        text += f"-{day:02d}"
    return Piece(text, text)


def _season(line: str) -> Piece | None:
    """Seasons without a hemisphere: autumn is March in Melbourne, so the bounds are the year."""
    m = re.fullmatch(r"s(2[1-4]) ([0-9]{4})", line) or re.fullmatch(r"([0-9]{4}) s(2[1-4])", line)
    if m is None:
        return None
    season, year = sorted(m.groups(), key=len)
    return Piece(year, year, short=f"{year}-{season}") if int(year) else None


def _century(line: str) -> Piece | None:
    bounds = _century_bounds(line)
    if bounds is None:
        return None
    lo, hi = map(year_text, bounds)
    # the first century and those BC do not fall together with a pattern of digits
    return Piece(lo, hi, short=lo[:2] + "XX" if lo[2:] == "00" and lo[0] != "-" else "")


def _century_bounds(line: str) -> tuple[int, int] | None:
    m = re.fullmatch(r"([0-9]{1,2}) C(?: ([ab]))?", line)
    m = m or re.fullmatch(r"C ([0-9]{1,2})(?: ([ab]))?", line)
    if m is None or not 1 <= (n := int(m[1])) <= 30:
        return None
    return (1 - 100 * n, -100 * (n - 1)) if m[2] == "b" else (max(100 * n - 100, 1), 100 * n - 1)


def _decade(line: str) -> Piece | None:
    bounds = _decade_bounds(line)
    if bounds is None:
        return None
    lo, hi = map(year_text, bounds)
    size = 2 if bounds[1] - bounds[0] == 99 else 1
    return Piece(lo, hi, short=lo[:-size] + "X" * size if lo[0] != "-" else "")


def _decade_bounds(line: str) -> tuple[int, int] | None:
    """1930s, "30s" (of the 20th century, from the twenties on), and "1800s" as the century."""
    m = re.fullmatch(r"(?:D ([2-9]0)|([2-9]0) D) ([0-9]{1,2}) C", line)
    if m:
        line = f"{int(m[3]) - 1}{m[1] or m[2]} D"
    m = re.fullmatch(r"([0-9]{2,4}) D( b)?", line) or re.fullmatch(r"D ([0-9]{2,4})( b)?", line)
    if m is None or int(m[1]) % 10:
        return None
    n = int(m[1])
    if n < 100:
        return (1900 + n, 1909 + n) if n >= 20 and not m[2] else None
    hi = n + (9 if n % 100 else 99)
    return (1 - hi, 1 - n) if m[2] else (n, hi)


def _part(line: str) -> Piece | None:
    """A third, half or quarter of a century or decade: "E 19 C", "2 H 19 C", "i Q 18 C"."""
    m = re.fullmatch(r"([EMLH]|[1-4i] [HQ]) (.+)", line)
    bounds = (_century_bounds(m[2]) or _decade_bounds(m[2])) if m else None
    if m is None or bounds is None:
        return None
    base = 0 if bounds[0] == 1 else bounds[0]  # the first century is cut as if it had a year 0
    return _sliced(m[1], base, bounds[1] - base + 1)


def _sliced(part: str, base: int, size: int) -> Piece | None:
    if part in ("E", "M", "L", "H"):
        third = {"E": 0, "M": 1, "H": 1, "L": 2}[part]
        lo, hi = base - (-size * third // 3), base - (-size * (third + 1) // 3) - 1
        lo_mark, hi_mark = "~" if third else "", "~" if third < 2 else ""
        return Piece(year_text(lo or 1), year_text(hi), lo_mark, hi_mark)
    count = 2 if part[2] == "H" else 4
    nth = count if part[0] == "i" else int(part[0])
    if nth > count:
        return None
    lo, hi = base + size * (nth - 1) // count, base + size * nth // count - 1
    return Piece(year_text(lo or 1), year_text(hi))


# EDTF codes of the parts of a year and their first and last month
_YEAR_PARTS = {
    "E": (37, 1, 4), "M": (38, 5, 8), "H": (38, 5, 8), "L": (39, 9, 12),
    "1 H": (40, 1, 6), "2 H": (41, 7, 12), "i H": (41, 7, 12),
    "1 Q": (33, 1, 3), "2 Q": (34, 4, 6), "3 Q": (35, 7, 9), "4 Q": (36, 10, 12),
    "i Q": (36, 10, 12),
}  # fmt: skip


def _year_part(line: str) -> Piece | None:
    """A part of one year: "4 Q 2026", "2026 Q 4", "E 2026"."""
    line = re.sub(r"Q ([1-4])(?= |$)", r"\1 Q", line).replace(" -", "")
    m = re.fullmatch(r"([EMLH]|[1-4i] [HQ]) ([0-9]{4})", line)
    part, year = (m[1], m[2]) if m else ("", "")
    if m is None and (m := re.fullmatch(r"([0-9]{4}) ([1-4] [HQ])", line)):
        year, part = m[1], m[2]
    if part not in _YEAR_PARTS or not int(year):
        return None
    code, lo, hi = _YEAR_PARTS[part]
    return Piece(f"{year}-{lo:02d}", f"{year}-{hi:02d}", short=f"{year}-{code}")
