"""The command line: a thin skin over Pool. Every command ends with the next sensible one; all take --json."""

from __future__ import annotations

from intarsia.cli import (
    answers,
    asking,
    checking,
    deciding,
    explaining,
    keeping,
    leaving,
    linking,
    mailing,
    making,
    maps,
    memo,
    packing,
    papers,
    parcels,
    people,
    readying,
    reconciling,
    releasing,
    returns,
    serving,
    studying,
    suggesting,
    suppressing,
    terms,
)
from intarsia.cli.shared import main

__all__ = [
    "answers", "asking", "checking", "deciding", "explaining", "keeping", "leaving", "linking", "mailing", "main", "making", "maps", "memo", "packing", "papers", "parcels", "people",
    "readying", "reconciling", "releasing", "returns", "serving", "studying",
    "suggesting", "suppressing", "terms",
]  # fmt: skip
