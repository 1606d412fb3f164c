"""The Metadata Quality Assessment of data.europa.eu: five dimensions with points, four ratings.

Source: data.europa.eu/mqa/methodology. Findability 100, accessibility 100, interoperability 110, reusability 75, contextuality 20; excellent from 351
points, good from 221, sufficient from 121. 80 points of accessibility are for addresses that answer, which needs the network: they are
not measured and not counted, so the rating is what is sure without them. Of several files that hold the same, the best counts. Whether a
description keeps DCAT-AP is checked by `aprules`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from intarsia.readiness import aprules, shapes
from intarsia.readiness.graph import Graph
from intarsia.readiness.requirement import Ladder, Requirement
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, MEDIA_TYPES

NAME = "mqa"
STEPS = ("bad", "sufficient", "good", "excellent")
FROM = {"sufficient": 121, "good": 221, "excellent": 351}
MOST = 405
DIMENSIONS = ("findability", "accessibility", "interoperability", "reusability", "contextuality")
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
#: file types and media types that a program reads, and those among them that belong to nobody
MACHINE = ("CSV", "JSON", "JSON_LD", "XML", "RDF", "RDF_XML", "RDF_TURTLE", "RDF_N_QUADS", "RDF_N_TRIPLES", "PARQUET", "TSV", "ODS", "XLSX", "XLS")
OWNED = ("XLSX", "XLS")
LICENCE = re.compile(r"^(https?://creativecommons\.org/(licenses|publicdomain)/|http://publications\.europa\.eu/resource/authority/licence/|http://opendatacommons\.org/licenses/)")
ACCESS = "http://publications.europa.eu/resource/authority/access-right/"
#: indicator -> dimension and points
POINTS = {
    "mqa.keyword": ("findability", 30), "mqa.theme": ("findability", 30), "mqa.place": ("findability", 20), "mqa.period": ("findability", 20),
    "mqa.access-answers": ("accessibility", 50), "mqa.download": ("accessibility", 20), "mqa.download-answers": ("accessibility", 30),
    "mqa.format": ("interoperability", 20), "mqa.media-type": ("interoperability", 10), "mqa.format-known": ("interoperability", 10),
    "mqa.format-free": ("interoperability", 20), "mqa.format-machine": ("interoperability", 20), "mqa.dcat-ap": ("interoperability", 30),
    "mqa.licence": ("reusability", 20), "mqa.licence-known": ("reusability", 10), "mqa.access": ("reusability", 10), "mqa.access-known": ("reusability", 5),
    "mqa.contact": ("reusability", 20), "mqa.publisher": ("reusability", 10),
    "mqa.rights": ("contextuality", 5), "mqa.size": ("contextuality", 5), "mqa.issued": ("contextuality", 5), "mqa.modified": ("contextuality", 5),
}  # fmt: skip
NETWORK = ("mqa.access-answers", "mqa.download-answers")


@dataclass(frozen=True)
class Score:
    """Points of each dimension, and what is met; None for what needs the network."""

    met: dict[str, bool | None]

    @property
    def points(self) -> int:
        return sum(points for key, (_, points) in POINTS.items() if self.met[key])

    def of(self, dimension: str) -> int:
        """The points of a dimension."""
        return sum(points for key, (name, points) in POINTS.items() if name == dimension and self.met[key])


def most(dimension: str) -> int:
    """The points there are for a dimension."""
    return sum(points for name, points in POINTS.values() if name == dimension)


def measured(graph: Graph, dataset: str) -> Ladder:
    """The ladder of a dataset whose description is in the graph."""
    score = scored(graph, dataset)
    step = rating(score.points)
    found = sorted(POINTS, key=lambda key: -POINTS[key][1])
    return Ladder(NAME, STEPS, step, tuple(Requirement(key, "excellent", score.met[key], POINTS[key][1]) for key in found), points=(score.points, MOST))


def rating(points: int) -> str:
    """The rating that so many points give."""
    return next((step for step, least in reversed(FROM.items()) if points >= least), "bad")


def scored(graph: Graph, dataset: str) -> Score:
    """Which indicators are met."""
    files = [file.value for file in graph.all(dataset, f"{DCAT}distribution")]
    best = max((_file(graph, file) for file in files), key=lambda met: sum(POINTS[key][1] for key in met if met[key]), default=dict.fromkeys(_FILE, False))
    licences = [value for file in files for value in graph.all(file, f"{DCT}license")]
    access = graph.all(dataset, f"{DCT}accessRights")
    return Score({
        **dict.fromkeys(NETWORK), **best,
        "mqa.keyword": bool(graph.all(dataset, f"{DCAT}keyword")), "mqa.theme": bool(graph.all(dataset, f"{DCAT}theme")),
        "mqa.place": bool(graph.all(dataset, f"{DCT}spatial")), "mqa.period": bool(graph.all(dataset, f"{DCT}temporal")),
        "mqa.download": any(graph.all(file, f"{DCAT}downloadURL") for file in files),
        "mqa.dcat-ap": not any(shapes.broken(graph, aprules.RULES, ap_nodes(graph, dataset))),
        "mqa.licence": bool(licences), "mqa.licence-known": any(LICENCE.match(value.value) for value in licences),
        "mqa.access": bool(access), "mqa.access-known": any(value.value.startswith(ACCESS) for value in access),
        "mqa.contact": bool(graph.all(dataset, f"{DCAT}contactPoint")), "mqa.publisher": bool(graph.all(dataset, f"{DCT}publisher")),
        "mqa.rights": any(graph.all(file, f"{DCT}rights") for file in files) or bool(graph.all(dataset, f"{DCT}rights")),
        "mqa.size": any(graph.all(file, f"{DCAT}byteSize") for file in files),
        "mqa.issued": bool(graph.all(dataset, f"{DCT}issued")), "mqa.modified": bool(graph.all(dataset, f"{DCT}modified")),
    })  # fmt: skip


_FILE = ("mqa.format", "mqa.media-type", "mqa.format-known", "mqa.format-free", "mqa.format-machine")


def _file(graph: Graph, file: str) -> dict[str, bool]:
    """What one file is worth."""
    formats = [value.value for value in graph.all(file, f"{DCT}format")]
    media = [value.value for value in graph.all(file, f"{DCAT}mediaType")]
    known = [value.removeprefix(FILE_TYPE) for value in formats if value.startswith(FILE_TYPE)]
    return {
        "mqa.format": bool(formats), "mqa.media-type": bool(media), "mqa.format-known": bool(known) or any(value.startswith(MEDIA_TYPES) for value in media),
        "mqa.format-free": any(name in MACHINE and name not in OWNED for name in known), "mqa.format-machine": any(name in MACHINE for name in known),
    }  # fmt: skip


def ap_nodes(graph: Graph, dataset: str) -> dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]:
    """The nodes of a description that DCAT-AP has rules for."""
    found = shapes.dataset_nodes(graph, dataset, aprules.PATHS)
    return {target: [node for node in nodes if graph.is_a(node, aprules.CLASS[target])] for target, nodes in found.items()}
