"""Evidence: figures with their interval, the state that code gives them, and the words that state allows."""

from __future__ import annotations

from intarsia.evidence.basis import Basis
from intarsia.evidence.counting import counted, estimated, refused, share
from intarsia.evidence.families import benjamini_hochberg
from intarsia.evidence.framing import framed
from intarsia.evidence.intervals import jeffreys, wilson
from intarsia.evidence.wording import ENGLISH, Speaker

__all__ = ["ENGLISH", "Basis", "Speaker", "benjamini_hochberg", "counted", "estimated", "framed", "jeffreys", "refused", "share", "wilson"]
