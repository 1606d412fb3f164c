"""fetch: bytes. From the dataset's folder, an address or a mirror, into the blobs, checked by checksum."""

from __future__ import annotations

import hashlib
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from intarsia.errors import IntarsiaError, Invalid, NotFound, Unavailable
from intarsia.model import Distribution
from intarsia.store import download
from intarsia.store.blobs import Blobs, uncompressed


@dataclass(frozen=True)
class Delivery:
    """What a distribution's source gave: files by checksum, with the names they have."""

    files: tuple[tuple[str, str], ...]
    bytes: int
    source: str
    state: str = "fresh"

    @property
    def checksum(self) -> str:
        """The checksum of one file, or of the list of a folder's names and checksums."""
        if len(self.files) == 1:
            return self.files[0][1]
        return hashlib.sha256(json.dumps(self.files).encode()).hexdigest()


def fetch(distribution: Distribution, folder: Path, blobs: Blobs, mirror: Path | None = None, allow_hosts: Iterable[str] = ()) -> Delivery:
    """Bring a distribution's bytes into the blobs.

    `mirror` holds <dataset>/<name>[.gz] and is taken instead of an address.
    Raises: NotFound, Unavailable, or Invalid when the checksum differs.
    """
    if distribution.path:
        delivery = _local(_inside(folder, distribution.path), distribution, blobs)
    elif mirror is not None:
        delivery = _local(_mirrored(mirror / folder.name, distribution.name), distribution, blobs)
    else:
        delivery = _remote(distribution, blobs, allow_hosts)
    if distribution.sha256 and delivery.checksum != distribution.sha256:
        raise Invalid(
            f"the content of '{distribution.name}' has another checksum than its description says",
            where=delivery.source, way_out=f"if the new delivery is meant, write sha256 = \"{delivery.checksum}\"",
        )
    return delivery


def _inside(folder: Path, path: str) -> Path:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Invalid(f"the path '{path}' leads out of the dataset's folder", where=str(folder), way_out="put the file beside dataset.toml")
    return target


def _mirrored(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.exists():
            return candidate
    raise NotFound(f"the mirror has no '{name}'", where=str(folder), way_out="check --mirror, or build without it to fetch from the source")


def _local(path: Path, distribution: Distribution, blobs: Blobs) -> Delivery:
    if path.is_dir():
        files = [child for child in sorted(path.rglob("*")) if child.is_file() and not child.name.startswith(".")]
        if not files:
            raise NotFound(f"the folder of '{distribution.name}' is empty", where=str(path))
        kept = [(str(child.relative_to(path)), blobs.keep_file(child, distribution.max_bytes)) for child in files]
        return Delivery(tuple((name, blob.sha256) for name, blob in kept), sum(blob.bytes for _, blob in kept), distribution.path)
    if not path.is_file():
        raise NotFound(f"there is no file for '{distribution.name}'", where=str(path), way_out="put it there, or change path in dataset.toml")
    try:
        blob = blobs.keep_file(path, distribution.max_bytes)
    except OSError as error:
        raise Unavailable(f"'{distribution.name}' cannot be read: {error.strerror}", where=str(path)) from None
    return Delivery(((path.name.removesuffix(".gz"), blob.sha256),), blob.bytes, distribution.path or distribution.url or str(path.name))


def _remote(distribution: Distribution, blobs: Blobs, allow_hosts: Iterable[str]) -> Delivery:
    if distribution.sha256 and blobs.has(distribution.sha256):
        blob = blobs.get(distribution.sha256)
        return Delivery(((distribution.name, blob.sha256),), blob.bytes, distribution.url)
    with download.downloaded(distribution.url, blobs.root, distribution.max_bytes, allow_hosts) as file:
        chunks = _member(file, distribution.member) if distribution.member else uncompressed(file)
        blob = blobs.keep(chunks, distribution.max_bytes)
    return Delivery(((distribution.name, blob.sha256),), blob.bytes, distribution.url)


def _member(archive: Path, pattern: str) -> Iterator[bytes]:
    """The bytes of the one member of a zip or tar archive that matches a pattern."""
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as opened:
                name = _only([n for n in opened.namelist() if Path(n).match(pattern)], pattern)
                with opened.open(name) as handle:
                    yield from iter(lambda: handle.read(1 << 20), b"")
            return
        with tarfile.open(archive) as opened_tar:
            member = _only([m for m in opened_tar.getmembers() if m.isfile() and Path(m.name).match(pattern)], pattern)
            handle_tar = opened_tar.extractfile(member)
            if handle_tar is not None:
                yield from iter(lambda: handle_tar.read(1 << 20), b"")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, RuntimeError, zlib.error, lzma.LZMAError) as error:  # RuntimeError: it has a password
        raise Invalid(f"the archive is damaged: {error}", where=str(archive)) from error


def _only(found: list, pattern: str):  # type: ignore[no-untyped-def, type-arg]
    if len(found) != 1:
        raise Invalid(f"{len(found)} members of the archive match '{pattern}'", way_out="make the member pattern match exactly one")
    return found[0]


FAILURES = (IntarsiaError, OSError)
