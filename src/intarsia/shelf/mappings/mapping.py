"""A mapping file: sources with their record keys, rules that fill the model's tables, examples that run."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid, NotFound
from intarsia.shelf.mappings import place

CONTROL = {
    "source": "name of the distribution the rule reads, or a list of names; needed where there are several",
    "from": "nested list the rule reads, one row an element; '' for the records",
    "where": "SQL condition: rows it is not true for give nothing under this rule",
    "unpivot": "{ columns = regular expression, name = ..., value = ... }: one row for each matching column",
    "split": "regular expression that separates several values in one cell; 'people' for names",
    "key": "SQL expression: what makes the thing unique within the dataset; the record's key by default",
    "repeat": "'reject' (default), 'first', or 'merge' (titles, terms and the like of every record): what to do with a key that comes again",
    "optional": "true: the nested list may be absent from a delivery",
    "vocabulary": "vocabulary that the words are looked up in; the facet's own by default",
}
_ITEM = ("source", "from", "where", "unpivot", "optional")

#: table -> (columns a rule may give, those it must give, control keys it accepts)
RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "work": (("form", "sector", "title", "title_language", "language", "date", "status", "description", "rights", "page"),
             ("form", "title"), (*_ITEM, "key", "repeat")),
    "agent": (("name", "kind", "born", "died", "country"), ("name",), (*_ITEM, "key", "repeat")),
    "intervention": (("title", "place", "sector", "kind", "start", "end", "amount", "direction", "source_named", "about"), ("title", "start"),
                     (*_ITEM, "key", "repeat")),
    "observation": (("measure", "value", "unit", "period", "about", "about_kind", "place", "segment", "flag", "method"),
                    ("measure", "unit", "period"), _ITEM),
    "concept": (("scheme", "notation", "label", "language", "definition", "broader"), ("scheme", "notation"), (*_ITEM, "repeat")),
    "place": (("code", "name", "language", "kind"), ("code", "name"), (*_ITEM, "repeat")),
    "title": (("value", "language", "kind"), ("value",), (*_ITEM, "split")),
    "label": (("value", "language", "kind"), ("value",), (*_ITEM, "split")),
    "contribution": (("name", "role", "position", "kind", "agent"), (), (*_ITEM, "split")),
    "identifier": (("scheme", "value"), ("scheme", "value"), (*_ITEM, "split")),
    "term": (("facet", "value"), ("facet", "value"), (*_ITEM, "split", "vocabulary")),
    "relation": (("predicate", "title", "maker", "form", "work_key"), ("predicate",), _ITEM),
    "status_event": (("status", "on", "as_of", "source_named", "window"), ("status",), _ITEM),
    "notice": (("kind", "text", "language", "label", "link"), ("kind", "text"), _ITEM),
}
#: what may hang on a rule: key in the file -> table
PLURALS = {"titles": "title", "labels": "label", "contributions": "contribution", "identifiers": "identifier", "terms": "term", "relations": "relation",
           "observations": "observation", "status_events": "status_event", "notices": "notice"}
CHILDREN: dict[str, tuple[str, ...]] = {
    "work": tuple(name for name in PLURALS if name != "labels"), "agent": ("identifiers", "observations", "notices"), "intervention": (), "observation": (),
    "concept": ("labels", "identifiers"), "place": ("labels", "identifiers"),
}


@dataclass(frozen=True)
class Rule:
    """One rule: SQL expressions by column, and where it stands in the file."""

    table: str
    columns: dict[str, str]
    control: dict[str, Any]
    path: place.Path
    children: tuple[Rule, ...] = ()

    @property
    def nested(self) -> str:
        return str(self.control.get("from", ""))


@dataclass(frozen=True)
class Skip:
    """Records that are no records: a repeated header, a total. They count as rejected, with this reason."""

    where: str
    reason: str
    path: place.Path


@dataclass(frozen=True)
class Source:
    """How one distribution's records are told apart."""

    name: str
    record: str
    skips: tuple[Skip, ...]
    path: place.Path
    optional: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file."""

    name: str
    text: str
    sources: dict[str, Source]
    rules: tuple[Rule, ...]
    unused: dict[str, str]
    examples: tuple[dict[str, Any], ...] = field(default=())

    def every_rule(self) -> Iterable[Rule]:
        for rule in self.rules:
            yield rule
            yield from rule.children

    def lists(self, source: str) -> list[str]:
        """The nested lists that rules over this source read, and the lists above them."""
        return sorted({rule.nested for rule in self.every_rule() if rule.nested and self.source_of(rule) == source})

    def source_of(self, rule: Rule) -> str:
        named = rule.control.get("source")
        if named is None and len(rule.path) > 2:
            parent = next(r for r in self.rules if r.path == rule.path[:2])
            named = parent.control.get("source")
        if named is None:
            if len(self.sources) != 1:
                raise self.error(f"this rule must name its source: one of {', '.join(self.sources)}", rule.path)
            named = next(iter(self.sources))
        if named not in self.sources:
            raise self.error(f"no source '{named}'", (*rule.path, "source"), closest(str(named), self.sources))
        return str(named)

    def error(self, what: str, path: place.Path, way_out: str = "", offset: int = 0) -> Invalid:
        """An error that names file, line and column."""
        return Invalid(what, where=place.where(self.name, self.text, path, offset), way_out=way_out)


def closest(name: str, among: Iterable[str]) -> str:
    """A way out that names the nearest valid names."""
    known = list(among)
    folded = {k.casefold(): k for k in known}
    near = [folded[k] for k in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    if near:
        return "did you mean " + " or ".join(f"'{k}'" for k in near) + "?"
    shown = ", ".join(known[:20])
    return f"choose from: {shown}{' ...' if len(known) > 20 else ''}"


def load(path: Path) -> Mapping:
    """Read and check a mapping file.

    Raises: NotFound, or Invalid with file, line and column of what is wrong.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise NotFound(f"no mapping for {path.parent.name}", where=str(path), way_out="write mapping.toml; see docs/mapping.md") from None
    return parse(text, f"{path.parent.name}/{path.name}")


