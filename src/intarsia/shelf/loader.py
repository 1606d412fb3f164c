"""Finding shelf items in three places: the pool's own shelf/, installed packages, built in. The first one wins."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from intarsia.errors import Invalid, NotFound

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


def format_for(path: Path, own: Path | None = None) -> ModuleType:
    """The format that claims the file's extension (beneath .gz).

    Raises: NotFound with the extensions there are.
    """
    name = path.name.removesuffix(".gz").lower()
    claims = {ext: module for module in formats(own).values() for ext in module.EXTENSIONS}
    for extension in sorted(claims, key=len, reverse=True):
        if name.endswith(extension):
            return claims[extension]
    if path.is_dir():
        return format_named("md", own)
    raise NotFound(f"no format reads {path.name}", way_out="name one with --format; extensions known: " + " ".join(sorted(claims)))


def vocabularies(own: Path | None = None) -> dict[str, Path]:
    """Every vocabulary file by its stem."""
    from intarsia.shelf.vocabularies import vocabulary

    found = {path.stem: path for path in vocabulary.builtin()}
    for point in entry_points(group=GROUP, name="vocabularies"):
        found.update({path.stem: path for path in Path(point.load()).glob("*.ttl")})
    if own is not None:
        found.update({path.stem: path for path in sorted((own / "vocabularies").glob("*.ttl"))})
    return dict(sorted(found.items()))


def _modules(kind: str, own: Path | None) -> dict[str, ModuleType]:
    found = dict(_builtin(kind))
    for point in entry_points(group=GROUP, name=kind):
        package = point.load()
        found.update(_of_package(package))
    if own is not None:
        for path in sorted((own / kind).glob("*.py")):
            module = _from_file(kind, path)
            found[module.NAME] = module
    return found


@cache
def _builtin(kind: str) -> dict[str, ModuleType]:
    return _of_package(importlib.import_module(f"intarsia.shelf.{kind}"))


def _of_package(package: ModuleType) -> dict[str, ModuleType]:
    modules = [importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)]
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def _from_file(kind: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"intarsia_own_{kind}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise Invalid(f"{path.name} cannot be read as Python", where=str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "NAME"):
        raise Invalid(f"{path.name} has no NAME", where=str(path), way_out='NAME = "..." makes it a shelf item')
    return module
