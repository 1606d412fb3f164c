"""search: every work of a dataset as one line for the search index, put together set-wise by the engine.

What the index holds is folded here as `intarsia.text.fold` folds a question, without calling Python for a row:
Latin, Greek and Cyrillic letters go through SQL with tables made from `fold` itself, any other script through the edge
`fold`. It speaks DuckDB (to_json, string_agg, strip_accents): a projection of tables, outside the common dialect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.store.searchindex import SPACE
from intarsia.text import fold

CHUNK = 200_000  # works computed at a time: each range scans the agents once, and memory stays within some hundred megabytes
_SLICE = 5_000  # lines turned into Python texts at a time
_BLOCKS = ((0xA0, 0x250), (0x370, 0x400), (0x400, 0x530), (0x1E00, 0x2000), (0x2010, 0x2028), (0x2030, 0x205F))
_KEPT = "йўїѓќ"  # other letters than without their mark
_LIGATURES = "ßæœþŋĳ"  # what folds to two letters and is common; rarer ones (ﬁ, ŉ, ½) take the edge


def documents(engine: DuckDB, dataset: str) -> Iterator[str]:
    """One JSON line for each work of `dataset`, from the views work, title, contribution, agent, term, identifier and label.

    title is a list, so that no phrase runs from one title into the next; maker, place, identifier and description are
    words; all are folded. facet is words such as "country:NL" (a space within one becomes `SPACE`). year and any other
    field is left out where there is none. card is a JSON list in the order of `CARD`.
    """
    tables = _tables(engine)
    for low, high in _ranges(engine, dataset):
        for batch in engine.stream(_lines(dataset, low, high, tables)):
            for start in range(0, batch.num_rows, _SLICE):
                yield from batch.column(0).slice(start, _SLICE).to_pylist()


def _ranges(engine: DuckDB, dataset: str) -> list[tuple[str | None, str | None]]:
    """Ranges of work ids, first included and last not, of `CHUNK` works each; open at both ends."""
    here = f"FROM work WHERE dataset = {quote(dataset)}"
    if engine.rows(f"SELECT count(*) {here}")[0][0] <= CHUNK:
        return [(None, None)]
    numbered = f"SELECT id, row_number() OVER (ORDER BY id) AS n {here}"
    marks = [row[0] for row in engine.rows(f"SELECT id FROM ({numbered}) AS q WHERE n % {CHUNK} = 0 ORDER BY id")]
    return list(zip([None, *marks], [*marks, None], strict=True))


def _lines(dataset: str, low: str | None, high: str | None, tables: Tables) -> str:
    """The query for the lines of one range."""

    def rows(table: str, key: str) -> str:
        above = f" AND {key} >= {quote(low)}" if low is not None else ""
        below = f" AND {key} < {quote(high)}" if high is not None else ""
        return f'FROM "{table}" WHERE dataset = {quote(dataset)}{above}{below}'

    steps = {
        "titles": f"SELECT work, string_agg({_text(_folded('value', tables))}, ',') AS words, min(original) AS original FROM "
                  "(SELECT work, value, min(CASE WHEN kind = 'original' THEN value END) AS original "
                  f"{rows('title', 'work')} GROUP BY work, value) AS t GROUP BY work",
        "credits": f"SELECT work, agent, min(position) AS position {rows('contribution', 'work')} GROUP BY work, agent",
        "named": "SELECT c.work AS work, a.name AS name, c.agent AS agent, row_number() OVER (PARTITION BY c.work ORDER BY c.position, c.agent) AS nth "
                 f"FROM credits AS c JOIN agent AS a ON a.id = c.agent AND a.dataset = {quote(dataset)} AND a.name IS NOT NULL",
        "makers": f"SELECT work, string_agg(name, ' ') AS words, {', '.join(f'max(CASE WHEN nth = {n} THEN {_maker()} END) AS m{n}' for n in (1, 2, 3))} "
                  "FROM named GROUP BY work",
        "places": f"SELECT entity, string_agg(DISTINCT {_folded('value', tables)}, ' ') AS words "
                  "FROM label WHERE length(entity) = 2 AND kind IN ('pref', 'alt') GROUP BY entity",
        "terms": f"SELECT DISTINCT work, facet, concept {rows('term', 'work')} AND state = 'matched' AND concept IS NOT NULL "
                 "AND facet IN ('genre', 'country', 'language', 'audience')",
        "facets": f"SELECT t.work AS work, string_agg({_word('t.facet', 't.concept')}, ' ') AS words, {_concepts('country')}, {_concepts('genre')}, "
                  "string_agg(p.words, ' ') AS places FROM terms AS t LEFT JOIN places AS p ON t.facet = 'country' AND p.entity = t.concept GROUP BY t.work",
        "numbers": f"SELECT entity, string_agg(concat({_bare('value')}, ' ', {_bare('scheme')}, {_bare('value')}), ' ') AS words "
                   f"{rows('identifier', 'entity')} GROUP BY entity",
    }  # fmt: skip
    return (
        f"WITH {', '.join(f'{name} AS ({sql})' for name, sql in steps.items())} SELECT {_line(tables)} AS line "
        f"FROM (SELECT id, dataset, form, sector, title, date, year_start, status, description {rows('work', 'id')}) AS w "
        "LEFT JOIN titles AS t ON t.work = w.id LEFT JOIN makers AS m ON m.work = w.id "
        "LEFT JOIN facets AS f ON f.work = w.id LEFT JOIN numbers AS i ON i.entity = w.id"
    )


def _line(tables: Tables) -> str:
    """One line as SQL: a field that is NULL makes its whole part NULL, and concat() leaves that out."""
    fields = {"maker": "m.words", "description": "w.description"}
    own = ", ".join(f"' ' || {_word(quote(key), f'w.{key}')}" for key in ("sector", "form", "status"))
    parts = [f"',\"{name}\":' || to_json({_folded(value, tables)})" for name, value in fields.items()]
    parts += [f"',\"title\":[' || coalesce(t.words, {_text(_folded('w.title', tables))}) || ']'"]
    parts += ["',\"place\":' || to_json(f.places)", "',\"identifier\":' || to_json(i.words)", "',\"year\":' || CAST(w.year_start AS VARCHAR)"]
    return f"concat('{{\"facet\":', to_json(concat('dataset:', w.dataset, {own}, ' ' || f.words)), {', '.join(parts)}, ',\"card\":', to_json({_card()}), '}}')"


def _card() -> str:
    """What a list of hits shows of a work, in the order of `CARD`."""
    texts = [_json(f"w.{name}") for name in ("id", "title", "form", "sector", "year_start", "date", "status")]
    makers = "coalesce(m.m1, ''), coalesce(',' || m.m2, ''), coalesce(',' || m.m3, '')"
    original = _json("nullif(t.original, w.title)")
    listed = ", ',', ".join(texts)
    return f"concat('[', {listed}, ',[', f.country, '],[', f.genre, '],[', {makers}, '],', {_json('w.dataset')}, ',', {original}, ']')"


def _text(value: str) -> str:
    """`value` written as JSON, as a text: DuckDB would check the type JSON, and a part of a list is none."""
    return f"CAST(to_json({value}) AS VARCHAR)"


def _json(value: str) -> str:
    return f"coalesce(to_json({value}), 'null')"


def _maker() -> str:
    return "concat('[', to_json(agent), ',', to_json(name), ']')"


def _concepts(facet: str) -> str:
    return f"string_agg(CASE WHEN t.facet = '{facet}' THEN {_text('t.concept')} END, ',') AS {facet}"


def _word(facet: str, value: str) -> str:
    """A facet's word; `||` so that no value makes no word."""
    return f"{facet} || ':' || replace({value}, ' ', {quote(SPACE)})"


