"""Pooled tables: what leaves of figures that are pooled only: cells over enough organisations, protected, and compared with every earlier issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import code
from intarsia.build.branch import Branch
from intarsia.build.issues import Issue, Issues, Key
from intarsia.build.staleness import Steps, plain
from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.errors import Invalid
from intarsia.model import Finding
from intarsia.steps import pooling
from intarsia.steps.pooling import PERIODS, PooledTable
from intarsia.store import columnar
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import TABLES
from intarsia.text import fold

if TYPE_CHECKING:
    from intarsia.disclosure.linked import Linked

FEW = "{block}: fewer than {minimum} organisations give these figures"
FEW_KEPT = "{block}: the last issue stays, because fewer than {minimum} organisations give these figures now"
NEW_KEPT = "{block}: the last issue stays, because a new one beside it would tell of a single organisation"
NEVER = "{block}: nothing is issued, because a table beside those that were issued would tell of a single organisation"
CLOSED = "{block}: the last issue stays, because figures behind it were erased and a new one could not be compared with it"
NOTHING_KEPT = "{block}: the last issue stays, because every figure of a new one would have to be withheld"
NOTHING = "{block}: every figure is withheld: with so few organisations, or so unequal ones, each would tell of a single one"


@dataclass
class PooledSteps:
    """The pooled tables of a build."""

    steps: Steps

    def run(self, branches: list[Branch]) -> list[Branch]:
        """A branch for each pooled table, as of any other dataset; and each contributor's branch knows where it takes part.

        Raises: Invalid for a description that is not right.
        """
        described = pooling.tables(self.steps.layout.pooled, self.steps.config)
        taken = {b.dataset.id for b in branches}
        if twice := [one.dataset.id for one in described if one.dataset.id in taken]:
            raise Invalid(f"'{twice[0]}' is the name of a dataset and of a pooled table", where=str(self.steps.layout.pooled / twice[0]), way_out="give the table another name")
        found: list[Branch] = []
        for several in pooling.together(described):
            members = [b for b in branches if b.dataset.pooled_only and not b.held and b.mapped is not None and "observation" in b.mapped.tables()]
            issues = self._issued(several, members)
            found += [self._branch(one, several, issues, any(b.dataset.synthetic for b in members)) for one in several]
        return sorted(found, key=lambda branch: branch.dataset.id)

    def _issued(self, several: list[PooledTable], members: list[Branch]) -> Issues:
        """What may stand in public now, by block; kept before anybody sees it."""
        first = several[0]
        issues = Issues.of(self.steps.layout.vault, first.measure, first.unit)
        given = [[b.dataset.id, b.dataset.publisher, b.dataset.sector, b.hashes()] for b in members]
        inputs = key(given, [plain(one) | {"dataset": one.dataset.id} for one in several], code.version("pooled"))
        with self.steps.engine() as engine:
            taking, unfit = _load(engine, several, members)
            for branch in members:
                if branch.dataset.id in taking:
                    branch.pooled_in = sorted(one.dataset.id for one in several)
            if issues.inputs == inputs or not (members or issues.blocks):
                return issues
            self.steps.report({"step": "pooled", "subject": first.measure, "state": "running", "why": "figures, contributors or descriptions are new"})
            for dataset in unfit:
                why = "not every figure fits these tables: another unit, a period longer than theirs, or a segment of a figure; see docs/pooled.md"
                self.steps.report({"step": "pooled", "subject": dataset, "state": "kept", "why": why})
            issues.said = {}
            for block in [row[0] for row in engine.rows("SELECT DISTINCT block FROM figures ORDER BY block")]:
                next_issue(engine, several, issues, block)
        issues.inputs = inputs
        issues.givers |= {branch.dataset.id: _organisation(branch, several) for branch in members}
        issues.keep()
        return issues

    def _branch(self, described: PooledTable, several: list[PooledTable], issues: Issues, synthetic: bool) -> Branch:
        """The table as a dataset of its own, whose publisher is the pool. synthetic: some of the figures were made up."""
        block_name = pooling.block_of(several)
        cells = [(block, dict(k), value) for block in sorted(issues.blocks) if (last := issues.last(block))
                 for k, value in (*((k, told[1]) for k, told in last.figures.items()), *((k, None) for k in last.withheld)) if _is_of(dict(k), described, block_name)]
        rows = pooling.observation_table(pooling.observations(described, block_name, cells))
        findings = [Finding("", "", "pooled", "info", said, 0) for said in issues.said.values()]
        parts = {"cells": key(rows.to_pylist()), "findings": [f.message for f in findings], "code": code.version("pooled")}

        def work(folder: Path) -> dict[str, Any]:
            tables = {"observation": plain(columnar.write(folder / "observation.parquet", TABLES["observation"], rows.to_batches()))} if rows.num_rows else {}
            places = sorted({place for place in rows.column("place").to_pylist() if place and len(place) == 2 and place.isupper()})
            return {"tables": tables, "places": places, "findings": [plain(f) for f in findings], "accounts": {}, "total": rows.num_rows}

        outcome: Outcome = self.steps.step("pooled", described.dataset.id, parts, work)
        return Branch(replace(described.dataset, synthetic=synthetic), self.steps.layout.pooled / described.dataset.id, mapped=outcome)


def _load(engine: DuckDB, several: Sequence[PooledTable], members: Sequence[Branch]) -> tuple[set[str], list[str]]:
    """All contributors' figures as the table `figures`; the ids of the datasets that have any, and of those with figures that do not fit."""
    taking, unfit, selects = set(), [], []
    for number, branch in enumerate(members):
        assert branch.mapped is not None
        engine.scan([branch.mapped.file("observation")], f"observed{number}")
        works = _works(engine, branch, number)
        group = next((one.groups[branch.dataset.id] for one in several if branch.dataset.id in one.groups), "")
        sql = pooling.rows_sql(f'"observed{number}"', works, several, _organisation(branch, several), branch.dataset.sector, group)
        mine, fitting = engine.rows(f"SELECT count(*), (SELECT count(*) FROM ({sql}) AS q) FROM \"observed{number}\" WHERE measure = {quote(several[0].measure)} AND value IS NOT NULL")[0]
        if fitting:
            taking.add(branch.dataset.id)
            selects.append(sql)
        if fitting < mine:
            unfit.append(branch.dataset.id)
    nothing = "".join(f", '' AS {identifier(name)}" for name in _dimensions(several))
    empty = f"SELECT '' AS contributor, CAST(0 AS DOUBLE) AS value, '' AS block{nothing} WHERE 1 = 0"
    engine.run("figures", " UNION ALL ".join(selects or [empty]))
    return taking, unfit


