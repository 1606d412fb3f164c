"""A copy of a pool in one file, taken while it is served and built: files as they are at one moment, and a checksum of each.

The file is a tar, packed with zstandard: first a note (`intarsia-backup.json`), then the files, last `intarsia-manifest.json` with
size and sha256 of every file; a copy that was cut off has no manifest and is refused. What is one file under several names stands
in it once.

**What is in it.** All that cannot be made again: pool.toml, datasets/, shelf/, the desk, the blobs, what each fetch brought, and
the releases with `current`, those for this machine among them. So the file is as private as the pool is, and only its owner may
read it. Outcomes and graphs are left out unless asked for: a build makes them again. Never in it, not even when asked for, are
what the desk holds of people outside (requests, addresses, letters) and what opens doors (sessions, tokens, invitations),
`incoming/` (uploads that nobody released), `wrong/` (what readers wrote to stewards), `vault/` and the files of datasets that are pooled only: they must not stand in one file with anything
else, and are copied apart, by whoever is trusted with them.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from intarsia import __version__, disk
from intarsia.accounts import schema as accounts
from intarsia.errors import Broken, Conflict, IntarsiaError, Invalid
from intarsia.steps import register
from intarsia.stewarding import schema as stewarding
from intarsia.store.layout import Layout, sync_folder

NOTE, MANIFEST, FORMAT = "intarsia-backup.json", "intarsia-manifest.json", 1
NEVER = frozenset({"incoming", "vault", "wrong"})
CHUNK = 1 << 20
TRIES = 4
IN_MEMORY = 32 << 20
Report = Callable[[str, int], None]


@dataclass(frozen=True)
class Found:
    """One file of the copy. `sha256`: what it must have, where that is known; `settled`: nobody writes to it any more."""

    name: str
    path: Path
    settled: bool = False
    sha256: str = ""


@dataclass(frozen=True)
class Copied:
    """What a backup holds: files, their bytes, the size and sha256 of the file it stands in, and what was left out."""

    files: int
    bytes: int
    size: int
    sha256: str
    release: str | None
    left_out: tuple[str, ...]


def backup(root: Path, target: Path, *, everything: bool = False, report: Report = lambda name, size: None) -> Copied:
    """Copy the pool in `root` into the file `target`; `everything`: outcomes and graphs too.

    Raises: Conflict when the file is there already, or a file of the pool would not hold still; Invalid for a place inside the pool;
    Broken when a release or a blob is not as its checksum says: there is no use in a copy of that; DiskTrouble.
    """
    layout = Layout(root).require()
    target = target.absolute()
    if target.exists():
        raise Conflict(f"{target.name} is there already", where=str(target), way_out="choose another name, or move it away")
    if target.resolve().is_relative_to(layout.root.resolve()):
        raise Invalid("a copy inside the pool would be lost with it", where=str(target), way_out="choose a folder outside the pool, on another disk if there is one")
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with disk.in_words(target.parent), os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            copied = _Copy(layout, everything, report).write(out)
            out.flush()
            os.fsync(out.fileno())
        with disk.in_words(target.parent):
            os.rename(aside, target)
            sync_folder(target.parent)
    finally:
        aside.unlink(missing_ok=True)
    return copied


def _pooled_only(folder: Path) -> bool:
    try:
        return register.dataset(folder).pooled_only
    except IntarsiaError:  # a description that is not right: a build says so
        return False


class _Copy:
    """One copy on its way into a file."""

    def __init__(self, layout: Layout, everything: bool, report: Report) -> None:
        self.layout, self.everything, self.report = layout, everything, report
        self.entries: dict[str, dict[str, Any]] = {}
        self.stored: dict[tuple[int, int], str] = {}
        self.left_out: list[str] = []

    def write(self, out: IO[bytes]) -> Copied:
        """All of it."""
        hashed = _Hashed(out)
        current = _text(self.layout.current)
        pointers = {"current": current, "local/current": _text(self.layout.for_this_machine.current)}
        release = (current or "").strip() or None
        created = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()
        packer = zstandard.ZstdCompressor(level=3, write_checksum=True, threads=-1)
        with packer.stream_writer(cast(IO[bytes], hashed), closefd=False) as packed, tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            note = {"format": FORMAT, "intarsia": __version__, "created": created, "release": release}
            _add(tar, NOTE, json.dumps(note, indent=1).encode())
            for one in self._found():
                self._store(tar, one)
            self._desk(tar)
            for name, text in pointers.items():  # last: what they name is in the copy by now
                if text is not None:
                    self._bytes(tar, name, text.encode("utf-8"))
            total = sum(entry["bytes"] for entry in self.entries.values())
            _add(tar, MANIFEST, json.dumps({**note, "files": self.entries, "bytes": total}, ensure_ascii=False, indent=0).encode())
        return Copied(len(self.entries), total, hashed.size, hashed.hexdigest(), release, tuple(sorted(set(self.left_out))))

    # ---- which files --------------------------------------------------------------------------------

    def _found(self) -> Iterator[Found]:
        for folder in (self.layout.releases, self.layout.for_this_machine.releases):
            yield from self._releases(folder)
        for path in sorted(self.layout.root.iterdir()):
            name = path.name
            if name in ("releases", "local", "current") or name.startswith((".", "desk.sqlite")):
                continue
            if name in NEVER:
                self.left_out.append(f"{name}/")
            elif name == "datasets":
                yield from self._datasets(path)
            elif name == "blobs":
                yield from (Found(f"blobs/{blob.name}", blob, True, blob.name) for blob in sorted(path.iterdir()) if not blob.name.startswith("."))
            elif name == "outcomes" and not self.everything:
                self.left_out.append("outcomes/ (a build makes them again)")
                yield from self._tree(path / "fetch", settled=True)
            else:
                yield from self._tree(path, settled=name == "outcomes")

    def _releases(self, folder: Path) -> Iterator[Found]:
        for release in sorted(folder.iterdir()) if folder.is_dir() else ():
            if release.name.startswith(".") or not (text := _text(release / "manifest.json")):
                continue
            inside = str(release.relative_to(self.layout.root))
            for name, entry in json.loads(text)["files"].items():
                yield Found(f"{inside}/{name}", release / name, True, entry["sha256"])
            yield Found(f"{inside}/manifest.json", release / "manifest.json", True)
            if (release / "graph").is_dir():
                if self.everything:
                    yield from self._tree(release / "graph", settled=True)
                else:
                    self.left_out.append("graphs (loaded again from the dumps)")

    def _datasets(self, path: Path) -> Iterator[Found]:
        """The folders of the datasets; of those whose rows are pooled only, what is written about them and not their files."""
        pooled = {folder.name for folder in register.datasets(path) if _pooled_only(folder)}
        for one in self._tree(path):
            if Path(one.name).parts[1] in pooled and one.path.suffix != ".toml":
                self.left_out.append(f"{one.name} (pooled only)")
            else:
                yield one

    def _tree(self, path: Path, settled: bool = False) -> Iterator[Found]:
        if path.is_file():
            yield Found(str(path.relative_to(self.layout.root)), path, settled)
            return
        for folder, folders, files in os.walk(path):
            for name in list(folders):
                if name.startswith(".") or (Path(folder) / name).is_symlink():
                    folders.remove(name)
                    self.left_out.append(f"{(Path(folder) / name).relative_to(self.layout.root)}/ (a link, or hidden)")
            folders.sort()
            for name in sorted(files):
                if not name.startswith(".") and (Path(folder) / name).is_file():
                    yield Found(str((Path(folder) / name).relative_to(self.layout.root)), Path(folder) / name, settled)

    # ---- their bytes --------------------------------------------------------------------------------

    def _store(self, tar: tarfile.TarFile, one: Found) -> None:
        try:
            status = one.path.stat()
            known = self.stored.get((status.st_dev, status.st_ino)) if status.st_nlink > 1 and one.settled else None
            if known is not None:
                self.entries[one.name] = {**self.entries[known], "same_as": self.entries[known].get("same_as", known)}
                return
            if one.settled:
                with one.path.open("rb") as source:
                    self._stream(tar, one, source, os.fstat(source.fileno()))
                self.stored[(status.st_dev, status.st_ino)] = one.name
            else:
                with _still(one) as (source, seen):
                    self._stream(tar, one, source, seen)
        except FileNotFoundError:
            if one.settled and one.sha256:
                raise Conflict(f"{one.name} was removed while it was copied", where=str(one.path), way_out="nothing was kept; run the backup again") from None
            self.left_out.append(f"{one.name} (removed meanwhile)")

    def _stream(self, tar: tarfile.TarFile, one: Found, source: IO[bytes], status: os.stat_result) -> None:
        about = tarfile.TarInfo(one.name)
        about.size, about.mtime, about.mode = status.st_size, int(status.st_mtime), status.st_mode & 0o777
        read = _Reading(source)
        try:
            tar.addfile(about, read)
        except OSError as error:
            if disk.number_of(error) is not None:
                raise
            raise Conflict(f"{one.name} became shorter while it was copied", where=str(one.path), way_out="nothing was kept; run the backup again") from error
        digest = read.digest.hexdigest()
        if one.sha256 and digest != one.sha256:
            raise Broken(f"{one.name} is not as its checksum says", where=str(one.path), way_out="a copy of it would be of no use: verify the release, build again, or remove it")
        self.entries[one.name] = {"bytes": status.st_size, "sha256": digest}
        self.report(one.name, status.st_size)

    def _bytes(self, tar: tarfile.TarFile, name: str, data: bytes) -> None:
        _add(tar, name, data)
        self.entries[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def _desk(self, tar: tarfile.TarFile) -> None:
        """The ledger and the accounts, by SQLite's own way of copying what is being written to; without what lets somebody in."""
        if not self.layout.desk.is_file():
            return
        with tempfile.TemporaryDirectory(prefix="intarsia-desk-") as folder:
            path = Path(folder) / "desk.sqlite"
            with closing(sqlite3.connect(f"file:{self.layout.desk}?mode=ro", uri=True)) as source, closing(sqlite3.connect(path)) as copy:
                source.backup(copy)
                _only_lasting(copy)
            self._store(tar, Found("desk.sqlite", path))


