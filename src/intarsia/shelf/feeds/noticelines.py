"""Notices as statements: what readers should know first stands at the thing itself, as a node of its own with its text.

schema.org has `usageInfo` for works and datasets, `subjectOf` for anything; the kind is a term of our own.
"""

from __future__ import annotations

from collections.abc import Iterator

from intarsia.shelf.feeds.rdfnames import SCHEMA
from intarsia.shelf.feeds.statement import Statements, Term, Text, concat, iri_or_literal, literal, select, tagged

S: Term = ("_s",)


def queries(to: Statements) -> Iterator[tuple[str, str]]:
    """The query for a dataset's notices: the table it is about, and its SQL."""
    yield "notice", notices(to)


def notices(to: Statements) -> str:
    """A notice of a dataset, a work or an agent: its kind, text, label and link."""
    dataset, work, agent = (concat(to.entity(kind, "dataset" if kind == "dataset" else "entity")) for kind in ("dataset", "work", "agent"))
    is_agent = "entity IN (SELECT id FROM agent WHERE id IS NOT NULL)"
    subject = (f"CASE WHEN entity IS NULL THEN {dataset} WHEN {is_agent} THEN {agent} ELSE {work} END",)
    mark = "substr(sha256(concat(kind, chr(31), coalesce(language, ''), chr(31), coalesce(\"text\", ''))), 1, 16)"
    node: Term = ("left(_s, length(_s) - 1)", Text("#notice-"), mark, Text(">"))
    lines = (
        *to.line(S, to.own("notice"), node),
        *to.maybe(S, f"{SCHEMA}subjectOf", node, is_agent),
        *to.maybe(S, f"{SCHEMA}usageInfo", node, f"({is_agent}) IS NOT TRUE"),
        *to.type(node, f"{SCHEMA}CreativeWork"),
        *to.type(node, to.own("Notice")),
        *to.line(node, to.own("kindOfNotice"), literal("kind")),
        *to.maybe(node, f"{SCHEMA}text", tagged('"text"', "language"), '"text" IS NOT NULL'),
        *to.maybe(node, f"{SCHEMA}name", literal("label"), "label IS NOT NULL"),
        *to.maybe(node, f"{SCHEMA}url", iri_or_literal("link"), "link IS NOT NULL"),
    )
    return select(lines, "notice WHERE dataset IS NOT NULL AND kind IS NOT NULL", subject)
