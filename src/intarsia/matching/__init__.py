"""Matching: which concept of a vocabulary a written word means, with a probability and the reasons. Pure: texts in, candidates out."""

from intarsia.matching.candidate import Candidate, Context, candidates
from intarsia.matching.labels import Labels
from intarsia.matching.model import ACCEPTED, ASKED, MENTIONED

__all__ = ["ACCEPTED", "ASKED", "MENTIONED", "Candidate", "Context", "Labels", "candidates"]
