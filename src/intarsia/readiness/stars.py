"""Five-star open data: an open licence, structured, in a format that nobody owns, with addresses of its own, linked to the data of others.

Source: Tim Berners-Lee, Linked Data (w3.org/DesignIssues/LinkedData, 2010), and 5stardata.info. The first star asks for the licence, so data
under no open licence has none, however well it is made. The fifth is for links to other people's data: here, half of the records at least lead
out of their own dataset. The wording gives no share; half is ours.
"""

from __future__ import annotations

from intarsia.readiness.facts import Facts
from intarsia.readiness.requirement import Ladder, Requirement, reached

NAME = "stars"
STEPS = ("0", "1", "2", "3", "4", "5")
HALF = 0.5
#: formats of a file that only one maker's program was made for
OWNED = ("excel", "xlsx", "xls", "access")


def measured(facts: Facts) -> Ladder:
    """The ladder of a dataset."""
    shared = facts.rows > 0
    requirements = (
        Requirement("stars.licence", "1", facts.open_licence and facts.public),
        Requirement("stars.structured", "2", shared),
        Requirement("stars.free-format", "3", shared and (facts.downloads or any(one not in OWNED for one in facts.formats))),
        Requirement("stars.addresses", "4", shared and facts.web_address),
        Requirement("stars.linked", "5", shared and facts.records > 0 and facts.linked_share >= HALF, facts.linked_share if facts.records else None, facts.records),
    )
    return Ladder(NAME, STEPS, reached(STEPS, requirements), requirements)
