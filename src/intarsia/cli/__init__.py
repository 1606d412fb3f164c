"""The command line: a thin skin over Pool. Every command ends with the next sensible one; all take --json."""

from __future__ import annotations

from intarsia.cli import (
    asking,
    checking,
    deciding,
    explaining,
    keeping,
    leaving,
    linking,
    making,
    packing,
    parcels,
    reconciling,
    releasing,
    returns,
    serving,
    suggesting,
    suppressing,
    terms,
)
from intarsia.cli.shared import main

__all__ = [
    "asking", "checking", "deciding", "explaining", "keeping", "leaving", "linking", "main", "making", "packing", "parcels", "reconciling", "releasing", "returns", "serving",
    "suggesting", "suppressing", "terms",
]  # fmt: skip
