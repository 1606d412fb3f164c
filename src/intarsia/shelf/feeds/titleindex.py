"""A title index: hashed titles, names and identifiers of a dataset with the ids of their records, to be mapped into memory and searched where a file lies.

Somebody who wants to know what a file would gain here fetches this and compares at home: nothing of the file is sent. It holds no
title and no name, only 64-bit hashes of them (BLAKE2b over the words in any order), and what is needed to weigh a match: first year,
hashes of two makers, a byte for the sector, and which groups of facts the record has. At most BYTES_A_WORK for each work of the dataset (for each agent
where it has no works): first titles always, then other titles, identifiers and agents as far as there is room; the rest is counted. A small dataset has LEAST_BYTES in any case.

The file: 8 bytes MAGIC, 8 bytes length of a JSON head (little endian), the head, then the arrays that it names, each at its offset.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.engine.duckdb import DuckDB
from intarsia.iris import MINTED
from intarsia.shelf.feeds.base import POOL
from intarsia.shelf.feeds.recordfacts import GROUPS, facts_sql
from intarsia.text import ARTICLES, fold

NAME = "titleindex"
ABOUT = "Title index: hashed titles and names with ids, to see at home what a file would gain here"
MEDIA_TYPE = "application/octet-stream"
SUFFIX = ".titles"

MAGIC, VERSION = b"INTARTIX", 1
BYTES_A_WORK, LEAST_BYTES = 50, 100_000
NO_YEAR = -32768
#: name -> type; `key` is sorted and `row` says of which record it is: works first, then agents
ARRAYS = {"key": "<u8", "row": "<u4", "id": "<u8", "year": "<i2", "groups": "<u2", "maker": "<u4", "sector": "<u1"}
#: bytes of a row with its first key: works have two makers and a sector, agents none
OF_WORK, OF_AGENT, OF_KEY, HEAD = 12 + 12 + 9, 12 + 12, 12, 2_000

_MARKS = {code: (None if chr(code) in "'." else " ") for code in range(128) if not chr(code).isalnum()}


def words(text: str) -> str:
    """A title or name as the set of its words: folded, sorted, without articles where anything else is left."""
    found = set(fold(text).translate(_MARKS).split())
    return " ".join(sorted(found - ARTICLES or found)) or text


def hashed(kind: str, names: Iterable[str]) -> Any:
    """The keys of names: kind "w" (titles of works), "a" (names of agents) or "i" (identifiers, "scheme:value", as they are)."""
    mark = f"{kind}:"
    texts = (mark + (one if kind == "i" else words(one)) for one in names)
    return np.frombuffer(b"".join(hashlib.blake2b(one.encode("utf-8", "replace"), digest_size=8).digest() for one in texts), dtype="<u8")


def makers(names: Iterable[str]) -> Any:
    """The short hashes of makers' names, never 0: that is none."""
    return np.maximum((hashed("a", names) & np.uint64(0xFFFFFFFF)).astype("<u4"), 1)


def sectors(names: pa.ChunkedArray | pa.Array) -> Any:
    """One byte for each sector, never 0; 0 for none: sameness is looked for among works of one sector."""
    coded = pc.dictionary_encode(names.cast(pa.string()))
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    codes = [0, *(max(1, hashlib.blake2b(one.encode(), digest_size=1).digest()[0]) for one in coded.dictionary.to_pylist())]
    return np.array(codes, dtype="<u1")[coded.indices.fill_null(-1).to_numpy() + 1]


def write(engine: DuckDB, dataset: str, base: str, folder: Path) -> list[Path]:
    """Write `<dataset>.titles`; that of `_pool` is empty, as works and agents belong to datasets."""
    none = {name: np.empty(0, kind) for name, kind in ARRAYS.items()}, dict.fromkeys(("works", "agents", "keys_left_out", "agents_left_out"), 0)
    arrays, counts = none if dataset == POOL else made(engine)
    path = folder / f"{dataset}{SUFFIX}"
    save(path, arrays, {"version": VERSION, "dataset": dataset, "base": base, "groups": list(GROUPS), **counts})
    return [path]


