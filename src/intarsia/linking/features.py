"""Pairs of records to levels, one column a field: numbers into fields.FIELDS, -1 where one of the two has nothing to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from intarsia.linking.blocking import Pairs
from intarsia.linking.fields import FIELDS
from intarsia.linking.prepare import Prepared
from intarsia.linking.sparse import Floats, Ints, Rows, common, numbered, shared

Levels = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
MISSING = -1


def compare_pairs(p: Prepared, pairs: Pairs, kind: str) -> Levels:
    """The level of every field of `kind` for every pair; shape (pairs, fields)."""
    levels = np.full((len(pairs), len(FIELDS[kind])), MISSING, np.int8)
    if not len(pairs):
        return levels
    for n, field in enumerate(FIELDS[kind]):
        levels[:, n] = _COMPARE["name" if field.name == "title" and kind != "work" else field.name](p, pairs.left, pairs.right)
    return levels


def _graded(conditions: list[Bools], present: Bools) -> Levels:
    """The number of the first condition that holds, the next number where none does, MISSING where nothing is present."""
    level = np.full(len(present), len(conditions), np.int8)
    for n in range(len(conditions) - 1, -1, -1):
        level[conditions[n]] = n
    level[~present] = MISSING
    return level


class Frequencies:
    """In how many records of the sources of a pair an item is: of both sources, or of the one if it is the same."""

    def __init__(self, p: Prepared, rows: Rows) -> None:
        self.source, self.items = p.source.astype(np.int64), rows.matrix.shape[1]
        record = np.repeat(np.arange(p.n, dtype=np.int64), rows.counts)
        self.keys, self.seen = np.unique(self.source[record] * self.items + rows.matrix.indices, return_counts=True)

    def of(self, left: Ints, right: Ints, item: Ints) -> Ints:
        """How many records of the sources of rows `left` and `right` have `item`."""
        one, other = self._seen(self.source[left], item), self._seen(self.source[right], item)
        return np.where(self.source[left] == self.source[right], one, one + other)

    def _seen(self, source: Ints, item: Ints) -> Ints:
        place = np.minimum(np.searchsorted(self.keys, source * self.items + item), len(self.keys) - 1)
        return np.where(self.keys[place] == source * self.items + item, self.seen[place], 0)


def _rarest(p: Prepared, rows: Rows, i: Ints, j: Ints) -> tuple[Ints, Ints]:
    """How many items each pair has in common, and how many records have the rarest of them (0: none in common)."""
    pair, item = common(rows, i, j)
    number = np.bincount(pair, minlength=len(i)).astype(np.int64)
    rarest = np.full(len(i), np.iinfo(np.int64).max, np.int64)
    if len(pair):
        np.minimum.at(rarest, pair, Frequencies(p, rows).of(i[pair], j[pair], item))
    return number, np.where(number > 0, rarest, 0)


def _chance(p: Prepared) -> Floats:
    """How many other records would bear a title of these words if words came together by chance (logarithm)."""
    rows = p.main_words
    surprise = np.log(p.n / np.maximum(rows.frequency - 1.0, 0.5))
    found: Floats = np.log(max(p.n, 2)) - np.asarray(rows.weighted(surprise).sum(axis=1)).ravel()
    return found


def _share(rows: Rows, i: Ints, j: Ints, largest: bool = False) -> Floats:
    """The weight (by rarity) of common items, as a share of the lighter (or heavier) record's weight."""
    rarity = rows.rarity()
    weighted = rows.weighted(rarity)
    mass = np.asarray(weighted.sum(axis=1)).ravel().astype(np.float64)
    both = shared(weighted, rows.matrix, i, j)
    return both / np.maximum((np.maximum if largest else np.minimum)(mass[i], mass[j]), 1e-9)


