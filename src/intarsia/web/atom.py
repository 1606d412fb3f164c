"""Atom feeds (RFC 4287): what happened, for whoever wants to be told without being known here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as xml

from starlette.responses import Response

from intarsia.web.visit import Visit

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
#: characters that XML 1.0 has not
_UNSEEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EMPTY = "1970-01-01T00:00:00Z"


@dataclass(frozen=True)
class Entry:
    """One thing that happened. name: what tells it apart for good, within this pool; at: a day or a moment (ISO)."""

    name: str
    title: str
    at: str
    link: str
    text: str

    @property
    def moment(self) -> str:
        """When, as Atom writes it. Of a day its end: so that what happened after a release of the same day comes after it, and a reader sees that there is more."""
        return f"{self.at}T23:59:59Z" if len(self.at) == 10 else self.at.replace("+00:00", "Z")


def feed(visit: Visit, name: str, title: str, page: str, entries: Sequence[Entry], private: bool = False, about: Mapping[str, str] | None = None) -> Response:
    """A feed. name: what tells it apart for good, within this pool; page, about: the path it is about and what is chosen there. `private`: for one person, and for no cache."""
    base = visit.serving.pool.config.base
    root = xml.Element("feed", {"xmlns": ATOM, "xml:lang": visit.language})
    _add(root, "id", f"{base}feeds/{name}")
    _add(root, "title", title)
    _add(root, "updated", max((one.moment for one in entries), default=EMPTY))
    author = _add(root, "author", None)
    _add(author, "name", visit.serving.pool.config.publisher)
    _add(root, "link", None, rel="alternate", href=visit.origin + visit.href(page, **(about or {})))
    if not private:  # its own address holds the key
        _add(root, "link", None, rel="self", type=MEDIA_TYPE, href=f"{visit.origin}{visit.request.url.path}{_chosen(visit)}")
    for one in sorted(entries, key=lambda entry: entry.moment, reverse=True):
        entry = _add(root, "entry", None)
        _add(entry, "id", f"{base}feeds/{one.name}")
        _add(entry, "title", one.title)
        _add(entry, "updated", one.moment)
        _add(entry, "link", None, rel="alternate", href=visit.origin + one.link)
        _add(entry, "summary", one.text)
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + xml.tostring(root, encoding="utf-8")
    headers = {"Cache-Control": "no-store"} if private else {"Cache-Control": "no-cache", "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Vary": "Accept-Language"}
    if not private and visit.request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=f"{MEDIA_TYPE}; charset=utf-8")


def _chosen(visit: Visit) -> str:
    """What the address of this feed chooses, as it was asked: without it the feed would name another one as itself (RFC 4287, 4.2.7.2)."""
    return f"?{visit.request.url.query}" if visit.request.url.query else ""


def _add(parent: xml.Element, name: str, text: str | None, **attributes: str) -> xml.Element:
    found = xml.SubElement(parent, name, {key: _UNSEEN.sub("", value) for key, value in attributes.items()})
    found.text = None if text is None else _UNSEEN.sub("", text)
    return found
