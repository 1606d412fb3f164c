"""/sparql and /sql as programs and browsers meet them: forms, errors, pages, and the questions to begin with."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import shutil
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from intarsia.cli import main
from intarsia.errors import IntarsiaError, Refused
from intarsia.pool import Pool
from intarsia.questions import Desk, Question, sparql
from intarsia.web import create_app, queryexamples
from intarsia.web.words import LANGUAGES, words
from tests.web.conftest import Web
from tests.web.made import BASE, CC0, empty_pool, key, write_release

SCHEMA = "https://schema.org/"
PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="module")
def graph_pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with a small graph: every kind of term, texts that hurt, and figures."""
    pool = empty_pool(tmp_path_factory.mktemp("sparql") / "pool")
    release = write_release(pool)
    store = ox.Store(str(release / "graph"))
    work, film, graph, other = (ox.NamedNode(f"{BASE}id/{path}") for path in (f"work/{key('novel')}", f"work/{key('film')}", "dataset/novels", "dataset/films"))
    name = ox.NamedNode(f"{SCHEMA}name")
    store.extend([
        ox.Quad(work, name, ox.Literal('A "quoted", <b>bold</b>\n=title', language="en"), graph), ox.Quad(film, name, ox.Literal("Film"), other),
        ox.Quad(film, ox.NamedNode(f"{SCHEMA}isBasedOn"), work, other), ox.Quad(work, ox.NamedNode(f"{SCHEMA}position"), ox.Literal(7), graph),
        ox.Quad(work, ox.NamedNode(f"{SCHEMA}license"), ox.NamedNode(CC0), graph), ox.Quad(work, ox.NamedNode(f"{SCHEMA}about"), ox.BlankNode("b"), graph),
    ])
    store.flush()
    return pool


@pytest.fixture(scope="module")
def site(graph_pool: Path) -> Iterator[Web]:
    web = Web(create_app(Pool(graph_pool)))
    yield web
    web.app.state.desk.close()


def ask(site: Web, query: str, suffix: str = "", **headers: str):  # type: ignore[no-untyped-def]
    return site.get(f"/sparql{suffix}?{urlencode({'query': query})}", **headers)


ALL = "SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY ?p"


def test_solutions_in_each_form(site: Web) -> None:
    found = ask(site, ALL)
    assert found.headers["content-type"] == "application/sparql-results+json"
    rows = found.json()["results"]["bindings"]
    assert (len(rows), found.json()["head"]["vars"]) == (6, ["s", "o", "none"])
    assert {row["o"]["type"] for row in rows} == {"uri", "literal", "bnode"}
    assert [row["o"]["datatype"] for row in rows if "datatype" in row["o"]] == ["http://www.w3.org/2001/XMLSchema#integer"]
    assert [row["o"]["xml:lang"] for row in rows if "xml:lang" in row["o"]] == ["en"]
    for accept, results in (("application/sparql-results+xml", ox.QueryResultsFormat.XML), ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
                            ("application/sparql-results+json", ox.QueryResultsFormat.JSON)):
        answer = ask(site, ALL, accept=accept)
        assert answer.headers["content-type"].startswith(accept)
        parsed = [[str(term) for term in row] for row in ox.parse_query_results(answer.content, format=results)]  # type: ignore[union-attr]
        assert len(parsed) == 6
        assert sum("=title" in term for row in parsed for term in row) == 1
    plain = list(csv.reader(io.StringIO(ask(site, ALL, accept="text/csv").text)))
    assert (plain[0], len(plain)) == (["s", "o", "none"], 7)
    assert 'A "quoted", <b>bold</b>\n=title' in [row[1] for row in plain]


def test_yes_or_no_in_each_form(site: Web) -> None:
    assert ask(site, "ASK { ?s ?p 7 }").json()["boolean"] is True
    root = ET.fromstring(ask(site, "ASK { ?s ?p 8 }", ".xml").text)
    assert root.findtext("{http://www.w3.org/2005/sparql-results#}boolean") == "false"
    assert ask(site, "ASK { ?s ?p 7 }", ".csv").text == "true"


