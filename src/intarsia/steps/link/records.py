"""Works and agents of the pool as the shared record that the linking core compares (linking.record.SCHEMA).

Lists (titles, people, identifiers) are gathered set-wise: rows sorted by their owner, cut where the owner changes.
Works are compared within their class: forms of one kind (film, television film), where an edition, a season or an
episode is a class of its own, because it is a part or a version of the work, never the work.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia import names
from intarsia.engine.duckdb import DuckDB
from intarsia.linking import SCHEMA

#: forms that are a version or a part of a work of the form above them
PARTS = ("edition", "season", "episode", "audiobook", "game-expansion", "festival-edition", "cast-recording", "soundtrack")
#: credits that say where or by whose money, not who made it
NOT_MAKERS = ("venue", "broadcaster", "publisher", "funder", "rights-holder", "collector", "subject-person")
TITLES_OF_AN_AGENT = 12


def of_works(engine: DuckDB) -> Iterator[tuple[str, pa.Table]]:
    """(class, records) for every class of works that two datasets or more have, in order of its name."""
    parts = ", ".join(f"'{form}'" for form in PARTS)
    engine.run("class", f"SELECT w.id AS work, CASE WHEN w.form IN ({parts}) THEN w.form ELSE coalesce(f.kin, w.form, '') END AS class FROM work AS w LEFT JOIN form AS f ON f.form = w.form")
    counted = "SELECT c.class AS class, count(DISTINCT w.dataset) AS datasets FROM class AS c JOIN work AS w ON w.id = c.work GROUP BY c.class"
    for (name,) in engine.rows(f"SELECT class FROM ({counted}) AS n WHERE datasets > 1 ORDER BY class"):
        engine.run("chosen", f"SELECT w.* FROM work AS w JOIN class AS c ON c.work = w.id WHERE c.class = '{name}' ORDER BY w.id")
        yield name, _works(engine)


def _works(engine: DuckDB) -> pa.Table:
    rows = engine.stream("SELECT id, dataset, form, sector, title, year_start, year_end, date, description FROM chosen ORDER BY id").read_all()
    ids = rows["id"].combine_chunks()
    apart = ", ".join(f"'{role}'" for role in NOT_MAKERS)
    titles = _lists(engine, ids, "SELECT c.id AS owner, t.value AS value FROM chosen AS c JOIN title AS t ON t.work = c.id GROUP BY c.id, t.value, c.title ORDER BY c.id, t.value "
                                 "<> c.title, t.value")
    people = _lists(engine, ids, f"SELECT owner, value FROM (SELECT c.work AS owner, a.name AS value, min(c.position) AS position FROM contribution AS c JOIN chosen AS w ON w.id = c.work "
                                 f"JOIN agent AS a ON a.id = c.agent WHERE a.name IS NOT NULL AND (c.role IS NULL OR c.role NOT IN ({apart})) GROUP BY c.work, a.name) AS p ORDER "
                                 f"BY owner, position, value")
    said = _lists(engine, ids, "SELECT t.work AS owner, t.value AS value FROM term AS t JOIN chosen AS w ON w.id = t.work WHERE t.facet IN ('subject', 'genre', 'country', 'language') "
                               "GROUP BY t.work, t.value ORDER BY t.work, t.value")
    whole = _lists(engine, ids, "SELECT r.work AS owner, r.title AS value FROM relation AS r JOIN chosen AS w ON w.id = r.work WHERE r.predicate = 'part_of' AND r.title IS NOT "
                                "NULL GROUP BY r.work, r.title ORDER BY r.work, r.title")
    dates = rows["date"].combine_chunks()
    return _table(
        key=ids, source=rows["dataset"].combine_chunks(), kind=pa.array(np.full(len(ids), "work"), pa.string()), titles=titles, people=people,
        year_start=_years(rows["year_start"]), year_end=_ends(rows), date=pc.if_else(pc.match_substring_regex(dates, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), dates, None),
        text=_joined(rows["description"].combine_chunks(), said), context=_joined(None, whole), identifiers=_identifiers(engine, ids),
        form=rows["form"].combine_chunks(), sector=rows["sector"].combine_chunks())


def of_agents(engine: DuckDB) -> pa.Table:
    """All agents as records; who is told to be neither person nor organisation is taken for what the name looks like."""
    engine.run("chosen", "SELECT * FROM agent WHERE name IS NOT NULL ORDER BY id")
    rows = engine.stream("SELECT id, dataset, kind, name, year_start, year_end FROM chosen ORDER BY id").read_all()
    ids = rows["id"].combine_chunks()
    called = _lists(engine, ids, "SELECT a.id AS owner, a.name AS value FROM chosen AS a ORDER BY a.id")
    works = _lists(engine, ids, (
        "SELECT owner, value FROM (SELECT owner, value, row_number() OVER (PARTITION BY owner ORDER BY value) AS nth FROM ("
        "SELECT DISTINCT c.agent AS owner, w.title AS value FROM contribution AS c JOIN work AS w ON w.id = c.work WHERE w.title IS NOT NULL) AS d) AS n "
        f"WHERE nth <= {TITLES_OF_AN_AGENT} AND owner IN (SELECT id FROM chosen) ORDER BY owner, value"))
    sectors = _lists(engine, ids, "SELECT a.id AS owner, d.sector AS value FROM chosen AS a JOIN (SELECT dataset, min(sector) AS sector FROM work GROUP BY dataset HAVING "
                                  "count(DISTINCT sector) = 1) AS d ON d.dataset = a.dataset ORDER BY a.id")
    return _table(
        key=ids, source=rows["dataset"].combine_chunks(), kind=_kinds(rows["kind"].combine_chunks(), rows["name"].combine_chunks()), titles=called, year_start=_years(rows["year_start"]),
        year_end=_years(rows["year_end"]), context=_joined(None, works), identifiers=_identifiers(engine, ids), sector=_joined(None, sectors))


def _kinds(kind: pa.Array, name: pa.Array) -> pa.Array:
    coded = pc.dictionary_encode(name)
    looks = pa.array(["person" if names.person(text).given else "organisation" for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
    return pc.if_else(pc.is_in(kind, pa.array(["person", "organisation"])), kind, looks)


def _identifiers(engine: DuckDB, ids: pa.Array) -> pa.Array:
    """Those that can contradict; what shares any other identifier is joined before the core is asked."""
    return _lists(engine, ids, (
        "SELECT i.entity AS owner, i.scheme || ':' || i.value AS value FROM global_identifier AS i JOIN chosen AS c ON c.id = i.entity JOIN single AS s ON s.scheme = i.scheme AND "
        "s.kind = i.kind "
        "GROUP BY i.entity, i.scheme, i.value ORDER BY 1, 2"))


def _lists(engine: DuckDB, ids: pa.Array, query: str) -> pa.Array:
    """For each id the list of the values that the query gives it, in the query's order; NULL for none. The query is sorted by owner, as ids are."""
    rows = engine.stream(query).read_all()
    place = np.asarray(pc.index_in(rows["owner"].combine_chunks(), ids), dtype=np.int64)
    count = np.bincount(place, minlength=len(ids))
    offsets = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(offsets), rows["value"].combine_chunks().cast(pa.string()))
    return pc.if_else(pa.array(count > 0), lists, pa.scalar(None, lists.type))


def _joined(text: pa.Array | None, words: pa.Array) -> pa.Array:
    """One text of a text and a list of words; NULL when there is neither."""
    listed = pc.binary_join(words, "; ")
    if text is None:
        return listed
    return pc.if_else(pc.and_(pc.is_valid(text), pc.is_valid(listed)), pc.binary_join_element_wise(text, listed, "; "), pc.coalesce(text, listed))


def _ends(rows: pa.Table) -> pa.Array:
    """The last year where it is another one than the first: one year is said once."""
    first, last = _years(rows["year_start"]), _years(rows["year_end"])
    return pc.if_else(pc.equal(first, last), None, last)


def _years(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks().cast(pa.int32())


def _table(**columns: pa.Array) -> pa.Table:
    size = len(columns["key"])
    return pa.table({field.name: columns[field.name].cast(field.type) if field.name in columns else pa.nulls(size, field.type) for field in SCHEMA})
