"""The words of the memo, in each language that rules speak. Nothing here is about one file: names and numbers are filled in."""

from __future__ import annotations

from typing import Any

from intarsia.triage.wording import filled

MEMO = {
    "en": {
        "kind": "Memo for whoever decides", "what": "What it is", "goal": "What it is for", "licence": "Licence", "of": "From", "verdict": "Verdict", "tests": "Five tests of low risk",
        "evidence": "What was found", "changes": "What is changed before it leaves", "suggested": "Changes that were suggested", "back": "What comes back",
        "unchecked": "What was not checked", "effort": "Effort", "decides": "Who decides", "sign": "To be signed", "signed": "Signed", "name": "Name", "role": "Role", "day": "Date",
        "signature": "Signature", "agree": "I agree", "embargo": "I agree, but not before", "later": "Not yet: ask again on", "because": "because", "mark": "What is signed",
        "file": "File (SHA-256)", "rules": "Rules, version", "memo": "Memo", "made": "Made on {day} by Intarsia {version}. No cell of the data stands on this page.",
        "untitled": "Untitled dataset", "nobody": "not said yet", "described": "{rows:# record|# records} in {columns:# column|# columns}", "counted": "{rows:# record|# records}",
        "data": "The data", "rejected": "{n:# record|# records} could not be read and stay out", "unsaid": "not chosen yet", "public": "public value", "commercial": "commercial use",
        "after": "After the changes: {words}.", "nothing": "Nothing: no rule asks for a change.", "as is": "{n:# column stays|# columns stay} as {n:it is|they are}.",
        "rows": "{out} of {all} records leave.",
        "links": "Links with {low} to {high} of {records:# record|# records} (95 % interval; {expected} expected), in {datasets:# dataset|# datasets} of this pool.",
        "gained": "Gained: {what}, for {low} to {high} records.", "none back": "Nothing in this pool resembles it yet; whoever shares is the first that others can link to.",
        "nothing there": "Not computed: there is nothing to compare it with yet.", "unknown back": "Not computed: no pool was named to hold it against.",
        "problem back": "Not computed: this file could not be compared.", "linked": "{linked} of its {records:# record|# records} are linked with other datasets of this pool.",
        "who": "{who}{why}.", "until": "Ask again on {day}.", "by then": "Not before {day}.", "awaits": "Nobody has decided yet.", "signed by": "{name}, {role}, on {day}: {decision}.",
        "signed by link": "{name}, {role}, on {day}, through the link sent to {to}: {decision}.",
        "more": "and {n} more", "rule": "rule {rule}", "count": "{n:# row|# rows}", "about": "{n:# column|# columns}", "answered": "somebody answers for: {titles}",
        "keeps": "keeps {share} %", "unlooked": "Rules did not look at its data for this decision.", "silent": "Rules looked at its data and ask for nothing.",
        "decided": "Decided on {day}.",
    },
    "nl": {
        "kind": "Memo voor wie besluit", "what": "Wat het is", "goal": "Waar het voor is", "licence": "Licentie", "of": "Van", "verdict": "Oordeel",
        "tests": "Vijf toetsen op laag risico", "evidence": "Wat er gevonden is", "changes": "Wat er verandert voordat het naar buiten gaat", "suggested": "Voorgestelde wijzigingen",
        "back": "Wat u ervoor terugkrijgt", "unchecked": "Wat niet is gecontroleerd", "effort": "Moeite", "decides": "Wie besluit", "sign": "Te tekenen", "signed": "Getekend",
        "name": "Naam", "role": "Functie", "day": "Datum", "signature": "Handtekening", "agree": "Ik ga akkoord", "embargo": "Ik ga akkoord, maar niet vóór",
        "later": "Nog niet: vraag het opnieuw op", "because": "omdat", "mark": "Waarvoor getekend wordt", "file": "Bestand (SHA-256)", "rules": "Regels, versie", "memo": "Memo",
        "made": "Gemaakt op {day} door Intarsia {version}. Op deze pagina staat geen enkele cel uit de gegevens.", "untitled": "Dataset zonder titel", "nobody": "nog niet gezegd",
        "described": "{rows:# record|# records} in {columns:# kolom|# kolommen}", "counted": "{rows:# record|# records}", "data": "De gegevens",
        "rejected": "{n:# record was|# records waren} niet te lezen en blijven buiten", "unsaid": "nog niet gekozen", "public": "publieke waarde", "commercial": "commercieel gebruik",
        "after": "Na de wijzigingen: {words}.", "nothing": "Niets: geen enkele regel vraagt om een wijziging.",
        "as is": "{n:# kolom blijft|# kolommen blijven} zoals {n:die is|ze zijn}.", "rows": "{out} van de {all} records gaan naar buiten.",
        "links": "Links bij {low} tot {high} van {records:# record|# records} (95%-interval; {expected} verwacht), in {datasets:# dataset|# datasets} van deze pool.",
        "gained": "Erbij: {what}, voor {low} tot {high} records.", "none back": "In deze pool staat nog niets wat hierop lijkt; wie deelt, is de eerste waaraan gekoppeld kan worden.",
        "nothing there": "Niet berekend: er is nog niets om het mee te vergelijken.", "unknown back": "Niet berekend: er is geen pool genoemd om het mee te vergelijken.",
        "problem back": "Niet berekend: dit bestand was niet te vergelijken.", "linked": "{linked} van de {records:# record|# records} zijn gekoppeld aan andere datasets in deze pool.",
        "who": "{who}{why}.", "until": "Vraag het opnieuw op {day}.", "by then": "Niet vóór {day}.", "awaits": "Nog niemand heeft besloten.",
        "signed by": "{name}, {role}, op {day}: {decision}.",
        "signed by link": "{name}, {role}, op {day}, via de link die naar {to} is gestuurd: {decision}.",
        "more": "en nog {n}", "rule": "regel {rule}", "count": "{n:# rij|# rijen}", "about": "{n:# kolom|# kolommen}",
        "answered": "iemand staat in voor: {titles}", "keeps": "behoudt {share} %", "unlooked": "Regels hebben voor dit besluit niet naar de gegevens gekeken.",
        "silent": "Regels hebben naar de gegevens gekeken en vragen niets.",
        "decided": "Besloten op {day}.",
    },
}  # fmt: skip
#: groups of facts that links may add
GROUPS = {
    "en": {
        "year": "year", "date": "day", "title": "title in another language", "maker": "maker", "country": "country", "language": "language", "genre": "genre", "audience": "audience",
        "subject": "subject", "description": "description", "identifier": "identifier", "page": "page", "figures": "figures", "born": "birth or founding", "died": "death or end",
    },
    "nl": {
        "year": "jaar", "date": "dag", "title": "titel in een andere taal", "maker": "maker", "country": "land", "language": "taal", "genre": "genre", "audience": "publiek",
        "subject": "onderwerp", "description": "beschrijving", "identifier": "identificatie", "page": "pagina", "figures": "cijfers", "born": "geboorte of oprichting",
        "died": "overlijden of einde",
    },
}  # fmt: skip


def word(key: str, lang: str, **names: Any) -> str:
    """A text of the memo with its names filled in."""
    return filled(MEMO[lang][key], names, lang)


def short(text: str, most: int) -> str:
    """A text that takes no more room than it may: whole words and an ellipsis."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    return flat[: most - 1].rsplit(" ", 1)[0].rstrip(",;:. ")[: most - 1] + "…"


def some(names: list[str], lang: str, most: int, each: int = 26) -> str:
    """Names in a row, each cut to `each` characters; the first few, and how many more."""
    shown = [one if len(one) <= each else one[: each - 1] + "…" for one in names[:most]]
    return ", ".join(shown) + (f" {word('more', lang, n=len(names) - most)}" if len(names) > most else "")
