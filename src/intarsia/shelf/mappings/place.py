"""Where something stands in a TOML file: tomllib reads values, this finds their lines for error messages."""

from __future__ import annotations

import re
from collections.abc import Sequence

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[\w.-]+)\s*=\s*""")


def lines_of(text: str) -> dict[Path, tuple[int, int]]:
    """Path of every table and key -> (line, column), both from 1; the column is that of the value."""
    found: dict[Path, tuple[int, int]] = {}
    counts: dict[Path, int] = {}
    current: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            current = _enter(_words(header[2]), header[1] == "[[", counts)
            found.setdefault(current, (number, 1))
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault((*current, *_words(key[1])), (number, key.end() + 1))
    return found


def _words(dotted: str) -> list[str]:
    return [word.strip("\"'") for word in re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', dotted)]


def _enter(words: Sequence[str], repeated: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for position, word in enumerate(words):
        path = (*path, word)
        if position == len(words) - 1 and repeated:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def where(name: str, text: str, path: Path, offset: int = 0) -> str:
    """"file, line 12, column 9 (work[1].title)": as near to `path` as the file allows."""
    found = lines_of(text)
    near = (*path, 0) if path not in found and (*path, 0) in found else path  # [[name]], named as a whole
    while near and near not in found:
        near = near[:-1]
    label = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    if near not in found:
        return f"{name} ({label})"
    line, column = found[near]
    exact = near == path
    return f"{name}, line {line}, column {column + (offset + 1 if exact and offset else 0)} ({label})"