def _works(engine: DuckDB, branch: Branch, number: int) -> str:
    """A relation of (id, genre, form) of a contributor's works: a work of several genres is of "several", so that each figure is in one cell."""
    work, term = (branch.table(name) for name in ("work", "term"))
    if work is None:
        return "(SELECT CAST(NULL AS VARCHAR) AS id, CAST(NULL AS VARCHAR) AS genre, CAST(NULL AS VARCHAR) AS form WHERE 1 = 0)"
    engine.scan([work], f"works{number}", ["id", "form"])
    genres = "SELECT CAST(NULL AS VARCHAR) AS work, CAST(NULL AS VARCHAR) AS genre WHERE 1 = 0"
    if term is not None:
        engine.scan([term], f"terms{number}", ["work", "facet", "concept", "state"])
        genres = (f"SELECT work, CASE WHEN count(DISTINCT concept) > 1 THEN 'several' ELSE min(concept) END AS genre FROM \"terms{number}\" "
                  "WHERE facet = 'genre' AND state = 'matched' GROUP BY work")
    return f'(SELECT i.id AS id, g.genre AS genre, i.form AS form FROM "works{number}" AS i LEFT JOIN ({genres}) AS g ON g.work = i.id)'


def _organisation(branch: Branch, several: Sequence[PooledTable]) -> str:
    """The organisation behind a dataset: names that are written alike, and those of one holding, are one."""
    holdings = {fold(name): parent for one in several for name, parent in one.holdings.items()}
    return fold(holdings.get(fold(branch.dataset.publisher), branch.dataset.publisher))


