"""R data, written here byte by byte: R's serialisation is a few tags, lengths and big-endian numbers."""

from __future__ import annotations

import bz2
import gzip
import lzma
import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.shelf.formats import rda

NA = -(1 << 31)
NA_REAL = struct.pack(">II", 0x7FF00000, 1954)
END = struct.pack(">i", 254)
INT, REAL, LGL, STR, LIST = 13, 14, 10, 16, 19


def char(value: str | None) -> bytes:
    if value is None:
        return struct.pack(">ii", 9, -1)
    raw = value.encode()
    return struct.pack(">ii", 9 | (8 << 12), len(raw)) + raw


def symbol(name: str) -> bytes:
    return struct.pack(">i", 1) + char(name)


def pairs(items: dict[str, bytes]) -> bytes:
    return b"".join(struct.pack(">i", 0x402) + symbol(name) + value for name, value in items.items()) + END


def vector(kind: int, values: list[Any], attributes: dict[str, bytes] | None = None) -> bytes:
    body = {
        INT: lambda: struct.pack(f">{len(values)}i", *values),
        LGL: lambda: struct.pack(f">{len(values)}i", *values),
        REAL: lambda: b"".join(NA_REAL if value is None else struct.pack(">d", value) for value in values),
        STR: lambda: b"".join(map(char, values)),
        LIST: lambda: b"".join(values),
    }[kind]()
    flags = kind | (0x300 if attributes else 0)
    return struct.pack(">ii", flags, len(values)) + body + (pairs(attributes) if attributes else b"")


def frame(columns: dict[str, bytes], rows: int, names: bytes | None = None) -> bytes:
    about = {"names": vector(STR, list(columns)), "class": vector(STR, ["tbl_df", "data.frame"]), "row.names": names or vector(INT, [NA, -rows])}
    return vector(LIST, list(columns.values()), about)


def rds(value: bytes, version: int = 2) -> bytes:
    more = struct.pack(">i", 5) + b"UTF-8" if version == 3 else b""
    return b"X\n" + struct.pack(">iii", version, 0x40300, 0x20300) + more + value


def file(path: Path, objects: dict[str, bytes], version: int = 2) -> Path:
    path.write_bytes(gzip.compress(f"RDX{version}\n".encode() + rds(pairs(objects), version)))
    return path


