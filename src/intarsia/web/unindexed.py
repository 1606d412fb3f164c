"""Agents whose page search engines are asked to leave out, because those concerned asked for it."""

from __future__ import annotations

from starlette.responses import Response

from intarsia.web.visit import Visit

HEADER = "X-Robots-Tag"


def unindexed(visit: Visit, agent: str) -> bool:
    """Did they ask? What the served release says holds for the older ones too: the wish is newer than they are."""
    served = visit.serving.reader()
    return any(row["what"] == "noindex" for reader in (visit.release, served) if reader is not None for row in reader.where("suppression", "entity", [agent]))


def marked(visit: Visit, agent: str, answer: Response) -> Response:
    """The answer about an agent, with the wish in its headers, whatever its form."""
    if unindexed(visit, agent):
        answer.headers[HEADER] = "noindex"
    return answer
