"""`intarsia serve` as an operator meets it: starting, stopping, several processes, logs, and what a machine can do to it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.web.made import empty_pool, key, write_release
from tests.web.running import INTARSIA, Running, free_port, running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = empty_pool(tmp_path_factory.mktemp("served") / "pool")
    write_release(made, "aaaa222233334444")
    return made


def test_the_address_is_said_once_it_answers(folder: Path) -> None:
    server = Running(folder)
    try:
        assert server.said == f"Intarsia serves at {server.url}/  (Ctrl-C stops it)\n"
        assert server.get("/readyz").json()["status"] == "ready"
        assert server.started_in < 12  # 1.2 s where nothing else runs; see benchmarks/doors.py
    finally:
        assert server.stop() == (0, "")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_requests_under_way_are_finished(folder: Path, how: int) -> None:
    """A file on its way to a reader who takes their time arrives whole, and then the server is gone."""
    with running(folder) as server:
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.settimeout(20)
        reader.connect(("127.0.0.1", server.port))
        reader.sendall(b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nAccept: application/json\r\nContent-Length: 12\r\n\r\na,b\n")
        time.sleep(0.5)
        server.process.send_signal(how)
        time.sleep(0.5)
        with pytest.raises(httpx.ConnectError):
            server.get("/healthz")
        reader.sendall(b"1,2\n3,4\n")
        came = b""
        while piece := reader.recv(4096):
            came += piece
        reader.close()
        assert came.startswith(b"HTTP/1.1 200 "), came[:200]
        assert server.stop()[0] == 0


@pytest.mark.parametrize("kept", [False, True])
def test_a_request_on_its_way_while_the_server_stops_is_answered(folder: Path, kept: bool) -> None:
    """The connection stands, the request comes a moment after the signal: closing it would be a lost request."""
    asked = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with running(folder) as server, socket.create_connection(("127.0.0.1", server.port), timeout=20) as reader:
        if kept:
            reader.sendall(asked)
            first = b""
            while b"}" not in first:  # head and body may come one after the other
                first += reader.recv(4096)
            assert first.startswith(b"HTTP/1.1 200 ")
        else:
            time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.15)
        reader.sendall(asked)
        came = b""
        while piece := reader.recv(4096):
            came += piece
        assert came.startswith(b"HTTP/1.1 200 "), came
        assert b"connection: close" in came.lower()
        assert server.stop()[0] == 0


def test_a_request_that_does_not_end_is_not_waited_for_without_end(folder: Path) -> None:
    with running(folder) as server, socket.create_connection(("127.0.0.1", server.port)) as reader:
        reader.sendall(b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\na,b\n")
        time.sleep(0.5)
        began = time.monotonic()
        code, said = server.stop()
        assert code == 0
        assert 5 < time.monotonic() - began < 25
        assert "Traceback" not in said, said


def test_workers_die_and_are_replaced(folder: Path) -> None:
    with running(folder, "--workers", "2") as server:
        until = time.monotonic() + 30
        while len(children(server.process.pid)) < 2:  # the address is told as soon as the first one answers
            assert time.monotonic() < until
            time.sleep(0.1)
        before = children(server.process.pid)
        os.kill(before[0], signal.SIGKILL)
        until = time.monotonic() + 30
        while len(children(server.process.pid)) < 2 or before[0] in children(server.process.pid):
            assert time.monotonic() < until
            assert server.get("/healthz").status_code == 200
        figures = server.get("/metrics").text
        assert 'intarsia_requests_total{form="json",route="/healthz",status="200"}' in figures
        assert figures.count("intarsia_process_resident_bytes{") == 2
        code, said = server.stop()
        assert code == 0
        assert "starting another" in said


def test_workers_are_replaced_without_a_lost_request(folder: Path) -> None:
    failed: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                if server.get("/explore.json").status_code != 200:
                    failed.append("status")
            except httpx.HTTPError as error:
                failed.append(repr(error))
            time.sleep(0.02)  # asking without a pause leaves new workers no processor to start on

    with running(folder, "--workers", "2") as server:
        before = set(children(server.process.pid))
        readers = [threading.Thread(target=read) for _ in range(3)]
        for one in readers:
            one.start()
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 180
        while before & set(children(server.process.pid)) and time.monotonic() < until:
            time.sleep(0.2)
        done.set()
        for one in readers:
            one.join()
        assert not before & set(children(server.process.pid))
        assert not failed, failed[:3]


def test_no_worker_outlives_its_parent(folder: Path) -> None:
    server = Running(folder, "--workers", "2")
    workers = children(server.process.pid)
    server.process.kill()
    server.process.communicate()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < until:
        time.sleep(0.2)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_a_hangup_without_a_terminal_is_nothing(folder: Path) -> None:
    with running(folder) as server:
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert server.get("/healthz").status_code == 200


def test_what_stands_in_the_logs(folder: Path) -> None:
    with running(folder, "--log", "json", "--access-log") as server:
        request_id = server.get("/explore?q=a-secret-wish", user_agent="somebody").headers["x-request-id"]
        server.get(f"/works/{key('film')}.json")
        code, said = server.stop()
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert lines[0] | {"time": "", "ms": 0, "bytes": 0, "said": ""} == {"time": "", "level": "info", "from": "intarsia.access", "said": "", "request": request_id, "method": "GET",
                                                                        "path": "/explore", "route": "/explore", "status": 200, "ms": 0, "bytes": 0}
    assert lines[1]["route"] == "/works/{id}.json"
    assert not [word for word in ("a-secret-wish", "127.0.0.1", "somebody") if word in said]
    with running(folder) as server:
        server.get("/explore?q=a-secret-wish")
        server.get("/nowhere")
        assert server.stop() == (0, "")


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_a_port_that_is_taken(folder: Path, options: tuple[str, ...]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = command("serve", str(folder), "--port", str(port), *options)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"port {port} is taken" in done.stderr
    assert f"--port {port + 1}" in done.stderr


def test_startup_in_words(folder: Path, tmp_path: Path) -> None:
    for options, word in (((str(tmp_path),), "no pool in"), ((str(folder), "--host", "192.0.2.77"), "is no address of this machine"), ((str(folder), "--base-path", "commons"), "is no path"),
                          ((str(folder), "--proxy", "example"), "is no address or network"), ((str(folder), "--proxy", "127.0.0.1", "--local"), "cannot be shown behind a proxy")):
        done = command("serve", *options, "--port", str(free_port()))
        assert done.returncode == 2, done
        assert word in done.stderr, done.stderr
        assert "way out" in done.stderr
        assert "Traceback" not in done.stderr
    broken = empty_pool(tmp_path / "broken")
    (broken / "pool.toml").write_text("name = ", "utf-8")
    for workers in ("1", "2"):
        done = command("serve", str(broken), "--port", str(free_port()), "--workers", workers)
        assert done.returncode == 2, done
        assert "Traceback" not in done.stderr
        assert "pool.toml" in done.stderr


def test_two_servers_on_one_pool(folder: Path) -> None:
    with running(folder) as one, running(folder) as two:
        assert one.get("/explore.json").json()["data"] == two.get("/explore.json").json()["data"]


def test_a_release_that_is_deleted_while_it_is_served(tmp_path: Path) -> None:
    """What is gone is said to be gone; nothing crashes, and the next release is taken up."""
    made = empty_pool(tmp_path / "pool")
    write_release(made, "aaaa222233334444")
    with running(made) as server:
        assert server.get("/explore").status_code == 200
        shutil.rmtree(made / "releases" / "aaaa222233334444")
        for path in ("/", "/explore?q=girl", f"/works/{key('film')}.json", "/datasets.csv"):
            answer = server.get(path)
            assert answer.status_code in (200, 404, 500, 503), (path, answer.status_code)
            assert "Traceback" not in answer.text and str(tmp_path) not in answer.text
        assert server.get("/readyz").status_code == 503
        write_release(made, "bbbb222233334444")
        assert server.get("/readyz").json()["release"] == "bbbb222233334444"
        assert server.get("/explore?q=girl").status_code == 200


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root writes everywhere, and there is no setpriv")
    made = empty_pool(tmp_path / "pool")
    write_release(made, "aaaa222233334444")
    for path in [*made.rglob("*"), made]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with running(made) as server:
            assert server.get("/explore?q=girl").status_code == 200
            assert server.get("/readyz").status_code == 200
    finally:
        for path in [made, *made.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_full_disk_behind_the_log(folder: Path) -> None:
    """/dev/full takes nothing: what would be said is lost, what is served is not."""
    port = free_port()
    with open("/dev/full", "w", encoding="utf-8") as full:
        server = subprocess.Popen([*INTARSIA, "serve", str(folder), "--port", str(port), "--access-log"], stdin=subprocess.DEVNULL, stdout=full, stderr=full)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/explore", trust_env=False, timeout=20).status_code == 200
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        assert httpx.get(f"http://127.0.0.1:{port}/nowhere", trust_env=False).status_code == 404
    finally:
        server.terminate()
        assert server.wait(30) in (0, 120)  # 120: Python could not flush what was said


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*INTARSIA, *words], capture_output=True, text=True, timeout=60, check=False)
