"""What a contract may forbid: figures bought from a supplier, and rows that somebody marked as confidential."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier, quote
from intarsia.shelf.rules.about import about
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.database_right import sources
from intarsia.shelf.rules.delivery import Delivery
from intarsia.text import fold, wordset

NAME = "contract"
KIND = "rights"
TEST = "available"
TITLE = {"en": "What a contract may forbid", "nl": "Wat een contract kan verbieden"}
WHY = {
    "en": {
        "": "A file cannot tell whether a contract with an artist, a licensor or a supplier forbids sharing any of this.",
        "supplier": "These figures seem to come from a company that sells them. Its contract most often forbids passing them on, even where some of them are public.",
        "marked": 'A mark such as "confidential" or "not for publication" stands in {count} of the rows. Most likely somebody was promised that.',
    },
    "nl": {
        "": "Uit een bestand blijkt niet of een contract met een kunstenaar, licentiegever of leverancier verbiedt hier iets van te delen.",
        "supplier": "Deze cijfers lijken afkomstig van een bedrijf dat ze verkoopt. Het contract daarmee verbiedt meestal ze door te geven, ook als een deel ervan openbaar is.",
        "marked": 'Bij {count} van de rijen staat een aanduiding zoals "vertrouwelijk" of "niet voor publicatie". Waarschijnlijk is dat aan iemand beloofd.',
    },
}
WAY_OUT = {
    "en": {
        "": "If you signed one for this data, look it up before you share.",
        "supplier": "Leave the column out, or show the clause that allows it.",
        "marked": "Ask whoever marked them, or describe the set without its rows.",
    },
    "nl": {
        "": "Hebt u er voor deze gegevens een getekend, kijk het dan na voordat u deelt.",
        "supplier": "Laat de kolom weg, of wijs de bepaling aan die het toestaat.",
        "marked": "Vraag het aan wie dat erbij zette, of beschrijf de set zonder de rijen.",
    },
}
SOURCE = "Directive 96/9/EC, articles 8 and 15 (what a contract may and may not forbid); Directive (EU) 2016/943 on trade secrets, article 2"
GOOD = ({"title": ["Example A", "Example B"], "viewers": ["10", "20"]}, {"title": ["Confidential Agent", "Top Secret"], "year": ["1945", "1984"]})
BAD = (
    {"title": ["Example A", "Example B"], "nielsen_rating": ["1.2", "2.3"]},
    {"titel": ["Voorbeeld A", "Voorbeeld B", "Voorbeeld C"], "status": ["vertrouwelijk", "openbaar", "openbaar"], "oplage": ["1", "2", "3"]},
)
#: companies that sell figures on culture and media
SUPPLIERS = wordset("nielsen gfk comscore rentrak kantar gracenote statista ipsos luminate soundscan bookscan circana npd imdbpro mediacontrol chartmetric bookdata parrot omdia ampere")
_MARKED = re.compile(
    r"(?:strictly |company )?(?:confidential|secret|internal only|internal use only|not for publication|do not publish|under nda|nda)|(?:strikt |streng "
    r")?(?:vertrouwelijk|vertraulich)|geheim|"
    r"niet openbaar|niet voor publicatie|nicht offentlich|nur intern|confidentiel|non public|confidencial|no publicar|riservato|non pubblicare|poufne|nie publikowac"
)
FEW = 20  #: different values of a column of marks


def look(delivery: Delivery) -> Iterable[Found]:
    """Columns of suppliers, rows that are marked, else that nobody checked."""
    found = False
    for column in delivery.columns:
        if column.filled and (set(column.words) & SUPPLIERS or (column in sources(delivery) and any(set(fold(v).split()) & SUPPLIERS for v in column.values))):
            found = True
            yield Found((column.full,), verdict="OPEN AFTER", case="supplier", count=column.filled, remedies=(Proposal("leave-out", (column.full,)),))
        marked = [v for v in column.values if len(v) < 60 and _MARKED.fullmatch(fold(v).strip(" .!"))] if column.different <= FEW and about(column) not in ("title", "name", "genre") else []
        if marked:
            found = True
            condition = f"{identifier(column.name)} IN ({', '.join(map(quote, marked))})"
            yield Found((column.full,), verdict="ASK", case="marked", count=delivery.count(condition, column.table), lines=delivery.lines(condition, column.table))
    if not found:
        yield Found(state="not checked")
