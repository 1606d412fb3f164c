"""Dates of birth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import Held, found, left_out
from intarsia.shelf.rules.scene import is_remark, scene

NAME = "birth-date"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Dates of birth", "nl": "Geboortedatums"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} a date of birth: with a place or a sex beside it, it is nearly always one person.",
        "text": "{rows:# text holds|# texts hold} a date of birth.",
        "maker": "{rows:# row holds|# rows hold} a date of birth of makers of published works: that is public, as in any register of makers.",
        "lone": "{rows:# text about a published work holds|# texts about published works hold} a date of birth. Nothing beside it says where that person lives or how to reach them; whether "
            "it is that of a maker was not checked.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een geboortedatum: met een plaats of geslacht ernaast is dat bijna altijd één persoon.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een geboortedatum.",
        "maker": "{rows:# rij bevat|# rijen bevatten} een geboortedatum van makers van gepubliceerde werken: die is openbaar, zoals in elk register van makers.",
        "lone": "{rows:# tekst over een gepubliceerd werk bevat|# teksten over gepubliceerde werken bevatten} een geboortedatum. Niets ernaast zegt waar die persoon woont of hoe die te "
            "bereiken is; of het die van een maker is, is niet gecontroleerd.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Give an age in bands of ten years, or the year.",
        "text": "Leave the texts out, or first blank what was found in them.",
        "maker": "Nothing needs to be done.",
        "lone": "Look at these lines if they may be about somebody else than a maker.",
    },
    "nl": {
        "column": "Geef een leeftijd in klassen van tien jaar, of het jaar.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        "maker": "Er hoeft niets te gebeuren.",
        "lone": "Kijk naar deze regels als ze over iemand anders dan een maker kunnen gaan.",
    },
}
SOURCE = "Sweeney, Simple Demographics Often Identify People Uniquely (2000); Regulation (EU) 2016/679 (GDPR), article 4(1)"
#: beside a date of birth in a text, each of these is of a private person: no register of makers gives it
REACHED = ("postal-address", "postcode", "phone", "email", "iban", "national-id")
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"artist": ["A", "B"], "birth_date": ["1930-02-03", "1881-10-25"], "death_date": ["1992-11-02", "1973-04-08"]},
    {"title": ["A", "B"], "date": ["2001-01-02", "2003-04-05"]},
    {"year_of_birth": ["1970", "1980", "1990"], "visits": ["1", "2", "3"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"naam": ["A", "B"], "geboortedatum": ["03-02-1970", "25-10-1981"]},
    {"member": ["1", "2"], "dob": ["1970-02-03", "1981-10-25"], "city": ["X", "Y"]},
    {"remark": ["She was born on 12 May 1980 and pays half", "none"]},
    {"title": ["A", "B"], "description": ["A small painting of a garden with trees", "Portrait of a visitor, born 12 March 1987, who lives at Dorpsstraat 12, 4811 AB Breda"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts with dates of birth; those of makers are noted."""
    for one in found(delivery, "birth-date"):
        where, name, rows = scene(delivery, one.column.table), (one.column.full,), one.rows["birth-date"]
        if where.works and not where.private and not is_remark(one.column) and not _reached(one):
            lone = one.texts  # a column of dates beside makers is theirs; in a description nobody says whose it is
            yield Found(name, "not checked" if lone else "note", count=rows, lines=one.lines["birth-date"] if lone else (), case="lone" if lone else "maker", says={"rows": rows})
        elif one.texts:
            yield left_out(one, "birth-date")
        else:
            remedies = (Proposal("generalise-date", name, {"to": "year"}), Proposal("leave-out", name))
            yield Found(name, verdict="OPEN AFTER", count=rows, lines=one.lines["birth-date"], case="column", says={"rows": rows}, remedies=remedies)


def _reached(one: Held) -> bool:
    """Does a text that gives a date of birth also say where that person lives, or how to reach them?"""
    return one.texts and any(set(one.lines["birth-date"]) & set(one.lines.get(kind, ())) for kind in REACHED)
