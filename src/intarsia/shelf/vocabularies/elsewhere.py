"""A vocabulary that stays where it is: a TOML file that names its files, their addresses and checksums, and the terms it is shared on.

    title = { en = "Iconclass" }
    publisher = "Iconclass"
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    source = "v_iconclass"           # its folder in a mirror, where that has another name than this file
    expand_keys = false              # Iconclass's own form only
    [[file]]
    name = "notations.txt"
    url = "https://..."
    sha256 = "..."
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid
from intarsia.model import Distribution

EXTENSION = ".toml"
_KNOWN = frozenset({"title", "publisher", "licence", "source", "expand_keys", "file"})
_FILE = frozenset({"name", "url", "path", "sha256", "max_bytes"})


@dataclass(frozen=True)
class Elsewhere:
    """Where a vocabulary is, and on what terms."""

    key: str
    files: tuple[Distribution, ...]
    source: str
    title: dict[str, str] = field(default_factory=dict)
    publisher: str = ""
    licence: str = ""
    expand_keys: bool = False


def load(path: Path) -> Elsewhere:
    """Raises: Invalid when it is no TOML, names no file, or a file without an address, or says what is not known."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"this is not TOML: {error}", where=str(path), way_out='title = { en = "..." } and, for each file, [[file]] with name and url') from error
    if unknown := sorted(set(data) - _KNOWN):
        raise Invalid(f"'{unknown[0]}' is not known here", where=str(path), way_out="known: " + ", ".join(sorted(_KNOWN)))
    if not isinstance(data.get("title", {}), dict) or not data.get("file"):
        raise Invalid("a vocabulary elsewhere needs its files", where=str(path), way_out='[[file]] name = "aat.ttl" url = "https://..." sha256 = "..."')
    files = []
    for one in data["file"]:
        if set(one) - _FILE or not one.get("name") or bool(one.get("url")) == bool(one.get("path")) or "/" in one.get("name", ""):
            raise Invalid("a file needs a name, and either url or path", where=str(path), way_out='[[file]] name = "aat.ttl" url = "https://..." sha256 = "..."')
        files.append(Distribution(format="vocabulary", **one))
    told = {name: str(data[name]) for name in ("publisher", "licence") if name in data}
    return Elsewhere(path.name.removesuffix(EXTENSION), tuple(files), str(data.get("source") or path.stem), dict(data.get("title", {})), expand_keys=bool(data.get("expand_keys")), **told)
