"""A vocabulary: concepts, their names and what they stand for elsewhere, as columns; and the words that rows are matched by.

Ours have IRIs `urn:intarsia:<scheme>/<notation>`; any other file loads under its own name. A word belongs to
one concept of a scheme, because a row must not depend on the order of lines: where two claim it, our file is refused;
in other people's files, which their readers cannot mend, such a word is nobody's and a person decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.shelf.vocabularies import readers
from intarsia.shelf.vocabularies.assembling import OURS, Assembly, tail
from intarsia.shelf.vocabularies.parts import Parts, together
from intarsia.store.termindex import distinct, folded
from intarsia.text import fold, slug

WORDS = pa.schema([("vocabulary", pa.string()), ("folded", pa.string()), ("notation", pa.string()), ("sector", pa.string())])


@dataclass(frozen=True)
class Concept:
    """skos:Concept. `related` holds "scheme:notation" for concepts of the same file and for ours, and the IRI of others; `unit` is for measures."""

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
    """One scheme with the checksum of the files it came from.

    table: notation, origin (the concept's IRI where it is at home), broader (the first), definition, unit, since, withdrawn, replaced_by; in order of notation.
    names: notation, kind, language, value. relations: notation, relation (broader: all of them, related, replaced_by, and exact, close, broad, narrow,
    related for other schemes' concepts), other. title: by language. notes: what had to be set right, in words.
    """

    scheme: str
    table: pa.Table
    names: pa.Table
    relations: pa.Table
    sha256: str
    title: dict[str, str]
    notes: tuple[str, ...] = ()

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts as objects: for vocabularies that people write, not for those of a million notations."""
        related: dict[str, list[str]] = {}
        for notation, relation, other in zip(*(self.relations.column(n).to_pylist() for n in range(3)), strict=True):
            if relation == "related":
                related.setdefault(notation, []).append(other)
        rows = zip(*(self.table.column(n).to_pylist() for n in ("notation", "broader", "definition", "unit")), strict=True)
        return tuple(Concept(self.scheme, notation, broader, definition, tuple(sorted(related.get(notation, ()))), unit) for notation, broader, definition, unit in rows)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """The names as objects, in order."""
        return tuple(Label(self.scheme, *row) for row in zip(*(column.to_pylist() for column in self.names.columns), strict=True))


def builtin() -> list[Path]:
    """The vocabulary files that come with Intarsia."""
    return sorted(Path(__file__).parent.glob("*.ttl"))


def is_ours(path: Path) -> bool:
    """Are the concepts of a file made here, with IRIs `urn:intarsia:<scheme>/<notation>`?"""
    return path.is_file() and readers.stem(path) + ".ttl" == path.name and b"urn:intarsia:" in readers.content(path)


def load(path: Path, *more: Path, scheme: str = "") -> Vocabulary:
    """The vocabulary in a file, or in a folder of files, of any form that a reader knows; `more`: files that add to it.

    `scheme`: which, by key or IRI, where the file holds several.
    Raises: NotFound without the file; Invalid with file and line when it is not of its form, holds no concept or several schemes, and (in ours)
    gives one notation or one word to two concepts, or when a broader concept is not there or is its own ancestor.
    """
    found = load_all(path, *more)
    chosen = [v for v in found if not scheme or scheme == v.scheme]
    if len(chosen) != 1:
        raise Invalid(f"This file holds {len(found)} vocabularies." if not scheme else f"This file holds no vocabulary '{scheme}'.", where=str(path),
                      way_out="Name one with --scheme: " + ", ".join(v.scheme for v in found))
    return chosen[0]


def load_all(path: Path, *more: Path) -> list[Vocabulary]:
    """Every vocabulary in a file: one for most; one for each scheme that its concepts are in, where there are several.

    Raises: as `load`.
    """
    paths = (path, *more)
    parts = together([readers.reader_of(one).read(one) for one in paths])
    sha256 = checksum(paths)
    own = [OURS.fullmatch(key) for key in parts.keys.to_pylist()] if _may_be_ours(parts) else []
    if any(own):
        scheme = _our_scheme(own, parts, paths)
        return [_one(parts, scheme, True, paths, sha256)]
    return [_one(part, key, False, paths, sha256) for key, part in _by_scheme(parts, readers.stem(path))]


def words(vocabulary: Vocabulary) -> list[tuple[str, str, str, str | None]]:
    """`word_table` as tuples."""
    return list(zip(*(column.to_pylist() for column in word_table(vocabulary).columns), strict=True))


def word_table(vocabulary: Vocabulary) -> pa.Table:
    """(vocabulary, folded word, notation, sector) for every label and notation that means one concept, in order of word.

    The sector is that of the nearest concept, upwards, that is skos:related to one; NULL where there is none. What was withdrawn has no words, unless
    something replaced it: then they lead there.
    """
    notations = vocabulary.table.column("notation").combine_chunks()
    lead = _leading(vocabulary, notations)
    coded = pa.concat_arrays([folded(vocabulary.names.column("value")), folded(notations)]).dictionary_encode()
    named = pc.index_in(vocabulary.names.column("notation"), value_set=notations).combine_chunks() if vocabulary.names.num_rows else pa.array([], pa.int32())
    concepts = lead[np.concatenate([named.to_numpy(zero_copy_only=False).astype(np.int64), np.arange(len(notations))])]
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    pairs = distinct((codes << 32 | concepts)[concepts >= 0])
    claims = np.bincount(pairs >> 32, minlength=len(coded.dictionary))
    single = pairs[claims[pairs >> 32] == 1]
    texts = coded.dictionary.take(pa.array(single >> 32))
    places = pa.array(single & 0xFFFFFFFF)
    table = pa.table([pa.repeat(vocabulary.scheme, len(single)), texts, notations.take(places), _sectors(vocabulary, notations).take(places)], schema=WORDS)
    return table.filter(pc.not_equal(texts, "")).sort_by("folded")


def _leading(vocabulary: Vocabulary, notations: pa.Array) -> np.ndarray[Any, Any]:
    """For each concept the place of the one that its words mean now, -1 for none."""
    lead = np.arange(len(notations))
    gone = np.flatnonzero(vocabulary.table.column("withdrawn").to_numpy(zero_copy_only=False).astype(bool))
    known = {notation: n for n, notation in enumerate(notations.to_pylist())} if len(gone) else {}
    instead = vocabulary.table.column("replaced_by").to_pylist() if len(gone) else []
    for place in gone.tolist():
        at, seen = place, set[int]()
        while at >= 0 and at not in seen and instead[at] is not None:
            seen.add(at)
            at = known.get(instead[at], -1)
        lead[place] = -1 if at == place or at in seen else at
    return lead


def _sectors(vocabulary: Vocabulary, notations: pa.Array) -> pa.Array:
    """The sector of each concept, handed down from the nearest above it that names one."""
    found = np.full(len(notations), None, dtype=object)
    rows = vocabulary.relations.filter(pc.and_(pc.equal(vocabulary.relations.column("relation"), "related"), pc.starts_with(vocabulary.relations.column("other"), "sector:")))
    if not rows.num_rows:
        return pa.nulls(len(notations), pa.string())
    places = pc.index_in(rows.column("notation"), value_set=notations).to_pylist()
    for place, other in reversed(list(zip(places, rows.column("other").to_pylist(), strict=True))):  # the first in order stays
        found[place] = other.removeprefix("sector:")
    parents = pc.index_in(vocabulary.table.column("broader"), value_set=notations, skip_nulls=True).to_numpy(zero_copy_only=False)
    above = np.nan_to_num(parents.astype(float), nan=-1).astype(np.int64)
    for _ in range(len(found)):
        lacking = np.array([one is None for one in found]) & (above >= 0)
        before = int(lacking.sum())
        found[lacking] = found[above[lacking]]
        if not before or before == sum(one is None for one in found[lacking]):
            break
    return pa.array(found.tolist(), pa.string())


# ---- one file -------------------------------------------------------------------------------------------


def checksum(paths: tuple[Path, ...]) -> str:
    """Of one file that of what is in it; of several, of their list."""
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(child for child in path.rglob("*") if child.is_file() and not child.name.startswith(".")))]
    sums = [hashlib.sha256(readers.content(file)).hexdigest() for file in files]
    return sums[0] if len(sums) == 1 else hashlib.sha256("".join(f"{file.name} {one}\n" for file, one in zip(files, sums, strict=True)).encode()).hexdigest()


