"""How an answer is cited, and how anybody gets it again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from intarsia.answering.release import Release
from intarsia.evidence import Speaker
from intarsia.shelf.insights.base import Answer


def address(answer: Answer, release: Release) -> str:
    """The lasting address of an answer: its figure in this release and no other."""
    pairs = [(name, value) for name, value in answer.chosen.items() if value]
    return f"{release.reader.base}figures/{answer.insight}?{urlencode([*pairs, ('release', release.id)])}"


def cite(answer: Answer, release: Release, say: Speaker) -> str:
    """One sentence for a list of sources: who, when, what, which release, where."""
    manifest = release.reader.manifest
    pool = manifest["pool"]
    return say("%(author)s (%(year)s): %(title)s, release %(id)s, issued %(day)s. %(url)s", author=pool["publisher"], year=manifest["issued"][:4],
               title=f"{pool['name']}: {answer.title}", id=release.id, day=manifest["issued"][:10], url=address(answer, release))


def reproduce(answer: Answer, release: Release) -> dict[str, Any]:
    """What gives the answer again: the question with its values, the queries that give its rows, the method, the version of the code, and the release."""
    slots = "".join(f" --{name} {_quoted(value)}" for name, value in answer.chosen.items() if value)
    return {
        "insight": answer.insight, "chosen": dict(answer.chosen), "release": release.id, "as_of": release.as_of, "code": release.reader.manifest["code"],
        "method": answer.evidence.method, "command": f"intarsia ask {answer.insight}{slots} --release {release.id}", "address": address(answer, release),
        "sql": list(answer.sql), "sparql": answer.sparql,
    }


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
