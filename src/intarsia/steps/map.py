"""map: raw tables become model tables, by the dataset's mapping. Set-wise; every record is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia import iris
from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.errors import Invalid
from intarsia.model import Dataset, Finding
from intarsia.shelf.mappings import noticed
from intarsia.shelf.mappings.compile import Compiler, Delivery
from intarsia.shelf.mappings.mapping import Mapping, Source
from intarsia.shelf.mappings.plan import Plan
from intarsia.shelf.mappings.scope import HIDDEN, Columns, Scope
from intarsia.store.outcomes import Outcome
from intarsia.tables import TABLES

MAPPED = ("work", "title", "agent", "contribution", "identifier", "relation", "status_event", "observation", "intervention", "concept", "label", "place", "notice")
ONCE = ("title", "identifier", "relation", "concept", "label", "place", "notice")  # tables of which a key that comes again is the same thing
USED_ENOUGH = 0.9


@dataclass
class Account:
    """What became of one distribution's records."""

    rows_in: int = 0
    rows_out: int = 0
    rows_rejected: int = 0


@dataclass
class Mapped:
    """The outcome of mapping one dataset: ordered queries by table, accounts and findings."""

    queries: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class RawSource:
    """A read distribution as the step needs it: parts and columns by nested path, and what reading rejected."""

    name: str
    parts: dict[str, list[Path]]
    columns: Columns
    rows_in: int
    filled: dict[str, set[str]]
    rejects: tuple[tuple[int | None, int | None, str], ...] = ()


def raw_source(name: str, raw: Outcome) -> RawSource:
    """A distribution as the outcome of reading it describes it."""
    note = raw.note
    filled: dict[str, set[str]] = {}
    for table, _, column, _, _, count, *_ in note["profile"]:
        if count:
            filled.setdefault(table, set()).add(column)
    parts = {table: [raw.path / part for part in parts] for table, parts in note["parts"].items()}
    return RawSource(name, parts, note["columns"], note["total"], filled, tuple(tuple(r) for r in note["rejects"]))


def write_empty(path: Path, columns: list[str]) -> None:
    """A raw table file without rows."""
    fields = [(name, pa.int64() if name in HIDDEN and name != "_record" else pa.string()) for name in columns]
    pq.write_table(pa.schema(fields).empty_table(), path)


def map_dataset(engine: DuckDB, dataset: Dataset, mapping: Mapping, base: str, sources: list[RawSource], strict: bool = True, language: str = "en") -> Mapped:
    """Run a mapping. The engine holds the table `words`; afterwards it holds what the returned queries read.

    `strict`: columns that are neither used nor listed are an error (not for examples, which give few columns). `language`: in which
    rows carry the notices of the dataset.

    Raises: Invalid with the place in the mapping file.
    """
    _known_sources(mapping, sources)
    sources = [s for s in sources if s.name in mapping.sources]
    columns = {s.name: {p: list(c) for p, c in s.columns.items()} for s in sources}
    delivery = Delivery({s.name: n for n, s in enumerate(sources)}, columns)
    result = Mapped()
    for source in sources:
        columns[source.name][""] = [*dict.fromkeys((*columns[source.name][""], "_record"))]
    keys = set().union(*(_prepare(engine, mapping, source, number, delivery) for number, source in enumerate(sources)))
    plan = Compiler(mapping, dataset.id, base, dataset.sector, delivery, dataset.notices, language).compile()
    plan.used |= keys
    for name, sql in plan.stages.items():
        engine.run(name, sql) if not name.endswith("_in") else engine.view(name, sql)
    _tables(engine, plan, dataset, base)
    for number, source in enumerate(sources):
        result.accounts[source.name] = _account(engine, plan, dataset, source, number)
        result.findings += _partly(engine, source.name, number)
    _finish(engine, plan, result, noticed.of_all(dataset.notices, language))
    if strict:
        result.findings += _noticed(engine, dataset, sources)
        result.findings += _coverage(mapping, sources, plan)
    result.findings += _unknown_words(engine, plan)
    return result


def _known_sources(mapping: Mapping, sources: list[RawSource]) -> None:
    names = [s.name for s in sources]
    for name, source in mapping.sources.items():
        if name not in names:
            raise mapping.error(f"no distribution '{name}' in this dataset", (*source.path, "name"), "there are: " + ", ".join(names))


