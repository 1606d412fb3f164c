"""May machines learn from it? The reservation of text and data mining is a statement of its own, beside the licence."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.text import wordset

NAME = "mining"
KIND = "rights"
TEST = "available"
TITLE = {"en": "Text mining and AI training", "nl": "Tekstmining en AI-training"}
WHY = {
    "en": {
        "": "Nobody said whether machines may mine this or be trained on it. Where nothing is said, the law allows mining of what anyone may read.",
        "stated": "Mining and training are stated for the whole: {statement}.",
        "records": "A column says for each record whether mining or training is reserved.",
    },
    "nl": {
        "": "Niemand heeft gezegd of machines dit mogen doorzoeken of ervan mogen leren. Waar niets staat, staat de wet het toe voor wat iedereen mag lezen.",
        "stated": "Over doorzoeken en trainen is voor het geheel gezegd: {statement}.",
        "records": "Een kolom zegt per record of doorzoeken of trainen is voorbehouden.",
    },
}
WAY_OUT = {
    "en": {
        "": "Say it when you share: allowed, reserved or ask.",
        "stated": "Nothing to do.",
        "records": "Say for the whole what the most careful record says, or share the others apart.",
    },
    "nl": {
        "": "Zeg het bij het delen: toegestaan, voorbehouden of vragen.",
        "stated": "Niets te doen.",
        "records": "Zeg voor het geheel wat het voorzichtigste record zegt, of deel de andere apart.",
    },
}
SOURCE = "Directive (EU) 2019/790, article 4(3); W3C TDM Reservation Protocol"
GOOD = ({"title": ["Example A", "Example B"], "year": ["1990", "1991"]},)
BAD = ({"title": ["Example A", "Example B"], "tdm_reservation": ["1", "0"]},)
HEADERS = wordset("tdm tdmreservation noai aitraining textmining datamining mining optout")


def look(delivery: Delivery) -> Iterable[Found]:
    """What is said of mining, for the whole or by record."""
    records = [c.full for c in delivery.columns if c.filled and (set(c.words) & HEADERS or {"ai", "training"} <= set(c.words))]
    if records:
        yield Found(tuple(records), state="note", case="records")
    if delivery.context.mining:
        yield Found(state="pass", case="stated", says={"statement": delivery.context.mining})
    elif not records:
        yield Found(state="not checked")
