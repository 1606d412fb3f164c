"""What moved after something happened in another sector: rises of audience series dated against releases, prizes and deaths elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from intarsia.evidence import Basis, Speaker, estimated, framed, refused
from intarsia.foresight import rises
from intarsia.shelf.insights import audience_rises as audience
from intarsia.shelf.insights.base import Answer, Field, Lead, Need, Parameter, Source, Tested

NAME = "moved"
GROUP = "signals"
TABLES = ("observation", "work", "agent", "contribution", "link", "entity", "relation")
METHOD = "rises against random dates 1"
BACKTEST = "moved"
#: more rows than these are left out, and said to be
MOST = 200
PARAMETERS = (Parameter("measure", "measure"), Parameter("sector", "sector"), Parameter("times", "number", least=1.1, most=20), Parameter("within", "number", default="1", least=0, most=5))
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "What rose in {sector} by {measure}, and what had happened elsewhere?",
        "about": "The rise of a work or maker in one sector, dated against releases, prizes and deaths in the others; with the rises that had no match, and the events that passed without "
                  "a rise. "
                 "For those who own, programme or promote a catalogue.",
        "method": "First it is fixed what a rise is, before any event is looked at. In a list of places: a place between 15 % and 60 % of the list (300 to 1,200 of 2,000), with at least "
                  "five places so far, that becomes a "
                  "third of its number or less in the next year. In counts: half as much again as the year before, and more than ever, with five figures so far; years with a closure are "
                  "left out. "
                  "Then each rise is held against what the pool links: works of other sectors based on the work, about it or its maker, or by the same maker (the first showing), prizes, "
                  "and deaths, in the same year or up to "
                  "the number of years before that was chosen. Chance: each event is put on a random year of the same series, 4,000 times (seeded).",
        "caveats": "That a rise followed an event does not say why it rose.\nNo match means no match in this pool: what nobody contributed cannot be found.\n"
                   "The year is all that most dates say; an event in December and a list in December count as the same year.",
        "title": "Rises by %(measure)s, dated against releases, prizes and deaths elsewhere",
        "definition": "A rise: %(rule)s. An event: %(when)s.",
        "when 0": "in the same year", "when 1": "in the same year or the year before", "when": "in the same year or up to %(within)s years before",
        "rule place": "from a place between 15 %% and 60 %% of the list, after at least five places, to a place %(times)s times as high within a year",
        "rule count": "to at least %(times)s times the figure of the year before and higher than ever, after at least five figures",
        "finding": "%(came)s of %(judged)s events elsewhere were followed by a rise, where random dates give about %(chance)s",
        "said": "Of %(n)s steps from one year to the next, %(rises)s were rises: %(matched)s followed an event that this pool knows, %(alone)s have no match. Of %(judged)s events that "
                  "could have shown, %(missed)s passed without a rise; "
                "on random dates %(chance)s (%(low)s to %(high)s) would have come with one.",
        "said none": "Of %(n)s steps from one year to the next, none was a rise. So all of the %(judged)s events that could have shown passed without one.",
        "said nothing": "Of %(n)s steps from one year to the next, none was a rise, and this pool knows no event elsewhere that could have shown.",
        "said still": "Of %(n)s steps from one year to the next, %(rises)s were rises. This pool knows no event elsewhere that could have shown a match.",
        "none": "there is no measure with a figure for one work or maker in each of six years or more",
        "famed": "Rows chosen by fame: these are cases, not a pattern.",
        "cut": "The table shows the first %(most)s of %(n)s.",
        "need": "%(measure)s of the same works or makers, every year for six years and longer, as a complete list, with dated works, prizes and deaths of other sectors linked to them",
        "unit": "events followed by a rise, more than on random dates", "any": "audience figures", "no match": "no match in this pool",
        "kind story": "release of the same story", "kind portrait": "release about the maker", "kind maker": "release by the same maker", "kind prize": "prize", "kind death": "death",
        "field about": "Key", "field name": "What rose", "field still": "What did not rise", "field year": "Year", "field before": "Year before", "field after": "Figure",
            "field followed": "Followed", "field event": "What happened", "field kind": "Kind",
        "field when": "When", "field sector": "Sector of the event", "field events": "Events in those years", "field what": "Key of the event",
    },
    "nl": {
        "question": "Wat steeg in {sector} volgens {measure}, en wat was er elders gebeurd?",
        "about": "De stijging van een werk of maker in één sector, gelegd naast nieuwe werken, prijzen en sterfgevallen in de andere; met de stijgingen zonder "
                 "overeenkomst en de gebeurtenissen zonder stijging. Voor wie een catalogus bezit, programmeert of onder de aandacht brengt.",
        "method": "Eerst ligt vast wat een stijging is, nog voor naar een gebeurtenis is gekeken. In een lijst met plaatsen: van een plaats tussen 15 % en 60 % van de lijst (300 tot 1.200 "
                  "van de 2.000), na minstens vijf "
                  "noteringen, naar een derde van dat nummer of minder in het volgende jaar. Bij aantallen: anderhalf keer zoveel als het jaar ervoor en meer dan ooit, na vijf cijfers; "
                  "jaren met een sluiting tellen niet mee. "
                  "Daarna wordt elke stijging gelegd naast wat de pool verbindt: werken uit andere sectoren die op het werk berusten, erover of over de maker gaan of van dezelfde maker "
                  "zijn (de eerste keer getoond), prijzen en sterfgevallen, in "
                  "hetzelfde jaar of hoogstens het gekozen aantal jaren ervoor. Toeval: elke gebeurtenis komt 4.000 keer op een willekeurig jaar van dezelfde reeks te staan (met vast "
                  "begingetal).",
        "caveats": "Dat een stijging op een gebeurtenis volgde, zegt niet waarom iets steeg.\nGeen overeenkomst betekent: niet in deze pool. Wat niemand inbracht, "
                   "is niet te vinden.\nDe meeste datums noemen alleen een jaar; een gebeurtenis in december en een lijst in december vallen in hetzelfde jaar.",
        "title": "Stijgingen volgens %(measure)s, naast nieuwe werken, prijzen en sterfgevallen elders",
        "definition": "Een stijging: %(rule)s. Een gebeurtenis: %(when)s.",
        "when 0": "in hetzelfde jaar", "when 1": "in hetzelfde jaar of het jaar ervoor", "when": "in hetzelfde jaar of tot %(within)s jaar ervoor",
        "rule place": "van een plaats tussen 15 %% en 60 %% van de lijst, na minstens vijf noteringen, naar een %(times)s keer zo hoge plaats binnen een jaar",
        "rule count": "naar minstens %(times)s keer het cijfer van het jaar ervoor en hoger dan ooit, na minstens vijf cijfers",
        "finding": "Op %(came)s van %(judged)s gebeurtenissen elders volgde een stijging, waar willekeurige jaren er ongeveer %(chance)s geven",
        "said": "Van %(n)s stappen van jaar op jaar is dit aantal een stijging: %(rises)s; na een gebeurtenis die deze pool kent: %(matched)s, zonder "
                "overeenkomst: %(alone)s. Van %(judged)s "
                "gebeurtenissen die zichtbaar hadden kunnen zijn, ging dit aantal zonder stijging voorbij: %(missed)s. Met willekeurige jaren zou het aantal dat met een stijging samenvalt "
                "%(chance)s zijn (%(low)s tot %(high)s).",
        "said none": "Van %(n)s stappen van jaar op jaar was er geen een stijging. De %(judged)s gebeurtenissen die zichtbaar hadden kunnen zijn, gingen dus alle zonder stijging voorbij.",
        "said nothing": "Van %(n)s stappen van jaar op jaar was er geen een stijging, en deze pool kent geen gebeurtenis elders die zichtbaar had kunnen zijn.",
        "said still": "Van %(n)s stappen van jaar op jaar waren er %(rises)s een stijging. Deze pool kent geen gebeurtenis elders waarbij een overeenkomst zichtbaar had kunnen zijn.",
        "none": "er is geen maat met voor één werk of maker zes jaar of langer een cijfer per jaar",
        "famed": "De rijen zijn op bekendheid gekozen: dit zijn gevallen, geen patroon.",
        "cut": "De tabel toont de eerste %(most)s van %(n)s.",
        "need": "%(measure)s van dezelfde werken of makers, elk jaar, zes jaar en langer, als volledige lijst, met daaraan verbonden gedateerde werken, prijzen en sterfgevallen uit andere "
                  "sectoren",
        "unit": "gebeurtenissen gevolgd door een stijging, meer dan op willekeurige jaren", "any": "publiekscijfers", "no match": "geen overeenkomst in deze pool",
        "kind story": "nieuw werk met hetzelfde verhaal", "kind portrait": "nieuw werk over de maker", "kind maker": "nieuw werk van dezelfde maker", "kind prize": "prijs",
            "kind death": "overlijden",
        "field about": "Sleutel", "field name": "Wat steeg", "field still": "Wat niet steeg", "field year": "Jaar", "field before": "Jaar ervoor", "field after": "Cijfer",
            "field followed": "Volgde", "field event": "Wat er gebeurde", "field kind": "Soort",
        "field when": "Wanneer", "field sector": "Sector van de gebeurtenis", "field events": "Gebeurtenissen in die jaren", "field what": "Sleutel van de gebeurtenis",
    },
}
KINDS = {"about": "key", "what": "key", "year": "year", "when": "year", "before": "number", "after": "number", "events": "number", "followed": "flag"}
NAMES = ("about", "name", "year", "before", "after", "followed", "event", "kind", "when", "sector", "events", "what")
MISSED = ("about", "name", "event", "kind", "when", "sector", "what")


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Rises of one measure with what happened before; the measure with most yearly series where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    measure = chosen.get("measure") or next(iter(audience.measures(source)), "")
    label = source.label("measure", measure, say.language) if measure else texts["any"]
    label = label[:1].lower() + label[1:]
    within = int(float(chosen.get("within") or 1))
    times = float(chosen["times"]) if chosen.get("times") else None
    rule = "place" if measure in audience.PLACES else "count"
    shown = say.number(times or (rises.RANK if rule == "place" else rises.COUNT))
    words: dict[str, Any] = {"measure": label, "when": texts.get(f"when {within}", texts["when"]) % {"within": say.number(within)}, "rule": texts[f"rule {rule}"] % {"times": shown}}
    need = Need(texts["need"] % (words | {"measure": label[:1].upper() + label[1:]}), ("observation", "work", "agent"), measure=measure, sector=chosen.get("sector", ""), contributors=1)
    fields = tuple(Field(one, texts[f"field {one}"], KINDS.get(one, "text")) for one in NAMES)
    missing = tuple(Field(one, texts["field still" if one == "name" else f"field {one}"], KINDS.get(one, "text")) for one in MISSED)
    title, definition = texts["title"] % words, texts["definition"] % words
    found = audience.moved(source, measure, chosen.get("sector", ""), within, times) if measure else None
    if found is None or not len(found.found.year):
        none = refused(Basis(source.id, 0), (texts["none"],), say, method=METHOD, unit=texts["unit"], would_need=need.about)
        return Answer(NAME, title, texts["unit"], definition, none, fields, (), caveats=_lines(texts), needs=(need,), chosen=dict(chosen))
    rows, leads, matched = _rises(source, found, texts, say.language)
    missed = _missed(source, found, texts, say.language)
    held, total = found.held, int(found.found.rose.sum())
    basis = _basis(source, found)
    words |= {"n": say.number(len(found.found.year)), "rises": say.number(total), "matched": say.number(matched), "alone": say.number(total - matched),
        "judged": say.number(int(held.judged.sum())),
              "came": say.number(int(held.came.sum())), "missed": say.number(int((held.judged & ~held.came).sum())), "chance": say.number(round(held.chance, 1)),
                  "low": say.number(held.interval[0]),
              "high": say.number(held.interval[1])}
    came = float(held.came.sum())
    tested = came > held.interval[1] and held.p <= 0.05 and not basis.famous
    evidence = estimated(came - held.chance, (came - held.interval[1], came - held.interval[0]), len(found.found.year), basis, texts[_said(total, bool(held.judged.any()))] % words, say,
        unit=texts["unit"],
                         method=METHOD, tested=tested, would_need="" if tested and basis.register else need.about)
    notes = [texts["famed"]] if basis.famous else []
    notes += [texts["cut"] % {"most": say.number(MOST), "n": say.number(n)} for n in (len(rows), len(missed)) if n > MOST]
    return Answer(
        NAME, title, texts["unit"], definition, evidence, fields, rows[:MOST], finding=texts["finding"] % words if tested else "", leads=leads[:MOST],
        datasets=tuple(sorted({*found.datasets, *(dataset for dataset, _ in found.brought)})), notes=tuple(notes), caveats=_lines(texts), needs=(need,) if evidence.state in ("THIN",
            "REFUSED") else (),
        sql=(audience.series(measure, chosen.get("sector", "")), audience.events(measure)), tests=(Tested(NAME, held.p, held.p, tested),), chosen=dict(chosen), aside={"missed": (missing,
            missed[:MOST])})


def _said(rises: int, judged: bool) -> str:
    """Which sentence: with or without rises, with or without events."""
    return ("said" if judged else "said still") if rises else "said none" if judged else "said nothing"


def _basis(source: Source, found: audience.Moved) -> Basis:
    """The rows of the series stand for all of a list where a frame says so; the events only ever for themselves."""
    own = framed(source, [(dataset, found.measure) for dataset in found.datasets], years=found.years)
    if not found.brought:
        return own
    whole = framed(source, [*((dataset, found.measure) for dataset in found.datasets), *found.brought], years=found.years)
    return Basis(own.release, whole.contributors, whole.selections, own.coverage, own.suppressed, own.register and whole.register)


def _rises(source: Source, found: audience.Moved, texts: Mapping[str, str], language: str) -> tuple[tuple[tuple[Any, ...], ...], tuple[Lead, ...], int]:
    """The rises, those that followed something first, and then the steepest; how many followed something."""
    steps = found.found
    told: list[tuple[bool, float, tuple[Any, ...], Lead]] = []
    for place in np.flatnonzero(steps.rose):
        one, events = found.series[int(steps.series[place])], found.near[place]
        steep = max(steps.before[place], steps.after[place]) / max(1e-9, min(steps.before[place], steps.after[place]))
        event = _event(source, found, int(events[0]), texts, language) if len(events) else (texts["no match"], "", None, "", "")
        row = (one["about"], one["whole"] or source.label(one["about_kind"], one["about"], language), int(steps.year[place]), float(steps.before[place]), float(steps.after[place]),
            bool(len(events)), *event[:4],
               len(events), event[4])
        told.append((not len(events), -steep, row, (f"/{one['about_kind']}s/{one['about']}", {})))
    told.sort(key=lambda one: (one[0], one[1], one[2][0], one[2][2]))
    return tuple(one[2] for one in told), tuple(one[3] for one in told), sum(not one[0] for one in told)


def _missed(source: Source, found: audience.Moved, texts: Mapping[str, str], language: str) -> tuple[tuple[Any, ...], ...]:
    """Events that could have shown and came without a rise, those nearest to the work first, then the latest."""
    rows = []
    order = {"story": 0, "portrait": 1, "prize": 2, "death": 3, "maker": 4}
    for place in np.flatnonzero(found.held.judged & ~found.held.came):
        one = found.series[int(found.of[place])]
        rows.append((order[found.events[place]["kind"]], -int(found.events[place]["year"]), one["about"], place))
    told = []
    for _, _, about, place in sorted(rows)[:MOST + 1]:
        one = found.series[int(found.of[place])]
        told.append((about, one["whole"] or source.label(one["about_kind"], about, language), *_event(source, found, int(place), texts, language)))
    return tuple(told)


def _event(source: Source, found: audience.Moved, number: int, texts: Mapping[str, str], language: str) -> tuple[Any, ...]:
    """What happened, of which kind, when, in which sector, and its key."""
    event = found.events[number]
    name = source.label("agent" if event["kind"] == "death" else "work", event["what"], language)
    return name, texts[f"kind {event['kind']}"], int(event["year"]), source.label("sector", event["sector"], language) if event["sector"] else "", event["what"]


def _lines(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(texts["caveats"].split("\n"))
