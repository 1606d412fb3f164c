"""How probable it is that a candidate is what was asked for.

A query means one entity, which is in the pool (with probability `HERE`) or is not. When it is candidate i, its name comes out at
some level of likeness with chance m; when it is another, a name in the pool comes out so by accident. How often that happens is
measured in the pool itself, without labels: names of its entities are looked up as if those entities were not there, and what
is found then is found by accident (`Accidents`, mean number of entities by level and by number of words in the name). Then

    weight(i) = HERE * m(level) / accidents(at least this level, words) * product of m/u of the other evidence
    P(i) = weight(i) / (sum of all weights + 1 - HERE)

the posterior of Fellegi and Sunter (1969) with the candidates as rivals. `m` of each level, and m of the evidence, are beliefs
about how people write names, set once and the same for every pool; u of the evidence is the chance that two entities of the pool agree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from intarsia.reconciling import naming

HERE = 0.5
#: accept at this probability
CERTAIN = 0.95
M = {"equal": 0.70, "form": 0.12, "close": 0.10, "near": 0.04, "part": 0.03, "far": 0.01}
#: evidence -> chance that it agrees when the candidate is right
M_EVIDENCE = {"year": 0.75, "near year": 0.15, "people": 0.80, "some people": 0.10, "country": 0.85, "language": 0.90, "genre": 0.60, "type": 0.90, "dataset": 0.98,
              "identifier": 0.97, "broader": 0.85}
SAMPLES = 400


@dataclass(frozen=True)
class Accidents:
    """What is found by accident in one group of a release.

    names: "level words" -> mean number of entities. agree: evidence -> chance that two entities agree. shares: evidence -> value ->
    share of the entities that have it, the frequent ones.
    """

    size: int
    samples: int
    names: Mapping[str, float] = field(default_factory=dict)
    agree: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def of(self, level: str, words: int) -> float:
        """Entities that come out at this level or a better one by accident, never less than could have been noticed."""
        found = sum(float(self.names.get(f"{one} {words}", 0.0)) for one in naming.LEVELS[: naming.LEVELS.index(level) + 1])
        return max(found, 0.5 / (self.samples + 1))

    def chance(self, evidence: str, values: Collection[str] = ()) -> float:
        """The chance that an entity of the pool has one of some values, or that two agree; kept away from never and always."""
        known = self.shares.get(evidence, {})
        found = sum(known.get(value, 0.0) for value in values) if any(value in known for value in values) else float(self.agree.get(evidence, 0.05))
        return min(0.95, max(found, 0.5 / (self.size + 1)))

    def record(self) -> dict[str, Any]:
        """Its JSON form."""
        return asdict(self)


def weight(level: str, words: int, evidence: Mapping[str, float], accidents: Accidents, among: float = 1.0) -> float:
    """The odds of one candidate against its not being in the pool, before they are shared among rivals.

    evidence: m/u by name, 1 where nothing can be said. among: the share of the pool that is looked at. Without a name ("" as
    level) every entity of the group is a rival.
    """
    found = HERE * M[level] / max(accidents.of(level, words) * among, 0.5 / (accidents.samples + 1)) if level else HERE / max(1.0, accidents.size * among)
    for ratio in evidence.values():
        found *= ratio
    return found


def shared(weights: Sequence[float]) -> list[float]:
    """Probabilities of the candidates, which together leave something for none of them."""
    whole = sum(weights) + 1 - HERE
    return [one / whole for one in weights]


def ratio(evidence: str, agrees: bool | None, accidents: Accidents, values: Collection[str] = ()) -> float:
    """m/u of something that a query and an entity agree in or not; None, nothing known, says nothing. values: what the query says."""
    if agrees is None:
        return 1.0
    m, u = M_EVIDENCE[evidence], accidents.chance(evidence, values)
    return m / u if agrees else (1 - m) / (1 - u)


def year_ratio(asked: Sequence[int], held: Sequence[int], accidents: Accidents) -> float:
    """m/u of years: within the span held, one year off, or further."""
    if not asked or not held:
        return 1.0
    first, last = held[0], held[-1]
    away = min(0 if first <= year <= last else min(abs(year - first), abs(year - last)) for year in asked)
    equal, near = accidents.chance("year"), accidents.chance("near year")
    if away == 0:
        return M_EVIDENCE["year"] / equal
    if away == 1:
        return M_EVIDENCE["near year"] / near
    return (1 - M_EVIDENCE["year"] - M_EVIDENCE["near year"]) / max(0.05, 1 - equal - near) * (1.0 if away <= 3 else 0.5)


def people_ratio(asked: Sequence[naming.Form], held: Sequence[Sequence[str]], accidents: Accidents) -> float:
    """m/u of credited names: one is equal, one is alike, or none."""
    if not asked or not held:
        return 1.0
    levels = {naming.best(one, held)[0] for one in asked}
    if levels & {"equal", "form", "close"}:
        return M_EVIDENCE["people"] / accidents.chance("people")
    if levels & {"near", "part"}:
        return M_EVIDENCE["some people"] / (5 * accidents.chance("people"))
    return 1 - M_EVIDENCE["people"] - M_EVIDENCE["some people"]
