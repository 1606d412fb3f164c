"""A pool from a backup: every file checked, and whole or not at all.

The files are written aside, in a folder beside the new one, and renamed when the manifest at the end of the backup agrees with what
came: names, sizes and checksums. A backup that was cut off, changed or made up leaves nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

import zstandard

from intarsia import disk
from intarsia.backup import CHUNK, FORMAT, MANIFEST, NEVER, NOTE
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.store.graph import Unpacked
from intarsia.store.layout import Layout, sync_folder
from intarsia.store.lock import only_one

LONGEST_NAME = 1000
LARGEST_TEXT = 256 << 20


def restore(source: Path, target: Path) -> dict[str, Any]:
    """Make the pool in the folder `target` from the backup `source`; returns the note of the backup with its files and bytes.

    Raises: Conflict when there is something in the folder; NotFound without a backup; Invalid for one that is not whole or not right; DiskTrouble.
    """
    if not source.is_file():
        raise NotFound(f"there is no file {source}", where=str(source), way_out="see the backups you have, and name one")
    target = target.absolute()
    if target.is_symlink() or (target.exists() and not (target.is_dir() and not any(target.iterdir()))):
        raise Conflict(f"there is something in {target} already", where=str(target), way_out="name a folder that is not there yet; nothing is overwritten")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside, lock = target.with_name(f".{target.name}.restoring"), target.with_name(f".{target.name}.restoring.lock")
    with disk.in_words(target.parent), only_one(lock, "restore"):
        try:
            shutil.rmtree(aside, ignore_errors=True)  # of a restore that was killed
            aside.mkdir(0o755)
            with source.open("rb") as packed:
                found = _Coming(aside, source).all_of(packed)
            Layout(aside).require()
            os.sync()
            os.rename(aside, target)
            sync_folder(target.parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            lock.unlink(missing_ok=True)
    return found


class _Coming:
    """Files on their way out of a backup."""

    def __init__(self, aside: Path, source: Path) -> None:
        self.aside, self.source = aside, source
        self.came: dict[str, dict[str, Any]] = {}

    def all_of(self, packed: IO[bytes]) -> dict[str, Any]:
        """Unpack and compare."""
        try:
            return self._all_of(packed)
        except (tarfile.TarError, zstandard.ZstdError, EOFError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self._wrong("it is cut off, damaged, or no backup of a pool") from error
        except OSError as error:
            if disk.number_of(error) is None and error.errno is None:  # the reader's word for a file that was cut off
                raise self._wrong("it is cut off") from error
            raise

    def _all_of(self, packed: IO[bytes]) -> dict[str, Any]:
        unpacked = Unpacked(packed)  # type: ignore[arg-type]
        with tarfile.open(fileobj=_Whole(unpacked), mode="r|") as tar:  # type: ignore[call-overload]
            note: dict[str, Any] | None = None
            manifest: dict[str, Any] | None = None
            for member in tar:
                if manifest is not None:
                    raise self._wrong("something follows its manifest")
                if member.name in (NOTE, MANIFEST):
                    if not member.isreg() or member.size > LARGEST_TEXT:
                        raise self._wrong(f"{member.name} is no file")
                    content = json.loads(self._stream(tar, member).read())
                    note, manifest = (content, None) if member.name == NOTE else (note, content)
                    if content["format"] != FORMAT:
                        raise self._wrong("it was made by another version: upgrade intarsia")
                elif note is None:
                    raise self._wrong("it does not begin like a backup")
                else:
                    self._file(tar, member)
        while unpacked.read(CHUNK):  # to the checksum at its very end
            pass
        if manifest is None:
            raise self._wrong("it has no manifest: it was cut off")
        self._compare(manifest["files"])
        return {"created": manifest["created"], "release": manifest["release"], "files": len(manifest["files"]), "bytes": manifest["bytes"]}

    def _file(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        path = self._place(member.name)
        if not member.isreg():
            raise self._wrong(f"{member.name[:120]} is a link or a device, which no backup holds")
        if member.name in self.came:
            raise self._wrong(f"{member.name[:120]} is in it twice")
        digest, left = hashlib.sha256(), member.size
        stream = self._stream(tar, member)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as out:
            while chunk := stream.read(min(CHUNK, left)):
                digest.update(chunk)
                out.write(chunk)
                left -= len(chunk)
        if left:
            raise self._wrong(f"{member.name[:120]} is cut off")
        os.chmod(path, 0o600 | (member.mode & 0o155))
        os.utime(path, (member.mtime, member.mtime))
        self.came[member.name] = {"bytes": member.size, "sha256": digest.hexdigest()}

    def _compare(self, files: dict[str, dict[str, Any]]) -> None:
        """Every file that the manifest names, and no other; those that stand in it under a second name are made."""
        for name, entry in files.items():
            same = entry.get("same_as")
            if same is None and self.came.get(name) != {"bytes": entry["bytes"], "sha256": entry["sha256"]}:
                raise self._wrong(f"{name[:120]} is missing, or is not as its checksum says")
            if same is not None:
                if name in self.came or self.came.get(same) != {"bytes": entry["bytes"], "sha256": entry["sha256"]}:
                    raise self._wrong(f"{name[:120]} names a file that is not there")
                os.link(self.aside / same, self._place(name))
        extra = set(self.came) - set(files)
        if extra:
            raise self._wrong(f"{min(extra)[:120]} is not in its manifest")

    def _place(self, name: str) -> Path:
        """Where a file goes: below the new folder, and nowhere else."""
        parts = PurePosixPath(name).parts
        odd = not parts or name.startswith("/") or len(name) > LONGEST_NAME or "\\" in name or any(not c.isprintable() for c in name)
        if odd or ".." in parts or str(PurePosixPath(name)) != name or parts[0] in NEVER or parts[0].startswith("."):
            raise self._wrong("a name in it leads elsewhere, or is none of a pool's")
        path = self.aside.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _stream(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
        stream = tar.extractfile(member)
        if stream is None:
            raise self._wrong(f"{member.name[:120]} is no file")
        return stream

    def _wrong(self, why: str) -> Invalid:
        return Invalid(f"this backup cannot be used: {why}", where=str(self.source), way_out="take another backup; nothing was changed")


class _Whole:
    """A stream that gives as many bytes as are asked for, as tar expects it."""

    def __init__(self, unpacked: Unpacked) -> None:
        self._unpacked = unpacked

    def read(self, size: int) -> bytes:
        """`size` bytes, fewer at the end only."""
        found = bytearray()
        while len(found) < size:
            piece = self._unpacked.read(size - len(found))
            if not piece:
                break
            found += piece
        return bytes(found)
