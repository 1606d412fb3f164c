"""The departures of audience series, each as a small line with the range that was expected when it began."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from intarsia.evidence import Basis, Speaker, counted, framed, refused
from intarsia.foresight.seriesbands import Departure
from intarsia.shelf.insights import audience_series as audience
from intarsia.shelf.insights.base import Answer, Chart, Field, Lead, Need, Parameter, Source

NAME = "departure-lines"
GROUP = "signals"
TABLES = ("observation", "cube_observation")
METHOD = "seasonal forecast with conformal bands 1"
BACKTEST = "series-bands"
PARAMETERS = (Parameter("measure", "measure"), Parameter("since", "year"))
#: periods before the departure and from its first one on that are drawn
BEFORE, AFTER = 18, 6
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "How did audiences come to leave the expected range ({measure}, since {since})?",
        "about": "The departures drawn: a year and a half before each, and the range expected when it began.",
        "method": "As for departures: a seasonal forecast made before the first of the periods that stand out, with a 95 % band from how far off earlier forecasts of all series were.",
        "caveats": "Each line has its own scale.\nThe band is that of the one forecast made before the departure began.",
        "title": "%(measure)s before and during a departure",
        "definition": "Left to right: %(periods)s before and after the first one outside the band; the band is the range expected when it began.",
        "said": "%(n)s figures around %(departures)s departures.",
        "none": "no series left the range it was expected in",
        "need": "Figures of %(measure)s per month or per week, for at least two years and three months without a closure, from each of those who count",
        "months": "months", "weeks": "weeks", "any": "audience figures",
        "field series": "Where and when", "field step": "Periods from the first", "field period": "Period", "field value": "Figure", "field low": "At least", "field high": "At most",
    },
    "nl": {
        "question": "Hoe verliep het publiek dat buiten het verwachte bereik kwam ({measure}, sinds {since})?",
        "about": "De afwijkingen in beeld: anderhalf jaar ervoor, en het bereik dat bij het begin werd verwacht.",
        "method": "Als bij afwijkingen: een seizoensverwachting van vóór de eerste periode die opvalt, met een band van 95 % uit de afwijkingen van eerdere verwachtingen van alle reeksen.",
        "caveats": "Elke lijn heeft een eigen schaal.\nDe band hoort bij de ene verwachting die vóór het begin van de afwijking is gemaakt.",
        "title": "%(measure)s vóór en tijdens een afwijking",
        "definition": "Van links naar rechts: %(periods)s voor en na de eerste buiten de band; de band is het bereik dat bij het begin werd verwacht.",
        "said": "%(n)s cijfers rond %(departures)s afwijkingen.",
        "none": "geen reeks kwam buiten het bereik dat werd verwacht",
        "need": "Cijfers van %(measure)s per maand of per week, over minstens twee jaar en drie maanden zonder sluiting, van ieder die telt",
        "months": "maanden", "weeks": "weken", "any": "publiekscijfers",
        "field series": "Waar en wanneer", "field step": "Perioden vanaf de eerste", "field period": "Periode", "field value": "Cijfer", "field low": "Minstens", "field high": "Hoogstens",
    },
}
KINDS = {"step": "number", "value": "number", "low": "number", "high": "number"}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The lines of all departures of a measure since a year."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    measure = chosen.get("measure") or next(iter(audience.measures(source)), "")
    label = source.label("measure", measure, say.language) if measure else texts["any"]
    found = audience.family(source, measure) if measure else None
    words: dict[str, Any] = {"measure": label[:1].upper() + label[1:], "periods": texts["weeks" if found and found.season == audience.WEEKS else "months"]}
    need = Need(texts["need"] % {"measure": label.lower()}, ("observation",), measure=measure, contributors=1)
    fields = tuple(Field(one, texts[f"field {one}"], KINDS.get(one, "text")) for one in ("series", "step", "period", "value", "low", "high"))
    since = chosen.get("since") or "0"
    departures = sorted((one for one in found.judged.departures if int(audience.day(one.last, found.season)[:4]) >= int(since)), key=lambda one: (-one.last, one.p, one.key)) if found else []
    rows: list[tuple[Any, ...]] = []
    leads: list[Lead] = []
    for one in departures:
        assert found is not None
        id, kind = found.about[one.key]
        drawn = _line(found, one, f"{source.label(kind, id, say.language)}, {audience.day(one.first, found.season)}")
        rows += drawn
        leads += [(f"/{kind}s/{id}", {})] * len(drawn)
    title, definition = texts["title"] % words, texts["definition"] % words
    if not rows or found is None:
        none = refused(Basis(source.id, 0), (texts["none"],), say, method=METHOD, unit=label, would_need=need.about)
        return Answer(NAME, title, label, definition, none, fields, (), caveats=_lines(texts), needs=(need,), chosen=dict(chosen))
    basis = framed(source, [(dataset, measure) for dataset in found.datasets], years=found.years)
    evidence = counted(len(rows), basis, texts["said"] % {"n": say.number(len(rows)), "departures": say.number(len(departures))}, say, unit=label, method=METHOD, would_need=need.about)
    return Answer(NAME, title, label, definition, evidence, fields, tuple(rows), Chart("sparks", x="step", y="value", series="series", low="low", high="high"), leads=tuple(leads),
        datasets=found.datasets,
                  caveats=_lines(texts), needs=(need,) if evidence.state in ("THIN", "REFUSED") else (), sql=(audience.query(measure),), quality=audience.quality(source, found,
                      say.language), chosen=dict(chosen))


def _line(found: audience.Family, one: Departure, name: str) -> list[tuple[Any, ...]]:
    """Figures round one departure, with the band of the forecast that was made before it."""
    place = next(n for n, of in enumerate(found.tries.of) if found.stretches[int(of)].key == one.key and int(found.tries.at[n]) == one.first)
    stretch = found.stretches[int(found.tries.of[place])]
    middle, reach = found.tries.forecast[place], found.judged.reach[place] * found.tries.scale[place]
    rows = []
    for period in range(max(stretch.first, one.first - BEFORE), min(stretch.first + len(stretch.logs), one.first + AFTER)):
        step, here = period - one.first, period - stretch.first
        bounds = (None, None) if step < 0 or np.isnan(reach[step]) else (max(0.0, float(round(np.expm1(middle[step] - reach[step])))), float(round(np.expm1(middle[step] + reach[step]))))
        rows.append((name, step, audience.day(period, found.season), float(round(np.expm1(stretch.logs[here]))) if stretch.judged[here] else None, *bounds))
    return rows


def _lines(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(texts["caveats"].split("\n"))
