"""signals: what is small and rises, with the odds that earlier ones like it had, and what those came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.evidence import Basis, Speaker, estimated, refused
from intarsia.foresight.ledger import CAME
from intarsia.model import Evidence
from intarsia.shelf.insights import signalrows
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source

NAME = "signals"
GROUP = "signals"
TABLES = ("forecast", "work", "term", "cube_total")
METHOD = "signals 1"
BACKTEST = "signals"
PARAMETERS = (Parameter("sector", "sector"), Parameter("facet", "choice", choices=signalrows.FACETS), Parameter("horizon", "choice", default="5", choices=("1", "3", "5")))
MOST = 50

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "Which small {facet} rise in {sector}, and how often did such a rise last over {horizon}?",
        "about": "Genres, themes, places, forms, makers and words that few works have, but more and more; with the odds that earlier ones like them had. For those "
                 "who buy, fund or programme ahead.",
        "method": "Eligible: at least 5 works in five years, in at most 2% of works (10 works and 10% in small pools). Doubles: in the years after, its share is at least twice that of "
            "the five years before, "
                  "one-sided exact test of two Poisson counts, p < .01. Seventeen scores (among them growth, Kleinberg 2002, Yoon 2012, Monroe 2008) are ranked within each year; boosted "
                      "trees and a "
                  "logistic regression learn from earlier years alone which of them found what doubled; odds by isotonic regression on rankings of years the ranker had not seen. "
                      "Formulas: docs/signals.md",
        "caveats": "A rising word may be a new way of describing, not a new thing to describe.\nMost signals come to nothing; odds of 6 in 100 mean 94 that did not double.\n"
                   "What rises is counted in titles, not in audiences or money.",
        "title": "What few works have, by growth, %(years)s", "unit": "share of past signals that doubled",
        "definition": "Small: few works of the last five years have it. Its odds: of past ones scored like it, how many at least doubled their share of works within %(horizon)s",
        "finding": "%(name)s leads %(n)s signals: of 100 past ones scored like it, %(odds)s doubled within %(horizon)s",
        "said": "Of %(n)s past signals of this kind, %(came)s at least doubled their share of works within five years, %(share)s; of what is picked at random, %(base)s.",
        "ranked": "Of %(n)s that stood first in past years, %(came)s at least doubled their share of works within five years.",
        "odds": "of 100 past signals scored like this, %(odds)s doubled within %(horizon)s; at random %(base)s",
        "false": "Of these %(n)s signals, about %(false)s are expected not to double.",
        "fame": "Only ranks are shown: some of these works were chosen by fame, and what rises among them tells nothing of all works.",
        "origins": "Only ranks are shown: there are fewer than eight past years to learn odds from.", "decile": "Where only a rank is shown, odds like these did not come true as said.",
        "nothing": "no %(what)s here is both rare enough and frequent enough to be told from chance", "anything": "word",
        "field concept": "Key", "field name": "What", "field facet": "Kind", "field sector": "Sector (key)", "field sector_name": "Sector", "field rank": "Rank", "field ranked": "Ranked",
        "field odds": "Odds", "field base": "At random", "field said": "In words", "field works": "Works", "field share": "Share of works", "field growth": "Times the five years before",
        "field contributors": "Contributors", "field sectors": "Sectors", "field caution": "Caution", "field origin": "Last year looked at", "field due_on": "Settled from",
        "field id": "Forecast",
        "field year": "Year", "field work": "Work", "field title": "Title", "field dataset": "Dataset",
    },
    "nl": {
        "question": "Welke kleine {facet} komen op in {sector}, en hoe vaak hield zo'n opkomst stand over {horizon}?",
        "about": "Genres, thema's, plaatsen, vormen, makers en woorden die nog in weinig werken voorkomen maar in steeds meer; met de kans die eerdere van dat "
                 "soort hadden. Voor wie vooruit inkoopt, subsidieert of programmeert.",
        "method": "Komt in aanmerking: ten minste 5 werken in vijf jaar, in hoogstens 2% van de werken (10 werken en 10% in kleine pools). Verdubbelt: in de jaren erna is het aandeel "
            "minstens twee keer dat van "
                  "de vijf jaar ervoor, eenzijdige exacte toets van twee Poisson-tellingen, p < 0,01. Zeventien scores (waaronder groei, Kleinberg 2002, Yoon 2012, Monroe 2008) worden "
                      "per jaar op volgorde gezet; "
                  "beslisbomen en een logistische regressie leren uit eerdere jaren alleen welke vonden wat verdubbelde; kansen door isotone regressie op jaren die daarvoor niet gezien "
                      "waren. "
                  "Formules: docs/signals.md",
        "caveats": "Een opkomend woord kan een nieuwe manier van beschrijven zijn, en niet iets nieuws om te beschrijven.\nDe meeste signalen worden niets; een kans van 6 op 100 betekent "
            "94 die niet verdubbelden.\n"
                   "Wat opkomt, is geteld in titels, niet in publiek of geld.",
        "title": "Wat weinig werken hebben, naar groei, %(years)s", "unit": "aandeel van eerdere signalen dat verdubbelde",
        "definition": "Klein: weinig werken van de laatste vijf jaar hebben het. De kans: hoeveel eerdere met zo'n score hun aandeel in de werken binnen %(horizon)s minstens verdubbelden",
        "finding": "%(name)s staat vooraan van %(n)s signalen: van 100 eerdere met zo'n score verdubbelden er %(odds)s binnen %(horizon)s",
        "said": "Van %(n)s eerdere signalen van deze soort hebben er %(came)s hun aandeel in de werken binnen vijf jaar minstens verdubbeld, %(share)s; van een willekeurige greep %(base)s.",
        "ranked": "Van %(n)s die in eerdere jaren vooraan stonden, hebben er %(came)s hun aandeel in de werken binnen vijf jaar minstens verdubbeld.",
        "odds": "van 100 eerdere signalen met zo'n score verdubbelden er %(odds)s binnen %(horizon)s; willekeurig %(base)s",
        "false": "Van deze %(n)s signalen zijn er naar verwachting ongeveer %(false)s die niet verdubbelen.",
        "fame": "Alleen de volgorde staat hier: een deel van deze werken is op bekendheid gekozen, en wat daaronder opkomt zegt niets over alle werken.",
        "origins": "Alleen de volgorde staat hier: er zijn minder dan acht eerdere jaren om kansen uit te leren.",
        "decile": "Waar alleen een volgorde staat, zijn zulke kansen niet uitgekomen zoals gezegd.",
        "nothing": "geen %(what)s is hier zeldzaam genoeg en komt toch vaak genoeg voor om van toeval te onderscheiden", "anything": "woord",
        "field concept": "Sleutel", "field name": "Wat", "field facet": "Soort", "field sector": "Sector (sleutel)", "field sector_name": "Sector", "field rank": "Plaats",
        "field ranked": "Van",
        "field odds": "Kans", "field base": "Willekeurig", "field said": "In woorden", "field works": "Werken", "field share": "Aandeel van de werken",
        "field growth": "Keer de vijf jaar ervoor",
        "field contributors": "Deelnemers", "field sectors": "Sectoren", "field caution": "Let op", "field origin": "Laatste bekeken jaar", "field due_on": "Bekend vanaf",
        "field id": "Voorspelling",
        "field year": "Jaar", "field work": "Werk", "field title": "Titel", "field dataset": "Dataset",
    },
}
for _language, _words in TEXTS.items():
    _words |= {name: text for name, text in signalrows.SPEECH[_language].items() if name.startswith("choice ")}
KINDS = {"concept": "key", "sector": "key", "id": "key", "work": "key", "dataset": "key", "rank": "number", "ranked": "number", "odds": "share", "base": "share", "works": "number",
    "share": "share",
         "growth": "number", "contributors": "number", "sectors": "number", "origin": "year", "year": "year"}
COLUMNS = ("concept", "name", "facet", "sector", "sector_name", "rank", "ranked", "odds", "base", "said", "works", "share", "growth", "contributors", "sectors", "caution", "origin",
    "due_on", "id")


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Signals of a sector and facet, those with the best odds first; only ranks where no odds may be said."""
    texts, words = TEXTS.get(say.language, TEXTS["en"]), signalrows.speech(say.language)
    sector, facet, horizon = chosen.get("sector", ""), chosen.get("facet", ""), int(chosen.get("horizon") or 5)
    rows = signalrows.said_now(source, sector, facet, horizon)[:MOST]
    last = max((row["origin"] for row in rows), default=int(source.as_of[:4]) - 1)
    basis, datasets = signalrows.basis(source, sector, last)
    wanted = signalrows.need(words, say, sector, facet, last, signalrows.CARRIERS - basis.contributors)
    within = words[f"choice {horizon}"]
    head: dict[str, Any] = {"title": texts["title"] % {"years": f"{last - 4}–{last}"}, "unit": texts["unit"], "definition": texts["definition"] % {"horizon": within}}
    names = signalrows.names(source, rows, say.language)
    evidence, shared = _evidence(source, sector, facet, rows, basis, texts, wanted, say)
    table = tuple(_row(source, row, names, basis, texts, words, within, say) for row in rows)
    named = {(row["facet"], row["concept"]): names[row["facet"], row["concept"]][0] for row in rows}
    best = rows[0] if rows and not basis.famous else None
    finding = texts["finding"] % {"name": named[best["facet"], best["concept"]], "n": say.number(len(rows)), "odds": _hundred(best["odds"]),
        "horizon": within} if best and best["odds"] and evidence.holds else ""
    return Answer(
        NAME, **head, evidence=evidence, fields=signalrows.fields(COLUMNS, texts, KINDS), rows=table if evidence.state != "REFUSED" else (),
        chart=Chart("bars", x="name", y="growth", sector="sector"),
        finding=finding,
        leads=tuple(signalrows.lead(row, names[row["facet"], row["concept"]][1]) for row in rows) if evidence.state != "REFUSED" else (), datasets=datasets,
        notes=(*shared, *_notes(rows, basis, texts, say)),
        caveats=tuple(texts["caveats"].split("\n")), needs=(wanted,) if evidence.state != "SOLID" else (),
        sql=(f"{signalrows.query(True, sector, facet, horizon)} ORDER BY odds DESC, rank",),
        chosen=dict(chosen), aside=_aside(source, rows, named, texts, say.language))


