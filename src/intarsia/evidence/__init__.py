"""Evidence: figures with their interval, the state that code gives them, and the words that state allows."""

from __future__ import annotations

from intarsia.evidence.basis import Basis
from intarsia.evidence.counting import counted, refused, share
from intarsia.evidence.intervals import wilson
from intarsia.evidence.wording import ENGLISH, Speaker

__all__ = ["ENGLISH", "Basis", "Speaker", "counted", "refused", "share", "wilson"]
