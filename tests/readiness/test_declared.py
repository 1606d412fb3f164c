"""The declared instrument: answers are checked, kept and never overwritten; sectors are compared only where nobody can be told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.readiness import comparing, declared, of_report
from intarsia.readiness.declared import Declared
from intarsia.readiness.ladder import RUNGS
from intarsia.readiness.questions import KEYS, LEVELS, QUESTIONS, THEMES
from intarsia.store.ledger import Ledger

FULL = dict.fromkeys(KEYS, 3)


def test_twelve_questions_with_five_answers_each_in_two_languages() -> None:
    assert 10 <= len(QUESTIONS) <= 14
    assert {one.theme for one in QUESTIONS} == set(THEMES)
    for one in QUESTIONS:
        assert len(one.levels) == LEVELS
        for english, dutch in (one.asks, *one.levels):
            assert english[-1] in ".?"
            assert dutch[-1] in ".?"
            assert english != dutch


def test_the_lowest_answer_decides_a_theme(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "desk.sqlite")
    declared.save(ledger, "museum", "heritage", {**FULL, "fear-misuse": 1, "money-plan": "2"}, "A steward")
    declared.save(ledger, "museum", "heritage", {**FULL, "fear-misuse": 2, "rights-owner": 5}, "Another steward")
    declared.save(ledger, "studio", "games", dict.fromkeys(KEYS, 5), "A steward")
    said = declared.all_of(ledger)
    assert said["museum"].themes == {"rights": 3, "people": 3, "money": 3, "fear": 2}
    assert said["museum"].barriers == ("fear",)
    assert said["museum"].first == "fear-misuse"
    assert said["museum"].by == "Another steward"
    assert said["museum"].at
    assert said["studio"].barriers == ()
    assert len(ledger.judgements(declared.KIND)) == 3, "earlier answers stay"
    ledger.close()


@pytest.mark.parametrize("answers", [{}, {**FULL, "fear-misuse": None}, {**FULL, "fear-misuse": 0}, {**FULL, "fear-misuse": 6}, {**FULL, "fear-misuse": "often"},
                                     {**FULL, "fear-misuse": True}, {**FULL, "fear-misuse": 2.5}, {**FULL, "more": 1}, {**FULL, "fear-misuse": "٣"}])
def test_answers_that_are_none_are_told_in_words(answers: dict[str, object]) -> None:
    with pytest.raises(Invalid) as told:
        declared.checked(answers)
    assert told.value.way_out


def test_nothing_is_kept_of_answers_that_are_none(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "desk.sqlite")
    for organisation, answers in (("museum", {}), (" ", FULL)):
        with pytest.raises(Invalid):
            declared.save(ledger, organisation, "heritage", answers, "A steward")
    assert declared.all_of(ledger) == {}
    ledger.close()


def test_answers_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"organisation": "museum", "sector": "heritage", "answers": FULL}))
    assert declared.read(file) == {"organisation": "museum", "sector": "heritage", "answers": FULL}
    for content in ("", "[]", '{"answers": 3}', '{"answers": {}}'):
        file.write_text(content)
        with pytest.raises(Invalid):
            declared.read(file)
    with pytest.raises(Invalid):
        declared.read(tmp_path / "none.json")


def said(organisation: str, sector: str, **low: int) -> Declared:
    return Declared(organisation, sector, {**FULL, **{key.replace("_", "-"): level for key, level in low.items()}}, "somebody", "2026-11-23")


def test_a_sector_shows_from_five_organisations_up() -> None:
    some = [said(f"o{n}", "games", fear_rivals=1 if n < 4 else 3) for n in range(7)]
    assert comparing.declared(some[:4])["games"]["fear"].state == "few"
    found = comparing.declared(some)["games"]
    assert (found["fear"].state, found["fear"].hits, found["fear"].n) == ("shown", 4, 7)
    assert 0 < (found["fear"].low or 0) < 4 / 7 < (found["fear"].high or 0) < 1
    assert found["rights"].state == "shown", "nobody says it"
    assert found["rights"].hits == 0
    assert comparing.declared([*some, said("x", "")]).keys() == {"games"}


@given(st.integers(0, 60), st.integers(0, 60))
def test_no_cell_tells_who(hits: int, more: int) -> None:
    cell = comparing.cell(hits, hits + more)
    if hits + more < 5:
        assert cell == comparing.Cell("few")
    elif cell.state == "shown":
        assert more >= 3
        assert hits == 0 or hits >= 3
        assert (cell.low or 0) <= (cell.share or 0) <= (cell.high or 0)
    else:
        assert cell.hits is None
        assert cell.share is None


def test_intervals_widen_with_fewer() -> None:
    wide, narrow = comparing.cell(4, 8), comparing.cell(40, 80)
    assert (wide.high or 0) - (wide.low or 0) > (narrow.high or 0) - (narrow.low or 0)


CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
REPORT = {"verdict": "OPEN AFTER", "after": "OPEN", "rows": 10, "columns": [{"becomes": "title"}], "licence": {"licence": "", "from": ""}}
ABOUT = {"title": "A list", "publisher": "A museum", "description": "What we own.", "licence": CC0}


@pytest.mark.parametrize(("about", "report", "linked", "rung", "following"), [
    ({}, {}, None, "", "known"), ({"title": "A list", "publisher": "A museum"}, {}, None, "known", "described"), ({**ABOUT, "licence": ""}, {}, None, "known", "described"),
    (ABOUT, {"after": "ASK"}, None, "described", "structured"), (ABOUT, {"columns": []}, None, "described", "structured"), (ABOUT, {}, None, "structured", "linked"),
    (ABOUT, {}, 0.4, "structured", "linked"), (ABOUT, {}, 0.6, "open", None), ({**ABOUT, "licence": "https://creativecommons.org/licenses/by-nc/4.0/"}, {}, 0.6, "linked", "open"),
    ({**ABOUT, "licence": ""}, {"licence": {"licence": CC0, "from": "beside the file"}}, 0.6, "open", None),
])  # fmt: skip
def test_a_file_that_is_not_shared_yet(about: dict[str, str], report: dict[str, object], linked: float | None, rung: str, following: str | None) -> None:
    for language in ("en", "nl"):
        found = of_report({**REPORT, **report}, language, about, None, linked)
        assert (found["rung"], (found["next"] or {}).get("rung")) == (rung, following)
        assert found["reached"] == (RUNGS.index(rung) + 1 if rung else 0)
        assert len(found["rungs"]) == 5
        assert found["sentence"]
        assert found["next"] is None or (found["next"]["minutes"] > 0 and found["next"]["effort"] in found["next"]["sentence"])
