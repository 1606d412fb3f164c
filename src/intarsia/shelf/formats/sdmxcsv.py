"""SDMX-CSV (1.0 and 2.0): a line is an observation. Cells such as "A: Annual" become a code and a label column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.shelf.formats import csv
from intarsia.shelf.formats.base import Batch, Reject, column_names, settle
from intarsia.shelf.formats.heads import Head, look

NAME = "sdmxcsv"
EXTENSIONS = (".sdmx.csv", ".sdmxcsv")
MEDIA_TYPE = "application/vnd.sdmx.data+csv"
OWN = {"labelled": 'columns whose cells hold a code and a label, as in "A: Annual"; an empty list for none'}
OPTIONS = {**OWN, **csv.OPTIONS}
DEFAULTS: dict[str, Any] = {"labelled": None, **csv.DEFAULTS, "header_row": 1}
START = re.compile(r'"?(?:(DATAFLOW)(?:: [^",;\t]*)?|(STRUCTURE)(?:\[.?\])?)"?([,;\t])"?([^",;\t]*)')
CODE_LABEL = r"^(?P<code>\S*[^\s:]): (?P<label>.*)$"
SAMPLE = 5_000  # rows looked at for labels


def recognises(head: Head) -> bool:
    """DATAFLOW first, or STRUCTURE and STRUCTURE_ID."""
    return head.kind == "text" and _start(head.text) is not None


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The delimiter as the sign after the first name; labels where a column and all its cells are written with one.

    Raises: Invalid when the header is not that of SDMX-CSV.
    """
    found = settle(NAME, path, options, DEFAULTS)
    delimiter = _delimiter(path, found)
    found = {**found, **csv.guess(path, _csv(found, delimiter))}
    if found["labelled"] is None:
        found["labelled"] = _labelled(path, found)
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Each line is a row or a reject, as in CSV; ACTION stays a column, so a mapping can leave deletions out."""
    full = guess(path, options)
    for item in csv.read(path, _csv(full)):
        yield item if isinstance(item, Reject) else Batch(item.table, _split(item.rows, full["labelled"]))


def _csv(options: Mapping[str, Any], delimiter: str = "") -> dict[str, Any]:
    """What the CSV reader is told."""
    told = {key: value for key, value in options.items() if key in csv.OPTIONS and value is not None}
    return {**told, **({"delimiter": delimiter} if delimiter and "delimiter" not in told else {})}


def _start(text: str) -> re.Match[str] | None:
    found = START.match(text.removeprefix("\ufeff"))
    if found is None or (found.group(2) and not found.group(4).startswith("STRUCTURE_ID")):
        return None
    return found


def _delimiter(path: Path, options: Mapping[str, Any]) -> str:
    """The sign after DATAFLOW or STRUCTURE, which is the first name."""
    start = _start(look(path, options).text)
    if start is None:
        raise Invalid(
            "The header does not begin with DATAFLOW, or with STRUCTURE and STRUCTURE_ID, as SDMX-CSV does.",
            where=f"{path}, line 1",
            way_out="If this is another table, read it with the format csv.",
        )
    return start.group(3)


def _labelled(path: Path, options: Mapping[str, Any]) -> list[str]:
    """Columns written as "FREQ: Frequency", and DATAFLOW, of which every filled cell has a code and a label."""
    batches = (item.rows for item in csv.read(path, _csv(options)) if isinstance(item, Batch))
    first = next(islice(batches, 1), None)
    if first is None:
        return []
    rows = first.slice(0, SAMPLE)
    return [name for name in rows.schema.names if _is_named_with_label(name) and _has_labels(rows.column(name))]


def _is_named_with_label(name: str) -> bool:
    return re.match(CODE_LABEL, name) is not None or name in ("DATAFLOW", "STRUCTURE_ID")


def _has_labels(cells: pa.Array) -> bool:
    filled = cells.drop_null()
    return len(filled) > 0 and bool(pc.all(pc.match_substring_regex(filled, CODE_LABEL)).as_py())


def _split(rows: pa.RecordBatch, labelled: list[str]) -> pa.RecordBatch:
    """Names without their labels; the columns in `labelled` as two."""
    names: list[str] = []
    columns: list[pa.Array] = []
    for name in rows.schema.names[2:]:
        short = _short(name)
        if name not in labelled:
            names.append(short)
            columns.append(rows.column(name))
            continue
        parts = pc.extract_regex(rows.column(name), CODE_LABEL)
        names += [short, f"{short}.label"]
        columns += [pc.coalesce(_part(parts, 0), rows.column(name)), _part(parts, 1)]
    return pa.RecordBatch.from_arrays([*rows.columns[:2], *columns], names=["_row", "_line", *column_names(names)])


def _short(name: str) -> str:
    """STRUCTURE[;] is STRUCTURE, "FREQ: Frequency" is FREQ."""
    found = re.match(CODE_LABEL, name)
    return re.sub(r"\[.?\]$", "", found.group("code") if found else name)


def _part(parts: pa.Array, at: int) -> pa.Array:
    """One group of the expression; none where it did not fit."""
    values = parts.field(at)
    keep = pc.and_(parts.is_valid(), pc.not_equal(values, ""))
    return pc.if_else(keep, values, pa.scalar(None, pa.string()))


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """Two observations with labels, in the form of 2.0."""
    path.write_text(
        "STRUCTURE;STRUCTURE_ID;ACTION;FREQ: Frequency;TIME_PERIOD: Time;OBS_VALUE: Value\n"
        "dataflow;ORG:VISITS(1.0);I;A: Annual;2023;12.5\ndataflow;ORG:VISITS(1.0);I;A: Annual;2024;13.1\n",
        encoding="utf-8",
    )
    return path, {}, 2
