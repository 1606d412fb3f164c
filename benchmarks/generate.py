"""Made-up productions, for measuring: any number of records, the same for the same seed.

    python benchmarks/generate.py 1000000 works.csv
    python benchmarks/generate.py 100000 pool --datasets 4

Titles and names are strung together from syllables in several scripts; none is a real one. What real files
have is there too: NULLs, several values in a cell, uncertain years, words with capitals and without. With
`--datasets` a whole pool folder is written, ready for `intarsia build`.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

COLUMNS = ("id", "title", "original_title", "year", "country", "directors", "writers", "genre", "audience", "description")
BLOCK = 10_000
#: one row of words in this many distinct ones; a word is drawn, not built, for every record
WORDS, NAMES, SENTENCES = 4_000, 20_000, 5_000

SYLLABLES: dict[str, list[str]] = {name: text.split() for name, text in {
    "latin": "ba be bo da de do fa fe ga go ka ke ki la le lo ma me mi mo na ne no pa pe ra re ri ro sa se si so ta te ti to va ve vi vo za",
    "accents": "bé dø få grü hå jö ké ló mø ną ño œu pří rå šé tó ťa üb vä wö żó žý çe ğa ıl ő ű æs łó ďa ě",
    "greek": "βα γε δη ζω θε κα λο μα νι ξε πο ρα σι τη φω χα ψυ ώρα",
    "cyrillic": "ба ве го ды жа зе ка ли мо ну пе ра си то фу ха це чи шо щё ью яр",
    "cjk": "山 川 海 月 火 木 金 土 東 西 南 北 風 雨 雪 花 鳥 夢 光 影 城 門 空 星 林 石",
}.items()}
SHARES = (("latin", 62), ("accents", 22), ("greek", 6), ("cyrillic", 7), ("cjk", 3))
COUNTRIES = ("NL", "BE", "DE", "FR", "PL", "GR", "CZ", "Denmark", "Sverige", "España", "Italië", "Україна", "日本",
             "United Kingdom", "Österreich", "Ireland", "Belgique", "RO")
GENRES = ("drama", "Drama", "comedy", "komedie", "thriller", "documentary", "animation", "crime", "adventure",
          "fantasy", "horror", "romance", "history", "science fiction", "music")
AUDIENCES = ("12", "16", "AL", "all ages", "18+", "children", "6", "family")
JOINTS = (" en ", " & ", "; ", ", ")


class Maker:
    """Draws records; equal seeds draw equal ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        scripts = [name for name, share in SHARES for _ in range(share)]
        self.words = [self._word(self.random.choice(scripts)) for _ in range(WORDS)]
        self.names = [self._name(self.random.choice(scripts)) for _ in range(NAMES)]
        self.sentences = [self._sentence() for _ in range(SENTENCES)]

    def _word(self, script: str) -> str:
        count = self.random.choice((1, 2) if script == "cjk" else (2, 2, 3, 4))
        return "".join(self.random.choices(SYLLABLES[script], k=count))

    def _name(self, script: str) -> str:
        first, last = self._word(script).capitalize(), self._word(script).capitalize()
        if script == "cjk":
            return last + first
        return f"{last}, {first}" if self.random.random() < 0.2 else f"{first} {last}"

    def _sentence(self) -> str:
        return " ".join(self.random.choices(self.words, k=self.random.randint(6, 18))).capitalize() + "."

    def block(self, start: int, rows: int) -> str:
        """Lines of CSV for the records from `start`."""
        pick = self.random.random
        words, names, sentences = self.words, self.names, self.sentences
        lines = []
        for number in range(start, start + rows):
            a, b, c, d = pick(), pick(), pick(), pick()
            one, two = words[int(a * WORDS)], words[int(b * WORDS)]
            tail = f" {number % 97}" if c < 0.05 else "" if c < 0.6 else f" {words[int(d * WORDS)]}"
            title = f"{one.capitalize()} {two}{tail}"
            original = f"{two.capitalize()} {one}" if d < 0.3 else ""
            year = "" if a < 0.04 else f"ca. {1900 + int(b * 127)}" if b < 0.03 else str(1900 + int((1 - b * b) * 127))
            country = "" if b > 0.95 else COUNTRIES[int(d * d * 18)] + (f";{COUNTRIES[int(a * 18)]}" if c > 0.85 else "")
            directors = "" if c < 0.08 else names[int(d * NAMES)] if a < 0.85 else f"{names[int(d * NAMES)]}; {names[int(c * NAMES)]}"
            writers = "" if d < 0.35 else names[int(a * a * NAMES)] if b < 0.7 else f"{names[int(a * a * NAMES)]}; {names[int(b * NAMES)]}"
            genre = "" if a > 0.93 else GENRES[int(c * 15)] + (f";{GENRES[int(d * 15)]}" if b < 0.4 else "")
            audience = AUDIENCES[int(b * 8)] if d > 0.5 else ""
            description = quoted(f"“{sentences[int(c * SENTENCES)]}” {sentences[int(a * SENTENCES)]}") if a < 0.45 else ""
            lines.append(f"P{number:08d},{title},{original},{year},{country},{quoted(directors)},{quoted(writers)},{genre},{audience},{description}\n")
        return "".join(lines)


