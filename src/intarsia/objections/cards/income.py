"""We'd lose income: figures that are worth money, a licence that keeps trade out, data that is for sale."""

from __future__ import annotations

from intarsia import licences
from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts

NAME = "income"
SAID = {"en": "We'd lose income.", "nl": "We lopen inkomsten mis."}
READS = ("trade-figures", "trade-terms", "contract", "licence", "public-availability")
ANSWER = {
    "en": "Whoever sells the data itself has a real reason, and may describe it and say whom to ask. Most organisations sell works, tickets or services, and a list of what they have "
          "makes these easier to find. "
          "Then sharing costs nothing that was earned, and what comes back can be counted before anything leaves.",
    "nl": "Wie de gegevens zelf verkoopt, heeft een echte reden, en kan ze beschrijven en zeggen aan wie men het kan vragen. De meeste organisaties verkopen werken, kaartjes of "
          "diensten, en een lijst van wat zij "
          "hebben maakt die beter vindbaar. Dan kost delen niets dat verdiend werd, en wat het oplevert is te tellen voordat er iets naar buiten gaat.",
}  # fmt: skip
SAYS = {
    "en": {
        "stays": "This is a real reason: {names} {n:is|are} worth something to whoever you deal with, and no change leaves anything of use. Those rows stay with you; the rest of this "
                 "page says what can leave.",
        "mended": "There is something in it: {names} {n:shows|show} what you earn or agree on. After the changes ({acts}) nothing of {n:it|them} is left.{back}",
        "public": "Anybody can read this already ({titles}), so nothing is sold that sharing would give away.{back}",
        "trade": "The licence that stands with it ({licence}) keeps trade out, so others may not sell it either. Nothing else in your file points at income.{back}",
        "none": "No rule found takings, prices per deal or bought figures in your {columns:# column|# columns}. Whether you sell this data itself no file can tell: if you do, describe "
                "it only, and say whom to ask.{back}",
    },
    "nl": {
        "stays": "Dit is een echte reden: {names} {n:is|zijn} iets waard voor wie met u zaken doet, en geen wijziging laat er iets bruikbaars van over. Die rijen blijven bij u; de rest "
                 "van deze pagina zegt wat wel naar buiten kan.",
        "mended": "Daar zit iets in: {names} {n:laat|laten} zien wat u verdient of afspreekt. Na de wijzigingen ({acts}) is daar niets meer van over.{back}",
        "public": "Iedereen kan dit al lezen ({titles}), dus er wordt niets verkocht dat u met delen zou weggeven.{back}",
        "trade": "De licentie die erbij staat ({licence}) sluit handel uit, dus ook anderen mogen het niet verkopen. Verder wijst niets in uw bestand op inkomsten.{back}",
        "none": "Geen enkele regel vond opbrengsten, prijzen per afspraak of ingekochte cijfers in uw {columns:# kolom|# kolommen}. Of u deze gegevens zelf verkoopt, blijkt uit geen "
                "bestand: doet u dat, beschrijf ze dan alleen, en zeg aan wie men het kan vragen.{back}",
    },
}
BACK = {"en": "\nWhat you can expect back, computed from your own file: links with {low} to {high} of your {rows} records.",
        "nl": "\nWat u ervoor terug kunt verwachten, berekend uit uw eigen bestand: links bij {low} tot {high} van uw {rows} records."}
GENERAL = (
    Source({"en": "Public bodies let others use their documents free of charge; they may recover the cost of making copies. Libraries, museums and archives may charge.",
            "nl": "Overheden laten anderen hun documenten gratis gebruiken; de kosten van kopiëren mogen zij terugvragen. Bibliotheken, musea en archieven mogen er geld voor vragen."},
           "Directive (EU) 2019/1024, article 6", "https://eur-lex.europa.eu/eli/dir/2019/1024/oj"),
    Source({"en": "Whoever put a substantial investment into a database may forbid others to take a large part of it, so giving it away stays a choice.",
            "nl": "Wie aanzienlijk in een databank heeft geïnvesteerd, mag anderen verbieden er een groot deel van over te nemen; weggeven blijft dus een keuze."},
           "Directive 96/9/EC, article 7", "https://eur-lex.europa.eu/eli/dir/1996/9/oj"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """Figures of trade and terms, bought figures, what is public already, and a licence that keeps trade out."""
    back = _back(facts)
    found = tuple(one for one in facts.acting(*READS) if one["state"] == "finding")
    if found:
        stays = facts.verdict == "POOLED ONLY" or not facts.mended(found)
        return Looked("real", "stays", "pool" if facts.verdict == "POOLED ONLY" else "describe", facts.about(found), found) if stays \
            else Looked("mended", "mended", "columns", facts.about(found, back=back), found)
    if public := facts.found("public-availability", states=("pass",)):
        return Looked("none", "public", "goal", facts.about(public, back=back), public)
    given = licences.licence(facts.licence or str(facts.report["licence"]["licence"]) or None)
    if given.uri and "no trade" in licences.RANKS[given.rank]:
        return Looked("none", "trade", "goal", {"licence": given.uri, "back": back})
    return Looked("none", "none", "goal", {"back": back})


def _back(facts: Facts) -> str:
    """What sharing is expected to give, where it was computed and is more than nothing."""
    links = (facts.forecast or {}).get("links")
    if not links or links["high"] < 1:
        return ""
    return BACK[facts.lang].format(low=round(links["low"]), high=round(links["high"]), rows=facts.rows)
