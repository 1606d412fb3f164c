"""Signing at the web's door: a link and nothing else, from whatever machine; nobody gains anything without it."""

from __future__ import annotations

import datetime
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from intarsia.contributing import Draft
from intarsia.contributing.publishing import save, undo
from intarsia.objections import signing
from intarsia.pool import Pool
from intarsia.store.desk import DeskFile
from intarsia.web import create_app
from intarsia.web.pages import sign as door
from tests.objections.made import CANARY, PLAN, drafted, empty
from tests.web.person import Person

HERE = "http://127.0.0.1:8000"
LATER = (datetime.date.today() + datetime.timedelta(days=60)).isoformat()


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return empty(tmp_path_factory.mktemp("sign") / "pool")


@pytest.fixture(scope="module")
def read(pool: Pool) -> Draft:
    return drafted(pool)


@pytest.fixture(scope="module")
def app(pool: Pool) -> Any:
    return create_app(Pool(pool.layout.root), here=True)


@pytest.fixture
def draft(read: Draft) -> Draft:
    now = read.again()
    for name in (signing.NOTE, signing.PAGES, signing.USED):
        (now.folder / name).unlink(missing_ok=True)
    return save(now.say(state="read", extra={"signatures": [], "leaving": {}}), PLAN)


@pytest.fixture
def owner(app: Any) -> Person:
    return Person(app, base=HERE, address="127.0.0.1")


@pytest.fixture
def signer(app: Any) -> Person:
    return Person(app, address="203.0.113.40")


def link(owner: Person, draft: Draft) -> str:
    made = owner.post(f"/contribute/{draft.id}/memo", f"/contribute/{draft.id}/memo", act="send")
    found = re.search(r'value="http://127.0.0.1:8000(/sign/[^"]+)"', made.text)
    assert made.status_code == 200 and found, made.text[:2000]
    return found[1]


def fields(page: httpx.Response, **more: str) -> dict[str, str]:
    assert page.status_code == 200, page.text[:500]
    return {**dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text[page.text.index('id="answer"'):])), "name": "A. Jansen", "role": "director", **more}


def test_a_link_shows_the_memo_whole_to_who_has_no_account(owner: Person, signer: Person, draft: Draft) -> None:
    path = link(owner, draft)
    for lang, said in (("en", "What do you decide?"), ("nl", "Wat besluit u?")):
        page = signer.get(f"{path}?lang={lang}", Accept="text/html")
        assert page.status_code == 200 and said in page.text and PLAN.title in page.text and CANARY not in page.text
    assert page.headers["cache-control"] == "no-store" and "noindex" in page.headers["x-robots-tag"] and page.headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert signer.get(f"/contribute/{draft.id}/memo").status_code == 404  # the link is no key to the draft
    assert "waits for a signature" in owner.get("/contribute").text or owner.get(f"/contribute/{draft.id}.json").json()["data"]["state"] == signing.WAITS


def test_who_agrees_decides_and_the_link_is_used_up(owner: Person, signer: Person, draft: Draft, pool: Pool) -> None:
    path = link(owner, draft)
    given = fields(signer.get(path, Accept="text/html"), decision="embargo", day=LATER)
    done = signer.ask("POST", path, given, Origin=signer.base)
    assert done.status_code == 200 and "Thank you" in done.text and "director" in done.text, done.text[:1500]
    again = signer.ask("POST", path, given, Origin=signer.base)
    assert again.status_code == 410 and "signed already" in again.text and signer.get(path).status_code == 410
    assert draft.again().state == "leaves at" and draft.again().extra["publishing"]["embargo"] == LATER
    undo(draft.again())


def test_what_is_wrong_is_said_on_the_page_and_what_was_typed_stays(owner: Person, signer: Person, draft: Draft) -> None:
    path = link(owner, draft)
    given = fields(signer.get(path, Accept="text/html"), decision="not yet", day=LATER, name='"><b>Jan</b>')
    wrong = signer.ask("POST", path, given, Origin=signer.base)
    assert wrong.status_code == 400 and "not sharing needs a reason" in wrong.text.lower() and "<b>Jan" not in wrong.text and "&lt;b&gt;Jan" in wrong.text and 'role="alert"' in wrong.text
    assert signer.get(path).status_code == 200


