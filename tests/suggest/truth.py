"""What a person's mapping makes of each column: the places a suggestion is compared with.

The truth of a column is the set of (table, column, word) where an expression of the mapping names it; `word` is the
facet, scheme, role, measure, kind or predicate where the rule gives a constant, '*' where it does not. A record key
counts as ('source', 'record', ''). A column that is listed under [unused], or that only conditions name, or that
nothing names, has no place. The first element of a list, which stands in the columns of its parent once more, counts
with the list's own column.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from intarsia.shelf import loader
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.mappings.mapping import Mapping, Rule
from intarsia.shelf.mappings.scope import scope_of
from intarsia.suggest import vocabulary
from intarsia.suggest.columns import Sample
from intarsia.suggest.look import sample_of
from intarsia.suggest.places import places
from intarsia.suggest.suggestion import Suggestion, from_sample

Place = tuple[str, str, str]
WORD = {"term": "facet", "contribution": "role", "identifier": "scheme", "observation": "measure", "title": "kind", "relation": "predicate"}
#: signs of a file's name that mean something in a pattern
_PLAIN = str.maketrans("[]*", "???")
VOCABULARY = {"contribution": "role", "observation": "measure"}


@dataclass
class Score:
    """One file: columns, how many are right, and the wrong ones in words."""

    dataset: str
    file: str
    columns: int
    right: int
    wrong: list[str]


def truth(mapping: Mapping, source: str, sample: Sample) -> dict[tuple[str, str], set[Place]]:
    """(table, column) -> its places in the mapping."""
    listed = {table: [c.name for c in columns] + ["_row", "_line", "_record", *(["_id", "_parent", "_index"] if table else [])] for table, columns in sample.tables.items()}
    found: dict[tuple[str, str], set[Place]] = {}
    for rule in mapping.every_rule():
        if mapping.source_of(rule) != source:
            continue
        nested = _nested(mapping, rule)
        if nested and nested not in listed:
            _as_list(listed, nested)
        for name, text in rule.columns.items():
            used: set[tuple[str, str, str]] = set()
            scope_of(mapping, rule, nested, listed, used).sql(text, (*rule.path, name))
            unpivot = rule.control.get("unpivot")
            if unpivot and re.search(rf"\b{re.escape(unpivot['value'])}\b", text):
                scope_of_rule = scope_of(mapping, rule, nested, listed, used)
                scope_of_rule.unpivoted()
                used |= scope_of_rule.used
            for _, path, column in used:
                found.setdefault(own(sample, path, column), set()).add((rule.table, name, _word(rule, name)))
    record = mapping.sources[source].record
    if record:
        used = set()
        from intarsia.shelf.mappings.scope import Scope

        Scope(mapping, source, (), listed, None, used).sql(record, ("source",))
        for _, path, column in used:
            found.setdefault(own(sample, path, column), set()).add(("source", "record", ""))
    return found


def _as_list(listed: dict[str, list[str]], path: str) -> None:
    """A list that the mapping reads but the delivery has once in each record: its columns stand in the records."""
    inner = ["value" if c == path else c[len(path) :].removeprefix(".") for c in listed[""] if c == path or c.startswith((f"{path}.", f"{path}@"))]
    listed[path] = [*inner, "_id", "_parent", "_index"]


def _nested(mapping: Mapping, rule: Rule) -> str:
    if "from" in rule.control or len(rule.path) <= 2:
        return rule.nested
    parent = next(r for r in mapping.rules if r.path == rule.path[:2])
    return parent.nested


def _word(rule: Rule, column: str) -> str:
    given = rule.columns.get(WORD.get(rule.table, ""), "")
    constant = re.fullmatch(r"'((?:[^']|'')*)'", given)
    if rule.table in ("observation", "contribution", "title") and column not in ("value", "name", "agent"):
        return ""  # the period of a figure is a period, whatever is measured
    if rule.table not in WORD or (rule.table == "title" and not given):
        return "" if rule.table not in WORD else "alternative"
    if not constant:
        return "*"
    word = constant[1]
    scheme = VOCABULARY.get(rule.table)
    return vocabulary.notation(scheme, word) or word if scheme else word


def own(sample: Sample, path: str, column: str) -> tuple[str, str]:
    """A column by its own list."""
    full = f"{path}.{column}" if path else column
    for one in sorted((p for p in sample.tables if len(p) > len(path)), key=len, reverse=True):
        if full == one:
            return one, "value"
        if full.startswith((f"{one}.", f"{one}@")):
            return one, full[len(one) :].removeprefix(".")
    if path and path not in sample.tables:  # a list that the delivery has once in each record
        return "", path if column == "value" else next((c.name for c in sample.tables[""] if c.name in (full, f"{path}{column}")), full)
    return path, column


def is_right(suggestion: Suggestion, target: str, true: set[Place]) -> bool:
    """Is the target one of the true places? Left out is right only for a column without a place."""
    if not target:
        return not true
    for table, column, word in places(target, suggestion.kind):
        for other, name, its in true:
            if (table, column) == (other, name) and its in (word, "*"):
                return True
    return False


def score(dataset: Path, distribution: dict[str, Any], file: Path) -> Score:
    """Compare the suggestion for one distribution with the dataset's mapping."""
    mapping = mappings.load(dataset / "mapping.toml")
    sample = sample_of(loader.format_named(distribution["format"]), file, distribution.get("options", {}))
    suggestion = from_sample(sample, file, source=distribution["name"])
    known = truth(mapping, distribution["name"], sample)
    right, wrong, seen = 0, [], 0
    for j in suggestion.judged:
        if j in suggestion.kind.periods[1:]:
            continue  # the years of a wide table are one decision, and count as one column
        seen += 1
        true = known.get((j.column.table, j.column.name), set())
        if is_right(suggestion, j.target, true):
            right += 1
        else:
            wrong.append(f"{j.column.full}: {j.target or 'left out'} for {', '.join('.'.join(filter(None, p)) for p in sorted(true)) or 'left out'}")
    return Score(dataset.name, distribution["name"], seen, right, wrong)


def distributions(dataset: Path, mirror: Path | None = None) -> list[tuple[dict[str, Any], Path]]:
    """The distributions that the mapping reads, with their files where these are there."""
    described = tomllib.loads((dataset / "dataset.toml").read_text("utf-8"))
    read = mappings.load(dataset / "mapping.toml").sources
    found = []
    for one in described["distribution"]:
        candidates = [dataset / one["path"]] if one.get("path") else []
        if mirror is not None:
            candidates += [mirror / dataset.name / one["name"], mirror / dataset.name / f"{one['name']}.gz"]
            tail = PurePosixPath(unquote(urlsplit(one.get("url", "")).path)).name
            candidates += [found for name in (tail, f"{tail}.gz") if tail for found in sorted((mirror / dataset.name).rglob(name.translate(_PLAIN)))]
        file = next((c for c in candidates if c.exists()), None)
        if one["name"] in read and file is not None:
            found.append((one, file))
    return found


def table(scores: list[Score]) -> str:
    """Right of all columns, by file, in words."""
    lines = [f"{s.dataset:<24}{s.file:<34}{s.right:>4} of {s.columns:<4}{100 * s.right / max(1, s.columns):>5.0f} %" for s in scores]
    total, right = sum(s.columns for s in scores), sum(s.right for s in scores)
    return "\n".join([*lines, f"{'all':<58}{right:>4} of {total:<4}{100 * right / max(1, total):>5.0f} %"])
