"""A paper: its text in a language, filled in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from intarsia.errors import NotFound
from intarsia.papers.blocks import html
from intarsia.papers.facts import facts
from intarsia.pool import Pool

TEXTS = Path(__file__).parent / "texts"
NAMES = ("agreement", "register", "screening", "law")
PUBLIC = ("agreement", "law")  # the others describe the inside of a pool: they are the desk's
LANGUAGES = ("en", "nl")
_PLACE = re.compile(r"\{([a-z_]+)\}")
STYLE = ("body{font:10.5pt/1.4 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5em}h2{font-size:1.05em;margin:.8em 0 .1em}p,ul,ol{margin:.3em 0}"
         "table{border-collapse:collapse;width:100%;margin:.5em 0}th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}"
         "@media print{@page{size:A4;margin:14mm}body{margin:0;padding:0;max-width:none}}"
         ".agreement{font-size:9.4pt}.agreement td,.agreement th{width:50%}.agreement tbody td{height:3.2em}")


@dataclass(frozen=True)
class Paper:
    """One paper in one language. text: Markdown, filled in."""

    name: str
    language: str
    text: str

    @property
    def title(self) -> str:
        """Its first heading."""
        return self.text.partition("\n")[0].removeprefix("# ")

    def page(self) -> str:
        """A page of its own, to be kept or printed, with nothing from elsewhere."""
        head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(self.title)}</title><style>{STYLE}</style>'
        return f'<!doctype html>\n<html lang="{self.language}"><head>{head}</head><body class="{self.name}">\n{html(self.text)}\n</body></html>\n'


def paper(pool: Pool, name: str, language: str, today: Callable[[], datetime.date] = datetime.date.today) -> Paper:
    """A paper of a pool, filled with its settings and contents.

    Raises: NotFound for one that is not there.
    """
    if name not in NAMES:
        raise NotFound(f"there is no paper '{name[:40]}'", way_out=f"those there are: {', '.join(NAMES)}")
    spoken = language if language in LANGUAGES else "en"
    given = facts(pool, spoken, today()) if name != "law" else {}
    return Paper(name, spoken, _PLACE.sub(lambda found: given.get(found[1], found[0]), text(name, spoken)))


def papers(pool: Pool, today: Callable[[], datetime.date] = datetime.date.today) -> Iterator[Paper]:
    """Every paper in every language."""
    for name in NAMES:
        for language in LANGUAGES:
            yield paper(pool, name, language, today)


def text(name: str, language: str) -> str:
    """A paper as it is written, with its places empty."""
    return (TEXTS / f"{name}.{language}.md").read_text("utf-8")
