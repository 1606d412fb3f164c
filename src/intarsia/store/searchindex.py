"""The search index of a release: written once from lines of JSON, then only read.

A new release takes over the segments of the last one as hard links, drops the works of datasets that changed, and
adds only those. One text field holds all facets as words ("country:NL"), so one aggregation counts them all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Filter, Occur, Order, Query, TextAnalyzerBuilder, Tokenizer

from intarsia.errors import Broken, Invalid, NotFound
from intarsia.store.layout import link_or_copy
from intarsia.store.searchquery import Clause, Compiler, parse

SCHEMA = "2"  # written beside the index; another version means a full build
FACETS = ("sector", "form", "country", "genre", "language", "audience", "status", "dataset")
CARD = ("id", "title", "form", "sector", "year", "date", "status", "countries", "genres", "makers", "dataset", "original")
SORTS = ("best", "newest", "oldest")  # by title would need one more fast field, of values that are nearly all different
SPACE = "\x1f"  # stands for a space within a facet's word: no white space to the tokenizer
DEEPEST = 100_000  # last hit that can be paged to
_HEAP = 64_000_000
_SEGMENT = re.compile(r"[0-9a-f]{32}\.")
_MANY = 65_000  # values of all facets together, and years
Part = tuple[str, Callable[[], Iterator[str]]]


@dataclass(frozen=True)
class Filters:
    """What is chosen: any value within a facet, every facet; the excluded values never."""

    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None


@dataclass(frozen=True)
class Hits:
    """What was found. A facet's own selection does not narrow its own counts, nor the years theirs."""

    total: int
    cards: list[dict[str, Any]]
    facets: dict[str, dict[str, int]]
    years: dict[int, int]
    note: str = ""


def build(folder: Path, parts: Iterable[Part], previous: Path | None = None, unchanged: frozenset[str] = frozenset()) -> int:
    """Write the index of a release into `folder` and say how many works it holds.

    Args:
        folder: new or empty. parts: every dataset of the release with its lines, unchanged ones too (they are called
        only for a full build). previous: the last release's index, never modified. unchanged: datasets to take from it.
    A dataset that left the pool makes the build a full one, so that none of its rows stay behind in a segment; to erase
    single records, give no `previous`.
    """
    wanted = dict(parts)
    if missing := sorted(unchanged - wanted.keys()):
        raise Broken(f"dataset '{missing[0]}' is said to be unchanged and has no part", where=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    kept = _take_over(folder, previous, unchanged, wanted.keys()) if previous else frozenset()
    index = _registered(tantivy.Index.open(str(folder)) if kept else tantivy.Index(_schema(), str(folder)))
    with _one_core():
        writer = index.writer(_HEAP, 1)
        if kept:
            for name in _datasets(index) - kept:
                writer.delete_documents_by_term("facet", f"dataset:{name}")
        for name, lines in wanted.items():
            if name not in kept:
                _add(writer, name, lines())
        writer.commit()
        writer.wait_merging_threads()
    (folder / "schema").write_text(SCHEMA, "utf-8")
    index.reload()
    return int(index.searcher().num_docs)


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep who makes lines and who indexes them on one core: measured 4.3 against 5.5 CPU seconds, and no longer by the clock."""
    before = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else None
    if before:
        os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        if before:
            os.sched_setaffinity(0, before)


def _add(writer: tantivy.IndexWriter, name: str, lines: Iterator[str]) -> None:
    add = writer.add_json
    try:
        for line in lines:
            add(line)
    except ValueError as error:
        raise Broken(f"a work of dataset '{name}' cannot be indexed: {str(error)[:120]}", way_out="report this: lines are made by Intarsia") from error


def _take_over(folder: Path, previous: Path, unchanged: frozenset[str], wanted: Iterable[str]) -> frozenset[str]:
    """Link the segments of `previous` into `folder`; the datasets taken over, none when a full build is due."""
    try:
        same = (previous / "schema").read_text("utf-8") == SCHEMA
        meta = json.loads((previous / "meta.json").read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    gone = sum((s.get("deletes") or {}).get("num_deleted_docs", 0) for s in meta["segments"])
    if not same or gone * 2 > sum(s["max_doc"] for s in meta["segments"]):
        return frozenset()  # more dead than alive: time to write it anew
    held = _datasets(_registered(tantivy.Index.open(str(previous))))
    if not held & unchanged or held - set(wanted):
        return frozenset()
    for path in previous.iterdir():
        if _SEGMENT.match(path.name):
            link_or_copy(path, folder / path.name)  # segments are never written twice, so sharing is safe
        elif path.name in ("meta.json", ".managed.json"):
            shutil.copyfile(path, folder / path.name)
    return frozenset(held & unchanged)


def _datasets(index: tantivy.Index) -> frozenset[str]:
    """The datasets that have works in an index, each with at least one not deleted."""
    searcher = index.searcher()
    words = [word for word, _ in searcher.terms_with_prefix("facet", "dataset:")]
    alive = [w for w in words if searcher.search(Query.term_query(index.schema, "facet", w, "basic"), 1).hits]
    return frozenset(word.removeprefix("dataset:") for word in alive)


def _schema() -> tantivy.Schema:
    """Positions only for titles; the card is stored text whose only token is thrown away, the cheapest way to store one."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", tokenizer_name="words", index_option="position")
    builder.add_text_field("maker", tokenizer_name="words", index_option="freq")
    builder.add_text_field("place", tokenizer_name="words", index_option="basic")
    builder.add_text_field("identifier", tokenizer_name="parts", index_option="basic")
    builder.add_text_field("description", tokenizer_name="words", index_option="freq")
    builder.add_text_field("facet", tokenizer_name="parts", index_option="basic", fast=True)
    builder.add_integer_field("year", fast=True)
    builder.add_text_field("card", tokenizer_name="none", index_option="basic", stored=True)
    return builder.build()


