"""A table of 10,000 records and 20 columns, for `intarsia suggest`: made-up words and numbers from a fixed seed."""

from __future__ import annotations

import csv
import random
from pathlib import Path

HEADER = (
    "nr",
    "titel",
    "oorspronkelijke titel",
    "jaar",
    "land",
    "taal",
    "genre",
    "regie",
    "scenario",
    "acteurs",
    "producent",
    "duur",
    "kleur",
    "budget",
    "bezoekers",
    "isbn",
    "url",
    "rechten",
    "opmerking",
    "stand per",
)
SYLLABLES = ("ba", "de", "lo", "mi", "ru", "sta", "ven", "kor", "li", "na", "ter", "wol")


def write(path: Path, records: int = 10_000) -> Path:
    """The file, the same at every call."""
    chance = random.Random(20)

    def word() -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()

    def name() -> str:
        return f"{word()} {word()}"

    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, delimiter=";")
        out.writerow(HEADER)
        for number in range(records):
            out.writerow(
                (
                    f"F{number:05}",
                    f"De {word()} van {word()}",
                    name(),
                    chance.randint(1900, 2025),
                    chance.choice(("Nederland", "België", "Frankrijk")),
                    chance.choice(("Nederlands", "Frans")),
                    chance.choice(("drama", "komedie", "drama, oorlog")),
                    name(),
                    name(),
                    f"{name()}; {name()}",
                    name(),
                    chance.randint(60, 200),
                    chance.choice(("ja", "nee")),
                    chance.randint(10, 900) * 1000,
                    chance.randint(100, 90_000),
                    f"{chance.randint(10**9, 10**10 - 1)}",
                    f"https://example.org/films/{number}",
                    "https://creativecommons.org/licenses/by/4.0/",
                    " ".join(word() for _ in range(12)),
                    2025,
                )
            )
    return path
