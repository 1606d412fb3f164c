"""The measured ladders in the Data Quality Vocabulary (W3C, 2016), for registers: a metric for the ladder and for each instrument, a measurement of each for each dataset."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from intarsia.iris import iri
from intarsia.linkeddata.catalogue import address
from intarsia.linkeddata.said import Said, text, whole
from intarsia.reader import Reader
from intarsia.readiness import words
from intarsia.readiness.measured import INSTRUMENTS, Measured
from intarsia.shelf.feeds.rdfnames import SKOS, XSD

DQV = "http://www.w3.org/ns/dqv#"
LADDER: words.Both = ("Rungs of the ladder of readiness that are reached, of five", "Treden van de ladder die bereikt zijn, van de vijf")


def statements(reader: Reader, found: Mapping[str, Measured]) -> list[ox.Triple]:
    """What the catalogue says of the readiness of its datasets. The value of an instrument is the key of the step that is reached, MQA's its points."""
    said, me = Said(), address(reader.base)
    metrics = {"readiness": (LADDER, "nonNegativeInteger"), **{name: (words.INSTRUMENTS[name][1], "nonNegativeInteger" if name == "mqa" else "string") for name in INSTRUMENTS}}
    for name, (about, kind) in metrics.items():
        node = f"{me}#metric-{name}"
        said.type(node, f"{DQV}Metric")
        said.texts(node, f"{SKOS}definition", dict(zip(words.LANGUAGES, about, strict=True)))
        said.link(node, f"{DQV}expectedDataType", f"{XSD}{kind}")
    for dataset, one in found.items():
        values = {"readiness": whole(one.reached), **{name: text(ladder.reached) for name, ladder in one.ladders.items() if ladder.reached and not ladder.points},
                  **{name: whole(ladder.points[0]) for name, ladder in one.ladders.items() if ladder.points}}
        of = iri(reader.base, "dataset", dataset)
        for name, value in values.items():
            node = f"{me}#{dataset}-{name}"
            said.link(of, f"{DQV}hasQualityMeasurement", node)
            said.type(node, f"{DQV}QualityMeasurement")
            said.link(node, f"{DQV}computedOn", of)
            said.link(node, f"{DQV}isMeasurementOf", f"{me}#metric-{name}")
            said.add(node, f"{DQV}value", value)
    return said.triples()
