"""Slow and silent connections: others are served as before, and the slow ones lose their place in the end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.web.made import empty_pool, write_release
from tests.web.running import Running, running

pytestmark = pytest.mark.alone

SLOW = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = empty_pool(tmp_path_factory.mktemp("slow") / "pool")
    write_release(folder, "aaaa222233334444")
    with running(folder, "--connections", "80") as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def stopped(server: Running) -> Iterator[Future[float]]:
    """After how many seconds somebody who stopped reading is left; that takes a while, so it begins before the other tests."""
    with socket.socket() as one, ThreadPoolExecutor(1) as watcher:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", server.port))
        one.sendall(b"GET /static/intarsia.css HTTP/1.1\r\nHost: localhost\r\n\r\n" + b"GET /explore HTTP/1.1\r\nHost: localhost\r\n\r\n" * 150)
        began = time.monotonic()

        def left() -> float:
            while time.monotonic() - began < 60:
                time.sleep(1)
                with suppress(httpx.HTTPError):  # the house is full in one of the tests
                    if 'intarsia_connections_dropped_total{reason="slow reader"}' in server.get("/metrics").text:
                        break
            return time.monotonic() - began

        yield watcher.submit(left)


def connection(server: Running, said: bytes = b"") -> socket.socket:
    found = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    found.sendall(said)
    return found


def answer(found: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    came = b""
    try:
        while piece := found.recv(65536):
            came += piece
    except ConnectionResetError:
        pass
    return came


def test_a_head_that_does_not_come_is_not_waited_for(server: Running) -> None:
    one, began = connection(server, b"GET /explore HTTP/1.1\r\nHost: localhost\r\nX-A: "), time.monotonic()
    silent = connection(server)
    came = b""
    one.settimeout(1)
    while not came and time.monotonic() - began < 20:
        try:
            one.sendall(b"a")
            came = one.recv(4096)
        except TimeoutError:
            continue
    assert came.startswith(b"HTTP/1.1 408 "), came
    assert 8 < time.monotonic() - began < 15
    assert answer(silent) == b""
    assert time.monotonic() - began < 15
    one.close()
    silent.close()


def test_many_slow_ones_do_not_take_the_place_of_others(server: Running) -> None:
    """More than there are places: those who have asked nothing yet make room for those who ask."""
    slow = [connection(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n") for _ in range(SLOW)] + [connection(server) for _ in range(SLOW)]
    try:
        times = []
        for _ in range(20):
            began = time.monotonic()
            assert server.get("/explore").status_code == 200
            times.append(time.monotonic() - began)
        assert sorted(times)[-2] < 2
        assert 'intarsia_connections_dropped_total{reason="made room"}' in server.get("/metrics").text
    finally:
        for one in slow:
            one.close()


def test_a_full_house_is_said_honestly(server: Running) -> None:
    """Places that are taken by answers under way are not taken away."""
    busy = [connection(server, b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\na") for _ in range(80)]
    try:
        time.sleep(1.5)
        turned = answer_of_one(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert turned.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 5" in turned
    finally:
        for one in busy:
            one.close()
    time.sleep(1.5)
    assert server.get("/healthz").status_code == 200


@pytest.mark.parametrize("head", [b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /?q=" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_an_address_that_is_too_long(server: Running, head: bytes) -> None:
    assert answer_of_one(server, head).startswith(b"HTTP/1.1 414 ")


def test_a_head_that_is_too_large(server: Running) -> None:
    assert answer_of_one(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 40_000).startswith(b"HTTP/1.1 431 ")
    assert answer_of_one(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 40_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("nonsense", [b"\x16\x03\x01\x02\x00\x01\x00", b"HELLO\r\n\r\n", b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
                                      b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                                      b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc"])
def test_nonsense_is_answered_with_400(server: Running, nonsense: bytes) -> None:
    assert answer_of_one(server, nonsense).startswith(b"HTTP/1.1 400 ")
    assert server.get("/healthz").status_code == 200


def answer_of_one(server: Running, said: bytes) -> bytes:
    one = connection(server, said)
    one.settimeout(20)
    if b"\r\n\r\n" in said:
        one.shutdown(socket.SHUT_WR)
    try:
        return answer(one)
    finally:
        one.close()


def test_nothing_of_this_is_logged_as_a_fault(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    write_release(folder, "aaaa222233334444")
    with running(folder) as server:
        for said in (b"\x16\x03\x01", b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n"):
            one = connection(server, said)
            time.sleep(0.2)
            one.close()
        leaving = connection(server, b"GET /explore HTTP/1.1\r\nHost: localhost\r\n\r\n")
        leaving.close()
        assert server.get("/healthz").status_code == 200
        assert server.stop() == (0, "")


def test_a_reader_who_stops_reading_is_left(stopped: Future[float]) -> None:
    """The answer is larger than the system's buffers; after some time without reading the connection is given up."""
    assert 15 < stopped.result() < 50
