"""What personal data the columns of a delivery hold: computed once, and asked by a rule for each kind.

A column of single values (numbers, codes, addresses) is judged by the share of its values that are of a kind, for one in ten numbers
has a right check digit by chance; in a text each one counts. The name of a column helps, and is never enough: headers lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from intarsia.engine.duckdb import identifier
from intarsia.personal.finding import spans
from intarsia.personal.national import valid
from intarsia.personal.scanning import candidates, placed
from intarsia.personal.span import Span, Text
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import LINES, Column, Delivery
from intarsia.text import wordset

#: kinds whose check digits, or forms, other numbers have by chance: of single values so large a share must be of the kind
BY_CHANCE = {"national-id": 0.5, "payment-card": 0.6, "phone": 0.5, "iban": 0.2, "coordinates": 0.5, "postcode": 0.5, "birth-date": 0.5, "ip-address": 0.1}
#: share that is enough where the column's name says the kind
NAMED = 0.2
#: different values of a column that are looked at one by one
LOOKED_AT = 30_000
#: a column of numbers is judged by its samples; of these a number of people or of a card must make up so much
SAMPLE = 400
#: so many different numbers that all have a right check digit are no chance (one in eleven has it, so one such column in 160,000)
CERTAIN = 5
#: columns of what is noted in passing
NOTES = wordset("note notes remark remarks comment comments opmerking opmerkingen notitie notities bemerkung bemerkungen remarque remarques nota notas uwaga uwagi")
_ALONE = ("email", "handle", "postal-address")  #: one of these among thousands of other single values is no chance
_NEVER = ("year", "empty")
_NUMBERS = ("integer", "number", "date")


@dataclass(frozen=True)
class Held:
    """Of one column: rows and lines by kind; roles: are all its e-mail addresses those of desks? partly: how many different values
    were looked at, where there are more; texts: is it a column of texts rather than of single values?"""

    column: Column
    rows: dict[str, int] = field(default_factory=dict)
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    roles: bool = False
    partly: int = 0
    texts: bool = False


def held(delivery: Delivery) -> dict[str, Held]:
    """What each column holds, by its full name; columns without anything are left out."""
    found: dict[str, Held] = delivery.once("personal data", lambda: {c.full: h for c in delivery.columns if (h := _held(delivery, c)) is not None})
    return found


def found(delivery: Delivery, kind: str) -> Iterator[Held]:
    """The columns that hold a kind of personal data."""
    for one in held(delivery).values():
        if kind in one.rows:
            yield one


def left_out(one: Held, kind: str, verdict: str = "OPEN AFTER", case: str = "") -> Found:
    """The finding that a column holds a kind that nobody needs to see: leave it out."""
    rows = one.rows[kind]
    case = case or ("text" if one.texts else "column")
    return Found((one.column.full,), verdict=verdict, count=rows, lines=one.lines[kind], case=case, says={"rows": rows, "filled": one.column.filled}, remedies=(Proposal("leave-out",
    (one.column.full,)),))


def is_text(column: Column) -> bool:
    """Does it hold texts of several words, rather than single values?"""
    sample = column.values[:SAMPLE]
    wordy = sum(value.count(" ") >= 3 and sum(map(str.isalpha, value)) > 0.4 * len(value) for value in sample)
    return bool(sample) and wordy >= max(1, 0.1 * len(sample))


def _held(delivery: Delivery, column: Column) -> Held | None:
    if not column.filled or column.looks_like in _NEVER:
        return None
    near = " ".join(column.words) + _told(column)
    texts = is_text(column)
    sample = list(column.values[:SAMPLE])
    whole = column.whole and column.longest < 2_000 and len(sample) == len(column.values)
    seen = {value: spans(value, near) for value in sample}
    main = None if texts else _main(seen)
    partly = 0
    if not whole and main is None and column.looks_like not in _NUMBERS:
        seen, partly = _all(delivery, column, near, () if texts else _ALONE, seen)
    kinds = {span.kind for values in seen.values() for span in values}
    if not texts:
        kinds = {kind for kind in kinds if _enough(kind, sample, near)}
    if not kinds:
        return Held(column, partly=partly, texts=texts) if partly else None
    return _counted(delivery, column, {value: [s for s in of if s.kind in kinds] for value, of in seen.items()}, near, texts, partly, main if not whole and main in kinds else None)


def _told(column: Column) -> str:
    """What the values themselves say where the name does not: numbers that all bear the check digit of one country's people, or, among notes, numbers to call."""
    sample = [value.strip() for value in column.values[:SAMPLE]]
    if len(sample) >= CERTAIN and all(len(value) == 9 and value.isdigit() and "bsn" in valid(value) for value in sample):
        return " bsn"
    if set(column.words) & NOTES and all(value.isdigit() and value.startswith("0") and 9 <= len(value) <= 11 for value in sample):
        return " tel"
    return ""


def _main(seen: dict[str, list[Span]]) -> str | None:
    """The kind that nearly all single values are: they need not be looked at one by one."""
    of = [values[0].kind for value, values in seen.items() if len(values) == 1 and values[0].end - values[0].start >= 0.8 * len(value.strip())]
    best = max(set(of), key=of.count, default=None)
    return best if best is not None and of.count(best) >= 0.9 * len(seen) else None


def _all(delivery: Delivery, column: Column, near: str, kinds: tuple[str, ...], sampled: dict[str, list[Span]]) -> tuple[dict[str, list[Span]], int]:
    """The spans of every different value that may have some, up to LOOKED_AT; and that number where there are more."""
    seen = dict(sampled) if kinds else {}
    for looked, value in enumerate(candidates(delivery.engine, delivery.relation(column.table), column.name, near, kinds)):
        if looked == LOOKED_AT:
            return {v: s for v, s in seen.items() if s}, LOOKED_AT
        seen[value] = spans(value, near)
    return {v: s for v, s in seen.items() if s}, 0


def _enough(kind: str, sample: list[str], near: str) -> bool:
    """Are so many of the single values of this kind that it is no chance?"""
    if kind not in BY_CHANCE:
        return True
    named = kind.replace("-", "_") in Text("", near).said(0, 0)
    of = sum(any(span.kind == kind and (span.sure or named) for span in spans(value, near)) for value in sample)
    return of >= max(1.0, (NAMED if named else BY_CHANCE[kind]) * len(sample))


def _counted(delivery: Delivery, column: Column, seen: dict[str, list[Span]], near: str, texts: bool, partly: int, main: str | None) -> Held | None:
    """The rows and lines of what was found."""
    rows: dict[str, int] = {}
    lines: dict[str, tuple[int, ...]] = {}
    pairs = [(value, span) for value, of in seen.items() for span in of]
    table = placed(delivery.engine, delivery.relation(column.table), column.name, pairs)
    for kind in sorted({span.kind for _, span in pairs}):
        mask = [k == kind for k in table.column("kind").to_pylist()]
        found = table.filter(mask)
        at = sorted({line if line is not None else record for record, line in zip(found.column("record").to_pylist(), found.column("line").to_pylist(), strict=True)})
        rows[kind], lines[kind] = len(set(found.column("record").to_pylist())), tuple(at[:LINES])
    if main is not None:
        name = identifier(column.name)
        rows[main], lines[main] = column.filled, delivery.lines(f"{name} IS NOT NULL", column.table)
    addresses = [span for _, span in pairs if span.kind == "email"]
    return Held(column, rows, lines, bool(addresses) and all(span.role for span in addresses), partly, texts)
