"""fetch: bytes. From the dataset's folder, an address or a mirror, into the blobs, checked by checksum."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from intarsia import disk
from intarsia.errors import IntarsiaError, Invalid, NotFound, Unavailable
from intarsia.model import Distribution
from intarsia.sandbox import unpack
from intarsia.store import download
from intarsia.store.blobs import Blob, Blobs, uncompressed


@dataclass(frozen=True)
class Delivery:
    """What a distribution's source gave: files by checksum, with the names they have."""

    files: tuple[tuple[str, str], ...]
    bytes: int
    source: str
    state: str = "fresh"
    validator: dict[str, str] = field(default_factory=dict)
    unchanged: bool = False

    @classmethod
    def of(cls, note: dict[str, Any]) -> Delivery:
        """The delivery that the outcome of a fetch tells of."""
        return cls(tuple((name, sha256) for name, sha256 in note["files"]), note["bytes"], note["source"], note["state"], note.get("validator", {}))

    @property
    def checksum(self) -> str:
        """The checksum of one file, or of the list of a folder's names and checksums."""
        if len(self.files) == 1:
            return self.files[0][1]
        return hashlib.sha256(json.dumps(self.files).encode()).hexdigest()


def fetch(distribution: Distribution, folder: Path, blobs: Blobs, mirror: Path | None = None, allow_hosts: Iterable[str] = (), *,
          before: Delivery | None = None, media_type: str = "", limits: download.Limits = download.LIMITS) -> Delivery:
    """Bring a distribution's bytes into the blobs.

    `mirror` holds <dataset>/<name>[.gz], by the distribution's name or its address' last part, and is taken instead of an address.
    `before` is the last delivery of this very source, with its blobs in place: an address is asked only for what changed since.
    `media_type` is that of the format: a web page is taken for a delivery only if the format reads web pages.
    Raises: NotFound, Unavailable, or Invalid when the checksum differs.
    """
    if distribution.path:
        delivery = _local(_inside(folder, distribution.path), distribution, blobs)
    elif mirror is not None:
        delivery = _local(_mirrored(mirror / folder.name, distribution), distribution, blobs)
    else:
        delivery = _remote(distribution, blobs, allow_hosts, before, media_type, limits)
    if distribution.sha256 and delivery.checksum != distribution.sha256:
        raise Invalid(
            f"the content of '{distribution.name}' has another checksum than its description says",
            where=delivery.source, way_out=f"if the new delivery is meant, write sha256 = \"{delivery.checksum}\"",
        )
    return delivery


def stamp(folder: Path, distribution: Distribution, mirror: Path | None) -> Any:
    """What tells that a local file changed without reading it: name, size and time of change of each file."""
    if distribution.path:
        path = folder / distribution.path
    elif mirror is not None:
        try:
            path = _mirrored(mirror / folder.name, distribution)
        except NotFound:
            path = mirror
    else:
        return distribution.url
    files = [path] if path.is_file() else _files(path, distribution) if path.is_dir() and path != mirror else []
    return [(str(f.name), s.st_size, s.st_mtime_ns) for f in files for s in (f.stat(),)]


def _inside(folder: Path, path: str) -> Path:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Invalid(f"the path '{path}' leads out of the dataset's folder", where=str(folder), way_out="put the file beside dataset.toml")
    return target


def _mirrored(folder: Path, distribution: Distribution) -> Path:
    """The mirror's file of a distribution: by its name, or by the last part of its address, as several sheets of one workbook have it."""
    names = [distribution.name]
    named = unquote(urlsplit(distribution.url).path).rpartition("/")[2]
    if named not in ("", ".", ".."):
        names.append(named)
    for candidate in (folder / f"{name}{suffix}" for name in names for suffix in ("", ".gz")):
        if candidate.exists():
            return candidate
    if distribution.options.get("pattern") and folder.is_dir() and _files(folder, distribution):  # many small files, told by the option
        return folder
    raise NotFound(f"the mirror has no '{distribution.name}'", where=str(folder), way_out="check --mirror, or build without it to fetch from the source")


