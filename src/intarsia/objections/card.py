"""What a card promises.

A card is a module of `cards/`: one objection that people really have, with the findings that would bear it out. It never waves an
objection away: it may be right, and then the card says so and leads to a way that respects it.

Texts stand in the card's own file, by language. `{name}` is filled from `Looked.says`, `{n:# column|# columns}` is the form that goes
with a number. What is said of a file are names of columns and counts, never a cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from intarsia.objections.facts import Facts

#: real: it stays whatever is changed. mended: there is something, and the changes take it away. open: no file can tell, somebody must
#: answer. none: nothing in this file supports it. In this order they are shown
SUPPORTS = ("real", "open", "mended", "none")
#: how much the support counts when cards are put in order
WEIGHTS = {"real": 3, "mended": 2, "open": 1, "none": 0}


@dataclass(frozen=True)
class Source:
    """Evidence that holds for every file: what a named source says, and where anybody can check it."""

    text: Mapping[str, str]
    name: str
    url: str


@dataclass(frozen=True)
class Looked:
    """What a card finds in one file. case: which of the card's sentences; says: what fills them. findings: those of the report it rests on. step: a key of `steps.STEPS`."""

    support: str
    case: str
    step: str
    says: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()


class Objection(Protocol):
    """A module with these names.

    SAID: the objection as people say it. READS: kinds, rules and tests of findings that it looks at. ANSWER: what is said where there is no file. SAYS: by language
    and case, what is said of a file. GENERAL: sources that hold for every file.
    """

    NAME: str
    SAID: Mapping[str, str]
    READS: tuple[str, ...]
    ANSWER: Mapping[str, str]
    SAYS: Mapping[str, Mapping[str, str]]
    GENERAL: tuple[Source, ...]

    def look(self, facts: Facts) -> Looked:
        """What of the file supports the objection."""


@dataclass(frozen=True)
class Card:
    """A card in one language. support: one of SUPPORTS, "" without a file. columns: those it is about, without repetition. evidence: {"text", "rule"} of what was
    found in the file. others: what others did with such columns. general: {"text", "source", "url"}. step: {"text", "page"}."""

    name: str
    said: str
    support: str
    word: str
    sentences: tuple[str, ...]
    columns: tuple[str, ...] = ()
    evidence: tuple[dict[str, Any], ...] = ()
    others: tuple[str, ...] = ()
    general: tuple[dict[str, str], ...] = ()
    step: Mapping[str, str] = field(default_factory=dict)
    weight: float = 0.0

    def record(self) -> dict[str, Any]:
        """Its JSON form."""
        return {name: value for name, value in asdict(self).items() if name != "weight"}
