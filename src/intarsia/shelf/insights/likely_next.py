"""List A: who is likely to work together next, as far as past lists can tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from intarsia.collaborating import Odds, Track
from intarsia.evidence import Speaker, estimated, refused
from intarsia.proving import paired
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Source
from intarsia.shelf.insights.pairing import PARAMETERS as SLOTS
from intarsia.shelf.insights.pairing import SHOWN, Lists, all_scores, lists, places
from intarsia.shelf.insights.pairlist import CONTACTS, WORKS, Told

NAME = "likely-next"
GROUP = "partners"
TABLES = ("work", "contribution", "agent", "entity", "term", "relation", "frame")
PARAMETERS = SLOTS
METHOD = "partners 1"
BACKTEST = "partners-likely"
NAMES = ("place", "first", "first_name", "second", "second_name", "odds", "shared", "because", "but", "first_iri", "second_iri")
TEXTS = {
    "en": {
        "question": "Which {between} are likely to work together next? ({who}, {country}, {genre}, {sector}, {form}; within {ahead} years)",
        "about": "Pairs that have never been credited on the same work, ranked by what told such pairs apart in the past. For whoever looks for a partner, or wants "
                 "to see a partnership coming.",
        "method": "Pairs among the 500 busiest. Who has worked with many stands higher (preferential attachment), where a work counts .9 to the power of its age; a ranker fitted to past "
                  "years "
                  "takes its place only where it did better in this release. The share that came together is counted on past lists, each made with what was known then.",
        "caveats": "Who is busy meets many; a place on this list is no judgement of taste or of fit.\nPairs that are announced together are left out: that is agreed already.\n"
                   "Works that name more than twenty are left out, unless a form is chosen: a bill or a list of staff says little about who works with whom.",
        "choice makers": "makers", "choice countries": "countries", "choice genres": "genres", "choice 3": "3", "choice 5": "5", "choice 10": "10",
        "title": "Pairs that have not worked together, ranked by how such pairs did before", "unit": "share of pairs",
        "definition": "Of the first %(listed)s pairs on past lists, the share credited on the same work for the first time within %(ahead)s years.",
        "said": "Of 100 pairs among the first %(listed)s of past lists, %(top)s came together within %(ahead)s years (between %(low)s and %(high)s); of 100 pairs taken at random, %(base)s.",
        "finding": "Of 100 pairs high on this list, %(top)s came together within %(ahead)s years; of 100 at random, %(base)s",
        "no works": "no work of this choice has a year and names two or more",
        "no origins": "in only %(n)s past years did enough pairs come together to test a list; at least %(least)s are needed",
        "no pair": "everybody here who worked in the last ten years has met all others already", "not there": "there is no credit here with that choice",
        "need": "Credits with years of the works of one region or form, complete: at least %(least)s spans of %(ahead)s years with five first collaborations each.",
        "better": "Ranked by a model fitted to the past years of this release; it did better there than preferential attachment.",
        "slack": "Ranked by “%(name)s”, which did better here than preferential attachment.", "default": "Those who have worked with many stand higher: they are likelier to meet the next.",
        "chart": "The chart shows how many partners two have in common.",
        "scorer attachment": "partners of one times partners of the other, recent ones more (preferential attachment)", "scorer activity": "works of one times works of the other",
        "scorer common": "partners in common", "scorer adamic-adar": "partners in common, rare ones more (Adamic-Adar)", "scorer allocation": "partners in common (resource allocation)",
        "scorer theme": "alike in genre, subject and audience", "scorer fitted": "model fitted to the years before", "scorer shipped": "the list as it would have stood",
        "scorer gap": "list B, which is no forecast",
    },
    "nl": {
        "question": "Welke {between} gaan waarschijnlijk als volgende samenwerken? ({who}, {country}, {genre}, {sector}, {form}; binnen {ahead} jaar)",
        "about": "Paren die nooit bij hetzelfde werk vermeld stonden, op volgorde van wat zulke paren vroeger onderscheidde. Voor wie een partner zoekt, of een samenwerking wil zien "
                 "aankomen.",
        "method": "Paren onder de 500 meest actieve. Wie met velen werkte, staat hoger (preferential attachment), waarbij een werk 0,9 tot de macht van zijn "
                  "leeftijd telt; een model dat op voorbije jaren is afgesteld, komt daar alleen voor in de plaats als het in deze uitgave beter deed. Het deel dat "
                  "samenkwam is geteld op eerdere lijsten, elk gemaakt met wat toen bekend was.",
        "caveats": "Wie veel doet, ontmoet velen; een plaats op deze lijst is geen oordeel over smaak of over wie bij wie past.\nParen die samen zijn aangekondigd, "
                   "staan er niet bij: dat is al afgesproken.\nWerken die meer dan twintig namen noemen tellen niet mee, tenzij een vorm gekozen is: een titelrol "
                   "of een personeelslijst zegt weinig over wie met wie werkt.",
        "choice makers": "makers", "choice countries": "landen", "choice genres": "genres", "choice 3": "3", "choice 5": "5", "choice 10": "10",
        "title": "Paren die nog niet samenwerkten, op volgorde van hoe het zulke paren eerder verging", "unit": "aandeel van de paren",
        "definition": "Van de eerste %(listed)s paren op eerdere lijsten het deel dat binnen %(ahead)s jaar voor het eerst bij hetzelfde werk vermeld stond.",
        "said": "Van 100 paren onder de eerste %(listed)s van eerdere lijsten kwamen er %(top)s binnen %(ahead)s jaar samen (tussen %(low)s en %(high)s); van 100 willekeurige paren "
                "%(base)s.",
        "finding": "Van 100 paren hoog op deze lijst kwamen er %(top)s binnen %(ahead)s jaar samen; van 100 willekeurige %(base)s",
        "no works": "geen werk van deze keuze heeft een jaartal en noemt er twee of meer",
        "no origins": "in maar %(n)s voorbije jaren kwamen er genoeg paren samen om een lijst te toetsen; er zijn er minstens %(least)s nodig",
        "no pair": "iedereen die hier de laatste tien jaar werkte, heeft alle anderen al ontmoet", "not there": "er is hier geen vermelding met die keuze",
        "need": "Vermeldingen met jaartallen van de werken van één streek of vorm, volledig: minstens %(least)s perioden van %(ahead)s jaar met elk vijf eerste samenwerkingen.",
        "better": "Geordend met een model dat op de voorbije jaren van deze uitgave is afgesteld; dat deed het daar beter dan preferential attachment.",
        "slack": "Geordend naar ‘%(name)s’, dat het hier beter deed dan preferential attachment.", "default": "Wie met velen werkte, staat hoger: die ontmoet eerder de volgende.",
        "chart": "De grafiek toont hoeveel partners twee delen.",
        "scorer attachment": "partners van de een maal partners van de ander, recente zwaarder (preferential attachment)", "scorer activity": "werken van de een maal werken van de ander",
        "scorer common": "gedeelde partners", "scorer adamic-adar": "gedeelde partners, zeldzame zwaarder (Adamic-Adar)", "scorer allocation": "gedeelde partners (resource allocation)",
        "scorer theme": "gelijk in genre, onderwerp en publiek", "scorer fitted": "model afgesteld op de jaren ervoor", "scorer shipped": "de lijst zoals die er gestaan zou hebben",
        "scorer gap": "lijst B, die geen voorspelling is",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The list, or a refusal where past lists cannot be tested."""
    text = TEXTS.get(say.language, TEXTS["en"])
    found = lists(source, chosen)
    ahead = chosen.get("ahead") or "3"
    spoken = {"ahead": ahead, "listed": say.number(found.track.listed)}
    need = needed(chosen, text["need"] % {"ahead": ahead, "least": 5})
    why = reasons(found, text)
    if why or not len(found.pairs):
        return unanswered(NAME, text, text["definition"] % spoken, found, why or text["no pair"], need, chosen, say)
    top = paired(found.track.top, np.zeros(len(found.track.top)))
    base = found.track.base
    spoken |= {"top": hundred(top.difference, say), "low": hundred(max(top.low, 0.0), say), "high": hundred(min(top.high, 1.0), say), "base": hundred(base, say)}
    tested = found.track.better and top.low > base and not found.basis.famous
    evidence = estimated(top.difference, (max(top.low, 0.0), min(top.high, 1.0)), sum(min(found.track.listed, n) for n in found.track.pairs), found.basis, text["said"] % spoken, say,
                         unit=text["unit"], method=text["method"], tested=tested, would_need=need.about)
    order = np.lexsort((found.pairs.v, found.pairs.u, -found.scores))[:SHOWN]
    told = Told(source, found, chosen, say, order)
    where = places(found, all_scores(source, chosen))[order]
    rows = []
    for place in range(order.size):
        row = told.pair(place) | {"shared": told.shared(place), "odds": chance(found.track, int(where[place])), "but": told.against(place),
                                  "because": told.because((told.partners(place), told.themes(place), told.sizes(place)))}
        rows.append(tuple(row[name] for name in NAMES))
    note = text[found.track.why] % {"name": found.track.model.name}
    return Answer(
        NAME, text["title"], text["unit"], text["definition"] % spoken, evidence, told.fields(NAMES), tuple(rows), Chart("matrix", x="second_name", y="shared", series="first_name"),
        finding=text["finding"] % spoken, leads=tuple(told.lead(place) for place in range(order.size)), datasets=brought(found), notes=(note, text["chart"]),
        caveats=tuple(text["caveats"].split("\n")),
        needs=(need,) if evidence.state != "SOLID" else (), sql=(found.pairing.sql,), chosen=dict(chosen),
        aside={"track": record_of(found, text, told),
               "works": (told.fields(WORKS), told.works()), "contacts": (told.fields(CONTACTS), told.contacts())})


