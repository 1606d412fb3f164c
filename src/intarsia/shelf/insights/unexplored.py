"""List B: pairs for whom much speaks and who kept apart. It is no forecast."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from intarsia.collaborating import gap
from intarsia.evidence import Speaker, counted, estimated
from intarsia.proving import paired
from intarsia.shelf.insights.base import Answer, Chart, Source
from intarsia.shelf.insights.likely_next import brought, hundred, needed, unanswered
from intarsia.shelf.insights.pairing import PARAMETERS as SLOTS
from intarsia.shelf.insights.pairing import SHOWN, Lists, lists
from intarsia.shelf.insights.pairlist import CONTACTS, WORKS, Told

NAME = "unexplored"
GROUP = "partners"
TABLES = ("work", "contribution", "agent", "entity", "term", "relation", "frame")
PARAMETERS = SLOTS
METHOD = "partners 1"
BACKTEST = "partners-unexplored"
NAMES = ("place", "first", "first_name", "second", "second_name", "alike", "expected", "together", "because", "but", "first_iri", "second_iri")
TEXTS = {
    "en": {
        "question": "Which {between} have kept apart although much speaks for them? ({who}, {country}, {genre}, {sector}, {form}; past lists over {ahead} years)",
        "about": "Pairs that are alike in genre, subject and audience, complement each other in roles, and have met less than their sizes alone would give. Not a forecast: pairs like "
                 "these have usually stayed "
                 "apart, and it is worth asking why.",
        "method": "Each pair among the 500 busiest has a place by three things: how far its works together fall short of what sizes alone give (gravity), how alike its genres, subjects "
                  "and audiences "
                  "are (cosine, rare ones count more), and how much its roles differ. The list is ordered by the mean of the places. Makers who share a partner are left out, as are pairs "
                  "hardly alike.",
        "caveats": "Not a forecast, and no advice: what keeps two apart (rights, language, money, liking) mostly stands in no record.\nAlike means: in what these records say of genre, "
                   "subject and audience.",
        "choice makers": "makers", "choice countries": "countries", "choice genres": "genres", "choice 3": "3", "choice 5": "5", "choice 10": "10",
        "title": "Pairs that have kept apart although much speaks for them (not a forecast)", "unit": "share of pairs", "pairs": "pairs",
        "definition": "Of the first %(listed)s pairs on past lists made like this, the share credited on the same work within %(ahead)s years.",
        "said": "Of 100 pairs among the first %(listed)s of past lists like this, %(top)s came together within %(ahead)s years (between %(low)s and %(high)s); of 100 pairs taken at "
                "random, %(base)s.",
        "counted": "Pairs that are alike and kept apart: %(n)s. How often such pairs came together could not be counted: %(origins)s past years had enough of them, and 5 are needed.",
        "no works": "no work of this choice has a year and names two or more", "not there": "there is no credit here with that choice",
        "no pair": "no two of those busy in the last ten years are alike and have not met",
        "need": "Credits with years, genres and roles of the works of one region or form, complete: at least %(least)s spans of %(ahead)s years with five first collaborations each.",
    },
    "nl": {
        "question": "Welke {between} bleven uit elkaars buurt, hoewel er veel voor een ontmoeting spreekt? ({who}, {country}, {genre}, {sector}, {form}; eerdere lijsten over {ahead} jaar)",
        "about": "Paren die op elkaar lijken in genre, onderwerp en publiek, elkaar aanvullen in rollen, en elkaar minder troffen dan op grond van hun omvang te "
                 "verwachten was. Geen voorspelling: zulke paren bleven meestal uit elkaars buurt, en het loont te vragen waarom.",
        "method": "Elk paar onder de 500 meest actieve krijgt een plaats naar drie dingen: hoever hun werken samen achterblijven bij wat omvang alleen geeft "
                  "(gravity), hoezeer hun genres, onderwerpen en publiek op elkaar lijken (cosinus, zeldzame tellen zwaarder), en hoezeer hun rollen verschillen. "
                  "De lijst staat op volgorde van het gemiddelde. Makers met een gedeelde partner staan er niet bij, en paren die nauwelijks op elkaar lijken ook "
                  "niet.",
        "caveats": "Geen voorspelling en geen advies: wat twee uit elkaar houdt (rechten, taal, geld, smaak) staat meestal in geen record.\nOp elkaar lijken wil "
                   "zeggen: in wat deze records zeggen over genre, onderwerp en publiek.",
        "choice makers": "makers", "choice countries": "landen", "choice genres": "genres", "choice 3": "3", "choice 5": "5", "choice 10": "10",
        "title": "Paren die uit elkaars buurt bleven, hoewel er veel voor een ontmoeting spreekt (geen voorspelling)", "unit": "aandeel van de paren", "pairs": "paren",
        "definition": "Van de eerste %(listed)s paren op eerdere lijsten van deze soort het deel dat binnen %(ahead)s jaar bij hetzelfde werk vermeld stond.",
        "said": "Van 100 paren onder de eerste %(listed)s van eerdere lijsten als deze kwamen er %(top)s binnen %(ahead)s jaar samen (tussen %(low)s en %(high)s); van 100 willekeurige "
                "paren %(base)s.",
        "counted": "Paren die op elkaar lijken en uit elkaars buurt bleven: %(n)s. Hoe vaak zulke paren samenkwamen was niet te tellen: %(origins)s voorbije jaren "
                   "hadden er genoeg, en er zijn er 5 nodig.",
        "no works": "geen werk van deze keuze heeft een jaartal en noemt er twee of meer", "not there": "er is hier geen vermelding met die keuze",
        "no pair": "geen twee die de laatste tien jaar actief waren, lijken op elkaar zonder elkaar al te kennen",
        "need": "Vermeldingen met jaartallen, genres en rollen van de werken van één streek of vorm, volledig: minstens %(least)s perioden van %(ahead)s jaar met elk vijf eerste "
                "samenwerkingen.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The list with what became of such pairs before, as far as that can be counted."""
    text = TEXTS.get(say.language, TEXTS["en"])
    found = lists(source, chosen)
    ahead = chosen.get("ahead") or "3"
    spoken = {"ahead": ahead, "listed": say.number(found.track.listed), "origins": say.number(len(found.track.origins))}
    need = needed(chosen, text["need"] % {"ahead": ahead, "least": 5})
    scores = gap(found.now, found.pairs, strangers=(chosen.get("between") or "makers") == "makers")["score"] if len(found.pairs) else np.zeros(0)
    order = np.lexsort((found.pairs.v, found.pairs.u, -scores))
    order = order[scores[order] >= 0]
    if not order.size:
        why = text["no works"] if not found.pairing.works else text["not there"] if found.pairing.focus == -1 else text["no pair"]
        return unanswered(NAME, text, text["definition"] % spoken, found, why, need, chosen, say)
    told = Told(source, found, chosen, say, order[:SHOWN])
    rows = []
    for place in range(told.order.size):
        pair = int(told.order[place])
        row = told.pair(place) | _numbers(found, pair)
        said = told.words["strangers" if row["expected"] < 0.1 else "fewer" if row["together"] else "none yet"]
        size = said.format(together=say.number(row["together"]), expected=say.number(round(row["expected"], 1)))
        row |= {"because": told.because((told.themes(place), told.roles(place), size)), "but": told.against(place)}
        rows.append(tuple(row[name] for name in NAMES))
    if found.track.told and any(found.track.gap_odds):
        top = paired(found.track.gap_top, np.zeros(len(found.track.gap_top)))
        low, high = max(top.low, 0.0), min(top.high, 1.0)
        spoken |= {"top": hundred(top.difference, say), "low": hundred(low, say), "high": hundred(high, say), "base": hundred(found.track.base, say)}
        listed = sum(min(found.track.listed, n) for n in found.track.pairs)
        evidence = estimated(top.difference, (low, high), listed, found.basis, text["said"] % spoken, say, unit=text["unit"], method=text["method"], would_need=need.about)
    else:
        spoken |= {"n": say.number(int(order.size))}
        evidence = counted(int(order.size), found.basis, text["counted"] % spoken, say, unit=text["pairs"], method=text["method"], would_need=need.about)
    return Answer(
        NAME, text["title"], evidence.unit, text["definition"] % spoken, evidence, told.fields(NAMES), tuple(rows), Chart("scatter", x="expected", y="alike", series="second_name"),
        leads=tuple(told.lead(place) for place in range(told.order.size)), datasets=brought(found), caveats=tuple(text["caveats"].split("\n")), needs=(need,), sql=(found.pairing.sql,),
        chosen=dict(chosen), aside={"works": (told.fields(WORKS), told.works()), "contacts": (told.fields(CONTACTS), told.contacts())})


def _numbers(found: Lists, pair: int) -> dict[str, float | int]:
    """Works together, as many as sizes alone give, and how alike."""
    u, v = int(found.pairs.u[pair]), int(found.pairs.v[pair])
    expected = float(found.now.works[u] * found.now.works[v] / max(found.now.total, 1))
    return {"together": int(found.now.ties[u, v]), "expected": round(expected, 3), "alike": round(float(found.pairs.measures["theme"][pair]), 3)}
