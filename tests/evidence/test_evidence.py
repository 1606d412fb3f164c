"""Evidence: intervals against published values, states with their reasons, and words that may not be used."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Broken, Invalid
from intarsia.evidence import ENGLISH, Basis, counted, refused, share, wilson
from intarsia.evidence.basis import judged
from intarsia.evidence.wording import FORBIDDEN, allowed, named, state_name, state_sentence
from intarsia.model import EVIDENCE_STATES, Evidence
from intarsia.web.words import words

GOOD = Basis("r", 5, frozenset(["complete register"]), 0.9)
SAID = "%(share)s of %(rows)s links (%(low)s to %(high)s)."


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)])
def test_intervals_are_those_of_newcombe(hits: int, n: int, low: float, high: float) -> None:
    """R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), method 3."""
    assert tuple(round(end, 4) for end in wilson(hits, n)) == (low, high)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_mirrors(pair: tuple[int, int]) -> None:
    hits, n = pair
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    mirrored = wilson(n - hits, n)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)
    assert wilson(hits, n, 0.99)[1] >= high


@pytest.mark.parametrize("n", [20, 40, 75])
def test_intervals_cover_what_they_promise(n: int) -> None:
    """Averaged over shares, the share of samples whose interval holds the truth lies near 95 %."""
    covered = []
    for step in range(2, 49):
        p = step / 50
        covered.append(sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1) if wilson(k, n)[0] <= p <= wilson(k, n)[1]))
    assert 0.94 <= sum(covered) / len(covered) <= 0.965
    assert min(covered) > 0.9


@pytest.mark.parametrize(("hits", "n"), [(1, 0), (5, 4), (-1, 4)])
def test_no_interval_of_what_is_no_share(hits: int, n: int) -> None:
    with pytest.raises(Invalid):
        wilson(hits, n)


def test_what_is_tested_covered_and_broad_is_solid() -> None:
    found = share([(40, 100), (42, 100), (38, 100)], GOOD, SAID, ENGLISH, tested=True)
    assert (found.state, found.reasons, found.holds) == ("SOLID", (), True)
    assert found.sentence.startswith("40% of 300 links (")


def test_few_rows_or_contributors_are_thin() -> None:
    assert share([(3, 9), (3, 9)], GOOD, SAID, ENGLISH, tested=True).state == "THIN"
    lone = share([(40, 100)], Basis("r", 1, frozenset(["complete register"]), 0.9), SAID, ENGLISH, tested=True)
    assert lone.state == "THIN" and "its rows come from 1 contributor" in lone.reasons


def test_one_contributor_that_decides_makes_it_contested() -> None:
    found = share([(90, 100), (10, 100), (12, 100), (11, 100)], GOOD, SAID, ENGLISH, tested=True)
    assert found.state == "CONTESTED" and "without one contributor it would lie between 11% and" in found.sentence


@pytest.mark.parametrize("basis", [Basis("r", 5, frozenset(["chosen by fame", "complete register"]), 0.9), Basis("r", 5, frozenset(["complete register"]), None)])
def test_fame_or_an_unknown_coverage_is_never_a_finding(basis: Basis) -> None:
    found = share([(40, 100), (42, 100), (38, 100)], basis, SAID, ENGLISH, tested=True)
    assert found.state == "UNTESTED" and not found.holds


@given(st.lists(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=6), st.sampled_from(["en", "nl"]),
       st.frozensets(st.sampled_from(["complete register", "legal deposit", "own output", "sample", "chosen by fame", "unknown"]), max_size=3), st.one_of(st.none(), st.floats(0, 1)),
       st.booleans())
def test_every_evidence_says_its_state_and_no_forbidden_word(parts: list[tuple[int, int]], language: str, selections: frozenset[str], coverage: float | None, tested: bool) -> None:
    say = words(language)
    found = share(parts, Basis("r", len(parts), selections, coverage), SAID, say, tested=tested)
    assert found.state in EVIDENCE_STATES and (found.state == "SOLID") == (found.reasons == ())
    assert (found.estimate is None) == (sum(n for _, n in parts) == 0)
    assert state_sentence(found.state, found.reasons, say) in found.sentence
    if "chosen by fame" in selections:
        assert not found.holds
    if found.state != "SOLID":
        assert not FORBIDDEN[language].search(found.sentence)


def test_a_count_has_no_interval_and_claims_nothing() -> None:
    found = counted(500, GOOD, "500 works.", ENGLISH, unit="works")
    assert (found.state, found.interval, found.estimate) == ("UNTESTED", None, 500.0)
    assert counted(0, GOOD, "None.", ENGLISH, unit="works").state == "REFUSED"


@pytest.mark.parametrize(("text", "language"), [("It causes more jobs", "en"), ("What will come", "en"), ("The Impact of it", "en"), ("Dat veroorzaakt banen", "nl"), ("Het zal groeien",
        "nl"),
    ("Het effect van subsidie", "nl"), ("More visits due to the prize", "en"), ("It results in jobs", "en"), ("Driven by films", "en"), ("That leads to sales", "en"),
    ("Thanks to the law", "en"), ("Door toedoen van de wet", "nl"), ("Dat leidt tot verkoop", "nl"), ("Het zorgt voor banen", "nl"), ("Dankzij de film", "nl")])
def test_words_that_a_state_does_not_allow(text: str, language: str) -> None:
    assert allowed(text, "SOLID", language) == text
    for state in set(EVIDENCE_STATES) - {"SOLID"}:
        with pytest.raises(Broken):
            allowed(text, state, language)


@pytest.mark.parametrize(("name", "language"), [("Impact", "nl"), ("Will", "en"), ("Due to", "en")])
def test_a_name_that_is_such_a_word_and_nothing_else_is_quoted_and_hides_no_claim(name: str, language: str) -> None:
    told = named(name)
    assert told == f"“{name}”" and named(told) == told and named("Lantern") == "Lantern"
    assert allowed(f"{told} (1 of 3).", "THIN", language) == f"“{name}” (1 of 3)."
    with pytest.raises(Broken):
        allowed(f"{told}: {name} more.", "THIN", language)


def test_states_have_names_in_every_language() -> None:
    for language in ("en", "nl"):
        names = [state_name(state, words(language)) for state in EVIDENCE_STATES]
        assert len(set(names)) == len(EVIDENCE_STATES)
    assert state_name("THIN", words("nl")) != state_name("THIN", words("en"))


@pytest.mark.parametrize("wrong", [{"state": "SURE"}, {"estimate": None}, {"interval": (0.6, 0.9)}, {"n": -1}, {"coverage": 1.4}, {"method": ""}, {"state": "REFUSED"}])
def test_evidence_that_contradicts_itself_cannot_be(wrong: dict[str, object]) -> None:
    good = {"estimate": 0.5, "interval": (0.4, 0.6), "n": 10, "contributors": 3, "coverage": 0.5, "method": "m", "release": "r", "suppressed": 0, "state": "THIN", "sentence": "s"}
    assert Evidence(**good)  # type: ignore[arg-type]
    with pytest.raises(Broken):
        Evidence(**{**good, **wrong})  # type: ignore[arg-type]


def test_its_json_has_the_agreed_names() -> None:
    told = refused(GOOD, ("nothing",), ENGLISH, n=3).record()
    assert list(told)[:10] == ["estimate", "interval", "n", "contributors", "coverage", "method", "release", "suppressed", "state", "sentence"]
    assert told["estimate"] is None and told["n"] == 3 and told["sentence"] == "Not answered: nothing."


def test_a_small_part_of_all_there_are_is_not_solid() -> None:
    part = Basis("r", 5, frozenset({"complete register"}), coverage=0.05)
    state, reasons = judged(500, part, ENGLISH, tested=True)
    assert state == "UNTESTED" and "5% of all there are" in reasons[0]
    assert judged(500, replace(part, coverage=0.6), ENGLISH, tested=True) == ("SOLID", ())
