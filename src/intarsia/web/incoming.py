"""A file that a contributor sends, written to its draft piece by piece as it comes: memory stays flat, and an upload that is cut off leaves nothing.

The form's token must stand before the file: nothing is written before it was looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import anyio
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from intarsia import disk
from intarsia.errors import Invalid
from intarsia.web.upload import plain_name

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

PIECE = 1 << 20  # bytes gathered before they are written
PASTED = 5_000_000  # bytes of a text that was pasted
FIELD, FIELDS = 4_000, 40  # bytes of any other field; how many there may be
HEADER, HEADERS = 8_000, 20
CUT = Invalid("the file did not arrive whole", where="the file that was sent", way_out="send it again; nothing of it was kept")
#: asked with the fields so far, once, before the first byte of a file is taken; gives the place to write it to
Place = Callable[[dict[str, str], str], Path]


@dataclass
class Sent:
    """What a form brought: its fields, and the name and size of the file; `place` None without one."""

    fields: dict[str, str] = field(default_factory=dict)
    name: str = ""
    place: Path | None = None
    size: int = 0


async def received(request: Request, place: Place, largest: int) -> Sent:
    """Read a multipart form; its first file goes to `place(fields, name)`.

    Raises: Invalid for a file that is larger than `largest` bytes, empty or cut off, and for what is no form; what `place` raises; DiskTrouble.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Invalid("this is no form with a file", where="Content-Type", way_out="send it as multipart/form-data, from the page or by: curl -F file=@films.csv")
    claimed = request.headers.get("content-length", "")
    if claimed.isdigit() and int(claimed) > largest + PASTED + PIECE:
        raise too_large(largest)
    form = _Form(place, largest, int(claimed) if claimed.isdigit() else 0)
    parser = MultipartParser(options[b"boundary"], form.callbacks())
    try:
        async for piece in request.stream():
            parser.write(piece)
            await form.settle()
        parser.finalize()
        await form.settle(end=True)
    except FormParserError as error:
        raise Invalid("the form cannot be read", where="the file that was sent", way_out="send one file, as multipart/form-data") from error
    except ClientDisconnect as error:
        raise CUT from error
    finally:
        form.close()
    if not form.whole:
        raise CUT
    return form.sent


def too_large(largest: int) -> Invalid:
    """What is said of a file beyond the limit."""
    return Invalid(f"the file is larger than {disk.size(largest)}, the most that is taken here", where="the file that was sent",
                   way_out="check it on your own machine, where there is no such limit: intarsia check FILE; or pack what may leave: intarsia pack FILE")


class _Form:
    """What the parser tells, gathered; bytes are written a piece at a time by `settle`, in a thread."""

    def __init__(self, place: Place, largest: int, claimed: int) -> None:
        self.sent = Sent()
        self.whole = False
        self._place, self._largest, self._claimed = place, largest, claimed
        self._header, self._value = bytearray(), bytearray()
        self._headers: dict[str, bytes] = {}
        self._field = ""
        self._told = bytearray()
        self._in_file = self._skips = False
        self._pieces = bytearray()
        self._out: IO[bytes] | None = None

    def callbacks(self) -> MultipartCallbacks:
        """For the parser."""
        return {"on_part_begin": self._begin, "on_header_field": self._head_name, "on_header_value": self._head_value, "on_header_end": self._head_end,
                "on_headers_finished": self._opened, "on_part_data": self._data, "on_part_end": self._ended, "on_end": self._end}

    async def settle(self, end: bool = False) -> None:
        """Write what was gathered."""
        if self._out is not None and self._pieces and (end or len(self._pieces) >= PIECE):
            piece, self._pieces = bytes(self._pieces), bytearray()
            await anyio.to_thread.run_sync(self._write, self._out, piece)

    def close(self) -> None:
        """Let go of the file."""
        if self._out is not None:
            with disk.in_words(self.sent.place.parent if self.sent.place else ""):
                self._out.close()

    def _write(self, out: IO[bytes], piece: bytes) -> None:
        assert self.sent.place is not None
        with disk.in_words(self.sent.place.parents[2], max(0, self._claimed - self.sent.size)):
            out.write(piece)

    def _begin(self) -> None:
        self._headers, self._told = {}, bytearray()

    def _head_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._bounded(len(self._header))

    def _head_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._bounded(len(self._value))

    def _bounded(self, size: int) -> None:
        if size > HEADER or len(self._headers) > HEADERS:
            raise Invalid("the form cannot be read: a part of it has too long a head", way_out="send it from the page")

    def _head_end(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _opened(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._field = options.get(b"name", b"").decode("utf-8", "replace")[:100]
        self._in_file, self._skips = b"filename" in options, False
        if len(self.sent.fields) > FIELDS:
            raise Invalid("the form has too many fields", way_out="send it from the page")
        if self._in_file:
            name = options.get(b"filename", b"").decode("utf-8", "replace")
            if not name or self.sent.place is not None or self._field != "file":
                self._skips = True  # no file was chosen, or a second one, which this form does not have
                return
            self.sent.name = plain_name(name)
            self.sent.place = self._place(self.sent.fields, self.sent.name)
            with disk.in_words(self.sent.place.parents[2]):
                self._out = open(self.sent.place, "xb")  # noqa: SIM115 (closed by `close`)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._skips:
            return
        if not self._in_file:
            self._told += data[start:end]
            if len(self._told) > (PASTED if self._field == "text" else FIELD):
                raise Invalid("what was pasted is too long" if self._field == "text" else "a field of the form is too long", where=self._field,
                              way_out=f"at most {PASTED // 1_000_000} MB can be pasted: save it as a file and send that" if self._field == "text" else "write less")
            return
        self.sent.size += end - start
        if self.sent.size > self._largest:
            raise too_large(self._largest)
        self._pieces += data[start:end]

    def _ended(self) -> None:
        if not self._in_file and self._field not in self.sent.fields:
            self.sent.fields[self._field] = self._told.decode("utf-8", "replace")

    def _end(self) -> None:
        self.whole = True
