"""Cursors: what was written is read, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.web.api import cursor

PARTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(st.text("0123456789abcdef", min_size=16, max_size=16), PARTS, st.integers(0, 2**40), PARTS)
def test_a_cursor_says_where_to_go_on(release: str, part: str, row: int, question: str) -> None:
    written = cursor.write(release, question, (part, row))
    assert cursor.read(written, question) == (release, (part, row))
    assert written.isascii() and not set(written) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(PARTS, st.integers(0, 10**6), st.data())
def test_an_altered_cursor_is_refused(part: str, row: int, data: st.DataObject) -> None:
    written = cursor.write("aaaa222233334444", "works", (part, row))
    at = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.sampled_from([c for c in "ABCxyz019-_" if c != written[at]]))
    for altered in (written[:at] + other + written[at + 1 :], written[:at] + written[at + 1 :], written + other, written[::-1] + "A"):
        if altered != written:
            with pytest.raises(Invalid):
                cursor.read(altered, "works")


@given(st.text(max_size=400))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        cursor.read(text, "works")


@given(PARTS, PARTS)
def test_a_cursor_is_of_one_question(one: str, other: str) -> None:
    written = cursor.write("aaaa222233334444", one, ("films", 3))
    if one != other:
        with pytest.raises(Invalid):
            cursor.read(written, other)


def test_the_question_is_what_narrows_a_list() -> None:
    whole = cursor.question("/works", {"country": ["NL"], "limit": 5, "lang": "nl"})
    assert whole == cursor.question("/works", {"limit": 100, "country": ["NL"], "cursor": "x", "fields": ["id"]})
    assert whole != cursor.question("/works", {"country": ["BE"]})
    assert whole != cursor.question("/agents", {"country": ["NL"]})
