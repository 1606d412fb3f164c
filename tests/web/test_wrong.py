"""Something wrong? What readers write reaches the steward of the dataset, and nobody else; it is answered, and forgotten."""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia import accounts, ruling
from intarsia.accounts import members, passwords
from intarsia.backup import backup
from intarsia.errors import Invalid
from intarsia.pool import Pool
from intarsia.store.desk import DeskFile
from intarsia.web import create_app
from intarsia.web.pages import wrong as page
from intarsia.web.settings import Settings
from intarsia.wrong import KINDS, LONGEST, Letter, Letters
from intarsia.wrong.letter import KEPT_DAYS, tidy
from tests.small import small_pool
from tests.web.person import PASSWORD, Person

CANARY = "quinquagenarian@reader.example"
HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)> {{ 7*7 }} =cmd|x'


@cache
def kept() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_pool(tmp_path_factory.mktemp("wrong") / "pool")
    Pool(folder).build()
    return folder


@pytest.fixture
def pool(built: Path, tmp_path: Path) -> Pool:
    import shutil

    return Pool(Path(shutil.copytree(built, tmp_path / "pool", symlinks=True)))


@pytest.fixture
def app(pool: Pool) -> Any:
    """A public address; the books are the Museum's, the games the Archive's."""
    file = DeskFile(pool.layout.desk)
    for login, house, roles in (("stella", "Museum", ["steward"]), ("otto", "Archive", ["steward"])):
        members.with_organisation(file, login, login.title(), kept(), house, roles)
    named = {name: key for key, name in accounts.organisations(pool).items()}
    accounts.hold(pool, "books", named["Museum"])
    accounts.hold(pool, "games", named["Archive"])
    return create_app(pool, settings=Settings(host="0.0.0.0"))


def about(pool: Pool, record: str) -> str:
    return str(pool.reader().rows("SELECT iri FROM work WHERE record = ?", [record])[0][0])


def write(app: Any, iri: str, address: str = "203.0.113.9", **fields: str) -> Any:
    reader = Person(app, address=address)
    return reader.post("/wrong", f"/wrong?about={iri}", **{"about": iri, "what": "fact", "text": "It was 1932.", **fields})


def signed_in(app: Any, login: str) -> Person:
    person = Person(app)
    assert person.sign_in(login).status_code == 303
    return person


def test_a_message_goes_from_the_page_to_the_steward_and_the_answer_back(app: Any, pool: Pool) -> None:
    iri = about(pool, "b1")
    work = iri.rpartition("/")[2]
    reader = Person(app, address="203.0.113.9")
    assert f"/wrong?about={iri.replace(':', '%3A').replace('/', '%2F')}" in reader.get(f"/works/{work}").text.replace(iri, iri.replace(":", "%3A").replace("/", "%2F"))
    sent = write(app, iri, reach=CANARY)
    assert sent.status_code == 303 and re.fullmatch(r"/wrong/[\w-]{20,}\?new=1", sent.headers["location"])
    assert "Keep this address" in reader.get(sent.headers["location"]).text
    steward = signed_in(app, "stella")
    (one,) = steward.get("/desk/wrong.json").json()["data"]
    assert one["about"] == "The Lighthouse of Nowhere" and one["state"] == "open"
    shown = steward.get(one["address"])
    assert CANARY in shown.text and "It was 1932." in shown.text and "1931" in shown.text
    assert steward.post(one["address"], one["address"], state="declined").status_code == 400  # a no has a reason
    assert steward.post(one["address"], one["address"], state="asked", answer="Where did you read it?").status_code == 303
    told = reader.get(sent.headers["location"]).text
    assert "Where did you read it?" in told and CANARY in signed_in(app, "stella").get(one["address"]).text
    where = sent.headers["location"].partition("?")[0]
    assert reader.post(where, where, text="In the colophon.").status_code == 303
    assert steward.post(one["address"], one["address"], state="accepted", answer="You are right.").status_code == 303
    assert "You are right." in reader.get(where).text and CANARY not in steward.get(one["address"]).text
    assert CANARY not in json.dumps([vars(letter) for letter in Letters(pool).all()])
    states = [(row["actor"], row["body"]["state"]) for row in pool.ledger().judgements("wrong")]
    assert [state for _, state in states] == ["proposed", "asked", "proposed", "accepted"] and states[-1][0] == "Stella"


