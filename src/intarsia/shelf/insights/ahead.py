"""One audience series, what its season leads to expect of the next months, and the range of what would not surprise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from intarsia.evidence import Basis, Speaker, estimated, framed, refused
from intarsia.shelf.insights import audience_series as audience
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source

NAME = "ahead"
GROUP = "signals"
TABLES = ("observation", "cube_observation")
METHOD = "seasonal forecast with conformal bands 1"
BACKTEST = "series-bands"
HORIZONS = ("6", "12", "24")
PARAMETERS = (Parameter("agent", "agent"), Parameter("work", "work"), Parameter("measure", "measure"), Parameter("horizon", "choice", default="12", choices=HORIZONS))
#: seasons of figures before the forecast that are drawn
SHOWN = 4
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "What would {measure} of {agent} be over the next {horizon} if only the season counted?",
        "about": "A seasonal forecast of one audience series with its range. For those who plan staff, space or publicity.",
        "method": "Exponential smoothing with a level and a season, ETS(A,N,A) of statsforecast (Hyndman et al. 2008), on log(1 + figure); for weeks, the figure of a year before. The band "
                  "holds 95 % of how far off earlier forecasts "
                  "of all series of this measure were, month by month ahead (split conformal prediction, Vovk et al. 2005).",
        "caveats": "It carries on the season and the level of the past. It knows nothing of exhibitions, prices, building work or closures to come.\nIt begins where the figures end, which "
                  "may be long ago.",
        "title": "%(measure)s of %(name)s, and what is usual for the season",
        "definition": "Figures as counted; dashed: expected for %(horizon)s months from %(from)s, with a 95 %% band.",
        "said": "For %(from)s about %(next)s (%(low)s to %(high)s) would be in keeping with the season, and for the %(horizon)s months from then about %(sum)s in "
                "all. In earlier forecasts %(covered)s of the figures fell inside the band, which is made to hold 95%%.",
        "none": "there are no figures per month or per week for two years without a closure, up to the last figure",
        "band": "there are too few earlier forecasts so far ahead to draw a band",
        "need": "Figures of %(measure)s per month or per week for at least two years without a closure",
        "any": "audience figures", "someone": "one institution or work", "field period": "Period", "field value": "Figure", "field low": "At least", "field high": "At most",
            "field ahead": "Expected", "field series": "Of",
        "choice 6": "6 months", "choice 12": "12 months", "choice 24": "24 months",
    },
    "nl": {
        "question": "Wat doet het verleden van {agent} verwachten voor {measure}, over {horizon}?",
        "about": "Een seizoensverwachting van één publieksreeks, met de marge erbij. Voor wie personeel, ruimte of publiciteit plant.",
        "method": "Exponentiële afvlakking met niveau en seizoen, ETS(A,N,A) van statsforecast (Hyndman e.a. 2008), op log(1 + cijfer); voor weken het cijfer van een jaar eerder. De band "
                  "bevat 95 % van de afwijkingen van eerdere "
                  "verwachtingen van alle reeksen van deze maat, per maand vooruit (split conformal prediction, Vovk e.a. 2005).",
        "caveats": "De verwachting trekt het seizoen en het niveau van het verleden door. Van tentoonstellingen, prijzen, verbouwingen en sluitingen die nog komen, "
                   "weet ze niets.\nZe begint waar de cijfers ophouden, en dat kan lang geleden zijn.",
        "title": "%(measure)s van %(name)s, en wat het seizoen doet verwachten",
        "definition": "Cijfers zoals geteld; gestreept: verwacht voor %(horizon)s maanden vanaf %(from)s, met een band van 95 %%.",
        "said": "Voor %(from)s zou ongeveer %(next)s (%(low)s tot %(high)s) bij het seizoen passen, en voor de %(horizon)s maanden vanaf dan ongeveer %(sum)s in "
                "totaal. Bij eerdere verwachtingen viel %(covered)s van de cijfers binnen de band, die is gemaakt om 95%% te bevatten.",
        "none": "er zijn geen cijfers per maand of per week over twee jaar zonder sluiting, tot aan het laatste cijfer",
        "band": "er zijn te weinig eerdere verwachtingen zo ver vooruit voor een band",
        "need": "Cijfers van %(measure)s per maand of per week over minstens twee jaar zonder sluiting",
        "any": "publiekscijfers", "someone": "één instelling of werk", "field period": "Periode", "field value": "Cijfer", "field low": "Minstens", "field high": "Hoogstens",
            "field ahead": "Verwacht", "field series": "Van",
        "choice 6": "6 maanden", "choice 12": "12 maanden", "choice 24": "24 maanden",
    },
}
KINDS = {"value": "number", "low": "number", "high": "number", "ahead": "flag"}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The series of an agent or work with its forecast; the largest of the measure where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    measure = chosen.get("measure") or next(iter(audience.measures(source)), "")
    found = audience.family(source, measure) if measure else None
    wanted = chosen.get("agent") or chosen.get("work") or ""
    place = _chosen(found, wanted) if found else None
    label = source.label("measure", measure, say.language) if measure else texts["any"]
    fields = tuple(Field(one, texts[f"field {one}"], KINDS.get(one, "text")) for one in ("series", "period", "value", "low", "high", "ahead"))
    horizon = int(chosen.get("horizon") or 12)
    words: dict[str, Any] = {"measure": label[:1].upper() + label[1:], "name": source.label("agent" if chosen.get("agent") else "work", wanted, say.language) if wanted else texts["someone"],
                             "horizon": say.number(horizon), "from": "…"}
    need = Need(texts["need"] % {"measure": label.lower()}, ("observation",), measure=measure, contributors=1)
    if found is None or place is None:
        none = refused(Basis(source.id, 0), (texts["none"],), say, method=METHOD, would_need=need.about)
        return Answer(NAME, texts["title"] % words, "", texts["definition"] % words, none, fields, (), caveats=_lines(texts), needs=(need,), chosen=dict(chosen))
    stretch = found.stretches[int(found.tries.of[place])]
    id, kind = found.about[stretch.key]
    steps = min(audience.AHEAD, horizon if found.season == audience.MONTHS else audience.AHEAD)
    middle, reach = found.tries.forecast[place, :steps], found.judged.reach[place, :steps] * found.tries.scale[place]
    begins = int(found.tries.at[place])
    words |= {"name": source.label(kind, id, say.language), "from": audience.day(begins, found.season), "sum": say.number(float(f"{np.expm1(middle).sum():.3g}")),
              "covered": say.percent(round(found.judged.covered, 3))}
    rows = _rows(found, stretch.logs, stretch.judged, stretch.first, begins, middle, reach, words["name"])
    basis = framed(source, [(dataset, measure) for dataset in found.datasets if stretch.key.startswith(dataset + "\x1f")], years=found.years)
    bounds = None if np.isnan(reach[0]) else (max(0.0, float(np.expm1(middle[0] - reach[0]))), float(np.expm1(middle[0] + reach[0])))
    following = float(np.expm1(middle[0]))
    words |= {"next": say.number(float(f"{following:.3g}")), **{key: say.number(float(f"{value:.3g}")) for key, value in zip(("low", "high"), bounds or (following, following), strict=True)}}
    tested = bounds is not None and abs(found.judged.covered - 0.95) <= 0.03 and not basis.famous
    evidence = estimated(following, bounds, len(stretch.logs), basis, texts["said"] % words, say, unit=label, method=METHOD, tested=tested, would_need="" if tested and basis.register
        else need.about)
    return Answer(
        NAME, texts["title"] % words, label, texts["definition"] % words, evidence, fields, rows, Chart("lines", x="period", y="value", series="series", low="low", high="high",
            dashed="ahead"),
        leads=((f"/{kind}s/{id}", {}),) * len(rows), datasets=tuple(one for one in found.datasets if stretch.key.startswith(one + "\x1f")), notes=() if not np.isnan(reach).any()
            else (texts["band"],), caveats=_lines(texts),
        needs=(need,) if evidence.state in ("THIN", "REFUSED") else (), sql=(audience.query(measure),), quality=audience.quality(source, found, say.language), chosen=dict(chosen))


def _chosen(found: audience.Family, wanted: str) -> int | None:
    """The forecast beyond the end of the series asked for, or of the largest one there is."""
    last = {key: max(place for place, of in enumerate(found.tries.of) if found.stretches[int(of)].key == key) for key in {found.stretches[int(of)].key for of in found.tries.of}}
    ends = {each.key: each.first + int(np.flatnonzero(~np.isnan(each.values))[-1]) + 1 for each in found.series if (~np.isnan(each.values)).any()}
    live = {key: place for key, place in last.items() if int(found.tries.at[place]) == ends[key] and (not wanted or found.about[key][0] == wanted)}
    return max(live.values(), key=lambda place: (found.tries.forecast[place].sum(), -place)) if live else None


def _rows(found: audience.Family, logs: np.ndarray, judged: np.ndarray, first: int, begins: int, middle: np.ndarray, reach: np.ndarray, name: str) -> tuple[tuple[Any, ...], ...]:
    """The last years as counted, then what is expected."""
    start = max(0, len(logs) - SHOWN * found.season)
    past = [(name, audience.day(first + n, found.season), float(round(np.expm1(logs[n]))), None, None, False) for n in range(start, len(logs)) if judged[n]]
    figures = [[None if np.isnan(v) else max(0.0, float(round(np.expm1(v)))) for v in line] for line in (middle, middle - reach, middle + reach)]
    return (*past, *((name, audience.day(begins + n, found.season), figures[0][n], figures[1][n], figures[2][n], True) for n in range(len(middle))))


def _lines(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(texts["caveats"].split("\n"))
