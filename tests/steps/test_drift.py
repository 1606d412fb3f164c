"""What a new delivery brings that the recipe was not made for stops it, in words and without a value."""

from __future__ import annotations

import pytest

from intarsia.errors import Refused
from intarsia.shelf.remedies.recipe import Act, Expected, Recipe
from intarsia.steps.drift import Drift, drifted, refuse

RECIPE = Recipe(
    (Act("leave-out", ("email",), because=("email",)), Act("generalise-date", ("day",), {"to": "month"}, because=("microdata",))),
    (Expected("day", "date"), Expected("visits", "integer"), Expected("email", "text", ("email",)), Expected("note", "text", ("free-text",), ("free-text",)), Expected("spare", "empty")),
    found=("microdata",),
)
SAME = [("day", "date"), ("visits", "integer"), ("email", "text"), ("note", "code"), ("spare", "empty")]
FOUND = [("email", "email"), ("free-text", "note"), ("microdata", "")]


def test_a_delivery_like_the_last_has_not_drifted() -> None:
    assert drifted(RECIPE, SAME, FOUND, [("free-text", "note")]) == []
    assert drifted(RECIPE, [(name, "number" if name == "visits" else kind) for name, kind in SAME], FOUND) == [], "numbers are numbers"
    assert drifted(RECIPE, [(name, "empty" if name == "note" else kind) for name, kind in SAME]) == [], "an empty column tells nothing"
    assert drifted(Recipe(RECIPE.acts), SAME) == [], "a recipe that expects nothing is not compared"


@pytest.mark.parametrize(("columns", "found", "after", "drift"), [
    ([*SAME, ("phone", "text")], FOUND, None, Drift("new column", "phone")),
    ([*[one for one in SAME if one[0] != "visits"], ("visitors", "integer")], FOUND, None, Drift("new column", "visitors", "visits")),
    ([one for one in SAME if one[0] != "visits"], FOUND, None, Drift("missing column", "visits")),
    ([one for one in SAME if one[0] != "email"], FOUND, None, Drift("missing column", "email", stops=False)),
    ([(name, "text" if name == "visits" else kind) for name, kind in SAME], FOUND, None, Drift("changed type", "visits", "integer", "text")),
    ([(name, "text" if name == "spare" else kind) for name, kind in SAME], FOUND, None, Drift("changed type", "spare", "empty", "text")),
    (SAME, [*FOUND, ("phone", "note")], None, Drift("new finding", "note", now="phone")),
    (SAME, [*FOUND, ("phone", "note")], [("free-text", "note"), ("phone", "note")], Drift("new finding", "note", now="phone")),
    (SAME, [*FOUND, ("p-percent", "")], None, Drift("new finding", "", now="p-percent")),
])  # fmt: skip
def test_what_changed(columns: list[tuple[str, str]], found: list[tuple[str, str]], after: list[tuple[str, str]] | None, drift: Drift) -> None:
    assert drift in drifted(RECIPE, columns, found, after)
    for language in ("en", "nl"):
        sentence = drift.sentence(language)
        assert "{" not in sentence and (not drift.column or drift.column in sentence)


def test_a_finding_in_a_column_that_is_left_out_is_silenced() -> None:
    assert drifted(RECIPE, SAME, [*FOUND, ("phone", "email")]) == []
    assert drifted(RECIPE, SAME, [*FOUND, ("phone", "email")], []) == []


def test_it_stops_and_says_what_and_the_way_out() -> None:
    with pytest.raises(Refused) as error:
        refuse(drifted(RECIPE, [*SAME, ("phone", "text")]), "visits-2026")
    assert "'phone' is new" in error.value.what and "datasets/visits-2026/recipe.toml" in error.value.where and "--like visits-2026" in error.value.way_out
    refuse([Drift("missing column", "email", stops=False)], "visits-2026")