def _row(source: Source, row: Mapping[str, Any], names: Mapping[tuple[str, str], tuple[str, str]], basis: Basis, texts: Mapping[str, str], words: Mapping[str, str], within: str,
    say: Speaker) -> tuple[Any, ...]:
    odds = None if basis.famous else row["odds"]
    base = None if odds is None else row["base"]
    said = texts["odds"] % {"odds": _hundred(odds), "base": _hundred(base), "horizon": within} if odds is not None else ""
    growth = None if row["growth"] is None else round(row["growth"], 2)
    return (row["concept"], names[row["facet"], row["concept"]][0], words[f"facet {row['facet']}"], row["sector"], signalrows.sector_name(source, row["sector"], say.language), row["rank"],
        row["ranked"],
            odds, base, said, row["works"], round(row["share"], 4), growth, row["contributors"], row["sectors"], signalrows.caution(row, words,
                say.number(row["contributors"])), row["origin"], row["due_on"], row["id"])


def _hundred(share: float | None) -> str:
    """So many of a hundred, in whole numbers: where it lies between two, both are said."""
    hundred = 100 * (share or 0.0)
    if hundred >= 4 or abs(hundred - round(hundred)) < 0.05:
        return f"{hundred:.0f}"
    return f"{int(hundred)}–{int(hundred) + 1}"


