"""Zips: one data file is found, what was made to do harm is a sentence."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.shelf.formats import archive, csv, excel, markdown, packing, parquet

CSV = b"title,year\nZomer,1990\nHerfst,1991\n"


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as found:
        for name, data in files.items():
            found.writestr(name, data)
    return path


def titles(path: Path, options: dict[str, object] | None = None) -> list[str]:
    return [row["title"] for item in csv.read(path, options or {}) for row in item.rows.to_pylist()]


@pytest.mark.parametrize(
    "files",
    [
        {"a.csv": CSV},
        {"data/": b"", "data/a.csv": CSV},
        {"a.csv": CSV, "__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "sub/Thumbs.db": b"x"},
        {"a.csv": CSV, "README.md": b"about", "docs/LICENSE": b"free", "licence.pdf": b"%PDF-"},
        {"readme.txt": CSV},
    ],
)
def test_the_one_data_file_is_read(tmp_path, files):
    assert titles(zipped(tmp_path / "a.zip", files)) == ["Zomer", "Herfst"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_way_of_packing(tmp_path, method):
    assert titles(zipped(tmp_path / "a.zip", {"a.csv": CSV}, method)) == ["Zomer", "Herfst"]


def test_of_several_the_option_member_chooses(tmp_path):
    path = zipped(tmp_path / "a.zip", {"2023/films.csv": CSV, "2024/films.csv": CSV.replace(b"Zomer", b"Lente"), "2024/plays.tsv": b"x"})
    with pytest.raises(Invalid, match="holds 3 files") as error:
        csv.guess(path, {})
    assert error.value.way_out == "Set the option member to one of them: 2023/films.csv, 2024/films.csv, 2024/plays.tsv."
    for pattern in ("2024/films.csv", "2024/*.csv", "2024/FILMS.CSV", "*4/f*"):
        assert titles(path, {"member": pattern}) == ["Lente", "Herfst"]
    with pytest.raises(Invalid, match="2 files of the zip fit"):
        csv.guess(path, {"member": "films.csv"})
    with pytest.raises(Invalid, match="0 files of the zip fit"):
        csv.guess(path, {"member": "*.json"})


def test_names_are_shown_clean_and_not_all(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"\x1b[31m{n}\u202e" + "x" * 200: b"x" for n in range(30)})
    with pytest.raises(Invalid) as error:
        csv.guess(path, {})
    assert "and 20 more" in error.value.way_out
    assert "\x1b" not in error.value.way_out and "\u202e" not in error.value.way_out
    assert len(error.value.way_out) < 1000


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "C:/a.csv", "..\\a.csv", "x/../../a.csv"])
def test_names_that_leave_the_archive(tmp_path, name):
    with pytest.raises(Invalid, match="points outside"):
        csv.guess(zipped(tmp_path / "a.zip", {name: CSV, "b.csv": CSV}), {"member": "b.csv"})


def test_links(tmp_path):
    entry = zipfile.ZipInfo("a.csv")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as found:
        found.writestr(entry, "/etc/passwd")
    with pytest.raises(Invalid, match="holds a link"):
        csv.guess(tmp_path / "a.zip", {})


def test_a_password(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(Invalid, match="has a password"):
        csv.guess(path, {})


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(CSV)
        tar.addfile(entry, io.BytesIO(CSV))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        (zipped(io.BytesIO(), {"a.csv": CSV}).getvalue(), "a zip"),
        (gzip.compress(CSV), "a gzip file"),
        (tarred(), "a tar archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    ],
    ids=["zip", "gzip", "tar", "7z"],
)
def test_archives_in_archives(tmp_path, inner, what):
    with pytest.raises(Invalid, match=f"holds {what}"):
        csv.guess(zipped(tmp_path / "a.zip", {"a.csv": inner}), {})
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(inner))
    with pytest.raises(Invalid, match=f"holds {what}"):
        csv.guess(tmp_path / "a.csv.gz", {})


def test_a_tar_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(tarred())
    with pytest.raises(Invalid, match="a tar archive"):
        csv.guess(tmp_path / "a.csv", {})


def test_a_workbook_in_a_zip_is_a_file(tmp_path):
    path, _, count = excel.example(tmp_path / "a.xlsx")
    packed = zipped(tmp_path / "a.zip", {"a.xlsx": path.read_bytes(), "readme.txt": b"x"})
    assert sum(item.rows.num_rows for item in excel.read(packed, {})) == count


def test_lying_sizes_do_no_harm(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"title\n" + b"Zomer\n" * 100_000})
    honest = path.read_bytes()
    at = honest.index(b"PK\x01\x02")
    for size in (10, 2**31):
        for place in (22, at + 24):
            data = bytearray(honest)
            data[place : place + 4] = struct.pack("<L", size)
            path.write_bytes(data)
            try:
                assert len(titles(path)) == 100_000
            except Invalid as error:
                assert "damaged or cut off" in error.what or "unpacks to more than" in error.what


def test_bombs_stop_at_what_really_comes_out(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"title\n" + b"\n" * 5_000_000})
    assert path.stat().st_size < 10_000
    with pytest.raises(Invalid, match="unpacks to more than 1,000,000 bytes"):
        csv.guess(path, {"max_bytes": 1_000_000})


@pytest.mark.parametrize("name", ["a.zip", "a.csv.gz"])
def test_more_than_two_hundred_times_the_size_is_no_data(tmp_path, name, monkeypatch):
    monkeypatch.setattr(packing, "HARMLESS", 1_000_000)
    data = b"title\n" + b"\n" * 5_000_000
    path = tmp_path / name
    zipped(path, {"a.csv": data}) if name == "a.zip" else path.write_bytes(gzip.compress(data))
    with pytest.raises(Invalid, match="more than 200 times its size") as error:
        csv.guess(path, {})
    assert "unpack it yourself" in error.value.way_out


def test_a_list_of_files_that_would_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_DIRECTORY", 1000)
    with pytest.raises(Invalid, match="more files than any data set"):
        csv.guess(zipped(tmp_path / "a.zip", {f"{n}.csv": b"" for n in range(50)}), {})


def test_an_empty_zip(tmp_path):
    with pytest.raises(Invalid, match="zip is empty"):
        csv.guess(zipped(tmp_path / "a.zip", {}), {})


def test_a_zip_of_markdown_is_a_folder(tmp_path, look):
    files = {"b/two.md": b"---\ntitle: Twee\n---\n", "one.md": b"---\ntitle: Een\n---\n", "notes.txt": b"x", "b/readme.md": b"words"}
    path = zipped(tmp_path / "a.zip", files)
    rows = look(markdown, path)[0][""]
    assert [(row["_file"], row.get("title")) for row in rows] == [("b/readme.md", None), ("b/two.md", "Twee"), ("one.md", "Een")]
    rows = look(markdown, path, {"pattern": "*/two.md"})[0][""]
    assert [row["title"] for row in rows] == ["Twee"]
    with pytest.raises(Invalid, match="no file that fits"):
        markdown.guess(path, {"pattern": "*.rst"})
    with pytest.raises(Invalid, match="unpacks to more"):
        markdown.guess(path, {"max_bytes": 30})


def test_no_handle_is_left_open(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.parquet": parquet.example(tmp_path / "a.parquet")[0].read_bytes()})
    assert [item.rows.num_rows for item in parquet.read(path, {})] == [2]
    path.unlink()


WHOLE = zipped(io.BytesIO(), {"a.csv": CSV, "readme.txt": b"x"}).getvalue()


@given(st.lists(st.tuples(st.integers(4, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4), st.integers(4, len(WHOLE)))
@settings(max_examples=200, deadline=None)
def test_damage_ends_in_a_sentence(tmp_path_factory, changes, length):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    for damaged in (bytes(data), WHOLE[:length]):
        path.write_bytes(damaged)
        try:
            list(csv.read(path, {}))
        except Invalid as error:
            assert error.where
