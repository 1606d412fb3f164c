"""RDF in Turtle, N-Triples or RDF/XML: a subject is a record, its predicates columns with the file's own prefixes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from intarsia.errors import Invalid
from intarsia.shelf.formats import heads
from intarsia.shelf.formats.base import (
    MAX_BYTES,
    MAX_BYTES_MEANING,
    MEMBER_MEANING,
    Batch,
    Reject,
    open_binary,
    settle,
)
from intarsia.shelf.formats.doctype import Watched
from intarsia.shelf.formats.nested import LISTS_MEANING, Record, TooLarge, guess_lists, shred

NAME = "rdf"
EXTENSIONS = (".ttl", ".nt", ".rdf", ".owl")
MEDIA_TYPE = "text/turtle"
OPTIONS = {
    "syntax": "turtle, ntriples or rdfxml",
    "base": "the IRI that relative IRIs in the file start from",
    "lists": LISTS_MEANING,
    "member": MEMBER_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"syntax": None, "base": "http://example.invalid/", "lists": None, "member": "", "max_bytes": MAX_BYTES}
SYNTAXES = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML}
MAX_TRIPLES = 5_000_000
MAX_DEPTH = 8  # of blank nodes inside blank nodes
MAX_NODES = 20_000  # blank nodes inside one record
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE, FIRST, REST, NIL = RDF + "type", RDF + "first", RDF + "rest", RDF + "nil"
PLAIN = "http://www.w3.org/2001/XMLSchema#string"

Subject = ox.NamedNode | ox.BlankNode
Term = Any  # what pyoxigraph allows as an object


def recognises(head: heads.Head) -> bool:
    """XML whose root is rdf:RDF."""
    return head.kind == "xml" and head.root is not None and head.root[0] == "RDF" and "22-rdf-syntax-ns" in head.text


def _is_rdfxml(head: heads.Head) -> bool:
    return head.name.endswith((".rdf", ".owl")) or recognises(head)


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The syntax by the file's beginning and name, the lists by the first records."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["syntax"] is None:
        head = heads.look(path, found)
        found["syntax"] = "rdfxml" if _is_rdfxml(head) else "ntriples" if head.name.endswith(".nt") else "turtle"
    if found["syntax"] not in SYNTAXES:
        raise Invalid(
            f"There is no RDF syntax {found['syntax']} here.",
            where=str(path),
            way_out="Use turtle, ntriples or rdfxml.",
        )
    if found["lists"] is None:
        found["lists"] = sorted({"@type", *guess_lists(_records(path, found), most=None)})
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The subjects in the order in which they first appear."""
    full = guess(path, options)
    yield from shred(_records(path, full), full)


def _records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    graph = load(path, options)
    for number, subject in enumerate(graph.subjects(), start=1):
        try:
            yield number, None, graph.record(subject)
        except TooLarge as error:
            yield number, None, Reject(number, None, str(error))


def load(path: Path, options: Mapping[str, Any]) -> Graph:
    """The whole file, grouped by subject."""
    graph = Graph()
    predicates: set[str] = set()
    prefixes: dict[str, str] = {}
    scoped = options["syntax"] == "rdfxml"  # XML forgets a prefix with the element that declared it
    with open_binary(path, options) as stream:
        source = Watched(stream, str(path)) if scoped else stream
        parser = ox.parse(cast(BinaryIO, source), SYNTAXES[options["syntax"]], base_iri=options["base"] or None)
        try:
            for count, triple in enumerate(parser, start=1):
                if count > MAX_TRIPLES:
                    raise _too_many(path)
                predicate = triple.predicate.value
                if scoped and predicate not in predicates:
                    predicates.add(predicate)
                    prefixes = {**parser.prefixes, **prefixes}
                graph.add(triple.subject, predicate, triple.object)
            if isinstance(source, Watched):
                source.check_end()
        except (SyntaxError, ValueError, UnicodeDecodeError) as error:
            line = getattr(error, "lineno", None)
            raise Invalid(
                f"The RDF breaks{f' at line {line}' if line else ''}.",
                where=str(path),
                way_out="Set the option syntax, or repair the file with an RDF checker.",
            ) from error
        graph.prefixes = sorted({**parser.prefixes, **prefixes}.items(), key=lambda item: (-len(item[1]), item[0]))
    return graph