def _evidence(source: Source, sector: str, facet: str, rows: Sequence[Mapping[str, Any]], basis: Basis, texts: Mapping[str, str], wanted: Need, say: Speaker) -> tuple[Evidence,
    tuple[str, ...]]:
    """What came of signals like these at past origins, and how many separate ones tell as much; refused where there are none, or nothing is small."""
    past = source.records(signalrows.query(False, sector, facet))
    scored = [row for row in past if row["odds"] is not None]
    past = scored or past
    if not rows or not past:
        what = signalrows.speech(say.language)[f"facet {facet}"] if facet else texts["anything"]
        return refused(basis, (texts["nothing"] % {"what": what},), say, method=texts["method"], unit=texts["unit"], would_need=wanted.about), ()
    words = signalrows.speech(say.language)
    came, n, found = sum(row["state"] == CAME for row in past), len(past), signalrows.share(past)
    base = sum(row["base"] for row in scored) / len(scored) if scored else 0.0
    told = texts["said" if scored and not basis.famous else "ranked"] % {"n": say.number(n), "came": say.number(came), "share": say.percent(came / n), "base": say.percent(base)}
    tested = bool(scored) and all(row["withheld"] is None for row in rows) and found.low > base and not basis.famous
    method = f"{texts['method']}. {words['range']}"
    evidence = estimated(found.share, (found.low, found.high), n, basis, told, say, unit=texts["unit"], method=method, tested=tested, would_need=wanted.about)
    return evidence, signalrows.together(found, words, say)


