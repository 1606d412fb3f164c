"""Fetching from a real server: public addresses only, whole deliveries only, checked by checksum."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from intarsia.errors import Invalid, Refused, Unavailable
from intarsia.model import Distribution
from intarsia.steps.fetch import fetch
from intarsia.store.blobs import Blobs
from intarsia.store.download import checked_address, downloaded, public

DATA = b"id,title\n1,\xc3\x89\xc3\xa9n\n" * 1000
SUM = hashlib.sha256(DATA).hexdigest()
HERE = ("127.0.0.1",)


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


TWO = (("a/works.csv", DATA), ("a/readme.txt", b"hello"))
FILES = {
    "/works.csv": DATA, "/works.csv.gz": gzip.compress(DATA), "/short.gz": gzip.compress(DATA)[:-20], "/works.zip": zipped(*TWO), "/works.tar.gz": tarred(*TWO),
    "/broken.zip": zipped(*TWO)[:-100], "/broken.tar.gz": tarred(*TWO)[:60], "/bomb.zip": zipped(("bomb.csv", bytes(20_000_000))), "/bomb.gz": gzip.compress(bytes(20_000_000)),
    "/flipped.zip": zipped(*TWO).replace(zipped(*TWO)[45:65], b"\xff" * 20, 1),
}
MOVED = {"/moved": "/works.csv", "/loop": "/loop", "/to-name": "http://localhost:{port}/works.csv", "/to-private": "http://10.0.0.1/", "/to-meta": "http://169.254.169.254/latest",
         "/to-file": "file:///etc/passwd", "/to-nonsense": "http://[nonsense/", "/to-port": "http://127.0.0.1:99999/", "/to-six": "http://[::1]:{port}/works.csv"}


class Source(BaseHTTPRequestHandler):
    """Serves FILES, redirects MOVED, and notes what it was asked."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        if self.path in MOVED:
            self._head(302, {"Location": MOVED[self.path].format(port=self.headers["Host"].rpartition(":")[2])})
        elif self.path == "/cut":
            self._head(200, {"Content-Length": "1000"})
            self.wfile.write(DATA[:500])
        elif self.path == "/endless":
            self._head(200, {})
            try:
                for _ in range(100):
                    self.wfile.write(bytes(1 << 20))
            except OSError:
                self.close_connection = True
        elif self.path.startswith("/status/"):
            self._head(int(self.path[8:]), {})
        else:
            self._head(200, {"Content-Length": str(len(FILES[self.path]))})
            self.wfile.write(FILES[self.path])

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Source) as server:
        server.block_on_close = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(20)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def got(url: str, folder: Path, most: int = 10_000_000, allowed: tuple[str, ...] = HERE) -> bytes:
    with downloaded(url, folder, most, allowed) as file:
        return file.read_bytes()


def test_a_download_of_an_allowed_host(base: str, tmp_path: Path) -> None:
    assert got(f"{base}/works.csv", tmp_path) == DATA
    assert got(f"{base}/moved", tmp_path) == DATA
    assert Source.asked[-1] == ("/works.csv", base.removeprefix("http://"))
    assert got(f"{base.replace('127.0.0.1', 'localhost')}/works.csv", tmp_path, allowed=("localhost",)) == DATA
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", [
    "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "127.1", "0.0.0.0", "0", "10.0.0.1", "10.255.1.2", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "2852039166", "0xA9FEA9FE", "100.64.0.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[::ffff:127.0.0.1]",
    "[::ffff:100.64.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]",
])
def test_what_is_not_public_is_refused(base: str, tmp_path: Path, host: str) -> None:
    before = len(Source.asked)
    for allowed in ((), ("data.example.org",)):
        with pytest.raises(Refused) as caught:
            got(f"http://{host}:{base.rpartition(':')[2]}/works.csv", tmp_path, allowed=allowed)
        assert "not a public address" in caught.value.what
        assert "allow_hosts" in caught.value.way_out
    assert len(Source.asked) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909", "2002:909:909::"])
def test_public_addresses(address: str) -> None:
    assert public(address)