def _only_lasting(desk: sqlite3.Connection) -> None:
    """Take out of a copy of the desk what is about people outside, and what opens doors: sessions, tokens, requests, addresses, letters."""
    there = {name for (name,) in desk.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    desk.execute("PRAGMA secure_delete = ON")
    for table in (*accounts.PASSING, *stewarding.PASSING):
        if table in there:
            desk.execute(f'DELETE FROM "{table}"')
    desk.commit()
    desk.execute("VACUUM")


class _still:
    """A file that people may be writing to, read so that nothing changed meanwhile.

    Raises: Conflict when it changes at every try.
    """

    def __init__(self, one: Found) -> None:
        self.one = one
        self.copy: IO[bytes] | None = None

    def __enter__(self) -> tuple[IO[bytes], os.stat_result]:
        for _ in range(TRIES):
            copy: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)
            with self.one.path.open("rb") as source:
                before = os.fstat(source.fileno())
                while chunk := source.read(CHUNK):
                    copy.write(chunk)
                after = os.fstat(source.fileno())
            if copy.tell() == before.st_size == after.st_size and before.st_mtime_ns == after.st_mtime_ns:
                copy.seek(0)
                self.copy = copy
                return copy, after
            copy.close()
        raise Conflict(f"{self.one.name} changes all the time", where=str(self.one.path), way_out="wait until whoever writes it is done, and run the backup again")

    def __exit__(self, *_: object) -> None:
        if self.copy is not None:
            self.copy.close()


class _Reading:
    """What is read is hashed."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self.source.read(size)
        self.digest.update(data)
        return data


class _Hashed(io.RawIOBase):
    """What is written is hashed and counted."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.digest, self.size = out, hashlib.sha256(), 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """On to the file."""
        self.digest.update(data)
        self.size += len(data)
        return self.out.write(data)

    def hexdigest(self) -> str:
        """Of all that was written."""
        return self.digest.hexdigest()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode, about.mtime = len(data), 0o644, int(time.time())
    tar.addfile(about, io.BytesIO(data))


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