def _prepare(engine: DuckDB, mapping: Mapping, source: RawSource, number: int, delivery: Delivery) -> set[tuple[str, str, str]]:
    """`src<n>`: the records that are told apart; `state<n>`: what became of the others so far. Gives the columns used."""
    engine.scan(source.parts[""], f"all{number}")
    for path in (p for p in source.columns if p):
        engine.scan(source.parts[path], delivery.relation(source.name, path))
    described = mapping.sources[source.name]
    scope = Scope(mapping, source.name, (), {"": [*source.columns[""], "_record"]}, None, set())
    record = f"trim(CAST({scope.sql(described.record, (*described.path, 'record'))} AS VARCHAR))" if described.record else "CAST(root._row AS VARCHAR)"
    engine.run(f"state{number}", _state_sql(number, record, bool(described.record), _skip_sql(described, scope)))
    engine.run(f"src{number}", f"SELECT root.*, s._key AS _record FROM all{number} AS root JOIN state{number} AS s ON s._row = root._row WHERE s._reason IS NULL")
    return scope.used


def places_of(engine: DuckDB, mapping: Mapping, source: RawSource, keys: list[str]) -> list[tuple[int, int | None]]:
    """Where records stand in a file: (number of the record, its line), of those that the mapping gives one of these keys.

    Raises: Invalid when the file has not the columns that the mapping takes the keys from.
    """
    columns = {source.name: {p: list(c) for p, c in source.columns.items()}}
    columns[source.name][""] = [*dict.fromkeys((*columns[source.name][""], "_record"))]
    _prepare(engine, mapping, source, 0, Delivery({source.name: 0}, columns))
    return [(row, line) for row, line in engine.rows("SELECT _row, _line FROM state0 WHERE list_contains($keys, _key) ORDER BY _row", {"keys": keys})]


def _skip_sql(source: Source, scope: Scope) -> str:
    cases = "".join(f" WHEN {scope.sql(skip.where, (*skip.path, 'where'))} THEN {quote(skip.reason)}" for skip in source.skips)
    return f"CASE{cases} END" if cases else "CAST(NULL AS VARCHAR)"


def _state_sql(number: int, record: str, keyed: bool, skip: str) -> str:
    inner = f"SELECT root._row AS _row, root._line AS _line, {record} AS _key, {skip} AS _skip FROM all{number} AS root"
    if not keyed:
        return f"SELECT _row, _line, _key, _skip AS _reason FROM ({inner}) AS i"
    numbered = f"SELECT *, row_number() OVER (PARTITION BY _key, _skip IS NULL ORDER BY _row) AS _again FROM ({inner}) AS i"
    return (f"SELECT _row, _line, _key, CASE WHEN _skip IS NOT NULL THEN _skip WHEN _key IS NULL OR _key = '' THEN 'no record key' "
            f"WHEN _again > 1 THEN 'same record key as an earlier record' END AS _reason FROM ({numbered}) AS n")


def _tables(engine: DuckDB, plan: Plan, dataset: Dataset, base: str) -> None:
    """`out_<table>`: every row the rules give, with the number of the record it came from."""
    for table in MAPPED:
        feeds = plan.feeds.get(table, [])
        if not feeds:
            continue
        engine.view(f"out_{table}", " UNION ALL ".join(f"({feed})" for feed in feeds))
    if "term" in plan.feeds:
        engine.run("out_term", " UNION ALL ".join(f"({feed})" for feed in plan.feeds["term"]))
    if "agent" in plan.feeds:
        engine.run("agents", (
            f"SELECT id, {iris.iri_sql(base, 'agent', 'id')} AS iri, {quote(dataset.id)} AS dataset, split_part(min(_rank || chr(31) || record), chr(31), 2) AS record, "
            "min(kind) AS kind, split_part(min(_rank || chr(31) || name), chr(31), 2) AS name, max(year_start) AS year_start, max(year_end) AS year_end, max(country) AS country "
            "FROM out_agent GROUP BY id"))