def _registered(index: tantivy.Index) -> tantivy.Index:
    parts = TextAnalyzerBuilder(Tokenizer.whitespace()).build()
    index.register_tokenizer("words", _words())
    index.register_tokenizer("parts", parts)
    index.register_tokenizer("none", TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.remove_long(1)).build())
    index.register_fast_field_tokenizer("parts", parts)
    return index


def _words() -> tantivy.TextAnalyzer:
    # the limit is in bytes: tantivy's own 40 would lose Greek and Cyrillic words of 20 letters
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.ascii_fold()).filter(Filter.lowercase()).filter(Filter.remove_long(250)).build()


def words(text: str) -> list[str]:
    """The words of a question, folded as the index folds what works say."""
    return list(_words().analyze(unicodedata.normalize("NFC", text).translate(unaccented())))


@lru_cache(maxsize=1)
def unaccented() -> dict[int, str]:
    """Greek and Cyrillic letters without their accents, which the analyser (it knows Latin) keeps: to translate texts by.

    Letters of their own stay: й, ї, ў, ѓ, ќ. The final sigma becomes a sigma.
    """
    table = {0x3C2: "σ"}
    for code in (*range(0x370, 0x530), *range(0x1F00, 0x2000)):
        bare = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if bare != chr(code) and len(bare) == 1 and bare.isalpha() and chr(code).lower() not in "йїўѓќ":
            table[code] = bare
    return table


