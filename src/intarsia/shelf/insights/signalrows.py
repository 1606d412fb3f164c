"""Rows of the table `forecast` as the insights about signals read them: which are said now, what they rest on, their years and works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, Speaker, framed
from intarsia.foresight.ledger import CAME, HORIZONS, RECENT_ROWS
from intarsia.proving.clusters import Share, clustered
from intarsia.shelf.insights.base import Field, Lead, Need, Source

ALL = "all"
FACETS = ("genre", "subject", "country", "form", "maker", "word")
#: an independent carrier is one of at least so many
CARRIERS = 3
#: years of a small line, and works that are named as evidence
YEARS, WORKS = 20, 3
SPEECH: Mapping[str, Mapping[str, str]] = {
    "en": {
        "facet genre": "genre", "facet subject": "theme", "facet country": "country", "facet form": "form", "facet maker": "maker", "facet word": "word in titles and descriptions",
        "choice genre": "genres", "choice subject": "themes", "choice country": "countries", "choice form": "forms", "choice maker": "makers", "choice word": "words",
        "choice 1": "one year", "choice 3": "three years", "choice 5": "five years", "all sectors": "all sectors",
        "one": "%(n)s contributor: may be cataloguing practice", "two": "%(n)s contributors: may be cataloguing practice", "new": "new here: a new word, or a new version of a vocabulary?",
        "together": "Signals about the same thing, and those of neighbouring years, share their futures: these %(n)s tell as much as about %(effective)s separate "
                    "ones. The range allows for that.",
        "range": "Range: two-way clustered, by what a signal is about and by years whose futures overlap (Thompson 2011), as Jeffreys' interval with the effective number of "
                 "signals (Korn and Graubard 1998)",
        "need": "A complete list of works with dates, of at least %(least)s works in five years and %(years)s years back, from three contributors or a register",
    },
    "nl": {
        "facet genre": "genre", "facet subject": "thema", "facet country": "land", "facet form": "vorm", "facet maker": "maker", "facet word": "woord in titels en beschrijvingen",
        "choice genre": "genres", "choice subject": "thema's", "choice country": "landen", "choice form": "vormen", "choice maker": "makers", "choice word": "woorden",
        "choice 1": "één jaar", "choice 3": "drie jaar", "choice 5": "vijf jaar", "all sectors": "alle sectoren",
        "one": "%(n)s deelnemer: kan aan de manier van beschrijven liggen", "two": "%(n)s deelnemers: kan aan de manier van beschrijven liggen",
        "new": "nieuw hier: een nieuw woord, of een nieuwe versie van een woordenlijst?",
        "together": "Signalen over hetzelfde, en die uit opeenvolgende jaren, delen hun toekomst: deze %(n)s zeggen zoveel als ongeveer %(effective)s "
                    "losse. Het bereik houdt daar rekening mee.",
        "range": "Bereik: tweezijdig geclusterd, naar waar een signaal over gaat en naar jaren die hun toekomst delen (Thompson 2011), als Jeffreys-interval met het effectieve aantal "
                 "signalen (Korn en Graubard 1998)",
        "need": "Een volledige lijst van werken met jaartallen, met ten minste %(least)s werken in vijf jaar en %(years)s jaar terug, van drie deelnemers of uit een register",
    },
}
#: works in five years from which two per cent is as many as a signal needs; years that odds are learnt from: eight origins ranked, eight to rank, five before and after
LEAST_WORKS, LEAST_YEARS = 250, 30


def speech(language: str) -> Mapping[str, str]:
    """The words that these insights share."""
    return SPEECH.get(language, SPEECH["en"])


def query(live: bool, sector: str, facet: str, horizon: int | None = None) -> str:
    """The rows that are asked for, as a query that a reader can run."""
    kept = ["live" if live else "NOT live"]
    kept += [f"sector = {quote(sector)}"] if sector else []
    kept += [f"facet = {quote(facet)}"] if facet else []
    kept += [f"horizon = {horizon}"] if horizon else []
    return f"SELECT * FROM forecast WHERE {' AND '.join(kept)}"


def fields(columns: Sequence[str], texts: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[Field, ...]:
    """Columns of a table about signals, with their titles and kinds."""
    return tuple(Field(one, texts[f"field {one}"], kinds.get(one, "text")) for one in columns)


def share(rows: Sequence[Mapping[str, Any]]) -> Share:
    """The share that came true of forecasts that fell due, with a range that knows of what they have in common.

    Raises: Invalid without rows.
    """
    return clustered([row["state"] == CAME for row in rows], [(row["facet"], row["concept"]) for row in rows], [row["origin"] for row in rows], overlap=max(HORIZONS))


def together(found: Share, words: Mapping[str, str], say: Speaker) -> tuple[str, ...]:
    """How many separate forecasts tell as much; nothing where they are separate."""
    fewer = round(found.effective)
    return (words["together"] % {"n": say.number(found.n), "effective": say.number(fewer)},) if fewer < found.n else ()


def said_now(source: Source, sector: str, facet: str, horizon: int) -> list[dict[str, Any]]:
    """What is said at present: of each facet and sector the last origin; of all sectors together where no sector is chosen and a facet has that. The best first."""
    rows = source.records(f"{query(True, sector, facet, horizon)} AND state = 'open' ORDER BY id")
    last: dict[tuple[str, str], int] = {}
    for row in rows:
        place = (row["facet"], row["sector"])
        last[place] = max(last.get(place, row["origin"]), row["origin"])
    kept = [row for row in rows if row["origin"] == last[row["facet"], row["sector"]]]
    if not sector:
        together = {row["facet"] for row in kept if row["sector"] == ALL}
        kept = [row for row in kept if row["sector"] == ALL or row["facet"] not in together]
    return sorted(kept, key=lambda row: (-(row["odds"] or 0.0), (row["rank"] - 0.5) / row["ranked"], row["facet"], row["concept"]))


def basis(source: Source, sector: str, last: int) -> tuple[Basis, tuple[str, ...]]:
    """What signals of a sector ("" for all) rest on: the datasets with works of the ten years up to the last."""
    kept = f" AND sector = {quote(sector)}" if sector not in ("", ALL) else ""
    found = source.records(f"SELECT DISTINCT dataset, form FROM cube_total WHERE facet IS NULL AND country IS NULL AND year BETWEEN {last - RECENT_ROWS + 1} AND {last}{kept} AND form IS "
        f"NOT NULL")
    rows = [(row["dataset"], row["form"]) for row in found]
    return framed(source, rows, years=(last - RECENT_ROWS + 1, last)), tuple(sorted({dataset for dataset, _ in rows}))


def names(source: Source, rows: Sequence[Mapping[str, Any]], language: str) -> dict[tuple[str, str], tuple[str, str]]:
    """What rows are about, in words, and of makers the path of their page: by facet and concept."""
    makers = sorted({row["concept"] for row in rows if row["facet"] == "maker"})
    listed = ", ".join(quote(maker) for maker in makers) or "''"
    found = {row["concept"]: (row["name"], f"/entities/{row['concept']}") for row in source.records(
        f"SELECT e.cluster AS concept, min(a.name) AS name FROM entity AS e JOIN agent AS a ON a.id = e.member WHERE e.cluster IN ({listed}) GROUP BY e.cluster")}
    found |= {row["id"]: (row["name"], f"/agents/{row['id']}") for row in source.records(f"SELECT id, name FROM agent WHERE id IN ({listed})")}
    named: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows:
        facet, concept = row["facet"], row["concept"]
        if facet == "maker":
            named[facet, concept] = found.get(concept, (concept, ""))
        elif (facet, concept) not in named:
            named[facet, concept] = (concept if facet == "word" else source.label(facet, concept, language), "")
    return named


def sector_name(source: Source, sector: str, language: str) -> str:
    """A sector in words, all of them among these."""
    return speech(language)["all sectors"] if sector == ALL else source.label("sector", sector, language)


def lead(row: Mapping[str, Any], page: str) -> Lead:
    """The works behind a row, or the page of a maker."""
    if page:
        return (page, {})
    more = {} if row["sector"] == ALL else {"sector": str(row["sector"])}
    years = {"from": str(row["origin"] - 4), "to": str(row["origin"])}
    return ("/explore", {("q" if row["facet"] in ("word", "subject", "maker") else str(row["facet"])): str(row["concept"]), **more, **years})


def caution(row: Mapping[str, Any], words: Mapping[str, str], number: str) -> str:
    """What a reader of a row should know first."""
    few = row["contributors"] is not None and row["contributors"] < CARRIERS
    told = [words["one" if row["contributors"] == 1 else "two"] % {"n": number}] if few else []
    return "; ".join([*told, *([words["new"]] if row["new"] else [])])


def behind(source: Source, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The works of the last twenty years that have what these rows are about: facet, concept, work, title, dataset, sector and year; announced ones left out."""
    found: list[dict[str, Any]] = []
    last = max((row["origin"] for row in rows), default=0)
    works = (f"SELECT id, title, dataset, sector, form, description, year_start AS year FROM work WHERE year_start BETWEEN {last - YEARS + 1} AND {last} AND "
             "year_start = coalesce(year_end, year_start) AND coalesce(status, 'released') = 'released'")
    for facet in sorted({row["facet"] for row in rows}):
        listed = ", ".join(quote(row["concept"]) for row in rows if row["facet"] == facet)
        found += source.records(f"SELECT DISTINCT {quote(facet)} AS facet, h.concept, w.id AS work, w.title, w.dataset, w.sector, w.year FROM ({_having(facet, listed)}) AS h "
                                f"JOIN ({works}) AS w ON w.id = h.work ORDER BY concept, year DESC, work")
    return found


