"""Who works with whom, who is likely to next, and who has not yet though much speaks for it: numbers in, frozen answers out."""

from __future__ import annotations

from intarsia.collaborating.credits import Credits
from intarsia.collaborating.gap import gap
from intarsia.collaborating.graph import Seen, seen
from intarsia.collaborating.measures import SCORERS, measures
from intarsia.collaborating.pairs import Pairs, came, candidates
from intarsia.collaborating.ranker import Ranker, fitted
from intarsia.collaborating.scoring import Model, scored
from intarsia.collaborating.track import Odds, Track, track

__all__ = ["SCORERS", "Credits", "Model", "Odds", "Pairs", "Ranker", "Seen", "Track", "came", "candidates", "fitted", "gap", "measures", "scored", "seen", "track"]
