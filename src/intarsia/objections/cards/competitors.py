"""It helps our competitors: figures of one business, terms of deals, plans that are not announced, figures that are recent."""

from __future__ import annotations

from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts

NAME = "competitors"
SAID = {"en": "It helps our competitors.", "nl": "Het helpt onze concurrenten."}
READS = ("competitive", "unannounced", "stale-later")
ANSWER = {
    "en": "Some files do help competitors: takings, prices agreed with one party, and plans that nobody has announced. A catalogue of what was published long ago does not. The rules "
          "look for the "
          "first kind, column by column, and show what a rival would learn before and after each change.",
    "nl": "Sommige bestanden helpen concurrenten echt: opbrengsten, prijzen die met één partij zijn afgesproken, en plannen die nog niet zijn aangekondigd. Een catalogus van wat lang "
          "geleden is "
          "uitgegeven doet dat niet. De regels zoeken kolom voor kolom naar het eerste, en laten zien wat een concurrent te weten komt, voor en na elke wijziging.",
}  # fmt: skip
SAYS = {
    "en": {
        "pooled": "This is a real reason: {names} {n:is|are} what a rival wants to know, and no change leaves anything of {n:it|them} that others could use.\nSo the rows stay with you. "
                  "What can leave "
                  "is a total together with at least four others{bound}.",
        "asked": "This is a real reason: {names} {n:tells|tell} what is not announced yet. Describe it, and say whom to ask.{after}",
        "stays": "This is a real reason: {names} would help a rival, and no change that was found takes that away. Describe the file only, and name a day to ask again: most figures lose "
                 "their value for a rival.",
        "mended": "There is something in it: in your file {names} would tell a rival about your own trade.\nAfter the changes ({acts}) nothing of {n:it|them} is left.",
        "none": "No rule that looks for takings, terms, plans or recent figures asks for a change in your {columns:# column|# columns}.",
    },
    "nl": {
        "pooled": "Dit is een echte reden: {names} {n:is|zijn} precies wat een concurrent wil weten, en geen wijziging laat er iets van over waar anderen iets aan hebben.\nDe rijen "
                  "blijven dus bij u. "
                  "Wat naar buiten kan, is een totaal samen met minstens vier anderen{bound}.",
        "asked": "Dit is een echte reden: uit {names} blijkt wat nog niet is aangekondigd. Beschrijf het, en zeg aan wie men het kan vragen.{after}",
        "stays": "Dit is een echte reden: {names} {n:zou|zouden} een concurrent helpen, en er is geen wijziging gevonden die dat wegneemt. Beschrijf het bestand alleen, en noem een dag "
                 "om het opnieuw te vragen: de meeste cijfers verliezen hun waarde voor een concurrent.",
        "mended": "Daar zit iets in: in uw bestand {n:vertelt|vertellen} {names} een concurrent iets over uw eigen handel.\nNa de wijzigingen ({acts}) is daar niets meer van over.",
        "none": "Geen enkele regel die zoekt naar opbrengsten, afspraken, plannen of recente cijfers vraagt om een wijziging in uw {columns:# kolom|# kolommen}.",
    },
}
BOUND = {"en": ": among others of your size a rival learns only that your figure lies between nothing and {times} times what it is",
         "nl": ": onder anderen van uw grootte weet een concurrent dan alleen dat uw cijfer tussen niets en {times} keer de echte waarde ligt"}
AFTER = {"en": " After the changes ({acts}) the rest could be shared.", "nl": " Na de wijzigingen ({acts}) kan de rest gedeeld worden."}
GENERAL = (
    Source({"en": "How many contributors a total needs before it hides each of them, and how a rival subtracts its own figure: the p % rule.",
            "nl": "Hoeveel deelnemers een totaal nodig heeft voordat het ieder van hen verbergt, en hoe een concurrent zijn eigen cijfer aftrekt: de p%-regel."},
           "Hundepool et al., Statistical Disclosure Control (Wiley, 2012), section 4.2.2", "https://doi.org/10.1002/9781118348239"),
    Source({"en": "Information is a trade secret only if it is not generally known, has value because of that, and was kept secret on purpose.",
            "nl": "Informatie is alleen een bedrijfsgeheim als ze niet algemeen bekend is, daardoor waarde heeft, en met opzet geheim is gehouden."},
           "Directive (EU) 2016/943, article 2(1)", "https://eur-lex.europa.eu/eli/dir/2016/943/oj"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """Findings of trade, of plans, and of figures that are recent."""
    found = facts.acting(*READS)
    if not found:
        return Looked("none", "none", "memo")
    says = facts.about(found)
    if facts.verdict == "POOLED ONLY":
        mine = tuple(one for one in found if one["verdict"] == "POOLED ONLY") or found
        return Looked("real", "pooled", "pool", {**facts.about(mine), "bound": _bound(facts)}, mine)
    if facts.verdict == "ASK" and any(one["verdict"] == "ASK" for one in found):
        mine = tuple(one for one in found if one["verdict"] == "ASK")
        after = AFTER[facts.lang].format(acts=says["acts"]) if facts.report["after"] == "OPEN" and says["acts"] else ""
        return Looked("real", "asked", "columns", {**facts.about(mine), "after": after}, found)
    if facts.mended(found):
        return Looked("mended", "mended", "columns", says, found)
    return Looked("real", "stays", "describe", says, found)


def _bound(facts: Facts) -> str:
    """What a rival among four others can still tell, as the report computed it; nothing where it computed nothing."""
    pooled = [one for one in (facts.report.get("rival") or {}).get("pooled", []) if one["others"] == 4 and one["high"]]
    return BOUND[facts.lang].format(times=f"{pooled[0]['high'] / 100:g}") if pooled else ""
