"""What the SPARQL endpoint says of itself (SPARQL 1.1 Service Description): its language, forms and graphs."""

from __future__ import annotations

import pyoxigraph as ox

from intarsia import iris
from intarsia.questions import solutions
from intarsia.reader import Reader

SD, RDF, DCT, VOID = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/terms/", "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD")
OWN_GRAPH = "_pool"  # what the pool itself states: concepts, places, links
PREFIXES = {"sd": SD, "dcterms": DCT, "void": VOID, "formats": FORMATS}


def triples(reader: Reader, endpoint: str) -> list[ox.Triple]:
    """The description of the endpoint at an address."""
    found: list[ox.Triple] = []

    def say(subject: ox.NamedNode | ox.BlankNode, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> None:
        found.append(ox.Triple(subject, ox.NamedNode(predicate), value))

    service, dataset, default = ox.NamedNode(endpoint), ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#all")
    say(service, f"{RDF}type", ox.NamedNode(f"{SD}Service"))
    say(service, f"{SD}endpoint", service)
    say(service, f"{SD}supportedLanguage", ox.NamedNode(f"{SD}SPARQL11Query"))
    say(service, f"{SD}feature", ox.NamedNode(f"{SD}UnionDefaultGraph"))
    for name in RESULTS:
        say(service, f"{SD}resultFormat", ox.NamedNode(FORMATS + name))
    say(service, f"{SD}defaultDataset", dataset)
    say(service, f"{SD}availableGraphs", dataset)
    say(dataset, f"{RDF}type", ox.NamedNode(f"{SD}Dataset"))
    say(dataset, f"{RDF}type", ox.NamedNode(f"{SD}GraphCollection"))
    say(dataset, f"{DCT}isVersionOf", ox.NamedNode(reader.base))
    say(dataset, f"{DCT}identifier", ox.Literal(reader.id))
    say(dataset, f"{SD}defaultGraph", default)
    say(default, f"{RDF}type", ox.NamedNode(f"{SD}Graph"))
    for name, title in [*reader.rows("SELECT id, title FROM dataset ORDER BY id"), (OWN_GRAPH, "")]:
        graph, entry = ox.NamedNode(iris.iri(reader.base, "dataset", name)), ox.NamedNode(f"{endpoint}#graph-{name}")
        say(dataset, f"{SD}namedGraph", entry)
        say(entry, f"{RDF}type", ox.NamedNode(f"{SD}NamedGraph"))
        say(entry, f"{SD}name", graph)
        if title:
            say(entry, f"{DCT}title", ox.Literal(title))
    return found


def written(reader: Reader, endpoint: str, form: str) -> tuple[bytes, str]:
    """The description in a form (ttl, nt, rdf, jsonld), and its media type."""
    media, how = solutions.RDF[form]
    prefixes = PREFIXES if form in ("ttl", "rdf", "jsonld") else None
    return bytes(ox.serialize(triples(reader, endpoint), format=how, prefixes=prefixes) or b""), media
