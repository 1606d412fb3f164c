"""A small pool that a test makes itself: two datasets, a few records, real files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

#: gives a small pool that was built in this run of tests, shared by its processes (tests/conftest.py); None where no tests run
kept: Callable[[], Path] | None = None

POOL = 'name = "A small pool"\nbase = "http://localhost:8000/"\npublisher = "Test desk"\nlanguages = ["en", "nl"]\n'

BOOKS = """id,title,year,author,genre,country
b1,The Lighthouse of Nowhere,1931,"Voorbeeld, An",novel,NL
b2,Onder de brug,ca. 1950,Bo Verzonnen,novel;poetry,België
b3,Łódź by Night,2031,Čeněk Vymyšlený,crime,PL
"""

GAMES = [
    {"id": "g1", "name": "Lighthouse of Nowhere: The Game", "year": "2004", "studios": [{"name": "Nonesuch Studio", "role": "developer"}],
     "origin": {"title": "The Lighthouse of Nowhere", "maker": "An Voorbeeld"}, "countries": ["NL", "DE"]},
    {"id": "g2", "name": "Brug & Berg", "year": "Q4 2027", "studios": [], "origin": None, "countries": ["NL"]},
]

DESCRIPTION = """id = "{id}"
title = {{ en = "{title}", nl = "{title} (nl)" }}
description = {{ en = "Invented records for tests." }}
publisher = "A test contributor"
sector = "{sector}"
selection = "{selection}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
mining = "allowed"
synthetic = true

[[distribution]]
name = "{file}"
format = "{format}"
path = "{file}"
{more}{decision}"""

DECISION = '\n[decision]\nverdict = "{verdict}"\nwho = "steward"\nwhen = "2026-11-20"\nwhy = "invented records"\n'

BOOK_MAPPING = """mapping = 1

[[source]]
name = "books.csv"
record = "id"

[[work]]
form = "'book'"
title = "title"
date = "year"

[[work.contributions]]
name = "author"
role = "'author'"

[[work.terms]]
facet = "'genre'"
value = "genre"
split = ";"

[[work.terms]]
facet = "'country'"
value = "country"
"""

GAME_MAPPING = """mapping = 1

[[source]]
name = "games.jsonl"
record = "id"

[[work]]
form = "'game'"
title = "name"
date = "year"

[[work.contributions]]
from = "studios"
name = "name"
role = "role"
kind = "'organisation'"

[[work.relations]]
predicate = "'based_on'"
title = "origin.title"
maker = "origin.maker"
form = "'book'"

[[work.terms]]
from = "countries"
facet = "'country'"
value = "value"
"""


def small_pool(folder: Path, verdict: str | None = "OPEN", fresh: bool = False) -> Path:
    """The pool folder, not built yet; without a verdict the games have no decision.

    The steps of another one have run, and what they left stands here too: a build runs what is stale, as everywhere, and takes .4 seconds
    instead of 2.6. fresh: nothing stands here yet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pool.toml").write_text(POOL, "utf-8")
    dataset(folder, "books", "Books", "publishing", "books.csv", "csv", BOOKS, BOOK_MAPPING, "OPEN")
    lines = "".join(json.dumps(game, ensure_ascii=False) + "\n" for game in GAMES)
    dataset(folder, "games", "Games", "games", "games.jsonl", "jsonl", lines, GAME_MAPPING, verdict)
    return folder if fresh else warmed(folder, *(("games",) if verdict != "OPEN" else ()))


def warmed(folder: Path, *without: str) -> Path:
    """A pool folder that is not built, with what steps left in the small pool of this run: the vocabularies that come with Intarsia above all.

    without: datasets whose rows must not stand there.
    """
    if kept is not None and not (folder / "outcomes").exists():
        shutil.copytree(kept() / "outcomes", folder / "outcomes", ignore=lambda _, names: {name for name in names if name == "fetch" or name in without})
    return folder


def dataset(pool: Path, name: str, title: str, sector: str, file: str, format_name: str, content: str, mapping: str, verdict: str | None = "OPEN",
            selection: str = "sample", more: str = "") -> Path:
    """A dataset folder with description, mapping and file; `more` stands in the description before the decision."""
    folder = pool / "datasets" / name
    folder.mkdir(parents=True, exist_ok=True)
    decision = DECISION.format(verdict=verdict) if verdict else ""
    (folder / "dataset.toml").write_text(DESCRIPTION.format(id=name, title=title, sector=sector, selection=selection, file=file, format=format_name, more=more, decision=decision), "utf-8")
    (folder / "mapping.toml").write_text(mapping, "utf-8")
    (folder / file).write_text(content, "utf-8")
    return folder
