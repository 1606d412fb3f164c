"""Peer groups: who stands beside whom. The figures of a release decide, by a rule; a reader chooses among groups and never makes one.

Two groups that overlap by all but one member would tell of that one. So groups are parts that do not overlap, and parts of those parts:
organisations of one sector and country; countries with fewer than five together, where they are five; and where a group has ten or more, it is
cut by size into two, from fifteen on into three, each of five or more. Each pair of groups has none in common, or one holds the other and
at least five more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from intarsia.peers.panel import Kind, Panel

#: organisations behind anything that is told of a group
LEAST = 5
SIZES = {1: ("",), 2: ("smaller", "larger"), 3: ("smaller", "middle", "larger")}


@dataclass(frozen=True)
class Group:
    """Organisations that are compared. country: "" where several countries with few each stand together. size: "" for all sizes. within: the
    key of the group that it is cut from, "" for one that is not. members: rows of the panel, in its order."""

    key: str
    kind: Kind
    sector: str
    country: str
    size: str
    within: str
    members: tuple[int, ...]


def groups(panel: Panel) -> tuple[Group, ...]:
    """The groups of a panel: first the wide ones, the largest first, then those by size. Organisations without any figure above 0 are in none."""
    sizes = panel.middles
    parts: dict[tuple[str, str], list[int]] = {}
    for n in np.flatnonzero(~np.isnan(sizes)):
        parts.setdefault((panel.sectors[n], panel.countries[n]), []).append(int(n))
    wide: dict[tuple[str, str], list[int]] = {}
    for (sector, country), members in parts.items():
        wide.setdefault((sector, country if len(members) >= LEAST and country else ""), []).extend(members)
    found = [Group(_key(panel.kind, sector, country, ""), panel.kind, sector, country, "", "", tuple(sorted(members)))
             for (sector, country), members in wide.items() if len(members) >= LEAST]
    found.sort(key=lambda one: (-len(one.members), one.key))
    return (*found, *(part for one in found for part in _by_size(one, panel, sizes)))


def _by_size(group: Group, panel: Panel, sizes: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[Group]:
    names = SIZES[min(3, max(1, len(group.members) // LEAST))]
    if len(names) == 1:
        return []
    ranked = sorted(group.members, key=lambda n: (sizes[n], panel.who[n]))
    return [Group(_key(group.kind, group.sector, group.country, name), group.kind, group.sector, group.country, name, group.key, tuple(sorted(int(n) for n in part)))
            for name, part in zip(names, np.array_split(ranked, len(names)), strict=True)]


def _key(kind: Kind, sector: str, country: str, size: str) -> str:
    """Eight letters and digits for what a group is; the same in every release that has it."""
    told = "\x1f".join((kind.measure, kind.unit, kind.segment, kind.every, kind.method, sector, country, size))
    return hashlib.sha256(told.encode()).hexdigest()[:8]
