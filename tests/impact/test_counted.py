"""Which figures a study lays beside each other: one unit, one way of counting, one source to divide by; and what is left out is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from intarsia import answering
from intarsia.answering import Placing, Release
from intarsia.answering import figure as figured
from intarsia.engine.duckdb import DuckDB
from intarsia.evidence import ENGLISH
from intarsia.impact import staggered
from intarsia.impact.study import Study
from intarsia.reader import Reader
from intarsia.shelf.insights.base import Answer
from intarsia.steps import studies
from intarsia.store import columnar
from intarsia.tables import TABLES
from intarsia.web.words import words
from tests.answering.made import dataset, released
from tests.impact.made import values

DONE = {"id": "iv", "dataset": "done", "record": "iv-1", "title": "A new theatre law", "place": "P03", "sector": "performing-arts", "kind": "law", "start": "2018-01-01"}
FIRST, LAST = 2010, 2021


def figure(place: str, year: int, value: float | None, measure: str = "visits", dataset: str = "visits", method: str = "counted", unit: str = "persons", flag: str | None = None,
           segment: str | None = None, ends: str = "12-31") -> dict[str, Any]:
    return {"measure": measure, "value": value, "unit": unit, "about": place, "about_kind": "place", "place": place, "period_start": f"{year}-01-01", "period_end": f"{year}-{ends}",
            "segment": segment, "flag": flag, "method": method, "dataset": dataset, "record": f"{dataset} {place} {year} {method} {unit} {segment}"}


def asked(rows: Iterable[dict[str, Any]], done: Iterable[dict[str, Any]] = (DONE,), **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row of a study over these figures, and its result."""
    tables = {"observation": list(rows), "intervention": list(done), "place": [{"id": f"P{n:02d}", "name": f"Place {n:02d}"} for n in range(14)]}
    study = Study("law", {"en": "The law"}, {"en": "More?"}, "analyst", "2026-11-20", "done", more.pop("record", "iv-1"), "visits", "visits", "place", "up", **more)
    engine = DuckDB()
    try:
        for name in studies.READ:
            schema = columnar.schema(TABLES[name])
            engine.load(name, pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in tables.get(name, [])], schema=schema))
        row = studies.studied(engine, [study], ["en"], {}).to_pylist()[0]
    finally:
        engine.close()
    return row, json.loads(row["result"])


def counted(places: int = 5, raised: float = 1.0) -> list[dict[str, Any]]:
    found = values(places, LAST - FIRST + 1, seed=2)
    found[3, 2018 - FIRST:] *= raised
    return [figure(f"P{n:02d}", FIRST + at, float(value)) for n, row in enumerate(found) for at, value in enumerate(row)]


def people(places: int = 5, raised: float = 1.0, times: float = 1.0, **more: Any) -> list[dict[str, Any]]:
    """Inhabitants: a hundred thousand and more each, and `raised` in the place of the law from 2018 on."""
    return [figure(f"P{n:02d}", year, times * 1e5 * (n + 1) * (raised if n == 3 and year >= 2018 else 1.0), measure="population", **{"dataset": "census", **more})
            for n in range(places) for year in range(FIRST, LAST + 1)]


def test_who_grows_with_its_inhabitants_has_no_effect_per_inhabitant() -> None:
    plain, _ = asked(counted(10, 1.5))
    assert plain["status"] == "SUGGESTIVE" or plain["p"] <= 0.1
    assert plain["low"] < 50 < plain["high"] and plain["effect"] > 35
    row, result = asked([*counted(10, 1.5), *people(10, 1.5)], per="population")
    assert abs(row["effect"]) < 8 and row["p"] > 0.1 and row["unit"] == "persons per 1000 population"
    assert result["treated"][0] == studies.rounded(1000 * counted(10)[3 * 12]["value"] / 4e5) and result["figures"]["per"]["dataset"] == "census"


def test_of_two_sources_of_inhabitants_one_is_used_all_through_and_the_other_is_counted() -> None:
    """The second says five times as much, is an estimate, and alone knows the last year: the most it may do is to be told."""
    known = [row for row in people() if row["period_start"] < "2021"]
    both = [*counted(), *known, *people(times=5.0, dataset="atlas", method="model", flag="estimated")]
    _, result = asked(both, per="population", until="2020")
    per = result["figures"]["per"]
    assert (per["dataset"], per["others"], per["apart"], per["without"]) == ("census", 11 * 5, 400.0, 0) and max(result["treated"]) < 1000 * 12000 / 4e5
    _, longer = asked(both, per="population")  # with 2021 in the window, the atlas knows more years
    assert longer["figures"]["per"]["dataset"] == "atlas" and longer["figures"]["per"]["estimated"] == 60
    _, named = asked(both, per="population", per_dataset="census")
    assert named["figures"]["per"]["dataset"] == "census" and named["figures"]["per"]["without"] == 5 and named["treated"][-1] is None
    _, none = asked(counted(), per="population")
    assert none["status"] == "NO DESIGN" and none["reasons"][0][0] == "no-divisor"


