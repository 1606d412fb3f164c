"""A vocabulary file: SKOS in Turtle, read into concepts, labels and the words that rows are matched by.

Ours have IRIs `urn:intarsia:<scheme>/<notation>`; any other SKOS file loads under its file name. A word belongs to
one concept of a scheme, because a row must not depend on the order of lines: where two claim it, our file is refused;
in other people's files, which their readers cannot mend, such a word is nobody's and a person decides.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from intarsia.errors import Invalid, NotFound
from intarsia.text import fold

OURS = re.compile(r"urn:intarsia:(?P<scheme>[a-z0-9-]+)/(?P<notation>[^/\s]+)")
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
UNIT = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"
KINDS = {SKOS + "prefLabel": "pref", SKOS + "altLabel": "alt", SKOS + "hiddenLabel": "hidden"}


@dataclass(frozen=True)
class Concept:
    """skos:Concept. `related` holds "scheme:notation" for our concepts and the IRI for others; `unit` is for measures."""

    scheme: str
    notation: str
    broader: str | None
    definition: str
    related: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class Label:
    """A name of a concept: pref, alt, or hidden for the spellings that are read but not shown. Language may be ''."""

    scheme: str
    notation: str
    kind: str
    language: str
    value: str


@dataclass(frozen=True)
class Vocabulary:
    """One scheme, sorted, with the checksum of the file it came from."""

    scheme: str
    concepts: tuple[Concept, ...]
    labels: tuple[Label, ...]
    sha256: str


def builtin() -> list[Path]:
    """The vocabulary files that come with Intarsia."""
    return sorted(Path(__file__).parent.glob("*.ttl"))


def load(path: Path) -> Vocabulary:
    """The vocabulary in a Turtle file.

    Raises: NotFound without the file; Invalid with file and line when it is not Turtle, holds no concept, gives one
    notation or (in ours) one word to two concepts, or when a broader concept is not there or is its own ancestor.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound("There is no such vocabulary file.", where=str(path), way_out="Check the path.") from error
    return _Reader(path, content).vocabulary()


def words(vocabulary: Vocabulary) -> list[tuple[str, str, str, str | None]]:
    """(scheme, folded word, notation, sector) for every label and notation that means one concept.

    The sector is that of the nearest concept, upwards, that is skos:related to one; None where there is none.
    """
    by_notation = {concept.notation: concept for concept in vocabulary.concepts}
    sectors = {notation: _sector(concept, by_notation) for notation, concept in by_notation.items()}
    pairs = {(fold(label.value), label.notation) for label in vocabulary.labels}
    pairs |= {(fold(notation), notation) for notation in by_notation}
    claims = Counter(word for word, _ in pairs)
    return [(vocabulary.scheme, word, notation, sectors[notation]) for word, notation in sorted(pairs) if word and claims[word] == 1]


def _sector(concept: Concept | None, by_notation: dict[str, Concept]) -> str | None:
    while concept is not None:
        for related in concept.related:
            if related.startswith("sector:"):
                return related.removeprefix("sector:")
        concept = by_notation.get(concept.broader or "")
    return None


