"""The weights by which words are matched to concepts, from the vocabularies alone: nobody's labels are used.

    python benchmarks/reconcile_calibration.py            figures, each vocabulary judged by weights that never saw it
    python benchmarks/reconcile_calibration.py --weights  the table of intarsia/matching/weights.py, from all of them
    python benchmarks/reconcile_calibration.py --published FOLDER   names that others publish with their codes, led to the names of CLDR: of
                                                          countries (country_codes/country-codes.csv) and languages (language_codes/...)

Four things are done to each label of each vocabulary, in equal shares: the label is hidden (is its concept found by the others?), its
whole concept is hidden (is anything wrongly found?), one or two of its letters are changed, or a general word, a qualifier or another
ending is put to it. What is found is compared with what was hidden; "none" is right where nothing of the concept is left. The figures
are exact for this question and an estimate for words that people write: see docs/reconciliation.md.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from intarsia.matching import candidate, model
from intarsia.matching.labels import Labels
from intarsia.matching.written import written
from intarsia.shelf.vocabularies import vocabulary
from intarsia.text import fold

RIDGE = 0.5
SEVEN = ("en", "nl", "fr", "de", "es", "it", "pl")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TREATMENTS = ("label hidden", "concept hidden", "misspelt", "dressed")
DRESSES = ("{} film", "{} (tv)", "{}s", "{}, modern", "the {}", "{} novel", "{} games", "{} [general]", "{}-", "{} music", "modern {}", "{} / other", "dark {}", "{} series")


@dataclass(frozen=True)
class Case:
    """One word with what was found for it; `right` is the notation that is meant, empty where none of them is."""

    vocabulary: str
    treatment: str
    right: str
    found: dict[str, model.Facts]


def labels_of(path: Any) -> Labels:
    read = vocabulary.load(path)
    return Labels(*(tuple(getattr(label, name) for label in read.labels) for name in ("notation", "value", "kind", "language")),
                  broader={c.notation: c.broader for c in read.concepts if c.broader})


def chosen(text: str, n: int, salt: str) -> int:
    """A number below n that depends on the text alone."""
    return int(hashlib.sha256(f"{salt} {text}".encode()).hexdigest(), 16) % n


def misspelt(text: str, salt: str = "") -> str:
    """One letter changed, left out, doubled or swapped with the next; two in a long word."""
    for turn in range(2 if len(text) > 12 and chosen(text, 2, "twice" + salt) else 1):
        at = min(len(text) - 1, 1 + chosen(text, max(1, len(text) - 2), f"at{turn}{salt}"))  # people rarely miss the first letter (Pollock and Zamora 1984)
        how = chosen(text, 4, f"how{turn}{salt}")
        letter = LETTERS[chosen(text, 26, f"letter{turn}{salt}")]
        text = (text[:at] + letter + text[at + 1:], text[:at] + text[at + 1:], text[: at + 1] + text[at:], text[:at] + text[at + 1: at + 2] + text[at: at + 1] + text[at + 2:])[how]
    return text


def cases(name: str, labels: Labels) -> list[Case]:
    """Every label of a vocabulary, treated."""
    values: dict[str, tuple[str, str]] = {}
    for notation, label, language in zip(labels.notation, labels.label, labels.language, strict=True):
        values.setdefault(fold(label), (notation, language))
    found: list[Case] = []
    for treatment in TREATMENTS:
        texts = {"misspelt": misspelt, "dressed": lambda text: DRESSES[chosen(text, len(DRESSES), "dress")].format(text)}.get(treatment, lambda text: text)
        forms = [written(texts(value)) for value in values]
        known = {written(value).letters for value in values}
        for (value, (notation, language)), form, near in zip(values.items(), forms, labels.near(forms), strict=True):
            if form.letters in known and treatment not in ("label hidden", "concept hidden"):
                continue  # it became another label
            kept = [n for n in near if _stays(treatment, n, value, notation, labels)]
            context = candidate.Context(language if chosen(value, 2, "language") else "")
            facts = candidate._concepts(form, kept, labels, context)
            found.append(Case(name, treatment, notation if notation in facts and treatment != "concept hidden" else "", facts))
    return found


def _stays(treatment: str, number: int, value: str, notation: str, labels: Labels) -> bool:
    if treatment == "label hidden":
        return labels.forms[number].folded != written(value).folded
    return treatment != "concept hidden" or labels.notation[number] != notation


def fitted(sample: list[Case]) -> dict[str, float]:
    """Weights of greatest likelihood, held back by a ridge."""
    names = sorted({name for case in sample for facts in case.found.values() for name, _ in model.features(facts)})
    place = {"start": 0, **{name: number for number, name in enumerate(names, 1)}}
    rows, columns, group, right = [], [], [], []
    with_any = [case for case in sample if case.found]
    at = 0
    for number, case in enumerate(with_any):
        for notation, facts in sorted(case.found.items()):
            used = [0, *(place[name] for name, _ in model.features(facts))]
            rows += [at] * len(used)
            columns += used
            group.append(number)
            right.append(notation == case.right)
            at += 1
    from scipy import sparse

    x = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(at, len(place)))
    of, hit = np.array(group), np.array(right)

    def loss(w: Any) -> tuple[float, Any]:
        u = np.minimum(x @ w, 30)
        e = np.exp(u)
        total = 1 + np.bincount(of, e, len(with_any))
        p = e / total[of]
        return float(np.log(total).sum() - u[hit].sum() + RIDGE * (w[1:] ** 2).sum()), x.T @ (p - hit) + 2 * RIDGE * np.concatenate([[0], w[1:]])

    best = minimize(loss, np.zeros(len(place)), jac=True, method="L-BFGS-B")
    return {name: round(float(best.x[number]), 3) for name, number in place.items()}


def judged(sample: list[Case], weights: dict[str, float]) -> dict[str, Any]:
    """How the first candidate fares: precision and share from .95 and from .5, and how far probabilities are off."""
    kept = dict(model.WEIGHTS)
    model.WEIGHTS.clear()
    model.WEIGHTS.update(weights)
    try:
        first = []
        for case in sample:
            chances = model.probabilities(case.found) if case.found else {}
            best = max(chances, key=lambda n: (chances[n], n), default="")
            first.append((chances.get(best, 0.0), best == case.right and bool(best)))
    finally:
        model.WEIGHTS.clear()
        model.WEIGHTS.update(kept)
    p, y = np.array([one for one, _ in first]), np.array([two for _, two in first])
    bins = np.minimum((p * 10).astype(int), 9)
    off = sum(abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any())
    told: dict[str, Any] = {"words": len(p), "ece": round(float(off), 3)}
    for floor in (0.95, 0.5):
        at = p >= floor
        told[f"from {floor}"] = {"share": round(float(at.mean()), 3), "right": round(float(y[at].mean()), 3) if at.any() else None, "n": int(at.sum())}
    return told


def cldr(kind: str, known: set[str]) -> Labels:
    """Names of countries or languages in the seven languages of the vocabularies."""
    from babel import Locale

    rows = [(code, name, language) for language in SEVEN for code, name in sorted(getattr(Locale(language), kind).items()) if code in known]
    return Labels(tuple(r[0] for r in rows), tuple(r[1] for r in rows), ("pref",) * len(rows), tuple(r[2] for r in rows))


def published(folder: Path) -> list[tuple[str, list[tuple[str, str]], Labels]]:
    """(what, [(name, code)], labels) of each published list."""
    countries = list(csv.DictReader((folder / "country_codes" / "country-codes.csv").read_text("utf-8").splitlines()))
    languages = [row for row in csv.DictReader((folder / "language_codes" / "language-codes-full.csv").read_text("utf-8").splitlines()) if row["alpha2"]]
    code = "ISO3166-1-Alpha-2"
    places, tongues = cldr("territories", {row[code] for row in countries}), cldr("languages", {row["alpha2"] for row in languages})
    columns = ("official_name_en", "official_name_fr", "official_name_es", "UNTERM English Short", "UNTERM English Formal")
    return [*((f"countries, {column}", [(row[column], row[code]) for row in countries if row[code] and row[column]], places) for column in columns),
            *((f"languages, {column}", [(row[column], row["alpha2"]) for row in languages], tongues) for column in ("English", "French"))]


def led(pairs: list[tuple[str, str]], labels: Labels) -> dict[str, Any]:
    """Matched by an exact label or from .95 on: how many and how many rightly; and how many a person is asked, with the right one first."""
    owners: dict[str, set[str]] = {}
    for notation, form in zip(labels.notation, labels.forms, strict=True):
        owners.setdefault(form.folded, set()).add(notation)
    matched = right = asked = first = 0
    for (name, code), found in zip(pairs, candidate.candidates([name for name, _ in pairs], labels), strict=True):
        exact = owners.get(written(name).folded, set())
        best = next(iter(exact)) if len(exact) == 1 else found[0].concept if found and found[0].probability >= model.ACCEPTED else ""
        if best:
            matched, right = matched + 1, right + (best == code)
        elif found and found[0].probability >= model.ASKED:
            asked, first = asked + 1, first + (found[0].concept == code)
    return {"words": len(pairs), "matched": matched, "coverage": round(matched / len(pairs), 3), "precision": round(right / max(1, matched), 4), "asked": asked, "right first": first}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weights", action="store_true")
    options.add_argument("--published", type=Path)
    asked = options.parse_args()
    if asked.published:
        for what, pairs, labels in published(asked.published):
            print(json.dumps({"list": what, **led(pairs, labels)}))
        return
    sample = {path.stem: cases(path.stem, labels_of(path)) for path in vocabulary.builtin()}
    everything = [case for found in sample.values() for case in found]
    if asked.weights:
        for name, weight in fitted(everything).items():
            print(f'    "{name}": {weight},')
        return
    for name, found in sample.items():
        weights = fitted([case for case in everything if case.vocabulary != name])
        print(json.dumps({"vocabulary": name, "all": judged(found, weights),
                          **{treatment: judged([c for c in found if c.treatment == treatment], weights) for treatment in TREATMENTS}}))
    levels: dict[str, list[bool]] = {}
    for case in everything:
        for notation, facts in case.found.items():
            if not facts.behind:
                levels.setdefault(facts.level, []).append(notation == case.right)
    for name in candidate.ORDER:
        if name in levels:
            print(json.dumps({"level": name, "candidates": len(levels[name]), "right": round(sum(levels[name]) / len(levels[name]), 3)}))


if __name__ == "__main__":
    main()
