"""The home of a steward: own datasets only, what waits, withdrawals with undo, what each release gave, the decision in every copy."""

from __future__ import annotations

import datetime
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from intarsia.deciding import decide
from intarsia.deciding.act import Asked
from intarsia.pool import Pool
from intarsia.stewarding import news, receipts
from intarsia.store import redactions
from intarsia.web import create_app
from intarsia.web.settings import Settings
from tests.once import once
from tests.test_requests import made
from tests.web.person import Person


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Path(shutil.copytree(once(tmp_path_factory, "pool-to-ask", made), tmp_path / "pool", symlinks=True))


def person(folder: Path, login: str) -> Person:
    found = Person(create_app(Pool(folder), settings=Settings(host="0.0.0.0")))
    assert found.sign_in(login).status_code == 303
    return found


def owner(folder: Path) -> Person:
    (folder / "desk.sqlite").unlink(missing_ok=True)
    return Person(create_app(Pool(folder), here=True), base="http://localhost", address="127.0.0.1")


def home(who: Person) -> Any:
    answer = who.get("/desk.json")
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def test_each_sees_their_own_and_operators_see_all(folder: Path) -> None:
    pool = Pool(folder)
    decide(pool, "theirs", "ASK", "Head of the archive", "canary reason of the archive", again=True)
    stella, otto, olga = (person(folder, login) for login in ("stella", "otto", "olga"))
    assert [[one["id"] for one in home(who)["datasets"]] for who in (stella, otto, olga)] == [["asked"], ["theirs"], ["asked", "open", "theirs"]]
    told = stella.get("/desk").text + stella.get("/desk/receipts").text + stella.get("/desk/withdrawals").text
    assert "Visits theirs" not in told and "canary reason" not in str(home(stella)["acts"]) and not [one for one in home(stella)["acts"] if one["kind"] == "decide"]
    assert [one["kind"] for one in home(otto)["acts"]].count("decide") == 1
    assert stella.get("/desk/withdrawals?dataset=theirs").status_code == 404


def test_a_withdrawal_from_the_browser_and_its_undo(folder: Path) -> None:
    otto, stella = person(folder, "otto"), person(folder, "stella")
    fields = {"dataset": "theirs", "who": "head of the archive", "why": "the figures were wrong", "act": "withdraw"}
    assert stella.post("/desk/withdrawals", "/desk/withdrawals", **{**fields, "dataset": "asked"}).status_code == 403  # a steward does not publish
    assert otto.post("/desk/withdrawals", "/desk/withdrawals", **{**fields, "dataset": "asked"}).status_code == 403  # another organisation's
    assert otto.post("/desk/withdrawals", "/desk/withdrawals", **{**fields, "why": " "}).status_code == 400
    assert not redactions.withdrawn(Pool(folder).layout)
    assert otto.post("/desk/withdrawals", "/desk/withdrawals", **fields).headers["location"] == "/desk/withdrawals?done=withdraw"
    page = otto.get("/desk/withdrawals?done=withdraw")
    assert "under way" in page.text and "head of the archive" in page.text and home(otto)["waits"]["leaving"] == ["theirs"]
    assert otto.post("/desk/withdrawals", "/desk/withdrawals", **fields).status_code == 409
    back = {**fields, "act": "undo", "why": "they were right after all"}
    assert otto.post("/desk/withdrawals", "/desk/withdrawals", **back).status_code == 303
    acts = redactions.acts(Pool(folder).layout)
    assert [(act.kind, act.by) for act in acts] == [("withdrawn", "head of the archive"), ("returned", "head of the archive")] and not redactions.withdrawn(Pool(folder).layout)
    ledger = Pool(folder).ledger()
    assert {one["actor"] for one in ledger.judgements("withdraw")} == {"Otto"}  # whose hand it was
    ledger.close()
    assert [one.kind for one in news.of(Pool(folder), "theirs")][:2] == ["returned", "withdrawn"]


