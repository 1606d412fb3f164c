"""The catalogue: no violation of the Dutch Dataset Register's rules nor of DCAT-AP, and rules of our own that need neither."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from intarsia.linkeddata import catalogue, rdf
from intarsia.pool import Pool
from tests.conformance.shacl import found, shapes, violations

SPDX = "http://spdx.org/rdf/terms#"
SCHEMA = "https://schema.org/"


REQUIRED = (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.issued, DCTERMS.modified, DCAT.distribution, DCAT.contactPoint,
            URIRef(f"{DCAT}version"))


@pytest.fixture(scope="module")
def graph(demo: Pool) -> Graph:
    reader = demo.reader()
    return Graph().parse(data=rdf.text(catalogue.catalogue(demo, reader), "ttl", reader.base), format="turtle")


def test_the_rules_of_the_dutch_dataset_register(graph: Graph, suites: Path) -> None:
    told = found(graph, shapes(suites / "nde" / "shacl.ttl"))
    assert violations(told) == {}
    assert any(severity == "Info" for severity, _path, _message in told), "rules that have nothing to say were not run"
    assert {message for severity, _path, message in told if severity == "Warning" and "https" not in message.lower()} <= WARNINGS


#: what the register would like and nobody has told us, or what a name of an organisation has not: a language
WARNINGS = {
    "Add a creator",
    "Use a value of type rdf:langString and specify the language (such as nl or en)",
    "Add a contact point with a name and email address, preferably of the department that manages the dataset or catalogue",
    "Voeg een contactpunt toe met naam en e-mailadres. Gebruik bij voorkeur de gegevens van de afdeling die de dataset of catalogus beheert",
}


def test_dcat_ap(graph: Graph, suites: Path) -> None:
    rules = shapes(suites / "dcat-ap-3.0.1" / "dcat-ap-SHACL.ttl", suites / "dcat-ap-3.0.1" / "ranges.ttl")
    assert violations(found(graph, rules)) == {}
    spoilt = Graph() + graph
    spoilt.remove((None, DCTERMS.publisher, None))
    spoilt.remove((None, DCTERMS.title, None))
    assert violations(found(spoilt, rules)), "rules that nothing can break were not run"


def test_each_dataset_says_what_registers_ask_for(graph: Graph, demo: Pool) -> None:
    names = [row[0] for row in demo.reader().rows("SELECT iri FROM dataset")]
    assert len(names) == 10
    for iri in map(URIRef, names):
        for predicate in REQUIRED:
            assert (iri, predicate, None) in graph, (iri, predicate)
        assert (URIRef(f"{demo.config.base}catalog"), DCAT.dataset, iri) in graph
        assert (graph.value(iri, DCTERMS.publisher), RDF.type, FOAF.Agent) in graph
        assert (graph.value(iri, DCTERMS.license), RDF.type, DCTERMS.LicenseDocument) in graph
    for node in graph.subjects(RDF.type, DCAT.Distribution):
        assert (node, DCAT.accessURL, None) in graph
        assert (node, DCAT.mediaType, None) in graph or not str(node).startswith(f"{demo.config.base}catalog#")


def test_downloads_have_the_size_and_checksum_of_their_file(graph: Graph, demo: Pool) -> None:
    reader, seen = demo.reader(), 0
    for node, checksum in graph.subject_objects(URIRef(f"{SPDX}checksum")):
        url = str(graph.value(node, DCAT.downloadURL))
        if f"/{reader.id}/" in url:
            name = url.split(f"/{reader.id}/")[1]
            entry = reader.manifest["files"][name if name.startswith("tables/") else f"dumps/{name}"]
            assert str(graph.value(checksum, URIRef(f"{SPDX}checksumValue"))).lower() == entry["sha256"]
            assert int(graph.value(node, DCAT.byteSize)) == (reader.path / (name if name.startswith("tables/") else f"dumps/{name}")).stat().st_size
            seen += 1
    assert seen > 50


def test_the_dumps_and_the_catalogue_do_not_contradict_each_other(graph: Graph, demo: Pool) -> None:
    """Where the dump of a dataset gives a property one value, the catalogue gives that value too."""
    from intarsia.linkeddata import subject

    for (name,) in demo.reader().rows("SELECT id FROM dataset"):
        for triple in subject.statements(demo.reader(), "dataset", name):
            terms = Graph().parse(data=rdf.text([triple], "nt", demo.config.base), format="nt")
            assert all(one in graph for one in terms), triple
