"""IRIs: each leads to its page, or to its data, by what the reader accepts."""

from __future__ import annotations

from urllib.parse import unquote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from intarsia.errors import Invalid, NotFound
from intarsia.linkeddata import accept, rdf
from intarsia.web.byaccept import OFFERED
from intarsia.web.documents import KINDS, path, there
from intarsia.web.gone import missing
from intarsia.web.moved import face, moved
from intarsia.web.visit import Asked

router = APIRouter(tags=["identifiers"])


class NotAcceptable(Invalid):
    """Nothing that we have is what the reader accepts."""

    title, status = "Not in that form", 406


@router.get("/id/{kind}/{identifier:path}", status_code=303, response_class=RedirectResponse, summary="An IRI leads to its page, or to its data by Accept",
            responses={404: {"description": "Never was"}, 406: {"description": "Not to be had in a form that is accepted"}, 410: {"description": "Withdrawn"}})
def resolve(visit: Asked, kind: str, identifier: str) -> Response:
    """303 to the page or data of a thing; 301 to what an entity became, and 410 with all of them where its records went several ways.

    Who accepts only what there is not (`Accept: image/png`) gets 406 with the forms there are, not a page: a program
    that is given HTML where it cannot read it fails later, and further from the cause. Who names nothing gets the page.
    """
    kind, identifier = named(kind, identifier)
    if kind not in KINDS:
        raise NotFound(visit.words("There are no IRIs of this kind here."), way_out=visit.words("kinds: %(kinds)s", kinds=", ".join(k for k in KINDS if k != "scheme")))
    form = accept.choose(visit.request.headers.get("accept", ""), OFFERED)
    if not there(visit, kind, identifier):
        if kind == "entity" and (told := moved(visit, identifier, "/id/entity/{}", "/id/{}/{}")) is not None:
            return told
        raise missing(visit, kind, identifier)
    where = path(kind, identifier)
    links = ", ".join(f'<{visit.href(f"{where}.{known.suffix}")}>; rel="alternate"; type="{known.media}"' for known in rdf.FORMS)
    if form is None:
        raise NotAcceptable(visit.words("This cannot be had in a form that you accept."),
                            way_out=visit.words("ask for one of these: %(forms)s", forms=", ".join(types[0] for _name, types in OFFERED)))
    page = face(visit, identifier) if kind == "entity" else where
    return RedirectResponse(visit.href(page if form == "html" else f"{where}.{form}"), 303, headers={"Vary": "Accept", "Cache-Control": "no-cache", "Link": links})


def named(kind: str, identifier: str) -> tuple[str, str]:
    """The kind and identifier of an IRI's path: a concept's is its scheme and notation, without the latter it is the scheme."""
    if kind != "concept":
        return kind, identifier
    scheme, slash, notation = identifier.partition("/")
    return ("concept", f"{scheme}:{notation}") if slash and notation else ("scheme", unquote(scheme))