def test_what_waits_is_said_with_the_way_out(folder: Path) -> None:
    reader = owner(folder)
    pool = Pool(folder)
    decide(pool, "asked", "DESCRIBE ONLY", "steward", "not now", again=True, asked=Asked(until="2026-11-02"), today=datetime.date(2026, 11, 1))
    ledger = pool.ledger()
    ledger.record("build", "stopped", "open", {"what": "this delivery of 'open' differs", "way_out": "look at it", "served": True})
    ledger.close()
    found = home(reader)
    assert found["waits"]["due"] == ["asked"] and [one["id"] for one in found["waits"]["stopped"]] == ["open"]
    page = reader.get("/desk").text
    assert "This delivery of &#39;open&#39; differs" in page and "Look at it." in page and 'href="/contribute?like=open"' in page
    assert "intarsia decide asked" in page and "Waits for you" in page
    dutch = reader.get("/desk?lang=nl").text
    assert "Wacht op u" in dutch and "Waits for you" not in dutch


def test_receipts_of_releases_are_counted_once_and_kept(folder: Path) -> None:
    pool = Pool(folder)
    (first,) = receipts.missing(pool)
    assert receipts.count(pool, first) == 3 and receipts.missing(pool) == []
    told = receipts.kept(pool, {"open", "asked"})
    assert [one["release"] for one in told] == [first] and told[0]["datasets"]["open"] == {"records": 0, "linked": 0, "gained": 0, "partners": 0}
    stella = person(folder, "stella")
    assert stella.get("/desk/receipts.csv").text.splitlines()[1].split(",")[2:] == ["asked", "0", "0", "0", "0"]
    assert not receipts.count_aside(pool)


def test_a_new_release_is_counted_aside(folder: Path) -> None:
    pool = Pool(folder)
    assert receipts.count_aside(pool)
    until = time.monotonic() + 30
    while receipts.missing(pool) and time.monotonic() < until:
        time.sleep(0.05)
    assert receipts.missing(pool) == []


def test_a_release_carries_the_decision(folder: Path) -> None:
    reader = owner(folder)
    pool = Pool(folder)
    evidence = {"verdict": "OPEN AFTER", "rules": ["moonlight"], "columns": {"moonlight": 2}, "code": "abc", "files": {"visits.csv": "f" * 64}}
    decide(pool, "open", "OPEN", "head of figures", "they are public", again=True, today=datetime.date(2026, 11, 22),
           asked=Asked(signed=("moonlight",), evidence=evidence, asking={"moonlight": "OPEN AFTER"}, by="data steward", organisation="The Board", signature="a" * 64))
    decide(pool, "asked", "DESCRIBE ONLY", "head", "not yet", again=True, asked=Asked(evidence={**evidence, "rules": ["hidden-rule"]}, asking={"hidden-rule": "ASK"}, rests_on="choice"))
    pool.build(as_of="2026-12-01")
    (row,) = pool.reader().records("SELECT * FROM decision WHERE dataset = 'open'")
    assert [row[name] for name in ("organisation", "written_by", "looked", "found", "rules_version", "signature")] == \
        ["The Board", "data steward", "OPEN AFTER", "moonlight (2)", "abc", "a" * 64]
    (closed,) = pool.reader().records("SELECT * FROM decision WHERE dataset = 'asked'")
    assert (closed["looked"], closed["found"], closed["rests_on"]) == (None, None, "choice")  # of what stays here nothing but what it rests on
    assert pool.reader().manifest["decisions"]["open"] == {"verdict": "OPEN", "who": "head of figures", "organisation": "The Board", "when": "2026-11-22"}
    page = reader.get("/datasets/open").text
    for text in ("The Board", "data steward", "Share it after changes", "2 columns", "a" * 64):
        assert text in page
    assert reader.get("/datasets/open.json").json()["data"]["beside"]["found"] == "moonlight (2)"
    catalogue = reader.get("/catalog.ttl").text
    assert "prov:wasInfluencedBy" in catalogue and "head of figures, The Board" in catalogue and "ffffffff" not in catalogue and "hidden-rule" not in catalogue
    assert [one.kind for one in news.of(pool, "open")] == ["first"]  # a decision is no change of the data


def test_a_pool_without_a_release_has_a_desk_too(folder: Path) -> None:
    shutil.rmtree(folder / "releases")
    (folder / "current").unlink()
    reader = owner(folder)
    found = home(reader)
    assert [one["id"] for one in found["datasets"]] == ["asked", "open", "theirs"] and found["words"]["left"] == 0
    assert "There is no release yet" in reader.get("/desk").text
    for path in ("/desk/requests", "/desk/withdrawals", "/desk/receipts", "/desk/mail"):
        assert reader.get(path).status_code == 200, path
