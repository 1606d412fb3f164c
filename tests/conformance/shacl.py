"""SHACL shapes of others, made readable for the validator, and what they say of a graph."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pyshacl import validate
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF
from rdflib.term import BNode, Node

SH = Namespace("http://www.w3.org/ns/shacl#")
DANGLING = (SH.property, SH.node)
#: what makes a property shape or a component more than an empty shell
VALIDATING = (SH.validator, SH.nodeValidator, SH.propertyValidator)


def shapes(*files: Path) -> Graph:
    """The shapes of some files, without references to shapes that are defined nowhere and components that have no validator: the validator stops at both."""
    graph = Graph()
    for file in files:
        graph.parse(file, format="turtle")
    for predicate in DANGLING:
        for subject, target in list(graph.subject_objects(predicate)):
            if (target, None, None) not in graph:
                graph.remove((subject, predicate, target))
    for shape, target in list(graph.subject_objects(SH.property)):
        if (target, SH.path, None) not in graph:  # a rule over several properties, written as if it were about one: it holds for the node
            graph.remove((shape, SH.property, target))
            graph.add((shape, SH.node, target))
            graph.add((target, RDF.type, SH.NodeShape))
    for component in list(graph.subjects(RDF.type, SH.ConstraintComponent)):
        if not any((component, predicate, None) in graph for predicate in VALIDATING):
            for parameter in list(graph.objects(component, SH.parameter)):
                graph.remove((parameter, None, None))
            graph.remove((component, None, None))
    return graph


def found(data: Graph, rules: Graph) -> Counter[tuple[str, str, str]]:
    """How often each rule is broken: (severity, path, message) -> times."""
    _conforms, report, _text = validate(data, shacl_graph=rules, inference="none", advanced=False, allow_warnings=True, allow_infos=True)
    counted: Counter[tuple[str, str, str]] = Counter()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
        said = next((m for m in report.objects(result, SH.resultMessage) if getattr(m, "language", None) in (None, "en")), "")
        counted[severity, _path(report.value(result, SH.resultPath)), str(said)[:160]] += 1
    return counted


def _path(node: Node | None) -> str:
    return str(node) if isinstance(node, URIRef) else "a path" if isinstance(node, BNode) else ""


def violations(counted: Counter[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    return {rule: times for rule, times in counted.items() if rule[0] == "Violation"}
