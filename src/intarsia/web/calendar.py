"""iCalendar files (RFC 5545): days to come, for whoever keeps a calendar."""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from intarsia.web.visit import Visit

MEDIA_TYPE = "text/calendar"
#: octets of a line without its end (3.1)
LONGEST = 75
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True)
class Event:
    """Something that happens on a day, in a month or in a year. name: what tells it apart for good, within this pool. day: "2027", "2027-05" or "2027-05-01"."""

    name: str
    title: str
    day: str
    text: str
    link: str

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day and the one after the last; None for a date that is none of these."""
        if not (found := _DAY.match(self.day)):
            return None
        year, month, day = (int(part) if part else None for part in found.groups())
        if month and month > 12:  # a season or a quarter as EDTF writes it: the year is what a calendar can hold
            month = day = None
        try:
            first = date(year or 1, month or 1, day or 1)
            last = first if day else date(first.year, first.month, monthrange(first.year, first.month)[1]) if month else date(first.year, 12, 31)
        except ValueError:
            return None
        return (first, last + timedelta(days=1)) if last < date.max else None


def calendar(visit: Visit, name: str, title: str, events: Sequence[Event], stamp: str) -> Response:
    """A calendar. stamp: the day that its content is of (ISO), as DTSTAMP: the same release gives the same bytes."""
    host = re.sub(r"[^a-z0-9.-]", "-", visit.serving.pool.config.base.split("://")[-1].strip("/").lower())
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Intarsia//Intarsia//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(title)}"]
    for one in sorted(events, key=lambda event: (event.day, event.name)):
        if (days := one.days) is None:
            continue
        lines += ["BEGIN:VEVENT", f"UID:{hashlib.sha256(one.name.encode()).hexdigest()[:32]}@{host}", f"DTSTAMP:{stamp.replace('-', '')}T000000Z", f"DTSTART;VALUE=DATE:{days[0]:%Y%m%d}",
                  f"DTEND;VALUE=DATE:{days[1]:%Y%m%d}", f"SUMMARY:{_text(one.title)}", f"DESCRIPTION:{_text(one.text)}", f"URL:{visit.origin}{one.link}", "TRANSP:TRANSPARENT", "END:VEVENT"]
    body = "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in _folded(line)).encode()
    headers = {"Cache-Control": "no-cache", "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Vary": "Accept-Language", "Content-Disposition": f'inline; filename="{name}.ics"'}
    if visit.request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=f"{MEDIA_TYPE}; charset=utf-8")


def _text(value: str) -> str:
    """A value of type TEXT (3.3.11)."""
    return _UNSEEN.sub("", value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> list[str]:
    """A line in pieces of at most 75 octets, each but the first behind a space; no character is cut."""
    pieces, now, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST:
            pieces.append(now)
            now, size = " ", 1
        now, size = now + character, size + width
    return [*pieces, now]
