"""Finding shelf items in three places: the pool's own shelf/, installed packages, built in. The first one wins."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from intarsia.errors import Invalid, NotFound
from intarsia.shelf.formats import archive, dialect, heads, packing, strangers

GROUP = "intarsia.shelf"


def formats(own: Path | None = None) -> dict[str, ModuleType]:
    """Every format by name: a module with NAME, EXTENSIONS, guess and read."""
    return _modules("formats", own)


def format_named(name: str, own: Path | None = None) -> ModuleType:
    """The format of that name, or of that extension: 'markdown' or 'md'.

    Raises: NotFound with the names there are.
    """
    found = formats(own)
    claims = {extension.removeprefix("."): module for module in found.values() for extension in module.EXTENSIONS}
    if name not in found and name not in claims:
        raise NotFound(f"no format '{name}'", way_out="one of: " + ", ".join(sorted({*found, *claims})))
    return found.get(name) or claims[name]


def format_for(path: Path, own: Path | None = None, options: Mapping[str, Any] | None = None) -> ModuleType:
    """The format that reads a file, by its extension (beneath .gz, in a .zip) and the first 64 kB of its content.

    A format of the pool's own or of a package that claims the extension is taken at its word. Else content wins where it
    cannot be mistaken (a workbook called .csv, JSON lines called .json), and the extension where it can.

    Raises: NotFound with the extensions there are; Invalid for a damaged archive or a file that is no data (a web page, a PDF).
    """
    found = formats(own)
    if path.is_dir() or _is_folder(path, options or {}):
        return format_named("md", own)
    if not path.exists():
        return _claimant(path.name.lower().removesuffix(".gz"), found) or _nobody(path, found)
    head = heads.look(path, options or {})
    claimant = _claimant(head.name, found)
    if claimant is not None and claimant not in _builtin("formats").values():
        return claimant
    if claimant is None or claimant.NAME != "markdown":
        strangers.refuse(head, str(path))
    for module in found.values():
        if hasattr(module, "recognises") and module.recognises(head):
            return module
    return _by_kind(head, claimant, found) or _nobody(path, found)


#: what each kind of content may be read by; the first when the extension names none of them
READERS = {
    "xlsx": ("excel",), "ods": ("ods",), "damaged": ("excel", "ods"), "parquet": ("parquet",), "r": ("rda",),
    "json": ("json", "jsonld", "jsonstat"), "json line": ("json", "jsonl", "jsonld", "jsonstat"), "jsonl": ("jsonl",), "xml": ("xml", "marcxml", "rdf"),
}  # fmt: skip
NOT_TEXT = ("excel", "ods", "parquet", "rda")  # an extension that is wrong when the content is text
TURTLE = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:(?:@prefix|@base|PREFIX|BASE)\s|<[a-z]+:[^<>\s]+>\s+<[a-z]+:[^<>\s]+>\s)")


def _by_kind(head: heads.Head, claimant: ModuleType | None, found: dict[str, ModuleType]) -> ModuleType | None:
    """The format the extension names when the content allows it, else the one the content names."""
    if head.kind in READERS:
        names = READERS[head.kind]
        if claimant is not None and (claimant.NAME in names or claimant.NAME == "markdown"):
            return claimant
        return found[names[0]]
    if claimant is not None and (head.kind != "text" or claimant.NAME not in NOT_TEXT):
        return claimant
    if head.kind != "text":
        return None
    if TURTLE.match(head.text):
        return found["rdf"]
    if head.text.startswith("---\n"):
        return found["markdown"]
    return found["csv"] if _is_table(head.lines[:100]) else None


def _is_table(lines: list[str]) -> bool:
    """Do nearly all lines have as many cells, two at least?"""
    lines = [line + "\n" for line in lines if line.strip()]
    records = dialect.records_of(lines, dialect.guess_delimiter(lines, '"'), '"')
    width = dialect.usual_width(records)
    return width > 1 and sum(len(cells) == width for _, cells in records) >= 0.8 * len(records)


def _claimant(name: str, found: dict[str, ModuleType]) -> ModuleType | None:
    """The format with the longest extension that the name ends with."""
    claims = {extension: module for module in found.values() for extension in module.EXTENSIONS}
    return next((claims[extension] for extension in sorted(claims, key=len, reverse=True) if name.endswith(extension)), None)


def _is_folder(path: Path, options: Mapping[str, Any]) -> bool:
    """Is this a zip of Markdown files?"""
    if options.get("member") or not path.is_file() or not packing.is_archive(path):
        return False
    names = [entry.filename.lower() for entry in archive.members(path)]
    return len(names) > 1 and all(name.endswith((".md", ".markdown")) for name in names)


def _nobody(path: Path, found: dict[str, ModuleType]) -> ModuleType:
    known = sorted(extension for module in found.values() for extension in module.EXTENSIONS)
    raise NotFound(f"no format reads {path.name}", way_out="name one with --format; extensions known: " + " ".join(known))


def vocabularies(own: Path | None = None) -> dict[str, tuple[Path, ...]]:
    """Every vocabulary by its key: its file, and those that add to it.

    A file, or a folder of files, called `genre.own.ttl` adds to the vocabulary `genre`, where there is one; else its key is "genre.own".
    """
    from intarsia.shelf.vocabularies import readers, vocabulary

    found = {path.stem: path for path in vocabulary.builtin()}
    for point in installed("vocabularies"):
        found.update({readers.stem(path): path for path in sorted(Path(point.load()).iterdir()) if readers.is_one(path)})
    if own is not None and (own / "vocabularies").is_dir():
        found.update({readers.stem(path): path for path in sorted((own / "vocabularies").iterdir()) if readers.is_one(path)})
    more: dict[str, list[Path]] = {}
    for name in [name for name in found if "." in name and name.partition(".")[0] in found]:
        more.setdefault(name.partition(".")[0], []).append(found.pop(name))
    return {name: (path, *sorted(more.get(name, ()))) for name, path in sorted(found.items())}


def crosswalks(own: Path | None = None) -> dict[str, Path]:
    """Every crosswalk file by its id."""
    from intarsia.shelf.crosswalks import crosswalk

    found = {path.stem: path for path in crosswalk.builtin()}
    for point in installed("crosswalks"):
        found.update({path.stem: path for path in sorted(Path(point.load()).glob(f"*{crosswalk.EXTENSION}"))})
    if own is not None:
        found.update({path.stem: path for path in sorted((own / "crosswalks").glob(f"*{crosswalk.EXTENSION}"))})
    return dict(sorted(found.items()))


def rules(own: Path | None = None) -> dict[str, ModuleType]:
    """Every rule by name; see shelf/rules/base.py."""
    return _modules("rules", own)


def remedies(own: Path | None = None) -> dict[str, ModuleType]:
    """Every remedy by name; see shelf/remedies/base.py."""
    return _modules("remedies", own)


def insights(own: Path | None = None) -> dict[str, ModuleType]:
    """Every insight by name; see shelf/insights/base.py."""
    return _modules("insights", own)


def own_version(kind: str, own: Path) -> str:
    """The hash of a pool's own items of a kind that are Python; "" without any."""
    files = sorted((own / kind).glob("*.py"))
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()[:16] if files else ""


