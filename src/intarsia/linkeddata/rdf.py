"""Statements as text: Turtle, N-Triples, RDF/XML, and JSON-LD whose context stands in the document, so that nobody has to fetch one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from intarsia.shelf.feeds import rdfnames as names


@dataclass(frozen=True)
class Form:
    """A format of RDF: the suffix of its addresses, its media type, other types that mean it, and its name."""

    suffix: str
    media: str
    also: tuple[str, ...]
    name: str


FORMS = (
    Form("jsonld", "application/ld+json", (), "JSON-LD"),
    Form("ttl", "text/turtle", ("application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"), "Turtle"),
    Form("nt", "application/n-triples", ("text/plain", "application/n-quads"), "N-Triples"),
    Form("rdf", "application/rdf+xml", ("application/xml", "text/xml"), "RDF/XML"),
)
BY_SUFFIX = {form.suffix: form for form in FORMS}
PREFIXES = {
    "sssom": names.SSSOM,
    "rdf": names.RDF, "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "owl": "http://www.w3.org/2002/07/owl#", "xsd": names.XSD, "schema": names.SCHEMA, "skos": names.SKOS,
    "dct": names.DCT, "dcat": names.DCAT, "prov": names.PROV, "foaf": names.FOAF, "vcard": names.VCARD, "spdx": names.SPDX, "edm": names.EDM, "qb": names.QB,
    "sdmx-measure": names.SDMX_MEASURE, "sdmx-dimension": names.SDMX_DIMENSION, "sdmx-attribute": names.SDMX_ATTRIBUTE, "tdm": names.TDM,
}
_OX = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}


def prefixes(base: str) -> dict[str, str]:
    """Prefixes and namespaces, those of a pool's own terms and things among them."""
    return {**PREFIXES, "own": f"{base}{names.OWN_PATH}", "id": f"{base}id/"}


def text(statements: Sequence[ox.Triple], form: str, base: str) -> bytes:
    """Statements in a format, by its suffix; prefixes that nothing uses are left out."""
    used = {key: value for key, value in prefixes(base).items() if key != "id" and _uses(statements, value)}
    if form == "jsonld":
        return json.dumps(as_json(statements, used), ensure_ascii=False).encode()
    return ox.serialize(statements, format=_OX[form], prefixes=used) or b""


def as_json(statements: Sequence[ox.Triple], used: dict[str, str]) -> dict[str, Any]:
    """A JSON-LD document: one node an IRI, names shortened by the prefixes of its own context."""
    nodes: dict[str, dict[str, Any]] = {}
    for triple in statements:
        subject = _named(triple.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if triple.predicate.value == f"{names.RDF}type":
            node.setdefault("@type", []).append(_short(_named(triple.object), used))
        else:
            node.setdefault(_short(triple.predicate.value, used), []).append(_value(triple.object, used))
    for node in nodes.values():
        for key, value in node.items():
            if isinstance(value, list) and len(value) == 1:
                node[key] = value[0]
    return {"@context": used, "@graph": list(nodes.values())}


def _named(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)


def _value(term: Any, used: dict[str, str]) -> Any:
    if not isinstance(term, ox.Literal):
        return {"@id": _named(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    kind = term.datatype.value
    return term.value if kind == f"{names.XSD}string" else {"@value": term.value, "@type": _short(kind, used)}


def _short(iri: str, used: dict[str, str]) -> str:
    """An IRI by a prefix, where the rest of it is a plain name."""
    return next((f"{key}:{iri[len(value):]}" for key, value in used.items() if iri.startswith(value) and iri[len(value):].replace("-", "").replace("_", "").isalnum()), iri)


def _uses(statements: Sequence[ox.Triple], namespace: str) -> bool:
    return any(_in(t.predicate, namespace) or _in(t.object, namespace) or (isinstance(t.object, ox.Literal) and t.object.datatype.value.startswith(namespace)) for t in statements)


def _in(term: Any, namespace: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(namespace)
