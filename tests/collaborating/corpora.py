"""Other people's credits, as `Credits`: casts of films and soloists of concerts, by year."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from intarsia.collaborating import Credits

#: the year, who is credited, and what the work is of
Row = tuple[int, Iterable[str], Iterable[str]]


def credits(rows: Iterable[Row]) -> Credits:
    """Works with their year, names and themes."""
    people: dict[str, int] = {}
    themes: dict[str, int] = {}
    work, node, year, tied, term = [], [], [], [], []
    for number, (of, names, about) in enumerate(rows):
        year.append(of)
        for name in sorted(set(names)):
            work.append(number)
            node.append(people.setdefault(name, len(people)))
        for one in sorted(set(about)):
            tied.append(number)
            term.append(themes.setdefault(one, len(themes)))
    return Credits(np.array(work, np.int64), np.array(node, np.int64), np.array(year, np.int64), len(people), (np.array(tied, np.int64), np.array(term, np.int64)))


def films(folder: Path) -> Credits:
    """Casts of films of the United States, 1970 to 2023 (prust/wikipedia-movie-data)."""
    rows: list[Row] = []
    for path in sorted((folder / "wikipedia_movies").glob("*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as text:
            rows += [(one["year"], [name for name in one["cast"] if len(name) > 2], one["genres"]) for one in json.load(text)]
    return credits(rows)


def soloists(folder: Path) -> Credits:
    """Soloists of programmes of the New York Philharmonic by season, with the composers (New York Philharmonic, programme history)."""
    from lxml import etree

    rows: list[Row] = []
    for path in sorted((folder / "nyphil").glob("*.xml.gz")):
        with gzip.open(path) as content:
            for one in etree.parse(content).getroot().iter("program"):
                names = [_plain(name) for name in one.xpath(".//soloistName/text()")]
                rows.append((int(one.findtext("season")[:4]), names, [_plain(name) for name in one.xpath(".//composerName/text()")]))
    return credits(rows)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
