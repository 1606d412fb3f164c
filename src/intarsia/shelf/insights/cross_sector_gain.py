"""cross-sector-gain: does what another sector makes help to see sooner what rises in this one? Measured on the past, and said only where the interval leaves out zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from intarsia.engine.duckdb import quote
from intarsia.evidence import Speaker, estimated, refused
from intarsia.foresight.counts import Counts
from intarsia.foresight.emergence import eligible, emerged
from intarsia.foresight.gains import ORIGINS, gain_of
from intarsia.proving import Paired
from intarsia.shelf.insights import signalrows
from intarsia.shelf.insights.base import Answer, Chart, Field, Parameter, Source

NAME = "cross-sector-gain"
GROUP = "signals"
TABLES = ("cube_work", "cube_total")
METHOD = "signals 1, paired"
BACKTEST = "cross-sector-gain"
PARAMETERS = (Parameter("facet", "choice", default="genre", choices=("genre", "subject", "country")),)
SPAN, ROOM = 45, 10.0

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "Do data of other sectors help to see sooner which {facet} rise?",
        "about": "For each sector: how much better past rises are found when the other sectors' years are known too. It measures what pooling adds.",
        "method": "At each past year the ranker of signals is fitted twice, on this sector's scores alone and with those of the other sectors beside them, and its average precision is "
            "compared. "
                  "The interval: a bootstrap over blocks of five years, 95%. Sectors are one family; a gain is said only where its interval leaves out zero.",
        "caveats": "That no gain is found does not say there is none: with few rises only a large one shows.\nA gain here is one in ranking what is counted, not in money or audiences.",
        "title": "What other sectors add to the search for what rises, among %(facet)s", "unit": "gain in average precision",
        "definition": "Average precision with the other sectors' scores, less that without",
        "said": "%(sector)s: with the other sectors' data average precision differs by %(gain)s (%(low)s to %(high)s) over %(n)s past years.",
        "finding": "Other sectors' data help to see rises in %(sector)s: average precision is %(gain)s higher",
        "nothing": "no sector has eight past years in which something small doubled, beside another sector with the same words",
        "field sector": "Sector (key)", "field sector_name": "Sector", "field alone": "Alone", "field together": "With other sectors", "field gain": "Gain", "field low": "Low",
        "field high": "High",
        "field wins": "Share of years it was better", "field origins": "Past years",
    },
    "nl": {
        "question": "Helpen gegevens van andere sectoren om eerder te zien welke {facet} opkomen?",
        "about": "Per sector: hoeveel beter eerdere opkomsten gevonden worden als ook de jaren van de andere sectoren bekend zijn. Zo is te zien wat bundelen toevoegt.",
        "method": "In elk jaar van vroeger wordt de ordening van signalen twee keer geleerd, met de scores van deze sector alleen en met die van de andere sectoren erbij, en wordt de "
            "gemiddelde precisie "
                  "vergeleken. Het interval: een bootstrap over blokken van vijf jaar, 95%. Sectoren zijn één familie; winst wordt alleen genoemd als het interval nul uitsluit.",
        "caveats": "Dat er geen winst gevonden wordt, zegt niet dat er geen is: met weinig opkomsten is alleen een grote winst te zien.\nWinst is hier winst in het "
                   "ordenen van wat geteld is, niet in geld of publiek.",
        "title": "Wat andere sectoren toevoegen aan het zoeken naar wat opkomt, onder %(facet)s", "unit": "winst in gemiddelde precisie",
        "definition": "Gemiddelde precisie met de scores van de andere sectoren, min die zonder",
        "said": "%(sector)s: met gegevens van de andere sectoren verschilt de gemiddelde precisie %(gain)s (%(low)s tot %(high)s) over %(n)s eerdere jaren.",
        "finding": "Gegevens van andere sectoren helpen opkomst in %(sector)s te zien: de gemiddelde precisie is %(gain)s hoger",
        "nothing": "geen sector heeft acht eerdere jaren waarin iets kleins verdubbelde, naast een andere sector met dezelfde woorden",
        "field sector": "Sector (sleutel)", "field sector_name": "Sector", "field alone": "Alleen", "field together": "Met andere sectoren", "field gain": "Winst", "field low": "Laag",
        "field high": "Hoog",
        "field wins": "Aandeel jaren met winst", "field origins": "Eerdere jaren",
    },
}
for _language, _words in TEXTS.items():
    _words |= {name: text for name, text in signalrows.SPEECH[_language].items() if name in ("choice genre", "choice subject", "choice country")}
COLUMNS = ("sector", "sector_name", "alone", "together", "gain", "low", "high", "wins", "origins")
KINDS = {"sector": "key", "sector_name": "text", "wins": "share", "origins": "number"}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The gain by sector; the evidence is about the one whose interval lies furthest from zero."""
    texts, words = TEXTS.get(say.language, TEXTS["en"]), signalrows.speech(say.language)
    facet = chosen.get("facet") or "genre"
    last = int(source.as_of[:4]) - 1
    found: dict[str, tuple[float, float, Paired]] = source.once(f"{NAME} {facet}", lambda: _gains(source, facet, last))
    fields = tuple(Field(one, texts[f"field {one}"], KINDS.get(one, "number")) for one in COLUMNS)
    head: dict[str, Any] = {"title": texts["title"] % {"facet": words[f"choice {facet}"]}, "unit": texts["unit"], "definition": texts["definition"]}
    best = max(found, key=lambda sector: (found[sector][2].low > 0, found[sector][2].difference), default="")
    basis, datasets = signalrows.basis(source, "", last)
    wanted = signalrows.need(words, say, best, facet, last, signalrows.CARRIERS - basis.contributors)
    rows = tuple((sector, source.label("sector", sector, say.language), round(alone, 4), round(together, 4), round(pair.difference, 4), round(pair.low, 4), round(pair.high, 4),
        round(pair.wins, 4), pair.n)
                 for sector, (alone, together, pair) in sorted(found.items()))
    if not best:
        evidence = refused(basis, (texts["nothing"],), say, method=texts["method"], unit=texts["unit"], would_need=wanted.about)
    else:
        pair = found[best][2]
        told = {"sector": source.label("sector", best, say.language), "gain": say.number(round(pair.difference, 3)), "low": say.number(round(pair.low, 3)),
            "high": say.number(round(pair.high, 3)),
                "n": say.number(pair.n)}
        evidence = estimated(pair.difference, (pair.low, pair.high), pair.n, basis, texts["said"] % told, say, unit=texts["unit"], method=texts["method"],
            tested=pair.low > 0 and not basis.famous,
                             would_need=wanted.about)
    finding = texts["finding"] % told if best and evidence.holds else ""
    return Answer(NAME, **head, evidence=evidence, fields=fields, rows=rows, chart=Chart("bars", x="sector_name", y="gain", low="low", high="high", sector="sector"), finding=finding,
        datasets=datasets,
                  caveats=tuple(texts["caveats"].split("\n")), needs=(wanted,) if evidence.state != "SOLID" else (), sql=(_counted(facet, last),), chosen=dict(chosen))


