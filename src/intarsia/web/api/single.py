"""One thing by its id, with the rows of other tables that are about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from intarsia import iris
from intarsia.reader import Reader
from intarsia.tables import FLOAT, TABLES
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
    """Rows about a thing: those that name it in a column and stand in the same dataset, or those of all datasets that pass a test.

    named: the entity whose name comes along.
    """

    table: str
    column: str = ""
    test: str = ""
    named: tuple[str, str, str] = ("", "", "")  # member, table and column of the name, by the id in the column of the same name

    def read(self, reader: Reader, identifier: str, dataset: str) -> list[dict[str, Any]]:
        """At most MOST rows, in the order of the table's key."""
        if self.column:  # the rows of one dataset are stored in the order of the key
            found = reader.where(self.table, self.column, [identifier], [dataset])[:MOST]
        elif not reader.manifest["tables"].get(self.table, {}).get("parts"):
            found = []
        else:
            wanted, order = (", ".join(f'r."{name}"' for name in names) for names in (TABLES[self.table].names, TABLES[self.table].key))
            test = self.test.replace("{any}", ANY if reader.manifest["tables"].get("entity", {}).get("rows") else "($id)")
            found = reader.records(f'SELECT {wanted} FROM "{self.table}" AS r WHERE {test} ORDER BY {order} LIMIT {MOST}', {"id": identifier})
        _finite(self.table, found)
        if self.named[0]:
            member, table, column = self.named
            names = {one["id"]: one[column] for one in reader.where(table, "id", [row[table] for row in found if row[table]], [dataset])}
            found = [{**row, member: names.get(row[table])} for row in found]
        return found

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


_LABELS = Rows("label", test="r.entity = $id")
_LINKS = Rows("link", test="(r.subject = $id OR r.object = $id)")
THINGS = (
    Thing("works", "work", "work", "One work with everything the release says about it", {
        "titles": Rows("title", "work"),
        "contributions": Rows("contribution", "work", named=("name", "agent", "name")),
        "terms": Rows("term", "work"),
        "identifiers": Rows("identifier", "entity"),
        "relations": Rows("relation", "work"),
        "status_events": Rows("status_event", "work"),
        "notices": Rows("notice", "entity"),
        "links": _LINKS,
        "observations": Rows("observation", test="r.about IN {any}"),
    }),
    Thing("agents", "agent", "agent", "One person or organisation, with the works it is credited in", {
        "contributions": Rows("contribution", "agent", named=("title", "work", "title")),
        "identifiers": Rows("identifier", "entity"),
        "notices": Rows("notice", "entity"),
        "links": _LINKS,
        "observations": Rows("observation", test="r.about IN {any}"),
    }),
    Thing("places", "place", "place", "One place, with its names and figures about it", {
        "labels": _LABELS,
        "identifiers": Rows("identifier", test="r.entity = $id"),
        "observations": Rows("observation", test="r.place = $id OR r.about = $id"),
    }, label=True),
    Thing("datasets", "dataset", "dataset", "One dataset with its files, columns and findings", {
        "distributions": Rows("distribution", "dataset"),
        "frames": Rows("frame", "dataset"),
        "profile": Rows("profile", "dataset"),
        "findings": Rows("finding", "dataset"),
        "notices": Rows("notice", test="r.dataset = $id AND r.entity IS NULL"),
        "labels": _LABELS,
    }, label=True),
    Thing("links", "link", "link", "One link with its evidence"),
    Thing("interventions", "intervention", "intervention", "One intervention"),
)
TERM = Thing("terms", "concept", "concept", "One concept with its names, what is narrower, and identifiers elsewhere", {
    "labels": _LABELS, "narrower": Rows("concept", test="r.broader = $id"), "identifiers": Rows("identifier", test="r.entity = $id")}, label=True)
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


def _finite(table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return form.finite(rows, [column.name for column in TABLES[table].columns if column.type == FLOAT])


def _answer(ask: Ask, thing: Thing, identifier: str) -> Response:
    reader = ask.reader
    found = _finite(thing.table, reader.where(thing.table, "id", [identifier]))
    if not found:
        raise gone.missing(ask.visit, thing.kind, identifier)
    data = found[0]
    data["iri"] = data.get("iri") or iris.iri(reader.base, thing.kind, identifier)
    dataset = identifier if thing.kind == "dataset" else str(data.get("dataset") or "")
    for name, rows in thing.lists.items():
        data[name] = rows.read(reader, identifier, dataset)
    if thing.label:
        data["label"] = reader.label(identifier, ask.language)
    if thing.kind == "work":
        data["family"] = known_families(ask.visit.serving, reader).of(identifier)
    return ask.json(data, links={"iri": data["iri"]})
