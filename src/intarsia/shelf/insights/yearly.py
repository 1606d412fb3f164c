"""Works by year, sector and contributor, from the cubes: what the insights about shares read, and what their figures rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, framed
from intarsia.evidence.basis import ENOUGH
from intarsia.shelf.insights.base import Need, Source

Array = npt.NDArray[np.float64]
#: slots of a question that name an attribute, in the order in which the first one chosen is taken
ATTRIBUTES = ("genre", "audience", "subject", "language", "form", "country")
SHOWN = "(status IS NULL OR status = 'released')"
COMING = "status IN ('announced', 'in-production')"
SPAN = 50


@dataclass(frozen=True)
class Attribute:
    """What shares are counted of: a facet and a concept of it, among works of a sector, form and country ("" for all)."""

    facet: str
    concept: str
    sector: str = ""
    form: str = ""
    country: str = ""

    def sql(self, by: tuple[str, ...], shown: str, first: int, last: int) -> str:
        """A query: the works that have the attribute (`works`) and those it could be said of (`of_works`), by columns of the cubes."""
        columns, both = ", ".join(by), self.kept(shown, first, last)
        if self.facet == "form":
            hits, whole = f"FROM cube_total WHERE facet IS NULL AND form = {quote(self.concept)} AND {both}", f"FROM cube_total WHERE facet IS NULL AND {both}"
        else:
            hits = f"FROM cube_work WHERE facet = {quote(self.facet)} AND concept = {quote(self.concept)} AND {both}"
            whole = f"FROM cube_total WHERE facet = {quote(self.facet)} AND {both}"
        return (f"SELECT {columns}, CAST(sum(works) AS BIGINT) AS works, CAST(sum(of_works) AS BIGINT) AS of_works\n"
                f"FROM (SELECT {columns}, works - repeats AS works, 0 AS of_works {hits}\n"
                f"UNION ALL SELECT {columns}, 0, works - repeats {whole}) AS counted\nGROUP BY {columns} HAVING sum(of_works) > 0 ORDER BY {columns}")


    def kept(self, shown: str, first: int, last: int) -> str:
        """What is asked of the works, whatever is said of them."""
        tests = [shown, f"year BETWEEN {first} AND {last}", f"country = {quote(self.country)}" if self.country else "country IS NULL"]
        return " AND ".join([*tests, *(f"{column} = {quote(value)}" for column, value in (("sector", self.sector), ("form", self.form)) if value)])


@dataclass(frozen=True)
class Counts:
    """Works by year (rows) and contributor (columns): with the attribute, and in all."""

    years: tuple[int, ...]
    contributors: tuple[str, ...]
    hits: Array
    n: Array

    def over(self, first: int, last: int) -> Counts:
        """The same over other years; years without rows are 0."""
        hits, n = np.zeros((last - first + 1, len(self.contributors))), np.zeros((last - first + 1, len(self.contributors)))
        for at, year in enumerate(self.years):
            if first <= year <= last:
                hits[year - first], n[year - first] = self.hits[at], self.n[at]
        return Counts(tuple(range(first, last + 1)), self.contributors, hits, n)


def over_by(source: Source) -> int:
    """The last year that is over on the day of the release."""
    return int(source.as_of[:4]) - 1


def publishers(source: Source) -> Mapping[str, str]:
    """Who shares each dataset: datasets of one publisher are one contributor."""
    return {row["id"]: row["publisher"] or row["id"] for row in source.records("SELECT id, publisher FROM dataset")}


def counts(source: Source, asked: Attribute, first: int, last: int) -> dict[str, Counts]:
    """By sector, in order of how many works there are."""
    who = publishers(source)
    found: dict[str, list[tuple[int, str, int, int]]] = {}
    for row in source.records(asked.sql(("sector", "dataset", "year"), SHOWN, first, last)):
        found.setdefault(str(row["sector"] or ""), []).append((row["year"], who.get(row["dataset"], row["dataset"]), row["works"], row["of_works"]))
    made = {sector: _counted(rows) for sector, rows in found.items() if sector}
    return dict(sorted(made.items(), key=lambda item: (-float(item[1].n.sum()), item[0])))


def _counted(rows: list[tuple[int, str, int, int]]) -> Counts:
    names = sorted({row[1] for row in rows})
    first, last = min(row[0] for row in rows), max(row[0] for row in rows)
    hits, n = np.zeros((last - first + 1, len(names))), np.zeros((last - first + 1, len(names)))
    place = {name: at for at, name in enumerate(names)}
    for year, name, k, m in rows:
        hits[year - first, place[name]] += k
        n[year - first, place[name]] += m
    return Counts(tuple(range(first, last + 1)), tuple(names), hits, n)


def attribute(source: Source, chosen: Mapping[str, str]) -> Attribute:
    """What was asked; where nothing was, the genre that most works of most sectors have."""
    named = next((slot for slot in ATTRIBUTES if chosen.get(slot)), "")
    kept = {slot: chosen.get(slot, "") for slot in ("sector", "form", "country")}
    if named:
        return Attribute(named, chosen[named], **{slot: value for slot, value in kept.items() if slot != named})
    found = source.records("SELECT concept FROM cube_work WHERE facet = 'genre' AND country IS NULL GROUP BY concept ORDER BY count(DISTINCT sector) DESC, sum(works) DESC, concept LIMIT 1")
    return Attribute("genre", str(found[0]["concept"]) if found else "", **kept)


def basis(source: Source, asked: Attribute, first: int, last: int) -> tuple[Basis, tuple[str, ...]]:
    """What the shares over these years rest on, and the datasets that bring their rows."""
    pairs = [(str(row["dataset"]), str(row["form"] or "work")) for row in source.records(asked.sql(("dataset", "form"), SHOWN, first, last))]
    datasets = tuple(sorted({dataset for dataset, _ in pairs}))
    return stated(source, framed(source, pairs, years=(first, last)), asked.facet, datasets, asked.kept(SHOWN, first, last)), datasets


def stated(source: Source, rests: Basis, facet: str, datasets: Iterable[str], kept: str) -> Basis:
    """The same with the coverage of what is said: a register of all works, of half of which the genre is known, has the genres of half.

    kept: what is asked of the works, as a test on the cube of totals.
    """
    if rests.coverage is None or facet == "form":
        return rests
    told = source.records(f"SELECT sum(works - repeats) FILTER (facet = {quote(facet)}) AS told, sum(works - repeats) FILTER (facet IS NULL) AS whole FROM cube_total "
                          f"WHERE {kept} AND dataset IN ({', '.join(map(quote, datasets))})")[0]
    coverage = rests.coverage * (min(1.0, float(told["told"] or 0) / float(told["whole"])) if told["whole"] else 0.0)
    return replace(rests, coverage=coverage, register=rests.register and coverage >= ENOUGH)


def need(about: str, asked: Attribute, found: Basis, years: tuple[int, int]) -> Need:
    """What would settle a question about shares."""
    return Need(about, tables=("work",), form=asked.concept if asked.facet == "form" else asked.form, sector=asked.sector, place=asked.country,
                facet=f"{asked.facet}:{asked.concept}" if asked.facet != "form" else "", years=years, contributors=max(1, 3 - found.contributors))


def explored(asked: Attribute, sector: str, year: int) -> tuple[str, dict[str, str]]:
    """Where the works of one sector and year stand."""
    kept = {"sector": sector, "form": asked.form, "country": asked.country, "from": str(year), "to": str(year)}
    if asked.facet != "subject":
        kept[asked.facet] = asked.concept
    return "/explore", {name: value for name, value in kept.items() if value}


def text(speech: Mapping[str, str], key: str, **values: Any) -> str:
    """A sentence of TEXTS with its values."""
    return speech[key] % values
