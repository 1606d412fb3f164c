"""Rules about descriptions of datasets, and which of them a description breaks.

A rule is a constraint of SHACL (W3C, 2017) on one property, by the names of its constraint components; the rules themselves stand in
`nderules` and `aprules`. The shapes that their makers publish are the judge of both: where those shapes are at hand, the tests run
them with an independent validator and demand the same verdict for each rule and node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from intarsia.readiness.graph import Graph, Node
from intarsia.shelf.feeds.rdfnames import RDF, XSD

INFO, WARNING, VIOLATION = "info", "warning", "violation"
LANG_STRING = f"{RDF}langString"


@dataclass(frozen=True)
class Rule:
    """about: the requirement it belongs to. target: the kind of node. path: the property; "" for the node itself. kind: a constraint
    component of SHACL. severity: today's; "" for a rule that holds from `since` on only, with `future` as its severity then."""

    about: str
    target: str
    path: str
    kind: str
    value: Any
    severity: str = VIOLATION
    future: str = ""

    def at(self, announced: bool) -> str:
        """How grave it is to break the rule, today or under what is announced; "" where it does not hold."""
        return self.future or self.severity if announced else self.severity


@dataclass(frozen=True)
class Broken:
    """A rule that a node breaks; `times` as SHACL counts results: once per value, or once per node."""

    rule: Rule
    node: str
    times: int


def broken(graph: Graph, rules: Iterable[Rule], targets: dict[str, list[Node]], announced: bool = False) -> Iterator[Broken]:
    """Every rule that is broken, with the node that breaks it.

    targets: the nodes of each kind. announced: judge by what is announced.
    """
    for rule in rules:
        if not rule.at(announced):
            continue
        for node in targets.get(rule.target, ()):
            if times := failures(graph, rule, node):
                yield Broken(rule, node.value, times)


def failures(graph: Graph, rule: Rule, node: Node) -> int:
    """How many results the rule gives for a node."""
    values = [node] if not rule.path else graph.all(node.value, rule.path) if not isinstance(node, ox.Literal) else []
    if rule.kind == "minCount":
        return int(len(values) < rule.value)
    if rule.kind == "maxCount":
        return int(len(values) > rule.value)
    if rule.kind == "uniqueLang":
        tags = [value.language for value in values if isinstance(value, ox.Literal) and value.language]
        return len({tag for tag in tags if tags.count(tag) > 1})
    return sum(not holds(graph, rule.kind, rule.value, value) for value in values)


def holds(graph: Graph, kind: str, wanted: Any, value: Node) -> bool:
    """Does one value keep a constraint on values? "or" has alternatives, each a tuple of constraints that must all be kept; "sparql" is
    written the same way, for what the shapes say in a query.

    Raises: KeyError for a kind that there is not.
    """
    match kind:
        case "datatype":
            return isinstance(value, ox.Literal) and value.datatype.value == wanted
        case "class":
            return graph.is_a(value, wanted)
        case "nodeKind":
            return _kind(value) in wanted
        case "pattern":
            return not isinstance(value, ox.BlankNode) and re.search(wanted, value.value) is not None
        case "in":
            return value.value in wanted and isinstance(value, ox.Literal) == (not wanted[0].startswith("http"))
        case "not":
            return not all(holds(graph, inner, asked, value) for inner, asked in wanted)
        case "node":
            return all(holds(graph, inner, asked, value) for inner, asked in wanted)
        case "or" | "sparql":
            return any(all(holds(graph, inner, asked, value) for inner, asked in option) for option in wanted)
        case "some":
            return bool(graph.all(value.value, wanted))
        case "lacks":
            return not any(re.search(wanted[1], one.value) for one in graph.all(value.value, wanted[0]))
        case "has":
            return any(isinstance(one, ox.NamedNode) and one.value == wanted[1] for one in graph.all(value.value, wanted[0]))
        case "one":
            return len(graph.all(value.value, wanted)) == 1
    raise KeyError(kind)


def _kind(value: Node) -> str:
    return "iri" if isinstance(value, ox.NamedNode) else "blank" if isinstance(value, ox.BlankNode) else "literal"


def literal_of(*names: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The alternatives of "or" that ask for one of several datatypes."""
    return tuple((("datatype", name if name.startswith("http") else f"{XSD}{name}"),) for name in names)


def classes(*names: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The alternatives of "or" that ask for one of several classes."""
    return tuple((("class", name),) for name in names)


def dataset_nodes(graph: Graph, dataset: str, paths: dict[str, tuple[tuple[str, ...], ...]]) -> dict[str, list[Node]]:
    """The nodes of each kind that a dataset's description is made of; a path is a chain of properties, several end in the same kind."""
    found: dict[str, list[Node]] = {}
    for target, chains in paths.items():
        nodes: dict[Node, None] = {}
        for chain in chains:
            edge: list[Node] = [ox.NamedNode(dataset)]
            for name in chain:
                edge = [value for node in edge if not isinstance(node, ox.Literal) for value in graph.all(node.value, name)]
            nodes.update(dict.fromkeys(edge))
        found[target] = list(nodes)
    return found