def _bare(value: str) -> str:
    """An identifier without its hyphens and spaces, as the index's `bare` makes it."""
    return f"lower(regexp_replace({value}, '[^0-9A-Za-z]', '', 'g'))"


def _folded(value: str, tables: Tables) -> str:
    """`value` folded: ASCII in lower case, European letters set-wise, anything else through the edge."""
    letters = f"translate({value}, {quote(tables.kept)}, {quote(tables.stand_in)})"
    letters = f"translate(lower(strip_accents({letters})), {quote(tables.source)}, {quote(tables.target)})"
    for ligature, folded in tables.ligatures:
        letters = f"replace({letters}, {quote(ligature)}, {quote(folded)})"
    other = f"regexp_matches({value}, {quote(tables.other)})"
    return f"CASE WHEN length({value}) = strlen({value}) THEN lower({value}) WHEN {other} THEN fold({value}) ELSE {letters} END"


@dataclass(frozen=True)
class Tables:
    """What remains to be done after lower(strip_accents()) to fold as `intarsia.text.fold` does.

    strip_accents() would make и of й: the `kept` letters have a `stand_in` while it works. `other` is an expression
    that finds the characters for which this is no good and `fold` itself must be called.
    """

    kept: str
    stand_in: str
    source: str
    target: str
    ligatures: tuple[tuple[str, str], ...]
    other: str


def _tables(engine: DuckDB) -> Tables:
    """The tables, made by comparing the engine's own work with `fold`, letter by letter."""
    letters = [chr(code) for low, high in _BLOCKS for code in range(low, high)]
    stripped = dict(engine.rows("SELECT x, lower(strip_accents(x)) FROM (SELECT unnest($letters) AS x) AS q", {"letters": letters}))
    folded = {letter: fold(f"a{letter}a")[1:-1] for letter in letters}
    ligatures = tuple((letter, folded[letter]) for letter in _LIGATURES)
    kept = [letter for letter in letters if folded[letter] != stripped[letter] and folded[letter] in tuple(_KEPT)]
    single = [x for x in letters if x not in kept and len(stripped[x]) == len(folded[x]) == 1]
    pairs = {stripped[x]: folded[x] for x in single if stripped[x] != folded[x] and (stripped[x].isalnum() or folded[x].isalnum())}
    stand_in = "".join(chr(0xE000 + n) for n in range(len(kept)))

    def right(letter: str) -> bool:
        given = stripped[letter]
        if not folded[letter] or not given:
            return False  # a soft hyphen folds to nothing, a Cyrillic titlo is stripped and yet no accent to fold
        return letter in kept or dict(ligatures).get(given, pairs.get(given, given)) == folded[letter] or not any(map(str.isalnum, given + folded[letter]))

    known = [letter for letter in letters if right(letter)]
    return Tables(
        "".join(kept), stand_in, stand_in + "".join(pairs), "".join(folded[x] for x in kept) + "".join(pairs.values()), ligatures,
        "[^\\x00-\\x7f" + "".join(_spans(known)) + "]",
    )


def _spans(letters: list[str]) -> Iterator[str]:
    """The letters as spans of a character class, so that the expression stays short."""
    start = before = ord(letters[0])
    for code in [*map(ord, letters[1:]), 0]:
        if code != before + 1:
            yield f"\\x{{{start:x}}}-\\x{{{before:x}}}"
            start = code
        before = code