def _account(engine: DuckDB, plan: Plan, dataset: Dataset, source: RawSource, number: int) -> Account:
    """in = out + rejected: a record is out when a rule over its source made something of it; every other one gets a reason."""
    made = " UNION ALL ".join(sql for of, sql in plan.made if of == source.name) or "SELECT CAST(NULL AS BIGINT) AS _row"
    reasons = " UNION ALL ".join(sql for of, sql in plan.rejects if of == source.name) or "SELECT CAST(NULL AS BIGINT) AS _row, '' AS _reject WHERE 1 = 0"
    engine.run(f"reasons{number}", f"SELECT _row, min(_reject) AS _reject FROM ({reasons}) AS x GROUP BY _row")
    engine.run(f"lost{number}", (
        f"SELECT s._row AS _row, s._line AS _line, s._key AS _key, 'map' AS stage, coalesce(s._reason, r._reject, 'no rule gave a row') AS reason "
        f"FROM state{number} AS s LEFT JOIN reasons{number} AS r ON r._row = s._row "
        f"LEFT JOIN (SELECT DISTINCT _row FROM ({made}) AS m) AS o ON o._row = s._row AND s._reason IS NULL WHERE o._row IS NULL"))
    lost, kept = engine.rows(f"SELECT (SELECT count(*) FROM lost{number}), (SELECT count(*) FROM state{number})")[0]
    account = Account(source.rows_in, kept - lost, lost + len(source.rejects))
    if account.rows_in != account.rows_out + account.rows_rejected:
        raise Invalid(f"{source.name}: {account.rows_in} records in, {account.rows_out} out, {account.rows_rejected} rejected: they do not add up",
                      where=dataset.id, way_out="please report this; nothing was released")
    _rejected(engine, dataset, source, number)
    return account


def _partly(engine: DuckDB, source: str, number: int) -> Iterator[Finding]:
    """Records that are out, but of which a part could not be used: never silent."""
    for reason, count in engine.rows(f"SELECT _reject, count(*) FROM reasons{number} WHERE _row NOT IN (SELECT _row FROM lost{number}) GROUP BY 1 ORDER BY 1"):
        yield Finding(source, "", "part-dropped", "warning", f"a part of the record gave no row: {reason}", count)


def _rejected(engine: DuckDB, dataset: Dataset, source: RawSource, number: int) -> None:
    read = "".join(
        f" UNION ALL SELECT CAST({'NULL' if row is None else row} AS BIGINT), CAST({'NULL' if line is None else line} AS BIGINT), CAST(NULL AS VARCHAR), 'read', {quote(reason)}"
        for row, line, reason in source.rejects)
    engine.run(f"rejected{number}", (
        f"SELECT {quote(dataset.id)} AS dataset, {quote(source.name)} AS distribution, _row AS \"row\", _line AS line, _key AS record, stage, reason "
        f"FROM (SELECT _row, _line, _key, stage, reason FROM lost{number}{read}) AS r"))


def _finish(engine: DuckDB, plan: Plan, result: Mapped, notice: str = "") -> None:
    """The ordered query of each table that has rows. notice: what is said of all of them."""
    present = {row[0] for row in engine.rows("SELECT table_name FROM information_schema.tables")}
    for table in MAPPED:
        source = "agents" if table == "agent" else f"out_{table}"
        if source not in present:
            continue
        if table == "contribution":
            source = _credits(plan.may_repeat(table))
        elif table == "concept" and plan.may_repeat(table):  # a concept that several files speak of gets what each of them knows
            source = ("(SELECT id, min(iri) AS iri, min(scheme) AS scheme, min(notation) AS notation, min(broader) AS broader, min(definition) AS definition, "
                      "min(record) AS record FROM out_concept GROUP BY id)")
        if table in noticed.CARRYING:
            source = noticed.carried(source, "about" if table == "observation" else "id", notice, "out_notice" in present)
        result.queries[table] = _ordered(engine, table, source, plan.may_repeat(table) and table in ONCE)
    if "out_term" in present:
        result.queries["term"] = "out_term"
    rejected = sorted(name for name in present if name.startswith("rejected"))
    if rejected:
        result.queries["rejected"] = _ordered(engine, "rejected", "(" + " UNION ALL ".join(f"SELECT * FROM {n}" for n in rejected) + ")", False)


def _credits(may_repeat: bool) -> str:
    """Contributions with their place in the credits; one rule a role gives it without counting."""
    if not may_repeat:
        return "(SELECT work, agent, role, role_written, name_written, _nth AS position, dataset, record FROM out_contribution)"
    once = ("SELECT work, agent, role, role_written, name_written, min(_order) AS _order, dataset, min(record) AS record FROM out_contribution "
            "GROUP BY work, agent, role, role_written, name_written, dataset")
    return f"(SELECT *, row_number() OVER (PARTITION BY work ORDER BY _order, name_written NULLS FIRST, role_written NULLS FIRST) AS position FROM ({once}) AS d)"


