"""Addresses of a person's own page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out
from intarsia.shelf.rules.scene import is_remark, scene

NAME = "handle"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Pages of persons", "nl": "Pagina's van personen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row leads|# rows lead} to the page of a person on a social network.",
        "text": "{rows:# text leads|# texts lead} to the page of a person on a social network.",
        "maker": "{rows:# row leads|# rows lead} to pages of makers or organisations, who publish them themselves.",
    },
    "nl": {
        "column": "{rows:# rij leidt|# rijen leiden} naar de pagina van een persoon op een sociaal netwerk.",
        "text": "{rows:# tekst leidt|# teksten leiden} naar de pagina van een persoon op een sociaal netwerk.",
        "maker": "{rows:# rij leidt|# rijen leiden} naar pagina's van makers of instellingen, die ze zelf openbaar maken.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Leave the column out.",
        "text": "Leave the texts out, or first blank what was found in them.",
        "maker": "Nothing needs to be done.",
    },
    "nl": {
        "column": "Laat de kolom weg.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        "maker": "Er hoeft niets te gebeuren.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 4(1)"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"artist": ["A", "B"], "url": ["https://twitter.com/a_artist", "https://www.instagram.com/b.artist"]},
    {"page": ["https://example.org/x/1", "https://example.org/x/2"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"customer": ["c1", "c2", "c3"], "url": ["https://twitter.com/jan_j", "https://www.instagram.com/piet.p", "https://github.com/tess"]},
    {"remark": ["see www.facebook.com/tess.tester for pictures", "none"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts with addresses of persons' pages; those of makers and houses are noted."""
    for one in found(delivery, "handle"):
        where = scene(delivery, one.column.table)
        if (where.works or where.venues) and not where.private and not is_remark(one.column):
            yield Found((one.column.full,), "note", count=one.rows["handle"], case="maker", says={"rows": one.rows["handle"]})
        else:
            yield left_out(one, "handle")
