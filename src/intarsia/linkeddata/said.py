"""Statements gathered one by one, each once, in the order in which they were said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from intarsia.shelf.feeds.rdfnames import RDF, XSD

TYPE = ox.NamedNode(f"{RDF}type")


class Said:
    """A growing set of statements."""

    def __init__(self) -> None:
        self._told: dict[ox.Triple, None] = {}

    def add(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        """One statement."""
        self._told[ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)] = None

    def link(self, subject: str, predicate: str, iri: str) -> None:
        """A statement whose value is an IRI."""
        self.add(subject, predicate, ox.NamedNode(iri))

    def type(self, subject: str, *classes: str) -> None:
        """What something is."""
        for one in classes:
            self.link(subject, TYPE.value, one)

    def texts(self, subject: str, predicate: str, values: Mapping[str, str]) -> None:
        """A text in several languages."""
        for language, value in values.items():
            self.add(subject, predicate, ox.Literal(value, language=language))

    def take(self, triples: Iterable[ox.Triple]) -> None:
        """Statements made elsewhere."""
        self._told.update(dict.fromkeys(triples))

    def triples(self) -> list[ox.Triple]:
        """All of them, those of one subject together, its types first."""
        order = {subject: place for place, subject in enumerate(dict.fromkeys(t.subject for t in self._told))}
        return sorted(self._told, key=lambda t: (order[t.subject], t.predicate != TYPE))


def text(value: str) -> ox.Literal:
    """A plain text."""
    return ox.Literal(value)


def moment(value: str) -> ox.Literal:
    """A date and time."""
    return ox.Literal(value, datatype=ox.NamedNode(f"{XSD}dateTime"))


def day(value: str) -> ox.Literal:
    """The day of a date and time."""
    return ox.Literal(value[:10], datatype=ox.NamedNode(f"{XSD}date"))


def whole(value: int) -> ox.Literal:
    """A number that is not below zero."""
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}nonNegativeInteger"))
