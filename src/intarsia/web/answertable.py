"""An answer as a table of a page: each cell with its text, and where it leads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from intarsia.questions import Answer
from intarsia.shelf.feeds import rdfnames
from intarsia.web.present import is_link
from intarsia.web.visit import Visit

#: namespace -> the prefix that pages show it by
PREFIXES = {
    rdfnames.SCHEMA: "schema", rdfnames.SKOS: "skos", rdfnames.DCT: "dcterms", rdfnames.DCAT: "dcat", rdfnames.QB: "qb", rdfnames.PROV: "prov", rdfnames.FOAF: "foaf", rdfnames.EDM: "edm",
    rdfnames.SDMX_MEASURE: "sdmx-measure", rdfnames.SDMX_DIMENSION: "sdmx-dimension", rdfnames.SDMX_ATTRIBUTE: "sdmx-attribute", rdfnames.RDF: "rdf", rdfnames.XSD: "xsd",
}
LONGEST = 400  # characters of a cell that a page shows


@dataclass(frozen=True)
class Cell:
    """What a cell shows: `href` where it leads within the site or outside of it, `note` a language or type."""

    text: str
    href: str = ""
    outside: bool = False
    note: str = ""
    number: bool = False
    empty: bool = False


@dataclass(frozen=True)
class Shown:
    """A table: names of columns, which of them hold numbers, and rows of cells. `verdict`: the answer of an ASK."""

    columns: list[str]
    numbers: list[bool]
    rows: list[list[Cell]]
    verdict: bool | None = None


def of_solutions(answer: Answer, visit: Visit) -> Shown:
    """From SPARQL results in JSON."""
    found = json.loads(answer.whole())
    if "boolean" in found:
        return Shown([], [], [], bool(found["boolean"]))
    names = found["head"]["vars"]
    return _shown(names, [[_term(row.get(name), visit) for name in names] for row in found["results"]["bindings"]])


def of_rows(answer: Answer, visit: Visit) -> Shown:
    """From the rows of an SQL answer, as lists."""
    return _shown([name for name, _ in answer.columns], [[_value(value, visit) for value in row] for row in json.loads(answer.whole())])


def _shown(names: list[str], rows: list[list[Cell]]) -> Shown:
    return Shown(names, [any(row[n].number for row in rows) and all(row[n].number or row[n].empty for row in rows) for n in range(len(names))], rows)


def _term(term: dict[str, Any] | None, visit: Visit) -> Cell:
    if term is None:
        return Cell("", empty=True)
    if term["type"] == "uri":
        return _iri(term["value"], visit)
    if term["type"] == "triple":
        return Cell(_cut(json.dumps(term["value"], ensure_ascii=False)))
    kind = term.get("datatype", "").removeprefix(rdfnames.XSD)
    number = kind in ("integer", "decimal", "double", "float", "int", "long")
    return Cell(_cut(term["value"]), note=term.get("xml:lang", ""), number=number)


def _value(value: Any, visit: Visit) -> Cell:
    if value is None:
        return Cell("", empty=True)
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, (int, float)):
        return Cell(str(value), number=True)
    if isinstance(value, str):
        return _iri(value, visit) if is_link(value) and " " not in value else Cell(_cut(value))
    return Cell(_cut(json.dumps(value, ensure_ascii=False)))


def _iri(iri: str, visit: Visit) -> Cell:
    """What the pool describes leads to its page; other addresses lead outside; other names lead nowhere."""
    base = visit.reader.base
    if iri.startswith(f"{base}id/"):
        path, hash_mark, fragment = iri.removeprefix(base).partition("#")
        return Cell(iri.removeprefix(f"{base}id/"), visit.href("/" + quote(path, safe="/%:")) + hash_mark + quote(fragment, safe="%"))
    for namespace, prefix in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return Cell(f"{prefix}:{iri.removeprefix(namespace)}", iri, outside=True)
    return Cell(_cut(iri), iri, outside=True) if is_link(iri) else Cell(_cut(iri))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
