"""What a spreadsheet makes of dates: the number of a day (45123), or a day made of something else ("12-Oct" for 10-12)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.about import DATES, about
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.text import wordset

NAME = "spreadsheet-dates"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Dates as a spreadsheet keeps them", "nl": "Datums zoals een spreadsheet ze bewaart"}
WHY = {
    "en": {
        "": "In {count} of the rows the date in {columns} is a number of days since 1899-12-30, the way spreadsheets store dates.",
        "made": "In {count} of the rows {columns} holds a day and a month while the others hold no dates: a spreadsheet took something like 5-10 or MAR1 for a date.",
    },
    "nl": {
        "": "In {count} van de rijen is de datum in {columns} een aantal dagen sinds 30-12-1899, zoals spreadsheets datums opslaan.",
        "made": "In {count} van de rijen staat in {columns} een dag en een maand terwijl de andere rijen geen datum bevatten: een spreadsheet zag iets als 5-10 of MAR1 aan voor een datum.",
    },
}
WAY_OUT = {
    "en": {
        "": "Format the column as a date (2026-05-01) and export again, or read the workbook itself instead of a CSV of it.",
        "made": "Write them again as text in the spreadsheet, with the column set to text first.",
    },
    "nl": {
        "": "Maak de kolom op als datum (2026-05-01) en exporteer opnieuw, of lees de werkmap zelf in plaats van een CSV ervan.",
        "made": "Typ ze opnieuw als tekst in de spreadsheet, met de kolom eerst op tekst.",
    },
}
SOURCE = "ECMA-376 part 1, 18.17.4 (date serial numbers); Ziemann, Eren and El-Osta 2016, Gene name errors are widespread, Genome Biology 17:177"
GOOD = (
    {"date": ["2019-05-01", "2020-05-01"], "age": ["5-10", "10-12"]},
    {"title": ["1-May", "2-Sep"], "year": ["1990", "1991"]},
    {"date": ["1-May-19", "2-Sep-19"], "visits": ["45123", "45124"]},
)
BAD = ({"datum": ["45123", "45124", "45130"], "bezoekers": ["1", "2", "3"]}, {"audience": ["5-10", "5-10", "12-Oct", "16-18", "19-25"], "visits": ["1", "2", "3", "4", "5"]})
FIRST, LAST = 20_000, 60_000  #: 1954-10-03 to 2064-04-08
#: twelve months as spreadsheets of several languages shorten them
MONTHS = "jan|feb|mar|mrt|mär|apr|avr|abr|may|mei|mai|maj|jun|jul|aug|ago|sep|set|oct|okt|ott|nov|dec|dez|dic|gen|ene|mag|giu|lug|kwi|lip|sie|wrz|paź|lis|gru|cze|sty|lut"
_MADE = re.compile(rf"\d{{1,2}}-(?:{MONTHS})|(?:{MONTHS})-\d{{2}}", re.IGNORECASE)
#: headers of columns that a day may stand in
DAYS = wordset("date datum fecha data day dag tag jour dia giorno dzien month maand monat mois mes mese miesiac period week on birthday verjaardag born")


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each column of serial numbers, and for each in which some values became days."""
    for column in delivery.columns:
        c = identifier(column.name)
        dated = about(column) in DATES or bool(set(column.words) & DAYS) or any(w.endswith(("datum", "date")) for w in column.words)
        if dated and column.looks_like in ("integer", "number") and column.values and "year" not in column.words:
            serial = f"regexp_matches({c}, '^[2-5][0-9]{{4}}([.][0-9]+)?$')"
            count = delivery.count(serial, column.table)
            if count >= 0.8 * column.filled:
                yield Found((column.full,), state="note", count=count, lines=delivery.lines(serial, column.table))
        elif not dated and column.filled:
            made = [n for v, n in zip(column.values, column.counts, strict=False) if _MADE.fullmatch(v.strip())]
            if made and sum(made) < 0.5 * sum(column.counts):
                condition = f"regexp_matches(trim({c}), '(?i)^({_MADE.pattern.replace('(?:', '(')})$')"
                yield Found((column.full,), state="note", case="made", count=delivery.count(condition, column.table), lines=delivery.lines(condition, column.table))
