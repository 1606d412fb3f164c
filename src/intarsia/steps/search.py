"""search: every work of a dataset as one line for the search index, put together set-wise by the engine.

Texts are folded by the index's own analyser, which knows Latin letters; accented Greek and Cyrillic letters are translated
here, by the table that questions go through too (measured: folding every letter in SQL, or in Python, took five times as long).
It speaks DuckDB (to_json, string_agg): a projection of tables, outside the common dialect.
"""

from __future__ import annotations

from collections.abc import Iterator

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.store.searchindex import SPACE, unaccented

CHUNK = 200_000  # works computed at a time: each range scans the agents once, and memory stays within some hundred megabytes
_SLICE = 5_000  # lines turned into Python texts at a time


def documents(engine: DuckDB, dataset: str) -> Iterator[str]:
    """One JSON line for each work of `dataset`, from the views work, title, contribution, agent, term, identifier and label.

    title is a list, so that no phrase runs from one title into the next; maker, place, identifier and description are
    words; all are folded. facet is words such as "country:NL" (a space within one becomes `SPACE`). year and any other
    field is left out where there is none. card is a JSON list in the order of `CARD`.
    """
    for low, high in _ranges(engine, dataset):
        for batch in engine.stream(_lines(dataset, low, high)):
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


def _lines(dataset: str, low: str | None, high: str | None) -> str:
    """The query for the lines of one range."""

    def rows(table: str, key: str) -> str:
        above = f" AND {key} >= {quote(low)}" if low is not None else ""
        below = f" AND {key} < {quote(high)}" if high is not None else ""
        return f'FROM "{table}" WHERE dataset = {quote(dataset)}{above}{below}'

    steps = {
        "titles": f"SELECT work, string_agg({_text(_folded('value'))}, ',') AS words, min(original) AS original FROM "
                  "(SELECT work, value, min(CASE WHEN kind = 'original' THEN value END) AS original "
                  f"{rows('title', 'work')} GROUP BY work, value) AS t GROUP BY work",
        "credits": f"SELECT work, agent, min(position) AS position {rows('contribution', 'work')} GROUP BY work, agent",
        "named": "SELECT c.work AS work, a.name AS name, c.agent AS agent, row_number() OVER (PARTITION BY c.work ORDER BY c.position, c.agent) AS nth "
                 f"FROM credits AS c JOIN agent AS a ON a.id = c.agent AND a.dataset = {quote(dataset)} AND a.name IS NOT NULL",
        "makers": f"SELECT work, string_agg(name, ' ') AS words, {', '.join(f'max(CASE WHEN nth = {n} THEN {_maker()} END) AS m{n}' for n in (1, 2, 3))} "
                  "FROM named GROUP BY work",
        "places": f"SELECT entity, string_agg(DISTINCT {_folded('value')}, ' ') AS words "
                  "FROM label WHERE length(entity) = 2 AND kind IN ('pref', 'alt') GROUP BY entity",
        "terms": f"SELECT DISTINCT work, facet, concept {rows('term', 'work')} AND state = 'matched' AND concept IS NOT NULL "
                 "AND facet IN ('genre', 'country', 'language', 'audience')",
        "facets": f"SELECT t.work AS work, string_agg({_word('t.facet', 't.concept')}, ' ') AS words, {_concepts('country')}, {_concepts('genre')}, "
                  "string_agg(p.words, ' ') AS places FROM terms AS t LEFT JOIN places AS p ON t.facet = 'country' AND p.entity = t.concept GROUP BY t.work",
        "numbers": f"SELECT entity, string_agg(concat({_bare('value')}, ' ', {_bare('scheme')}, {_bare('value')}), ' ') AS words "
                   f"{rows('identifier', 'entity')} GROUP BY entity",
    }  # fmt: skip
    return (
        f"WITH {', '.join(f'{name} AS ({sql})' for name, sql in steps.items())} SELECT {_line()} AS line "
        f"FROM (SELECT id, dataset, form, sector, title, date, year_start, status, description {rows('work', 'id')}) AS w "
        "LEFT JOIN titles AS t ON t.work = w.id LEFT JOIN makers AS m ON m.work = w.id "
        "LEFT JOIN facets AS f ON f.work = w.id LEFT JOIN numbers AS i ON i.entity = w.id"
    )


def _line() -> str:
    """One line as SQL: a field that is NULL makes its whole part NULL, and concat() leaves that out."""
    fields = {"maker": "m.words", "description": "w.description"}
    own = ", ".join(f"' ' || {_word(quote(key), f'w.{key}')}" for key in ("sector", "form", "status"))
    parts = [f"',\"{name}\":' || to_json({_folded(value)})" for name, value in fields.items()]
    parts += [f"',\"title\":[' || coalesce(t.words, {_text(_folded('w.title'))}) || ']'"]
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


def _folded(value: str) -> str:
    """`value` as the index's analyser wants it: it folds Latin letters itself; Greek and Cyrillic ones lose their accents here, as in a question."""
    table = unaccented()
    letters = "".join(map(chr, table))
    return f"CASE WHEN regexp_matches({value}, {quote('[' + letters + ']')}) THEN translate({value}, {quote(letters)}, {quote(''.join(table.values()))}) ELSE {value} END"
