"""The command line: a thin skin over Pool. Every command ends with the next sensible one; all take --json."""

from __future__ import annotations

from intarsia.cli import asking, keeping, making, packing, releasing, serving, suggesting
from intarsia.cli.shared import main

__all__ = ["asking", "keeping", "main", "making", "packing", "releasing", "serving", "suggesting"]
