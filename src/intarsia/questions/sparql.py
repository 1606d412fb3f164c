"""SPARQL over the graph of one release, in a child: queries only, no calls to other servers."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from intarsia.errors import Invalid, Refused
from intarsia.questions import solutions
from intarsia.questions.question import Question
from intarsia.questions.sink import Sink
from intarsia.store import graph

LONGEST = 200_000
DEEPEST = 200  # brackets within brackets; the parser calls itself for each
UPDATES = frozenset(("insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"))
_TOKEN = re.compile(r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3} | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>[^\W\d_][\w.-]*:[\w.%:-]* | _:[\w.-]+ | :[\w.%:-]*)
  | (?P<tag>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
  | (?P<word>[^\W\d_]\w*)
  | (?P<mark>[{}()\[\]])
""", re.VERBOSE | re.DOTALL)
_CODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PROSE = re.compile(r"(?:The |An? |No |[A-Z]+ [a-z]|Prefix|[A-Z][a-z]+ [a-z])")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def open_graph(release: Path) -> ox.Store:
    """The release's graph. Raises: Unavailable while it is not ready."""
    return graph.open(release)


def answer(store: ox.Store, question: Question, sink: Sink) -> tuple[str, list[list[str]], str]:
    """Write what a query gives; returns the media type, the variables, and the form that was used.

    Without a dataset in the query or the request, the default graph is all graphs together and every graph has its name.
    Raises: Invalid for what is no query, with line and column; Refused for updates and for calls to other servers.
    """
    words = check(question.text)
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [_named(iri) for iri in question.default_graphs]
    named: list[ox.NamedNode | ox.BlankNode] = [_named(iri) for iri in question.named_graphs]
    base = question.base or None
    try:
        if default or named:  # the request's dataset wins over the query's
            found = store.query(question.text, base_iri=base, default_graph=default, named_graphs=named)
        else:
            found = store.query(question.text, base_iri=base, use_default_graph_as_union="from" not in words)
        return solutions.write(found, question.form, question.graph_form, sink)
    except SyntaxError as error:
        raise wrong(error) from error


def check(text: str) -> set[str]:
    """The words of a query, in small letters, when it may be asked.

    Raises: Refused, Invalid.
    """
    if len(text) > LONGEST:
        raise Invalid(f"a question has at most {LONGEST:,} characters", way_out="shorten its lists of values")
    if not text.strip():
        raise Invalid("there is no query here", way_out="SELECT * WHERE { ?s ?p ?o } LIMIT 10")
    words = _words(text)
    # escapes stand for characters anywhere in a query, also in its keywords: look at both readings
    read = _words(_CODE.sub(lambda code: chr(int(code[1] or code[2], 16)) if int(code[1] or code[2], 16) < 0x110000 else "�", text))
    if any("service" in word for word in (*words, *read)):  # also within a longer one: parsers need no space after true or a number
        raise Refused("SERVICE is refused: this endpoint calls no other server", way_out="ask each endpoint by itself, or have yours call this one")
    first = next((word for word in words if word in UPDATES or word in ("select", "ask", "construct", "describe")), "")
    if first in UPDATES:
        raise Refused(f"{first.upper()} is refused: a release is only read", way_out="ask with SELECT, ASK, CONSTRUCT or DESCRIBE")
    return set(words)


def _words(text: str) -> list[str]:
    """The bare words outside of comments, IRIs, texts and variables, and the prefixes of names. Raises: Invalid for brackets too deep."""
    found, depth = [], 0
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "mark":
            depth += 1 if token[0] in "{([" else -1
            if depth > DEEPEST:
                raise Invalid(f"brackets are nested more than {DEEPEST} deep", way_out="write it flatter, with VALUES or property paths")
        elif token.lastgroup == "word":
            found.append(token[0].lower())
        elif token.lastgroup == "name":
            found.append(token[0].partition(":")[0].lower() + ":")
    return found


def _named(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Invalid("default-graph-uri and named-graph-uri must be whole IRIs", way_out="the description of this service lists its graphs") from error


def wrong(error: SyntaxError) -> Invalid:
    """The parser's complaint, with line and column, and short."""
    text = " ".join(str(error).split())
    place = _PLACE.fullmatch(text)
    expected = place[3].removeprefix("expected ").removeprefix("one of ") if place else text
    reasons = [one.strip() for one in expected.split(", ") if _PROSE.match(one.strip())]
    why = reasons[0].replace("IRI parsing failed", "this is no whole IRI") if reasons else ""
    marks = [one for one in expected.split(", ") if not one.strip().startswith("[")]
    wanted = f"expected {', '.join(marks[:8])}" + (", …" if len(marks) > 8 else "")
    where = f"line {place[1]}, column {place[2]}" if place else ""
    return Invalid(f"this is no SPARQL query: {why[:1].lower() + why[1:] or wanted}", where=where, way_out="check brackets, dots, prefixes and quotes near that place")
