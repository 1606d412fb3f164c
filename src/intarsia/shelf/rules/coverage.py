"""What the figures cover in time and space, and where the gaps are."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules import periods
from intarsia.shelf.rules.about import of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.freshness import figured
from intarsia.shelf.rules.periods import Period

NAME = "coverage"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "What it covers", "nl": "Wat het beslaat"}
WHY = {
    "en": {
        "": "The figures run from {first} to {last} without a gap.{places:| The file names one place.| The file names # places.}",
        "gap": "The figures run from {first} to {last}, but {count} of {of} periods in between {count:is|are} missing "
            "altogether.{places:| The file names one place.| The file names # places.}",
        "none": "There is no regular series of figures in which gaps could be looked for.{places:| The file names one place.| The file names # places.}",
    },
    "nl": {
        "": "De cijfers lopen van {first} tot {last} zonder gat.{places:| Het bestand noemt één plaats.| Het bestand noemt # plaatsen.}",
        "gap": "De cijfers lopen van {first} tot {last}, maar {count} van de {of} perioden daartussen {count:ontbreekt|ontbreken} "
            "helemaal.{places:| Het bestand noemt één plaats.| Het bestand noemt # plaatsen.}",
        "none": "Er is geen regelmatige reeks cijfers waarin naar gaten te zoeken viel.{places:| Het bestand noemt één plaats.| Het bestand noemt # plaatsen.}",
    },
}
WAY_OUT = {
    "en": {"": "Nothing to do.", "gap": "Say in a note why they are missing: closed, not counted, or lost are three things.", "none": "Nothing to do."},
    "nl": {"": "Niets te doen.", "gap": "Zeg in een toelichting waarom ze ontbreken: gesloten, niet geteld of kwijt zijn drie dingen.", "none": "Niets te doen."},
}
SOURCE = "W3C Data Quality Vocabulary, completeness; DCAT 3, dct:temporal and dct:spatial"
GOOD = ({"year": ["2010", "2011", "2012", "2013"], "visits": ["10", "20", "10", "30"]},)
BAD = ({"year": ["2010", "2011", "2013", "2014"], "visits": ["10", "20", "10", "30"]},)
IRREGULAR = 0.5  #: share of missing periods from which these are no regular figures
STEPS = {"month": 1, "quarter": 3, "year": 12}


def look(delivery: Delivery) -> Iterable[Found]:
    """One finding for the finest column of periods; days and weeks are looked at by month."""
    places = max((c.different for c in of(delivery.of(), "place", "country")), default=0)
    found = [p for p in periods.span(delivery).periods if p.different > 1] if figured(delivery) else []
    if not found:
        yield Found(state="pass", case="none", says={"places": places})
        return
    period = min(found, key=lambda p: periods.GRAINS.index(p.grain))
    expected = (period.last - period.first) // STEPS.get(period.grain, 1) + 1
    missing = max(0, expected - period.different)
    if missing > IRREGULAR * expected:  # days on which something happened, no series that was meant to go on
        yield Found((period.column.full,), state="pass", case="none", says={"places": places})
        return
    says = {"first": _said(period, period.first), "last": _said(period, period.last), "of": expected, "places": places}
    yield Found((period.column.full,), state="note" if missing else "pass", case="gap" if missing else "", count=missing, says=says)


def _said(period: Period, month: int) -> str:
    return str(month // 12) if period.grain == "year" else periods.written(month)
