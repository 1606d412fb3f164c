"""What somebody can do about a dataset, and how its facts would be then: each fix is tried out before it is advised.

Only what can be filled in, decided or judged in a pool today is a candidate. Minutes are a reckoning, not a measurement, by `RECKONED`: what one
thing takes at the desk, and what a line in a file takes with looking it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil

import pyoxigraph as ox

from intarsia.readiness import fair
from intarsia.readiness.europeana import AGENT, KIND, Record
from intarsia.readiness.facts import Facts
from intarsia.readiness.graph import TYPE, Graph, Node
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, FOAF, SCHEMA, VCARD

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
LASTING = "https://w3id.org/example/"  # stands for any lasting address: only its form is looked at
#: seconds that one thing takes
RECKONED = {"word": 20, "date": 60, "life": 40, "link": 20, "line": 120, "text": 900, "decision": 1800, "move": 7200}


@dataclass(frozen=True)
class Fix:
    """key: what it is, for the words. count: how many things it is about; 1 for a line. minutes: reckoned. after: the facts when it is done."""

    key: str
    count: int
    minutes: int
    after: Callable[[Facts], Facts]


def candidates(about: Facts) -> Iterator[Fix]:
    """Every fix that there is something to do for."""
    yield from _description(about)
    yield from _rights(about)
    yield from _records(about)
    if fair.LASTING.match(about.iri) is None:
        yield Fix("address", 1, _minutes("move"), _moved)


def _minutes(kind: str, count: int = 1) -> int:
    return max(1, ceil(RECKONED[kind] * count / 60))


def _description(about: Facts) -> Iterator[Fix]:
    """What a line of dataset.toml says."""
    said = about.written
    if not said.get("title"):
        yield Fix("title", 1, _minutes("line"), lambda f: _wrote(f, "title", _texts(f, f"{DCT}title", f"{SCHEMA}name")))
    if not said.get("description") or said.get("description") == said.get("title"):
        yield Fix("description", 1, _minutes("text"), lambda f: _wrote(f, "description", _texts(f, f"{DCT}description", f"{SCHEMA}description")))
    if not said.get("publisher"):
        yield Fix("publisher", 1, _minutes("line"), _published)
    if not said.get("contact"):
        yield Fix("contact", 1, _minutes("line"), lambda f: _wrote(f, "contact", _contact(f)))
    if not said.get("period"):
        yield Fix("period", 1, _minutes("line"), lambda f: _wrote(f, "period", _period(f)))
    if not said.get("language"):
        yield Fix("language", sum(count for one, count in about.kinds if "dc:description" in one.present) or 1, _minutes("line"), _spoken)


def _rights(about: Facts) -> Iterator[Fix]:
    if not about.open_licence:
        yield Fix("licence", 1, _minutes("decision"), _licensed)
    if not about.public:
        yield Fix("share", 1, _minutes("decision"), _shared)


def _records(about: Facts) -> Iterator[Fix]:
    """What mapping, matching and judging add to records."""
    waiting = about.waiting
    if titles := waiting.get("titles", 0):
        yield Fix("titles", titles, _minutes("text"), lambda f: _each(f, lambda one: replace(one, tagged=one.tagged | {"dc:title"} & one.present)))
    if words := waiting.get("words", 0):
        yield Fix("words", words, _minutes("word", words), _matched)
    if undated := waiting.get("undated", 0):
        yield Fix("dates", undated, _minutes("date", undated), lambda f: _each(f, lambda one: replace(one, present=one.present | {"dcterms:issued"})))
    if lives := waiting.get("lives", 0):
        yield Fix("lives", lives, _minutes("life", lives), lambda f: _each(f, _known_makers))
    if proposed := waiting.get("proposed", 0):
        yield Fix("links", proposed, _minutes("link", proposed), lambda f: replace(f, linked=min(f.records, f.linked + waiting.get("proposed works", 0))))


def _each(about: Facts, change: Callable[[Record], Record]) -> Facts:
    return replace(about, kinds=tuple((change(one), count) for one, count in about.kinds))


def _known_makers(one: Record) -> Record:
    """Every person and organisation with a year, or an identifier elsewhere."""
    has = one.present & {"dc:creator", "dc:contributor", "dc:publisher"}
    return replace(one, classes=one.classes | {AGENT}) if has else one


def _matched(about: Facts) -> Facts:
    """Every word of kind and subject with a concept: the most that matching can bring."""

    def change(one: Record) -> Record:
        worded = frozenset({"dc:type", "dc:subject"}) & one.present
        points = {**one.points, "dc:subject": frozenset({KIND})} if "dc:subject" in worded else one.points
        return replace(one, tagged=one.tagged | worded, points=points, classes=one.classes | {KIND}) if worded else one

    return replace(_each(about, change), linked=min(about.records, about.linked + about.waiting.get("worded works", 0)))


def _wrote(about: Facts, name: str, triples: list[ox.Triple]) -> Facts:
    return replace(about, written={**about.written, name: f"({name})"}, graph=about.graph.changed(triples))


def _texts(about: Facts, *properties: str) -> list[ox.Triple]:
    me = ox.NamedNode(about.iri)
    return [ox.Triple(me, ox.NamedNode(name), ox.Literal("text", language="en")) for name in properties if not about.graph.all(about.iri, name)]


def _published(about: Facts) -> Facts:
    """A publisher of its own in place of the pool's, with the contact that there is."""
    me, node = ox.NamedNode(about.iri), ox.NamedNode(f"{about.iri}#publisher")
    told: list[tuple[ox.NamedNode, str, Node]] = [(me, f"{DCT}publisher", node), (me, f"{SCHEMA}publisher", node), (node, TYPE, ox.NamedNode(f"{FOAF}Agent")), (node, TYPE,
        ox.NamedNode(f"{SCHEMA}Organization")),
            (node, f"{FOAF}name", ox.Literal("name")), (node, f"{SCHEMA}name", ox.Literal("name"))]
    for contact in about.graph.all(about.iri, f"{DCAT}contactPoint"):
        told += [(node, f"{SCHEMA}contactPoint", contact)]
        if isinstance(contact, ox.NamedNode) and "@" in str(about.written.get("contact")):
            told += [(contact, f"{SCHEMA}name", ox.Literal("name")), (contact, f"{SCHEMA}email", ox.Literal(str(about.written["contact"])))]
    gone = [(about.iri, f"{DCT}publisher"), (about.iri, f"{SCHEMA}publisher")]
    graph = about.graph.changed([ox.Triple(subject, ox.NamedNode(name), value) for subject, name, value in told], gone)
    return replace(about, written={**about.written, "publisher": "(publisher)"}, organisation="(publisher)", graph=graph)


