"""Which group may be told of in which period: a period in which too few of a group have a figure is not told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from intarsia.peers.groups import LEAST, Group
from intarsia.peers.panel import Panel


def seen(panel: Panel, all_groups: Sequence[Group], group: Group) -> Any:
    """For each period, whether it is told of this group.

    A wide group is told where five have a figure. A group by size is told where each of its sisters has five, or none: else the
    wide group less the sisters that are told would be fewer than five.
    """
    has = ~np.isnan(panel.values)

    def count(one: Group) -> Any:
        return has[list(one.members)].sum(axis=0)

    own = count(group) >= LEAST
    if not group.within:
        return own
    for one in all_groups:
        if one.within == group.within:
            there = count(one)
            own &= (there >= LEAST) | (there == 0)
    return own
