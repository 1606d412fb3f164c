"""How vocabularies are written: one reader a file. Adding a form is adding a file with NAME, EXTENSIONS, `recognises` and `read`."""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import zlib
from functools import cache
from pathlib import Path
from types import ModuleType

from intarsia.errors import Invalid, NotFound

#: a file that unpacks to more is refused: no terminology known is a tenth of it
LARGEST = 4_000_000_000
HEAD = 8_192


@cache
def readers() -> dict[str, ModuleType]:
    """Every reader by name."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def extensions() -> tuple[str, ...]:
    """The extensions of vocabulary files, each also with .gz behind it."""
    return tuple(sorted(extension for reader in readers().values() for extension in reader.EXTENSIONS))


def stem(path: Path) -> str:
    """The name of a vocabulary file without what says how it is written: "aat" for aat.ttl.gz."""
    name = path.name.removesuffix(".gz")
    ending = next((e for e in sorted((*extensions(), ".toml"), key=len, reverse=True) if name.lower().endswith(e)), "")
    return name[:len(name) - len(ending)] if ending and path.is_file() else name


def is_one(path: Path) -> bool:
    """Is this a file, or a folder of files, that a reader here may read, or the description of one elsewhere?"""
    if path.name.startswith("."):
        return False
    if path.is_dir():
        return any(reader.recognises(path, b"") for reader in readers().values())
    return path.name.lower().removesuffix(".gz").endswith((*extensions(), ".toml"))


def reader_of(path: Path) -> ModuleType:
    """The reader that knows the content, else the one that claims the extension.

    Raises: NotFound without the file, or without a reader for it.
    """
    if not path.exists():
        raise NotFound("There is no such vocabulary file.", where=str(path), way_out="Check the path.")
    head = b"" if path.is_dir() else content(path, HEAD)
    for reader in readers().values():
        if reader.recognises(path, head):
            return reader
    name = path.name.lower().removesuffix(".gz")
    for reader in readers().values():
        if path.is_file() and name.endswith(reader.EXTENSIONS):
            return reader
    raise NotFound(f"No reader knows {path.name} as a vocabulary.", where=str(path), way_out="Extensions known: " + " ".join(extensions()) + ", each also with .gz.")


def content(path: Path, most: int = 0) -> bytes:
    """The bytes of a file, unpacked when they are gzip's; `most`: only so many.

    Raises: NotFound without the file; Invalid when it is damaged, or larger than a vocabulary can be.
    """
    try:
        with open(path, "rb") as handle:
            packed = handle.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else open(path, "rb") as source:
            found: bytes = source.read(most or LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid("This file is damaged: it cannot be unpacked.", where=str(path), way_out="Fetch it again.") from error
    except OSError as error:
        raise NotFound("There is no such vocabulary file.", where=str(path), way_out="Check the path.") from error
    if len(found) > LARGEST:
        raise Invalid("This file is larger than a vocabulary can be.", where=str(path), way_out=f"The most is {LARGEST:,} bytes.")
    return found