def _too_many(path: Path) -> Invalid:
    return Invalid(
        f"The file has more than {MAX_TRIPLES:,} triples.",
        where=str(path),
        way_out="Split the file by subject (N-Triples sorted by line can be cut anywhere between subjects).",
    )


class Graph:
    """Triples by subject, in the order of the file."""

    def __init__(self) -> None:
        self.triples: dict[Subject, dict[str, dict[Term, None]]] = {}
        self.used: set[ox.BlankNode] = set()
        self.told: set[Term] = set()  # blank nodes that stand in a record already
        self.deep: deque[Term] = deque()  # blank nodes too deep inside the record they belong to
        self._room = MAX_NODES
        self.prefixes: list[tuple[str, str]] = []
        self._names: dict[str, str] = {}

    def add(self, subject: Subject, predicate: str, value: Term) -> None:
        self.triples.setdefault(subject, {}).setdefault(predicate, {})[value] = None
        if isinstance(value, ox.BlankNode) and value != subject:
            self.used.add(value)

    def subjects(self) -> Iterator[Subject]:
        """What records are about: everything but the blank nodes that stand in a record. Those too deep to do so come after, those in circles last."""
        yield from (subject for subject in self.triples if subject not in self.used)
        while self.deep:
            if (subject := self.deep.popleft()) not in self.told:
                yield subject
        for subject in self.triples:
            if subject in self.used and subject not in self.told:
                yield subject

    def record(self, subject: Subject) -> dict[str, Any]:
        """A subject with what is said about it. A blank node that nothing points to has no @id.

        Raises: TooLarge for blank nodes that are shared so often that a few lines make a record without end.
        """
        self._room = MAX_NODES
        self.told.add(subject)
        identity = {"@id": subject.value} if isinstance(subject, ox.NamedNode) else {"@id": self._numbers[subject]} if subject in self.used else {}
        return {**identity, **self._described(subject, (subject,))}

    @cached_property
    def _numbers(self) -> dict[Term, str]:
        """Names of blank nodes by their order: the ones a parser gives differ from run to run."""
        return {subject: f"_:{number}" for number, subject in enumerate(self.triples, start=1)}

    def _described(self, subject: Subject, above: tuple[Subject, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for predicate, values in self.triples.get(subject, {}).items():
            items = [self._value(value, above) for value in values]
            name = "@type" if predicate == TYPE else self._name(predicate)
            found[name] = items[0] if len(items) == 1 else items
        return found

    def _value(self, value: Term, above: tuple[Subject, ...]) -> Any:
        if isinstance(value, ox.Literal):
            if value.language:
                return {"@value": value.value, "@language": value.language}
            return value.value
        if isinstance(value, ox.NamedNode):
            return [] if value.value == NIL else value.value
        if not isinstance(value, ox.BlankNode):
            return str(value)
        if value in above:
            return self._numbers.get(value)
        if len(above) > MAX_DEPTH:
            self.deep.append(value)
            return self._numbers.get(value)
        self._room -= 1
        if self._room < 0:
            raise TooLarge(f"the record has more than {MAX_NODES:,} blank nodes in it")
        self.told.add(value)
        if FIRST in self.triples.get(value, {}):
            return self._collection(value, above)
        return self._described(value, (*above, value))

    def _collection(self, node: Term, above: tuple[Subject, ...]) -> list[Any]:
        """An RDF list as a list."""
        items: list[Any] = []
        seen: set[Term] = set()
        while node in self.triples and node not in seen:
            seen.add(node)
            self.told.add(node)
            says = self.triples[node]
            items += [self._value(value, (*above, node)) for value in says.get(FIRST, {})]
            node = next(iter(says.get(REST, {})), None)
        return items

    def _name(self, iri: str) -> str:
        """The IRI with the file's longest prefix that fits."""
        name = self._names.get(iri)
        if name is None:
            fits = (
                f"{short}:{iri[len(long) :]}"
                for short, long in self.prefixes
                if long and iri.startswith(long)
            )
            name = self._names[iri] = next(fits, iri)
        return name


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """Two subjects in Turtle."""
    path.write_text(
        '@prefix s: <http://schema.org/> . <a> a s:Movie ; s:name "Zomer"@nl . <b> s:name "Herfst"@nl .',
        encoding="utf-8",
    )
    return path, {"syntax": "turtle"}, 2
