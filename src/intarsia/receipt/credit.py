"""Give and take: whose credit the gained values are, shared out by the Shapley value.

The game: a coalition of contributors is worth the gained values (one record's one field) that its members' records get from its
members' records. The Shapley value is what a contributor adds on average over all orders of joining (Shapley 1953); it is
estimated over PERMUTATIONS seeded random orders (Castro, Gomez and Tejada 2009), with the standard error of that mean. Each order
hands out exactly the total, so the shares add up to it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from intarsia.receipt.basis import Basis

PERMUTATIONS, SEED, LEAST = 200, 20261122, 0.5


def credit(basis: Basis) -> dict[str, Any]:
    """{"total", "permutations", "seed", "datasets": {id: {"given", "taken", "credit", "standard_error"}}} over all gained values.

    given: values of others that this dataset is a source of; taken: values that its own records gained.
    """
    names = [one["id"] for one in basis.rows("SELECT id FROM dataset ORDER BY id")]
    groups = basis.rows("SELECT own_dataset, sources, count(*) AS n FROM (SELECT own, field, own_dataset, list_sort(list(DISTINCT dataset)) AS sources FROM gain WHERE p >= $least "
                        "GROUP BY own, field, own_dataset) AS g GROUP BY own_dataset, sources ORDER BY own_dataset, sources", {"least": LEAST})
    worth = shapley(names, [(one["own_dataset"], tuple(one["sources"]), one["n"]) for one in groups])
    told = {}
    for n, name in enumerate(names):
        given = sum(one["n"] for one in groups if name in one["sources"])
        taken = sum(one["n"] for one in groups if one["own_dataset"] == name)
        told[name] = {"given": given, "taken": taken, "credit": round(float(worth[0][n]), 2), "standard_error": round(float(worth[1][n]), 2)}
    return {"total": sum(one["n"] for one in groups), "permutations": PERMUTATIONS, "seed": SEED, "datasets": told}


def shapley(names: list[str], groups: list[tuple[str, tuple[str, ...], int]], permutations: int = PERMUTATIONS, seed: int = SEED) -> tuple[Any, Any]:
    """The mean credit of each of `names`, and its standard error.

    groups: (who takes, who could give, how many values): worth that number as soon as the taker and one giver are in the coalition.
    """
    place = {name: n for n, name in enumerate(names)}
    orders = np.random.default_rng(seed).permuted(np.tile(np.arange(len(names)), (permutations, 1)), axis=1)
    at = np.argsort(orders, axis=1)  # when each joins
    added = np.zeros((permutations, len(names)))
    rows = np.arange(permutations)
    for taker, givers, count in groups:
        sources = np.array([place[one] for one in givers])
        first = sources[np.argmin(at[:, sources], axis=1)]
        last = np.where(at[rows, first] > at[:, place[taker]], first, place[taker])  # who makes it complete
        np.add.at(added, (rows, last), count)
    return added.mean(axis=0), added.std(axis=0, ddof=1) / np.sqrt(permutations)
