"""Free text: what people wrote, and names that nobody looked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import words
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import held, is_text
from intarsia.shelf.rules.scene import CONTENT, MAKERS, NAMES, Scene, is_remark, scene

NAME = "free-text"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Free text", "nl": "Vrije tekst"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "names": "Free text of up to {longest} characters in {filled:# row|# rows}. Addresses and numbers were looked for; names of people were not, for no program finds them all. So it is "
        "not checked for names.",
        "works": "Texts about published works. Addresses and numbers were looked for. Names in them are read as those of makers and subjects; nobody looked for others.",
        "partly": "Only {looked} different values of this column were looked at one by one; there are more.",
    },
    "nl": {
        "names": "Vrije tekst van hoogstens {longest} tekens in {filled:# rij|# rijen}. Naar adressen en nummers is gezocht; naar namen van mensen niet, want geen programma vindt ze "
            "allemaal. "
        "De tekst is dus niet op namen gecontroleerd.",
        "works": "Teksten over gepubliceerde werken. Naar adressen en nummers is gezocht. Namen erin zijn gelezen als die van makers en onderwerpen; naar andere heeft niemand gezocht.",
        "partly": "Van deze kolom zijn maar {looked} verschillende waarden één voor één bekeken; er zijn er meer.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "names": "Leave the column out, or have somebody read it and sign for it.",
        "works": "Nothing needs to be done, unless you know of texts about private persons.",
        "partly": "Leave the column out, or have somebody look at it and sign for it.",
    },
    "nl": {
        "names": "Laat de kolom weg, of laat iemand hem lezen en ervoor tekenen.",
        "works": "Er hoeft niets te gebeuren, tenzij u weet van teksten over privépersonen.",
        "partly": "Laat de kolom weg, of laat iemand ernaar kijken en ervoor tekenen.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), articles 4(1) and 25"
#: share of different values below which texts are labels
REPEATED = 0.2
#: characters that texts have on the average, at least
USUAL = 25
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"title": ["The sea", "A long and winding tale of two cities", "x"], "description": ["A film about a man who walks through a city for years", "A story about love and loss in a "
    "small town", None]},
    {"genre": ["drama", "comedy"], "year": ["1999", "2000"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"order_no": ["W100", "W101", "W102"], "remark": ["Please send the invoice in January.", "We come with a group of old friends", None]},
    {"antwoord": ["Ik vond het een hele mooie voorstelling", "De stoelen waren niet goed en het was koud"], "cijfer": ["8", "5"]},
    {"tekst": ["Wij komen graag nog eens terug met de buren", "Het was een mooie middag met veel zon erbij"], "datum": ["2025-01-01", "2025-01-02"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns of texts: not checked for names, unless they are about published works."""
    for column in delivery.columns:
        if not column.filled:
            continue
        name, one = (column.full,), held(delivery).get(column.full)
        where = scene(delivery, column.table)
        out = (Proposal("leave-out", name),)
        if one is not None and one.partly:
            yield Found(name, "not checked", "OPEN AFTER", count=column.filled, case="partly", says={"looked": one.partly}, remedies=out)
        if column.looks_like not in ("text", "code") or not ((is_remark(column) and _wordy(column)) or is_text(column)) or _labels(column) or (words.exactly(column,
        NAMES | MAKERS) and not is_remark(column)):
            continue
        says = {"longest": column.longest, "filled": column.filled}
        if (where.works and not where.private and not is_remark(column)) or _of_works(column, where):
            yield Found(name, "note", count=column.filled, case="works", says=says)
        else:
            yield Found(name, "not checked", "OPEN AFTER", count=column.filled, case="names", says=says, remedies=out)


def _of_works(column: Column, where: Scene) -> bool:
    """Is it the title or the subject of a work, also beside dealings of persons? And is a note in a table of works one about the work?"""
    return words.exactly(column, CONTENT) or where.fictional or (where.works and not where.private)


def _wordy(column: Column) -> bool:
    """Does it hold words, and more than one in a cell?"""
    return any(" " in value and any(map(str.isalpha, value)) for value in column.values)


def _labels(column: Column) -> bool:
    """Short values, or few that come back: names of things and kinds, not texts."""
    usual = sum(map(len, column.values)) / max(1, len(column.values))
    return not is_remark(column) and (usual < USUAL or column.different < REPEATED * column.filled)
