"""A question in words, taken apart: words, "phrases", -exclusions, OR, prefix*, title: maker: place: id: year:.

Words stand next to each other: all must occur. OR binds closer than that: `red OR blue car` asks for `car` with
`red` or `blue`. A mark between spaces ("Alien - Resurrection") says nothing and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import tantivy
from tantivy import FieldType, Occur, Query

from intarsia.errors import Invalid

FIELDS = {"title": "title", "maker": "maker", "place": "place", "id": "identifier", "year": "year"}
BOOSTS = {"title": 4.0, "identifier": 4.0, "maker": 2.0, "place": 1.0, "description": 0.5}
LONGEST, MOST = 1_000, 50  # characters and parts
_QUOTES = str.maketrans({mark: '"' for mark in "“”„‟«»″"})
_PART = re.compile(r'(?P<minus>-?)(?:(?P<field>[A-Za-z_]+):(?=\S))?(?:"(?P<phrase>[^"]*)(?P<close>"?)|(?P<word>[^\s"]+))|(?P<rest>\S)')
_YEARS = re.compile(r"(?P<first>-?[0-9]{1,6})?(?P<dots>\.\.)?(?P<last>-?[0-9]{1,6})?")


@dataclass(frozen=True)
class Clause:
    """One part of a question. kind: word, phrase, prefix (the last of `words` is a beginning) or years."""

    kind: str
    words: tuple[str, ...] = ()
    field: str = ""
    excluded: bool = False
    bare: str = ""  # the word as an identifier
    years: tuple[int | None, int | None] = (None, None)


def bare(text: str) -> str:
    """An identifier without its marks: "978-90-01" and "9789001" are one."""
    return re.sub("[^0-9A-Za-z]", "", text).lower()


def parse(text: str, analyse: Callable[[str], list[str]]) -> list[list[Clause]]:
    """Groups that must all hold; within a group any clause will do.

    Args: text: as somebody typed it. analyse: a text as the words of the index.
    Raises: Invalid with the place and a way out.
    """
    if len(text) > LONGEST:
        raise Invalid(f"the question has {len(text):,} characters", where="search", way_out=f"ask in at most {LONGEST:,} characters")
    text = text.encode("utf-8", "ignore").decode().translate(_QUOTES)
    groups: list[list[Clause]] = []
    joined: re.Match[str] | None = None  # an OR that waits for what follows
    found = [match for match in _PART.finditer(text)]
    if len(found) > MOST:
        raise Invalid(f"the question has {len(found)} parts", where="search", way_out=f"ask with at most {MOST} words")
    for match in found:
        if match[0] == "OR":
            if joined or not groups:
                raise _lone(match, "OR")
            joined = match
            continue
        clause = _clause(match, analyse)
        if clause is None:
            continue
        if joined:
            groups[-1].append(clause)
        else:
            groups.append([clause])
        joined = None
    if joined:
        raise _lone(joined, "OR")
    if found and not groups:
        raise _empty(text)
    return groups


def _clause(match: re.Match[str], analyse: Callable[[str], list[str]]) -> Clause | None:
    """One part as a clause, or None when it has neither letters nor digits."""
    field = _field(match)
    excluded = bool(match["minus"])
    if match["phrase"] is not None and not match["close"]:
        raise Invalid("a quotation mark is opened and not closed", where=_where(match), way_out='close it: "like this", or leave it out')
    written = match["phrase"] if match["phrase"] is not None else match["word"] or ""
    if field == "year":
        return Clause("years", excluded=excluded, field=field, years=_years(written, match))
    words = tuple(analyse(written))
    if not words:
        if field:
            raise Invalid(f"{match['field']}: has nothing to look for", where=_where(match), way_out=f"write a word right after it: {match['field']}:word")
        return None
    if match["phrase"] is not None:
        return Clause("phrase", words, field, excluded, bare(written))
    if written.endswith("*"):
        return Clause("prefix", words, field, excluded, bare(written))
    return Clause("word", words, field, excluded, bare(written))


def _field(match: re.Match[str]) -> str:
    name = match["field"]
    if name is None:
        word = match["word"] or ""
        if word.endswith(":") and word[:-1].lower() in FIELDS:
            raise Invalid(f"{word} has nothing to look for", where=_where(match), way_out=f"write a word right after it: {word}word")
        return ""
    if name.lower() in FIELDS:
        return FIELDS[name.lower()]
    known = ", ".join(f"{field}:" for field in FIELDS)
    near = get_close_matches(name.lower(), FIELDS, 1, 0.5)
    meant = f"did you mean {near[0]}:? " if near else ""
    raise Invalid(f"there is no field '{name[:40]}:'", where=_where(match),
                  way_out=f"{meant}the fields are {known}; put the words in quotes to look for them")


def _years(written: str, match: re.Match[str]) -> tuple[int | None, int | None]:
    years = _YEARS.fullmatch(written.strip())
    if years is None or not (years["first"] or years["last"]) or (years["last"] and not years["dots"]):
        raise Invalid(f"'{written[:40]}' is not a year", where=_where(match), way_out="write year:1999, year:1990..2000, year:1990.. or year:..2000")
    first = int(years["first"]) if years["first"] else None
    return first, first if not years["dots"] else int(years["last"]) if years["last"] else None


def _where(match: re.Match[str]) -> str:
    return f"search, character {match.start() + 1}: {match[0][:40]}"


def _lone(match: re.Match[str], name: str) -> Invalid:
    return Invalid(f"{name} stands alone", where=_where(match), way_out=f'a word on both sides: red {name} blue, or "{name}" in quotes for the word itself')


def _empty(text: str) -> Invalid:
    shown = "".join(c for c in text if c.isprintable())[:40]
    if set(text.split()) <= {"-", "*"}:
        return Invalid("an operator stands alone", where=f"search, character 1: {shown}", way_out="write a word with it: -word leaves out, word* begins with")
    return Invalid("there is no letter or digit to look for", where=f"search, character 1: {shown}", way_out="write a word, or nothing to see all works")


class Compiler:
    """Clauses as queries of one index's schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def clause(self, clause: Clause) -> Query:
        query = self.years(*clause.years) if clause.kind == "years" else self._text(clause)
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)]) if clause.excluded else query

    def _text(self, clause: Clause) -> Query:
        if clause.field == "identifier":
            return self._word("identifier", clause.bare, clause) if clause.bare else Query.empty_query()
        if clause.kind == "phrase":
            return self.either([self._phrase(name, clause) for name in self._fields(clause)])
        together = self.every([self.anywhere(word, clause) for word in clause.words])
        if clause.bare and not clause.field and len(clause.words) > 1:
            return self.either([together, self._word("identifier", clause.bare, clause)])
        return together

    def anywhere(self, word: str, clause: Clause) -> Query:
        return self.either([self._word(name, word, clause) for name in self._fields(clause)])

    def _fields(self, clause: Clause) -> tuple[str, ...]:
        return (clause.field,) if clause.field else tuple(BOOSTS)

    def _word(self, name: str, word: str, clause: Clause) -> Query:
        """A word in one field. Only the last word of a prefix is a beginning."""
        if clause.kind == "similar" and name != "identifier":
            query = Query.fuzzy_term_query(self._schema, name, word, distance=2 if len(word) >= 8 else 1)
        elif clause.kind == "prefix" and word in (clause.words[-1], clause.bare):
            query = Query.fuzzy_term_query(self._schema, name, word, distance=0, prefix=True)
        else:
            query = Query.term_query(self._schema, name, word, "freq" if name in ("title", "maker", "description") else "basic")
        return Query.boost_query(query, BOOSTS[name])

    def _phrase(self, name: str, clause: Clause) -> Query:
        if name == "title" and len(clause.words) > 1:
            return Query.boost_query(Query.phrase_query(self._schema, "title", list(clause.words)), BOOSTS["title"])
        return self._word(name, clause.bare, clause) if name == "identifier" else self.every([self._word(name, w, clause) for w in clause.words])

    def years(self, first: int | None, last: int | None) -> Query:
        return Query.range_query(self._schema, "year", FieldType.Integer, lower_bound=first, upper_bound=last)

    def either(self, queries: list[Query]) -> Query:
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])

    def every(self, queries: list[Query]) -> Query:
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])
