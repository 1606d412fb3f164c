"""Parcels: is a file that was sent one of `intarsia pack`?"""

from __future__ import annotations

from pathlib import Path

from intarsia.parcel import content

#: the first entry of a zip: its local header, then the name
_LOCAL, _NAME = b"PK\x03\x04", 30


def is_parcel(file: Path) -> bool:
    """By its name, or because the first file in the zip is the manifest, as `pack` writes it. Nothing is unpacked."""
    if file.suffix.lower() == content.SUFFIX:
        return True
    wanted = content.MANIFEST.encode()
    with file.open("rb") as handle:
        head = handle.read(_NAME + len(wanted))
    return head.startswith(_LOCAL) and head[_NAME:] == wanted and int.from_bytes(head[26:28], "little") == len(wanted)
