"""Is a table one of persons: one row per person, or per event of a person? And which of its columns make people look the same?

Makers of published works are public: a table that names makers, works of theirs, years of death or numbers of authority files is a register,
not a table of private persons. A table of counts (so many persons of each age and sex) has no row about anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from intarsia.shelf.rules import words
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import held
from intarsia.shelf.rules.personkeys import case_of
from intarsia.text import wordset

#: what a person is like, by kind: two kinds make a row one of a person
ATTRIBUTES: dict[str, frozenset[str]] = {
    "age": wordset("age ages leeftijd alter lebensalter edad eta wiek"),
    "birth": wordset("birth dob birthdate birthday birthyear geboortedatum geboortejaar geboren geburtsdatum geburtsjahr geburt naissance nacimiento nascita urodzenia"),
    "gender": wordset("gender sex geslacht geschlecht sexe sexo genero sesso plec"),
    "place": wordset(
        "postcode postcodes zip zipcode postal plz hometown residence woonplaats wohnort domicile residencia residenza zamieszkania town city municipality stad gemeente stadt ort "
        "ville commune ciudad citta comune miasto "
        "codepostal"
    ),
    "work": wordset("occupation profession job beroep beruf metier ocupacion profesion professione zawod employer werkgever"),
    "school": wordset("education opleiding bildung diploma school schools studies estudios istruzione wyksztalcenie"),
    "household": wordset("household huishouden haushalt menage hogar famiglia marital burgerlijke familienstand civil children kinderen"),
    "income": wordset("income salary inkomen salaris einkommen gehalt revenu salaire ingresos salario reddito stipendio dochod wynagrodzenie"),
    "origin": wordset("nationality nationaliteit nationalitat nationalite nacionalidad nazionalita narodowosc ethnicity etniciteit race"),
}
#: makers of works, and registers of them
_MAKERS = wordset(
    "artist artists author authors director directors composer maker makers creator creators writer performer kunstenaar kunstenaars auteur auteurs regisseur componist kunstler "
    "regie autor autores artista artistas "
    "regista compositore artysta rezyser kompozytor ulan viaf isni wikidata qid rkd gnd death died deathdate yearofdeath overleden sterfjaar sterbejahr deces muerte morte smierci "
    "constituentid imdb character"
)
_COUNTS = wordset("population persons people inhabitants bevolking inwoners personen einwohner habitants habitantes abitanti mieszkancy employment jobs frequency effectif")
#: counts too, where they are all the name says
_COUNT = wordset("count counts n number total aantal anzahl nombre numero liczba value waarde wert valeur valor valore wartosc freq frequentie")
#: what nobody should learn of one person
_TELLING = wordset(
    "health diagnosis disease religion politics party orientation ethnicity income salary grade gezondheid diagnose ziekte geloof religie politiek inkomen salaris cijfer "
    "gesundheit krankheit gehalt einkommen sante maladie "
    "salud enfermedad salute malattia zdrowie choroba religione religia disability handicap beperking"
)
#: one row a person: a number of each, without a word for numbers
_RESPONDENT = wordset("respondent participant patient deelnemer teilnehmer")
SOME = 3  # different values that a column needs to be a key of persons
NEARLY = 0.8  # of the rows have another value


@dataclass(frozen=True)
class Persons:
    """keys: columns that lead to a person; quasi: columns that make people look the same; telling: what would be learned of them.
    rows_are_people: is each row about one private person?"""

    table: str
    rows: int
    keys: tuple[Column, ...] = ()
    quasi: tuple[Column, ...] = ()
    telling: tuple[Column, ...] = ()
    rows_are_people: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)

    def without(self, gone: Collection[str]) -> bool:
        """Are the rows still about persons when these columns, and the keys, are left out?"""
        return _tells({kind for name, kind in self.kinds.items() if name not in gone})


def _tells(kinds: set[str]) -> bool:
    """Do these kinds of columns make a row one of a person? Two do, if one of them is not a place or a country."""
    return len(kinds) >= 2 and bool(kinds & {"age", "birth", "gender", "household", "work", "school"})


def persons(delivery: Delivery, table: str = "") -> Persons:
    """What a table tells of private persons; computed once."""
    found: Persons = delivery.once(f"persons:{table}", lambda: _persons(delivery, table))
    return found


def _persons(delivery: Delivery, table: str) -> Persons:
    columns = [c for c in delivery.of(table) if c.filled]
    rows = max((c.rows for c in columns), default=0)
    works = any(words.has(c, words.PRODUCT | words.PROJECT) and not c.numeric and c.different >= NEARLY * c.filled for c in columns)
    keys = tuple(c for c in columns if _is_key(delivery, c, works))
    public = any(words.exactly(c, _MAKERS) for c in columns) and not keys
    counted = any(c.numeric and (words.exactly(c, _COUNTS) or set(c.words) <= _COUNT) for c in columns) and not keys
    if public or counted:
        return Persons(table, rows)
    kinds = {c.full: kind for c in columns if c not in keys and (kind := _kind(c))}
    quasi = tuple(c for c in columns if c.full in kinds)
    people = (bool(keys) and bool(quasi)) or _tells(set(kinds.values()))
    telling = tuple(c for c in columns if words.exactly(c, _TELLING) and c not in keys)
    return Persons(table, rows, keys, quasi if people else (), telling, people, kinds)


def _is_key(delivery: Delivery, column: Column, works: bool) -> bool:
    """Does it lead to one person: a number of a user, a customer, a borrower, or an address? An address beside a work is that of a contact."""
    if case_of(column) == "person":
        return True
    if len(column.words) == 1 and words.exactly(column, _RESPONDENT) and not column.numeric and column.different >= NEARLY * column.filled:
        return True
    one = held(delivery).get(column.full)
    return not works and one is not None and "email" in one.rows and not one.roles and not one.texts and column.different >= SOME


def _kind(column: Column) -> str:
    """What a column says of a person: a word of ATTRIBUTES, or ""."""
    if "rating" in column.words or (column.different < 2 and column.filled > 20):
        return ""
    return next((kind for kind, names in ATTRIBUTES.items() if words.exactly(column, names)), "")
