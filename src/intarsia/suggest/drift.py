"""Drift: how a delivery's columns differ from those an earlier mapping was written for."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import Any

from intarsia.steps.drift import alike
from intarsia.suggest import headers
from intarsia.suggest.columns import Column, Sample
from intarsia.suggest.values import Values

SAME_NAME, SAME_VALUES = 0.72, 0.5


@dataclass
class Drift:
    """What changed: columns added, gone, renamed (old, new) and of another type (column, old, new)."""

    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.renamed or self.changed)

    @property
    def rows(self) -> list[dict[str, str]]:
        """column, change: one line for each, without a value."""
        rows = [{"column": old, "change": f"renamed to '{new}'"} for old, new in self.renamed]
        rows += [{"column": name, "change": "gone"} for name in self.gone]
        rows += [{"column": name, "change": f"was {old}, is {new}"} for name, old, new in self.changed]
        return rows + [{"column": name, "change": "added"} for name in self.added]


def looks(column: Column) -> str:
    """What a column's values look like, in a word."""
    v = Values(column)
    if not v.sample:
        return "empty"
    for name, word in (("year", "year"), ("isodate", "date"), ("integer", "integer"), ("number", "number"), ("url", "address"), ("boolean", "yes or no")):
        if v.share(name) >= 0.9:
            return word
    return "text" if v.words > 6 else "words"


def compare(old: Sample, new: Sample) -> Drift:
    """The drift between two deliveries."""
    before, after = {c.full: c for c in old.own()}, {c.full: c for c in new.own()}
    drift = Drift()
    gone, added = [c for n, c in before.items() if n not in after], [c for n, c in after.items() if n not in before]
    pairs = sorted(((_alike(a, b), a.full, b.full) for a in gone for b in added), reverse=True)
    for score, a, b in pairs:
        if score >= SAME_NAME and a not in dict(drift.renamed) and b not in {n for _, n in drift.renamed}:
            drift.renamed.append((a, b))
    old_names, new_names = {a for a, _ in drift.renamed}, {b for _, b in drift.renamed}
    drift.gone = [c.full for c in gone if c.full not in old_names]
    drift.added = [c.full for c in added if c.full not in new_names]
    for name in [n for n in before if n in after]:
        one, two = looks(before[name]), looks(after[name])
        if not alike(one, two) and "empty" not in (one, two):
            drift.changed.append((name, one, two))
    return drift


def _alike(a: Column, b: Column) -> float:
    """How likely two columns are one under two names: by name, meaning and values; they look alike or they are not one."""
    if a.table != b.table or looks(a) != looks(b):
        return 0.0
    one, two = headers.phrase(headers.parts(a.name)[-1]), headers.phrase(headers.parts(b.name)[-1])
    name = 1.0 if one == two else difflib.SequenceMatcher(None, one, two).ratio()
    said = headers.read(a.full).target
    meaning = 0.75 if said and said == headers.read(b.full).target else 0.0
    shared = len(set(a.values) & set(b.values)) / max(1, min(len(set(a.values)), len(set(b.values))))
    return max(name, meaning, 0.5 + shared / 2 if shared >= SAME_VALUES else 0.0)


def overlap(names: list[str], mapping: str) -> float:
    """The share of columns that an earlier mapping's text names."""
    known = sum(1 for name in names if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", mapping) or (name.replace('"', '\\"') in mapping and len(name) > 3))
    return known / len(names) if names else 0.0


def note(drift: Drift) -> dict[str, Any]:
    """The drift as JSON."""
    return {"added": drift.added, "gone": drift.gone, "renamed": [list(pair) for pair in drift.renamed], "changed": [list(one) for one in drift.changed]}
