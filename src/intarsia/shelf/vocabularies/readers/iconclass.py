"""Iconclass in its own text format: a folder with notations.txt and one file or more of texts for each language.

A record of notations.txt is lines of `N notation`, `C child`, `R see also`, `K key` (further values behind `; `), closed by `$`. The texts are lines of
`notation|text` in files called txt_<language>_*.txt; a # before a notation marks a translation that was not revised.
Keys (keys.txt and txt_<language>_keys.txt) are the parts that may stand behind a notation in
brackets, "25F23(+46)": they are left out unless the folder holds a file called expand-keys, for they make 1.3 million notations of 40,000.
Format: README of the public repository iconclass/data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from intarsia.errors import Invalid
from intarsia.shelf.vocabularies.parts import Gathered, Parts
from intarsia.shelf.vocabularies.readers import content

NAME = "iconclass"
EXTENSIONS = ()
HOME = "https://iconclass.org/"
_TEXTS = re.compile(r"txt_([a-z]{2,3})_.+\.txt(\.gz)?")
_FIELDS = frozenset("NCKRST")


def recognises(path: Path, head: bytes) -> bool:
    """By the file that holds the notations."""
    return path.is_dir() and _file(path, "notations.txt") is not None


def read(path: Path) -> Parts:
    """The notations of a folder, with their texts in each language that has files.

    Raises: NotFound; Invalid with file and line for a line of notations.txt that is of no record.
    """
    gathered = Gathered()
    gathered.schemes[HOME.rstrip("/")] = {"en": "Iconclass"}
    structure = _file(path, "notations.txt")
    assert structure is not None
    keys = _keys(path) if (path / "expand-keys").exists() else {}
    expanded: list[tuple[str, str]] = []
    for record in _records(structure):
        notation = record["N"][0] if record.get("N") else ""
        if notation:
            _take(gathered, notation, record)
            expanded += [(notation, key) for key in record.get("K", ()) if key in keys]
    if not gathered.numbers:
        raise Invalid("There is no notation in this folder.", where=str(structure), way_out="A record begins with N and the notation, and ends with $.")
    for base, key in expanded:
        _expand(gathered, base, key, keys)
    left = 0
    for file in sorted(child for child in path.iterdir() if _TEXTS.fullmatch(child.name) and "_keys." not in child.name):
        match = _TEXTS.fullmatch(file.name)
        left += _texts(gathered, file, match[1] if match else "")
    _texts_of_keys(gathered, path, expanded, keys)
    if left:
        gathered.notes.append(f"{left:,} texts are of a notation that notations.txt does not have, and left out")
    if not keys and _file(path, "keys.txt"):
        gathered.notes.append("keys are left out; a file called expand-keys beside notations.txt takes them in")
    return gathered.parts()


def _file(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("This file is not UTF-8.", where=str(path), way_out="Save it as UTF-8.") from error
    return enumerate(text.split("\n"), start=1)


def _records(path: Path) -> Iterator[dict[str, list[str]]]:
    record: dict[str, list[str]] = {}
    name = ""
    for number, line in _lines(path):
        if line.strip() == "$":
            yield record
            record, name = {}, ""
            continue
        first, _, value = line.strip().partition(" ")
        if not first:
            continue
        name = name if first == ";" else first
        if name not in _FIELDS:
            raise Invalid("This line is of no record.", where=f"{path}, line {number}", way_out="A line begins with N, C, R, K or ; and a space.")
        record.setdefault(name, []).append(value.strip())
    if record:
        yield record


def _take(gathered: Gathered, notation: str, record: dict[str, list[str]]) -> None:
    number = gathered.concept(notation)
    for child in record.get("C", ()):
        gathered.relation(number, "narrower", child)
    for other in record.get("R", ()):
        gathered.relation(number, "related", other)


def _keys(path: Path) -> dict[str, list[str]]:
    """The keys, each with its suffixes."""
    file = _file(path, "keys.txt")
    return {record["K"][0]: record.get("S", []) for record in _records(file) if record.get("K")} if file else {}


def _expand(gathered: Gathered, base: str, key: str, keys: dict[str, list[str]]) -> None:
    """The notations that a key makes of one: `25F23(+1)`, and below it `25F23(+11)`."""
    made = set()
    for suffix in keys[key]:
        number = gathered.concept(f"{base}(+{suffix})")
        above = next((suffix[:cut] for cut in range(len(suffix) - 1, 0, -1) if suffix[:cut] in made), None)
        gathered.relation(number, "broader", base if above is None else f"{base}(+{above})")
        made.add(suffix)


def _texts(gathered: Gathered, path: Path, language: str) -> int:
    """Give the notations their texts; returns how many texts were of none."""
    left, seen = 0, set()
    for number, line in _lines(path):
        if not line.strip():
            continue
        notation, bar, text = line.partition("|")
        if not bar:
            gathered.notes.append(f"line {number:,} of {path.name} has no text, and is left out")
            continue
        notation = notation.strip().removeprefix("#")  # the mark of a translation that its editors have not looked at again
        concept, text = gathered.numbers.get(notation), text.strip()
        if concept is None:
            left += 1
        elif text:
            gathered.label(concept, "alt" if notation in seen else "pref", language, text)
            seen.add(notation)
    return left


def _texts_of_keys(gathered: Gathered, path: Path, expanded: list[tuple[str, str]], keys: dict[str, list[str]]) -> None:
    """What a notation with a key is called: the text of the key; what it stands with, its broader terms show."""
    for file in sorted(path.glob("txt_*_keys.txt*")) if expanded else ():
        match = _TEXTS.fullmatch(file.name)
        said = {name.strip(): text.strip() for _, line in _lines(file) for name, bar, text in (line.partition("|"),) if bar}
        for base, key in expanded:
            for suffix in keys[key]:
                if text := said.get(f"{key}{suffix}"):
                    gathered.label(gathered.numbers[f"{base}(+{suffix})"], "pref", match[1] if match else "", text)
