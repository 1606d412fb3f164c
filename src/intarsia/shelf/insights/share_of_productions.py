"""share-of-productions: how the share of works with a genre, country, audience, theme, language or form moved, by sector and year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from intarsia.evidence import benjamini_hochberg, estimated, refused
from intarsia.evidence.basis import Basis
from intarsia.evidence.wording import Speaker
from intarsia.model import Evidence
from intarsia.shelf.insights import yearly
from intarsia.shelf.insights.base import Answer, Chart, Field, Parameter, Source, Tested
from intarsia.shelf.insights.yearly import Attribute, Counts
from intarsia.trending import Change, band, change, level, windows
from intarsia.trending.levels import LEAST

NAME = "share-of-productions"
GROUP = "trends"
TABLES = ("cube_work", "cube_total", "dataset", "frame")
METHOD = "shares 1"
BACKTEST = "changes"
PARAMETERS = (
    Parameter("genre", "facet", "genre"), Parameter("audience", "facet", "audience"), Parameter("subject", "facet", "subject"), Parameter("language", "facet", "language"),
    Parameter("form", "form"), Parameter("country", "facet", "country"), Parameter("sector", "sector"), Parameter("since", "year"), Parameter("until", "year"),
)
FALSE = 0.1
MOST = 7  # sectors that are drawn
ENOUGH_COMING = 10
AHEAD = 10  # years that are looked ahead

TEXTS = {
    "en": {
        "question": "How did the share of {genre} in {sector} develop between {since} and {until}?",
        "about": "The share of works that have a genre, audience, theme, language, form or country, by sector and year.",
        "method": "Of the works of a year for which this is stated, the share that has it; each work counts once over datasets. Band: Jeffreys' interval, 90%, "
                  "widened by how much contributors differ (Kish 1965). Line: local level from 12 years on (Durbin and Koopman 2012). Change: the last five years "
                  "against the five before, exact conditional test (Przyborowski and Wilenski 1940), again over contributors present in both windows (Mantel and "
                  "Haenszel 1959), and again without each contributor; all sectors shown are one family (Benjamini and Hochberg 1995, 10%)",
        "caveats": "A share of titles says nothing about how many people saw them.\nA work whose contributor gives no single year is left out.\nA word that was not "
                   "matched to a concept is not counted.",
        "title": "%(what)s as a share of works, by sector and year", "unit": "share of works",
        "definition": "Works that have it, out of all works of that sector and year of which this is stated",
        "said": "%(what)s: %(later)s of the works of %(sector)s in %(w2)s, against %(earlier)s in %(w1)s.",
        "said_plain": "%(what)s: %(later)s of the works of %(sector)s in %(w2)s.", "rose": "%(what)s rose from %(earlier)s to %(later)s of works in %(sector)s",
        "fell": "%(what)s fell from %(earlier)s to %(later)s of works in %(sector)s",
        "explained": "%(sector)s: the change between %(w1)s and %(w2)s is explained by who joined or left the pool: among contributors present in both, there is none.",
        "alone": "%(sector)s: most of the change between %(w1)s and %(w2)s depends on one contributor.",
        "many_coming": "Dashed: works announced or in production, dated after %(last)s.",
        "few_coming": "%(n)s announced works are dated after %(last)s: too few to draw a share of.",
        "few": "%(sector)s: fewer than 30 works in %(w1)s or in %(w2)s, so nothing is said about a change.",
        "need": "A complete list of works with this attribute stated, from at least three contributors or a register, for %(first)s to %(last)s",
        "nothing": "no work has this attribute, or nothing is matched to it",
        "no_change": "No change that passes every test was found between %(w1)s and %(w2)s.",
        "f_sector": "Sector (key)",
        "f_sector_name": "Sector", "f_year": "Year", "f_works": "Works with it", "f_of_works": "Works for which it is stated", "f_share": "Share", "f_low": "Low", "f_high": "High",
        "f_line": "Line", "f_coming": "Announced",
    },
    "nl": {
        "question": "Hoe ontwikkelde het aandeel van {genre} in {sector} zich tussen {since} en {until}?",
        "about": "Het aandeel werken met een genre, publiek, thema, taal, vorm of land, per sector en jaar.",
        "method": "Van de werken van een jaar waarvan dit is vermeld, het aandeel dat het heeft; elk werk telt over datasets heen één keer. Band: interval van "
                  "Jeffreys, 90%, verbreed naar hoezeer deelnemers verschillen (Kish 1965). Lijn: lokaal niveau vanaf 12 jaar (Durbin en Koopman 2012). "
                  "Verandering: de laatste vijf jaar tegen de vijf ervoor, exacte voorwaardelijke toets (Przyborowski en Wilenski 1940), nog eens over deelnemers "
                  "die in beide perioden meedoen (Mantel en Haenszel 1959), en nog eens zonder elke deelnemer; alle getoonde sectoren zijn één familie (Benjamini "
                  "en Hochberg 1995, 10%)",
        "caveats": "Een aandeel van titels zegt niets over hoeveel mensen ze zagen.\nEen werk zonder één vast jaar telt niet mee.\nEen woord dat niet aan een begrip "
                   "gekoppeld is, telt niet mee.",
        "title": "%(what)s als aandeel van de werken, per sector en jaar", "unit": "aandeel van de werken",
        "definition": "Werken die het hebben, van alle werken van die sector en dat jaar waarvan dit bekend is",
        "said": "%(what)s: %(later)s van de werken in %(sector)s in %(w2)s, tegen %(earlier)s in %(w1)s.",
        "said_plain": "%(what)s: %(later)s van de werken in %(sector)s in %(w2)s.", "rose": "%(what)s steeg van %(earlier)s naar %(later)s van de werken in %(sector)s",
        "fell": "%(what)s daalde van %(earlier)s naar %(later)s van de werken in %(sector)s",
        "explained": "%(sector)s: de verandering tussen %(w1)s en %(w2)s komt doordat andere deelnemers meedoen: bij wie in beide perioden meedoet, is er geen.",
        "alone": "%(sector)s: het grootste deel van de verandering tussen %(w1)s en %(w2)s hangt af van één deelnemer.",
        "many_coming": "Gestreept: aangekondigde werken en werken in productie, gedateerd na %(last)s.",
        "few_coming": "%(n)s aangekondigde werken zijn gedateerd na %(last)s: te weinig om een aandeel van te tekenen.",
        "few": "%(sector)s: minder dan 30 werken in %(w1)s of in %(w2)s; daarom wordt niets over een verandering gezegd.",
        "need": "Een volledige lijst van werken waarin dit kenmerk staat, van ten minste drie deelnemers of uit een register, voor %(first)s tot %(last)s",
        "nothing": "geen werk heeft dit kenmerk, of er is niets aan gekoppeld", "no_change": "Tussen %(w1)s en %(w2)s is geen verandering gevonden die elke toets doorstaat.",
        "f_sector": "Sector (sleutel)", "f_sector_name": "Sector", "f_year": "Jaar", "f_works": "Werken ermee", "f_of_works": "Werken waarvan het is vermeld", "f_share": "Aandeel",
        "f_low": "Laag", "f_high": "Hoog", "f_line": "Lijn", "f_coming": "Aangekondigd",
    },
}
KINDS = {"year": "year", "works": "number", "of_works": "number", "share": "share", "low": "share", "high": "share", "line": "share", "sector": "key", "coming": "flag"}
COLUMNS = ("sector", "sector_name", "year", "works", "of_works", "share", "low", "high", "line", "coming")


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Shares by sector and year; the finding is the strongest change that every test leaves standing."""
    speech = TEXTS.get(say.language, TEXTS["en"])
    asked = yearly.attribute(source, chosen)
    until = int(chosen.get("until") or yearly.over_by(source))
    since = int(chosen.get("since") or until - yearly.SPAN + 1)
    until = min(until, yearly.over_by(source))
    found = {sector: one for sector, one in list(yearly.counts(source, asked, since, until).items())[:MOST] if one.hits.sum() or sector == asked.sector}
    what = source.label(asked.facet, asked.concept, say.language) if asked.concept else ""
    what = what[:1].upper() + what[1:]
    fields = tuple(Field(name, speech[f"f_{name}"], KINDS.get(name, "text")) for name in COLUMNS)
    head: dict[str, Any] = {"title": speech["title"] % {"what": what or asked.facet}, "unit": speech["unit"], "definition": speech["definition"]}
    caveats = tuple(speech["caveats"].split("\n"))
    if not found:
        rests, datasets = yearly.basis(source, asked, since, until)
        wanted = yearly.need(speech["need"] % {"first": since, "last": until}, asked, rests, (since, until))
        evidence = refused(rests, (speech["nothing"],), say, method=speech["method"], unit=head["unit"], would_need=wanted.about)
        return Answer(NAME, **head, evidence=evidence, fields=fields, rows=(), caveats=caveats, needs=(wanted,), datasets=datasets, chosen=dict(chosen))
    last = max(one.years[-1] for one in found.values())
    evidence, finding, notes, tests, needs, datasets = _judged(source, asked, found, last, what, speech, say)
    coming, told = _coming(source, asked, found, until, speech, say)
    rows, leads, sectors = [], [], ", ".join(f"'{sector}'" for sector in sorted(found))
    for sector, one in sorted(found.items()):
        for row in [*_rows(source, sector, one, say), *coming.get(sector, [])]:
            rows.append(row)
            leads.append(yearly.explored(asked, sector, row[2]))
    sql = asked.sql(("sector", "year"), f"{yearly.SHOWN} AND sector IN ({sectors})", since, until)
    if coming:
        later = asked.sql(("sector", "year"), f"{yearly.COMING} AND sector IN ({sectors})", until + 1, until + AHEAD)
        sql = f"SELECT * FROM ({sql}) AS shown\nUNION ALL SELECT * FROM ({later}) AS coming WHERE of_works >= {ENOUGH_COMING}\nORDER BY sector, year"
    low, high = ("low", "high") if len(found) == 1 else ("", "")  # bands of several sectors over each other hide all of them; the table has them
    chart = Chart("lines", x="year", y="line", series="sector_name", low=low, high=high, dashed="coming", sector="sector")
    return Answer(NAME, **head, evidence=evidence, fields=fields, rows=tuple(rows), chart=chart, finding=finding, leads=tuple(leads), datasets=datasets, notes=(*notes, *told),
                  caveats=caveats, needs=needs, sql=(sql,), tests=tests, chosen=dict(chosen))


