"""Delay: rows wait until they are old enough, or the whole file waits for a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.generalise_date import month_sql
from intarsia.shelf.remedies.writing import columns_of, settled, there

NAME = "delay"
LEVEL = "table"
TITLE = {"en": "Share later", "nl": "Later delen"}
ABOUT = {
    "en": "Nothing leaves before a set day; or each row waits until its date is so many days ago. A row without a readable date waits too.",
    "nl": "Voor een bepaalde dag gaat er niets uit; of elke rij wacht tot haar datum zoveel dagen geleden is. Een rij zonder leesbare datum wacht ook.",
}
OPTIONS = {
    "until": Option("the day (YYYY-MM-DD) before which nothing leaves", ""),
    "days": Option("with a column of dates: how many days a row waits after its date", 0),
    "today": Option("the day of the release; whoever applies the remedy gives it. Without it everything waits", ""),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The rows that may leave today. notes: `until`, the first day on which the rows that wait may leave."""
    asked = settled(NAME, options, OPTIONS)
    today, until = (_day(name, asked[name]) for name in ("today", "until"))
    if asked["days"] < 0 or (not until and not asked["days"]) or (asked["days"] and len(columns) != 1):
        raise Invalid("a delay needs a day, or a number of days and the one column of dates they are counted from", where=NAME,
                      way_out='until = "2027-01-01", or columns = ["week"] and days = 365')
    known = there(engine, relation, columns, NAME) if columns else columns_of(engine, relation)
    everything = f"SELECT t.* FROM {relation} AS t"
    if today is None or (until and today < until):
        return Safer(f"{everything} WHERE 1 = 0", tuple(known), same_rows=False, notes={"until": until.isoformat()} if until else {})
    if not asked["days"]:
        return Safer(everything, tuple(known))
    last = (today - datetime.timedelta(days=asked["days"])).isoformat()
    return Safer(f"{everything} WHERE {newest_sql(f't.{identifier(columns[0])}')} <= '{last}'", tuple(known), same_rows=False)


def newest_sql(column: str) -> str:
    """The last day that a written date can mean, as text; NULL when it cannot be read. A month may end on a 31st that it does not have."""
    month = month_sql(column)
    return (f"CASE WHEN regexp_matches({column}, '^[0-9]{{4}}-[01][0-9]-[0-3][0-9]') THEN left({column}, 10) "
            f"WHEN regexp_matches({month}, '/') THEN concat(split_part({month}, '/', 2), '-12-31') "
            f"WHEN regexp_matches({month}, '^[0-9]{{4}}-[01][0-9]$') THEN concat({month}, '-31') WHEN {month} IS NOT NULL THEN concat(left({month}, 4), '-12-31') END")


def _day(name: str, written: str) -> datetime.date | None:
    if not written:
        return None
    try:
        return datetime.date.fromisoformat(written) if _DAY.fullmatch(written) else _not(name)
    except ValueError:
        return _not(name)


def _not(name: str) -> datetime.date:
    raise Invalid(f"'{name}' of '{NAME}' is no day", where=NAME, way_out=f'{name} = "2027-01-01"')
