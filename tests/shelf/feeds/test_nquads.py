"""N-Quads: every line is read by another implementation, and says what an independent writer says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intarsia import iris
from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.feeds import nquads, rdfnames
from intarsia.tables import FLOAT, INT, TABLES, TEXT
from tests.shelf.feeds.sample import sample
from tests.shelf.feeds.slowwriter import expected

Engine = Callable[[dict[str, list[dict[str, Any]]]], DuckDB]
BASE = "https://data.example.org/"
HOSTILE = [
    "",
    " ",
    '"',
    "\\",
    "\\\\",
    '"""',
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "\x1f",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufffe",
    "𝄞",
    "é\u0301",
    "'; DROP TABLE work; --",
    "<http://a>",
    "> <http://b> .\n",
    "_:b0",
    "@en",
    '"@en',
    "^^",
    "{}",
    "%",
    "%zz",
    "http://",
    "http://a b",
    "http://exa mple.org/",
    "http://example.org/é",
    "http://example.org/a#b#c",
    "http://example.org/%zz",
    "http://example.org/[x]",
    "https://example.org:99999/",
    "http://[::1]/",
    "http://a..b/",
    "HTTP://EXAMPLE.ORG",
    "http://example.org/a?b=c&d=e#f",
    "urn:isbn:9780306406157",
    "urn:x",
    "urn:intarsia:form/film",
    "mailto:a@b.org",
    "a@b.org",
    "javascript:alert(1)",
    "../../etc/passwd",
    "en",
    "nl-BE",
    "zh-Hant-TW",
    "en-a",
    "x-private",
    "en-GB-oed",
    "i-klingon",
    "e",
    "toolonglanguagetag",
    "en_GB",
    "nl ",
    "NL",
    "Noord-Holland",
    "0123456789abcdef",
    "1984",
    "-0044",
    "-0044-03-15",
    "0000",
    "2023-02-30",
    "2024-02-29",
    "2023-13",
    "2023-12",
    "1984?",
    "Y-17000",
    "1900/2000",
    "../2000",
    "20240101",
    "2024-01-01",
    "2024-12-31",
    "matched",
    "accepted",
    "person",
    "identifier",
    "stated",
    "model",
    "same_as",
    "based_on",
    "agent",
    "work",
    "place",
    "sector",
    "genre",
    "country",
    "language",
    "audience",
    "subject",
    "composer",
    "director",
    "film",
    "song",
    "main",
    "pref",
    "hidden",
    "title",
    "description",
    "genre:drama",
    "a:b:c",
    "imdb",
    "tt0111161",
    "wikidata",
    "Q42",
    "text/csv",
]


def lines(engine: DuckDB, dataset: str, folder: Path) -> bytes:
    (path,) = nquads.write(engine, dataset, BASE, folder)
    assert path == folder / f"{dataset}.nq.zst"
    return zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()


def quads(data: bytes) -> list[ox.Quad]:
    return list(ox.parse(data, format=ox.RdfFormat.N_QUADS))


def value_of(kind: str) -> st.SearchStrategy[Any]:
    hostile = st.sampled_from(HOSTILE) | st.text(max_size=12)
    numbers = {INT: st.integers(-(2**62), 2**62), FLOAT: st.floats()}
    return st.none() | (hostile if kind == TEXT else numbers.get(kind, st.booleans()))