def _similar(texts: list[str], i: Ints, j: Ints) -> Floats:
    """Similarity of two texts by edits (1 - distance / length), 0 below .7."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    of = np.array(texts, object)
    found = np.empty(len(i), np.float64)
    for start in range(0, len(i), _CHUNK):
        part = slice(start, start + _CHUNK)
        found[part] = process.cpdist(of[i[part]].tolist(), of[j[part]].tolist(), scorer=Levenshtein.normalized_similarity, score_cutoff=0.7, dtype=np.float32, workers=1)
    return found


_CHUNK = 1 << 19


def _title(p: Prepared, i: Ints, j: Ints) -> Levels:
    number, rarest = _rarest(p, p.strict, i, j)
    equal = number > 0
    chance = _chance(p)
    luck = np.maximum(chance[i], chance[j])
    words = p.main_words
    size = np.minimum(words.counts[i], words.counts[j])
    both = shared(words.matrix, words.matrix, i, j)
    other_numbers = p.digits[i] != p.digits[j]
    present = (words.counts[i] > 0) & (words.counts[j] > 0)
    similar = _where(~equal, lambda a, b: np.maximum(_similar(p.main, a, b), _similar(p.ordered, a, b) - 0.02), i, j)
    loose = _where(~equal, lambda a, b: _part(p, a, b), i, j) > 0
    rest = ~equal & (other_numbers | (~loose & (similar < 0.7) & (both < size)))
    begins = _where(rest, lambda a, b: _begins(p.main, a, b), i, j) > 0
    elsewhere = _where(rest & ~begins, lambda a, b: _found(p, p.titles, a, b), i, j) >= 0.9
    some = _where(rest & ~begins, lambda a, b: _share(words, a, b), i, j) >= 0.35
    return _graded([
        equal & (rarest <= 2) & (luck <= _TITLE_LUCK), equal & (rarest <= 4) & (luck <= _TITLE_LUCK + 4), equal, loose & ~other_numbers,
        (similar >= 0.88) & ~other_numbers | _unread(p, ~equal, i, j), (similar >= 0.7) & ~other_numbers, (both >= size) & ~other_numbers, begins,
        elsewhere, some & ~other_numbers, other_numbers & ((similar >= 0.7) | (both >= size) | loose),
    ], present)


def _where(wanted: Bools, compare: Callable[[Ints, Ints], npt.NDArray[Any]], i: Ints, j: Ints) -> Floats:
    """A costly comparison for the pairs wanted, 0 for the others."""
    found, place = np.zeros(len(i)), np.flatnonzero(wanted)
    if len(place):
        found[place] = compare(i[place], j[place])
    return found


def _part(p: Prepared, i: Ints, j: Ints) -> Floats:
    """How many parts of the one (behind a colon, in brackets) are the other."""
    return shared(p.strict.matrix, p.loose.matrix, i, j) + shared(p.loose.matrix, p.strict.matrix, i, j)


def _unread(p: Prepared, wanted: Bools, i: Ints, j: Ints) -> Bools:
    """Whether titles are equal but for letters that an encoding lost ("Am?lie")."""
    lost = np.array(["?" in one for one in p.main], np.bool_)
    found = np.zeros(len(i), np.bool_)
    for n in np.flatnonzero(wanted & (lost[i] != lost[j])).tolist():
        written, other = (p.main[i[n]], p.main[j[n]]) if lost[i[n]] else (p.main[j[n]], p.main[i[n]])
        found[n] = len(written) == len(other) and all(a == b or a == "?" for a, b in zip(written, other, strict=True))
    return found


def _begins(texts: list[str], i: Ints, j: Ints) -> Bools:
    """Whether two texts begin with the same letters: the whole shorter one, or twelve; five at least."""
    from rapidfuzz import process
    from rapidfuzz.distance import Prefix

    of = np.array(texts, object)
    length = np.array([len(one) for one in texts], np.int64)
    found = np.empty(len(i), np.int64)
    for start in range(0, len(i), _CHUNK):
        part = slice(start, start + _CHUNK)
        found[part] = process.cpdist(of[i[part]].tolist(), of[j[part]].tolist(), scorer=Prefix.similarity, dtype=np.int32, workers=1)
    return (found >= np.minimum(np.minimum(length[i], length[j]), 12)) & (found >= 5)


_TITLE_LUCK = 0.5
_NAME_LUCK = -2.0


def _found(p: Prepared, rows: Rows, i: Ints, j: Ints) -> Floats:
    """The share, by rarity, of one record's words of a field that stand anywhere in the other record; the better direction."""
    bag = p.bag
    weighted = rows.weighted(bag.rarity())
    mass = np.asarray(weighted.sum(axis=1)).ravel().astype(np.float64)
    there = shared(weighted, bag.matrix, i, j) / np.maximum(mass[i], 1e-9)
    back = shared(bag.matrix, weighted, i, j) / np.maximum(mass[j], 1e-9)
    return np.maximum(there, back)


