"""What a file would get back: its records held against a title index, on this machine.

Candidates are records of the index under the same hashed title, name or identifier. What a match and a chance hit look like is
learnt from the candidates themselves (Fellegi and Sunter 1969; EM as Winkler 1988): chance levels from the same records paired at
random, the rest by expectation and maximisation. Candidates of one record in one dataset exclude each other. Nothing is sent.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.pairs import kinds, roles, shared, table
from intarsia.receipt.basis import BOUNDS
from intarsia.receipt.titleindex import Index, Part
from intarsia.shelf.feeds.recordfacts import GROUPS
from intarsia.shelf.feeds.titleindex import NO_YEAR, hashed, makers, sectors
from intarsia.suggest import headers

#: candidates under one key in one dataset: beyond so many a title says nothing
MOST, ROUNDS, SEED = 50, 20, 20261122
#: levels: year (unknown, equal, next to it, other), maker (unknown, shared, none shared), identifier (unknown, shared), title (alone, few, many)
LEVELS = {"year": 4, "maker": 3, "number": 2, "title": 3}
#: how often records of one work may disagree, at most
APART = {"year": 0.1, "maker": 0.15}
#: a column's meaning -> the group of facts that it fills
FILLS = {"genre": "genre", "country": "country", "language": "language", "audience": "audience", "subject": "subject", "description": "description", "page": "page"}
#: fields of the shared record -> groups
OF_WORKS = {"year_start": "year", "people": "maker", "identifiers": "identifier", "text": "description", "date": "date"}
OF_AGENTS = {"year_start": "born", "year_end": "died", "identifiers": "identifier"}


@dataclass
class _Pairs:
    """Candidates: record of the file, number of the part, row in it; and the levels on which they agree."""

    record: Any
    part: Any
    row: Any
    levels: dict[str, Any]


def forecast(file: Path, index: Index, *, key: str = "", format_name: str = "", sector: str = "") -> dict[str, Any]:
    """Expected links and gains of a file, with a 95 % interval and counts at each bound.

    sector: of works whose form does not tell it; else the usual one of the file's works counts, where it tells any.

    Raises: NotFound or Invalid when the file cannot be read; Invalid when nothing in it can be compared.
    """
    return of_table(table.read(file, format_name), index, key=key, sector=sector)


def of_table(opened: table.Table, index: Index, *, key: str = "", sector: str = "") -> dict[str, Any]:
    """The same for a file that was read. Raises: Invalid when nothing in it can be compared."""
    side = shared.side(opened, roles.roles(opened, {}, key))
    kind = side.guessed.copy()
    kind[kind == kinds.UNKNOWN] = side.likely or kinds.WORK
    works = kind == kinds.WORK
    side.fields["sector"] = _sectors(side, sector)
    found = _candidates(side, works, index)
    p = _probabilities(found, side, works, index)
    linked = _of_records(found, p, side.count)
    mean, spread = float(linked.sum()), 1.96 * float(np.sqrt((linked * (1 - linked)).sum()))
    partners: list[dict[str, Any]] = [{"dataset": part.dataset, "expected": round(float(_of_records(_only(found, n), p[found.part == n], side.count).sum()), 1)} for n,
        part in enumerate(index.parts)]
    return {
        "file": opened.file.name, "records": side.count, "works": index.works, "agents": index.agents, "release": index.release, "candidates": len(p),
        "links": {"expected": round(mean, 1), "low": round(max(0.0, mean - spread), 1), "high": round(min(float(side.count), mean + spread), 1),
                  "records": {f"{bound:g}": int((linked >= bound).sum()) for bound in BOUNDS}},
        "sector_told": bool(len(side.fields["sector"].drop_null())),
        "gained": _gained(found, p, side, works, index), "datasets": sorted((one for one in partners if one["expected"] >= 0.5), key=lambda one: (-one["expected"], one["dataset"])),
    }


def _sectors(side: shared.Side, said: str) -> pa.Array:
    """The sector of each record; where a form tells none, the one that was said, else the file's usual one."""
    told = side.fields["sector"]
    counts = Counter(told.drop_null().to_pylist()).most_common(1)
    usual = said or (counts[0][0] if counts and counts[0][1] >= 0.05 * len(told) else None)
    return pc.fill_null(told, usual) if usual else told


def _only(found: _Pairs, part: int) -> _Pairs:
    chosen = found.part == part
    return _Pairs(found.record[chosen], found.part[chosen], found.row[chosen], {})


