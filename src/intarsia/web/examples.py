"""Examples of answers that hold and of answers that are refused, found in the release itself: each page links one of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from intarsia.errors import IntarsiaError
from intarsia.model import Evidence
from intarsia.web import insights
from intarsia.web.visit import Visit

#: from what is found to hold down to what cannot be said
STATES = ("SOLID", "CONTESTED", "UNTESTED", "THIN", "REFUSED")


@dataclass(frozen=True)
class Example:
    """An answer that a reader can go to. text: what it is of. chosen: what has to be chosen for it. evidence: what it rests on."""

    text: str
    chosen: Mapping[str, str]
    evidence: Evidence


def tried(visit: Visit, name: str, choices: Iterable[tuple[str, Mapping[str, str]]]) -> list[Example]:
    """The answers of a question for some choices, in their order, as (text, chosen); one that fails is left out, and keeps no other from being shown."""
    found = []
    for text, chosen in choices:
        try:
            found.append(Example(text, chosen, insights.asked(visit, name, chosen).evidence))
        except IntarsiaError:
            continue
    return found


def strongest(examples: Iterable[Example]) -> Example | None:
    """The one with the strongest evidence, the first among equals."""
    return min(examples, key=lambda one: STATES.index(one.evidence.state), default=None)


def both(visit: Visit, key: str, make: Callable[[], list[Example]]) -> list[Example]:
    """The one with the strongest evidence and the first that is refused among those `make` tries, made once a release and language."""

    def chosen() -> list[Example]:
        made = make()
        best, refused = strongest(made), next((one for one in made if one.evidence.state == "REFUSED"), None)
        return [one for one in (best, refused) if one is not None and (one is refused or one.evidence.state != "REFUSED")]

    return insights.release(visit).once(f"examples {key} {visit.language}", chosen)