def _may_be_ours(parts: Parts) -> bool:
    return bool(pc.any(pc.starts_with(parts.keys, "urn:intarsia:")).as_py())


def _our_scheme(own: list[Any], parts: Parts, paths: tuple[Path, ...]) -> str:
    schemes = {match["scheme"] if match else "" for match in own}
    if len(schemes) > 1:
        keys = sorted(parts.keys.to_pylist())
        odd = next((key for key in keys if not OURS.fullmatch(key)), keys[-1])
        raise _fault(paths)("The concepts of this file belong to several schemes.", tail(odd), "Give each scheme a file of its own.")
    return str(schemes.pop())


def _one(parts: Parts, scheme: str, ours: bool, paths: tuple[Path, ...], sha256: str) -> Vocabulary:
    fault = _fault(paths)
    made = Assembly(parts, scheme, ours, fault).assembled()
    titles = dict(sorted(next((names for names in parts.schemes.values() if names), {}).items()))
    found = Vocabulary(scheme, made.concepts, made.names, made.relations, sha256, titles, made.notes)
    if ours:
        _refuse_shared_words(found, fault)
    return found


def _by_scheme(parts: Parts, stem: str) -> Iterator[tuple[str, Parts]]:
    """The parts of each scheme of a file, by key: the file's own name for one; with the scheme's last part for several."""
    member = parts.relations.filter(pc.equal(parts.relations.column("relation"), "in_scheme"))
    named = sorted(set(member.column("target").to_pylist()) & set(parts.schemes)) if len(parts.schemes) > 1 else []
    if len(named) < 2:
        yield stem, parts
        return
    numbers = member.column("concept").to_numpy()
    left = np.ones(len(parts.keys), dtype=bool)
    for iri in named:
        kept = np.zeros(len(parts.keys), dtype=bool)
        kept[numbers[pc.equal(member.column("target"), iri).to_numpy(zero_copy_only=False)]] = True
        left &= ~kept
        if kept.any():
            yield f"{stem}-{slug(tail(iri))}", parts.only(kept, iri)
    if left.any():
        yield stem, parts.only(left, "")


def _fault(paths: tuple[Path, ...]) -> Any:
    """Errors at the last line that holds a text: the later of two claims is the one to look at."""

    def error(what: str, needle: str, way_out: str) -> Invalid:
        place = f"{paths[0]}, line 1"
        for path in paths if needle else ():
            if path.is_file():
                lines = [n for n, line in enumerate(readers.content(path).decode("utf-8-sig", "replace").splitlines(), start=1) if needle in line]
                place = f"{path}, line {lines[-1]}" if lines else place
        return Invalid(what, where=place, way_out=way_out)

    return error


def _refuse_shared_words(vocabulary: Vocabulary, fault: Any) -> None:
    owner = {fold(notation): notation for notation in vocabulary.table.column("notation").to_pylist()}
    for label in vocabulary.labels:
        word = fold(label.value)
        if owner.setdefault(word, label.notation) != label.notation:
            raise fault(f"'{label.value}' is a word of both '{owner[word]}' and '{label.notation}'.", f'"{label.value}"',
                        "Keep it with one of them; capitals and accents make no difference.")
