"""changes: which genres, audiences, themes, languages, countries or forms became more or less frequent, all tested as one family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from intarsia.engine.duckdb import quote
from intarsia.evidence import benjamini_hochberg, estimated, framed, refused
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import yearly
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source, Tested
from intarsia.trending import Change, change, windows

NAME = "changes"
GROUP = "trends"
TABLES = ("cube_work", "cube_total", "dataset", "frame")
METHOD = "changes 1"
BACKTEST = "changes"
PARAMETERS = (Parameter("facet", "choice", default="genre", choices=("genre", "audience", "subject", "language", "country", "form")), Parameter("sector", "sector"),
              Parameter("until", "year"))
FALSE = 0.1
TOP = 10.0  # ratios are drawn up to ten times, and down to a tenth

TEXTS = {
    "en": {
        "question": "Which {facet} became more or less frequent in {sector} up to {until}?",
        "about": "What became more frequent and what less, in the last five years against the five before: every concept of a facet is tested, as one family.",
        "method": "For each concept: works with it of all works it is stated of, the last five years against the five before; exact conditional test (Przyborowski and "
                  "Wilenski 1940), with contributors present in both windows each held against itself (Mantel and Haenszel 1959). All concepts tested are one family "
                  "(Benjamini and Hochberg 1995, 10%). A change is told where both tests pass and no single contributor makes up more than half of it",
        "caveats": "A list of changes is no forecast.\nWords that were not matched to a concept are not counted.", "title": "What changed most: %(facet)s", "unit": "concepts",
        "definition": "Ratio of the share in %(w2)s to that in %(w1)s, in %(sector)s", "anywhere": "all sectors together",
        "said": "Of %(tested)s tested, %(passed)s changed between %(w1)s and %(w2)s by more than chance, or a change in who takes part, would explain.",
        "found": "%(what)s: from %(earlier)s to %(later)s of works, the clearest of %(passed)s changes", "rose": "rose", "fell": "fell", "none": "no change shown",
        "explained": "explained by who joined or left", "alone": "depends on one contributor", "few": "too few", "fame": "not tested: works chosen by fame",
        "nothing": "fewer than 30 works in one of the two windows",
        "fame_note": "Some of these works were chosen by fame. What became famous says nothing about what was made, so no change is told; the shares are shown as they are.",
        "need": "Complete lists of works with this stated, from at least three contributors or a register, for %(first)s to %(last)s", "choice genre": "genres",
        "choice audience": "audiences", "choice subject": "themes", "choice language": "languages", "choice country": "countries", "choice form": "forms",
        "f_concept": "Concept (key)", "f_name": "Concept", "f_before": "Works before", "f_works": "Works after", "f_earlier": "Share before", "f_later": "Share after",
        "f_ratio": "Ratio", "f_low": "Low", "f_high": "High", "f_p": "p", "f_q": "q", "f_verdict": "What it says",
    },
    "nl": {
        "question": "Welke {facet} kwamen in {sector} vaker of minder vaak voor tot en met {until}?",
        "about": "Wat vaker en wat minder vaak voorkomt, in de laatste vijf jaar tegen de vijf ervoor: elk begrip is getoetst, als één familie.",
        "method": "Voor elk begrip: werken ermee van alle werken waarvan het bekend is, de laatste vijf jaar tegen de vijf ervoor; exacte voorwaardelijke toets "
                  "(Przyborowski en Wilenski 1940), waarbij elke deelnemer die in beide perioden meedoet naast zichzelf staat (Mantel en Haenszel 1959). Alle getoetste "
                  "begrippen zijn één familie (Benjamini en Hochberg 1995, 10%). Een verandering wordt genoemd als beide toetsen slagen en niet één deelnemer er meer "
                  "dan de helft van uitmaakt",
        "caveats": "Een lijst van veranderingen is geen voorspelling.\nWoorden die niet aan een begrip gekoppeld zijn, tellen niet mee.",
        "title": "Wat het meest veranderde: %(facet)s", "unit": "begrippen", "definition": "Verhouding van het aandeel in %(w2)s tot dat in %(w1)s, in %(sector)s",
        "anywhere": "alle sectoren samen",
        "said": "Van %(tested)s getoetste begrippen veranderden er %(passed)s tussen %(w1)s en %(w2)s meer dan te verklaren is door toeval of door wie meedoet.",
        "found": "%(what)s: van %(earlier)s naar %(later)s van de werken, de duidelijkste van %(passed)s veranderingen", "rose": "steeg", "fell": "daalde",
        "none": "geen verandering aangetoond", "explained": "komt door wie erbij kwam of wegging", "alone": "hangt af van één deelnemer", "few": "te weinig",
        "fame": "niet getoetst: op bekendheid gekozen werken", "nothing": "minder dan 30 werken in een van de twee perioden",
        "fame_note": "Een deel van deze werken is op bekendheid gekozen. Wat bekend werd, zegt niets over wat er gemaakt is; daarom wordt geen verandering genoemd en "
                     "staan de aandelen hier zoals ze zijn.",
        "need": "Volledige lijsten van werken waarin dit staat, van ten minste drie deelnemers of uit een register, voor %(first)s tot %(last)s", "choice genre": "genres",
        "choice audience": "publieksgroepen", "choice subject": "thema's", "choice language": "talen", "choice country": "landen", "choice form": "vormen",
        "f_concept": "Begrip (sleutel)", "f_name": "Begrip", "f_before": "Werken ervoor", "f_works": "Werken erna", "f_earlier": "Aandeel ervoor", "f_later": "Aandeel erna",
        "f_ratio": "Verhouding", "f_low": "Laag", "f_high": "Hoog", "f_p": "p", "f_q": "q", "f_verdict": "Wat het zegt",
    },
}
COLUMNS = (("concept", "key"), ("name", "text"), ("before", "number"), ("works", "number"), ("earlier", "share"), ("later", "share"), ("ratio", "number"), ("low", "number"),
           ("high", "number"), ("p", "number"), ("q", "number"), ("verdict", "text"))


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Every concept with its change and what may be said of it; the largest changes first."""
    speech = TEXTS.get(say.language, TEXTS["en"])
    facet, sector = chosen.get("facet") or "genre", chosen.get("sector", "")
    early, late = windows(min(int(chosen.get("until") or yearly.over_by(source)), yearly.over_by(source)))
    first, last = early[0], late[1]
    concepts, changes = _changes(source, source.records(_sql(facet, sector, first, last)), facet, sector, first, last)
    pairs = _pairs(source, facet, sector, first, last)
    rests = yearly.stated(source, framed(source, pairs, years=(first, last)), facet, sorted({dataset for dataset, _ in pairs}), _kept(sector, first, last))
    told = [at for at, one in enumerate(changes) if not one.few]
    left = dict(zip(told, benjamini_hochberg([changes[at].p for at in told]), strict=True)) if not rests.famous else {}
    passed = [at for at in told if left.get(at, 1.0) <= FALSE and not changes[at].explained and not changes[at].alone]
    words = {"w1": f"{early[0]}–{early[1]}", "w2": f"{late[0]}–{late[1]}", "tested": say.number(len(left)), "passed": say.number(len(passed)), "facet": speech[f"choice {facet}"],
             "sector": source.label("sector", sector, say.language) if sector else speech["anywhere"]}
    fields = tuple(Field(name, speech[f"f_{name}"], kind) for name, kind in COLUMNS)
    about = speech["need"] % {"first": first, "last": last}
    wanted = Need(about, tables=("work",), sector=sector, facet=facet if facet != "form" else "", years=(first, last), contributors=max(1, 3 - rests.contributors))
    head: dict[str, Any] = {"title": speech["title"] % words, "unit": speech["unit"], "definition": speech["definition"] % words}
    if not told:
        evidence = refused(rests, (speech["nothing"],), say, method=speech["method"], unit=head["unit"], would_need=about)
        return Answer(NAME, **head, evidence=evidence, fields=fields, rows=(), caveats=tuple(speech["caveats"].split("\n")), needs=(wanted,), chosen=dict(chosen))
    evidence = estimated(float(len(passed)), None, max(sum(changes[at].n) for at in told), rests, speech["said"] % words if not rests.famous else speech["fame_note"], say, unit=head["unit"],
                         method=speech["method"], tested=not rests.famous, would_need=about)
    order = sorted(told, key=lambda at: (at not in passed, left.get(at, 0.0), -changes[at].hits[1], -_size(changes[at]), concepts[at]))
    names = {at: source.label("sector" if facet == "sector" else facet, concepts[at], say.language) for at in told}
    rows = [_row(concepts[at], names[at], changes[at], left.get(at), at in passed, speech, rests.famous) for at in order]
    finding = ""
    if passed and evidence.holds:
        best = changes[order[0]]
        finding = speech["found"] % {**words, "what": names[order[0]], "earlier": say.percent(best.shares[0]), "later": say.percent(best.shares[1])}
    return Answer(NAME, **head, evidence=evidence, fields=fields, rows=tuple(rows), chart=Chart("bars", x="name", y="ratio", low="low", high="high"), finding=finding,
                  leads=tuple(("/trends/share-of-productions", {facet: concepts[at], **({"sector": sector} if sector else {})}) for at in order),
                  datasets=tuple(sorted({row["dataset"] for row in source.records(_of(facet, sector, first, last, "dataset"))})), caveats=tuple(speech["caveats"].split("\n")),
                  needs=() if evidence.state == "SOLID" else (wanted,), sql=(_shown(facet, sector, first, early[1], last),),
                  tests=tuple(Tested(concepts[at], changes[at].p, left[at], at in passed) for at in told if at in left), chosen=dict(chosen))


