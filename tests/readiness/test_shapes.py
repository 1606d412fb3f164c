"""Our rules give what the shapes that NDE and DCAT-AP publish give, rule by rule and node by node, on sound and on spoilt descriptions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import Graph as RdfGraph
from rdflib import URIRef
from rdflib.namespace import RDF

from intarsia.readiness import aprules, mqa, nde, nderules, shapes
from intarsia.readiness.graph import Graph
from tests.conformance.shacl import SH
from tests.conformance.shacl import shapes as read_shapes

ME = "https://example.org/id/dataset/d"
Result = tuple[str, str, str]

SOUND = """
@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix s: <https://schema.org/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix : <https://example.org/id/dataset/> .
:d a dcat:Dataset, s:Dataset ; s:name "A list"@en, "Een lijst"@nl ; dct:title "A list"@en, "Een lijst"@nl ; s:description "What it is."@en ; dct:description "What it is."@en ;
  s:publisher :p ; dct:publisher :p ; s:creator :p ; dct:creator :p ; dcat:contactPoint :c ; s:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
  s:datePublished "2026-01-02"^^xsd:date ; dct:issued "2026-01-02"^^xsd:date ; s:dateCreated "2026-01-02"^^xsd:date ; dct:created "2026-01-02"^^xsd:date ;
  s:dateModified "2026-01-02"^^xsd:date ; dct:modified "2026-01-02"^^xsd:date ; s:inLanguage "nl" ; dct:language <http://publications.europa.eu/resource/authority/language/NLD> ;
  s:about <https://example.org/t> ; dcat:theme <https://example.org/t> ; s:spatialCoverage <https://example.org/nl> ; dct:spatial <https://example.org/nl> ;
  s:temporalCoverage "1900/2000" ; dct:temporal :t ; s:includedInDataCatalog <https://example.org/catalog> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  s:distribution :f ; dcat:distribution :f ; dcat:landingPage <https://example.org/page> ; s:version "1" ; dcat:version "1" .
:p a s:Organization, foaf:Agent ; s:name "A museum"@en ; foaf:name "A museum"@en ; s:contactPoint :c ; s:identifier "NL-1" ; s:alternateName "Museum"@en ; s:sameAs <https://example.org/m> .
:c a vcard:Kind ; vcard:fn "Desk" ; vcard:hasEmail <mailto:desk@example.org> ; s:name "Desk"@en ; s:email "desk@example.org" .
:f a dcat:Distribution, s:DataDownload ; s:contentUrl <https://example.org/f.csv> ; dcat:accessURL <https://example.org/f.csv> ; dcat:downloadURL <https://example.org/f.csv> ;
  s:encodingFormat "text/csv" ; dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ; s:description "A table"@en ;
  dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
  dcat:byteSize "12"^^xsd:nonNegativeInteger ; spdx:checksum :sum ; s:contentSize "12 B" .
:sum a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue "ab"^^xsd:hexBinary . spdx:checksumAlgorithm_sha256 a spdx:ChecksumAlgorithm .
:t a dct:PeriodOfTime ; dcat:startDate "1900"^^xsd:gYear . <https://example.org/t> a skos:Concept ;
  skos:prefLabel "T"@en . <https://example.org/nl> a dct:Location . <https://example.org/page> a foaf:Document .
