"""A route that is there only for readers whose Accept header likes RDF best; everybody else gets the page under the same address."""

from __future__ import annotations

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from intarsia.linkeddata import accept, rdf

HTML = ("html", ("text/html", "application/xhtml+xml"))
JSON = ("json", ("application/json",))
CSV = ("csv", ("text/csv",))
#: what a page can be had as, in our order of preference
OFFERED = (HTML, *((form.suffix, (form.media, *form.also)) for form in rdf.FORMS), JSON)


class ByAccept(APIRoute):
    """Matches when one of the forms of RDF suits the reader better than HTML, JSON and CSV."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for those who want a page."""
        match, child = super().matches(scope)
        if match is Match.NONE or wanted(scope) is None:
            return Match.NONE, {}
        return match, child


def wanted(scope: Scope) -> str | None:
    """The suffix of the form of RDF that suits best; None when something else suits as well or better."""
    chosen = accept.choose(Headers(scope=scope).get("accept", ""), (*OFFERED[:1], JSON, CSV, *OFFERED[1:-1]))
    return chosen if chosen in rdf.BY_SUFFIX else None
