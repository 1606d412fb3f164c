"""It isn't good enough: gaps, doubles, contradictions, dates that cannot be."""

from __future__ import annotations

from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts, looked

NAME = "quality"
SAID = {"en": "It isn't good enough.", "nl": "Het is niet goed genoeg."}
READS = ("reliable",)
ANSWER = {
    "en": "Data need not be complete to be of use; it must be said what is missing. The rules count gaps, doubles, contradictions and dates that cannot be, and what they count is shown "
          "beside the data, so "
          "that nobody takes more from it than it holds.",
    "nl": "Gegevens hoeven niet volledig te zijn om bruikbaar te zijn; er moet wel bij staan wat er ontbreekt. De regels tellen gaten, dubbele rijen, tegenspraken en onmogelijke datums, "
          "en wat ze tellen staat "
          "bij de gegevens, zodat niemand er meer uit haalt dan erin zit.",
}  # fmt: skip
SAYS = {
    "en": {
        "stays": "There is something in it: {titles}. What can be mended is best mended in the file you work with, and the file checked again.\nThe rest is shown beside the data, with "
                 "its counts; it does not stop you from sharing.",
        "mended": "There is something in it: {titles}. The changes ({acts}) answer that.",
        "notes": "{looked:# rule|# rules} looked at your {rows:# record|# records}. Worth knowing: {titles}. None of it stands in the way; it is shown beside the data, with its counts.",
        "rejected": "There is something in it: {rejected:# record|# records} of {rows} could not be read. They would stay out, and the count would be shown.",
        "none": "{looked:# rule|# rules} looked for gaps, doubles, contradictions and dates that cannot be in your {rows:# record|# records}, and found none.",
    },
    "nl": {
        "stays": "Daar zit iets in: {titles}. Wat te herstellen is, herstelt u het best in het bestand waarmee u werkt; laat dat daarna opnieuw bekijken.\nDe rest komt met de aantallen "
                 "bij de gegevens te staan; het houdt delen niet tegen.",
        "mended": "Daar zit iets in: {titles}. De wijzigingen ({acts}) lossen dat op.",
        "notes": "{looked:# regel heeft|# regels hebben} naar uw {rows:# record|# records} gekeken. Goed om te weten: {titles}. Niets daarvan staat in de weg; het komt met de aantallen "
                 "bij de gegevens te staan.",
        "rejected": "Daar zit iets in: {rejected:# record|# records} van de {rows} waren niet te lezen. Die blijven buiten, en het aantal staat erbij.",
        "none": "{looked:# regel heeft|# regels hebben} in uw {rows:# record|# records} gezocht naar gaten, dubbele rijen, tegenspraken en onmogelijke datums, en niets gevonden.",
    },
}
GENERAL = (
    Source({"en": "Publish what is known of the quality, so that others can judge whether it is good enough for them.",
            "nl": "Publiceer wat er over de kwaliteit bekend is, zodat anderen kunnen beoordelen of het voor hen goed genoeg is."},
           "W3C, Data on the Web Best Practices, best practice 6", "https://www.w3.org/TR/dwbp/"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """What the rules of the test "reliable" found, worth knowing or to be acted on, and records that could not be read."""
    acting, notes = facts.acting(*READS), facts.found(*READS, states=("note", "finding"))
    if acting:
        return Looked("mended", "mended", "columns", facts.about(acting), notes) if facts.mended(acting) else Looked("real", "stays", "profile", facts.about(acting), notes)
    rejected = int(facts.report["rejected_in_all"])
    if rejected:
        return Looked("mended", "rejected", "profile", {"rejected": rejected}, notes)
    if notes:
        return Looked("mended", "notes", "profile", facts.about(notes, looked=looked("reliable")), notes)
    return Looked("none", "none", "memo", {"looked": looked("reliable")})
