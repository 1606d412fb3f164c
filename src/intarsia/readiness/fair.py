"""A part of the FAIR principles: those tests of F-UJI that a description alone answers, without the network.

Source: the FAIRsFAIR metrics as F-UJI runs them, version 0.8 (github.com/pangaea-data-publisher/fuji, fuji_server/yaml; doi.org/10.5281/zenodo.4081213).
Steps: `none`, then one letter more each: F, FA, FAI, FAIR. A letter counts when none of its measured tests fails, and only after the letters
before it. Not measured, because they need the network or a list of what communities use: that addresses answer (A1-02MD), that a
lasting address is registered (F1-02MD-2), metadata standards of a community (R1.3-01M).
"""

from __future__ import annotations

import re

from intarsia.readiness.graph import TYPE, Graph
from intarsia.readiness.mqa import FILE_TYPE, MACHINE, OWNED
from intarsia.readiness.requirement import Ladder, Requirement, reached
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, MEDIA_TYPES, PROV, SCHEMA

NAME = "fair"
STEPS = ("none", "F", "FA", "FAI", "FAIR")
WEB = re.compile(r"^https?://[^/\s]+", re.IGNORECASE)
#: what stands for an address that outlives a move, by syntax
LASTING = re.compile(r"^(https?://((dx\.)?doi\.org/10\.|hdl\.handle\.net/|(www\.)?w3id\.org/|purl\.(org|oclc\.org)/|n2t\.net/ark:|[^/]+/ark:/)|urn:|ark:|doi:)", re.IGNORECASE)
OPEN_TYPES = ("text/csv", "application/n-quads", "application/n-triples", "text/turtle", "application/ld+json", "application/rdf+xml", "application/json", "application/xml",
              "text/tab-separated-values", "application/vnd.apache.parquet", "application/vnd.oasis.opendocument.spreadsheet", "text/plain")
NOT_MEASURED = ("fair.A1-02MD", "fair.R1.3-01M")


def measured(graph: Graph, dataset: str) -> Ladder:
    """The ladder of a dataset whose description is in the graph."""
    files = [file.value for file in graph.all(dataset, f"{DCAT}distribution", f"{SCHEMA}distribution")]
    tests = {**_findable(graph, dataset, files), **_accessible(graph, dataset, files), **_interoperable(graph, dataset), **_reusable(graph, dataset, files)}
    requirements = tuple(Requirement(key, _step(key), met) for key, met in tests.items())
    return Ladder(NAME, STEPS, reached(STEPS, requirements), requirements)


def _step(key: str) -> str:
    return STEPS["FAIR".index(key.removeprefix("fair.")[0]) + 1]


def _has(graph: Graph, dataset: str, *names: str) -> bool:
    return bool(graph.all(dataset, *names))


def _findable(graph: Graph, dataset: str, files: list[str]) -> dict[str, bool | None]:
    core = (("title", (f"{DCT}title", f"{SCHEMA}name")), ("creator", (f"{DCT}creator", f"{SCHEMA}creator")), ("publisher", (f"{DCT}publisher", f"{SCHEMA}publisher")),
            ("date", (f"{DCT}issued", f"{SCHEMA}datePublished")), ("identifier", (f"{DCT}identifier", f"{SCHEMA}identifier")), ("type", (TYPE,)))
    cited = all(_has(graph, dataset, *names) for _, names in core)
    told = _has(graph, dataset, f"{DCT}description", f"{SCHEMA}description") and _has(graph, dataset, f"{DCAT}keyword", f"{SCHEMA}keywords")
    return {
        "fair.F1-01MD": WEB.match(dataset) is not None,
        "fair.F1-02MD": LASTING.match(dataset) is not None,
        "fair.F2-01M-2": cited,
        "fair.F2-01M-3": cited and told,
        "fair.F3-01M": any(graph.all(file, f"{DCAT}downloadURL", f"{SCHEMA}contentUrl") for file in files),
        "fair.F4-01M": any(value.value == f"{SCHEMA}Dataset" for value in graph.all(dataset, TYPE)),
    }  # fmt: skip


def _accessible(graph: Graph, dataset: str, files: list[str]) -> dict[str, bool | None]:
    addresses = [value.value for file in files for value in graph.all(file, f"{DCAT}downloadURL", f"{DCAT}accessURL", f"{SCHEMA}contentUrl")]
    web = WEB.match(dataset) is not None
    return {
        "fair.A1-01M": _has(graph, dataset, f"{DCT}accessRights"),
        "fair.A1-02MD": None,
        "fair.A1.1-01MD": web and any(WEB.match(one) for one in addresses),
        "fair.A1.2-01MD": web and all(WEB.match(one) for one in addresses),
    }


def _interoperable(graph: Graph, dataset: str) -> dict[str, bool | None]:
    classes = [value.value for value in graph.all(dataset, TYPE)]
    related = graph.all(dataset, f"{DCT}relation", f"{DCT}source", f"{DCT}isPartOf", f"{DCT}isVersionOf", f"{PROV}wasDerivedFrom", f"{SCHEMA}isPartOf", f"{SCHEMA}isBasedOn",
                        f"{SCHEMA}includedInDataCatalog")
    return {
        "fair.I1-01M": bool(classes),
        "fair.I2-01M": any(name.startswith((DCAT, SCHEMA)) for name in classes),
        "fair.I3-01M": any(WEB.match(value.value) for value in related),
    }


def _reusable(graph: Graph, dataset: str, files: list[str]) -> dict[str, bool | None]:
    types = [value.value for file in files for value in graph.all(file, f"{DCAT}mediaType", f"{DCT}format", f"{SCHEMA}encodingFormat")]
    bare = {one.removeprefix(MEDIA_TYPES).removeprefix(FILE_TYPE).partition("+zip")[0] for one in types}
    return {
        "fair.R1-01M-1": _has(graph, dataset, TYPE),
        "fair.R1-01M-2": any(graph.all(file, f"{DCAT}byteSize", f"{SCHEMA}contentSize") and graph.all(file, f"{DCAT}mediaType", f"{DCT}format", f"{SCHEMA}encodingFormat") for file in files),
        "fair.R1.1-01M": _has(graph, dataset, f"{DCT}license", f"{SCHEMA}license"),
        "fair.R1.2-01M": _has(graph, dataset, f"{DCT}publisher", f"{DCT}creator", f"{DCT}issued", f"{DCT}modified", f"{PROV}wasAttributedTo"),
        "fair.R1.3-01M": None,
        "fair.R1.3-02D": any(one in OPEN_TYPES or (one in MACHINE and one not in OWNED) for one in bare),
    }  # fmt: skip
