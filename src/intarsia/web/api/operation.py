"""An operation of the API: its address, parameters, forms and answer, described once; routes and document come of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from intarsia.reader import Reader
from intarsia.web import negotiate
from intarsia.web.api import form, parameter
from intarsia.web.api.parameter import Parameter
from intarsia.web.visit import Visit

ROOT = "/api/v1"
RELEASE = Parameter("release", "Read this release (its id, or the first characters of it) instead of the one that is served; a full id may be cached for good",
                    pattern="[0-9a-f]{4,64}")
LANGUAGE = Parameter("lang", "Language of names, where there are several (BCP 47); English, then any other, where there is none",
                     pattern="[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}", example="nl")
COMMON = (RELEASE, LANGUAGE)


@dataclass(frozen=True)
class Operation:
    """One address below /api/v1. answer: from what was asked to the response; data: JSON Schema of `data`; path: braces hold its `parts`."""

    name: str
    tag: str
    path: str
    about: str
    answer: Callable[[Ask], Response]
    data: dict[str, Any]
    parameters: tuple[Parameter, ...] = ()
    parts: tuple[Parameter, ...] = ()
    forms: tuple[str, ...] = ("json",)
    detail: str = ""
    missing: bool = False  # may what the path names not be there?
    changing: bool = False  # does it change while the release stays?
    slots: bool = False  # are there parameters that only the thing itself knows? They are handed on as they stand, and looked at there
    values: tuple[Parameter, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", (*self.parameters, *COMMON))

    def register(self, router: APIRouter) -> None:
        """Add its routes: with each suffix, and bare, where Accept chooses."""
        route = self.path.replace("{notation}", "{notation:path}")
        for suffix in (*self.forms, ""):
            def handle(request: Request, suffix: str = suffix) -> Response:
                return self.answered(request, suffix)

            router.add_route(f"{ROOT}{route}" + (f".{suffix}" if suffix else ""), handle, methods=["GET"], name=f"api.{self.name}.{suffix}", include_in_schema=False)

    def answered(self, request: Request, suffix: str) -> Response:
        """The answer to a request.

        Raises: Invalid for what the address says wrong; NotFound or Gone for what is not there.
        """
        for one in self.parts:
            one.read([str(request.path_params[one.name])])
        known = {one.name for one in self.values}
        given = [pair for pair in request.query_params.multi_items() if not self.slots or pair[0] in known]
        ask = Ask(self, request, suffix or form.chosen(request.headers.get("accept", ""), self.forms), parameter.read(self.values, QueryParams(given)))
        if "cursor" not in ask.values and not self.changing and (kept := ask.kept()):
            return kept
        return self.answer(ask)


class Ask:
    """What is asked: the operation, its values, the release and the form."""

    def __init__(self, operation: Operation, request: Request, shape: str, values: dict[str, Any]) -> None:
        self.operation, self.request, self.form, self.values = operation, request, shape, values
        self.visit = Visit(request)
        self.visit.form = "json"

    @property
    def reader(self) -> Reader:
        return self.visit.reader

    @cached_property
    def language(self) -> str:
        return str(self.values.get("lang") or self.visit.language)

    @property
    def slots(self) -> dict[str, str]:
        """The parameters that the operation does not know itself; of one given several times the last."""
        known = {one.name for one in self.operation.values}
        return {name: value for name, value in self.request.query_params.items() if name not in known}

    def read(self, release: str) -> None:
        """Go on in the release a cursor comes from."""
        self.visit.pinned = release
        self.visit.__dict__.pop("release", None)

    def part(self, name: str) -> str:
        """What the path says under a name."""
        return str(self.request.path_params[name])

    @cached_property
    def headers(self) -> dict[str, str]:
        """What lets caches keep the answer, and the forms it has."""
        reader = self.reader
        asked = "\n".join((self.request.url.path, self.request.url.query, self.form, self.language, negotiate.look()))
        if self.operation.changing:
            return {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
        tag = f'W/"{reader.edition}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"'
        pinned = self.values.get("release") == reader.id
        return {"ETag": tag, "Cache-Control": "public, max-age=31536000, immutable" if pinned else "no-cache", "Vary": "Accept, Accept-Language"}

    def kept(self) -> Response | None:
        """304 when the client has this already."""
        return Response(status_code=304, headers=self.headers) if negotiate.has(self.request, self.headers["ETag"]) else None

    def href(self, path: str, **query: Any) -> str:
        """An address of the API that keeps the release and language asked for."""
        kept = {name: self.values[name] for name in ("lang", "release") if name in self.values}
        pairs = [(name, one) for name, value in dict(query, **kept).items() for one in (value if isinstance(value, list) else [value])]
        return f"{self.visit.root}{ROOT}{path}" + (f"?{urlencode(pairs)}" if pairs else "")

    def again(self, **changed: Any) -> str:
        """This address with some parameters changed."""
        pairs = [(name, value) for name, value in self.request.query_params.multi_items() if name not in changed]
        pairs += [(name, str(value)) for name, value in changed.items() if value is not None]
        return self.request.url.path + (f"?{urlencode(pairs)}" if pairs else "")

    def json(self, data: Any, *, links: Mapping[str, str | None] | None = None, meta: Mapping[str, Any] | None = None) -> Response:
        """{data, links, meta}; links.next stands in the Link header too."""
        found: dict[str, str | None] = {"self": self.again()}
        found.update(links or {})
        about: dict[str, Any] = {"release": self.reader.id, "issued": self.reader.manifest["issued"]}
        about.update(meta or {})
        body = json.dumps({"data": data, "links": found, "meta": about}, ensure_ascii=False, default=str, separators=(",", ":"))
        return Response(body, headers=self._linked(found.get("next")), media_type=form.MEDIA["json"])

    def table(self, schema: pa.Schema, batches: Iterable[pa.RecordBatch], following: str | None = None) -> Response:
        """Rows in the form asked for, streamed; the first are looked for before anything is sent, so that what is wrong can be told."""
        headers = self._linked(following)
        name = self.operation.path.strip("/").replace("/", "-").replace("{", "").replace("}", "")
        headers["Content-Disposition"] = f'inline; filename="{name}.{self.form}"'
        if self.request.method == "HEAD":
            return Response(headers=headers, media_type=form.MEDIA[self.form])
        rows = iter(batches)
        first = next(rows, None)
        pieces = form.write(self.form, schema, rows if first is None else chain([first], rows))
        return StreamingResponse(_full(pieces), headers=headers, media_type=form.MEDIA[self.form])

    def _linked(self, following: str | None) -> dict[str, str]:
        return {**self.headers, **({"Link": f'<{following}>; rel="next"'} if following else {})}


def _full(pieces: Iterator[bytes], least: int = 65_536) -> Iterator[bytes]:
    """Pieces that are worth sending one by one."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) >= least:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)
