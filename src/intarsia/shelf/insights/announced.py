"""announced: what is announced and in production, by year, beside what came out before; and how much of what was announced did come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.engine.duckdb import quote
from intarsia.evidence import estimated, framed, refused
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import yearly
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source
from intarsia.trending import Conversion, conversion

NAME = "announced"
GROUP = "trends"
TABLES = ("cube_total", "cube_work", "status_event", "work", "dataset", "frame")
METHOD = "announced 1"
BACKTEST = "announced"
PARAMETERS = (Parameter("sector", "sector"), Parameter("genre", "facet", "genre"), Parameter("since", "year"))
BEFORE = 15  # years of released works beside what is to come
FEW = 10

TEXTS = {
    "en": {
        "question": "How much is announced in {sector} on {genre}, beside what came out since {since}?",
        "about": "Works that are announced or in production, by the year they are announced for, beside the works of the years before.",
        "method": "Counts of works by year and status, each work counted once over datasets. The share that came out: of works announced for a year that is over, those "
                  "that were released by the end of the year of this release; Jeffreys' interval, 90%",
        "caveats": "Dates of announced works move, and some works are never made.\nA plan that was dropped without notice still counts as announced.",
        "title": "Announced works by year, beside those that came out", "unit": "works", "definition": "Works by the year they came out, or are announced for (dashed)",
        "said": "%(n)s works are announced for %(first)s or later.",
        "known": "Of %(due)s works announced for a year that is over, %(out)s came out: %(share)s (%(low)s to %(high)s).",
        "unknown": "How much of what is announced comes out is not known here: of works announced for a year that is over there are %(due)s, fewer than %(few)s.",
        "nothing": "no work is announced for a year to come",
        "need": "Lists of announced works with the date of the announcement, kept over several years, to see what came of them", "f_sector": "Sector (key)",
        "f_sector_name": "Sector", "f_year": "Year", "f_works": "Works", "f_coming": "Announced",
    },
    "nl": {
        "question": "Hoeveel is er aangekondigd in {sector} over {genre}, naast wat er sinds {since} uitkwam?",
        "about": "Werken die aangekondigd of in productie zijn, per jaar waarvoor ze zijn aangekondigd, naast de werken van de jaren ervoor.",
        "method": "Tellingen van werken per jaar en status; elk werk telt over datasets heen één keer. Het deel dat uitkwam: van de werken die waren aangekondigd "
                  "voor een jaar dat voorbij is, het deel dat voor het einde van het jaar van deze uitgave uitkwam; interval van Jeffreys, 90%",
        "caveats": "Datums van aangekondigde werken schuiven op, en sommige werken worden nooit gemaakt.\nEen plan dat stil is geschrapt, telt nog als aangekondigd.",
        "title": "Aangekondigde werken per jaar, naast wat al uitkwam", "unit": "werken",
        "definition": "Werken naar het jaar waarin ze uitkwamen of waarvoor ze zijn aangekondigd (gestreept)", "said": "%(n)s werken zijn aangekondigd voor %(first)s of later.",
        "known": "Van %(due)s werken die waren aangekondigd voor een jaar dat voorbij is, kwamen er %(out)s uit: %(share)s (%(low)s tot %(high)s).",
        "unknown": "Hoeveel van wat is aangekondigd er ook komt, is hier niet bekend: er zijn %(due)s werken aangekondigd voor een jaar dat voorbij is, minder dan "
                   "%(few)s.",
        "nothing": "geen werk is aangekondigd voor een komend jaar",
        "need": "Lijsten van aangekondigde werken met de datum van de aankondiging, over meer jaren bijgehouden, om te zien wat ervan kwam", "f_sector": "Sector (sleutel)",
        "f_sector_name": "Sector", "f_year": "Jaar", "f_works": "Werken", "f_coming": "Aangekondigd",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Counts by sector and year; what is to come is dashed."""
    speech = TEXTS.get(say.language, TEXTS["en"])
    last = yearly.over_by(source)
    since = int(chosen.get("since") or last - BEFORE + 1)
    planned = tuple(sorted({str(row["sector"]) for row in source.records(_sql(chosen, since, last)) if row["coming"]}))
    sql = _sql(chosen, since, last, planned)
    rows = source.records(sql) if planned else []
    coming = sum(row["works"] for row in rows if row["coming"])
    fields = tuple(Field(name, speech[f"f_{name}"], kind) for name, kind in (("sector", "key"), ("sector_name", "text"), ("year", "year"), ("works", "number"), ("coming", "flag")))
    done = _conversion(source, chosen, last)
    told = _told(done, speech, say)
    wanted = Need(speech["need"], tables=("work", "status_event"), sector=chosen.get("sector", ""), years=(last + 1, last + 5),
                  facet=f"genre:{chosen['genre']}" if chosen.get("genre") else "", contributors=1)
    rests = framed(source, _pairs(source, chosen, last))
    head: dict[str, Any] = {"title": speech["title"], "unit": speech["unit"], "definition": speech["definition"]}
    if not coming:
        evidence = refused(rests, (speech["nothing"],), say, method=speech["method"], unit=head["unit"], would_need=wanted.about)
        return Answer(NAME, **head, evidence=evidence, fields=fields, rows=(), notes=(told,), caveats=tuple(speech["caveats"].split("\n")), needs=(wanted,), chosen=dict(chosen))
    # no test stands behind a count of plans, and only a register of them would make it the whole
    evidence = estimated(float(coming), None, coming, rests, f"{speech['said'] % {'n': say.number(coming), 'first': last + 1}} {told}", say, unit=head["unit"], method=speech["method"],
                         tested=rests.register, would_need=wanted.about)
    made = tuple((row["sector"], source.label("sector", row["sector"], say.language), row["year"], row["works"], row["coming"]) for row in rows)
    leads = tuple(("/explore", {"sector": row["sector"], "from": str(row["year"]), "to": str(row["year"]), **({"genre": chosen["genre"]} if chosen.get("genre") else {})}) for row in rows)
    return Answer(NAME, **head, evidence=evidence, fields=fields, rows=made, chart=Chart("lines", x="year", y="works", series="sector_name", dashed="coming", sector="sector"), leads=leads,
                  datasets=tuple(sorted({dataset for dataset, _ in _pairs(source, chosen, last)})), caveats=tuple(speech["caveats"].split("\n")),
                  needs=() if evidence.state == "SOLID" else (wanted,), sql=(sql,), chosen=dict(chosen))


