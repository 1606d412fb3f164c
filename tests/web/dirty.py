"""A small pool whose genres are written with dirt: what the queue of words is about."""

from __future__ import annotations

from pathlib import Path

from intarsia.pool import Pool
from tests.small import BOOK_MAPPING, POOL, dataset

#: words that no label has exactly; the second half means nothing that the vocabulary knows
ODD = ("drama of the absurd", "western about trains", "satire in verse", "opera on ice", "horror for beginners", "zzyzx", "qwrtp lorem", "vvvv wwww", "ipsum dolor", "xyxy zz")


def dirty_pool(folder: Path, words: tuple[str, ...] = ODD, second: tuple[str, ...] = ODD[:2]) -> Path:
    """One dataset of books, or two, one work for each word, built."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pool.toml").write_text(POOL, "utf-8")
    for name, written in (("books", (*words, "poetry", "Poetry")), *((("more", second),) if second else ())):
        lines = "".join(f'{name}{n},Volume {n} of {name},{1900 + n},"Voorbeeld, An",{word},NL\n' for n, word in enumerate(written))
        dataset(folder, name, name.title(), "publishing", "books.csv", "csv", "id,title,year,author,genre,country\n" + lines, BOOK_MAPPING)
    Pool(folder).build()
    return folder
