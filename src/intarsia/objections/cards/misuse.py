"""Someone will misuse it, or train AI on it: places, objects and people that can be harmed; what machines may do with it."""

from __future__ import annotations

from intarsia.objections.card import Looked, Source
from intarsia.objections.facts import Facts

NAME = "misuse"
SAID = {"en": "Someone will misuse it, or train AI on it.", "nl": "Iemand misbruikt het, of traint er AI mee."}
READS = ("mining", "special-category", "coordinates", "children", "postal-address")
ANSWER = {
    "en": "What can be used can be misused, and no licence stops somebody who breaks it. So what could harm a person or a place is taken out before anything leaves. For machines that "
          "learn there is a statement of "
          "its own, beside the licence, which travels with every copy: allowed, reserved, or ask.",
    "nl": "Wat te gebruiken is, is ook te misbruiken, en geen licentie houdt iemand tegen die zich er niet aan houdt. Daarom gaat wat een mens of een plek kan schaden eruit voordat er "
          "iets naar buiten gaat. Voor "
          "machines die leren is er naast de licentie een eigen verklaring, die met elke kopie meereist: toegestaan, voorbehouden of vragen.",
}  # fmt: skip
SAYS = {
    "en": {
        "stays": "This is a real reason: what was found ({titles}{where}) could harm people, and no change that was found takes that away. Describe the file only, and name a day to ask "
                 "again.",
        "mended": "There is something in it: what was found ({titles}{where}) could be used against people. After the changes ({acts}) nothing of it is left.{mining}",
        "unsaid": "In your {columns:# column|# columns} no rule found what could be used against people.{mining}",
        "said": "In your {columns:# column|# columns} no rule found what could be used against people. About machines that learn is said: {said}. That travels with every copy.",
        "records": "Single records already say whether machines may learn from them ({names}); say for the whole what the most careful record says.",
    },
    "nl": {
        "stays": "Dit is een echte reden: wat er gevonden is ({titles}{where}) kan mensen schaden, en er is geen wijziging gevonden die dat wegneemt. Beschrijf het bestand alleen, en "
                 "noem een dag om het opnieuw te vragen.",
        "mended": "Daar zit iets in: wat er gevonden is ({titles}{where}) kan tegen mensen gebruikt worden. Na de wijzigingen ({acts}) is daar niets meer van over.{mining}",
        "unsaid": "In uw {columns:# kolom|# kolommen} vond geen enkele regel iets dat tegen mensen gebruikt kan worden.{mining}",
        "said": "In uw {columns:# kolom|# kolommen} vond geen enkele regel iets dat tegen mensen gebruikt kan worden. Over machines die leren is gezegd: {said}. Dat reist met elke kopie "
                "mee.",
        "records": "Losse records zeggen al of machines ervan mogen leren ({names}); zeg voor het geheel wat het voorzichtigste record zegt.",
    },
}
MINING = {
    "": {"en": "\nNobody said yet whether machines may learn from it. Where nothing is said, the law allows mining of what anyone may read; so say it.",
         "nl": "\nNiemand heeft nog gezegd of machines ervan mogen leren. Waar niets staat, staat de wet het toe voor wat iedereen mag lezen; zeg het dus."},
    "allowed": {"en": "\nYou allow machines to learn from it.", "nl": "\nU staat machines toe ervan te leren."},
    "reserved": {"en": "\nYou reserve learning by machines; that travels with every copy.", "nl": "\nU behoudt u het leren door machines voor; dat reist met elke kopie mee."},
    "ask": {"en": "\nWhoever wants machines to learn from it must ask you; that travels with every copy.", "nl": "\nWie er machines van wil laten leren, moet het u vragen; dat reist met "
        "elke kopie mee."},
}  # fmt: skip
SAID_OF = {"allowed": {"en": "allowed", "nl": "toegestaan"}, "reserved": {"en": "reserved", "nl": "voorbehouden"}, "ask": {"en": "ask first", "nl": "eerst vragen"}}
IN = {"en": ", in {names}", "nl": ", in {names}"}
GENERAL = (
    Source({"en": "Anybody may mine what they may lawfully read, unless the holder of the rights reserved that, for what is online in a way that machines can read.",
            "nl": "Iedereen mag doorzoeken wat hij rechtmatig kan lezen, tenzij de rechthebbende dat heeft voorbehouden, online op een manier die machines kunnen lezen."},
           "Directive (EU) 2019/790, article 4", "https://eur-lex.europa.eu/eli/dir/2019/790/oj"),
    Source({"en": "Makers of general-purpose AI models must have a policy that respects such a reservation.",
            "nl": "Makers van AI-modellen voor algemene doeleinden moeten een beleid hebben dat zo'n voorbehoud respecteert."},
           "Regulation (EU) 2024/1689 (AI Act), article 53(1)(c)", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj"),
)  # fmt: skip


def look(facts: Facts) -> Looked:
    """What could harm people or places, and what is said of machines that learn."""
    found = tuple(one for one in facts.acting(*READS) if one["rule"] != "mining" and one["state"] == "finding")
    lang, mining = facts.lang, MINING.get(facts.mining, MINING[""])
    if found:
        says = facts.about(found)
        says["where"] = IN[lang].format(names=says["names"]) if says["n"] else ""
        return Looked("mended", "mended", "mining", {**says, "mining": mining[lang]}, found) if facts.mended(found) else Looked("real", "stays", "describe", says, found)
    if records := facts.found("mining", states=("note",)):
        return Looked("open", "records", "mining", facts.about(records), records)
    if facts.mining:
        return Looked("none", "said", "mining", {"said": SAID_OF.get(facts.mining, SAID_OF["ask"])[lang]})
    return Looked("open", "unsaid", "mining", {"mining": mining[lang]}, facts.found("mining", states=("not checked",)))
