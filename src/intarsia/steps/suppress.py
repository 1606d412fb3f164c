"""suppress: what those concerned asked for is heeded in the rows of a dataset, at every build and for every delivery.

"remove": an agent leaves every table with its name, identifiers, figures and credits; where its name stands in other words of the
dataset (a description, a subject, the maker of another work) those words go too. A work that is named so leaves with all that is said
of it. "noindex": the agent stays, and `suppression` says that search engines are to leave its page out.

A subject is an id, an identifier ("isni:0000000121032683") or a name; a name is compared folded, in both orders ("Jane Doe", "Doe, Jane").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from intarsia import names, text
from intarsia.iris import MINTED
from intarsia.model import Finding
from intarsia.store import columnar
from intarsia.tables import TABLES

IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]*:\S+")
IN_PROSE = 6  # letters of a name that is looked for within a text; shorter ones, and single words, are compared with whole cells only
Tables = Mapping[str, pa.Table]


@dataclass
class Asked:
    """Whom a request names: by id, by identifier, or by name (folded, each order)."""

    ids: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, subjects: Iterable[str]) -> Asked:
        found = cls()
        for subject in subjects:
            if MINTED.fullmatch(subject):
                found.ids.add(subject)
            elif IDENTIFIER.fullmatch(subject):
                found.identifiers.add(subject)
            else:
                found.names |= spellings(subject)
        return found


def spellings(name: str) -> set[str]:
    """A name as it may be written, folded: as given, in the order of speech and by surname."""
    person = names.person(name)
    return {folded for one in (name, person.display, person.sort) if one and (folded := text.fold(one))}


def suppress(tables: Tables, removed: Iterable[str], unindexed: Iterable[str] = ()) -> tuple[dict[str, pa.Table], list[Finding]]:
    """The tables of a dataset that are no longer what they were, and what is said of it; an empty table is one that is left out.

    tables: agent, contribution, identifier, work ... of one dataset, as far as it has them; removed, unindexed: subjects.
    """
    asked = Asked.of(removed)
    agents, works = _agents(tables, asked), _ids(tables, "work", asked)
    said = _said(tables, agents) | asked.names
    changed = {name: new for name, table in tables.items() if (new := _without(name, table, agents, works, said)) is not table}
    rest = {**tables, **changed}
    quiet = sorted(_agents(rest, Asked.of(unindexed)))
    if quiet:
        changed["suppression"] = pa.table({"entity": pa.array(quiet, pa.string()), "what": pa.array(["noindex"] * len(quiet), pa.string())}, schema=columnar.schema(TABLES["suppression"]))
    gone = len(agents) + len(works)
    told = [Finding("", "", "suppression", "info", "some names are left out: those concerned asked for it", gone)] if gone else []
    return changed, told


def _ids(tables: Tables, kind: str, asked: Asked) -> set[str]:
    """The agents or works that are named by id or by identifier."""
    if kind not in tables:
        return set()
    have = pc.is_in(tables[kind].column("id"), value_set=pa.array(sorted(asked.ids), pa.string()))
    found = set(tables[kind].column("id").filter(have).to_pylist())
    if asked.identifiers and "identifier" in tables:
        rows = tables["identifier"]
        keys = pc.binary_join_element_wise(rows.column("scheme"), rows.column("value"), ":")
        owners = set(rows.column("entity").filter(pc.is_in(keys, value_set=pa.array(sorted(asked.identifiers), pa.string()))).to_pylist())
        found |= owners & set(tables[kind].column("id").to_pylist())
    return found


def _agents(tables: Tables, asked: Asked) -> set[str]:
    """The agents that are named: by id, identifier, name, or the name of a credit."""
    found = _ids(tables, "agent", asked)
    for table, key, columns in (("agent", "id", ("name", "sort_name")), ("contribution", "agent", ("name_written",))):
        if asked.names and table in tables:
            for column in columns:
                found |= set(tables[table].column(key).filter(_is_one_of(tables[table].column(column), asked.names)).to_pylist())
    return found - {None}


def _said(tables: Tables, agents: set[str]) -> set[str]:
    """The names under which these agents stand in the dataset, folded."""
    found: set[str] = set()
    for table, key, columns in (("agent", "id", ("name", "sort_name")), ("contribution", "agent", ("name_written",))):
        if agents and table in tables:
            mine = tables[table].filter(pc.is_in(tables[table].column(key), value_set=pa.array(sorted(agents), pa.string())))
            found |= {text.fold(value) for column in columns for value in mine.column(column).unique().to_pylist() if value}
    return found - {""}


#: table -> the columns that name a removed agent or work; the row goes
ROWS: dict[str, tuple[str, ...]] = {
    "agent": ("id",), "work": ("id",), "contribution": ("agent", "work"), "identifier": ("entity",), "observation": ("about",), "title": ("work",), "term": ("work",),
    "relation": ("work", "key"), "status_event": ("work",), "notice": ("entity",),
}
#: table -> the column whose whole value is a name, and the row goes with it
VALUES = {"term": "value", "candidate": "value"}
#: table -> the columns of prose in which a name may stand; the cell is emptied
PROSE = {"work": ("description", "notice"), "relation": ("maker",), "agent": ("notice",), "notice": ("text",)}


def _without(name: str, table: pa.Table, agents: set[str], works: set[str], said: set[str]) -> pa.Table:
    """A table without all that; the very same table when nothing in it is concerned."""
    gone = pa.array(sorted(agents | works), pa.string())
    out = pa.array([False] * len(table), pa.bool_())
    for column in ROWS.get(name, ()):
        out = pc.or_(out, pc.is_in(table.column(column), value_set=gone))
    if name in VALUES and said:
        out = pc.or_(out, _is_one_of(table.column(VALUES[name]), said))
    kept = table.filter(pc.invert(out)) if pc.any(out).as_py() else table
    for column in PROSE.get(name, ()) if said else ():
        named = _names_one_of(kept.column(column), said)
        if pc.any(named).as_py():
            kept = kept.set_column(kept.schema.get_field_index(column), column, pc.if_else(named, pa.scalar(None, pa.string()), kept.column(column)))
    return kept


def _is_one_of(column: Any, said: set[str]) -> pa.Array:
    """Which cells are one of these folded names."""
    return _of_distinct(column, lambda value: text.fold(value) in said)


def _names_one_of(column: Any, said: set[str]) -> pa.Array:
    """Which cells are one of these folded names, or have one within them."""
    long = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in sorted(said) if " " in name and len(name) >= IN_PROSE]

    def named(value: str) -> bool:
        folded = text.fold(value)
        return folded in said or any(pattern.search(folded) for pattern in long)

    return _of_distinct(column, named)


def _of_distinct(column: Any, test: Any) -> pa.Array:
    """A test of each distinct value, as a mask over the rows; false where there is no value."""
    coded = column.combine_chunks().dictionary_encode() if isinstance(column, pa.ChunkedArray) else column.dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    found = pa.array([test(value) for value in coded.dictionary.to_pylist()], pa.bool_())
    return pc.fill_null(found.take(coded.indices), False)
