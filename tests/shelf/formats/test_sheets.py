from __future__ import annotations

import datetime
import gzip
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.shelf.formats import excel, ods, sheetcolumns, sheets
from intarsia.shelf.formats.base import Reject


def workbook(path: Path, **tables) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def cell(value) -> str:
    """A cell as LibreOffice writes it, or XML as it stands."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str) and value.startswith("<"):
        return value
    if isinstance(value, (int, float)):
        text = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {text}><text:p>shown {value}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def opendocument(path: Path, **tables) -> Path:
    head, tail = ods.CONTENT.split('<table:table table:name="Films">{rows}</table:table>')
    body = ""
    for name, rows in tables.items():
        inner = "".join(
            row if isinstance(row, str) else f"<table:table-row>{''.join(map(cell, row))}</table:table-row>"
            for row in rows
        )
        body += f'<table:table table:name="{name}">{inner}</table:table>'
    with ZipFile(path, "w") as archive:
        archive.writestr("content.xml", head + body + tail)
    return path


MAKERS = [(excel, workbook, "a.xlsx"), (ods, opendocument, "a.ods")]
both = pytest.mark.parametrize(("module", "make", "name"), MAKERS)
FILMS = [["Films of 2024"], [], ["title", "year"], ["Zomer", 1990], ["Herfst", None], [], ["Source: us"]]


@both
def test_header_records_and_note(tmp_path, look, module, make, name):
    path = make(tmp_path / name, Cover=[["Read me"]], Films=FILMS)
    options = module.guess(path, {})
    assert (options["sheet"], options["header_row"], options["stop_at_empty"]) == ("Films", 3, True)
    tables, rejects = look(module, path)
    assert tables == {
        "": [
            {"_row": 1, "_line": 4, "title": "Zomer", "year": "1990"},
            {"_row": 2, "_line": 5, "title": "Herfst"},
        ]
    }
    assert rejects == [Reject(3, 7, "note below the table")]


@both
def test_an_empty_row_does_not_end_a_table_that_goes_on(tmp_path, look, module, make, name):
    rows = [["a", "b"], [1, 2], [], ["group"], [3, 4], [], ["note"], ["note"]]
    tables, rejects = look(module, make(tmp_path / name, S=rows))
    assert [(row["_row"], row["_line"], row["a"]) for row in tables[""]] == [
        (1, 2, "1"),
        (2, 4, "group"),
        (3, 5, "3"),
    ]
    assert [(reject.record, reject.line) for reject in rejects] == [(4, 7), (5, 8)]


@both
def test_options_for_the_end(tmp_path, look, module, make, name):
    path = make(tmp_path / name, S=[["a", "b"], [1, 2], [3, 4], ["note", "x"], [], ["note"]])
    tables, rejects = look(module, path, {"stop_at_empty": False})
    assert [row["a"] for row in tables[""]] == ["1", "3", "note", "note"]
    assert rejects == []
    tables, rejects = look(module, path, {"last_row": 3})
    assert [row["a"] for row in tables[""]] == ["1", "3"]
    assert [(reject.record, reject.line) for reject in rejects] == [(3, 4), (4, 6)]


@both
def test_sheets_by_name_and_number(tmp_path, look, module, make, name):
    path = make(tmp_path / name, One=[["a", "b"], ["1", "2"]], Two=[["c", "d"], ["3", "4"], ["5", "6"]])
    assert look(module, path, {"sheet": "One"})[0][""][0]["a"] == "1"
    assert look(module, path, {"sheet": 2})[0][""][0]["c"] == "3"
    assert look(module, path, {"sheet": "2"})[0][""][0]["c"] == "3"
    with pytest.raises(Invalid, match="no sheet Three") as error:
        list(module.read(path, {"sheet": "Three"}))
    assert "One, Two" in error.value.way_out
    with pytest.raises(Invalid, match="no row 99"):
        list(module.read(path, {"sheet": "One", "header_row": 99}))


@both
def test_a_sheet_named_like_a_number_wins(tmp_path, look, module, make, name):
    path = make(tmp_path / name, **{"Cover": [["x", "y"], ["1", "2"]], "1": [["a", "b"], ["3", "4"]]})
    assert look(module, path, {"sheet": "1"})[0][""][0]["a"] == "3"


@both
def test_header_names_and_cells_outside(tmp_path, look, module, make, name):
    rows = [[" a ", "a", None, "b"], ["1", "2", None, "3"], ["4", "5", None, "6", None, "7"]]
    tables, _ = look(module, make(tmp_path / name, S=rows))
    assert tables[""] == [
        {"_row": 1, "_line": 2, "a": "1", "a_2": "2", "b": "3"},
        {"_row": 2, "_line": 3, "a": "4", "a_2": "5", "b": "6", "column_6": "7"},
    ]


@both
def test_no_header(tmp_path, look, module, make, name):
    tables, _ = look(module, make(tmp_path / name, S=[["x", 1], ["y", 2]]), {"header_row": 0})
    assert tables[""][0] == {"_row": 1, "_line": 1, "column_1": "x", "column_2": "1"}


@both
def test_packed_damaged_and_too_large(tmp_path, look, module, make, name):
    path = make(tmp_path / name, S=[["a", "b"], ["1", "2"]])
    with pytest.raises(Invalid, match="unpacks to more"):
        module.guess(path, {"max_bytes": 100})
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert look(module, path)[0][""][0]["a"] == "1"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(Invalid, match="can be read"):
        module.guess(path, {})
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(Invalid, match="can be read"):
        module.guess(path, {})


def test_excel_values(tmp_path, look):
    row = [
        784493.0,
        0.1 + 0.2,
        True,
        datetime.datetime(2024, 5, 1),
        datetime.datetime(2024, 5, 1, 20, 15),
        datetime.time(20, 15),
        datetime.timedelta(hours=30, minutes=5),
        "#N/A",
        "",
    ]
    path = workbook(tmp_path / "a.xlsx", S=[list("abcdefghi"), row])
    assert look(excel, path)[0][""] == [
        {
            "_row": 1,
            "_line": 2,
            "a": "784493",
            "b": "0.3",
            "c": "true",
            "d": "2024-05-01",
            "e": "2024-05-01T20:15:00",
            "f": "20:15:00",
            "g": "30:05:00",
            "h": "#N/A",
        }
    ]


def test_excel_merged_cells_hidden_sheets_and_formulas(tmp_path, look):
    path = workbook(tmp_path / "a.xlsx", S=[["a", "b"], ["x", "1"], ["y", "=1+1"]], H=[["c", "d"]] * 9)
    book = openpyxl.load_workbook(path)
    book["S"].merge_cells("A2:A3")
    book["H"].sheet_state = "hidden"
    book.save(path)
    assert excel.guess(path, {})["sheet"] == "S"
    assert look(excel, path)[0][""] == [{"_row": 1, "_line": 2, "a": "x", "b": "1"}]


def test_excel_cells_far_out_and_errors_are_left_to_the_slow_reader(tmp_path, look):
    path = workbook(tmp_path / "a.xlsx", S=[["a", "b"], ["x", 1], ["y", 2]])
    book = openpyxl.load_workbook(path)
    book["S"]["XFD1000000"] = None
    book["S"]["XFC1000000"] = "far"
    book.save(path)
    with excel._plain(path, excel.DEFAULTS) as plain:
        assert not excel.Book(plain, path)._is_dense
    path = workbook(tmp_path / "b.xlsx", S=[["a", "b"], ["x", "#N/A"], ["y", 123456789012345]])
    assert [row["b"] for row in look(excel, path)[0][""]] == ["#N/A", "123456789012345"]
    path = workbook(tmp_path / "c.xlsx", S=[["a", "b"], [1e15, 0.1], ["y", True]], Empty=[])
    assert look(excel, path)[0][""] == [{"_row": 1, "_line": 2, "a": "1000000000000000", "b": "0.1"}, {"_row": 2, "_line": 3, "a": "y", "b": "true"}]


def test_ods_values(tmp_path, look):
    typed = (
        '<table:table-cell office:value-type="{}" office:{}="{}"><text:p>shown</text:p></table:table-cell>'
    )
    row = [
        typed.format("date", "date-value", "2024-05-01T00:00:00"),
        typed.format("boolean", "boolean-value", "true"),
        typed.format("percentage", "value", "0.125"),
        typed.format("time", "time-value", "PT20H15M00S"),
        '<table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation>'
        '<text:p>a<text:s text:c="2"/>b<text:span>c</text:span></text:p><text:p>d</text:p></table:table-cell>',
    ]
    path = opendocument(tmp_path / "a.ods", S=[list("abcde"), row])
    assert look(ods, path)[0][""] == [
        {
            "_row": 1,
            "_line": 2,
            "a": "2024-05-01",
            "b": "true",
            "c": "0.125",
            "d": "PT20H15M00S",
            "e": "a  bc\nd",
        }
    ]


def test_ods_repeats_are_unrolled_within_bounds(tmp_path, look):
    repeated = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>'
    )
    rows = [
        ["a", "b", "c"],
        f'<table:table-row table:number-rows-repeated="3">{repeated}{cell("x")}</table:table-row>',
        '<table:table-row table:number-rows-repeated="10"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>",
        [1, 2, 3, '<table:table-cell table:number-columns-repeated="1000000"/>'],
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>',
    ]
    tables, _ = look(ods, opendocument(tmp_path / "a.ods", S=rows))
    assert [(row["_row"], row["_line"], row["a"], row["b"], row["c"]) for row in tables[""]] == [
        (1, 2, "7", "7", "x"),
        (2, 3, "7", "7", "x"),
        (3, 4, "7", "7", "x"),
        (4, 15, "1", "2", "3"),
    ]


def test_ods_bomb_of_repeats_is_refused(tmp_path):
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell("x" * 100)}{cell("y")}</table:table-row>'
    path = opendocument(tmp_path / "a.ods", S=[["a", "b"], row])
    with pytest.raises(Invalid, match="unpacks to more"):
        for _ in ods.read(path, {"sheet": "S", "header_row": 1, "max_bytes": 100_000}):
            pass


def test_header_guess_wants_width_that_goes_on():
    rows = [
        (1, ["Table 2", "visits"]),
        (2, []),
        (3, list("abcdef")),
        (4, list("123456")),
        (5, list("123456")),
    ]
    assert sheets.guess_header(rows) == 3


WORD = st.one_of(st.just(""), st.just("a"), st.text(max_size=3))
NUMBER = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-10_000, 10_000).map(float), st.decimals(-9999, 9999, places=2).map(float))
KINDS = (WORD, NUMBER, st.dates(datetime.date(1900, 1, 1)), st.booleans(), st.times(), st.timedeltas(datetime.timedelta(0)), st.datetimes(datetime.datetime(1900, 1, 1)))


@st.composite
def grids(draw):
    """Sheets as calamine gives them: most columns of one kind with empty cells, some rows empty or notes."""
    kinds = draw(st.lists(st.sampled_from([*KINDS, st.one_of(*KINDS)]), min_size=1, max_size=5))
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        shape = draw(st.sampled_from(("full", "full", "holes", "note", "empty")))
        row = [draw(kind) if shape == "full" or (shape == "holes" and draw(st.booleans())) else "" for kind in kinds]
        rows.append(["note", *row[1:]] if shape == "note" else row)
    return rows


def outcome(found):
    """Records with their number and line, columns in order, and rejects; or the error."""
    try:
        items = list(found)
    except Invalid as error:
        return str(error)
    batches = [item.rows for item in items if not isinstance(item, Reject)]
    return [(rows.schema.names, rows.to_pylist()) for rows in batches], [item for item in items if isinstance(item, Reject)]


@settings(max_examples=300, deadline=None)
@given(cells=grids(), header=st.integers(0, 4), last=st.integers(0, 12), stop=st.booleans(), notes=st.integers(1, 4), batch=st.integers(1, 5))
def test_columns_give_what_rows_give(cells, header, last, stop, notes, batch):
    options = {"header_row": header, "last_row": last, "stop_at_empty": stop}
    rows = [(number, list(map(sheetcolumns.text, row))) for number, row in enumerate(cells, start=1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "NOTES", notes)
        for module in (sheets, sheetcolumns):
            patch.setattr(module, "BATCH", batch)
        assert outcome(sheetcolumns.table(cells, options, "here")) == outcome(sheets.table(rows, options, "here"))


@given(st.lists(st.one_of(NUMBER, st.floats()), min_size=1))
def test_numbers_at_once_are_written_as_one_by_one(numbers):
    assert sheetcolumns.texts(numbers).to_pylist() == [sheetcolumns.text(number) for number in numbers]


def test_a_workbook_with_error_cells_is_one_whatever_it_is_called(tmp_path):
    book = openpyxl.Workbook()
    for row in (("id", "som"), (1, "#N/A"), (2, 5)):
        book.active.append(row)
    book.active["B2"].data_type = "e"
    path = tmp_path / "cijfers.dat"
    book.save(path)
    (batch,) = excel.read(path, excel.guess(path, {}))
    assert batch.rows.num_rows == 2
