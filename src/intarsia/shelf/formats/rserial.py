"""R's serialisation (XDR, versions 2 and 3) as plain values. Nothing in it is run: functions are skipped, byte code refused."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MAX_DEPTH = 200
MAX_SEQUENCES = 20_000_000  # numbers that are written as "from 1 to n" and take no room in the file
NA_INT = -(1 << 31)
SIZES = {10: ("lgl", ">i4"), 13: ("int", ">i4"), 14: ("real", ">f8"), 15: ("cplx", ">c16"), 24: ("raw", "u1")}
NOTHING = {254, 253, 252, 251, 250, 242, 241, 0}
PAIRS = {2, 3, 5, 6, 17}  # pair list, closure, promise, call, dots
UTF8, LATIN1, BYTES = 1 << 3, 1 << 2, 1 << 1
HAS_ATTRIBUTES, HAS_TAG = 0x200, 0x400


class Trouble(Exception):
    """What is wrong with the file, as a sentence."""


@dataclass
class Vector:
    """`kind`: lgl, int, real, cplx, raw (numpy arrays), str (text or None) or list (anything)."""

    kind: str
    values: Any
    attributes: dict[str, Any] = field(default_factory=dict)

    def words(self, attribute: str) -> list[str]:
        """An attribute that is text, such as names, class or levels; NA as ""."""
        found = self.attributes.get(attribute)
        return [word or "" for word in found.values] if isinstance(found, Vector) and found.kind == "str" else []


@dataclass
class Pairs:
    """A pair list: tags and values."""

    items: list[tuple[str, Any]]


class Symbol(str):
    """A name."""


def load(data: bytes) -> dict[str, Any]:
    """The objects of a file by name; "" is the name of the one object of an .rds.

    Raises: Trouble.
    """
    named = data[:5] in (b"RDX2\n", b"RDX3\n")
    if not named and data[:4] in (b"RDA2", b"RDA3", b"RDB2", b"RDB3"):
        raise Trouble("The file is saved in R's text or native form.")
    try:
        found = Reader(data, 5 if named else 0).whole()
    except (struct.error, IndexError, ValueError, OverflowError, TypeError, KeyError, MemoryError) as error:
        raise Trouble("The R data is damaged or cut off.") from error
    if not named:
        return {"": found}
    if not isinstance(found, Pairs):
        raise Trouble("The file does not hold objects with names, as R saves them.")
    return dict(found.items)


class Reader:
    """A cursor over the bytes of one serialised object."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at
        self.known: list[Any] = []  # what references point at
        self.native = "utf-8"
        self.room: float = MAX_SEQUENCES
        self.texts: dict[tuple[int, bytes], str] = {}

    def whole(self) -> Any:
        form = self.data[self.at : self.at + 2]
        self.at += 2
        if form in (b"A\n", b"B\n"):
            raise Trouble("The file is saved in R's text or native form.")
        if form != b"X\n":
            raise Trouble("The file is not R data.")
        version = self._int()
        self.at += 8
        if version not in (2, 3):
            raise Trouble("The file is of a version of R's serialisation that is not read here.")
        if version == 3:
            self.native = self._take(self._length(1)).decode("ascii", "replace")
        return self.item(0)

    def item(self, depth: int) -> Any:
        """The object at the cursor."""
        if depth > MAX_DEPTH:
            raise Trouble("The R data is nested too deeply.")
        flags = self._int()
        kind = flags & 0xFF
        if kind in NOTHING:
            return None
        if kind == 255:
            index = flags >> 8 or self._int()
            return self.known[index - 1 if index > 0 else len(self.known)]
        if kind in PAIRS:
            return self._pairs(flags, depth)
        if kind == 9:
            return self._text(flags, depth)
        if kind in SIZES or kind in (16, 19, 20, 25):
            return self._vector(kind, flags, depth)
        return self._other(kind, flags, depth)

    def _other(self, kind: int, flags: int, depth: int) -> Any:
        """Names, environments and other things no table is made of; byte code is refused."""
        if kind == 1:
            self.known.append(None)
            place = len(self.known) - 1
            self.known[place] = Symbol(self.item(depth + 1) or "NA")
            return self.known[place]
        if kind in (247, 248, 249):
            self._int()
            for _ in range(self._length(8)):
                self.item(depth + 1)
            self.known.append(None)
        elif kind == 4:
            self._int()
            self.known.append(None)
            for _ in range(4):
                self.item(depth + 1)
        elif kind in (22, 23):
            self.known.append(None)
            for _ in range(2 if kind == 22 else 0):
                self.item(depth + 1)
            self._attributes(flags, depth)
        elif kind in (7, 8):
            self._take(self._length(1))
        elif kind == 238:
            return self._compact(depth)
        elif kind == 21:
            raise Trouble("The file holds a compiled function.")
        else:
            raise Trouble("The R data is damaged or cut off.")
        return None

    def _pairs(self, flags: int, depth: int) -> Pairs:
        """A pair list, its tail not by recursion: lists are long."""
        items: list[tuple[str, Any]] = []
        while flags & 0xFF in PAIRS:
            self._attributes(flags, depth)
            tag = self.item(depth + 1) if flags & HAS_TAG else None
            items.append((str(tag or ""), self.item(depth + 1)))
            flags = self._int()
        if flags & 0xFF not in NOTHING:
            self.at -= 4
            items.append(("", self.item(depth + 1)))
        return Pairs(items)

    def _vector(self, kind: int, flags: int, depth: int) -> Vector:
        if kind == 25:
            return Vector("list", [], self._attributes(flags, depth))
        if kind in SIZES:
            name, layout = SIZES[kind]
            size = np.dtype(layout).itemsize
            found = Vector(name, np.frombuffer(self._take(self._length(size) * size), dtype=layout))
        elif kind == 16:
            found = Vector("str", self._texts(self._length(8), depth))
        else:
            found = Vector("list", [self.item(depth + 1) for _ in range(self._length(4))])
        found.attributes = self._attributes(flags, depth)
        return found

    def _texts(self, count: int, depth: int) -> list[str | None]:
        """The values of a text vector; most values repeat, and are then one object."""
        data, at, texts, found = self.data, self.at, self.texts, []
        unpack = struct.Struct(">ii").unpack_from
        for _ in range(count):
            flags, length = unpack(data, at)
            if flags & 0x2FF != 9 or length < 0 or at + 8 + length > len(data):
                self.at = at
                found.append(self.item(depth + 1))
                at = self.at
                continue
            raw = data[at + 8 : at + 8 + length]
            text = texts.get((flags, raw))
            found.append(text if text is not None else self._decoded(flags, raw))
            at += 8 + length
        self.at = at
        if any(value is not None and not isinstance(value, str) for value in found):
            raise Trouble("The R data is damaged or cut off.")
        return found

    def _text(self, flags: int, depth: int) -> str | None:
        length = self._int()
        found = None if length == -1 else self._decoded(flags, self._take(length))
        self._attributes(flags, depth)
        return found

    def _decoded(self, flags: int, raw: bytes) -> str:
        levels = flags >> 12
        encoding = "utf-8" if levels & UTF8 else "latin-1" if levels & (LATIN1 | BYTES) else self.native
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            text = raw.decode("cp1252", "replace")
        if len(self.texts) < 1_000_000:
            self.texts[flags, raw] = text
        return text

    def _attributes(self, flags: int, depth: int) -> dict[str, Any]:
        if not flags & HAS_ATTRIBUTES:
            return {}
        found = self.item(depth + 1)
        return dict(found.items) if isinstance(found, Pairs) else {}

    def _compact(self, depth: int) -> Vector:
        """Vectors R had not written out: sequences, numbers as text, wrapped ones."""
        about, state, attributes = (self.item(depth + 1) for _ in range(3))
        name = str(about.items[0][1]) if isinstance(about, Pairs) and about.items else ""
        inner = state.items[0][1] if isinstance(state, Pairs) else state.values[0] if isinstance(state, Vector) and state.kind == "list" else state
        if name in ("compact_intseq", "compact_realseq") and isinstance(inner, Vector):
            count, first, step = (float(number) for number in inner.values)
            self.room -= count
            if not count >= 0 or self.room < 0:
                raise Trouble("The R data holds a sequence that is longer than any table.")
            values = first + step * np.arange(int(count), dtype=np.float64)
            found = Vector("int", values.astype(np.int64)) if name == "compact_intseq" else Vector("real", values)
        elif name == "deferred_string" and isinstance(inner, Vector) and inner.kind in ("int", "real"):
            found = Vector("str", [None if value in (NA_INT,) or value != value else f"{value:.15g}" for value in inner.values.tolist()])
        elif name.startswith("wrap_") and isinstance(inner, Vector):
            found = Vector(inner.kind, inner.values, dict(inner.attributes))
        else:
            raise Trouble("The file holds a vector in a form that is not read here.")
        found.attributes.update(attributes.items if isinstance(attributes, Pairs) else ())
        return found

    def _int(self) -> int:
        value: int = struct.unpack_from(">i", self.data, self.at)[0]
        self.at += 4
        return value

    def _length(self, size: int) -> int:
        """How many elements follow; more than the file can hold is damage, found before anything is made."""
        count = self._int()
        if count == -1:
            count = (self._int() << 32) + (self._int() & 0xFFFFFFFF)
        if count < 0 or count * size > len(self.data) - self.at:
            raise Trouble("The R data is damaged or cut off.")
        return count

    def _take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise Trouble("The R data is damaged or cut off.")
        self.at += count
        return self.data[self.at - count : self.at]