def _dimensions(several: Sequence[PooledTable]) -> list[str]:
    return list(dict.fromkeys(name for one in several for name in one.dimensions))


def _inner(described: PooledTable, block_name: str) -> list[str]:
    """The dimensions of a table within a block."""
    return [name for name in described.dimensions if name != block_name]


def _is_of(members: Mapping[str, str], described: PooledTable, block_name: str) -> bool:
    """Is a cell one of this table? A table by a shorter period than its block has no totals over the block: those are another table's."""
    inner = _inner(described, block_name)
    return set(members) <= set(inner) and all(name in members for name in inner if name in PERIODS)


def next_issue(engine: DuckDB, several: list[PooledTable], issues: Issues, block: str) -> None:
    """Add the next issue of a block to the others, or the sentence that says why there is none. The engine holds the table `figures`."""
    from intarsia.disclosure.differencing import differs_safely  # scipy is slow to import, and few pools have pooled tables
    from intarsia.disclosure.linked import linked
    from intarsia.disclosure.sensitive import Options
    from intarsia.disclosure.suppression import protect

    minimum, p = max(one.minimum for one in several), max(one.p for one in several)
    options, block_name = Options(p=p, minimum=minimum), pooling.block_of(several)
    relation = f"(SELECT * FROM figures WHERE block = {quote(block)})"
    told, last = {"block": block or "all", "minimum": minimum}, issues.last(block)
    if block in issues.closed:
        issues.said[block] = CLOSED.format(**told)
        return
    if engine.rows(f"SELECT count(DISTINCT contributor) FROM {relation} AS f WHERE value <> 0")[0][0] < minimum:
        issues.said[block] = (FEW_KEPT if last else FEW).format(**told)
        return
    shapes = [_inner(one, block_name) for one in several]
    cells = linked(engine, relation, shapes, "contributor", "value", options)
    new = _issue(engine, relation, _dimensions(several), several, block_name, cells, protect(cells, options).withheld, block)
    if last is not None and new.says(last):
        return
    if not new.figures:
        issues.said[block] = (NOTHING_KEPT if last else NOTHING).format(**told)
        return
    if differs_safely(issues.everything(), new.published(f"{block} new"), options):
        issues.said[block] = (NEW_KEPT if last else NEVER).format(**told)
        return
    issues.blocks.setdefault(block, []).append(new)


def _issue(engine: DuckDB, relation: str, dimensions: list[str], several: list[PooledTable], block_name: str, cells: Linked, withheld: Any, block: str) -> Issue:
    """The cells that may be told, each with the figures it is the sum of."""
    listed = ", ".join(map(identifier, dimensions))
    comma = ", " if dimensions else ""
    rows = engine.rows(f"SELECT contributor{comma}{listed}, sum(value) FROM {relation} AS f GROUP BY contributor{comma}{listed} ORDER BY ALL")
    values = {(row[0], block, *(str(member) for member in row[1:-1])): float(row[-1]) for row in rows}
    atoms = list(values)
    shown: dict[Key, tuple[tuple[int, ...], float]] = {}
    away: list[Key] = []
    for at, cell in enumerate(cells.keys):
        members = dict(cell)
        if not any(_is_of(members, one, block_name) for one in several):
            continue
        if withheld[at]:
            away.append(cell)
            continue
        wanted = [(2 + dimensions.index(name), member) for name, member in members.items()]
        shown[cell] = (tuple(n for n, atom in enumerate(atoms) if all(atom[place] == member for place, member in wanted)), float(cells.total[at]))
    return Issue(tuple(atoms), tuple(values.values()), shown, tuple(away))