def _rows(source: Source, sector: str, one: Counts, say: Speaker) -> list[tuple[Any, ...]]:
    """The rows of one sector: only years that have works."""
    shares = band(one.hits, one.n)
    there = np.isfinite(shares.share)
    line = np.clip(level(shares.share).line, 0, 1) if there.sum() >= LEAST else shares.share
    name, hits, n = source.label("sector", sector, say.language), one.hits.sum(1), one.n.sum(1)
    return [(sector, name, year, int(hits[at]), int(n[at]), float(shares.share[at]), float(shares.low[at]), float(shares.high[at]), float(line[at]), False)
            for at, year in enumerate(one.years) if there[at]]


def _judged(source: Source, asked: Attribute, found: Mapping[str, Counts], last: int, what: str, speech: Mapping[str, str],
            say: Speaker) -> tuple[Evidence, str, list[str], tuple[Tested, ...], tuple[Any, ...], tuple[str, ...]]:
    """Every sector is tested; the one that stands out, or else the largest, is what the evidence is about."""
    early, late = windows(last)
    changes = {sector: change(one.over(early[0], late[1]).hits, one.over(early[0], late[1]).n) for sector, one in found.items()}
    told = [sector for sector, one in changes.items() if not one.few]
    left = dict(zip(told, benjamini_hochberg([changes[sector].p for sector in told]), strict=True))
    passed = [sector for sector in told if left[sector] <= FALSE and not changes[sector].explained and not changes[sector].alone]
    resting = {sector: yearly.basis(source, Attribute(asked.facet, asked.concept, sector, asked.form, asked.country), early[0], late[1]) for sector in found}
    passed = [sector for sector in passed if not resting[sector][0].famous]
    focus = min(passed, key=lambda sector: (left[sector], sector)) if passed else next(iter(found))
    one, (rests, datasets) = changes[focus], resting[focus]
    name = {sector: source.label("sector", sector, say.language) for sector in found}
    words = {"w1": f"{early[0]}–{early[1]}", "w2": f"{late[0]}–{late[1]}"}
    earlier, later = one.shares
    shown = band(found[focus].over(*late).hits.sum(0)[None, :], found[focus].over(*late).n.sum(0)[None, :])
    about = {"what": what, "sector": name[focus], "earlier": say.percent(earlier), "later": say.percent(later), **words}
    wanted = yearly.need(speech["need"] % {"first": early[0], "last": late[1]}, asked, rests, (early[0], late[1]))
    evidence = _evidence(one, found[focus].over(*late), shown, rests, speech, about, say, wanted.about)
    kinds = {"explained": [sector for sector in told if changes[sector].explained and not resting[sector][0].famous],
             "alone": [sector for sector in told if changes[sector].alone and not changes[sector].explained and not resting[sector][0].famous],
             "few": [sector for sector in found if changes[sector].few]}
    notes = [speech[kind] % {**words, "sector": ", ".join(name[sector] for sector in sectors)} for kind, sectors in kinds.items() if sectors]
    finding = speech["rose" if one.up else "fell"] % about if focus in passed and evidence.holds else ""
    if not finding and evidence.holds:
        notes.insert(0, speech["no_change"] % words)
    tests = tuple(Tested(sector, changes[sector].p, left[sector], sector in passed) for sector in told)
    return evidence, finding, notes, tests, () if evidence.state == "SOLID" else (wanted,), datasets


