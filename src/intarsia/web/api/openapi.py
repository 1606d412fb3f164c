"""The OpenAPI 3.1 document, made from the operations; examples come from the release that is served."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from intarsia.reader import Reader
from intarsia.web.api import form, schema
from intarsia.web.api.operation import ROOT, Operation
from intarsia.web.api.parameter import Parameter

TAGS = {
    "works": "Productions, editions and events", "agents": "Persons and organisations", "places": "Countries and other places", "datasets": "What each contributor shares",
    "observations": "Audience and context figures", "terms": "Concepts of the vocabularies", "links": "Links between entities", "interventions": "What was done, where and when",
    "search": "Works by words and filters, with counts", "families": "Works that belong to one story", "insights": "Questions of the shelf, each answered with its evidence",
    "releases": "Releases, manifests and differences",
    "sql": "Questions of your own, in SQL", "check": "How a file of yours is understood", "tables": "The rows of every table, whole or narrowed by its key",
}
PRINTABLE = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$"
ABOUT = (
    "Read one release of this pool. Every answer in JSON has the form `{data, links, meta}`; `meta.release` says which release it is, and `?release=` pins it: "
    "a pinned answer never changes and may be cached for good.\n\n"
    "**Forms.** Ask by suffix (`/works.csv`) or by Accept: {forms}. CSV, NDJSON, Arrow and Parquet give all rows, streamed, unless `limit` is given.\n\n"
    "**Pages.** A list in JSON comes in pages of `limit` items. Follow `links.next` (also in the Link header) until it is absent. Its cursor belongs to one list of one release; "
    "the thousandth page costs what the first one costs.\n\n"
    "**Caching.** Answers carry an ETag made of the release and the question; send it back in If-None-Match and get 304.\n\n"
    "**Limits.** {limits} For everything at once take a table as Parquet, or the dumps of a release.\n\n"
    "**Errors** are problem documents (RFC 9457): what is wrong, where, and the way out. A parameter that is not there is refused, with those that are.\n\n"
    "Terms of use stand per dataset: `licence` and `object_rights` of /datasets."
)


def document(operations: Iterable[Operation], reader: Reader | None, root: str, requests: int, seconds: int) -> dict[str, Any]:
    """The document. root: the path the site stands under; requests, seconds: the limit of one client, 0 for none."""
    pool = reader.manifest["pool"] if reader else {"name": "Intarsia", "publisher": "", "base": ""}
    shown = examples(reader) if reader else {}
    limits = f"One client may send {requests:,} requests in {seconds} seconds; the RateLimit headers say what is left, and 429 says when to come back." if requests else "There is no limit."
    paths: dict[str, Any] = {}
    for one in operations:
        paths[f"{ROOT}{one.path}"] = {"get": _get(one, shown)}
    paths |= {f"{ROOT}/sql": _sql(), f"{ROOT}/check": _check()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{pool['name']}: the API", "version": "1", "summary": "Read-only access to a release of an Intarsia pool",
            "description": ABOUT.replace("{forms}", ", ".join(f"`{media.split(';')[0]}`" for media in form.MEDIA.values())).replace("{limits}", limits),
            "contact": {"name": pool["publisher"] or "The operator of this pool"} | ({"url": pool["base"]} if pool["base"] else {}),
            "license": {"name": "Each dataset states its own licence"} | ({"url": f"{pool['base']}datasets"} if pool["base"] else {}),
        },
        "servers": [{"url": root or "/", "description": "This site"}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items()],
        "paths": paths,
        "components": {"schemas": schema.components(), "headers": _headers()},
    }


def examples(reader: Reader) -> dict[str, str]:
    """An id of each kind that has one: those with the most to show first."""
    found: dict[str, str] = {}
    asked = {
        "work": "SELECT work FROM contribution GROUP BY work ORDER BY count(*) DESC, work LIMIT 1",
        "agent": "SELECT agent FROM contribution GROUP BY agent ORDER BY count(*) DESC, agent LIMIT 1",
        "place": "SELECT place FROM observation WHERE place IN (SELECT id FROM place) GROUP BY place ORDER BY count(*) DESC, place LIMIT 1", "dataset": "SELECT min(id) FROM dataset",
        "link": "SELECT min(id) FROM link WHERE state = 'accepted'", "intervention": "SELECT min(id) FROM intervention",
        "family": "SELECT subject FROM link WHERE kind = 'work' AND state = 'accepted' AND predicate = 'based_on' GROUP BY subject ORDER BY count(*) DESC, subject LIMIT 1",
        "notation": "SELECT min(notation) FROM concept WHERE scheme = 'sector'",
    }
    for name, sql in asked.items():
        rows = reader.rows(sql)
        if rows and rows[0][0]:
            found[name] = str(rows[0][0])
    return found | {"insight": "theme-by-sector", "scheme": "sector", "release": reader.id, "manifest": reader.id, "old": str(reader.manifest["previous"] or reader.id), "new": reader.id}


def _get(one: Operation, shown: dict[str, str]) -> dict[str, Any]:
    parts = [{"name": part.name, "in": "path", "required": True, "description": part.about, "schema": {"type": "string", "minLength": 1, "maxLength": part.longest, "pattern": PRINTABLE},
              **({"example": value} if (value := shown.get(part.name if part.name in shown else one.name)) else {})} for part in one.parts]
    parameters = [_example(parameter, shown) for parameter in one.values]
    if one.slots:
        parameters.append({"name": "slots", "in": "query", "description": "Slots of the question by their names", "required": False, "style": "form", "explode": True,
                           "schema": {"type": "object", "additionalProperties": schema.STRING}})
    suffixes = ", ".join(f"`.{name}`" for name in one.forms)
    return {
        "operationId": one.name, "tags": [one.tag], "summary": one.about, "description": " ".join(part for part in (one.detail, f"By suffix: {suffixes}.") if part),
        "parameters": [*parts, *parameters],
        "responses": {"200": _ok(one), "304": {"description": "You have this already", "headers": _refs("ETag")}, **problems(404)},
    }


def _example(parameter: Parameter, shown: dict[str, str]) -> dict[str, Any]:
    found = parameter.openapi()
    if parameter.name == "dataset" and "dataset" in shown:
        found["example"] = [shown["dataset"]]
    return found


def _ok(one: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": schema.envelope(one.data)}}
    for name in one.forms[1:]:
        content[form.MEDIA[name].split(";")[0]] = {"schema": {"type": "string"} if name in ("csv", "ndjson") else {"type": "string", "format": "binary"}}
    return {"description": one.about, "headers": _refs("ETag", "Link", "RateLimit", "RateLimit-Policy"), "content": content}


def problems(*more: int) -> dict[str, Any]:
    """The answers that say what is wrong."""
    told = {400: "Something in the address is not right", 404: "It is not there, or the release is not", 406: "None of the forms asked for can be had", 410: "It was withdrawn",
            414: "The address is too long", 431: "The address or the headers are far too long",
            429: "Too many requests; Retry-After says when to come back", 503: "Not now; Retry-After says when to come back"}
    wanted = {400, 406, 414, 429, 431, 503, *(code for code in more if code), *({410} if 404 in more else ())}
    plain = {"content": {"text/plain": {"schema": schema.STRING}}}  # said by the connection, before the request is read
    return {str(code): _told(about) | (plain if code == 431 else {}) | ({"headers": _refs("Retry-After")} if code in (429, 503) else {})
            for code, about in told.items() if code in wanted}


def _refs(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _headers() -> dict[str, Any]:
    told = {"ETag": "Of the release and the question", "Link": 'The next page: rel="next"', "RateLimit": "Requests left (r) and seconds until they are counted anew (t)",
            "RateLimit-Policy": "Requests (q) in a window of seconds (w)", "Retry-After": "Seconds to wait"}
    return {name: {"description": about, "schema": {"type": "string"}} for name, about in told.items()}


def _sql() -> dict[str, Any]:
    """Questions in SQL, by address or by body."""
    cell = {"description": "A value of the answer"}
    data = {"type": "array", "items": {"type": "object", "additionalProperties": cell}}
    content: dict[str, Any] = {"application/json": {"schema": schema.envelope(data)}}
    content |= {form.MEDIA[name].split(";")[0]: {"schema": {"type": "string"}} for name in ("csv", "ndjson", "arrow", "parquet")}
    query = {"type": "string", "minLength": 1, "description": "One SELECT in DuckDB's SQL over the tables"}
    limit = {"type": ["integer", "null"], "minimum": 1, "maximum": 999_999_999, "description": "Rows at most"}
    sample = "SELECT sector, count(*) AS works FROM work GROUP BY sector ORDER BY works DESC"
    answers = {"200": {"description": "The rows", "content": content}, **problems(404), "413": _told("The question is too long"), "415": _told("The body is of no kind that is read here")}
    about = {"tags": ["sql"], "description": "Read only; time, memory, rows and size are limited. By suffix: `.json`, `.csv`, `.ndjson`, `.arrow`, `.parquet`.", "responses": answers}
    return {
        "get": {"operationId": "sql", "summary": "Ask in SQL over the tables of a release", **about, "parameters": [
            {"name": "query", "in": "query", "required": True, "schema": query, "example": sample}, {"name": "limit", "in": "query", "schema": {**limit, "type": "integer"}},
        ]},
        "post": {"operationId": "sql_post", "summary": "Ask in SQL, with the question in the body", **about, "requestBody": {"required": True, "content": {"application/json": {
            "schema": {"type": "object", "required": ["query"], "properties": {"query": query, "limit": limit}}, "example": {"query": sample}}}}},
    }


def _told(about: str) -> dict[str, Any]:
    return {"description": about, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _check() -> dict[str, Any]:
    """A file, looked at."""
    name = {"name": "name", "in": "query", "description": "What the file is called; its ending tells the format", "example": "films.csv",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"post": {
        "operationId": "check", "tags": ["check"], "summary": "Send a file and get, as JSON, how it is understood; nothing is kept", "parameters": [name],
        "description": "The same as `intarsia check FILE --json`. The file is the body.", "requestBody": {"required": True, "content": {"application/octet-stream": binary}},
        "responses": {"200": {"description": "What it holds, how it was read, and whether it can be shared", "content": {"application/json": {"schema": {"type": "object"}}}},
                      **problems(404), "413": _told("The file is too large")},
    }}


__all__ = ["document", "examples", "problems"]
