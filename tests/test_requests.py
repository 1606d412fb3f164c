"""Requests for data: who may ask, who sees it, what is answered, and that it is forgotten in time."""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
import time
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia import accounts
from intarsia.accounts import members, passwords
from intarsia.backup import backup
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.stewarding import requests
from intarsia.stewarding.requests import NO, OPEN, TIME, YES, Asked
from intarsia.store.desk import DeskFile
from intarsia.web import create_app
from intarsia.web.settings import Settings
from tests.build.made import pool as empty
from tests.build.made import visits
from tests.once import once
from tests.web.person import PASSWORD, Person

DAY = 86_400.0
WHO = Asked("Xenia Canary, Nowhere University", "xenia.canary@example.org", "canary purpose: songs that travel")
CANARIES = ("Xenia Canary", "xenia.canary", "canary purpose")


def made(folder: Path) -> None:
    """Three datasets, and two organisations that hold one each."""
    pool = empty(folder)
    visits(pool, "asked", {("2026-01", "NL"): 612_345}, "ASK")
    visits(pool, "theirs", {("2026-01", "NL"): 612_345}, "ASK")
    visits(pool, "open", {("2026-01", "NL"): 612_345}, "OPEN")
    pool.build(as_of="2026-12-01")
    desk, kept = DeskFile(folder / "desk.sqlite"), passwords.hashed(PASSWORD)
    for login, organisation, roles in (("olga", "The House", ["operator"]), ("stella", "Museum", ["steward"]), ("otto", "Archive", ["steward", "decision maker"])):
        members.with_organisation(desk, login, login.title(), kept, organisation, roles)
    accounts.hold(pool, "asked", "museum")
    accounts.hold(pool, "theirs", "archive")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once(tmp_path_factory, "pool-to-ask", made), tmp_path / "pool", symlinks=True))


@pytest.fixture
def public(folder: Path) -> Any:
    return create_app(Pool(folder), settings=Settings(host="0.0.0.0"))


def signed_in(app: Any, login: str) -> Person:
    person = Person(app)
    assert person.sign_in(login).status_code == 303
    return person


def asking(reader: Person, dataset: str = "asked", **more: str) -> Any:
    fields = {"name": WHO.name, "contact": WHO.contact, "purpose": WHO.purpose, **more}
    return reader.post(f"/datasets/{dataset}/ask", f"/datasets/{dataset}/ask", **fields)


def test_a_stranger_asks_and_the_steward_answers(folder: Path, public: Any) -> None:
    stranger = Person(public, address="198.51.100.4")
    page = stranger.get("/datasets/asked").text
    assert 'href="/datasets/asked/ask"' in page
    answer = asking(stranger)
    assert answer.status_code == 303 and answer.headers["location"] == "/datasets/asked/ask?sent=1"
    thanked = stranger.get("/datasets/asked/ask?sent=1")
    assert "Your request has arrived." in thanked.text and not any(one in thanked.text for one in CANARIES)
    steward, other = signed_in(public, "stella"), signed_in(public, "otto")
    assert all(one in steward.get("/desk/requests").text for one in CANARIES)
    assert steward.get("/desk.json").json()["data"]["waits"]["requests"] == 1
    number = steward.get("/desk/requests.json").json()["data"][0]["number"]
    for who in (other, signed_in(public, "olga")):  # another organisation's, and whoever only runs the pool
        told = who.get("/desk/requests").text + who.get("/desk").text + who.get("/desk/requests.json").text
        assert not any(one in told for one in CANARIES)
        assert who.post(f"/desk/requests/{number}", "/desk/mail", act="answer", state="yes", answer="take it").status_code == 403
    assert steward.post(f"/desk/requests/{number}", "/desk/requests", act="answer", state="no", answer="").status_code == 400
    assert steward.post(f"/desk/requests/{number}", "/desk/requests", act="answer", state="no", answer="The makers did not agree.").status_code == 303
    after = requests.find(Pool(folder), number)
    assert (after.state, after.answered_by, after.answer) == (NO, "Stella", "The makers did not agree.") and after.answered
    assert steward.get("/desk.json").json()["data"]["waits"]["requests"] == 0
    assert steward.post(f"/desk/requests/{number}", "/desk/requests", act="forget").status_code == 303
    assert not any(one in steward.get("/desk/requests").text for one in CANARIES)


def test_only_what_is_to_be_asked_for_can_be_asked_for(public: Any) -> None:
    stranger = Person(public)
    assert stranger.get("/datasets/open/ask", Accept="application/json").status_code == 409
    assert stranger.get("/datasets/nowhere/ask").status_code == 404
    assert "/datasets/open/ask" not in stranger.get("/datasets/open").text
    assert asking(stranger, purpose=" ").status_code == 400
    assert asking(stranger, name="x" * 300).status_code == 400
    token = stranger.form_token("/datasets/asked/ask")
    fields = {"token": token, "name": "a", "contact": "b", "purpose": "c"}
    assert stranger.ask("POST", "/datasets/asked/ask", fields, Origin="http://elsewhere.example").status_code == 403
    assert stranger.ask("POST", "/datasets/asked/ask", {**fields, "token": "no"}, Origin="http://test").status_code == 403


