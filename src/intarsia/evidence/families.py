"""Many tests at once: what is left of each p value when a page shows a family of them."""

from __future__ import annotations

from collections.abc import Sequence

from intarsia.errors import Invalid


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """The q value of each p value, in the same order: the false discovery rate at which its test still passes.

    Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995), 289-300: with p(1) <= ... <= p(m),
    q(i) = min over j >= i of p(j) m / j, 1 at most.

    Raises: Invalid for what is no p value.
    """
    if any(not 0 <= one <= 1 for one in p):
        raise Invalid("a p value lies between 0 and 1", where="benjamini_hochberg", way_out="leave tests that could not be made out of the family")
    order = sorted(range(len(p)), key=lambda place: (p[place], place))
    found, least = [1.0] * len(p), 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        least = min(least, p[place] * len(p) / rank)
        found[place] = least
    return found
