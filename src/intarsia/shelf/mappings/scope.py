"""Which columns a rule may name: the levels of a record, from the record itself down to nested lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intarsia.engine import dialect
from intarsia.engine.duckdb import identifier
from intarsia.errors import Invalid
from intarsia.shelf.mappings import expression
from intarsia.shelf.mappings.mapping import Mapping, Rule, closest
from intarsia.shelf.mappings.place import Path

#: nested path ('' for the records) -> its columns, as a delivery has them
Columns = dict[str, list[str]]
HIDDEN = ("_row", "_line", "_record", "_id", "_parent", "_index")


@dataclass(frozen=True)
class Level:
    """One level of a record: its SQL alias and columns."""

    alias: str
    columns: tuple[str, ...]


@dataclass
class Scope:
    """The levels a rule sees, and which columns its expressions used (for the account of unused ones)."""

    mapping: Mapping
    source: str
    paths: tuple[str, ...]
    columns: Columns
    unpivot: dict[str, str] | None
    used: set[tuple[str, str, str]]

    @property
    def levels(self) -> list[Level]:
        """From the records down; the last is what bare names mean."""
        found = [Level("root", tuple(self.columns[""]))]
        found += [Level(f"l{n + 1}", tuple(self.columns[path])) for n, path in enumerate(self.paths)]
        return found

    def sql(self, text: str, path: Path) -> str:
        """An expression checked and rewritten.

        Raises: Invalid with file, line, column and the closest valid name.
        """
        try:
            parsed = expression.parse(text)
        except Invalid as error:
            raise self.mapping.error(error.what, path, "see docs/mapping.md for what an expression may hold") from None
        for name, start in parsed.functions:
            if not dialect.allowed(name):
                raise self.mapping.error(f"the function {name}() is not allowed in a mapping", path, closest(name, dialect.names()), _characters(text, start))
        return expression.rewrite(parsed, lambda reference: self._column(reference, path, text))

    def _column(self, reference: expression.Reference, path: Path, text: str) -> str:
        words, levels = reference.words, self.levels
        if len(words) > 1 and words[0] == "root":
            candidates, words = [levels[0]], words[1:]
        elif len(words) > 1 and words[0] == "parent" and len(levels) > 1:
            candidates, words = [levels[-2]], words[1:]
        else:
            candidates = [levels[-1]]
        name = ".".join(words)
        if self.unpivot and candidates == [levels[-1]] and name in (self.unpivot["name"], self.unpivot["value"]):
            return f"u.{identifier(name)}"
        for level in candidates:
            found = _find(name, level.columns)
            if found:
                self._note(level, found)
                return f"{level.alias}.{identifier(found)}"
        if ".".join(reference.words) in self.mapping.sources[self.source].optional or name in self.mapping.sources[self.source].optional:
            return "CAST(NULL AS VARCHAR)"
        raise self.mapping.error(f"no column '{name}' in {self._describe(candidates[0])}", path,
                                 closest(".".join(reference.words), self._known()), _characters(text, reference.start))

    def _note(self, level: Level, column: str) -> None:
        position = 0 if level.alias == "root" else int(level.alias[1:])
        self.used.add((self.source, "" if position == 0 else self.paths[position - 1], column))

    def _describe(self, level: Level) -> str:
        return f"'{self.source}'" if level.alias == "root" else f"the list '{self.paths[int(level.alias[1:]) - 1]}' of '{self.source}'"

    def _known(self) -> list[str]:
        levels = self.levels
        known = [c for c in levels[-1].columns if c not in HIDDEN]
        if len(levels) > 1:
            known += [f"root.{c}" for c in levels[0].columns if c not in HIDDEN]
        return known

    def unpivoted(self) -> list[str]:
        """The columns that the rule turns into rows."""
        assert self.unpivot is not None
        pattern = re.compile(self.unpivot["columns"])
        level, path = self.levels[-1], self.paths[-1] if self.paths else ""
        matching = [c for c in level.columns if c not in HIDDEN and pattern.search(c)]
        self.used.update((self.source, path, c) for c in matching)
        return matching


def _characters(text: str, start: int) -> int:
    """A place counted in bytes, counted in characters."""
    return len(text.encode()[:max(start, 0)].decode(errors="ignore"))


def _find(name: str, columns: tuple[str, ...]) -> str | None:
    if name in columns:
        return name
    same = [c for c in columns if c.casefold() == name.casefold()]
    return same[0] if len(same) == 1 else None


def chain(path: str, lists: set[str]) -> tuple[str, ...]:
    """The nested lists from the record down to `path`."""
    words = path.split(".") if path else []
    prefixes = [".".join(words[:n]) for n in range(1, len(words) + 1)]
    return tuple(p for p in prefixes if p in lists or p == path)


def scope_of(mapping: Mapping, rule: Rule, nested: str, columns: Columns, used: set[tuple[str, str, str]]) -> Scope:
    """The scope of a rule that reads the list `nested`.

    Raises: Invalid when the list is not in the delivery.
    """
    source = mapping.source_of(rule)
    paths = chain(nested, {p for p in columns if p})
    for path in paths:
        if path not in columns:
            raise mapping.error(f"no list '{path}' in '{source}'", (*rule.path, "from"), closest(path, [p for p in columns if p] or ["''"]))
    unpivot = rule.control.get("unpivot")
    if unpivot is not None and set(unpivot) != {"columns", "name", "value"}:
        raise mapping.error("unpivot needs columns, name and value", (*rule.path, "unpivot"))
    return Scope(mapping, source, paths, columns, unpivot, used)
