"""Asking services of others: against a server of our own and against hostile ones, all real."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyarrow as pa
import pytest

from intarsia.errors import Invalid, Refused
from intarsia.model import ReconciliationService
from intarsia.reconciling import making
from intarsia.steps.register import pool_config
from intarsia.store import reconciliation
from intarsia.store.reconciliation import Limits
from tests.web.made import empty_pool, write_release
from tests.web.running import running

QUICK = Limits(connect=2, silence=2, total=20, retries=2, pause=0.05, longest_pause=1)
HERE = ("127.0.0.1",)
TODAY = "2026-11-22"
Answers = Callable[[dict[str, Any]], tuple[int, dict[str, str], bytes]]


class Peer:
    """A service that answers as a test says, and writes down what it was asked."""

    def __init__(self, answers: Answers) -> None:
        self.batches: list[dict[str, Any]] = []
        self.times: list[float] = []
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = json.loads(parse_qs(body)["queries"][0])
                peer.batches.append(asked)
                peer.times.append(time.monotonic())
                status, headers, content = answers(asked)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/reconcile"
        self.service = ReconciliationService("peer", self.url, "genre", per_second=50)


@contextmanager
def peer(answers: Answers) -> Iterator[Peer]:
    found = Peer(answers)
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()
        thread.join()


def right(asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """One sure candidate for all but "nothing"."""
    found = {key: {"result": [] if one["query"] == "nothing" else [{"id": f"Q-{one['query']}", "name": one["query"], "score": 87.5, "match": True, "type": [{"id": "T", "name": "t"}, "U"]}]}
             for key, one in asked.items()}
    return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()


def ask(service: ReconciliationService, values: list[str], folder: Path, **more: Any) -> pa.Table:
    return reconciliation.ask(service, values, folder, today=more.pop("today", TODAY), allow_hosts=more.pop("allow_hosts", HERE), limits=more.pop("limits", QUICK), **more)


def states(found: pa.Table) -> dict[str, str]:
    return dict(zip(found.column("value").to_pylist(), found.column("state").to_pylist(), strict=True))


def test_each_value_is_asked_once_and_known_afterwards(tmp_path: Path) -> None:
    with peer(right) as other:
        first = ask(other.service, ["b", "a", "b", "", " ", "nothing", *[f"v{n:02}" for n in range(20)]], tmp_path)
        assert [len(batch) for batch in other.batches] == [10, 10, 3] and first.schema == reconciliation.SCHEMA
        assert other.batches[0]["q0"] == {"query": "a", "limit": 5}
        rows = {row["value"]: row for row in first.to_pylist()}
        assert rows["a"] == {"service": "peer", "value": "a", "state": "answered", "rank": 1, "id": "Q-a", "name": "a", "description": "", "score": 87.5, "match": True,
                             "types": ["T", "U"], "asked": TODAY, "why": None}
        assert (rows["nothing"]["state"], rows["nothing"]["rank"], len(rows)) == ("answered", None, 23)
        before = reconciliation.fingerprint(other.service, tmp_path)
        assert ask(other.service, ["a", "b"], tmp_path).num_rows == 2 and len(other.batches) == 3
        ask(other.service, ["a"], tmp_path, today="2027-06-01")
        assert len(other.batches) == 3  # old answers do, unless somebody asks for new ones
        again = ask(other.service, ["a"], tmp_path, today="2027-06-01", refresh=True)
        assert len(other.batches) == 4 and again.column("asked").to_pylist() == ["2027-06-01"]
        assert reconciliation.fingerprint(other.service, tmp_path) == before  # the same answers: nothing is stale
    assert reconciliation.known(other.service, ["a", "never asked"], tmp_path).column("value").to_pylist() == ["a"]
    assert reconciliation.known(replace(other.service, types=("T",)), ["a"], tmp_path).num_rows == 0  # that would be another question


def test_a_service_that_fails_is_never_nothing_found(tmp_path: Path) -> None:
    working = False

    def moody(asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        return right(asked) if working else (500, {}, b"oops")

    with peer(moody) as other:
        found = ask(other.service, [f"v{n:03}" for n in range(60)], tmp_path)
        assert set(states(found).values()) == {"failed"} and set(found.column("why").to_pylist()) == {"the service answered 500"}
        assert len(other.batches) == 3 * (1 + QUICK.retries)  # three batches in a row, then it is left alone
        assert set(states(reconciliation.known(other.service, ["v000"], tmp_path)).values()) == {"failed"}
        working = True
        assert set(states(ask(other.service, ["v000", "v001"], tmp_path)).values()) == {"answered"}
        working = False
        kept = ask(other.service, ["v000"], tmp_path, today="2030-01-01", refresh=True)
        assert states(kept) == {"v000": "answered"} and kept.column("asked").to_pylist() == [TODAY]


@pytest.mark.parametrize(("content", "why"), [(b"", "no JSON"), (b"<html>", "no JSON"), (b"[1, 2]", "no answer"), (b"[" * 90_000, "no JSON"), (b'"' + b"x" * 3_000_000 + b'"', "more than"),
                                              (b'{"q0": {"result": "x"}}', "left this value out"), (b'{"q0": 5}', "left this value out"),
                                              (b"{}", "left this value out"), (b"\xff\xfe", "no JSON")])
def test_wrong_answers_are_failures(tmp_path: Path, content: bytes, why: str) -> None:
    with peer(lambda asked: (200, {}, content)) as other:
        found = ask(other.service, ["Zebra"], tmp_path)
    assert states(found) == {"Zebra": "failed"} and why in (said := found.column("why")[0].as_py()) and "Zebra" not in said


def test_candidates_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    odd = [1, None, {}, {"id": 5, "name": "x"}, {"id": "", "name": "x"}, {"id": "A", "name": "a", "score": "high", "match": "yes", "type": "T"},
           {"id": "B", "name": "b", "score": True, "type": [7, {}]}]
    with peer(lambda asked: (200, {}, json.dumps({"q0": {"result": odd}}).encode())) as other:
        found = ask(replace(other.service, limit=25), ["value"], tmp_path).to_pylist()
    assert [(one["rank"], one["id"], one["score"], one["match"], one["types"]) for one in found] == [(1, "A", None, False, ["T"]), (2, "B", None, False, [])]


def test_a_service_says_when_to_come_back(tmp_path: Path) -> None:
    turns = iter([(429, {"Retry-After": "1"}, b""), (503, {"Retry-After": "0"}, b"")])
    with peer(lambda asked: next(turns, None) or right(asked)) as other:
        assert states(ask(other.service, ["a"], tmp_path)) == {"a": "answered"}
        assert len(other.times) == 3 and other.times[1] - other.times[0] >= 0.95
    with peer(lambda asked: (429, {"Retry-After": "3600"}, b"")) as other:
        began = time.monotonic()
        assert states(ask(other.service, ["b"], tmp_path)) == {"b": "failed"} and time.monotonic() - began < 2


def test_no_more_requests_than_the_operator_allows(tmp_path: Path) -> None:
    with peer(right) as other:
        ask(replace(other.service, per_second=5), [f"v{n}" for n in range(25)], tmp_path)
        assert len(other.times) == 3 and other.times[-1] - other.times[0] >= 0.35  # two pauses of 0.2 s, less what the clock of the other side differs


def test_no_redirect_leads_to_where_nothing_may_be_asked(tmp_path: Path) -> None:
    with peer(right) as inner, peer(lambda asked: (307, {"Location": inner.url.replace("127.0.0.1", "localhost")}, b"")) as outer:
        found = ask(outer.service, ["a"], tmp_path)
        assert states(found) == {"a": "failed"} and "not a public address" in found.column("why")[0].as_py() and not inner.batches
        assert states(ask(replace(outer.service, name="both"), ["a"], tmp_path, allow_hosts=("127.0.0.1", "localhost"))) == {"a": "answered"}
    with peer(lambda asked: (302, {"Location": "/reconcile"}, b"")) as circle:
        assert "without end" in ask(circle.service, ["x"], tmp_path / "circle").column("why")[0].as_py()
    with peer(right) as private:
        assert states(ask(private.service, ["a"], tmp_path / "private", allow_hosts=())) == {"a": "failed"} and not private.batches
    for url, error in (("ftp://example.org/", Refused), ("http://user:word@example.org/", Refused), ("http://", Refused), ("http://a b/", Invalid)):
        with pytest.raises(error):
            ask(ReconciliationService("x", url, "genre"), ["a"], tmp_path)


def test_a_silent_service_is_not_waited_for_forever(tmp_path: Path) -> None:
    with peer(lambda asked: time.sleep(1.2) or right(asked)) as other:
        began = time.monotonic()
        found = ask(other.service, [f"v{n}" for n in range(30)], tmp_path, limits=replace(QUICK, silence=0.3, retries=0, failures=2))
        assert set(states(found).values()) == {"failed"} and time.monotonic() - began < 3


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    with peer(right) as other:
        ask(other.service, ["a", "b"], tmp_path)
        file = tmp_path / "peer.jsonl"
        file.write_bytes(file.read_bytes()[:-9])
        assert reconciliation.known(other.service, ["a", "b"], tmp_path).column("value").to_pylist() == ["a"]
        assert states(ask(other.service, ["a", "b", "c"], tmp_path)) == {"a": "answered", "b": "answered", "c": "answered"}
        assert len(other.batches) == 2 and reconciliation.known(other.service, ["a", "b", "c"], tmp_path).num_rows == 3


def test_two_pools_understand_each_other(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    release = write_release(folder)
    making.make(release, making.place(release))
    with running(folder) as server:
        service = ReconciliationService("neighbour", f"{server.url}/reconcile/works", "subject", types=("painting",), per_second=50)
        found = ask(service, ["Meisje met de parel", "Qwzxv Plkjhg"], tmp_path / "asked").to_pylist()
    assert [(one["value"], one["state"], one["rank"], one["name"]) for one in found] == [
        ("Meisje met de parel", "answered", 1, "Girl with a Pearl Earring"), ("Qwzxv Plkjhg", "answered", None, None)]
    assert found[0]["match"] and found[0]["types"] == ["painting", "work"]


@pytest.mark.parametrize("written", ['reconciliation = "x"', '[[reconciliation]]\nname = "a"', '[[reconciliation]]\nname = "A b"\nurl = "https://x.example/"\nfacet = "genre"',
                                     '[[reconciliation]]\nname = "a"\nurl = "ftp://x/"\nfacet = "genre"',
                                     '[[reconciliation]]\nname = "a"\nurl = "https://x.example/"\nfacet = "genre"\nlimit = 0',
                                     '[[reconciliation]]\nname = "a"\nurl = "https://x.example/"\nfacet = "genre"\nnope = 1'])
def test_settings_that_are_wrong_are_told(tmp_path: Path, written: str) -> None:
    path = tmp_path / "pool.toml"
    head = 'name = "P"\nbase = "http://x.example/"\npublisher = "p"\n'
    path.write_text(head + written, "utf-8")
    with pytest.raises(Invalid):
        pool_config(path)
    path.write_text(head + '[[reconciliation]]\nname = "wikidata"\nurl = "https://x.example/api"\nfacet = "genre"\ntypes = ["Q1"]\nper_second = 2\n', "utf-8")
    assert pool_config(path).reconciliation == (ReconciliationService("wikidata", "https://x.example/api", "genre", ("Q1",), 5, 2, 90),)
    path.write_text(head, "utf-8")
    assert pool_config(path).reconciliation == ()
