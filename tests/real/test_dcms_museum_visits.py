"""Visits to the national museums of England by month: facts known from the workbooks themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data

VISITS = "FROM observation AS o JOIN agent AS a ON a.id = o.about WHERE o.dataset = 'dcms_museum_visits' AND o.measure = 'visits'"
MONTHS = "FROM observation WHERE dataset = 'dcms_museum_visits' AND measure = 'visits' AND left(period_start, 7) = left(period_end, 7)"


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def month(reader: Any, museum: str, start: str) -> Any:
    """Value and flag of a museum in a month."""
    return one(reader, f"SELECT o.value, o.flag {VISITS} AND a.name = '{museum}' AND o.period_start = '{start}-01' AND left(o.period_end, 7) = '{start}'")


def test_every_row_is_accounted_for(reader: Any) -> None:
    counts = {name: rows for name, *rows in reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'dcms_museum_visits'")}
    assert counts == {
        "monthly-visits-2019-2025.ods": [41, 41, 0],
        "monthly-visits-2004-2018.ods": [754, 754, 0],
        "visits-by-financial-year.xlsx": [22, 22, 0],
        "visits-under-16.xlsx": [18, 18, 0],
        "visits-from-overseas.xlsx": [18, 18, 0],
        "website-visits.xlsx": [18, 18, 0],
        "income-admissions.xlsx": [18, 18, 0],
        "income-trading.xlsx": [18, 18, 0],
        "income-fundraising.xlsx": [18, 18, 0],
        "footfall_df.csv": [108, 108, 0],
    }


def test_it_is_for_this_machine(reader: Any) -> None:
    assert one(reader, "SELECT verdict, \"use\" FROM dataset WHERE id = 'dcms_museum_visits'") == ("ASK", "this machine")


def test_each_museum_is_one_organisation(reader: Any) -> None:
    names = [name for (name,) in reader.rows("SELECT name FROM agent WHERE dataset = 'dcms_museum_visits' AND kind = 'organisation' AND country = 'GB'")]
    assert len(names) == len(set(names)) == 59
    assert not [name for name in names if "[" in name or "(" in name or name.endswith(("Total", " "))]
    assert {"Tate", "Tate Modern", "V&A", "HMS Belfast", "Museum of the Home", "Horniman Museum", "T&W Stephenson"} <= set(names)
    unknown = "SELECT count(*) FROM observation WHERE dataset = 'dcms_museum_visits' AND about_kind = 'agent' AND about NOT IN (SELECT id FROM agent)"
    assert one(reader, unknown) == 0


def test_tate_before_and_in_the_pandemic(reader: Any) -> None:
    assert month(reader, "Tate", "2019-04") == (784_493, None)
    assert month(reader, "Tate", "2020-04") == (0, "closed")


@pytest.mark.parametrize(
    ("museum", "start", "expected"),
    [
        ("British Museum", "2005-01", (327_033, None)),  # in the column 2004/2005
        ("British Museum", "2004-04", (403_841, None)),
        ("British Museum", "2020-03", (179_887, None)),
        ("Museum of the Home", "2024-07", (17_826, None)),  # "17,826 [r]"; 0 in the table made from it
        ("V&A Storehouse", "2025-04", (None, "not_recorded")),  # 0 in the workbook
        ("V&A Storehouse", "2025-05", (4_500, None)),
        ("V&A Blythe House", "2025-05", (0, "closed")),
        ("Young V&A", "2005-12", (None, "missing")),  # under its earlier name, x
        ("V&A Theatre Museum", "2008-03", (None, "closed")),
        ("T&W Laing", "2015-05", (None, "not_recorded")),
        ("Museum of London", "2008-05", (None, "not_recorded")),
        ("Tate", "2004-02", (None, "not_recorded")),  # before the statistics begin, 0 in the table made from them
        ("Tate", "2025-09", (None, "not_recorded")),
    ],
)
def test_figures_and_three_ways_of_having_none(reader: Any, museum: str, start: str, expected: tuple[float | None, str | None]) -> None:
    assert month(reader, museum, start) == expected


def test_nought_is_a_closed_museum(reader: Any) -> None:
    noughts = f"SELECT flag, count(*) {MONTHS} AND value = 0 GROUP BY 1"
    # one 0 of 2004-2018, at Arbeia, is not explained by the workbook
    assert dict(reader.rows(noughts)) == {"closed": 6 + 275 + 151, None: 1}
    closed = f"SELECT count(DISTINCT about) {MONTHS} AND flag = 'closed' AND period_start = '2020-04-01'"
    assert one(reader, closed) == 39  # 38 museums and sites and the total; two sites had not opened yet


def test_museums_add_up_to_the_total_and_sites_to_their_group(reader: Any) -> None:
    both = f"SELECT period_start, sum(CASE WHEN segment IS NULL THEN value END) AS museums, max(CASE WHEN segment = 'all museums' THEN value END) AS total {MONTHS} GROUP BY 1"
    assert one(reader, f"SELECT count(*), count(CASE WHEN abs(museums - total) < 1 THEN 1 END) FROM ({both}) WHERE total IS NOT NULL") == (207, 207)
    tate = f"SELECT sum(o.value) {VISITS} AND a.name LIKE 'Tate %' AND o.segment = 'site of a group' AND o.period_start = '2019-04-01'"
    assert one(reader, tate) == 784_493


def test_no_month_of_a_museum_comes_twice(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) - count(DISTINCT about || period_start || coalesce(segment, '')) {MONTHS}") == 0


def test_financial_years_go_from_april_to_march(reader: Any) -> None:
    years = f"SELECT o.period_start, o.period_end, o.value {VISITS} AND a.name = 'British Museum' AND o.segment = 'financial year' ORDER BY 1"
    found = reader.rows(years)
    assert (len(found), found[0], found[-1]) == (15, ("2004-04-01", "2005-03-31", 4_778_200), ("2018-04-01", "2018-12-31", 4_613_133))
    # the twelve months of the first year, from two calendar years
    assert one(reader, f"SELECT sum(o.value) {VISITS} AND a.name = 'British Museum' AND o.segment IS NULL AND o.period_start BETWEEN '2004-04-01' AND '2005-03-01'") == 4_778_200


def test_yearly_indicators(reader: Any) -> None:
    museum = "FROM observation AS o JOIN agent AS a ON a.id = o.about WHERE o.dataset = 'dcms_museum_visits' AND a.name"
    children = f"SELECT o.value, o.flag, o.period_end {museum} = 'British Museum' AND o.segment = 'under 16' AND o.period_start"
    assert one(reader, f"{children} = '2008-04-01'") == (723_592, None, "2009-03-31")
    assert one(reader, f"{children} = '2010-04-01'") == (850_650, "break", "2011-03-31")
    assert one(reader, f"SELECT o.value {museum} = 'National Museums Liverpool' AND o.segment = 'under 16' AND o.period_start = '2021-04-01'") == 247_276  # with an odd space
    assert one(reader, f"SELECT o.value, o.flag {museum} = 'Horniman Museum' AND o.segment = 'from overseas' AND o.period_start = '2015-04-01'") == (None, "missing")
    assert one(reader, f"SELECT o.value, o.unit {museum} = 'Museum of the Home' AND o.segment = 'trading' AND o.period_start = '2008-04-01'") == (-1190, "GBP")
    assert one(reader, f"SELECT o.value {museum} = 'Royal Museums Greenwich' AND o.segment = 'trading' AND o.period_start = '2020-04-01'") == 0  # "Nil"
    total = "SELECT value, period_start FROM observation WHERE dataset = 'dcms_museum_visits' AND segment = 'all museums; rounded' ORDER BY period_start"
    assert reader.rows(total)[0] == (33_615_000, "2002-04-01")
