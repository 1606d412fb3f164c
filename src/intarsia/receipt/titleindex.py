"""Title indexes of a pool, mapped into memory: of a folder here, or fetched whole from a server. Nothing is asked about any record."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.errors import Broken, Unavailable
from intarsia.shelf.feeds.titleindex import ARRAYS, BYTES_A_WORK, HEAD, MAGIC, SUFFIX, VERSION

#: largest index that is fetched: of 100 million works
MOST_BYTES = 100_000_000 * BYTES_A_WORK


@dataclass(frozen=True)
class Part:
    """The index of one dataset: `about` is its head, `arrays` those of the feed."""

    dataset: str
    about: dict[str, Any]
    arrays: dict[str, Any]


@dataclass(frozen=True)
class Index:
    """The indexes of a release."""

    release: str
    base: str
    parts: list[Part] = field(default_factory=list)

    @property
    def works(self) -> int:
        return sum(int(part.about["works"]) for part in self.parts)

    @property
    def agents(self) -> int:
        return sum(int(part.about["agents"]) for part in self.parts)


def opened(path: Path) -> Part:
    """One index, mapped; what it says of itself is checked before it is believed.

    Raises: Broken when it is no index, of another version, or cut off.
    """
    wrong = Broken("this title index cannot be read", where=str(path), way_out="fetch it again, or build the pool again")
    try:
        with open(path, "rb") as file:
            start = file.read(16)
            length = int.from_bytes(start[8:], "little")
            if start[:8] != MAGIC or length > 1_000_000:
                raise wrong
            head = json.loads(file.read(length))
        if head["version"] != VERSION:
            raise Broken("this title index is of another version", where=str(path), way_out="use the same version of intarsia on both sides")
        whole = np.memmap(path, dtype=np.uint8, mode="r", offset=16 + length)
        arrays = {}
        for name, kind in ARRAYS.items():
            at, count = (int(one) for one in head["arrays"][name])
            arrays[name] = whole[at : at + count * np.dtype(kind).itemsize].view(kind)
            if at < 0 or len(arrays[name]) != count:
                raise wrong
        rows = int(head["works"]) + int(head["agents"])
        held = len(arrays["sector"]) == int(head["works"]) and len(arrays["maker"]) == 2 * int(head["works"]) and len(arrays["key"]) == len(arrays["row"])
        if not held or not len(arrays["id"]) == len(arrays["year"]) == len(arrays["groups"]) == rows:
            raise wrong
        return Part(str(head["dataset"]), head, arrays)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise wrong from error


def of_folder(folder: Path, release: str, base: str) -> Index:
    """The indexes in a folder.

    Raises: Unavailable when there is none; Broken for one that cannot be read.
    """
    parts = [opened(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    if not parts:
        raise Unavailable(f"release {release} has no title index", where=str(folder), way_out="a release of an earlier version has none: build the pool again")
    return Index(release, base, parts)


def of_pool(pool: Any) -> Index:
    """The indexes of a pool's served release."""
    reader = pool.reader()
    return of_folder(reader.path / "dumps", reader.id, reader.base)


def kept_at() -> Path:
    """Where fetched indexes are kept, by release."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "intarsia" / "titles"


def of_site(address: str, folder: Path | None = None) -> Index:
    """The indexes of the release that a server serves, fetched whole and kept for the next time.

    Raises: Unavailable when no pool answers there, or it has no index; Broken when what came is not what its release says.
    """
    from intarsia.site import Site

    site = Site(address)
    target = (folder or kept_at()) / site.id
    target.mkdir(parents=True, exist_ok=True)
    for name, entry in sorted(site.manifest.get("dumps", {}).items()):
        if not name.endswith(SUFFIX) or "/" in name or name.startswith("."):
            continue
        wanted = entry.get("sha256") or site.manifest.get("files", {}).get(f"dumps/{name}", {}).get("sha256", "")
        if not (target / name).is_file():
            _fetch(site, name, target / name, wanted)
    return of_folder(target, site.id, site.base)


def _fetch(site: Any, name: str, path: Path, wanted: str) -> None:
    import httpx

    aside, digest, size = path.with_name(f"{name}.{os.getpid()}.part"), hashlib.sha256(), 0
    try:
        with site.send(f"dumps/{site.id}/{name}") as answer, open(aside, "wb") as out:
            try:
                for piece in answer.iter_bytes():
                    size += len(piece)
                    if size > MOST_BYTES + HEAD:
                        raise Broken("this title index is larger than any can be", where=f"{site.address}dumps/{site.id}/{name}", way_out="ask who runs that server")
                    digest.update(piece)
                    out.write(piece)
            except httpx.HTTPError as error:
                raise site.silent(error) from error
        if wanted and digest.hexdigest() != wanted:
            raise Broken("what came is not the file that the release names", where=f"{site.address}dumps/{site.id}/{name}", way_out="try again")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