def _candidates(side: shared.Side, works: Any, index: Index) -> _Pairs:
    titles, numbers = side.fields["titles"], side.fields["identifiers"]
    owner, at = _owners(titles), titles.flatten().to_pylist()
    of_work = works[owner]
    keys, records, sure = [], [], []
    for kind, chosen in (("w", of_work), ("a", ~of_work)):
        picked = np.flatnonzero(chosen)
        keys.append(hashed(kind, (at[n] or "" for n in picked)))
        records.append(owner[picked])
        sure.append(np.zeros(len(picked), dtype=bool))
    keys.append(hashed("i", numbers.flatten().to_pylist()))
    records.append(_owners(numbers))
    sure.append(np.ones(len(keys[-1]), dtype=bool))
    key, record, number = np.concatenate(keys), np.concatenate(records), np.concatenate(sure)
    some = [_under(part, n, key, record, number) for n, part in enumerate(index.parts)]
    whole = np.concatenate(some, axis=1) if some else np.empty((5, 0), dtype=np.int64)
    order = np.lexsort((-whole[3], whole[2], whole[1], whole[0]))  # one pair once: by its identifier where it has one
    whole = whole[:, order]
    first = np.ones(whole.shape[1], dtype=bool)
    first[1:] = (whole[:3, 1:] != whole[:3, :-1]).any(axis=0)
    record, part_, row, number, many = whole[:, first]
    found = _Pairs(record, part_, row, {"number": number, "title": np.digitize(many, (2, 4))})
    found.levels |= _compared(found, _Known(_years(side), _people(side), sectors(side.fields["sector"])), index)
    return found


def _owners(lists: pa.Array) -> Any:
    return np.repeat(np.arange(len(lists)), np.asarray(pc.fill_null(pc.list_value_length(lists), 0)))


def _under(part: Part, number: int, key: Any, record: Any, sure: Any) -> Any:
    """Rows of one index under the keys: record, part, row, by identifier?, how many share the key."""
    low, high = (np.searchsorted(part.arrays["key"], key, side) for side in ("left", "right"))
    count = high - low
    count[count > MOST] = 0
    which = np.repeat(np.arange(len(key)), count)
    within = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    row = part.arrays["row"][low[which] + within].astype(np.int64)
    row_ok = row < len(part.arrays["id"])
    which, row = which[row_ok], row[row_ok]
    return np.stack([record[which], np.full(len(which), number), row, sure[which].astype(np.int64), count[which]])


def _years(side: shared.Side) -> Any:
    return side.fields["year_start"].fill_null(NO_YEAR).to_numpy(zero_copy_only=False).astype(np.int64)


def _people(side: shared.Side) -> Any:
    """The short hashes of the first four makers of each record, 0 for none."""
    lists = side.fields["people"]
    owner, found = _owners(lists), np.zeros((len(lists), 4), dtype="<u4")
    if not len(owner):
        return found
    nth = np.arange(len(owner)) - np.searchsorted(owner, owner)
    kept = nth < 4
    short = makers(one or "" for one in lists.flatten().to_pylist())
    found[owner[kept], nth[kept]] = short[kept]
    return found


@dataclass
class _Known:
    """What the file's records say: year, makers, sector."""

    years: Any
    people: Any
    sectors: Any


def _compared(found: _Pairs, known: _Known, index: Index) -> dict[str, Any]:
    """Levels of year and maker of each candidate; and its sector (the index's byte), where the file's record is of another: -1."""
    sector = np.zeros(len(found.record), dtype="<u1")
    year, maker = np.full(len(found.record), NO_YEAR, dtype=np.int64), np.zeros((len(found.record), 2), dtype="<u4")
    for n, part in enumerate(index.parts):
        chosen = np.flatnonzero(found.part == n)
        rows = found.row[chosen]
        year[chosen] = part.arrays["year"][rows]
        of_works = rows < int(part.about["works"])
        both = part.arrays["maker"].reshape(-1, 2)
        maker[chosen[of_works]] = both[rows[of_works]]
        sector[chosen[of_works]] = part.arrays["sector"][rows[of_works]]
    mine, theirs, ours = known.years[found.record], known.people[found.record], known.sectors[found.record]
    apart = np.abs(mine - year)
    dated = (mine != NO_YEAR) & (year != NO_YEAR)
    shared_ = ((theirs[:, :, None] == maker[:, None, :]) & (maker[:, None, :] > 0)).any(axis=(1, 2))
    both_ = (theirs > 0).any(axis=1) & (maker > 0).any(axis=1)
    return {"year": np.where(~dated, 0, np.where(apart == 0, 1, np.where(apart == 1, 2, 3))), "maker": np.where(~both_, 0, np.where(shared_, 1, 2)),
            "sector": np.where((ours > 0) & (sector > 0) & (ours != sector), -1, sector.astype(np.int64))}


def _probabilities(found: _Pairs, side: shared.Side, works: Any, index: Index) -> Any:
    """The probability of each candidate, by EM; works and agents apart, as they agree otherwise."""
    p = np.zeros(len(found.record))
    chance = np.random.default_rng(SEED)
    known = _Known(_years(side), _people(side), sectors(side.fields["sector"]))
    for of_works in (True, False):
        chosen = np.flatnonzero(works[found.record] == of_works)
        if not len(chosen):
            continue
        some = _Pairs(found.record[chosen], found.part[chosen], found.row[chosen], {name: levels[chosen] for name, levels in found.levels.items()})
        wrong = _Pairs(chance.permutation(some.record), some.part, some.row, {})
        p[chosen] = _learnt(some.levels, _compared(wrong, known, index))
    # works of two sectors are never the same work; where the file tells no sector, it is taken for that of most of its matches
    sector = found.levels["sector"]
    p[sector < 0] = 0.0
    if not known.sectors.any() and (sector > 0).any():
        p[(sector > 0) & (sector != np.bincount(sector[sector > 0], weights=p[sector > 0]).argmax())] = 0.0
    return _exclusive(found, p)


