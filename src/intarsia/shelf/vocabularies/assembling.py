"""From what files say to a vocabulary: keys, names, relations, each looked at set-wise.

In our own files a mistake is an error with its line. In other people's files, which their readers cannot mend, it is set right in the one way that
loses least, and noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import IntarsiaError
from intarsia.shelf.vocabularies.parts import Parts
from intarsia.store.termindex import distinct
from intarsia.text import fold

OURS = re.compile(r"urn:intarsia:(?P<scheme>[a-z0-9-]+)/(?P<notation>[^/\s]+)")
Numbers = np.ndarray[Any, Any]
#: (what is wrong, a text that stands in the line to look at, the way out) -> the error to raise
Fault = Callable[[str, str, str], IntarsiaError]
RELATED = pa.schema([("notation", pa.string()), ("relation", pa.string()), ("other", pa.string())])
_YES = frozenset({"true", "1", "yes"})


@dataclass(frozen=True)
class Assembled:
    """The tables of one scheme, in key order, and what was set right."""

    concepts: pa.Table
    names: pa.Table
    relations: pa.Table
    notes: tuple[str, ...]


class Assembly:
    """One scheme's concepts on their way to tables."""

    def __init__(self, parts: Parts, scheme: str, ours: bool, fault: Fault) -> None:
        self.parts, self.scheme, self.ours, self.fault = parts, scheme, ours, fault
        self.notes: list[str] = []
        self.keys: list[str] = parts.keys.to_pylist()
        self.notations = self._notations()

    def assembled(self) -> Assembled:
        """The tables. Raises: what `fault` makes of a mistake in our own file."""
        order = np.argsort(np.array(self.notations, dtype=object), kind="stable")
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        relations, parents = self._relations()
        parents = self._uncircled(parents)
        names = self._names(place)
        instead = relations.filter(pc.equal(relations.column("relation"), "replaced_by"))
        replaced = dict(zip(instead.column("notation").to_pylist(), instead.column("other").to_pylist(), strict=True))
        first = [self.notations[p] if p >= 0 else None for p in parents.tolist()]
        concepts = pa.table({
            "notation": self.notations, "origin": [None if OURS.fullmatch(key) or not _is_iri(key) else key for key in self.keys], "broader": pa.array(first, pa.string()),
            "definition": self._text("definition", "note"), "unit": self._text("unit"), "since": self._text("since"),
            "withdrawn": [text.lower() in _YES for text in self._text("deprecated")],
            "replaced_by": pa.array([replaced.get(notation) for notation in self.notations], pa.string()),
        }).take(pa.array(order))  # fmt: skip
        return Assembled(concepts, names, relations, (*self.parts.notes, *self.notes))

    # ---- keys -------------------------------------------------------------------------------------------

    def _notations(self) -> list[str]:
        """The key of each concept: what it states, else the last part of its IRI."""
        texts = self.parts.texts
        stated: list[str | None] = [None] * len(self.keys)
        rows = texts.filter(pc.equal(texts.column("field"), "notation"))
        for number, value in zip(rows.column("concept").to_pylist(), rows.column("value").to_pylist(), strict=True):
            if value.strip() and (stated[number] is None or value.strip() < stated[number]):
                stated[number] = value.strip()
        found = [value or tail(key) for value, key in zip(stated, self.keys, strict=True)]
        if not all(found):
            key = self.keys[found.index("")]
            raise self.fault(f"The concept <{key}> has no notation.", key, "Give it a skos:notation.")
        folded = [fold(one) for one in found] if self.ours else found
        if len(set(folded)) < len(folded):
            found = self._once(found, folded)
        return found

    def _once(self, found: list[str], folded: list[str]) -> list[str]:
        """Notations that several concepts claim: an error in ours; of others the last part of the IRI, and where that is claimed too, all of it."""
        claims = Counter(folded)
        if self.ours:
            twice = next(one for one in reversed(found) if claims[fold(one)] > 1)
            raise self.fault(f"Two concepts have the notation '{twice}'.", f'"{twice}"', "Give one of them another notation.")
        tails = [tail(self.keys[n]) if claims[one] > 1 else one for n, one in enumerate(found)]
        again = Counter(tails)
        self.notes.append(f"{sum(n > 1 for n in claims.values()):,} notations belong to several concepts, which are known by their addresses instead")
        return [self.keys[n] if again[one] > 1 else one for n, one in enumerate(tails)]

    def _text(self, *names: str) -> list[str]:
        """The text of each concept in the first of these fields that has one: English before others, then the first in the alphabet."""
        found = [""] * len(self.keys)
        for name in reversed(names):
            rows = self.parts.texts.filter(pc.equal(self.parts.texts.column("field"), name))
            listed = zip(rows.column("concept").to_pylist(), rows.column("language").to_pylist(), rows.column("value").to_pylist(), strict=True)
            for number, _, value in sorted(listed, key=lambda one: (one[1] == "en", one[1], one[2]), reverse=False) if rows.num_rows else ():
                found[number] = " ".join(value.split()) if not self.ours else value
        return found

    # ---- names ------------------------------------------------------------------------------------------

    def _names(self, place: Numbers) -> pa.Table:
        labels = self.parts.labels
        rows = labels.set_column(0, "place", pa.array(place[labels.column("concept").to_numpy()]))
        rows = rows.filter(pc.not_equal(rows.column("value"), "")).group_by(["place", "kind", "language", "value"], use_threads=False).aggregate([])
        rows = rows.sort_by([("place", "ascending"), ("kind", "ascending"), ("language", "ascending"), ("value", "ascending")])
        ordered = pa.array(sorted(self.notations))
        return pa.table({"notation": ordered.take(rows.column("place").combine_chunks()), "kind": rows.column("kind"), "language": rows.column("language"), "value": rows.column("value")})

    # ---- relations --------------------------------------------------------------------------------------

    def _relations(self) -> tuple[pa.Table, Numbers]:
        """What is said of concepts beside their names, each once: (notation, relation, other); and the place of each concept's first broader one (-1: none)."""
        rows = self.parts.relations.filter(pc.not_equal(self.parts.relations.column("relation"), "in_scheme")).combine_chunks()
        concepts, names = rows.column("concept").to_numpy().astype(np.int64), rows.column("relation").combine_chunks()
        targets = rows.column("target").combine_chunks()
        inside = pc.fill_null(pc.index_in(targets, value_set=self.parts.keys), -1).to_numpy(zero_copy_only=False).astype(np.int64)
        down, up = (pc.equal(names, one).to_numpy(zero_copy_only=False) for one in ("narrower", "broader"))
        upright, lost = (down | up) & (inside >= 0) & (inside != concepts), (down | up) & ((inside < 0) | (inside == concepts))
        for at in np.flatnonzero(lost).tolist() if self.ours else ():
            self._refuse(int(concepts[at]), names[at].as_py(), targets[at].as_py(), int(inside[at]))
        if lost.any():
            self.notes.append(f"{int(lost.sum()):,} broader or narrower terms are of no concept of this vocabulary, and left out")
        lower, upper = np.where(down, inside, concepts)[upright], np.where(down, concepts, inside)[upright]
        parents = self._first(lower, upper)
        notations = pa.array(self.notations, pa.string())
        hierarchy = pa.table([notations.take(pa.array(lower)), pa.repeat("broader", len(lower)), notations.take(pa.array(upper))], schema=RELATED)
        rest = np.flatnonzero(~(down | up) & (inside != concepts))
        others = [self.notations[at] if name == "replaced_by" and at >= 0 else self._named(target, at) for name, target, at in
                  zip(names.take(pa.array(rest)).to_pylist(), targets.take(pa.array(rest)).to_pylist(), inside[rest].tolist(), strict=True)]
        beside = pa.table([notations.take(pa.array(concepts[rest])), names.take(pa.array(rest)), pa.array(others, pa.string())], schema=RELATED)
        found = pa.concat_tables([hierarchy, beside]).group_by(RELATED.names, use_threads=False).aggregate([])
        return found.select(RELATED.names).sort_by([(name, "ascending") for name in RELATED.names]), parents

    def _first(self, lower: Numbers, upper: Numbers) -> Numbers:
        """Of the broader concepts of each concept the first by key."""
        rank = np.empty(len(self.keys), dtype=np.int64)
        rank[pc.array_sort_indices(self.parts.keys).to_numpy(zero_copy_only=False)] = np.arange(len(self.keys))
        best = np.full(len(self.keys), len(self.keys), dtype=np.int64)
        np.minimum.at(best, lower, rank[upper])
        at = np.append(np.argsort(rank), -1)
        pairs = distinct(lower * len(self.keys) + upper)
        if several := int((np.bincount(pairs // max(len(self.keys), 1), minlength=1) > 1).sum()):
            self.notes.append(f"{several:,} concepts have several broader ones: all are kept, the first leads")
        parents: Numbers = at[best]
        return parents

    def _refuse(self, concept: int, name: str, target: str, at: int) -> None:
        """In ours, a broader concept that is not there, or is the concept itself, is an error."""
        own = self.notations[concept]
        if at == concept:
            raise self.fault(f"'{own}' is its own broader concept.", f'"{own}"', "Take out one skos:broader of the circle.")
        if name == "broader":
            raise self.fault(f"'{own}' has the broader concept <{target}>, which is not in this file.", tail(target), "Correct the IRI, or add the concept.")

    def _named(self, target: str, at: int) -> str:
        """Another concept: "scheme:notation" where it is of this file or ours, else its IRI."""
        if at >= 0:
            return f"{self.scheme}:{self.notations[at]}"
        ours = OURS.fullmatch(target)
        return f"{ours['scheme']}:{ours['notation']}" if ours else target

    def _uncircled(self, parents: Numbers) -> Numbers:
        """Without circles of broader concepts: an error in ours; in others the circle is cut at its first member."""
        far = parents.copy()
        for _ in range(max(1, len(parents).bit_length())):  # twice as far up with each step: whoever is not out of it then, goes round
            far = np.where(far >= 0, far[np.maximum(far, 0)], -1)
        cut = 0
        for start in np.flatnonzero(far >= 0).tolist():
            at, seen = int(parents[start]), {start}
            while at >= 0 and at not in seen:
                seen.add(at)
                at = int(parents[at])
            if at != start:
                continue
            if self.ours:
                name = self.notations[start]
                raise self.fault(f"'{name}' is its own broader concept.", f'"{name}"', "Take out one skos:broader of the circle.")
            parents[start] = -1
            cut += 1
        if cut:
            self.notes.append(f"{cut:,} circles of broader concepts are cut")
        return parents


def tail(iri: str) -> str:
    """The last segment of an IRI; of what is no IRI, all of it."""
    if not _is_iri(iri):
        return iri
    return unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1].split(":")[-1])


def _is_iri(key: str) -> bool:
    return re.match(r"(?:https?://|urn:)", key) is not None
