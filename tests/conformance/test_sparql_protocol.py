"""The W3C's tests of the SPARQL 1.1 Protocol, as their manifest describes them, against a real server.

Not run are those that want an update to succeed: this endpoint is read-only, and that it refuses them is tested here too.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection

from tests.browser.conftest import serve
from tests.web.made import empty_pool, write_release

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
HERE = Namespace("http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/manifest#")
NAMES = (
    "query_post_form", "query_dataset_default_graphs_get", "query_dataset_default_graphs_post", "query_dataset_named_graphs_post", "query_dataset_named_graphs_get",
    "query_dataset_full", "query_multiple_dataset", "query_get", "query_content_type_select", "query_content_type_ask", "query_content_type_describe",
    "query_content_type_construct", "query_post_direct", "bad_query_method", "bad_multiple_queries", "bad_query_wrong_media_type", "bad_query_missing_form_type",
    "bad_query_missing_direct_type", "bad_query_non_utf8", "bad_query_syntax", "bad_update_get", "bad_multiple_updates", "bad_update_wrong_media_type",
    "bad_update_missing_form_type", "bad_update_non_utf8", "bad_update_syntax", "bad_update_dataset_conflict",
)
#: they want an update to be carried out
UPDATES = ["update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs", "update_dataset_full", "update_post_form", "update_post_direct", "update_base_uri"]
MEDIA = {"boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
         "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"),
         "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples")}


@pytest.fixture(scope="module")
def manifest(suites: Path) -> Graph:
    path = suites / "sparql11-protocol" / "manifest.ttl"
    if not path.is_file():
        pytest.skip("suites are absent (INTARSIA_TEST_DATA)")
    return Graph().parse(path, format="turtle")


@pytest.fixture(scope="module")
def server(suites: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A release whose graph holds the suite's data."""
    folder = empty_pool(tmp_path_factory.mktemp("protocol") / "pool")
    release = write_release(folder)
    store = ox.Store(str(release / "graph"))
    for name in ("data1", "data2", "data3"):
        data = suites / "sparql11-protocol" / f"{name}.nt"
        if data.is_file():
            store.load(path=str(data), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/{name}.rdf"))
    store.flush()
    del store
    yield from serve(folder)


def requests(manifest: Graph, name: str) -> list[dict[str, Any]]:
    """The requests of a test, in order, with what is expected of each."""
    action = manifest.value(HERE[name], MF.action)
    found = []
    for node in Collection(manifest, manifest.value(action, HT.requests)):  # type: ignore[arg-type]
        body, reply, heads = manifest.value(node, HT.body), manifest.value(node, HT.resp), manifest.value(node, HT.headers)
        encoding = str(manifest.value(body, CNT.characterEncoding)) if body is not None else "utf-8"
        headers = {str(manifest.value(one, HT.fieldName)): str(manifest.value(one, HT.fieldValue)) for one in Collection(manifest, heads)} if heads is not None else {}
        expected = manifest.value(reply, MF.expectedBoolean)
        found.append({
            "method": str(manifest.value(node, HT.methodName)), "path": str(manifest.value(node, HT.absolutePath)), "headers": headers,
            "body": str(manifest.value(body, CNT.chars)).encode(encoding) if body is not None else None,
            "status": {str(status).rpartition("StatusCode")[2] for status in manifest.objects(reply, MF.expectedStatus)},
            "format": str(manifest.value(reply, MF.expectedFormat) or ""), "boolean": None if expected is None else bool(expected.toPython()),  # type: ignore[attr-defined]
        })
    return found


def ask(server: str, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str, bytes]:
    """One request as it stands: nothing adds a Content-Type."""
    link = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    link.request(method, path, body, headers)
    answer = link.getresponse()
    content = answer.read()
    link.close()
    return answer.status, answer.headers.get("content-type", ""), content


@pytest.mark.parametrize("name", NAMES)
def test_protocol(name: str, manifest: Graph, server: str) -> None:
    asked = requests(manifest, name)
    assert asked
    for one in asked:
        status, media, content = ask(server, one["method"], one["path"].replace("/sparql/", "/sparql", 1), one["body"], one["headers"])
        assert f"{status // 100}xx" in one["status"], (name, status, content[:300])
        if one["format"]:
            assert media.startswith(MEDIA[one["format"]]), media
        if one["boolean"] is not None:
            assert json.loads(content)["boolean"] is one["boolean"]
        if status >= 400 and status != 405:
            assert media == "application/problem+json"
            assert json.loads(content)["detail"]


@pytest.mark.parametrize("name", UPDATES)
def test_updates_are_refused(name: str, manifest: Graph, server: str) -> None:
    first = requests(manifest, name)[0]
    status, _media, content = ask(server, first["method"], first["path"].replace("/sparql/", "/sparql", 1), first["body"], first["headers"])
    assert status == 403, content
    assert "only read" in json.loads(content)["detail"]


def test_no_test_of_the_manifest_is_left_out(manifest: Graph) -> None:
    root = next(manifest.subjects(MF.entries))
    listed = {str(one).rpartition("#")[2] for one in Collection(manifest, manifest.value(root, MF.entries)) if isinstance(one, URIRef)}  # type: ignore[arg-type]
    assert listed == {*NAMES, *UPDATES}
