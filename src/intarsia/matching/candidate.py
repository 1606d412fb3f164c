"""Candidates: for each written word the concepts it may mean, with how alike they are and how probable it makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from intarsia.matching import model
from intarsia.matching.labels import Labels
from intarsia.matching.likeness import LEVELS, level
from intarsia.matching.written import Written, written

MOST = 9  # candidates of one word: as many as there are keys
SPELT = ("one letter", "two letters", "alike", "somewhat")  # levels at which letters differ
ORDER = {name: number for number, name in enumerate(LEVELS)}


@dataclass(frozen=True)
class Candidate:
    """One concept for one word. `reasons`: what speaks for or against it, with its weight (log odds), strongest level first."""

    concept: str
    label: str
    kind: str
    language: str
    probability: float
    reasons: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Context:
    """What is known of where the words stand: the language of the dataset and its sector, empty where neither is."""

    language: str = ""
    sector: str = ""


def candidates(values: Sequence[str], labels: Labels, context: Context = Context(), most: int = MOST) -> list[list[Candidate]]:
    """For each value its candidates, best first; ties by notation. The probabilities of one value add up to at most 1."""
    forms = [written(value) for value in values]
    return [_ranked(found, context, labels, most) for found in described(forms, labels, context)]


def described(forms: Sequence[Written], labels: Labels, context: Context) -> list[dict[str, model.Facts]]:
    """For each value, what is known of each concept it could mean, by notation."""
    return [_concepts(form, near, labels, context) for form, near in zip(forms, labels.near(forms), strict=True)]


def _concepts(value: Written, near: list[int], labels: Labels, context: Context) -> dict[str, model.Facts]:
    found: dict[str, list[tuple[int, int]]] = {}
    for number in near:
        name = level(value, labels.forms[number])
        if name:
            found.setdefault(labels.notation[number], []).append((ORDER[name], number))
    if not found:
        return {}
    names = list(LEVELS)
    best = {notation: min(ones, key=lambda one: (one[0], labels.language[one[1]] != context.language, labels.kind[one[1]] != "pref", one[1])) for notation, ones in found.items()}
    first = min(order for order, _ in best.values())
    rivals = sum(order == first for order, _ in best.values()) - 1
    return {notation: model.Facts(
        level=names[order], label=number, kind=labels.kind[number], support=min(3, len({labels.language[n] for _, n in found[notation]})),
        language="" if not context.language or not labels.language[number] else "same" if labels.language[number].split("-")[0] == context.language else "other",
        length=len(value.letters), behind=order > first, rivals=rivals if order == first else 0,
        sector="" if not context.sector or notation not in labels.sectors else "same" if labels.sectors[notation] == context.sector else "other",
        kin=labels.broader.get(notation, "") in best, initial=names[order] in SPELT and value.letters[0] != labels.forms[number].letters[0]) for notation, (order, number) in best.items()}


def _ranked(found: dict[str, model.Facts], context: Context, labels: Labels, most: int) -> list[Candidate]:
    if not found:
        return []
    chances = model.probabilities(found)
    ordered = sorted(found, key=lambda notation: (-round(chances[notation], 9), notation))
    return [_told(notation, found[notation], chances[notation], labels) for notation in ordered[:most] if chances[notation] >= model.MENTIONED]


def _told(notation: str, facts: model.Facts, chance: float, labels: Labels) -> Candidate:
    reasons: list[tuple[str, str, float]] = [(name, said, round(weight, 2)) for name, said, weight in model.weighed(facts)]
    return Candidate(notation, labels.label[facts.label], facts.kind, labels.language[facts.label], round(chance, 4), tuple(reasons))


def as_row(candidate: Candidate) -> dict[str, Any]:
    """Its reasons as they are kept: [{"field", "level", "weight"}]."""
    return {"fields": [{"field": name, "level": said, "weight": weight} for name, said, weight in candidate.reasons], "label": candidate.label, "kind": candidate.kind,
            "language": candidate.language}