def _counted(facet: str, last: int) -> str:
    """Works by sector, concept and year, each once over datasets."""
    return (f"SELECT sector, concept, year, CAST(sum(works - repeats) AS BIGINT) AS n FROM cube_work WHERE facet = {quote(facet)} AND country IS NULL AND (status IS NULL OR status = "
        f"'released')\n"
            f"AND year BETWEEN {last - SPAN + 1} AND {last} AND sector IS NOT NULL GROUP BY sector, concept, year ORDER BY sector, concept, year")


def _gains(source: Source, facet: str, last: int) -> dict[str, tuple[float, float, Paired]]:
    """Average precision alone and together, and their paired difference, of each sector that has enough of a past."""
    rows = source.records(_counted(facet, last))
    totals = source.records(f"SELECT sector, year, CAST(sum(works - repeats) AS BIGINT) AS n FROM cube_total WHERE facet = {quote(facet)} AND country IS NULL AND (status IS NULL OR "
        f"status = 'released') "
                            f"AND year BETWEEN {last - SPAN + 1} AND {last} AND sector IS NOT NULL GROUP BY sector, year")
    terms = sorted({row["concept"] for row in rows})
    sectors = sorted({row["sector"] for row in rows})
    counts = {sector: _counts(rows, totals, sector, terms, last) for sector in sectors}
    found = {}
    for sector in sectors:
        others = tuple(counts[other] for other in sectors if other != sector)
        if not others or not _enough(counts[sector]):
            continue
        done = gain_of(counts[sector], others, room=ROOM)
        if done.pair is not None:
            found[sector] = (float(np.nanmean(done.alone)), float(np.nanmean(done.together)), done.pair)
    return found


def _enough(counts: Counts) -> bool:
    """Did something small double at enough past origins?"""
    came, known = emerged(counts, 5)
    return int(((came & eligible(counts, ROOM)).any(axis=0) & known).sum()) >= ORIGINS


def _counts(rows: Sequence[Mapping[str, Any]], totals: Sequence[Mapping[str, Any]], sector: str, terms: Sequence[str], last: int) -> Counts:
    at = {term: place for place, term in enumerate(terms)}
    first = last - SPAN + 1
    table, whole = np.zeros((len(terms), SPAN)), np.zeros(SPAN)
    for row in rows:
        if row["sector"] == sector:
            table[at[row["concept"]], row["year"] - first] = row["n"]
    for row in totals:
        if row["sector"] == sector:
            whole[row["year"] - first] = row["n"]
    return Counts(tuple(terms), first, table, whole, whole)
