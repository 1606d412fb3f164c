"""Privacy law: personal data, and what leads to a person."""

from __future__ import annotations

from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts, looked

NAME = "privacy"
SAID = {"en": "Privacy law does not allow it.", "nl": "Het mag niet van de privacywet."}
READS = ("personal", "special-category", "quasi-identifier", "children", "identifier", "sensitive")
ANSWER = {
    "en": "The law protects living people, not spreadsheets. A column of e-mail addresses must stay with you; a maker credited on the work is public already. The rules look for what "
          "leads to a person, alone or together with another column, and say what would take it away.",
    "nl": "De wet beschermt levende mensen, geen spreadsheets. Een kolom met e-mailadressen moet bij u blijven; een maker die op het werk vermeld staat, is al openbaar. De regels zoeken "
          "naar wat naar een persoon leidt, "
          "alleen of samen met een andere kolom, en zeggen wat dat wegneemt.",
}  # fmt: skip
SAYS = {
    "en": {
        "mended": "There is something in it: {titles}{where}.\nAfter the changes ({acts}) no rule finds anything of it.",
        "looked": "There is something in it: {titles}{where}.\nThe changes ({acts}) take away what the rules can see. Somebody still has to look at {open}, and answer for it.",
        "signed": "No rule found personal data, but not everything could be checked: {titles}{where}. Somebody has to look at it, and answer for it.",
        "stays": "This is a real reason: {titles}{where}, and no change that was found takes that away without taking what others could use. Describe the file only, and name a day to "
                 "ask again.",
        "none": "{looked:# rule|# rules} looked for people in your {columns:# column|# columns}: names, addresses, numbers, dates of birth, health and belief, and combinations that "
                "point at one person. None asks for a "
                "change. Makers credited on a work are public, and were left alone.",
    },
    "nl": {
        "mended": "Daar zit iets in: {titles}{where}.\nNa de wijzigingen ({acts}) vindt geen enkele regel daar nog iets van.",
        "looked": "Daar zit iets in: {titles}{where}.\nDe wijzigingen ({acts}) nemen weg wat de regels kunnen zien. Naar {open} moet nog iemand kijken, en daarvoor instaan.",
        "signed": "Geen enkele regel vond persoonsgegevens, maar niet alles kon gecontroleerd worden: {titles}{where}. Iemand moet ernaar kijken, en ervoor instaan.",
        "stays": "Dit is een echte reden: {titles}{where}, en er is geen wijziging gevonden die dat wegneemt zonder ook weg te nemen waar anderen iets aan hebben. Beschrijf het bestand "
                 "alleen, en noem een dag om het opnieuw te vragen.",
        "none": "{looked:# regel heeft|# regels hebben} in uw {columns:# kolom|# kolommen} naar mensen gezocht: namen, adressen, nummers, geboortedatums, gezondheid en overtuiging, en "
                "combinaties die één persoon aanwijzen. "
                "Geen ervan vraagt om een wijziging. Makers die bij een werk vermeld staan, zijn openbaar en tellen niet mee.",
    },
}
IN = {"en": " (in {names})", "nl": " (in {names})"}
GENERAL = (
    Source({"en": "Personal data is information about a living person who can be identified from it.", "nl": "Persoonsgegevens gaan over een levende persoon die daaruit te herkennen is."},
           "Regulation (EU) 2016/679 (GDPR), article 4(1) and recital 27", "https://eur-lex.europa.eu/eli/reg/2016/679/oj"),
    Source({"en": "Information from which nobody can be identified any more is outside this law.", "nl": "Gegevens waaruit niemand meer te herkennen is, vallen niet onder deze wet."},
           "Regulation (EU) 2016/679 (GDPR), recital 26", "https://eur-lex.europa.eu/eli/reg/2016/679/oj"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """Findings about people; those that competition alone asks for belong to another card."""
    found = tuple(one for one in facts.acting(*READS) if one["test"] == "sensitive" or one["kind"] in ("personal", "special-category", "children"))
    if not found:
        return Looked("none", "none", "memo", {"looked": looked("sensitive")})
    says = facts.about(found)
    says["where"] = IN[facts.lang].format(names=says["names"]) if says["n"] else ""
    open_ = [one for one in found if one["state"] == "not checked" and not facts.mended([one])]
    hard = [one for one in found if one["state"] == "finding" and not facts.mended([one])]
    if hard:
        return Looked("real", "stays", "describe", says, found)
    if open_ and len(open_) == len(found):
        return Looked("open", "signed", "columns", says, found)
    if open_:
        return Looked("mended", "looked", "columns", {**says, "open": facts.told(facts.names(open_))}, found)
    return Looked("mended", "mended", "columns", says, found)

