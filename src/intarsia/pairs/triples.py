"""Attribute tables: a row says one attribute of one thing (thing, attribute, value). They are turned into a column an attribute."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.pairs.cells import Cells, Rows, cells
from intarsia.suggest import headers
from intarsia.text import wordset

#: what the three columns are called, where they have names
THING = wordset("subject subj s entity thing record item id resource node uuid key")
ATTRIBUTE = wordset("predicate pred p property attribute attr field relation key name column variable")
VALUE = wordset("object obj o value val content text literal")
#: the column of a turned table that holds the thing
SUBJECT = "@id"
#: different attributes that a table may have; values looked at
MOST, LOOKED = 500, 20_000


def recognised(raw: dict[str, pa.Table]) -> pa.Table | None:
    """The three columns of an attribute table with its first line, where that was taken for names; None for any other file.

    The second column must hold few different words that come again and again, and these must be names of columns: addresses,
    names with a prefix, or words that `headers` knows; the first column must come again too.
    """
    found = raw[""]
    names = [name for name in found.column_names if not name.startswith("_") and found[name].null_count < len(found) and pa.types.is_string(found.schema.field(name).type)]
    if len(raw) > 1 or len(found) < 6 or not 3 <= len(names) <= 4:
        return None
    if len(names) == 4 and pc.unique(found[names[3]].drop_null()).to_pylist() != ["."]:
        return None
    thing, attribute, value = (found[name].combine_chunks() if isinstance(found[name], pa.ChunkedArray) else found[name] for name in names[:3])
    attributes = pc.unique(attribute.drop_null())
    if len(attributes) > min(MOST, len(found) // 2) or len(pc.unique(thing)) > 0.8 * len(found):
        return None
    said = tuple(headers.phrase(headers.parts(name)[-1]) if headers.parts(name) else "" for name in names[:3])
    by_name = said[0] in THING and said[1] in ATTRIBUTE and said[2] in VALUE
    if not by_name:
        counts = pc.value_counts(attribute.slice(0, LOOKED).drop_null())
        known = sum(n.as_py() for word, n in zip(counts.field(0), counts.field(1), strict=True) if _names_a_column(word.as_py()))
        named = sum(1 for words in said if headers.alone(words).strength >= 0.75)  # "name, role, film" are columns of their own
        if known < 0.6 * min(LOOKED, len(attribute)) or (named >= 2 and names[1] not in attributes.to_pylist()):
            return None
    if not by_name and (names[1] in attributes.to_pylist() or "://" in names[1]):  # the first line is no header
        thing, attribute, value = (pa.concat_arrays([pa.array([name], pa.string()), column.cast(pa.string())]) for name, column in zip(names[:3], (thing, attribute, value), strict=True))
    return pa.table({"thing": thing, "attribute": attribute, "value": value})


def _names_a_column(word: str) -> bool:
    bare = word.strip("<>")
    return "://" in bare or headers.read(bare).strength >= 0.5


def turned(long: pa.Table) -> tuple[Rows, dict[str, Cells]]:
    """(the row on which each thing comes first, from 1; its attributes by name, the thing itself under SUBJECT)."""
    long = long.filter(pc.and_(pc.is_valid(long["thing"]), pc.is_valid(long["attribute"]))).combine_chunks()
    things = pc.dictionary_encode(long["thing"].combine_chunks() if isinstance(long["thing"], pa.ChunkedArray) else long["thing"])
    of = things.indices.to_numpy().astype(np.int64)
    _, first = np.unique(of, return_index=True)
    found = {SUBJECT: cells(np.arange(len(things.dictionary)), things.dictionary)}
    attributes = pc.dictionary_encode(long["attribute"].combine_chunks() if isinstance(long["attribute"], pa.ChunkedArray) else long["attribute"])
    which = attributes.indices.to_numpy()
    values = long["value"].combine_chunks() if isinstance(long["value"], pa.ChunkedArray) else long["value"]
    for number, name in enumerate(attributes.dictionary.to_pylist()):
        rows = np.flatnonzero(which == number)
        one = cells(of[rows], values.take(pa.array(rows, pa.int64())))
        if len(one):
            found[name.strip("<>")] = one
    return first + 1, found
