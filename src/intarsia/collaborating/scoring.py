"""How the pairs of list A are ranked: a measure by itself, or the fitted ranker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from intarsia.collaborating.graph import Floats
from intarsia.collaborating.ranker import Ranker

#: what ranks by default
DEFAULT = "attachment"
FITTED = "fitted"


@dataclass(frozen=True)
class Model:
    """What ranks: one of `measures.SCORERS`, or "fitted" with its ranker."""

    name: str = DEFAULT
    ranker: Ranker | None = None


def scored(model: Model, measures: Mapping[str, Floats], like: Mapping[str, Floats] | None = None) -> Floats:
    """One score a pair; more is likelier."""
    if model.ranker is not None:
        return model.ranker(measures, like)
    return np.asarray(measures[model.name], dtype=float)
