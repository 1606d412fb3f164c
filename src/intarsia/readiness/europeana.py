"""Europeana's metadata tiers: 0, A, B or C, the lowest of three criteria (language, enabling elements, contextual classes).

Source: Europeana Publishing Framework, Tier A-C requirements (europeana.atlassian.net/wiki/spaces/EF/pages/1969979393), and the classifier that
Europeana runs (github.com/europeana/metis-framework, metis-indexing, tiers/metadata).

The rule text contradicts itself for tier C: its summary says three enabling elements, its table four from two scenarios. The classifier
asks for four from two; so do we. Language: 25, 50 and 75 % of the relevant elements that are there have a language. Enabling elements: one; three
from two groups; four from two groups. Contextual classes: none, one, two, each with its least elements.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from intarsia.readiness.requirement import Ladder, Requirement

NAME = "europeana"
STEPS = ("0", "A", "B", "C")
LANGUAGE = {"A": 0.25, "B": 0.5, "C": 0.75}
ENABLING = {"A": (1, 1), "B": (3, 2), "C": (4, 2)}
CLASSES = {"A": 0, "B": 1, "C": 2}
#: the elements that language is asked of
RELEVANT = frozenset({"dc:coverage", "dc:description", "dc:format", "dc:relation", "dc:rights", "dc:source", "dc:subject", "dc:title", "dc:type", "dcterms:alternative",
                      "dcterms:hasPart", "dcterms:isPartOf", "dcterms:isReferencedBy", "dcterms:medium", "dcterms:provenance", "dcterms:references", "dcterms:spatial",
                      "dcterms:tableOfContents", "dcterms:temporal", "edm:currentLocation", "edm:hasType", "edm:isRelatedTo"})
#: the group of each enabling element; dc:subject and edm:hasMet count for the group of what they point to
TIME, KIND, AGENT, PLACE = "time", "concept", "agent", "place"
GROUPS = {"dcterms:created": TIME, "dcterms:issued": TIME, "dcterms:temporal": TIME, "dc:format": KIND, "dc:type": KIND, "dcterms:medium": KIND,
          "dc:creator": AGENT, "dc:contributor": AGENT, "dc:publisher": AGENT, "dcterms:spatial": PLACE, "edm:currentLocation": PLACE}
POINTING = {"edm:hasMet": frozenset({TIME, AGENT}), "dc:subject": frozenset({KIND, AGENT, PLACE})}
SHARE = 0.5  #: of the records of a dataset that must stand on a step


@dataclass(frozen=True)
class Record:
    """What the criteria look at in one record.

    present: the elements that have a value. tagged: those of them with a language, by a tag or by pointing to a concept, place or time span
    whose label has one. points: for dc:subject and edm:hasMet, the groups of the things in the record that they point to.
    classes: the kinds of thing (time, concept, agent, place) that the record points to and that have their least elements.
    """

    present: frozenset[str]
    tagged: frozenset[str] = frozenset()
    points: dict[str, frozenset[str]] = field(default_factory=dict)
    classes: frozenset[str] = frozenset()


def language(record: Record) -> str:
    """The tier that the language criterion allows."""
    asked = record.present & RELEVANT
    share = len(record.tagged & asked) / len(asked) if asked else 0.0
    return _highest({tier: share >= least for tier, least in LANGUAGE.items()})


def enabling(record: Record) -> str:
    """The tier that the enabling elements allow."""
    found = {name: {group} for name, group in GROUPS.items() if name in record.present}
    found.update({name: set(groups & record.points.get(name, frozenset())) for name, groups in POINTING.items() if groups & record.points.get(name, frozenset())})
    groups: set[str] = set().union(*found.values()) if found else set()
    return _highest({tier: len(found) >= elements and len(groups) >= scenarios for tier, (elements, scenarios) in ENABLING.items()})


def classes(record: Record) -> str:
    """The tier that the contextual classes allow; A asks for none."""
    return _highest({tier: len(record.classes) >= least for tier, least in CLASSES.items()})


CRITERIA = {"language": language, "enabling": enabling, "classes": classes}


def tier(record: Record) -> str:
    """The tier of a record: the lowest of the three."""
    return min((criterion(record) for criterion in CRITERIA.values()), key=STEPS.index)


def _highest(allowed: dict[str, bool]) -> str:
    return next((step for step in reversed(STEPS) if allowed.get(step)), "0")


def measured(records: Iterable[tuple[Record, int]]) -> Ladder:
    """The ladder of a dataset: the highest step on which half of its records stand; `records` with how many there are of each kind.

    Europeana rates records, not datasets; half is ours, and the spread stands beside it.
    """
    known = [(one, count) for one, count in records if count]
    total = sum(count for _, count in known)
    spread = dict.fromkeys(STEPS, 0)
    by_criterion: dict[str, dict[str, int]] = {name: dict.fromkeys(STEPS, 0) for name in CRITERIA}
    for one, count in known:
        spread[tier(one)] += count
        for name, criterion in CRITERIA.items():
            by_criterion[name][criterion(one)] += count
    requirements = []
    for step in STEPS[1:]:
        for name in CRITERIA:
            share = _from(by_criterion[name], step) / total if total else 0.0
            requirements.append(Requirement(f"europeana.{name}-{step}", step, share >= SHARE if total else None, share if total else None, total))
        whole = _from(spread, step) / total if total else 0.0
        requirements.append(Requirement(f"europeana.all-{step}", step, whole >= SHARE if total else None, whole if total else None, total))
    found = next((step for step in reversed(STEPS) if total and _from(spread, step) / total >= SHARE), None)
    return Ladder(NAME, STEPS, found, tuple(requirements), spread if total else {})


def _from(spread: dict[str, int], step: str) -> int:
    """How many stand on a step or above."""
    return sum(spread[one] for one in STEPS[STEPS.index(step):])
