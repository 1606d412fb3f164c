"""Resolving gives the dump: for things of every kind exactly its statements, in every form, from tables and from the graph; and all IRIs resolve."""

from __future__ import annotations

import asyncio
import io
import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from intarsia.iris import KINDS
from intarsia.linkeddata import ownterms, rdf, subject
from intarsia.pool import Pool
from intarsia.store import graph
from intarsia.web import create_app, documents
from intarsia.web.gone import KEYS
from tools import crawl

Dump = dict[str, set[ox.Triple]]


def apart(work: Callable[[], Any]) -> Any:
    """Run where no other loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result(300)


@pytest.fixture(scope="module")
def dump(demo: Pool) -> Dump:
    """What the dumps say, by the subject without its fragment."""
    found: Dump = {}
    for path in sorted((demo.reader().path / "dumps").glob("*.nq.zst")):
        with path.open("rb") as packed:
            for quad in ox.parse(io.BufferedReader(graph.Unpacked(packed)), format=ox.RdfFormat.N_QUADS):
                found.setdefault(quad.subject.value.partition("#")[0], set()).add(quad.triple)  # type: ignore[union-attr]
    assert sum(map(len, found.values())) > 50_000
    return found


def some(demo: Pool, kind: str, most: int = 6) -> list[str]:
    """Identifiers of a kind, drawn with a seed."""
    table, key = KEYS[kind]
    found = sorted(row[0] for row in demo.reader().rows(f'SELECT DISTINCT {key} FROM "{table}" WHERE {key} IS NOT NULL'))
    return random.Random(3).sample(found, min(len(found), most))


@pytest.mark.parametrize("kind", [kind for kind in subject.SPEAKING if kind != "entity"])
def test_a_thing_has_the_statements_of_the_dump(demo: Pool, dump: Dump, kind: str) -> None:
    reader = demo.reader()
    store, told = graph.open(reader.path), 0
    for identifier in some(demo, kind):
        iri = subject.iri(reader.base, kind, identifier)
        wanted = dump.get(iri, set())
        assert set(subject.statements(reader, kind, identifier)) == wanted, iri
        assert set(subject.statements(reader, kind, identifier, store)) == wanted, iri
        told += len(wanted)
    assert told or kind == "link"


def test_a_link_that_became_a_statement_gives_that_statement(demo: Pool, dump: Dump) -> None:
    reader = demo.reader()
    (link, subject_, object_), *_rest = reader.rows("SELECT id, subject, object FROM link WHERE state = 'accepted' AND predicate = 'based_on' ORDER BY id")
    (triple,) = subject.bare(reader, link)
    assert (triple.subject.value, triple.object.value) == (f"{reader.base}id/work/{subject_}", f"{reader.base}id/work/{object_}")  # type: ignore[union-attr]
    assert triple in dump[triple.subject.value]  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore:.*is deprecated, use:DeprecationWarning")  # rdflib's JSON-LD parser uses what rdflib deprecates
def test_every_form_says_the_same(demo: Pool) -> None:
    reader = demo.reader()
    for kind in ("work", "dataset", "concept", "observation", "distribution"):
        triples = subject.statements(reader, kind, some(demo, kind, 1)[0])
        graphs = [Graph().parse(data=rdf.text(triples, form, reader.base), format={"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}.get(form, form)) for form in rdf.BY_SUFFIX]
        assert all(len(one) == len(triples) for one in graphs)
        assert all(isomorphic(graphs[0], one) for one in graphs[1:])


def test_no_context_is_fetched(demo: Pool) -> None:
    reader = demo.reader()
    context = json.loads(rdf.text(subject.statements(reader, "work", some(demo, "work", 1)[0]), "jsonld", reader.base))["@context"]
    assert isinstance(context, dict) and all(value.startswith("http") for value in context.values())


def test_all_kinds_of_things_can_be_asked_for(demo: Pool) -> None:
    assert {*KINDS, "scheme"} == set(documents.KINDS)


def test_iris_of_a_release_resolve(demo: Pool) -> None:
    """A seeded sample of every kind; `python tools/crawl.py POOL` asks for all of them."""
    iris = crawl.chosen(crawl.mentioned(demo), 12, seed=11)
    assert len(iris) > 90
    assert apart(lambda: asyncio.run(crawl.unresolved(create_app(demo), iris))) == []
    broken = apart(lambda: asyncio.run(crawl.unresolved(create_app(demo), [f"{demo.config.base}id/work/0000000000000000"])))
    assert broken == [(f"{demo.config.base}id/work/0000000000000000", "404")]


def test_each_term_of_our_own_that_is_used_is_explained(demo: Pool, dump: Dump) -> None:
    space = f"{demo.config.base}ns#"
    used = {term.value for triples in dump.values() for t in triples for term in (t.predicate, t.object) if isinstance(term, ox.NamedNode) and term.value.startswith(space)}
    explained = {t.subject.value for t in ownterms.vocabulary(demo.config.base)}  # type: ignore[union-attr]
    assert len(used) > 8 and used <= explained


PAGES = ("/", "/datasets", "/catalog", "/terms", "/terms/genre", "/terms/genre/drama", "/places/NL")


def test_schema_org_knows_every_name_of_the_blocks(demo: Pool, suites: Path) -> None:
    known = set(json.loads((suites / "schemaorg" / "schemaorgcontext.jsonld").read_text("utf-8"))["@context"])
    pages = [*PAGES, *(documents.path(kind, one) for kind in ("work", "agent", "dataset") for one in some(demo, kind, 5)), f"/releases/{demo.reader().id}"]
    blocks = apart(lambda: asyncio.run(blocks_of(demo, pages)))
    assert len(blocks) >= len(pages)
    assert {name for block in blocks for name in names(block)} - known - {"@context", "@type", "@id", "query-input"} == set()
    assert all("@type" in block and block["@context"] == "https://schema.org" for block in blocks)


async def blocks_of(pool: Pool, pages: list[str]) -> list[dict[str, Any]]:
    found = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(pool)), base_url="http://test") as client:
        for page in pages:
            text = (await client.get(page)).text
            head = text.split("</head>")[0]
            parts = head.split('<script type="application/ld+json">')[1:]
            assert len(parts) == 1, page
            found.append(json.loads(parts[0].split("</script>")[0]))
    return found


def names(value: Any) -> set[str]:
    """Every property and class of a block."""
    if isinstance(value, list):
        return {name for one in value for name in names(one)}
    if not isinstance(value, dict):
        return set()
    types = value.get("@type", [])
    return {*value, *(types if isinstance(types, list) else [types])} | {name for one in value.values() for name in names(one)}