def _contact(about: Facts) -> list[ox.Triple]:
    node = ox.NamedNode(f"{about.iri}#contact")
    bodies = [value for value in about.graph.all(about.iri, f"{SCHEMA}publisher", f"{SCHEMA}creator") if isinstance(value, ox.NamedNode)]
    told: list[tuple[ox.NamedNode, str, Node]] = [(ox.NamedNode(about.iri), f"{DCAT}contactPoint", node), (node, TYPE, ox.NamedNode(f"{VCARD}Kind")), (node, f"{VCARD}fn",
        ox.Literal("name")),
            (node, f"{VCARD}hasEmail", ox.NamedNode("mailto:a@b.example")), (node, f"{SCHEMA}name", ox.Literal("name")), (node, f"{SCHEMA}email", ox.Literal("a@b.example")),
            *((body, f"{SCHEMA}contactPoint", node) for body in bodies)]
    return [ox.Triple(subject, ox.NamedNode(name), value) for subject, name, value in told]


def _period(about: Facts) -> list[ox.Triple]:
    me, node = ox.NamedNode(about.iri), ox.NamedNode(f"{about.iri}#period")
    return [ox.Triple(me, ox.NamedNode(f"{DCT}temporal"), node), ox.Triple(node, ox.NamedNode(TYPE), ox.NamedNode(f"{DCT}PeriodOfTime")),
            ox.Triple(me, ox.NamedNode(f"{SCHEMA}temporalCoverage"), ox.Literal("2000/2001"))]


def _spoken(about: Facts) -> Facts:
    """The dataset says in which language it is: so do its descriptions."""
    me, tongue = ox.NamedNode(about.iri), ox.NamedNode("http://id.loc.gov/vocabulary/iso639-1/en")
    told = [ox.Triple(me, ox.NamedNode(f"{DCT}language"), tongue), ox.Triple(tongue, ox.NamedNode(TYPE), ox.NamedNode(f"{DCT}LinguisticSystem")),
            ox.Triple(me, ox.NamedNode(f"{SCHEMA}inLanguage"), ox.Literal("en"))]
    return _each(_wrote(about, "language", told), lambda one: replace(one, tagged=one.tagged | {"dc:description"} & one.present))


def _licensed(about: Facts) -> Facts:
    """CC0 on the dataset and on its files."""
    graph, licence = about.graph, ox.NamedNode(CC0)
    files = [value for value in graph.all(about.iri, f"{DCAT}distribution", f"{SCHEMA}distribution") if isinstance(value, ox.NamedNode)]
    nodes = [ox.NamedNode(about.iri), *files]
    names = (f"{DCT}license", f"{SCHEMA}license")
    told = [ox.Triple(node, ox.NamedNode(name), licence) for node in nodes for name in names] + [ox.Triple(licence, ox.NamedNode(TYPE), ox.NamedNode(f"{DCT}LicenseDocument"))]
    return replace(about, open_licence=True, graph=graph.changed(told, [(node.value, name) for node in nodes for name in names]), written={**about.written, "licence": CC0})


def _shared(about: Facts) -> Facts:
    """The rows leave: how many lead out of the dataset is not known before."""
    me = ox.NamedNode(about.iri)
    public = ox.NamedNode("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
    told = [ox.Triple(me, ox.NamedNode(f"{DCT}accessRights"), public), ox.Triple(public, ox.NamedNode(TYPE), ox.NamedNode(f"{DCT}RightsStatement"))]
    return replace(about, public=True, rows=max(1, about.written.get("rows_out") or 0), downloads=True, graph=about.graph.changed(told, [(about.iri, f"{DCT}accessRights")]))


def _moved(about: Facts) -> Facts:
    """The pool stands under an address that outlives a move, with https."""
    base = about.iri.partition("id/dataset/")[0]

    def there(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        return ox.NamedNode(LASTING + node.value.removeprefix(base)) if isinstance(node, ox.NamedNode) and node.value.startswith(base) else node  # type: ignore[return-value]

    told = about.graph.around(about.iri)
    moved = Graph(ox.Triple(there(one.subject), one.predicate, there(one.object)) for one in told)  # type: ignore[arg-type]
    return replace(about, iri=LASTING + about.iri.removeprefix(base), graph=moved)
