"""The few words of a condition: read, kept as data, read again; what is not known is refused with what is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia import conditions
from intarsia.errors import Invalid
from intarsia.model import Condition


@pytest.mark.parametrize(("words", "meant"), [
    ("four others share this measure", Condition("share", 4, "visits")),
    ("4 others share visits", Condition("share", 4, "visits")),
    ("one other share box office", Condition("share", 1, "box office")),
    ("Three other organisations pledge.", Condition("pledge", 3)),
    ("after 2027-01-31", Condition("after", day="2027-01-31")),
])
def test_words_are_read(words: str, meant: Condition) -> None:
    found = conditions.read(words, ["visits"])
    assert found == meant
    assert conditions.read(conditions.in_words(found)) == found
    assert conditions.of(conditions.data_of(found), "here") == found


@pytest.mark.parametrize(("words", "known"), [
    ("", "four others share visits"), ("many others share visits", "a number"), ("0 others share visits", "a number"), ("four friends share visits", "'others'"), ("four", "'others'"),
    ("four others sell visits", "'share' or 'pledge'"), ("four others", "'share' or 'pledge'"), ("four others share", "a measure"), ("four others pledge soon", "nothing after"),
    ("after easter", "year, month and day"), ("after 2027-01-31 or so", "a day"), ("four others share this measure", "loans, visits"),
])
def test_other_words_are_refused_with_those_that_are_known(words: str, known: str) -> None:
    with pytest.raises(Invalid) as caught:
        conditions.read(words, ["loans", "visits"])
    assert known in caught.value.way_out


@pytest.mark.parametrize("data", ["four", {}, {"share": "visits"}, {"share": "", "others": 2}, {"pledge": False, "others": 2}, {"share": "visits", "others": True},
                                  {"share": "visits", "others": 2, "pledge": True}, {"after": "soon"}, {"after": "2027-01-01", "others": 2}, {"share": "visits", "others": 0}])
def test_data_that_is_no_condition_is_refused(data: object) -> None:
    with pytest.raises(Invalid):
        conditions.of(data, "dataset.toml")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(words: str) -> None:
    try:
        found = conditions.read(words, ["visits"])
    except Invalid as refused:
        assert refused.way_out
    else:
        assert conditions.of(conditions.data_of(found), "here") == found
