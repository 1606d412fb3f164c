"""audience-trend: how an audience or context figure moved by year, one measure at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from intarsia.engine.duckdb import quote
from intarsia.evidence import benjamini_hochberg, estimated, framed, refused
from intarsia.evidence.basis import Basis
from intarsia.evidence.wording import Speaker
from intarsia.model import Evidence
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Quality, Source, Tested
from intarsia.shelf.insights.yearly import over_by
from intarsia.trending import Turn, level, turn
from intarsia.trending.levels import LEAST
from intarsia.trending.series import WINDOW

NAME = "audience-trend"
GROUP = "trends"
TABLES = ("cube_observation", "dataset", "frame")
METHOD = "series 1"
BACKTEST = "series"
PARAMETERS = (
    Parameter("measure", "measure"), Parameter("place", "place"), Parameter("sector", "sector"), Parameter("segments", "choice", default="all", choices=("all", "parts")),
    Parameter("since", "year"), Parameter("until", "year"),
)
FALSE = 0.05  # of a test that is right a little less often than it says on short series (docs/trends.md)
FEW = 30
MOST = 8
#: units of figures that mean nothing when they are added up: their mean is shown
RATES = re.compile(r"rank|%|per ?cent|share|index|rate|ratio|score|rating|average|mean|per (capita|inhabitant|1,?000)", re.IGNORECASE)

TEXTS = {
    "en": {
        "question": "What happened to {measure} in {place} between {since} and {until}?",
        "about": "Audiences and context by year: visits, attendance, loans, inhabitants. One measure at a time; what was counted in another way has a line of its own.",
        "method": "Sums by year of what one dataset counts in one way (means where figures cannot be added up). Line: local level from 12 years on (Durbin and "
                  "Koopman 2012). Change: the mean of the last five years compared with that of the five before, tested against how the series varied until then "
                  "(local-level forecast, 5%). No change is told where it goes the other way among those that have figures in both of two consecutive years, or "
                  "where there are fewer than 30 figures",
        "caveats": "A visit is not a visitor: who comes twice counts twice.\nThe figures say that something changed, not why.", "title": "%(measure)s by year",
        "unit_mean": "%(unit)s, mean", "definition": "How the source counts: %(method)s", "definition_starts": "How the source counts: %(method)s. Years begin in %(month)s",
        "months": "January February March April May June July August September October November December", "definition_plain": "Figures by calendar year as the sources give them.",
        "said": "%(measure)s: %(size)s a year in %(w2)s, %(change)s in %(w1)s.", "said_plain": "%(measure)s: %(size)s a year in %(w2)s.", "higher": "%(percent)s more than",
        "lower": "%(percent)s less than", "same": "as much as", "rose": "%(measure)s: %(percent)s more a year in %(w2)s than in %(w1)s",
        "fell": "%(measure)s: %(percent)s less a year in %(w2)s than in %(w1)s", "closed": "Figures of closed institutions are given as 0 and are marked: %(years)s.",
        "broken": "The way of counting changed in %(years)s: a vertical line marks it.", "missing": "%(n)s figures are missing or were not recorded; they are left out, not taken as 0.",
        "suppressed": "%(n)s figures are withheld; they are left out, not taken as 0.",
        "joined": "The change is explained by who is counted: among those with figures in both years, it goes the other way.",
        "cut": "The way of counting changed between the two windows, so they are not compared.", "usual": "The change is no larger than this series usually varies.",
        "short": "There are too few years before the last five to know how this series usually varies.", "few": "Fewer than 30 figures: nothing is said of a change.",
        "need": "Figures of %(measure)s by year over at least 15 years, from a complete register, or a sample from three contributors with a stated frame",
        "nothing": "no dataset has figures of this by year", "frequency": "yearly", "revisions": "A new delivery takes the place of the last one; earlier releases keep their own figures",
        "no_frame": "not stated", "no_breaks": "none marked", "choice all": "in all", "choice parts": "by part of the audience", "f_dataset": "Dataset (key)", "f_series": "Series",
        "f_year": "Year", "f_value": "Figure", "f_line": "Line", "f_things": "Counted", "f_figures": "Figures",
    },
    "nl": {
        "question": "Wat gebeurde er met {measure} in {place} tussen {since} en {until}?",
        "about": "Publiek en context per jaar: bezoeken, bezoekers, uitleningen, inwoners. Eén maat tegelijk; wat anders is geteld, heeft een eigen lijn.",
        "method": "Sommen per jaar van wat één dataset op één manier telt (gemiddelden waar optellen niet kan). Lijn: lokaal niveau vanaf 12 jaar (Durbin en "
                  "Koopman 2012). Verandering: het gemiddelde van de laatste vijf jaar vergeleken met dat van de vijf ervoor, getoetst aan hoe de reeks tot dan toe "
                  "schommelde (voorspelling met lokaal niveau, 5%). Er wordt geen verandering genoemd als ze de andere kant op gaat bij wie in twee opeenvolgende "
                  "jaren cijfers heeft, of als er minder dan 30 cijfers zijn",
        "caveats": "Een bezoek is geen bezoeker: wie twee keer komt, telt twee keer.\nDe cijfers zeggen dat er iets veranderde, niet waardoor.", "title": "%(measure)s per jaar",
        "unit_mean": "%(unit)s, gemiddeld", "definition": "Zo telt de bron: %(method)s", "definition_starts": "Zo telt de bron: %(method)s. De jaren beginnen in %(month)s",
        "months": "januari februari maart april mei juni juli augustus september oktober november december",
        "definition_plain": "Cijfers per kalenderjaar zoals de bronnen ze geven.", "said": "%(measure)s: %(size)s per jaar in %(w2)s, %(change)s in %(w1)s.",
        "said_plain": "%(measure)s: %(size)s per jaar in %(w2)s.", "higher": "%(percent)s meer dan", "lower": "%(percent)s minder dan", "same": "evenveel als",
        "rose": "%(measure)s: %(percent)s meer per jaar in %(w2)s dan in %(w1)s", "fell": "%(measure)s: %(percent)s minder per jaar in %(w2)s dan in %(w1)s",
        "closed": "Cijfers van gesloten instellingen staan op 0 en zijn gemarkeerd: %(years)s.", "broken": "De telwijze veranderde in %(years)s: daar staat een verticale streep.",
        "missing": "%(n)s cijfers ontbreken of zijn niet bijgehouden; ze tellen niet mee, ook niet als 0.",
        "suppressed": "%(n)s cijfers zijn achtergehouden; ze tellen niet mee, ook niet als 0.",
        "joined": "De verandering komt doordat anderen geteld worden: bij wie in beide jaren cijfers heeft, gaat ze de andere kant op.",
        "cut": "Tussen de twee perioden veranderde de telwijze; ze worden daarom niet vergeleken.", "usual": "De verandering is niet groter dan deze reeks gewoonlijk schommelt.",
        "short": "Er zijn te weinig jaren voor de laatste vijf om te weten hoe deze reeks gewoonlijk schommelt.",
        "few": "Minder dan 30 cijfers: over een verandering wordt niets gezegd.",
        "need": "Cijfers van %(measure)s per jaar over ten minste 15 jaar, uit een volledig register, of uit een steekproef van drie deelnemers waarvan het geheel "
                "bekend is",
        "nothing": "geen dataset heeft hiervan cijfers per jaar", "frequency": "jaarlijks",
        "revisions": "Een nieuwe levering komt in de plaats van de vorige; eerdere uitgaven houden hun eigen cijfers", "no_frame": "niet opgegeven", "no_breaks": "geen aangegeven",
        "choice all": "samen", "choice parts": "per deel van het publiek", "f_dataset": "Dataset (sleutel)", "f_series": "Reeks", "f_year": "Jaar", "f_value": "Cijfer",
        "f_line": "Lijn", "f_things": "Geteld", "f_figures": "Cijfers",
    },
}
FLAGGED = ("broken", "missing", "not_recorded", "closed", "suppressed")


@dataclass
class Series:
    """One way of counting one thing, by year; chained: the growth of each year among those with figures of the year before too, 1 where unknown."""

    dataset: str
    unit: str
    segment: str
    method: str
    starts: int
    years: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    things: list[int] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    chained: list[float] = field(default_factory=list)
    flags: dict[str, dict[int, int]] = field(default_factory=dict)

    def regular(self, of: list[float]) -> tuple[range, Any]:
        """Every year from the first to the last, nan where there is none."""
        span = range(self.years[0], self.years[-1] + 1)
        full = np.full(len(span), np.nan)
        full[np.asarray(self.years) - span[0]] = of
        return span, full

    @property
    def guarded(self) -> float:
        """The last five years against the five before, along the chain of growths among the same things."""
        _, growth = self.regular(self.chained)
        index = np.cumprod(np.where(np.isfinite(growth), growth, 1.0))
        return float(index[-WINDOW:].mean() / index[-2 * WINDOW:-WINDOW].mean()) if len(index) >= 2 * WINDOW else 1.0


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Lines by year; the finding is the change of the largest series, where its test and its guard let it stand."""
    speech = TEXTS.get(say.language, TEXTS["en"])
    measure = chosen.get("measure") or _most(source)
    name = source.label("measure", measure, say.language) if measure else ""
    name = name[:1].upper() + name[1:]
    until = min(int(chosen.get("until") or over_by(source)), over_by(source))
    since = int(chosen.get("since") or 0)
    sql = query(measure, chosen, since, until)
    found = _series(source.records(sql))[:MOST] if measure else []
    fields = tuple(Field(one, speech[f"f_{one}"], kind, unit) for one, kind, unit in (
        ("dataset", "key", ""), ("series", "text", ""), ("year", "year", ""), ("value", "number", found[0].unit if found else ""), ("line", "number", ""), ("things", "number", ""),
        ("figures", "number", "")))
    about = speech["need"] % {"measure": name.lower() or "–"}
    if not found:
        wanted = Need(about, tables=("observation",), measure=measure, place=chosen.get("place", ""), sector=chosen.get("sector", ""), contributors=1)
        evidence = refused(Basis(source.id, 0), (speech["nothing"],), say, method=speech["method"], would_need=about)
        return Answer(NAME, speech["title"] % {"measure": name or measure}, "", speech["definition_plain"], evidence, fields, (),
                      caveats=tuple(speech["caveats"].split("\n")), needs=(wanted,), chosen=dict(chosen))
    main = found[0]
    turns = [turn(one.regular(one.values)[1]) for one in found]
    tested = [at for at, one in enumerate(turns) if not one.few]
    left = dict(zip(tested, benjamini_hochberg([turns[at].p for at in tested]), strict=True))
    names = _names(source, found, say)
    tests = tuple(Tested(names[at], turns[at].p, left[at], left[at] <= FALSE) for at in tested)
    rests = _basis(source, main, measure)
    finding, notes, evidence = _told(main, turns[0], rests, name if len(found) == 1 else f"{name} ({names[0]})", left.get(0, 1.0), speech, say, about)
    rows = [(one.dataset, names[at], year, value, line, things, figures) for at, one in enumerate(found)
            for year, value, line, things, figures in zip(one.years, one.values, _line(one), one.things, one.figures, strict=True)]
    wanted_years = (main.years[0], main.years[-1])
    needs = () if evidence.state == "SOLID" else (Need(about, tables=("observation",), measure=measure, place=chosen.get("place", ""), sector=chosen.get("sector", ""), years=wanted_years,
                                                       contributors=max(1, 3 - rests.contributors)),)
    unit = speech["unit_mean"] % {"unit": main.unit} if RATES.search(main.unit) else main.unit
    how = main.method.replace("#", "…").rstrip(".")
    words_ = {"method": how, "month": speech["months"].split()[main.starts - 1]}
    definition = speech["definition_plain"] if not how else speech["definition" if main.starts == 1 else "definition_starts"] % words_
    chart = Chart("lines", x="year", y="value", series="series", breaks=tuple(float(year) for year in main.flags["broken"]))
    return Answer(NAME, speech["title"] % {"measure": name}, unit, definition, evidence, fields, tuple(rows), chart, finding,
                  leads=tuple((f"/datasets/{row[0]}", {}) for row in rows), datasets=tuple(sorted({one.dataset for one in found})), notes=tuple(notes),
                  caveats=tuple(speech["caveats"].split("\n")), needs=needs, sql=(sql,), quality=tuple(_quality(source, one, measure, speech) for one in found[:3]), tests=tests,
                  chosen={**chosen, "measure": measure})


