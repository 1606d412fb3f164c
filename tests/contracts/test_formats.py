"""What every format promises. A new file in the folder is tested by being there."""

from __future__ import annotations

import contextlib
import gzip
import importlib
import json
import pkgutil
import zipfile

import pyarrow as pa
import pytest

from intarsia.errors import Invalid, NotFound
from intarsia.shelf import formats, loader
from intarsia.shelf.formats.base import Batch, Reject

MODULES = [
    importlib.import_module(f"{formats.__name__}.{info.name}")
    for info in pkgutil.iter_modules(formats.__path__)
]
FORMATS = [module for module in MODULES if hasattr(module, "NAME")]
every = pytest.mark.parametrize("module", FORMATS, ids=lambda module: module.NAME)


def test_the_formats_of_the_brief_are_there():
    names = {"csv", "excel", "ods", "json", "jsonl", "xml", "rdf", "jsonld", "markdown", "parquet"}
    names |= {"eurostat", "sdmxcsv", "jsonstat", "rda", "marcxml"}
    assert names <= {module.NAME for module in FORMATS}


def test_no_two_formats_want_the_same_extension_or_name():
    extensions = [extension for module in FORMATS for extension in module.EXTENSIONS]
    assert len(set(extensions)) == len(extensions)
    assert len({module.NAME for module in FORMATS}) == len(FORMATS)


@every
def test_it_says_what_it_is(module):
    assert module.__doc__
    assert module.__name__.endswith("." + module.NAME)
    assert all(
        extension.startswith(".") and extension == extension.lower() for extension in module.EXTENSIONS
    )
    assert module.MEDIA_TYPE.count("/") == 1


@every
def test_options_are_documented_and_explicit(module, tmp_path):
    path, options, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    full = module.guess(path, options)
    assert set(full) == set(module.OPTIONS)
    assert all(isinstance(meaning, str) and len(meaning) > 10 for meaning in module.OPTIONS.values())
    assert None not in full.values()
    assert json.loads(json.dumps(full)) == full
    assert module.guess(path, full) == full


@every
def test_every_record_is_a_row_or_a_reject(module, tmp_path):
    path, options, count = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    numbers: list[int | None] = []
    for item in module.read(path, module.guess(path, options)):
        if isinstance(item, Reject):
            numbers.append(item.record)
        elif item.table == "":
            numbers.extend(item.rows.column("_row").to_pylist())
    assert sorted(numbers) == list(range(1, count + 1))


@every
def test_columns_are_text(module, tmp_path):
    path, options, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    for batch in module.read(path, module.guess(path, options)):
        assert isinstance(batch, Batch)
        system = ["_row", "_line"] if batch.table == "" else ["_row", "_id", "_parent", "_index"]
        assert batch.rows.schema.names[: len(system)] == system
        assert all(batch.rows.schema.field(name).type == pa.int64() for name in system)
        assert all(field.type == pa.string() for field in batch.rows.schema if field.name not in system)


@every
def test_reading_twice_gives_the_same(module, tmp_path):
    path, options, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    full = module.guess(path, options)
    assert list(module.read(path, full)) == list(module.read(path, full))


@every
def test_gzip_is_read_like_plain(module, tmp_path):
    path, options, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    full = module.guess(path, options)
    plain = list(module.read(path, full))
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        file.write_bytes(gzip.compress(file.read_bytes()))
    assert module.guess(path, options) == full
    assert list(module.read(path, full)) == plain


@every
def test_zipped_is_read_like_plain(module, tmp_path):
    path, options, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    full = module.guess(path, options)
    plain = list(module.read(path, full))
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._example", b"\x00")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            archive.write(file, file.relative_to(path) if path.is_dir() else file.name)
    assert module.guess(packed, options) == full
    assert list(module.read(packed, full)) == plain
    assert loader.format_for(packed).NAME == module.NAME
    data = packed.read_bytes()
    packed.write_bytes(data[: len(data) // 2])
    with pytest.raises(Invalid, match="damaged or cut off"):
        list(module.read(packed, options))


@every
def test_one_file_of_a_zip_is_chosen(module, tmp_path):
    path, options, count = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    if path.is_dir():
        return  # all files of a folder are its records
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, f"data/{path.name}")
        archive.writestr("data/other.bin", b"other")
    with pytest.raises(Invalid, match="holds 2 files") as error:
        list(module.read(packed, options))
    assert "data/other.bin" in error.value.way_out
    chosen = {**options, "member": "EXAMPLE*"}
    assert module.guess(packed, chosen)["member"] == "EXAMPLE*"
    items = list(module.read(packed, chosen))
    assert sum(item.rows.num_rows for item in items if isinstance(item, Batch) and item.table == "") == count


@every
def test_it_is_recognised_by_its_content_and_name(module, tmp_path):
    path, _, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    assert loader.format_for(path).NAME == module.NAME


@every
def test_damage_and_mistakes_are_sentences(module, tmp_path):
    path, options, _ = module.example(tmp_path / f"example{module.EXTENSIONS[0]}")
    with pytest.raises(Invalid) as error:
        module.guess(path, {"no such option": 1})
    assert error.value.where
    assert error.value.way_out
    with pytest.raises(NotFound):
        module.guess(tmp_path / "nothing", {})
    with pytest.raises(Invalid, match="unpacks to more"):
        list(module.read(path, {**options, "max_bytes": 10}))
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    files[0].write_bytes(gzip.compress(files[0].read_bytes())[:-12])
    with pytest.raises(Invalid, match="damaged or cut off"):
        list(module.read(path, options))


@every
@pytest.mark.parametrize(
    "junk", [b"", b"\x00" * 5000, bytes(range(256)) * 20, b"<html><body>404</body></html>"]
)
def test_junk_is_rejected_or_a_sentence(module, tmp_path, junk):
    path = tmp_path / f"junk{module.EXTENSIONS[0]}"
    path.write_bytes(junk)
    with contextlib.suppress(Invalid):
        list(module.read(path, module.guess(path, {})))
