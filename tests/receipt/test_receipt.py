"""Receipts over a small pool: sums, zero, rights, the own file, the page, and a forecast that sends nothing."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from intarsia.cli import main
from intarsia.errors import Broken
from intarsia.licences import combined
from intarsia.pool import Pool
from intarsia.receipt import Basis, bank, receipt
from intarsia.receipt.comparison import compared
from intarsia.receipt.credit import credit, shapley
from intarsia.receipt.noise import at_least
from intarsia.receipt.titleindex import opened
from intarsia.shelf.feeds.titleindex import hashed, words
from tests.receipt import cut
from tests.small import dataset
from tests.web.running import running

WORDS = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heron", "Islet", "Juniper", "Kestrel", "Lagoon", "Meadow", "Nettle", "Orchard", "Pebble", "Quarry", "Reed",
    "Saffron", "Thicket")
ROWS = [{"title": f"{WORDS[n % 20]} {WORDS[(3 * n + n // 20) % 20]} "
                  f"{WORDS[(7 * n + 5) % 20]}", "year": str(1950 + n % 60), "maker": f"{WORDS[(n * 3) % 20]} Ex{n}ample", "description": f"=About number {n}",
         "page": f"https://example.org/{n}", "subject": "", "language": "nl", "number": str(7_000_000 + n)} for n in range(60)]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    one, other, _known = cut.halves(ROWS, 60, 3)
    folder = tmp_path_factory.mktemp("receipt") / "pool"
    lonely = "key,title,year,description,page,language,maker,subject,number\nx1,Nothing Like It,2001,,,,,,\n"
    dataset(folder, "lonely", "Lonely", "games", "rows.csv", "csv", lonely, cut.MAPPING.format(form="game", role="developer"))
    return cut.pool(folder, (one, other), "film-tv", "film", "director")


def test_a_receipt_adds_up(pool: Pool) -> None:
    basis = Basis(pool.reader())
    shares = credit(basis)
    assert sum(one["credit"] for one in shares["datasets"].values()) == pytest.approx(shares["total"], rel=0.01)
    assert shares["total"] > 20
    for name in ("one", "other", "lonely"):
        found = receipt(basis, name)
        for counts in (found["links"]["same"]["records"], found["links"]["either"]["records"], found["gained"]["values"], found["questions"]["with"]):
            assert counts["0.5"] >= counts["0.9"] >= counts["0.99"] >= 0
        assert sum(one["gained"]["0.5"] for one in found["attributes"]) == found["gained"]["values"]["0.5"] == found["give_and_take"]["taken"]
        assert found["questions"]["alone"] <= found["questions"]["with"]["0.5"] <= found["questions"]["bank"] == 50
        assert json.loads(json.dumps(found, default=str))


def test_nothing_gained_is_zero(pool: Pool) -> None:
    found = receipt(Basis(pool.reader()), "lonely")
    assert found["links"]["either"]["records"]["0.5"] == found["gained"]["values"]["0.5"] == found["give_and_take"]["given"] == 0
    assert found["example"] is None and found["attributes"] == [] and found["comparison"]["measures"] == []  # two peers are too few


def test_the_own_file_keeps_its_layout(pool: Pool, tmp_path: Path) -> None:
    out = tmp_path / "gained.csv"
    said = CliRunner().invoke(main, ["returns", "one", "--pool", str(pool.layout.root), "-o", str(out), "--json"])
    assert said.exit_code == 0, said.output
    before = list(csv.DictReader(io.StringIO((pool.layout.dataset("one") / "rows.csv").read_text("utf-8"))))
    after = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8"))))
    assert len(after) == len(before) and [name for name in after[0] if name in before[0]] == list(before[0])
    for a, b in zip(after, before, strict=True):
        assert a["key"] == b["key"] and a["title"] == b["title"] and a["iri"].startswith("http://localhost:8000/id/work/")
    gained = [one for one in after if one["gained identifier:register"]]
    truth = {row["title"]: row["number"] for row in ROWS}
    assert len(gained) > 15 and all(one["gained identifier:register"] == truth[one["title"]] and float(one["gained identifier:register probability"]) >= 0.5 for one in gained)
    assert all(one["description"].startswith("'=") for one in after if one["description"])  # no spreadsheet takes it for a formula


def test_a_forecast_sends_nothing_of_the_file(pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ours.csv"
    file.write_text("title,year,director\n" + "".join(f"{row['title']},{row['year']},{row['maker']}\n" for row in ROWS[:40]), "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    with running(pool.layout.root, "--access-log") as server, closing(_Ear(server.port)) as ear:
        said = CliRunner().invoke(main, ["returns", str(file), "--with", f"http://127.0.0.1:{ear.port}", "--sector", "film-tv", "--json"])
        _, log = server.stop()
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout)["links"]["expected"] == pytest.approx(40, rel=0.1)
    heard = ear.heard.decode("latin-1") + log
    assert ".titles" in ear.heard.decode("latin-1")
    for row in ROWS:
        assert not any(value.casefold() in heard.casefold() for value in (row["title"], row["maker"], row["title"].replace(" ", "+"), row["title"].replace(" ", "%20")))
    assert not any(word.casefold() in heard.casefold() for word in WORDS)
    assert not any(f"{key:016x}" in heard for key in hashed("w", [row["title"] for row in ROWS]).tolist())


class _Ear:
    """Hears every byte that a client sends to a server."""

    def __init__(self, port: int) -> None:
        self.heard, self._to = b"", port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            for source, target, kept in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._carry, args=(source, target, kept), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, kept: bool) -> None:
        try:
            while data := source.recv(65536):
                if kept:
                    self.heard += data
                target.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            target.close()

    def close(self) -> None:
        self._door.close()


def test_an_index_that_was_cut_off_is_no_index(pool: Pool, tmp_path: Path) -> None:
    whole = (pool.reader().path / "dumps" / "one.titles").read_bytes()
    assert opened(pool.reader().path / "dumps" / "one.titles").about["works"] == 42
    for wrong in (whole[:-40], whole[:20], b"", b"x" * 400):
        (tmp_path / "one.titles").write_bytes(wrong)
        with pytest.raises(Broken):
            opened(tmp_path / "one.titles")


def test_shapley_of_a_known_game() -> None:
    mean, error = shapley(["a", "b", "c"], [("a", ("b",), 6)])
    assert mean.sum() == pytest.approx(6) and mean[2] == 0 and abs(mean[0] - 3) < 3 * error[0] + 1e-9
    assert np.array_equal(mean, shapley(["a", "b", "c"], [("a", ("b",), 6)])[0])


BY, SA, NC, NCSA, ND = (f"https://creativecommons.org/licenses/{kind}/4.0/" for kind in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd"))
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"
FIT = {(ZERO, ZERO), (ZERO, BY), (ZERO, SA), (ZERO, NC), (ZERO, NCSA), (BY, BY), (BY, SA), (BY, NC), (BY, NCSA), (SA, SA), (NC, NC), (NC, NCSA), (NCSA, NCSA)}


@pytest.mark.parametrize("one", [ZERO, BY, SA, NC, NCSA, ND])
@pytest.mark.parametrize("other", [ZERO, BY, SA, NC, NCSA, ND])
def test_licences_go_together_as_creative_commons_says(one: str, other: str) -> None:
    found = combined([("x", one), ("y", other)])
    assert found["together"] == ((one, other) in FIT or (other, one) in FIT)
    assert found["licence"] == max(one, other, key=[ZERO, BY, SA, NC, NCSA, ND].index)


def test_an_unknown_licence_decides() -> None:
    found = combined([("free", ZERO), ("odd", None)])
    assert (found["asks"], found["because"]) == ("permission", ["odd"])


def test_fewer_than_five_peers_are_not_compared() -> None:
    rows = [{"id": str(n), "sector": "music", "works": 1, "records": 1.0, **dict.fromkeys(("linked", "gained", "dated", "credited", "in_genres", "with_audience", "numbered",
        "set_aside"), n / 10)} for n in range(6)]
    assert [one["below"] for one in compared(rows, "5")["measures"]] == [5] * 8
    assert compared(rows[:5], "4")["measures"] == []


@given(st.integers(0, 40), st.integers(1, 40), st.floats(0, 1))
def test_a_tail_is_a_probability(hits: int, of: int, rate: float) -> None:
    assert 0 <= at_least(hits, of, rate) <= 1


@given(st.text(max_size=30))
def test_words_of_a_title_are_those_of_its_words(text: str) -> None:
    assert words(words(text)) == words(text) or not words(text).strip()


def test_the_bank_is_fifty_questions_in_two_languages() -> None:
    assert len({one["key"] for one in bank.questions()}) == 50 and all(one["en"] and one["nl"] for one in bank.questions())


def test_the_page(pool: Pool) -> None:
    with running(pool.layout.root) as server:
        page = server.get("/datasets/one/return", accept="text/html")
        assert page.status_code == 200 and "What linking gave back" in page.text and "style=" not in page.text
        assert "Wat koppelen opleverde" in server.get("/datasets/one/return?lang=nl").text
        told = server.get("/datasets/one/return.json").json()["data"]
        rows = list(csv.DictReader(server.get("/datasets/one/return.csv").text.splitlines()))
        assert len({(row["record"], row["field"]) for row in rows}) == told["gained"]["values"]["0.5"] > 20
        assert all(row["licence"] and row["source"] == "other" and 0.5 <= float(row["probability"]) <= 1 for row in rows)
        assert "0" in server.get("/datasets/lonely/return").text and server.get("/datasets/none/return").status_code == 404
        assert "/datasets/one/return" in server.get("/datasets/one").text