<http://publications.europa.eu/resource/authority/language/NLD> a dct:LinguisticSystem . <http://publications.europa.eu/resource/authority/access-right/PUBLIC> a dct:RightsStatement .
<https://creativecommons.org/publicdomain/zero/1.0/> a dct:LicenseDocument . <https://www.iana.org/assignments/media-types/text/csv> a dct:MediaType .
"""
S, DCT, DCAT = "https://schema.org/", "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"
#: what is spoilt -> (statements that go: the end of the subject and the property, statements that come)
SPOILT: dict[str, tuple[list[tuple[str, str]], str]] = {
    "sound": ([], ""),
    "no name": ([("d", f"{S}name"), ("d", f"{DCT}title")], ""),
    "names without a language": ([("d", f"{S}name"), ("d", f"{DCT}title")], ':d s:name "A list", "A roll" ; dct:title "A list" .'),
    "two names in one language": ([], ':d s:name "A roll"@en ; dct:title "A roll"@en ; s:description "More."@en .'),
    "no description": ([("d", f"{S}description"), ("d", f"{DCT}description")], ""),
    "no publisher": ([("d", f"{S}publisher"), ("d", f"{DCT}publisher")], ""),
    "a publisher in words": ([("d", f"{S}publisher"), ("d", f"{DCT}publisher")], ':d s:publisher "A museum" ; dct:publisher "A museum" .'),
    "two publishers": ([], ":d s:publisher :q ; dct:publisher :q . :q a s:Person, foaf:Agent ; s:name 'B'@en ; foaf:name 'B' ."),
    "a publisher with a urn": ([], ":d s:creator <urn:x:y> ; dct:creator <urn:x:y> . <urn:x:y> a s:Organization, foaf:Agent ; s:name 'B'@en ; foaf:name 'B'@en ."),
    "no licence": ([("d", f"{S}license"), ("f", f"{DCT}license")], ""),
    "a licence in words": ([("d", f"{S}license"), ("f", f"{DCT}license")], ':d s:license "CC0" . :f dct:license "CC0" .'),
    "a licence of old": ([("d", f"{S}license"), ("f", f"{DCT}license")],
        ":d s:license <http://creativecommons.org/licenses/by/4.0/> . :f dct:license <http://creativecommons.org/licenses/by/4.0> ."),
    "a licence without its slash": ([("d", f"{S}license")], ":d s:license <https://creativecommons.org/licenses/by/4.0> . :f s:license <https://creativecommons.org/licenses/by/4.0> ."),
    "an alias of a licence": ([("d", f"{S}license")], ":d s:license <https://www.opendefinition.org/licenses/cc-zero> , <http://opendatacommons.org/licenses/odbl/> ."),
    "no creator": ([("d", f"{S}creator"), ("d", f"{DCT}creator")], ""),
    "a creator that is nothing": ([], ":d s:creator :x ; dct:creator :x . :x s:name 'X'@en ."),
    "no dates": ([("d", f"{S}datePublished"), ("d", f"{DCT}issued"), ("d", f"{S}dateCreated"), ("d", f"{DCT}created")], ""),
    "dates in words": ([("d", f"{S}datePublished"), ("d", f"{DCT}issued")], ':d s:datePublished "last year" ; dct:issued "last year" . :f s:dateModified "2026", "2025" .'),
    "two dates": ([], ':d s:dateModified "2026-02-02"^^xsd:date ; dct:modified "2026-02-02"^^xsd:date .'),
    "a language in words": ([("d", f"{DCT}language"), ("d", f"{S}inLanguage")], ':d s:inLanguage "Dutch, mostly" ; dct:language "Dutch" . :f s:inLanguage "in Dutch" .'),
    "a subject in words": ([("d", f"{S}about"), ("d", f"{DCAT}theme")], ':d s:about "art" ; dcat:theme "art" ; s:genre "art" .'),
    "a place in words": ([("d", f"{S}spatialCoverage"), ("d", f"{DCT}spatial")], ':d s:spatialCoverage "Holland" ; dct:spatial "Holland" .'),
    "no place, no period": ([("d", f"{S}spatialCoverage"), ("d", f"{DCT}spatial"), ("d", f"{S}temporalCoverage"), ("d", f"{DCT}temporal")], ""),
    "a period in words": ([("d", f"{S}temporalCoverage"), ("d", f"{DCT}temporal")],
        ':d s:temporalCoverage "the golden age", "-0431/-0404", "1440/..", "1889-06/07" ; dct:temporal "the golden age" .'),
    "no files": ([("d", f"{S}distribution"), ("d", f"{DCAT}distribution")], ""),
    "a file without an address": ([("f", f"{S}contentUrl"), ("f", f"{DCAT}accessURL"), ("f", f"{DCAT}downloadURL")], ""),
    "a file over http": ([("f", f"{S}contentUrl")], ":f s:contentUrl <http://example.org/f.csv> ."),
    "a file with two addresses": ([], ":f s:contentUrl <https://example.org/g.csv> ; dcat:accessURL <https://example.org/g.csv> ; dcat:downloadURL <https://example.org/g.csv> ."),
    "a file without a format": ([("f", f"{S}encodingFormat"), ("f", f"{DCAT}mediaType")], ""),
    "a format in words": ([("f", f"{S}encodingFormat")], ':f s:encodingFormat "a table", "application/zip", "text/x-csv" ; dcat:mediaType "text/csv" .'),
    "a format for questions": ([("f", f"{S}encodingFormat")], ':f s:encodingFormat "application/sparql-results+json" ; s:usageInfo "SPARQL" .'),
    "a file of no class": ([], ":d s:distribution :g ; dcat:distribution :g . :g s:contentUrl <https://example.org/g> ; dcat:accessURL <https://example.org/g> ."),
    "a file without a licence": ([("f", f"{DCT}license")], ""),
    "no contact": ([("d", f"{DCAT}contactPoint"), ("p", f"{S}contactPoint")], ""),
    "a contact without a name": ([("c", "http://www.w3.org/2006/vcard/ns#fn"), ("c", f"{S}name"), ("c", f"{S}email"), ("c", "http://www.w3.org/2006/vcard/ns#hasEmail")], ""),
    "an address for mail in words": ([("c", "http://www.w3.org/2006/vcard/ns#hasEmail")], ':c vcard:hasEmail "desk@example.org" .'),
    "a publisher without a name": ([("p", f"{S}name"), ("p", "http://xmlns.com/foaf/0.1/name")], ':p s:alternateName "B", "C"@en, "D"@en ; s:sameAs "elsewhere" .'),
    "who may see it in words": ([("d", f"{DCT}accessRights")], ':d dct:accessRights "everybody" ; dct:accrualPeriodicity "now and then" .'),
    "pages without https": ([], ':d s:mainEntityOfPage <http://example.org/> ; dcat:landingPage "page" . :f s:documentation <http://example.org/> .'),
    "two versions": ([], ':d s:version "2" ; dcat:version "2" . :f s:contentSize "13 B" ; dcat:byteSize 13 .'),
    "a checksum without its sum": ([("sum", "http://spdx.org/rdf/terms#checksumValue")], ':f dcat:byteSize "large" ; dcat:compressFormat "zip" .'),
    "things of no class": ([("d", f"{DCT}spatial")], ":d dct:spatial :nowhere ; dct:type :list ; dcat:inSeries :series ; dct:conformsTo :rules ; dct:relation 'x' ; dcat:keyword :word ."),
    "a period with two ends": ([], ':t dcat:startDate "1901"^^xsd:gYear ; dcat:endDate "1902"^^xsd:gYear, "1903"^^xsd:gYear .'),
}  # fmt: skip


def spoilt(kind: str, place: int = 0) -> tuple[RdfGraph, Graph]:
    """A description of which something was spoilt, for both validators; `place` gives it nodes of its own."""
    gone, come = SPOILT[kind]
    prefixes = "\n".join(line for line in SOUND.splitlines() if line.startswith("@prefix"))
    coming = RdfGraph().parse(data=f"{prefixes}\n{come}", format="turtle")
    graph = RdfGraph().parse(data=SOUND, format="turtle") + coming
    for subject, name in gone:
        for triple in list(graph.triples((URIRef(f"https://example.org/id/dataset/{subject}"), URIRef(name), None))):
            if triple not in coming:
                graph.remove(triple)
    lines = graph.serialize(format="nt").replace("/id/dataset/", f"/id/dataset/{place}-" if place else "/id/dataset/")
    return RdfGraph().parse(data=lines, format="nt"), Graph(quad.triple for quad in ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES))


def theirs(graph: RdfGraph, rules: RdfGraph) -> dict[str, Counter[Result]]:
    """What the independent validator says of each node: (property, component, severity), how often."""
    _, report, _ = validate(graph, shacl_graph=rules, inference="none", advanced=True, allow_warnings=True, allow_infos=True)
    counted: dict[str, Counter[Result]] = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        component = str(report.value(result, SH.sourceConstraintComponent)).rpartition("#")[2].removesuffix("ConstraintComponent")
        path = report.value(result, SH.resultPath)
        told = "" if component == "SPARQL" or path is None else str(path)
        name = "sparql" if component == "SPARQL" else component[:1].lower() + component[1:]
        if not told and name == "node":
            continue  # a rule without a property is read as a shape of its own (tests/conformance/shacl.py), and its result stands beside this one
        counted.setdefault(str(report.value(result, SH.focusNode)), Counter())[told, name, str(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower()] += 1
    return counted


def ours(graph: Graph, rules: tuple[shapes.Rule, ...], targets: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]) -> dict[str, Counter[Result]]:
    counted: dict[str, Counter[Result]] = {}
    for one in shapes.broken(graph, rules, targets):
        counted.setdefault(one.node, Counter())[one.rule.path, one.rule.kind, one.rule.severity] += one.times
    return counted


@pytest.fixture(scope="module")
def judged(suites: Path) -> dict[str, dict[str, Counter[Result]]]:
    """Every description at once, each under an address of its own, by the shapes of NDE and of DCAT-AP."""
    whole = RdfGraph()
    for place, kind in enumerate(SPOILT, 1):
        whole += spoilt(kind, place)[0]
    return {"nde": theirs(whole, read_shapes(suites / "nde" / "shacl.ttl")), "dcat-ap": theirs(whole, read_shapes(suites / "dcat-ap-3.0.1" / "dcat-ap-SHACL.ttl"))}


@pytest.mark.parametrize("kind", SPOILT)
def test_rules_as_the_shapes_judge(kind: str, judged: dict[str, dict[str, Counter[Result]]]) -> None:
    place = list(SPOILT).index(kind) + 1
    _, graph = spoilt(kind, place)
    me = f"https://example.org/id/dataset/{place}-d"
    broken = 0
    for name, rules, targets in (("nde", nderules.RULES, shapes.dataset_nodes(graph, me, nderules.PATHS)), ("dcat-ap", aprules.RULES, mqa.ap_nodes(graph, me))):
        focus = {node.value for nodes in targets.values() for node in nodes if not isinstance(node, ox.Literal)}
        found = {node: results for node, results in judged[name].items() if node in focus}
        assert {node: results for node, results in ours(graph, rules, targets).items() if node in focus} == found
        broken += sum(results.total() for results in found.values())
    assert bool(broken) == (kind != "sound"), "a spoilt description that breaks nothing proves nothing"


def test_every_rule_of_theirs_is_one_of_ours(suites: Path) -> None:
    """A constraint on a dataset's nodes that a new version of the shapes brings fails here."""
    rules = read_shapes(suites / "nde" / "shacl.ttl")
    known = {(rule.path, rule.kind) for rule in nderules.RULES}
    missing = set()
    for shape in rules.subjects(RDF.type, SH.NodeShape):
        if "atalog" in str(shape) or "Identifier" in str(shape):
            continue
        for prop in rules.objects(shape, SH.property):
            path = rules.value(prop, SH.path)
            for predicate, value in rules.predicate_objects(prop):
                name = str(predicate).rpartition("#")[2]
                told = name in ("path", "severity", "message", "description", "name") or not str(predicate).startswith(str(SH)) or (name == "minCount" and int(str(value)) == 0)
                if path is not None and not told and (str(path), name) not in known:
                    missing.add((str(path), name))
    assert missing == set()


def test_a_dataset_climbs_as_the_demands_are_met() -> None:
    graph = spoilt("sound")[1]
    assert nde.measured(graph, ME).reached == "recommended"
    assert nde.measured(spoilt("no licence")[1], ME).reached == "none"
    assert nde.measured(spoilt("no creator")[1], ME).reached == "required"
    assert nde.measured(spoilt("no place, no period")[1], ME).reached == "announced"
    assert nde.measured(spoilt("no licence")[1], ME).first is not None