class SearchIndex:
    """One release's index, read-only; one object serves all threads."""

    _view: tempfile.TemporaryDirectory[str] | None = None

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._compiler = Compiler(index.schema)
        self._searcher = index.searcher()
        self._counted = lru_cache(256)(self._count)

    @classmethod
    def open(cls, folder: Path) -> SearchIndex:
        """Raises: NotFound when there is no index, or one of another version."""
        try:
            if (folder / "schema").read_text("utf-8") == SCHEMA:
                return cls(_registered(tantivy.Index.open(str(folder)))) if os.access(folder, os.W_OK) else cls._unwritable(folder)
        except (OSError, ValueError):
            pass
        raise NotFound("there is no search index of this version", where=str(folder), way_out="build the pool again")

    @classmethod
    def _unwritable(cls, folder: Path) -> SearchIndex:
        """An index whose folder cannot be written, through links to its files: tantivy makes a lock file beside them, even to read."""
        view = tempfile.TemporaryDirectory(prefix="intarsia-search-", ignore_cleanup_errors=True)
        for path in (p for p in folder.iterdir() if p.suffix != ".lock"):
            os.symlink(path.resolve(), Path(view.name) / path.name)
        found = cls(_registered(tantivy.Index.open(view.name)))
        found._view = view  # gone with the index
        return found

    def search(
        self, text: str = "", filters: Filters | None = None, limit: int = 20, offset: int = 0, sort: str = "best", counts: bool = True
    ) -> Hits:
        """The works that `text` and `filters` ask for; an empty text asks for all.

        sort: best, newest or oldest (works without a year come last). A word that occurs nowhere is looked for with
        one letter different, from eight letters on with two, and the note says so.
        Raises: Invalid when the question cannot be read.
        """
        filters = filters or Filters()
        _checked(filters, limit, offset, sort)
        groups = parse(text, self._split)
        found, note = self._find(groups, filters, limit, offset, sort), ""
        if not found.count and groups:
            near, words = self._nearest(groups)
            if words:
                again = self._find(near, filters, limit, offset, sort)
                if again.count:
                    groups, found = near, again
                    note = f"no exact match for {', '.join(words)}; showing similar spellings"
        cards = [self._card(address) for _, address in found.hits[:limit]]
        facets, years = self._counted(_Question(repr((groups, filters)), groups, filters)) if counts else ({}, {})
        return Hits(int(found.count), cards, {name: dict(values) for name, values in facets.items()}, dict(years), note)

    def _find(self, groups: list[list[Clause]], filters: Filters, limit: int, offset: int, sort: str) -> Any:
        query = self._query(groups, filters)
        if sort == "best":
            return self._searcher.search(query, max(limit, 1), offset=offset)
        order = Order.Desc if sort == "newest" else Order.Asc
        return self._searcher.search(query, max(limit, 1), offset=offset, order_by_field="year", order=order)

    def _split(self, text: str) -> list[str]:
        return words(text)

    def _card(self, address: tantivy.DocAddress) -> dict[str, Any]:
        card = dict(zip(CARD, json.loads(str(self._searcher.doc(address).get_first("card"))), strict=True))
        makers = [{"id": agent, "name": name} for agent, name in card["makers"]]
        return {**card, "countries": sorted(card["countries"]), "genres": sorted(card["genres"]), "makers": makers}

    def _nearest(self, groups: list[list[Clause]]) -> tuple[list[list[Clause]], list[str]]:
        """The groups with words that occur nowhere turned into similar ones, and those words."""
        missing: list[str] = []

        def turned(clause: Clause) -> Clause:
            if clause.excluded or clause.kind != "word" or clause.field == "identifier":
                return clause
            absent = [word for word in clause.words if not self._occurs(word, clause)]
            missing.extend(absent)
            return replace(clause, kind="similar") if absent else clause

        return [[turned(clause) for clause in group] for group in groups], list(dict.fromkeys(missing))

    def _occurs(self, word: str, clause: Clause) -> bool:
        return bool(self._searcher.search(self._compiler.anywhere(word, replace(clause, kind="word", words=(word,))), 1, count=False).hits)

    def _query(self, groups: list[list[Clause]], filters: Filters) -> Query:
        must = [(Occur.Must, self._compiler.either([self._compiler.clause(c) for c in group])) for group in groups]
        for name, values in filters.facets.items():
            if values:
                must.append((Occur.Must, Query.const_score_query(self._compiler.either([self._facet(name, v) for v in values]), 0.0)))
        must += [(Occur.MustNot, self._facet(name, v)) for name, values in filters.excluded.items() for v in values]
        if filters.year_from is not None or filters.year_to is not None:
            must.append((Occur.Must, Query.const_score_query(self._compiler.years(filters.year_from, filters.year_to), 0.0)))
        if not any(occur == Occur.Must for occur, _ in must):
            must.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(must)

    def _facet(self, name: str, value: str) -> Query:
        return Query.term_query(self._schema, "facet", f"{name}:{value}".replace(" ", SPACE), "basic")

    def _count(self, question: _Question) -> tuple[dict[str, dict[str, int]], dict[int, int]]:
        """Facets and years; a facet with a selection is counted once more without it."""
        groups, filters = question.groups, question.filters
        query = self._query(groups, filters)
        ranged = filters.year_from is not None or filters.year_to is not None
        answer = self._searcher.aggregate(query, _FACETS | ({} if ranged else _YEARS))
        facets = _by_facet(answer)
        for name in {*filters.facets, *filters.excluded}:
            without = replace(filters, facets=_less(filters.facets, name), excluded=_less(filters.excluded, name))
            facets[name] = _by_facet(self._searcher.aggregate(self._query(groups, without), _FACETS))[name]
        if ranged:
            answer = self._searcher.aggregate(self._query(groups, replace(filters, year_from=None, year_to=None)), _YEARS)
        return facets, {int(b["key"]): int(b["doc_count"]) for b in sorted(answer["year"]["buckets"], key=lambda b: int(b["key"]))}


_FACETS = {"facet": {"terms": {"field": "facet", "size": _MANY, "segment_size": _MANY}}}
_YEARS = {"year": {"terms": {"field": "year", "size": _MANY, "segment_size": _MANY}}}


@dataclass(frozen=True)
class _Question:
    """Groups and filters that can be remembered: equal when they ask the same."""

    key: str
    groups: list[list[Clause]] = field(compare=False)
    filters: Filters = field(compare=False)


def _by_facet(answer: dict[str, Any]) -> dict[str, dict[str, int]]:
    facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for bucket in answer["facet"]["buckets"]:
        name, _, value = str(bucket["key"]).partition(":")
        if name in facets:
            facets[name][value.replace(SPACE, " ")] = int(bucket["doc_count"])
    return facets


def _less(chosen: dict[str, tuple[str, ...]], name: str) -> dict[str, tuple[str, ...]]:
    return {key: values for key, values in chosen.items() if key != name}


def _checked(filters: Filters, limit: int, offset: int, sort: str) -> None:
    if unknown := sorted({*filters.facets, *filters.excluded} - set(FACETS)):
        raise Invalid(f"there is no facet '{unknown[0][:40]}'", where="search", way_out="one of: " + ", ".join(FACETS))
    if sort not in SORTS:
        raise Invalid(f"works cannot be sorted by '{sort[:40]}'", where="search", way_out="one of: " + ", ".join(SORTS))
    if limit < 0 or offset < 0 or limit + offset > DEEPEST:
        raise Invalid(f"hits {offset:,} to {offset + limit:,} cannot be shown", where="search",
                      way_out=f"stay within the first {DEEPEST:,}, or narrow the question")
