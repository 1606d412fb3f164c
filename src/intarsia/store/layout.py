"""The pool folder: which path holds what. The folder is the configuration."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from intarsia.errors import NotFound


@dataclass(frozen=True)
class Layout:
    """Paths of one pool. Nothing here reads or writes, except `ensure` and `replace`.

    `local`: the releases for this machine, which hold what others may not see; they never stand beside the public ones.
    `vaulted`: a dataset whose rows are pooled only; what its steps leave stands in the vault, never beside anything else.
    """

    root: Path
    local: bool = False
    vaulted: str = ""

    @property
    def for_this_machine(self) -> Layout:
        return Layout(self.root, local=True)

    def in_vault(self, name: str) -> Layout:
        """The same pool, with the blobs and outcomes of a dataset in its part of the vault."""
        return Layout(self.root, vaulted=name)

    @property
    def config(self) -> Path:
        return self.root / "pool.toml"

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"

    @property
    def shelf(self) -> Path:
        return self.root / "shelf"

    @property
    def desk(self) -> Path:
        return self.root / "desk.sqlite"

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def incoming(self) -> Path:
        """Drafts: what contributors sent and nobody decided about; in no release, backup, index or log."""
        return self.root / "incoming"

    @property
    def studies(self) -> Path:
        """What is asked of interventions, registered before an answer is shown."""
        return self.root / "studies"

    @property
    def noise(self) -> Path:
        """What noise was given, and what it cost: as private as the rows it is about."""
        return self.vault / ".noise.sqlite"

    @property
    def pooled(self) -> Path:
        return self.root / "pooled"

    @property
    def regions(self) -> Path:
        """The boundaries of regions that the operator supplied (`intarsia map add`); not there in most pools."""
        return self.root / "maps" / "regions.json"

    @property
    def blobs(self) -> Path:
        return (self.vault / self.vaulted if self.vaulted else self.root) / "blobs"

    @property
    def outcomes(self) -> Path:
        return (self.vault / self.vaulted if self.vaulted else self.root) / "outcomes"

    @property
    def releases(self) -> Path:
        return (self.root / "local" if self.local else self.root) / "releases"

    @property
    def current(self) -> Path:
        return (self.root / "local" if self.local else self.root) / "current"

    @property
    def lock(self) -> Path:
        return self.root / ".lock"

    @property
    def scratch(self) -> Path:
        return self.root / ".scratch"

    def dataset(self, name: str) -> Path:
        return self.datasets / name

    def require(self) -> Layout:
        """Itself, if this folder is a pool.

        Raises: NotFound when there is no pool.toml.
        """
        if not self.config.is_file():
            raise NotFound(
                f"no pool in {self.root}", where=str(self.config),
                way_out=f"start one: intarsia new {self.root}, or build the demo: intarsia demo {self.root}",
            )
        return self


def replace(path: Path, content: str | bytes) -> None:
    """Write a small file whole or not at all: aside, flushed, then renamed."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    data = content.encode("utf-8") if isinstance(content, str) else content
    with open(aside, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(aside, path)


def sync_folder(path: Path) -> None:
    """Ask the file system to keep a rename in this folder through a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link_or_copy(source: Path, target: Path) -> None:
    """The same bytes under another name, without copying them where the disk allows."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
