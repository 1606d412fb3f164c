"""Families: works that accepted links tie into one story, over all sectors."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.web.api import cursor, schema
from intarsia.web.api.listed import CURSOR, MOST
from intarsia.web.api.operation import Ask, Operation
from intarsia.web.api.parameter import Parameter
from intarsia.web.api.single import ID
from intarsia.web.family import known_families, known_stories, relatives

LIMIT = Parameter("limit", f"How many families at most: 100 when left out, {MOST:,} at most", "integer", least=1, most=MOST, example=20)
IRI = {"type": "string", "format": "uri"}
STORY: dict[str, Any] = {
    "id": schema.text("Id of its origin: the work that most others lead to"), "iri": {**IRI, "description": "IRI of its origin"}, "title": schema.STRING,
    "form": schema.nullable("string"), "works": schema.COUNT, "sector_count": schema.COUNT, "sectors": schema.array(schema.STRING), "dataset_count": schema.COUNT,
    "datasets": schema.array(schema.STRING), "first": schema.nullable("integer", "Year of its oldest work"), "last": schema.nullable("integer", "Year of its newest work"),
}
WORK = schema.record(
    id=schema.STRING, iri=IRI, title=schema.STRING, language=schema.nullable("string"), form=schema.nullable("string"), sector=schema.nullable("string"),
    date=schema.nullable("string", "Date (EDTF)"), year_start=schema.nullable("integer"), status=schema.nullable("string"), dataset=schema.STRING)


def operations() -> list[Operation]:
    """The list and one of them."""
    return [
        Operation(name="families", tag="families", path="/families", about="Families of linked works: those told in most sectors first, then by most datasets", answer=_list,
                  data=schema.array(schema.record(**STORY)), parameters=(LIMIT, CURSOR)),
        Operation(name="family", tag="families", path="/families/{id}", about="The family of a work: every work that accepted links tie to it, oldest first", answer=_one,
                  data=schema.record(id=schema.text("The work asked for"), iri=IRI, works=schema.array(WORK)), parts=(ID,), missing=True),
    ]


def _list(ask: Ask) -> Response:
    question = cursor.question(ask.operation.path, ask.values)
    begin = 0
    if "cursor" in ask.values:
        release, (_kind, begin) = cursor.read(ask.values["cursor"], question)
        ask.read(release)
    told, limit = known_stories(ask.visit.serving, ask.reader), ask.values.get("limit", 100)
    shown = [{name: story[name] for name in STORY} for story in told[begin : begin + limit]]
    following = ask.again(cursor=cursor.write(ask.reader.id, question, ("families", begin + limit))) if begin + limit < len(told) else None
    return ask.json(shown, links={"next": following}, meta={"count": len(shown), "total": len(told)})


def _one(ask: Ask) -> Response:
    identifier = ask.part("id")
    members = known_families(ask.visit.serving, ask.reader).of(identifier)
    works = relatives(ask.reader, members)
    own = next((work for work in works if work["id"] == identifier), None)
    if own is None:
        raise NotFound(f"there is no work '{identifier[:80]}' in this release", way_out="take the id of a work, as lists give it")
    kept: list[dict[str, Any]] = [{name: work[name] for name in WORK["properties"]} for work in works]
    return ask.json({"id": identifier, "iri": own["iri"], "works": kept}, links={"iri": own["iri"]}, meta={"count": len(kept)})
