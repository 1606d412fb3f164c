"""The sentences of a check, in each language that rules speak. Nothing here is about one file: names and numbers are filled in."""

from __future__ import annotations

from typing import Any

from intarsia.shelf.rules.base import TESTS
from intarsia.triage.wording import filled

#: what everybody calls a verdict
WORDS = {
    "en": {"OPEN": "Share it", "OPEN AFTER": "Share it after {changes}", "POOLED ONLY": "Only together with others", "ASK": "Ask us", "DESCRIBE ONLY": "Describe it only"},
    "nl": {"OPEN": "Delen kan", "OPEN AFTER": "Delen kan na {changes}", "POOLED ONLY": "Alleen samen met anderen", "ASK": "Vraag het ons", "DESCRIBE ONLY": "Alleen beschrijven"},
}
CHANGES = {"en": ("one change", "{n} changes"), "nl": ("één wijziging", "{n} wijzigingen")}
SIGNATURE = {"en": "somebody has looked and signed", "nl": "iemand heeft gekeken en getekend"}
#: one sentence for each verdict; `why` ends it with the reason
SENTENCES = {
    "en": {
        "OPEN": "No rule asks for a change in {columns:# column|# columns} and {rows:# record|# records}.",
        "OPEN AFTER": "What stands in the way can be taken out: {acts}.",
        "signed": "No rule asks for a change, but somebody must look at what could not be checked, and sign: {titles}.",
        "POOLED ONLY": "These columns show the trade of single businesses: {names}. They can leave only as totals together with others.",
        "ASK": "Somebody must be asked first ({titles}: {names}). Describe it, and say whom to ask.",
        "DESCRIBE ONLY": "What was found cannot be taken out without losing what others could use ({titles}: {names}). Say that it exists, and why it stays.",
        "useless": "After the changes nothing is left that others could use ({titles}: {names}). Say that it exists, and why it stays.",
        "rest": "After the changes suggested below, these columns could be shared: {rest}.",
    },
    "nl": {
        "OPEN": "Geen enkele regel vraagt om een wijziging in {columns:# kolom|# kolommen} en {rows:# record|# records}.",
        "OPEN AFTER": "Wat in de weg staat, kan eruit: {acts}.",
        "signed": "Geen enkele regel vraagt om een wijziging, maar iemand moet kijken naar wat niet gecontroleerd kon worden, en tekenen: {titles}.",
        "POOLED ONLY": "Uit deze kolommen is de handel van afzonderlijke bedrijven af te lezen: {names}. Ze kunnen alleen naar buiten als totalen samen met anderen.",
        "ASK": "Dit moet eerst aan iemand worden gevraagd ({titles}: {names}). Beschrijf het, en zeg aan wie men het kan vragen.",
        "DESCRIBE ONLY": "Wat er gevonden is, kan er niet uit zonder te verliezen waar anderen iets aan hebben ({titles}: {names}). Zeg dat het bestaat, en waarom het blijft.",
        "useless": "Na de wijzigingen blijft er niets over waar anderen iets aan hebben ({titles}: {names}). Zeg dat het bestaat, en waarom het blijft.",
        "rest": "Na de wijzigingen hieronder kunnen deze kolommen gedeeld worden: {rest}.",
    },
}
#: the five tests of low risk, in the words and order of the mission
TEST_TITLES = {
    "en": ("publicly available", "reliable", "relevant", "without critical competitive value", "without sensitive information"),
    "nl": ("openbaar beschikbaar", "betrouwbaar", "relevant", "zonder kritieke concurrentiewaarde", "zonder gevoelige informatie"),
}
SAYS = {
    "en": {
        "finding": "{titles}.",
        "pass": "Rules that looked: {rules}. None asks for a change.",
        "unchecked": "Not checked: {titles}.",
        "unasked": "No rule looks at this yet.",
        "note": "Worth knowing: {titles}.",
    },
    "nl": {
        "finding": "{titles}.",
        "pass": "Regels die hebben gekeken: {rules}. Geen ervan vraagt om een wijziging.",
        "unchecked": "Niet gecontroleerd: {titles}.",
        "unasked": "Nog geen enkele regel kijkt hiernaar.",
        "note": "Goed om te weten: {titles}.",
    },
}
NOT_CHECKED = {
    "en": {
        "unknown": "Whether these rows can be joined with files that nobody here knows.",
        "columns": "{n:# column|# columns} beyond the first {most} {n:was|were} not looked at.",
        "rejected": "Records that could not be read, so that no rule saw them: {n}.",
        "signed": "Nobody has signed for this verdict: it is what the rules say.",
        "lists": "Lists inside the records are left out of a safer copy, which has one table.",
    },
    "nl": {
        "unknown": "Of deze rijen te koppelen zijn aan bestanden die hier niemand kent.",
        "columns": "Naar {n:# kolom|# kolommen} na de eerste {most} is niet gekeken.",
        "rejected": "Records die niet gelezen konden worden, zodat geen regel ze gezien heeft: {n}.",
        "signed": "Niemand heeft voor dit oordeel getekend: het is wat de regels zeggen.",
        "lists": "Lijsten binnen de records komen niet in een veiligere kopie, want die heeft één tabel.",
    },
}
KEEPS = {"en": "keeps {share} % of what the file tells", "nl": "behoudt {share} % van wat het bestand vertelt"}
#: the words of findings, as a table shows them
FINDINGS = {
    "en": {
        "none": "",
        "identifier": "identifier",
        "personal": "personal data",
        "quasi-identifier": "points at someone",
        "special-category": "special category",
        "children": "children",
        "competitive": "competitive",
        "unannounced": "unannounced",
        "stale-later": "recent",
        "rights": "rights",
        "quality": "quality",
        "relevance": "relevance",
        "availability": "availability",
    },
    "nl": {
        "none": "",
        "identifier": "sleutel",
        "personal": "persoonsgegeven",
        "quasi-identifier": "wijst iemand aan",
        "special-category": "bijzonder persoonsgegeven",
        "children": "kinderen",
        "competitive": "concurrentiegevoelig",
        "unannounced": "onaangekondigd",
        "stale-later": "recent",
        "rights": "rechten",
        "quality": "kwaliteit",
        "relevance": "relevantie",
        "availability": "beschikbaarheid",
    },
}
#: of the page and the terminal
LABELS = {
    "en": {
        "column": "column",
        "looks": "looks like",
        "finding": "finding",
        "release": "suggested release",
        "records": "{n:# record|# records}",
        "columns": "{n:# column|# columns}",
        "unreadable": "{n} unreadable",
        "read": "read as {format}",
        "tests": "Five tests of low risk",
        "not_checked": "What was not checked",
        "findings": "Why, and the way out",
        "charts": "What your own file already tells",
        "as_is": "as it is",
        "sign": "look and sign",
        "pool": "together with others",
        "ask": "ask first",
        "rule": "Rule",
        "source": "Source",
        "lines": "lines {lines}",
        "more": "and {n} more",
        "parameters": "with {parameters}",
        "notes": "Worth knowing",
        "after": "With these changes: {words}.",
        "rival": "What a rival learns",
        "made": "Looked at on {day} by Intarsia {version}. Nothing of the file was kept or sent.",
        "drift": "What changed",
    },
    "nl": {
        "column": "kolom",
        "looks": "lijkt op",
        "finding": "bevinding",
        "release": "voorgestelde vorm",
        "records": "{n:# record|# records}",
        "columns": "{n:# kolom|# kolommen}",
        "unreadable": "{n} onleesbaar",
        "read": "gelezen als {format}",
        "tests": "Vijf toetsen op laag risico",
        "not_checked": "Wat niet is gecontroleerd",
        "findings": "Waarom, en de uitweg",
        "charts": "Wat uw eigen bestand al vertelt",
        "as_is": "zoals het is",
        "sign": "bekijken en tekenen",
        "pool": "samen met anderen",
        "ask": "eerst vragen",
        "rule": "Regel",
        "source": "Bron",
        "lines": "regelnummers {lines}",
        "more": "en nog {n}",
        "parameters": "met {parameters}",
        "notes": "Goed om te weten",
        "after": "Met deze wijzigingen: {words}.",
        "rival": "Wat een concurrent te weten komt",
        "made": "Bekeken op {day} door Intarsia {version}. Niets uit het bestand is bewaard of verstuurd.",
        "drift": "Wat er veranderd is",
    },
}
STATES = {"en": {"pass": "pass", "finding": "finding", "not checked": "not checked"}, "nl": {"pass": "in orde", "finding": "bevinding", "not checked": "niet gecontroleerd"}}
AND = {"en": "and", "nl": "en"}


def language(lang: str) -> str:
    """The language that will be spoken: English where there is nothing in the one asked for."""
    return lang if lang in WORDS else "en"


def words(verdict: str, changes: int, lang: str) -> str:
    """What everybody calls it: "Share it after 3 changes"."""
    one, more = CHANGES[lang]
    counted = SIGNATURE[lang] if not changes else one if changes == 1 else more.format(n=changes)
    return WORDS[lang][verdict].format(changes=counted)


def say(texts: dict[str, dict[str, str]], key: str, lang: str, **names: Any) -> str:
    """A sentence with its names filled in."""
    return filled(texts[lang][key], names, lang)


def listed(names: list[str], lang: str, most: int = 6) -> str:
    """Names in a row, and how many more."""
    if len(names) > most:
        return ", ".join(names[:most]) + " " + say(LABELS, "more", lang, n=len(names) - most)
    return ", ".join(names[:-1]) + f" {AND[lang]} {names[-1]}" if len(names) > 1 else "".join(names)


def test_title(test: str, lang: str) -> str:
    """A test as the mission calls it."""
    return TEST_TITLES[lang][TESTS.index(test)]
