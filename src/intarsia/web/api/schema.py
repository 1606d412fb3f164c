"""JSON Schemas of what the API answers, made from the tables."""

from __future__ import annotations

from typing import Any

from intarsia.tables import BOOL, FLOAT, INT, TABLES, TEXT, Column

Schema = dict[str, Any]
TYPES = {TEXT: "string", INT: "integer", FLOAT: "number", BOOL: "boolean"}
STRING: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def column(one: Column) -> Schema:
    """A column: any of them may be empty."""
    return {"type": [TYPES[one.type], "null"], "description": one.meaning + (f" ({one.unit})" if one.unit else "")}


def row(table: str, *, iri: bool = True, **more: Schema) -> Schema:
    """A row of a table; `iri`: where the table has no such column, the IRI that is minted for the row. `more`: further members."""
    found = {one.name: column(one) for one in TABLES[table].columns}
    if iri:
        found["iri"] = {"type": "string", "format": "uri", "description": "Its IRI, which resolves"}
    return {"type": "object", "description": TABLES[table].meaning, "properties": found | more, "additionalProperties": False}


def rows(table: str) -> Schema:
    """Rows of a table within another answer, as they stand."""
    return array(row(table, iri=False))


def array(of: Schema, about: str = "") -> Schema:
    return {"type": "array", "items": of} | ({"description": about} if about else {})


def record(about: str = "", *, open: bool = False, **members: Schema) -> Schema:
    """An object; all its members are always there unless it is open."""
    found: Schema = {"type": "object", "properties": members, "additionalProperties": open}
    return found | ({} if open else {"required": list(members)}) | ({"description": about} if about else {})


def nullable(kind: str, about: str = "") -> Schema:
    return {"type": [kind, "null"]} | ({"description": about} if about else {})


def text(about: str) -> Schema:
    return {"type": "string", "description": about}


def envelope(data: Schema) -> Schema:
    """{data, links, meta}."""
    return {"type": "object", "required": ["data", "links", "meta"], "additionalProperties": False,
            "properties": {"data": data, "links": {"$ref": "#/components/schemas/Links"}, "meta": {"$ref": "#/components/schemas/Meta"}}}


def components() -> dict[str, Schema]:
    """The schemas that all operations share."""
    return {
        "Links": {"type": "object", "description": "Addresses: this answer, the next page of a list, and others that belong to it", "required": ["self"],
                  "properties": {"self": STRING, "next": nullable("string", "The next page; null or absent at the end")}, "additionalProperties": nullable("string")},
        "Meta": {"type": "object", "description": "The release the answer comes from, and what else is to be known about it", "required": ["release", "issued"],
                 "properties": {"release": text("Id of the release; ?release= pins it"), "issued": text("When it was issued"),
                                "count": {**COUNT, "description": "Items in this answer"}, "total": {**COUNT, "description": "Items in all"}}, "additionalProperties": True},
        "Problem": {"type": "object", "description": "What is wrong, where, and the way out (RFC 9457)", "required": ["type", "title", "status"],
                    "properties": {"type": STRING, "title": STRING, "status": {"type": "integer", "minimum": 400, "maximum": 599}, "detail": text("What is wrong"),
                                   "where": text("Where"), "way_out": text("What to do")}, "additionalProperties": True},
    }