@pytest.mark.parametrize(("accept", "form"), [("text/turtle", ox.RdfFormat.TURTLE), ("application/n-triples", ox.RdfFormat.N_TRIPLES), ("application/rdf+xml", ox.RdfFormat.RDF_XML),
                                              ("application/ld+json", ox.RdfFormat.JSON_LD), ("*/*", ox.RdfFormat.TURTLE)])
def test_triples_in_each_form(site: Web, accept: str, form: ox.RdfFormat) -> None:
    answer = ask(site, "CONSTRUCT WHERE { ?s ?p ?o }", accept=accept)
    assert answer.headers["content-type"].startswith("text/turtle" if accept == "*/*" else accept)
    assert len(list(ox.parse(answer.content, format=form))) == 6
    described = ask(site, f"DESCRIBE <{BASE}id/work/{key('film')}>", accept=accept)
    assert len(list(ox.parse(described.content, format=form))) == 2


@pytest.mark.parametrize(("accept", "media"), [
    ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"), ("application/sparql-results+json;q=0, text/csv", "text/csv"),
    ("text/turtle", "application/sparql-results+json"),
    ("application/json", "application/sparql-results+json"), ("text/tab-separated-values;q=0.9, text/csv;q=0.8, text/html;q=0.1", "text/tab-separated-values"),
])
def test_weights_decide(site: Web, accept: str, media: str) -> None:
    assert ask(site, ALL, accept=accept).headers["content-type"].startswith(media)


def test_what_cannot_be_had_is_refused(site: Web) -> None:
    assert ask(site, ALL, accept="image/png").status_code == 406


def test_datasets_of_a_query(site: Web) -> None:
    count = "SELECT (COUNT(*) AS ?n) {0}WHERE {{ ?s ?p ?o }}"

    def counted(query: str, **graphs: str) -> int:
        answer = site.get("/sparql?" + urlencode({"query": query, **{name.replace("_", "-"): value for name, value in graphs.items()}}))
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    assert counted(count.format("")) == 6
    assert counted(count.format(f"FROM <{BASE}id/dataset/films> ")) == 2
    assert counted(count.format(f"FROM <{BASE}id/dataset/films> "), default_graph_uri=f"{BASE}id/dataset/novels") == 4
    assert counted("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", named_graph_uri=f"{BASE}id/dataset/films") == 2
    assert counted("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == 6
    assert counted("SELECT (COUNT(*) AS ?n) { <id/work/" + key("film") + "> ?p ?o }") == 2  # relative to the pool's base


@pytest.mark.parametrize(("query", "status", "said"), [
    ("SELECT", 400, "line 1"), ("SELECT * {\n ?s ?p }", 400, "line 2, column"), ("DROP ALL", 403, "DROP is refused"),
    ("PREFIX a: <b:>\n# SELECT\nINSERT DATA { <a:b> <a:c> 1 }", 403, "INSERT"),
    ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", 403, "refused"), ("SELECT * { SERVICE <http://127.0.0.1/x> { ?s ?p ?o } }", 403, "SERVICE"),
    ("SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }", 403, "SERVICE"), ("select * {?a ?b true.service<http://127.0.0.1/>{}}", 403, "SERVICE"),
    ("SELECT * { ?s ?p ?o " + "{" * 500, 400, "deep"),
    ("x" * 300_000, 400, "characters"), ("SELECT * { ?s nope:p ?o }", 400, "line 1"),
])
def test_what_is_no_query_is_told(site: Web, query: str, status: int, said: str) -> None:
    answer = post(site, query)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in f"{answer.json()['detail']} {answer.json().get('where', '')}"


def post(site: Web, query: str):  # type: ignore[no-untyped-def]
    import httpx

    async def posted() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url="http://test") as client:
            return await client.post("/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"})

    return site.thread.submit(lambda: asyncio.run(posted())).result(60)


