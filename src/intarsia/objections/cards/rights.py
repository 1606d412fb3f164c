"""We don't own the rights: licences, contracts, rights of the works described, and the right in the database."""

from __future__ import annotations

from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts

NAME = "rights"
SAID = {"en": "We don't own the rights.", "nl": "De rechten zijn niet van ons."}
READS = ("rights",)
ANSWER = {
    "en": "Rights in a work and rights in a list of works are two things. That a film exists, who made it and when it came out are facts, and facts belong to nobody. A text that "
          "somebody wrote, a picture, or a "
          "list that was bought or copied as a whole may belong to others: then ask them, or describe it.",
    "nl": "Rechten op een werk en rechten op een lijst van werken zijn twee dingen. Dat een film bestaat, wie hem maakte en wanneer hij uitkwam zijn feiten, en feiten zijn van niemand. "
          "Een tekst die iemand schreef, "
          "een foto, of een lijst die als geheel is gekocht of overgenomen kan van anderen zijn: vraag het hun dan, of beschrijf hem.",
}  # fmt: skip
SAYS = {
    "en": {
        "asked": "This is a real reason: {titles}{where}. Ask whoever holds the rights first; until then describe it, and say whom to ask.",
        "stays": "This is a real reason: {titles}{where}. No change that was found takes that away: ask whoever holds the rights, or describe the file only.",
        "mended": "There is something in it: {titles}{where}. After the changes ({acts}) only what is yours to share is left.",
        "open": "Nothing in your file says that somebody else holds the rights, but a file cannot tell everything. Still to be answered by you: {titles}.",
        "none": "Nothing in your file says that somebody else holds the rights, and nothing of it is left unanswered.",
    },
    "nl": {
        "asked": "Dit is een echte reden: {titles}{where}. Vraag het eerst aan wie de rechten heeft; beschrijf het tot dan, en zeg aan wie men het kan vragen.",
        "stays": "Dit is een echte reden: {titles}{where}. Er is geen wijziging gevonden die dat wegneemt: vraag het aan wie de rechten heeft, of beschrijf het bestand alleen.",
        "mended": "Daar zit iets in: {titles}{where}. Na de wijzigingen ({acts}) blijft alleen over wat u mag delen.",
        "open": "Niets in uw bestand zegt dat een ander de rechten heeft, maar uit een bestand blijkt niet alles. Nog door u te beantwoorden: {titles}.",
        "none": "Niets in uw bestand zegt dat een ander de rechten heeft, en er is niets onbeantwoord gebleven.",
    },
}
IN = {"en": " (in {names})", "nl": " (in {names})"}
GENERAL = (
    Source({"en": "The protection of a collection does not extend to the data in it.", "nl": "De bescherming van een verzameling geldt niet voor de gegevens die erin staan."},
           "TRIPS Agreement, article 10(2)", "https://www.wto.org/english/docs_e/legal_e/27-trips_04_e.htm"),
    Source({"en": "Whoever put a substantial investment into a database may forbid others to take a substantial part of it.",
            "nl": "Wie aanzienlijk in een databank heeft geïnvesteerd, mag anderen verbieden er een substantieel deel van over te nemen."},
           "Directive 96/9/EC, article 7", "https://eur-lex.europa.eu/eli/dir/1996/9/oj"),
    Source({"en": "A faithful reproduction of a work of visual art that is in the public domain gets no new right.", "nl": "Een getrouwe reproductie van beeldende kunst in het publiek "
        "domein krijgt geen nieuw recht."},
           "Directive (EU) 2019/790, article 14", "https://eur-lex.europa.eu/eli/dir/2019/790/oj"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """Findings about rights; a question that no file can answer stays open until the licence is chosen."""
    found = tuple(one for one in facts.acting(*READS) if one["rule"] != "mining")
    if found:
        says = facts.about(found)
        says["where"] = IN[facts.lang].format(names=says["names"]) if says["n"] else ""
        if facts.mended(found):
            return Looked("mended", "mended", "columns", says, found)
        return Looked("real", "asked" if facts.verdict == "ASK" else "stays", "rights" if facts.verdict == "ASK" else "describe", says, found)
    unanswered = tuple(one for one in facts.found(*READS, states=("not checked",)) if one["rule"] not in ("mining", *(("licence",) if facts.licence else ())))
    if unanswered:
        return Looked("open", "open", "rights", facts.about(unanswered), unanswered)
    return Looked("none", "none", "memo")
