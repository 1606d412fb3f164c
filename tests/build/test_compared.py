"""What was found among records is remembered: a change in one kind leaves the others, and gives the same links as a build from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from intarsia.pool import Pool
from tests.small import BOOK_MAPPING, BOOKS, POOL, dataset


def pool(root: Path) -> Path:
    root.mkdir()
    (root / "pool.toml").write_text(POOL, encoding="utf-8")
    for name in ("one-shelf", "other-shelf"):
        dataset(root, name, name, "publishing", "books.csv", "csv", BOOKS, BOOK_MAPPING)
    for name in ("one-wall", "other-wall"):
        mapping = BOOK_MAPPING.replace("books.csv", "pictures.csv").replace("'book'", "'painting'")
        dataset(root, name, name, "heritage", "pictures.csv", "csv", BOOKS.replace("Lighthouse", "Windmill"), mapping)
    return root


def built(root: Path) -> tuple[Pool, list[dict[str, Any]]]:
    events: list[dict[str, Any]] = []
    made = Pool(root)
    made.build(report=events.append)
    return made, [event for event in events if event["step"] == "compare" and event["state"] == "done"]


def links(made: Pool) -> list[tuple[Any, ...]]:
    return made.reader().rows("SELECT subject, object, state, probability, evidence FROM link ORDER BY id")


def test_only_the_kinds_that_changed_are_compared_again(tmp_path: Path) -> None:
    root = pool(tmp_path / "pool")
    made, compared = built(root)
    assert len(compared) == 3 and len(links(made)) > 3  # books, paintings, people
    file = root / "datasets" / "one-shelf" / "books.csv"
    file.write_text(file.read_text("utf-8").replace("The Lighthouse of Nowhere", "The Beacon of Nowhere"), encoding="utf-8")
    made, compared = built(root)
    assert len(compared) == 2  # books, and people, who are known by their books

    fresh = tmp_path / "fresh"
    shutil.copytree(root, fresh, ignore=shutil.ignore_patterns("outcomes", "releases", "blobs", "current", "desk.sqlite"))
    again, compared = built(fresh)
    assert len(compared) == 3
    assert again.reader().id == made.reader().id and links(again) == links(made)
