"""Keeps a tiny built pool of this version: later versions must open and upgrade it. python -m tests.golden.keep NAME"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from pathlib import Path

from intarsia.pool import Pool
from tests.small import small_pool

LIMIT = 300_000


def main(name: str) -> None:
    """Write tests/golden/pools/NAME.tar.gz: the folder as it stands after two builds, a rollback and a judgement."""
    target = Path(__file__).parent / "pools" / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory() as scratch:
        folder = small_pool(Path(scratch) / "pool")
        first = Pool(folder).build()
        books = folder / "datasets" / "books" / "books.csv"
        books.write_text(books.read_text("utf-8") + "b4,Kept for later versions,2020,An Voorbeeld,essay,NL\n", "utf-8")
        pool = Pool(folder)
        second = pool.build()
        pool.rollback(first, "operator", "kept as an example")
        pool.rollback(second, "operator", "and back")
        with tarfile.open(target, "w:gz") as archive:
            archive.add(folder, "pool", filter=lambda member: None if "/outcomes" in member.name or "/blobs" in member.name or "/.lock" in member.name else member)
    if target.stat().st_size > LIMIT:
        sys.exit(f"{target} is larger than {LIMIT:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
