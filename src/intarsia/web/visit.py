"""One request: the release it reads, its language and format, and the way an answer leaves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from intarsia.accounts.who import Who
from intarsia.errors import Unavailable
from intarsia.mapped import Mapped, shares
from intarsia.reader import Reader
from intarsia.web import assets, built, negotiate, signposts
from intarsia.web.address import within
from intarsia.web.door import has_accounts, who_of
from intarsia.web.encoding import encoded
from intarsia.web.nearby import from_here
from intarsia.web.present import Names
from intarsia.web.serving import Serving
from intarsia.web.words import LANGUAGES, Words, words

JSON = "application/json"
#: pages that stand under an entry of the menu with another name
SECTIONS = {"/works": "/explore", "/agents": "/explore", "/places": "/explore", "/figures": "/explore", "/concepts": "/terms", "/crosswalks": "/terms", "/proposals": "/terms",
            "/api": "/developers", "/sparql": "/developers", "/reconcile": "/developers",
            "/benchmark": "/map", "/wanted": "/ask",
            "/sql": "/developers", "/catalog": "/datasets", "/readiness": "/datasets", "/accessibility": "/about"}


class NothingServed(Unavailable):
    """The pool has no release yet."""

    title = "No release yet"


class Visit:
    """What a page needs to know about who asks and what for."""

    def __init__(self, request: Request) -> None:
        self.request = request
        here: Serving | None = request.app.state.here
        self.serving: Serving = here if here is not None and from_here(request) else request.app.state.serving
        self.pinned = request.query_params.get("release")
        self.form = negotiate.form_of(request)
        # programs get what they ask for: a choice made in a browser counts for pages alone
        self.language = negotiate.language_of(request, chosen=self.form == "html")
        self.theme = negotiate.theme_of(request) if self.form == "html" else ""

    @cached_property
    def words(self) -> Words:
        return words(self.language)

    @cached_property
    def release(self) -> Reader | None:
        return self.serving.reader(self.pinned)

    @property
    def reader(self) -> Reader:
        """The release read.

        Raises: NothingServed while the pool has none.
        """
        if self.release is None:
            folder = self.serving.pool.layout.root
            raise NothingServed("this pool has no release yet", where=str(folder.name), way_out="build it: intarsia build DIR")
        return self.release

    @cached_property
    def names(self) -> Names:
        return Names(self.release, self.words)

    @cached_property
    def mapped(self) -> dict[str, Mapped]:
        """How much of what datasets wrote leads to a concept, by facet."""
        reader = self.reader
        return self.serving.once(reader, "mapped", lambda: shares(reader))

    @cached_property
    def root(self) -> str:
        """The path under which the site stands, without a slash at its end; empty at the root of a host."""
        return str(self.request.scope.get("root_path", "")).rstrip("/")

    @cached_property
    def who(self) -> Who:
        """Who asks: the owner, a member, a program with a member's token, or nobody that we know."""
        return who_of(self.request)

    def must(self, act: str, organisation: str = "") -> None:
        """Go on when they may do this (accounts/acts.py). Raises: Refused, in words."""
        self.who.must(act, organisation)

    @property
    def at_desk(self) -> bool:
        """Asked by somebody we know: then pages lead to the desk, where things are judged."""
        return self.who.known

    @property
    def on_this_machine(self) -> bool:
        """Asked from the machine itself that the pool is on: what is sent goes nowhere."""
        return self.serving is self.request.app.state.here

    @property
    def can_sign_in(self) -> bool:
        """Has anybody an account here, so that a way to sign in is worth a line?"""
        return not self.at_desk and has_accounts(self.request)

    @property
    def origin(self) -> str:
        """Scheme and host as the reader asked for them: "https://data.example.eu"."""
        return f"{self.request.url.scheme}://{self.request.url.netloc}"

    @property
    def path(self) -> str:
        """The path of this page within the site."""
        return within(self.request.scope)

    @property
    def section(self) -> str:
        """The entry of the main menu under which this page stands."""
        first = "/" + self.path.split("/")[1].split(".")[0]
        if first == "/figures":
            from intarsia.web import insights

            first = insights.page_of(self, self.path.split("/")[-1].split(".")[0]) or first
        return SECTIONS.get(first, first)

    def asset(self, name: str) -> str:
        """The address of a file of the look, which may be kept for good."""
        return f"{self.root}/static/{name}?v={assets.version(name)}"

    @cached_property
    def kept_pairs(self) -> list[tuple[str, str]]:
        """The language and release that the reader chose in the address."""
        return [(name, self.request.query_params[name]) for name in ("lang", "release") if self.request.query_params.get(name)]

    @cached_property
    def kept_query(self) -> str:
        """The same as the end of an address that asks for nothing else; empty where nothing was chosen."""
        return f"?{encoded(self.kept_pairs)}" if self.kept_pairs else ""

    def href(self, path: str, **query: Any) -> str:
        """An address within the site that keeps a language or release the reader chose in the address."""
        if not query:
            return self.root + path + self.kept_query
        pairs = [(name, one) for name, value in query.items() if value not in (None, "", [], ()) for one in (value if isinstance(value, (list, tuple)) else [value])]
        return self.root + path + (f"?{encoded([*pairs, *self.kept_pairs])}" if pairs or self.kept_pairs else "")

    def here(self, **changed: Any) -> str:
        """This address with some parameters changed; None takes one away."""
        pairs = [(name, value) for name, value in self.request.query_params.multi_items() if name not in changed]
        pairs += [(name, value) for name, value in changed.items() if value is not None]
        return self.request.url.path + (f"?{encoded(pairs)}" if pairs else "")

    def twin(self, form: str) -> str:
        """The address of this page as JSON or CSV."""
        path = self.root + (self.path.rstrip("/") or "/index")
        query = self.request.url.query
        return f"{path}.{form}" + (f"?{query}" if query else "")

    @property
    def tag(self) -> str:
        look = self.theme + (f" desk {self.who.member} {self.who.organisation}" if self.at_desk else " sign in" if self.form == "html" and self.can_sign_in else "")
        return negotiate.etag(self.release.edition if self.release else "none", self.request, self.form, self.language, look)

    def kept(self) -> Response | None:
        """304 when the reader has this page of this release already."""
        return Response(status_code=304, headers=self.headers()) if self.release and negotiate.has(self.request, self.tag) else None

    def headers(self) -> dict[str, str]:
        """What lets caches keep an answer without serving an old release."""
        pinned = "public, max-age=31536000, immutable" if self.release and self.pinned == self.release.id and self.form != "html" else "no-cache"
        if self.who.kind in ("member", "token"):  # what they see is for them, and for no cache that others use
            pinned = "private, no-cache"
        return {"ETag": self.tag, "Cache-Control": pinned, "Vary": self.vary}

    @property
    def vary(self) -> str:
        return "Accept, Accept-Language, Cookie" if self.form == "html" else "Accept, Accept-Language"

    def answer(self, template: str, data: Any, *, status: int = 200, links: Mapping[str, str | None] | None = None,
               meta: Mapping[str, Any] | None = None, table: tuple[Sequence[str], Iterable[Sequence[Any]]] | None = None, **context: Any) -> Response:
        """The same answer as a page, as {data, links, meta}, or, where there is a table, as CSV."""
        headers = self.headers() if status == 200 else {"Cache-Control": "no-store", "Vary": self.vary}
        stem = self.request.url.path.removesuffix(f".{self.form}")
        if status == 200 and (signs := signposts.header(self.path.removesuffix(f".{self.form}"), stem, self.request.url.query, data, links or {})):
            headers["Link"] = signs
        if self.form == "json" or (self.form == "csv" and table is None):
            return Response(self._json(data, links or {}, meta or {}), status, headers, media_type=JSON)
        if self.form == "csv" and table is not None:
            name = (self.path.strip("/") or "index").removesuffix(".csv").replace("/", "-")
            headers["Content-Disposition"] = f'inline; filename="{name}.csv"'
            return Response(as_csv(*table), status, headers, media_type="text/csv; charset=utf-8; header=present")
        return self.page(template, status, headers, data=data, links=links or {}, meta=meta or {}, has_csv=table is not None, **context)

    def page(self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any) -> Response:
        """A page in HTML."""
        html = self.request.app.state.templates.get_template(template).render(
            visit=self, _=self.words, n_=self.words.many, say=self.words, name=self.names, href=self.href, languages=LANGUAGES,
            asset=self.asset, built=built.path, piece=self.request.app.state.pieces, look=self.request.app.state.look, **context,
        )
        return Response(html, status, {**(headers or {}), "Content-Language": self.language}, media_type="text/html; charset=utf-8")

    def _json(self, data: Any, links: Mapping[str, str | None], meta: Mapping[str, Any]) -> str:
        release = self.release
        about = {"release": release.id, "issued": release.manifest["issued"], **meta} if release else dict(meta)
        found = {"self": self.request.url.path + (f"?{self.request.url.query}" if self.request.url.query else ""), **links}
        return json.dumps({"data": data, "links": found, "meta": about}, ensure_ascii=False, default=str)


def visit(request: Request) -> Visit:
    """The request, as FastAPI hands it to a page."""
    return Visit(request)


Asked = Annotated[Visit, Depends(visit)]


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV whose cells no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        value = " | ".join(str(part) for part in value)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return "'" + value
    return value
