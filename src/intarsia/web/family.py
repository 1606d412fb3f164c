"""Families: the works that accepted links tie into one story, over all sectors. Computed once per release."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.reader import Reader
from intarsia.web.serving import Serving
from intarsia.web.sources import parts, sourced

TIES = ("same_as", "based_on", "edition_of", "performs", "about", "shares_origin")
SHOWN = 60
KEPT = 500
FIGURES = 2  # beside a work in its lane


@dataclass(frozen=True)
class Families:
    """Which works belong together; only linked works are held. `works` is sorted, `roots` is the place of each one's family name in it."""

    works: list[str]
    roots: np.ndarray[Any, np.dtype[np.int64]]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {work: place for place, work in enumerate(self.works)}

    @cached_property
    def _order(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.argsort(self.roots, kind="stable")

    def of(self, work: str) -> list[str]:
        """The works of its family, itself included; just itself when nothing is linked to it."""
        place = self._place.get(work)
        if place is None:
            return [work]
        sorted_roots, root = self.roots[self._order], self.roots[place]
        first, last = np.searchsorted(sorted_roots, root, "left"), np.searchsorted(sorted_roots, root, "right")
        return [self.works[int(n)] for n in self._order[first:last]]

    @property
    def names(self) -> list[str]:
        """Per work the name of its family: its smallest member."""
        return [self.works[int(root)] for root in self.roots]


def tied(pairs: pa.Table) -> Families:
    """Connected components of two columns of ids, all pairs at once: each node takes the smallest name among its neighbours, until none changes."""
    ones, others = (pairs.column(n).combine_chunks() for n in (0, 1))
    nodes = pa.concat_arrays([ones, others]).unique()
    nodes = nodes.take(pc.sort_indices(nodes))
    place = [np.asarray(pc.index_in(column, nodes)).astype(np.int64) for column in (ones, others)]
    roots = np.arange(len(nodes), dtype=np.int64)
    while True:
        left, right = roots[place[0]], roots[place[1]]
        if (left == right).all():
            return Families(nodes.to_pylist(), roots)
        np.minimum.at(roots, np.maximum(left, right), np.minimum(left, right))
        while not (roots[roots] == roots).all():
            roots = roots[roots]


def families(reader: Reader, dataset: str | None = None) -> Families:
    """The families of a release from its accepted links, or from those within one dataset: what its contributor could know alone."""
    alone = "" if dataset is None else " AND subject IN (SELECT id FROM work WHERE dataset = $dataset) AND object IN (SELECT id FROM work WHERE dataset = $dataset)"
    return tied(reader.arrow(
        f"SELECT subject, object FROM link WHERE kind = 'work' AND state = 'accepted' AND object IS NOT NULL AND predicate IN (SELECT unnest($ties)){alone}",
        {"ties": list(TIES), **({} if dataset is None else {"dataset": dataset})}))


def stories(reader: Reader, known: Families) -> list[dict[str, Any]]:
    """One row a family: told in most sectors first, then by most datasets, then the one that says it most briefly.

    `id` and `title` are those of its origin: the work that most others lead to, the older between equals.
    """
    if not known.works:
        return []
    return reader.records(
        "WITH member AS (SELECT unnest($works) AS work, unnest($names) AS family), "
        "pointed AS (SELECT object AS work, count(*) AS times FROM link WHERE kind = 'work' AND state = 'accepted' AND predicate IN (SELECT unnest($ties)) GROUP BY object), "
        "ranked AS (SELECT m.family, w.*, row_number() OVER (PARTITION BY m.family ORDER BY coalesce(p.times, 0) DESC, w.year_start NULLS LAST, w.id) AS nth "
        "FROM member AS m JOIN work AS w ON w.id = m.work LEFT JOIN pointed AS p ON p.work = w.id) "
        "SELECT max(id) FILTER (nth = 1) AS id, max(iri) FILTER (nth = 1) AS iri, max(title) FILTER (nth = 1) AS title, max(form) FILTER (nth = 1) AS form, "
        "count(*) AS works, count(DISTINCT sector) AS sector_count, list_sort(list(DISTINCT sector)) AS sectors, "
        "count(DISTINCT form) AS form_count, list_sort(list(DISTINCT form) FILTER (form IS NOT NULL)) AS forms, "
        "count(DISTINCT dataset) AS dataset_count, list_sort(list(DISTINCT dataset)) AS datasets, min(year_start) AS first, max(year_start) AS last "
        "FROM ranked GROUP BY family ORDER BY sector_count DESC, dataset_count DESC, works, family",
        {"works": known.works, "names": known.names, "ties": list(TIES)})


def known_families(serving: Serving, reader: Reader, dataset: str | None = None) -> Families:
    """The families of a release, computed once."""
    kept: dict[str | None, Families] = serving.once(reader, "families", dict)
    if dataset not in kept:
        kept[dataset] = families(reader, dataset)
    return kept[dataset]


def known_stories(serving: Serving, reader: Reader, dataset: str | None = None) -> list[dict[str, Any]]:
    """The stories of a release, computed once."""
    kept: dict[str | None, list[dict[str, Any]]] = serving.once(reader, "stories", dict)
    if dataset not in kept:
        kept[dataset] = stories(reader, known_families(serving, reader, dataset))
    return kept[dataset]


def relatives(reader: Reader, ids: list[str]) -> list[dict[str, Any]]:
    """Cards of works, oldest first; `tongue` is the language of the title."""
    found = reader.records("SELECT id, iri, title, language, form, sector, date, year_start, status, dataset FROM work WHERE id IN (SELECT unnest($ids)) "
                           "ORDER BY year_start NULLS LAST, date, title, id", {"ids": ids})
    named = parts(reader, "SELECT work, value, min(language) FROM @title WHERE work IN (SELECT unnest($ids)) GROUP BY work, value", (one["dataset"] for one in found))
    tongues = {(work, value): tongue for work, value, tongue in reader.rows(named, {"ids": ids})} if found else {}
    figures = audiences(reader, ids)
    return [{**one, "tongue": tongues.get((one["id"], one["title"])), "audience": figures.get(one["id"], [])} for one in sourced(reader, found, "publisher", "synthetic")]


def audiences(reader: Reader, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Of each work the newest figure about its whole audience, one a measure and dataset, the newest first: what stands beside it in its lane."""
    if not reader.manifest["tables"].get("observation", {}).get("parts"):
        return {}
    rows = reader.records(
        "SELECT about, measure, value, unit, place, period_start, period_end, dataset FROM (SELECT *, row_number() OVER (PARTITION BY about, measure, dataset "
        "ORDER BY period_end DESC NULLS LAST, place IS NOT NULL, place, period_start DESC NULLS LAST, method, value) AS nth FROM observation "
        "WHERE about IN (SELECT unnest($ids)) AND segment IS NULL AND value IS NOT NULL) AS q WHERE nth = 1 ORDER BY about, period_end DESC NULLS LAST, measure, dataset", {"ids": ids})
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.pop("about"), []).append(row)
    return found


def known_relatives(serving: Serving, reader: Reader, work: str) -> list[dict[str, Any]]:
    """The cards of the works of a work's story, remembered for the stories that were asked for lately."""
    ids = known_families(serving, reader).of(work)
    kept: dict[str, list[dict[str, Any]]] = serving.once(reader, "relatives", dict)
    if ids[0] not in kept:
        if len(kept) >= KEPT:
            kept.clear()
        kept[ids[0]] = relatives(reader, ids)
    return kept[ids[0]]


def lanes(works: list[dict[str, Any]], only: str | None = None, most: int = SHOWN) -> list[dict[str, Any]]:
    """One lane per sector, in the order in which the story entered them; a work's place in time is a percentage.

    only: a dataset; lanes to which it brought nothing stay, and are empty. most: works shown.
    """
    shown = works[:most]
    known = [work["year_start"] for work in shown if work["year_start"] is not None]
    first, last = (min(known), max(known)) if known else (0, 0)

    def at(year: int) -> float:
        return 50.0 if first == last else round(2 + 96 * (year - first) / (last - first), 2)

    ticks = [{"year": year, "at": at(year)} for year in _ticks(first, last)]
    found: dict[str, tuple[list[dict[str, Any]], dict[str, bool]]] = {}
    for work in shown:
        members, datasets = found.setdefault(work["sector"] or "", ([], {}))
        datasets[work["dataset"]] = work["synthetic"]
        if only is None or work["dataset"] == only:
            shown_figures = [one for one in work.get("audience", ()) if only in (None, one["dataset"])][:FIGURES]
            members.append({**work, "at": None if work["year_start"] is None else at(work["year_start"]), "audience": shown_figures})
    return [{"sector": sector, "works": members, "datasets": datasets, "ticks": ticks} for sector, (members, datasets) in found.items()]


def _ticks(first: int, last: int) -> list[int]:
    """Round years between two, six at most."""
    step = next((step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if (last - first) / step <= 6), 2000)
    return [] if first == last else list(range(-(-first // step) * step, last + 1, step))


def widest(told: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The story told in most sectors; one that a single dataset or sector tells is none."""
    return next((one for one in told if one["sector_count"] >= 2 and one["dataset_count"] >= 2), None)


def ties_within(reader: Reader, ids: list[str], dataset: str) -> tuple[int, int]:
    """How many accepted ties hold these works together, and how many of them lie within one dataset."""
    found = reader.rows(
        "SELECT count(*), count(*) FILTER (s.dataset = $dataset AND o.dataset = $dataset) FROM link AS l JOIN work AS s ON s.id = l.subject JOIN work AS o ON o.id = l.object "
        "WHERE l.kind = 'work' AND l.state = 'accepted' AND l.predicate IN (SELECT unnest($ties)) AND l.subject IN (SELECT unnest($ids)) AND l.object IN (SELECT unnest($ids))",
        {"ids": ids, "ties": list(TIES), "dataset": dataset})
    return int(found[0][0]), int(found[0][1])


def without(reader: Reader, members: list[dict[str, Any]], dataset: str) -> dict[str, Any]:
    """What one contributor's rows alone hold of a story: works, sectors and ties, each of how many."""
    own = [one for one in members if one["dataset"] == dataset]
    ties, within = ties_within(reader, [one["id"] for one in members], dataset)
    return {"dataset": dataset, "works": len(own), "works_in_all": len(members), "sectors": len({one["sector"] for one in own}),
            "sectors_in_all": len({one["sector"] for one in members}), "links": within, "links_in_all": ties}
