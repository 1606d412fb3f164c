"""One request to a service: its parameters, whether by address or as a form, and how its answer leaves: as JSON, or called back."""

from __future__ import annotations

import atexit
import json
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from intarsia.errors import Invalid, NotFound
from intarsia.reader import Reader
from intarsia.reconciling import making
from intarsia.reconciling.answering import Answering
from intarsia.reconciling.making import Index
from intarsia.reconciling.services import Service, services
from intarsia.web import asking
from intarsia.web.visit import Visit

JSON, SCRIPT = "application/json", "text/javascript; charset=utf-8"
#: the name of a function, or of one in objects, as script libraries make them up; nothing else is ever sent as a script
CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,99}(?:\.[A-Za-z_$][A-Za-z0-9_$]{0,99}){0,3}")
FIELDS = 100
PATIENCE = 5  # seconds; OpenRefine hangs up after 10, and comes back when Retry-After says so
_UNSAFE = {0x2028: "\\u2028", 0x2029: "\\u2029", 0x3C: "\\u003c"}  # the first two end a line in older scripts, the last could end an element of a page
_makers = asking.Makers()
atexit.register(_makers.close)
os.register_at_fork(after_in_child=_makers.__init__)  # type: ignore[misc]


class Asked:
    """A request to a service, with what it reads. Nothing of it is kept."""

    def __init__(self, visit: Visit, name: str, parameters: Mapping[str, str]) -> None:
        self.visit, self.parameters = visit, parameters
        self.reader: Reader = visit.reader
        self.services = known(visit)
        found = self.services.get(name)
        if found is None:
            raise NotFound("there is no such reconciliation service", where="/reconcile", way_out=f"one of: {', '.join(list(self.services)[:40])}")
        self.service: Service = found

    @property
    def site(self) -> str:
        """The address of the pool as it was reached."""
        return self.visit.origin + self.visit.root

    def label(self, entity: str) -> str:
        """The name of a concept or place in the language of the request."""
        return self.reader.label(entity, self.visit.language)

    @property
    def answering(self) -> Answering:
        """The service, answering. Raises: making.NotReady while its names are being made."""
        return Answering(self.service, index(self.visit), self.reader, self.label)

    def number(self, name: str, otherwise: int, most: int) -> int:
        """A parameter that is a number; what is none counts as not given."""
        given = self.parameters.get(name, "")
        return min(int(given[:7]), most) if given.isascii() and given.isdecimal() and int(given[:7]) > 0 else otherwise


async def parameters(request: Request) -> dict[str, str]:
    """The parameters of the address and of a posted form; JSON is taken as the queries themselves.

    Raises: Invalid, asking.TooLong, asking.WrongKind.
    """
    pairs = list(request.query_params.multi_items())
    if request.method == "POST":
        kind = asking.kind_of(request)
        text = asking.text_of(await asking.body_of(request))
        if kind == "application/json":
            pairs.append(("queries", text))
        elif kind == "application/x-www-form-urlencoded":
            try:
                pairs += parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=FIELDS)
            except ValueError as error:
                raise Invalid(f"a form has at most {FIELDS} fields", way_out="send queries=... as one field") from error
        else:
            raise asking.WrongKind("queries are posted as a form", where="Content-Type", way_out="send queries=... as application/x-www-form-urlencoded")
    return dict(pairs)


def told(asked: Mapping[str, str], found: Any, headers: Mapping[str, str]) -> Response:
    """An answer as JSON, or as a call of the function that the client names.

    Raises: Invalid for what is not the name of a function.
    """
    text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    callback = asked.get("callback", "")
    if not callback:
        return Response(text, headers=dict(headers), media_type=JSON)
    if not CALLBACK.fullmatch(callback):
        raise Invalid("callback is no name of a function", where="callback", way_out="ask without callback: other sites may read this answer")
    # what comes first keeps the answer from being read as another kind of file
    return Response(f"/**/{callback}({text.translate(_UNSAFE)});", headers=dict(headers), media_type=SCRIPT)


def known(visit: Visit) -> dict[str, Service]:
    """The services of the release read, computed once."""
    reader = visit.reader
    return visit.serving.once(reader, "reconciliation services", lambda: services(reader))


def begin(visit: Visit) -> Path:
    """Where the index of names of the release read stands; when it is not there, its making is begun."""
    release = Path(visit.reader.path)
    folder = making.place(release)
    if not making.ready(folder):
        _makers.make(folder, lambda: making.start(release, folder))
    return folder


def index(visit: Visit) -> Index:
    """The index of names of the release read. Raises: making.NotReady when it is not made within `PATIENCE` seconds."""

    def opened() -> Index:
        folder, until = begin(visit), time.monotonic() + PATIENCE
        while not (there := making.ready(folder)) and time.monotonic() < until:
            time.sleep(0.1)
        if not there:
            raise making.NotReady("the names of this release are being sorted", way_out="ask again in some seconds")
        return Index(folder)

    return visit.serving.once(visit.reader, "names", opened)
