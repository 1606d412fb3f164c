"""track-record: what was forecast and what came of it, every miss among it. Live forecasts and replayed ones never in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.evidence import Speaker, estimated, refused
from intarsia.foresight.leadtime import lead
from intarsia.foresight.ledger import CAME, MISSED, OPEN, recorded
from intarsia.shelf.insights import signalrows
from intarsia.shelf.insights.base import Answer, Parameter, Source

NAME = "track-record"
GROUP = "signals"
TABLES = ("forecast", "cube_total")
METHOD = "Brier 1950"
BACKTEST = "signals"
LIVE, REPLAYED = "live", "replayed"
PARAMETERS = (Parameter("kind", "choice", choices=(LIVE, REPLAYED)), Parameter("sector", "sector"), Parameter("facet", "choice", choices=signalrows.FACETS))

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "What came of the {kind} of {facet} in {sector}?",
        "about": "Every signal that fell due: what was said, what came, and each miss.",
        "method": "Live forecasts are written into the release that makes them, each under the hash of its own words, and settled by the figures of the first "
                  "release after the years they spoke of. Replayed ones were never said: they are what the method would have said of a past year from the years up "
                  "to it alone. Brier score: the mean squared distance of odds from what came (Brier 1950), 0 is perfect; beside it the score of always saying the "
                  "average. Lead time: flags of one thing at most five years apart are one alarm; its lead runs from the first of them to the year by which its share had doubled.",
        "caveats": "A replay knows nothing of its future, but who chose the method did.\nForecasts of neighbouring years share most of their futures: they are not independent.\n"
                   "A signal may come late: one that doubles in the sixth year is a miss here.",
        "title live": "Forecasts that fell due", "title replayed": "Replayed, never said: what past years would have told", "unit": "share of signals that doubled",
        "definition": "A signal comes true when its share of works at least doubles within the years it speaks of, one-sided p < .01; otherwise it is a miss",
        "said": "%(came)s of %(n)s signals came true, %(missed)s were misses.", "odds": "By their odds, %(expected)s were to be expected.",
        "lead": "Lead time: the share of the %(n)s that came true had doubled %(median)s years after the first flag (the median; for the middle half, %(low)s to %(high)s years).",
        "lead none": "How early such signals come cannot be told: none of them came true.",
        "open": "%(n)s live forecasts are open; the first falls due on %(due)s.", "never": "No live forecast has fallen due yet. What follows was replayed, never said.",
        "ranks": "Where no odds are given, there was too little of a past to learn any: these are the first few by rank.",
        "nothing live": "no live forecast has fallen due yet", "nothing replayed": "there are too few past years, or nothing small enough, to replay",
        "choice live": "live forecasts", "choice replayed": "replayed signals", "came": "came true", "missed": "miss",
        "field concept": "Key", "field name": "What", "field facet": "Kind", "field sector": "Sector (key)", "field sector_name": "Sector", "field origin": "Last year looked at",
        "field horizon": "Years ahead",
        "field rank": "Rank", "field odds": "Odds", "field base": "At random", "field outcome": "What came", "field brier": "Brier", "field made_on": "Said on",
        "field release": "In release",
        "field due_on": "Due", "field id": "Forecast", "field signals": "Signals", "field came": "Came true", "field expected": "Expected", "field score": "Brier",
        "field simple": "Brier of always saying the average", "field said": "Said, on average", "field share": "Came true, share",
    },
    "nl": {
        "question": "Wat kwam er terecht van {kind} over {facet} in {sector}?",
        "about": "Elk signaal waarvan de termijn om is: wat gezegd werd, wat kwam, en elke misser.",
        "method": "Echte voorspellingen staan in de uitgave die ze doet, elk onder de hash van de eigen woorden, en worden beoordeeld met de cijfers van de eerste release na de jaren "
            "waarover ze gingen. "
                  "Nagespeelde zijn nooit gedaan: het is wat de methode over een jaar in het verleden gezegd zou hebben uit de jaren tot dan alleen. Brier-score: het gemiddelde kwadraat "
                      "van het verschil tussen kans "
                  "en uitkomst (Brier 1950), 0 is volmaakt; ernaast de score van wie altijd het gemiddelde zegt. Voorsprong: signalen "
                  "over hetzelfde die hoogstens vijf jaar uit elkaar liggen, zijn één alarm; de voorsprong loopt van het eerste ervan tot het jaar waarin het aandeel verdubbeld was.",
        "caveats": "Wat is nagespeeld, weet niets van zijn toekomst; wie de methode koos wel.\nVoorspellingen van opeenvolgende jaren delen het grootste deel van "
                   "hun toekomst: ze staan niet los van elkaar.\nEen signaal kan laat uitkomen: wat in het zesde jaar verdubbelt, is hier een misser.",
        "title live": "Voorspellingen waarvan de termijn om is", "title replayed": "Nagespeeld, nooit gezegd: wat eerdere jaren verteld zouden hebben",
        "unit": "aandeel van signalen dat verdubbelde",
        "definition": "Een signaal komt uit als het aandeel in de werken binnen de genoemde jaren minstens verdubbelt, eenzijdig p < 0,01; anders is het een misser",
        "said": "%(came)s van %(n)s signalen kwamen uit, %(missed)s waren missers.", "odds": "Naar hun kansen waren er %(expected)s te verwachten.",
        "lead": "Voorsprong: bij de %(n)s die uitkwamen, was het aandeel %(median)s jaar na het eerste signaal verdubbeld (de mediaan; voor de middelste helft %(low)s tot %(high)s jaar).",
        "lead none": "Hoe vroeg zulke signalen komen, is niet te zeggen: geen ervan kwam uit.",
        "open": "%(n)s echte voorspellingen staan open; de eerste termijn eindigt op %(due)s.",
        "never": "Van geen echte voorspelling is de termijn al om. Wat volgt is nagespeeld, nooit gezegd.",
        "ranks": "Waar geen kans staat, was er te weinig verleden om er een uit te leren: dit zijn de eerste in de volgorde.",
        "nothing live": "van geen echte voorspelling is de termijn al om", "nothing replayed": "er zijn te weinig eerdere jaren, of niets is klein genoeg, om na te spelen",
        "choice live": "echte voorspellingen", "choice replayed": "nagespeelde signalen", "came": "kwam uit", "missed": "misser",
        "field concept": "Sleutel", "field name": "Wat", "field facet": "Soort", "field sector": "Sector (sleutel)", "field sector_name": "Sector", "field origin": "Laatste bekeken jaar",
        "field horizon": "Jaren vooruit",
        "field rank": "Plaats", "field odds": "Kans", "field base": "Willekeurig", "field outcome": "Wat kwam", "field brier": "Brier", "field made_on": "Gezegd op",
        "field release": "In release",
        "field due_on": "Termijn", "field id": "Voorspelling", "field signals": "Signalen", "field came": "Kwam uit", "field expected": "Verwacht", "field score": "Brier",
        "field simple": "Brier van altijd het gemiddelde", "field said": "Gezegd, gemiddeld", "field share": "Kwam uit, aandeel",
    },
}
for _language, _words in TEXTS.items():
    _words |= {name: text for name, text in signalrows.SPEECH[_language].items() if name.startswith("choice ") and name not in _words}
KINDS = {"concept": "key", "sector": "key", "id": "key", "release": "key", "origin": "year", "horizon": "number", "rank": "number", "odds": "share", "base": "share", "brier": "number",
         "signals": "number", "came": "number", "expected": "number", "score": "number", "simple": "number", "said": "share", "share": "share"}
COLUMNS = ("concept", "name", "facet", "sector", "sector_name", "origin", "horizon", "rank", "odds", "base", "outcome", "brier", "made_on", "release", "due_on", "id")
BANDS = ("said", "signals", "share")
RECORD = ("sector", "sector_name", "signals", "came", "expected", "score", "simple")


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Every forecast that fell due; replayed ones, under a heading that says so, as long as no live one has."""
    texts, words = TEXTS.get(say.language, TEXTS["en"]), signalrows.speech(say.language)
    sector, facet, kind = chosen.get("sector", ""), chosen.get("facet", ""), chosen.get("kind", "")
    live = source.records(signalrows.query(True, sector, facet))
    kind = kind or (LIVE if any(row["state"] != OPEN for row in live) else REPLAYED)
    due = [row for row in (live if kind == LIVE else source.records(signalrows.query(False, sector, facet))) if row["state"] in (CAME, MISSED)]
    due.sort(key=lambda row: (-row["origin"], row["sector"], row["facet"], row["rank"], row["id"]))
    last = max((row["origin"] for row in due), default=int(source.as_of[:4]) - 1)
    basis, datasets = signalrows.basis(source, sector, last)
    wanted = signalrows.need(words, say, sector, facet, last, signalrows.CARRIERS - basis.contributors)
    names = signalrows.names(source, due, say.language)
    notes = (*_notes(live, kind, chosen, texts, say), *([texts["ranks"]] if any(row["odds"] is None for row in due) else []))
    n, came = len(due), sum(row["state"] == CAME for row in due)
    if not n:
        evidence = refused(basis, (texts[f"nothing {kind}"],), say, method=texts["method"], unit=texts["unit"], would_need=wanted.about)
    else:
        found = signalrows.share(due)
        notes += (*signalrows.together(found, words, say), *_early(due, came, texts, say))
        odds = [row["odds"] for row in due if row["odds"] is not None]
        told = texts["said"] % {"n": say.number(n), "came": say.number(came), "missed": say.number(n - came)}
        told += " " + texts["odds"] % {"expected": say.number(round(sum(odds)))} if odds and len(odds) == n else ""
        evidence = estimated(found.share, (found.low, found.high), n, basis, told, say, unit=texts["unit"], method=f"{texts['method']} {words['range']}", would_need=wanted.about)
    sectors = sorted({row["sector"] for row in due})
    record = tuple((one.sector, signalrows.sector_name(source, one.sector, say.language), one.n, one.came, round(one.expected, 1) if one.score is not None else None, _rounded(one.score),
        _rounded(one.simple))
                   for one in recorded(due, sectors))
    return Answer(
        NAME, texts[f"title {kind}"], texts["unit"], texts["definition"], evidence, signalrows.fields(COLUMNS, texts, KINDS),
        tuple(_row(source, row, names, texts, words, say) for row in due), datasets=datasets, notes=notes,
        caveats=tuple(texts["caveats"].split("\n")), needs=(wanted,) if evidence.state != "SOLID" else (),
        sql=(f"{signalrows.query(kind == LIVE, sector, facet)} AND state <> 'open' ORDER BY origin DESC, rank",),
        chosen=dict(chosen), aside={"record": (signalrows.fields(RECORD, texts, KINDS), record), "bands": (signalrows.fields(BANDS, texts, KINDS), _bands(due))},
        leads=tuple(signalrows.lead(row, names[row["facet"], row["concept"]][1]) for row in due))


