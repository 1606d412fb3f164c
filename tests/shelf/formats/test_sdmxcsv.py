from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.errors import Invalid
from intarsia.shelf.formats import sdmxcsv


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def test_version_1(tmp_path, look):
    text = "DATAFLOW,FREQ,GEO,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nORG:VISITS(1.0),A,NL,2023,12.5,\nORG:VISITS(1.0),A,BE,2023,,c\n"
    path = write(tmp_path / "a.csv", text)
    assert sdmxcsv.guess(path, {})["labelled"] == []
    tables, rejects = look(sdmxcsv, path)
    assert rejects == []
    assert tables[""] == [
        {"_row": 1, "_line": 2, "DATAFLOW": "ORG:VISITS(1.0)", "FREQ": "A", "GEO": "NL", "TIME_PERIOD": "2023", "OBS_VALUE": "12.5"},
        {"_row": 2, "_line": 3, "DATAFLOW": "ORG:VISITS(1.0)", "FREQ": "A", "GEO": "BE", "TIME_PERIOD": "2023", "OBS_FLAG": "c"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_version_2_with_labels_and_semicolons(tmp_path, look, encoding):
    text = (
        "STRUCTURE[|];STRUCTURE_ID;ACTION;FREQ: Frequency;GEO: Place;TIME_PERIOD: Time;OBS_VALUE: Value;NOTE: Remark\n"
        "dataflow;ORG:VISITS(1.0): Visits: all;I;A: Annual;NL: Nederland, heel;2023;12,5;Note: old way\n"
        "dataflow;ORG:VISITS(1.0): Visits: all;D;A: Annual;BE: België;2023;13,1;a remark\n"
    )
    path = write(tmp_path / "a.csv", text, encoding)
    full = sdmxcsv.guess(path, {})
    assert full["delimiter"] == ";"
    assert full["labelled"] == ["STRUCTURE_ID", "FREQ: Frequency", "GEO: Place"]
    tables, _ = look(sdmxcsv, path)
    first, second = tables[""]
    assert (first["STRUCTURE"], first["STRUCTURE_ID"], first["STRUCTURE_ID.label"]) == ("dataflow", "ORG:VISITS(1.0)", "Visits: all")
    assert (first["GEO"], first["GEO.label"], second["GEO.label"]) == ("NL", "Nederland, heel", "België")
    assert (second["ACTION"], second["OBS_VALUE"], first["NOTE"]) == ("D", "13,1", "Note: old way")
    assert "OBS_VALUE.label" not in first


def test_columns_that_are_split_can_be_said(tmp_path, look):
    path = write(tmp_path / "a.csv", "DATAFLOW,FREQ: Frequency\nA:B(1.0),A: Annual\n")
    tables, _ = look(sdmxcsv, path, {"labelled": []})
    assert tables[""][0]["FREQ"] == "A: Annual"


def test_a_line_that_does_not_fit_is_a_reject(tmp_path, look):
    path = write(tmp_path / "a.csv", "DATAFLOW,FREQ,OBS_VALUE\nA:B(1.0),A,1\nA:B(1.0),A\nA:B(1.0),M,3\n")
    tables, rejects = look(sdmxcsv, path)
    assert [row["_row"] for row in tables[""]] == [1, 3]
    assert [(r.record, r.line) for r in rejects] == [(2, 3)]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "STRUCTURE,other\nx,y\n", "", "DATAFLOW\n"])
def test_another_table_is_a_sentence(tmp_path, text):
    with pytest.raises(Invalid):
        sdmxcsv.guess(write(tmp_path / "a.csv", text), {})
