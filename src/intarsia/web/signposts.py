"""Link headers that tell programs what a page is about, how to cite it, its licence and its other forms (signposting.org, FAIR)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from intarsia.linkeddata import rdf

#: pages whose paths have RDF twins, by their first step and the number of steps
DESCRIBED = {("works", 2), ("agents", 2), ("entities", 2), ("places", 2), ("datasets", 2), ("terms", 2), ("terms", 3), ("releases", 2), ("data", 3), ("catalog", 1), ("ns", 1)}
TYPES = {"works": "CreativeWork", "datasets": "Dataset", "releases": "Dataset", "terms": "DefinedTerm", "places": "Place", "catalog": "DataCatalog"}


def header(path: str, at: str, query: str, data: Any, links: Mapping[str, str | None]) -> str:
    """The value of the Link header; empty for pages that are about nothing in particular.

    path: within the site, without a suffix; at: the same as readers ask for it; data, links: what the page shows.
    """
    steps = path.strip("/").split("/")
    if (steps[0], min(len(steps), 3)) not in DESCRIBED:
        return ""
    tail = f"?{query}" if query else ""
    found = [f'<{at}.{form.suffix}{tail}>; rel="{"describedby" if form.suffix == "jsonld" else "alternate"}"; type="{form.media}"' for form in rdf.FORMS]
    told = data if isinstance(data, dict) else {}
    if cite := links.get("iri") or told.get("iri"):
        found.append(f'<{_safe(cite)}>; rel="cite-as"')
    if (licence := told.get("licence")) and str(licence).startswith(("http://", "https://")):
        found.append(f'<{_safe(licence)}>; rel="license"')
    if kind := TYPES.get(steps[0]):
        found.append(f'<https://schema.org/{kind}>; rel="type"')
    return ", ".join(found)


def _safe(address: Any) -> str:
    """An address that can stand in a header: what a contributor wrote may hold anything."""
    return quote(str(address), safe="/:?#[]@!$&'()*+,;=%~-._")
