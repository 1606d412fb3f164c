"""Names of persons: public credits of makers, or private persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import words
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import held, is_text
from intarsia.shelf.rules.personkeys import nameless
from intarsia.shelf.rules.scene import CONTENT, GUESTS, KNOWN_NAMES, MAKERS, NAMES, PRIVATE, Scene, is_part, name_like, scene
from intarsia.text import wordset

NAME = "private-person"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Names of persons", "nl": "Namen van personen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "private": "{rows:# row names|# rows name} a private person: somebody who bought, visited, took part, works there or is to be written to.",
        "contact": "{rows:# row names|# rows name} a person with a way to reach them beside it: that is a contact, not a credit.",
        "plan": "{rows:# row names|# rows name} who works on what nobody has announced. A credit is public once the work is.",
        "unclear": "{rows:# row seems|# rows seem} to name persons, and nothing in the file says that they are makers of published works.",
        "credits": "{rows:# row names|# rows name} makers of published works, or those who took part in one in public. Such credits are public.",
    },
    "nl": {
        "private": "{rows:# rij noemt|# rijen noemen} een privépersoon: iemand die kocht, bezocht, meedeed, er werkt of moet worden aangeschreven.",
        "contact": "{rows:# rij noemt|# rijen noemen} een persoon en ernaast staat hoe die te bereiken is: dat is een contactpersoon, geen maker.",
        "plan": "{rows:# rij noemt|# rijen noemen} wie er werkt aan iets wat niemand heeft aangekondigd. Een vermelding is openbaar zodra het werk dat is.",
        "unclear": "{rows:# rij lijkt|# rijen lijken} personen te noemen, en niets in het bestand zegt dat zij makers van gepubliceerde werken zijn.",
        "credits": "{rows:# rij noemt|# rijen noemen} makers van gepubliceerde werken, of wie daar in het openbaar aan meedeed. Zulke vermeldingen zijn openbaar.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "private": "Leave the names out.",
        "contact": "Leave the names out.",
        "plan": "Leave the names out until the works are announced.",
        "unclear": "Leave the names out, or sign that they are public: makers of works, or persons in a public office.",
        "credits": "Nothing needs to be done.",
    },
    "nl": {
        "private": "Laat de namen weg.",
        "contact": "Laat de namen weg.",
        "plan": "Laat de namen weg tot de werken zijn aangekondigd.",
        "unclear": "Laat de namen weg, of teken ervoor dat ze openbaar zijn: makers van werken, of in een openbare functie.",
        "credits": "Er hoeft niets te gebeuren.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), articles 4(1), 85 and 89; ISO 27729 (ISNI) on public identities"
#: of the values of a column that no word calls names, so many must begin with a known given name
CLEARLY = 0.5
#: what is said of persons, and is no name
OTHER = wordset("id ids nr number count age gender sex type kind role rol functie nationality country city town hometown place plaats street address adres email mail phone tel url "
"link date year occupation job status wiki label labels company bedrijf organisation organization organisatie")
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"artist": ["Rembrandt van Rijn", "Anna Ancher", "Frans Hals"], "title": ["A", "B", "C"]},
    {"DisplayName": ["Robert Arneson", "Maria Blanchard", "Paul Klee"], "ULAN": ["500003363", "500042413", "500010493"], "Gender": ["Male", "Female", "Male"]},
    {"title": ["Anna Karenina", "Emma", "Robinson Crusoe"], "author": ["Tolstoy, Leo", "Austen, Jane", "Defoe, Daniel"]},
    {"town": ["Paris", "Florence", "Sydney"], "visits": ["1", "2", "3"]},
    {"name": ["Tate Modern", "Museum Boijmans", "Louvre"], "visits": ["1", "2", "3"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"customer": ["Jan Jansen", "Marie Peters", "Tom Smith"], "paid": ["1", "2", "3"]},
    {"castaway": ["Rob Smith", "Sandra Diaz", "Tina Jones"], "age": ["31", "29", "40"], "hometown": ["A", "B", "C"]},
    {"voornaam": ["Jan", "Marie", "Tom"], "achternaam": ["Jansen", "Peters", "Smit"]},
    {"x": ["Jan Jansen", "Marie Peters", "Tom Smith"], "telefoon": ["0612345678", "0687654321", "0611223344"], "mail": ["j.jansen@example.org", "m.p@example.org", "t.s@example.org"]},
    {"producer": ["Sanne Bos", "Daan Berg", "Lotte Dal"], "producer_email": ["sanne.bos@example.org", "d.berg@example.org", "l.dal@example.org"], "title": ["A", "B", "C"]},
    {"name": ["Anna Jansen", "Robert Peters", "Maria Smith"], "position": ["guard", "curator", "guide"], "department": ["Finance", "Education", "Finance"]},
    {"title": ["A", "B", "C"], "cataloguer": ["Anna Jansen", "Robert Peters", "Maria Smith"]},
    {"winner": ["Anna Jansen", "Robert Peters", "Maria Smith"], "year": ["2001", "2002", "2003"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns that name persons, and in what part."""
    for column in delivery.columns:
        if column.filled and column.looks_like in ("text", "code") and not _addresses(delivery, column):
            case = _case(column, scene(delivery, column.table), _reached(delivery, column))
            if case:
                yield _found(column, case)


