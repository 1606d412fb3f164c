"""The headers that every answer leaves with: what browsers may do with it, and which sites may read it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from intarsia.web.address import within

POLICY = ("default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
          "form-action 'self'; frame-ancestors 'none'")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MACHINE = ("/api/", "/id/", "/sparql", "/sql", "/dumps/", "/catalog", "/reconcile/")
SUFFIXES = (".json", ".jsonld", ".csv", ".parquet", ".arrow", ".ndjson", ".ttl", ".nt", ".rdf", ".nq", ".geojson", ".svg", ".png", ".zip")
POSTED = ("/sparql", "/sql", "/api/", "/reconcile/")
EXPOSED = "Content-Disposition, ETag, Intarsia-Rows, Intarsia-Truncated, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
ASKED = "Accept, Accept-Language, Content-Type, If-None-Match, Range"


def machine(scope: Scope) -> bool:
    """Is this an address that programs read?"""
    path = within(scope)
    return path.startswith(MACHINE) or path.endswith(SUFFIXES)


def dress(headers: MutableHeaders, scope: Scope, request_id: str, shared: bool, hsts: int) -> None:
    """Add what every answer has. `shared`: other sites may read it, should it be one for programs; never with credentials."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if "frame-ancestors *" in headers["Content-Security-Policy"]:
        del headers["X-Frame-Options"]  # a page made to be embedded
    headers["X-Request-Id"] = request_id
    if hsts and scope.get("scheme") == "https":
        headers.setdefault("Strict-Transport-Security", f"max-age={hsts}")
    if shared and (machine(scope) or not headers.get("content-type", "text/html").startswith("text/html")):
        headers.setdefault("Access-Control-Allow-Origin", "*")
        headers.setdefault("Access-Control-Expose-Headers", EXPOSED)
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")


def allowed(headers: MutableHeaders) -> None:
    """Complete the Allow of a 405: what can be got can be asked for its headers."""
    names = {name.strip() for name in headers.get("allow", "").split(",") if name.strip()}
    headers["Allow"] = ", ".join(sorted(names | ({"HEAD"} if "GET" in names else set()))) or "GET, HEAD"


def preflight(scope: Scope) -> dict[str, str] | None:
    """The answer to a browser that asks whether another site's page may read this; None for what is no such question."""
    asked = {name for name, _ in scope["headers"]}
    if scope["method"] != "OPTIONS" or b"access-control-request-method" not in asked or not machine(scope):
        return None
    methods = "GET, HEAD, OPTIONS, POST" if within(scope).startswith(POSTED) else "GET, HEAD, OPTIONS"
    return {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": ASKED, "Access-Control-Max-Age": "86400",
            "Allow": methods}
