"""recipe.toml: what is written is read again, what is wrong is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid, NotFound
from intarsia.shelf.remedies import recipe as recipes
from intarsia.shelf.remedies.base import Loss
from intarsia.shelf.remedies.recipe import Act, Expected, Recipe

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)
NAMES = st.lists(WORDS, max_size=3, unique=True).map(tuple)
VALUES = st.one_of(st.booleans(), st.integers(-10**9, 10**9), st.floats(allow_nan=False, width=32), WORDS, st.lists(st.integers(0, 9), max_size=3))
LOSSES = st.builds(Loss, st.integers(0, 10**6), questions=st.dictionaries(WORDS, st.integers(0, 100).map(lambda n: n / 100), max_size=2), kept=st.integers(0, 100).map(lambda n: n / 100))
ACTS = st.builds(Act, WORDS, NAMES, st.dictionaries(WORDS, VALUES, max_size=3), NAMES, st.none() | LOSSES, st.just("") | WORDS)
RECIPES = st.builds(Recipe, st.lists(ACTS, max_size=3).map(tuple), st.lists(st.builds(Expected, WORDS, WORDS, NAMES, NAMES), max_size=3).map(tuple), NAMES, NAMES)


@given(RECIPES)
def test_a_recipe_is_read_as_it_was_written(recipe: Recipe) -> None:
    again = recipes.parse(recipe.text)
    assert again.text == recipe.text
    assert [(a.remedy, a.columns, dict(a.options), a.because, a.distribution) for a in again.acts] == [(a.remedy, a.columns, dict(a.options), a.because, a.distribution) for a in recipe.acts]
    assert (again.expects, again.found, again.remains) == (recipe.expects, recipe.found, recipe.remains)
    assert [a.loss and (a.loss.rows, a.loss.kept) for a in again.acts] == [a.loss and (a.loss.rows, a.loss.kept) for a in recipe.acts]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        recipes.parse(text)
    except Invalid as error:
        assert error.where and error.way_out


@pytest.mark.parametrize(("text", "says"), [
    ("", "no version"), ("version = 2", "no version"), ("version = true", "no version"), ("version = ", "not valid TOML"),
    ("version = 1\nremedies = []", "did you mean 'remedy'"), ("version = 1\nremedy = 3", "list of tables"), ('version = 1\n[[remedy]]\ncolumns = ["a"]', "'remedy' is missing"),
    ('version = 1\n[[remedy]]\nremedy = "round"\ncolumn = ["a"]', "did you mean 'columns'"), ('version = 1\n[[remedy]]\nremedy = "round"\ncolumns = ["a", "a"]', "different texts"),
    ('version = 1\n[[remedy]]\nremedy = "round"\nloss = { rows = "many" }', "must hold numbers"), ('version = 1\n[[remedy]]\nremedy = "round"\noptions = 3', "table of names"),
    ('version = 1\n[[expects.column]]\nkind = "text"', "'column' is missing"),
])  # fmt: skip
def test_what_is_wrong_is_told(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says.replace("[", r"\[")) as error:
        recipes.parse(text, "datasets/x/recipe.toml")
    assert "datasets/x/recipe.toml" in error.value.where


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no recipe"):
        recipes.load(tmp_path / "recipe.toml")
    (tmp_path / "recipe.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Invalid, match="UTF-8"):
        recipes.load(tmp_path / "recipe.toml")


def test_of_a_distribution() -> None:
    recipe = Recipe((Act("round", ("a",), distribution="one"), Act("leave-out", ("b",), distribution="two"), Act("leave-out", ("c",))), (Expected("a", "integer", distribution="one"),))
    assert [act.columns for act in recipe.of("one").acts] == [("a",), ("c",)]
    assert recipe.of("two").left_out == {"b", "c"} and not recipe.of("two").expects
