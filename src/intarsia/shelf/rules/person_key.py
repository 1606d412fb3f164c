"""Numbers that lead to a person: of a user, a customer, an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import held
from intarsia.shelf.rules.personkeys import case_of

NAME = "person-key"
KIND = "identifier"
TEST = "sensitive"
TITLE = {"en": "Numbers of persons and orders", "nl": "Nummers van personen en bestellingen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "person": "One value per person, {different} of them: who has another file with the same numbers knows who did what, and many rows of one person give away who it is.",
        "order": "One value per order, {different} of them: it leads back to the buyer in the system that made it.",
    },
    "nl": {
        "person": "Eén waarde per persoon, {different} in totaal: wie een ander bestand met dezelfde nummers heeft, weet wie wat deed, en veel rijen van één persoon verraden wie het is.",
        "order": "Eén waarde per bestelling, {different} in totaal: die leidt terug naar de koper in het systeem dat hem maakte.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "person": "Leave the number out, or count: how many of each kind. Another number for each person (hashing) does not help: who can list the numbers hashes them too.",
        "order": "Leave the number out; no count needs it.",
    },
    "nl": {
        "person": "Laat het nummer weg, of tel: hoeveel van elke soort. Een ander nummer per persoon (hashen) helpt niet: wie de nummers kan opsommen, hasht ze ook.",
        "order": "Laat het nummer weg; geen telling heeft het nodig.",
    },
}
SOURCE = "Narayanan & Shmatikov, Robust De-anonymization of Large Sparse Datasets (2008); Article 29 Working Party, Opinion 05/2014 on anonymisation techniques"
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
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns whose name and values are numbers of persons or of what they ordered."""
    for column in delivery.columns:
        case = case_of(column)
        if case and not _addresses(delivery, column):
            name = (column.full,)
            yield Found(name, verdict="OPEN AFTER", count=column.filled, case=case, says={"different": column.different}, remedies=(Proposal("leave-out", name),))


def _addresses(delivery: Delivery, column: Column) -> bool:
    """Does it hold addresses, cards or the like? Then the rule for those tells of it."""
    one = held(delivery).get(column.full)
    return one is not None and bool(set(one.rows) & {"email", "phone", "iban", "payment-card", "ip-address"})
