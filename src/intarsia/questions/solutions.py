"""How the answer of a SPARQL query is written: solutions, a yes or no, or triples."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from intarsia.errors import Invalid
from intarsia.questions.sink import Sink

RDF = {
    "ttl": ("text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples; charset=utf-8", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml; charset=utf-8", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LANGUAGE_TAGGED = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(found: Any, form: str, graph_form: str, sink: Sink) -> tuple[str, list[list[str]], str]:
    """Write a result; returns the media type, the variables (of the kind "triple" or "") and the form used.

    Triples in the form "rows" are solutions of three variables.

    Raises: Invalid for an unknown form.
    """
    kind = ""
    if isinstance(found, ox.QueryTriples):
        if graph_form in RDF:
            media, how = RDF[graph_form]
            ox.serialize(_cut(found, sink), sink.out, format=how)
            return media, [], graph_form
        names: Sequence[str] = ("subject", "predicate", "object")
        rows: Iterator[Any] = ((one.subject, one.predicate, one.object) for one in found)
        form, kind = "json", "triple"
    elif isinstance(found, ox.QueryBoolean):
        if form not in FORMS:
            raise _unknown(form)
        media, _, yes_or_no = FORMS[form]
        sink.write(yes_or_no(bool(found)))
        return media, [], form
    else:
        names = [variable.value for variable in found.variables]
        rows = iter(found)
    if form not in FORMS:
        raise _unknown(form)
    media, how_rows, _ = FORMS[form]
    how_rows(names, rows, sink)
    return media, [[name, kind] for name in names], form


def _unknown(form: str) -> Invalid:
    return Invalid(f"there is no form '{form}' of results", way_out=f"one of {', '.join(FORMS)}; for triples {', '.join(RDF)}")


def _cut(triples: Iterator[Any], sink: Sink) -> Iterator[Any]:
    """Triples until a limit is met."""
    for triple in triples:
        if sink.left() == 0:
            sink.truncated = "rows"
            return
        if sink.full(1000):
            return
        sink.rows += 1
        yield triple


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        return {"type": "triple", "value": {"subject": _json_term(term.subject), "predicate": _json_term(term.predicate), "object": _json_term(term.object)}}
    said = {"type": "literal", "value": term.value}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype.value != XSD_STRING:
        said["datatype"] = term.datatype.value
    return said


def _json(names: Sequence[str], rows: Iterator[Any], sink: Sink) -> None:
    def lines() -> Iterator[str]:
        for row in rows:
            yield json.dumps({name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}, ensure_ascii=False)

    sink.write(f'{{"head":{{"vars":{json.dumps(list(names))}}},"results":{{"bindings":[\n')
    sink.lines(lines(), ",\n")
    sink.write("\n]}}\n")


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{_xml_text(term.value)}</literal>"
    kind = "" if term.datatype.value == XSD_STRING else f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{kind}>{_xml_text(term.value)}</literal>"


def _xml_text(text: str) -> str:
    """XML has no way to write some control characters."""
    return escape(_NOT_XML.sub("�", text), {"\r": "&#13;"})


def _xml(names: Sequence[str], rows: Iterator[Any], sink: Sink) -> None:
    def lines() -> Iterator[str]:
        for row in rows:
            cells = "".join(f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in zip(names, row, strict=True) if term is not None)
            yield f"<result>{cells}</result>\n"

    head = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    sink.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>{head}</head><results>\n')
    sink.lines(lines(), "")
    sink.write("</results></sparql>\n")


def _csv_term(term: Any) -> str:
    """The standard's plain values: no type, no language, and nothing added for spreadsheets."""
    text = "" if term is None else f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term) if isinstance(term, ox.Triple) else term.value
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '",\r\n') else text


def _tsv_term(term: Any) -> str:
    return "" if term is None else str(term).replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _separated(mark: str, cell: Callable[[Any], str], head: str, end: str) -> Callable[[Sequence[str], Iterator[Any], Sink], None]:
    def how(names: Sequence[str], rows: Iterator[Any], sink: Sink) -> None:
        sink.write(mark.join(head + name for name in names) + end)
        sink.lines((mark.join(cell(term) for term in row) + end for row in rows), "")

    return how


def _bare(yes: bool) -> str:
    return "true" if yes else "false"


def _json_boolean(yes: bool) -> str:
    return f'{{"head":{{}},"boolean":{_bare(yes)}}}\n'


def _xml_boolean(yes: bool) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>{_bare(yes)}</boolean></sparql>\n'


FORMS: dict[str, tuple[str, Callable[[Sequence[str], Iterator[Any], Sink], None], Callable[[bool], str]]] = {
    "json": ("application/sparql-results+json", _json, _json_boolean),
    "xml": ("application/sparql-results+xml; charset=utf-8", _xml, _xml_boolean),
    "csv": ("text/csv; charset=utf-8; header=present", _separated(",", _csv_term, "", "\r\n"), _bare),
    "tsv": ("text/tab-separated-values; charset=utf-8", _separated("\t", _tsv_term, "?", "\n"), _bare),
}
ALL_FORMS = tuple(chain(FORMS, RDF))