def _files(folder: Path, distribution: Distribution) -> list[Path]:
    """The files of a folder that is one delivery: all, or those that the option pattern names; hidden ones and links out of it never."""
    patterns = [p.strip() for p in str(distribution.options.get("pattern") or "**/*").split(",")]
    if any(not p or ".." in p or p.startswith("/") for p in patterns):
        raise Invalid(f"the option pattern of '{distribution.name}' leaves the folder", where=str(folder), way_out="use a pattern such as *.md")
    found = {child for pattern in patterns for child in folder.glob(pattern) if child.is_file() and not child.name.startswith(".")}
    return sorted(child for child in found if child.resolve().is_relative_to(folder.resolve()))


def _local(path: Path, distribution: Distribution, blobs: Blobs) -> Delivery:
    if path.is_dir():
        files = _files(path, distribution)
        if not files:
            raise NotFound(f"the folder of '{distribution.name}' is empty", where=str(path))
        kept = [(str(child.relative_to(path)), blobs.keep_file(child, distribution.max_bytes)) for child in files]
        return Delivery(tuple((name, blob.sha256) for name, blob in kept), sum(blob.bytes for _, blob in kept), distribution.path)
    if not path.is_file():
        raise NotFound(f"there is no file for '{distribution.name}'", where=str(path), way_out="put it there, or change path in dataset.toml")
    try:
        blob = blobs.keep_file(path, distribution.max_bytes)
    except OSError as error:
        if disk.refused(error):  # writing it to the pool, not reading it
            raise
        raise Unavailable(f"'{distribution.name}' cannot be read: {error.strerror}", where=str(path)) from None
    return Delivery(((path.name.removesuffix(".gz"), blob.sha256),), blob.bytes, distribution.path or distribution.url or str(path.name))


def _remote(distribution: Distribution, blobs: Blobs, allow_hosts: Iterable[str], before: Delivery | None, media_type: str, limits: download.Limits) -> Delivery:
    if distribution.sha256 and blobs.has(distribution.sha256):
        blob = blobs.get(distribution.sha256)
        return Delivery(((distribution.name, blob.sha256),), blob.bytes, distribution.url)
    known = before.validator if before else {}
    with download.downloaded(distribution.url, blobs.root, distribution.max_bytes, allow_hosts, known, limits) as came:
        if came.file is None and before is not None:
            return replace(before, state="fresh", unchanged=True)
        assert came.file is not None
        try:
            if "html" not in media_type and _is_web_page(came.file, came.media_type):
                raise Invalid(f"the source gave a web page instead of the file '{distribution.name}'",
                              way_out="open the address in a browser: it may want a login, or the file has moved; then mend url in dataset.toml, or use --mirror")
            blob = _kept(came.file, distribution, blobs)
        except Invalid as error:
            error.where = distribution.url  # the file itself is temporary
            raise
    return Delivery(((distribution.name, blob.sha256),), blob.bytes, distribution.url, validator=came.validator)


def _kept(file: Path, distribution: Distribution, blobs: Blobs) -> Blob:
    """A file among the blobs; of an archive the one member that is wanted."""
    if not distribution.member:
        return blobs.keep_file(file, distribution.max_bytes)
    with unpack.member(file, distribution.member, distribution.max_bytes, blobs.root) as inside:
        return blobs.keep_file(inside, distribution.max_bytes)


#: possessive, so that a page made of comments costs no more than its length
_PAGE = re.compile(r"(?>\s|<\?xml[^>]*\?>|<!--.*?-->)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"(?>\s|<!--.*?-->)*+<(?:head|title|meta|body|script|div|p|h1|center)\b", re.IGNORECASE | re.DOTALL)


def _is_web_page(file: Path, media_type: str) -> bool:
    """Do the first bytes make this a web page? The header alone does not: many servers call every file text/html."""
    first = next(iter(uncompressed(file)), b"")[:4096]
    text = first.decode("utf-16" if first[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace")
    return bool(_PAGE.match(text) or (media_type in ("text/html", "application/xhtml+xml") and _MARKUP.match(text)))


FAILURES = (IntarsiaError, OSError)
