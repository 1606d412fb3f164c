"""Search in a vocabulary: names in every language, and the beginnings of notations; for a handful of concepts as for a million.

Sorted columns in Arrow files that are mapped into memory: notations with their place, words with the names they stand in. Nothing is read but what
a question touches; the same concepts give the same bytes.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import NotFound
from intarsia.text import fingerprint, fold

VERSION = 1
#: names that are compared letter by letter for one question; of more, the shortest: they say least beside what was asked
MOST = 400
#: of a question's words as many may be looked for with a letter different
_NEAR = 3
#: so many names are looked at for words that occur all too often, so many texts are read for them, so many at a time
_LOOKED, _READ, _CHUNK = 200_000, 40_000, 4_000
NAMES = pa.schema([("notation", pa.string()), ("kind", pa.string()), ("language", pa.string()), ("value", pa.string())])
_APART = r"[^\pL\pN]+"
_PREFERENCE = {"pref": 0, "alt": 1, "hidden": 2}
Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class TermHit:
    """A concept that was found: `label` is its name to show, `matched` the name (or notation) that fits, of that kind and language."""

    id: str
    scheme: str
    notation: str
    label: str
    matched: str
    kind: str
    language: str
    score: float


def distinct(numbers: Numbers) -> Numbers:
    """Each number once, in order: by sorting, which is faster here than the table of hashes that numpy makes."""
    ordered = np.sort(numbers)
    return ordered if len(ordered) < 2 else ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]


def folder_of(scheme: str, dataset: str = "") -> str:
    """The folder's name of a scheme's index; `dataset`: of what a dataset brings of it."""
    return quote(scheme, safe="") + (f"@{dataset}" if dataset else "")


def build(folder: Path, scheme: str, notations: pa.Array, names: pa.Table) -> None:
    """Write the index of a scheme. notations: each once. names: notation, kind, language, value."""
    folder.mkdir(parents=True, exist_ok=True)
    order = pc.array_sort_indices(notations)
    notations = notations.take(order)
    keys = folded(notations)
    _write(folder / "concepts.arrow", pa.table({"notation": notations}))
    by_key = pc.array_sort_indices(keys)
    _write(folder / "keys.arrow", pa.table({"key": keys.take(by_key), "concept": by_key.cast(pa.int32())}))
    concept = pc.index_in(names.column("notation"), value_set=notations)
    concept = (concept.combine_chunks() if isinstance(concept, pa.ChunkedArray) else concept).to_numpy(zero_copy_only=False).astype(np.int32)
    texts = folded(names.column("value"))
    by_length = np.lexsort((concept, pc.utf8_length(texts).to_numpy(zero_copy_only=False)))  # the shortest first: they say least beside what is asked
    rows, texts, concept = names.take(pa.array(by_length)), texts.take(pa.array(by_length)), concept[by_length]
    _write(folder / "names.arrow", pa.table({"concept": concept, "folded": texts, "kind": rows.column("kind"), "language": rows.column("language"), "value": rows.column("value")}))
    own = np.argsort(concept, kind="stable")
    _write(folder / "own.arrow", pa.table({"name": own.astype(np.int32)}))
    _write(folder / "first.arrow", pa.table({"place": np.searchsorted(concept[own], np.arange(len(notations) + 1)).astype(np.int64)}))
    split = pc.split_pattern_regex(texts, _APART)
    words, places = pc.list_flatten(split), pc.list_parent_indices(split)
    there = pc.not_equal(words, "")
    coded = words.filter(there).dictionary_encode()
    places = places.filter(there).to_numpy(zero_copy_only=False).astype(np.int32)
    ranked = pc.array_sort_indices(coded.dictionary).to_numpy(zero_copy_only=False)
    rank = np.empty(len(ranked), dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    pairs = distinct(rank[coded.indices.to_numpy(zero_copy_only=False)] << 32 | places)
    starts = np.searchsorted(pairs >> 32, np.arange(len(ranked) + 1)).astype(np.int64)
    known = coded.dictionary.take(pa.array(ranked))
    _write(folder / "words.arrow", pa.table({"word": pa.concat_arrays([known, pa.array([None], pa.string())]), "start": starts}))
    _write(folder / "places.arrow", pa.table({"name": (pairs & 0xFFFFFFFF).astype(np.int32)}))
    (folder / "about.json").write_text(json.dumps({"version": VERSION, "scheme": scheme, "concepts": len(notations), "names": len(rows)}), "utf-8")


def folded(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """`fold` over a column: plain texts all at once, the others one by one."""
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    plain = pc.and_(pc.string_is_ascii(texts), pc.invert(pc.match_substring_regex(texts, r"^\s|\s\s|[\x00-\x1f\x7f]|\s$")))
    lowered = pc.replace_substring(pc.ascii_lower(texts), "`", "'")
    others = pa.array([fold(text) for text in texts.filter(pc.invert(plain)).to_pylist()], pa.string())
    return pc.replace_with_mask(lowered, pc.invert(plain), others)


def _write(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())


class TermIndex:
    """One scheme's index, read-only and mapped; one object serves all threads."""

    def __init__(self, folder: Path) -> None:
        """Raises: NotFound when there is no index, or one of another version."""
        try:
            about = json.loads((folder / "about.json").read_text("utf-8"))
        except (OSError, ValueError):
            about = {}
        if about.get("version") != VERSION:
            raise NotFound("there is no index of terms of this version", where=str(folder), way_out="build the pool again")
        self.scheme: str = about["scheme"]
        self.size: int = about["concepts"]
        self._notations = _column(folder, "concepts", "notation")
        self._keys, self._concepts = _column(folder, "keys", "key"), _numbers(folder, "keys", "concept")
        self._names = {name: _column(folder, "names", name) for name in ("folded", "kind", "language", "value")}
        self._of, self._own, self._first = _numbers(folder, "names", "concept"), _numbers(folder, "own", "name"), _numbers(folder, "first", "place")
        self._words, self._starts, self._places = _column(folder, "words", "word"), _numbers(folder, "words", "start"), _numbers(folder, "places", "name")

    def search(self, text: str, language: str = "", limit: int = 10, offset: int = 0, fuzzy: bool = True) -> list[TermHit]:
        """The concepts whose names, in any language, or whose notation fit; the best first, each once; ties in order of notation.

        `language`: of the label to show, and what is preferred among equal names. fuzzy: words that occur nowhere are looked for with a letter different.
        """
        asked = fold(text)[:400]
        if not asked or limit < 1:
            return []
        scored = self._scored(asked, language, limit + offset, fuzzy)
        found: dict[int, tuple[float, int]] = {}
        for score, name in scored:  # best first: the first name of a concept is its best
            concept = int(self._of[name]) if name >= 0 else -1 - name
            found.setdefault(concept, (score, name))
        ordered = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))[offset:offset + limit]
        return [self._hit(concept, language, score, name) for concept, (score, name) in ordered]

    def starting(self, prefix: str, limit: int = 10, language: str = "") -> list[TermHit]:
        """The concepts whose notation begins so, in order of notation."""
        asked = fold(prefix)
        low, high = _range(self._keys, asked)
        return [self._hit(int(self._concepts[n]), language, 1.0 if n == low and self._keys[n].as_py() == asked else 0.9, -1) for n in range(low, min(high, low + limit))]

    def label(self, notation: str, language: str = "en") -> str:
        """The name to show of a concept: preferred, in that language, else English, else any; its notation where it has none."""
        place = bisect.bisect_left(_Texts(self._notations), notation)
        if place >= self.size or self._notations[place].as_py() != notation:
            return notation
        return self._label(place, language)

    # ---- candidates -------------------------------------------------------------------------------------

    def _scored(self, asked: str, language: str, wanted: int, fuzzy: bool) -> list[tuple[float, int]]:
        """(score, name) of what may fit, the best first; a notation stands as -1 minus its concept."""
        low, high = _range(self._keys, asked)
        found = [(1.0 if self._keys[n].as_py() == asked else 0.9, -1 - int(self._concepts[n])) for n in range(low, min(high, low + wanted))]
        words = [word for word in pc.split_pattern_regex(pa.array([asked]), _APART)[0].as_py() if word][:12]
        if not words:
            return found
        names = self._with_all(words)
        complete = len(names)
        if complete < wanted:
            more = self._with_some(words, fuzzy)
            names = np.concatenate([names, more[~np.isin(more, names)]])
        found += self._compared(asked, names, complete)
        return sorted(found, key=lambda one: (-one[0], *self._preference(one[1], language)))

    def _preference(self, name: int, language: str) -> tuple[int, int, int]:
        if name < 0:
            return (0, 0, -1 - name)
        return (_PREFERENCE.get(self._names["kind"][name].as_py(), 1), int(self._names["language"][name].as_py() != language), int(self._of[name]))

    def _with_all(self, words: list[str]) -> Numbers:
        """The names that hold all words, the last one perhaps only begun; the shortest `MOST`."""
        if len(words) == 1:
            return self._begun(words[0])[:MOST]
        whole = sorted((self._holding(word) for word in words[:-1]), key=len)
        low, high = _range(self._words, words[-1])
        last = self._places[self._starts[low]:self._starts[high]]
        rare = len(last) <= min(len(whole[0]), _LOOKED)
        if rare:
            whole.insert(0, distinct(last))
        elif len(last) <= _LOOKED:
            whole.append(distinct(last))
        found: list[Numbers] = []
        for start in range(0, min(len(whole[0]), _READ if len(last) > _LOOKED else _LOOKED), _CHUNK):  # names stand in order of length, so that one may stop
            some = whole[0][start:start + _CHUNK]
            for other in whole[1:]:
                some = _both(some, other)
            if len(last) > _LOOKED:
                some = self._with_beginning(some, words[-1])
            found.append(some)
            if sum(map(len, found)) >= MOST:
                break
        return np.concatenate([np.empty(0, dtype=np.int32), *found])[:MOST]

    def _begun(self, word: str) -> Numbers:
        """The shortest names with a word that begins so; of words that occur all too often, those that are it."""
        low, high = _range(self._words, word)
        places = self._places[self._starts[low]:self._starts[high]]
        if len(places) > _LOOKED:
            own = self._holding(word)[:MOST]
            places = np.concatenate([own, self._places[self._starts[low:high]]])  # of each other word its shortest name
        elif len(places) > 4 * MOST:
            places = np.partition(places, 4 * MOST)[:4 * MOST]
        return distinct(places)

    def _with_beginning(self, names: Numbers, word: str) -> Numbers:
        """Those of the names in which a word begins so, read in their texts."""
        texts = self._names["folded"].take(pa.array(names))
        fits = pc.match_substring_regex(texts, r"(?:^|[^\pL\pN])" + re.escape(word)).to_numpy(zero_copy_only=False)
        found: Numbers = names[fits]
        return found

    def _with_some(self, words: list[str], fuzzy: bool) -> Numbers:
        """The names that hold the rarest of the words, or ones written nearly so."""
        lists: list[Numbers] = []
        near = 0
        for word in dict.fromkeys(words):
            own = self._holding(word)
            if not len(own) and fuzzy and near < _NEAR:
                near += 1
                own = self._nearly(word)
            if len(own):
                lists.append(own)
        if not lists:
            return np.empty(0, dtype=np.int32)
        lists.sort(key=len)
        both: Numbers = lists[0][:_READ]
        for other in lists[1:]:
            narrower = _both(both, other)
            both = narrower if len(narrower) else both
        return distinct(np.concatenate([both[:MOST], lists[0][:MOST]]))

    def _holding(self, word: str) -> Numbers:
        """The names with that very word."""
        low, high = _exact(self._words, word)
        places: Numbers = self._places[self._starts[low]:self._starts[high]]
        return places

    def _nearly(self, word: str) -> Numbers:
        """The names with a word that differs in one letter, in two from eight letters on, and begins alike."""
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        if len(word) < 4:
            return np.empty(0, dtype=np.int32)
        lists = []
        for first in dict.fromkeys((word[0], word[1])):  # the first letter may be the wrong one, when the two first were swapped
            low, high = _range(self._words, first)
            some = self._words.slice(low, high - low)
            sizes = pc.utf8_length(some).to_numpy(zero_copy_only=False)
            at = np.flatnonzero(np.abs(sizes - len(word)) <= 1 + (len(word) >= 8))
            near = process.extract(word, some.take(pa.array(at)).to_pylist(), scorer=DamerauLevenshtein.distance, score_cutoff=1 + (len(word) >= 8), limit=5)
            lists += [self._places[self._starts[low + at[n]]:self._starts[low + at[n] + 1]] for _, _, n in near]
        return distinct(np.concatenate(lists)) if lists else np.empty(0, dtype=np.int32)

    def _compared(self, asked: str, names: Numbers, complete: int) -> list[tuple[float, int]]:
        """Scores: 1 equal, .97 the same words, .9 and more begins so, .6 to .88 holds all words (the first `complete` of the names), else by likeness, .85 at most."""
        from rapidfuzz import fuzz

        print_, size = fingerprint(asked), len(asked)
        found = []
        for place, (name, text) in enumerate(zip(names.tolist(), self._names["folded"].take(pa.array(names, pa.int64())).to_pylist(), strict=True)):
            if text == asked:
                score = 1.0
            elif abs(len(text) - size) < 5 and fingerprint(text) == print_:
                score = 0.97
            elif text.startswith(asked):
                score = 0.9 + 0.06 * size / len(text)
            elif place < complete:
                score = 0.6 + 0.28 * min(1.0, size / len(text))
            else:
                score = 0.85 * max(fuzz.ratio(asked, text), fuzz.token_sort_ratio(asked, text)) / 100
            found.append((round(score, 4), name))
        return found

    # ---- what is shown ----------------------------------------------------------------------------------

    def _hit(self, concept: int, language: str, score: float, name: int) -> TermHit:
        notation = self._notations[concept].as_py()
        if name < 0:
            matched, kind, spoken = notation, "notation", ""
        else:
            matched, kind, spoken = (self._names[column][name].as_py() for column in ("value", "kind", "language"))
        return TermHit(f"{self.scheme}:{notation}", self.scheme, notation, self._label(concept, language), matched, kind, spoken, score)

    def _label(self, concept: int, language: str) -> str:
        names = {}
        for n in self._own[self._first[concept]:self._first[concept + 1]][::-1].tolist():
            if self._names["kind"][n].as_py() == "pref":
                names[self._names["language"][n].as_py()] = n
        row = names.get(language, names.get("en", min(names.values(), default=-1)))
        return str(self._names["value"][row].as_py() if row >= 0 else self._notations[concept].as_py())


