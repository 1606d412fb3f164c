"""Registrations: what was asked of an intervention, and since when, in the ledger: append-only, with who and when, so that a question cannot change unseen.

Two acts of the kind `study` stand there: a registration (the hash of what was registered, and all of it), and that a release showed the result of one. A study is
entered before its answer is computed: by whoever registered it, or by the build where somebody wrote the file by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # SQLAlchemy takes longer to import than most builds to start
    from intarsia.store.ledger import Ledger

KIND = "study"
#: who the ledger names where nobody else entered it
BUILD = "build"


@dataclass
class Registered:
    """A study in the ledger. entered: (number, at, by, hash, content) of each registration, in order. shown: (number, hash, release), in order."""

    entered: list[tuple[int, str, str, str, Mapping[str, Any]]] = field(default_factory=list)
    shown: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def first(self) -> Mapping[str, Any] | None:
        """What the first result that was shown was registered as: hash and content; None before any was."""
        return next(({"hash": hash, "content": content} for _, _, _, hash, content in self.entered if self.shown and hash == self.shown[0][1]), None)

    def before(self, hash: str) -> bool:
        """Is it entered with this hash, and not after the first result of that hash was shown?"""
        at = next((number for number, _, _, one, _ in self.entered if one == hash), None)
        seen = next((number for number, one, _ in self.shown if one == hash), None)
        return at is not None and (seen is None or at < seen)


def read(ledger: Ledger) -> dict[str, Registered]:
    """Every study of the ledger, by its name."""
    found: dict[str, Registered] = {}
    for act in ledger.judgements(KIND):
        one, body = found.setdefault(act["subject"], Registered()), act["body"]
        if body.get("what") == "shown":
            one.shown.append((act["id"], body["hash"], body["release"]))
        else:
            one.entered.append((act["id"], act["at"], act["actor"], body["hash"], body["content"]))
    return found


def enter(ledger: Ledger, by: str, study: str, hash: str, content: Mapping[str, Any]) -> None:
    """Enter what is registered, unless the last entry says the same. by: a role or an account, never a person's name."""
    known = read(ledger).get(study, Registered())
    if not known.entered or known.entered[-1][3] != hash:
        ledger.record(by, KIND, study, {"what": "registered", "hash": hash, "content": dict(content)})


def show(ledger: Ledger, study: str, hash: str, release: str) -> None:
    """Enter that a release shows the result of what was registered with this hash; once for each hash."""
    if all(one != hash for _, one, _ in read(ledger).get(study, Registered()).shown):
        ledger.record(BUILD, KIND, study, {"what": "shown", "hash": hash, "release": release})