def test_nobody_else_sees_it(app: Any, pool: Pool, built: Path, tmp_path: Path) -> None:
    sent = write(app, about(pool, "b1"), text=f"My name is {CANARY}", reach=CANARY, what="privacy")
    assert sent.status_code == 303
    (letter,) = Letters(pool).all()
    other, nobody = signed_in(app, "otto"), Person(app)
    assert other.get("/desk/wrong.json").json()["data"] == []
    for person in (other, nobody):
        for address in (f"/desk/wrong/{letter.name}", f"/desk/wrong/{letter.name}.json", f"/wrong/{letter.name}"):
            answer = person.get(address, Accept="application/json")
            assert answer.status_code in (401, 403, 404) and CANARY not in answer.text and CANARY not in str(answer.headers)
    refused = other.ask("POST", f"/desk/wrong/{letter.name}", {"token": other.form_token("/desk/wrong") or other.form_token("/desk/notices"), "state": "accepted"}, Origin="http://test")
    assert refused.status_code == 404 and Letters(pool).all()[0].state == "open"
    pool.build()
    backup(pool.layout.root, tmp_path / "copy.tar.zst")
    import zstandard

    packed = zstandard.ZstdDecompressor().decompressobj().decompress((tmp_path / "copy.tar.zst").read_bytes())
    assert CANARY.encode() not in packed
    outside = [path for path in pool.layout.root.rglob("*") if path.is_file() and path.parent.name != "wrong" and CANARY.encode() in path.read_bytes()]
    assert outside == []
    assert (pool.layout.root / "wrong" / f"{letter.name}.json").stat().st_mode & 0o077 == 0


def test_an_objection_of_somebody_comes_first(app: Any, pool: Pool) -> None:
    iri = about(pool, "b1")
    for number, what in enumerate(("fact", "rights", "privacy", "words")):
        assert write(app, iri, what=what, address=f"203.0.113.{20 + number}").status_code == 303
    steward = signed_in(app, "stella")
    assert [one["what"] for one in steward.get("/desk/wrong.json").json()["data"]] == ["privacy", "words", "rights", "fact"]
    assert "within a month" in steward.get(steward.get("/desk/wrong.json").json()["data"][0]["address"]).text


def test_a_link_that_a_reader_says_is_wrong_waits_in_the_queue_and_is_judged(app: Any, pool: Pool) -> None:
    link, subject, predicate, target = pool.reader().rows("SELECT id, subject, predicate, object FROM link WHERE object IS NOT NULL AND kind = 'work' LIMIT 1")[0]
    iri = pool.reader().rows("SELECT iri FROM work WHERE id = ?", [subject])[0][0]
    assert write(app, iri, what="link", link=link, text="They only share a title.").status_code == 303
    steward = signed_in(app, "otto")  # the game says that it comes from the book
    queue = steward.get("/desk/links.json?state=readers").json()
    assert [one["id"] for one in queue["data"]] == [link] and queue["data"][0]["letter"]
    assert "A reader says that this link is wrong." in steward.get("/desk/links?state=readers").text
    (one,) = steward.get("/desk/wrong.json").json()["data"]
    assert steward.post(one["address"], one["address"], state="accepted", rule="1").status_code == 303
    assert ruling.standing(pool)[ruling.subject(subject, predicate, target)]["state"] == "rejected"
    assert steward.get("/desk/links.json?state=readers").json()["data"] == []


