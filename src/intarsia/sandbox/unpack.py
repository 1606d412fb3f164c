"""Unpacking: the one member of an archive that is wanted, taken out by a child process with limits."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from intarsia.errors import Invalid
from intarsia.sandbox.call import call
from intarsia.sandbox.limits import Limits

PIECE = 1 << 20
MOST_MEMBERS = 100_000


@contextmanager
def member(archive: Path, pattern: str, max_bytes: int, folder: Path) -> Iterator[Path]:
    """A file with the bytes of the member of a zip or tar archive that matches a pattern; gone afterwards. `folder`: where it may be written.

    Raises: Invalid when none or several match, when it is larger than `max_bytes`, or when the archive is damaged or over the limits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".part-", dir=folder) as inside:
        limits = Limits.reading(archive.stat().st_size)
        target = Path(inside) / "member"
        call(f"{__name__}:take", {"archive": str(archive), "pattern": pattern, "target": str(target), "max_bytes": max_bytes}, limits,
                     where=str(archive), folder=Path(inside))
        yield target


def take(archive: str, pattern: str, target: str, max_bytes: int) -> int:
    """What `member` asks of the child: write the member, return its size."""
    try:
        with open(target, "wb") as out:
            if zipfile.is_zipfile(archive):
                with zipfile.ZipFile(archive) as packed, packed.open(_only([i for i in packed.infolist() if not i.is_dir()], "filename", pattern)) as stream:
                    return _copied(stream, out, max_bytes)
            with tarfile.open(archive) as rolled:
                opened = rolled.extractfile(_only(_regular(rolled), "name", pattern))
                assert opened is not None  # it is a regular file
                return _copied(opened, out, max_bytes)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError) as error:
        locked = "password" in str(error)
        raise Invalid("the archive is locked with a password" if locked else "the archive is damaged, or packed in a way that is not known here",
                      way_out="ask the source for an open file" if locked else "fetch it again; zip and tar, packed with gzip, bzip2 or xz, are read") from error


def _regular(rolled: tarfile.TarFile) -> list[tarfile.TarInfo]:
    found = []
    for number, one in enumerate(rolled):
        if number >= MOST_MEMBERS:
            raise Invalid(f"the archive has more than {MOST_MEMBERS:,} members", way_out="ask the source for a smaller archive")
        if one.isfile():
            found.append(one)
    return found


def _only(members: list[Any], attribute: str, pattern: str) -> Any:
    found = [one for one in members if Path(getattr(one, attribute)).match(pattern)]
    if len(found) != 1:
        raise Invalid(f"{len(found)} members of the archive match '{pattern}'", way_out="make the member pattern match exactly one")
    return found[0]


def _copied(stream: IO[bytes], out: IO[bytes], max_bytes: int) -> int:
    size = 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > max_bytes:
            raise Invalid(f"the content is larger than {max_bytes:,} bytes", way_out="raise max_bytes in the distribution, or split the file")
        out.write(piece)
    return size
