"""The p % rule: can a rival estimate one contributor's figure from a sum? The primary rule of competitive value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import contributions
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery

NAME = "p-percent"
KIND = "competitive"
TEST = "competitive"
TITLE = {"en": "A rival can estimate one contributor's figure (p % rule)", "nl": "Een concurrent kan het cijfer van één deelnemer schatten (p%-regel)"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "": "Even summed over every {party}, {cells} of {of} sums of {measure} (by {by}) {cells:gives|give} one contributor away: the second largest, who knows its own figure, comes "
            "within {p} % of the largest.",
        "coalition": "Even summed over every {party}, {cells} of {of} sums of {measure} (by {by}) {cells:gives|give} one contributor away: {coalition} others who tell one another "
            "their figures come within {p} % of the largest.",
    },
    "nl": {
        "": "Zelfs opgeteld over elke {party} {cells:verraadt|verraden} {cells} van de {of} sommen van {measure} (per {by}) één deelnemer: de op één na grootste, die zijn eigen cijfer "
            "kent, komt binnen {p} % van het grootste.",
        "coalition": "Zelfs opgeteld over elke {party} {cells:verraadt|verraden} {cells} van de {of} sommen van {measure} (per {by}) één deelnemer: {coalition} anderen die elkaar hun "
            "cijfers vertellen, komen binnen {p} % van het grootste.",
    },
}
WAY_OUT = {
    "en": "Share it only together with others, in sums that show nobody's own figure, or leave it out.",
    "nl": "Deel het alleen samen met anderen, in sommen waaruit niemands cijfer blijkt, of laat het weg.",
}
SOURCE = "Hundepool et al., Statistical Disclosure Control (2012), section 4.2.2: the p % rule, X - x1 - x2 < p/100 x1"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"month": ["2025-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["50", "30", "20"]},
    {"month": ["2025-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["100", "50", "11"]},
    {"month": ["2009-10"] * 2, "shop": ["N", "S"], "copies_sold": ["100", "1"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"month": ["2025-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["100", "50", "9"]},
    {"month": ["2025-10"] * 4, "distributor": ["N", "S", "W", "E"], "box_office": ["1.000,50", "20,00", "3,10", "4,00"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Measures of which a sum over the parties gives one of them away."""
    asked = contributions.options(delivery, NAME)
    for one in contributions.sums(delivery, asked):
        if failing := one.failing("p_percent"):
            verdict, remedies = contributions.silencing(delivery, one)
            several = {"coalition": asked.coalition} if asked.coalition > 1 else {}
            yield Found((one.measure.column.full,), verdict=verdict, count=failing, case="coalition" if several else "", says=contributions.words(one, failing),
                        parameters={"p": contributions.plain(asked.p), **several}, remedies=remedies)
