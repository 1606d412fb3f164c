"""What a CSV file looks like, from its beginning: encoding, delimiter, quote, header line."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import BLOCK, open_binary

SAMPLE = 1 << 18
FEW, LONG = 4, 1 << 24  # lines wanted even when they are longer than the sample; bytes of them
DELIMITERS = ",;\t|"
RECORDS = 200
NUMBER = re.compile(r"[+-]?\d[\d.,]*%?$")
YEAR = re.compile(r"[12]\d{3}$")
BROKEN = re.compile("[\udc80-\udcff]")  # what is left of bytes that are not UTF-8
NOT_ASCII = re.compile("[^\x00-\x7f]")
LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))
WINDOWS = bytes(range(0x80, 0xA0))  # quotes, dashes and the euro of cp1252; control characters, never used, in ISO-8859


def _control(error: UnicodeError) -> tuple[str, int]:
    """The five bytes cp1252 leaves undefined become the control characters of Latin-1, as in browsers."""
    assert isinstance(error, UnicodeDecodeError)
    return "".join(map(chr, error.object[error.start : error.end])), error.end


def _broken(error: UnicodeError) -> tuple[str, int]:
    """Half a pair where UTF-16 or UTF-32 breaks, as other encodings have it for bytes that are no character."""
    assert isinstance(error, UnicodeDecodeError)
    return "\udcff", error.end


codecs.register_error("intarsia.control", _control)
codecs.register_error("intarsia.broken", _broken)


def codec(name: str, where: str) -> str:
    """The name Python knows this encoding by."""
    try:
        return codecs.lookup(name).name
    except (LookupError, TypeError) as error:
        raise Invalid(
            f"There is no encoding called {name}.",
            where=where,
            way_out="Use utf-8, utf-16, cp1252 or latin-1.",
        ) from error


def decoder(encoding: str) -> codecs.IncrementalDecoder:
    """Reads any bytes: what the encoding has no character for becomes half a pair, its record a reject."""
    name = codecs.lookup(encoding).name
    if name.startswith(("utf-16", "utf-32")):
        return codecs.getincrementaldecoder(name)("intarsia.broken")
    return codecs.getincrementaldecoder(name)("intarsia.control" if name == "cp1252" else "surrogateescape")


def guess_encoding(path: Path, options: Mapping[str, Any]) -> str:
    """By the byte order mark; else UTF-16 where every other byte is zero; else UTF-8 when more characters are right than
    wrong in it; else cp1252, or ISO-8859-15 where its euro sign stands and none of the signs that only Windows has.

    Raises: Invalid when most letters are beyond ASCII and none of this fits: cp1252 would be read without an error, and wrong.
    """
    with open_binary(path, options) as stream:
        head = stream.peek(4096)[:4096]
        for mark, name in MARKS:
            if head.startswith(mark):
                return name
        if wide := _wide(head):
            return wide
        if all(map(_is_utf8, _blocks(stream))):
            return "utf-8"
    right = wrong = letters = euros = windows = 0
    with open_binary(path, options) as stream:
        for block in _blocks(stream):
            good, bad = _characters(block)
            right, wrong = right + good, wrong + bad
            letters += len(block) - len(block.translate(None, LETTERS)) if bad else 0
            euros += block.count(0xA4) if bad else 0
            windows += len(block) - len(block.translate(None, WINDOWS)) if bad else 0
    if wrong > max(right, letters):
        raise Invalid(
            "The encoding of the file cannot be guessed: most of its letters are neither ASCII nor UTF-8.",
            where=str(path),
            way_out="Set the option encoding, such as cp1251 (Cyrillic), cp1253 (Greek), cp037 (EBCDIC), or save the file as UTF-8.",
        )
    if wrong <= right:
        return "utf-8"
    return "iso8859-15" if euros and not windows else "cp1252"


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: in most scripts of Europe one byte of two is zero; "" when that is not so."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half < 2 or max(even, odd) < 0.6 * half or min(even, odd) > 0.02 * half:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _blocks(stream: BufferedReader) -> Iterator[bytes]:
    """Pieces that end where a line does."""
    while block := stream.read(BLOCK) + stream.readline(BLOCK):
        yield block


def _is_utf8(block: bytes) -> bool:
    """Is all of it UTF-8? Nothing is decoded, so it is fast."""
    ends = pa.py_buffer(np.array([0, len(block)], dtype=np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _characters(block: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII are right in UTF-8, and how many bytes are not."""
    if block.isascii():
        return 0, 0
    if _is_utf8(block):
        return int(np.count_nonzero((np.frombuffer(block, dtype=np.uint8) & 0xC0) == 0x80)), 0
    text = block.decode("utf-8", "surrogateescape")
    bad = len(BROKEN.findall(text))
    return len(NOT_ASCII.findall(text)) - bad, bad