def quoted(text: str) -> str:
    """A cell as CSV."""
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def blocks(rows: int, seed: int, first: int = 1) -> Iterator[str]:
    """The whole file, in blocks of lines."""
    maker = Maker(seed)
    yield ",".join(COLUMNS) + "\n"
    for start in range(0, rows, BLOCK):
        yield maker.block(first + start, min(BLOCK, rows - start))


def write(out: TextIO, rows: int, seed: int, first: int = 1) -> None:
    """Write `rows` records, a block at a time."""
    for block in blocks(rows, seed, first):
        out.write(block)


POOL = 'name = "A pool of made-up productions"\nbase = "{base}"\npublisher = "A script"\nlanguages = ["en", "nl"]\n'

DATASET = """id = "{id}"
title = {{ en = "Made-up productions {number}", nl = "Verzonnen producties {number}" }}
description = {{ en = "Records made up by a script, for measuring. No title and no name is real." }}
publisher = "A script"
sector = "film-tv"
selection = "sample"
language = "en"
period = "1900/2027"
purpose = "Measuring."
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
mining = "allowed"
synthetic = true

[[distribution]]
name = "works.csv"
format = "csv"
path = "works.csv"

[distribution.options]
encoding = "utf-8"
delimiter = ","

[decision]
verdict = "OPEN"
who = "A script"
when = "2026-11-20"
why = "Every record is made up."
"""

MAPPING = """mapping = 1

[[source]]
name = "works.csv"
record = "id"

[[work]]
form = "'film'"
title = "title"
date = "year"
description = "description"

[[work.titles]]
value = "original_title"
kind = "'original'"

[[work.contributions]]
name = "directors"
split = "; "
role = "'director'"
kind = "'person'"

[[work.contributions]]
name = "writers"
split = "; "
role = "'screenwriter'"
kind = "'person'"
"""

TERM = """
[[work.terms]]
facet = "'{facet}'"
value = "{facet}"
"""


def mapping() -> str:
    """How the columns become tables."""
    return MAPPING + "".join(TERM.format(facet=facet) + ('split = ";"\n' if facet != "audience" else "") for facet in ("genre", "country", "audience"))


def pool(folder: Path, rows: int, datasets: int, seed: int, base: str = "http://localhost:8000/") -> None:
    """A pool folder with `rows` records over some datasets."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pool.toml").write_text(POOL.format(base=base), "utf-8")
    for number in range(datasets):
        own = folder / "datasets" / f"made-up-{number + 1}"
        own.mkdir(parents=True, exist_ok=True)
        (own / "dataset.toml").write_text(DATASET.format(id=own.name, number=number + 1), "utf-8")
        (own / "mapping.toml").write_text(mapping(), "utf-8")
        size = rows // datasets + (number < rows % datasets)
        with (own / "works.csv").open("w", encoding="utf-8", newline="") as out:
            write(out, size, seed + number)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Made-up productions, for measuring.")
    parser.add_argument("rows", type=int, help="how many records in all")
    parser.add_argument("output", type=Path, nargs="?", help="a CSV file, or a pool folder with --datasets; standard output without")
    parser.add_argument("--datasets", type=int, default=0, help="write a pool folder with this many datasets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base", default="http://localhost:8000/", help="base IRI of the pool")
    given = parser.parse_args(arguments)
    if given.datasets:
        if given.output is None:
            parser.error("--datasets needs a folder to write to")
        pool(given.output, given.rows, given.datasets, given.seed, given.base)
    elif given.output is None:
        sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        write(sys.stdout, given.rows, given.seed)
    else:
        with given.output.open("w", encoding="utf-8", newline="") as out:
            write(out, given.rows, given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
