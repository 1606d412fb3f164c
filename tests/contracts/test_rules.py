"""Every rule on the shelf: silent on its good example, not on its bad ones; reasons in two languages; remedies that exist and silence it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.model import VERDICTS
from intarsia.shelf import loader
from intarsia.shelf.rules.base import KINDS, STATES, TESTS
from intarsia.shelf.rules.delivery import Delivery
from intarsia.triage import looking, remedying, running, wording
from intarsia.triage.running import Ruled
from intarsia.triage.verdict import to_act

RULES = loader.rules()
REMEDIES = loader.remedies()
#: what the shelf is for: at least these are looked for
WANTED = {
    "email", "phone", "iban", "payment-card", "national-id", "ip-address", "postal-address", "postcode", "birth-date", "coordinates", "person-key", "free-text", "private-person",
    "special-category", "children", "microdata", "quasi-identifier", "p-percent", "dominance", "few-contributors", "trade-figures", "trade-terms", "fresh", "unannounced", "partners",
    "public-availability", "completeness", "validity", "duplicates", "contradictions", "freshness", "coverage", "data-kind", "key-columns", "joinable", "licence", "record-rights",
    "object-rights", "database-right", "contract", "mining",
}  # fmt: skip
TRAPS = {"lost-zeros", "spreadsheet-dates", "na-country", "shifted-columns"}
#: remedies that change no table: the owner waits, or shares with others
NO_TABLE = {"pool", "delay"}
DATED = re.compile(r"\d{4}\b|\d+$")  #: the newest month of a delivery may be told


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def example(rule: ModuleType, columns: Mapping[str, Any], engine: DuckDB) -> Delivery:
    """An example as a delivery; a rule may say in CONTEXT what is known beside it."""
    return looking.of_columns(columns, engine, getattr(rule, "CONTEXT", None))


def ruled(rule: ModuleType, delivery: Delivery, lang: str = "en") -> list[Ruled]:
    return [running.ruled(rule, found, lang) for found in rule.look(delivery)]


def texts(said: Any) -> list[str]:
    return [said] if isinstance(said, str) else list(said.values())


def test_the_shelf_has_what_it_is_for() -> None:
    assert set(RULES) >= WANTED | TRAPS


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_says_what_it_is(name: str) -> None:
    rule = RULES[name]
    assert rule.__name__.rpartition(".")[2].replace("_", "-") == name == rule.NAME
    assert rule.KIND in KINDS and rule.TEST in TESTS
    assert rule.SOURCE.strip() and rule.__doc__
    for said in (rule.TITLE, rule.WHY, rule.WAY_OUT):
        assert {"en", "nl"} <= set(said)
        assert all(text.strip() for language in ("en", "nl") for text in texts(said[language]))
    for said in (rule.WHY, rule.WAY_OUT):
        kinds = {type(said[language]) for language in ("en", "nl")}
        assert len(kinds) == 1
        if kinds != {str}:
            assert set(said["en"]) == set(said["nl"]), "a case is told in one language only"
    for case in [None] if isinstance(rule.WHY["en"], str) else rule.WHY["en"]:
        fields = {lang: names(rule.WHY[lang] if case is None else rule.WHY[lang][case]) for lang in ("en", "nl")}
        assert fields["en"] == fields["nl"], f"{case}: another number is told in Dutch"


def names(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_is_silent_on_its_good_examples(name: str, engine: DuckDB) -> None:
    rule = RULES[name]
    assert rule.GOOD
    for columns in rule.GOOD:
        assert not to_act(ruled(rule, example(rule, columns, engine))), columns


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_finds_its_bad_examples_and_says_so_in_full(name: str, engine: DuckDB) -> None:
    rule = RULES[name]
    assert rule.BAD
    for columns in rule.BAD:
        delivery = example(rule, columns, engine)
        found = ruled(rule, delivery)
        assert [one for one in found if one.found.state in ("finding", "note", "not checked")], columns
        for lang in ("en", "nl"):
            for one in ruled(rule, delivery, lang):
                check(rule, one, delivery, lang)


def check(rule: ModuleType, one: Ruled, delivery: Delivery, lang: str) -> None:
    found = one.found
    assert found.state in STATES and found.verdict in VERDICTS and one.kind in KINDS
    assert found.state in ("finding", "not checked") or found.verdict == "OPEN", "a note and a pass ask for nothing"
    assert set(found.columns) <= {c.full for c in delivery.columns}
    for side in ("WHY", "WAY_OUT"):
        said = getattr(rule, side)[lang]
        assert isinstance(said, str) or found.case in said, f"no text for the case '{found.case}'"
        wanted = names(wording.said(getattr(rule, side), lang, found.case))
        assert wanted <= {"count", "columns", *found.parameters, *found.says}, f"{side} {lang}: a name is not filled"
    for proposal in found.remedies:
        assert proposal.remedy in REMEDIES
        assert set(proposal.options) <= set(REMEDIES[proposal.remedy].OPTIONS)
        assert set(proposal.columns) <= {c.full for c in delivery.columns}


@pytest.mark.parametrize("name", sorted(RULES))
def test_what_a_rule_says_quotes_no_cell(name: str, engine: DuckDB) -> None:
    rule = RULES[name]
    for columns in rule.BAD:
        delivery = example(rule, columns, engine)
        cells = {str(value) for values in columns.values() for value in values if value and len(str(value)) >= 6 and not DATED.match(str(value))}
        for one in ruled(rule, delivery):
            if not one.acts:
                continue
            said = " ".join((one.why, one.way_out))
            flagged = {str(v) for full in one.found.columns for v in columns.get(full, ()) if v} & cells
            assert not [cell for cell in flagged if cell in said], "a cell of a flagged column is quoted"


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_suggested_remedies_silence_the_rule(name: str, engine: DuckDB) -> None:
    rule = RULES[name]
    for columns in rule.BAD:
        delivery = example(rule, columns, engine)
        found = to_act(ruled(rule, delivery))
        helped = [one for one in found if {proposal.remedy for proposal in one.found.remedies} - NO_TABLE]
        if not helped:
            continue
        suggested = remedying.suggested(delivery, helped, {name: rule}, lambda columns: True)
        assert not [one for one in suggested.left if one.found.state == "finding" and {p.remedy for p in one.found.remedies} - NO_TABLE], [one.why for one in suggested.left]
