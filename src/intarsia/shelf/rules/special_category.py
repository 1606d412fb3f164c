"""Health, religion, ethnicity, orientation, politics, union: what the law protects most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.engine.duckdb import identifier
from intarsia.personal import special
from intarsia.shelf.rules import words
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import is_text
from intarsia.shelf.rules.scene import CONTENT, Scene, is_remark, scene
from intarsia.text import fold, wordset

NAME = "special-category"
KIND = "special-category"
TEST = "sensitive"
TITLE = {"en": "Special categories of personal data", "nl": "Bijzondere persoonsgegevens"}
_ABOUT = {
    "en": {"health": "health", "religion": "religion or belief", "ethnicity": "ethnic origin", "orientation": "sexual orientation", "politics": "political opinion",
    "union": "membership of a trade union"},
    "nl": {"health": "gezondheid", "religion": "geloof of levensovertuiging", "ethnicity": "afkomst", "orientation": "seksuele gerichtheid", "politics": "politieke opvatting",
    "union": "lidmaatschap van een vakbond"},
}  # fmt: skip
#: the same after "over" and before "van", where Dutch wants its article
_THE = {"health": "de gezondheid", "religion": "het geloof of de levensovertuiging", "ethnicity": "de afkomst", "orientation": "de seksuele gerichtheid",
        "politics": "de politieke opvatting", "union": "het vakbondslidmaatschap"}  # fmt: skip
_WHY = {
    "en": {
        "column": "This column tells something about {rows:# person|# persons}: {about}. As a rule the law forbids sharing that without explicit consent, for well-known persons too.",
        "text": "{rows:# remark tells|# remarks tell} something about somebody: {about}.",
        "fictional": "This column tells of {about}, but of characters in works: they are no real persons.",
        "counts": "This column tells of {about} in a table of counts: no row is about a person.",
        "unsure": "The name of this column may be about {about}. Its values do not look like it, but nobody looked at each of them.",
    },
    "nl": {
        "column": "Deze kolom zegt iets over {the} van {rows:# persoon|# personen}. In de regel verbiedt de wet dat te delen zonder uitdrukkelijke toestemming, ook bij bekende personen.",
        "text": "{rows:# opmerking zegt|# opmerkingen zeggen} iets over {the} van iemand.",
        "fictional": "Deze kolom gaat over {the} van personages in werken: dat zijn geen echte personen.",
        "counts": "Deze kolom gaat over {about} in een tabel met aantallen: geen rij gaat over een persoon.",
        "unsure": "De naam van deze kolom kan over {about} gaan. De waarden zien er niet zo uit, maar niemand heeft elke waarde bekeken.",
    },
}
_WAY_OUT = {
    "en": {
        "column": "Leave the column out, or count persons over the whole file in a table of its own.",
        "text": "Leave the remarks out.",
        "fictional": "Nothing needs to be done.",
        "counts": "Nothing needs to be done here; small counts are looked at by themselves.",
        "unsure": "Nothing needs to be done if the name means something else.",
    },
    "nl": {
        "column": "Laat de kolom weg, of tel personen over het hele bestand in een eigen tabel.",
        "text": "Laat de opmerkingen weg.",
        "fictional": "Er hoeft niets te gebeuren.",
        "counts": "Hier hoeft niets te gebeuren; naar kleine aantallen wordt apart gekeken.",
        "unsure": "Er hoeft niets te gebeuren als de naam iets anders betekent.",
    },
}


def _each(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The texts of each case for each category, in its language's own words."""
    return {
        lang: {f"{case} {category}": text.replace("{about}", word).replace("{the}", _THE[category]) for case, text in cases.items() for category, word in _ABOUT[lang].items()}
        for lang, cases in texts.items()
    }


