"""What a program reads of a release: its manifest and its table files."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.small import small_pool
from tests.web.conftest import Web

KEPT = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = small_pool(tmp_path_factory.mktemp("released") / "small")
    Pool(made).build()
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Web:
    return Web(create_app(Pool(folder)))


@pytest.fixture(scope="module")
def release(folder: Path) -> Path:
    return folder / "releases" / str(Pool(folder).current())


def test_the_manifest_is_sent_as_it_stands(site: Web, release: Path) -> None:
    address = f"/releases/{release.name}/manifest.json"
    answer = site.get(address, accept_encoding="identity")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == KEPT
    assert answer.json() == json.loads((release / "manifest.json").read_text("utf-8"))
    again = site.get(address, if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (site.get(address, "HEAD").status_code, site.get(address, "HEAD").content) == (200, b"")
    assert site.get(address, "POST", accept="application/json").status_code == 405


def test_every_table_file_is_sent_whole(site: Web, release: Path) -> None:
    manifest = site.json(f"/releases/{release.name}/manifest.json")
    for table, entry in manifest["tables"].items():
        for dataset in entry["parts"]:
            answer = site.get(f"/releases/{release.name}/tables/{table}/{dataset}.parquet", accept_encoding="gzip")
            assert answer.status_code == 200
            name = f"tables/{table}/{dataset}.parquet"
            assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"' == f'"{manifest["files"][name]["sha256"]}"'
            assert answer.content == (release / name).read_bytes()


def test_a_table_file_may_be_kept_for_good(site: Web, release: Path) -> None:
    address = f"/releases/{release.name}/tables/work/books.parquet"
    answer = site.get(address, accept_encoding="gzip")
    size = (release / "tables/work/books.parquet").stat().st_size
    assert answer.headers["cache-control"] == KEPT
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == size
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = site.get(address, if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
    head = site.get(address, "HEAD")
    assert (head.status_code, head.content, int(head.headers["content-length"])) == (200, b"", size)
    part = site.get(address, range=f"bytes={size - 4}-")
    assert (part.status_code, part.content) == (206, b"PAR1")


def test_a_release_named_in_short_is_not_kept(site: Web, release: Path) -> None:
    for rest in ("manifest.json", "tables/work/books.parquet"):
        assert site.get(f"/releases/{release.name[:6]}/{rest}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("rest", [
    "tables/work/nope.parquet", "tables/nope/books.parquet", "tables/work/../books.parquet", "tables/work/..%2f..%2fmanifest.parquet", "tables/..%2f..%2f..%2fpool/books.parquet",
    "tables/work/%2fetc%2fpasswd.parquet", "tables/work/books%00.parquet", "tables/work/.parquet", "tables/rejected/games.parquet", "tables/%2e%2e/x.parquet",
    "tables/work/b\u200books.parquet", "tables/work/" + "x" * 5000 + ".parquet",
])
def test_only_what_the_manifest_names_is_found(site: Web, release: Path, rest: str) -> None:
    answer = site.get(f"/releases/{release.name}/{rest}", accept="*/*")
    status = 400 if "%00" in rest else 404  # a NUL is no address at all
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert len(answer.text) < 1000


@pytest.mark.parametrize("address", ["/releases/zzzz/manifest.json", "/releases/zzzz/tables/work/books.parquet", "/releases/../manifest.json", "/releases/%2e%2e/manifest.json"])
def test_an_unknown_release(site: Web, address: str) -> None:
    answer = site.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_file_that_is_gone_is_our_fault(folder: Path, release: Path, tmp_path: Path) -> None:
    site = Web(create_app(Pool(folder)))
    address = f"/releases/{release.name}/tables/work/books.parquet"
    victim = release / "tables/work/books.parquet"
    victim.rename(tmp_path / "aside")
    try:
        answer = site.get(address)
        assert (answer.status_code, answer.json()["way_out"]) == (500, "verify the release: intarsia verify")
    finally:
        (tmp_path / "aside").rename(victim)
    (tmp_path / "got.parquet").write_bytes(site.get(address).content)
    assert pq.read_table(tmp_path / "got.parquet").num_rows == 3


def test_what_a_program_reads_is_described(site: Web) -> None:
    paths = site.json("/openapi.json")["paths"]
    assert {"/api/v1/releases/{id}/manifest", "/api/v1/tables/work"} <= set(paths)


def test_a_dataset_comes_as_csv_with_its_dictionary(site: Web) -> None:
    release = site.get("/releases.json").json()["meta"]["release"]
    packages = site.get(f"/releases/{release}.json").json()["data"]["packages"]
    assert {one["dataset"] for one in packages} >= {"books", "games", "_pool"}
    answer = site.get(next(one["csv"] for one in packages if one["dataset"] == "books"))
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert {"work.csv", "dictionary.csv", "metadata.json"} <= set(packed.namelist())
        assert "The Lighthouse of Nowhere" in packed.read("work.csv").decode()
    assert site.get(f"/dumps/{release}/nothing.csv.zip").status_code == 404