def _having(facet: str, listed: str) -> str:
    """Works and what they have, of the concepts listed."""
    if facet == "form":
        return f"SELECT id AS work, form AS concept FROM work WHERE form IN ({listed})"
    if facet == "maker":
        return ("SELECT c.work, coalesce(e.cluster, c.agent) AS concept FROM contribution AS c LEFT JOIN (SELECT member, cluster FROM entity WHERE kind = 'agent') AS e ON e.member = "
            "c.agent "
                f"WHERE coalesce(e.cluster, c.agent) IN ({listed})")
    if facet == "word":
        words = "unnest(string_split_regex(lower(concat(coalesce(title, ''), ' ', coalesce(description, ''))), '[^\\p{L}]+'))"
        return f"SELECT work, concept FROM (SELECT id AS work, {words} AS concept FROM work) AS q WHERE concept IN ({listed})"
    concept = "CASE WHEN state = 'matched' AND concept IS NOT NULL THEN concept ELSE lower(trim(value)) END"
    return f"SELECT work, {concept} AS concept FROM term WHERE facet = {quote(facet)} AND {concept} IN ({listed})"


def need(words: Mapping[str, str], say: Any, sector: str, facet: str, last: int, lacking: int) -> Need:
    """What would settle it."""
    about = words["need"] % {"least": say.number(LEAST_WORKS), "years": say.number(LEAST_YEARS)}
    return Need(about, ("work",), sector="" if sector == ALL else sector, facet="" if facet in ("", "form", "maker", "word") else facet, years=(last - LEAST_YEARS + 1, last),
        contributors=max(lacking, 0))
