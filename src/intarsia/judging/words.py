"""The words of a release that nothing decided for certain, with their candidates and works that have them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from intarsia.reader import Reader
from intarsia.text import fold

ASKED = ("proposed", "no_match", "failed")  # the states that a person can settle
MOST = 100_000  # words of a dataset that are looked at, the most used ones of the release
SHOWN = 3  # example works


@dataclass(frozen=True)
class Word:
    """One word as people judge it: the same in all datasets that write it, but for capitals and accents.

    value: as it is written most; datasets: (id, uses), most uses first; state: the one that asks most; probability: of its best candidate.
    """

    facet: str
    vocabulary: str
    folded: str
    value: str
    uses: int
    datasets: tuple[tuple[str, int], ...]
    state: str
    probability: float | None

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.facet}|{self.vocabulary}|{self.folded}"


@dataclass(frozen=True)
class Counts:
    """Words and uses of a facet by state: `all` is the sum of the others."""

    facet: str
    states: dict[str, int]
    uses: dict[str, int]

    @property
    def all(self) -> int:
        return sum(self.states.values())


def counts(reader: Reader) -> list[Counts]:
    """For each facet, how many words (and uses of words) are in which state."""
    found: dict[str, Counts] = {}
    for facet, state, words, uses in reader.rows("SELECT facet, state, count(*), CAST(sum(uses) AS BIGINT) FROM word GROUP BY facet, state ORDER BY facet, state"):
        one = found.setdefault(facet, Counts(facet, {}, {}))
        one.states[state], one.uses[state] = words, uses
    return list(found.values())


def open_words(reader: Reader, everything: bool = False) -> list[Word]:
    """The words that ask for a person: proposed ones first, then those without a match, each by how often they are used; ties by name.

    Words whose vocabulary is not in the release are left out, as there is nothing to choose from; `everything`: also those that are decided.
    """
    wanted = "" if everything else f" AND w.state IN ({', '.join(repr(state) for state in ASKED)})"
    rows = reader.rows(
        "SELECT w.facet, w.vocabulary, w.value, w.dataset, w.uses, w.state, w.probability FROM word AS w WHERE (w.vocabulary IN (SELECT scheme FROM concept) "
        f"OR w.vocabulary IN ('country', 'language') OR w.vocabulary IN (SELECT vocabulary FROM candidate)){wanted} "
        f"ORDER BY w.uses DESC, w.facet, w.vocabulary, w.value, w.dataset LIMIT {MOST}")
    groups: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for row in rows:
        groups.setdefault((row[0], row[1], fold(row[2])), []).append(row)
    found = [_word(name, group) for name, group in groups.items()]
    return sorted(found, key=lambda word: (word.state != "proposed", -word.uses, word.key))


def _word(name: tuple[str, str, str], group: list[tuple[Any, ...]]) -> Word:
    uses: dict[str, int] = {}
    for _, _, _, dataset, used, _, _ in group:
        uses[dataset] = uses.get(dataset, 0) + used
    states = [row[5] for row in group]
    state = next((one for one in (*ASKED, "matched", "rejected") if one in states), states[0])
    chances = [row[6] for row in group if row[6] is not None]
    return Word(*name, group[0][2], sum(uses.values()), tuple(sorted(uses.items(), key=lambda one: (-one[1], one[0]))), state, max(chances, default=None))


def candidates(reader: Reader, word: Word) -> list[dict[str, Any]]:
    """Its candidates, best first: concept, label that is alike, language, probability, source, reason, definition and broader concept."""
    rows = reader.records(
        "SELECT c.concept, min(c.label) AS label, min(c.language) AS language, max(c.probability) AS probability, min(c.source) AS source, min(c.reason) AS reason, "
        "min(k.definition) AS definition, min(k.broader) AS broader, min(k.iri) AS iri FROM candidate AS c LEFT JOIN concept AS k ON k.id = c.vocabulary || ':' || c.concept "
        "WHERE c.facet = ? AND c.vocabulary = ? AND c.value = ? AND c.dataset IN (SELECT dataset FROM word WHERE facet = ? AND vocabulary = ?) GROUP BY c.concept "
        "ORDER BY max(c.probability) DESC, c.concept LIMIT 9", [word.facet, word.vocabulary, word.value, word.facet, word.vocabulary])
    return [{**row, "reason": json.loads(row["reason"] or "{}"), "broader": str(row["broader"] or "").partition(":")[2] or None} for row in rows]


def examples(reader: Reader, word: Word, most: int = SHOWN) -> list[dict[str, Any]]:
    """Works that have the word: id, title, form, sector, year, dataset."""
    of = {"role": "SELECT DISTINCT work FROM contribution WHERE role_written = ?", "form": "SELECT DISTINCT w.id AS work FROM work AS w JOIN word AS d ON d.record = w.record "
          "AND d.dataset = w.dataset WHERE d.facet = 'form' AND d.value = ?", "status": "SELECT DISTINCT w.id AS work FROM work AS w JOIN word AS d ON d.record = w.record "
          "AND d.dataset = w.dataset WHERE d.facet = 'status' AND d.value = ?"}.get(word.facet)
    values = [word.value] if of else [word.facet, word.value]
    of = of or "SELECT DISTINCT work FROM term WHERE facet = ? AND value = ?"
    return reader.records(f"SELECT w.id, w.title, w.form, w.sector, w.year_start AS year, w.dataset FROM work AS w JOIN ({of}) AS x ON x.work = w.id "
                          f"ORDER BY w.year_start NULLS LAST, w.id LIMIT {int(most)}", values)