def _bands(due: list[dict[str, Any]]) -> tuple[tuple[Any, ...], ...]:
    """What was said and what came, in five parts of equal size by the odds; none where no odds were said."""
    said = sorted((row["odds"], row["state"] == CAME) for row in due if row["odds"] is not None)
    parts = [said[len(said) * at // 5 : len(said) * (at + 1) // 5] for at in range(5)]
    return tuple((round(sum(odds for odds, _ in part) / len(part), 4), len(part), round(sum(came for _, came in part) / len(part), 4)) for part in parts if part)


def _early(due: list[dict[str, Any]], came: int, texts: Mapping[str, str], say: Speaker) -> tuple[str, ...]:
    """How many years lay between the first flag and the doubling; nothing where the release is older than that column."""
    found = lead(((row["facet"], row["concept"], row["sector"]), row["origin"], row.get("doubled_by")) for row in due)
    if found is None:
        return () if came else (texts["lead none"],)
    return (texts["lead"] % {"n": say.number(found.n), "median": say.number(found.median), "low": say.number(found.low), "high": say.number(found.high)},)


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _row(source: Source, row: Mapping[str, Any], names: Mapping[tuple[str, str], tuple[str, str]], texts: Mapping[str, str], words: Mapping[str, str], say: Speaker) -> tuple[Any, ...]:
    made = (row["made_on"] or source.as_of, row["release"] or source.id) if row["live"] else (None, None)
    return (row["concept"], names[row["facet"], row["concept"]][0], words[f"facet {row['facet']}"], row["sector"], signalrows.sector_name(source, row["sector"], say.language), row["origin"],
        row["horizon"],
            row["rank"], row["odds"], row["base"], texts[row["state"]], row["brier"], *made, row["due_on"], row["id"])


def _notes(live: list[dict[str, Any]], kind: str, chosen: Mapping[str, str], texts: Mapping[str, str], say: Speaker) -> tuple[str, ...]:
    waiting = [row for row in live if row["state"] == OPEN]
    told = [texts["open"] % {"n": say.number(len(waiting)), "due": min(row["due_on"] for row in waiting)}] if waiting else []
    return (*([texts["never"]] if kind == REPLAYED and not chosen.get("kind") else []), *told)
