"""The museums of England beside each other: every figure against a calculation of its own from the publisher's workbook."""

from __future__ import annotations

import re
import statistics
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from intarsia import answering
from intarsia.answering import Release
from intarsia.evidence import ENGLISH

pytestmark = pytest.mark.data
_TABLE, _OFFICE, _TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text"))
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def sheet(path: Path, name: str) -> list[list[str]]:
    """The cells of a sheet of a workbook as text; read here and not by Intarsia."""
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("content.xml"))
    (table,) = (one for one in root.iter(f"{_TABLE}table") if one.get(f"{_TABLE}name") == name)
    rows = []
    for line in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in line:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                text = cell.get(f"{_OFFICE}value") or " ".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
                cells += [text] * min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 200)
        rows.append(cells)
    return rows


def number(text: str) -> float | None:
    found = re.fullmatch(r"([\d,.]+)(?: *\[r\])?", text.strip())
    return float(found[1].replace(",", "")) if found else None


@pytest.fixture(scope="module")
def workbook(real_data: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Coverage ("Museum group", "Museum site") -> month ("2019-04") -> name of the line -> visits. Not the museum that counts without its garden."""
    (path,) = (real_data / "dcms_museum_visits").glob("*.ods")
    found: dict[str, dict[str, dict[str, float]]] = {}
    head, *lines = sheet(path, "1a")[3:]
    for line in lines:
        for title, text in zip(head[3:], line[3:], strict=False):
            if (said := re.match(r"([A-Z][a-z]+) (20\d\d)", title)) and (value := number(text)) is not None:
                month = f"{said[2]}-{MONTHS.index(said[1]) + 1:02d}"
                opened = value or not line[0].startswith(("V&A Storehouse", "SMG Science and Innovation Park"))  # 0 before it opened is not counted
                if opened and "Excluding" not in line[0]:
                    found.setdefault(line[1 + 1], {}).setdefault(month, {})[line[0]] = value
    head, *lines = sheet(path, "2a")[3:]
    for name, coverage, month, *cells in lines:  # one line a museum and month, financial years beside each other: they begin in April
        for title, text in zip(head[3:], cells, strict=False):
            if month in MONTHS and "Excluding" not in name and (value := number(text)) is not None:
                year = int(title[:4]) + (MONTHS.index(month) < 3)
                if year < 2019:  # the newer sheet has the first months of 2019
                    found.setdefault(coverage, {}).setdefault(f"{year}-{MONTHS.index(month) + 1:02d}", {})[name] = value
    return found


def quartiles(values: list[float]) -> tuple[float, float, float]:
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def asked(museums: Release, **chosen: str) -> dict[tuple[str, str], dict[str, object]]:
    """The rows of the benchmark by period and line."""
    answer = answering.answer(museums, "benchmark", {"measure": "visits", **chosen}, ENGLISH)
    names = [field.name for field in answer.fields]
    return {(row[0], row[1]): dict(zip(names, row, strict=True)) for row in answer.rows}


def agent(museums: Release, name: str) -> str:
    (row,) = museums.records("SELECT id FROM agent WHERE name = $name", {"name": name})
    return str(row["id"])


def test_every_quartile_of_every_month_is_that_of_the_workbook(museums: Release, workbook: dict[str, dict[str, dict[str, float]]]) -> None:
    checked = 0
    for coverage, somebody in (("Museum group", "Tate"), ("Museum site", "Tate Modern")):
        for year in range(2004, 2026):
            rows = asked(museums, agent=agent(museums, somebody), year=str(year))
            for month, there in workbook[coverage].items():
                if month.startswith(str(year)):
                    row = rows[(month, "Median of the peers")]
                    low, middle, high = quartiles(list(there.values()))
                    assert row["peers"] == len(there) >= 5, (month, coverage)
                    assert (row["quarter"], row["value"], row["three_quarters"]) == pytest.approx((low, middle, high), rel=1e-12), (month, coverage)
                    checked += 1
    assert checked == 2 * (78 + 177)  # January 2019 to June 2025, and April 2004 to December 2018


def test_the_own_figures_are_those_of_the_workbook(museums: Release, workbook: dict[str, dict[str, dict[str, float]]]) -> None:
    for name, line in (("Tate", "Tate Total"), ("British Museum", "British Museum"), ("Wallace Collection", "Wallace Collection")):
        for year in ("2019", "2020"):
            for (month, series), row in asked(museums, agent=agent(museums, name), year=year).items():
                if series == name:
                    there = workbook["Museum group"][month]
                    assert row["value"] == there[line]
                    assert row["below"] == sum(value < there[line] for value in there.values())
                    before = f"{int(month[:4]) - 1}{month[4:]}"
                    assert row["before"] == workbook["Museum group"][before][line] if year == "2020" else row["before"] is not None


def test_a_closed_month_is_told_as_closed(museums: Release) -> None:
    tate = agent(museums, "Tate")
    before, after = (asked(museums, agent=tate, year=year)[(f"{year}-04", "Tate")] for year in ("2019", "2020"))
    assert (before["value"], before["flag"]) == (784493, "")
    assert (after["value"], after["flag"], after["before"], after["change"]) == (0, "closed", 784493, -1)


def test_a_museum_that_counts_in_a_way_of_its_own_has_no_peers(museums: Release) -> None:
    answer = answering.answer(museums, "benchmark", {"agent": agent(museums, "Horniman Museum"), "measure": "visits"}, ENGLISH)
    # its months leave out the garden; what it has in common with others are the totals of financial years and the yearly indicators
    assert "financial year" in answer.definition or "yearly" in answer.definition
    assert all("garden" not in row[3] for row in answer.aside["groups"][1])


def test_per_inhabitant_needs_inhabitants(museums: Release) -> None:
    answer = answering.answer(museums, "benchmark", {"agent": agent(museums, "Tate"), "measure": "visits", "per": "inhabitants"}, ENGLISH)
    assert answer.evidence.state == "REFUSED" and answer.needs[0].measure == "population"
