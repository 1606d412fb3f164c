"""A letter: one thing that a reader says is wrong, about one work or agent."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass, replace

from intarsia.errors import Invalid

#: what may be wrong, the gravest first: so letters are put before stewards
KINDS = ("privacy", "words", "rights", "link", "fact")
STATES = ("open", "asked", "accepted", "declined")
LONGEST = 2_000  # characters of what somebody knows
REACH = 200  # of how to reach them
KEPT_DAYS = 180


@dataclass(frozen=True)
class Letter:
    """What a reader says. name: what the desk calls it; the address by which its sender sees the answer is known to the sender alone.

    kind, entity: "work" or "agent", and its id; dataset, record: where it comes from. what: one of KINDS. link: id of the link that is
    meant; other: id of a work or agent that should be linked, by `relation`. text: in the sender's words; reach: how to reach them, where they say so; on: the day.
    """

    name: str
    kind: str
    entity: str
    dataset: str
    record: str
    what: str
    text: str
    on: str
    reach: str = ""
    link: str = ""
    other: str = ""
    relation: str = ""
    state: str = "open"
    answer: str = ""
    answered_on: str = ""
    by: str = ""

    @property
    def waits(self) -> bool:
        """Does it wait for the steward?"""
        return self.state == "open"

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Those that wait first, an objection of somebody about their own data before all, then the oldest."""
        return not self.waits, KINDS.index(self.what), self.on, self.name

    def answered(self, state: str, answer: str, by: str, today: datetime.date) -> Letter:
        """The letter once the steward has answered. How to reach its sender is forgotten, unless more was asked of them.

        Raises: Invalid for an answer that is none.
        """
        if state not in ("accepted", "declined", "asked"):
            raise Invalid("there is no such answer", where="state", way_out="accept it, decline it with a reason, or ask for more")
        said = tidy(answer, LONGEST, "answer")
        if state != "accepted" and not said:
            raise Invalid("whoever wrote this should read why" if state == "declined" else "there is no question", where="answer", way_out="write one or two sentences")
        return replace(self, state=state, answer=said, by=by, answered_on=today.isoformat(), reach=self.reach if state == "asked" else "")

    def more(self, text: str) -> Letter:
        """The letter with what its sender adds, after the steward asked.

        Raises: Invalid when nobody asked, or there is nothing or too much.
        """
        if self.state != "asked":
            raise Invalid("nobody asked for more", where="text", way_out="send a new message from the page it is about")
        whole = tidy(f"{self.text}\n\n{tidy(text, LONGEST, 'text', needed=True)}", 3 * LONGEST, "text")
        return replace(self, text=whole, state="open")

    def kept(self, today: datetime.date) -> Letter | None:
        """What is kept of it on a day: without how to reach its sender after KEPT_DAYS; nothing when it was answered, or not, that long ago and as long again."""
        age = (today - datetime.date.fromisoformat(self.on)).days
        since = (today - datetime.date.fromisoformat(self.answered_on)).days if self.answered_on and self.state in ("accepted", "declined") else None
        if (since is not None and since > KEPT_DAYS) or age > 2 * KEPT_DAYS:
            return None
        return replace(self, reach="") if self.reach and age > KEPT_DAYS else self


def tidy(text: str, most: int, where: str, needed: bool = False) -> str:
    """A text as it was typed, without what no screen shows; line breaks stay.

    Raises: Invalid when it is too long, or missing.
    """
    said = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign == "\n" or unicodedata.category(sign)[0] != "C").strip()
    if len(said) > most:
        raise Invalid(f"this has more than {most:,} characters", where=where, way_out=f"say it in {most:,} characters at most")
    if needed and not said:
        raise Invalid("there is no text", where=where, way_out="write in a few words what you know")
    return said
