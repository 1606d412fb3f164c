"""How old the newest figures are."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules import periods
from intarsia.shelf.rules.about import of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery

NAME = "freshness"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "How recent the figures are", "nl": "Hoe recent de cijfers zijn"}
WHY = {
    "en": {
        "": "The newest figures are of {newest}, {months:less than a month|# month|# months} before {as_of}.",
        "old": "The newest figures are of {newest}, {months:less than a month|# month|# months} before {as_of}. They tell of then, not of now.",
        "none": "There are no figures with a date, so none can be out of date.",
    },
    "nl": {
        "": "De nieuwste cijfers zijn van {newest}, {months:minder dan een maand|# maand|# maanden} voor {as_of}.",
        "old": "De nieuwste cijfers zijn van {newest}, {months:minder dan een maand|# maand|# maanden} voor {as_of}. Ze vertellen over toen, niet over nu.",
        "none": "Er zijn geen cijfers met een datum, dus er kan niets verouderd zijn.",
    },
}
WAY_OUT = {
    "en": {"": "Nothing to do.", "old": "Share them as history, and say until when they run; add newer ones when you may.", "none": "Nothing to do."},
    "nl": {"": "Niets te doen.", "old": "Deel ze als geschiedenis en zeg tot wanneer ze lopen; voeg nieuwere toe wanneer dat mag.", "none": "Niets te doen."},
}
SOURCE = "ISO/IEC 25012, currentness; W3C Data Quality Vocabulary, timeliness"
GOOD = ({"title": ["Example A", "Example B"], "country": ["NL", "BE"]},)
BAD = ({"month": ["2011-01", "2011-02"], "visits": ["10", "20"]},)
OLD = 36  #: months after which figures are told as history: two reporting years and the year in which they are published


def figured(delivery: Delivery) -> bool:
    """Are there figures whose dates are theirs? Beside a title a date is that of the work, unless it is called a period."""
    columns = delivery.of()
    return bool(of(columns, "m:", "value")) and (bool(of(columns, "period")) or not of(columns, "title"))


def look(delivery: Delivery) -> Iterable[Found]:
    """One finding: a pass, or a note for old figures."""
    span = periods.span(delivery) if figured(delivery) else None
    if span is None or span.newest is None:
        yield Found(state="pass", case="none")
        return
    months = max(0, periods.month_of(delivery.context.as_of) - span.newest)
    old = months > OLD
    yield Found(
        tuple(p.column.full for p in span.periods),
        state="note" if old else "pass",
        case="old" if old else "",
        says={"newest": periods.written(span.newest) if span.grain != "year" else str(span.newest // 12), "months": months, "as_of": delivery.context.as_of},
        parameters={"months": OLD},
    )