def _kept(sector: str, first: int, last: int) -> str:
    return f"{yearly.SHOWN} AND country IS NULL AND year BETWEEN {first} AND {last}" + (f" AND sector = {quote(sector)}" if sector else "")


def _sql(facet: str, sector: str, first: int, last: int) -> str:
    """Works by concept, year and dataset."""
    table, concept, of = ("cube_total", "form", "facet IS NULL") if facet == "form" else ("cube_work", "concept", f"facet = {quote(facet)}")
    return (f"SELECT {concept} AS concept, dataset, year, CAST(sum(works - repeats) AS BIGINT) AS works FROM {table} WHERE {of} AND {concept} IS NOT NULL AND {_kept(sector, first, last)} "
            f"GROUP BY {concept}, dataset, year ORDER BY concept, dataset, year")


def _shown(facet: str, sector: str, first: int, middle: int, last: int) -> str:
    """Works by concept in either window, as the table has them."""
    each = _sql(facet, sector, first, last).partition(" ORDER BY ")[0]
    return (f"SELECT concept, CAST(sum(CASE WHEN year <= {middle} THEN works ELSE 0 END) AS BIGINT) AS before,\n"
            f"CAST(sum(CASE WHEN year > {middle} THEN works ELSE 0 END) AS BIGINT) AS works\n"
            f"FROM ({each}) AS counted\nGROUP BY concept ORDER BY concept")


