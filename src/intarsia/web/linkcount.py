"""How many accepted links each work has: counted once per release and kept in a few bytes a work, since every list of works shows it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from intarsia.iris import DIGITS
from intarsia.reader import Reader

COUNTED = f"""SELECT CAST('0x' || work AS UBIGINT) AS id, count(*) AS links FROM (
  SELECT subject AS work FROM link WHERE state = 'accepted' UNION ALL SELECT object FROM link WHERE state = 'accepted'
) AS q WHERE regexp_full_match(work, '[0-9a-f]{{{DIGITS}}}') GROUP BY 1 ORDER BY 1"""


class LinkCount:
    """Links per work; an identifier is a number of 64 bits, so that a million linked works take 12 MB."""

    def __init__(self, reader: Reader) -> None:
        found = reader.arrow(COUNTED)
        self._works = array("Q", found.column("id").to_pylist())
        self._links = array("L", found.column("links").to_pylist())

    def of(self, identifiers: Sequence[str]) -> list[int]:
        """The number of links of each work, 0 where there is none."""
        return [self._one(int(one, 16)) for one in identifiers]

    def _one(self, work: int) -> int:
        at = bisect_left(self._works, work)
        return self._links[at] if at < len(self._works) and self._works[at] == work else 0
