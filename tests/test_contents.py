"""`intarsia.read`: a file as typed tables."""

from __future__ import annotations

import datetime
import gzip

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import intarsia
from intarsia.errors import Invalid, NotFound
from intarsia.shelf.formats.typed import typed


def column(*values: str | None, decimal: str = ".", certain: bool = False) -> tuple[str, list]:
    found = typed(pa.table({"a": pa.array(values, pa.string())}), decimal, certain)["a"]
    return str(found.type), found.to_pylist()


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        (("1", "-20", None), "int64", 1), (("0",), "int64", 0), (("007", "1"), "string", "007"), (("+1", "2"), "string", "+1"),
        (("9223372036854775808",), "string", "9223372036854775808"),
        (("123456789012345678901",), "string", "123456789012345678901"), (("1.5", "2"), "double", 1.5), (("1.50", "2.25"), "double", 1.5), (("0.30000000000000004",), "double", 0.1 + 0.2),
        (("1.5e3", "2.0"), "double", 1500.0), (("2e5", "3e1"), "string", "2e5"), (("nan", "1.5"), "string", "nan"), (("1.5", "NaN"), "string", "1.5"),
        (("1.5", "inf"), "string", "1.5"),
        (("1.5", "01.5"), "string", "1.5"), (("1.123456789012345678",), "string", "1.123456789012345678"), (("true", "false"), "bool", True), (("true", "yes"), "string", "true"),
        (("2024-02-29",), "date32[day]", datetime.date(2024, 2, 29)), (("2024-02-29", "2023-02-29"), "string", "2024-02-29"),
        (("2024-02-29T10:00:00", "2024-02-29T10:00:01"), "timestamp[us]", datetime.datetime(2024, 2, 29, 10)), (("2024", "x"), "string", "2024"), ((None, None), "string", None),
        (("113.500", "20.000"), "string", "113.500"), (("113.500", "20.5"), "double", 113.5), (("1,234.5", "1"), "double", 1234.5),
        (("1,234", "12"), "string", "1,234"), ((" 1", "2"), "string", " 1"),
        (("0x1F", "0x2F"), "string", "0x1F"),
    ],
)  # fmt: skip
def test_a_column_is_typed_when_every_value_is_and_nothing_is_lost(values, kind, first):
    assert column(*values)[0] == kind and column(*values)[1][0] == first


def test_the_decimal_mark():
    assert column("1,5", "1.234,25", decimal=",") == ("double", [1.5, 1234.25])
    assert column("1.5", decimal=",") == ("string", ["1.5"])
    assert column("113.500", "20", decimal=",", certain=True) == ("double", [113500.0, 20.0])
    assert column("113.500", "20", decimal=".", certain=True) == ("double", [113.5, 20.0])
    table = typed(pa.table({"a": ["113.500"], "b": ["1.25"]}))
    assert [str(field.type) for field in table.schema] == ["double", "double"]


NUMBERS = st.one_of(
    st.none(), st.text("0123456789.,-+eE", min_size=1, max_size=6), st.integers(-(10**20), 10**20).map(str), st.floats(allow_nan=False, allow_infinity=False).map(repr)
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_numbers_mean_what_is_written(values):
    kind, found = column(*values, certain=True)
    for text, value in zip(values, found, strict=True):
        if text is None or kind == "string":
            assert value == text
        elif kind == "int64":
            assert str(value) == text
        else:
            assert value == float(text.replace(",", ""))


def test_a_file_is_a_typed_table(tmp_path):
    path = tmp_path / "films.csv.gz"
    path.write_bytes(gzip.compress(b"nr;titel;jaar;budget\n007;Zomer;1990;1.234,50\n008;Herfst;;12,25\nx\n"))
    films = intarsia.read(path)
    assert {field.name: str(field.type) for field in films.schema} == {"_row": "int64", "nr": "string", "titel": "string", "jaar": "int64", "budget": "double"}
    assert films.options["decimal"] == "," and films.format == "csv" and len(films) == 2
    assert films.to_arrow()["budget"].to_pylist() == [1234.5, 12.25] and [one.line for one in films.rejected] == [4]
    assert films.to_polars().height == 2 and len(films.to_pandas()) == 2 and films.to_duckdb().fetchall()[0][0] == 1
    assert pa.table(films).num_rows == 2 and "2 records, 1 rejected" in repr(films)
    assert str(intarsia.read(path, delimiter=";", decimal=".").schema.field("budget").type) == "string"


def test_nested_lists_are_tables(tmp_path):
    path = tmp_path / "films.jsonl"
    path.write_text('{"id": 1, "cast": [{"name": "An", "age": 30}, {"name": "Bo"}]}\n{"id": 2, "cast": []}\n', "utf-8")
    films = intarsia.read(path)
    assert films.lists["cast"].to_pylist() == [
        {"_row": 1, "_id": 1, "_parent": 1, "_index": 0, "name": "An", "age": 30},
        {"_row": 1, "_id": 2, "_parent": 1, "_index": 1, "name": "Bo", "age": None},
    ]
    assert films.table["id"].to_pylist() == [1, 2] and "lists cast" in repr(films)


def test_errors_are_sentences(tmp_path):
    with pytest.raises(NotFound):
        intarsia.read(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Invalid, match="no option colour"):
        intarsia.read(tmp_path / "a.csv", colour="red")
