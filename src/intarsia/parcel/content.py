"""What a parcel holds: a zip with these files and no others, and a manifest that names, counts and signs them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

from intarsia import signing
from intarsia.errors import Invalid

SUFFIX, FORMAT, MANIFEST = ".intarsia", 1, "manifest.json"
#: name -> the most bytes it may have: the records, as they are after the remedies; drafts of description and mapping; what was done and found
MOST = {"data.parquet": 20_000_000_000, "dataset.toml": 1_000_000, "mapping.toml": 5_000_000, "recipe.toml": 5_000_000, "report.json": 50_000_000}
LARGEST_MANIFEST = 100_000
WHEN = (1980, 1, 1, 0, 0, 0)
LINK = 0o120000
CHUNK = 1 << 20


def checksum(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def manifest(folder: Path, about: dict[str, Any], key: signing.Key) -> dict[str, Any]:
    """What is in a folder of these files, signed."""
    files = {name: {"bytes": (folder / name).stat().st_size, "sha256": checksum(folder / name)} for name in MOST}
    return key.sign({"intarsia": FORMAT, **about, "files": files})


def write(folder: Path, body: dict[str, Any], target: Path) -> None:
    """Zip the files of a folder: the same files give the same bytes."""
    (folder / MANIFEST).write_text(json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for name in (MANIFEST, *sorted(MOST)):
            entry = zipfile.ZipInfo(name, WHEN)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            with out.open(entry, "w", force_zip64=True) as to, (folder / name).open("rb") as source:
                while piece := source.read(CHUNK):
                    to.write(piece)


def take(parcel: str, folder: str, max_bytes: int) -> list[str]:
    """What a child process is asked: unpack a parcel of somebody else into a folder; returns the names.

    Only the names that a parcel has, each once, no links; bytes are counted as they come. Raises: Invalid.
    """
    try:
        with zipfile.ZipFile(parcel) as packed:
            infos = packed.infolist()
            names = [info.filename for info in infos]
            if sorted(names) != sorted({MANIFEST, *MOST}) or any((info.external_attr >> 16) & 0o170000 == LINK for info in infos):
                raise Invalid("it does not hold what a parcel holds", way_out="ask for one made with: intarsia pack FILE")
            for info in infos:
                most = min(max_bytes, MOST.get(info.filename, LARGEST_MANIFEST))
                with packed.open(info) as source, (Path(folder) / info.filename).open("xb") as out:
                    _counted(source, out, most, info.filename)
            return names
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Invalid("it is damaged, or no parcel", way_out="ask for another copy, made with: intarsia pack FILE") from error


def _counted(source: Any, out: Any, most: int, name: str) -> None:
    size = 0
    while piece := source.read(CHUNK):
        size += len(piece)
        if size > most:
            raise Invalid(f"{name} in it is larger than {most:,} bytes", way_out="ask for smaller parcels, a part of the records in each")
        out.write(piece)