def _from(chosen: Mapping[str, str]) -> str:
    """Which cube, and which of its rows."""
    kept = [f"sector = {quote(chosen['sector'])}"] if chosen.get("sector") else ["sector IS NOT NULL"]
    if chosen.get("genre"):
        return f"cube_work WHERE facet = 'genre' AND concept = {quote(chosen['genre'])} AND country IS NULL AND {' AND '.join(kept)}"
    return f"cube_total WHERE facet IS NULL AND country IS NULL AND {' AND '.join(kept)}"


def _sql(chosen: Mapping[str, str], since: int, last: int, sectors: tuple[str, ...] = ()) -> str:
    """Works by sector, year and whether they are to come; of some sectors alone, where they are named."""
    only = f" AND sector IN ({', '.join(map(quote, sectors))})" if sectors else ""
    return (f"SELECT sector, year, CAST(sum(works - repeats) AS BIGINT) AS works, year > {last} AS coming\nFROM {_from(chosen)} AND ((year BETWEEN {since} AND {last} AND {yearly.SHOWN}) "
            f"OR (year > {last} AND {yearly.COMING})){only}\nGROUP BY sector, year ORDER BY sector, year")


def _pairs(source: Source, chosen: Mapping[str, str], last: int) -> list[tuple[str, str]]:
    """The datasets and forms that plans stand in."""
    rows = source.records(f"SELECT DISTINCT dataset, form FROM {_from(chosen)} AND year > {last} AND {yearly.COMING} ORDER BY dataset, form")
    return [(str(row["dataset"]), str(row["form"] or "work")) for row in rows]


def _conversion(source: Source, chosen: Mapping[str, str], last: int) -> Conversion:
    """Of works that were said to be announced for a year that is over, before that year was over: how many are released now."""
    having = f" AND w.sector = {quote(chosen['sector'])}" if chosen.get("sector") else ""
    having += f" AND w.id IN (SELECT work FROM term WHERE facet = 'genre' AND state = 'matched' AND concept = {quote(chosen['genre'])})" if chosen.get("genre") else ""
    rows: list[dict[str, Any]] = source.records(
        "SELECT count(*) AS due, count(CASE WHEN came THEN 1 END) AS came_out FROM (SELECT a.work, max(w.status = 'released' OR r.work IS NOT NULL) AS came "
        "FROM status_event AS a JOIN work AS w ON w.id = a.work LEFT JOIN status_event AS r ON r.work = a.work AND r.status = 'released' "
        f"WHERE a.status IN ('announced', 'in-production') AND TRY_CAST(substr(a.\"on\", 1, 4) AS BIGINT) <= {last}{having} GROUP BY a.work) AS q")
    return conversion(int(rows[0]["due"]), int(rows[0]["came_out"]))


def _told(done: Conversion, speech: Mapping[str, str], say: Speaker) -> str:
    if done.share is None or done.interval is None or done.due < FEW:
        return speech["unknown"] % {"due": say.number(done.due), "few": say.number(FEW)}
    low, high = (say.percent(end) for end in done.interval)
    return speech["known"] % {"due": say.number(done.due), "out": say.number(done.out), "share": say.percent(done.share), "low": low, "high": high}