def test_a_missing_link_can_be_named(app: Any, pool: Pool) -> None:
    one, other = about(pool, "b2"), about(pool, "g2")
    assert write(app, one, what="link", other=f"http://test/works/{other.rpartition('/')[2]}?lang=nl", relation="same_as").status_code == 303
    (letter,) = Letters(pool).all()
    assert letter.other == other.rpartition("/")[2]
    steward = signed_in(app, "stella")
    assert "A reader says that this link is missing." in steward.get("/desk/links?state=readers").text
    assert steward.post(f"/desk/wrong/{letter.name}", f"/desk/wrong/{letter.name}", state="accepted", rule="1").status_code == 303
    assert [judged["state"] for judged in ruling.standing(pool).values()] == ["accepted"]
    refused = write(app, one, what="link", other="http://test/works/ffffffffffffffff", address="203.0.113.8")
    assert refused.status_code == 404 and "There is no work or agent" in refused.text


def test_what_cannot_be_kept_is_told_with_all_that_was_typed(app: Any, pool: Pool) -> None:
    for fields, status in (({"what": "rude"}, 400), ({"text": " "}, 400), ({"text": "x" * (LONGEST + 1)}, 400), ({"reach": "x" * 300}, 400), ({"what": "link", "link": "0000"}, 404)):
        answer = write(app, about(pool, "b1"), **{"text": "kept words", "reach": "", **fields})
        assert answer.status_code == status and 'role="alert"' in answer.text and not Letters(pool).all()
        assert "kept words" in answer.text or "text" in fields


def test_a_stranger_needs_the_form_of_this_site_and_a_record_that_is_there(app: Any, pool: Pool) -> None:
    reader, iri = Person(app), about(pool, "b1")
    body = {"about": iri, "what": "fact", "text": "x"}
    assert reader.ask("POST", "/wrong", {**body, "token": reader.form_token(f"/wrong?about={iri}")}, Origin="http://elsewhere.example").status_code == 403
    assert reader.ask("POST", "/wrong", body, Origin="http://test").status_code == 403
    for address in ("/wrong", "/wrong?about=http://localhost:8000/id/work/nothing", "/wrong?about=javascript:alert(1)", "/wrong/abc"):
        assert reader.get(address, Accept="application/json").status_code == 404, address
    assert reader.get(f"/wrong?about={iri}").headers["x-robots-tag"] == "noindex"


def test_many_messages_from_one_address_wait(app: Any, pool: Pool) -> None:
    iri = about(pool, "b1")
    answers = [write(app, iri, address="203.0.113.77").status_code for _ in range(page.PER_ADDRESS + 1)]
    assert answers == [303] * page.PER_ADDRESS + [429]
    assert write(app, iri, address="203.0.113.78").status_code == 303


def test_hostile_words_are_only_words(app: Any, pool: Pool) -> None:
    sent = write(app, about(pool, "b1"), text=HOSTILE, reach=HOSTILE)
    steward = signed_in(app, "stella")
    (one,) = steward.get("/desk/wrong.json").json()["data"]
    steward.post(one["address"], one["address"], state="asked", answer=HOSTILE)
    refused = write(app, about(pool, "b1"), text=HOSTILE, what="x", address="203.0.113.5")
    for answer in (Person(app).get(sent.headers["location"]), steward.get(one["address"]), steward.get("/desk/wrong"), refused):
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text and " 49 " not in answer.text


def test_where_nobody_answers_the_page_says_whom_to_write_to(pool: Pool) -> None:
    path = pool.layout.datasets / "books" / "dataset.toml"
    path.write_text(path.read_text("utf-8").replace('selection = "sample"', 'selection = "sample"\ncontact = "books@example.org"'), "utf-8")
    pool.build()
    public = create_app(Pool(pool.layout.root), settings=Settings(host="0.0.0.0"))
    shown = Person(public).get(f"/wrong?about={about(pool, 'b1')}")
    assert "books@example.org" in shown.text and "<textarea" not in shown.text
    refused = Person(public).ask("POST", "/wrong", {"about": about(pool, "b1"), "what": "fact", "text": "x", "token": ""}, Origin="http://test")
    assert refused.status_code == 403 and not Letters(pool).all()
    owner = Person(create_app(Pool(pool.layout.root), here=True), "http://localhost:8000", "127.0.0.1")
    iri = about(pool, "b1")
    assert owner.post("/wrong", f"/wrong?about={iri}", about=iri, what="fact", text="x").status_code == 303


