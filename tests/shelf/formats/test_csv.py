from __future__ import annotations

import csv as python_csv
import gzip
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid, NotFound
from intarsia.shelf.formats import csv, csvblocks, csvtext
from intarsia.shelf.formats.base import Reject


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_lines_and_empty_cells(tmp_path, look):
    tables, rejects = look(csv, write(tmp_path / "a.csv", 'title,year\nZomer,1990\n"Herfst, kort",\n'))
    assert tables == {
        "": [
            {"_row": 1, "_line": 2, "title": "Zomer", "year": "1990"},
            {"_row": 2, "_line": 3, "title": "Herfst, kort"},
        ]
    }
    assert rejects == []


def test_values_are_kept_raw(tmp_path, look):
    tables, _ = look(csv, write(tmp_path / "a.csv", "a,b\n  x , 007 \n#N/A,1.50\n"))
    assert [(row["a"], row["b"]) for row in tables[""]] == [("  x ", " 007 "), ("#N/A", "1.50")]


def test_ragged_lines_are_rejected_and_counted(tmp_path, look):
    text = "a,b\n1,2\n3\n4,5,6\n7,8\n"
    tables, rejects = look(csv, write(tmp_path / "a.csv", text))
    assert [(row["_row"], row["_line"], row["a"]) for row in tables[""]] == [(1, 2, "1"), (4, 5, "7")]
    assert rejects == [
        Reject(2, 3, "1 values where 2 are expected"),
        Reject(3, 4, "3 values where 2 are expected"),
    ]


def test_a_ragged_line_far_down_keeps_the_numbers(tmp_path, look):
    lines = [f"{n},x" for n in range(1, 120_001)]
    lines[110_000] = "broken"
    tables, rejects = look(csv, write(tmp_path / "a.csv", "\n".join(["a,b", *lines]) + "\n"))
    assert rejects == [Reject(110_001, 110_002, "1 values where 2 are expected")]
    assert len(tables[""]) == 119_999
    assert all(row["a"] == str(row["_row"]) and row["_line"] == row["_row"] + 1 for row in tables[""])


def test_delimiters_at_the_end_of_a_line_are_no_harm(tmp_path, look):
    tables, rejects = look(csv, write(tmp_path / "a.csv", "a,b\n1,2,,\n3,4,\n"))
    assert [(row["a"], row["b"]) for row in tables[""]] == [("1", "2"), ("3", "4")]
    assert rejects == []


def test_a_value_over_lines(tmp_path, look):
    tables, _ = look(csv, write(tmp_path / "a.csv", 'a,b\n1,"x\ny"\n2,z\n'))
    assert tables[""] == [
        {"_row": 1, "_line": 2, "a": "1", "b": "x\ny"},
        {"_row": 2, "_line": 4, "a": "2", "b": "z"},
    ]


def test_empty_lines_are_no_records_and_a_repeated_header_is_one(tmp_path, look):
    tables, rejects = look(csv, write(tmp_path / "a.csv", "a,b\n1,2\n\na,b\n\n3,4\n\n"))
    assert [(row["_row"], row["_line"], row["a"]) for row in tables[""]] == [
        (1, 2, "1"),
        (2, 4, "a"),
        (3, 6, "3"),
    ]
    assert rejects == []


def test_an_unclosed_quote_costs_one_line(tmp_path, look):
    tables, rejects = look(csv, write(tmp_path / "a.csv", 'a,b\n1,2\n3,"open\n4,5\n6,7\n'))
    assert [row["a"] for row in tables[""]] == ["1", "4", "6"]
    assert rejects == [Reject(2, 3, "a quote is opened and never closed")]


def test_a_stray_quote_is_rejected_without_quoting_it(tmp_path, look):
    tables, rejects = look(csv, write(tmp_path / "a.csv", 'a,b\n"The "Great" film",1\nok,2\n'))
    assert [row["a"] for row in tables[""]] == ["ok"]
    assert len(rejects) == 1
    assert rejects[0].line == 2
    assert "Great" not in rejects[0].reason


