"""Known: what a pool's served release shows already, for rules that ask whether something is public. It sees a release only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.errors import IntarsiaError

if TYPE_CHECKING:
    from intarsia.reader import Reader

Known = Callable[[str, tuple[str, ...]], dict[str, str]]
TITLE = "title"
#: asked with what a file holds ("measure:visits"), it gives the questions of the shelf that wait for such data
WANTED = "wanted"


@contextmanager
def asking(release: str) -> Iterator[Known | None]:
    """The question `Context.known` of a release's folder, or None without one.

    known(scheme, values) gives those values that the release shows, each with the dataset that shows it. scheme: "title", the name
    of an identifier scheme, or "" for an identifier of any scheme; or "wanted" (see `answering.wanted`). Titles are compared without regard to capitals, identifiers as they are written.
    """
    if not release:
        yield None
        return
    from intarsia.answering import wanted  # a file that no pool is asked about does without
    from intarsia.reader import Reader

    try:
        reader = Reader(Path(release))
    except IntarsiaError:  # a release that cannot be read shows nothing, and nobody may say that it does
        yield None
        return
    needs = wanted.kept(Path(release))
    yield lambda scheme, values: wanted.waiting(needs, frozenset(values)) if scheme == WANTED else found(reader, scheme, values)


def found(reader: Reader, scheme: str, values: tuple[str, ...]) -> dict[str, str]:
    """Which values a release shows, and in which dataset."""
    if not values:
        return {}
    rows = reader.rows(_sql(scheme), [list(values)] if scheme in ("", TITLE) else [list(values), scheme])
    return {str(value): str(dataset) for value, dataset in rows}


def _sql(scheme: str) -> str:
    asked = "(SELECT DISTINCT unnest(?::VARCHAR[]) AS value) AS a"
    if scheme == TITLE:
        return f"SELECT a.value, min(w.dataset) FROM {asked} JOIN work AS w ON lower(trim(w.title)) = lower(trim(a.value)) GROUP BY a.value"
    one = "" if not scheme else " AND i.scheme = ?"
    return f"SELECT a.value, min(i.dataset) FROM {asked} JOIN identifier AS i ON i.value = a.value{one} GROUP BY a.value"
