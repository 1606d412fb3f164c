"""Keeps a tiny built pool of this version: later versions must open and upgrade it. python -m tests.golden.keep NAME"""

from __future__ import annotations

import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from intarsia.pool import Pool
from intarsia.shelf.vocabularies import vocabulary
from tests.small import small_pool

LIMIT = 300_000
FRAME = '\n[[frame]]\nmeasure = "books"\nof = "book"\nsize = 4\nsource = "the contributor"\n'
LARGE = ("form", "genre", "measure", "mood", "role")  # of these a kept pool has its own, shorter ones


def shorten(pool: Pool, folder: Path) -> None:
    """Vocabularies of the pool's own with the concepts that its rows use, and those above them."""
    said = ("SELECT facet || ':' || concept AS id FROM term UNION ALL SELECT 'form:' || form FROM work UNION ALL SELECT 'role:' || role FROM contribution "
            "UNION ALL SELECT 'measure:' || measure FROM observation")
    used = {row[0] for row in pool.reader().rows(f"WITH RECURSIVE up AS (SELECT id FROM ({said}) AS t UNION SELECT c.broader FROM up JOIN concept AS c ON c.id = up.id) SELECT id FROM up")}
    target = folder / "shelf" / "vocabularies"
    target.mkdir(parents=True, exist_ok=True)
    for path in vocabulary.builtin():
        if path.stem in LARGE:
            head, *concepts = path.read_text("utf-8").split("\n\n")
            top = next(one.partition(" ")[0] for one in concepts if "skos:topConceptOf" in one)
            wanted = [one for one in concepts if "skos:ConceptScheme" in one or one.partition(" ")[0] in {*used, top}]
            (target / path.name).write_text("\n\n".join([head, *wanted]) + "\n", "utf-8")


def main(name: str) -> None:
    """Write tests/golden/pools/NAME.tar.gz: the folder as it stands after two builds, a rollback and a judgement."""
    target = Path(__file__).parent / "pools" / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory() as scratch:
        folder = small_pool(Path(scratch) / "pool")
        described = folder / "datasets" / "books" / "dataset.toml"
        described.write_text(described.read_text("utf-8").replace("\n[decision]", FRAME + "\n[decision]"), "utf-8")
        whole = Pool(folder)
        whole.build()
        shorten(whole, folder)
        for left in ("releases", "outcomes"):
            shutil.rmtree(folder / left)
        (folder / "current").unlink()
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
