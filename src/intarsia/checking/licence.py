"""The licence of a bare file: what its own first lines say, and what lies beside it.

Looked at, in this order: a block of comments at the head of the file, files of its own name (`sales.csv.license`), a description
of the package, a licence file, a note on where it comes from, a read-me. Only words that name a licence, say that there is none,
or reserve rights count.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intarsia.licences import Licence, stated

MOST = 200_000  #: characters of a file beside it that are read; a licence that is not named in them is named nowhere
HEAD = 40  #: lines at the head of the file itself
#: titles of whole licence texts, most telling first; a text that bears one is that licence, whatever else its clauses mention
_TITLES = (
    (re.compile(r"CC0 1\.0 Universal|Creative Commons Zero", re.I), "https://creativecommons.org/publicdomain/zero/1.0/"),
    (re.compile(r"ODC Public Domain Dedication and Licen[cs]e|\bPDDL\b", re.I), "https://opendatacommons.org/licenses/pddl/"),
    (re.compile(r"Open Database License", re.I), "https://opendatacommons.org/licenses/odbl/"),
)
_CC_TITLE = re.compile(r"\bAttribution((?:[ -](?:NonCommercial|ShareAlike|NoDerivatives|NoDerivs))*) (\d\.\d)(?: (?:International|Unported|\w+))?", re.I)
_LINE = re.compile(r"licen[cs]|rights|copyright|rechten|licentie|lizenz|rechte|public domain|publiek domein|creative commons|\bCC[ -]?(?:0|BY)|©", re.IGNORECASE)
#: lines that are about the licence of something else: of the programs, or where the text of it stands
_ELSEWHERE = re.compile(r"licen[cs]e text at|^\s*file\s*:|git-blob|badge|shields\.io|(?:code|software|scripts?|font|icons?) (?:is|are|in this repository)|licen[cs]e (?:file|for "
                        r"details|below)$", re.IGNORECASE)

_LABEL = re.compile(r"^\s*licen[cs]e\s*(?:\([^)]*\))?\s*:\s*\S", re.IGNORECASE | re.MULTILINE)  #: a licence is stated in so many words, whatever they are


def found_beside(path: Path) -> tuple[str, str]:
    """(what is said of the rights, where), of a file or folder; ("", "") when nothing is said anywhere. A statement that there is none is one."""
    unread = ""
    for where, text in _places(path):
        said = _of_text(text) if re.match(r"(?i)licen[cs]e|copying|unlicense", where) else _of_lines(text)
        if said:
            return said, where
        unread = unread or (where if _LABEL.search(text) else "")
    return ("licence not known", unread) if unread else ("", "")


def _places(path: Path) -> Iterator[tuple[str, str]]:
    """(name, text) of everything that may say so, the most telling first."""
    folder = path if path.is_dir() else path.parent
    if path.is_file() and (head := _head(path)):
        yield f"the first lines of {path.name}", head
    try:
        beside = sorted(one for one in folder.iterdir() if one.is_file() and one != path)
    except OSError:
        return
    own = [one for one in beside if one.name.casefold() in (f"{path.name}.license".casefold(), f"{path.name}-metadata.json".casefold())]
    for pattern in ("datapackage.json", "dataset.toml", "provenance*", "licen[cs]e*", "copying*", "unlicense*", "readme*"):
        own += [one for one in beside if one not in own and re.fullmatch(pattern.replace(".", r"\.").replace("*", ".*"), one.name, re.IGNORECASE)]
    for one in own:
        text = _text(one)
        if one.suffix in (".json", ".toml"):
            text = _described(text, one.suffix)
        if text:
            yield one.name, text


def _text(path: Path) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(MOST)
    except OSError:
        return ""


def _head(path: Path) -> str:
    """The comments at the head of a text file; nothing of the data below them."""
    if path.suffix.casefold() not in (".csv", ".tsv", ".txt", ".tab", ".md", ".markdown"):
        return ""
    lines = _text(path)[:20_000].splitlines()[:HEAD]
    comments = []
    for line in lines:
        if not re.match(r"\s*[\"']?(?:#|//|%|licen[cs]e\s*[:;,]|rights\s*[:;,]|©|copyright\b)", line, re.IGNORECASE):
            break
        comments.append(line.strip(" #/%\"';,"))
    return "\n".join(comments)


def _described(text: str, suffix: str) -> str:
    """The licence that the description of a package gives (Data Package: `licenses`; dataset.toml: `licence`)."""
    try:
        body: Any = json.loads(text) if suffix == ".json" else tomllib.loads(text)
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    said = [body.get(key) for key in ("licenses", "licences", "license", "licence", "dct:license", "rights")]
    flat = [part for one in said for part in (one if isinstance(one, list) else [one])]
    names = [str(part[key]) for part in flat if isinstance(part, dict) for key in ("path", "url", "name", "title", "type") if part.get(key)]
    names += [part for part in flat if isinstance(part, str)]
    return "\n".join(f"licence: {name}" for name in names[:1])


def _of_text(text: str) -> str:
    """A whole licence text by its title, else by its sentences."""
    start = " ".join(text[:3_000].split())
    for pattern, address in _TITLES:
        if pattern.search(start):
            return address
    if match := _CC_TITLE.search(start):
        return f"Creative Commons Attribution{match[1]} {match[2]}"
    found = stated(start)
    return (found.uri or _worded(found)) if found else ""


def _of_lines(text: str) -> str:
    """What the lines say that speak of rights: the one that asks most, since a licence may be for the programs only."""
    found = []
    for line in text.splitlines():
        if _LINE.search(line) and not _ELSEWHERE.search(line):
            said = re.sub(r"^.*?licen[cs]es?(?: \([^)]*\))?\s*[:=-]\s*", "", line, flags=re.IGNORECASE) or line
            licence = stated(said) or stated(line)
            if licence:
                found.append(licence)
    if not found:
        return ""
    worst = max(found, key=lambda one: one.rank)
    return worst.uri or _worded(worst)


def _worded(licence: Licence) -> str:
    """A licence without an address, in words that say the same."""
    return {"none stated": "none stated", "reserved": "all rights reserved"}.get(licence.kind, "licence not known")
