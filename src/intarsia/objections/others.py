"""Others: what other organisations of this pool did where the same rule spoke; only from five organisations on, and below that nothing at all.

What counts is public: the decisions of a release, and the recipes that made its rows safe. Of each organisation is counted whether it met
the rule, and what it did about it; not how many datasets it has, and never who it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from intarsia.build.safety import recipe_of
from intarsia.checking.sentences import language
from intarsia.errors import IntarsiaError
from intarsia.shelf import loader
from intarsia.steps import register
from intarsia.text import fold
from intarsia.triage.wording import said

if TYPE_CHECKING:
    from intarsia.model import Dataset
    from intarsia.pool import Pool
    from intarsia.reader import Reader
    from intarsia.shelf.remedies.recipe import Recipe

LEAST = 5  #: organisations; with fewer a count would tell on one of them
SIGNED, POOLED, DESCRIBED, ASKED = "signed", "pooled", "described", "asked"
TEXTS = {
    "en": {"": "Of {all} other organisations with such a column, {n} did this: {what}.", SIGNED: "share it as it is, and sign for it", POOLED: "share it only in totals together with others",
           DESCRIBED: "describe it only", ASKED: "let others ask"},
    "nl": {"": "Van {all} andere organisaties met zo'n kolom deden er {n} dit: {what}.", SIGNED: "delen zoals het is, en ervoor tekenen", POOLED: "alleen delen in totalen samen met anderen",
           DESCRIBED: "alleen beschrijven", ASKED: "het laten vragen"},
}  # fmt: skip


def did(pool: Pool, reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """(organisation, what it did) by rule, for the datasets of a release that everybody sees."""
    shown = {str(row[0]) for row in reader.rows("SELECT id FROM dataset WHERE use IS NULL OR use <> 'this machine'")}
    found: dict[str, set[tuple[str, str]]] = {}
    for folder in register.datasets(pool.layout.datasets):
        if folder.name not in shown:
            continue
        try:
            dataset, recipe = register.dataset(folder), recipe_of(folder)
        except IntarsiaError:  # a description that cannot be read is told about elsewhere
            continue
        name = fold(dataset.publisher)
        if dataset.decision is None or not name or dataset.only_here:
            continue
        for rule, what in _acts(dataset, recipe):
            found.setdefault(rule, set()).add((name, what))
    return {rule: sorted(pairs) for rule, pairs in found.items()}


def told(found: dict[str, list[tuple[str, str]]], lang: str, own: str = "") -> dict[str, str]:
    """One sentence for each rule that LEAST other organisations met: what most of them did. For other rules nothing. own: the organisation that asks, which is none of the others."""
    lang, remedies = language(lang), loader.remedies(None)
    sentences = {}
    for rule, pairs in found.items():
        pairs = [one for one in pairs if one[0] != fold(own)]
        organisations = {name for name, _ in pairs}
        if len(organisations) < LEAST:
            continue
        what, count = min(Counter(what for _, what in pairs).items(), key=lambda one: (-one[1], one[0]))
        title = TEXTS[lang].get(what) or (said(remedies[what].TITLE, lang, "") if what in remedies else what)
        sentences[rule] = TEXTS[lang][""].format(all=len(organisations), n=count, what=title[:1].lower() + title[1:])
    return sentences


def _acts(dataset: Dataset, recipe: Recipe | None) -> Iterable[tuple[str, str]]:
    """(rule, what was done about it) of one dataset: the remedies that a rule asked for, what was signed for, what its decision rests on."""
    decision = dataset.decision
    assert decision is not None
    if decision.verdict in ("OPEN", "OPEN AFTER"):
        for act in recipe.acts if recipe else ():
            yield from ((rule, act.remedy) for rule in act.because)
        yield from ((rule, SIGNED) for rule in decision.signed)
        return
    what = {"POOLED ONLY": POOLED, "ASK": ASKED, "DESCRIBE ONLY": DESCRIBED}[decision.verdict]
    asked = {rule for rule in decision.evidence.get("rules", []) if isinstance(rule, str)} | ({decision.rests_on} - {"", "choice"})
    yield from ((rule, what) for rule in asked)
