"""Records of one source that say exactly the same become one before comparing, and many again afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.linking.sparse import Ints, joined, numbered
from intarsia.linking.variants import plain


@dataclass
class Collapsed:
    """`names` has key and source of all rows; `members` are all rows in order of their groups, those of one from `start` to `start + size`."""

    names: pa.Table
    members: Ints
    start: Ints
    size: Ints

    def expand(self, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
        """Pairs of groups as pairs of rows: left rows, right rows, and the number of the pair each came from."""
        times = self.size[left] * self.size[right]
        of = np.repeat(np.arange(len(left)), times)
        within = np.arange(len(of)) - np.repeat(np.cumsum(times) - times, times)
        one = self.members[self.start[left[of]] + within // self.size[right[of]]]
        other = self.members[self.start[right[of]] + within % self.size[right[of]]]
        return one, other, of


def collapse(records: pa.Table) -> tuple[pa.Table, Collapsed]:
    """Group the rows of one source that are equal after normalising in everything but their key: a row for each group, and the groups.

    `records` are those of `with_plain`.
    """
    parts = ["source", "kind", *[f"{name} plain" for name in PLAIN], "form", "year_start", "year_end", "duration", "date", "identifiers"]
    group: npt.NDArray[np.int64] = np.zeros(len(records), np.int64)
    for name in parts:
        column = records[name].combine_chunks()
        if column.null_count < len(column):
            said = numbered(joined(column) if pa.types.is_list(column.type) else column)
            group = numbered(pa.array(group * (int(said.max(initial=0)) + 2) + said))
    members = np.argsort(group, kind="stable")
    size = np.bincount(group)
    start = np.cumsum(size) - size
    kept = records if len(size) == len(records) else records.take(pa.array(members[start]))
    return kept, Collapsed(records.select(["key", "source"]), members, start, size)


PLAIN = ("titles", "people", "numbers", "context", "text")
TEXT_LIMIT = 1500
"""Characters of a text that count; descriptions say what they are about in the beginning."""


def with_plain(records: pa.Table) -> pa.Table:
    """`records` with a column "<name> plain" for each of PLAIN: lists joined, all in plain words (variants.plain)."""
    for name in PLAIN:
        column = records[name].combine_chunks()
        written = joined(column) if pa.types.is_list(column.type) else pc.utf8_slice_codeunits(column, 0, TEXT_LIMIT)
        records = records.append_column(f"{name} plain", plain(written))
    return records
