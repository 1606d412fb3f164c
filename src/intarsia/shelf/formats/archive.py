"""A zip with files in it: which one is the data. Names in a zip choose, they never become paths on disk."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from intarsia.errors import Invalid

MEMBER_MEANING = 'which file of a zip is read: its name or a pattern such as *.csv; "" for the only one'
DAMAGE = (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError, struct.error)
MARKS = (b"PK\x03\x04", b"PK\x05\x06")
MAX_DIRECTORY = 4 << 20  # bytes of the list of files: about 60,000 of them
TAIL = 65_557  # where the end record of a zip may begin, counted from its end
SHOWN = 10
NOISE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
WORDS = re.compile(
    r"(?:read.?me|lees.?mij|lisez.?moi|licen[cs]e|licentie|copying|copyright|notice|terms|changelog|about)[^/]*$", re.IGNORECASE
)
TEXTS = ("", ".txt", ".md", ".pdf", ".html", ".htm", ".rtf", ".docx")
OFFICE = ("[Content_Types].xml", "mimetype", "_rels/", "docProps/", "xl/", "word/", "ppt/", "content.xml", "META-INF/", "styles.xml")
NESTED = (
    (0, b"PK\x03\x04", "a zip"),
    (0, b"\x1f\x8b", "a gzip file"),
    (0, b"BZh", "a bzip2 file"),
    (0, b"\xfd7zXZ\x00", "an xz file"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd file"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
)
DOCUMENTS = (".xlsx", ".xlsm", ".ods")  # a zip of this name is a workbook, or a damaged one
OWN_PACKING = (".rda", ".rdata", ".rds")  # R packs its files itself


def starts_like_office(head: bytes) -> bool:
    """Do the first bytes of a zip name a part of an office document?"""
    if len(head) < 30 or head[:4] != MARKS[0]:
        return False
    length = struct.unpack("<H", head[26:28])[0]
    return head[30 : 30 + length].decode("utf-8", "replace").startswith(OFFICE)


def refuse_nested(head: bytes, name: str, where: str) -> None:
    """Raises: Invalid when what came out of an archive is an archive itself."""
    if name.lower().endswith(OWN_PACKING) or starts_like_office(head):
        return
    for at, mark, what in NESTED:
        if head[at : at + len(mark)] == mark:
            raise Invalid(
                f"The archive holds {what}; archives in archives are not unpacked.",
                where=where,
                way_out="Unpack it yourself and give the file inside.",
            )


@contextmanager
def _listing(path: Path) -> Iterator[zipfile.ZipFile]:
    """The open zip. A list of files that would fill the memory is refused before it is read."""
    if _directory_size(path) > MAX_DIRECTORY:
        raise Invalid("The zip names more files than any data set has.", where=str(path), way_out="Give the data file itself.")
    try:
        with zipfile.ZipFile(path) as found:
            yield found
    except DAMAGE as error:
        raise _damaged(path) from error


def _directory_size(path: Path) -> int:
    """How long the zip says its list of files is."""
    with path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(0, size - TAIL))
        tail = stream.read()
    at, at64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    if at64 >= 0 and len(tail) >= at64 + 48:
        return int(struct.unpack_from("<Q", tail, at64 + 40)[0])
    return int(struct.unpack_from("<L", tail, at + 12)[0]) if 0 <= at <= len(tail) - 22 else 0


def office(path: Path) -> str:
    """xlsx, xlsb, docx, pptx, ods, odt or epub when the zip is such a document; else ""."""
    with _listing(path) as found:
        names = found.namelist()
        if "[Content_Types].xml" in names:
            if "xl/workbook.bin" in names:
                return "xlsb"
            starts = {name.split("/")[0] for name in names}
            return next((kind for part, kind in (("xl", "xlsx"), ("word", "docx"), ("ppt", "pptx")) if part in starts), "")
        kind = _beginning(found, "mimetype") if "mimetype" in names else b""
        if b"epub" in kind:
            return "epub"
        if b"opendocument" in kind:
            return "ods" if b"spreadsheet" in kind else "odt"
        is_sheet = "content.xml" in names and b"urn:oasis:names:tc:opendocument" in _beginning(found, "content.xml")
        return "ods" if is_sheet else ""


def _beginning(found: zipfile.ZipFile, name: str) -> bytes:
    with found.open(name) as stream:
        return stream.read(4096)


def members(path: Path) -> list[zipfile.ZipInfo]:
    """The files of a zip, without folders and what systems leave behind.

    Raises: Invalid when a name leaves the archive or an entry is a link: such a zip was made to do harm.
    """
    with _listing(path) as found:
        entries = found.infolist()
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            raise Invalid("A name in the zip points outside of it.", where=str(path), way_out="Pack the data file again, by itself.")
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise Invalid("The zip holds a link instead of a file.", where=str(path), way_out="Pack the data file again, by itself.")
    return [entry for entry in entries if not entry.is_dir() and not NOISE.search(entry.filename.replace("\\", "/"))]


def member(path: Path, pattern: str = "") -> zipfile.ZipInfo:
    """The one file that is the data: the one that fits the pattern, or the only one besides licence and readme texts.

    Raises: Invalid with the names there are.
    """
    found = members(path)
    fitting = [entry for entry in found if fits(entry.filename, pattern)] if pattern else _data(found)
    if len(fitting) == 1:
        return fitting[0]
    if not found:
        raise Invalid("The zip is empty.", where=str(path), way_out="Fetch or pack it again.")
    what = f"{len(fitting)} files of the zip fit the option member." if pattern else f"The zip holds {len(found)} files."
    raise Invalid(what, where=str(path), way_out=f"Set the option member to one of them: {listed(found)}.")


def fits(name: str, pattern: str) -> bool:
    """Does the name, or its last part, fit the pattern? Case does not count."""
    name, pattern = name.replace("\\", "/").casefold(), pattern.casefold()
    return name == pattern or fnmatchcase(name, pattern) or fnmatchcase(PurePosixPath(name).name, pattern)


def _data(found: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if len(found) == 1:
        return found
    left = [entry for entry in found if not (WORDS.match(PurePosixPath(entry.filename).name) and _is_text(entry.filename))]
    return left if len(left) == 1 else found


def _is_text(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in TEXTS


def listed(found: list[zipfile.ZipInfo]) -> str:
    """At most ten names, of printable characters."""
    names = ["".join(sign if sign.isprintable() else "?" for sign in entry.filename)[:80] for entry in found]
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")


class Member(io.RawIOBase):
    """A file of a zip that closes the zip with itself."""

    def __init__(self, found: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self._archive = found
        self._stream = found.open(entry)

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self._stream.read(-1 if size is None else size)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._archive.close()
        super().close()


def open_entry(path: Path, entry: zipfile.ZipInfo) -> tuple[BinaryIO, str, int]:
    """One file of the zip as a stream, its name, and how many bytes of the zip it takes.

    Raises: Invalid when it has a password or is damaged.
    """
    _refuse_password(path, entry)
    found = None
    try:
        found = zipfile.ZipFile(path)
        return cast(BinaryIO, Member(found, entry)), entry.filename, entry.compress_size
    except DAMAGE as error:
        if found is not None:
            found.close()
        raise _damaged(path) from error


@contextmanager
def opened(path: Path, entries: list[zipfile.ZipInfo]) -> Iterator[Iterator[tuple[zipfile.ZipInfo, BinaryIO]]]:
    """Many files of a zip, one after the other, each a stream that is closed when the next one is asked for."""

    def each(found: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, BinaryIO]]:
        for entry in entries:
            _refuse_password(path, entry)
            with found.open(entry) as stream:
                yield entry, cast(BinaryIO, stream)

    with _listing(path) as found:
        yield each(found)


def _refuse_password(path: Path, entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise Invalid("The zip has a password.", where=str(path), way_out="Unpack it yourself and give the file inside.")


def _damaged(path: Path) -> Invalid:
    return Invalid("The packed file is damaged or cut off.", where=str(path), way_out="Fetch it again.")
