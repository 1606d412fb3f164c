"""Which format reads a file: its name where that can be true, its content where it cannot."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import IntarsiaError, Invalid, NotFound
from intarsia.shelf import loader
from intarsia.shelf.formats import excel, ods, parquet, rda

CSV = b"title,year\nZomer,1990\nHerfst,1991\n"
ZIP = b"PK\x03\x04"
RDFXML = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="a"/></rdf:RDF>'
MARC = b'<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>x</leader></record></collection>'
STAT = b'{"version": "2.0", "class": "dataset", "id": ["a"], "size": [1], "value": [1], "dimension": {"a": {}}}'
OLD_STAT = b'{"visits": {"value": [1], "dimension": {"id": ["a"], "size": [1], "a": {}}}}'
LONG_STAT = b'{"dataset": {"label": "x", "dimension": {"id": ["a"], "size": [1]}, "value": [' + b"1, " * 40_000 + b"1]}}"
EUROSTAT = b"freq,geo\\TIME_PERIOD\t2023 \nA,NL\t1 p\n"

CASES = [
    ("a.csv", CSV, "csv"),
    ("a.txt", CSV, "csv"),
    ("a", b"a\tb\n1\t2\n3\t4\n", "csv"),
    ("a.xls", CSV, "csv"),
    ("a.xlsx", b"a;b\n1;2\n3;4\n", "csv"),
    ("a.csv", CSV.decode().encode("utf-16"), "csv"),
    ("a.tsv", EUROSTAT, "eurostat"),
    ("estat_visits.tsv", b"\xef\xbb\xbf" + EUROSTAT, "eurostat"),
    ("a.tsv", b"a\tb\n1\t2\n", "csv"),
    ("a.csv", b"DATAFLOW,FREQ,OBS_VALUE\nA:B(1.0),A,1\n", "sdmxcsv"),
    ("a.csv", b"STRUCTURE;STRUCTURE_ID;ACTION;FREQ\ndataflow;A:B(1.0);I;A\n", "sdmxcsv"),
    ("a.csv", b"STRUCTURE,height\nbridge,3\n", "csv"),
    ("a.json", b'[{"a": 1}]', "json"),
    ("a.txt", b'{"a": [1]}', "json"),
    ("a.json", b'{"a": 1}\n{"a": 2}\n', "jsonl"),
    ("a", b'{"a": 1}\n{"a": 2}\n', "jsonl"),
    ("a.jsonl", b'{"a": 1}', "jsonl"),
    ("a.jsonl", b'{"a": 1\n{"a": 2}\n', "jsonl"),
    ("a.jsonl", b'[{"a": 1}, {"a": 2}]', "json"),
    ("a.jsonl", b'{\n  "a": 1\n}', "json"),
    ("a.csv", b'[{"a": 1}]', "json"),
    ("a.csv", b"[id],name\n1,x\n", "csv"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "json"),
    ("a.json", STAT, "jsonstat"),
    ("a.json", OLD_STAT, "jsonstat"),
    ("a.json", LONG_STAT, "jsonstat"),
    ("a.json", b'{"class": "dataset", "rows": [{"a": 1}]}', "json"),
    ("a.json", b'{"@context": "https://schema.org", "name": "x"}', "jsonld"),
    ("a.json", b'{"meta": {"x": 1}, "@graph": [{"@id": "a"}]}', "jsonld"),
    ("a.json", b'[{"@context": "https://schema.org", "name": "x"}]', "jsonld"),
    ("a.xml", b"<films><film/></films>", "xml"),
    ("a.txt", b'<?xml version="1.0"?><films><film/></films>', "xml"),
    ("a.csv", b'<?xml version="1.0"?><films><film/></films>', "xml"),
    ("a.xml", RDFXML, "rdf"),
    ("a.rdf", RDFXML, "rdf"),
    ("a.xml", MARC, "marcxml"),
    ("a.xml", b"<collection><record><leader>x</leader></record></collection>", "marcxml"),
    ("a.ttl", b"<a> <b> <c> .", "rdf"),
    ("a.txt", b"# words\n@prefix s: <http://schema.org/> .\n", "rdf"),
    ("a.nt", b"<http://a.org/a> <http://a.org/b> <http://a.org/c> .", "rdf"),
    ("a.md", b"---\ntitle: x\n---\n", "markdown"),
    ("a.md", b"<table><tr><td>x</td></tr></table>", "markdown"),
    ("a.txt", b"---\ntitle: x\n---\n", "markdown"),
    ("a.xml", b"<table><row/></table>", "xml"),
]


@pytest.mark.parametrize("packed", ["plain", "gzip", "zip"])
@pytest.mark.parametrize(("name", "data", "format_name"), CASES, ids=[f"{at}-{name}-{what}" for at, (name, _, what) in enumerate(CASES)])
def test_content_and_name_together_tell(tmp_path, name, data, format_name, packed):
    path = tmp_path / name
    if packed == "gzip":
        path = tmp_path / f"{name}.gz"
        path.write_bytes(gzip.compress(data))
    elif packed == "zip":
        path = tmp_path / "delivery.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, data)
    else:
        path.write_bytes(data)
    found = loader.format_for(path)
    assert format_name == found.NAME


@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a", "a.zip"])
@pytest.mark.parametrize("module", [excel, ods, parquet, rda])
def test_binary_files_are_known_by_what_they_are(tmp_path, name, module):
    made, _, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    path = tmp_path / name
    path.write_bytes(made.read_bytes() if module is not rda else gzip.compress(b"RDX2\nX\n\x00\x00\x00\x02"))
    assert loader.format_for(path).NAME == module.NAME


def docx(path: Path) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "what", "way_out"),
    [
        ("a.csv", b"<!DOCTYPE html>\n<html><body>404</body></html>", "a web page", "look at it in a browser"),
        ("a.json", b"\n <html lang='nl'><p>", "a web page", "look at it in a browser"),
        ("a.xml", b"<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'>", "a web page", "browser"),
        ("a.xls", b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>", "under the name of a workbook", "save it as .xlsx"),
        ("a.xls", b"<table><tr><td>1</td></tr></table>", "under the name of a workbook", "save it as .xlsx"),
        ("a.xls", b"<?xml version='1.0'?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "Excel 2003", ".xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "an old Office program", "save it as .xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "with a password", "take the password away"),
        ("a.csv", b"%PDF-1.7\n%\xe2\xe3", "a PDF document", "the table behind it"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00", "an image", "describes the images"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "an image", "describes the images"),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", "a film", "describes the recordings"),
        ("a.db", b"SQLite format 3\x00", "an SQLite database", "Export the table"),
        ("a.csv.bz2", b"BZh91AY&SY", "a bzip2 file", "pack that as .gz or .zip"),
        ("a.rtf", b"{\\rtf1 x}", "a text document", "spreadsheet"),
        ("a.feather", b"ARROW1\x00\x00", "an Arrow", "Parquet"),
    ],
)
def test_files_that_are_no_data_are_told_what_to_do(tmp_path, name, data, what, way_out):
    path = tmp_path / name
    for content in (data, gzip.compress(data)):
        path.write_bytes(content)
        if content is not data and name == "a.csv.bz2":
            continue
        with pytest.raises(Invalid, match=what) as error:
            loader.format_for(path)
        assert way_out in error.value.way_out


def test_a_word_document(tmp_path):
    data = docx(tmp_path / "made.docx")
    for name in ("a.docx", "a.csv", "a.xlsx"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Invalid, match="a Word document"):
            loader.format_for(tmp_path / name)


@pytest.mark.parametrize("data", [b"One sentence.\nAnother, longer one.\n", b"\x00\x01\x02" * 100])
def test_what_nobody_knows(tmp_path, data):
    (tmp_path / "a.xyz").write_bytes(data)
    with pytest.raises(NotFound, match=r"no format reads a\.xyz") as error:
        loader.format_for(tmp_path / "a.xyz")
    assert "--format" in error.value.way_out


def test_an_empty_file(tmp_path):
    (tmp_path / "a.xyz").write_bytes(b"")
    with pytest.raises(Invalid, match="The file is empty"):
        loader.format_for(tmp_path / "a.xyz")


def test_a_damaged_workbook_stays_one(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(ZIP + b"cut off")
    assert loader.format_for(tmp_path / "a.xlsx").NAME == "excel"
    (tmp_path / "a.zip").write_bytes(ZIP + b"cut off")
    with pytest.raises(Invalid, match="damaged or cut off"):
        loader.format_for(tmp_path / "a.zip")


def test_a_zip_of_several_files_needs_the_option_member(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", CSV)
        archive.writestr("b.json", b"[{}]")
    with pytest.raises(Invalid, match="holds 2 files"):
        loader.format_for(tmp_path / "a.zip")
    assert loader.format_for(tmp_path / "a.zip", options={"member": "*.json"}).NAME == "json"


def test_a_pools_own_format_is_taken_at_its_word(tmp_path):
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "pages.py").write_text('"""Own."""\nNAME = "pages"\nEXTENSIONS = (".htm", ".xls")\n', "utf-8")
    (tmp_path / "a.xls").write_bytes(b"<html><table>")
    assert loader.format_for(tmp_path / "a.xls", tmp_path).NAME == "pages"


def test_folders_and_files_that_are_not_there(tmp_path):
    assert loader.format_for(tmp_path).NAME == "markdown"
    assert loader.format_for(tmp_path / "nothing.csv").NAME == "csv"
    with pytest.raises(NotFound):
        loader.format_for(tmp_path / "nothing.xyz")


@pytest.mark.parametrize("name", ["nt", "markdown", "rda", "marcxml"])
def test_formats_by_name_or_extension(name):
    assert loader.format_named(name)
    with pytest.raises(NotFound, match="no format 'nothing'"):
        loader.format_named("nothing")


STARTS = st.sampled_from([b"", b"{", b"[{", b"<", b"<?xml ?><", b"PK\x03\x04", b"\x1f\x8b", b"RDX2\nX\n", b"PAR1", b"DATAFLOW,", b"a\\b\t", b"\xff\xfe", b"\xef\xbb\xbf", b"---\n"])


@given(STARTS, st.binary(max_size=300), st.sampled_from(["a", "a.csv", "a.json", "a.xml", "a.xls", "a.zip", "a.gz", "a.ttl", "a.rds"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_get_a_format_or_a_sentence(tmp_path_factory, start, rest, name):
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(start + rest)
    try:
        assert loader.format_for(path).NAME
    except IntarsiaError as error:
        assert error.way_out


@pytest.mark.parametrize("name", ["csv", "jsonl", "excel", "rdf", "marcxml"])
def test_a_later_delivery_that_is_a_web_page_is_told_too(tmp_path, name):
    (tmp_path / "a.csv").write_bytes(b"<!DOCTYPE html>\n<html><body>Sorry, moved</body></html>")
    with pytest.raises(Invalid, match="This is a web page") as error:
        loader.format_named(name).guess(tmp_path / "a.csv", {})
    assert "moved" not in str(error.value)
