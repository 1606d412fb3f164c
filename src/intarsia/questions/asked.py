"""SPARQL asked by the one whose machine it is: in this process, without limits, and read-only all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from intarsia.errors import NotFound
from intarsia.questions import solutions, sparql
from intarsia.questions.question import Question
from intarsia.questions.sink import Sink

NO_LIMIT = 1 << 62


def written(release: Path, text: str, form: str, base: str = "") -> bytes:
    """The answer in one of `solutions.ALL_FORMS`; a form for the other kind of answer gives way to JSON or Turtle.

    Raises: Unavailable while the graph is not ready; Invalid, Refused for what is no query.
    """
    sink = Sink(NO_LIMIT, NO_LIMIT)
    try:
        question = Question("sparql", text, release, form if form in solutions.FORMS else "json", form if form in solutions.RDF or form == "rows" else "ttl", base=base)
        sparql.answer(_store(release), question, sink)
        sink.out.seek(0)
        return sink.out.read()
    finally:
        sink.out.close()


def rows(release: Path, text: str, base: str = "") -> list[dict[str, Any]]:
    """The answer as rows of texts; triples as subject, predicate and object, a yes or no as one row."""
    found = json.loads(written(release, text, "rows", base))
    if "boolean" in found:
        return [{"answer": found["boolean"]}]
    names = found["head"]["vars"]
    return [{name: row[name]["value"] if isinstance(row.get(name, {}).get("value"), str) else json.dumps(row[name]["value"]) if name in row else None for name in names}
            for row in found["results"]["bindings"]]


def _store(release: Path) -> Any:
    try:
        return sparql.open_graph(release)
    except OSError as error:
        raise NotFound("the graph of this release cannot be opened", where=str(release / "graph"), way_out="remove that folder, then: intarsia serve makes it again") from error