def sample_of(path: Path, options: Mapping[str, Any]) -> list[str]:
    """The first lines, whole ones."""
    with open_binary(path, options) as stream:
        data = stream.read(SAMPLE)
        whole = len(data) < SAMPLE
        while not whole and data.count(b"\n") < FEW and len(data) < LONG:  # very wide: the header must be whole
            more = stream.readline(LONG)
            data, whole = data + more, not more
    text = decoder(options["encoding"]).decode(data).removeprefix("\ufeff")
    lines: list[str] = LINES.findall(text)
    return lines if whole or len(lines) < 2 or lines[-1].endswith("\n") else lines[:-1]


def records_of(lines: list[str], delimiter: str, quote: str) -> list[tuple[int, list[str]]]:
    """Line and cells of the first records; a line that breaks counts as one cell."""
    found: list[tuple[int, list[str]]] = []
    quoted: dict[str, Any] = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    reader = csv.reader(lines, delimiter=delimiter, **quoted)
    start = 1
    try:
        for row in reader:
            if row:
                found.append((start, row))
            start = reader.line_num + 1
            if len(found) >= RECORDS:
                break
    except csv.Error:
        pass
    return found


def usual_width(records: list[tuple[int, list[str]]]) -> int:
    widths = Counter(len(row) for _, row in records)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def guess_quote(lines: list[str]) -> str:
    """The double quote, unless single quotes stand around values and double ones do not."""
    text = "".join(lines)
    single = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n])", text, re.MULTILINE))
    double = len(re.findall(r'(?:^|[,;\t|])"', text, re.MULTILINE))
    return "'" if single > 2 * len(lines) // 3 and not double else '"'


def guess_delimiter(lines: list[str], quote: str) -> str:
    """The one that cuts most records into the same number of cells."""

    def score(delimiter: str) -> tuple[float, int]:
        records = records_of(lines, delimiter, quote)
        width = usual_width(records)
        if width < 2:
            return 0.0, 0
        return sum(len(row) == width for _, row in records) / len(records), width

    scores = {delimiter: score(delimiter) for delimiter in DELIMITERS}
    close = max(share for share, _ in scores.values()) - 0.1
    return max(DELIMITERS, key=lambda one: (scores[one][0] >= close > 0, scores[one][1]))


def is_quoted(lines: list[str], delimiter: str, quote: str) -> bool:
    """Do the quotes around values come in pairs? In tab-separated files they often belong to the text."""
    try:
        deque(csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True), maxlen=0)
    except csv.Error:
        return False
    return True


def guess_header(records: list[tuple[int, list[str]]]) -> int:
    """The line of the first record that is as wide as most; 0 when it holds numbers where the others do."""
    width = usual_width(records)
    filled = max((_filled(row) for _, row in records if len(row) == width), default=0)
    for line, row in records:
        if filled <= len(row) <= width and sum(map(bool, row)) >= min(2, width):
            below = [cells for at, cells in records if at > line and len(cells) == width]
            return (
                0
                if any(_is_data(cell, [cells[at] for cells in below]) for at, cell in enumerate(row))
                else line
            )
    return records[0][0] if records else 1


def _filled(row: list[str]) -> int:
    """Cells up to the last filled one."""
    return max((at for at, cell in enumerate(row, start=1) if cell), default=0)


def _is_data(cell: str, below: list[str]) -> bool:
    """A number that is no year, above numbers."""
    filled = [value for value in below if value]
    if not filled or not NUMBER.match(cell) or YEAR.match(cell):
        return False
    return sum(bool(NUMBER.match(value)) for value in filled) > 0.8 * len(filled)