def _learnt(levels: dict[str, Any], by_chance: dict[str, Any]) -> Any:
    """EM over one class of candidates: the chance of each level where it is no match is known, where it is one it is learnt."""
    size = len(levels["year"])
    not_so = {name: _share(by_chance[name], np.ones(size), LEVELS[name]) for name in ("year", "maker")}
    so = {"year": np.array([0.1, 0.7, 0.12, 0.08]), "maker": np.array([0.1, 0.7, 0.2])}
    prior = np.array([0.7, 0.4, 0.15])  # by how many share the title
    p = np.zeros(size)
    for _ in range(ROUNDS):
        odds = np.log(prior / (1 - prior))[levels["title"]]
        for name, share in so.items():
            known = levels[name] > 0  # that something is not known says nothing
            odds = odds + np.where(known, np.log(share / (1 - share[0]))[levels[name]] - np.log(not_so[name] / (1 - not_so[name][0]))[levels[name]], 0.0)
        p = np.where(levels["number"] == 1, 0.995, 1 / (1 + np.exp(-np.clip(odds, -30, 30))))
        so = {name: _meant(_share(levels[name], p, LEVELS[name]), APART[name]) for name in so}
        prior = np.array([np.clip((p[levels["title"] == n].sum() + 1) / ((levels["title"] == n).sum() + 2), 0.001, 0.999) for n in range(LEVELS["title"])])
    return p


def _meant(share: Any, most: float) -> Any:
    """Shares whose last level, the disagreement, is at most so large: else the model would learn adaptations, not sameness."""
    known = share[1:].sum()
    if share[-1] > most * known:
        share = np.append(share[:-1], 0.0)
        share[1:-1] *= (1 - most) * known / share[1:-1].sum()
        share[-1] = most * known
    return share


def _share(levels: Any, weight: Any, count: int) -> Any:
    """The share of each level, by weight, none of them 0."""
    found = np.bincount(levels, weights=weight, minlength=count) + 0.5
    return found / found.sum()


def _exclusive(found: _Pairs, p: Any) -> Any:
    """Candidates of one record in one dataset: one of them is right, or none."""
    odds = np.clip(p, 1e-9, 1 - 1e-9) / (1 - np.clip(p, 1e-9, 1 - 1e-9))
    _, group = np.unique(found.record * 65536 + found.part, return_inverse=True)
    return odds / (1 + np.bincount(group, weights=odds)[group]) if len(p) else p


def _of_records(found: _Pairs, p: Any, count: int) -> Any:
    """The probability that a record is linked to any other."""
    missed = np.zeros(count)
    np.add.at(missed, found.record, np.log1p(-np.clip(p, 0, 1 - 1e-9)))
    return 1 - np.exp(missed)


def _gained(found: _Pairs, p: Any, side: shared.Side, works: Any, index: Index) -> list[dict[str, Any]]:
    """For each group of facts that the file lacks somewhere: how many of its records get one, expected and with an interval."""
    bits = np.zeros(len(p), dtype=np.int64)
    for n, part in enumerate(index.parts):
        chosen = found.part == n
        bits[chosen] = part.arrays["groups"][found.row[chosen]]
    own, told = _own(side, works), []
    for n, group in enumerate(GROUPS):
        lacking = ~own[group]
        has = ((bits >> n) & 1 == 1) & lacking[found.record]
        gains = _of_records(_Pairs(found.record[has], found.part[has], found.row[has], {}), p[has], side.count)
        mean, spread = float(gains.sum()), 1.96 * float(np.sqrt((gains * (1 - gains)).sum()))
        if mean >= 0.05:
            told.append({"group": group, "own": int(own[group].sum()), "expected": round(mean, 1), "low": round(max(0.0, mean - spread), 1), "high": round(mean + spread, 1)})
    return told


def _own(side: shared.Side, works: Any) -> dict[str, Any]:
    """Which records of the file have which group of facts themselves."""
    own = {group: np.zeros(side.count, dtype=bool) for group in GROUPS}
    for fields, chosen in ((OF_WORKS, works), (OF_AGENTS, ~works)):
        for name, group in fields.items():
            column = side.fields[name]
            filled = np.asarray(pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)) if pa.types.is_list(column.type) else np.asarray(column.is_valid())
            own[group] |= filled & chosen
    for column, cells in side.table.cells.items():
        target = headers.read(column).target
        group = FILLS.get(target) or ("figures" if target.startswith("m:") else "title" if target.startswith("title:") else "")
        if group and len(cells) and side.count == side.table.records:
            own[group] |= cells.filled(side.count)
    return own
