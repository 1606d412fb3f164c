"""Licences: what goes together with what, what a sentence says, and what a record forbids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.licences import RANKS, combined, forbids, licence, stated

CC = "https://creativecommons.org/"
KINDS = {
    "PD": f"{CC}publicdomain/mark/1.0/", "CC0": f"{CC}publicdomain/zero/1.0/", "BY": f"{CC}licenses/by/4.0/", "BY-SA": f"{CC}licenses/by-sa/4.0/", "BY-NC": f"{CC}licenses/by-nc/4.0/",
    "BY-ND": f"{CC}licenses/by-nd/4.0/", "BY-NC-SA": f"{CC}licenses/by-nc-sa/4.0/", "BY-NC-ND": f"{CC}licenses/by-nc-nd/4.0/",
}  # fmt: skip
#: Creative Commons' chart of what may be combined and shared (FAQ, "Can I combine material under different Creative Commons licenses in my work?"), row by row
CHART = {
    #           PD CC0 BY BY-SA BY-NC BY-ND BY-NC-SA BY-NC-ND
    "PD":       "y  y   y   y     y     n      y        n",
    "CC0":      "y  y   y   y     y     n      y        n",
    "BY":       "y  y   y   y     y     n      y        n",
    "BY-SA":    "y  y   y   y     n     n      n        n",
    "BY-NC":    "y  y   y   n     y     n      y        n",
    "BY-ND":    "n  n   n   n     n     n      n        n",
    "BY-NC-SA": "y  y   y   n     y     n      y        n",
    "BY-NC-ND": "n  n   n   n     n     n      n        n",
}  # fmt: skip
CELLS = [(row, column, cell == "y") for row, cells in CHART.items() for column, cell in zip(KINDS, cells.split(), strict=True)]


@pytest.mark.parametrize(("one", "other", "together"), CELLS)
def test_every_cell_of_the_chart(one: str, other: str, together: bool) -> None:
    found = combined([("x", KINDS[one]), ("y", KINDS[other])])
    assert found["together"] == together
    assert [sorted(pair) for pair in found["apart"]] == ([] if together else [["x", "y"]])


def test_the_chart_is_whole() -> None:
    assert len(CELLS) == 64
    assert {(a, b): y for a, b, y in CELLS} == {(b, a): y for a, b, y in CELLS}


def test_the_input_that_blocks_is_named() -> None:
    found = combined([("free", KINDS["CC0"]), ("named", KINDS["BY"]), ("shared", KINDS["BY-SA"]), ("no-trade", KINDS["BY-NC"])])
    assert (found["asks"], found["because"], found["together"]) == ("no trade", ["no-trade"], False)
    assert found["apart"] == [["no-trade", "shared"]]
    assert combined([("a", KINDS["BY"]), ("b", None)])["because"] == ["b"]


@pytest.mark.parametrize(
    ("text", "uri", "asks"),
    [
        ("CC BY 4.0", f"{CC}licenses/by/4.0/", "credit"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International", f"{CC}licenses/by-nc-nd/4.0/", "no trade, no changes"),
        ("Creative Commons Naamsvermelding", f"{CC}licenses/by/", "credit"),
        ("see http://creativecommons.org/licenses/by-sa/3.0/nl/.", "http://creativecommons.org/licenses/by-sa/3.0/nl/", "same licence"),
        ("public domain", f"{CC}publicdomain/mark/1.0/", "nothing"),
        ("gemeinfrei", f"{CC}publicdomain/mark/1.0/", "nothing"),
        ("No known copyright", f"{CC}publicdomain/mark/1.0/", "nothing"),
        ("CC0 1.0", f"{CC}publicdomain/zero/1.0/", "nothing"),
        ("MIT License, Copyright (c) 2019 An Example", "https://opensource.org/license/mit", "credit"),
        ("ODC-PDDL-1.0", "https://opendatacommons.org/licenses/pddl/", "nothing"),
        ("data: CC BY 4.0, photos: CC BY-NC 4.0", f"{CC}licenses/by-nc/4.0/", "no trade"),
        ("Copyright", None, "permission"),
        ("© An Example", None, "permission"),
        ("Alle rechten voorbehouden", None, "permission"),
        ("none stated", None, "permission"),
        ("code GPL-3.0, no data licence", None, "permission"),
        ("BSD, for the code only", None, "permission"),
        ("CC BY 4.0, for private use only", None, "permission"),
    ],
)
def test_what_a_sentence_says(text: str, uri: str | None, asks: str) -> None:
    found = stated(text)
    assert found is not None
    assert (found.uri, RANKS[found.rank]) == (uri, asks)


@pytest.mark.parametrize("text", ["", None, "An Example, 1990", "mit Erlaubnis der Familie", "byzantine art", "The right to sing", "Annie Hall"])
def test_what_says_nothing_of_rights(text: str | None) -> None:
    assert stated(text) is None


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (KINDS["BY-NC"], ("trade",)), (KINDS["BY-ND"], ("changes",)), (KINDS["BY-NC-ND"], ("trade", "changes")), (KINDS["BY-NC-SA"], ("trade",)), (KINDS["BY-SA"], ()), (KINDS["CC0"], ()),
        ("All rights reserved", ("use",)), ("http://rightsstatements.org/vocab/NoC-NC/1.0/", ("trade",)), ("http://rightsstatements.org/vocab/InC/1.0/", ()),
        ("http://rightsstatements.org/vocab/CNE/1.0/", ()), (None, ()), ("a note", ()),
    ],
)  # fmt: skip
def test_what_a_record_forbids(statement: str | None, words: tuple[str, ...]) -> None:
    assert forbids(statement) == words


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = stated(text)
    assert found is None or 0 <= found.rank < len(RANKS)
    assert set(forbids(text)) <= {"trade", "changes", "use"}
    assert licence(text).rank < len(RANKS)
