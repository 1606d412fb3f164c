"""drift: how a delivery differs from the ones its recipe was made for. What is new was looked at by nobody, so it does not leave."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from intarsia.errors import Refused
from intarsia.shelf.remedies.recipe import Recipe

#: kinds of values that are told apart by how many there are rather than by what they are
SAME = ({"text", "words"}, {"text", "code"}, {"integer", "number"}, {"year", "integer"})
KINDS = ("new column", "missing column", "changed type", "new finding")
SENTENCES = {
    "en": {
        "new column": "'{column}' is new: nobody decided about it.", "perhaps": "'{column}' is new: nobody decided about it. It may be what was called '{was}'.",
        "missing column": "'{column}' is not there any more.", "changed type": "'{column}' held {was} and now holds {now}.",
        "new finding": "'{column}': the rule '{now}' finds something there that it did not find before.",
        "new finding of all": "The rule '{now}' finds something of the whole that it did not find before.",
    },
    "nl": {
        "new column": "'{column}' is nieuw: niemand heeft erover besloten.", "perhaps": "'{column}' is nieuw: niemand heeft erover besloten. Misschien heette deze kolom eerder '{was}'.",
        "missing column": "'{column}' is er niet meer.", "changed type": "In '{column}' stond {was} en nu {now}.",
        "new finding": "'{column}': de regel '{now}' vindt daar iets wat er eerder niet stond.",
        "new finding of all": "De regel '{now}' vindt in het geheel iets wat er eerder niet was.",
    },
}
VALUES = {
    "en": {"integer": "whole numbers", "number": "numbers", "year": "years", "date": "dates", "code": "a few words", "text": "text", "empty": "nothing"},
    "nl": {"integer": "gehele getallen", "number": "getallen", "year": "jaartallen", "date": "datums", "code": "een paar woorden", "text": "tekst", "empty": "niets"},
}


@dataclass(frozen=True)
class Drift:
    """One thing that changed. kind: one of KINDS. column: its full name, "" for the whole. was, now: kinds of values, a rule in `now`, or what a new column may have been called."""

    kind: str
    column: str
    was: str = ""
    now: str = ""
    stops: bool = True

    def sentence(self, language: str = "en") -> str:
        """It in words, without a value."""
        texts, values = SENTENCES[language], VALUES[language]
        which = "perhaps" if self.kind == "new column" and self.was else "new finding of all" if self.kind == "new finding" and not self.column else self.kind
        return texts[which].format(column=self.column, was=values.get(self.was, self.was), now=values.get(self.now, self.now))


def alike(one: str, two: str) -> bool:
    """Are two kinds of values the same for whoever made a recipe or a mapping?"""
    return one == two or {one, two} in SAME


def drifted(recipe: Recipe, columns: Iterable[tuple[str, str]], found: Iterable[tuple[str, str]] = (), after: Iterable[tuple[str, str]] | None = None) -> list[Drift]:
    """What changed since the recipe was made: columns, kinds of values, findings. Nothing of it without what the recipe expects.

    recipe: of one distribution. columns: (full name, kind of values) of the delivery as it came. found: (rule, full name, or "" for the
    whole) of what rules ask to act on, in the delivery as it came. after: the same in the table that the recipe makes of it; without it, a finding
    of a column that the recipe leaves out, or has a remedy for because of that rule, counts as silenced.
    """
    if not recipe.expects:
        return []
    now, before = dict(columns), {one.column: one for one in recipe.expects}
    added, gone = [name for name in now if name not in before], [name for name in before if name not in now]
    drifts = [Drift("new column", name, next(iter(difflib.get_close_matches(name, gone, 1, 0.72)), "")) for name in added]
    drifts += [Drift("missing column", name, stops=name not in recipe.left_out and before[name].kind != "empty") for name in gone]
    drifts += [Drift("changed type", name, before[name].kind, kind, stops=name not in recipe.left_out)
               for name, kind in now.items() if name in before and kind != "empty" and not alike(before[name].kind, kind)]
    return drifts + [Drift("new finding", column, now=rule) for rule, column in _new_findings(recipe, found, after)]


def _new_findings(recipe: Recipe, found: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]] | None) -> list[tuple[str, str]]:
    if after is not None:
        signed = {(rule, one.column) for one in recipe.expects for rule in one.remains} | {(rule, "") for rule in recipe.remains}
        return sorted(set(after) - signed)
    known = {(rule, one.column) for one in recipe.expects for rule in one.found} | {(rule, "") for rule in recipe.found}
    silenced = {(rule, column) for act in recipe.acts for rule in act.because for column in (*act.columns, "")}
    return sorted((rule, column) for rule, column in set(found) - known - silenced if column not in recipe.left_out)


def refuse(drifts: Iterable[Drift], dataset: str) -> None:
    """Stop when something changed that nobody decided about.

    Raises: Refused, with what changed and the way out.
    """
    stopping = [drift.sentence() for drift in drifts if drift.stops]
    if stopping:
        raise Refused(f"this delivery of '{dataset}' differs from what its recipe was made for. {' '.join(stopping)}", where=f"datasets/{dataset}/recipe.toml",
                      way_out=f"look at it: intarsia check FILE --like {dataset}; then make the recipe again and decide. Until then nothing of the new delivery leaves")