def _found(column: Column, case: str) -> Found:
    name, says = (column.full,), {"rows": column.filled}
    if case == "credits":
        return Found(name, "note", count=column.filled, case=case, says=says)
    state = "not checked" if case == "unclear" else "finding"
    return Found(name, state, "OPEN AFTER", count=column.filled, case=case, says=says, remedies=(Proposal("leave-out", name),))


def _case(column: Column, where: Scene, reached: bool) -> str:
    """Which sentence is true of a column; "" where it names no persons."""
    if set(column.words) & OTHER or (is_text(column) and not words.exactly(column, NAMES | MAKERS | PRIVATE)):
        return ""
    share = name_like(column)
    if words.exactly(column, words.PARTNER | words.PARTY) and not words.exactly(column, PRIVATE) and share < KNOWN_NAMES:
        return ""  # houses, funds and studios: the rules on trade and on partners tell of them
    maker, private = words.exactly(column, MAKERS) or (column.becomes.startswith("c:") and not nameless(column)), bool(set(column.words) & (PRIVATE - GUESTS if where.works else PRIVATE))
    if (is_part(column) and not where.works) or (private and (share >= KNOWN_NAMES or (words.exactly(column, NAMES) and _capitals(column)))):
        return "private"
    if maker and (share or _capitals(column)):
        return "contact" if reached else "plan" if where.plan else "private" if where.private and not where.works else "credits"
    if is_part(column):
        return "private" if where.private else "credits"
    if share < (KNOWN_NAMES if words.exactly(column, NAMES) else CLEARLY) or words.exactly(column, CONTENT):
        return ""
    if reached or where.private:
        return "contact" if reached else "private"
    return "credits" if where.works or where.fictional else "private" if where.people else "unclear"


def _capitals(column: Column) -> bool:
    """Do most of its values look like names of somebody: two words or more that begin with a capital, and no digits?"""
    sample = [value for value in column.values[:100] if value.strip()]
    return sum(len(value.split()) in (2, 3, 4) and value.split()[0][:1].isupper() and value.split()[-1][:1].isupper() and not any(map(str.isdigit,
    value)) for value in sample) > len(sample) / 2


def _reached(delivery: Delivery, column: Column) -> bool:
    """Is there an address of a person or a number beside it, called by the same word or by none?"""
    for one in held(delivery).values():
        if one.column.table == column.table and one.column is not column and not one.texts and ("email" in one.rows and not one.roles and one.rows["email"] >= 0.1 * column.rows):
            mine, theirs = set(column.words) - NAMES, set(one.column.words)
            if mine & theirs or not theirs & MAKERS:
                return True
    return False


def _addresses(delivery: Delivery, column: Column) -> bool:
    one = held(delivery).get(column.full)
    return one is not None and not one.texts and bool(set(one.rows) & {"email", "phone", "iban", "handle", "national-id", "postal-address"})