def _name(p: Prepared, i: Ints, j: Ints) -> Levels:
    number, rarest = _rarest(p, p.strict, i, j)
    equal = number > 0
    chance = _chance(p)
    luck = np.maximum(chance[i], chance[j])
    similar = _where(~equal, lambda a, b: np.maximum(_similar(p.main, a, b), _similar(p.ordered, a, b)), i, j)
    words = p.main_words
    size = np.minimum(words.counts[i], words.counts[j])
    both = shared(words.matrix, words.matrix, i, j)
    family = (p.last[i] == p.last[j]) & (p.last[i] >= 0)
    abbreviated = (p.letter[i] == p.letter[j]) & (p.letter[i] >= 0) & (p.short[i] | p.short[j])
    abbreviated |= ((p.initials[i] == p.first[j]) | (p.first[i] == p.initials[j])) & (p.letter[i] >= 0) & (p.letter[j] >= 0)
    present = (words.counts[i] > 0) & (words.counts[j] > 0)
    other_name = _where(~equal, lambda a, b: _part(p, a, b), i, j) > 0
    same_numbers = p.digits[i] == p.digits[j]
    return _graded([
        equal & (rarest <= 2) & (luck <= _NAME_LUCK), equal & (rarest <= 4) & (luck <= _NAME_LUCK + 4), equal,
        (p.skeletons[i] == p.skeletons[j]) & (p.skeletons[i] >= 0) & same_numbers, family & abbreviated, other_name | (both >= size) & (size >= 2),
        (similar >= 0.86) & same_numbers, (similar >= 0.7) & same_numbers, family,
    ], present)


def _people(p: Prepared, i: Ints, j: Ints) -> Levels:
    number, rarest = _rarest(p, p.people, i, j)
    has_i, has_j = p.people.counts[i] > 0, p.people.counts[j] > 0
    rare = rarest <= 6
    near = _where((number == 0) & has_i & has_j, lambda a, b: _share(p.people_words, a, b), i, j) >= 0.6
    elsewhere = _where((number == 0) & (has_i | has_j), lambda a, b: _found(p, p.people_words, a, b), i, j) >= 0.6
    several, one = number > 1, number == 1
    level = _graded([several & rare, several, one & rare, one, near, elsewhere], (has_i & has_j) | ((has_i | has_j) & elsewhere))
    return level


def _apart(values: Floats, i: Ints, j: Ints) -> Levels:
    apart = np.abs(values[i] - values[j])
    return _graded([apart == 0, apart == 1, apart == 2, apart <= 5], ~np.isnan(apart))


def _date(p: Prepared, i: Ints, j: Ints) -> Levels:
    return _graded([p.date[i] == p.date[j], p.month[i] == p.month[j], p.year[i] == p.year[j]], _dated(p, i, j))


def _dated(p: Prepared, i: Ints, j: Ints) -> Bools:
    return (p.date[i] >= 0) & (p.date[j] >= 0)


def _year(p: Prepared, i: Ints, j: Ints) -> Levels:
    """Years say nothing more where whole dates are compared."""
    level = _apart(p.year, i, j)
    level[_dated(p, i, j)] = MISSING
    return level


def _numbers(p: Prepared, i: Ints, j: Ints) -> Levels:
    same = shared(p.numbers.matrix, p.numbers.matrix, i, j)
    told = shared(p.number_labels.matrix, p.number_labels.matrix, i, j)
    return _graded([(same >= told) & (told > 1), (same >= told) & (told > 0), same > 0], told > 0)


def _duration(p: Prepared, i: Ints, j: Ints) -> Levels:
    apart = np.abs(p.duration[i] - p.duration[j])
    longest = np.maximum(p.duration[i], p.duration[j])
    present = ~np.isnan(apart) & (longest > 0)
    return _graded([(apart <= 1) | (apart <= 0.005 * longest), apart <= 0.03 * longest, apart <= 0.1 * longest], present)


