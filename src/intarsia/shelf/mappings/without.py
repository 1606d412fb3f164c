"""A mapping over deliveries from which a recipe has left out columns: what stood or fell with them falls, the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from intarsia.shelf.mappings import expression
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.mappings.mapping import Rule, Source

#: the column without which a row of a rule says nothing
HEART = {"work": "title", "agent": "name", "title": "value", "label": "value", "contribution": "name", "identifier": "value", "term": "value", "relation": "title",
         "status_event": "status", "observation": "value", "concept": "label", "place": "name", "intervention": "kind"}  # fmt: skip

#: why a column is not used whose rule fell
FELL = "what it stood beside is left out"


def without(mapping: mappings.Mapping, gone: Mapping[str, Iterable[str]], there: Mapping[str, Iterable[str]]) -> mappings.Mapping:
    """The mapping for sources that lack columns. gone: the full names (`column`, `list.column`) by source; there: those of the columns that are left.

    The columns give nothing; a rule whose heart is made of them alone is left out; where the key of records is among them, records
    are told apart by their number. A mapping that names none of them comes back as it is.
    """
    sources = {name: _source(source, tuple(gone.get(name, ()))) for name, source in mapping.sources.items()}
    rules = tuple(replace(rule, children=tuple(one for one in rule.children if _stands(mapping, one, gone))) for rule in mapping.rules if _stands(mapping, rule, gone))
    unused = {name: why for name, why in mapping.unused.items() if not any(name in names for names in gone.values())}
    if rules != mapping.rules:
        left = {name for rule in rules for name in _named(mapping, rule, there)}
        fell = sorted({name for rule in mapping.rules for name in _named(mapping, rule, there)} - left - {name for names in gone.values() for name in names})
        unused |= {name: FELL for name in fell if name not in unused}
    return replace(mapping, sources=sources, rules=rules, unused=unused)


def _named(mapping: mappings.Mapping, rule: Rule, there: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The columns that a rule and those below it name, each by itself or by a pattern ("every column that is a year")."""
    for text in rule.columns.values():
        yield from expression.names(text)
    if isinstance(turned := rule.control.get("unpivot"), dict) and turned.get("columns"):
        with suppress(re.error):  # a pattern that is none is told where the mapping is used
            pattern, nested = re.compile(str(turned["columns"])), f"{rule.nested}." if rule.nested else ""
            yield from (name for name in there.get(mapping.source_of(rule), ()) if name.startswith(nested) and pattern.search(name.removeprefix(nested)))
    for child in rule.children:
        yield from _named(mapping, child, there)


def _source(source: Source, gone: tuple[str, ...]) -> Source:
    if not gone:
        return source
    last = {name.rpartition(".")[2] for name in gone}
    record = "" if source.record and set(expression.names(source.record)) & set(gone) else source.record
    return replace(source, record=record, optional=(*source.optional, *sorted({*gone, *last})))


def _stands(mapping: mappings.Mapping, rule: Rule, gone: Mapping[str, Iterable[str]]) -> bool:
    names = expression.names(rule.columns.get(HEART.get(rule.table, ""), ""))
    lost = set(gone.get(mapping.source_of(rule), ()))
    return not names or not all({name, f"{rule.nested}.{name}", name.removeprefix("root.")} & lost for name in names)