def test_another_site_cannot_send_it_and_neither_can_who_has_no_link(owner: Person, signer: Person, draft: Draft) -> None:
    path = link(owner, draft)
    given = fields(signer.get(path, Accept="text/html"), decision="agree")
    assert signer.ask("POST", path, given, Origin="https://evil.example").status_code == 403
    assert signer.ask("POST", path, {**given, "token": "x.y"}, Origin=signer.base).status_code == 403
    assert signer.ask("POST", path[:-3] + "abc", given, Origin=signer.base).status_code == 404
    assert signer.ask("POST", path, {**given, "seal": "0" * 64}, Origin=signer.base).status_code == 410
    assert draft.again().state == signing.WAITS


def test_the_page_says_when_what_was_to_be_signed_has_changed(owner: Person, signer: Person, draft: Draft) -> None:
    path = link(owner, draft)
    given = fields(signer.get(path, Accept="text/html"), decision="agree")
    draft.say(choices={"year": {"remedy": "leave-out", "options": {}}})
    assert "does not work any more" in owner.get(f"/contribute/{draft.id}/memo", Accept="text/html").text
    for answer in (signer.get(path, Accept="text/html"), signer.ask("POST", path, given, Origin=signer.base)):
        assert answer.status_code == 410 and "no longer what is there" in answer.text
    draft.say(choices={})


def test_who_tries_many_links_must_wait(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TRIES", 4)
    guesser = Person(app, address="203.0.113.77")
    codes = [guesser.get(f"/sign/{'0' * 32}{n:043}").status_code for n in range(7)]
    assert codes[:4] == [404] * 4 and set(codes[4:]) == {429}


def test_only_who_may_share_makes_a_link(app: Any, draft: Draft, owner: Person) -> None:
    stranger = Person(app, address="203.0.113.9")
    assert stranger.ask("POST", f"/contribute/{draft.id}/memo", {"act": "send", "token": stranger.form_token("/contribute")}, Origin=stranger.base).status_code in (403, 404)
    called = owner.post(f"/contribute/{draft.id}/memo", f"/contribute/{draft.id}/memo", act="call back")
    assert called.status_code == 303 and draft.again().state == "read"


def test_where_the_pool_sends_letters_the_link_can_go_by_mail_and_only_to_the_address_that_was_typed(tmp_path: Path) -> None:
    posting = empty(tmp_path / "pool")
    posting.layout.config.write_text(posting.layout.config.read_text("utf-8") + '\n[mail]\nhost = "127.0.0.1"\nsender = "pool@example.org"\n', "utf-8")
    pool = Pool(posting.layout.root)
    draft, owner = drafted(pool), Person(create_app(pool, here=True), base=HERE, address="127.0.0.1")
    path = f"/contribute/{draft.id}/memo"
    wrong = owner.post(path, path, act="send", address="no address")
    assert wrong.status_code == 400 and draft.again().state == "read"
    made = owner.post(path, path, act="send", address="director@example.org", named="Anna de Vriés")
    assert made.status_code == 200 and "director@example.org" in made.text
    with DeskFile(pool.layout.desk).read() as connection:
        letters = [row._mapping for row in connection.execute(sa.text("SELECT address, body FROM outbox"))]
    link_sent = re.search(r"/sign/[\w-]+", letters[0]["body"])
    assert [one["address"] for one in letters] == ["director@example.org"] and link_sent and link_sent[0] in made.text and CANARY not in letters[0]["body"]
    signer = Person(create_app(pool, here=True), address="203.0.113.41")
    page = signer.get(link_sent[0], Accept="text/html")
    assert "The signature of Anna de Vriés is asked for" in page.text and "director@example.org" not in page.text
    other = signer.ask("POST", link_sent[0], fields(page, decision="agree", name="Somebody Else"), Origin=signer.base)
    assert other.status_code == 400 and "made for somebody else" in other.text and draft.again().state == signing.WAITS
    assert signer.ask("POST", link_sent[0], fields(page, decision="agree", name="ANNA de  Vries"), Origin=signer.base).status_code == 200
    told = owner.get(f"/contribute/{draft.id}/publish", Accept="text/html").text
    assert "Signed by ANNA de Vries" in told and "sent to director@example.org" in told and "undo it" in told
    with closing(pool.ledger()) as ledger:
        body = ledger.judgements(signing.KIND)[0]["body"]
    assert (body["to"], body["named"], body["name"], body["by"]) == ("director@example.org", "Anna de Vriés", "ANNA de Vries", "owner") and body["asked"] <= body["at"]
