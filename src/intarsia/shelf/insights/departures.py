"""Which audience series left the range that their own past gave reason to expect, and how many would have done so by chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.evidence import Basis, Speaker, estimated, framed, refused
from intarsia.foresight.seriesbands import FALSE_RATE, Departure
from intarsia.shelf.insights import audience_series as audience
from intarsia.shelf.insights.base import Answer, Chart, Field, Lead, Need, Parameter, Source, Tested

NAME = "departures"
GROUP = "signals"
TABLES = ("observation", "cube_observation")
METHOD = "seasonal forecast with conformal bands 1"
BACKTEST = "series-bands"
PARAMETERS = (Parameter("measure", "measure"), Parameter("since", "year"))
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "Which audiences left the range expected from their own past ({measure}, since {since})?",
        "about": "Audiences of one institution or work that stayed above or below the forecast for three months or weeks running. For those who plan programme, space or marketing.",
        "method": "Of each series a seasonal forecast is made from every month as it was then: exponential smoothing with a level and a season, ETS(A,N,A) of statsforecast (Hyndman et al. "
                  "2008), on "
                  "log(1 + figure), fitted anew once a year; for weeks, the figure of a year before. The band holds 95 % of how far off earlier forecasts of all these series were (split "
                  "conformal prediction, "
                  "Vovk et al. 2005). A departure is three periods in a row outside the band on one side, by a forecast made before the first of them. How many of these chance gives is "
                  "counted by drawing "
                  "each series' own surprises afresh, period by period, 200 times (seeded). Each series is one test; Benjamini-Hochberg over all series at .10.",
        "caveats": "A departure says that something changed, not what. It may be a success, building work, a new door counter or a changed way of counting.\n"
                   "Figures before and after a closure are not compared: after it a series starts anew and is judged two years later.\n"
                   "A museum and its sites are different series; one exhibition can show in both.",
        "title": "%(measure)s outside the expected range for three %(periods)s running",
        "definition": "Three %(periods)s in a row outside the 95 %% band of a seasonal forecast made before the first of them; counted and expected are sums over the three that stand out "
                  "most.",
        "finding": "%(measure)s left the expected range %(n)s times, where chance gives about %(chance)s",
        "said": "%(n)s departures among %(tried)s stretches of three %(periods)s in %(series)s series; chance alone gives %(chance)s (%(low)s to %(high)s). %(covered)s of the figures fell "
                  "inside their band, "
                "which is made to hold 95%%.",
        "closed": "%(n)s %(periods)s in which doors were shut are neither zero nor a departure; they and the %(periods)s next to them are left out. A closure is not a signal.",
        "false": "At this threshold about %(chance)s of the %(n)s are expected to be false alarms.",
        "passed": "%(n)s series also pass the test over all series together (false discovery rate 10%%); the others are no odder than chance may make one of so many.",
        "none": "no series has figures per month or per week for two years and three months without a closure",
        "famed": "Chosen by fame: what departed here says nothing about others.",
        "need": "Figures of %(measure)s per month or per week, for at least two years and three months without a closure, from each of those who count",
        "months": "months", "weeks": "weeks", "above": "above", "below": "below", "unit": "departures", "any": "audience figures",
        "field name": "Where", "field from": "From", "field to": "To", "field direction": "Direction", "field counted": "Counted", "field expected": "Expected",
            "field ratio": "Counted / expected",
        "field p": "Chance of anything so odd, at most", "field passed": "Holds over all series together", "field about": "Key",
    },
    "nl": {
        "question": "Welk publiek week af van wat het eigen verleden deed verwachten ({measure}, sinds {since})?",
        "about": "Publiek van één instelling of werk dat drie maanden of weken achter elkaar boven of onder de verwachting bleef. Voor wie programma, ruimte of publiciteit plant.",
        "method": "Van elke reeks wordt vanuit iedere maand, zoals die toen was, een seizoensverwachting gemaakt: exponentiële afvlakking met niveau en seizoen, ETS(A,N,A) van "
                  "statsforecast (Hyndman e.a. 2008), "
                  "op log(1 + cijfer), eens per jaar opnieuw geschat; voor weken het cijfer van een jaar eerder. De band bevat 95 % van de afwijkingen van eerdere verwachtingen van al "
                  "deze reeksen "
                  "(split conformal prediction, Vovk e.a. 2005). Een afwijking is: drie perioden achter elkaar aan één kant buiten de band, volgens een verwachting van vóór de eerste. "
                  "Hoeveel het toeval er "
                  "geeft, is geteld door de eigen verrassingen van elke reeks 200 keer opnieuw te trekken, periode voor periode (met vast begingetal). Elke reeks is één toets; "
                  "Benjamini-Hochberg over alle reeksen "
                  "op 0,10.",
        "caveats": "Een afwijking zegt dat er iets veranderde, niet wat. Het kan een succes zijn, een verbouwing, een nieuwe teller bij de deur of een andere manier van tellen.\n"
                   "Cijfers van vóór en na een sluiting worden niet vergeleken: daarna begint een reeks opnieuw, en twee jaar later wordt zij weer beoordeeld.\n"
                   "Een museum en zijn locaties zijn verschillende reeksen; één tentoonstelling kan in beide te zien zijn.",
        "title": "%(measure)s drie %(periods)s achter elkaar buiten het verwachte bereik",
        "definition": "Drie %(periods)s achter elkaar buiten de band van 95 %% rond een seizoensverwachting van vóór de eerste; geteld en verwacht zijn sommen over de drie die het meest "
                  "opvallen.",
        "finding": "%(measure)s: %(n)s keer buiten het verwachte bereik, waar het toeval er ongeveer %(chance)s geeft",
        "said": "%(n)s afwijkingen op %(tried)s stukken van drie %(periods)s in %(series)s reeksen; het toeval alleen geeft er %(chance)s (%(low)s tot %(high)s). %(covered)s van de "
                  "cijfers viel binnen de band, die is "
                "gemaakt om 95%% te bevatten.",
        "closed": "%(n)s %(periods)s waarin de deuren dicht waren, zijn geen nul en geen afwijking; zij en de %(periods)s ernaast tellen niet mee. Een sluiting is geen signaal.",
        "false": "Bij deze drempel zijn naar verwachting ongeveer %(chance)s van de %(n)s vals alarm.",
        "passed": "%(n)s reeksen doorstaan ook de toets over alle reeksen samen (hoogstens 10%% valse vondsten); de andere zijn niet vreemder dan er bij zoveel "
                  "reeksen door toeval een kan zijn.",
        "none": "geen reeks heeft cijfers per maand of per week over twee jaar en drie maanden zonder sluiting",
        "famed": "Gekozen op bekendheid: wat hier afweek, zegt niets over andere.",
        "need": "Cijfers van %(measure)s per maand of per week, over minstens twee jaar en drie maanden zonder sluiting, van ieder die telt",
        "months": "maanden", "weeks": "weken", "above": "erboven", "below": "eronder", "unit": "afwijkingen", "any": "publiekscijfers",
        "field name": "Waar", "field from": "Van", "field to": "Tot en met", "field direction": "Richting", "field counted": "Geteld", "field expected": "Verwacht",
            "field ratio": "Geteld / verwacht",
        "field p": "Kans op iets dat zo afwijkt, hoogstens", "field passed": "Houdt stand over alle reeksen samen", "field about": "Sleutel",
    },
}
KINDS = {"about": "key", "counted": "number", "expected": "number", "ratio": "number", "p": "share", "passed": "flag"}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The departures of one measure since a year; the one with most figures per month or week where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    measure = chosen.get("measure") or next(iter(audience.measures(source)), "")
    label = source.label("measure", measure, say.language) if measure else texts["any"]
    label = label[:1].upper() + label[1:]
    found = audience.family(source, measure) if measure else None
    periods = texts["weeks" if found and found.season == audience.WEEKS else "months"]
    words: dict[str, Any] = {"measure": label, "periods": periods}
    need = Need(texts["need"] % {"measure": label.lower()}, ("observation",), measure=measure, contributors=1)
    names = ("about", "name", "from", "to", "direction", "counted", "expected", "ratio", "p", "passed")
    fields = tuple(Field(one, texts[f"field {one}"], KINDS.get(one, "text")) for one in names)
    if found is None or not found.judged.tried:
        none = refused(Basis(source.id, 0), (texts["none"],), say, method=METHOD, unit=texts["unit"], would_need=need.about)
        return Answer(NAME, texts["title"] % words, texts["unit"], texts["definition"] % words, none, fields, (), caveats=_lines(texts), needs=(need,), chosen=dict(chosen))
    since = int(chosen["since"]) if chosen.get("since") else None
    departures = [one for one in found.judged.departures if since is None or int(audience.day(one.last, found.season)[:4]) >= since]
    departures.sort(key=lambda one: (-one.last, one.p, one.key))
    keys = [one.key for one in departures]
    rows = tuple(_row(source, found, one, texts, say.language, keys.count(one.key) > 1) for one in departures)
    leads: tuple[Lead, ...] = tuple(lead(*found.about[one.key]) for one in departures)
    judged = found.judged
    basis = framed(source, [(dataset, measure) for dataset in found.datasets], years=found.years)
    words |= {"n": say.number(judged.alarms), "tried": say.number(judged.tried), "series": say.number(len({one.key for one in found.stretches})),
        "chance": say.number(round(judged.expected, 1)),
              "low": say.number(judged.interval[0]), "high": say.number(judged.interval[1]), "covered": say.percent(round(judged.covered, 3))}
    tested = judged.alarms > judged.interval[1] and abs(judged.covered - 0.95) <= 0.03 and not basis.famous
    more = (max(0.0, judged.alarms - judged.interval[1]), judged.alarms - judged.interval[0])
    evidence = estimated(judged.alarms - judged.expected, more, judged.periods, basis, texts["said"] % words, say, unit=texts["unit"], method=METHOD, tested=tested, would_need=""
        if tested and basis.register else need.about)
    passed = len({one.key for one in judged.departures if one.q <= FALSE_RATE})
    notes = [texts["false"] % words, texts["passed"] % {"n": say.number(passed)}] if judged.alarms else []
    notes += [texts["closed"] % (words | {"n": say.number(found.closed)})] if found.closed else []
    notes += [texts["famed"]] if basis.famous else []
    return Answer(
        NAME, texts["title"] % words, texts["unit"], texts["definition"] % words, evidence, fields, rows, Chart("bars", x="name", y="ratio"), texts["finding"] % words if tested else "",
            leads, found.datasets,
        tuple(notes), _lines(texts), (need,) if evidence.state in ("THIN", "REFUSED") else (), (audience.query(measure),), quality=audience.quality(source, found, say.language),
        tests=tuple(Tested(_name(source, found, one, say.language), one.p, one.q, one.q <= FALSE_RATE) for one in judged.departures), chosen=dict(chosen))


def lead(id: str, kind: str) -> Lead:
    """The page of what a series is about."""
    return (f"/{kind}s/{id}", {})


def _row(source: Source, found: audience.Family, one: Departure, texts: Mapping[str, str], language: str, again: bool) -> tuple[Any, ...]:
    """The row of a departure; of a series with several, the name says which."""
    name = _name(source, found, one, language) + (f", {audience.day(one.first, found.season)}" if again else "")
    return (found.about[one.key][0], name, audience.day(one.first, found.season), audience.day(one.last, found.season), texts["above" if one.above else "below"],
            round(one.counted), round(one.expected), round(one.counted / one.expected, 2) if one.expected > 0 else None, max(0.001, round(one.p, 3)), one.q <= FALSE_RATE)


def _name(source: Source, found: audience.Family, one: Departure, language: str) -> str:
    id, kind = found.about[one.key]
    return source.label(kind, id, language)


def _lines(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(texts["caveats"].split("\n"))
