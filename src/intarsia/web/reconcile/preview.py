"""A small picture of one entity, in words: as a page for a frame of another site, and as a piece of HTML for a list of suggestions."""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.reconciling.answering import Card
from intarsia.web import headers
from intarsia.web.reconcile.asked import Asked

#: only this page of all may stand in a frame of another site; it has no form, no script and no cookie
FRAMED = headers.POLICY.replace("frame-ancestors 'none'", "frame-ancestors *").replace("script-src 'self'", "script-src 'none'").replace("form-action 'self'", "form-action 'none'")
LONGEST = 320
NAMES = 8


def preview(asked: Asked) -> Response:
    """The entity as a page to be framed."""
    card = _card(asked)
    visit, answering = asked.visit, asked.answering
    others = [name for name in card["names"] if name != card["name"]]
    held = {"Content-Security-Policy": FRAMED, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return visit.page("reconcile-preview.html", 200, held, card=card, types=answering.types(card)[:1] if asked.service.group != "terms" else [], description=_described(asked, card),
                      others=others[:NAMES], more=max(0, len(others) - NAMES), iri=asked.service.space + card["id"], address=f"{asked.site}/reconcile/{asked.service.id}/view",
                      above=[asked.label(f"{asked.service.scheme}:{one}") for one in card["by"].get("broader", [])])


def flyout(asked: Asked) -> dict[str, Any]:
    """What an entity, a type or a property is, as HTML in JSON."""
    kind, given = asked.visit.request.path_params["kind"], asked.parameters.get("id", "")[:1_000]
    if kind == "entity":
        card = _card(asked)
        name, about = card["name"], ". ".join(part for part in (asked.answering.about(card), _described(asked, card)) if part)
    elif kind == "type" and (found := asked.service.type(given)) is not None:
        name, about = found.name, found.broader
    elif kind == "property" and (known := asked.service.property(given)) is not None:
        name, about = known.name, known.about
    else:
        raise NotFound("there is nothing with this id", where="id", way_out="ask the service for ids")
    return {"id": given, "html": f'<p style="font-size: 0.9em"><strong>{escape(name)}</strong><br>{escape(about)}</p>'}


def _card(asked: Asked) -> Card:
    given = asked.parameters.get("id", "")[:1_000]
    card = asked.answering.cards([given]).get(given)
    if card is None:
        raise NotFound("there is no such entity in this service", where="id", way_out="ask the service for ids")
    return card


def _described(asked: Asked, card: Card) -> str:
    """What a contributor says of a work, or what a term means; no more than fits."""
    table, column = {"works": ("work", "description"), "terms": ("concept", "definition")}.get(asked.service.group, ("", ""))
    rows = asked.reader.where(table, "id", card["members"]) if table else []
    text = next((str(row[column]) for row in rows if row[column]), "")
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
