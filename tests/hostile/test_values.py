"""Dates, numbers and texts of every kind, mixed in one column: each cell read rightly, or kept as written and counted. Never misread."""

from __future__ import annotations

from typing import Any

import pytest

from intarsia.pool import Pool
from tests.small import POOL, dataset

#: what stands in the cell -> first and last year read; None when it says no date that one may rely on
DATES: dict[str, tuple[int, int] | None] = {
    "1931": (1931, 1931), "1931-05-02": (1931, 1931), "02.05.1931": (1931, 1931), "31/12/1931": (1931, 1931), "2 mei 1931": (1931, 1931),
    "May 2, 1931": (1931, 1931), "ca. 1931": (1931, 1931), "[1931]": (1931, 1931), "1931?": (1931, 1931), "1914-18": (1914, 1918), "1914-1918": (1914, 1918),
    "1930s": (1930, 1939), "jaren '30": (1930, 1939), "19th century": (1800, 1899), "19e eeuw": (1800, 1899), "XIXe siècle": (1800, 1899), "120 BC": (-119, -119),
    "44 v.Chr.": (-43, -43), "Q4 2027": (2027, 2027), "1931-02-30": None, "1931-13-01": None, "32/12/1931": None, "0000-00-00": None, "n.d.": None, "s.d.": None,
    "onbekend": None, "-": None, "?": None, "99999": None, "1931T04:00:00Z": None, "1931-05-02T04:00:00Z": (1931, 1931), "41000": None, "#N/A": None,
    "=1931+1": None, "1931\u00a0": (1931, 1931), "\u202e1391": (1391, 1391), "１９３１": (1931, 1931), "١٩٣١": None, "1931 (restored 1998)": None, "05/06/07": None,
}
#: what stands in the cell -> the figure read by number(x, 'nl'), None when it is none
NUMBERS: dict[str, float | None] = {
    "113.500": 113_500, "113500": 113_500, "1,5": 1.5, "1.234.567,89": 1_234_567.89, "12 %": 12, "€ 1.250,00": 1250, "(5)": -5, "-3": -3, "−3": -3, "1e3": 1000,
    "x": None, "NA": None, "#N/A": None, "": None, "12-15": None, "1.2.3": None, "0x1F": None, "NaN": None, "inf": None, "1e999": None, "twaalf": None, "１２": None,
    "1 000": 1000, "1\u202f000": 1000, "=1+1": None, "$1.3M": 1_300_000, "~50": None, ">100": None,
}

MAPPING = """mapping = 1
[[source]]
name = "mixed.csv"
record = "id"
[[work]]
form = "'film'"
title = "titel"
date = "datum"
[[work.observations]]
measure = "'visits'"
value = "number(aantal, 'nl')"
unit = "'visits'"
period = "'2024'"
where = "aantal is not null"
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("mixed") / "pool"
    folder.mkdir()
    (folder / "pool.toml").write_text(POOL, "utf-8")
    lines = ["id\ttitel\tdatum\taantal"]
    lines += [f"d{n}\tDatum {n}\t{written}\t" for n, written in enumerate(DATES)]
    lines += [f"n{n}\tGetal {n}\t\t{written}" for n, written in enumerate(NUMBERS)]
    dataset(folder, "mixed", "Mixed", "film-tv", "mixed.csv", "csv", "\n".join(lines) + "\n", MAPPING)
    described = folder / "datasets" / "mixed" / "dataset.toml"
    described.write_text(described.read_text("utf-8").replace('path = "mixed.csv"\n', 'path = "mixed.csv"\noptions = { delimiter = "\\t", quote = "" }\n'), "utf-8")
    pool = Pool(folder)
    pool.build()
    return pool.reader()


def test_every_record_is_accounted_for(reader: Any) -> None:
    assert reader.rows("SELECT rows_in, rows_out, rows_rejected FROM distribution") == [(len(DATES) + len(NUMBERS), len(DATES) + len(NUMBERS), 0)]


@pytest.mark.parametrize(("number", "written"), list(enumerate(DATES)), ids=list(DATES))
def test_dates(reader: Any, number: int, written: str) -> None:
    ((start, end, kept),) = reader.rows("SELECT year_start, year_end, date_written FROM work WHERE record = ?", [f"d{number}"])
    wanted = DATES[written]
    assert (start, end) == (wanted or (None, None))
    assert kept == written or (kept and kept.strip() == written.strip("\u00a0 "))  # what was written is never lost


@pytest.mark.parametrize(("number", "written"), list(enumerate(NUMBERS)), ids=list(NUMBERS))
def test_numbers(reader: Any, number: int, written: str) -> None:
    found = reader.rows("SELECT value FROM observation WHERE record = ?", [f"n{number}"])
    assert found == ([(NUMBERS[written],)] if NUMBERS[written] is not None else [])