def _of(facet: str, sector: str, first: int, last: int, by: str) -> str:
    """Works that something is said of, by dataset and more."""
    return (f"SELECT {by}, CAST(sum(works - repeats) AS BIGINT) AS works FROM cube_total WHERE {'facet IS NULL' if facet == 'form' else f'facet = {quote(facet)}'} "
            f"AND {_kept(sector, first, last)} GROUP BY {by} ORDER BY {by}")


def _pairs(source: Source, facet: str, sector: str, first: int, last: int) -> list[tuple[str, str]]:
    return [(str(row["dataset"]), str(row["form"] or "work")) for row in source.records(_of(facet, sector, first, last, "dataset, form"))]


def _changes(source: Source, rows: list[dict[str, Any]], facet: str, sector: str, first: int, last: int) -> tuple[list[str], list[Change]]:
    """Every concept's change, over one array of concepts x years x contributors."""
    who = yearly.publishers(source)
    whole = source.records(_of(facet, sector, first, last, "dataset, year"))
    people = sorted({who.get(row["dataset"], row["dataset"]) for row in whole})
    concepts = sorted({str(row["concept"]) for row in rows})
    column, place = {name: at for at, name in enumerate(people)}, {name: at for at, name in enumerate(concepts)}
    n, hits = np.zeros((last - first + 1, len(people))), np.zeros((len(concepts), last - first + 1, len(people)))
    for row in whole:
        n[row["year"] - first, column[who.get(row["dataset"], row["dataset"])]] += row["works"]
    for row in rows:
        hits[place[str(row["concept"])], row["year"] - first, column[who.get(row["dataset"], row["dataset"])]] += row["works"]
    return concepts, [change(one, n) for one in hits]


def _size(one: Change) -> float:
    """How far the ratio lies from 1, both ways alike."""
    return abs(float(np.log(np.clip(one.ratio, 1 / TOP, TOP))))


def _row(concept: str, name: str, one: Change, left: float | None, passed: bool, speech: Mapping[str, str], famous: bool) -> tuple[Any, ...]:
    if famous:
        verdict = speech["fame"]
    elif passed:
        verdict = speech["rose" if one.up else "fell"]
    elif left is not None and left <= FALSE:
        verdict = speech["explained" if one.explained else "alone"]
    else:
        verdict = speech["none"]
    ratio, low, high = (None if not np.isfinite(value) else round(float(value), 2) for value in (one.ratio, *one.interval))
    return (concept, name, one.hits[0], one.hits[1], one.shares[0], one.shares[1], ratio, low, high, None if famous else round(one.p, 4), None if left is None else round(left, 4), verdict)
