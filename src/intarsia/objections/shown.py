"""Shown: every card held against one file, those that the file supports first; and all of them where there is no file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from intarsia.checking.sentences import language
from intarsia.objections import cards, steps
from intarsia.objections.card import SUPPORTS, WEIGHTS, Card, Objection
from intarsia.objections.facts import Facts
from intarsia.triage.wording import filled

EVIDENCE = 5  #: findings that a card tells
#: what stands on a card, by its support
WORDS = {
    "en": {"real": "a real reason", "open": "to be answered by you", "mended": "answered by the changes", "none": "nothing in your file supports this"},
    "nl": {"real": "een echte reden", "open": "door u te beantwoorden", "mended": "beantwoord door de wijzigingen", "none": "niets in uw bestand wijst hierop"},
}


@cache
def known() -> dict[str, Objection]:
    """All cards by name: each is a module of `cards/` that has a NAME."""
    found = (importlib.import_module(f"{cards.__name__}.{one.name}") for one in sorted(pkgutil.iter_modules(cards.__path__), key=lambda one: one.name))
    return {one.NAME: cast(Objection, one) for one in found if hasattr(one, "NAME")}


def shown(facts: Facts) -> list[Card]:
    """The cards for one file, the most relevant first: what cannot be mended, then what must be answered or is mended, by how many columns; last what nothing supports."""
    made = [_of_file(one, facts) for one in known().values()]
    return sorted(made, key=lambda card: (-card.weight, card.name))


def general(lang: str) -> list[Card]:
    """All cards without a file: what people say, what is to be said about it, and the sources that hold for every file."""
    lang = language(lang)
    return [Card(one.NAME, one.SAID[lang], "", "", (one.ANSWER[lang],), general=_general(one, lang), step={"text": steps.WITHOUT[lang], "page": ""}) for one in known().values()]


def _of_file(one: Objection, facts: Facts) -> Card:
    looked, lang = one.look(facts), facts.lang
    if looked.support not in SUPPORTS:
        raise ValueError(f"{one.NAME}: no support is called '{looked.support}'")
    said = filled(one.SAYS[lang][looked.case], {"columns": facts.columns, "rows": facts.rows, **looked.says}, lang)
    columns = tuple(facts.names(looked.findings))
    weight = WEIGHTS[looked.support] + min(len(columns), 50) / 100 + min(len(looked.findings), 9) / 1000
    return Card(one.NAME, one.SAID[lang], looked.support, WORDS[lang][looked.support], tuple(said.split("\n")), columns, _evidence(looked.findings), _others(looked.findings, facts.others),
                _general(one, lang), steps.told(looked.step, lang), weight)


def _evidence(findings: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """What the findings say, each text once."""
    texts = {str(one["why"]): {"title": one["title"], "columns": list(one["columns"]), "text": one["why"], "rule": one["rule"]} for one in reversed(findings)}
    return tuple(reversed(list(texts.values())))[:EVIDENCE]


def _others(findings: Sequence[Mapping[str, Any]], others: Mapping[str, Any]) -> tuple[str, ...]:
    """What others did where the same rules spoke; nothing where too few did."""
    return tuple(dict.fromkeys(str(others[one["rule"]]) for one in findings if one["rule"] in others))


def _general(one: Objection, lang: str) -> tuple[dict[str, str], ...]:
    return tuple({"text": source.text[lang], "source": source.name, "url": source.url} for source in one.GENERAL)
