"""What was withdrawn or erased: 410 with the reason, a signed list for those who keep copies, nothing in the next index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from intarsia import signing
from intarsia.erasing import erase
from intarsia.erasing.left import places
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.web import create_app
from intarsia.withdrawing import withdraw
from tests.small import small_pool
from tests.web.conftest import Web

WHO, WHY = "head of collections", "the figures were wrong"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Web, dict[str, str]]]:
    """A served pool: a dataset withdrawn, then a record of the other one erased while it is served."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        folder = small_pool(tmp_path_factory.mktemp("leaving") / "pool")
        pool = Pool(folder)
        first = pool.build()
        ids = dict(pool.reader().rows("SELECT record, id FROM work"))
        withdraw(pool, "games", WHO, WHY)
        pool.build()
        client = Web(create_app(Pool(folder)))
        assert client.json("/explore.json?q=brug")["meta"]["total"] == 1  # and held by the server
        erase(pool, "books:b2", "data steward", "asked for by its maker")
        yield folder, client, {**ids, "first": first}


def test_a_withdrawn_dataset_leaves_no_text_in_the_next_release(served: tuple[Path, Web, dict[str, str]]) -> None:
    folder, client, _ = served
    now = folder / "releases" / str(Pool(folder).current())
    assert places(now, ["Nonesuch Studio"]) == []
    assert client.get("/explore.json?q=nonesuch").json()["meta"]["total"] == 0


def test_its_addresses_say_when_and_why(served: tuple[Path, Web, dict[str, str]]) -> None:
    _, client, ids = served
    for address in ("/datasets/games", f"/works/{ids['g1']}", f"/id/work/{ids['g1']}"):
        answer = client.get(address, accept="application/json")
        assert answer.status_code == 410 and WHY in answer.text, address
    assert client.get(f"/works/{ids['g1']}.json?release={ids['first']}").status_code == 200


def test_a_server_sees_an_erasure_at_once(served: tuple[Path, Web, dict[str, str]]) -> None:
    _, client, ids = served
    assert client.get("/explore.json?q=brug").json()["meta"]["total"] == 0
    for address in (f"/works/{ids['b2']}.json", f"/works/{ids['b2']}.json?release={ids['first']}"):
        answer = client.get(address)
        assert answer.status_code == 410 and "asked for by its maker" in answer.text, address


def test_those_who_keep_copies_are_told(served: tuple[Path, Web, dict[str, str]]) -> None:
    _, client, ids = served
    told = client.get("/releases.json").json()["meta"]["redactions"]
    assert [(one["kind"], one["dataset"], one["records"]) for one in told] == [("withdrawn", "games", 0), ("erased", "books", 1)]
    signed = client.get(told[1]["signed"]).json()
    assert signing.signer(signed) and ids["b2"] in signed["ids"] and ids["first"] in signed["releases"]
    assert client.get("/redactions/9.json").status_code == 404
    for language, said in (("en", "record erased"), ("nl", "record gewist")):
        assert said in client.get(f"/releases?lang={language}").text
    assert "asked for by its maker" in client.get(f"/releases/{ids['first']}").text


def test_a_dataset_comes_back(served: tuple[Path, Web, dict[str, str]]) -> None:
    folder, _, _ = served
    pool = Pool(folder)
    with pytest.raises(Conflict):
        withdraw(pool, "games", WHO, WHY)
    for dataset, who, error in (("none", WHO, NotFound), ("books", " ", Invalid)):
        with pytest.raises(error):
            withdraw(pool, dataset, who, WHY)
    withdraw(pool, "games", WHO, "they are right now", undo=True)
    assert pool.build() and len(Pool(folder).reader().rows("SELECT id FROM dataset")) == 2


def test_a_dataset_that_is_only_described_now_leaves_no_text_in_the_copied_index(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    Pool(folder).build()
    described = folder / "datasets" / "games" / "dataset.toml"
    described.write_text(described.read_text("utf-8").replace('"OPEN"', '"DESCRIBE ONLY"'), "utf-8")
    now = folder / "releases" / Pool(folder).build()
    held = json.loads((now / "search" / "meta.json").read_text("utf-8"))["segments"]
    assert sum(one["max_doc"] for one in held) == 3 and not any(one["deletes"] for one in held)
