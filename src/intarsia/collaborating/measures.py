"""What speaks for a tie between two nodes, measured on what was known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from intarsia.collaborating.graph import Floats, Seen

#: measures that rank pairs by themselves; "attachment" is the one to beat
SCORERS = ("attachment", "activity", "common", "adamic-adar", "allocation", "theme")
#: what a fitted ranker looks at
NAMES = (*SCORERS, "past", "gravity")


def measures(seen: Seen, rows: np.ndarray, columns: np.ndarray) -> Mapping[str, Floats]:
    """Each measure as a dense matrix, rows by columns (numbers of nodes).

    attachment: partners of one times partners of the other, counted work by work and weighted by age (A.-L. Barabasi and R. Albert, Science 286, 1999; as a predictor of
    ties D. Liben-Nowell and J. Kleinberg, JASIST 58, 2007, from where also common, the number of shared partners). activity: product of works, weighted by age. adamic-adar: shared
    partners, each 1/log(its partners) (L. Adamic and E. Adar, Social Networks 25, 2003). allocation: each 1/(its partners) (T. Zhou, L. Lu and Y.-C. Zhang,
    European Physical Journal B 71, 2009). theme: cosine of genres and subjects. past: works together, weighted by age. gravity: log((w + .5) / (n_u n_v / T + .5)),
    works together against as many as sizes alone would give.
    """
    from scipy.sparse import diags

    degree = seen.degree
    left, right = (seen.ties[nodes].sign() for nodes in (rows, columns))
    mine, theirs = seen.by_node[:, rows], seen.by_node[:, columns]
    together = (mine.T @ theirs).toarray()
    expected = np.outer(seen.works[rows], seen.works[columns]) / max(seen.total, 1)
    return {
        "attachment": np.outer(seen.partners[rows], seen.partners[columns]),
        "activity": np.outer(seen.activity[rows], seen.activity[columns]),
        "common": (left @ right.T).toarray(),
        "adamic-adar": (left @ diags(1 / np.log(np.maximum(degree, 2))) @ right.T).toarray(),
        "allocation": (left @ diags(1 / np.maximum(degree, 1)) @ right.T).toarray(),
        "theme": (seen.themes[rows] @ seen.themes[columns].T).toarray(),
        "past": (mine.T @ diags(seen.weight) @ theirs).toarray(),
        "gravity": np.log((together + 0.5) / (expected + 0.5)),
    }