def _evidence(one: Change, late: Counts, shown: Any, rests: Basis, speech: Mapping[str, str], about: Mapping[str, str], say: Speaker, wanted: str) -> Evidence:
    n = min(one.n) if one.few else sum(one.n)
    if not n or np.isnan(shown.share[0]):
        return refused(rests, (speech["few"] % about,), say, n=n, method=speech["method"], unit=speech["unit"], would_need=wanted)
    without = [(late.hits.sum() - late.hits[:, c].sum()) / rest for c in range(len(late.contributors)) if (rest := float(late.n.sum() - late.n[:, c].sum()))]
    moved = (min(without), max(without)) if without and (one.alone or one.explained) and not rests.famous else None
    said = speech["said_plain" if one.few or rests.famous else "said"] % about
    return estimated(float(shown.share[0]), (float(shown.low[0]), float(shown.high[0])), n, rests, said, say, unit=speech["unit"], method=speech["method"],
                     tested=not one.few and not rests.famous, moved=moved, would_need=wanted)


def _coming(source: Source, asked: Attribute, found: Mapping[str, Counts], last: int, speech: Mapping[str, str], say: Speaker) -> tuple[dict[str, list[tuple[Any, ...]]], list[str]]:
    """Announced works of the years to come, as dashed points where there are enough of them."""
    rows = source.records(asked.sql(("sector", "year"), yearly.COMING, last + 1, last + AHEAD))
    rows = [row for row in rows if row["sector"] in found]
    drawn: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        if row["of_works"] >= ENOUGH_COMING:
            one = band([row["works"]], [row["of_works"]])
            share = float(one.share[0])
            drawn.setdefault(row["sector"], []).append((row["sector"], source.label("sector", row["sector"], say.language), row["year"], row["works"], row["of_works"], share,
                                                        float(one.low[0]), float(one.high[0]), share, True))
    few = sum(row["of_works"] for row in rows if row["of_works"] < ENOUGH_COMING)
    notes = [speech["many_coming"] % {"last": last}] if drawn else []
    return drawn, notes + ([speech["few_coming"] % {"last": last, "n": say.number(few)}] if few else [])
