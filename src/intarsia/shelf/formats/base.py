"""What a format promises, and the few things all formats need: settling options, naming columns, making batches.

A format is a module. `guess` makes every option explicit; `read` yields the file as batches of text columns
and says of every record that could not be read where it stood and why. Rows in = rows out + rejects.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from intarsia.errors import Invalid, NotFound
from intarsia.shelf.formats import heads, strangers
from intarsia.shelf.formats.archive import MEMBER_MEANING
from intarsia.shelf.formats.packing import BLOCK, MAX_BYTES, Counted, is_archive, is_gzip, open_binary, plain_path, too_large

__all__ = [
    "BATCH", "BLOCK", "MAX_BYTES", "MAX_BYTES_MEANING", "MAX_COLUMNS", "MEMBER_MEANING", "Batch", "Counted", "Format", "Reject", "column_names", "free_name",
    "is_archive", "is_gzip", "open_binary", "plain_path", "root_batch", "settle", "strings", "too_large", "too_wide",
]  # fmt: skip

BATCH = 50_000  # rows in one batch, at most
MAX_COLUMNS = 16_384  # of one table, as in a spreadsheet
MAX_BYTES_MEANING = "the most bytes the file may have once unpacked"
ROWS = ("header_row", "last_row")
LISTS = ("columns", "lists", "labelled")
SWITCHES = {"stop_at_empty": ("true", "false")}
HALF_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Batch:
    """Some rows of one table: "" is the records, "studios" a list inside them, "works.soloists" deeper."""

    table: str
    rows: pa.RecordBatch


@dataclass(frozen=True)
class Reject:
    """A record that could not be read. The reason never quotes a cell."""

    record: int | None
    line: int | None
    reason: str


class Format(Protocol):
    """A module of this folder that has a NAME. It may also have `recognises(head: heads.Head) -> bool`, asked when a
    file's format is not named: True when the first bytes tell more than the extension does."""

    NAME: str
    EXTENSIONS: tuple[str, ...]
    MEDIA_TYPE: str
    OPTIONS: dict[str, str]

    def guess(self, path: Path, options: Mapping[str, Any]) -> dict[str, Any]: ...

    def read(self, path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]: ...


def settle(name: str, path: Path, options: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults with what was given over them. An option nobody knows is an error, not a silence."""
    if not path.exists():
        raise NotFound("There is no such file.", where=str(path), way_out="Check the path.")
    unknown = sorted(set(options) - set(defaults))
    if unknown:
        raise Invalid(
            f"The format {name} has no option {', '.join(unknown)}.",
            where=str(path),
            way_out=f"It knows: {', '.join(sorted(defaults))}.",
        )
    if path.is_file() and not path.stat().st_size:
        raise strangers.empty(str(path))
    given = {key: _meant(key, value, str(path)) for key, value in options.items() if value is not None}
    found = {**defaults, **given}
    if name in strangers.WATCHED and path.is_file():
        strangers.refuse(heads.look(path, found), str(path))
    return found


def _meant(option: str, value: Any, where: str) -> Any:
    """An option as it is used: a command line gives every option as text.

    Raises: Invalid for a text that cannot be meant.
    """
    if option in ROWS:
        if str(value).isdecimal():
            return int(value)
        raise Invalid(f"The option {option} is no row number.", where=where, way_out="Write a whole number: 1 is the first row, 0 is none.")
    if not isinstance(value, str):
        return value
    if option in SWITCHES:
        if value.lower() in SWITCHES[option]:
            return value.lower() == "true"
        raise Invalid(f"The option {option} is neither true nor false.", where=where, way_out=f"Write {option}=true or {option}=false.")
    if option in LISTS:
        return _listed(option, value, where)
    return "\t" if option == "delimiter" and value.lower() in ("\\t", "tab") else value


def _listed(option: str, value: str, where: str) -> list[str]:
    """Names with commas between them, or a list in brackets as in dataset.toml; none for an empty text."""
    if not value.startswith("["):
        return [name.strip() for name in value.split(",")] if value.strip() else []
    try:
        names = tomllib.loads(f"names = {value}")["names"]
    except tomllib.TOMLDecodeError:
        names = [None]
    if not all(isinstance(name, str) for name in names):
        raise Invalid(f"The option {option} is no list of names.", where=where, way_out=f'Write {option}=first,second, or, where a name has a comma, {option}=["first", "second"].')
    return list(names)


def column_names(cells: Iterable[str | None], reserved: Sequence[str] = ("_row", "_line")) -> list[str]:
    """Header cells as column names: stripped, empty ones numbered, repeated ones counted."""
    names: list[str] = []
    taken = set(reserved)
    last: dict[str, int] = {}  # the count that a stem got last, so that many of one name stay cheap
    for number, cell in enumerate(cells, start=1):
        stem = (cell or "").strip().strip("\ufeff").strip() or f"column_{number}"
        name, count = stem, last.get(stem, 1)
        while name in taken:
            count += 1
            name = f"{stem}_{count}"
        last[stem] = count
        names.append(name)
        taken.add(name)
    return names


def too_wide(where: str) -> Invalid:
    """The error for more columns than `MAX_COLUMNS`."""
    return Invalid(
        f"There are more than {MAX_COLUMNS:,} columns.",
        where=where,
        way_out="A table that wide most often has values as column names: turn it, so that each is a row of its own.",
    )


def free_name(stem: str, taken: Iterable[str]) -> str:
    """`stem`, or `stem_2`, `stem_3` and so on when it is taken."""
    name, count = stem, 1
    while name in taken:
        count += 1
        name = f"{stem}_{count}"
    return name


def strings(values: Sequence[str | None]) -> pa.Array:
    """Text as an Arrow column. Half a surrogate pair has no UTF-8 form and becomes U+FFFD."""
    try:
        return pa.array(values, type=pa.string())
    except UnicodeEncodeError:
        return pa.array([value and HALF_PAIR.sub("\ufffd", value) for value in values], type=pa.string())


def root_batch(names: Sequence[str], columns: Sequence[pa.Array], rows: Any, lines: Any) -> Batch:
    """One batch of flat records: `_row`, `_line`, then the value columns."""
    arrays = [pa.array(rows, type=pa.int64()), pa.array(lines, type=pa.int64()), *columns]
    return Batch("", pa.RecordBatch.from_arrays(arrays, names=["_row", "_line", *names]))
