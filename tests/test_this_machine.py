"""Datasets for use on this machine: in the local release, and in nothing that others see, not even by name."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import zstandard

from intarsia.errors import Invalid
from intarsia.pool import Pool
from intarsia.tables import TABLES
from tests.small import small_pool

HIDDEN = re.compile(r"Brug &|Nonesuch|dataset/games|games\.jsonl|Games \(nl\)|Nowhere: The Game")
SEEN = "The Lighthouse of Nowhere"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books for anyone; games for this machine."""
    made = small_pool(tmp_path_factory.mktemp("here") / "pool", "ASK")
    described = made / "datasets" / "games" / "dataset.toml"
    described.write_text(described.read_text("utf-8").replace('why = "invented records"', 'why = "no licence"\nuse = "this machine"'), "utf-8")
    Pool(made).build()
    return made


def test_the_pool_on_this_machine_has_all_rows(folder: Path) -> None:
    pool = Pool(folder)
    assert {row["dataset"]: row["works"] for row in pool.status()} == {"books": 3, "games": 2}
    assert pool.reader().rows("SELECT use FROM dataset WHERE id = 'games'") == [("this machine",)]
    assert [hit["title"] for hit in pool.reader().search("Brug Berg").cards][:1] == ["Brug & Berg"]


def test_the_public_release_holds_no_trace(folder: Path) -> None:
    pool = Pool(folder).public()
    assert [row["dataset"] for row in pool.status()] == ["books"]
    assert pool.reader().search("Brug Berg").total == 0
    assert pool.current() != Pool(folder).current()
    for path in (folder / "releases").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if path.name.endswith(".zst"):
            content = zstandard.ZstdDecompressor().stream_reader(content).read()
        assert not HIDDEN.search(content.decode("utf-8", "replace")), path
    for table in TABLES:
        assert not HIDDEN.search(str(pool.reader().rows(f"SELECT * FROM {table}"))), table


def test_both_verify_and_the_twin_is_named(folder: Path) -> None:
    pool = Pool(folder)
    assert pool.reader().manifest["public"] == pool.public().current()
    assert pool.verify() == []
    damaged = folder / "releases" / str(pool.public().current()) / "tables" / "work" / "books.parquet"
    kept = damaged.read_bytes()
    try:
        damaged.write_bytes(kept[:-1])
        assert set(pool.verify()) == {"tables/work/books.parquet was changed"}  # one file under two names where the disk allows
    finally:
        damaged.write_bytes(kept)


def test_a_rebuild_gives_the_same_two_releases(folder: Path) -> None:
    before = (Pool(folder).current(), Pool(folder).public().current())
    Pool(folder).build()
    assert (Pool(folder).current(), Pool(folder).public().current()) == before


def test_opening_it_makes_it_public_and_rolling_back_hides_it_again(folder: Path) -> None:
    described = folder / "datasets" / "games" / "dataset.toml"
    text = described.read_text("utf-8")
    before = str(Pool(folder).current())
    try:
        described.write_text(text.replace('"ASK"', '"OPEN"').replace('use = "this machine"', 'use = "anyone"'), "utf-8")
        Pool(folder).build()
        assert [row["dataset"] for row in Pool(folder).public().status()] == ["books", "games"]
        assert Pool(folder).current() == Pool(folder).public().current()
        Pool(folder).rollback(before, "operator", "too early")
        assert [row["dataset"] for row in Pool(folder).public().status()] == ["books"]
        assert Pool(folder).current() == before
    finally:
        described.write_text(text, "utf-8")
        Pool(folder).build()


def test_a_use_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    made = small_pool(tmp_path / "pool")
    described = made / "datasets" / "games" / "dataset.toml"
    described.write_text(described.read_text("utf-8") + 'use = "friends"\n', "utf-8")
    with pytest.raises(Invalid, match="use is 'friends'") as error:
        Pool(made).build()
    assert "this machine" in error.value.way_out


# ---- over HTTP, with the real command -----------------------------------------------------------------