ROWS = st.fixed_dictionaries(
    {
        name: st.lists(st.fixed_dictionaries({c.name: value_of(c.type) for c in table.columns}), max_size=4)
        for name, table in TABLES.items()
        if name not in ("profile", "finding", "rejected", "frame", "status_event")
    }
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables=ROWS)
def test_any_values_give_lines_that_others_read(tables: dict[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory, engine_with: Engine) -> None:
    engine = engine_with(tables)
    data = lines(engine, "films", tmp_path_factory.mktemp("feed"))
    found = quads(data)
    assert len(found) == data.count(b"\n")
    assert not data or data.endswith(b" .\n")
    assert {q.graph_name for q in found} <= {ox.NamedNode(BASE + "id/dataset/films")}
    wanted = {row["value"] for row in tables["title"] if row["value"] is not None and row["work"] is not None}
    names = {q.object.value for q in found if q.predicate.value in ("https://schema.org/name", "https://schema.org/alternateName")}  # type: ignore[union-attr]
    assert wanted <= names


def test_each_hostile_value_in_each_column(tmp_path: Path, engine_with: Engine) -> None:
    def column(kind: str, n: int) -> Any:
        return {TEXT: HOSTILE[n % len(HOSTILE)], INT: n - 50, FLOAT: [0.1, 1e300, -1e-9, float("inf"), float("nan")][n % 5]}.get(kind, n % 2 == 0)

    tables = {
        name: [{c.name: column(c.type, n * (1 + at % 3) + at) for at, c in enumerate(table.columns)} for n in range(len(HOSTILE) * 3)] for name, table in TABLES.items()
    }
    data = lines(engine_with(tables), "films", tmp_path)
    assert len(quads(data)) == data.count(b"\n") > 1000


def test_the_same_statements_as_an_independent_writer(tmp_path: Path, engine_with: Engine) -> None:
    tables = sample(300)
    data = lines(engine_with(tables), "films", tmp_path)
    found = set(quads(data))
    wanted = expected(tables, "films", BASE)
    assert not sorted(map(str, wanted - found))[:10]
    assert not sorted(map(str, found - wanted))[:10]
    assert len(found) == len(wanted) > 4000


def test_no_bare_statement_for_what_a_model_guessed(tmp_path: Path, engine_with: Engine) -> None:
    row = {"id": "l1", "subject": "a", "predicate": "same_as", "object": "b", "kind": "work", "probability": 0.97, "method": "model"}
    for state, method in (("accepted", "model"), ("accepted", "stated"), ("proposed", "identifier"), ("rejected", "person")):
        text = lines(engine_with({"link": [{**row, "state": state, "method": method}]}), "_pool", tmp_path).decode()
        assert "https://schema.org/sameAs> <https" not in text.replace("predicate> <https://schema.org/sameAs>", "")
        assert 'probability> "0.97"^^' in text
    text = lines(engine_with({"link": [{**row, "state": "accepted", "method": "person"}]}), "_pool", tmp_path).decode()
    assert text == f"<{iris.iri(BASE, 'work', 'a')}> <https://schema.org/sameAs> <{iris.iri(BASE, 'work', 'b')}> <{BASE}id/dataset/_pool> .\n"


def test_owl_same_as_never() -> None:
    assert "owl#sameas" not in "".join(nquads.queries(DuckDBLike(), "d", BASE)).lower()


class DuckDBLike(DuckDB):
    def __init__(self) -> None:
        """Nothing is run."""

    def rows(self, sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        return [("nl",)]


def test_the_same_bytes_twice(tmp_path: Path, engine_with: Engine) -> None:
    tables = sample(200)
    assert lines(engine_with(tables), "films", tmp_path) == lines(engine_with(tables), "films", tmp_path)


def test_empty_tables_give_an_empty_dump(tmp_path: Path, engine_with: Engine) -> None:
    assert lines(engine_with({}), "films", tmp_path) == b""


def test_schema_org_knows_every_name_used(suites: Path) -> None:
    known = set(json.loads((suites / "schemaorg" / "schemaorgcontext.jsonld").read_text("utf-8"))["@context"])
    text = "".join(nquads.queries(DuckDBLike(), "d", BASE))
    used = {part.split(">")[0] for part in text.split("https://schema.org/")[1:]} - {"' || ''", "', "}
    plain = {name for name in used if name.isalpha()}
    tables = {*rdfnames.FORM_CLASSES.values(), *rdfnames.ROLE_PROPERTIES.values(), *rdfnames.LINK_PROPERTIES.values(), rdfnames.OTHER_ROLE}
    by_form = {p for options in rdfnames.FORM_ROLES.values() for _, p in options}
    computed = {
        "name",
        "alternateName",
        "genre",
        "countryOfOrigin",
        "inLanguage",
        "audience",
        "about",
        "keywords",
        "birthDate",
        "deathDate",
        "foundingDate",
        "dissolutionDate",
        "Person",
        "Organization",
        "Thing",
    }
    assert len(plain) > 15
    assert not {*plain, *tables, *by_form, *computed} - known
