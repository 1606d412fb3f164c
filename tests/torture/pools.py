"""A pool whose build takes a while: the small one with more rows."""

from __future__ import annotations

import json
from pathlib import Path

from tests.small import BOOK_MAPPING, BOOKS, GAME_MAPPING, GAMES, dataset, small_pool

EXAMPLE = '\n[[example]]\ngiven = {{ id = "x", {title} = "Iets" }}\nexpect.work = [{{ title = "Iets" }}]\n'


def larger(folder: Path, rows: int) -> Path:
    """Two datasets of `rows` invented records each, with examples, so that every step has work."""
    small_pool(folder, fresh=True)
    books = BOOKS + "".join(f"n{n},Numbered volume {n},{1900 + n % 120},Writer {n % 977},novel;poetry,NL\n" for n in range(rows))
    dataset(folder, "books", "Books", "publishing", "books.csv", "csv", books, BOOK_MAPPING + EXAMPLE.format(title="title"))
    games = [*GAMES, *({**GAMES[1], "id": f"n{n}", "name": f"Numbered game {n}"} for n in range(rows))]
    lines = "".join(json.dumps(game, ensure_ascii=False) + "\n" for game in games)
    dataset(folder, "games", "Games", "games", "games.jsonl", "jsonl", lines, GAME_MAPPING + EXAMPLE.format(title="name"))
    return folder
