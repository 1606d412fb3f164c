"""triage: nothing is released without a decision. The rules that help to decide come with the triage shelf."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.errors import Refused
from intarsia.model import Dataset


def require_decisions(datasets: Iterable[Dataset]) -> None:
    """Every dataset has a decision.

    Raises: Refused, naming each dataset that has none and what to add.
    """
    missing = [d.id for d in datasets if d.decision is None]
    if missing:
        raise Refused(
            f"no decision for {', '.join(missing)}",
            where=", ".join(f"datasets/{name}/dataset.toml" for name in missing),
            way_out='add: [decision] verdict = "OPEN" (or OPEN AFTER, POOLED ONLY, ASK, DESCRIBE ONLY), who = "role", when = "date", why = "reason"',
        )