def record_of(found: Lists, text: Mapping[str, str], told: Told) -> tuple[tuple[Field, ...], tuple[tuple[Any, ...], ...]]:
    """How lists made in each way did at past origins: average precision, and what chance gives."""
    track = found.track
    rows = [(text.get(f"scorer {name}", name), name == track.model.name, round(track.mean(name), 4), round(float(np.mean(track.chance)), 4), len(track.origins))
            for name in track.precision if not np.isnan(track.mean(name))]
    return told.fields(("scorer", "ships", "precision", "chance", "origins")), tuple(rows)


def unanswered(name: str, text: Mapping[str, str], definition: str, found: Lists, why: str, need: Need, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """A refusal with what would settle it, and the credits that were looked at."""
    evidence = refused(found.basis, (why,), say, n=len(found.pairing.works), method=text["method"], unit=text["unit"], would_need=need.about)
    return Answer(name, text["title"], text["unit"], definition, evidence, (), (), datasets=brought(found), caveats=tuple(text["caveats"].split("\n")), needs=(need,),
                  sql=(found.pairing.sql,), chosen=dict(chosen))


def reasons(found: Lists, text: Mapping[str, str]) -> str:
    """Why there can be no list; "" where there can."""
    if not found.pairing.works:
        return text["no works"]
    if found.pairing.focus == -1:
        return text["not there"]
    return "" if found.track.told else text["no origins"] % {"n": len(found.track.origins), "least": 5}


def needed(chosen: Mapping[str, str], about: str) -> Need:
    """What would settle it, as a fact."""
    facet = f"genre:{chosen['genre']}" if chosen.get("genre") else ""
    return Need(about, tables=("work", "contribution"), form=chosen.get("form", ""), sector=chosen.get("sector", ""), place=chosen.get("country", ""), facet=facet, contributors=1)


def brought(found: Lists) -> tuple[str, ...]:
    """The datasets whose credits were looked at."""
    return tuple(sorted({dataset for dataset, _ in found.pairing.rows}))


def chance(track: Track, place: int, odds: tuple[Odds, ...] | None = None) -> float:
    """The share of past pairs with such a place that came together."""
    bands = track.odds if odds is None else odds
    band = next((one for one in bands if one.first <= place and (place <= one.last or not one.last)), bands[-1])
    return band.together / band.pairs


def hundred(share: float, say: Speaker) -> str:
    """Of a hundred, in digits a reader can compare."""
    return say.number(round(share * 100, 1 if share >= 0.001 else 2)) if share * 100 >= 0.005 else "0"
