"""What a rule promises.

A rule is a module of this folder that has a NAME: the name of its file, with "-" for "_". It looks at a delivery and says what it
found: of columns, of rows, or of the whole. It changes nothing, and it never quotes a cell: what it says of values are
counts and the lines of the file where they stand.

Texts stand in the rule's own file, by language ("en" and "nl" at least). WHY and WAY_OUT are sentences for people who
know their data and no law; `{name}` in them is filled from `Found.says`, and
`{name:# row holds|# rows hold}` is the form that goes with its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # doors need the words, not the engine
    from intarsia.shelf.rules.delivery import Delivery

#: what a finding is called: the same words as in the keys of the files to try
KINDS = ("none", "identifier", "personal", "quasi-identifier", "special-category", "children", "competitive", "unannounced", "stale-later",
         "rights", "quality", "relevance", "availability")  # fmt: skip
#: the five tests of low risk, in the order in which they are told
TESTS = ("available", "reliable", "relevant", "competitive", "sensitive")
#: "finding" asks for something; "note" is worth knowing and changes no verdict; "not checked" says what nobody looked at
STATES = ("finding", "note", "not checked", "pass")


@dataclass(frozen=True)
class Proposal:
    """A remedy that silences a finding: its name on the shelf, the columns it works on (none: those of the finding), its options."""

    remedy: str
    columns: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """One thing a rule has to say.

    columns: full names (`Column.full`); none when it is about the whole. kind: one of KINDS; "" for the rule's own. verdict: what
    becomes of the column, or of the whole, if nothing is done: a word of `model.VERDICTS`; "OPEN" for notes and passes, at most
    "OPEN AFTER" for what was not checked. count: rows concerned. lines: lines of the file (or numbers of records where it has no
    lines), at most 1,000. says: numbers and words for the sentences, never a cell. parameters: of the test, such as {"p": 10}.
    remedies: each alone silences the finding, cheapest first.
    """

    columns: tuple[str, ...] = ()
    state: str = "finding"
    verdict: str = "OPEN"
    kind: str = ""
    count: int = 0
    lines: tuple[int, ...] = ()
    says: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    remedies: tuple[Proposal, ...] = ()
    case: str = ""  #: which of the rule's sentences: WHY["en"] may be one text or a mapping of cases to texts


class Rule(Protocol):
    """A module with these names.

    KIND: one of KINDS. TEST: one of TESTS. TITLE, WHY, WAY_OUT: by language; of WHY and WAY_OUT each language may have a text for
    each `case`. SOURCE: the law, standard or paper it rests on. GOOD, BAD: examples, each a mapping of column names to values (a few
    rows); the rule finds nothing to act on in GOOD, and something in each of BAD. A contract test runs them all.
    """

    NAME: str
    KIND: str
    TEST: str
    TITLE: Mapping[str, str]
    WHY: Mapping[str, str | Mapping[str, str]]
    WAY_OUT: Mapping[str, str | Mapping[str, str]]
    SOURCE: str
    GOOD: Sequence[Mapping[str, Sequence[str | None]]]
    BAD: Sequence[Mapping[str, Sequence[str | None]]]

    def look(self, delivery: Delivery) -> Iterable[Found]:
        """What it finds in a delivery."""
        ...