def search(indexes: Iterable[TermIndex], text: str, language: str = "", limit: int = 10, offset: int = 0) -> list[TermHit]:
    """The same over several indexes, such as those of a scheme that two datasets bring."""
    found = [hit for index in indexes for hit in index.search(text, language, limit + offset)]
    return sorted(found, key=lambda hit: (-hit.score, hit.id))[offset:offset + limit]


class _Texts:
    """A column of texts as a sequence to look up in by halving."""

    def __init__(self, column: pa.Array) -> None:
        self.column = column

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, place: int) -> str:
        text = self.column[place].as_py()
        return "\U0010ffff" if text is None else text  # the end mark stands last


def _exact(column: pa.Array, text: str) -> tuple[int, int]:
    low = bisect.bisect_left(_Texts(column), text)
    return (low, low + 1) if low < len(column) and column[low].as_py() == text else (0, 0)


def _range(column: pa.Array, prefix: str) -> tuple[int, int]:
    """Where the texts stand that begin so, in a sorted column."""
    low = bisect.bisect_left(_Texts(column), prefix)
    return low, bisect.bisect_left(_Texts(column), prefix + "\U0010ffff", lo=low)


def _both(few: Numbers, many: Numbers) -> Numbers:
    """What stands in both of two sorted lists."""
    if not len(many):
        return many
    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
    found: Numbers = few[many[at] == few]
    return found


def _mapped(folder: Path, table: str) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(folder / f"{table}.arrow"))).read_all()


def _column(folder: Path, table: str, name: str) -> pa.Array:
    column = _mapped(folder, table).column(name)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _numbers(folder: Path, table: str, name: str) -> Numbers:
    found: Numbers = _column(folder, table, name).to_numpy(zero_copy_only=True)  # none is ever missing: they stay mapped
    return found
