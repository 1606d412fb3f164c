from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.shelf.formats import eurostat


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_flags_stand_beside_values_and_missing_is_kept(tmp_path, look):
    text = "freq,unit,geo\\TIME_PERIOD\t2022 \t2023 \t2024 \nA,PC,NL\t12.5 \t13.1 p\t: \nA,PC,BE \t: c\t \t0 n\nA,PC,EL\t-3 bu\t:\t7\n"
    tables, rejects = look(eurostat, write(tmp_path / "a.tsv", text))
    assert rejects == []
    seen = [(r["_row"], r["_line"], r["geo"], r["TIME_PERIOD"], r.get("OBS_VALUE"), r.get("OBS_FLAG")) for r in tables[""]]
    assert seen == [
        (1, 2, "NL", "2022", "12.5", None),
        (2, 2, "NL", "2023", "13.1", "p"),
        (3, 2, "NL", "2024", None, ":"),
        (4, 3, "BE", "2022", None, "c"),
        (5, 3, "BE", "2024", "0", "n"),
        (6, 4, "EL", "2022", "-3", "bu"),
        (7, 4, "EL", "2023", None, ":"),
        (8, 4, "EL", "2024", "7", None),
    ]
    assert {r["freq"] for r in tables[""]} == {"A"}


def test_a_flag_may_stand_against_its_value(tmp_path, look):
    tables, rejects = look(eurostat, write(tmp_path / "a.tsv", "geo\\TIME_PERIOD\t2020\t2021\t2022\t2023\nNL\t0n\t:c\t1e3\t2.5bd \n"))
    assert rejects == []
    assert [(r.get("OBS_VALUE"), r.get("OBS_FLAG")) for r in tables[""]] == [("0", "n"), (None, "c"), ("1e3", None), ("2.5", "bd")]


def test_the_old_form_and_columns_that_are_no_periods(tmp_path, look):
    tables, _ = look(eurostat, write(tmp_path / "old.tsv", "unit,geo\\time\t2010 \nPC,NL\t1 \n"))
    assert tables[""] == [{"_row": 1, "_line": 2, "unit": "PC", "geo": "NL", "TIME_PERIOD": "2010", "OBS_VALUE": "1"}]
    tables, _ = look(eurostat, write(tmp_path / "geo.tsv", "time\\geo\tNL\tBE\r\n2010\t1\t2 e\r\n"))
    assert tables[""] == [
        {"_row": 1, "_line": 2, "time": "2010", "geo": "NL", "OBS_VALUE": "1"},
        {"_row": 2, "_line": 2, "time": "2010", "geo": "BE", "OBS_VALUE": "2", "OBS_FLAG": "e"},
    ]


def test_bad_lines_and_cells_are_told_with_their_place(tmp_path, look):
    text = "freq,geo\\TIME_PERIOD\t2023\t2024\nA,NL\t1\t2\nA\t3\t4\nA,BE\t5\nA,DE\thello there\t6\n\nA,FR\t7\t8\t9\nA,LU\t9\t\n"
    tables, rejects = look(eurostat, write(tmp_path / "a.tsv", text))
    assert [(r["_row"], r["_line"], r["OBS_VALUE"]) for r in tables[""]] == [(1, 2, "1"), (2, 2, "2"), (6, 5, "6"), (8, 8, "9")]
    assert [(r.record, r.line) for r in rejects] == [(3, 3), (4, 4), (7, 7), (5, 5)]
    assert not any("hello" in r.reason for r in rejects)


@pytest.mark.parametrize("text", ["", "\n", "a\tb\n1\t2\n", "freq,geo\t2023\nA,NL\t1\n", "\\\t2023\n"])
def test_another_table_is_a_sentence(tmp_path, text):
    with pytest.raises(Invalid, match=r"name the dimensions|is empty"):
        eurostat.guess(write(tmp_path / "a.tsv", text), {})


CELLS = st.sampled_from(["", " ", ":", ": ", ": c", "1", "1 ", "-2.5 p", "1e3 bu", "0 n", "x!", ": :"])


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=30), st.integers(1, 4), st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_every_cell_that_says_something_is_a_row_or_a_reject(tmp_path_factory, rows, wide, at_once):
    path = tmp_path_factory.mktemp("eurostat") / "a.tsv"
    write(path, "geo\\TIME_PERIOD\t" + "\t".join(map(str, range(2000, 2000 + wide))) + "\n" + "".join(f"g{n}\t" + "\t".join(row) + "\n" for n, row in enumerate(rows)))
    eurostat.CELLS, before = at_once * wide, eurostat.CELLS
    try:
        items = list(eurostat.read(path, {}))
    finally:
        eurostat.CELLS = before
    seen = {row["_row"]: row for item in items if hasattr(item, "rows") for row in item.rows.to_pylist()}
    bad = {item.record for item in items if not hasattr(item, "rows")}
    number = 0
    for at, row in enumerate(rows):
        if len(row) < wide or any(cell.strip() for cell in row[wide:]):
            number += 1
            assert number in bad
            continue
        for period, cell in enumerate(row[:wide], start=2000):
            if not cell.strip():
                continue
            number += 1
            if cell in ("x!", ": :"):
                assert number in bad
                continue
            found = seen[number]
            value, _, flag = cell.strip().partition(" ")
            assert (found["geo"], found["TIME_PERIOD"], found["_line"]) == (f"g{at}", str(period), at + 2)
            assert (found["OBS_VALUE"], found["OBS_FLAG"]) == ((None, flag or ":") if value == ":" else (value, flag or None))
    assert len(seen) + len(bad) == number
