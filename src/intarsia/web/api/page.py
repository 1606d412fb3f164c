"""The document at /openapi.json, and the same as a page to read at /api."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intarsia.web.api.openapi import TAGS, document
from intarsia.web.api.operation import Operation
from intarsia.web.visit import JSON, Visit

router = APIRouter()
MEDIA = "application/vnd.oai.openapi+json;version=3.1"


def install(operations: tuple[Operation, ...]) -> None:
    """Add the routes; called once, with all operations."""

    def told(visit: Visit) -> dict[str, Any]:
        """The document of a release, made once."""
        limit = visit.serving.pool.config.api

        def make() -> dict[str, Any]:
            return document(operations, visit.release, visit.root, limit.requests, limit.seconds)

        return visit.serving.once(visit.release, f"openapi {visit.root}", make) if visit.release else make()

    def described(request: Request) -> Response:
        visit = Visit(request)
        visit.form = "json"
        if kept := visit.kept():
            return kept
        media = MEDIA if "vnd.oai.openapi" in request.headers.get("accept", "") else JSON
        return Response(json.dumps(told(visit), ensure_ascii=False), headers=visit.headers(), media_type=media)

    def read(request: Request) -> Response:
        visit = Visit(request)
        if visit.form == "json":
            return described(request)
        if kept := visit.kept():
            return kept
        return visit.page("api.html", 200, visit.headers(), groups=groups(told(visit), visit.root), document=told(visit), limit=visit.serving.pool.config.api)

    def moved(request: Request) -> Response:
        return RedirectResponse(Visit(request).href("/api"), 308)

    router.add_route("/openapi.json", described, methods=["GET"], include_in_schema=False)
    router.add_route("/api", read, methods=["GET"], include_in_schema=False)
    for path in ("/api/v1", "/api/v1/docs"):
        router.add_route(path, moved, methods=["GET"], include_in_schema=False)


def groups(told: dict[str, Any], root: str) -> list[dict[str, Any]]:
    """Operations by tag, each with its parameters, the members of its items and an address to try."""
    found: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            found[one["tags"][0]].append({"path": path, "method": method.upper(), "id": one["operationId"], "about": one["summary"], "detail": one["description"],
                                          "parameters": [_parameter(each) for each in one.get("parameters", [])], "members": _members(one),
                                          "forms": list(one["responses"]["200"]["content"]), "try": _address(root, path, one) if method == "get" else ""})
    return [{"tag": tag, "about": TAGS[tag], "operations": operations} for tag, operations in found.items() if operations]


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    kind = one["schema"].get("items", one["schema"])
    bounds = [f"{word} {kind[key]:,}" for key, word in (("minimum", "≥"), ("maximum", "≤")) if key in kind]
    example = one.get("example")
    return {"name": one["name"], "required": one.get("required", False), "about": one.get("description", ""), "type": kind.get("type", "string"), "many": "items" in one["schema"],
            "choices": kind.get("enum", []), "bounds": ", ".join(bounds), "example": ", ".join(map(str, example)) if isinstance(example, list) else example}


def _members(one: dict[str, Any]) -> list[dict[str, str]]:
    """What an item of the answer holds, one level deep."""
    whole = one["responses"]["200"]["content"]["application/json"]["schema"]
    data = whole.get("properties", {}).get("data", {})
    item = data.get("items", data)
    return [{"name": name, "type": _type(member), "about": member.get("description", "") or member.get("items", {}).get("description", "")}
            for name, member in item.get("properties", {}).items()]


def _type(member: dict[str, Any]) -> str:
    kind = member.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _address(root: str, path: str, one: dict[str, Any]) -> str:
    """An address that answers, from the examples; empty where a part of the path has none."""
    pairs: list[tuple[str, Any]] = []
    for each in one["parameters"]:
        if each["in"] == "path":
            if "example" not in each:
                return ""
            path = path.replace("{" + each["name"] + "}", quote(str(each["example"]), safe="/"))
        elif each["name"] in ("limit", "query", "q"):
            pairs.append((each["name"], 5 if each["name"] == "limit" else each.get("example", "")))
    pairs = [pair for pair in pairs if not (pair[0] == "limit" and one["operationId"] == "sql")]
    return root + path + (f"?{urlencode(pairs)}" if pairs else "")


__all__ = ["groups", "install", "router"]
