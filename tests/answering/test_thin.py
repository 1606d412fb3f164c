"""Thirty cases of thin evidence: none prints a finding, and each that has too little says what it would need."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia import answering
from intarsia.answering.record import headline
from intarsia.evidence import ENGLISH
from tests.answering.made import released
from tests.answering.thin import AT_MOST, CASES, Case, productions, rising


def test_there_are_thirty_of_them() -> None:
    assert len(CASES) >= 30 and len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_thin_evidence_prints_no_finding(case: Case, tmp_path: Path) -> None:
    release = released(tmp_path / "release", case.make())
    asked = 0
    for name, insight in answering.insights().items():
        if insight.GROUP not in case.groups:
            continue
        answer = answering.answer(release, name, dict(case.slots), ENGLISH)
        asked += 1
        assert headline(answer, "en") == answer.title, f"{case.why}, and {name} says: {answer.finding}"
        assert answer.evidence.state in AT_MOST, f"{case.why}, and {name} is {answer.evidence.state}: {answer.evidence.sentence}"
        if answer.evidence.state in ("THIN", "REFUSED"):
            assert answer.needs
    assert asked


def test_the_same_rise_in_a_register_is_told(tmp_path: Path) -> None:
    """What keeps the cases above silent is their evidence: three complete registers, all there, with the same rise give a headline."""
    tables = productions(lambda year: 30, lambda year: 3 * rising(year), selection="complete register", framed=30)
    release = released(tmp_path / "release", tables)
    answers = [answering.answer(release, name, {}, ENGLISH) for name, insight in answering.insights().items() if insight.GROUP == "trends"]
    told = {answer.insight: headline(answer, "en") for answer in answers if headline(answer, "en") != answer.title}
    assert told, {answer.insight: (answer.evidence.state, answer.evidence.reasons) for answer in answers}
