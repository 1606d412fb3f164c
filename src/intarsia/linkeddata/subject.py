"""The statements of one thing: those of the dumps that have it, or a part of it (`#...`), as their subject.

They are made by the same SQL that writes the dumps, run over the few rows that speak of the thing; where the graph
of the release is ready it gives the same statements in a fraction of the time, as it was loaded from the dumps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote as percent

import pyarrow.parquet as pq
import pyoxigraph as ox

from intarsia.engine.duckdb import identifier as column
from intarsia.engine.duckdb import quote
from intarsia.reader import Reader
from intarsia.shelf.feeds import cataloguelines, figurelines, noticelines, nquads, worklines
from intarsia.shelf.feeds.base import POOL
from intarsia.shelf.feeds.rdfnames import DCAT, OWN_PATH, RDF, XSD
from intarsia.shelf.feeds.statement import Statements
from intarsia.tables import TABLES

Rows = dict[str, str]

_LINKED: Rows = {"link": "subject = $id", "entity": "member = $id"}
#: kind -> per table the rows that speak of the thing; the first table says which datasets have it
SPEAKING: dict[str, Rows] = {
    "work": {"work": "id = $id", "title": "work = $id", "term": "work = $id", "contribution": "work = $id", "identifier": "entity = $id", "notice": "entity = $id", **_LINKED},
    "agent": {"agent": "id = $id", "identifier": "entity = $id", "notice": "entity = $id", **_LINKED},
    "dataset": {"dataset": "id = $id", "label": "entity = $id AND kind IN ('title', 'description')", "distribution": "dataset = $id", "notice": "dataset = $id AND entity IS NULL"},
    "distribution": {"distribution": "iri = $iri"},
    "concept": {"concept": "id = $id", "label": "entity = $id", "identifier": "entity = $id", "concept_relation": "concept = $id", "crosswalk": "$id IN (source, target)"},
    "scheme": {"concept": "scheme = $id", "vocabulary": "id = $id"},
    "place": {"place": "id = $id", "label": "entity = $id AND kind NOT IN ('title', 'description')"},
    "observation": {"observation": f"{figurelines.identity()} = $id"},
    "intervention": {"intervention": "id = $id"},
    "link": {"link": "id = $id"},
    "entity": {"entity": "cluster = $id"},
}
#: what the query of a table reads beside that table, and which rows of it are enough
BESIDE: dict[str, Rows] = {
    "concept_relation": {"concept": "id = $id"},
    "contribution": {"work": "id = $id"}, "identifier": {"agent": "id = $id"}, "notice": {"agent": "id IN (SELECT entity FROM notice)"},
    "distribution": {"dataset": "TRUE"}, "dataset": {"observation": "TRUE LIMIT 1"},
}
#: kinds whose statements may stand in the files of several datasets
SHARED = ("concept", "scheme", "place")
TYPE = ox.NamedNode(f"{RDF}type")
NUMBERS = (f"{XSD}integer", f"{XSD}double")
COUNTS = (f"{DCAT}byteSize",)


def iri(base: str, kind: str, identifier: str) -> str:
    """The IRI of a thing as the dumps write it. identifier: as in its table; "scheme:notation" for a concept."""
    if kind == "concept":
        scheme, _colon, notation = identifier.partition(":")
        return f"{base}id/concept/{percent(scheme, safe='')}/{percent(notation, safe='')}"
    return f"{base}id/{'concept' if kind == 'scheme' else kind}/{percent(identifier, safe='')}"


def statements(reader: Reader, kind: str, identifier: str, graph: ox.Store | None = None) -> list[ox.Triple]:
    """What the dumps say of a thing, in an order that people read: its type first. Empty when they say nothing.

    graph: the release's graph, where it is ready; it saves time and changes nothing in the answer.
    """
    if kind not in SPEAKING:
        return []
    subject = iri(reader.base, kind, identifier)
    found = {as_dumped(reader, one) for one in from_graph(graph, subject)} if graph is not None else from_tables(reader, kind, identifier, subject)
    return sorted(found, key=lambda t: (str(t.subject) != f"<{subject}>", str(t.subject), t.predicate != TYPE, t.predicate.value, str(t.object)))


def from_graph(graph: ox.Store, subject: str) -> set[ox.Triple]:
    """The statements about an IRI and the parts below it."""
    found: set[ox.Triple] = set()
    todo = [subject]
    while todo:
        triples = {quad.triple for quad in graph.quads_for_pattern(ox.NamedNode(todo.pop()), None, None, None)} - found
        found |= triples
        todo += sorted({t.object.value for t in triples if isinstance(t.object, ox.NamedNode) and t.object.value.startswith(f"{subject}#")})
    return found


def as_dumped(reader: Reader, triple: ox.Triple) -> ox.Triple:
    """A statement as the dumps spell it: the graph keeps numbers by their value, and every whole number as an xsd:integer."""
    value = triple.object
    if not isinstance(value, ox.Literal) or value.datatype.value not in NUMBERS:
        return triple
    if triple.predicate.value in COUNTS:
        return ox.Triple(triple.subject, triple.predicate, ox.Literal(value.value, datatype=ox.NamedNode(f"{XSD}nonNegativeInteger")))
    if value.datatype.value == f"{XSD}double" and value.value not in ("INF", "-INF", "NaN"):
        spelled = reader.rows("SELECT CAST(CAST(? AS DOUBLE) AS VARCHAR)", [value.value])[0][0]
        return ox.Triple(triple.subject, triple.predicate, ox.Literal(spelled, datatype=value.datatype))
    return triple


def from_tables(reader: Reader, kind: str, identifier: str, subject: str) -> set[ox.Triple]:
    """The same from the tables, by the dumps' own SQL."""
    speaking = SPEAKING[kind]
    values = {"id": identifier, "iri": subject}
    homes = datasets_with(reader, speaking if kind in SHARED else dict([next(iter(speaking.items()))]), values)
    if not homes:
        return set()
    lines: list[str] = []
    for dataset in dict.fromkeys((*homes, POOL)):
        for sql in queries(reader, dataset, filled(reader, dataset, speaking, values)):
            lines += [row[0] for row in reader.rows(sql, {k: v for k, v in values.items() if f"${k}" in sql}) if row[0]]
    mine = (f"<{subject}> ", f"<{subject}#")
    told = "\n".join(line for block in lines for line in block.split("\n") if line.startswith(mine))
    return {quad.triple for quad in ox.parse(told, format=ox.RdfFormat.N_QUADS)} if told else set()


