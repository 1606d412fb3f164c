"""Keys for large inputs: two things that few records share, such as a name and a year, so that blocking stays linear.

For works: the whole title, its beginning with the year, its rarest words by two and with the year, each name with the year and names
by two. For agents: the name by its sound, its words by two, the last word with the year and with the first letter.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from intarsia.linking.prepare import Prepared
from intarsia.linking.sparse import Ints, Rows, numbered

_WORDS, _NAMES = 3, 4
_BEGINNING = 5


def keys(p: Prepared) -> Rows:
    """The keys of each record as rows."""
    year = np.where(np.isnan(p.year), -1, p.year).astype(np.int64)
    titled = np.array([bool(one) for one in p.main], np.bool_)
    records, codes = _few(p.main_words, _WORDS)
    found = [_single(numbered(pa.array(p.ordered, pa.string())), titled), _by_two(records, codes), _with(records, codes, year[records], year[records] >= 0)]
    if p.agents:
        found += [_single(p.skeletons, p.skeletons >= 0), _single(p.last * 10_000 + year, (p.last >= 0) & (year >= 0)), _single(p.last * 64 + p.letter, (p.last >= 0) & (p.letter >= 0))]
    else:
        begin = numbered(pa.array([one[:_BEGINNING] for one in p.main], pa.string()))
        found.append(_single(begin * 10_000 + year, titled & (year >= 0)))
        records, codes = _few(p.people, _NAMES)
        found += [_by_two(records, codes), _with(records, codes, year[records], year[records] >= 0)]
    record, key, many = [], [], 0
    for one, values in found:
        place = numbered(pa.array(values))
        record.append(one)
        key.append(place + many)
        many += int(place.max(initial=-1)) + 1
    return Rows.from_codes(np.concatenate(record), np.concatenate(key), p.n, many)


def _few(rows: Rows, count: int) -> tuple[Ints, Ints]:
    """(record, item) of the `count` rarest items of each record, the rarest first."""
    matrix, frequency = rows.matrix, rows.frequency
    record = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    order = np.argsort((record << 32) + frequency[matrix.indices].astype(np.int64), kind="stable")
    record, item = record[order], matrix.indices[order].astype(np.int64)
    kept = np.arange(len(record)) - matrix.indptr[record] < count
    return record[kept], item[kept]


def _by_two(record: Ints, item: Ints) -> tuple[Ints, Ints]:
    """Each two items of one record as a key, for items that stand by record."""
    records, keys = [], []
    for apart in range(1, _NAMES):
        same = record[:-apart] == record[apart:]
        one, other = item[:-apart][same], item[apart:][same]
        records.append(record[:-apart][same])
        keys.append(np.minimum(one, other) * (1 << 31) + np.maximum(one, other))
    return np.concatenate(records), np.concatenate(keys)


def _with(record: Ints, item: Ints, year: Ints, known: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    return record[known], item[known] * 10_000 + year[known]


def _single(keys: Ints, known: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    return np.flatnonzero(known).astype(np.int64), keys[known]
