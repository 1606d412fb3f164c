"""Years of two digits: 1-5-24 may be 1924 or 2024."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.about import DATES, about
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery

NAME = "two-digit-years"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Years of two digits", "nl": "Jaren van twee cijfers"}
WHY = {
    "en": "In {count} of the rows the date in {columns} has a year of two digits. Which century it is, only who wrote them knows.",
    "nl": "In {count} van de rijen heeft de datum in {columns} een jaar van twee cijfers. Welke eeuw het is, weet alleen wie ze schreef.",
}
WAY_OUT = {
    "en": "Export again with years of four digits, best as 2026-05-01.",
    "nl": "Exporteer opnieuw met jaren van vier cijfers, het liefst als 2026-05-01.",
}
SOURCE = "ISO 8601-1:2019, 4.1.2.1 (years have four digits)"
GOOD = ({"date": ["1-5-2024", "2024-05-01", "1924"], "title": ["Example A", "Example B", "Example C"]}, {"period": ["2019-20", "2020-21"], "visits": ["1", "2"]})
BAD = ({"date": ["1-5-24", "2-5-24"], "title": ["Example A", "Example B"]}, {"premiere": ["01/05/98", "02/05/98"], "titel": ["Voorbeeld A", "Voorbeeld B"]})
_SHORT = r"^[0-9]{1,2}([/.-])[0-9]{1,2}[/.-][0-9]{2}([ T][0-9:]+)?$|^'[0-9]{2}$"


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column of dates with such years."""
    for column in delivery.columns:
        dated = about(column) in DATES or any(w.endswith(("datum", "date", "premiere")) for w in column.words)
        if dated and any(re.search(_SHORT, v) for v in column.values):
            condition = f"regexp_matches({identifier(column.name)}, '{_SHORT.replace(chr(39), chr(39) * 2)}')"
            yield Found((column.full,), state="note", count=delivery.count(condition, column.table), lines=delivery.lines(condition, column.table))
