"""Drifts: datasets whose new delivery a build kept out, with what changed and the way out. Builds write them into the ledger, and take them back."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.build.safety import STOPPED
from intarsia.pool import Pool


@dataclass(frozen=True)
class Stopped:
    """A delivery that stays out. on: since when (ISO). served: is an earlier delivery in use meanwhile?"""

    dataset: str
    on: str
    what: str
    way_out: str
    served: bool


def standing(pool: Pool) -> list[Stopped]:
    """Those that stand now, in order of name."""
    if not pool.layout.desk.is_file():
        return []
    ledger = pool.ledger()
    try:
        found = ledger.judgements(STOPPED, standing=True)
    finally:
        ledger.close()
    told = [Stopped(one["subject"], one["at"], one["body"].get("what", ""), one["body"].get("way_out", ""), bool(one["body"].get("served"))) for one in found]
    return sorted(told, key=lambda one: one.dataset)
