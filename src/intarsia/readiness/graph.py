"""What is said of a dataset, as statements that can be asked: by subject and property, a changed copy in no time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from intarsia.shelf.feeds.rdfnames import DCAT, RDF

Node = ox.NamedNode | ox.BlankNode | ox.Literal
TYPE = f"{RDF}type"
DATASET = f"{DCAT}Dataset"


class Graph:
    """Statements by subject and property."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._told: dict[str, dict[str, dict[Node, None]]] = defaultdict(dict)
        for triple in triples:
            self._put(triple)

    def _put(self, triple: ox.Triple) -> None:
        if isinstance(triple.subject, (ox.NamedNode, ox.BlankNode)) and isinstance(triple.object, (ox.NamedNode, ox.BlankNode, ox.Literal)):
            self._told[triple.subject.value].setdefault(triple.predicate.value, {})[triple.object] = None

    def all(self, subject: str, *properties: str) -> list[Node]:
        """Every value of any of the properties, in the order in which they were said."""
        said = self._told.get(subject, {})
        return [value for name in properties for value in said.get(name, ())]

    def around_once(self, subject: str) -> list[Node]:
        """Every value of every property of a subject."""
        return [value for values in self._told.get(subject, {}).values() for value in values]

    def is_a(self, node: Node, *classes: str) -> bool:
        """Is the node said to be of one of the classes?"""
        return not isinstance(node, ox.Literal) and any(isinstance(one, ox.NamedNode) and one.value in classes for one in self.all(node.value, TYPE))

    def of_class(self, name: str) -> list[str]:
        """Every subject of a class."""
        return [subject for subject in list(self._told) if self.is_a(ox.NamedNode(subject) if ":" in subject else ox.BlankNode(subject), name)]

    def around(self, subject: str, depth: int = 5) -> list[ox.Triple]:
        """What is said of a subject, of what it names, and so on; of other datasets that are named on the way, nothing."""
        found: list[ox.Triple] = []
        seen: set[str] = set()
        edge = [subject]
        for _ in range(depth):
            following: list[str] = []
            for one in edge:
                me = ox.NamedNode(one) if ":" in one else ox.BlankNode(one)
                if one in seen or (one != subject and self.is_a(me, DATASET)):  # a service names every dataset of a catalogue
                    continue
                seen.add(one)
                for name, values in self._told.get(one, {}).items():
                    found += [ox.Triple(me, ox.NamedNode(name), value) for value in values]
                    following += [value.value for value in values if not isinstance(value, ox.Literal)]
            edge = following
        return found

    def changed(self, add: Iterable[ox.Triple] = (), drop: Iterable[tuple[str, str]] = ()) -> Graph:
        """A copy with more statements, and without those of some subjects' properties."""
        copy = Graph(())
        gone = set(drop)
        for subject, said in self._told.items():
            copy._told[subject] = {name: dict(values) for name, values in said.items() if (subject, name) not in gone}
        for triple in add:
            copy._put(triple)
        return copy