def test_the_service_describes_itself(site: Web) -> None:
    answer = site.get("/sparql", accept="text/turtle")
    assert answer.headers["content-type"].startswith("text/turtle")
    text = {str(triple) for triple in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    assert any("UnionDefaultGraph" in triple for triple in text)
    assert any(f"{BASE}id/dataset/museum" in triple for triple in text)
    assert not any("BasicFederatedQuery" in triple or "SPARQL11Update" in triple for triple in text)
    assert list(ox.parse(site.get("/sparql", accept="application/rdf+xml").content, format=ox.RdfFormat.RDF_XML))


def test_an_answer_known_is_not_sent_again(site: Web) -> None:
    first = ask(site, ALL)
    assert ask(site, ALL, if_none_match=first.headers["etag"]).status_code == 304
    assert ask(site, ALL, if_none_match=first.headers["etag"], accept="text/csv").status_code == 200


def test_the_page_shows_the_answer(site: Web) -> None:
    page = ask(site, ALL, accept=PAGE).text
    assert '<textarea id="query" name="query" data-editor="sparql"' in page
    assert f'href="/id/work/{key("film")}"' in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold</b>" not in page
    assert "6 rows" in page
    assert re.search(r'href="/sparql\.csv\?query=', page)
    assert "Yes" in ask(site, "ASK { ?s ?p 7 }", accept=PAGE).text
    triples = ask(site, "CONSTRUCT WHERE { ?s ?p ?o }", accept=PAGE).text
    assert "<th scope=\"col\">predicate</th>" in triples
    assert "/sparql.ttl?query=" in triples
    wrong = ask(site, "SELECT * {", accept=PAGE)
    assert (wrong.status_code, 'role="alert"' in wrong.text, "SELECT * {" in wrong.text) == (400, True, True)
    dutch = site.get("/sparql?lang=nl", accept=PAGE).text
    assert "Bevraag de graaf met SPARQL" in dutch
    assert site.json("/sparql.json")["data"]["examples"]


def test_the_page_for_sql(site: Web) -> None:
    query = quote("SELECT iri, title, year_start, NULL AS nothing FROM work ORDER BY title LIMIT 3")
    page = site.get(f"/sql?query={query}", accept=PAGE).text
    assert 'data-editor="sql"' in page
    assert re.search(r'href="/id/work/[0-9a-f]{16}"', page)
    assert "<script>alert" not in page
    assert "3 rows" in page
    assert site.get(f"/sql?query={query}", accept="application/json").json()["meta"]["rows"] == 3
    assert site.get(f"/sql.csv?query={query}").text.startswith("iri,title,year_start,nothing\r\n")
    assert {table["name"] for table in site.json("/sql.json")["data"]["tables"]} >= {"work", "observation"}
    wrong = site.get("/sql?query=DROP+VIEW+work", accept=PAGE)
    assert wrong.status_code == 403
    assert "DROP" in wrong.text


def test_other_sites_may_ask(site: Web) -> None:
    answer = ask(site, ALL, origin="https://example.org")
    assert answer.headers["access-control-allow-origin"] == "*"
    allowed = site.get("/sparql", "OPTIONS", origin="https://example.org", access_control_request_method="POST", access_control_request_headers="content-type")
    assert allowed.status_code in (200, 204)
    assert "POST" in allowed.headers["access-control-allow-methods"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_questions_to_begin_with(language: str) -> None:
    said = words(language)
    assert (len(queryexamples.sparql(said)), len(queryexamples.sql(said))) == (12, 8)
    for one in (*queryexamples.sparql(said), *queryexamples.sql(said)):
        assert one.title
        assert "LANGUAGE" not in one.query


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_to_begin_with_is_answered_at_once(language: str, demo: Pool) -> None:
    """On the demo pool: rows, in under two seconds."""
    release = demo.reader().path.resolve()

    async def all_of_them() -> None:
        desk = Desk()
        await desk.ask(Question("sql", "SELECT 1", release))
        for kind, found in (("sparql", queryexamples.sparql(words(language))), ("sql", queryexamples.sql(words(language)))):
            for one in found:
                start = time.monotonic()
                answer = await desk.ask(Question(kind, one.query, release))
                assert answer is not None
                assert answer.rows > 0, one.id
                assert time.monotonic() - start < 2, one.id
                answer.close()
        desk.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(all_of_them())).result(120)


GAPS = st.lists(st.sampled_from([" ", "\n", "# SELECT\n", "\t", "#'\n"]), min_size=0, max_size=3).map("".join)


@given(GAPS, GAPS, st.sampled_from(["SERVICE", "service", "SerVice", "\\u0053ERVICE", "SERVIC\\U00000045"]), st.sampled_from(["<http://x/>", "?x", "a:b", "SILENT <http://x/>"]),
       st.sampled_from(["", '"#" ', "'''#''' ", "?a ?b 1 . ", "?a ?b true . ", 'FILTER("SERVICE" = "\\"") ', "?x <http://x#y> 1 . "]))
def test_no_gap_hides_a_call_to_elsewhere(one: str, two: str, word: str, target: str, before: str) -> None:
    with pytest.raises(Refused):
        sparql.check(f"SELECT * {one}{{ {before}{word}{two or ' '}{target} {{ ?s ?p ?o }} }}")


@given(st.text(alphabet=st.sampled_from(list("SELECT service{}<>#'\"\\u0053?$ \n.:;@^()[]")), max_size=60))
def test_any_text_is_looked_at(text: str) -> None:
    try:
        sparql.check(text)
    except IntarsiaError as error:
        assert error.way_out


@pytest.mark.parametrize("query", ['SELECT * { ?s <https://example.org/service> "SERVICE" } # SERVICE', "SELECT ?service { ?service ?p 'it''s a service' }",
                                   "PREFIX s: <http://x/service#> SELECT * { ?a s:service ?b }"])
def test_a_word_in_a_text_is_no_call(query: str) -> None:
    assert "select" in sparql.check(query)


def test_a_new_release_is_taken_up(tmp_path: Path, graph_pool: Path) -> None:
    pool = tmp_path / "pool"
    shutil.copytree(graph_pool, pool)
    web = Web(create_app(Pool(pool)))
    assert ask(web, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()["results"]["bindings"][0]["n"]["value"] == "6"
    new = write_release(pool, "cccc222233334444", previous="1111222233334444")
    store = ox.Store(str(new / "graph"))
    store.add(ox.Quad(ox.NamedNode("a:b"), ox.NamedNode("a:b"), ox.NamedNode("a:b"), ox.NamedNode("a:b")))
    store.flush()
    assert ask(web, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()["results"]["bindings"][0]["n"]["value"] == "1"
    assert json.loads(web.get("/api/v1/sql?query=SELECT+1+AS+x").text)["meta"]["release"] == "cccc222233334444"
    web.app.state.desk.close()


def test_questions_see_what_the_asker_may_see(tmp_path: Path, graph_pool: Path) -> None:
    """The release for this machine answers this machine alone, and no page of another site may read that answer."""
    pool = tmp_path / "pool"
    shutil.copytree(graph_pool, pool)
    local = write_release(pool / "local", "dddd222233334444")
    store = ox.Store(str(local / "graph"))
    store.add(ox.Quad(ox.NamedNode("a:b"), ox.NamedNode("a:b"), ox.Literal("only here"), ox.NamedNode("a:b")))
    store.flush()
    web = Web(create_app(Pool(pool), here=True))
    only_here = 'ASK { ?s ?p "only here" }'
    assert ask(web, only_here).json()["boolean"] is False
    near = ask(web, only_here, host="localhost")
    assert near.json()["boolean"] is True
    assert "access-control-allow-origin" not in near.headers
    assert ask(web, only_here, host="localhost", x_forwarded_for="192.0.2.1").json()["boolean"] is False
    assert web.get("/api/v1/sql?query=SELECT+1", host="localhost").json()["meta"]["release"] == "dddd222233334444"
    assert web.get("/api/v1/sql?query=SELECT+1").json()["meta"]["release"] == "1111222233334444"
    web.app.state.desk.close()


def test_the_command_line_asks_too(graph_pool: Path, tmp_path: Path) -> None:
    file = tmp_path / "films.rq"
    file.write_text("SELECT ?o { ?s <https://schema.org/position> ?o }", "utf-8")
    run = CliRunner()
    assert json.loads(run.invoke(main, ["sparql", str(file), "--pool", str(graph_pool), "--json"]).output) == [{"o": "7"}]
    assert json.loads(run.invoke(main, ["sparql", "ASK {}", "--pool", str(graph_pool), "--json"]).output) == [{"answer": True}]
    triples = run.invoke(main, ["sparql", "-", "--format", "nt", "--pool", str(graph_pool)], input="CONSTRUCT WHERE { ?s ?p ?o }")
    assert len(triples.output.splitlines()) == 6
    refused = run.invoke(main, ["sparql", "CLEAR ALL", "--pool", str(graph_pool)])
    assert (refused.exit_code, "CLEAR is refused" in refused.output) == (1, True)
