"""JSON Lines: one record a line. A broken line is rejected and the next one read."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from io import BufferedReader, TextIOWrapper
from itertools import islice, pairwise
from json import JSONDecodeError
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.errors import Invalid
from intarsia.shelf.formats import dialect
from intarsia.shelf.formats.base import MAX_BYTES, MAX_BYTES_MEANING, MEMBER_MEANING, Batch, Reject, open_binary, settle
from intarsia.shelf.formats.jsonblocks import Shaped, whole_lines
from intarsia.shelf.formats.jsontext import DECODER, ENCODING_MEANING, Unclear, encoding_of, known_encoding
from intarsia.shelf.formats.nested import LISTS_MEANING, SAMPLE, Record, Shredder, guess_lists, shred

NAME = "jsonl"
EXTENSIONS = (".jsonl", ".ndjson")
MEDIA_TYPE = "application/x-ndjson"
OPTIONS = {"lists": LISTS_MEANING, "encoding": ENCODING_MEANING, "member": MEMBER_MEANING, "max_bytes": MAX_BYTES_MEANING}
DEFAULTS = {"lists": None, "encoding": None, "member": "", "max_bytes": MAX_BYTES}
MAX_LINE = 64 << 20


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The encoding by its mark, the lists by the first records."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["encoding"] is None:
        found["encoding"] = encoding_of(path, found)
    if found["lists"] is None:
        sample = list(islice(_records(path, found), SAMPLE))
        if sample and all(isinstance(record, Reject) for _, _, record in sample):
            raise Invalid(
                "No line of the file is a JSON object.", where=str(path), way_out="Try the format json."
            )
        found["lists"] = guess_lists(sample)
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Each line that is not empty is a record or a reject.

    Two readers that agree (a test compares them): lines of the shape the first ones have are read set-wise.
    """
    full = guess(path, options)
    encoding = known_encoding(full["encoding"], path)
    if encoding not in ("utf-8", "ascii"):
        yield from shred(_records(path, full), full)
        return
    with open_binary(path, full) as stream:
        yield from _read(whole_lines(stream, MAX_LINE), encoding, Shredder(full["lists"]))


def _read(blocks: Iterator[bytes | None], encoding: str, shredder: Shredder) -> Iterator[Batch | Reject]:
    number = line = 0
    shaped = Shaped(shredder)
    for at, block in enumerate(blocks):
        if block and not at:
            shaped.look(block)
        found = shaped.read(block) if block else None
        if block is None or found is None:
            raw: Sequence[bytes | None] = [None] if block is None else block.split(b"\n")[: block.count(b"\n") + (not block.endswith(b"\n"))]
            number, line = yield from _by_python(raw, encoding, number, line, shredder)
            continue
        records, exact = found
        lines = [] if exact.all() else block.split(b"\n")
        bounds = [0, *(np.flatnonzero(np.diff(exact)) + 1).tolist(), len(exact)]
        for start, end in pairwise(bounds):
            if exact[start]:
                yield from shaped.batches(records.slice(start, end - start), number + np.arange(1, end - start + 1), line + np.arange(1, end - start + 1))
                number, line = number + end - start, line + end - start
            else:
                number, line = yield from _by_python(lines[start:end], encoding, number, line, shredder)

def _by_python(raw: Sequence[bytes | None], encoding: str, number: int, line: int, shredder: Shredder) -> Generator[Batch | Reject, None, tuple[int, int]]:
    """Lines one by one; returns the numbers of the last record and line."""
    for one in raw:
        line += 1
        text = _decoded(one, encoding)
        text = text.removeprefix("\ufeff") if text and line == 1 else text
        if text is not None and not text.strip():
            continue
        number += 1
        record = _value(number, line, text)
        reject = record if isinstance(record, Reject) else shredder.add(number, line, record)
        if reject is not None:
            yield reject
        elif shredder.full():
            yield from shredder.flush()
    yield from shredder.flush()
    return number, line


def _decoded(raw: bytes | None, encoding: str) -> str | None:
    if raw is None or len(raw) >= MAX_LINE:
        return None
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    number = 0
    for line, text in _lines(path, options):
        text = text.removeprefix("\ufeff") if text and line == 1 else text
        if text is not None and not text.strip():
            continue
        number += 1
        yield number, line, _value(number, line, text)


def _value(number: int, line: int, text: str | None) -> Any:
    if text is None:
        return Reject(number, line, "the line is not in the encoding of the file, or longer than 64 MB")
    try:
        value = DECODER.decode(text)
    except Unclear as error:
        return Reject(number, line, str(error))
    except JSONDecodeError as error:
        return Reject(number, line, f"the line is not JSON: it breaks at character {error.pos + 1}")
    except RecursionError:
        return Reject(number, line, "the line is nested too deeply")
    return (
        value if isinstance(value, dict) and value else Reject(number, line, "the line is not a JSON object")
    )


def _lines(path: Path, options: Mapping[str, Any]) -> Iterator[tuple[int, str | None]]:
    """Line numbers and lines; None for a line that cannot be decoded or does not fit."""
    encoding = known_encoding(options["encoding"], path)
    with open_binary(path, options) as stream:
        if encoding.startswith(("utf-16", "utf-32")):
            yield from enumerate(_text_lines(TextIOWrapper(stream, encoding, errors="intarsia.broken", newline="\n")), start=1)
            return
        for line, raw in enumerate(_raw_lines(stream), start=1):
            try:
                yield line, raw if raw is None else raw.decode(encoding)
            except UnicodeDecodeError:
                yield line, None


def _text_lines(stream: TextIOWrapper) -> Iterator[str | None]:
    """Lines as text; a line that is too long is read to its end and is None."""
    while text := stream.readline(MAX_LINE):
        if len(text) < MAX_LINE:
            yield None if dialect.BROKEN.search(text) else text
            continue
        while len(text) == MAX_LINE and not text.endswith("\n"):
            text = stream.readline(MAX_LINE)
        yield None


def _raw_lines(stream: BufferedReader) -> Iterator[bytes | None]:
    """Lines as bytes; a line that is too long is read to its end and is None."""
    while raw := stream.readline(MAX_LINE):
        if len(raw) < MAX_LINE:
            yield raw
            continue
        while len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            raw = stream.readline(MAX_LINE)
        yield None


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    path.write_text('{"title": "Zomer"}\n{"title": "Herfst", "cast": ["An", "Bo"]}\n', encoding="utf-8")
    return path, {}, 2
