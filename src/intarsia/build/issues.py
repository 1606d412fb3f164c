"""Issues: what was published of pooled figures, and of whom; the memory against which each new table is compared. It never leaves the vault."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia.store.layout import replace
from intarsia.text import fold

if TYPE_CHECKING:
    from intarsia.disclosure.differencing import Published

FOLDER = ".issued"
Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Issue:
    """One issue of a block. atoms: (contributor, block, members...), the finest figures there are, with their values then. figures: cell -> (its
    atoms, its value). withheld: the cells that are told as withheld."""

    atoms: tuple[tuple[str, ...], ...]
    values: tuple[float, ...]
    figures: Mapping[Key, tuple[tuple[int, ...], float]]
    withheld: tuple[Key, ...]

    def published(self, name: str) -> Published:
        """As disclosure control compares it."""
        from intarsia.disclosure.differencing import Figure, Published

        figures = tuple(Figure(json.dumps(key), frozenset(self.atoms[at] for at in members), value) for key, (members, value) in self.figures.items())
        return Published(name, figures, dict(zip(self.atoms, self.values, strict=True)))

    def says(self, other: Issue) -> bool:
        """Does it tell what the other tells?"""
        return {key: value for key, (_, value) in self.figures.items()} == {key: value for key, (_, value) in other.figures.items()} and set(self.withheld) == set(other.withheld)


@dataclass
class Issues:
    """The issues of all tables that are protected together, by block, in order. inputs: of the last comparison; said: what kept a newer
    issue back, by block. closed: blocks of which figures had to be erased: without them nothing can be compared, so no issue follows."""

    path: Path
    inputs: str = ""
    blocks: dict[str, list[Issue]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    givers: dict[str, str] = field(default_factory=dict)  #: dataset -> the organisation that its figures are told of as

    @classmethod
    def of(cls, vault: Path, measure: str, unit: str) -> Issues:
        """Those of a measure, as far as there are any."""
        name = "-".join(fold(measure).split())[:40] + "-" + hashlib.sha256(f"{measure}\x1f{unit}".encode()).hexdigest()[:8]
        path = vault / FOLDER / "".join(c if c.isalnum() or c == "-" else "_" for c in name) / "issued.json"
        return cls._read(path)

    @classmethod
    def _read(cls, path: Path) -> Issues:
        if not path.is_file():
            return cls(path)
        data = json.loads(path.read_text("utf-8"))
        return cls(path, data["inputs"], {block: [_issue(one) for one in several] for block, several in data["blocks"].items()}, data["said"], data["closed"], data["givers"])

    def everything(self) -> list[Published]:
        """All that was ever published."""
        return [one.published(f"{block} {number}") for block, several in sorted(self.blocks.items()) if block not in self.closed for number, one in enumerate(several, 1)]

    def last(self, block: str) -> Issue | None:
        """The issue of a block that stands."""
        return self.blocks[block][-1] if self.blocks.get(block) else None

    def keep(self) -> None:
        """Write it down, for its owner's eyes alone, before anybody sees what it allows."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(self.path.parent, 0o700)
        blocks = {block: [_note(one) for one in several] for block, several in self.blocks.items()}
        data = {"inputs": self.inputs, "said": self.said, "closed": sorted(self.closed), "givers": self.givers, "blocks": blocks}
        replace(self.path, json.dumps(data, ensure_ascii=False, sort_keys=True))
        os.chmod(self.path, 0o600)


def erase(vault: Path, dataset: str) -> list[str]:
    """Remove what is remembered of the figures of a dataset's organisation. What was published stays public; its blocks get no further issue.

    Returns the names of the files that were changed.
    """
    changed = []
    for path in sorted((vault / FOLDER).glob("*/issued.json")):
        issues = Issues._read(path)
        who = issues.givers.pop(dataset, None)
        mine = sorted(block for block, several in issues.blocks.items() if any(atom[0] == who for one in several for atom in one.atoms))
        for block in mine:
            last = issues.blocks[block][-1]
            issues.blocks[block] = [Issue((), (), {key: ((), value) for key, (_, value) in last.figures.items()}, last.withheld)]
        if mine:
            issues.closed = sorted({*issues.closed, *mine})
            issues.keep()
            changed.append(str(path.relative_to(vault.parent)))
    return changed


def _note(issue: Issue) -> dict[str, Any]:
    return {"atoms": issue.atoms, "values": issue.values, "figures": [[key, *told] for key, told in issue.figures.items()], "withheld": issue.withheld}


def _issue(data: dict[str, Any]) -> Issue:
    figures = {_key(key): (tuple(members), float(value)) for key, members, value in data["figures"]}
    return Issue(tuple(tuple(atom) for atom in data["atoms"]), tuple(data["values"]), figures, tuple(_key(key) for key in data["withheld"]))


def _key(data: list[list[str]]) -> Key:
    return tuple((name, member) for name, member in data)
