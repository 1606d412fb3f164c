"""A record goes out of a contributor's own file, in every format that can be rewritten; nothing else does."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from intarsia.erasing import originals
from intarsia.erasing.left import places
from intarsia.erasing.rewriting import items
from intarsia.erasing.rewriting.record import Records
from intarsia.errors import Refused
from intarsia.pool import Pool
from intarsia.shelf import loader
from intarsia.steps import profile
from tests.small import BOOK_MAPPING, dataset

ROWS = [("b1", "The Lighthouse <of> Nowhere", "1931"), ("b2", "Onder de brug & daarna", "1950"), ("b3", "Łódź by Night", "2031"), ("b4", "", "1960")]
TITLE = ROWS[1][1]
MAPPING = BOOK_MAPPING.partition("[[work.contributions]]")[0]
ODS = ('<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
       'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Books">{}</table:table>'
       '</office:spreadsheet></office:body></office:document-content>')


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def xml(path: Path) -> None:
    books = "".join(f'\n  <!-- a book -->\n  <b:book id="{key}" note="a > b"><title>{escaped(title)}</title><year>{year}</year><book>inner</book></b:book>' for key, title, year in ROWS)
    path.write_text(f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<b:books xmlns:b="urn:b">{books}\n</b:books>\n'.replace("Łódź", "Lodz"), "latin-1")


def excel(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("id", "title", "year"), *((key, title or None, int(year)) for key, title, year in ROWS)):
        book.active.append(row)
    book.active["B3"].hyperlink = "https://example.org/onder-de-brug"
    book.active["B4"].hyperlink = "https://example.org/lodz"
    book.active["B3"].comment = Comment("signed by the maker", "desk")
    book.active["C4"].comment = Comment("a comment that stays", "desk")
    book.active["E5"] = "=SUM(C2:C5)"
    book.create_sheet("Other").append(("The Lighthouse <of> Nowhere",))
    book.save(path)


def ods(path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join("<table:table-row>" + "".join(cell.format(escaped(value)) for value in row) + "</table:table-row>" for row in (("id", "title", "year"), *ROWS))
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows))
        archive.writestr("Thumbnails/thumbnail.png", b"a picture of the first page")


def turtle(path: Path) -> None:
    said = "".join(f'<http://example.org/{key}> s:id "{key}" ; s:title "{title}" ; s:year "{year}" ; s:at [ s:shelf "of {title}" ] .\n' for key, title, year in ROWS)
    path.write_text(f"@prefix s: <http://example.org/terms/> .\n{said}", "utf-8")


def records() -> list[dict[str, Any]]:
    return [{"id": key, "title": title, "year": int(year), "more": {"tags": [title, "x"]}, **({"only": "mine"} if key == "b2" else {})} for key, title, year in ROWS]


def columns() -> pa.Table:
    keys, titles, years = zip(*ROWS, strict=True)
    return pa.table({"id": keys, "title": pa.array(titles).dictionary_encode(), "year": [int(year) for year in years]})


WRITERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "books.json": ("json", lambda path: path.write_text(json.dumps({"found": 4, "books": records()}, indent=2), "utf-8")),
    "books.csv.gz": ("csv", lambda path: path.write_bytes(gzip.compress(b"id,title,year\n" + "".join(f'{k},"{t}",{y}\n' for k, t, y in ROWS).encode()))),
    "books.parquet": ("parquet", lambda path: pq.write_table(columns(), path, row_group_size=2, compression="zstd")),
    "books.xml": ("xml", xml), "books.xlsx": ("excel", excel), "books.ods": ("ods", ods), "books.ttl": ("rdf", turtle),
}  # fmt: skip


def pool_with(folder: Path, name: str) -> Pool:
    """A pool of one dataset in a file of this name."""
    (folder / "pool.toml").write_text('name = "A pool"\nbase = "http://localhost/"\npublisher = "Desk"\nlanguages = ["en"]\n', "utf-8")
    key, title, year = {"xml": ('"@id"', "title", "year"), "rdf": ('"s:id"', '"s:title"', '"s:year"')}.get(WRITERS[name][0], ("id", "title", "year"))
    mapping = MAPPING.replace('"books.csv"', f'"{name}"').replace('record = "id"', f"record = '{key}'").replace('"title"', f"'{title}'").replace('"year"', f"'{year}'")
    made = dataset(folder, "books", "Books", "publishing", name, WRITERS[name][0], "", mapping)
    WRITERS[name][1](made / name)
    return Pool(folder)


def cells(path: Path, format_name: str, folder: Path) -> list[str]:
    """Every cell of the records in a file, as the format reads it."""
    folder.mkdir()
    raw = profile.read(loader.format_named(format_name, None), path, {}, folder)
    tables = [pq.read_table(folder / part, partitioning=None) for parts in raw.parts.values() for part in parts]
    read = [table.column(name).to_pylist() for table in tables for name in table.column_names if name not in ("_row", "_line", "_id", "_parent")]
    return sorted(str(value) for values in read for value in values if value is not None)


@pytest.mark.parametrize("name", WRITERS)
def test_only_the_record_goes(tmp_path: Path, name: str) -> None:
    pool = pool_with(tmp_path, name)
    file = tmp_path / "datasets" / "books" / name
    assert places(file, [TITLE]) == [file]
    done = originals.without(pool, "books", ("b2",))
    assert done.found == 1 and TITLE in done.written and TITLE not in done.stays and file.read_bytes() != done.replaced[0].content
    before = cells(file, WRITERS[name][0], tmp_path / "before")
    file.write_bytes(done.replaced[0].content)
    after = cells(file, WRITERS[name][0], tmp_path / "after")
    assert places(file, [TITLE, "onder-de-brug", "signed by the maker", "a picture of the first page"]) == []
    lost = list(before)
    for value in after:
        lost.remove(value)  # fails for a value that was not there
    assert {"b2", TITLE, "1950"} <= set(lost) <= {"b2", TITLE, "1950", f"of {TITLE}", "x", "0", "1", "mine", "a > b", "inner", "http://example.org/b2", "http://example.org/terms/"}
    assert originals.without(pool, "books", ("b2",)).found == 0
    if name == "books.xlsx":
        book = openpyxl.load_workbook(file)
        assert (book.active["E5"].value, book.active["B4"].hyperlink.target, book.active["C4"].comment.text) == ("=SUM(C2:C5)", "https://example.org/lodz", "a comment that stays")
        assert book["Other"]["A1"].value == ROWS[0][1] and book.active["B3"].hyperlink is None and book.active["B3"].comment is None


def test_what_cannot_be_rewritten_safely_is_refused_in_words(tmp_path: Path) -> None:
    def picture(path: Path) -> None:
        with ZipFile(path, "a") as archive:
            archive.writestr("xl/media/image1.png", b"\x89PNG")

    def second_sheet(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        book["Other"]["A2"] = TITLE
        book.save(path)

    def named_by_another(path: Path) -> None:
        path.write_text(path.read_text("utf-8") + "<http://example.org/b4> s:after <http://example.org/b2> .\n", "utf-8")

    for number, (name, change, said) in enumerate((("books.xlsx", picture, "pictures"), ("books.xlsx", second_sheet, "other places"), ("books.ttl", named_by_another, "names it"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        pool = pool_with(folder, name)
        change(folder / "datasets" / "books" / name)
        with pytest.raises(Refused) as refused:
            originals.without(pool, "books", ("b2",))
        assert said in refused.value.what and "erase again" in refused.value.way_out


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6)
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), elements=st.lists(VALUES, min_size=1, max_size=6), indent=st.sampled_from((None, 1, "\t")), deep=st.booleans())
def test_a_list_loses_its_elements_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, elements: list[Any], indent: Any, deep: bool) -> None:
    gone = sorted(data.draw(st.sets(st.integers(1, len(elements)), min_size=1)))
    folder = tmp_path_factory.getbasetemp()
    (folder / "in.json").write_text(json.dumps({"a": [1], "b": elements, "c": "]"} if deep else elements, indent=indent), "utf-8")
    items.without(folder / "in.json", folder / "out.json", {"record": "b" if deep else "", "encoding": "utf-8"}, Records(tuple(gone)))
    kept = [one for number, one in enumerate(elements, 1) if number not in gone]
    assert json.loads((folder / "out.json").read_text("utf-8")) == ({"a": [1], "b": kept, "c": "]"} if deep else kept)
