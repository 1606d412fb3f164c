"""Do the methods of trends hold on real works? Bands in hold-outs of half the contributors, odd contributors, and data in which nothing changed.

    python benchmarks/trends.py POOL [--seeds 20]

POOL: a pool with works of many contributors. Contributors are, by turns, who brought the records, and those whom the works credit first (producers, actors), as if each had
handed in a list of their own: real differences between real people. Prints one line of JSON for each set of contributors.

- hold-out: contributors are cut in two at random; the 90 % band that the one half gives for the other half's shares, by genre and year, against what those were.
- odd contributor: one of middling size joins whose works are all of one rare genre, in the last five years alone, or in all ten: which sentences turn round, which appear.
- nothing changed: within each contributor the years of the works are drawn again; in how many families (all genres of a pair of windows) does any sentence stand.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from intarsia.evidence import benjamini_hochberg
from intarsia.pool import Pool
from intarsia.trending import change, predictive

FALSE, WINDOW, LEAST = 0.1, 5, 5
SETS = {
    "publishers of records": ("", "w.dataset"),
    "producers of one archive": ("AND c.role = 'producer' AND w.dataset = $dataset", "c.agent"),
    "first-billed actors of one list": ("AND c.role = 'actor' AND w.dataset = $dataset", "c.agent"),
}


@dataclass(frozen=True)
class Works:
    """One row a work: its year, its contributor by number, and whether it has each genre."""

    year: Any
    who: Any
    has: Any
    genres: tuple[str, ...]


def works(pool: Pool, having: str, by: str, dataset: str) -> Works:
    """Works with one year and a matched genre, each with its (first) contributor."""
    first = "SELECT work, agent, role, row_number() OVER (PARTITION BY work, role ORDER BY position) AS n FROM contribution"
    credit = "" if by == "w.dataset" else f"JOIN ({first}) AS c ON c.work = w.id AND c.n = 1"
    rows = pool.reader().rows(f"SELECT w.id, min(w.year_start), min({by}), list(DISTINCT t.concept) FROM work AS w {credit} JOIN term AS t ON t.work = w.id AND t.facet = 'genre' "
                              f"AND t.state = 'matched' WHERE w.year_start = w.year_end AND w.year_start BETWEEN 1930 AND 2023 AND w.sector = 'film-tv' {having} GROUP BY w.id ORDER BY w.id",
                              {"dataset": dataset} if having else ())
    people = {name: at for at, name in enumerate(sorted({row[2] for row in rows}))}
    genres = tuple(sorted({genre for row in rows for genre in row[3]}))
    place = {genre: at for at, genre in enumerate(genres)}
    has = np.zeros((len(rows), len(genres)), bool)
    for at, row in enumerate(rows):
        has[at, [place[genre] for genre in row[3]]] = True
    return Works(np.asarray([row[1] for row in rows]), np.asarray([people[row[2]] for row in rows]), has, genres)


def table(of: Works, kept: Any, first: int, last: int, people: int) -> tuple[Any, Any]:
    """Years x contributors: works in all, and of each genre (genres first)."""
    inside = kept & (of.year >= first) & (of.year <= last)
    cell = (of.year[inside] - first) * people + of.who[inside]
    size = (last - first + 1) * people
    shape = (last - first + 1, people)
    n = np.bincount(cell, minlength=size).reshape(shape)
    hits = np.stack([np.bincount(cell, weights=of.has[inside, genre], minlength=size).reshape(shape) for genre in range(len(of.genres))])
    return n, hits


def compact(of: Works, first: int, last: int) -> Works:
    """The works of these years alone, with their contributors numbered anew."""
    inside = (of.year >= first) & (of.year <= last)
    who = np.unique(of.who[inside], return_inverse=True)[1]
    return Works(of.year[inside], who, of.has[inside], of.genres)


def held_out(of: Works, seeds: int) -> dict[str, Any]:
    """The share of cells (genre, year) in which the other half lies within the band; cells whose halves have 30 works each and whose genre has 5 in the first."""
    covered, cells, years = [], 0, range(int(of.year.min()), int(of.year.max()) + 1, 10)
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        inside, counted = 0, 0
        for first in years:
            some = compact(of, first, first + 9)
            people = int(some.who.max()) + 1 if len(some.who) else 0
            if people < 4:
                continue
            half = rng.random(people) < 0.5
            n, hits = table(some, np.ones(len(some.year), bool), first, first + 9, people)
            na, nb = n[:, half], n[:, ~half]
            usable = (na.sum(1) >= 30) & (nb.sum(1) >= 30)
            for one in hits:
                a, b = one[:, half], one[:, ~half]
                if a.sum() < LEAST or not usable.any():
                    continue
                low, high = predictive(a, na, nb.sum(1))
                share = b.sum(1)[usable] / nb.sum(1)[usable]
                inside += int(((share >= low[usable]) & (share <= high[usable])).sum())
                counted += int(usable.sum())
        if counted:
            covered.append(inside / counted)
            cells += counted
    return {"cells": cells, "coverage": round(float(np.mean(covered)), 3), "from": round(min(covered), 3), "to": round(max(covered), 3)} if covered else {"cells": 0}


def told(n: Any, hits: Any) -> dict[int, bool]:
    """The sentences of one family: genre -> did it rise."""
    changes = [change(one, n) for one in hits]
    tested = [at for at, one in enumerate(changes) if not one.few]
    left = dict(zip(tested, benjamini_hochberg([changes[at].p for at in tested]), strict=True))
    return {at: changes[at].up for at in tested if left[at] <= FALSE and not changes[at].explained and not changes[at].alone}


def families(of: Works) -> list[tuple[int, Works]]:
    """Pairs of windows with enough works, by their first year."""
    found = [(first, compact(of, first, first + 2 * WINDOW - 1)) for first in range(int(of.year.min()), int(of.year.max()) - 2 * WINDOW + 2, WINDOW)]
    return [(first, one) for first, one in found if min(((one.year < first + WINDOW).sum(), (one.year >= first + WINDOW).sum())) >= 30]


def odd(of: Works) -> dict[str, Any]:
    """An odd contributor in each family: sentences that turn round, that appear about its genre, and that no longer stand."""
    turned = appeared = lost = stood = made = 0
    for first, some in families(of):
        people = int(some.who.max()) + 1
        n, hits = table(some, np.ones(len(some.year), bool), first, first + 2 * WINDOW - 1, people)
        before = told(n, hits)
        size = max(10, int(np.median(n.sum(1)) / 4))
        rare = [genre for genre in range(len(of.genres)) if 0 < hits[genre].sum() <= 0.05 * n.sum()][:3]
        for genre in rare:
            for years in (range(WINDOW, 2 * WINDOW), range(2 * WINDOW)):
                more, new = np.zeros((2 * WINDOW, 1)), np.zeros((len(hits), 2 * WINDOW, 1))
                more[list(years)], new[genre, list(years)] = size, size
                after = told(np.hstack([n, more]), np.concatenate([hits, new], axis=2))
                turned += sum(bool(before[at] != up) for at, up in after.items() if at in before)
                appeared += len(set(after) - set(before) - {genre}) + (genre in after and genre not in before)
                lost += len(set(before) - set(after))
                stood += len(before)
                made += 1
    return {"injections": made, "sentences": stood, "turned_round": int(turned), "appeared": appeared, "no_longer_stand": lost}


def nothing(of: Works, seeds: int) -> dict[str, Any]:
    """Families in which a sentence stands though the years of each contributor's works were drawn again."""
    false = count = sentences = 0
    for first, some in families(of):
        people = int(some.who.max()) + 1
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            order = np.lexsort((rng.random(len(some.who)), some.who))
            year = some.year.copy()
            year[np.lexsort((np.arange(len(some.who)), some.who))] = some.year[order]
            n, hits = table(Works(year, some.who, some.has, some.genres), np.ones(len(year), bool), first, first + 2 * WINDOW - 1, people)
            stands = told(n, hits)
            false, sentences, count = false + bool(stands), sentences + len(stands), count + 1
    return {"families": count, "with_a_false_sentence": round(false / count, 3) if count else None, "false_sentences": sentences}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path)
    parser.add_argument("--seeds", type=int, default=20)
    asked = parser.parse_args()
    pool = Pool(asked.pool)
    for name, (having, by) in SETS.items():
        start = time.process_time()
        dataset = ""
        if having:
            role = "producer" if "producer" in having else "actor"
            dataset = str(pool.reader().rows("SELECT dataset FROM contribution WHERE role = $role GROUP BY dataset ORDER BY count(*) DESC, dataset LIMIT 1", {"role": role})[0][0])
        of = works(pool, having, by, dataset)
        print(json.dumps({"contributors": name, "how_many": int(of.who.max()) + 1, "works": len(of.year), "hold_out": held_out(of, asked.seeds), "odd_contributor": odd(of),
                          "nothing_changed": nothing(of, max(2, asked.seeds // 4)), "cpu_s": round(time.process_time() - start, 1)}), flush=True)


if __name__ == "__main__":
    main()
