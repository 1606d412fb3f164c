"""SKOS in RDF: Turtle, N-Triples, RDF/XML or JSON-LD.

SKOS Reference, W3C 2009; SKOS-XL labels (its appendix B) are read as the texts they hold. Collections are no concepts. Broader and
narrower are two sides of one relation, and a file may write either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.errors import Invalid
from intarsia.shelf.vocabularies.parts import MATCHES, Gathered, Parts
from intarsia.shelf.vocabularies.readers import content

NAME = "rdf"
EXTENSIONS = (".ttl", ".nt", ".rdf", ".owl", ".jsonld", ".json", ".xml")

SKOS = "http://www.w3.org/2004/02/skos/core#"
XL = "http://www.w3.org/2008/05/skos-xl#"
DCT = "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABELS = {SKOS + "prefLabel": "pref", SKOS + "altLabel": "alt", SKOS + "hiddenLabel": "hidden"}
_XL_LABELS = {XL + "prefLabel": "pref", XL + "altLabel": "alt", XL + "hiddenLabel": "hidden"}
_RELATIONS = {
    SKOS + "broader": "broader", SKOS + "narrower": "narrower", SKOS + "related": "related", SKOS + "inScheme": "in_scheme", SKOS + "topConceptOf": "in_scheme",
    DCT + "isReplacedBy": "replaced_by", **{SKOS + name: relation for name, relation in MATCHES.items()},
    **{f"http://purl.org/iso25964/skos-thes#broader{kind}": "broader" for kind in ("Generic", "Partitive", "Instantial")},
}  # fmt: skip
_TEXTS = {
    SKOS + "notation": "notation", SKOS + "definition": "definition", SKOS + "scopeNote": "note",
    "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure": "unit", DCT + "issued": "since", "http://www.w3.org/2002/07/owl#deprecated": "deprecated",
}  # fmt: skip
_TITLES = (DCT + "title", "http://purl.org/dc/elements/1.1/title", "http://www.w3.org/2000/01/rdf-schema#label")
_CONCEPT, _NO_CONCEPTS = SKOS + "Concept", (SKOS + "ConceptScheme", SKOS + "Collection", SKOS + "OrderedCollection", XL + "Label")
_SYNTAXES = {".nt": "N_TRIPLES", ".rdf": "RDF_XML", ".owl": "RDF_XML", ".xml": "RDF_XML", ".jsonld": "JSON_LD", ".json": "JSON_LD"}
_CALLED = {"TURTLE": "Turtle", "N_TRIPLES": "N-Triples", "RDF_XML": "RDF/XML", "JSON_LD": "JSON-LD"}


def recognises(path: Path, head: bytes) -> bool:
    """RDF is known by its first signs where the extension could be something else."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return b"<rdf:RDF" in head or start.startswith((b"@prefix", b"@base", b"PREFIX")) or (start.startswith((b"{", b"[")) and b'"@' in head)


def read(path: Path) -> Parts:
    """The concepts of an RDF file.

    Raises: NotFound; Invalid with the line where it is not what it says to be, or holds nothing that a concept could be.
    """
    found = _Statements()
    found.take(path, content(path))
    return found.parts(path)


class _Statements:
    def __init__(self) -> None:
        self.gathered = Gathered()
        self.typed: dict[str, list[int]] = defaultdict(list)  # the class -> the numbers of what has it
        self.named: set[int] = set()
        self.titles: list[tuple[int, str, str, str]] = []
        self.tops: list[tuple[str, str]] = []
        self.xl: list[tuple[int, str, Any]] = []
        self.forms: dict[Any, tuple[str, str]] = {}

    def take(self, path: Path, data: bytes) -> None:
        import pyoxigraph

        syntax = _syntax(path, data)
        try:
            for quad in pyoxigraph.parse(data.removeprefix(b"\xef\xbb\xbf"), format=getattr(pyoxigraph.RdfFormat, syntax)):
                self._one(quad.subject, quad.predicate.value, quad.object)
        except SyntaxError as error:
            said = re.sub(r"^Parser error at .*?: ", "", error.msg or "unreadable").rstrip(".")
            raise Invalid(
                f"This is not {_CALLED[syntax]}: {said}.",
                where=f"{path}, line {error.lineno or 1}",
                way_out="Correct that line; every statement ends with a point, every text stands in double quotes." if syntax == "TURTLE" else "Correct that line.",
            ) from error

    def _one(self, subject: Any, predicate: str, thing: Any) -> None:
        """One statement; of a large file there are millions, and what is said most is looked at first."""
        family, name = _KNOWN.get(predicate, ("", ""))
        if family == "form":
            self.forms[str(subject)] = (thing.language or "", thing.value)
            return
        if not family or not _is_iri(subject):
            return
        key = subject.value
        number = self.gathered.concept(key)
        if family == "label":
            self.named.add(number)
            self.gathered.label(number, name, thing.language or "", thing.value)
        elif family == "relation":
            if _is_iri(thing):
                self.gathered.relation(number, name, thing.value)
        elif family == "text":
            if not _is_iri(thing):  # a note may be a node of its own, with its text elsewhere
                self.gathered.text(number, name, getattr(thing, "language", None) or "", thing.value)
        elif predicate == TYPE:
            self.typed[thing.value].append(number)
        elif predicate in _XL_LABELS:
            self.xl.append((number, _XL_LABELS[predicate], str(thing)))
        elif predicate == SKOS + "hasTopConcept":
            self.tops.append((key, thing.value))
        elif hasattr(thing, "language"):
            self.titles.append((number, predicate, thing.language or "", thing.value))

    def parts(self, path: Path) -> Parts:
        gathered = self.gathered
        for number, kind, label in self.xl:
            if label in self.forms:
                self.named.add(number)
                gathered.label(number, kind, *self.forms[label])
        for scheme, top in self.tops:
            if top in gathered.numbers:
                gathered.relation(gathered.numbers[top], "in_scheme", scheme)
        keys = list(gathered.numbers)
        schemes = set(self.typed[_NO_CONCEPTS[0]])
        for number, _, language, value in sorted((one for one in self.titles if one[0] in schemes), key=lambda one: -_TITLES.index(one[1])):  # the best kind comes last, and stays
            gathered.schemes.setdefault(keys[number], {})[language] = value
        for number in sorted(schemes):
            gathered.schemes.setdefault(keys[number], {}).update(gathered.names_of(number))
        kept = np.zeros(len(keys), dtype=bool)
        barred = {number for name in _NO_CONCEPTS for number in self.typed[name]}
        kept[list(self.typed[_CONCEPT]) or [number for number in self.named if number not in barred]] = True
        if not kept.any():
            raise Invalid("This file holds no concept.", where=f"{path}, line 1", way_out="Give each concept a skos:prefLabel.")
        if collections := len(set(self.typed[SKOS + "Collection"] + self.typed[SKOS + "OrderedCollection"]) - set(np.flatnonzero(kept).tolist())):
            gathered.notes.append(f"{collections} collections are no concepts, and left out")
        return gathered.parts(kept)


#: what is done with each predicate: (kind of statement, name); others say nothing that is kept
_KNOWN: dict[str, tuple[str, str]] = {
    **{predicate: ("other", "") for predicate in (TYPE, SKOS + "hasTopConcept", *_XL_LABELS, *_TITLES)}, XL + "literalForm": ("form", ""),
    **{predicate: ("text", name) for predicate, name in _TEXTS.items()}, **{predicate: ("relation", name) for predicate, name in _RELATIONS.items()},
    **{predicate: ("label", name) for predicate, name in _LABELS.items()},
}


def _is_iri(node: Any) -> bool:
    return type(node).__name__ == "NamedNode"


def _syntax(path: Path, data: bytes) -> str:
    """By what stands first in the file, else by its extension."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE")):
        return "RDF_XML"
    if head.startswith(b"{"):
        return "JSON_LD"
    return _SYNTAXES.get(Path(path.name.lower().removesuffix(".gz")).suffix, "TURTLE")
