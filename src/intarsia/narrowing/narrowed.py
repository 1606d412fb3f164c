"""An answer with only those rows that a list touches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from intarsia.narrowing.listing import Listing
from intarsia.shelf.insights.base import Answer, Lead

#: the field that says which kind of word a row is of, and the one that holds the word
KIND, WORD = "facet", "concept"


def narrowed(answer: Answer, listing: Listing) -> Answer:
    """The rows of an answer that are about a work or agent of the list, or about a word of its works.

    The evidence stays that of all rows: what is sure of the whole family says nothing more of a part that somebody chose; so there is no headline.
    """
    names = [one.name for one in answer.fields]
    keys = [place for place, one in enumerate(answer.fields) if one.kind == "key"]
    word = (names.index(KIND), names.index(WORD)) if KIND in names and WORD in names else None

    def touched(row: tuple[Any, ...], lead: Lead | None) -> bool:
        if word and (str(row[word[0]]), str(row[word[1]])) in listing.words:
            return True
        if any(str(row[place]) in listing.keys for place in keys if row[place]):
            return True
        return lead is not None and lead[0].rpartition("/")[2] in listing.keys

    places = [place for place, row in enumerate(answer.rows) if touched(row, answer.leads[place] if answer.leads else None)]
    return replace(answer, rows=tuple(answer.rows[place] for place in places), leads=tuple(answer.leads[place] for place in places) if answer.leads else (), finding="", tests=(), aside={
        name: (fields, tuple(row for row in rows if any(str(value) in listing.keys for value in row if isinstance(value, str)))) for name, (fields, rows) in answer.aside.items()})
