"""The (n, k) rule of dominance, told beside the p % rule: do the two largest make more than 85 % of a sum?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import contributions
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery

NAME = "dominance"
KIND = "competitive"
TEST = "competitive"
TITLE = {"en": "A few contributors make up most of a sum (dominance rule)", "nl": "Een paar deelnemers vormen het grootste deel van een som (dominantieregel)"}
WHY = {
    "en": "In {cells} of {of} sums of {measure} over every {party} (by {by}), the {n} largest make more than {k} %. This is only a remark: the p % rule decides.",
    "nl": "In {cells} van de {of} sommen van {measure} over elke {party} (per {by}) vormen de {n} grootste meer dan {k} %. Dit is alleen een opmerking: de p%-regel beslist.",
}
WAY_OUT = {
    "en": "Nothing by itself: where the p % rule finds nothing, no rival comes near anybody's figure.",
    "nl": "Op zichzelf niets: waar de p%-regel niets vindt, komt geen concurrent bij iemands cijfer in de buurt.",
}
SOURCE = "Hundepool et al., Statistical Disclosure Control (2012), section 4.2.2: the (n, k) dominance rule with (2, 85)"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = ({"month": ["2025-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["50", "30", "20"]},)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"month": ["2025-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["100", "50", "11"]},
    {"month": ["2025-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["100", "50", "9"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """A note on each measure with dominated sums."""
    asked = contributions.options(delivery, NAME)
    for one in contributions.sums(delivery, asked):
        if failing := one.failing("dominated"):
            yield Found((one.measure.column.full,), "note", count=failing, says=contributions.words(one, failing), parameters={"n": asked.n, "k": contributions.plain(asked.k)})
