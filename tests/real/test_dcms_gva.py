"""Gross value added and exports of the British creative sectors, from R data: facts known from the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data

FIGURES = "FROM observation WHERE dataset = 'dcms_gva'"


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_row_is_accounted_for(reader: Any) -> None:
    counts = {name: rows for name, *rows in reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'dcms_gva'")}
    assert counts == {"GVA_by_sector_2016.rda": [54, 54, 0], "exports_by_sector_2016.rda": [40, 40, 0], "DCMS_sectors.rda": [552, 552, 0]}


@pytest.mark.parametrize(
    ("segment", "year", "pounds"),
    [("creative industries", 2010, 65_188e6), ("cultural sector", 2015, 26_981e6), ("tourism", 2015, 62_406.84e6), ("all DCMS sectors", 2010, 177_069.1284e6)],
)
def test_value_added_is_in_pounds(reader: Any, segment: str, year: int, pounds: float) -> None:
    figure = f"SELECT value, unit {FIGURES} AND measure = 'gva' AND place = 'GB' AND segment = '{segment}' AND period_start = '{year}-01-01' AND period_end = '{year}-12-31'"
    assert one(reader, figure) == (pytest.approx(pounds), "GBP")


def test_the_whole_country_has_no_segment(reader: Any) -> None:
    assert one(reader, f"SELECT value {FIGURES} AND measure = 'gva' AND segment IS NULL AND period_start = '2015-01-01'") == pytest.approx(1_661_081e6)
    # sectors overlap: all together are less than their sum
    sectors = f"SELECT sum(value) {FIGURES} AND measure = 'gva' AND segment <> 'all DCMS sectors' AND period_start = '2015-01-01'"
    assert one(reader, sectors) == pytest.approx((87_350 + 26_981 + 118_388 + 10_300 + 10_133 + 30_246 + 62_406.84) * 1e6)
    assert one(reader, f"SELECT value {FIGURES} AND measure = 'gva' AND segment = 'all DCMS sectors' AND period_start = '2015-01-01'") == pytest.approx(220_928.2252e6)


def test_exports(reader: Any) -> None:
    assert one(reader, f"SELECT count(*), count(DISTINCT segment), max(period_end) {FIGURES} AND measure = 'exports'") == (40, 7, "2014-12-31")
    assert one(reader, f"SELECT value {FIGURES} AND measure = 'exports' AND segment = 'digital sector' AND period_start = '2014-01-01'") == pytest.approx(31_755e6)


def test_industries_and_sectors_are_terminology(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'dcms_gva'") == 0
    assert one(reader, "SELECT count(*) FROM concept WHERE scheme = 'sic-2007'") == 68
    assert one(reader, "SELECT count(*) FROM concept WHERE scheme = 'dcms-sector' AND broader IS NULL") == 8
    parts = "SELECT broader, count(*) FROM concept WHERE scheme = 'dcms-sector' AND broader IS NOT NULL GROUP BY 1"
    assert dict(reader.rows(parts)) == {
        "dcms-sector:creative": 31, "dcms-sector:culture": 20, "dcms-sector:digital": 36, "dcms-sector:gambling": 1, "dcms-sector:sport": 9, "dcms-sector:telecoms": 4,
        "dcms-sector:all_dcms": 65,
    }
    assert one(reader, "SELECT value FROM label WHERE entity = 'sic-2007:58.11' AND kind = 'pref' AND language = 'en'") == "Book publishing"
