"""Pledges: organisations that say they would share too, if others did. Kept in the ledger; a name is shown by consent alone."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from intarsia.steps import register
from intarsia.text import fold

KIND = "pledge"
LONGEST = 200


def pledge(pool: Pool, dataset: str, organisation: str, *, named: bool, by: str, why: str = "") -> int:
    """Keep that an organisation pledges to share what the decision about a dataset waits for; returns how many others have by now.

    named: the organisation agrees that its name is shown. A second pledge of the same organisation replaces its first.
    Raises: NotFound for an unknown dataset; Invalid where nothing is waited for, for no name, and for the contributor itself.
    """
    described = register.dataset(register.folder_of(pool.layout.datasets, dataset))
    if described.decision is None or described.decision.condition is None or described.decision.condition.kind == "after":
        raise Invalid(f"the decision about '{dataset}' waits for nobody", where=dataset, way_out="pledges are for decisions with a condition such as 'four others share visits'")
    name = " ".join(organisation.split())
    if not name or len(name) > LONGEST:
        raise Invalid("a pledge names an organisation", where="--organisation", way_out='--organisation "A museum"')
    if fold(name) == fold(described.publisher):
        raise Invalid("the contributor itself is no other organisation", where="--organisation", way_out="its own decision counts as its word")
    with closing(pool.ledger()) as ledger:
        for one in _standing(ledger.judgements(KIND, dataset, standing=True), name):
            ledger.record(by, KIND, dataset, {"organisation": name, "what": "replaced"}, undoes=one["id"])
        ledger.record(by, KIND, dataset, {"organisation": name, "named": named, "why": why})
        return len({fold(one["body"]["organisation"]) for one in ledger.judgements(KIND, dataset, standing=True)})


def take_back(pool: Pool, dataset: str, organisation: str, *, by: str, why: str = "") -> int:
    """Take a pledge back; returns how many others are left.

    Raises: NotFound for a pledge that is not there.
    """
    register.folder_of(pool.layout.datasets, dataset)
    with closing(pool.ledger()) as ledger:
        found = _standing(ledger.judgements(KIND, dataset, standing=True), organisation)
        if not found:
            raise NotFound(f"no pledge of that organisation stands for '{dataset}'", where="--organisation", way_out="write its name as it was pledged")
        for one in found:
            ledger.record(by, KIND, dataset, {"organisation": organisation, "what": "taken back", "why": why}, undoes=one["id"])
        return len({fold(one["body"]["organisation"]) for one in ledger.judgements(KIND, dataset, standing=True)})


def _standing(judged: list[dict[str, Any]], organisation: str) -> list[dict[str, Any]]:
    return [one for one in judged if fold(one["body"].get("organisation", "")) == fold(organisation)]