WHY: Mapping[str, str | Mapping[str, str]] = _each(_WHY)
WAY_OUT: Mapping[str, str | Mapping[str, str]] = _each(_WAY_OUT)
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 9; OT v Vyriausioji tarnybines etikos komisija, C-184/20"
#: columns that count persons
COUNTED = wordset("population count counts persons people inhabitants number total aantal aantallen anzahl bevolking inwoners einwohner nombre effectif habitantes abitanti liczba "
"employment jobs frequency")
SAMPLE = 300
ANSWERS = wordset("yes no y n true false t f 0 1 ja nee nein j oui non o si tak nie x")
#: share of the values that must be of a category: where the name agrees, and where it does not
SOME, MOST = 0.1, 0.6
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"title": ["A", "B"], "orientation": ["portrait", "landscape"]},
    {"title": ["Saint Jerome", "The church at dusk", "Portrait of a blind man"], "artist": ["A", "B", "C"], "subject": ["religion and belief", "health", "Catholic church"]},
    {"horse": ["A", "B"], "race": ["Derby", "Oaks"]},
    {"object": ["1", "2"], "condition": ["good", "fair"]},
    {"religion": ["Catholic", "Muslim"], "population": ["100000", "20000"], "country": ["NL", "NL"]},
    {"name": ["X", "Y"], "GSM": ["Bisexual Characters", "Homosexual Characters"], "ALIGN": ["Good Characters", "Bad Characters"]},
    {"remark": ["Please send the invoice", "Guided tour in English"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"name": ["A", "B", "C"], "orientation": ["heterosexual", "gay", "bisexual"]},
    {"winner": ["A", "B"], "religion": ["Na", "Roman Catholic"], "race_ethnicity": ["White", "Black"]},
    {"subject": ["A", "B", "C"], "x7": ["African American", "White", "Hispanic"]},
    {"opmerking": ["Een leerling heeft epilepsie", "Graag een factuur"]},
    {"lid": ["1", "2"], "vakbond": ["FNV", "CNV"]},
    {"senator": ["A", "B"], "party": ["Republican", "Democrat"]},
    {"nom": ["A", "B"], "état de santé": ["diabète", "aucun"]},
    {"title": ["A", "B"], "subject_race": ["African American", "Asian American"], "person_of_color": ["1", "0"]},
    {"name": ["A", "B", "C"], "jewish": ["TRUE", "FALSE", "FALSE"]},
    {"winner": ["A", "B", "C", "D"], "group": ["White", "Black", "Asian", "Hispanic"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns whose name or values are of a special category, and remarks that tell of one."""
    for column in delivery.columns:
        if not column.filled:
            continue
        where = scene(delivery, column.table)
        category, state, case = _of(delivery, column, where)
        if category:
            yield _told(column, category, state, case)
        elif column.looks_like in ("text", "code") and (is_remark(column) or (where.private and not words.exactly(column, CONTENT) and is_text(column))):
            yield from _remarks(delivery, column)


def _told(column: Column, category: str, state: str, case: str) -> Found:
    name = (column.full,)
    says = {"rows": column.filled, "category": category}
    if state == "finding":
        return Found(name, verdict="OPEN AFTER", count=column.filled, case=f"{case} {category}", says=says, parameters={"category": category}, remedies=(Proposal("leave-out", name),))
    return Found(name, state, count=column.filled, case=f"{case} {category}", says=says, parameters={"category": category})


def _of(delivery: Delivery, column: Column, where: Scene) -> tuple[str, str, str]:
    """The category of a column with the state and the case of what is to be said; "" without one."""
    by_name, sure = special.header(column.words)
    by_value, share = special.values(column.values[:SAMPLE])
    if not by_name and _yes_or_no(column):
        by_name, share = special.values((" ".join(column.words),))
        by_name = "ethnicity" if column.words in (("asian",), ("aziatisch",), ("asiatisch",), ("asiatique",)) else by_name
        sure = bool(by_name)
    if words.exactly(column, CONTENT) and not (sure and by_name):
        return "", "", ""  # what a work is about tells nothing of its maker
    agrees = bool(by_value) and share >= (SOME if by_name == by_value else MOST)
    category = by_value if agrees else by_name if by_name and (sure or _says(by_name, column)) else ""
    if not category:
        return (by_name, "note", "unsure") if by_name and where.private else ("", "", "")
    if _fictional(column):
        return category, "note", "fictional"
    if not where.private and _counted(delivery, column.table):
        return category, "note", "counts"
    return category, "finding", "column"


def _yes_or_no(column: Column) -> bool:
    """Does it hold a yes or a no, so that its name says what is told of each?"""
    return {fold(value) for value in column.values} <= ANSWERS


def _says(category: str, column: Column) -> bool:
    """Is there any value of that category in a column with a name that may mean it?"""
    return any(special.values((value,))[0] == category for value in column.values[:SAMPLE])


def _fictional(column: Column) -> bool:
    values = column.values[:SAMPLE]
    return sum("character" in fold(value) for value in values) > len(values) / 2


def _counted(delivery: Delivery, table: str) -> bool:
    """Is it a table of counts, with no column that tells its rows apart as persons or works?"""
    columns = delivery.of(table)
    named = any(c.looks_like in ("text", "code") and c.different > 0.5 * c.rows and c.rows > 5 for c in columns)
    return not named and any(c.numeric and words.exactly(c, COUNTED) for c in columns)


def _remarks(delivery: Delivery, column: Column) -> Iterator[Found]:
    """Remarks that tell of a category, with their lines."""
    name = identifier(column.name)
    for category in special.REMARKS:
        condition = special.remarks(category, name)
        rows = delivery.count(condition, column.table)
        if rows:
            says = {"rows": rows, "category": category}
            yield Found((column.full,), verdict="OPEN AFTER", count=rows, lines=delivery.lines(condition, column.table), case=f"text {category}", says=says,
            parameters={"category": category},
                        remedies=(Proposal("leave-out", (column.full,)),))