def parse(text: str, name: str = "mapping.toml") -> Mapping:
    """Read and check the text of a mapping file."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"this is not valid TOML: {error}", where=name, way_out="mend the line named above") from None
    blank = Mapping(name, text, {}, (), {})
    known = {"mapping", "source", "unused", "example", *CHILDREN}
    for key in data:
        if key not in known:
            raise blank.error(f"'{key}' is not a part of a mapping", (key,), closest(key, known))
    sources = {s.name: s for n, one in enumerate(data.get("source", [])) for s in _sources(blank, one, ("source", n))}
    if not sources:
        raise blank.error("a mapping needs at least one [[source]] with the name of a distribution", ())
    rules = tuple(r for table in CHILDREN for n, one in enumerate(data.get(table, [])) for r in _rules(blank, table, one, (table, n)))
    if not rules:
        raise blank.error("a mapping needs at least one rule: [[work]], [[agent]], [[observation]], [[intervention]], [[concept]] or [[place]]", ())
    mapping = Mapping(name, text, sources, rules, dict(data.get("unused", {})), tuple(data.get("example", [])))
    for rule in mapping.every_rule():
        mapping.source_of(rule)
    return mapping


def _sources(mapping: Mapping, data: dict[str, Any], path: place.Path) -> list[Source]:
    """One source, or several of one shape when `name` is a list."""
    return [_source(mapping, {**data, "name": name}, path) for name in _names(mapping, data, "name", path)] if "name" in data else [_source(mapping, data, path)]


def _rules(mapping: Mapping, table: str, data: dict[str, Any], path: place.Path) -> list[Rule]:
    """One rule, or the same rule over several sources when `source` is a list."""
    if not isinstance(data.get("source"), list):
        return [_rule(mapping, table, data, path)]
    return [_rule(mapping, table, {**data, "source": name}, path) for name in _names(mapping, data, "source", path)]


def _names(mapping: Mapping, data: dict[str, Any], key: str, path: place.Path) -> list[str]:
    names = data[key] if isinstance(data[key], list) else [data[key]]
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise mapping.error(f"'{key}' must be the name of a distribution, or a list of different names", (*path, key))
    return names


def _source(mapping: Mapping, data: dict[str, Any], path: place.Path) -> Source:
    _only(mapping, data, ("name", "record", "skip", "optional"), path)
    if "name" not in data:
        raise mapping.error("a source needs the name of its distribution", path)
    skips = []
    for n, skip in enumerate(data.get("skip", [])):
        at = (*path, "skip", n)
        _only(mapping, skip, ("where", "reason"), at)
        if not skip.get("where") or not skip.get("reason"):
            raise mapping.error("a skip needs where and reason", at)
        skips.append(Skip(skip["where"], skip["reason"], at))
    return Source(data["name"], data.get("record", ""), tuple(skips), path, tuple(data.get("optional", ())))


def _rule(mapping: Mapping, table: str, data: dict[str, Any], path: place.Path) -> Rule:
    columns, required, control = RULES[table]
    children = CHILDREN.get(table, ()) if len(path) == 2 else ()
    _only(mapping, data, (*columns, *control, *children), path)
    for name in required:
        if name not in data:
            raise mapping.error(f"a {table} rule needs '{name}'", path)
    given = {k: _text(mapping, v, (*path, k)) for k, v in data.items() if k in columns}
    own = {k: v for k, v in data.items() if k in control}
    source = {"source": data["source"]} if "source" in data else {}
    inner = tuple(_rule(mapping, PLURALS[child], {**source, **one}, (*path, child, n)) for child in children for n, one in enumerate(data.get(child, [])))
    return Rule(table, given, own, path, inner)


def _text(mapping: Mapping, value: Any, path: place.Path) -> str:
    if not isinstance(value, str):
        raise mapping.error("this must be an SQL expression in quotes", path, "a constant is written \"'film'\"")
    return value


def _only(mapping: Mapping, data: dict[str, Any], known: Iterable[str], path: place.Path) -> None:
    known = tuple(known)
    for key in data:
        if key not in known:
            raise mapping.error(f"'{key}' is not known here", (*path, key), closest(key, known))
