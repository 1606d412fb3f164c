"""No time, no money, no infrastructure: what it takes, in minutes, and what is not needed."""

from __future__ import annotations

from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts

NAME = "means"
SAID = {"en": "We have no time, no money and no infrastructure.", "nl": "We hebben geen tijd, geen geld en geen infrastructuur."}
READS = ("finding", "completeness", "free-text", "microdata")
ANSWER = {
    "en": "One file and one computer are enough: no account, no server, no supplier. The verdict takes seconds; what takes time is looking at the columns it names, and asking whoever "
          "decides. Next year the same "
          "changes are made again by themselves.",
    "nl": "Eén bestand en één computer zijn genoeg: geen account, geen server, geen leverancier. Het oordeel kost seconden; tijd kost het kijken naar de kolommen die het noemt, en het "
          "vragen aan wie besluit. Volgend "
          "jaar worden dezelfde wijzigingen vanzelf opnieuw doorgevoerd.",
}  # fmt: skip
SAYS = {
    "en": {
        "hand": "There is something in it: {signs:# thing|# things} in your file somebody has to look at by hand ({titles}). That takes about {span} in all, an estimate; the rest is "
                "done.\nYour file is described without it.",
        "few": "Your file of {rows:# record|# records} is read and judged already. What is left takes about {span}, an estimate: {changes:no change|one change|# changes} to agree with, "
               "and a licence to choose.",
        "unreadable": "There is something in it: {rejected:# record|# records} could not be read, and finding out why takes time. They may also stay out: the rest of {rows} is read and "
                      "judged already.",
    },
    "nl": {
        "hand": "Daar zit iets in: naar {signs:# punt|# punten} in uw bestand moet iemand zelf kijken ({titles}). Dat kost in totaal ongeveer {span}, naar schatting; de rest is "
                "gedaan.\nBeschrijven kan ook zonder dat.",
        "few": "Uw bestand met {rows:# record|# records} is al gelezen en beoordeeld. Wat er nog te doen is, kost naar schatting {span}: {changes:geen wijziging|één wijziging|# "
               "wijzigingen} goedkeuren, en een licentie kiezen.",
        "unreadable": "Daar zit iets in: {rejected:# record was|# records waren} niet te lezen, en uitzoeken waarom kost tijd. Ze mogen er ook buiten blijven: de rest van de {rows} is "
                      "al gelezen en beoordeeld.",
    },
}
GENERAL = (
    Source({"en": "One star is enough to begin with: put it on the web, in any format, with an open licence. Structure and links can follow.",
            "nl": "Eén ster is genoeg om mee te beginnen: zet het op het web, in welk formaat ook, met een open licentie. Structuur en links kunnen volgen."},
           "Tim Berners-Lee, Linked Data: is your linked open data 5 star?", "https://www.w3.org/DesignIssues/LinkedData.html"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """What somebody must do by hand, as `effort` estimates it from the report."""
    from intarsia.objections import effort  # the estimate reads the report too

    left = effort.left(facts.report)
    span = effort.span(left.low, left.high, facts.lang)
    hand = tuple(one for one in facts.report["findings"] if one["acts"] and not facts.mended([one]))
    if hand:
        return Looked("open", "hand", "memo", facts.about(hand, signs=len(hand), span=span), hand)
    rejected = int(facts.report["rejected_in_all"])
    if rejected:
        return Looked("mended", "unreadable", "profile", {"rejected": rejected})
    return Looked("none", "few", "memo", {"span": span, "changes": int(facts.report["changes"])})
