"""The catalogue of other people's open data breaks no rule of the registers it is meant for."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from intarsia.linkeddata import catalogue, rdf
from intarsia.pool import Pool
from tests.conformance.shacl import found, shapes, violations


@pytest.mark.parametrize("files", [("nde/shacl.ttl",), ("dcat-ap-3.0.1/dcat-ap-SHACL.ttl", "dcat-ap-3.0.1/ranges.ttl")], ids=["nde", "dcat-ap"])
def test_the_openly_licensed_sets_break_no_rule(real_pool: Pool, suites: Path, files: tuple[str, ...]) -> None:
    public = real_pool.public()
    data = Graph().parse(data=rdf.text(catalogue.catalogue(public, public.reader()), "ttl", public.config.base), format="turtle")
    told = found(data, shapes(*(suites / name for name in files)))
    assert violations(told) == {}
