"""Saved questions: a question of the shelf with its slots filled in, under a title of one's own, as a file of the pool."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid

KEYS = ("insight", "slots", "title", "why")


@dataclass(frozen=True)
class Saved:
    """shelf/questions/<id>.toml. insight: the question. slots: its values. title, why: by language, English at least: what is asked, and what for."""

    id: str
    insight: str
    slots: Mapping[str, str]
    title: Mapping[str, str]
    why: Mapping[str, str]

    def said(self, key: str, language: str) -> str:
        """The title or the reason in a language, else in English."""
        texts: Mapping[str, str] = getattr(self, key)
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")

    def record(self, language: str) -> dict[str, Any]:
        """Its JSON form."""
        return {**asdict(self), "title": self.said("title", language), "why": self.said("why", language)}


def questions(own: Path | None) -> dict[str, Saved]:
    """The saved questions of a pool's shelf, by id.

    Raises: Invalid for a file that cannot be read as one, or lacks something.
    """
    files = sorted((own / "questions").glob("*.toml")) if own is not None else []
    return {file.stem: _read(file) for file in files}


def _read(file: Path) -> Saved:
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"a saved question cannot be read: {error}", where=str(file), way_out="see docs/ask.md") from error
    if strange := sorted(set(told) - set(KEYS)):
        raise Invalid(f"a saved question has no '{strange[0]}'", where=str(file), way_out="its keys: " + ", ".join(KEYS))
    tables = {name: told.get(name, {}) for name in ("slots", "title", "why")}
    if not isinstance(told.get("insight"), str) or not all(isinstance(one, dict) for one in tables.values()) or not tables["title"]:
        raise Invalid("a saved question names its insight, its [slots] and its [title] by language", where=str(file), way_out="see docs/ask.md")
    return Saved(file.stem, told["insight"], *({str(key): str(value) for key, value in tables[name].items()} for name in ("slots", "title", "why")))