def test_a_host_is_allowed_by_its_own_name_only(base: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        got(f"http://localhost:{base.rpartition(':')[2]}/works.csv", tmp_path)
    assert checked_address("127.0.0.1", 80, HERE) == "127.0.0.1"


@pytest.mark.parametrize("path", ["/to-name", "/to-private", "/to-meta", "/to-file", "/to-six"])
def test_a_redirect_is_checked_like_an_address(base: str, tmp_path: Path, path: str) -> None:
    with pytest.raises(Refused):
        got(base + path, tmp_path)
    assert Source.asked[-1][0] == path


@pytest.mark.parametrize(("path", "word"), [("/loop", "without end"), ("/status/404", "404"), ("/status/500", "500"), ("/status/204", "204"), ("/status/304", "304"), ("/status/302", "302"),
                                            ("/endless", "more, or longer"), ("/cut", "cannot be reached")])
def test_a_source_that_does_not_deliver(base: str, tmp_path: Path, path: str, word: str) -> None:
    with pytest.raises(Unavailable) as caught:
        got(base + path, tmp_path, 3_000_000)
    assert word in caught.value.what
    assert caught.value.where.startswith(base)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("url", "kind"), [
    ("file:///etc/passwd", Refused), ("ftp://127.0.0.1/x", Refused), ("gopher://127.0.0.1/x", Refused), ("http:///x", Refused), ("works.csv", Refused), ("", Refused),
    ("http://[nonsense/", Invalid), ("http://127.0.0.1:99999/", Invalid), ("http://127.0.0.1/\x00", Invalid), ("http://0177.0.0.1/", Invalid), ("http://nowhere.invalid/", Unavailable),
    (f"http://{'a' * 70}.org/", Unavailable), ("http://127.0.0.1:9/", Unavailable), ("http://user:secret@127.0.0.1:9/", Unavailable),
])
def test_what_cannot_be_fetched(tmp_path: Path, url: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        got(url, tmp_path)


@pytest.mark.parametrize("path", ["/to-nonsense", "/to-port"])
def test_a_redirect_to_no_address(base: str, tmp_path: Path, path: str) -> None:
    with pytest.raises(Invalid):
        got(base + path, tmp_path)


def distribution(base: str, path: str, member: str = "", sha256: str = "", max_bytes: int = 1_000_000) -> Distribution:
    return Distribution("works.csv", "csv", url=base + path, member=member, sha256=sha256, max_bytes=max_bytes)


@pytest.mark.parametrize(("path", "member"), [("/works.csv", ""), ("/works.csv.gz", ""), ("/works.zip", "*.csv"), ("/works.zip", "a/works.csv"), ("/works.tar.gz", "a/*.csv"),
                                              ("/works.tar.gz", "works.*")])
def test_a_delivery_is_unpacked_and_checked(base: str, blobs: Blobs, tmp_path: Path, path: str, member: str) -> None:
    delivery = fetch(distribution(base, path, member, SUM), tmp_path, blobs, allow_hosts=HERE)
    assert (delivery.files, delivery.bytes, delivery.checksum, delivery.state) == ((("works.csv", SUM),), len(DATA), SUM, "fresh")
    assert [p.name for p in blobs.root.iterdir()] == [SUM]
    before = len(Source.asked)
    assert fetch(distribution(base, path, member, SUM), tmp_path, blobs, allow_hosts=HERE) == delivery
    assert len(Source.asked) == before  # what is known by its checksum is not fetched again


@pytest.mark.parametrize(("path", "member", "word"), [
    ("/works.zip", "*", "2 members"), ("/works.zip", "*.xml", "0 members"), ("/works.tar.gz", "a/*", "2 members"), ("/works.tar.gz", "link.csv", "0 members"),
    ("/works.csv", "*.csv", "damaged"), ("/broken.zip", "*.csv", "damaged"), ("/broken.tar.gz", "*.csv", "damaged"), ("/flipped.zip", "*.csv", "damaged"), ("/short.gz", "", "damaged"),
    ("/bomb.zip", "*.csv", "larger than"), ("/bomb.gz", "", "larger than"),
])
def test_an_archive_that_does_not_give_one_file(base: str, blobs: Blobs, tmp_path: Path, path: str, member: str, word: str) -> None:
    with pytest.raises(Invalid) as caught:
        fetch(distribution(base, path, member), tmp_path, blobs, allow_hosts=HERE)
    assert word in caught.value.what
    assert list(blobs.root.iterdir()) == []


def test_another_checksum_is_refused(base: str, blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        fetch(distribution(base, "/works.csv", sha256="ab" * 32), tmp_path, blobs, allow_hosts=HERE)
    assert "another checksum" in caught.value.what
    assert SUM in caught.value.way_out


def test_nothing_is_fetched_without_leave(base: str, blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        fetch(distribution(base, "/works.csv"), tmp_path, blobs)


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/hostname", "link.csv"])
def test_a_path_stays_within_the_dataset(blobs: Blobs, tmp_path: Path, path: str) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (tmp_path / "secret.csv").write_bytes(DATA)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(Invalid):
        fetch(Distribution("x", "csv", path=path), folder, blobs)