def test_one_address_cannot_flood_a_desk(folder: Path, public: Any) -> None:
    stranger = Person(public, address="198.51.100.9")
    answers = [asking(stranger).status_code for _ in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert asking(Person(public, address="203.0.113.99")).status_code == 303
    assert len(requests.listed(Pool(folder))) == 6


def test_where_nobody_answers_the_contact_is_shown(folder: Path) -> None:
    (folder / "desk.sqlite").unlink()
    stranger = Person(create_app(Pool(folder), settings=Settings(host="0.0.0.0")))
    page = stranger.get("/datasets/asked/ask").text
    assert "Nobody answers requests at this address." in page and "mailto:desk@example.org" in page and "<textarea" not in page
    assert stranger.post("/datasets/asked/ask", "/datasets/asked/ask", name="a", contact="b", purpose="c").status_code in (403, 409)
    assert requests.listed(Pool(folder)) == []


def test_who_asked_is_forgotten_in_time_and_is_in_no_backup(folder: Path, tmp_path: Path) -> None:
    pool = Pool(folder)
    old, new = requests.ask(pool, "asked", WHO, now=1_000_000.0), requests.ask(pool, "asked", WHO, now=1_000_000.0 + 100 * DAY)
    assert requests.sweep(pool, now=1_000_000.0 + 179 * DAY) == 0
    assert requests.sweep(pool, now=1_000_000.0 + 181 * DAY) == 1
    gone, kept = requests.find(pool, old), requests.find(pool, new)
    assert (gone.name, gone.contact, gone.purpose, gone.answer, gone.state) == (None, None, None, None, OPEN) and kept.name == WHO.name
    with pytest.raises(Conflict):
        requests.answer(pool, old, YES, "here it is", "Stella")
    requests.forget(pool, new)
    assert WHO.contact.encode() not in (folder / "desk.sqlite").read_bytes()  # overwritten, not only unlinked
    requests.ask(pool, "asked", WHO)
    backup(folder, tmp_path / "copy.tar.zst")
    with open(tmp_path / "copy.tar.zst", "rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content is None or WHO.contact.encode() not in content.read(), member.name


def test_no_canary_is_anywhere_else(folder: Path, public: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        stranger = Person(public)
        asking(stranger)
        paths = ["/", "/datasets", "/datasets/asked", "/datasets/asked.json", "/datasets/asked/ask.json", "/datasets/asked/feed.atom", "/datasets/asked/follow", "/explore?q=canary",
                 "/metrics", "/catalog", "/releases.json", "/api/v1/datasets", "/sql?query=SELECT%201", "/healthz"]
        told = "".join(stranger.get(path).text for path in paths) + "".join(str(one.getMessage()) for one in caplog.records)
    assert not any(one in told for one in CANARIES)
    with sqlite3.connect(folder / "desk.sqlite") as desk:
        assert not any(one in str(desk.execute("SELECT act, about, who FROM audit").fetchall()) for one in CANARIES)


def test_an_answer_can_take_time_and_be_given_again(folder: Path) -> None:
    pool = Pool(folder)
    number = requests.ask(pool, "asked", WHO, now=time.time() - 10)
    assert requests.answer(pool, number, TIME, "", "Stella").state == TIME and requests.waiting(pool) == 1
    assert requests.answer(pool, number, YES, "Write to the desk.", "Stella").state == YES and requests.waiting(pool, {"asked"}) == 0
    for state, words in (("maybe", "x"), (YES, " "), (NO, ""), (YES, "x" * 3_000)):
        with pytest.raises(Invalid):
            requests.answer(pool, number, state, words, "Stella")
    with pytest.raises(NotFound):
        requests.answer(pool, 99, NO, "no", "Stella")


@settings(max_examples=60, deadline=None)
@given(st.builds(Asked, st.text(max_size=230), st.text(max_size=230), st.text(max_size=2_100)))
def test_whatever_is_written_is_kept_as_it_is_or_refused_in_words(asked: Asked) -> None:
    try:
        kept = asked.checked()
    except Invalid as error:
        assert error.what and error.where in ("name", "contact", "purpose") and error.way_out
    else:
        assert 0 < len(kept.name) <= 200 and 0 < len(kept.contact) <= 200 and 0 < len(kept.purpose) <= 2_000
        assert "\n" not in kept.name + kept.contact and kept.checked() == kept
