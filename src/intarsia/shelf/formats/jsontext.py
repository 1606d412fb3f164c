"""JSON text, read piece by piece: values keep their written form, no long array stands in memory whole."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import Reject, is_archive, is_gzip, open_binary
from intarsia.shelf.formats.nested import Record

CHUNK = 1 << 20
COMPARE = 16 << 20  # bytes of a file whose arrays are all compared
PACKED = 20  # times that a packed file may be larger unpacked
RECORD_MEANING = 'where the records stand: keys joined by "/", such as "result/items"; "" is the top'
ENCODING_MEANING = "character encoding of the file, such as utf-8 or utf-16"
SPACE = re.compile(r"[ \t\r\n]*")
ATOM_ENDS = frozenset(" \t\r\n,]}")


TWICE = "a key is written twice in one object"


NO_NUMBER = "NaN or Infinity stands in it, which is no JSON"


class Unclear(Exception):
    """What a value means cannot be known: an object has a key twice, or a number is none. The text is a reason."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unclear(TWICE)
    return found


def _constant(_: str) -> str:
    raise Unclear(NO_NUMBER)


DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_constant, object_pairs_hook=_once)


def encoding_of(path: Path, options: Mapping[str, Any]) -> str:
    """The encoding a byte order mark or the zero bytes of the first characters tell, else UTF-8, the only one JSON allows."""
    with open_binary(path, options) as stream:
        return json.detect_encoding(stream.read(4))


def known_encoding(name: str, path: Path) -> str:
    try:
        return codecs.lookup(str(name)).name
    except LookupError as error:
        raise Invalid(
            f"There is no encoding called {name}.", where=str(path), way_out="Use utf-8, utf-16 or cp1252."
        ) from error


