"""The works that a search finds, as rows of a file: the same works in the same order as the list, up to a stated number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from intarsia import notices
from intarsia.iris import iri
from intarsia.reader import Reader
from intarsia.searching import SCHEMA
from intarsia.store.searchindex import DEEPEST
from intarsia.web.linked import TYPES
from intarsia.web.query import Query

MOST = DEEPEST
STEP = 10_000
CONTEXT = {"@vocab": "https://schema.org/", "id": "@id", "type": "@type", "sdLicense": {"@type": "@id"}}
About = Mapping[str, Mapping[str, Any]]


def cards(reader: Reader, query: Query) -> Iterator[list[dict[str, Any]]]:
    """The cards of all works found, some thousands at a time.

    Raises: Invalid when the question cannot be read, with the first cards.
    """
    for offset in range(0, MOST, STEP):
        hits = reader.search(query.text, query.filters, limit=STEP, offset=offset, sort=query.order, counts=False)
        yield hits.cards
        if offset + STEP >= hits.total:
            return


def batches(reader: Reader, pieces: Iterator[list[dict[str, Any]]], about: About) -> Iterator[pa.RecordBatch]:
    """Cards as Arrow, in the columns of `SCHEMA`."""
    for piece in pieces:
        columns = {name: [card.get(name) for card in piece] for name in ("id", "title", "original", "form", "sector", "year", "date", "status", "countries", "genres", "dataset")}
        columns["iri"] = [iri(reader.base, "work", card["id"]) for card in piece]
        columns["makers"] = [[maker["name"] for maker in card["makers"]] for card in piece]
        columns["licence"] = [about.get(card["dataset"], {}).get("licence") for card in piece]
        noticed = notices.kinds(reader, [card["id"] for card in piece])
        columns["notice"] = [noticed.get(card["id"]) for card in piece]
        columns["synthetic"] = [bool(about.get(card["dataset"], {}).get("synthetic")) for card in piece]
        yield pa.RecordBatch.from_arrays([pa.array(columns[field.name], field.type) for field in SCHEMA], schema=SCHEMA)


def jsonld(reader: Reader, pieces: Iterator[list[dict[str, Any]]], about: About) -> Iterator[bytes]:
    """One JSON-LD document of schema.org works, its context inline, written as it is read."""
    yield b'{"@context": ' + json.dumps(CONTEXT).encode() + b', "@graph": ['
    before = b"\n"
    for piece in pieces:
        noticed = notices.kinds(reader, [card["id"] for card in piece])
        for card in piece:
            yield before + json.dumps(work(reader, {**card, "notice": noticed.get(card["id"])}, about), ensure_ascii=False).encode()
            before = b",\n"
    yield b"\n]}\n"


def work(reader: Reader, card: Mapping[str, Any], about: About) -> dict[str, Any]:
    """A work as schema.org says it, what is not known left out."""
    date = card["date"] or ""
    body = {
        "id": iri(reader.base, "work", card["id"]), "type": TYPES.get(card["form"] or "", "CreativeWork"), "name": card["title"], "alternateName": card["original"],
        "datePublished": date if date.replace("-", "").isdigit() else None,
        "genre": [{"id": iri(reader.base, "concept", f"genre/{one}")} for one in card["genres"]],
        "countryOfOrigin": [{"id": iri(reader.base, "place", one)} for one in card["countries"]],
        "contributor": [{"id": iri(reader.base, "agent", one["id"]), "name": one["name"]} for one in card["makers"]],
        "isPartOf": {"id": iri(reader.base, "dataset", card["dataset"])}, "sdLicense": about.get(card["dataset"], {}).get("licence"),
        "usageInfo": {"type": "CreativeWork", "text": card["notice"]} if card.get("notice") else None,
    }
    return {key: value for key, value in body.items() if value not in (None, "", [])}
