"""Which of the three kinds of data a file serves: productions, audiences, context."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules.about import about
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.useful import serves

NAME = "data-kind"
KIND = "relevance"
TEST = "relevant"
TITLE = {"en": "What it is good for", "nl": "Waar het goed voor is"}
_EN = {"p": "productions with their makers", "a": "audiences", "c": "the context of culture"}
_NL = {"p": "producties met hun makers", "a": "publiek", "c": "de context van cultuur"}
#: targets of columns that are facets of works
FACETS = ("genre", "country", "language", "audience", "subject")
CASES = ("p", "a", "c", "pa", "pc", "ac", "pac")


def _joined(parts: list[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


WHY = {
    "en": {
        "": "Nothing in it was recognised as a production, an audience or the context that culture is made in.",
        **{case: f"It tells about {_joined([_EN[k] for k in case], 'and')}." for case in CASES},
        "wanted": "{waiting:# question of this pool waits|# questions of this pool wait} for data like these.",
    },
    "nl": {
        "": "Er is niets in herkend als productie, publiek of de context waarin cultuur ontstaat.",
        **{case: f"Het gaat over {_joined([_NL[k] for k in case], 'en')}." for case in CASES},
        "wanted": "{waiting:# vraag van deze pool wacht|# vragen van deze pool wachten} op zulke data.",
    },
}
WAY_OUT = {
    "en": {"": "Say what the columns mean in a mapping; if it is none of the three, it does not belong in this pool.", **dict.fromkeys((*CASES, "wanted"), "Nothing to do.")},
    "nl": {"": "Zeg in een mapping wat de kolommen betekenen; is het geen van de drie, dan hoort het niet in deze pool.", **dict.fromkeys((*CASES, "wanted"), "Niets te doen.")},
}
SOURCE = "The mission of the commons: low-risk data on productions, audiences and context"
GOOD = ({"title": ["Example A", "Example B"], "year": ["1990", "1991"]},)
BAD = ({"x": ["a", "b"], "y": ["q", "r"]},)


def look(delivery: Delivery) -> Iterable[Found]:
    """A pass that names the kinds, or a finding without an act: no remedy makes a file relevant. And how many questions wait for such data."""
    found = serves(delivery.columns)
    case = "".join(kind[0] for kind, columns in found.items() if columns)
    columns = tuple(dict.fromkeys(name for names in found.values() for name in names))
    yield Found(columns, state="pass" if case else "finding", case=case, says={kind: len(names) for kind, names in found.items()})
    if case and delivery.context.known is not None and (waiting := delivery.context.known("wanted", facts(delivery))):
        yield Found(columns, state="pass", case="wanted", says={"waiting": len(waiting)}, parameters={"questions": sorted(waiting)})


def facts(delivery: Delivery) -> tuple[str, ...]:
    """What the file holds, as the list of wanted data names it: tables it would fill, measures, facets, its sector."""
    found = [f"table:{table}" for table, kind in (("work", "productions"), ("observation", "audiences"), ("observation", "context")) if serves(delivery.columns)[kind]]
    for column in delivery.columns:
        what = about(column)
        if what.startswith("m:"):
            found.append(f"measure:{what[2:]}")
        elif what in FACETS:
            found.append(f"facet:{what}")
    return tuple(dict.fromkeys(found + ([f"sector:{delivery.context.sector}"] if delivery.context.sector else [])))
