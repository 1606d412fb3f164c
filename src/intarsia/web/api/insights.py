"""Questions of the shelf: the list of them, and the answer to one. The same answer as its page, its CSV, `intarsia ask` and `pool.ask`."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from intarsia import answering
from intarsia.web import insights
from intarsia.web.api import schema
from intarsia.web.api.operation import Ask, Operation
from intarsia.web.api.parameter import Parameter

NAME = Parameter("name", "The name of the question, as the list gives it", pattern="[a-z0-9-]+", longest=80)
SLOTS = "Its slots are parameters by their names; those that are left out have their default. A slot or value that is not there is refused, with those that are."
ANY: dict[str, Any] = {"type": "object", "additionalProperties": True}
EVIDENCE = schema.record(
    "What the figure rests on", open=True, estimate=schema.nullable("number"), interval={"type": ["array", "null"], "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    n=schema.COUNT, contributors=schema.COUNT, coverage=schema.nullable("number"), method=schema.STRING, release=schema.STRING, suppressed=schema.COUNT,
    state={"type": "string", "enum": ["SOLID", "THIN", "CONTESTED", "UNTESTED", "REFUSED"]}, sentence=schema.STRING)
SLOT = schema.record(name=schema.STRING, kind=schema.STRING, of=schema.STRING, default=schema.STRING, choices=schema.array(schema.STRING))
QUESTION = schema.record(
    id=schema.text("Its name"), group=schema.text("The page it stands on"), question=schema.text("The question, with a {slot} for each that stands in it"),
    method=schema.STRING, caveats=schema.array(schema.STRING), slots=schema.array(SLOT), tables=schema.array(schema.STRING), iri={"type": "string", "format": "uri"})
QUESTION["properties"]["about"] = schema.text("What it tells, for whom")
QUESTION["required"].append("about")
ANSWER = schema.record(
    "The answer: what is said, the evidence, the table with where each row leads, what would settle it, how to cite it and how to get it again", open=True,
    insight=schema.STRING, headline=schema.text("The finding where the evidence holds, else the title"), title=schema.STRING, unit=schema.STRING, definition=schema.STRING,
    evidence=EVIDENCE, chosen={"type": "object", "additionalProperties": schema.STRING}, fields=schema.array(ANY), rows=schema.array(ANY), needs=schema.array(ANY),
    caveats=schema.array(schema.STRING), cite=schema.STRING, reproduce=ANY)


def operations() -> list[Operation]:
    """The list and one of them."""
    return [
        Operation(name="insights", tag="insights", path="/insights", about="Every question of the shelf, with its slots", answer=_list, data=schema.array(QUESTION)),
        Operation(name="insight", tag="insights", path="/insights/{name}", about="The answer to a question, with its evidence and its table", answer=_one, data=ANSWER, parts=(NAME,),
                  forms=("json", "csv", "ndjson", "arrow", "parquet"), missing=True, slots=True, detail=SLOTS),
    ]


def _list(ask: Ask) -> Response:
    found = answering.listed(insights.shelf(ask.visit), ask.visit.language)
    told = [{**one, "iri": f"{ask.reader.base}ask/{one['id']}"} for one in found]
    return ask.json(told, meta={"count": len(told), "total": len(told)})


def _one(ask: Ask) -> Response:
    answer = insights.asked(ask.visit, ask.part("name"), ask.slots)
    if ask.form == "json":
        data = insights.told(ask.visit, answer)
        page = ask.visit.href(f"/ask/{answer.insight}", **{name: value for name, value in answer.chosen.items() if value})
        return ask.json(data, links={"page": page}, meta={"count": len(answer.rows)})
    table = answering.arrow(answer)
    return ask.table(table.schema, table.to_batches())