def test_every_kind_of_column(tmp_path, look):
    columns = {
        "who": vector(STR, ["An", None, "", "Bé"]),
        "n": vector(INT, [1, NA, -3, 2_000_000_000]),
        "x": vector(REAL, [1.0, None, 0.1, 1e20]),
        "yes": vector(LGL, [1, 0, NA, 1]),
        "kind": vector(INT, [2, 1, NA, 2], {"levels": vector(STR, ["a", "b"]), "class": vector(STR, ["factor"])}),
        "day": vector(REAL, [0.0, 19000.5, None, -719162.0], {"class": vector(STR, ["Date"])}),
        "at": vector(REAL, [0.0, 1e9, None, 1e300], {"class": vector(STR, ["POSIXct", "POSIXt"])}),
        "int_day": vector(INT, [0, NA, 1, 2], {"class": vector(STR, ["Date"])}),
    }
    tables, rejects = look(rda, file(tmp_path / "a.rda", {"films": frame(columns, 4)}))
    assert rejects == []
    assert tables[""] == [
        {"_row": 1, "who": "An", "n": "1", "x": "1", "yes": "true", "kind": "b", "day": "1970-01-01", "at": "1970-01-01T00:00:00Z", "int_day": "1970-01-01"},
        {"_row": 2, "yes": "false", "kind": "a", "day": "2022-01-08", "at": "2001-09-09T01:46:40Z"},
        {"_row": 3, "n": "-3", "x": "0.1", "int_day": "1970-01-02"},
        {"_row": 4, "who": "Bé", "n": "2000000000", "x": "1e+20", "yes": "true", "kind": "b", "day": "0001-01-01", "int_day": "1970-01-03"},
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("version", [2, 3])
def test_rds_and_all_ways_of_packing(tmp_path, look, pack, version):
    path = tmp_path / "a.rds"
    path.write_bytes(pack(rds(frame({"a": vector(INT, [1, 2])}, 2), version)))
    assert rda.guess(path, {})["frame"] == "data"
    assert [row["a"] for row in look(rda, path)[0][""]] == ["1", "2"]


def test_row_names_that_are_words_are_a_column(tmp_path, look):
    path = file(tmp_path / "a.rda", {"x": frame({"a": vector(INT, [1, 2])}, 2, vector(STR, ["An", "Bo"]))})
    assert [row["row.names"] for row in look(rda, path)[0][""]] == ["An", "Bo"]


def test_one_of_several_frames_is_chosen(tmp_path, look):
    one, two = (frame({"a": vector(INT, [n])}, 1) for n in (1, 2))
    listed = vector(LIST, [two, vector(INT, [1])], {"names": vector(STR, ["inner", "n"])})
    path = file(tmp_path / "a.RData", {"one": one, "words": vector(STR, ["x"]), "parts": listed})
    with pytest.raises(Invalid, match="several data frames") as error:
        rda.guess(path, {})
    assert "one, parts$inner" in error.value.way_out
    assert look(rda, path, {"frame": "parts$inner"})[0][""][0]["a"] == "2"
    with pytest.raises(Invalid, match="no such data frame"):
        list(rda.read(path, {"frame": "three"}))


def test_lists_matrices_and_frames_in_a_frame(tmp_path, look):
    nested = vector(LIST, [vector(STR, ["x", "y"]), vector(STR, ["z"])])
    columns = {"a": vector(INT, [1, 2]), "tags": nested, "in": frame({"b": vector(INT, [3, 4])}, 2)}
    tables, _ = look(rda, file(tmp_path / "a.rda", {"x": frame(columns, 2)}))
    assert [(row["a"], row["tags"], row["in.b"]) for row in tables[""]] == [("1", "x", "3"), ("2", "z", "4")]
    assert [(row["_parent"], row["value"]) for row in tables["tags"]] == [(1, "x"), (1, "y")]
    matrix = vector(INT, [1, 2, 3, 4], {"dim": vector(INT, [2, 2])})
    tables, _ = look(rda, file(tmp_path / "b.rda", {"x": frame({"m": matrix}, 2)}))
    assert [(row["m.1"], row["m.2"]) for row in tables[""]] == [("1", "3"), ("2", "4")]


def test_sequences_that_are_not_written_out(tmp_path, look):
    about = pairs({"": symbol("compact_intseq")})
    compact = struct.pack(">i", 238) + about + vector(REAL, [3.0, 1.0, 1.0]) + END
    tables, _ = look(rda, file(tmp_path / "a.rda", {"x": frame({"id": compact}, 3)}, 3))
    assert [row["id"] for row in tables[""]] == ["1", "2", "3"]
    for count in (1e18, math.nan, -1.0):
        bomb = struct.pack(">i", 238) + about + vector(REAL, [count, 1.0, 1.0]) + END
        with pytest.raises(Invalid, match=r"longer than any table|damaged"):
            rda.guess(file(tmp_path / "b.rda", {"x": frame({"id": bomb}, 3)}, 3), {})


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        ({"x": vector(INT, [1, 2])}, "no data frame"),
        ({}, "no data frame|does not hold objects"),
        ({"f": struct.pack(">i", 21)}, "compiled function"),
        ({"x": struct.pack(">ii", INT, 1_000_000)}, "damaged or cut off"),
        ({"x": struct.pack(">iiii", INT, -1, 1 << 30, 0)}, "damaged or cut off"),
        ({"x": struct.pack(">ii", LIST, 1) * 1000 + END}, "nested too deeply"),
        ({"x": struct.pack(">i", 0xFF | (9 << 8))}, "damaged or cut off"),
        ({"x": frame({"a": vector(INT, [1]), "b": vector(INT, [1, 2])}, 1)}, "cannot be read"),
        ({"x": frame({"a": vector(INT, [7], {"levels": vector(STR, ["a"]), "class": vector(STR, ["factor"])})}, 1)}, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path, objects, reason):
    with pytest.raises(Invalid, match=reason) as error:
        list(rda.read(file(tmp_path / "a.rda", objects), {}))
    assert error.value.way_out


def test_other_forms_are_told(tmp_path):
    path = tmp_path / "a.rds"
    for data in (b"A\n3\n262657\n", b"B\n\x03\x00\x00\x00", b"RDA3\nA\n3\n"):
        path.write_bytes(data)
        with pytest.raises(Invalid, match="text or native form") as error:
            rda.guess(path, {})
        assert "save(x" in error.value.way_out


@given(st.lists(st.tuples(st.one_of(st.none(), st.text(max_size=5)), st.one_of(st.none(), st.integers(-(2**31) + 1, 2**31 - 1))), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(tmp_path_factory, rows):
    texts, numbers = [text for text, _ in rows], [number for _, number in rows]
    columns = {"t": vector(STR, texts), "n": vector(INT, [NA if number is None else number for number in numbers])}
    path = file(tmp_path_factory.mktemp("r") / "a.rda", {"x": frame(columns, len(rows))})
    found = [row for item in rda.read(path, {}) for row in item.rows.to_pylist()]
    assert [row["t"] for row in found] == [text or None for text in texts]
    assert [row["n"] for row in found] == [None if number is None else str(number) for number in numbers]


WHOLE = b"RDX3\n" + rds(
    pairs({"x": frame({"t": vector(STR, ["An", "Bo"]), "k": vector(INT, [1, 2], {"levels": vector(STR, ["a", "b"]), "class": vector(STR, ["factor"])})}, 2)}), 3
)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4), st.integers(0, len(WHOLE)))
@settings(max_examples=200, deadline=None)
def test_damage_ends_in_a_sentence(tmp_path_factory, changes, length):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    path = tmp_path_factory.mktemp("r") / "a.rda"
    for damaged in (bytes(data), WHOLE[:length]):
        path.write_bytes(damaged)
        try:
            rows = [item for item in rda.read(path, {})]
            assert len(rows) <= 1
        except Invalid as error:
            assert error.where and error.way_out
