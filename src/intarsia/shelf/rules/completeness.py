"""Are the columns filled by which data are found and joined: titles, names, dates, places, figures?"""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.about import about, of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery

NAME = "completeness"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Empty cells that matter", "nl": "Lege cellen die ertoe doen"}
WHY = {
    "en": {
        "": "In {count} of {rows} rows ({share} %) nothing stands in {columns}.",
        "whole": "The columns that matter most are filled in at least {share} % of the rows.",
        "full": "The columns that matter most are filled in every row.",
    },
    "nl": {
        "": "In {count} van de {rows} rijen ({share} %) staat niets in {columns}.",
        "whole": "De kolommen die er het meest toe doen, zijn in minstens {share} % van de rijen gevuld.",
        "full": "De kolommen die er het meest toe doen, zijn in elke rij gevuld.",
    },
}
WAY_OUT = {
    "en": {"": "Fill them in where you can; where nobody knows, leave them empty: a guess is worse than nothing.", "whole": "Nothing to do.", "full": "Nothing to do."},
    "nl": {"": "Vul ze in waar dat kan; waar niemand het weet, laat ze leeg: een gok is slechter dan niets.", "whole": "Niets te doen.", "full": "Niets te doen."},
}
SOURCE = "ISO/IEC 25012, completeness; W3C Data Quality Vocabulary"
GOOD = ({"title": ["Example A", "Example B", "Example C", "Example D", "Example E"], "year": ["1990", "1991", "1992", "1993", "1994"]},)
BAD = ({"title": ["Example A", None, None, None, "Example E"], "year": ["1990", "1991", "1992", "1993", "1994"]},)
KEYS = ("title", "name", "date", "period", "genre", "country", "audience", "place", "m:", "value", "key")
ENOUGH = 0.9  #: share of the rows that is told as whole
OPTIONAL = 0.2  #: a column that is filled less than this is one for special cases, and tells of nothing that is missing
FEW = 5  #: rows below which shares say nothing


def look(delivery: Delivery) -> Iterable[Found]:
    """One note for each of these that is empty too often, in the column that gives most of it; a pass with the worst share when none is."""
    best: dict[str, Column] = {}
    for column in of(delivery.of(), *KEYS):
        if column.rows >= FEW and not column.name.isdigit() and column.filled > (best[about(column)].filled if about(column) in best else 0):
            best[about(column)] = column
    looked = [c for c in best.values() if c.filled >= OPTIONAL * c.rows]
    empty = [c for c in looked if c.filled < ENOUGH * c.rows]
    for column in empty:
        condition = f"{identifier(column.name)} IS NULL"
        missing = column.rows - column.filled
        yield Found(
            (column.full,),
            state="note",
            count=missing,
            lines=delivery.lines(condition),
            parameters={"enough": ENOUGH},
            says={"rows": column.rows, "share": round(100 * missing / column.rows)},
        )
    if looked and not empty:
        share = min(int(100 * c.filled / c.rows) for c in looked)
        yield Found(state="pass", case="full" if share == 100 else "whole", says={"share": share}, parameters={"enough": ENOUGH})
