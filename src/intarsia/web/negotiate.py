"""What the reader wants: format by suffix or Accept, language by ?lang=, choice or Accept-Language, theme by choice, and what they already have."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request

from intarsia.web.address import within
from intarsia.web.words import ENGLISH, LANGUAGES

FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "application/json": "json", "application/problem+json": "json",
           "application/ld+json": "json", "text/csv": "csv", "text/turtle": "json", "application/n-triples": "json", "application/rdf+xml": "json"}
THEMES = ("light", "dark")
HERE = Path(__file__).parent


def form_of(request: Request, default: str = "html") -> str:
    """html, json or csv: the suffix of the path wins over the Accept header."""
    suffix = request.url.path.rpartition("/")[2].rpartition(".")[2]
    if suffix == "parquet" or within(request.scope).startswith("/api/"):
        return "json"
    if suffix in ("json", "csv"):
        return suffix
    if suffix in ("jsonld", "ttl", "nt", "rdf"):  # RDF is made elsewhere: this is the form of what went wrong
        return "json"
    for media in weighed(request.headers.get("accept", "")):
        if media in FORMATS:
            return FORMATS[media]
        if media in ("*/*", "text/*"):
            return default
    return default


def language_of(request: Request, chosen: bool = False) -> str:
    """A language of the interface: asked for in the address, else (`chosen`, for pages) the one chosen before, else the best of Accept-Language, else English."""
    for asked in (request.query_params.get("lang", ""), request.cookies.get("lang", "") if chosen else ""):
        if asked in LANGUAGES:
            return asked
    for tag in weighed(request.headers.get("accept-language", "")):
        if (short := tag.split("-")[0]) in LANGUAGES:
            return short
    return ENGLISH


def theme_of(request: Request) -> str:
    """light or dark when the reader chose; empty where the device decides."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def weighed(header: str) -> list[str]:
    """The members of an Accept header, best first; weight 0 is a refusal."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:30]):
        name, *options = (piece.strip() for piece in part.lower().split(";"))
        weight = 1.0
        for option in options:
            if option.startswith("q="):
                try:
                    weight = float(option[2:])
                except ValueError:
                    weight = 0.0
        if name and weight > 0:
            found.append((-weight, place, name))
    return [name for _weight, _place, name in sorted(found)]


def etag(release: str, request: Request, form: str, language: str, theme: str = "") -> str:
    """A tag that changes with the release, the address, the form, the language, the theme and the look of the pages."""
    text = "\n".join((release, request.url.path, request.url.query, form, language, theme, look(), request.app.state.look.version))
    return f'W/"{release}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def has(request: Request, tag: str) -> bool:
    """Does the reader have this already?"""
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or tag in known or tag.removeprefix("W/") in known


@cache
def look() -> str:
    """A hash of the code, templates, styles and catalogues that make the pages."""
    digest = hashlib.sha256()
    for path in sorted(p for p in HERE.rglob("*") if p.suffix in (".py", ".html", ".css", ".po", ".js") or p.name == "manifest.json"):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
