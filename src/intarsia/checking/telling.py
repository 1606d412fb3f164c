"""Telling: verdicts, findings and remedies as plain values in one language; names of columns, counts and lines, never a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from intarsia.checking import offered
from intarsia.checking import sentences as words
from intarsia.checking.sentences import KEEPS, NOT_CHECKED, SAYS, SENTENCES, listed, say, test_title
from intarsia.shelf.remedies.base import Loss
from intarsia.shelf.remedies.recipe import Act
from intarsia.shelf.rules import useful
from intarsia.shelf.rules.base import TESTS
from intarsia.shelf.rules.delivery import Delivery
from intarsia.steps.profile import Raw
from intarsia.triage import wording
from intarsia.triage.looking import MOST
from intarsia.triage.remedying import Losing, Suggested
from intarsia.triage.running import Ruled
from intarsia.triage.verdict import ColumnVerdict, Verdicts, to_act

Remedies = Mapping[str, ModuleType]
#: options of remedies that are words, where another language has other words
UNITS: dict[str, dict[str, str]] = {"nl": {"month": "maand", "quarter": "kwartaal", "year": "jaar", "decade": "decennium", "region": "regio", "country": "land"}}


def told(
    delivery: Delivery, ruled: Sequence[Ruled], verdicts: Verdicts, suggested: Suggested, remedies: Remedies, lang: str, raw: Raw, rules: Mapping[str, ModuleType], losing: Losing
) -> dict[str, Any]:
    """The verdict with all that belongs to it. losing: what a remedy costs by itself."""
    lang = words.language(lang)
    acts = suggested.recipe.acts
    changes = len({column for act in acts for column in act.columns}) + sum(not act.columns for act in acts)
    whole = verdicts.dataset
    return {
        "verdict": whole,
        "words": words.words(whole, changes, lang),
        "sentence": _sentence(delivery, verdicts, suggested, remedies, lang),
        "after": suggested.after,
        "changes": changes,
        "tests": [_test(test, ruled, sum(test == rule.TEST for rule in rules.values()), lang) for test in TESTS],
        "verdicts": [[*_place(delivery, full), _column(one, acts, remedies, lang, losing) | _choices(delivery, one, remedies, lang, losing)] for full, one in verdicts.columns.items()],
        "findings": [finding(one) for one in ruled],
        "not_checked": _not_checked(delivery, ruled, raw, lang),
        "suggested": [act_told(act, remedies, lang) for act in acts],
        "serves": {kind: list(map(str, found)) for kind, found in useful.serves(delivery.columns).items()},
        "keys": {key: str(column) for key, column in useful.keys(delivery.columns).items()},
        "licence": {"licence": delivery.context.licence, "from": delivery.context.licence_from},
        "as_of": delivery.context.as_of,
        "recipe": suggested.recipe.text,
    }


def _place(delivery: Delivery, full: str) -> tuple[str, str]:
    column = next(c for c in delivery.columns if c.full == full)
    return column.table, column.name


def _sentence(delivery: Delivery, verdicts: Verdicts, suggested: Suggested, remedies: Remedies, lang: str) -> str:
    titles = listed(list(dict.fromkeys(one.title for one in verdicts.because)), lang, 4)
    names = listed(list(dict.fromkeys(name for one in verdicts.because for name in one.found.columns)), lang)
    acts = "; ".join(in_words(act, remedies, lang) for act in suggested.recipe.acts)
    whole = verdicts.dataset
    key = "signed" if whole == "OPEN AFTER" and not acts else "useless" if whole == "DESCRIBE ONLY" and suggested.silenced and not suggested.useful else whole
    text = say(SENTENCES, key, lang, columns=len(delivery.columns), rows=delivery.rows, titles=titles, names=names, acts=acts).replace(": )", ")")
    if whole in ("POOLED ONLY", "ASK") and suggested.after == "OPEN" and acts:
        text += " " + say(SENTENCES, "rest", lang, rest=listed([c.full for c in suggested.delivery.columns], lang, 12))
    return text


def _test(test: str, ruled: Sequence[Ruled], rules: int, lang: str) -> dict[str, str]:
    """One of the five: the worst that its rules said."""
    mine = [one for one in ruled if one.test == test]
    findings = [one for one in to_act(mine) if one.found.state == "finding"]
    unchecked = [one for one in mine if one.found.state == "not checked"]
    passed = [one for one in mine if one.found.state == "pass"]
    notes = [one for one in mine if one.found.state == "note"]
    if findings:
        state, says = "finding", say(SAYS, "finding", lang, titles=_each(findings, lang))
    elif unchecked:
        asked = [one for one in unchecked if one.kind == "availability"]  # the question itself
        rest = [one for one in unchecked if one not in asked]
        says = " ".join(dict.fromkeys(one.why for one in asked))
        state, says = "not checked", f"{says} {say(SAYS, 'unchecked', lang, titles=_each(rest, lang))}".strip() if rest else says
    elif passed:
        state, says = "pass", " ".join(dict.fromkeys(one.why for one in passed[:3]))
    elif rules:
        state, says = "pass", say(SAYS, "pass", lang, rules=rules)
    else:
        state, says = "not checked", say(SAYS, "unasked", lang)
    if notes:
        says = f"{says} {say(SAYS, 'note', lang, titles=_each(notes, lang))}".strip()
    return {"test": test, "title": test_title(test, lang), "state": state, "says": says}


def _each(found: Sequence[Ruled], lang: str) -> str:
    """Titles of rules with the columns they are about."""
    columns: dict[str, list[str]] = {}
    for one in found:
        columns.setdefault(one.title, []).extend(name for name in one.found.columns if name not in columns.get(one.title, ()))
    return "; ".join(f"{title} ({listed(names, lang, 4)})" if names else title for title, names in columns.items())


def _column(one: ColumnVerdict, acts: Sequence[Act], remedies: Remedies, lang: str, losing: Losing) -> dict[str, Any]:
    """What is told of a column. lines: of the finding that decided."""
    decided = one.ruled
    mine = [replace(act, columns=(one.full,)) if len(act.columns) > 1 else act for act in acts if one.full in act.columns]
    for_others = [act for act in acts if decided and not mine and _silences(act, decided)]  # such as the figures that a recent date belongs to
    verdict = "OPEN AFTER" if mine and one.verdict == "OPEN" else one.verdict  # a finding of the whole asks for it
    told = {
        "finding": one.finding,
        "verdict": verdict,
        "suggested": "; ".join([in_words(act, remedies, lang, columns=False) for act in mine] or [in_words(act, remedies, lang) for act in for_others]),
        "loss": "; ".join(filter(None, (loss_told(losing(act), lang) for act in mine))),
    }
    if decided is None:
        return {**told, "rule": mine[0].because[0] if mine and mine[0].because else "", "title": "", "reason": "", "way_out": "", "count": 0, "lines": []}
    found = decided.found
    reason = {"rule": decided.rule, "title": decided.title, "reason": decided.why, "way_out": decided.way_out}
    return {**told, **reason, "count": int(found.count), "lines": list(map(int, found.lines))}


def _choices(delivery: Delivery, one: ColumnVerdict, remedies: Remedies, lang: str, losing: Losing) -> dict[str, list[dict[str, Any]]]:
    """What may be done about a column, each with its cost, in words."""
    column = next(c for c in delivery.columns if c.full == one.full)
    acts = offered.offered(column, one, remedies, losing)
    return {"choices": [{"remedy": act.remedy, "options": {k: _plain(v) for k, v in act.options.items()}, "words": in_words(act, remedies, lang, columns=False),
                         "loss": loss_told(act.loss, lang), "kept": act.loss.kept if act.loss else None} for act in acts]}


def _silences(act: Act, one: Ruled) -> bool:
    """Is a remedy one of those that silence a finding?"""
    proposed = ((p.remedy, p.columns or one.found.columns, dict(p.options)) for p in one.found.remedies)
    return any(act.remedy == remedy and set(columns) <= set(act.columns) and dict(act.options) == options for remedy, columns, options in proposed)


def finding(one: Ruled) -> dict[str, Any]:
    """A finding as it stands in a report."""
    found = one.found
    return {
        "rule": one.rule,
        "title": one.title,
        "test": one.test,
        "kind": one.kind,
        "state": found.state,
        "verdict": found.verdict,
        "columns": list(found.columns),
        "count": int(found.count),
        "lines": list(map(int, found.lines)),
        "why": one.why,
        "way_out": one.way_out,
        "source": one.source,
        "parameters": {k: _plain(v) for k, v in found.parameters.items()},
        "acts": one.acts,
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) or value is None else list(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _not_checked(delivery: Delivery, ruled: Sequence[Ruled], raw: Raw, lang: str) -> list[str]:
    said = [f"{one.title}: {one.why}" for one in ruled if one.found.state == "not checked"]
    beyond = sum(len([c for c in columns if not c.startswith("_")]) for columns in raw.columns.values()) - len(delivery.columns) if len(delivery.columns) >= MOST else 0
    if beyond > 0:
        said.append(say(NOT_CHECKED, "columns", lang, n=beyond, most=MOST))
    if raw.rejected:
        said.append(say(NOT_CHECKED, "rejected", lang, n=raw.rejected))
    return [*dict.fromkeys(said), say(NOT_CHECKED, "unknown", lang), say(NOT_CHECKED, "signed", lang)]


def act_told(act: Act, remedies: Remedies, lang: str) -> dict[str, Any]:
    """A remedy as it stands in a report."""
    return {
        "remedy": act.remedy,
        "title": _title(act, remedies, lang),
        "columns": list(act.columns),
        "options": {k: _plain(v) for k, v in act.options.items()},
        "because": list(act.because),
        "words": in_words(act, remedies, lang),
        "loss": loss_told(act.loss, lang),
        "kept": act.loss.kept if act.loss else None,
        "rows": act.loss.rows if act.loss else 0,
    }


def in_words(act: Act, remedies: Remedies, lang: str, columns: bool = True) -> str:
    """A remedy in words: "Leave out: email, remark", "Generalise a date (month)"."""
    text = _title(act, remedies, lang)
    options = ", ".join(_option(value, lang) for value in act.options.values() if value not in ("", None, [], ()))
    text += f" ({options})" if options else ""
    return f"{text}: {listed(list(act.columns), lang)}" if columns and act.columns else text


def _title(act: Act, remedies: Remedies, lang: str) -> str:
    return wording.said(remedies[act.remedy].TITLE, lang, "") if act.remedy in remedies else act.remedy


def _option(value: Any, lang: str) -> str:
    """An option of a remedy as people write it: no number has an exponent, and a unit of time is a word of the language."""
    if isinstance(value, list | tuple):
        return ", ".join(_option(one, lang) for one in value)
    if isinstance(value, float) and not value.is_integer():
        return wording.decimal(value, lang)
    return UNITS.get(lang, {}).get(value, value) if isinstance(value, str) else str(wording.number(int(value) if isinstance(value, float) else value, lang))


def loss_told(loss: Loss | None, lang: str) -> str:
    """What a remedy costs, in a few words."""
    return say({lang: {"keeps": KEEPS[lang]}}, "keeps", lang, share=round(100 * loss.kept)) if loss else ""
