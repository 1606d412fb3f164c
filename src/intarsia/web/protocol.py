"""The SPARQL 1.1 Protocol, as far as it reads: what a request asks, of which graphs, and in which form it wants the answer."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from intarsia.errors import Invalid, Refused
from intarsia.web import asking

#: what an Accept header may name -> (form of solutions, form of triples); "" leaves that one as it is
ACCEPTED = {
    "application/sparql-results+json": ("json", ""), "application/json": ("json", "jsonld"), "application/sparql-results+xml": ("xml", ""), "application/xml": ("xml", "rdf"),
    "text/xml": ("xml", "rdf"), "text/csv": ("csv", ""), "text/tab-separated-values": ("tsv", ""), "text/turtle": ("", "ttl"), "application/x-turtle": ("", "ttl"),
    "application/n-triples": ("", "nt"), "application/rdf+xml": ("", "rdf"), "application/ld+json": ("", "jsonld"), "text/plain": ("", "nt"),
    "*/*": ("", ""), "application/*": ("", ""), "text/*": ("", ""),
}
PAGES = ("text/html", "application/xhtml+xml")
SUFFIXES = {"json": ("json", "jsonld"), "xml": ("xml", "rdf"), "csv": ("csv", "ttl"), "tsv": ("tsv", "ttl"), "ttl": ("json", "ttl"), "nt": ("json", "nt"), "rdf": ("xml", "rdf"),
            "jsonld": ("json", "jsonld")}
_UPDATES = "updates are refused: a release is only read"


class NotAcceptable(Invalid):
    """None of the forms asked for can be had."""

    title, status = "Not acceptable", 406


@dataclass(frozen=True)
class Asked:
    """A query and its dataset; `query` is "" where a page or the description of the service is wanted."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


async def read(request: Request) -> Asked:
    """What a request asks.

    Raises: Invalid for what is not as the protocol says; Refused for updates; asking.WrongKind for other bodies.
    """
    pairs = request.query_params.multi_items()
    if request.method == "POST":
        kind = asking.kind_of(request)
        if kind == "application/sparql-update":
            raise Refused(_UPDATES, way_out="ask with a query")
        if kind not in ("application/x-www-form-urlencoded", "application/sparql-query"):
            raise asking.WrongKind("a query is posted as a form or as application/sparql-query", where="Content-Type", way_out="say what the body is in Content-Type")
        text = asking.text_of(await asking.body_of(request))
        if kind == "application/sparql-query":
            pairs = [*((name, value) for name, value in pairs if name != "query"), ("query", text)]
        else:
            pairs += parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise Refused(_UPDATES, way_out="ask with a query")
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise Invalid("one query at a time is answered", where="query", way_out="send them one after the other")
    if request.method == "POST" and not queries:
        raise Invalid("there is no query in the body", where="query", way_out="send query=... as a form, or the bare query as application/sparql-query")
    if "\x00" in "".join(queries):
        raise Invalid("a query holds no zero characters", where="query", way_out="take them out")
    return Asked("".join(queries), *(tuple(value for name, value in pairs if name == wanted) for wanted in ("default-graph-uri", "named-graph-uri")))


def wants_page(weighed: list[str]) -> bool:
    """Does a browser ask? The members of the Accept header, best first."""
    return next((media in PAGES for media in weighed if media in PAGES or media in ACCEPTED), False)


def forms(weighed: list[str], suffix: str = "") -> tuple[str, str]:
    """The forms for solutions and for triples, by suffix, else by Accept; JSON and Turtle where anything will do.

    Raises: NotAcceptable.
    """
    if suffix:
        return SUFFIXES[suffix]
    if weighed and not any(media in ACCEPTED or media in PAGES for media in weighed):
        raise NotAcceptable("results cannot be had in any of the forms asked for", where="Accept", way_out="ask for application/sparql-results+json or text/turtle")
    found = [ACCEPTED[media] for media in weighed if media in ACCEPTED]
    return next((one for one, _ in found if one), "json"), next((one for _, one in found if one), "ttl")


def description_form(weighed: list[str]) -> str:
    """The form of the service's description."""
    return next((ACCEPTED[media][1] for media in weighed if media in ACCEPTED and ACCEPTED[media][1]), "ttl")
