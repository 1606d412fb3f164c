"""Lists: works, agents, places, datasets, observations, terms, links, interventions, and the rows of each table."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from starlette.responses import Response

from intarsia import iris
from intarsia.lists import NOUNS, Filter, Listing, Noun, table
from intarsia.reader import Reader
from intarsia.tables import INT, TABLES
from intarsia.web.api import cursor, form, schema
from intarsia.web.api.operation import Ask, Operation
from intarsia.web.api.parameter import Parameter

MOST = 1000
LIMIT = Parameter("limit", f"How many items at most; in JSON 100 when left out, in the other forms all, streamed. At most {MOST:,}", "integer", least=1, most=MOST, example=20)
CURSOR = Parameter("cursor", "Where to go on: follow links.next of the answer before (or its Link header) as it is", pattern="[A-Za-z0-9_-]{16,400}")
TOTAL = Parameter("total", "Also count the items in all, as meta.total", "boolean")
LABELLED = {"terms": "id", "places": "id", "datasets": "id"}


def operations() -> list[Operation]:
    """One operation for each noun and each table."""
    return [_operation(noun, noun.name, f"/{noun.name}") for noun in NOUNS.values()] + [_operation(table(name), "tables", f"/tables/{name}") for name in TABLES]


def fields(noun: Noun) -> Parameter:
    always = [name for name in ("id", "iri") if name in noun.columns]
    return Parameter("fields", "Only these columns, parted by commas" + (f"; {' and '.join(always)} always come along" if always else ""), many=True, commas=True,
                     choices=noun.columns, example=noun.columns[0])


def parameter(one: Filter) -> Parameter:
    """A filter as a parameter of the API."""
    bounds = {"least": -999_999, "most": 999_999} if one.type == INT and not one.many else {}
    return Parameter(one.name, one.about, schema.TYPES[one.type], many=one.many, example=one.example, **bounds)  # type: ignore[arg-type]


def _operation(noun: Noun, tag: str, path: str) -> Operation:
    of_table = tag == "tables"
    more = {"label": schema.text("Its name in the language asked for")} if noun.name in LABELLED and not of_table else {}
    item = schema.row(noun.table, iri=not of_table, **more)
    narrowed = "Filters of different names must all hold; of several values of one name any will do. " if noun.filters else ""
    return Operation(
        name=f"table_{noun.name}" if of_table else noun.name, tag=tag, path=path, about=noun.about, answer=lambda ask: answer(ask, noun, of_table), data=schema.array(item),
        parameters=(*(parameter(one) for one in noun.filters), fields(noun), LIMIT, CURSOR, TOTAL), forms=form.TABLES,
        detail=f"{narrowed}Rows stand in the order of the release: by dataset, then by {', '.join(TABLES[noun.table].key)}.")


def answer(ask: Ask, noun: Noun, of_table: bool) -> Response:
    """A page of a list as JSON, or its rows in another form."""
    chosen = {one.name: ask.values[one.name] for one in noun.filters if one.name in ask.values}
    asked = ask.values.get("fields")
    wanted = tuple(name for name in noun.columns if name in asked or name in ("id", "iri")) if asked else ()
    question = cursor.question(ask.operation.path, ask.values)
    after = None
    if "cursor" in ask.values:
        release, after = cursor.read(ask.values["cursor"], question)
        ask.read(release)
    reader, limit = ask.reader, ask.values.get("limit", 100 if ask.form == "json" else None)
    minted = () if of_table or ask.form != "json" or not wanted else _needed(noun)
    listing = Listing(noun, chosen, tuple(name for name in noun.columns if name in wanted or name in minted) if wanted else ())
    if limit is None:
        return ask.table(listing.schema, listing.batches(reader, after))
    rows, last = listing.page(reader, limit, after)
    following = ask.again(cursor=cursor.write(reader.id, question, last)) if last else None
    if ask.form != "json":
        return ask.table(rows.schema, rows.to_batches(), following)
    meta: dict[str, Any] = {"count": rows.num_rows} | ({"total": listing.count(reader)} if ask.values.get("total") else {})
    return ask.json(items(reader, noun, rows, wanted, of_table, ask.language), links={"next": following}, meta=meta)


def items(reader: Reader, noun: Noun, rows: pa.Table, wanted: tuple[str, ...], of_table: bool, language: str) -> list[dict[str, Any]]:
    """Rows as JSON, each with its IRI and, for what has names in several languages, its name."""
    found = form.rows(rows)
    if of_table:
        return found
    for row in found:
        if not row.get("iri"):
            row["iri"] = iris.iri(reader.base, noun.table, row["id"] if "id" in row else _observation(row))
        if noun.name in LABELLED:
            row["label"] = reader.label(row["id"], language)
    if wanted:
        kept = {*wanted, "iri", "label"}
        found = [{name: value for name, value in row.items() if name in kept} for row in found]
    return found


def _observation(row: dict[str, Any]) -> str:
    """A figure has no column that names it: all its keys together do."""
    return iris.mint("observation", row["dataset"], iris.SEPARATOR.join(row[key] or "" for key in TABLES["observation"].key))


def _needed(noun: Noun) -> tuple[str, ...]:
    """The columns from which a row's IRI is minted."""
    return ("dataset", *TABLES["observation"].key) if noun.name == "observations" else ()