def _notes(rows: Sequence[Mapping[str, Any]], basis: Basis, texts: Mapping[str, str], say: Speaker) -> tuple[str, ...]:
    if basis.famous:
        return (texts["fame"],)
    odds = [row["odds"] for row in rows if row["odds"] is not None]
    told = [texts["false"] % {"n": say.number(len(odds)), "false": say.number(round(len(odds) - sum(odds)))}] if odds else []
    return (*told, *(texts[why] for why in ("fame", "origins", "decile") if any(row["withheld"] == why for row in rows)))


def _aside(source: Source, rows: Sequence[Mapping[str, Any]], named: Mapping[tuple[str, str], str], texts: Mapping[str, str], language: str) -> dict[str, tuple[tuple[Field, ...],
    tuple[tuple[Any, ...], ...]]]:
    """The years of each signal by sector, the latest works that have it, and who brought them."""
    years: dict[tuple[str, str, str, int], int] = {}
    carried: dict[tuple[str, str, str], int] = {}
    latest: list[tuple[Any, ...]] = []
    shown: dict[tuple[str, str], int] = {}
    for one in signalrows.behind(source, rows):
        at = (one["facet"], one["concept"])
        years[*at, one["sector"], one["year"]] = years.get((*at, one["sector"], one["year"]), 0) + 1
        carried[*at, one["dataset"]] = carried.get((*at, one["dataset"]), 0) + 1
        shown[at] = shown.get(at, 0) + 1
        if shown[at] <= signalrows.WORKS:
            latest.append((one["concept"], named[at], one["work"], one["title"], one["dataset"], one["year"]))
    kinds = signalrows.speech(language)
    series = tuple((concept, named[facet, concept], kinds[f"facet {facet}"], sector, source.label("sector", sector, language), year, n)
                   for (facet, concept, sector, year), n in sorted(years.items()))
    carriers = tuple((concept, named[facet, concept], dataset, n) for (facet, concept, dataset), n in sorted(carried.items()))
    columns = {"series": ("concept", "name", "facet", "sector", "sector_name", "year", "works"), "works": ("concept", "name", "work", "title", "dataset", "year"),
               "carriers": ("concept", "name", "dataset", "works")}
    found = {"series": series, "works": tuple(latest), "carriers": carriers}
    return {name: (signalrows.fields(columns[name], texts, KINDS), table) for name, table in found.items()}
