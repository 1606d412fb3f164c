"""The index of names of a release: who and what is called so, found despite order, accents, articles and typing errors.

One folder for each group of entities (works, agents, places, terms). An entity is one document: its names as words, as
trigrams of letters and as keys (the same words whatever their order), its types, years, people and identifiers, and a card
that holds what an answer needs. Written once, then only read; it is a projection of tables that can be made again.
"""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from intarsia.errors import NotFound
from intarsia.store.searchindex import unaccented

_HEAP = 64_000_000
_LONGEST = 400  # characters of a name that are compared; a longer one is found by its beginning
_WORDS = 24  # words of a question that are looked for
_GRAMS = 48


@dataclass(frozen=True)
class Entry:
    """One entity as it is written into the index. `keys`: its names as sets of words; `years`: none, one or first and last."""

    id: str
    scheme: str
    names: Sequence[str]
    keys: Sequence[str]
    types: Sequence[str]
    years: Sequence[int]
    people: Sequence[str]
    identifiers: Sequence[str]
    card: dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What to look for. `keys` find equal names, words and letters similar ones; the rest brings forward, and `types` may narrow."""

    names: Sequence[str]
    keys: Sequence[str] = ()
    scheme: str = ""
    types: Sequence[str] = ()
    strict: bool = False
    years: Sequence[int] = ()
    people: Sequence[str] = ()
    identifiers: Sequence[str] = ()


def build(folder: Path, entries: Iterable[Entry]) -> int:
    """Write one group into a new folder and say how many entities it holds."""
    folder.mkdir(parents=True)
    index = _registered(tantivy.Index(_schema(), str(folder)))
    writer = index.writer(_HEAP, 1)
    for entry in entries:
        names = [plain(name) for name in entry.names]
        fields = {"id": entry.id, "scheme": entry.scheme, "name": names, "gram": names, "key": list(entry.keys), "type": list(entry.types),
                  "year": list(entry.years), "people": [plain(one) for one in entry.people], "identifier": list(entry.identifiers),
                  "card": json.dumps(entry.card, ensure_ascii=False, separators=(",", ":"))}
        writer.add_json(json.dumps({name: value for name, value in fields.items() if value not in ("", [])}, ensure_ascii=False))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return int(index.searcher().num_docs)


def plain(text: str) -> str:
    """A name as the analyser wants it: it knows Latin letters itself."""
    text = text[:_LONGEST]
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(unaccented())


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "scheme", "key", "type", "identifier"):
        builder.add_text_field(name, tokenizer_name="whole", index_option="basic")
    builder.add_text_field("name", tokenizer_name="words", index_option="freq")
    builder.add_text_field("people", tokenizer_name="words", index_option="basic")
    builder.add_text_field("gram", tokenizer_name="grams", index_option="freq")
    builder.add_integer_field("year", indexed=True)
    builder.add_text_field("card", tokenizer_name="none", index_option="basic", stored=True)
    return builder.build()


def _registered(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("whole", TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.remove_long(1_000)).build())
    index.register_tokenizer("words", _analyser(Tokenizer.simple()))
    index.register_tokenizer("grams", _analyser(Tokenizer.ngram(3, 3, False)))
    index.register_tokenizer("none", TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.remove_long(1)).build())
    return index


def _analyser(tokenizer: tantivy.Tokenizer) -> tantivy.TextAnalyzer:
    return TextAnalyzerBuilder(tokenizer).filter(Filter.ascii_fold()).filter(Filter.lowercase()).filter(Filter.remove_long(250)).build()


class NameIndex:
    """One group of one release, read-only; one object serves all threads."""

    _view: tempfile.TemporaryDirectory[str] | None = None

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._split, self._grams = _analyser(Tokenizer.simple()), _analyser(Tokenizer.ngram(3, 3, False))
        self.size = int(self._searcher.num_docs)

    @classmethod
    def open(cls, folder: Path) -> NameIndex:
        """Raises: NotFound when there is none."""
        try:
            if os.access(folder, os.W_OK):
                return cls(_registered(tantivy.Index.open(str(folder))))
            view = tempfile.TemporaryDirectory(prefix="intarsia-names-", ignore_cleanup_errors=True)
            for path in (p for p in folder.iterdir() if p.suffix != ".lock"):  # tantivy makes a lock file beside them, even to read
                os.symlink(path.resolve(), Path(view.name) / path.name)
            found = cls(_registered(tantivy.Index.open(view.name)))
            found._view = view
            return found
        except (OSError, ValueError) as error:
            raise NotFound("there is no index of names", where=str(folder), way_out="remove the folder; it is made again when it is asked for") from error

    def words(self, text: str) -> list[str]:
        """The words of a name as the index holds them, each once."""
        return list(dict.fromkeys(self._split.analyze(plain(text))))

    def find(self, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
        """The cards that fit best, by equal keys, then words, those that occur nowhere with other letters."""
        must = self._either([*(self._boosted(self._term("key", key), 40.0) for key in wanted.keys), *self._by_words(wanted.names)])
        return self._cards(must, wanted, limit)

    def alike(self, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
        """The cards with most trigrams of letters in common: for words that are joined, split or badly damaged."""
        grams = list(dict.fromkeys(gram for name in wanted.names for gram in self._grams.analyze(plain(name))))[:_GRAMS]
        return self._cards(self._either([Query.term_query(self._schema, "gram", gram, "freq") for gram in grams]), wanted, limit)

    def identified(self, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
        """The cards that have one of the ids or identifiers wanted."""
        return self._cards(self._either([self._term(field, one) for one in wanted.identifiers for field in ("identifier", "id")]), wanted, limit)

    def credited(self, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
        """The cards on which all words of a person's name stand."""
        each = [Query.boolean_query([(Occur.Must, Query.term_query(self._schema, "people", word, "basic")) for word in self.words(one)[:_WORDS]])
                for one in wanted.people if self.words(one)]
        return self._cards(self._either(each), wanted, limit)

    def beginning(self, wanted: Wanted, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        """The cards with a name whose words begin as those of the text do; the last word may be unfinished."""
        words = [word for name in wanted.names for word in self.words(name)][:_WORDS]
        if not words:
            return self._cards(Query.all_query(), wanted, limit, offset)
        whole = [(Occur.Must, Query.term_query(self._schema, "name", word, "freq")) for word in words[:-1]]
        last = Query.fuzzy_term_query(self._schema, "name", words[-1], distance=0, prefix=True)
        equal = self._boosted(Query.term_query(self._schema, "name", words[-1], "freq"), 2.0)
        return self._cards(Query.boolean_query([*whole, (Occur.Must, self._either([last, equal]))]), wanted, limit, offset)

    def get(self, identifiers: Sequence[str], scheme: str = "") -> list[dict[str, Any]]:
        """The cards of some ids, in no order."""
        if not identifiers:
            return []
        return self._cards(Query.term_set_query(self._schema, "id", list(dict.fromkeys(identifiers))), Wanted((), scheme=scheme), len(identifiers))

    def _by_words(self, names: Sequence[str]) -> list[Query]:
        """A query for each word. One that no name holds is looked for with one letter different, from eight letters on with two."""
        words = list(dict.fromkeys(word for name in names for word in self.words(name)))[:_WORDS]
        found = []
        for word in words:
            term = Query.term_query(self._schema, "name", word, "freq")
            if len(word) > 2 and not self._searcher.search(term, 1, count=False).hits:
                term = Query.fuzzy_term_query(self._schema, "name", word, distance=2 if len(word) >= 8 else 1)
            found.append(term)
        return found

    def _cards(self, must: Query, wanted: Wanted, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        parts = [(Occur.Must, must)]
        if wanted.scheme:
            parts.append((Occur.Must, self._flat(self._term("scheme", wanted.scheme), 0.0)))
        if wanted.types:
            types = self._either([self._term("type", one) for one in wanted.types])
            parts.append((Occur.Must, self._flat(types, 0.0)) if wanted.strict else (Occur.Should, self._flat(types, 6.0)))
        for year in list(wanted.years)[:3]:
            near = Query.range_query(self._schema, "year", tantivy.FieldType.Integer, lower_bound=year - 1, upper_bound=year + 1)
            parts.append((Occur.Should, self._flat(near, 6.0)))
        parts += [(Occur.Should, self._flat(Query.term_query(self._schema, "people", word, "basic"), 4.0)) for one in list(wanted.people)[:4] for word in self.words(one)[:6]]
        found = self._searcher.search(Query.boolean_query(parts), max(1, limit), offset=offset, count=False)
        return [json.loads(str(self._searcher.doc(address).get_first("card"))) for _, address in found.hits]

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value, "basic")

    @staticmethod
    def _flat(query: Query, score: float) -> Query:
        return Query.const_score_query(query, score)

    @staticmethod
    def _boosted(query: Query, times: float) -> Query:
        return Query.boost_query(query, times)

    @staticmethod
    def _either(queries: list[Query]) -> Query:
        if not queries:
            return Query.empty_query()
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