def test_letters_are_forgotten_in_time(pool: Pool) -> None:
    day = datetime.date(2026, 1, 1)
    letters = Letters(pool, lambda: day)
    row = pool.reader().records("SELECT * FROM work WHERE record = 'b1'")[0]
    one, _ = letters.write("work", row, "fact", "x", reach=CANARY)
    two, _ = letters.write("work", row, "fact", "y", reach=CANARY)
    letters.answer(two, "declined", "no", "steward")
    assert [letter.reach for letter in letters.all()] == [CANARY, ""]
    day = datetime.date(2026, 1, 1) + datetime.timedelta(days=KEPT_DAYS + 1)
    letters.tidy()
    assert [(letter.name, letter.reach) for letter in letters.all()] == [(one.name, "")]
    day += datetime.timedelta(days=KEPT_DAYS)
    letters.tidy()
    assert letters.all() == []


def test_what_is_erased_takes_its_letters_along(pool: Pool) -> None:
    from intarsia.wrong import letters as kept_letters

    rows = pool.reader().records("SELECT * FROM work WHERE record IN ('b1', 'b2', 'g1') ORDER BY record")
    for row in rows:
        Letters(pool).write("work", row, "privacy", "x")
    assert kept_letters.erase(pool.layout.root, "books", ("b1",)) == 1
    assert {one.record for one in Letters(pool).all()} == {"b2", "g1"}
    assert kept_letters.erase(pool.layout.root, "books") == 1 and [one.record for one in Letters(pool).all()] == ["g1"]


@given(st.text(max_size=300))
def test_a_text_is_kept_as_typed_without_what_no_screen_shows(text: str) -> None:
    said = tidy(text, 300, "text")
    assert len(said) <= len(text) and said == tidy(said, 300, "text")
    assert not [sign for sign in said if ord(sign) < 32 and sign != "\n"]


@given(st.sampled_from(KINDS), st.sampled_from(["accepted", "declined", "asked", "open", ""]), st.text(max_size=40))
def test_an_answer_never_keeps_how_to_reach_somebody_longer_than_needed(what: str, state: str, answer: str) -> None:
    one = Letter("n", "work", "e", "d", "r", what, "t", "2026-01-01", reach=CANARY)
    try:
        after = one.answered(state, answer, "steward", datetime.date(2026, 1, 2))
    except Invalid:
        return
    assert after.reach == (CANARY if state == "asked" else "")


def test_notices_are_written_at_the_desk_by_who_may(app: Any, pool: Pool) -> None:
    steward, other = signed_in(app, "stella"), signed_in(app, "otto")
    fields = {"dataset": "books", "kind": "harm", "text_en": "Words that hurt.", "text_nl": "Woorden die kwetsen.", "records": "b1\nb2"}
    assert other.post("/desk/notices", "/desk/notices", **fields).status_code == 403
    assert steward.post("/desk/notices", "/desk/notices", **{**fields, "link": "javascript:alert(1)"}).status_code == 400
    assert steward.post("/desk/notices", "/desk/notices", **fields).status_code == 303
    shown = steward.get("/desk/notices.json").json()["data"]
    assert [one["dataset"] for one in shown] == ["books"] and shown[0]["notices"][0]["records"] == ["b1", "b2"]
    assert steward.post("/desk/notices", "/desk/notices", dataset="books", remove="0").status_code == 303
    assert steward.get("/desk/notices.json").json()["data"][0]["notices"] == []


