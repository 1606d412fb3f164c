"""What the child process does for a rewriting: the format's way, over the plain file; a file that was packed with gzip is packed again."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any

from intarsia.erasing.rewriting import columns, elements, items, lines, opendocument, triples, workbook
from intarsia.erasing.rewriting.record import Records, Way, cannot
from intarsia.shelf.formats.packing import is_archive, is_gzip

#: format -> the way in which its records stand in a file
WAYS: dict[str, Way] = {"csv": lines, "jsonl": lines, "json": items, "xml": elements, "parquet": columns, "excel": workbook, "ods": opendocument, "rdf": triples}
#: formats that are archives themselves
ARCHIVES = ("excel", "ods")


def in_child(source: str, target: str, format_name: str, options: dict[str, Any], rows: list[int], lines_: list[int], starts: list[int]) -> dict[str, Any]:
    """Write `target`. Raises: Refused for a format without a way, a file in an archive, and what the way refuses."""
    file, out = Path(source), Path(target)
    if format_name not in WAYS:
        raise cannot(f"files of the format {format_name} are not rewritten", file)
    if is_archive(file) and format_name not in ARCHIVES:
        raise cannot("it is an archive of files", file)
    records = Records(tuple(rows), tuple(lines_), tuple(starts))
    if not is_gzip(file):
        WAYS[format_name].without(file, out, options, records)
        return {}
    plain, made = out.with_name(f"plain-{file.stem}"), out.with_name(f"made-{file.stem}")
    with gzip.open(file) as packed, plain.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    WAYS[format_name].without(plain, made, options, records)
    with made.open("rb") as unpacked, gzip.GzipFile(str(out), "wb", mtime=0) as packed:
        shutil.copyfileobj(unpacked, packed)
    return {}
