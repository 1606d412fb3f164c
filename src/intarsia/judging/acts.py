"""What people say of words, in the ledger: appended, never changed; undone by another act."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intarsia import codes
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.reader import Reader
from intarsia.store.ledger import Ledger
from intarsia.text import fold

KIND = "term"
STATES = ("matched", "rejected", "no_match", "new")
LONGEST = 500  # characters of a word
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,60}")
CODED = {"country": codes.country, "language": codes.language}


@dataclass(frozen=True)
class Judgement:
    """A judgement that stands. `dataset` is empty where it holds for all; `source` names the pool it was imported from, empty for our own."""

    id: int
    facet: str
    vocabulary: str
    value: str
    state: str
    concept: str
    dataset: str
    by: str
    at: str
    source: str = ""
    why: str = ""

    @property
    def folded(self) -> str:
        return fold(self.value)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The word and the dataset that it is about."""
        return self.facet, self.vocabulary, self.folded, self.dataset


def subject(facet: str, vocabulary: str, value: str, dataset: str = "") -> str:
    """How the ledger names a word: facet|vocabulary|folded word, and the dataset where it is about one."""
    folded = fold(value).replace("%", "%25").replace("|", "%7C")
    return "|".join((facet, vocabulary, folded, *([dataset] if dataset else [])))


def judge(ledger: Ledger, reader: Reader | None, actor: str, facet: str, vocabulary: str, value: str, state: str, concept: str = "", dataset: str = "", why: str = "",
          source: str = "") -> int:
    """Say of a word what it means; returns the number of the judgement. It takes the place of an earlier one on the same word and dataset.

    state: matched (to `concept`, a notation of the vocabulary), rejected (none of the candidates), no_match (the vocabulary has none), new (a term was proposed).
    dataset: for the words of one dataset alone; what is said of one goes before what is said of all.
    Raises: Invalid for what is no judgement, or a concept that the release does not have.
    """
    for given, what in ((facet, "facet"), (vocabulary, "vocabulary")):
        if not _NAME.fullmatch(given):
            raise Invalid(f"this is no {what}", where=what, way_out="take one from the list: intarsia reconcile list")
    if not fold(value) or len(value) > LONGEST:
        raise Invalid("there is no word to judge" if not fold(value) else f"a word has at most {LONGEST} characters", where="value", way_out="write the word as the dataset does")
    if state not in STATES:
        raise Invalid(f"'{state[:40]}' is no judgement", where="state", way_out="one of: " + ", ".join(STATES))
    if state == "matched":
        known(reader, vocabulary, concept)
    elif concept:
        raise Invalid("a concept goes with a match only", where="concept", way_out="leave it out, or accept it")
    if dataset and reader is not None and not reader.rows("SELECT 1 FROM dataset WHERE id = ?", [dataset]):
        raise NotFound(f"there is no dataset '{dataset[:60]}' in this release", where="dataset", way_out="see them: intarsia status")
    body: dict[str, Any] = {"state": state, "value": value, **{name: text for name, text in (("concept", concept), ("dataset", dataset), ("why", why), ("from", source)) if text}}
    return ledger.record(actor, KIND, subject(facet, vocabulary, value, dataset), body)


def known(reader: Reader | None, vocabulary: str, concept: str) -> None:
    """Go on when a vocabulary has a concept, or a service named it as a candidate. Raises: Invalid."""
    if not concept:
        raise Invalid("a match needs a concept", where="concept", way_out="name one of the vocabulary")
    if vocabulary in CODED:
        if CODED[vocabulary](concept) != concept:
            raise Invalid(f"'{concept[:40]}' is no code of a {vocabulary}", where="concept", way_out="write the code: NL, nl")
    elif reader is not None and not reader.rows(
            "SELECT 1 FROM concept WHERE id = ? UNION ALL SELECT 1 FROM candidate WHERE vocabulary = ? AND concept = ? AND source <> 'vocabulary' LIMIT 1",
            [f"{vocabulary}:{concept}", vocabulary, concept]):
        raise Invalid(f"the vocabulary '{vocabulary}' has no concept '{concept[:60]}'", where="concept", way_out=f"see them at /terms/{vocabulary}")


def standing(ledger: Ledger) -> list[Judgement]:
    """The judgements that count, oldest first: of several on one word and dataset the newest."""
    found: dict[tuple[str, str, str, str], Judgement] = {}
    for row in ledger.judgements(KIND, standing=True):
        one = _judgement(row)
        if one is not None:
            found.pop(one.key, None)
            found[one.key] = one
    return list(found.values())


def _judgement(row: dict[str, Any]) -> Judgement | None:
    body = row["body"]
    facet, _, rest = str(row["subject"]).partition("|")
    vocabulary = rest.partition("|")[0]
    if body.get("state") not in STATES or not body.get("value") or not vocabulary:
        return None
    return Judgement(row["id"], facet, vocabulary, body["value"], body["state"], body.get("concept") or "", body.get("dataset") or "", row["actor"], row["at"],
                     body.get("from") or "", body.get("why") or "")


def undo(ledger: Ledger, actor: str, number: int | None = None, *, own: bool = False, may: Callable[[str], object] | None = None) -> Judgement:
    """Take back a judgement, the last one that stands unless a number is given; returns what was taken back. What it had replaced stands again.

    own: without a number, the last one of `actor`. may: asked with the dataset that it is about ("" for all of them) before it is taken back.
    Raises: NotFound when there is none; Conflict for one that was taken back already; what `may` raises.
    """
    rows = ledger.judgements(KIND, standing=True)
    chosen = [row for row in rows if (row["id"] == number if number is not None else not own or row["actor"] == actor)]
    if not chosen:
        if number is not None and any(row["id"] == number for row in ledger.judgements(KIND)):
            raise Conflict(f"judgement {number} was taken back already", where=str(number), way_out="see what stands: intarsia reconcile list --judged")
        what = "there is no judgement to take back" if number is None else f"there is no judgement {number}"
        raise NotFound(what, where="the ledger", way_out="see what stands: intarsia reconcile list --judged")
    row = chosen[-1]
    one = _judgement(row)
    if may is not None:
        may(str(row["body"].get("dataset") or ""))
    ledger.record(actor, KIND, row["subject"], {"undone": row["id"]}, undoes=row["id"])
    if one is None:
        raise NotFound(f"judgement {row['id']} could not be read; it was taken back", where="the ledger", way_out="judge the word again")
    return one
