"""A search as its address says it: words, filters, sort and page; and the addresses of its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from intarsia.errors import Invalid
from intarsia.store.searchindex import SORTS, Filters
from intarsia.web.present import FACETS

PAGE_ROWS = 20
DEEPEST = 500


@dataclass(frozen=True)
class Query:
    """What is searched for. Everything a reader chose, and nothing else, stands in its address."""

    text: str = ""
    facets: tuple[tuple[str, str], ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    sort: str = ""
    page: int = 1
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def filters(self) -> Filters:
        chosen: dict[str, tuple[str, ...]] = {}
        for facet, value in self.facets:
            chosen[facet] = (*chosen.get(facet, ()), value)
        return Filters(facets=chosen, year_from=self.year_from, year_to=self.year_to)

    @property
    def order(self) -> str:
        """The order asked for; without words no match is better than another, so the newest come first."""
        return self.sort if self.sort and (self.text or self.sort != "best") else "best" if self.text else "newest"

    @property
    def narrowed(self) -> bool:
        return bool(self.facets) or self.year_from is not None or self.year_to is not None

    @property
    def count(self) -> int:
        """How many filters are on."""
        return len(self.facets) + (self.year_from is not None or self.year_to is not None)

    def chosen(self, facet: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.facets if name == facet)

    def but(self, **changed: Any) -> Query:
        """The same with something changed, from its first page on."""
        return replace(self, **{"page": 1, **changed})

    def without(self, facet: str, value: str) -> Query:
        return self.but(facets=tuple(pair for pair in self.facets if pair != (facet, value)))

    def pairs(self, *, words: bool = True) -> list[tuple[str, str]]:
        found = [("q", self.text)] if self.text and words else []
        found += list(self.facets)
        found += [(name, str(value)) for name, value in (("from", self.year_from), ("to", self.year_to)) if value is not None]
        found += [("sort", self.sort)] if self.sort else []
        found += [("page", str(self.page))] if self.page > 1 else []
        return [*found, *self.kept]

    def address(self, path: str = "/explore", **more: str) -> str:
        pairs = [*self.pairs(), *more.items()]
        return path + (f"?{urlencode(pairs)}" if pairs else "")


def read(given: QueryParams) -> Query:
    """The query of an address.

    Raises: Invalid for a year, page or sort that is not one.
    """
    facets = tuple((facet, value) for facet in FACETS for value in dict.fromkeys(given.getlist(facet)) if value)
    first, last = _year(given.get("from", ""), "from"), _year(given.get("to", ""), "to")
    if first is not None and last is not None and first > last:
        first, last = last, first
    sort = given.get("sort", "")
    if sort and sort not in SORTS:
        raise Invalid(f"there is no order named '{sort[:40]}'", where="sort", way_out=f"use one of {', '.join(SORTS)}")
    page = given.get("page") or "1"
    if not page.isdecimal() or not 1 <= int(page[:6]) <= DEEPEST:
        raise Invalid(f"there is no page '{page[:40]}'", where="page", way_out=f"pages run from 1 to {DEEPEST}; narrow the search, or take the dumps of the release")
    kept = tuple((name, given[name]) for name in ("lang", "release") if given.get(name))
    return Query(given.get("q", "").strip(), facets, first, last, sort, int(page), kept)


def loose(given: QueryParams) -> Query:
    """As much of a query that is not right as can be kept."""
    facets = tuple((facet, value) for facet in FACETS for value in dict.fromkeys(given.getlist(facet)) if value)
    return Query(given.get("q", "").strip(), facets, kept=tuple((name, given[name]) for name in ("lang", "release") if given.get(name)))


def _year(written: str, name: str) -> int | None:
    written = written.strip().replace("−", "-")
    if not written:
        return None
    if not re.fullmatch(r"-?[0-9]{1,6}", written):
        raise Invalid(f"'{written[:40]}' is not a year", where=name, way_out="write a year in figures, such as 1995; -43 is 44 BCE")
    return int(written)
