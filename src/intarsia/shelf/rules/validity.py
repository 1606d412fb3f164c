"""Are values what their column is for: days that exist, counts that are not below zero, numbers with a right check digit?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier, quote
from intarsia.shelf.rules import amounts
from intarsia.shelf.rules.about import DATES, about, of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.checkdigits import CHECKS
from intarsia.shelf.rules.delivery import Column, Delivery

NAME = "validity"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Values that cannot be", "nl": "Waarden die niet kunnen"}
WHY = {
    "en": {
        "": "No impossible date, negative count or wrong check digit was seen.",
        "dates": "In {count} of the rows {columns} has a day or month that does not exist.",
        "zero": "In {count} of the rows {columns} has 0 as the year. There was no year 0: most often it means that nobody knows.",
        "future": "In {count} of the rows {columns} has a year that is more than {years} years ahead, or a birth or death that is still to come.",
        "negative": "In {count} of the rows {columns} has a count below zero.",
        "digits": "In {count} of the rows {columns} has a number whose check digit is wrong, so at least one digit is.",
    },
    "nl": {
        "": "Er is geen onmogelijke datum, negatief aantal of verkeerd controlecijfer gezien.",
        "dates": "In {count} van de rijen heeft {columns} een dag of maand die niet bestaat.",
        "zero": "In {count} van de rijen heeft {columns} 0 als jaar. Een jaar 0 was er niet: meestal betekent het dat niemand het weet.",
        "future": "In {count} van de rijen heeft {columns} een jaar dat meer dan {years} jaar vooruit ligt, of een geboorte of overlijden dat nog moet komen.",
        "negative": "In {count} van de rijen heeft {columns} een aantal onder nul.",
        "digits": "In {count} van de rijen heeft {columns} een nummer waarvan het controlecijfer niet klopt: minstens één cijfer is dus fout.",
    },
}
WAY_OUT = {
    "en": {
        "": "Nothing to do.",
        "dates": "Look at the lines named.",
        "zero": "Leave the cell empty where the year is not known; a mapping can read 0 as nothing.",
        "future": "Look at the lines named.",
        "negative": "Say in a note what a negative count means, such as tickets brought back, or mend it.",
        "digits": "Look them up again in the source; as they stand they will not join anything.",
    },
    "nl": {
        "": "Niets te doen.",
        "dates": "Kijk naar de genoemde regelnummers.",
        "zero": "Laat de cel leeg waar het jaar niet bekend is; een mapping kan 0 als niets lezen.",
        "future": "Kijk naar de genoemde regelnummers.",
        "negative": "Zeg in een toelichting wat een negatief aantal betekent, zoals teruggebrachte kaartjes, of herstel het.",
        "digits": "Zoek ze opnieuw op in de bron; zoals ze er staan, sluiten ze nergens op aan.",
    },
}
SOURCE = "ISO/IEC 25012, accuracy; ISO 8601-1 (dates), ISO 2108 (ISBN), ISO 3297 (ISSN), GS1 General Specifications (EAN)"
GOOD = ({"title": ["Example A", "Example B"], "date": ["2019-02-28", "2020-02-29"], "visits": ["10", "0"], "isbn": ["9780306406157", "0306406152"]},)
BAD = (
    {"date": ["2019-02-30", "2020-02-29"], "title": ["Example A", "Example B"]},
    {"year": ["0", "1990", "1991"], "title": ["Example A", "Example B", "Example C"]},
    {"month": ["2020-01", "2020-02"], "visits": ["10", "-4"]},
    {"title": ["Example A", "Example B", "Example C"], "isbn": ["9780306406158", "9780306406157", "0306406152"]},
)
YEARS = 20  #: years ahead that a plan may reach
CHECKED = 20_000  #: different identifiers whose check digit is computed
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_LEAP = "CAST(left({c}, 4) AS INT) % 4 = 0 AND (CAST(left({c}, 4) AS INT) % 100 <> 0 OR CAST(left({c}, 4) AS INT) % 400 = 0)"
_LENGTHS = (
    f"CASE WHEN substr({{c}}, 6, 2) IN ('04', '06', '09', '11') THEN 30 WHEN substr({{c}}, 6, 2) = '02' THEN CASE WHEN {_LEAP} THEN 29 ELSE 28 END ELSE 31 END"
)


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each kind of impossible value in each column; a pass when there is none."""
    found = False
    for column in of(delivery.columns, *DATES, "m:", "value", *CHECKS):
        for case, condition in _conditions(delivery, column):
            count = delivery.count(condition, column.table)
            if count:
                found = True
                yield Found((column.full,), state="note", case=case, count=count, lines=delivery.lines(condition, column.table), says={"years": YEARS})
    if not found:
        yield Found(state="pass")


def _conditions(delivery: Delivery, column: Column) -> Iterable[tuple[str, str]]:
    """What to count in a column, as SQL; asked of all rows only where the sample gives a reason, or the column is dates."""
    c, target = identifier(column.name), about(column)
    if target in CHECKS:
        values = [str(row[0]) for row in delivery.engine.rows(f"SELECT DISTINCT {c} FROM {delivery.relation(column.table)} WHERE {c} IS NOT NULL ORDER BY 1 LIMIT {CHECKED}")]
        wrong = [v for v in values if not CHECKS[target](v)]
        if wrong and len(wrong) < 0.5 * len(values):  # where most fail, the column is something else
            yield "digits", f"{c} IN ({', '.join(map(quote, wrong))})"
        return
    if target in DATES:
        if any(re.match(_DAY, v) for v in column.values):
            yield (
                "dates",
                (
                    f"CASE WHEN regexp_matches({c}, '{_DAY}') THEN NOT (CAST(substr({c}, 6, 2) AS INT) BETWEEN 1 AND 12 AND CAST(substr({c}, 9, 2) AS INT) BETWEEN 1 AND "
                    f"{_LENGTHS.replace('{c}', c)}) ELSE FALSE END"
                ),
            )
        if column.looks_like in ("year", "integer", "number") and sum(bool(re.fullmatch(r"1[0-9]{3}|20[0-9]{2}", v)) for v in column.values) >= 0.5 * len(column.values) - 1:
            yield "zero", f"trim({c}) IN ('0', '0.0', '0000')"
        ahead = int(delivery.context.as_of[:4]) + (0 if target in ("born", "died") else YEARS)
        yield "future", f"regexp_matches({c}, '^[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}})?)?$') AND left({c}, 4) > '{ahead}' AND left({c}, 4) <> '9999'"
    elif any(v.strip().startswith(("-", "−")) for v in column.values) and (target.startswith("m:") and target not in ("m:profit", "m:mobility", "m:share")) and amounts.is_amount(column):
        yield "negative", f"{amounts.amount(column)} < 0"
