"""Amounts as people write them, and of when the rows are."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.rules import amounts, periods
from intarsia.shelf.rules.delivery import Column, Context
from intarsia.triage import looking

NOW = periods.month_of("2026-11-23")


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def read(engine: DuckDB, written: list[str]) -> list[float | None]:
    """A column of amounts, as SQL reads it."""
    column = Column("", "price", "code", len(written), len(written), len(set(written)), 20, tuple(dict.fromkeys(written)), whole=True)
    assert amounts.is_amount(column)
    engine.load("amounts", pa.table({"price": written, "at": range(len(written))}))
    return [row[0] for row in engine.rows(f'SELECT {amounts.amount(column)} FROM amounts ORDER BY "at"')]


@pytest.mark.parametrize(("written", "meant"), [
    (["1.234,56", "12,00", "905,5"], [1234.56, 12.0, 905.5]),
    (["€ 12", "€ 1.250", "€ 3,50"], [12.0, 1250.0, 3.5]),
    (["$1.3M", "$900k", "$20"], [1_300_000.0, 900_000.0, 20.0]),
    (["1,234.56", "12.00"], [1234.56, 12.0]),
    (["1 200 000", "300 000"], [1_200_000.0, 300_000.0]),
    (["113.500", "9.000", "850"], [113_500.0, 9_000.0, 850.0]),
    (["(45)", "-3", "7"], [-45.0, -3.0, 7.0]),
    (["12,5 mln", "3 mln"], [12_500_000.0, 3_000_000.0]),
    (["48 %", "36 %"], [48.0, 36.0]),
    (["12,-", "9,-"], [12.0, 9.0]),
])  # fmt: skip
def test_amounts_are_read_as_they_are_meant(engine: DuckDB, written: list[str], meant: list[float]) -> None:
    assert read(engine, written) == pytest.approx(meant)


@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=3, max_size=12), st.booleans(), st.sampled_from(["", "€ ", "$"]))
def test_any_sum_with_cents_comes_back(engine: DuckDB, values: list[Decimal], comma: bool, currency: str) -> None:
    texts = [f"{currency}{value:,.2f}" for value in values]
    if comma:
        texts = [text.translate(str.maketrans(",.", ".,")) for text in texts]
    assert read(engine, texts) == pytest.approx([float(value) for value in values])


def test_words_are_no_amounts(engine: DuckDB) -> None:
    delivery = looking.of_columns({"a": ["2 shops", "A1", "12 Monkeys"], "b": ["x", "n/a", "-"]}, engine)
    assert not [c.name for c in delivery.columns if amounts.is_amount(c)]


@pytest.mark.parametrize(("written", "grain", "month"), [
    ("2026-W30", "week", "2026-07"), ("KW 41/2025", "week", "2025-10"), ("2026-03-01", "day", "2026-03"), ("28/12/2014", "day", "2014-12"),
    ("1/11/99", "day", "1999-11"), ("20260301", "day", "2026-03"),
    ("December 28, 2014", "day", "2014-12"), ("3 mei 2020", "day", "2020-12"), ("2026-03", "month", "2026-03"), ("Q3 2026", "quarter", "2026-09"), ("2026Q1", "quarter", "2026-03"),
    ("2008/09", "year", "2009-12"), ("2019/2020", "year", "2020-12"), ("1998", "year", "1998-12"), ("2004.0", "year", "2004-12"),
])  # fmt: skip
def test_periods_are_never_older_than_they_are(engine: DuckDB, written: str, grain: str, month: str) -> None:
    delivery = looking.of_columns({"period": [written, written]}, engine, Context(as_of="2026-11-23"))
    span = periods.span(delivery)
    assert (span.grain, periods.written(span.newest or 0)) == (grain, month)


def test_a_date_in_parts_and_a_date_of_birth(engine: DuckDB) -> None:
    parts = looking.of_columns({"Date.Year": ["2025", "2026"], "Date.Month": ["11", "1"]}, engine, Context(as_of="2026-11-23"))
    assert periods.span(parts).grain == "month"
    born = looking.of_columns({"birth_date": ["2001-01-01", "1999-01-01"]}, engine, Context(as_of="2026-11-23"))
    assert periods.span(born).newest is None
