"""The queue: the words of a release that wait for a person, less those that were judged since it was built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intarsia.judging.acts import Judgement
from intarsia.judging.words import Word
from intarsia.reader import Reader
from intarsia.text import fold


@dataclass(frozen=True)
class Queue:
    """What is left of the words asked for, in order; how many there are in all and were judged; the facets and datasets there are."""

    words: tuple[Word, ...]
    judged: int
    facets: tuple[tuple[str, int], ...]
    datasets: tuple[tuple[str, int], ...]

    @property
    def all(self) -> int:
        return len(self.words) + self.judged

    def at(self, key: str) -> Word | None:
        """The word of that key, if it is left."""
        return next((word for word in self.words if word.key == key), None)

    def behind(self, key: str, order: Sequence[Word]) -> Word | None:
        """The first that is left after the word of that key, in the order of all; from the beginning where none is left behind it."""
        places = {word.key: place for place, word in enumerate(order)}
        after = places.get(key, -1)
        return next((word for word in self.words if places[word.key] > after), self.words[0] if self.words else None)


def queue(words: Sequence[Word], judged: Iterable[Judgement], facet: str = "", dataset: str = "") -> Queue:
    """The words of a facet and a dataset, empty for all, that nobody has judged."""
    said: dict[tuple[str, str, str], set[str]] = {}
    for one in judged:
        said.setdefault(one.key[:3], set()).add(one.dataset)
    left = [word for word in words if not _said(word, said, dataset)]
    here = [word for word in words if (not facet or word.facet == facet) and (not dataset or dataset in {name for name, _ in word.datasets})]
    kept = tuple(word for word in here if not _said(word, said, dataset))
    return Queue(kept, len(here) - len(kept), _counted(word.facet for word in left), _counted(name for word in left for name, _ in word.datasets))


def _said(word: Word, said: dict[tuple[str, str, str], set[str]], dataset: str) -> bool:
    """Was it judged for all, or for each dataset that writes it (or for the one asked for)?"""
    by = said.get((word.facet, word.vocabulary, word.folded), set())
    return "" in by or (bool(by) and ({dataset} if dataset else {name for name, _ in word.datasets}) <= by)


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def waiting(reader: Reader, judged: Sequence[Judgement]) -> int:
    """How many judgements the next build will heed and this release did not: made since, or taken back since."""
    wanted: dict[tuple[str, str, str, str], Judgement] = {one.key: one for one in judged}
    values = sorted({one.value for one in judged})
    rows = reader.rows("SELECT facet, vocabulary, value, dataset, state, concept, method FROM word WHERE method = 'person'"
                       + (f" OR value IN ({', '.join('?' * len(values))})" if values else ""), values)
    found: set[tuple[str, ...]] = set()
    for facet, vocabulary, value, dataset, state, concept, method in rows:
        name = (facet, vocabulary, fold(value))
        one = wanted.get((*name, dataset)) or wanted.get((*name, ""))
        if one is None:
            found |= {name} if method == "person" else set()
        elif not (one.state == "new" and state == "matched"):  # the term that was proposed is there
            wanted_state = "no_match" if one.state == "new" else one.state
            found |= {one.key} if method != "person" or state != wanted_state or (concept or "") != one.concept else set()
    return len(found)