def _most(source: Source) -> str:
    """The measure of audiences of which there are most figures by year; without any, the one of context."""
    rows = source.records("SELECT measure FROM cube_observation WHERE period = 'year' GROUP BY measure ORDER BY min(CASE WHEN about_kind IN ('work', 'agent') THEN 0 ELSE 1 END), "
                          "max(CASE WHEN regexp_matches(unit, 'rank') THEN 1 ELSE 0 END), sum(n) DESC, measure LIMIT 1")
    return str(rows[0]["measure"]) if rows else ""


def query(measure: str, chosen: Mapping[str, str], since: int, until: int) -> str:
    """Figures by year, of each way of counting: what the answer prints and rests on."""
    kept = [f"measure = {quote(measure)}", "period = 'year'", f"year BETWEEN {since} AND {until}", "segment IS NULL" if chosen.get("segments", "all") == "all" else "segment IS NOT NULL"]
    kept += [f"{column} = {quote(chosen[column])}" for column in ("place", "sector") if chosen.get(column)]
    columns = ("n", "total", "matched_total", "matched_before", *FLAGGED)
    return ("SELECT dataset, unit, segment, method, starts, year, CAST(sum(abouts) AS BIGINT) AS things, " + ", ".join(f"sum({one}) AS {one}_sum" for one in columns)
            + f"\nFROM cube_observation WHERE {' AND '.join(kept)}\nGROUP BY dataset, unit, segment, method, starts, year ORDER BY dataset, unit, segment, method, starts, year")


