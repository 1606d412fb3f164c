"""Becoming: what each column of a source becomes, as the mapping says, in the words that rules know ("title", "m:visits", "id:isbn")."""

from __future__ import annotations

from intarsia.shelf.mappings import expression
from intarsia.shelf.mappings.mapping import Mapping, Rule

#: column of a rule -> what it is called where rules look at it
_PLAIN = {
    ("work", "title"): "title", ("title", "value"): "title", ("work", "date"): "date", ("work", "description"): "description", ("work", "page"): "page",
    ("observation", "period"): "period", ("observation", "place"): "place", ("observation", "segment"): "segment", ("status_event", "on"): "date",
    ("agent", "name"): "agent", ("agent", "born"): "born", ("agent", "died"): "died", ("agent", "country"): "country", ("intervention", "start"): "date",
    ("place", "name"): "place", ("place", "code"): "place", ("relation", "title"): "based-on", ("relation", "maker"): "c:", ("concept", "notation"): "key",
}  # fmt: skip


def becomes(mapping: Mapping, source: str) -> dict[tuple[str, str], str]:
    """(list, column) -> what it becomes; columns of which the mapping says nothing are not there. A key is the last thing that a column is."""
    found: dict[tuple[str, str], str] = {}
    for rule in mapping.every_rule():
        if mapping.source_of(rule) != source:
            continue
        for column, text in rule.columns.items():
            if target := _target(rule, column):
                for name in expression.names(text):
                    for place in _places(rule.nested, name):
                        found.setdefault(place, target)
    for name in expression.names(mapping.sources[source].record) if source in mapping.sources else ():
        found.setdefault(("", name), "key")
    return found


def _places(nested: str, name: str) -> list[tuple[str, str]]:
    """Where a column of a nested list stands: there, and with its first element among the columns of the lists above it."""
    above = [nested[:at] for at, letter in enumerate(nested) if letter == "."] + ([""] if nested else [])
    full = nested if name == "value" else f"{nested}.{name}"
    return [(nested, name), *((one, full[len(one):].removeprefix(".")) for one in above)]


def _target(rule: Rule, column: str) -> str:
    if rule.table == "observation" and column == "value":
        return f"m:{said}" if (said := _literal(rule.columns.get("measure", ""))) else "value"
    if rule.table == "identifier" and column == "value":
        return f"id:{_literal(rule.columns.get('scheme', ''))}"
    if rule.table == "term" and column == "value":
        return _literal(rule.columns.get("facet", ""))
    if rule.table == "contribution" and column == "name":
        return f"c:{_literal(rule.columns.get('role', ''))}"
    return _PLAIN.get((rule.table, column), "")


def _literal(text: str) -> str:
    """The word that an expression is, where it is one."""
    text = text.strip()
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == "'" and "'" not in text[1:-1] else ""