class JsonText:
    """A cursor over JSON text. `line` is where the cursor stands, `value()` reads what stands there."""

    def __init__(self, stream: TextIO, where: str) -> None:
        self.stream, self.where = stream, where
        self.text, self.at, self.ended = "", 0, False
        self._line, self._counted = 1, 0
        self.unclear = ""  # why the values since this was emptied cannot be trusted
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=self._constant, object_pairs_hook=self._pairs)

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.unclear = TWICE
        return found

    def _constant(self, name: str) -> str:
        self.unclear = NO_NUMBER
        return name

    @property
    def line(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            match = SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def take(self, expected: str) -> None:
        if self.peek() != expected:
            raise self.broken()
        self.at += 1

    def value(self) -> Any:
        """The value at the cursor, which moves behind it."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise self.broken("It is nested too deeply.") from error
            except json.JSONDecodeError as error:
                if not (self._cut_off(error) and self._more()):
                    raise self.broken() from error
                continue
            if self._closed(end) or not self._more():
                self.at = end
                return value

    def items(self) -> Iterator[tuple[int, Any]]:
        """Line and value of each element of the array at the cursor."""
        self.take("[")
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            self.peek()
            yield self.line, self.value()
            if self.peek() == "]":
                self.at += 1
                return
            self.take(",")

    def members(self) -> Iterator[str]:
        """Each key of the object at the cursor; the caller reads the value before it asks for the next."""
        self.take("{")
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            if self.peek() != '"':
                raise self.broken()
            yield str(self.value())
            if self.peek() == "}":
                self.at += 1
                return
            self.take(",")

    def broken(self, more: str = "") -> Invalid:
        what = f"The JSON breaks at line {self.line}. {more}".strip()
        return Invalid(
            what, where=self.where, way_out="Fetch the file again, or repair it with a JSON checker."
        )

    def _cut_off(self, error: json.JSONDecodeError) -> bool:
        """Did the value break because the buffer ends, not because it is wrong?"""
        return error.msg.startswith("Unterminated") or error.pos > len(self.text) - 16

    def _closed(self, end: int) -> bool:
        """A number may go on behind the end of the buffer; a string, object or array may not."""
        return self.text[end - 1] in '"]}' or (end < len(self.text) and self.text[end] in ATOM_ENDS)

    def _more(self) -> bool:
        if self.ended:
            return False
        line = self.line
        rest = self.text[self.at :]
        try:
            chunk = self.stream.read(max(CHUNK, len(rest)))
        except UnicodeDecodeError as error:
            raise Invalid(
                f"Bytes after line {line} are not {error.encoding}.",
                where=self.where,
                way_out="Set the option encoding.",
            ) from error
        if chunk:
            self.text, self.at, self._counted = rest + chunk, 0, 0
        self.ended = not chunk
        return bool(chunk)

    def descend(self, keys: list[str]) -> None:
        """Move to the value below these keys."""
        for depth, wanted in enumerate(keys, start=1):
            if self.peek() != "{":
                raise self.missing(keys[:depth])
            for key in self.members():
                self.take(":")
                if key == wanted:
                    break
                self.value()
            else:
                raise self.missing(keys[:depth])

    def ascend(self, keys: list[str]) -> None:
        """Read what follows the value below these keys, up to the end of the file; none of the keys may come again."""
        for key in reversed(keys):
            while self.peek() != "}":
                self.take(",")
                if self.peek() != '"':
                    raise self.broken()
                if self.value() == key:
                    raise self.broken(f"In one object the key {key} is written twice.")
                self.take(":")
                self.value()
            self.at += 1
        self.end()

    def end(self) -> None:
        """Nothing may follow."""
        if self.peek():
            raise Invalid(
                f"The file holds more than one JSON value: another begins at line {self.line}.",
                where=self.where,
                way_out="If each line is a record, read it with the format jsonl.",
            )

    def missing(self, keys: list[str]) -> Invalid:
        return Invalid(
            f"The file has nothing at {'/'.join(keys)}.",
            where=self.where,
            way_out="Set the option record to the keys that lead to the records.",
        )


@contextmanager
def open_json(path: Path, options: Mapping[str, Any]) -> Iterator[JsonText]:
    """A cursor at the beginning of the file."""
    encoding = known_encoding(options["encoding"], path)
    with TextIOWrapper(open_binary(path, options), encoding=encoding, newline="") as stream:
        yield JsonText(stream, str(path))


def json_records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    """The elements of the array at the option `record`; the one value there when it is no array."""
    with open_json(path, options) as text:
        keys = [key for key in options["record"].split("/") if key]
        text.descend(keys)
        text.unclear = ""  # what was passed over does not count
        if text.peek() not in ("[", "{"):
            text.value()
            raise Invalid("There is one plain value where records should be, objects or a list.", where=str(path), way_out="Set the option record to the keys that lead to the records.")
        found = text.items() if text.peek() == "[" else iter([(text.line, text.value())])
        for number, (line, value) in enumerate(found, start=1):
            if text.unclear:
                value, text.unclear = Reject(number, line, text.unclear), ""
            elif value is None or value == {} or value == "":
                value = Reject(number, line, "the element is empty")
            yield number, line, value
        text.ascend(keys)


def guess_path(path: Path, options: Mapping[str, Any]) -> str:
    """Keys that lead to the records: the longest array of objects; in a large file the first one."""
    with open_json(path, options) as text:
        if text.peek() != "{":
            return ""
        if path.stat().st_size * (PACKED if is_gzip(path) or is_archive(path) else 1) > COMPARE:
            return "/".join(_first_array(text, []) or [])
        found = sorted(_arrays(text.value(), []), key=lambda item: -item[0])
        return "/".join(found[0][1]) if found else ""


def _arrays(value: Any, keys: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Length and keys of each array of objects."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield len(value), keys
    elif isinstance(value, dict) and len(keys) < 4:
        for key, inner in value.items():
            yield from _arrays(inner, [*keys, key])


def _first_array(text: JsonText, keys: list[str]) -> list[str] | None:
    for key in text.members():
        text.take(":")
        if text.peek() == "[":
            return [*keys, key]
        if text.peek() == "{" and len(keys) < 4:
            found = _first_array(text, [*keys, key])
            if found:
                return found
        else:
            text.value()
    return None