class _Reader:
    """One file on its way to a Vocabulary; keeps the text so that errors can name a line."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.text = content.decode("utf-8-sig", "replace")
        self.facts = self._facts(content)
        named = [iri for iri, facts in self.facts.items() if SKOS + "prefLabel" in facts and not self._is_a(iri, "ConceptScheme")]
        self.subjects = sorted([iri for iri in self.facts if self._is_a(iri, "Concept")] or named)
        if not self.subjects:
            raise self.error("This file holds no concept.", "", "Give each concept a skos:prefLabel.")
        self.scheme = self._scheme()
        self.notation = self._notations()

    def vocabulary(self) -> Vocabulary:
        concepts = tuple(sorted((self._concept(iri) for iri in self.subjects), key=lambda concept: concept.notation))
        self._refuse_cycles({concept.notation: concept.broader for concept in concepts})
        labels = tuple(sorted(self._labels(), key=lambda x: (x.notation, x.kind, x.language, x.value)))
        if OURS.fullmatch(self.subjects[0]):
            self._refuse_shared_words(labels)
        return Vocabulary(self.scheme, concepts, labels, self.sha256)

    def error(self, what: str, needle: str, way_out: str) -> Invalid:
        """An error at the last line that holds `needle`: the later of two claims is the one to look at."""
        lines = [number for number, line in enumerate(self.text.splitlines(), start=1) if needle and needle in line]
        return Invalid(what, where=f"{self.path}, line {lines[-1] if lines else 1}", way_out=way_out)

    def _facts(self, content: bytes) -> dict[str, dict[str, list[Any]]]:
        import pyoxigraph

        facts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        wanted = (SKOS, TYPE, UNIT)
        try:
            for quad in pyoxigraph.parse(content.removeprefix(b"\xef\xbb\xbf"), format=pyoxigraph.RdfFormat.TURTLE):
                if quad.predicate.value.startswith(wanted) and isinstance(quad.subject, pyoxigraph.NamedNode):
                    facts[quad.subject.value][quad.predicate.value].append(quad.object)
        except SyntaxError as error:
            said = re.sub(r"^Parser error at .*?: ", "", error.msg or "unreadable").rstrip(".")
            raise Invalid(
                f"This is not Turtle: {said}.",
                where=f"{self.path}, line {error.lineno or 1}",
                way_out="Correct that line; every statement ends with a point, every text stands in double quotes.",
            ) from error
        return facts

    def _is_a(self, iri: str, name: str) -> bool:
        return any(node.value == SKOS + name for node in self.facts[iri].get(TYPE, ()))

    def _scheme(self) -> str:
        schemes = {match["scheme"] if (match := OURS.fullmatch(iri)) else "" for iri in self.subjects}
        if schemes == {""}:
            return self.path.stem
        if len(schemes) > 1:
            odd = next((iri for iri in self.subjects if not OURS.fullmatch(iri)), self.subjects[-1])
            raise self.error("The concepts of this file belong to several schemes.", _tail(odd), "Give each scheme a file of its own.")
        return schemes.pop()

    def _notations(self) -> dict[str, str]:
        found: dict[str, str] = {}
        owners: set[str] = set()
        for iri in self.subjects:
            written = self._texts(iri, SKOS + "notation")
            notation = written[0][1].strip() if written else _tail(iri)
            if not notation:
                raise self.error(f"The concept <{iri}> has no notation.", iri, "Give it a skos:notation.")
            if fold(notation) in owners:
                raise self.error(f"Two concepts have the notation '{notation}'.", f'"{notation}"', "Give one of them another notation.")
            owners.add(fold(notation))
            found[iri] = notation
        return found

    def _texts(self, iri: str, predicate: str) -> list[tuple[str, str]]:
        """(language, value) of the literals, English first."""
        nodes = self.facts[iri].get(predicate, ())
        texts = {(node.language or "", node.value) for node in nodes if hasattr(node, "language")}
        return sorted(texts, key=lambda text: (text[0] != "en", text))

    def _concept(self, iri: str) -> Concept:
        facts = self.facts[iri]
        definitions = self._texts(iri, SKOS + "definition")
        units = self._texts(iri, UNIT)
        return Concept(
            scheme=self.scheme,
            notation=self.notation[iri],
            broader=self._broader(iri, sorted(node.value for node in facts.get(SKOS + "broader", ()))),
            definition=definitions[0][1] if definitions else "",
            related=tuple(sorted(self._related(node.value) for node in facts.get(SKOS + "related", ()))),
            unit=units[0][1] if units else "",
        )

    def _broader(self, iri: str, stated: list[str]) -> str | None:
        for broader in stated:
            if broader not in self.notation:
                raise self.error(
                    f"'{self.notation[iri]}' has the broader concept <{broader}>, which is not in this file.",
                    _tail(broader),
                    "Correct the IRI, or add the concept.",
                )
        return self.notation[stated[0]] if stated else None

    def _related(self, iri: str) -> str:
        if iri in self.notation:
            return f"{self.scheme}:{self.notation[iri]}"
        ours = OURS.fullmatch(iri)
        return f"{ours['scheme']}:{ours['notation']}" if ours else iri

    def _refuse_cycles(self, broader: dict[str, str | None]) -> None:
        for start in broader:
            seen, at = {start}, broader[start]
            while at is not None and at not in seen:
                seen.add(at)
                at = broader[at]
            if at == start:
                raise self.error(f"'{start}' is its own broader concept.", f'"{start}"', "Take out one skos:broader of the circle.")

    def _labels(self) -> Iterator[Label]:
        for iri in self.subjects:
            for predicate, kind in KINDS.items():
                for language, value in self._texts(iri, predicate):
                    yield Label(self.scheme, self.notation[iri], kind, language, value)

    def _refuse_shared_words(self, labels: tuple[Label, ...]) -> None:
        owner = {fold(notation): notation for notation in self.notation.values()}
        for label in labels:
            word = fold(label.value)
            if owner.setdefault(word, label.notation) != label.notation:
                raise self.error(
                    f"'{label.value}' is a word of both '{owner[word]}' and '{label.notation}'.",
                    f'"{label.value}"',
                    "Keep it with one of them; capitals and accents make no difference.",
                )


def _tail(iri: str) -> str:
    """The last segment of an IRI."""
    return unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1].split(":")[-1])
