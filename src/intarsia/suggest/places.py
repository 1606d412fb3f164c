"""Targets in words, and as places in the model's tables: what a suggestion is compared by."""

from __future__ import annotations

from intarsia.suggest.kind import Kind

Place = tuple[str, str, str]  # table, column, and the facet, role, scheme, measure or kind that is constant
_WORK = {
    "title": "title",
    "date": "date",
    "date.end": "date",
    "status": "status",
    "description": "description",
    "rights": "rights",
    "page": "page",
    "form": "form",
    "title.language": "title_language",
}
_LIST: dict[str, set[Place]] = {
    "list.code": {("place", "code", ""), ("concept", "notation", ""), ("source", "record", "")},
    "list.name": {("place", "name", ""), ("concept", "label", ""), ("label", "value", "")},
    "list.label": {("label", "value", "")},
    "list.language": {("label", "language", "")},
    "list.broader": {("concept", "broader", "")},
    "list.definition": {("concept", "definition", "")},
}
_AGENT = {"name": "name", "title": "name", "born": "born", "died": "died", "country": "country", "agent.kind": "kind"}


def becomes(target: str, kind: Kind) -> str:
    """A target for people: 'title', 'genre', 'director', 'figure: visits', 'left out'."""
    head, _, word = target.partition(":")
    if not target:
        return "left out"
    listed = {"code": "code", "name": "name", "label": "other name", "language": "language of the name", "broader": "broader code", "definition": "definition"}
    if head.startswith("list."):
        return listed[head.removeprefix("list.")]
    words = {"c": f"maker: {word}", "m": f"figure: {word}", "id": f"identifier: {word}", "title": f"title ({word})" if word else "title"}
    relation, _, part = target.partition(".")
    if part and relation in ("based_on", "part_of", "performs", "about"):
        return f"{relation.replace('_', ' ')}: {part}"
    plain = {
        "c.role": "maker: role",
        "agent.kind": "kind of maker",
        "date.end": "date (end)",
        "key": "record key",
        "period.month": "period: month",
        "period.quarter": "period: quarter",
        "place.name": "name of the place",
        "title.language": "language of the title",
        "as_of": "as of",
        "name": "name",
        "based_on": "based on",
        "part_of": "part of",
    }
    return words.get(head) or plain.get(target, target)


def _of_figures(target: str, kind: Kind) -> set[Place]:
    """Where the parts of a period and the place of a figure end up; empty for other targets."""
    if target in ("period.month", "period.quarter"):
        return {("observation", "period", "")}
    if target == "place.name":
        return {("place", "name", "")}
    if target == "name" and kind.makes == "organisation":
        return {("agent", "name", ""), ("observation", "about", "")}
    if target == "place" and kind.makes == "observation":
        return {("observation", "place", ""), ("observation", "about", ""), *([("place", "code", "")] if kind.aggregates else [])}
    return set()


def places(target: str, kind: Kind) -> set[Place]:
    """Where in the tables a target ends up."""
    head, _, word = target.partition(":")
    relation, _, part = target.partition(".")
    if target == "key":
        return {("source", "record", "")}
    if found := _of_figures(target, kind):
        return found
    if kind.makes in ("agent", "organisation") and target in _AGENT:
        return {("agent", _AGENT[target], "")}
    if target.startswith("list."):
        return _LIST[target]
    if target in ("genre", "country", "language", "audience", "subject"):
        return {("term", "value", target)} | ({("work", "language", "")} if target == "language" else set())
    if head == "title" and word:
        return {("title", "value", word)}
    if target in _WORK:
        return {("work", _WORK[target], "")} | ({("agent", "name", "")} if target == "title" and kind.types is not None else set())
    if target in _AGENT:
        return {("agent", _AGENT[target], "")}
    if head == "c":
        return {("contribution", "name", word), ("contribution", "agent", word)}
    if head == "id":
        return {("identifier", "value", word)}
    if head == "m":
        return {("observation", "value", word)}
    if relation in ("based_on", "part_of", "performs", "about"):
        return {("relation", part or "title", relation)}
    simple = {"c.role": ("contribution", "role", ""), "as_of": ("status_event", "as_of", "")}
    return {simple[target]} if target in simple else {("observation", target, "")}
