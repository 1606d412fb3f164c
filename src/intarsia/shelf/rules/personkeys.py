"""Which columns hold numbers that lead to a person: by their name in seven languages, and by what their values look like."""

from __future__ import annotations

import re

from intarsia.shelf.rules import words
from intarsia.shelf.rules.delivery import Column
from intarsia.text import wordset

LEAST = 3  # different values that a key of persons has
PERSONS = wordset(
    "user users userid customer customerid client clientid buyer member memberid visitor visitorid borrower borrowerid patron patronid subscriber subscriberid account accountid "
    "rater voter castaway contestant session sessionid device deviceid cookie cookieid participant respondent "
    "patient student studentid pupil employee employeeid staff donor contact person personid reviewer listener viewer guest ticketholder "
    "gebruiker gebruikersnummer gebruikersid klant klantnummer klantnr klantid lid lidnummer bezoeker lener lenernummer abonnee abonneenummer deelnemer respondent leerling "
    "leerlingnummer medewerker personeelsnummer pasnummer "
    "kunde kundennummer kundennr benutzer benutzernummer mitglied mitgliedsnummer besucher teilnehmer utilisateur adherent abonne visiteur usuario usuaria cliente socio alumno utente "
    "iscritto socio visitatore "
    "uzytkownik uzytkownika klient klienta czlonek czytelnik pracownik"
)
#: one person in the singular: numbers in a column of that name alone are numbers of persons, and no counts
ONE = wordset(
    "user uid customer client buyer member visitor borrower patron subscriber participant respondent patient reviewer rater voter donor ticketholder "
    "gebruiker klant lid bezoeker lener abonnee deelnemer leerling kunde utilisateur visiteur usuario cliente socio alumno utente iscritto visitatore uzytkownik klient czlonek"
)
#: what people call themselves where they log in
ALIASES = wordset("username usernames nickname screenname login gebruikersnaam benutzername pseudonyme nomeutente")
ALIAS_PAIRS = (("user", "name"), ("nick", "name"), ("screen", "name"), ("display", "handle"))
#: how a word for a number ends, behind the word for the person: "lidnr", "klantnummer", "memberid"
ENDS = ("nummer", "numer", "nr", "id", "code", "key", "hash")
#: two words that say it together
BY_PAIR = (("card", "holder"), ("library", "card"), ("contestant", "id"), ("castaway", "id"), ("candidate", "id"), ("applicant", "id"))
KEYS = wordset("id ids nr no num number key code hash uuid guid nummer numer numero numeru token pseudonym userid customerid memberid sessionid deviceid hashed")
COUNTED = wordset("count counts total number_of aantal anzahl nombre rating ratings score votes type kind country age")


def case_of(column: Column) -> str:
    """"person" or "order" where the column holds such numbers, else ""."""
    if not column.filled or column.different < LEAST or set(column.words) & COUNTED:
        return ""
    if column.looks_like in ("date", "year") and not _digits(column):
        return ""
    if is_order(column):
        return "order"
    if _alias(column):
        return "person"
    named = bool(set(column.words) & PERSONS) or any(_person_number(word) for word in column.words)
    if column.words in (("uid",),) and column.different < column.filled:
        return "person"  # it comes back: not the number of the row itself
    if not named and not any(set(pair) <= set(column.words) for pair in BY_PAIR):
        return ""
    keyed = bool(set(column.words) & KEYS) or any(word.endswith(ends) for word in column.words for ends in ENDS)
    # a column called "user" of many different values or codes is a key too; "members" of numbers is a count
    alone = len(column.words) == 1 and column.words[0] in ONE and column.looks_like != "number"
    return "person" if keyed or (alone and _digits(column)) or (coded(column) and not column.numeric) else ""


def _digits(column: Column) -> bool:
    """Are its values whole numbers? Numbers of persons between 1000 and 2999 look like years, longer ones like dates."""
    sample = column.values[:100]
    return bool(sample) and all(value.strip().isdigit() for value in sample)


def _person_number(word: str) -> bool:
    """Is it a word for a person with one for a number behind it?"""
    return any(word.endswith(end) and word.removesuffix(end).removesuffix("s") in PERSONS for end in ENDS)


def _alias(column: Column) -> bool:
    """Is it what people call themselves where they log in?"""
    said = set(column.words) & ALIASES or any(set(pair) <= set(column.words) for pair in ALIAS_PAIRS)
    return bool(said) and column.looks_like in ("text", "code")


def is_order(column: Column) -> bool:
    """Is it the number of an order, a booking or a payment?"""
    if not words.exactly(column, words.ORDER) or column.different < 3:
        return False
    return coded(column) and (len(column.words) > 1 or not column.numeric)


def coded(column: Column) -> bool:
    """Are its values codes: digits with or without letters, and no spaces?"""
    sample = column.values[:100]
    return bool(sample) and sum(any(map(str.isdigit, v)) and " " not in v and 2 < len(v) < 41 for v in sample) >= 0.9 * len(sample) and column.looks_like not in ("date", "number", "year")


def nameless(column: Column) -> bool:
    """Does its name say nothing: a letter or two, a number, "column 3"?"""
    said = " ".join(column.words)
    return re.fullmatch(r"(?:(?:col|column|field|var|kolom|veld|spalte|feld|colonne|champ|columna|campo|colonna|kolumna|pole|unnamed|c|f|v)? ?)?[0-9 ]*|[a-z]", said) is not None