def noticed(reader: Reader, kind: str, identifier: str) -> list[ox.Triple]:
    """What the whole dataset of a work or agent asks its readers to know, said of the thing itself: whoever takes one record takes it along."""
    homes = [row["dataset"] for row in reader.where(kind, "id", [identifier])] if kind in ("work", "agent") else []
    found: list[ox.Triple] = []
    for dataset in homes:
        if dataset in reader.manifest["tables"].get("notice", {}).get("parts", {}):
            nodes = [one for one in statements(reader, "dataset", dataset) if isinstance(one.subject, ox.NamedNode) and "#notice-" in one.subject.value]
            me, says = ox.NamedNode(iri(reader.base, kind, identifier)), ox.NamedNode(f"{reader.base}{OWN_PATH}notice")
            found += [ox.Triple(me, says, node) for node in dict.fromkeys(one.subject for one in nodes)] + nodes
    return found


def bare(reader: Reader, link: str) -> list[ox.Triple]:
    """The statement that an accepted link became: the dumps say it of the link's subject, and nothing of the link itself."""
    told = "".join(row[0] for sql in queries(reader, POOL, {"link": "id = $id"}) for row in reader.rows(sql, {"id": link}) if row[0])
    return [quad.triple for quad in ox.parse(told, format=ox.RdfFormat.N_QUADS)] if told else []


def datasets_with(reader: Reader, tables: Rows, values: dict[str, str]) -> list[str]:
    """The datasets whose files of one of these tables have rows that speak of the thing."""
    found: set[str] = set()
    for table, condition in tables.items():
        parts = [p for p in reader.manifest["tables"].get(table, {}).get("parts", {}) if p not in found]
        if parts:
            sql = " UNION ALL ".join(f"SELECT {quote(p)} AS dataset WHERE EXISTS (SELECT 1 FROM {_file(reader, table, p)} WHERE {condition})" for p in parts)
            found |= {row[0] for row in reader.rows(sql, {k: v for k, v in values.items() if f"${k}" in sql})}
    return sorted(found)


def filled(reader: Reader, dataset: str, speaking: Rows, values: dict[str, str]) -> Rows:
    """Those tables of a dataset that have such rows: to ask is far cheaper than to plan the query of a table for nothing."""
    there = [table for table in speaking if dataset in reader.manifest["tables"].get(table, {}).get("parts", {})]
    if len(there) < 2:
        return {table: speaking[table] for table in there}
    sql = " UNION ALL ".join(f"SELECT {quote(t)} AS t WHERE EXISTS (SELECT 1 FROM {_file(reader, t, dataset)} WHERE {speaking[t]})" for t in there)
    found = {row[0] for row in reader.rows(sql, {k: v for k, v in values.items() if f"${k}" in sql})}
    return {table: speaking[table] for table in there if table in found}


def queries(reader: Reader, dataset: str, speaking: Rows) -> Iterable[str]:
    """The dumps' queries of a dataset, each over only the rows that speak of `$id`; tables without such rows are left out."""
    there = [table for table in speaking if dataset in reader.manifest["tables"].get(table, {}).get("parts", {})]
    to = Statements(reader.base, nquads.graph(reader.base, dataset))
    for table, sql in (*cataloguelines.queries(to), *worklines.queries(to, _language(reader, dataset) if "work" in there else None), *figurelines.queries(to), *noticelines.queries(to)):
        if table in there:
            rows = {table: speaking[table], **BESIDE.get(table, {})}
            parts = ", ".join(f"{column(name)} AS (SELECT {_columns(name)} FROM {_file(reader, name, dataset)} WHERE {condition})" for name, condition in rows.items())
            yield f"WITH {parts} {sql}"


def _language(reader: Reader, dataset: str) -> str | None:
    """The language of a dataset's descriptions."""
    found: Sequence[tuple[str | None]] = reader.rows("SELECT language FROM dataset WHERE id = ? AND language IS NOT NULL LIMIT 1", [dataset])
    return found[0][0] if found else None


def _columns(table: str) -> str:
    return ", ".join(column(name) for name in TABLES[table].names)


def _file(reader: Reader, table: str, dataset: str) -> str:
    """A dataset's file of a table, with every column of the table; no rows where there is no file."""
    if dataset not in reader.manifest["tables"].get(table, {}).get("parts", {}):
        return f"({TABLES[table].empty_select()})"
    path = str(reader.path / "tables" / table / f"{dataset}.parquet")
    have = _present(path)
    if have.issuperset(TABLES[table].names):
        return f"read_parquet({quote(path)})"
    fields = ", ".join(column(c.name) if c.name in have else f"CAST(NULL AS {c.type}) AS {column(c.name)}" for c in TABLES[table].columns)
    return f"(SELECT {fields} FROM read_parquet({quote(path)}))"


@lru_cache(4096)
def _present(path: str) -> frozenset[str]:
    """The columns of a file of a release, which never changes; one made before a version added a column lacks it."""
    return frozenset(pq.read_schema(path).names)
