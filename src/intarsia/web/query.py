"""A search as its address says it: words, filters, years, order, view and page; and the addresses of its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import QueryParams

from intarsia.errors import Invalid
from intarsia.store.searchindex import SORTS, Filters
from intarsia.web.encoding import encoded
from intarsia.web.present import FACETS

PAGE_ROWS = 20
DEEPEST = 500
VIEWS = ("list", "table", "timeline", "map", "chart")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Query:
    """What is searched for. Everything a reader chose, and nothing else, stands in its address.

    facets: values wanted, any of one facet, all facets. excluded: values that no work may have; `not=genre:drama` in an
    address. kept: what goes along without being part of the search (language, release). root: the path the site stands under.
    """

    text: str = ""
    facets: Pairs = ()
    year_from: int | None = None
    year_to: int | None = None
    sort: str = ""
    page: int = 1
    kept: Pairs = ()
    excluded: Pairs = ()
    view: str = ""
    root: str = ""

    @property
    def filters(self) -> Filters:
        return Filters(facets=_grouped(self.facets), excluded=_grouped(self.excluded), year_from=self.year_from, year_to=self.year_to)

    @property
    def order(self) -> str:
        """The order asked for; without words no match is better than another, so the newest come first."""
        return self.sort if self.sort and (self.text or self.sort != "best") else "best" if self.text else "newest"

    @property
    def ranged(self) -> bool:
        return self.year_from is not None or self.year_to is not None

    @property
    def narrowed(self) -> bool:
        return bool(self.facets or self.excluded) or self.ranged

    @property
    def count(self) -> int:
        """How many filters are on."""
        return len(self.facets) + len(self.excluded) + self.ranged

    def chosen(self, facet: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.facets if name == facet)

    def barred(self, facet: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.excluded if name == facet)

    def but(self, **changed: Any) -> Query:
        """The same with something changed, from its first page on."""
        return replace(self, **{"page": 1, **changed})

    def without(self, facet: str, value: str) -> Query:
        """The same without a value, wanted or excluded."""
        return self.but(facets=_less(self.facets, facet, value), excluded=_less(self.excluded, facet, value))

    def wanting(self, facet: str, value: str) -> Query:
        """The same, with works that have a value."""
        return self.without(facet, value).but(facets=_in_order((*_less(self.facets, facet, value), (facet, value))))

    def barring(self, facet: str, value: str) -> Query:
        """The same, with no work that has a value."""
        return self.without(facet, value).but(excluded=_in_order((*_less(self.excluded, facet, value), (facet, value))))

    def pairs(self, *, words: bool = True) -> list[tuple[str, str]]:
        found = [("q", self.text)] if self.text and words else []
        found += list(self.facets)
        found += [("not", f"{facet}:{value}") for facet, value in self.excluded]
        found += [(name, str(value)) for name, value in (("from", self.year_from), ("to", self.year_to)) if value is not None]
        found += [("sort", self.sort)] if self.sort else []
        found += [("view", self.view)] if self.view else []
        found += [("page", str(self.page))] if self.page > 1 else []
        return [*found, *self.kept]

    def address(self, path: str = "/explore", **more: str) -> str:
        pairs = [*self.pairs(), *more.items()]
        return self.root + path + (f"?{encoded(pairs)}" if pairs else "")

    def bare(self, release: str = "") -> str:
        """The search alone as the part of an address after `?`, pinned to a release: what another program may keep."""
        pairs = replace(self, page=1, view="", kept=(("release", release),) if release else ()).pairs()
        return f"?{encoded(pairs)}" if pairs else ""


def read(given: QueryParams, root: str = "") -> Query:
    """The query of an address.

    Raises: Invalid for a year, page, view, order or excluded facet that is not one.
    """
    first, last = _year(given.get("from", ""), "from"), _year(given.get("to", ""), "to")
    if first is not None and last is not None and first > last:
        first, last = last, first
    sort, view = given.get("sort", ""), given.get("view", "")
    if sort and sort not in SORTS:
        raise Invalid(f"there is no order named '{sort[:40]}'", where="sort", way_out=f"use one of {', '.join(SORTS)}")
    if view and view not in VIEWS:
        raise Invalid(f"there is no view named '{view[:40]}'", where="view", way_out=f"use one of {', '.join(VIEWS)}")
    page = given.get("page") or "1"
    if not page.isdecimal() or not 1 <= int(page[:6]) <= DEEPEST:
        raise Invalid(f"there is no page '{page[:40]}'", where="page", way_out=f"pages run from 1 to {DEEPEST}; narrow the search, or take it as CSV or Parquet")
    excluded: list[tuple[str, str]] = []
    for written in given.getlist("not"):
        facet, _colon, value = written.partition(":")
        if facet not in FACETS or not value:
            raise Invalid(f"'{written[:40]}' cannot be left out", where="not", way_out=f"write a facet and a value, such as not=genre:drama; facets: {', '.join(FACETS)}")
        excluded.append((facet, value))
    return replace(loose(given, root), year_from=first, year_to=last, sort=sort, view="" if view == VIEWS[0] else view, page=int(page), excluded=_in_order(excluded))


def loose(given: QueryParams, root: str = "") -> Query:
    """As much of a query that is not right as can be kept."""
    facets = tuple((facet, value) for facet in FACETS for value in dict.fromkeys(given.getlist(facet)) if value)
    return Query(given.get("q", "").strip(), facets, kept=tuple((name, given[name]) for name in ("lang", "release") if given.get(name)), root=root)


def _grouped(pairs: Pairs) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for facet, value in pairs:
        found[facet] = (*found.get(facet, ()), value)
    return found


def _less(pairs: Pairs, facet: str, value: str) -> Pairs:
    return tuple(pair for pair in pairs if pair != (facet, value))


def _in_order(pairs: list[tuple[str, str]] | Pairs) -> Pairs:
    """Each pair once, facets in the order in which pages show them: one search, one address."""
    return tuple(sorted(dict.fromkeys(pairs), key=lambda pair: FACETS.index(pair[0])))


def _year(written: str, name: str) -> int | None:
    written = written.strip().replace("−", "-")
    if not written:
        return None
    if not re.fullmatch(r"-?[0-9]{1,6}", written):
        raise Invalid(f"'{written[:40]}' is not a year", where=name, way_out="write a year in figures, such as 1995; -43 is 44 BCE")
    return int(written)