def told(folder: Path, row: dict[str, Any], rows: list[dict[str, Any]], language: str) -> dict[str, Answer]:
    """What the insights say of a study in a release that holds it."""
    release = released(folder, {"study": [row], "observation": rows, "dataset": [dataset(name, selection="complete register") for name in ("visits", "census", "atlas", "done")]})
    return {name: answering.answer(release, name, {"study": "law"}, words(language)) for name in ("impact-before-after", "impact-overlay", "impact-visible", "impact", "impact-gap")}


def test_what_it_is_divided_by_stands_on_the_page(tmp_path: Path) -> None:
    rows = [*counted(), *people(), *people(times=1.5, dataset="atlas")]
    row, _ = asked(rows, per="population", per_dataset="census")
    said = told(tmp_path, row, rows, "nl")
    assert "per 1.000 inwoners" in said["impact"].definition and any(note.startswith("Gedeeld door") and "census" in note.lower() for note in said["impact"].notes)
    row, _ = asked(rows, per="population")
    notes = " ".join(told(tmp_path / "en", row, rows, "en")["impact"].notes)
    assert "they differ by up to 33.3%" in notes and "kept to all through" in notes
    assert "per 1,000 inhabitants" in told(tmp_path / "en", row, rows, "en")["impact-before-after"].title


def test_one_thing_done_to_several_is_asked_once_and_told_from_the_start_of_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_lot = staggered._by_lot
    monkeypatch.setattr(staggered, "_by_lot", lambda *given: by_lot(*given, draws=19))
    found = values(14, LAST - FIRST + 1, seed=2)
    for n in range(3):
        found[n, 5 + n:] *= 1.5
    rows = [figure(f"P{n:02d}", FIRST + at, float(value)) for n, row in enumerate(found) for at, value in enumerate(row)]
    done = [DONE | {"id": f"iv{n}", "record": f"iv-{n}", "place": f"P{n:02d}", "start": f"{FIRST + 5 + n}-01-01"} for n in range(3)]
    row, result = asked(rows, done, records=("iv-0", "iv-1", "iv-2"), record="iv-0")
    assert (row["design"], row["status"]) == ("staggered", "SUPPORTED") and row["low"] < 50 < row["high"] and result["starts"] == {f"P{n:02d}": f"{FIRST + 5 + n}-01-01" for n in range(3)}
    said = told(tmp_path, row, rows, "en")
    assert [one[0] for one in said["impact"].rows[:2]] == [-5, -4] and "the 3 where it was done" in said["impact"].evidence.sentence and said["impact"].chart.events[0][0] == -0.5
    assert len({one[1] for one in said["impact-gap"].rows}) == 20 and said["impact-before-after"].rows[0][3] > 30
    assert figured(said["impact"], Release(Reader(tmp_path)), ENGLISH, Placing(lambda lead: lead[0])).drawn
    assert asked(rows, done[:2], records=("iv-0", "iv-1"), record="iv-0")[1]["reasons"][0] == ["few-treated", {"n": 2, "least": 3}]


def test_a_part_of_the_audience_is_divided_by_that_part_of_the_inhabitants() -> None:
    young = [{**row, "segment": "15-24"} for row in counted()]
    _, result = asked([*young, *people(), *people(times=0.1, segment="15-24")], per="population", segment="15-24")
    assert result["figures"]["unit"] == "persons per 1000 population, 15-24" and result["treated"][0] == studies.rounded(1000 * counted()[3 * 12]["value"] / 4e4)
    _, whole = asked([*young, *people()], per="population", segment="15-24")
    assert whole["figures"]["unit"] == "persons per 1000 population" and whole["treated"][0] == studies.rounded(1000 * counted()[3 * 12]["value"] / 4e5)


def test_a_series_keeps_to_one_way_of_counting_and_one_unit() -> None:
    """A survey doubles every figure from 2018 on, and a sum in money stands beside: neither may look like a rise."""
    mixed = counted() + [figure("P03", year, 90_000.0, method="survey") for year in range(2018, 2022)] + [figure("P03", year, 1e9, unit="EUR") for year in range(FIRST, 2014)]
    mixed += [figure("P02", 2019, 70_000.0, method="counted", flag="estimated"), dict(counted()[4 * 12], record="again")]
    row, result = asked(mixed)
    assert result["figures"]["unused"] == {"measured": 4, "way": 4, "guessed": 1, "repeated": 1} and row["unit"] == "persons" and result["figures"]["methods"] == ["counted"]
    assert max(result["treated"]) < 90_000 and result["left_out"] == [] and len(result["compared"]) == 4
    named, survey = asked(mixed, method="survey")
    assert survey["reasons"][0][0] == "too-short" and named["status"] == "NO DESIGN"
    _, money = asked(mixed, measured_in="EUR")
    assert money["figures"]["unit"] == "EUR" and money["reasons"][0][0] == "too-short"


def test_two_figures_that_differ_are_refused_or_left_out() -> None:
    _, own = asked([*counted(), figure("P03", 2015, 1.0)])
    assert own["status"] == "NO DESIGN" and own["reasons"][0][0] == "two-figures"
    _, other = asked([*counted(), figure("P04", 2015, 1.0)])
    assert ["P04", "apart"] in other["left_out"] and "P04" not in other["compared"]


def test_what_another_is_counted_in_is_told() -> None:
    _, result = asked([{**row, "method": "all halls"} if row["about"] == "P01" else row for row in counted()])
    assert result["figures"]["otherwise"] == ["P01"] and not result["figures"]["unused"]
