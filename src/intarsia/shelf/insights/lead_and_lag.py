"""lead-and-lag: in which sector a genre, theme or audience moves first, and by how many years. An association, not a cause."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from intarsia.evidence import benjamini_hochberg, estimated, refused
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import yearly
from intarsia.shelf.insights.base import Answer, Chart, Field, Parameter, Source, Tested
from intarsia.shelf.insights.yearly import Attribute, Counts
from intarsia.trending import Lag, lag

NAME = "lead-and-lag"
GROUP = "trends"
TABLES = ("cube_work", "cube_total", "dataset", "frame")
METHOD = "lags 1"
BACKTEST = "lags"
PARAMETERS = (Parameter("genre", "facet", "genre"), Parameter("audience", "facet", "audience"), Parameter("subject", "facet", "subject"), Parameter("sector", "sector"),
              Parameter("since", "year"))
FALSE = 0.1
SECTORS = 6
LEAST = 3  # works a year, on average

TEXTS = {
    "en": {
        "question": "Do shares of {genre} in one sector follow those in another, and after how many years, since {since}?",
        "about": "Whether a rise of a genre, theme or audience in one sector is usually followed by one in another, and after how many years. An association, not a "
                 "cause.",
        "method": "Yearly shares of two sectors, differenced and prewhitened (Box and Jenkins 1970), correlated at lags of up to ten years either way. Interval: moving "
                  "blocks of years drawn again 999 times (Künsch 1989), with a fixed seed; test: the largest correlation over all lags against series drawn apart. All "
                  "pairs of sectors shown are one family (Benjamini and Hochberg 1995, 10%)",
        "caveats": "An association, not a cause: both may follow something else.\nOnly lags of up to ten years are looked at.", "title": "%(what)s: years between the shares in two sectors",
        "unit": "years", "definition": "By how many years the second sector follows the first, where their yearly shares move together most",
        "said": "%(what)s: the shares in %(second)s match those in %(first)s best when they are taken %(years)s years later (%(low)s to %(high)s), correlation "
                "%(r)s over %(n)s years. An association, not a cause.",
        "said_none": "%(what)s: no two sectors match better than chance would make them, however many years apart; the closest are %(first)s and %(second)s, at "
                     "%(years)s years (%(low)s to %(high)s).",
        "found": "%(what)s in %(second)s followed %(first)s by %(years)s years (%(low)s to %(high)s)", "found_same": "%(what)s moved in %(first)s and %(second)s in the same years",
        "follows": "follows", "none": "no association shown", "fame": "some of these works were chosen by fame: when they were made says nothing of what followed what",
        "few": "no two sectors have 20 years in common with at least three works a year",
        "need": "Complete yearly lists of works with this stated in two sectors, over at least 25 years", "f_first": "First sector (key)", "f_first_name": "First sector",
        "f_second": "Second sector (key)", "f_second_name": "Second sector", "f_years": "Years later", "f_low": "Low", "f_high": "High", "f_correlation": "Correlation",
        "f_pairs": "Years in common", "f_q": "q", "f_pair": "Pair", "f_verdict": "What it says",
    },
    "nl": {
        "question": "Volgt het aandeel van {genre} in de ene sector dat in de andere, en na hoeveel jaar, sinds {since}?",
        "about": "Of een stijging van een genre, thema of publiek in de ene sector gewoonlijk wordt gevolgd door een in de andere, en na hoeveel jaar. Samenhang, geen "
                 "oorzaak.",
        "method": "Jaarlijkse aandelen van twee sectoren, als verschillen en voorgefilterd (Box en Jenkins 1970), gecorreleerd bij verschuivingen tot tien jaar naar "
                  "beide kanten. Interval: schuivende blokken van jaren, 999 keer opnieuw getrokken (Künsch 1989), met vast begin; toets: de grootste correlatie over "
                  "alle verschuivingen, naast reeksen die los van elkaar getrokken zijn. Alle getoonde paren zijn één familie (Benjamini en Hochberg 1995, 10%)",
        "caveats": "Samenhang, geen oorzaak: beide kunnen iets anders volgen.\nEr is alleen gekeken naar verschuivingen tot tien jaar.",
        "title": "%(what)s: jaren tussen de aandelen in twee sectoren", "unit": "jaren",
        "definition": "Hoeveel jaar de tweede sector op de eerste volgt, waar hun jaarlijkse aandelen het meest samengaan",
        "said": "%(what)s: de aandelen in %(second)s passen het best bij die in %(first)s als ze %(years)s jaar later worden genomen (%(low)s tot %(high)s), "
                "correlatie %(r)s over %(n)s jaar. Samenhang, geen oorzaak.",
        "said_none": "%(what)s: geen twee sectoren passen beter bij elkaar dan door toeval, met hoeveel jaar ertussen ook; het dichtst bij elkaar liggen %(first)s "
                     "en %(second)s, met %(years)s jaar ertussen (%(low)s tot %(high)s).",
        "found": "%(what)s in %(second)s volgde op %(first)s na %(years)s jaar (%(low)s tot %(high)s)", "found_same": "%(what)s bewoog in %(first)s en %(second)s in dezelfde jaren",
        "follows": "volgt", "none": "geen samenhang aangetoond",
        "fame": "een deel van deze werken is op bekendheid gekozen: wanneer ze gemaakt zijn, zegt niets over wat waarop volgde",
        "few": "geen twee sectoren hebben 20 gedeelde jaren met ten minste drie werken per jaar",
        "need": "Volledige jaarlijkse lijsten van werken waarin dit staat, in twee sectoren, over ten minste 25 jaar", "f_first": "Eerste sector (sleutel)",
        "f_first_name": "Eerste sector", "f_second": "Tweede sector (sleutel)", "f_second_name": "Tweede sector", "f_years": "Jaren later", "f_low": "Laag", "f_high": "Hoog",
        "f_correlation": "Correlatie", "f_pairs": "Gedeelde jaren", "f_q": "q", "f_pair": "Paar", "f_verdict": "Wat het zegt",
    },
}
COLUMNS = (("first", "key"), ("first_name", "text"), ("second", "key"), ("second_name", "text"), ("pair", "text"), ("years", "number"), ("low", "number"), ("high", "number"),
           ("correlation", "number"), ("pairs", "number"), ("q", "number"), ("verdict", "text"))


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Every pair of sectors with enough years; the finding is the clearest pair."""
    speech = TEXTS.get(say.language, TEXTS["en"])
    asked: Attribute = yearly.attribute(source, {slot: chosen.get(slot, "") for slot in ("genre", "audience", "subject")})
    last = yearly.over_by(source)
    since = int(chosen.get("since") or last - yearly.SPAN + 1)
    counted = {sector: one for sector, one in list(yearly.counts(source, asked, since, last).items())[:SECTORS] if one.hits.sum()}
    fields = tuple(Field(name, speech[f"f_{name}"], kind, speech["unit"] if name in ("years", "low", "high") else "") for name, kind in COLUMNS)
    what = source.label(asked.facet, asked.concept, say.language) if asked.concept else ""
    head: dict[str, Any] = {"title": speech["title"] % {"what": what}, "unit": speech["unit"], "definition": speech["definition"]}
    rests, _ = yearly.basis(source, asked, since, last)
    wanted = yearly.need(speech["need"], asked, rests, (since, last))
    found = [] if rests.famous else _pairs(counted, since, last, chosen.get("sector", ""))
    if not found:
        evidence = refused(rests, (speech["fame" if rests.famous else "few"],), say, method=speech["method"], unit=head["unit"], would_need=wanted.about)
        return Answer(NAME, **head, evidence=evidence, fields=fields, rows=(), caveats=tuple(speech["caveats"].split("\n")), needs=(wanted,), chosen=dict(chosen))
    left = benjamini_hochberg([one.p for _, _, one in found])
    order = sorted(range(len(found)), key=lambda at: (left[at], -abs(found[at][2].correlation), found[at][0], found[at][1]))
    names = {sector: source.label("sector", sector, say.language) for sector in counted}
    first, second, best = found[order[0]]
    words = {"what": what, "first": names[first], "second": names[second], "years": best.years, "low": best.interval[0], "high": best.interval[1],
             "r": say.number(round(best.correlation, 2)), "n": best.n}
    n = int(sum(counted[sector].n.sum() for sector in {one for pair in found for one in pair[:2]}))
    said = speech["said" if left[order[0]] <= FALSE else "said_none"] % words
    evidence = estimated(float(best.years), (float(best.interval[0]), float(best.interval[1])), n, rests, said, say, unit=head["unit"],
                         method=speech["method"], tested=True, would_need=wanted.about)
    holds = evidence.holds and left[order[0]] <= FALSE and best.correlation > 0
    finding = speech["found" if best.years else "found_same"] % words if holds else ""
    rows = tuple(_row(found[at], left[at], names, speech) for at in order)
    return Answer(NAME, **head, evidence=evidence, fields=fields, rows=rows, chart=Chart("bars", x="pair", y="years", low="low", high="high"), finding=finding,
                  leads=tuple(("/trends/share-of-productions", {asked.facet: asked.concept, "since": str(since)}) for _ in rows),
                  datasets=tuple(sorted({str(row["dataset"]) for row in source.records(asked.sql(("dataset",), yearly.SHOWN, since, last))})), caveats=tuple(speech["caveats"].split("\n")),
                  needs=() if evidence.state == "SOLID" else (wanted,), chosen=dict(chosen),
                  tests=tuple(Tested(f"{found[at][0]}-{found[at][1]}", found[at][2].p, left[at], left[at] <= FALSE) for at in order))


