"""Facts: what cards read of one file, as the report tells it; names of columns, counts and words, never a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from intarsia.checking.sentences import listed
from intarsia.shelf import loader

SHOWN = 4  #: columns that a sentence names
QUOTES = {"en": ("\u201c", "\u201d"), "nl": ("\u2018", "\u2019")}


@cache
def looked(test: str) -> int:
    """How many of the built-in rules look at a test."""
    return sum(test == rule.TEST for rule in loader.rules(None).values())


@dataclass(frozen=True)
class Facts:
    """report: the keys of `checking.report`. lang: of the texts. forecast: what sharing is expected to give back, None where nobody computed it. licence, mining, goal:
    what its owner said so far, "" where nothing."""

    report: Mapping[str, Any]
    lang: str
    forecast: Mapping[str, Any] | None = None
    licence: str = ""
    mining: str = ""
    goal: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """How many columns the file has."""
        return int(self.report.get("columns_in_all", len(self.report["columns"])))

    @property
    def rows(self) -> int:
        """How many records were read."""
        return int(self.report["rows"])

    @property
    def verdict(self) -> str:
        """The verdict on the file as it is."""
        return str(self.report["verdict"])

    def found(self, *reads: str, states: Sequence[str] = ("finding",)) -> tuple[Mapping[str, Any], ...]:
        """The findings of these kinds, rules or tests, in these states."""
        return tuple(one for one in self.report["findings"] if one["state"] in states and {one["kind"], one["rule"], one["test"]} & set(reads))

    def acting(self, *reads: str) -> tuple[Mapping[str, Any], ...]:
        """Those that ask for something, whether found or not checked."""
        return tuple(one for one in self.found(*reads, states=("finding", "not checked")) if one["acts"])

    def passed(self, *rules: str) -> bool:
        """Did one of these rules look and find nothing to ask for?"""
        return bool(self.found(*rules, states=("pass",)))

    def changes(self, findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The suggested remedies that answer these findings."""
        rules = {one["rule"] for one in findings}
        names = set(self.names(findings))
        return [act for act in self.report["suggested"] if rules & set(act["because"]) and (not names or not act["columns"] or names & set(act["columns"]))]

    def mended(self, findings: Sequence[Mapping[str, Any]]) -> bool:
        """Do the suggested remedies take all of this away?"""
        answered = {rule for act in self.report["suggested"] for rule in act["because"]}
        return bool(findings) and all(one["rule"] in answered for one in findings)

    def names(self, findings: Sequence[Mapping[str, Any]]) -> list[str]:
        """The columns that findings are about, each once."""
        return list(dict.fromkeys(name for one in findings for name in one["columns"]))

    def told(self, names: Sequence[str]) -> str:
        """Names of columns in a row, each in quotation marks; the first few, and how many more."""
        before, after = QUOTES[self.lang]
        return listed([f"{before}{name}{after}" for name in names], self.lang, SHOWN)

    def words(self, acts: Sequence[Mapping[str, Any]]) -> str:
        """Remedies in words, without their columns: "leave out", "postcode to region (region)"."""
        said = list(dict.fromkeys(_without_echo(str(act["words"]).partition(":")[0]) for act in acts))
        return listed([text[:1].lower() + text[1:] for text in said], self.lang, 3)

    def about(self, findings: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
        """What most sentences need: n and names of columns, the changes that answer them, columns and rows of the file."""
        names, acts = self.names(findings), self.changes(findings)
        return {"n": len(names), "names": self.told(names), "acts": self.words(acts), "titles": listed(list(dict.fromkeys(str(one["title"]) for one in findings)), self.lang, 3),
                "columns": self.columns, "rows": self.rows, **more}


def _without_echo(words: str) -> str:
    """A remedy in words without an option that its title says already: "postcode to region (region)"."""
    title, _, option = words.partition(" (")
    return title if option and option.rstrip(")").casefold() in title.casefold() else words