def _series(rows: list[dict[str, Any]]) -> list[Series]:
    """The series, the one with most figures first."""
    found: dict[tuple[Any, ...], Series] = {}
    for row in rows:
        one = found.setdefault((row["dataset"], row["unit"], row["segment"], row["method"], row["starts"]),
                               Series(row["dataset"], row["unit"] or "", row["segment"] or "", row["method"] or "", row["starts"] or 1, flags={flag: {} for flag in FLAGGED}))
        for flag in FLAGGED:
            if row[f"{flag}_sum"]:
                one.flags[flag][row["year"]] = int(row[f"{flag}_sum"])
        if not row["n_sum"]:
            continue
        one.years.append(row["year"])
        one.values.append(float(row["total_sum"]) / (int(row["n_sum"]) if RATES.search(one.unit) else 1))
        one.things.append(int(row["things"]))
        one.figures.append(int(row["n_sum"]))
        before, after = row["matched_before_sum"], row["matched_total_sum"]
        one.chained.append(float(after / before) if before and after is not None else 1.0)
    return sorted((one for one in found.values() if one.years), key=lambda one: (-sum(one.figures), one.dataset, one.segment, one.method))


def _names(source: Source, found: list[Series], say: Speaker) -> list[str]:
    """What tells each series from the others: its part, its dataset, how it was counted."""
    made = []
    for one in found:
        parts = [one.segment] if one.segment else []
        if len({other.dataset for other in found}) > 1 or not parts:
            parts.append(source.label("dataset", one.dataset, say.language))
        same = [other for other in found if (other.dataset, other.segment) == (one.dataset, one.segment)]
        if len(same) > 1:
            parts.append(one.method.replace("#", "…")[:60] or one.unit)
        made.append(", ".join(parts))
    return made


