"""Numbers that lead to a person: of a user, a customer, an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import held
from intarsia.shelf.rules.personkeys import case_of, nameless

NAME = "person-key"
KIND = "identifier"
TEST = "sensitive"
TITLE = {"en": "Numbers of persons and orders", "nl": "Nummers van personen en bestellingen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "person": "One value per person, {different} of them: whoever has another file with the same numbers knows who did what, and many rows of one person give away who it is.",
        "order": "One value per order, {different} of them: it leads back to the buyer in the system that made it.",
        "unnamed": "The names of the columns say nothing, and their values come back row after row. Whether one of them stands for persons could not be checked.",
    },
    "nl": {
        "person": "Eén waarde per persoon, {different} in totaal: wie een ander bestand met dezelfde nummers heeft, weet wie wat deed, en veel rijen van één persoon verraden wie het is.",
        "order": "Eén waarde per bestelling, {different} in totaal: die leidt terug naar de koper in het systeem waar ze vandaan komt.",
        "unnamed": "De namen van de kolommen zeggen niets, en hun waarden komen rij na rij terug. Of een ervan voor personen staat, was niet te controleren.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "person": "Leave the number out, or count: how many of each kind. Giving each person another number (hashing) does not help: whoever can list the numbers can do the same.",
        "order": "Leave the number out; no count needs it.",
        "unnamed": "Give the columns names that say what they are, or sign that no row is about a person.",
    },
    "nl": {
        "person": "Laat het nummer weg, of tel: hoeveel van elke soort. Elke persoon een ander nummer geven (hashen) helpt niet: wie de nummers kan opsommen, kan hetzelfde doen.",
        "order": "Laat het nummer weg; geen telling heeft het nodig.",
        "unnamed": "Geef de kolommen namen die zeggen wat ze zijn, of teken ervoor dat geen rij over een persoon gaat.",
    },
}
SOURCE = "Narayanan & Shmatikov, Robust De-anonymization of Large Sparse Datasets (2008); Article 29 Working Party, Opinion 05/2014 on anonymisation techniques"
#: different values from which on a column of codes may stand for persons
SOME = 10
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"ConstituentID": ["1", "2", "3"], "DisplayName": ["A", "B", "C"], "ULAN": ["500003363", "500042413", "500003364"]},
    {"order": ["1", "2", "3"], "chapter": ["A", "B", "C"]},
    {"isbn": ["9780140449136", "9780306406157"], "work_id": ["12", "13"]},
    {"visitors": ["100", "200", "300"], "members": ["10", "20", "30"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"user_id": ["1", "1", "2", "2", "3"], "book_id": ["5", "7", "5", "9", "7"], "rating": ["4", "5", "2", "3", "4"]},
    {"klantnummer": ["K100", "K101", "K102"], "bedrag": ["1", "2", "3"]},
    {"order_no": ["W26001", "W26002", "W26003"], "quantity": ["1", "2", "3"]},
    {"numero_de_commande": ["C-1001", "C-1002", "C-1003"]},
    {"userId": ["aa81", "bb92", "cc03"], "track": ["x", "y", "z"]},
    {"user_id": ["1001", "1002", "1003"], "item_id": ["5", "7", "5"], "liked_at": ["2026-01-01", "2026-01-02", "2026-01-03"]},
    {"patron": ["10000021", "10000022", "10000023"], "title": ["A", "B", "C"]},
    {"lidnr": ["1001", "1002", "1003"], "woonplaats": ["A", "B", "C"]},
    {"username": ["reader", "bookworm", "nightowl"], "isbn": ["9780140449136", "9780306406157", "9780306406157"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns whose name and values are numbers of persons or of what they ordered."""
    for column in delivery.columns:
        case = case_of(column)
        if case and not _addresses(delivery, column):
            name = (column.full,)
            yield Found(name, verdict="OPEN AFTER", count=column.filled, case=case, says={"different": column.different}, remedies=(Proposal("leave-out", name),))
    for table in sorted({column.table for column in delivery.columns}):
        yield from _unnamed(delivery.of(table))


def _unnamed(columns: list[Column]) -> Iterator[Found]:
    """A table of which no column's name says anything, with keys that come back: likes, ratings or loans look so."""
    filled = [column for column in columns if column.filled]
    if not filled or not all(map(nameless, filled)):
        return
    keys = tuple(c.full for c in filled if c.looks_like in ("integer", "code") and SOME < c.different < c.filled)
    if keys:
        yield Found(keys, "not checked", "OPEN AFTER", case="unnamed", remedies=(Proposal("leave-out", keys),))


def _addresses(delivery: Delivery, column: Column) -> bool:
    """Does it hold addresses, cards or the like? Then the rule for those tells of it."""
    one = held(delivery).get(column.full)
    return one is not None and bool(set(one.rows) & {"email", "phone", "iban", "payment-card", "ip-address"})