def _modules(kind: str, own: Path | None) -> dict[str, ModuleType]:
    found = {**_builtin(kind), **_installed(kind, tuple(sys.path))}
    if own is not None:
        for path in sorted((own / kind).glob("*.py")):
            module = _from_file(kind, path)
            found[module.NAME] = module
    return found


@lru_cache(maxsize=32)
def _installed(kind: str, path: tuple[str, ...]) -> dict[str, ModuleType]:
    """Those of installed packages."""
    return {name: module for point in installed(kind) for name, module in _of_package(point.load()).items()}


def installed(kind: str) -> list[EntryPoint]:
    """What installed packages bring of a kind."""
    return [point for point in _points(tuple(sys.path)) if point.name == kind]


@lru_cache(maxsize=8)
def _points(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """What they bring of all kinds; looking through all that is installed takes some 20 ms, so it is done once for a path."""
    return tuple(entry_points(group=GROUP))


@cache
def _builtin(kind: str) -> dict[str, ModuleType]:
    return _of_package(importlib.import_module(f"intarsia.shelf.{kind}"))


def _of_package(package: ModuleType) -> dict[str, ModuleType]:
    modules = [importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)]
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def _from_file(kind: str, path: Path) -> ModuleType:
    """The module in a file; run once for each state of the file, as pages ask for it again and again."""
    state = path.stat()
    return _run(kind, path.resolve(), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=256)
def _run(kind: str, path: Path, changed: int, size: int) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"intarsia_own_{kind}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise Invalid(f"{path.name} cannot be read as Python", where=str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "NAME"):
        raise Invalid(f"{path.name} has no NAME", where=str(path), way_out='NAME = "..." makes it a shelf item')
    return module
