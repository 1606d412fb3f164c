"""What a remedy costs is told in figures that can be worked out by hand."""

from __future__ import annotations

import pytest

from intarsia.shelf.remedies.base import Loss, Safer
from intarsia.shelf.remedies.losing import Asked, loss, usual
from tests.shelf.remedies.tables import RAW, engine, safer

#: 12 months, one row a month, 10 visits each and 120 in January; novels in odd months and films in even ones
YEAR = {"day": [f"2026-{month:02}-05" for month in range(1, 13)], "kind": ["novel", "film"] * 6, "visits": ["120", *["10"] * 11], "mail": [f"m{n}" for n in range(12)]}
ASKED = Asked("visits", "day", "kind")


def lost(remedy: str, columns: list[str], **options: object) -> Loss:
    with engine(YEAR) as made:
        return loss(made, RAW, safer(made, remedy, columns, **options), ASKED)


def test_which_columns_answer() -> None:
    assert usual([("id", "integer", 9, 9), ("day", "date", 9, 9), ("year", "year", 9, 3), ("mail", "text", 9, 9), ("kind", "code", 9, 2), ("visits", "integer", 9, 5)]) == ASKED
    assert usual([]) == Asked()


def test_nothing_is_lost_when_nothing_changes() -> None:
    with engine(YEAR) as made:
        same = loss(made, RAW, Safer(f"SELECT * FROM {RAW}", ("_row", "_line", *YEAR)), ASKED)
    assert (same.rows, same.kept, set(same.questions.values())) == (0, 1.0, {0.0})


def test_a_column_that_is_left_out_answers_no_more() -> None:
    assert lost("leave-out", ["kind"]).questions == {"how much": 0, "over time": 0, "by kind": 1}
    assert lost("leave-out", ["visits"]).questions == {"how much": 1, "over time": 1, "by kind": 1}
    assert lost("leave-out", ["mail"]).questions == {"how much": 0, "over time": 0, "by kind": 0}
    assert lost("leave-out", ["mail"]).detail["mail"] == 0 and lost("leave-out", ["mail"]).kept == pytest.approx(7 / 8)


def test_months_of_a_year_are_thought_to_be_alike() -> None:
    assert lost("generalise-date", ["day"]).questions["over time"] == 0
    # 230 visits over 12 months are 19 1/6 a month; January has 100 5/6 more than that, and that is what stands in the wrong months
    assert lost("generalise-date", ["day"], to="year").questions["over time"] == pytest.approx((120 - 230 / 12) / 230)
    # by quarter: the first has 140 in all, so each of its months 46 2/3
    assert lost("generalise-date", ["day"], to="quarter").questions["over time"] == pytest.approx((120 - 140 / 3) / 230)


def test_figures_that_were_cut_off_are_missing() -> None:
    cut = lost("top-code", ["visits"], at=20)
    assert cut.questions["how much"] == pytest.approx(100 / 230) and cut.questions["over time"] == pytest.approx(100 / 230)
    assert lost("bands", ["visits"], edges=[0, 20, 100]).questions["how much"] == pytest.approx(20 / 230), "the edge of 100+ for 120; the middle of 0 to 20 for 10"


def test_a_table_of_counts_keeps_what_its_dimensions_tell() -> None:
    with engine(YEAR) as made:
        by_kind = loss(made, RAW, safer(made, "aggregate", by=["kind"], sums=["visits"]), ASKED)
        counted = loss(made, RAW, safer(made, "aggregate", by=["kind"]), Asked("", "", "kind"))
    assert by_kind.rows == 10 and by_kind.questions == {"how much": 0, "over time": 1, "by kind": 0}
    assert counted.questions == {"how much": 0, "over time": None, "by kind": 0}


def test_dearer_is_less_kept() -> None:
    kept = [lost("generalise-date", ["day"], to=to).kept for to in ("month", "quarter", "year", "decade")]
    assert kept == sorted(kept, reverse=True)
    assert lost("leave-out", ["visits"]).kept < lost("round", ["visits"], to=10).kept


def test_an_empty_table() -> None:
    with engine({"a": []}) as made:
        assert loss(made, RAW, safer(made, "leave-out", ["a"]), Asked("a")) == Loss(0, {"a": 1.0}, {"how much": None, "over time": None, "by kind": None}, 1.0)
