"""Fetching from sources that drip, lie, cut, pack and never end: whole files only, within bytes and seconds."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from intarsia.errors import IntarsiaError, Refused, Unavailable
from intarsia.store.download import Limits, downloaded
from tests.store.sources import BOMB, Answer, Source, for_ever, gives, in_turn, moves, raw, says

DATA = b"id,title\n1,\xc3\x89\xc3\xa9n\n" * 1000
HERE = ("127.0.0.1", "localhost")
QUICK = Limits(connect=2, silence=0.4, total=1.5, retries=1, pause=0.01)
LYING = Limits(connect=5, silence=2, total=15, retries=1, pause=0.01)
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def source() -> Iterator[Source]:
    with Source() as made:
        yield made


def got(source: Source, answer: Answer | None, folder: Path, most: int = 1_000_000, limits: Limits = QUICK) -> bytes:
    if answer:
        source.answers["/f"] = answer
    with downloaded(f"{source.url}/f", folder, most, HERE, limits=limits) as came:
        assert came.file is not None
        return came.file.read_bytes()


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("answer", [
    gives(DATA), raw(OK + b"\r\n" + DATA), raw(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(DATA[:7], DATA[7:])),
    raw(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(DATA) + DATA), gives(gzip.compress(DATA), "Content-Encoding: gzip"), gives(DATA, "Content-Encoding: identity"),
    raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + b"Content-Length: %d\r\n\r\n" % len(DATA) + DATA),
    raw(OK + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % 3 + chunked(DATA)), gives(DATA, "Content-Type: text/html"),
    gives(DATA, "Content-Disposition: attachment; filename=../../x"),
    gives(DATA, "X-Much: " + "y" * 60_000),
], ids=["length", "until closed", "chunked", "http 1.0", "gzip", "identity", "1xx first", "chunks beat length", "another type", "a name", "a long header"])
def test_a_whole_file_comes(source: Source, tmp_path: Path, answer: Answer) -> None:
    assert got(source, answer, tmp_path) == DATA
    assert list(tmp_path.iterdir()) == []
    assert source.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(("answer", "words", "tries"), [
    (raw(OK + b"Content-Length: 1000\r\n\r\n" + DATA[:500]), "without sending complete message body", 2),
    (raw(OK + b"Content-Length: 500\r\n\r\n" + DATA), "more bytes than it says", 1),
    (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), "cannot be reached", 2),
    (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzzzz\r\nhello"), "cannot be reached", 2),
    (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 30 + b"\r\nhello"), "cannot be reached", 2),
    (raw(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), "cannot be reached", 2),
    (raw(OK + b"Content-Length: -5\r\n\r\nhello"), "cannot be reached", 2),
    (raw(OK + b"Content-Length: 3000000\r\n\r\n"), "more than the 1,000,000 bytes", 1),
    (raw(b"hello, this is no HTTP"), "cannot be reached", 2),
    (raw(b""), "disconnected", 2),
    (raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), "", 2),
    (gives(b""), "empty file", 1),
    (gives(DATA, "Content-Encoding: gzip"), "comes gzipped, and it does not", 1),
    (gives(gzip.compress(DATA)[:-30], "Content-Encoding: gzip"), "damaged", 1),
    (gives(BOMB, "Content-Encoding: gzip"), "more than the 1,000,000 bytes", 1),
    (gives(DATA, "Content-Encoding: br"), "packs the file", 1),
    (gives(DATA, "Content-Encoding: gzip, gzip"), "packs the file", 1),
    (for_ever(OK + b"\r\n", bytes(1 << 16)), "more than the 1,000,000 bytes", 1),
    (for_ever(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + bytes(1 << 16) + b"\r\n"), "more than the 1,000,000 bytes", 1),
    (for_ever(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 60_000 + b"\r\na\r\n"), "more than allowed", 1),
    (for_ever(OK, b"X-Header: " + b"x" * 1000 + b"\r\n"), "", 2),
    (for_ever(OK + b"X-Header: ", b"x" * 10_000), "", 2),
    (for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "headers without end", 1),
    (for_ever(b"", (b"HTTP/1.1 103 Early Hints\r\nX: " + b"y" * 1000 + b"\r\n\r\n") * 10), "headers without end", 1),
], ids=lambda value: value if isinstance(value, str) else None)
def test_a_source_that_lies_gives_nothing(source: Source, tmp_path: Path, answer: Answer, words: str, tries: int) -> None:
    start = time.monotonic()
    with pytest.raises(IntarsiaError) as caught:
        got(source, answer, tmp_path, limits=LYING)
    assert words in caught.value.what
    assert caught.value.way_out
    assert len(source.asked) == tries
    assert source.sent < 25_000_000
    assert time.monotonic() - start < 15
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("answer", "words"), [
    (for_ever(OK + b"\r\n", b"a", 0.05), "longer than allowed"),
    (for_ever(OK + b"Content-Length: 900000\r\n\r\n", b"a", 0.05), "longer than allowed"),
    (for_ever(OK, b"a", 0.05), "longer than allowed"),
    (for_ever(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.05), "longer than allowed"),
    (for_ever(b"", b"H", 1.2), "silent"),
    (for_ever(OK + b"Content-Length: 50\r\n\r\n", b"a", 1.2), "silent"),
], ids=["body", "body with length", "head", "1xx", "no answer", "stops in the body"])
def test_a_source_that_drips_or_falls_silent_ends(source: Source, tmp_path: Path, answer: Answer, words: str) -> None:
    start = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        got(source, answer, tmp_path)
    assert words in caught.value.what
    assert caught.value.where == f"{source.url}/f"
    assert time.monotonic() - start < 8
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("status", "words"), [("401 Unauthorized", "wants a login"), ("403 Forbidden", "refuses"), ("404 Not Found", "no such file"), ("410 Gone", "no such file"),
                                               ("204 No Content", "204"),
                                               ("206 Partial Content", "206"), ("304 Not Modified", "304"), ("302 Found", "302"), ("418 Teapot", "418")])
def test_an_answer_that_no_retry_mends(source: Source, tmp_path: Path, status: str, words: str) -> None:
    with pytest.raises(Unavailable) as caught:
        got(source, says(status), tmp_path)
    assert words in caught.value.what
    assert len(source.asked) == 1
    assert list(tmp_path.iterdir()) == []


# ---- trying again ----------------------------------------------------------------------------------

PATIENT = Limits(connect=2, silence=1, total=20, retries=3, pause=0.05)


@pytest.mark.parametrize("status", ["408 Request Timeout", "429 Too Many Requests", "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"])
def test_a_busy_source_is_tried_again(source: Source, tmp_path: Path, status: str) -> None:
    assert got(source, in_turn(says(status), raw(b""), says(status), gives(DATA)), tmp_path, limits=PATIENT) == DATA
    assert len(source.asked) == 4


def test_after_three_retries_it_is_over_and_pauses_grow(source: Source, tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        got(source, says("503 Service Unavailable"), tmp_path, limits=PATIENT)
    assert "503" in caught.value.what
    assert len(source.asked) == 4
    assert time.monotonic() - start >= 0.05 + 0.1 + 0.2


@pytest.mark.parametrize("after", ["1", formatdate(time.time() - 3600, usegmt=True), "0"], ids=["a second", "an hour ago", "at once"])
def test_retry_after_is_honoured(source: Source, tmp_path: Path, after: str) -> None:
    start = time.monotonic()
    assert got(source, in_turn(says("429 Too Many Requests", f"Retry-After: {after}"), gives(DATA)), tmp_path, limits=PATIENT) == DATA
    assert (time.monotonic() - start >= 1) == (after == "1")


@pytest.mark.parametrize("after", ["86400", "99999999999999999999", formatdate(time.time() + 86400, usegmt=True)], ids=["a day", "for ever", "tomorrow"])
def test_a_source_that_wants_a_day_is_not_waited_for(source: Source, tmp_path: Path, after: str) -> None:
    with pytest.raises(Unavailable) as caught:
        got(source, says("503 Service Unavailable", f"Retry-After: {after}"), tmp_path, limits=PATIENT)
    assert "come back in" in caught.value.way_out
    assert len(source.asked) == 1


# ---- redirects -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"])
@pytest.mark.parametrize("location", ["/real", "real", "http://localhost:{port}/real", "//127.0.0.1:{port}/real", "/real#part", "./a/../real"])
def test_a_redirect_is_followed(source: Source, tmp_path: Path, status: str, location: str) -> None:
    source.answers["/real"] = gives(DATA)
    assert got(source, moves(location, status), tmp_path) == DATA


def test_redirects_end(source: Source, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        got(source, moves("/f"), tmp_path)
    assert "without end" in caught.value.what
    assert len(source.asked) == QUICK.redirects + 1


# ---- https -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority of this test's own, and certificates for localhost and for another name."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    (folder / "authority.cnf").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    for name in ("localhost", "elsewhere.example"):
        (folder / f"{name}.cnf").write_text(f"subjectAltName=DNS:{name}\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-out", f"{name}.pem", "-extfile", f"{name}.cnf")
    return folder


def secure(folder: Path, name: str) -> Source:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return Source(tls=context, answers={"/f": gives(DATA)})


def over(source: Source, folder: Path, path: str = "f") -> bytes:
    with downloaded(f"https://localhost:{source.port}/{path}", folder, 1_000_000, HERE, limits=QUICK) as came:
        assert came.file is not None
        return came.file.read_bytes()


def test_https_verifies_the_name_in_the_address(certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with secure(certificates, "localhost") as source:
        with pytest.raises(Unavailable) as unknown:
            over(source, tmp_path)
        assert "certificate is not trusted" in unknown.value.what
        assert "SSL_CERT_FILE" in unknown.value.way_out
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "ca.pem"))
        assert over(source, tmp_path) == DATA
    with secure(certificates, "elsewhere.example") as other:
        with pytest.raises(Unavailable) as caught:
            over(other, tmp_path)
        assert "certificate is not trusted" in caught.value.what
        assert other.asked == []
        assert other.connections == 1  # a wrong certificate is no reason to try again


def test_https_does_not_fall_back_to_http(certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "ca.pem"))
    with secure(certificates, "localhost") as source, Source() as plain:
        plain.answers["/f"] = gives(DATA)
        source.answers["/down"] = moves(f"http://127.0.0.1:{plain.port}/f")
        source.answers["/round"] = moves("/f")
        assert over(source, tmp_path, "round") == DATA
        with pytest.raises(Refused) as caught:
            over(source, tmp_path, "down")
        assert "from https to http" in caught.value.what
        assert plain.connections == 0
        plain.answers["/up"] = moves(f"https://localhost:{source.port}/f")
        with downloaded(f"{plain.url}/up", tmp_path, 1_000_000, HERE, limits=QUICK) as came:
            assert came.file is not None
            assert came.file.read_bytes() == DATA
