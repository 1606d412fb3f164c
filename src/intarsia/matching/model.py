"""The probability that a concept is meant: a choice between the candidates and "none of them".

Each candidate's log odds are a sum of weights, one for each fact; the probability is the multinomial logit with an outside
option of 0 (McFadden 1974): p(i) = exp(u(i)) / (1 + sum of exp(u)). So rivals lower each other, and the probabilities of one word
add up to less than 1. The weights come without anybody's labels: `benchmarks/reconcile_calibration.py` hides labels of the
vocabularies, hides whole concepts, and misspells labels, and asks what is found; it prints this table and the figures of
docs/reconciliation.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intarsia.matching.likeness import LEVELS
from intarsia.matching.weights import WEIGHTS

ACCEPTED, ASKED, MENTIONED = 0.95, 0.5, 0.02  # accepted from here; a person is asked from here; below the last one a candidate is not worth a line
LONG = 9  # letters


@dataclass(frozen=True)
class Facts:
    """What is known of one candidate of one word.

    level: of likeness, of its best label; support: languages in which it has a label that is alike, 3 at most; language: is the label's
    the dataset's; behind: another concept is more alike; rivals: other concepts that are as much alike; sector: does the concept belong
    to the sector of the dataset; kin: the broader concept is a candidate too; initial: do the first letters differ, where letters are what differs.
    """

    level: str
    label: int
    kind: str
    support: int
    language: str
    length: int
    behind: bool
    rivals: int
    sector: str
    kin: bool
    initial: bool = False


def features(facts: Facts) -> Iterator[tuple[str, str]]:
    """(name of the weight, what it says in words) of each fact that counts."""
    yield f"level {facts.level}", LEVELS[facts.level]
    if facts.length >= LONG:
        yield "long", "a long word"
    elif facts.length < 5:
        yield "short", "a short word"
    if facts.initial:
        yield "initial", "the first letters differ"
    if facts.kind == "hidden":
        yield "hidden", "a spelling that is read, not shown"
    if facts.language == "other":
        yield "other language", "in another language than the dataset's"
    elif facts.language == "same":
        yield "same language", "in the dataset's language"
    if facts.support > 1:
        yield f"support {facts.support}", "alike in two languages" if facts.support == 2 else "alike in three languages or more"
    if facts.behind:
        yield "behind", "another concept is more alike"
    if facts.rivals:
        yield "rivals", "other concepts are as much alike"
    if facts.kin:
        yield "kin", "its broader concept is a candidate too"
    if facts.sector:
        yield f"sector {facts.sector}", "belongs to the dataset's sector" if facts.sector == "same" else "belongs to another sector"


FIELDS = {"level": "label", "long": "length", "short": "length", "hidden": "kind of label", "initial": "letters", "other language": "language", "same language": "language",
          "support": "languages",
          "behind": "rivals", "rivals": "rivals", "kin": "broader", "sector": "sector"}


def weighed(facts: Facts) -> Iterator[tuple[str, str, float]]:
    """(field, what it says, weight) of each fact, and what every candidate starts from."""
    yield "start", "any candidate", WEIGHTS["start"]
    for name, said in features(facts):
        yield FIELDS.get(name) or FIELDS[name.split(" ")[0]], said, WEIGHTS.get(name, 0.0)


def probabilities(found: Mapping[str, Facts]) -> dict[str, float]:
    """The probability of each candidate of one word."""
    odds = {notation: math.exp(min(30.0, sum(weight for _, _, weight in weighed(facts)))) for notation, facts in sorted(found.items())}
    total = 1 + sum(odds.values())
    return {notation: one / total for notation, one in odds.items()}
