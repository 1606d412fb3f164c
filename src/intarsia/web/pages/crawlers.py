"""What crawlers read first: robots.txt, the sitemap, and llms.txt."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web import negotiate
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["crawlers"])
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGE = 20_000  # addresses a page of the sitemap: the protocol allows 50,000 and 50 MB
FIXED = ("", "explore", "datasets", "terms", "releases", "developers", "about", "catalog", "ns", "families", "start")
#: section -> the query of its addresses, in a fixed order
SECTIONS = {
    "datasets": "SELECT 'datasets/' || id AS path FROM dataset ORDER BY id",
    "works": "SELECT 'works/' || id AS path FROM work ORDER BY id",
    "agents": "SELECT 'agents/' || id AS path FROM agent WHERE id NOT IN (SELECT entity FROM suppression WHERE what = 'noindex') ORDER BY id",
    "places": "SELECT 'places/' || url_encode(id) AS path FROM place ORDER BY id",
    "terms": "SELECT DISTINCT 'terms/' || url_encode(scheme) || '/' || url_encode(notation) AS path FROM concept WHERE scheme IS NOT NULL AND notation IS NOT NULL ORDER BY path",
}


@router.get("/robots.txt", include_in_schema=False)
def robots(visit: Asked) -> Response:
    """What crawlers may read: not the endless combinations of filters."""
    root = visit.root
    kept_out = "".join(f"Disallow: {root}{path}\n" for path in ("/explore?", "/explore.", "/sparql?", "/sql?", "/check/", "/desk"))
    where = f"Sitemap: {visit.reader.base}sitemap.xml\n" if visit.release else ""
    return PlainTextResponse(f"User-agent: *\n{kept_out}Allow: {root}/\n{where}", headers={"Cache-Control": "max-age=86400"})


@router.get("/sitemap.xml", include_in_schema=False)
def sitemap(visit: Asked) -> Response:
    """The index of the sitemap's pages."""
    reader, stamp = visit.reader, visit.reader.manifest["issued"]
    pages = ["site", *(f"{section}-{n}" for section in SECTIONS for n in range(1, -(-_count(reader, section) // PAGE) + 1))]
    body = "".join(f"<sitemap><loc>{escape(reader.base)}sitemap-{page}.xml</loc><lastmod>{stamp}</lastmod></sitemap>" for page in pages)
    return _xml(visit, f'<sitemapindex xmlns="{SPACE}">{body}</sitemapindex>')


@router.get("/sitemap-{page}.xml", include_in_schema=False)
def sitemap_page(visit: Asked, page: str) -> Response:
    """One page of the sitemap: addresses of the release served, each with the day on which that was issued."""
    reader, stamp = visit.reader, visit.reader.manifest["issued"]
    paths = list(_paths(reader, page))
    if not paths:
        raise NotFound(visit.words("The sitemap has no such page."), way_out=visit.words("see its index: %(where)s", where=visit.href("/sitemap.xml")))
    body = "".join(f"<url><loc>{escape(reader.base + path)}</loc><lastmod>{stamp}</lastmod></url>" for path in paths)
    return _xml(visit, f'<urlset xmlns="{SPACE}">{body}</urlset>')


@router.get("/llms.txt", include_in_schema=False)
def llms(visit: Asked) -> Response:
    """What this place is and where its data are, for language models and those who point them here."""
    reader, base = visit.reader, visit.reader.base
    named = reader.manifest["pool"]
    datasets = "".join(f"- [{_plain(title)}]({base}datasets/{quote(name)}.json): {_plain(publisher)}; licence {licence or 'not stated'}; text and data mining {mining or 'not stated'}\n"
                       for name, title, publisher, licence, mining in reader.rows("SELECT id, coalesce(title, id), coalesce(publisher, ''), licence, mining FROM dataset ORDER BY id"))
    text = (f"# {_plain(named['name'])}\n\n> Data of the cultural and creative sectors, shared by several organisations under terms that each dataset states. Release {reader.id}, "
            f"issued {reader.manifest['issued']}.\n\nEvery page has a JSON twin: add `.json` to its path; tables also `.csv`. Every thing has an IRI below {base}id/ that leads to its page, "
            f"or to RDF by the Accept header. Add `?release={reader.id}` to read this release for good. Synthetic figures are marked as such.\n\n## Doors\n\n"
            f"- [Catalogue]({base}catalog.ttl): DCAT, with all downloads and their checksums\n- [API]({base}openapi.json): OpenAPI\n- [SPARQL]({base}sparql): SPARQL 1.1, queries only\n"
            f"- [Vocabulary]({base}ns.ttl): terms of our own\n- [Releases]({base}releases.json): all releases; they never change\n\n## Datasets\n\n{datasets}")
    return PlainTextResponse(text, headers={"Cache-Control": "no-cache", "ETag": negotiate.etag(reader.id, visit.request, "txt", "")}, media_type="text/plain; charset=utf-8")


def _plain(text: str) -> str:
    """A name within Markdown: on one line, without marks that would begin a link."""
    return " ".join(str(text).translate(str.maketrans("[]<>`", "()  '")).split())


def _count(reader: Reader, section: str) -> int:
    return int(reader.rows(f"SELECT count(*) FROM ({SECTIONS[section]}) AS s")[0][0])


def _paths(reader: Reader, page: str) -> Iterator[str]:
    """The paths of a page of the sitemap; none for a page that is not there."""
    if page == "site":
        yield from FIXED
        return
    section, _dash, number = page.rpartition("-")
    if section in SECTIONS and number.isdecimal() and number.isascii() and 0 < int(number) < 100_000:
        yield from (row[0] for row in reader.rows(f"SELECT path FROM ({SECTIONS[section]}) AS s ORDER BY path LIMIT {PAGE} OFFSET {(int(number) - 1) * PAGE}"))


def _xml(visit: Visit, body: str) -> Response:
    headers = {"ETag": negotiate.etag(visit.reader.id, visit.request, "xml", ""), "Cache-Control": "no-cache"}
    return Response('<?xml version="1.0" encoding="UTF-8"?>\n' + body, headers=headers, media_type="application/xml")
