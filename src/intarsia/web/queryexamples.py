"""Questions to begin with: SPARQL and SQL that any release answers, in the reader's language. Each is a file of queries/."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intarsia.web.words import Words

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Example:
    """A question: its short name, its title, and the question itself."""

    id: str
    title: str
    query: str


def sparql(_: Words) -> list[Example]:
    """Twelve questions in SPARQL."""
    return [Example(name, title, _query(f"sparql/{name}.rq", _.language)) for name, title in (
        ("classes", _("What kinds of things are here, and how many of each?")),
        ("datasets", _("Which datasets are there, from whom, and under which licence?")),
        ("graphs", _("How many works does each dataset describe? (Each dataset is a named graph)")),
        ("adaptations", _("Which works are based on another, and on which?")),
        ("retold", _("Which works were retold most often?")),
        ("makers", _("Which names stand in works of more than one sector?")),
        ("genres", _("Which genres do the sectors have in common?")),
        ("countries", _("Which countries do most works come from?")),
        ("elsewhere", _("Where are the same things described elsewhere?")),
        ("narrower", _("Which terms have the most terms below them, at any depth?")),
        ("figures", _("Which figures are there, for which places and years?")),
        ("triples", _("A graph of retellings to take along: titles and dates as triples")),
    )]


def sql(_: Words) -> list[Example]:
    """Eight questions in SQL."""
    return [Example(name, title, _query(f"sql/{name}.sql", _.language)) for name, title in (
        ("sectors", _("How many works per sector, and how many are announced?")),
        ("decades", _("How many works per decade and form?")),
        ("makers", _("Who made most, and in which roles?")),
        ("genres", _("Which genres occur in most sectors?")),
        ("links", _("Which links are there, how were they found, and which were accepted?")),
        ("pairs", _("Which works in different datasets are linked?")),
        ("figures", _("Which figures are there, with unit, places and period?")),
        ("quality", _("What was set aside, in which file, and why?")),
    )]


@cache
def _query(file: str, language: str) -> str:
    """LANGUAGE in a question stands for the reader's."""
    return (QUERIES / file).read_text("utf-8").strip().replace("LANGUAGE", language)
