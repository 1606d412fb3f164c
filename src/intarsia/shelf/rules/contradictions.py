"""Values of one row that cannot both be true: an end before its start, a birth after the work, a total that is not the sum of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules import amounts
from intarsia.shelf.rules.about import about, of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.text import wordset

NAME = "contradictions"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Rows that contradict themselves", "nl": "Rijen die zichzelf tegenspreken"}
WHY = {
    "en": {
        "": "No row was seen that contradicts itself.",
        "order": "In {count} of the rows {later} is before {earlier}.",
        "window": "In {count} of the rows {shorter} is more than {longer}, though the longer time holds the shorter one: these columns do not hold what their names say.",
        "sum": "In {count} of the rows {total} is not the sum of its {parts} parts, while it is in the others.",
    },
    "nl": {
        "": "Er is geen rij gezien die zichzelf tegenspreekt.",
        "order": "In {count} van de rijen ligt {later} voor {earlier}.",
        "window": "In {count} van de rijen is {shorter} meer dan {longer}, terwijl de langere tijd de kortere omvat: in deze kolommen staat iets anders dan hun naam zegt.",
        "sum": "In {count} van de rijen is {total} niet de som van de {parts} delen, terwijl dat in de andere wel zo is.",
    },
}
WAY_OUT = {
    "en": {
        "": "Nothing to do.",
        "order": "Look at the lines named; two dates changed places, or one has a wrong digit.",
        "window": "Look at the lines named: is one of the columns something else, such as a rank?",
        "sum": "Look at the lines named: a part is missing, or the total was typed in.",
    },
    "nl": {
        "": "Niets te doen.",
        "order": "Kijk naar de genoemde regelnummers; twee datums zijn verwisseld, of een heeft een verkeerd cijfer.",
        "window": "Kijk naar de genoemde regelnummers: is een van de kolommen iets anders, zoals een plaats op een ranglijst?",
        "sum": "Kijk naar de genoemde regelnummers: een deel ontbreekt, of het totaal is ingetypt.",
    },
}
SOURCE = "ISO/IEC 25012, consistency and accuracy"
GOOD = ({"title": ["Example A", "Example B"], "start date": ["2019-01-01", "2020-01-01"], "end date": ["2019-02-01", "2020-01-01"]},)
BAD = (
    {"title": ["Example A", "Example B"], "start date": ["2019-03-01", "2020-01-01"], "end date": ["2019-02-01", "2020-01-01"]},
    {"museum": list("ABCDEF"), "adults": ["1", "2", "3", "4", "5", "6"], "children": ["1", "1", "1", "1", "1", "1"], "total": ["2", "3", "4", "5", "6", "9"]},
    {"date": ["2010-08-17", "2010-08-24"], "viewers_7day": ["2.24", "3"], "viewers_28day": ["7", "2"]},
    {"title": ["Example A", "Example B"], "author": ["A. Example", "B. Example"], "born": ["1950", "1990"], "published": ["1980", "1970"]},
)
TOTAL = wordset("total totaal totals gesamt summe insgesamt totale suma razem ogolem")
END = wordset("end einde eind einddatum ende enddatum fin fine koniec until to tot bis closing enddate endyear finish")
START = wordset("start begin started opening van from beginn debut inizio inicio poczatek startdatum begindatum startdate startyear beginyear")
AGREE = 0.8  #: share of rows in which a total must be the sum before the others are told
FEW = 5
_SPAN = re.compile(r"(?:[0-9] ?|\b)(?:days?|d|dagen|tage?|jours?|dias?|giorni|dni|weeks?|weken|wochen|hours?|months?|maanden|monate)\b")


def look(delivery: Delivery) -> Iterable[Found]:
    """A note for each pair of dates out of order and each total that fails now and then."""
    found = False
    for earlier, later in _pairs(delivery.of()):
        first, second = _year(earlier), _year(later)
        a, b = identifier(earlier.name), identifier(later.name)
        day = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}'"
        condition = f"({first} > {second} OR (regexp_matches({a}, {day}) AND regexp_matches({b}, {day}) AND left({a}, 10) > left({b}, 10))) AND {first} > 0 AND {second} > 0"
        if count := delivery.count(condition):
            found = True
            yield Found((earlier.full, later.full), state="note", case="order", count=count, lines=delivery.lines(condition), says={"earlier": earlier.full, "later": later.full})
    for shorter, longer in _windows(delivery.of()):
        condition = f"{amounts.amount(shorter)} > {amounts.amount(longer)}"
        if count := delivery.count(condition):
            found = True
            yield Found((shorter.full, longer.full), state="note", case="window", count=count, lines=delivery.lines(condition), says={"shorter": shorter.full, "longer": longer.full})
    for total, parts in _totals(delivery.of()):
        sums = " + ".join(f"coalesce({amounts.amount(c)}, 0)" for c in parts)
        whole = f"{amounts.amount(total)} IS NOT NULL AND " + " AND ".join(f"{amounts.amount(c)} IS NOT NULL" for c in parts)
        differs = f"{whole} AND abs({amounts.amount(total)} - ({sums})) > 0.001 * abs({amounts.amount(total)}) + 0.01"
        asked, wrong = delivery.count(whole), delivery.count(differs)
        if asked >= FEW and 0 < wrong <= (1 - AGREE) * asked:
            found = True
            yield Found((total.full,), state="note", case="sum", count=wrong, lines=delivery.lines(differs), says={"total": total.full, "parts": len(parts)})
    if not found:
        yield Found(state="pass")


def _year(column: Column) -> str:
    """The year a cell begins with, as SQL; NULL where it does not begin with one."""
    return f"TRY_CAST(nullif(regexp_extract({identifier(column.name)}, '^([0-9]{{4}})([^0-9].*)?$', 1), '') AS INT)"


def _pairs(columns: list[Column]) -> Iterable[tuple[Column, Column]]:
    """(what comes first, what comes later): births and deaths, starts and ends, births and works."""
    born, died, made = of(columns, "born"), of(columns, "died"), of(columns, "date")
    if len(born) == 1 and len(died) == 1:
        yield born[0], died[0]
    if len(born) == 1 and len(made) == 1 and of(columns, "title") and not died:
        yield born[0], made[0]
    dated = [c for c in columns if c.filled and (about(c) in ("date", "date.end", "period", "internal", "") or c.looks_like in ("date", "year"))]
    starts, ends = [c for c in dated if set(c.words) & START], [c for c in dated if set(c.words) & END]
    if len(starts) == 1 and len(ends) == 1 and starts[0] is not ends[0] and starts[0] not in born and ends[0] not in died:
        yield starts[0], ends[0]


def _windows(columns: list[Column]) -> Iterable[tuple[Column, Column]]:
    """(what was counted in so many days, the same in more of them): "viewers_7day" and "viewers_28day"."""
    named: dict[str, list[tuple[int, Column]]] = {}
    for column in columns:
        words = " ".join(column.words)
        if (number := re.findall(r"[0-9]+", words)) and len(number) == 1 and column.filled and _SPAN.search(words) and amounts.is_amount(column):
            named.setdefault(re.sub(r"[0-9]+", "#", words), []).append((int(number[0]), column))
    for found in named.values():
        found.sort(key=lambda one: one[0])
        yield from ((a, b) for (n, a), (m, b) in pairwise(found) if n < m)


def _totals(columns: list[Column]) -> Iterable[tuple[Column, list[Column]]]:
    """A total with the unbroken run of figures next to it, where there are at least two."""
    runs: list[list[Column]] = [[]]
    for before, column in pairwise([None, *columns]):
        if column is not None and column.looks_like in ("integer", "number") and about(column) not in ("key", "period", "date", "born", "died"):
            runs[-1].append(column)
        elif before is not None or column is not None:
            runs.append([])
    for run in runs:
        totals = [c for c in run if set(c.words) & TOTAL]
        if len(totals) == 1 and 3 <= len(run) <= 30:
            yield totals[0], [c for c in run if c is not totals[0]]