def _context(p: Prepared, i: Ints, j: Ints) -> Levels:
    counts = p.context.counts
    present = (counts[i] > 0) & (counts[j] > 0)
    least = _share(p.context, i, j)
    return _graded([_share(p.context, i, j, largest=True) >= 0.999, least >= 0.75, least >= 0.3], present)


def _cosine(rows: Rows, i: Ints, j: Ints) -> Floats:
    unit = rows.weighted(rows.rarity(), unit=True)
    return shared(unit, unit, i, j)


def _text(p: Prepared, i: Ints, j: Ints) -> Levels:
    cosine = _cosine(p.text, i, j)
    return _graded([cosine >= 0.6, cosine >= 0.3, cosine >= 0.12], (p.text.counts[i] > 0) & (p.text.counts[j] > 0))


def alikeness(p: Prepared, pairs: Pairs) -> Floats:
    """Cosine of all words of two records, with or without their texts, weighted by rarity: what a search engine would call similar."""
    found = _cosine(p.bag, pairs.left, pairs.right)
    return found if p.core is p.bag else np.maximum(found, _cosine(p.core, pairs.left, pairs.right))


def _words(p: Prepared, i: Ints, j: Ints) -> Levels:
    cosine = alikeness(p, Pairs(i, j))
    best = mutual_best(cosine, p, i, j)
    return _graded([best & (cosine >= 0.7), best & (cosine >= 0.4), best & (cosine >= 0.2), cosine >= 0.7, cosine >= 0.4, cosine >= 0.2], (p.bag.counts[i] > 0) & (p.bag.counts[j] > 0))


def mutual_best(values: Floats, p: Prepared, i: Ints, j: Ints) -> Bools:
    """Whether each of two records is the other's best among the candidates of its source; alone as well as shared with others."""
    count = int(p.source.max(initial=0)) + 1
    ones, others = i * count + p.source[j], j * count + p.source[i]
    place = numbered(pa.array(np.concatenate([ones, others])))
    best = np.zeros(int(place.max(initial=-1)) + 1)
    np.maximum.at(best, place, np.concatenate([values, values]))
    return (values >= best[place[: len(i)]]) & (values >= best[place[len(i) :]])


def _brackets(p: Prepared, i: Ints, j: Ints) -> Levels:
    counts = p.brackets.counts
    has_i, has_j = counts[i] > 0, counts[j] > 0
    most = _share(p.brackets, i, j, largest=True)
    return _graded([most >= 0.99, most >= 0.35, has_i != has_j], has_i | has_j)


def _told(p: Prepared, codes: Ints, i: Ints, j: Ints) -> Levels:
    """Equal or not, for values that both sources use."""
    top = int(codes.max(initial=0)) + 1
    used = np.unique(p.source[codes >= 0].astype(np.int64) * top + codes[codes >= 0])
    known = (codes[i] >= 0) & (codes[j] >= 0)
    here = np.isin(p.source[i].astype(np.int64) * top + codes[j], used)
    there = np.isin(p.source[j].astype(np.int64) * top + codes[i], used)
    return _graded([codes[i] == codes[j]], known & here & there)


def _identifier(p: Prepared, i: Ints, j: Ints) -> Levels:
    pair, item = common(p.identifiers, i, j)
    agreeing = np.unique(pair * (len(p.scheme_of) + 1) + p.scheme_of[item]) // (len(p.scheme_of) + 1) if len(pair) else pair
    same = np.bincount(agreeing, minlength=len(i))
    told = shared(p.schemes.matrix, p.schemes.matrix, i, j)
    return _graded([(same > 0) & (same >= told), same > 0], told > 0)


_COMPARE: dict[str, Callable[[Prepared, Ints, Ints], Levels]] = {
    "title": _title, "name": _name, "people": _people, "date": _date, "numbers": _numbers, "duration": _duration,
    "year": _year, "year_end": lambda p, i, j: _apart(p.year_end, i, j),
    "context": _context, "text": _text, "words": _words, "brackets": _brackets, "identifier": _identifier,
    "form": lambda p, i, j: _told(p, p.form, i, j), "sector": lambda p, i, j: _told(p, p.sector, i, j),
    "kind": lambda p, i, j: _graded([p.kind[i] == p.kind[j]], np.ones(len(i), np.bool_)),
}
