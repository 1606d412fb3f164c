"""The list of a reader, as the address of a page says it: a saved search, a dataset, or works by their keys."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams

from intarsia.errors import Invalid, NotFound
from intarsia.narrowing import MOST, Listing, of_dataset, of_works
from intarsia.web.query import read
from intarsia.web.visit import Visit

#: works whose keys fit into an address
FEW = 60
#: words of a search that choose nothing
BESIDE = ("lang", "release", "page", "view", "sort")


@dataclass(frozen=True)
class Chosen:
    """A list with its name in words and the parameter that gives it again; parameter "" for one that no address gives."""

    listing: Listing
    name: str
    parameter: str


def chosen(visit: Visit) -> Chosen | None:
    """The list of `?list=`: "search:q=dracula&genre=horror", "dataset:films", or "works:<key>,<key>"; None where there is none.

    Raises: Invalid for something else; NotFound for a dataset that this release has not.
    """
    given = visit.request.query_params.get("list", "").strip()
    if not given:
        return None
    kind, _, value = given.partition(":")
    if kind not in ("search", "dataset", "works") or len(given) > 3_000:
        raise Invalid("this is no list", where="list", way_out="search:<the part of an address of Explore after ?>, dataset:<its name>, or works:<keys, with commas>")
    key = f"against {given}"
    listing: Listing = visit.serving.once(visit.reader, key, lambda: _listing(visit, kind, value))
    return Chosen(listing, _name(visit, kind, value), given)


def of_file(visit: Visit, listing: Listing) -> Chosen:
    """The list of a file: where few works were found, an address with their keys gives it again; the file itself is nowhere."""
    found = sorted(listing.works)
    return Chosen(listing, visit.words("your file"), "works:" + ",".join(found) if found and len(found) <= FEW else "")


def _listing(visit: Visit, kind: str, value: str) -> Listing:
    reader = visit.reader
    if kind == "dataset":
        if not reader.rows("SELECT 1 FROM dataset WHERE id = $id", {"id": value}):
            raise NotFound(f"there is no dataset '{value[:60]}'", where="list", way_out=f"all of them: {visit.href('/datasets')}")
        return of_dataset(reader, value)
    if kind == "works":
        return of_works(reader, [one for one in value.split(",") if one][:FEW * 2])
    query = read(QueryParams([pair for pair in parse_qsl(value.lstrip("?")) if pair[0] not in BESIDE]))
    hits = reader.search(query.text, query.filters, limit=MOST + 1, counts=False)
    return of_works(reader, [card["id"] for card in hits.cards])


def _name(visit: Visit, kind: str, value: str) -> str:
    _ = visit.words
    if kind == "dataset":
        return _("the dataset %(name)s", name=visit.reader.label(value, visit.language))
    if kind == "works":
        return _("a list of works")
    words = dict(parse_qsl(value.lstrip("?"))).get("q", "")
    return _("the search “%(words)s”", words=words) if words else _("a search")
