"""A list: works of a release, and all that they bring along: their makers, what they are linked to, and the words they are described with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intarsia.reader import Reader

#: works of a list; what is longer is cut, and said to be
MOST = 5_000
#: kinds of words that a signal may be of, as a row of signals names them
WORDS = ("genre", "subject", "country", "form")
#: a country touches nearly everything: a list is not about it
BROAD = ("country",)


@dataclass(frozen=True)
class Listing:
    """What a list touches. works, agents: ids, with all records that are the same. words: pairs of a kind and a concept. named: how many works were named themselves. asked: how many
    names or keys a file had; 0 for other lists."""

    works: frozenset[str]
    agents: frozenset[str]
    words: frozenset[tuple[str, str]]
    named: int
    asked: int = 0
    cut: bool = False

    @property
    def empty(self) -> bool:
        return not self.works and not self.agents

    @property
    def keys(self) -> frozenset[str]:
        """Works and agents alike: what a row may be about."""
        return self.works | self.agents


def of_works(reader: Reader, ids: Sequence[str], *, agents: Sequence[str] = (), asked: int = 0) -> Listing:
    """The list of these works, and of agents that stand in it themselves."""
    kept, cut = list(dict.fromkeys(ids))[:MOST], len(set(ids)) > MOST
    works = set(kept) | _same(reader, kept)
    makers = [row[0] for row in reader.rows("SELECT DISTINCT agent FROM contribution WHERE list_contains($works, work)", {"works": sorted(works)})] if works else []
    people = set(agents) | set(makers)
    people |= _same(reader, sorted(people))
    words = _words(reader, sorted(works))
    tied = _tied(reader, sorted(works))
    return Listing(frozenset(works | tied), frozenset(people), frozenset(words), len(kept), asked, cut)


def of_dataset(reader: Reader, dataset: str) -> Listing:
    """The list of a dataset's works, and of its agents where it has figures about them."""
    works = [row[0] for row in reader.rows("SELECT id FROM work WHERE dataset = $dataset ORDER BY id LIMIT $most", {"dataset": dataset, "most": MOST + 1})]
    agents = [row[0] for row in reader.rows("SELECT id FROM agent WHERE dataset = $dataset ORDER BY id LIMIT $most", {"dataset": dataset, "most": MOST})]
    return of_works(reader, works, agents=agents)


def of_values(reader: Reader, values: Sequence[str]) -> Listing:
    """The list of what a file names: titles of works, names of agents, identifiers. Titles and names are compared without regard to capitals and spaces around them."""
    given = {"values": [value.strip().lower() for value in values]}
    asked = "SELECT DISTINCT unnest($values::VARCHAR[]) AS value"
    works = [row[0] for row in reader.rows(f"SELECT DISTINCT t.work FROM ({asked}) a JOIN title t ON lower(trim(t.value)) = a.value ORDER BY 1", given)]
    agents = [row[0] for row in reader.rows(f"SELECT DISTINCT g.id FROM ({asked}) a JOIN agent g ON lower(trim(g.name)) = a.value ORDER BY 1", given)]
    known = {row[0] for row in reader.rows(f"SELECT DISTINCT i.entity FROM ({asked}) a JOIN identifier i ON lower(i.value) = a.value WHERE length(a.value) >= 5", given)}
    of_agents = {row[0] for row in reader.rows("SELECT id FROM agent WHERE list_contains($known, id)", {"known": sorted(known)})} if known else set()
    return of_works(reader, [*works, *sorted(known - of_agents)], agents=[*agents, *sorted(of_agents)], asked=len(given["values"]))


def _same(reader: Reader, ids: Sequence[str]) -> set[str]:
    """All records of the same entities."""
    if not ids:
        return set()
    return {row[0] for row in reader.rows("SELECT member FROM entity WHERE cluster IN (SELECT cluster FROM entity WHERE list_contains($ids, member))", {"ids": list(ids)})}


def _tied(reader: Reader, works: Sequence[str]) -> set[str]:
    """Works that accepted links tie to these: based on, about, edition of, part of ..."""
    if not works:
        return set()
    sql = "SELECT object FROM link WHERE state = 'accepted' AND list_contains($works, subject) UNION SELECT subject FROM link WHERE state = 'accepted' AND list_contains($works, object)"
    return {row[0] for row in reader.rows(sql, {"works": list(works)}) if row[0]}


def _words(reader: Reader, works: Sequence[str]) -> set[tuple[str, str]]:
    """The concepts that these works are described with; those of a list alone, not of what it is tied to."""
    if not works:
        return set()
    kinds = [kind for kind in WORDS if kind not in BROAD and kind != "form"]
    found = reader.rows("SELECT DISTINCT facet, concept FROM term WHERE state = 'matched' AND list_contains($kinds, facet) AND list_contains($works, work)", {"kinds": kinds,
        "works": list(works)})
    return {(str(facet), str(concept)) for facet, concept in found}