@contextmanager
def served(folder: Path, host: str, *options: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "intarsia.cli", "serve", str(folder), "--port", str(port), "--host", host, *options], stdout=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(f"{base}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def walked(base: str, headers: dict[str, str] | None = None) -> dict[str, str]:
    """Every page that can be reached from the front page, as JSON and as HTML, with its text."""
    seen: dict[str, str] = {}
    waiting = ["/", "/datasets.json", "/explore.json", "/releases.json", "/openapi.json", "/explore?q=brug", "/agents.json", "/datasets/games", "/datasets/games.json"]
    with httpx.Client(base_url=base, headers={"Accept": "text/html", **(headers or {})}, trust_env=False, timeout=60) as client:
        while waiting and len(seen) < 150:
            path = waiting.pop(0)
            if path in seen:
                continue
            answer = client.get(path)
            seen[path] = answer.text if "text" in answer.headers.get("content-type", "") or "json" in answer.headers.get("content-type", "") else ""
            if answer.status_code == 200:
                waiting += [found for found in re.findall(r'(?:href|src)="(/[^"#]*)"', seen[path].replace("&amp;", "&")) if found not in seen and "lang=" not in found]
    return seen


def tell_tales(pages: dict[str, str], folder: Path) -> list[str]:
    """Pages that say more than they may. A release in which the games were open for a while stays what it was, and pages about it are left aside."""
    once_open = [one["id"] for one in Pool(folder).public().releases() if "games" in one["tables"]["work"]["parts"]]
    pages = {path: text for path, text in pages.items() if not any(one in path for one in once_open)}
    return [path for path, text in pages.items() if re.search(r"Brug &|Brug &amp;|Nonesuch Studio|/datasets/games\b|Nowhere: The Game", text) and "games" not in path and "brug" not in path]


def test_a_public_bind_serves_no_trace_even_to_this_machine(folder: Path) -> None:
    with served(folder, "0.0.0.0") as base:
        pages = walked(base)
        assert SEEN in pages["/explore.json"]
        assert tell_tales(pages, folder) == []
        assert httpx.get(f"{base}/datasets/games", trust_env=False).status_code == 404
        hidden = str(Pool(folder).current())
        for path in (f"/releases/{hidden}", f"/releases/{hidden}/manifest.json", f"/releases/{hidden}/tables/work/games.parquet", f"/dumps/{hidden}/games.nq.zst",
                     f"/dumps/{hidden}/games.csv.zip", f"/explore.json?q=brug&release={hidden}"):
            assert httpx.get(base + path, trust_env=False).status_code == 404, path


def test_a_pool_with_a_public_address_hides_it_unless_told(folder: Path, tmp_path: Path) -> None:
    public = small_pool(tmp_path / "pool", "ASK")
    for file in ("pool.toml", "datasets/games/dataset.toml"):
        text = (folder / file).read_text("utf-8")
        (public / file).write_text(text.replace('base = "http://localhost:8000/"', 'base = "https://data.example.org/"'), "utf-8")
    Pool(public).build()
    with served(public, "127.0.0.1") as base:
        assert httpx.get(f"{base}/datasets/games.json", trust_env=False).status_code == 404
    with served(public, "127.0.0.1", "--local") as base:
        assert httpx.get(f"{base}/datasets/games.json", trust_env=False).status_code == 200


def test_loopback_serves_it_to_this_machine_alone(folder: Path) -> None:
    with served(folder, "127.0.0.1") as base:
        near = walked(base)
        assert "Brug" in near["/explore.json"]
        assert "For use on this machine" in near["/datasets/games"]
        with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2]))) as plain:  # as a proxy asks that says nothing of itself
            plain.sendall(b"GET /datasets.json HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            said = b"".join(iter(lambda: plain.recv(65536), b""))
        assert b'"id": "books"' in said and b'"id": "games"' not in said
        for request in (b"GET http://data.example.org/datasets.json HTTP/1.1\r\nHost: localhost\r\n", b"GET /datasets.json HTTP/1.1\r\nHost: localhost:80@data.example.org\r\n"):
            with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2]))) as plain:
                plain.sendall(request + b"Connection: close\r\n\r\n")
                said = b"".join(iter(lambda: plain.recv(65536), b""))
            assert str(Pool(folder).current()).encode() not in said
            assert b'"id": "games"' not in said
        for name in ("X-Forwarded-Port", "X-Forwarded-Server", "X-Client-IP", "X-Envoy-External-Address"):
            assert '"id": "games"' not in httpx.get(f"{base}/datasets.json", headers={name: "x"}, trust_env=False).text, name
        lost = httpx.get(f"{base}/releases/0000.json", trust_env=False)
        assert lost.status_code == 404
        assert str(folder) not in lost.text
        far = {"Host": "data.example.org"}
        pages = walked(base, far)
        assert SEEN in pages["/explore.json"]
        assert tell_tales(pages, folder) == []
        told = [*tell_tales(near, folder), "/datasets/games", "/datasets/games.json", "/explore.json"]
        assert len(told) > 10
        for headers in (far, {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}, {"Via": "1.1 proxy"}):
            with httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=60) as client:
                pages = {path: client.get(path).text for path in told}
            assert SEEN in pages["/explore.json"]
            assert tell_tales(pages, folder) == [], headers


def test_both_releases_are_served(folder: Path) -> None:
    pool = Pool(folder)
    assert [one.id for one in pool.served()] == [pool.public().current(), pool.current()]
    assert [one.id for one in pool.public().served()] == [pool.public().current()]
