"""Children: schools of pupils, and ages below 16."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules import words
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.scene import scene
from intarsia.text import fold, wordset

NAME = "children"
KIND = "quasi-identifier"
TEST = "sensitive"
TITLE = {"en": "Children", "nl": "Kinderen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "school": "Names of schools in {rows:# row|# rows}: with a date, a school is a group of children.",
        "age": "{rows:# row is about a person|# rows are about persons} under sixteen. Children have special protection.",
        "pupil": "{rows:# row names|# rows name} pupils.",
    },
    "nl": {
        "school": "Namen van scholen in {rows:# rij|# rijen}: met een datum erbij is een school een groep kinderen.",
        "age": "{rows:# rij gaat over een persoon|# rijen gaan over personen} onder de zestien. Kinderen zijn extra beschermd.",
        "pupil": "{rows:# rij noemt|# rijen noemen} leerlingen.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "school": "Leave the names of schools out; the kind of school or the region may stay.",
        "age": "Give ages in bands, or leave them out.",
        "pupil": "Leave the names out.",
    },
    "nl": {
        "school": "Laat de namen van scholen weg; de soort school of de regio mag blijven.",
        "age": "Geef leeftijden in klassen, of laat ze weg.",
        "pupil": "Laat de namen weg.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), recital 38 and article 8"
LONGEST = 200  # characters that the name of a school has at most
SCHOOL = wordset("school schools schoolname schoolnaam scholen schule ecole escuela scuola szkola onderwijsinstelling college lyceum")
NAME_WORDS = wordset("name naam namen nom nombre nome nazwa schoolname schoolnaam")
PUPILS = wordset("pupil pupils child childname leerling leerlingen leerlingnaam kindnaam schuler schulername eleve eleves alumno alumnos alunno alunni uczen uczniowie schoolchild kid")
COUNTING = wordset("count number aantal anzahl nombre total id type ticket price count pct share")
AGES = wordset("age ages leeftijd alter edad eta wiek")
SCHOOLS = re.compile(
    r"\b(?:(?:basis|middelbare |brede |vrije |montessori|dalton|jenaplan|kinder|grund|haupt|real|gesamt|volks|mittel)schule?|(?:basis|montessori|dalton|jenaplan)school|basisschool"
    r"|middelbare school|[a-z]*schule|school|schools|obs|cbs|rkbs|pcb|lyceum|gymnasium|college"
    r"|scholengemeenschap|vmbo|havo|vwo|mavo|kindergarten|kita|primary|secondary school|high school|elementary|academy|kleuterschool|ecole|lycee|maternelle|colegio|escuela|instituto"
    r"|scuola|liceo|asilo|szkola|przedszkole|liceum)\b"
)
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"artist": ["A", "B"], "school": ["Dutch", "Flemish"], "title": ["x", "y"]},
    {"film": ["High School Musical", "School of Rock"], "age": ["6", "12"]},
    {"age_group": ["0-14", "15-24"], "population": ["1000", "2000"]},
    {"title": ["A", "B"], "min_age": ["6", "12"], "publisher": ["x", "y"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"school_name": ["Basisschool De Vlinder", "Lyceum Nergens", None], "visit_date": ["2025-01-01", "2025-01-02", "2025-01-03"]},
    {"groep": ["Grundschule Nord", "Gymnasium Süd", "Grundschule West"], "datum": ["2025-01-01", "2025-01-02", "2025-01-03"]},
    {"pupil": ["Tess", "Tim", "Noor"], "score": ["8", "7", "6"]},
    {"member": ["m1", "m2", "m3"], "age": ["9", "34", "12"], "gender": ["f", "m", "f"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns with names of schools or pupils, and ages of children in tables of persons."""
    for column in delivery.columns:
        where = scene(delivery, column.table)
        name = (column.full,)
        out = Proposal("leave-out", name)
        if not column.filled or (where.works and not where.private):
            continue
        says = {"rows": column.filled}
        if words.exactly(column, PUPILS) and not column.numeric and column.looks_like != "date" and not words.exactly(column, COUNTING):
            yield Found(name, verdict="OPEN AFTER", kind="children", count=column.filled, case="pupil", says=says, remedies=(out,))
        elif _schools(column):
            yield Found(name, verdict="OPEN AFTER", count=column.filled, case="school", says=says, remedies=(out,))
        elif where.private and words.exactly(column, AGES) and column.looks_like in ("integer", "number"):
            young = f"try_cast({identifier(column.name)} AS DOUBLE) BETWEEN 0 AND 15.99"
            rows = delivery.count(young, column.table)
            if rows:
                lines = delivery.lines(young, column.table)
                yield Found(name, verdict="OPEN AFTER", kind="children", count=rows, lines=lines, case="age", says={"rows": rows}, remedies=(Proposal("age-bands", name, {"width": 20}), out))


def _schools(column: Column) -> bool:
    """Do its values name schools? The name of the column alone says it where it says "name" too."""
    if column.looks_like not in ("text", "code") or column.longest > LONGEST:
        return False
    named = words.exactly(column, SCHOOL)
    # not of a sentence in which a school occurs
    share = sum(SCHOOLS.search(fold(value)) is not None for value in column.values) / max(1, len(column.values))
    return share >= (0.1 if named else 0.5) or (named and bool(set(column.words) & NAME_WORDS))
