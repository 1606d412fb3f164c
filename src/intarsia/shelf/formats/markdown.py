"""Markdown with YAML front matter: a folder, a zip of one, or one file; a file is a record, its text the column `body`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import yaml

from intarsia.errors import Invalid
from intarsia.shelf.formats import archive
from intarsia.shelf.formats.base import (
    MAX_BYTES,
    MAX_BYTES_MEANING,
    Batch,
    Counted,
    Reject,
    is_archive,
    open_binary,
    settle,
    too_large,
)
from intarsia.shelf.formats.nested import LISTS_MEANING, Record, guess_lists, shred

NAME = "markdown"
EXTENSIONS = (".md", ".markdown")
MEDIA_TYPE = "text/markdown"
OPTIONS = {
    "pattern": "which files of a folder are records, such as *.md or **/*.markdown; several with a comma",
    "lists": LISTS_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"pattern": None, "lists": None, "max_bytes": MAX_BYTES}
EVERYTHING = "**/*.md,**/*.markdown,**/*.md.gz,**/*.markdown.gz"
MAX_VALUES = 100_000  # of one file's front matter
FENCE = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


OPENED = re.compile(r"---[ \t]*\r?\n[\w.-]+:(?:\s|$)")


class Written(yaml.CSafeLoader):  # type: ignore[misc]
    """The safe loader, but scalars stay as they are written: 007, 1.50, 1999-01-01 and yes are text."""

    yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] == "tag:yaml.org,2002:null"]
        for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A name that stands twice is an error: which value is meant cannot be known."""
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
        if len(set(names)) < len(names):
            raise yaml.constructor.ConstructorError(None, None, "a name stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """All Markdown files of a folder; the lists by the first records."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["pattern"] is None:
        found["pattern"] = EVERYTHING
    if found["lists"] is None:
        found["lists"] = guess_lists(_records(path, found), most=None)
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """One record a file, in the order of their names; `_file` says which."""
    full = guess(path, options)
    yield from shred(_records(path, full), full)


def _records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    left = int(options["max_bytes"])
    files = _in_zip(path, options) if not path.is_dir() and is_archive(path) else _in_folder(path, options)
    for number, (name, opened) in enumerate(files, start=1):
        with opened(left) as stream:
            data = stream.read()
        left -= len(data)
        if left < 0:
            raise too_large(str(path), int(options["max_bytes"]))
        yield number, None, _record(number, name, data)


Opened = tuple[str, Callable[[int], BufferedReader]]  # the name of a file, and what opens it for so many bytes


def _in_folder(path: Path, options: Mapping[str, Any]) -> Iterator[Opened]:
    for file in _files(path, options):
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        yield name, partial(_open_file, file)


def _open_file(file: Path, most: int) -> BufferedReader:
    return open_binary(file, {"max_bytes": most})


def _in_zip(path: Path, options: Mapping[str, Any]) -> Iterator[Opened]:
    """The files that fit, in the order a folder of them would have."""
    entries = [entry for entry in archive.members(path) if _fits(entry.filename, options["pattern"])]
    if not entries:
        raise _nothing_fits(path, options)
    entries.sort(key=lambda entry: PurePosixPath(entry.filename))
    with archive.opened(path, entries) as streams:
        for entry, stream in streams:
            yield entry.filename, partial(_counted, stream, str(path), entry.compress_size)


def _counted(stream: BinaryIO, where: str, packed: int, most: int) -> BufferedReader:
    return BufferedReader(Counted(stream, most, where, packed))


def _fits(name: str, patterns: str) -> bool:
    """Does a name in a zip fit, as a path would? **/ may stand for no folder at all."""
    each = [pattern.strip() for pattern in patterns.split(",")]
    return any(fnmatchcase(name, one) or fnmatchcase(name, one.removeprefix("**/")) for one in each)


def _nothing_fits(path: Path, options: Mapping[str, Any]) -> Invalid:
    return Invalid("The folder has no file that fits.", where=str(path), way_out=f"Set the option pattern; now {options['pattern']}.")


def _files(path: Path, options: Mapping[str, Any]) -> list[Path]:
    """The file itself, or the files of the folder, links left out."""
    if not path.is_dir():
        return [path]
    patterns = [pattern.strip() for pattern in options["pattern"].split(",")]
    if any(".." in pattern or pattern.startswith("/") or not pattern for pattern in patterns):
        raise Invalid(
            "The option pattern leaves the folder.", where=str(path), way_out="Use a pattern such as *.md."
        )
    files = {
        file
        for pattern in patterns
        for file in path.glob(pattern)
        if file.is_file() and not file.is_symlink()
    }
    if not files:
        raise _nothing_fits(path, options)
    return sorted(files)


def _record(number: int, name: str, data: bytes) -> dict[str, Any] | Reject:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Reject(number, None, f"{name} is not UTF-8")
    fence = FENCE.match(text)
    if fence is None and OPENED.match(text):
        return Reject(number, 1, f"the front matter of {name} is opened with --- and never closed")
    if fence is None:
        return {"body": text, "_file": name}
    try:
        front = yaml.load(fence.group(1), Loader=Written)
        front = {} if front is None else _plain(front, iter(range(MAX_VALUES)))
    except (TooMuch, RecursionError):
        return Reject(number, None, f"the front matter of {name} is too deep or too large")
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return Reject(
            number, mark.line + 2 if mark else None, f"the front matter of {name} is not valid YAML"
        )
    if not isinstance(front, dict):
        return Reject(number, 2, f"the front matter of {name} is no list of names and values")
    body = text[fence.end() :]
    return {**front, "body": body if body.strip() else None, "_file": name}


class TooMuch(Exception):
    """Aliases that repeat themselves into more than a file can hold."""


def _plain(value: Any, room: Iterator[int]) -> Any:
    """Keys and whatever a tag made of a scalar as text. What aliases repeat counts each time."""
    if next(room, None) is None:
        raise TooMuch
    if isinstance(value, dict):
        return {str(key): _plain(inner, room) for key, inner in value.items()}
    if isinstance(value, (list, set, tuple)):
        return [_plain(inner, room) for inner in value]
    return value if value is None or isinstance(value, (str, bool)) else str(value)


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """A folder of two files."""
    path.mkdir()
    (path / "zomer.md").write_text("---\ntitle: Zomer\nyear: 1990\n---\nA film.\n", encoding="utf-8")
    (path / "herfst.md").write_text("---\ntitle: Herfst\ncast: [An, Bo]\n---\nA film.\n", encoding="utf-8")
    return path, {}, 2
