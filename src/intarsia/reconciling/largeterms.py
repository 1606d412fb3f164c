"""Vocabularies too large for the index of names, through the release's own index of terms; and what every index of names can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from intarsia.reader import Reader
from intarsia.reconciling import naming
from intarsia.store import termindex
from intarsia.store.nameindex import Wanted
from intarsia.store.termindex import TermHit

Card = dict[str, Any]


class Names(Protocol):
    """What can be asked of the names of one group: each gives cards."""

    def find(self, wanted: Wanted, limit: int) -> list[Card]: ...
    def alike(self, wanted: Wanted, limit: int) -> list[Card]: ...
    def identified(self, wanted: Wanted, limit: int) -> list[Card]: ...
    def credited(self, wanted: Wanted, limit: int) -> list[Card]: ...
    def beginning(self, wanted: Wanted, limit: int, offset: int = 0) -> list[Card]: ...
    def get(self, identifiers: Sequence[str], scheme: str = "") -> list[Card]: ...


class LargeTerms:
    """One large vocabulary of a release. A term's card holds the names that fit; all of them when it is asked for by its key."""

    def __init__(self, reader: Reader, scheme: str) -> None:
        self._reader, self._scheme = reader, scheme

    def find(self, wanted: Wanted, limit: int) -> list[Card]:
        """The terms that the names mean, in any language."""
        found: dict[str, Card] = {}
        for name in wanted.names[:2]:
            for hit in termindex.search(self._reader.terms(self._scheme), name, "", limit):
                found.setdefault(hit.notation, self._card(hit))
        return list(found.values())

    def alike(self, wanted: Wanted, limit: int) -> list[Card]:
        """None: `find` has looked at other spellings already."""
        return []

    def identified(self, wanted: Wanted, limit: int) -> list[Card]:
        """The terms with some keys."""
        return self.get([one for one in wanted.identifiers if len(one) <= 200])

    def credited(self, wanted: Wanted, limit: int) -> list[Card]:
        """None: terms have no makers."""
        return []

    def beginning(self, wanted: Wanted, limit: int, offset: int = 0) -> list[Card]:
        """The terms with a name or key that begins so."""
        text = wanted.names[0] if wanted.names else ""
        indexes = self._reader.terms(self._scheme)
        if not text:
            rows = self._reader.records("SELECT notation FROM concept WHERE scheme = $scheme ORDER BY notation LIMIT $most OFFSET $begin",
                                        {"scheme": self._scheme, "most": limit, "begin": offset})
            return self.get([row["notation"] for row in rows])
        hits = [hit for index in indexes for hit in index.starting(text, limit)] if not offset else []
        hits += termindex.search(indexes, text, "", limit, offset)
        found: dict[str, Card] = {}
        for hit in hits:
            found.setdefault(hit.notation, self._card(hit))
        return list(found.values())[:limit]

    def get(self, identifiers: Sequence[str], scheme: str = "") -> list[Card]:
        """The terms with some keys, with all their names and the term above each."""
        keys = [f"{self._scheme}:{one}" for one in dict.fromkeys(identifiers)]
        above = {row["id"]: row["broader"] for row in self._reader.where("concept", "id", keys)}
        names: dict[str, list[str]] = {one: [] for one in above}
        for row in self._reader.where("label", "entity", list(above)):
            if row["kind"] in ("pref", "alt", "hidden"):
                names[row["entity"]].append(row["value"])
        return [self._written(one.partition(":")[2], self._reader.label(one), names[one], [broader.partition(":")[2]] if broader else []) for one, broader in above.items()]

    def _card(self, hit: TermHit) -> Card:
        return self._written(hit.notation, hit.label, [hit.matched], [])

    def _written(self, notation: str, name: str, names: Sequence[str], above: list[str]) -> Card:
        looked = naming.latin(list(dict.fromkeys(naming.tidy(one) for one in (name, *names, notation))))
        return {"id": notation, "name": name, "names": looked, "forms": [naming.form(one) for one in looked], "types": [*above, self._scheme], "years": [], "people": [], "ids": [],
                "by": {"broader": above} if above else {}, "members": [f"{self._scheme}:{notation}"], "scheme": self._scheme}
