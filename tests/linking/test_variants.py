"""Written titles and names made plain, and the forms that count as equal."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.linking.variants import Forms, digits, plain, skeleton


def one(text: str) -> str:
    return str(plain(pa.array([text])).to_pylist()[0])


def forms(text: str, agents: bool = False) -> set[str]:
    return set(Forms(pa.array([text]), agents).strict[1].to_pylist())


def loose(text: str, agents: bool = False) -> set[str]:
    return set(Forms(pa.array([text]), agents).loose[1].to_pylist())


@pytest.mark.parametrize(("written", "said"), [
    ("Pricele$$ (Edited)", "pricele edited"), ("P!NK", "pink"), ("A$AP Rocky", "asap rocky"), ("U.S.A.", "usa"), ("It's", "its"), ("21 &amp; Over", "21 over"),
    ("Am\\u00e9lie", "amelie"), ("Amélie", "amelie"), ("Am?lie", "am?lie"), ("Who? Me?", "who me"), ("Лев Толстой", "lev tolstoy"), ("!!!", "!!!"), ("3:33", "3m33"),
    ("Æon   Flux", "aeon flux"), ("", ""),
])  # fmt: skip
def test_a_text_is_made_plain(written: str, said: str) -> None:
    assert one(written) == said


@given(st.text(max_size=40))
def test_plain_does_not_raise_and_has_single_blanks(text: str) -> None:
    said = one(text)
    assert said == said.strip() and "  " not in said


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=30))
def test_ascii_is_the_same_by_kernels_and_by_letters(text: str) -> None:
    """An accented word beside it sends a text the slow way; its own words come out the same."""
    slow = one(text + " é").removesuffix("e").rstrip()
    fast = one(text)
    assert fast == slow or not any(c.isalnum() for c in text)


@pytest.mark.parametrize(("left", "right"), [
    ("The Matrix", "Matrix, The"), ("The Matrix (1999)", "Matrix"), ("Spider-Man", "Spiderman"), ("Lilo & Stitch", "Lilo and Stitch"), ("Men in Black III", "Men in Black 3"),
    ("Mean machine = The Longest yard", "The Longest Yard"), ("Dumb &amp; Dumber", "Dumb and Dumber"), ("In & out", "In and out"),
])  # fmt: skip
def test_titles_written_otherwise_are_equal(left: str, right: str) -> None:
    assert forms(left) & forms(right)


@pytest.mark.parametrize(("left", "right"), [
    ("Police", "The Police"), ("Pink", "P!NK"), ("Acda en De Munnik", "Acda & De Munnik"), ("Gogh, Vincent van", "Vincent van Gogh"), ("La Monte Young", "Young, La Monte"),
])  # fmt: skip
def test_names_written_otherwise_are_equal(left: str, right: str) -> None:
    assert forms(left, True) & forms(right, True)


@pytest.mark.parametrize(("left", "right"), [("Rocky", "Rocky II"), ("The The", "The Who"), ("La Monte Young", "Neil Young"), ("Toy Story 2", "Toy Story 3")])
def test_others_stay_apart(left: str, right: str) -> None:
    assert not forms(left) & forms(right)
    assert not forms(left, True) & forms(right, True)


def test_no_title_becomes_empty() -> None:
    assert "" not in forms("The The") | forms("(...)") | forms("The") and forms("The The") and forms("The")


def test_a_part_of_a_title_is_a_loose_form() -> None:
    assert "mortalkombat" in loose("Mortal Kombat: The Journey Begins")
    assert "crouchingtigerhiddendragon" in loose("Wo hu cang long (Crouching Tiger, Hidden Dragon)")
    assert not loose("The Matrix (1999)")


@pytest.mark.parametrize("names", [("tolstoj", "tolstoy", "tolstoi"), ("tsjaikovski", "tchaikovsky", "tschaikowsky"), ("dostojevski", "dostoevsky")])
def test_renderings_of_one_name_sound_alike(names: tuple[str, ...]) -> None:
    assert len({skeleton(name) for name in names}) == 1


def test_numbers_are_told_in_their_order() -> None:
    assert digits(["rocky ii", "part 2 of 3", "rocky", "vi"]) == ["2", "2 3", "", "6"]


@given(st.lists(st.text(max_size=20), max_size=5), st.booleans())
def test_every_text_has_forms_or_is_empty(texts: list[str], agents: bool) -> None:
    made = Forms(pa.array(texts, pa.string()), agents)
    assert len(made.main) == len(made.bracketed) == len(texts)
    have = set(made.strict[0].tolist())
    assert all(n in have for n, text in enumerate(made.main) if text)
