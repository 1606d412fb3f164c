"""Which columns hold numbers that lead to a person: by their name in seven languages, and by what their values look like."""

from __future__ import annotations

from intarsia.shelf.rules import words
from intarsia.shelf.rules.delivery import Column
from intarsia.text import wordset

LEAST = 3  # different values that a key of persons has
PERSONS = wordset(
    "user users userid customer customerid client clientid buyer member memberid visitor visitorid borrower borrowerid patron patronid subscriber subscriberid account accountid "
    "session sessionid device deviceid cookie cookieid participant respondent "
    "patient student studentid pupil employee employeeid staff donor contact person personid reviewer listener viewer guest ticketholder "
    "gebruiker gebruikersnummer gebruikersid klant klantnummer klantnr klantid lid lidnummer bezoeker lener lenernummer abonnee abonneenummer deelnemer respondent leerling "
    "leerlingnummer medewerker personeelsnummer pasnummer "
    "kunde kundennummer kundennr benutzer benutzernummer mitglied mitgliedsnummer besucher teilnehmer utilisateur adherent abonne visiteur usuario usuaria cliente socio alumno utente "
    "iscritto socio visitatore "
    "uzytkownik uzytkownika klient klienta czlonek czytelnik pracownik"
)
KEYS = wordset("id ids nr no num number key code hash uuid guid nummer numer numero numeru token pseudonym userid customerid memberid sessionid deviceid hashed")
COUNTED = wordset("count counts total number_of aantal anzahl nombre rating ratings score votes type kind country age")


def case_of(column: Column) -> str:
    """"person" or "order" where the column holds such numbers, else ""."""
    if not column.filled or column.different < LEAST or column.looks_like in ("date", "year"):
        return ""
    if is_order(column):
        return "order"
    if not set(column.words) & PERSONS or set(column.words) & COUNTED:
        return ""
    keyed = bool(set(column.words) & KEYS) or any(word.endswith(ends) for word in column.words for ends in ("nummer", "nr", "id", "code"))
    # a column called "user" of many different values or codes is a key too; "members" of numbers is a count
    return "person" if keyed or (coded(column) and not column.numeric) else ""


def is_order(column: Column) -> bool:
    """Is it the number of an order, a booking or a payment?"""
    if not words.exactly(column, words.ORDER) or column.different < 3:
        return False
    return coded(column) and (len(column.words) > 1 or not column.numeric)


def coded(column: Column) -> bool:
    """Are its values codes: digits with or without letters, and no spaces?"""
    sample = column.values[:100]
    return bool(sample) and sum(any(map(str.isdigit, v)) and " " not in v and 2 < len(v) < 41 for v in sample) >= 0.9 * len(sample) and column.looks_like not in ("date", "number", "year")