def test_a_quote_inside_an_unquoted_value_is_text(tmp_path, look):
    tables, _ = look(csv, write(tmp_path / "a.csv", 'a,b\n5" disc,7" disc\n5" disc,x\n'))
    assert [(row["a"], row["b"]) for row in tables[""]] == [('5" disc', '7" disc'), ('5" disc', "x")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_guessed(tmp_path, look, encoding):
    path = write(tmp_path / "a.csv", "naam;jaar\nCafé “Müller”;1978\n", encoding)
    assert csv.guess(path, {})["encoding"] == encoding
    tables, _ = look(csv, path)
    assert tables[""] == [{"_row": 1, "_line": 2, "naam": "Café “Müller”", "jaar": "1978"}]


def test_bytes_that_cp1252_leaves_undefined_do_not_stop_it(tmp_path, look):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\nCaf\xe9\x8d,1\n")
    tables, rejects = look(csv, path)
    assert tables[""][0]["a"] == "Café\x8d"
    assert rejects == []


def test_a_bad_byte_in_a_utf8_file_costs_its_line(tmp_path, look):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\né,1\nü,2\nö,3\n".encode().replace("ü".encode(), b"\xfc"))
    tables, rejects = look(csv, path)
    assert [row["a"] for row in tables[""]] == ["é", "ö"]
    assert rejects == [Reject(2, 3, "bytes that are not in the encoding of the file")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_guessed(tmp_path, look, delimiter):
    path = write(tmp_path / "a.txt", delimiter.join("ab") + "\n" + delimiter.join(("x, y; z", "1")) + "\n")
    path = write(tmp_path / "a.txt", path.read_text().replace("x, y; z", "x. y"))
    assert csv.guess(path, {})["delimiter"] == delimiter
    assert look(csv, path)[0][""] == [{"_row": 1, "_line": 2, "a": "x. y", "b": "1"}]


def test_single_quotes_and_no_quotes(tmp_path, look):
    path = write(tmp_path / "a.csv", "'a','b'\n'x,y','1'\n")
    assert look(csv, path)[0][""] == [{"_row": 1, "_line": 2, "a": "x,y", "b": "1"}]
    path = write(tmp_path / "b.tsv", 'a\tb\n"Heroes" (live)\t1977\n')
    assert csv.guess(path, {})["quote"] == ""
    assert look(csv, path)[0][""] == [{"_row": 1, "_line": 2, "a": '"Heroes" (live)', "b": "1977"}]


def test_note_lines_above_the_header_are_skipped(tmp_path, look):
    path = write(tmp_path / "a.csv", "Report of 2024\n\na,b\n1,2\n3,4\n")
    assert csv.guess(path, {})["header_row"] == 3
    assert [row["_line"] for row in look(csv, path)[0][""]] == [4, 5]


def test_no_header_and_given_names(tmp_path, look):
    path = write(tmp_path / "a.csv", "x,12\ny,13\n")
    assert csv.guess(path, {})["header_row"] == 0
    assert look(csv, path)[0][""][0] == {"_row": 1, "_line": 1, "column_1": "x", "column_2": "12"}
    named = look(csv, path, {"columns": ["name", "count"]})[0][""]
    assert named[1] == {"_row": 2, "_line": 2, "name": "y", "count": "13"}


def test_years_as_column_names_are_a_header(tmp_path):
    assert csv.guess(write(tmp_path / "a.csv", "title,2001,2002\nx,4,5\ny,6,7\n"), {})["header_row"] == 1


def test_header_names_are_made_usable(tmp_path, look):
    path = write(tmp_path / "a.csv", "\ufeff a ,a,,_row\n1,2,3,4\n")
    assert look(csv, path)[0][""] == [
        {"_row": 1, "_line": 2, "a": "1", "a_2": "2", "column_3": "3", "_row_2": "4"}
    ]


def test_gzip_windows_lines_and_glob_names(tmp_path, look):
    path = tmp_path / "a[1]*.csv"
    path.write_bytes(gzip.compress(b"a,b\r\n1,2\r\n"))
    assert look(csv, path)[0][""] == [{"_row": 1, "_line": 2, "a": "1", "b": "2"}]
    path.write_bytes(b"a,b\r\n1,2\r\n")
    assert look(csv, path)[0][""] == [{"_row": 1, "_line": 2, "a": "1", "b": "2"}]


def test_a_bomb_is_refused(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 100_000))
    with pytest.raises(Invalid, match="unpacks to more than 1,000 bytes"):
        csv.guess(path, {"max_bytes": 1000})


def test_errors_are_sentences(tmp_path):
    path = write(tmp_path / "a.csv", "a,b\n1,2\n")
    with pytest.raises(Invalid, match="no option colour"):
        csv.guess(path, {"colour": "red"})
    with pytest.raises(Invalid, match="no encoding called klingon"):
        csv.guess(path, {"encoding": "klingon"})
    with pytest.raises(Invalid, match="Line 9 holds no column names"):
        list(csv.read(path, csv.guess(path, {"header_row": 9})))
    with pytest.raises(Invalid, match="different single characters"):
        csv.guess(path, {"delimiter": ";;"})
    with pytest.raises(Invalid, match="empty"):
        list(csv.read(write(tmp_path / "e.csv", ""), {}))
    with pytest.raises(NotFound):
        csv.guess(tmp_path / "none.csv", {})


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufeff"), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text("ab", min_size=1), TEXT, TEXT), max_size=6))
def test_what_python_writes_is_read_back(look, rows):
    text = io.StringIO(newline="")
    python_csv.writer(text).writerows([("one", "two", "three"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.csv", text.getvalue())
        given_options = {"encoding": "utf-8", "delimiter": ",", "quote": '"', "header_row": 1}
        tables, rejects = look(csv, path, given_options)
    back = [(row["one"], row.get("two", ""), row.get("three", "")) for row in tables.get("", [])]
    assert back == rows
    assert rejects == []


CELL = st.one_of(
    st.text("ab #;'\\é\t", max_size=5),
    st.text('ab ,;"\n', max_size=5).map(lambda text: '"' + text.replace('"', '""') + '"'),
    st.text('ab ,"\\', max_size=4),
)
LINES = st.lists(st.lists(CELL, min_size=1, max_size=4).map(",".join), min_size=1, max_size=5)


@settings(max_examples=80, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.integers(1, 4))
def test_both_readers_agree(lines, newline, width):
    options = {"encoding": "utf-8", "delimiter": ",", "quote": '"', "header_row": 1, "columns": []}
    names = [f"c{at}" for at in range(width)]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.csv", newline.join([",".join(names), *lines]) + newline)
        fast = rows_and_rejects(csv.read(path, options))  # in which order rows and rejects come, is each reader's own
        assert fast == rows_and_rejects(csv._careful(path, options, names, csv.below_header(path, options)))


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.integers(1, 4), st.integers(1, 40), st.booleans())
def test_both_readers_agree_whatever_the_blocks(lines, newline, width, size, ended):
    options = {"encoding": "utf-8", "delimiter": ",", "quote": '"', "header_row": 1, "columns": []}
    names = [f"c{at}" for at in range(width)]
    kept = csv.SIZE, csvblocks.SIZE
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.csv", newline.join([",".join(names), *lines]) + newline * ended)
        try:
            csv.SIZE = csvblocks.SIZE = size
            fast = rows_and_rejects(csv.read(path, options))
        finally:
            csv.SIZE, csvblocks.SIZE = kept
        assert fast == rows_and_rejects(csv._careful(path, options, names, csv.below_header(path, options)))


def rows_and_rejects(parts):
    told_ = list(parts)
    rows = [row for part in told_ if not isinstance(part, Reject) for row in part.rows.to_pylist()]
    return sorted(rows, key=lambda row: row["_row"]), [part for part in told_ if isinstance(part, Reject)]


def test_after_a_bad_record_the_fast_reader_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(csv, "SIZE", 1_000)
    monkeypatch.setattr(csvblocks, "SIZE", 1_000)
    lines = [f'{n},"x\n{n}"' if n % 7 == 0 else f"{n},x" for n in range(1, 3_001)]
    lines[1_500] = "broken"
    by_python = []
    original = csv.records
    monkeypatch.setattr(csv, "records", lambda *given: (by_python.append(1) or one for one in original(*given)))
    found, rejects = rows_and_rejects(csv.read(write(tmp_path / "a.csv", "\n".join(["a,b", *lines]) + "\n"), {}))
    assert len(found) == 2_999 and [(one.record, one.reason) for one in rejects] == [(1_501, "1 values where 2 are expected")]
    assert [row["_line"] for row in found[:8]] == [2, 3, 4, 5, 6, 7, 8, 10]
    assert found[-1]["_line"] == 1 + 3_000 + 2_999 // 7 and len(by_python) < 400


def test_a_value_too_large_and_a_line_without_end_are_rejects(tmp_path, monkeypatch):
    monkeypatch.setattr(csvtext, "MAX_LINE", 1_000)
    monkeypatch.setattr(csvtext, "MAX_RECORD", 1_000)
    monkeypatch.setattr(csvblocks, "SIZE", 500)
    path = write(tmp_path / "a.csv", "a,b\n1,x\n2," + "y" * 5_000 + "\n3,x\n4,\"open\n" + "z" * 5_000 + "\n5,x\n")
    found, rejects = rows_and_rejects(csv.read(path, {"delimiter": ",", "quote": '"'}))
    assert [(row["a"], row["_line"]) for row in found] == [("1", 2), ("3", 4), ("5", 7)]
    assert [(one.record, one.line) for one in rejects] == [(2, 3), (4, 5), (5, 6)]


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("a;b\n1,5;2\n12,25;3\n", ","), ("a,b\n1.5,2\n2.25,3\n", "."), ("a,b\n1,2\n3,4\n", "."), ("a;b\n113.500;x\n20.000;y\n", ","),
        ("a;b\n1.234,56;x\n20.000,10;y\n", ","), ('a,b\n"1,234.56",x\n"20,000.10",y\n', "."), ("a;b\n1.5;x\n20.25;y\n", "."),
    ],
)  # fmt: skip
def test_the_decimal_mark_is_guessed(tmp_path, text, decimal):
    path = write(tmp_path / "a.csv", text)
    assert csv.guess(path, {})["decimal"] == decimal
    assert csv.guess(path, {"decimal": ","})["decimal"] == ","
    with pytest.raises(Invalid, match="decimal mark"):
        csv.guess(path, {"decimal": ";"})


def told(parts):
    for part in parts:
        yield from (
            [part] if isinstance(part, Reject) else sorted(part.rows.to_pylist(), key=lambda row: row["_row"])
        )


@pytest.mark.parametrize(("encoding", "told"), [("iso8859-15", "iso8859-15"), ("cp1252", "cp1252"), ("latin-1", "cp1252")])
def test_the_euro_tells_iso_8859_15_from_windows(tmp_path, encoding, told):
    path = tmp_path / "prijs.csv"
    euro = "€" if encoding != "latin-1" else "EUR"
    path.write_bytes(f"titel;prijs\nCafé Noir;{euro} 5\n".encode(encoding))
    options = csv.guess(path, {})
    assert options["encoding"] == told
    (batch,) = csv.read(path, options)
    assert batch.rows.column("prijs").to_pylist() == [f"{euro} 5"]
