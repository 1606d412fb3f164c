"""Families: the works that accepted links tie into one story, over all sectors. Computed once per release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from intarsia.reader import Reader

TIES = ("same_as", "based_on", "edition_of", "performs", "about")
SHOWN = 60


class Families:
    """Which works belong together; only linked works are held."""

    def __init__(self, links: Iterable[tuple[str, str]]) -> None:
        self._parent: dict[str, str] = {}
        for one, other in links:
            a, b = self._root(one), self._root(other)
            if a != b:
                self._parent[max(a, b)] = min(a, b)
        members: dict[str, list[str]] = defaultdict(list)
        for work in sorted(self._parent):
            members[self._root(work)].append(work)
        self.members = dict(members)

    def _root(self, work: str) -> str:
        parent = self._parent
        root = parent.setdefault(work, work)
        while parent[root] != root:
            root = parent[root]
        while parent[work] != root:
            parent[work], work = root, parent[work]
        return root

    def of(self, work: str) -> list[str]:
        """The works of its family, itself included; just itself when nothing is linked to it."""
        return self.members[self._root(work)] if work in self._parent else [work]


def families(reader: Reader) -> Families:
    """The families of a release, from its accepted links."""
    return Families(reader.rows(
        f"SELECT subject, object FROM link WHERE kind = 'work' AND state = 'accepted' AND object IS NOT NULL AND predicate IN ({', '.join('?' * len(TIES))})", TIES))


def relatives(reader: Reader, ids: list[str]) -> list[dict[str, Any]]:
    """Cards of works, oldest first."""
    return reader.records(
        "SELECT w.id, w.iri, w.title, w.language, w.form, w.sector, w.date, w.year_start, w.status, w.dataset, d.title AS dataset_title, "
        "d.publisher, d.synthetic FROM work AS w JOIN dataset AS d ON d.id = w.dataset "
        f"WHERE w.id IN ({', '.join('?' * len(ids))}) ORDER BY w.year_start NULLS LAST, w.date, w.title, w.id LIMIT {SHOWN}", ids)


def lanes(works: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One lane per sector, in the order in which the story entered them; a work's place in time is a percentage."""
    known = [work["year_start"] for work in works if work["year_start"] is not None]
    first, last = (min(known), max(known)) if known else (0, 0)
    found: dict[str, list[dict[str, Any]]] = {}
    for work in works:
        at = None if work["year_start"] is None else 50.0 if first == last else round(2 + 96 * (work["year_start"] - first) / (last - first), 2)
        found.setdefault(work["sector"] or "", []).append({**work, "at": at})
    return [{"sector": sector, "works": members, "first": first, "last": last} for sector, members in found.items()]


def widest(reader: Reader, known: Families) -> list[str]:
    """The family told in most sectors, then by most datasets; between equals the one that says it most briefly. One that a single dataset tells is none."""
    if not known.members:
        return []
    ids = [work for members in known.members.values() for work in members]
    sectors = {work: (sector, dataset) for work, sector, dataset in _where(reader, ids)}
    def reach(members: list[str]) -> tuple[int, int, int, str]:
        placed = [sectors[work] for work in members if work in sectors]
        return -len({s for s, _d in placed if s}), -len({d for _s, d in placed}), len(members), members[0]
    told = [members for members in known.members.values() if reach(members)[0] <= -2 and reach(members)[1] <= -2]
    return min(told, key=reach, default=[])


def _where(reader: Reader, ids: list[str]) -> list[tuple[str, str, str]]:
    return reader.rows("SELECT id, sector, dataset FROM work WHERE id IN (SELECT unnest($ids))", {"ids": ids})