def _pairs(counted: Mapping[str, Counts], since: int, last: int, sector: str) -> list[tuple[str, str, Lag]]:
    """The lag of every pair, turned so that the second follows the first."""
    shares: dict[str, Any] = {}
    for name, works in counted.items():
        full = works.over(since, last)
        n = full.n.sum(1)
        if n[n > 0].size >= 20 and n.sum() / len(n) >= LEAST:
            shares[name] = np.divide(full.hits.sum(1), n, out=np.full(len(n), np.nan), where=n > 0)
    found = []
    for first, second in combinations(sorted(shares), 2):
        if sector and sector not in (first, second):
            continue
        one = lag(shares[first], shares[second])
        if one.few:
            continue
        if one.years < 0:
            first, second = second, first
            one = Lag(-one.years, (-one.interval[1], -one.interval[0]), one.correlation, one.reach, one.p, one.n, one.few)
        found.append((first, second, one))
    return found


def _row(pair: tuple[str, str, Lag], left: float, names: Mapping[str, str], speech: Mapping[str, str]) -> tuple[Any, ...]:
    first, second, one = pair
    verdict = speech["follows"] if left <= FALSE and one.correlation > 0 else speech["none"]
    return (first, names[first], second, names[second], f"{names[first]} → {names[second]}", one.years, *one.interval, round(one.correlation, 3), one.n, round(left, 4), verdict)
