"""Records as subjects of RDF: written again in the file's own syntax and prefixes. Comments and the order of lines are not kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox

from intarsia.erasing.rewriting.record import Records, cannot
from intarsia.shelf.formats import rdf


def without(source: Path, target: Path, options: dict[str, Any], records: Records) -> None:
    """All that is said of other subjects. Raises: Refused when another record names one that goes, or when IRIs hang on a base that the file does not say."""
    graph = rdf.load(source, options)
    subjects = []
    for subject in graph.subjects():
        subjects.append(subject)
        graph.record(subject)  # marks what stands inside it, so that it is no record of its own
    gone = {subjects[row - 1] for row in records.rows}
    inner = _inside(graph, gone)
    kept = [ox.Triple(subject, ox.NamedNode(predicate), value)
            for subject, said in graph.triples.items() if subject not in gone | inner for predicate, values in said.items() for value in values]
    if any(triple.object in gone or triple.object in inner for triple in kept):
        raise cannot("another record names it", source)
    if any(isinstance(part, ox.NamedNode) and part.value.startswith(str(rdf.DEFAULTS["base"])) for triple in kept for part in (triple.subject, triple.predicate, triple.object)):
        raise cannot("its addresses hang on a base that it does not say", source)
    prefixes = {short: long for short, long in graph.prefixes if short or long}
    target.write_bytes(ox.serialize(kept, format=rdf.SYNTAXES[options["syntax"]], prefixes=prefixes) or b"")


def _inside(graph: rdf.Graph, gone: set[Any]) -> set[Any]:
    """The blank nodes that these subjects lead to."""
    found: set[Any] = set()
    left = list(gone)
    while left:
        for values in graph.triples.get(left.pop(), {}).values():
            fresh = {value for value in values if isinstance(value, ox.BlankNode)} - found
            found |= fresh
            left += fresh
    return found
