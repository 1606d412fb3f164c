"""Records that forbid more than the licence does are in no download under it, and in one of their own."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from intarsia.engine.duckdb import DuckDB
from intarsia.linkeddata import catalogue
from intarsia.pool import Pool
from intarsia.shelf.feeds import csvzip, nquads
from intarsia.tables import TABLES
from tests.small import POOL, dataset

CC = "https://creativecommons.org/"
ROWS = f"""id,title,year,author,rights
r1,Free Film,1990,Ann Shared,{CC}publicdomain/mark/1.0/
r2,Named Film,1991,Ann Shared,{CC}licenses/by-sa/3.0/nl/
r3,Tradeless Film,1992,Nora Alone,{CC}licenses/by-nc/4.0/
r4,Changeless Film,1993,Ann Shared,{CC}licenses/by-nd/4.0/
r5,Reserved Film,1994,Rex Reserved,All rights reserved
r6,Guarded Film,1995,Ann Shared,http://rightsstatements.org/vocab/InC/1.0/
r7,Silent Film,1996,Ann Shared,
"""
MAPPING = """mapping = 1

[[source]]
name = "films.csv"
record = "id"

[[work]]
form = "'film'"
title = "title"
date = "year"
rights = "rights"

[[work.contributions]]
name = "author"
role = "'director'"

[[work.observations]]
measure = "'duration'"
value = "cast(year as double) - 1900"
unit = "'minutes'"
period = "year"
"""
APART = ("Tradeless", "Changeless", "Reserved", "Nora Alone", "Rex Reserved")
OPEN = ("Free Film", "Named Film", "Guarded Film", "Silent Film", "Ann Shared")


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    folder = tmp_path_factory.mktemp("rights") / "pool"
    folder.mkdir()
    (folder / "pool.toml").write_text(POOL, "utf-8")
    made = dataset(folder, "films", "Films", "film-tv", "films.csv", "csv", ROWS, MAPPING)
    text = (made / "dataset.toml").read_text("utf-8").replace("publicdomain/zero/1.0/", "licenses/by/4.0/")
    (made / "dataset.toml").write_text(text, "utf-8")
    pool = Pool(folder)
    pool.build()
    return pool


def dump(reader: Any, name: str) -> str:
    with open(reader.path / "dumps" / name, "rb") as packed:
        return zstandard.ZstdDecompressor().stream_reader(packed).read().decode()


def zipped(reader: Any, own: bool) -> dict[str, str]:
    packed = zipfile.ZipFile(io.BytesIO(b"".join(csvzip.stream(reader, "films", own))))
    return {name: packed.read(name).decode() for name in packed.namelist()}


def test_no_such_record_is_in_the_dump_under_the_licence(pool: Pool) -> None:
    reader = pool.reader()
    main, own = dump(reader, "films.nq.zst"), dump(reader, "films.own-rights.nq.zst")
    for words in APART:
        assert words not in main
        assert words in own
    for words in OPEN[:-1]:
        assert words in main
        assert words not in own
    assert "Ann Shared" in main
    assert f"{CC}licenses/by-nc/4.0/" not in main
    assert f"{CC}licenses/by-nc/4.0/" in own
    for key in ("r3", "r4", "r5"):
        assert f'"{key}"' not in main
    assert "dcat#Dataset" not in own  # the licence of the whole is not stated of these records


def test_the_csv_is_divided_in_the_same_way(pool: Pool) -> None:
    main, own = zipped(pool.reader(), False), zipped(pool.reader(), True)
    titles = {side: {row["title"] for row in csv.DictReader(io.StringIO(files["work.csv"], newline=""))} for side, files in (("main", main), ("own", own))}
    assert titles == {"main": {"Free Film", "Named Film", "Guarded Film", "Silent Film"}, "own": {"Tradeless Film", "Changeless Film", "Reserved Film"}}
    for words in APART:
        assert not [name for name, text in main.items() if words in text], words
    for name in ("title.csv", "contribution.csv", "observation.csv", "agent.csv"):
        assert not {"r3", "r4", "r5"} & {row["record"] for row in csv.DictReader(io.StringIO(main[name], newline=""))}, name
    assert "dataset.csv" not in own


def test_every_row_is_in_one_of_them(pool: Pool) -> None:
    reader = pool.reader()
    main, own = zipped(reader, False), zipped(reader, True)
    for table in ("work", "title", "contribution", "observation", "term"):
        total = reader.rows(f"SELECT count(*) FROM {table} WHERE dataset = 'films'")[0][0]
        assert total == sum(len(list(csv.reader(io.StringIO(files[f"{table}.csv"], newline="")))) - 1 for files in (main, own) if f"{table}.csv" in files), table


def test_the_catalogue_gives_such_files_no_licence(pool: Pool) -> None:
    licences: dict[str, set[str]] = {}
    titles = {}
    for triple in catalogue.catalogue(pool, pool.reader()):
        if triple.predicate.value.endswith("/license"):
            licences.setdefault(triple.subject.value, set()).add(triple.object.value)
        if triple.predicate.value.endswith("downloadURL"):
            titles[triple.subject.value] = triple.object.value
    mine = {url: bool(licences.get(node)) for node, url in titles.items() if "/films" in url}
    assert {url.rpartition("/")[2] for url in mine} >= {"films.nq.zst", "films.csv.zip", "films.own-rights.nq.zst", "films.own-rights.csv.zip"}
    for url, licensed in mine.items():
        assert licensed == url.endswith(("films.nq.zst", "films.csv.zip")), url


def test_a_dataset_under_the_same_terms_is_not_divided(tmp_path: Path) -> None:
    engine = DuckDB()
    for name, table in TABLES.items():
        engine.run(name, table.empty_select())
    licence = f"{CC}licenses/by-nc-nd/4.0/"
    for name, values in (("dataset", {"id": "d", "licence": licence}), ("work", {"id": "w", "dataset": "d", "record": "1", "title": "T", "rights": f"{CC}licenses/by-nc/4.0/"})):
        engine.rows(f'INSERT INTO "{name}" ({", ".join(values)}) VALUES ({", ".join("?" * len(values))})', list(values.values()))
    assert [path.name for path in nquads.write(engine, "d", "https://data.example.org/", tmp_path)] == ["d.nq.zst"]
    engine.rows("UPDATE dataset SET licence = ?", [f"{CC}licenses/by/4.0/"])
    assert [path.name for path in nquads.write(engine, "d", "https://data.example.org/", tmp_path)] == ["d.nq.zst", "d.own-rights.nq.zst"]
    assert [path.name for path in csvzip.write(engine, "d", "https://data.example.org/", tmp_path)] == ["d.csv.zip", "d.own-rights.csv.zip"]
    assert engine.rows("SELECT count(*) FROM work") == [(1,)]  # whole again
    engine.close()


def test_the_manifest_says_what_the_file_is(pool: Pool) -> None:
    manifest = json.loads((Path(pool.reader().path) / "manifest.json").read_text("utf-8"))
    assert "forbid more" in manifest["dumps"]["films.own-rights.nq.zst"]["about"]
