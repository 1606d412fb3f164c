"""Fetched originals, kept by the checksum of their uncompressed content."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from intarsia.errors import Invalid

CHUNK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class Blob:
    """Some bytes: their checksum, size and place."""

    sha256: str
    bytes: int
    path: Path


class Blobs:
    """The folder `blobs/`: one file a checksum, never changed once there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def get(self, sha256: str) -> Blob:
        path = self.path(sha256)
        return Blob(sha256, path.stat().st_size, path)

    def keep(self, chunks: Iterable[bytes], max_bytes: int) -> Blob:
        """Store a stream of bytes, counting what really comes.

        Raises: Invalid when more than `max_bytes` come.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, aside = tempfile.mkstemp(prefix=".part-", dir=self.root)
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in chunks:
                    size += len(chunk)
                    if size > max_bytes:
                        raise Invalid(
                            f"the content is larger than {max_bytes:,} bytes",
                            way_out="raise max_bytes in the distribution, or split the file",
                        )
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            path = self.path(digest.hexdigest())
            os.replace(aside, path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        return Blob(digest.hexdigest(), size, path)

    def keep_file(self, source: Path, max_bytes: int) -> Blob:
        """Store a file, unpacked when it is gzipped."""
        return self.keep(uncompressed(source), max_bytes)


def uncompressed(source: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked when it begins like gzip."""
    with open(source, "rb") as raw:
        packed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        handle = gzip.GzipFile(fileobj=raw) if packed else raw
        try:
            while chunk := handle.read(CHUNK):
                yield chunk
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Invalid(f"the gzip file is damaged: {error}", where=str(source), way_out="fetch or pack it again") from error
