"""Records in Europeana's Data Model (EDM, RDF/XML), read for what the tier criteria look at.

A context (agent, concept, place, time span) counts when the record points to it directly and it has its least elements: an agent a label and a
beginning, an end or a profession; a concept a label and a note or a relation; a place a label and coordinates; a time span a begin and an end.
"""

from __future__ import annotations

import pyoxigraph as ox

from intarsia.errors import Invalid
from intarsia.readiness.europeana import AGENT, GROUPS, KIND, PLACE, POINTING, RELEVANT, TIME, Record
from intarsia.readiness.graph import Graph, Node
from intarsia.shelf.feeds.rdfnames import DCT, EDM, SKOS

DC, WGS, RDAGR2 = "http://purl.org/dc/elements/1.1/", "http://www.w3.org/2003/01/geo/wgs84_pos#", "http://rdvocab.info/ElementsGr2/"
PREFIXES = {"dc": DC, "dcterms": DCT, "edm": EDM}
CONTEXTS = {f"{EDM}TimeSpan": TIME, f"{SKOS}Concept": KIND, f"{EDM}Agent": AGENT, f"{EDM}Place": PLACE}
_BEGIN = (f"{EDM}begin", f"{RDAGR2}dateOfBirth", f"{RDAGR2}placeOfBirth")
_END = (f"{EDM}end", f"{RDAGR2}dateOfDeath", f"{RDAGR2}placeOfDeath")
_RELATED = tuple(f"{SKOS}{name}" for name in ("note", "broader", "narrower", "exactMatch", "closeMatch", "related"))


def records(content: bytes) -> dict[str, Record]:
    """The records of a file by their address.

    Raises: Invalid for what is no RDF/XML, or holds no edm:ProvidedCHO.
    """
    try:
        graph = Graph(quad.triple for quad in ox.parse(content, format=ox.RdfFormat.RDF_XML, base_iri="http://record.invalid/"))
    except (SyntaxError, ValueError) as error:
        raise Invalid("this is no EDM record: it cannot be read as RDF/XML", way_out="export the record as EDM in RDF/XML") from error
    found = graph.of_class(f"{EDM}ProvidedCHO")
    if not found:
        raise Invalid("there is no edm:ProvidedCHO in this file", way_out="export the record as EDM in RDF/XML")
    return {name: _record(graph, name) for name in sorted(found)}


def _record(graph: Graph, name: str) -> Record:
    values = {element: [value for value in graph.all(name, _iri(element)) if value.value.strip()] for element in (*RELEVANT, *GROUPS, *POINTING)}
    present = frozenset(element for element, some in values.items() if some)
    tagged = frozenset(element for element in present & RELEVANT if any(_tagged(graph, value) for value in values[element]))
    points = {element: frozenset(group for value in values[element] for kind, group in CONTEXTS.items() if graph.is_a(value, kind)) for element in POINTING}
    linked = [value for value in graph.around_once(name) if not isinstance(value, ox.Literal)]
    classes = frozenset(group for kind, group in CONTEXTS.items() if any(graph.is_a(value, kind) and _whole(graph, value.value, group) for value in linked))
    return Record(present, tagged, points, classes)


def _iri(element: str) -> str:
    prefix, _, local = element.partition(":")
    return PREFIXES[prefix] + local


def _labels(graph: Graph, subject: str) -> list[ox.Literal]:
    return [value for value in graph.all(subject, f"{SKOS}prefLabel") if isinstance(value, ox.Literal) and value.value.strip()]


def _tagged(graph: Graph, value: Node) -> bool:
    """A text with a language, or a concept, place or time span of the record with a label that has one."""
    if isinstance(value, ox.Literal):
        return bool(value.language)
    return graph.is_a(value, f"{SKOS}Concept", f"{EDM}Place", f"{EDM}TimeSpan") and any(label.language for label in _labels(graph, value.value))


def _whole(graph: Graph, subject: str, group: str) -> bool:
    """Has the context its least elements?"""
    if group == TIME:
        return bool(graph.all(subject, f"{EDM}begin")) and bool(graph.all(subject, f"{EDM}end"))
    if not _labels(graph, subject):
        return False
    if group == PLACE:
        return bool(graph.all(subject, f"{WGS}lat")) and bool(graph.all(subject, f"{WGS}long"))
    return bool(graph.all(subject, *_RELATED) if group == KIND else graph.all(subject, *_BEGIN, *_END, f"{RDAGR2}professionOrOccupation"))
