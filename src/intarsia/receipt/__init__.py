"""The receipt: what linking gave back to a contributor, and what it would give to a file that is not shared yet."""

from __future__ import annotations

from intarsia.receipt.basis import Basis
from intarsia.receipt.whole import receipt

__all__ = ["Basis", "receipt"]
