"""The command line: a thin skin over Pool. Every command ends with the next sensible one; all take --json."""

from __future__ import annotations

from intarsia.cli import asking, explaining, keeping, linking, making, packing, reconciling, releasing, returns, serving, suggesting, suppressing, terms
from intarsia.cli.shared import main

__all__ = ["asking", "explaining", "keeping", "linking", "main", "making", "packing", "reconciling", "releasing", "returns", "serving", "suggesting", "suppressing", "terms"]
