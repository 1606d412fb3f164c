"""Papers at the desk: the record of processing and the screening, filled in, to read and to take along."""

from __future__ import annotations

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from intarsia import papers
from intarsia.errors import NotFound
from intarsia.web.desk import Owner
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
MEDIA = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}


@page(router, "/desk/papers", "json", about="Agreement, record of processing and screening of this pool, filled in from its settings and contents")
def listed(visit: Owner) -> Response:
    """The papers, each in both languages."""
    found = [{"name": one.name, "language": one.language, "title": one.title, **{form: visit.href(f"/desk/papers/{one.name}.{one.language}.{form}") for form in MEDIA}}
             for one in papers.papers(visit.serving.pool)]
    mine = [papers.paper(visit.serving.pool, name, visit.language) for name in ("register", "screening")]
    return visit.answer("desk-papers.html", found, papers=[(one, Markup(papers.html(one.text, 2))) for one in mine])


@router.get("/desk/papers/{file}", include_in_schema=False)
def taken(visit: Owner, file: str) -> Response:
    """A paper as a file: name.language.md or .html. Raises: NotFound."""
    name, _, rest = file.partition(".")
    language, _, form = rest.partition(".")
    if name not in papers.NAMES or language not in papers.LANGUAGES or form not in MEDIA:
        raise NotFound("there is no such paper", way_out="see them: /desk/papers")
    one = papers.paper(visit.serving.pool, name, language)
    headers = {**visit.headers(), "Content-Disposition": f'attachment; filename="{file}"'}
    return Response(one.text if form == "md" else one.page(), headers=headers, media_type=MEDIA[form])
