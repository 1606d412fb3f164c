"""It will make us look bad: what others could hold against you: gaps, mistakes, figures that can be compared."""

from __future__ import annotations

from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts

NAME = "shame"
SAID = {"en": "It will make us look bad.", "nl": "Het zet ons te kijk."}
READS = ("reliable", "trade-figures", "dominance", "p-percent")
ANSWER = {
    "en": "Two things can be held against an organisation: mistakes in its data, and figures that look poor beside those of others. Mistakes are counted here before anybody else sees "
          "them. Figures of one "
          "business do not leave by themselves, and a comparison is only shown where five or more take part, without a name.",
    "nl": "Twee dingen kunnen een organisatie worden nagedragen: fouten in haar gegevens, en cijfers die naast die van anderen mager lijken. Fouten worden hier geteld voordat iemand "
          "anders ze ziet. Cijfers van één "
          "bedrijf gaan niet op zichzelf naar buiten, en een vergelijking is er alleen waar er vijf of meer meedoen, zonder namen.",
}  # fmt: skip
SAYS = {
    "en": {
        "both": "There is something in it: {titles}. You read it before anybody else does. Mend in your own file what can be mended, and share the next delivery.",
        "figures": "There is something in it: {names} could be held beside the figures of others. After the changes ({acts}) nothing of {n:it|them} is left; what comparisons show is "
                   "never one organisation.",
        "pooled": "This is a real reason as far as {names} {n:goes|go}: single figures could be held against you. They do not leave by themselves: only totals over at least five "
                  "organisations do, and none of them is named.",
        "none": "No rule found gaps, doubles, contradictions or dates that cannot be in your {rows:# record|# records}, and no figures of your own trade that could be held beside those "
                "of others.",
    },
    "nl": {
        "both": "Daar zit iets in: {titles}. U leest het voordat iemand anders het leest. Herstel in uw eigen bestand wat te herstellen is, en deel de volgende levering.",
        "figures": "Daar zit iets in: {names} {n:kan|kunnen} naast de cijfers van anderen gelegd worden. Na de wijzigingen ({acts}) is daar niets meer van over; een vergelijking toont "
                   "nooit één organisatie.",
        "pooled": "Voor {names} is dit een echte reden: losse cijfers kunnen u worden nagedragen. Ze gaan niet op zichzelf naar buiten: alleen totalen over minstens vijf organisaties, "
                  "en geen daarvan wordt genoemd.",
        "none": "Geen enkele regel vond gaten, dubbele rijen, tegenspraken of onmogelijke datums in uw {rows:# record|# records}, en geen cijfers van uw eigen handel die naast die van "
                "anderen gelegd kunnen worden.",
    },
}
GENERAL = (
    Source({"en": "Statistical offices correct the errors they find in what they published, and say so: that is what makes them trusted.",
            "nl": "Statistische bureaus verbeteren de fouten die zij in hun publicaties vinden, en zeggen dat erbij: juist daarom worden ze vertrouwd."},
           "European Statistics Code of Practice, principle 6", "https://ec.europa.eu/eurostat/web/quality/european-quality-standards/european-statistics-code-of-practice"),
    Source({"en": "Ask those who use your data for feedback, and tell them what you did with it.", "nl": "Vraag wie uw gegevens gebruikt om een reactie, en vertel wat u ermee deed."},
           "W3C, Data on the Web Best Practices, best practices 29 and 30", "https://www.w3.org/TR/dwbp/"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """Quality that is worth knowing, and figures of one's own trade."""
    quality = facts.found("reliable", states=("finding", "note"))
    figures = tuple(one for one in facts.acting("trade-figures", "p-percent") if one["state"] == "finding")
    if figures and facts.verdict == "POOLED ONLY":
        return Looked("real", "pooled", "pool", facts.about(figures), figures)
    if figures and facts.mended(figures):
        return Looked("mended", "figures", "columns", facts.about(figures), figures)
    if quality:
        return Looked("mended", "both", "profile", facts.about(quality), quality)
    if figures:
        return Looked("real", "pooled", "describe", facts.about(figures), figures)
    return Looked("none", "none", "memo")
