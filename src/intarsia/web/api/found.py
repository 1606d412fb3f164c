"""Search: works by words and filters, with counts a facet and a year; the parameters are those of /explore."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from intarsia.searching import SCHEMA, batch, batches, datasets, described
from intarsia.store.searchindex import DEEPEST, SORTS
from intarsia.web import query
from intarsia.web.api import cursor, form, schema
from intarsia.web.api.listed import CURSOR, MOST
from intarsia.web.api.operation import Ask, Operation
from intarsia.web.api.parameter import Parameter
from intarsia.web.present import FACETS

ABOUT = {
    "sector": "Sectors", "form": "Forms", "country": "Countries (ISO 3166-1 alpha-2)", "genre": "Genres", "language": "Languages (BCP 47)", "audience": "Audiences",
    "status": "announced, in production, released or withdrawn", "dataset": "Datasets",
}
PARAMETERS = (
    Parameter("q", 'Words; "a phrase", -without, OR, beginning*, title: maker: place: id: year:1990..1999', example="girl pearl", longest=1000),
    *(Parameter(facet, ABOUT.get(facet, facet), many=True, example="NL" if facet == "country" else None) for facet in FACETS),
    Parameter("not", "Values that no work found may have: a facet, a colon and a value", many=True, pattern=f"(?:{'|'.join(FACETS)}):.+", example="genre:drama"),
    Parameter("from", "First year", "integer", least=-999_999, most=999_999, example=1990),
    Parameter("to", "Last year", "integer", least=-999_999, most=999_999, example=2020),
    Parameter("sort", "The order: best match first (when there are words), or by year", choices=SORTS),
    Parameter("limit", f"How many works at most: in JSON 20 when left out, in the other forms all of the first {DEEPEST:,}. At most {MOST:,}", "integer", least=1, most=MOST, example=20),
    CURSOR,
)
_COUNTS = {"type": "object", "additionalProperties": schema.COUNT}
CARD = schema.record(
    id=schema.STRING, iri={"type": "string", "format": "uri"}, title=schema.STRING, original=schema.nullable("string", "The original title, where it is another one"),
    form=schema.nullable("string"), sector=schema.nullable("string"), year=schema.nullable("integer"), date=schema.nullable("string", "Date (EDTF)"), status=schema.nullable("string"),
    countries=schema.array(schema.STRING), genres=schema.array(schema.STRING), dataset=schema.STRING,
    makers=schema.array(schema.record(id=schema.STRING, name=schema.STRING)), licence=schema.nullable("string", "Licence of the dataset (URI)"), synthetic={"type": "boolean"},
    notice=schema.nullable("string", "What readers should know first"))
DATA = schema.record(
    works=schema.array(CARD),
    facets={"type": "object", "additionalProperties": _COUNTS, "description": "Works for each value of each facet; what is chosen within a facet does not narrow its own counts"},
    years={**_COUNTS, "description": "Works for each year"})


def operations() -> list[Operation]:
    """The one operation."""
    return [Operation(name="search", tag="search", path="/search", about="Works by words and filters, with counts for each facet and year", answer=_answer, data=DATA, parameters=PARAMETERS,
                      forms=form.TABLES,
                      detail=f"The first {DEEPEST:,} works can be had; facets and years count all. Counts come with the first page. The other forms have the works alone.")]


def _answer(ask: Ask) -> Response:
    asked = query.read(ask.request.query_params)
    question = cursor.question(ask.operation.path, ask.values)
    begin = 0
    if "cursor" in ask.values:
        release, (_kind, begin) = cursor.read(ask.values["cursor"], question)
        ask.read(release)
    reader, limit = ask.reader, ask.values.get("limit", 20 if ask.form == "json" else None)
    if limit is None:
        return ask.table(SCHEMA, batches(reader, asked.text, asked.filters, asked.order, begin))
    limit = max(0, min(limit, DEEPEST - begin))
    hits = reader.search(asked.text, asked.filters, limit=limit, offset=begin, sort=asked.order, counts=ask.form == "json" and not begin)
    more = begin + limit < min(hits.total, DEEPEST)
    following = ask.again(cursor=cursor.write(reader.id, question, ("hits", begin + limit))) if more else None
    works = described(reader, hits.cards, ask.visit.serving.once(reader, "licences", lambda: datasets(reader)))
    if ask.form != "json":
        return ask.table(SCHEMA, [batch(works)], following)
    data: dict[str, Any] = {"works": works, "facets": hits.facets, "years": hits.years}
    return ask.json(data, links={"next": following, "page": ask.visit.href("/explore") + asked.bare()}, meta={"count": len(works), "total": hits.total, "note": hits.note})
