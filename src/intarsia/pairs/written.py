"""Pairs as a file: CSV with the evidence in words, JSON lines and Parquet with it in parts; and read again for an evaluation."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia.errors import Invalid
from intarsia.pairs.table import Table

FORMATS = (".csv", ".jsonl", ".parquet")
HEAD = ("left", "right", "probability", "evidence")


def in_words(pairs: pa.Table) -> pa.Array:
    """The evidence of each pair in one line: "title +9.2 (equal, rare), year +1.1 (1 apart), before any evidence -8.1", each weight in bits.

    Weights that round to nothing are left out. No other mark than commas: a reader of CSV must not take it for a delimiter.
    """
    if not len(pairs):
        return pa.array([], pa.string())
    lists = pairs["weights"].combine_chunks()
    of = pc.list_parent_indices(lists).to_numpy()
    weights = lists.flatten().to_numpy()
    told = np.flatnonzero(np.abs(weights) >= 0.05)
    at = pa.array(told)
    parts = pc.binary_join_element_wise(pairs["fields"].combine_chunks().flatten().take(at), " ", _bits(weights[told]), " (", pairs["levels"].combine_chunks().flatten().take(at), ")", "")
    ends = np.cumsum(np.bincount(of[told], minlength=len(pairs)))
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(np.concatenate([[0], ends]), pa.int32()), parts), ", ")
    comma = pc.if_else(pc.equal(joined, ""), "", ", ")
    return pc.binary_join_element_wise(joined, comma, "before any evidence ", _bits(pairs["prior"].to_numpy()), "")


def _bits(weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> pa.Array:
    """Weights with their sign and one decimal."""
    rounded = pc.round(pa.array(weights), 1)
    return pc.binary_join_element_wise(pc.if_else(pc.less(rounded, 0), "-", "+"), pc.cast(pc.abs(rounded), pa.string()), "")


def evidence(row: dict[str, Any]) -> dict[str, Any]:
    """The evidence of one pair in parts: prior and weights are log2 odds, and with the rivals' share they add up to the probability."""
    fields = zip(row["fields"], row["levels"], row["weights"], strict=True)
    return {"prior": round(row["prior"], 3), "fields": [{"field": f, "level": level, "weight": round(w, 3)} for f, level, w in fields], "rivals": row["rivals"]}


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file to write into, which takes its place when it is whole: nothing half-written is left."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write(pairs: pa.Table, path: Path, *, machine: bool = False) -> None:
    """Write pairs by the extension of `path`. machine: evidence in CSV as JSON, not in words.

    Raises: Invalid for another extension.
    """
    known(path)
    rounded = pc.round(pairs["probability"], 4)
    with _beside(path) as part:
        if path.suffix == ".parquet":
            pq.write_table(pairs.select(["left", "right", "probability", "prior", "fields", "levels", "weights", "rivals"]), part, compression="zstd")
        elif path.suffix == ".jsonl":
            with part.open("w", encoding="utf-8") as out:
                for row in pairs.to_pylist():
                    out.write(json.dumps({"left": row["left"], "right": row["right"], "probability": round(row["probability"], 4), "evidence": evidence(row)}, ensure_ascii=False) + "\n")
        else:
            told = [json.dumps(evidence(row), ensure_ascii=False) for row in pairs.to_pylist()] if machine else in_words(pairs).to_pylist()
            with part.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(HEAD)
                writer.writerows(zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), rounded.to_pylist(), told, strict=True))


def rejects(rows: list[tuple[str, int, str]], path: Path) -> None:
    """What was not compared, as CSV: side, record, reason."""
    with _beside(path) as part, part.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("side", "record", "reason"))
        writer.writerows(rows)


def known(path: Path) -> None:
    """Raises: Invalid for an extension that no pairs are written in."""
    if path.suffix not in FORMATS:
        raise Invalid(f"pairs are not written as '{path.suffix}'", where=str(path), way_out="end the name with one of: " + ", ".join(FORMATS))


def again(table: Table) -> pa.Table:
    """left, right and probability of a file of pairs that was written earlier.

    Raises: Invalid for a file without a probability.
    """
    names = table.names
    p = next((name for name in names if name.casefold() in ("probability", "p", "score", "match_probability")), "")
    if len(names) < 3 or not p:
        raise Invalid(
            "this is no file of pairs", where=str(table.file), way_out="its first two columns must be the keys, and one must be called probability; or give the two files themselves"
        )
    keys = [name for name in names if name != p][:2]
    probability = table.cells[p].numbers(lambda v: float(v) if v.replace(".", "", 1).replace("e-", "", 1).isdigit() else None, table.records)
    found = pa.table({"left": table.cells[keys[0]].first(table.records), "right": table.cells[keys[1]].first(table.records), "probability": pa.array(probability)})
    return found.filter(pa.array(~np.isnan(probability))).drop_null()
