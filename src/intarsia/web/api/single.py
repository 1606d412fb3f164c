"""One thing by its id, with the rows of other tables that are about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from starlette.responses import Response

from intarsia import iris
from intarsia.reader import Reader
from intarsia.tables import TABLES
from intarsia.web import gone
from intarsia.web.api import form, schema
from intarsia.web.api.operation import Ask, Operation
from intarsia.web.api.parameter import Parameter
from intarsia.web.family import known_families

MOST = 1000
ID = Parameter("id", "The id of the thing, as lists give it", longest=200)
ANY = "(SELECT member FROM entity WHERE cluster IN (SELECT cluster FROM entity WHERE member = $id) UNION SELECT $id)"


@dataclass(frozen=True)
class Rows:
    """Rows about a thing. own: they stand in the same dataset, so that the files of the others are not opened; named: the entity whose name comes along."""

    table: str
    test: str
    own: bool = True
    named: tuple[str, str, str] = ("", "", "")  # member, table and column of the name, by the id in the column of the same name

    def read(self, reader: Reader, identifier: str, dataset: str) -> list[dict[str, Any]]:
        """At most MOST rows, in the order of the table's key."""
        source = reader.part(self.table, [dataset]) if self.own else f'"{self.table}"'
        if self.own and dataset not in reader.manifest["tables"].get(self.table, {}).get("parts", {}):
            return []
        wanted = ", ".join(f'r."{name}"' for name in TABLES[self.table].names)
        test = self.test.replace("{any}", ANY if reader.manifest["tables"].get("entity", {}).get("rows") else "($id)")
        order = ", ".join(f'r."{name}"' for name in TABLES[self.table].key)
        join = ""
        if self.named[0]:
            member, table, column = self.named
            wanted += f', n."{column}" AS "{member}"'
            join = f' LEFT JOIN {reader.part(table, [dataset])} AS n ON n.id = r."{table}"'
        return form.rows(reader.arrow(f"SELECT {wanted} FROM {source} AS r{join} WHERE {test} ORDER BY {order} LIMIT {MOST}", {"id": identifier}))

    def schema(self) -> schema.Schema:
        found = schema.rows(self.table)
        if self.named[0]:
            found["items"]["properties"][self.named[0]] = schema.nullable("string")
        return found


@dataclass(frozen=True)
class Thing:
    """A kind of thing: where lists name it, its table and what is told about it."""

    noun: str
    kind: str
    table: str
    about: str
    lists: dict[str, Rows] = field(default_factory=dict)
    label: bool = False


_LABELS = Rows("label", "r.entity = $id", own=False)
_LINKS = Rows("link", "(r.subject = $id OR r.object = $id)", own=False)
THINGS = (
    Thing("works", "work", "work", "One work with everything the release says about it", {
        "titles": Rows("title", "r.work = $id"),
        "contributions": Rows("contribution", "r.work = $id", named=("name", "agent", "name")),
        "terms": Rows("term", "r.work = $id"),
        "identifiers": Rows("identifier", "r.entity = $id"),
        "relations": Rows("relation", "r.work = $id"),
        "status_events": Rows("status_event", "r.work = $id"),
        "links": _LINKS,
        "observations": Rows("observation", "r.about IN {any}", own=False),
    }),
    Thing("agents", "agent", "agent", "One person or organisation, with the works it is credited in", {
        "contributions": Rows("contribution", "r.agent = $id", named=("title", "work", "title")),
        "identifiers": Rows("identifier", "r.entity = $id"),
        "links": _LINKS,
        "observations": Rows("observation", "r.about IN {any}", own=False),
    }),
    Thing("places", "place", "place", "One place, with its names and figures about it", {
        "labels": _LABELS,
        "identifiers": Rows("identifier", "r.entity = $id", own=False),
        "observations": Rows("observation", "r.place = $id OR r.about = $id", own=False),
    }, label=True),
    Thing("datasets", "dataset", "dataset", "One dataset with its files, columns and findings", {
        "distributions": Rows("distribution", "r.dataset = $id"),
        "frames": Rows("frame", "r.dataset = $id"),
        "profile": Rows("profile", "r.dataset = $id"),
        "findings": Rows("finding", "r.dataset = $id"),
        "labels": _LABELS,
    }, label=True),
    Thing("links", "link", "link", "One link with its evidence"),
    Thing("interventions", "intervention", "intervention", "One intervention"),
)
TERM = Thing("terms", "concept", "concept", "One concept with its names, what is narrower, and identifiers elsewhere", {
    "labels": _LABELS, "narrower": Rows("concept", "r.broader = $id", own=False), "identifiers": Rows("identifier", "r.entity = $id", own=False)}, label=True)
FAMILY = schema.array(schema.STRING, "Ids of the works of its family, itself included; it alone when nothing is linked to it")


def operations() -> list[Operation]:
    """One operation a kind."""
    found = [_operation(thing) for thing in THINGS]
    parts = (Parameter("scheme", "The vocabulary", longest=200), Parameter("notation", "The key within the vocabulary; it may hold slashes", longest=300))
    return [*found, Operation(name="term", tag="terms", path="/terms/{scheme}/{notation}", about=TERM.about, parts=parts, missing=True, data=_data(TERM),
                              answer=lambda ask: _answer(ask, TERM, f"{ask.part('scheme')}:{ask.part('notation')}"), detail=_detail(TERM))]


def _operation(thing: Thing) -> Operation:
    return Operation(name=thing.kind, tag=thing.noun, path=f"/{thing.noun}/{{id}}", about=thing.about, parts=(ID,), missing=True, data=_data(thing),
                     answer=lambda ask: _answer(ask, thing, ask.part("id")), detail=_detail(thing))


def _detail(thing: Thing) -> str:
    return f"Each list holds at most {MOST:,} rows; /tables has all of them." if thing.lists else ""


def _data(thing: Thing) -> schema.Schema:
    more = {name: rows.schema() for name, rows in thing.lists.items()}
    more |= {"label": schema.text("Its name in the language asked for")} if thing.label else {}
    more |= {"family": FAMILY} if thing.kind == "work" else {}
    return schema.row(thing.table, iri=True, **more)


def _answer(ask: Ask, thing: Thing, identifier: str) -> Response:
    reader = ask.reader
    found: pa.Table = reader.arrow(f'SELECT * FROM "{thing.table}" WHERE id = $id LIMIT 1', {"id": identifier})
    if not found.num_rows:
        raise gone.missing(ask.visit, thing.kind, identifier)
    data = form.rows(found)[0]
    data["iri"] = data.get("iri") or iris.iri(reader.base, thing.kind, identifier)
    dataset = identifier if thing.kind == "dataset" else str(data.get("dataset") or "")
    for name, rows in thing.lists.items():
        data[name] = rows.read(reader, identifier, dataset)
    if thing.label:
        data["label"] = reader.label(identifier, ask.language)
    if thing.kind == "work":
        data["family"] = known_families(ask.visit.serving, reader).of(identifier)
    return ask.json(data, links={"iri": data["iri"]})
