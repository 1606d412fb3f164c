"""The receipt of one dataset: links, context, comparison, an example, and under which rights the combination stands."""

from __future__ import annotations

from typing import Any

from intarsia.errors import NotFound
from intarsia.licences import combined
from intarsia.receipt import bank, comparison, gains
from intarsia.receipt.basis import BOUNDS, Basis, bounded, bounds
from intarsia.receipt.context import context
from intarsia.receipt.credit import credit


def receipt(basis: Basis, dataset: str) -> dict[str, Any]:
    """Everything that linking gave back to a dataset, and what it gave. Nothing gained is told as 0.

    Raises: NotFound for a dataset that is not in the release.
    """
    about = basis.rows("SELECT id, title, publisher, sector, licence FROM dataset WHERE id = $d", {"d": dataset})
    if not about:
        raise NotFound(f"there is no dataset '{dataset[:80]}' in this release", where=basis.reader.id, way_out="see them: intarsia status")
    found = {
        "dataset": about[0], "release": basis.reader.id, "bounds": [f"{bound:g}" for bound in BOUNDS], "records": gains.records(basis, dataset), "links": gains.linked(basis, dataset),
        "gained": gained(basis, dataset), "attributes": gains.attributes(basis, dataset), "conflicts": gains.conflicts(basis, dataset), "questions": bank.answered(basis, dataset),
        "context": context(basis, dataset), "comparison": comparison.compared(comparison.measured(basis), dataset), "example": gains.example(basis, dataset), "rights": rights(basis,
        dataset),
    }
    shares = credit(basis)
    found["give_and_take"] = {**shares["datasets"][dataset], "total": shares["total"], "permutations": shares["permutations"], "seed": shares["seed"]}
    return found


def gained(basis: Basis, dataset: str) -> dict[str, Any]:
    """How many fields of its records gain a value, in how many records, at each bound."""
    fields = basis.rows(f"SELECT {bounded(chr(34) + 'own' + chr(34) + ' || chr(31) || field')} FROM gain WHERE own_dataset = $d", {"d": dataset})[0]
    records = basis.rows(f"SELECT {bounded('own')} FROM gain WHERE own_dataset = $d", {"d": dataset})[0]
    return {"values": bounds(fields), "records": bounds(records)}


def rights(basis: Basis, dataset: str) -> dict[str, Any]:
    """The rights of the own file with the gained values in it: as much as its most restrictive input allows."""
    inputs = basis.rows("SELECT d.id AS id, d.licence AS licence FROM dataset AS d WHERE d.id = $d OR d.id IN (SELECT dataset FROM gain WHERE own_dataset = $d AND p >= 0.5) ORDER BY "
                        "d.id", {"d": dataset})
    return {**combined((one["id"], one["licence"]) for one in inputs), "inputs": [{"dataset": one["id"], "licence": one["licence"]} for one in inputs]}