def save(path: Path, arrays: dict[str, Any], about: dict[str, Any]) -> None:
    """Write an index."""
    place, at = {}, 0
    for name, kind in ARRAYS.items():
        place[name] = [at, len(arrays[name])]
        at += -(-arrays[name].astype(kind).nbytes // 8) * 8
    head = json.dumps({**about, "arrays": place}, sort_keys=True).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as out:
        out.write(MAGIC + len(head).to_bytes(8, "little") + head)
        for name, kind in ARRAYS.items():
            data = arrays[name].astype(kind).tobytes()
            out.write(data + b"\0" * (-len(data) % 8))
        out.write(b"\0" * 8)  # an index without rows can be mapped too


def made(engine: DuckDB) -> tuple[dict[str, Any], dict[str, int]]:
    """The arrays, and how many works, agents and keys they hold and leave out."""
    works = engine.stream("SELECT id, year_start, title, sector FROM work ORDER BY id").read_all()
    agents = engine.stream("SELECT a.id AS id, a.year_start AS year_start, a.name AS name FROM agent AS a LEFT JOIN (SELECT agent, count(*) AS n FROM contribution GROUP BY agent) AS "
                           "c ON c.agent = a.id "
                           "WHERE a.name IS NOT NULL ORDER BY coalesce(c.n, 0) DESC, a.id").read_all()
    count, budget = len(works), max(LEAST_BYTES, BYTES_A_WORK * (len(works) or len(agents))) - HEAD
    room = max(0, budget - OF_WORK * count)
    ids = pa.concat_arrays([works["id"].combine_chunks().cast(pa.string())])
    more = _more(engine, ids)
    kept = min(len(more[0]), room // OF_KEY)
    people = min(len(agents), (room - OF_KEY * kept) // OF_AGENT)
    key = np.concatenate([hashed("w", (one or "" for one in works["title"].to_pylist())), more[0][:kept], hashed("a", agents["name"].slice(0, people).to_pylist())])
    row = np.concatenate([np.arange(count), more[1][:kept], np.arange(count, count + people)])
    order = np.lexsort((row, key))
    every = pa.concat_arrays([ids, pa.concat_arrays([agents["id"].slice(0, people).combine_chunks().cast(pa.string())])])
    years = pc.fill_null(pa.chunked_array([*works["year_start"].chunks, *agents["year_start"].slice(0, people).chunks], pa.int64()), NO_YEAR).to_numpy()
    arrays = {"key": key[order], "row": row[order], "id": np.array([int(one, 16) if MINTED.fullmatch(one) else 0 for one in every.to_pylist()], dtype="<u8"),
              "year": np.where(np.abs(years) > 32_000, NO_YEAR, years).astype("<i2"), "groups": _groups(engine, every), "maker": _makers(engine, ids), "sector": sectors(works["sector"])}
    return arrays, {"works": count, "agents": people, "keys_left_out": len(more[0]) - kept, "agents_left_out": len(agents) - people}


def _more(engine: DuckDB, ids: pa.Array) -> tuple[Any, Any]:
    """Keys and rows of what works have besides their first title: identifiers first, then their other titles."""
    numbers = engine.stream("SELECT i.entity AS work, i.scheme || ':' || i.value AS value FROM identifier AS i WHERE i.value IS NOT NULL ORDER BY 1, 2").read_all()
    titles = engine.stream("SELECT t.work AS work, t.value AS value FROM title AS t JOIN work AS w ON w.id = t.work WHERE t.value IS NOT NULL AND t.value <> w.title GROUP BY t.work, "
                           "t.value ORDER BY 1, 2").read_all()
    keys = np.concatenate([hashed("i", numbers["value"].to_pylist()), hashed("w", titles["value"].to_pylist())])
    rows = np.concatenate([_place(one["work"], ids) for one in (numbers, titles)])
    return keys[rows >= 0], rows[rows >= 0]


def _place(names: pa.ChunkedArray, ids: pa.Array) -> Any:
    """The row of each of some ids; -1 for one that is not there."""
    return pc.index_in(names.cast(pa.string()), ids).fill_null(-1).to_numpy().astype(np.int64)


def _groups(engine: DuckDB, ids: pa.Array) -> Any:
    """One bit for each group of facts that a record has."""
    engine.run("records", "SELECT id FROM work UNION ALL SELECT id FROM agent")
    bit = " ".join(f"WHEN '{group}' THEN {1 << n}" for n, group in enumerate(GROUPS))
    rows = engine.stream(f"SELECT record, CAST(sum(bit) AS BIGINT) AS bits FROM (SELECT DISTINCT record, CASE split_part(field, ':', 1) {bit} END AS bit FROM "
                         f"({facts_sql('records')}) AS f) AS d "
                         "GROUP BY record ORDER BY record").read_all()
    engine.drop(["records"])
    bits, place = np.zeros(len(ids), dtype=np.int64), _place(rows["record"], ids)
    bits[place[place >= 0]] = rows["bits"].to_numpy()[place >= 0]
    return bits


def _makers(engine: DuckDB, ids: pa.Array) -> Any:
    """The hashes of the first two makers of each work, one after the other; 0 for none."""
    rows = engine.stream("SELECT work, name, nth FROM (SELECT work, name, row_number() OVER (PARTITION BY work ORDER BY position, name) AS nth FROM (SELECT c.work AS work, "
                         "coalesce(a.name, c.name_written) AS name, "
                         "min(c.position) AS position FROM contribution AS c LEFT JOIN agent AS a ON a.id = c.agent GROUP BY 1, 2) AS d WHERE name IS NOT NULL) AS n WHERE nth <= 2 "
                         "ORDER BY work, nth").read_all()
    found = np.zeros(2 * len(ids), dtype="<u4")
    if not len(rows):
        return found
    coded = pc.dictionary_encode(rows["name"].combine_chunks())
    short = makers(coded.dictionary.to_pylist())[coded.indices.to_numpy()]
    place = _place(rows["work"], ids)
    there = place >= 0
    found[2 * place[there] + rows["nth"].to_numpy()[there].astype(np.int64) - 1] = short[there]
    return found
