"""Under which licence: what the owner says, what the file says, or what lies beside it. A set that states none, or reserves its rights, is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.licences import stated
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.record_rights import columns as of_records

NAME = "licence"
KIND = "rights"
TEST = "available"
TITLE = {"en": "Licence of the data", "nl": "Licentie van de gegevens"}
WHY = {
    "en": {
        "": "Nothing says under which licence this file stands. If it is yours, the choice is yours, when you share it.",
        "open": "It stands under a licence that lets anyone use it, with credit or under the same licence at most ({licence}, {where}).",
        "reserved": "Its rights are reserved ({where}). Without the owner's permission nobody may share it.",
        "none": "It is said that no licence is stated ({where}). Without a licence all rights are with the owner, so ask first.",
        "closed": "Its licence ({licence}, {where}) does not let everybody use it for everything.",
        "unclear": "Something is said of its rights ({where}), but no licence that is known here could be read in it.",
    },
    "nl": {
        "": "Nergens staat onder welke licentie dit bestand valt. Is het van u, dan is de keuze aan u, wanneer u het deelt.",
        "open": "Het staat onder een licentie waarmee iedereen het mag gebruiken, hoogstens met naamsvermelding of onder dezelfde licentie ({licence}, {where}).",
        "reserved": "De rechten zijn voorbehouden ({where}). Zonder toestemming van de eigenaar mag niemand het delen.",
        "none": "Er staat dat er geen licentie is opgegeven ({where}). Zonder licentie liggen alle rechten bij de eigenaar, dus vraag het eerst.",
        "closed": "De licentie ({licence}, {where}) laat niet iedereen het voor alles gebruiken.",
        "unclear": "Er staat iets over de rechten ({where}), maar er viel geen licentie in te lezen die hier bekend is.",
    },
}
WAY_OUT = {
    "en": {
        "": "Choose one when you share it: CC0 for facts, CC BY if you want to be named.",
        "open": "Nothing to do but keep to it.",
        "reserved": "Ask the owner for a licence in writing, or describe the set without its rows.",
        "none": "Ask the owner which licence applies, in writing, or describe the set without its rows.",
        "closed": "Ask the owner for CC0 or CC BY, or describe the set without its rows.",
        "unclear": "State the licence by its address, such as https://creativecommons.org/licenses/by/4.0/.",
    },
    "nl": {
        "": "Kies er een wanneer u het deelt: CC0 voor feiten, CC BY als u genoemd wilt worden.",
        "open": "Niets te doen, behalve u eraan houden.",
        "reserved": "Vraag de eigenaar schriftelijk om een licentie, of beschrijf de set zonder de rijen.",
        "none": "Vraag de eigenaar schriftelijk welke licentie geldt, of beschrijf de set zonder de rijen.",
        "closed": "Vraag de eigenaar om CC0 of CC BY, of beschrijf de set zonder de rijen.",
        "unclear": "Noem de licentie bij haar adres, zoals https://creativecommons.org/licenses/by/4.0/.",
    },
}
SOURCE = "Open Definition 2.1, section 1.1 (open licence), opendefinition.org; Berne Convention, article 5(2): rights need no notice"
GOOD = ({"title": ["Example A"], "year": ["1990"]}, {"title": ["Example A"], "license": ["https://creativecommons.org/publicdomain/zero/1.0/"]})
BAD = ({"title": ["Example A"], "year": ["1990"]},)


def look(delivery: Delivery) -> Iterable[Found]:
    """One finding about the whole; what records say of themselves is the rule record-rights."""
    said = delivery.context.licence.strip()
    where = delivery.context.licence_from or "as stated"
    for column in of_records(delivery) if not said else ():
        if column.different == 1 and column.filled == column.rows:  # the same on every record: it is that of the whole
            said, where = column.values[0], column.full
    if not said:
        yield Found(state="not checked")
        return
    found = stated(said)
    if found is None:
        yield Found(state="finding", verdict="ASK", case="unclear", says={"where": where})
        return
    says = {"where": where, "licence": found.uri or ""}
    if found.open:
        yield Found(state="pass", case="open", says=says)
    elif found.kind in ("none stated", "reserved"):
        yield Found(verdict="ASK", case="none" if found.kind == "none stated" else "reserved", says=says, count=delivery.rows)
    else:
        yield Found(verdict="ASK", case="closed" if found.uri and found.kind != "unknown" else "unclear", says=says, count=delivery.rows)