def _ordered(engine: DuckDB, name: str, source: str, once: bool) -> str:
    """A query with exactly the table's columns, in key order; `once`: the first record of each key only."""
    table = TABLES[name]
    have = set(engine.columns(source)) if not source.startswith("(") else {r[0] for r in engine.rows(f"DESCRIBE SELECT * FROM {source} AS s")}
    fields = ", ".join(f"CAST({identifier(c.name) if c.name in have else 'NULL'} AS {c.type}) AS {identifier(c.name)}" for c in table.columns)
    order = ", ".join(f"{identifier(k)} NULLS FIRST" for k in table.key)
    if once and "record" not in table.names:
        fields += ", record"
    if once:
        names = ", ".join(identifier(c) for c in table.names)
        keys = ", ".join(identifier(k) for k in table.key)
        return (f"SELECT {names} FROM (SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY record) AS _nth FROM (SELECT {fields} FROM {source} AS s) AS f) AS g "
                f"WHERE _nth = 1 ORDER BY {order}")
    return f"SELECT {fields} FROM {source} AS s ORDER BY {order}"


def _noticed(engine: DuckDB, dataset: Dataset, sources: list[RawSource]) -> Iterator[Finding]:
    """Notices that found fewer records than they name: nobody should think that a warning stands where it does not."""
    columns = {name for source in sources for name in source.columns[""]}
    there = engine.rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'out_notice'")
    for one in dataset.notices:
        if one.column and one.column not in columns:
            yield Finding("", one.column, "notice", "warning", "a notice names a column that no file has", 0)
        if one.records:
            listed = ", ".join(map(quote, one.records))
            found = engine.rows(f"SELECT count(DISTINCT record) FROM out_notice WHERE record IN ({listed})")[0][0] if there else 0
            if found < len(set(one.records)):
                yield Finding("", "", "notice", "warning", "records that a notice names gave no work and no agent that could bear it", len(set(one.records)) - found)


def _coverage(mapping: Mapping, sources: list[RawSource], plan: Plan) -> Iterator[Finding]:
    """A mapping that uses under 90 % of the filled columns must list the rest with a reason."""
    filled = {_own(s, path, c) for s in sources for path, names in s.filled.items() for c in names if c not in HIDDEN}
    by_name = {s.name: s for s in sources}
    used = {_own(by_name[name], path, c) for name, path, c in plan.used} & filled
    rest = sorted(key for key in filled - used if not _excused(mapping, key))
    if filled and rest and len(filled) - len(rest) < USED_ENOUGH * len(filled):
        listed = ", ".join(f"{path + '.' if path else ''}{c}" for _, path, c in rest[:12])
        raise mapping.error(f"{len(rest)} of {len(filled)} filled columns are neither used nor listed: {listed}", ("unused",),
                            'list them under [unused] with a reason: "column" = "why"')
    for source, path, column in rest:
        yield Finding(source, f"{path + '.' if path else ''}{column}", "unused-column", "info", "this column is not used by the mapping", 0)
    for column, reason in sorted(mapping.unused.items()):
        yield Finding("", column, "unused-column", "info", f"left out: {reason}", 0)


def _own(source: RawSource, path: str, column: str) -> tuple[str, str, str]:
    """A column by its own list: the first element of a list stands in the columns of its parent once more."""
    full = f"{path}.{column}" if path else column
    for one in sorted((p for p in source.columns if len(p) > len(path)), key=len, reverse=True):
        if full == one:
            return source.name, one, "value"
        if full.startswith((f"{one}.", f"{one}@")):
            return source.name, one, full[len(one):].removeprefix(".")
    return source.name, path, column


def _excused(mapping: Mapping, key: tuple[str, str, str]) -> bool:
    _, path, column = key
    full = f"{path}.{column}" if path else column
    return any(name in mapping.unused for name in (column, full)) or any(
        full == name or full.startswith(f"{name}.") or full.startswith(f"{name}@") for name in mapping.unused)


def _unknown_words(engine: DuckDB, plan: Plan) -> Iterator[Finding]:
    """Words for form, status and role that no vocabulary has: counted, so that somebody adds them."""
    for stage in plan.stages:
        if stage.startswith("contribution_"):
            n = engine.rows(f"SELECT count(*) FROM {stage} WHERE role IS NULL AND role_written IS NOT NULL")[0][0]
            if n:
                yield Finding("", "role", "unknown-word", "warning", "roles that the vocabulary does not know; kept as written", n)
        elif stage.startswith("work") and stage[4:].isdigit():
            for word in ("form", "status"):
                n = engine.rows(f"SELECT count(*) FROM {stage} WHERE {word} IS NULL AND {word}_written IS NOT NULL AND _reject IS NULL")[0][0]
                if n:
                    yield Finding("", word, "unknown-word", "warning", f"words for {word} that the vocabulary does not know", n)
