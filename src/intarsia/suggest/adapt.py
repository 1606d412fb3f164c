"""An earlier mapping for a changed delivery: renamed columns put in, gone ones made optional, and checked by compiling."""

from __future__ import annotations

import json
import re

from intarsia.shelf.mappings import expression
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.mappings.compile import Compiler, Delivery
from intarsia.shelf.mappings.mapping import Mapping
from intarsia.suggest.columns import Sample
from intarsia.suggest.drift import Drift
from intarsia.suggest.sql import identifier
from intarsia.tomltext import text as toml


def adapt(text: str, source: str, new_source: str, drift: Drift, sample: Sample) -> str:
    """The mapping's text for the new delivery; its examples, which have the old columns, are left out.

    Raises: Invalid with the place when it cannot be adapted.
    """
    text = _without_examples(text)
    mapping = mappings.parse(text, "the earlier mapping")
    renamed = dict(drift.renamed)
    for written in sorted(_expressions(mapping), key=len, reverse=True):
        if (changed := _renamed(written, renamed)) != written:
            text = _replaced(text, written, changed)
    for old, new in renamed.items():
        text = re.sub(rf"(?m)^(?:{re.escape(toml(old))}|{re.escape(old)})(?= *=)", _literal(toml(new)), text)
    text = text.replace(f"name = {toml(source)}", f"name = {toml(new_source)}").replace(f"source = {toml(source)}", f"source = {toml(new_source)}")
    text = _optional(text, mapping, source, new_source, drift.gone)
    text = _unused(text, drift.added)
    check(text, new_source, sample)
    return text


def check(text: str, source: str, sample: Sample) -> None:
    """Compile a mapping over a delivery's columns.

    Raises: Invalid with file, line and column of what does not fit.
    """
    mapping = mappings.parse(text, "mapping.toml")
    columns = {path: ["_row", "_line", "_record", *(["_id", "_parent", "_index"] if path else []), *(c.name for c in listed)] for path, listed in sample.tables.items()}
    sources = {name: columns for name in mapping.sources}
    Compiler(mapping, "draft", "http://localhost/", "heritage", Delivery({name: n for n, name in enumerate(sources)}, sources)).compile()


def _literal(text: str) -> str:
    """A text as a replacement that `re` takes at its word."""
    return text.replace("\\", "\\\\")


def _without_examples(text: str) -> str:
    return re.split(r"(?m)^(?:# -+ invented[^\n]*\n+)?\[\[example\]\]", text)[0].rstrip() + "\n"


def _expressions(mapping: Mapping) -> set[str]:
    found = {text for rule in mapping.every_rule() for text in rule.columns.values()}
    found |= {str(rule.control[k]) for rule in mapping.every_rule() for k in ("where", "key") if k in rule.control}
    return found | {s.record for s in mapping.sources.values() if s.record} | {skip.where for s in mapping.sources.values() for skip in s.skips}


def _renamed(written: str, renamed: dict[str, str]) -> str:
    """An expression with the new names of its columns."""
    parsed = expression.parse(written)

    def name(reference: expression.Reference) -> str:
        words = reference.words
        level, rest = (f"{words[0]}.", words[1:]) if len(words) > 1 and words[0] in ("root", "parent") else ("", words)
        full = ".".join(rest)
        found = renamed.get(full) or next((new.rpartition(".")[2] for old, new in renamed.items() if old.endswith(f".{full}")), "")
        return f"{level}{identifier(found)}" if found else written.encode()[reference.start : reference.start + reference.length].decode()

    return expression.rewrite(parsed, name)


def _replaced(text: str, old: str, new: str) -> str:
    """An expression replaced wherever the file has it as a value, in any of TOML's quotes."""
    for form in (json.dumps(old, ensure_ascii=False), f"'''{old}'''", f'"""{old}"""', f"'{old}'"):
        text = text.replace(f"= {form}", f"= {toml(new)}")
    return text


def _optional(text: str, mapping: Mapping, source: str, new_source: str, gone: list[str]) -> str:
    """Columns that are gone give nothing, until they come back."""
    if not gone:
        return text
    listed = [*mapping.sources[source].optional, *gone]
    line = f"optional = [{', '.join(toml(name) for name in listed)}]"
    text = re.sub(r"(?m)^optional = \[\"[^\n]*\]\n", "", text) if mapping.sources[source].optional else text
    return text.replace(f"name = {toml(new_source)}\n", f"name = {toml(new_source)}\n{line}\n", 1)


def _unused(text: str, added: list[str]) -> str:
    """New columns are listed, for somebody to say what they become."""
    if not added:
        return text
    lines = "\n".join(f'{toml(name)} = "new in this delivery: your call"' for name in added)
    if re.search(r"(?m)^\[unused\]", text):
        return re.sub(r"(?m)^\[unused\][^\n]*\n", lambda m: m[0] + lines + "\n", text, count=1)
    return text.rstrip() + f"\n\n[unused]\n{lines}\n"
