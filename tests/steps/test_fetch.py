"""From a source to the blobs: unpacked, checked, asked again only for what changed; a build keeps the last good delivery."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intarsia.errors import Invalid, NotFound, Refused
from intarsia.model import Distribution
from intarsia.pool import Pool
from intarsia.steps.fetch import fetch, stamp
from intarsia.store.blobs import Blobs
from intarsia.store.download import Limits
from tests.small import BOOKS, small_pool
from tests.store.sources import LONG_AGO, Source, gives, raw, resumable, says, unless_known

DATA = b"id,title\n1,\xc3\x89\xc3\xa9n\n" * 1000
SUM = hashlib.sha256(DATA).hexdigest()
HERE = ("127.0.0.1",)
ONCE = Limits(connect=2, silence=1, total=10, retries=0, pause=0.01)


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


@pytest.fixture
def source() -> Iterator[Source]:
    with Source(answers={path: gives(data) for path, data in FILES.items()}) as made:
        yield made


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def distribution(source: Source, path: str, member: str = "", sha256: str = "", max_bytes: int = 1_000_000) -> Distribution:
    return Distribution("works.csv", "csv", url=source.url + path, member=member, sha256=sha256, max_bytes=max_bytes)


@pytest.mark.parametrize(("path", "member"), [("/works.csv", ""), ("/works.csv.gz", ""), ("/works.zip", "*.csv"), ("/works.zip", "a/works.csv"), ("/works.tar.gz", "a/*.csv"),
                                              ("/works.tar.gz", "works.*")])
def test_a_delivery_is_unpacked_and_checked(source: Source, blobs: Blobs, tmp_path: Path, path: str, member: str) -> None:
    delivery = fetch(distribution(source, path, member, SUM), tmp_path, blobs, allow_hosts=HERE)
    assert (delivery.files, delivery.bytes, delivery.checksum, delivery.state) == ((("works.csv", SUM),), len(DATA), SUM, "fresh")
    assert [p.name for p in blobs.root.iterdir()] == [SUM]
    before = source.connections
    assert fetch(distribution(source, path, member, SUM), tmp_path, blobs, allow_hosts=HERE) == delivery
    assert source.connections == before  # what is known by its checksum is not fetched again


@pytest.mark.parametrize(("path", "member", "word"), [
    ("/works.zip", "*", "2 members"), ("/works.zip", "*.xml", "0 members"), ("/works.tar.gz", "a/*", "2 members"), ("/works.tar.gz", "link.csv", "0 members"),
    ("/works.csv", "*.csv", "damaged"), ("/broken.zip", "*.csv", "damaged"), ("/broken.tar.gz", "*.csv", "damaged"), ("/flipped.zip", "*.csv", "damaged"), ("/short.gz", "", "damaged"),
    ("/bomb.zip", "*.csv", "larger than"), ("/bomb.gz", "", "larger than"),
])
def test_an_archive_that_does_not_give_one_file(source: Source, blobs: Blobs, tmp_path: Path, path: str, member: str, word: str) -> None:
    with pytest.raises(Invalid) as caught:
        fetch(distribution(source, path, member), tmp_path, blobs, allow_hosts=HERE)
    assert word in caught.value.what
    assert caught.value.where == source.url + path
    assert list(blobs.root.iterdir()) == []


def test_another_checksum_is_refused(source: Source, blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        fetch(distribution(source, "/works.csv", sha256="ab" * 32), tmp_path, blobs, allow_hosts=HERE)
    assert "another checksum" in caught.value.what
    assert SUM in caught.value.way_out


def test_nothing_is_fetched_without_leave(source: Source, blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        fetch(distribution(source, "/works.csv"), tmp_path, blobs)
    assert source.connections == 0


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/hostname", "link.csv"])
def test_a_path_stays_within_the_dataset(blobs: Blobs, tmp_path: Path, path: str) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (tmp_path / "secret.csv").write_bytes(DATA)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(Invalid):
        fetch(Distribution("x", "csv", path=path), folder, blobs)


# ---- web pages -------------------------------------------------------------------------------------

LOGIN = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Name and password, please</body></html>"


@pytest.mark.parametrize("page", [
    LOGIN, LOGIN.lower(), b"\xef\xbb\xbf\n  " + LOGIN, LOGIN.decode().encode("utf-16"), b"<!-- a comment -->\n<HTML lang='nl'>", gzip.compress(LOGIN),
    b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><html/>',
])
@pytest.mark.parametrize("stated", ["text/html; charset=utf-8", "text/csv", "application/octet-stream"])
def test_a_web_page_is_no_delivery(source: Source, blobs: Blobs, tmp_path: Path, page: bytes, stated: str) -> None:
    source.answers["/page"] = gives(page, f"Content-Type: {stated}")
    for member in ("", "*.csv"):
        with pytest.raises(Invalid) as caught:
            fetch(distribution(source, "/page", member), tmp_path, blobs, allow_hosts=HERE)
        assert "a web page instead of the file 'works.csv'" in caught.value.what
        assert "login" in caught.value.way_out
        assert "Log in" not in str(caught.value)
        assert caught.value.where == f"{source.url}/page"
    assert list(blobs.root.iterdir()) == []


def test_a_piece_of_a_page_is_one_if_the_source_says_so(source: Source, blobs: Blobs, tmp_path: Path) -> None:
    source.answers["/page"] = gives(b"<body>Gone</body>", "Content-Type: text/html")
    with pytest.raises(Invalid):
        fetch(distribution(source, "/page"), tmp_path, blobs, allow_hosts=HERE)
    source.answers["/page"] = gives(b"<body>Gone</body>", "Content-Type: application/xml")
    assert fetch(distribution(source, "/page"), tmp_path, blobs, allow_hosts=HERE).bytes == 17


@pytest.mark.parametrize("data", [DATA, b"html,title\n1,2\n", b'{"html": "<html>"}', b"<works><html>x</html></works>", b'"<html>",title\n1,2\n', b"<htmlish/>"])
def test_a_file_that_is_called_a_page_is_taken(source: Source, blobs: Blobs, tmp_path: Path, data: bytes) -> None:
    source.answers["/page"] = gives(data, "Content-Type: text/html")
    assert fetch(distribution(source, "/page"), tmp_path, blobs, allow_hosts=HERE).bytes == len(data)


def test_looking_for_a_page_takes_no_time(source: Source, blobs: Blobs, tmp_path: Path) -> None:
    for data in (b"<!---->" * 600 + b"x", b"<!--" * 1000, b" " * 5000, b"<?xml ?>" * 500):
        source.answers["/page"] = gives(data, "Content-Type: text/html")
        start = time.monotonic()
        assert fetch(distribution(source, "/page"), tmp_path, blobs, allow_hosts=HERE).bytes == len(data)
        assert time.monotonic() - start < 2


def test_a_description_with_a_password_is_refused(pool: Path) -> None:
    described = pool / "datasets" / "books" / "dataset.toml"
    described.write_text(described.read_text().replace("http://", "http://user:secret@", 1))
    with pytest.raises(Invalid) as caught:
        build(pool)
    assert "password" in caught.value.what
    assert "secret" not in str(caught.value)


def test_a_format_may_read_web_pages(source: Source, blobs: Blobs, tmp_path: Path) -> None:
    source.answers["/page"] = gives(LOGIN)
    assert fetch(distribution(source, "/page"), tmp_path, blobs, allow_hosts=HERE, media_type="text/html").bytes == len(LOGIN)


# ---- asked again -----------------------------------------------------------------------------------


def test_an_unchanged_source_keeps_its_delivery(source: Source, blobs: Blobs, tmp_path: Path) -> None:
    source.answers["/works.zip"] = unless_known(FILES["/works.zip"], 'ETag: "z"', f"Last-Modified: {LONG_AGO}")
    first = fetch(distribution(source, "/works.zip", "*.csv"), tmp_path, blobs, allow_hosts=HERE)
    assert not first.unchanged
    sent = source.sent
    again = fetch(distribution(source, "/works.zip", "*.csv"), tmp_path, blobs, allow_hosts=HERE, before=first)
    assert again.unchanged
    assert (again.files, again.bytes, again.state, again.validator) == (first.files, first.bytes, "fresh", first.validator)
    assert source.sent - sent < 500


# ---- a whole build ---------------------------------------------------------------------------------


@pytest.fixture
def pool(tmp_path: Path, source: Source) -> Path:
    """The small pool, with its books at an address."""
    folder = small_pool(tmp_path / "pool")
    (folder / "pool.toml").write_text((folder / "pool.toml").read_text() + 'allow_hosts = ["127.0.0.1"]\n')
    described = folder / "datasets" / "books" / "dataset.toml"
    described.write_text(described.read_text().replace('path = "books.csv"', f'url = "{source.url}/books.csv"'))
    source.answers["/books.csv"] = unless_known(BOOKS.encode(), 'ETag: "1"')
    return folder


def build(folder: Path, **options: Any) -> tuple[str, dict[str, Any], str]:
    """The release, the last event of fetching the books, and the state of their distribution."""
    events: list[dict[str, Any]] = []
    pool = Pool(folder)
    identity = pool.build(report=events.append, **options)
    state = pool.reader().rows("SELECT state FROM distribution WHERE dataset = 'books'")
    return identity, [e for e in events if e["step"] == "fetch" and e["subject"].startswith("books")][-1], state[0][0]


def test_refresh_asks_what_changed_and_keeps_the_release(pool: Path, source: Source) -> None:
    first, event, state = build(pool)
    assert (event["state"], state) == ("done", "fresh")
    assert build(pool)[1]["state"] == "fresh"
    assert len(source.asked) == 1
    again, event, state = build(pool, refresh=True)
    assert (again, event["state"], state) == (first, "unchanged", "fresh")
    assert source.asked[-1].headers["if-none-match"] == '"1"'
    assert build(pool)[:2] == (first, {**build(pool)[1], "state": "fresh"})
    assert len(source.asked) == 2  # a build without --refresh asks nothing
    source.answers["/books.csv"] = unless_known(BOOKS.replace("1931", "1932").encode(), 'ETag: "2"')
    changed, event, state = build(pool, refresh=True)
    assert (changed != first, event["state"], state) == (True, "done", "fresh")


def test_reading_options_do_not_fetch_again(pool: Path, source: Source) -> None:
    build(pool)
    described = pool / "datasets" / "books" / "dataset.toml"
    described.write_text(described.read_text().replace('format = "csv"', 'format = "csv"\noptions = { delimiter = "," }'))
    assert build(pool)[1]["state"] == "fresh"
    assert len(source.asked) == 1


@pytest.mark.parametrize("broken", ["503", "page", "cut", "empty"])
def test_a_failing_source_keeps_its_last_good_delivery_until_it_delivers_again(pool: Path, source: Source, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intarsia.steps.fetch.fetch.__kwdefaults__", {**fetch.__kwdefaults__, "limits": ONCE})
    first, _, _ = build(pool)
    good = source.answers["/books.csv"]
    source.answers["/books.csv"] = {"503": says("503 Service Unavailable"), "page": gives(LOGIN, "Content-Type: text/html"), "cut": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nid,"),
                                    "empty": gives(b"")}[broken]
    kept, event, state = build(pool, refresh=True)
    assert (event["state"], state) == ("kept", "kept")
    assert [row["sources_kept"] for row in Pool(pool).status()] == ["books.csv: kept", None]
    assert "last good delivery stays in use" in event["why"]
    assert Pool(pool).reader().rows("SELECT count(*) FROM work WHERE dataset = 'books'") == [(3,)]
    again, event, state = build(pool)
    assert (again, event["state"], state) == (kept, "kept", "kept")  # it is asked at each build until it delivers
    source.answers["/books.csv"] = good
    back, event, state = build(pool)
    assert (back, event["state"], state) == (first, "unchanged", "fresh")
    assert build(pool)[1]["state"] == "fresh"


def test_the_next_build_resumes(pool: Path, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intarsia.steps.fetch.fetch.__kwdefaults__", {**fetch.__kwdefaults__, "limits": ONCE})
    source.answers["/books.csv"] = resumable(BOOKS.encode(), 'ETag: "1"', cut=50)
    with pytest.raises(Exception, match="cannot be reached"):
        build(pool)
    _, event, state = build(pool)
    assert (event["state"], state) == ("done", "fresh")
    assert source.asked[-1].headers["range"] == "bytes=50-"


def test_a_mirror_is_asked_instead(pool: Path, source: Source, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "books").mkdir(parents=True)
    with pytest.raises(NotFound):
        build(pool, mirror=mirror)
    (mirror / "books" / "books.csv.gz").write_bytes(gzip.compress(BOOKS.encode()))
    first = build(pool, mirror=mirror)[0]
    assert source.connections == 0
    assert build(pool)[0] == first  # the same bytes from the address: the same release
    notes = list((pool / "outcomes" / "fetch" / "books").rglob("outcome.json"))
    assert json.loads(notes[0].read_text())["validator"] == {"url": f"{source.url}/books.csv", "etag": '"1"', "modified": ""}


def test_a_mirror_may_have_the_name_in_the_address(pool: Path, source: Source, tmp_path: Path) -> None:
    (tmp_path / "mirror" / "books").mkdir(parents=True)
    (tmp_path / "mirror" / "books" / "All books (2031).csv").write_text(BOOKS, encoding="utf-8")
    described = pool / "datasets" / "books" / "dataset.toml"
    described.write_text(described.read_text("utf-8").replace(f"{source.url}/books.csv", f"{source.url}/x/All%20books%20%282031%29.csv?raw=1"), encoding="utf-8")
    _, event, _ = build(pool, mirror=tmp_path / "mirror")
    assert event["state"] == "done"
    assert source.connections == 0


def test_files_that_a_pattern_names_are_one_delivery_of_a_mirror(tmp_path: Path) -> None:
    folder, blobs = tmp_path / "mirror" / "games", Blobs(tmp_path / "blobs")
    (folder / "deep").mkdir(parents=True)
    for name in ("b.md", "a.md", ".hidden.md", "data.json", "deep/c.md"):
        (folder / name).write_text(name)
    (tmp_path / "mirror" / "secret.md").write_text("secret")
    (folder / "link.md").symlink_to(tmp_path / "mirror" / "secret.md")
    games = Distribution(name="all", format="markdown", url="https://example.org/games", options={"pattern": "*.md"})
    delivery = fetch(games, tmp_path / "games", blobs, tmp_path / "mirror")
    assert [name for name, _ in delivery.files] == ["a.md", "b.md"]
    everything = fetch(replace(games, options={"pattern": "**/*.md"}), tmp_path / "games", blobs, tmp_path / "mirror")
    assert [name for name, _ in everything.files] == ["a.md", "b.md", "deep/c.md"]
    assert everything.checksum != delivery.checksum
    before = stamp(tmp_path / "games", games, tmp_path / "mirror")
    (folder / "data.json").write_text("changed, but no part of it")
    assert stamp(tmp_path / "games", games, tmp_path / "mirror") == before
    (folder / "d.md").write_text("one more")
    assert stamp(tmp_path / "games", games, tmp_path / "mirror") != before
    with pytest.raises(Invalid, match="leaves the folder"):
        fetch(replace(games, options={"pattern": "../*.md"}), tmp_path / "games", blobs, tmp_path / "mirror")
    with pytest.raises(NotFound, match="has no 'all'"):
        fetch(replace(games, options={"pattern": "*.txt"}), tmp_path / "games", blobs, tmp_path / "mirror")
