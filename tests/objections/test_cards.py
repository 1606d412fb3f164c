"""The cards: each reads findings, speaks two languages, leads somewhere, and says something else where a file supports it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intarsia.objections import Facts, effort, general, shown
from intarsia.objections.card import SUPPORTS
from intarsia.objections.shown import known
from intarsia.objections.steps import STEPS
from intarsia.shelf import loader
from intarsia.shelf.rules.base import KINDS, TESTS
from tests.objections.made import act, finding, report

ROOT = Path(__file__).parents[2]
#: for each card a file that supports it, answered by a change and not
SUPPORTED: dict[str, dict[str, Any]] = {
    "competitors": {"real": report(finding("trade-figures", "sold", verdict="POOLED ONLY"), verdict="POOLED ONLY"),
                    "mended": report(finding("trade-figures", "sold"), acts=(act("trade-figures", "sold"),), verdict="OPEN AFTER")},
    "income": {"real": report(finding("trade-terms", "discount"), verdict="DESCRIBE ONLY"), "mended": report(finding("trade-terms", "discount"), acts=(act("trade-terms", "discount"),))},
    "means": {"open": report(finding("free-text", "remark", state="not checked"))},
    "misuse": {"real": report(finding("special-category", "remark"), verdict="DESCRIBE ONLY"), "mended": report(finding("special-category", "remark"), acts=(act("special-category",
    "remark"),))},
    "privacy": {"real": report(finding("email", "email"), verdict="DESCRIBE ONLY"), "mended": report(finding("email", "email"), acts=(act("email", "email"),)),
                "open": report(finding("free-text", "remark", state="not checked"))},
    "quality": {"mended": report(finding("duplicates", "title", state="note", verdict="OPEN"))},
    "rights": {"real": report(finding("contract", "rating", verdict="ASK"), verdict="ASK"), "open": report(finding("database-right", state="not checked", verdict="OPEN"))},
    "shame": {"real": report(finding("trade-figures", "sold", verdict="POOLED ONLY"), verdict="POOLED ONLY"), "mended": report(finding("contradictions",
    "year", state="note", verdict="OPEN"))},
}
CLEAN = report()


def of(name: str, found: dict[str, Any], lang: str = "en", **more: Any) -> Any:
    return next(card for card in shown(Facts(found, lang, **more)) if card.name == name)


def test_there_are_cards_for_what_people_say() -> None:
    assert len(known()) >= 8 and set(known()) == set(SUPPORTED)


@pytest.mark.parametrize("name", sorted(SUPPORTED))
def test_each_card_keeps_its_promise(name: str) -> None:
    card = known()[name]
    assert set(card.READS) <= {*KINDS, *TESTS, *loader.rules(None), "finding"} and card.READS
    assert set(card.SAID) == set(card.ANSWER) == set(card.SAYS) == {"en", "nl"}
    assert set(card.SAYS["en"]) == set(card.SAYS["nl"]) and card.GENERAL
    for source in card.GENERAL:
        assert set(source.text) == {"en", "nl"} and source.url.startswith("https://") and source.name


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("name", sorted(SUPPORTED))
def test_a_file_that_supports_it_gets_other_words_than_one_that_does_not(name: str, lang: str) -> None:
    clean = of(name, CLEAN, lang)
    told = {clean.sentences}
    for support, found in SUPPORTED[name].items():
        card = of(name, found, lang)
        assert card.support == support, (name, support, card)
        assert card.step["text"] and card.step["page"] in {page for page, _ in STEPS.values()}
        assert "{" not in "".join(card.sentences) and card.weight > clean.weight
        if name != "means" or support != "open":
            assert card.evidence, (name, support)
        told.add(card.sentences)
    assert len(told) == 1 + len(SUPPORTED[name])


def test_a_real_reason_leads_to_a_way_that_respects_it() -> None:
    for name, cases in SUPPORTED.items():
        if "real" in cases:
            card = of(name, cases["real"])
            assert card.step["page"] in ("risk", "describe", "publish") and "real reason" in card.sentences[0], card


def test_those_that_the_file_supports_come_first() -> None:
    found = shown(Facts(report(finding("email", "a", "b"), finding("trade-figures", "sold", verdict="POOLED ONLY"), acts=(act("email", "a", "b"),), verdict="POOLED ONLY"), "en"))
    assert found[0].support == "real" and found[0].name in ("competitors", "income")
    assert [SUPPORTS.index(card.support) for card in found if card.support in ("real", "none")] == sorted(SUPPORTS.index(card.support) for card in found if card.support in ("real", "none"))
    names = [card.name for card in found]
    assert names.index("privacy") < names.index("quality")


def test_columns_and_counts_are_named_and_long_lists_are_cut() -> None:
    many = [f"kolom_{n}" for n in range(9)]
    card = of("privacy", report(finding("email", *many), acts=(act("email", *many),)), "nl")
    assert "‘kolom_0’" in card.sentences[0] and "en nog 5" in card.sentences[0] and len(card.columns) == 9


def test_what_comes_back_is_told_where_it_was_computed() -> None:
    back = {"links": {"expected": 20.0, "low": 12.4, "high": 31.2}}
    assert "12 to 31 of your 100 records" in " ".join(of("income", CLEAN, forecast=back).sentences)
    assert "records" not in " ".join(of("income", CLEAN).sentences).replace("recent", "")


def test_an_answer_about_machines_is_repeated() -> None:
    assert "reserved" in of("misuse", CLEAN, mining="reserved").sentences[0]
    assert of("misuse", CLEAN).support == "open"


def test_without_a_file_each_card_has_an_answer_and_its_sources() -> None:
    for lang in ("en", "nl"):
        for card in general(lang):
            assert card.sentences and card.general and not card.support and not card.evidence


def test_a_card_is_one_file_and_nothing_else_names_it() -> None:
    folder = ROOT / "src" / "intarsia" / "objections"
    files = {path.stem for path in (folder / "cards").glob("*.py")} - {"__init__"}
    assert len(files) == len(known())
    for path in folder.glob("*.py"):
        assert not [name for name in files if f"cards.{name}" in path.read_text("utf-8") or f"import {name}" in path.read_text("utf-8")], path


def test_the_documentation_names_every_card_and_every_minute() -> None:
    text = (ROOT / "docs" / "objections.md").read_text("utf-8")
    for card in known().values():
        assert card.SAID["en"] in text, card.NAME
    for low, high in (*effort.MINUTES.values(), effort.REPLAY):
        assert f"| {low:g} to {high:g} |" in text