def _line(one: Series) -> list[float]:
    """The smoothed line in the years that have figures, of figures that are all above 0 in logarithms; the figures themselves where years are few."""
    span, full = one.regular(one.values)
    if np.isfinite(full).sum() < LEAST:
        return one.values
    above = bool(np.nanmin(full) > 0)
    line = level(np.log(full) if above else full).line
    line = np.exp(line) if above else line
    return [float(line[year - span[0]]) for year in one.years]


def _basis(source: Source, one: Series, measure: str) -> Basis:
    """The frame of the very way of counting, where one is stated for it."""
    wanted = f"method={one.method}"
    onlys = [str(row["subset"]) for row in source.records("SELECT DISTINCT subset FROM frame WHERE dataset = $dataset AND \"of\" = $measure AND subset IS NOT NULL",
                                                        {"dataset": one.dataset, "measure": measure})]
    only = next((each for each in onlys if re.sub("[0-9]+", "#", each) == wanted), "")
    return framed(source, [(one.dataset, measure)], years=(one.years[0], one.years[-1]), only=only, suppressed=sum(one.flags["suppressed"].values()))


def _told(one: Series, found: Turn, rests: Basis, name: str, left: float, speech: Mapping[str, str], say: Speaker, about: str) -> tuple[str, list[str], Evidence]:
    """Finding, notes and evidence of the main series."""
    last, few = one.years[-1], sum(one.figures) < FEW
    late = [value for year, value in zip(one.years, one.values, strict=True) if year > last - WINDOW]
    mean, n = float(np.mean(late)), sum(one.figures)
    words = {"measure": name, "w1": _window(last - 2 * WINDOW + 1, one.starts), "w2": _window(last - WINDOW + 1, one.starts),
             "percent": say.percent(abs(round(found.ratio - 1, 3))), "size": say.number(_short(mean))}
    words["change"] = speech["higher" if found.ratio > 1.0005 else "lower" if found.ratio < 0.9995 else "same"] % words
    joined = (one.guarded - 1) * (found.ratio - 1) < 0 and abs(found.ratio - 1) > 0.0005
    cut = any(last - 2 * WINDOW + 1 < year <= last for year in one.flags["broken"])
    stands = left <= FALSE and not joined and not few and not cut and not rests.famous
    notes = [speech["few" if few else "short" if found.few else "cut" if cut else "joined" if joined else "usual"]] if not stands and not rests.famous else []
    for flag in ("closed", "broken"):
        if one.flags[flag]:
            notes.append(speech[flag] % {"years": ", ".join(_year(year, one.starts) for year in sorted(one.flags[flag]))})
    gaps = sum(sum(one.flags[flag].values()) for flag in ("missing", "not_recorded"))
    notes += [speech["missing"] % {"n": say.number(gaps)}] if gaps else []
    notes += [speech["suppressed"] % {"n": say.number(rests.suppressed)}] if rests.suppressed else []
    spread = (float(mean / found.ratio * found.interval[0]), float(mean / found.ratio * found.interval[1])) if not found.few else None
    said = speech["said_plain" if few or rests.famous else "said"] % words
    evidence = estimated(mean, spread, n, rests, said, say, unit=one.unit, method=speech["method"], would_need=about, tested=not found.few and not rests.famous and not joined and not cut)
    return speech["rose" if found.ratio > 1 else "fell"] % words if stands and evidence.holds else "", notes, evidence


def _window(first: int, starts: int) -> str:
    """Five years in words; a year that begins in April runs into the next."""
    return f"{_year(first, starts)}–{_year(first + WINDOW - 1, starts)}"


def _year(year: int, starts: int) -> str:
    return str(year) if starts == 1 else f"{year}/{(year + 1) % 100:02d}"


def _short(value: float) -> float:
    """Three figures, as a sentence says it."""
    return float(f"{value:.3g}")


def _quality(source: Source, one: Series, measure: str, speech: Mapping[str, str]) -> Quality:
    """The quality note of a series."""
    frames = source.records("SELECT DISTINCT measure, source FROM frame WHERE dataset = $dataset AND \"of\" = $measure ORDER BY measure, source",
                            {"dataset": one.dataset, "measure": measure})
    said = "; ".join(f"{row['measure']} ({row['source']})" for row in frames) or speech["no_frame"]
    broken = ", ".join(_year(year, one.starts) for year in sorted(one.flags["broken"])) or speech["no_breaks"]
    return Quality(one.dataset, one.method.replace("#", "…") or measure, said, speech["frequency"], speech["revisions"], broken)
