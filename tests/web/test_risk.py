"""Risk, decision and publication as pages: what is told, what may be chosen, who may decide, and that no cell is shown."""

from __future__ import annotations

import re
import time
from html import unescape

import httpx
import pytest

from intarsia import adding
from intarsia.contributing import Draft, Drafts, leaving, look, publishing, weighing
from intarsia.pool import Pool
from intarsia.web import create_app
from tests.web.made import empty_pool, write_release
from tests.web.person import Person


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    folder = empty_pool(tmp_path_factory.mktemp("risk") / "made")
    write_release(folder, "bbbb222233334444")
    return Pool(folder)


@pytest.fixture(scope="module")
def owner(pool: Pool) -> Person:
    return Person(create_app(pool, here=True), "http://127.0.0.1", "127.0.0.1")


@pytest.fixture(scope="module")
def draft(pool: Pool) -> Draft:
    draft = Drafts(pool).begin("owner", "tickets.xlsx")
    draft.file.write_bytes(adding.tryout("tickets.xlsx").read_bytes())
    look(pool, draft, "en")
    return draft.say(state="read")


def get(owner: Person, address: str) -> str:
    """A page, once it waits no more."""
    until = time.monotonic() + 60
    while True:
        answer = owner.get(address, Accept="text/html")
        assert answer.status_code == 200, answer.text[:400]
        if "refresh" not in answer.headers or time.monotonic() > until:
            return unescape(answer.text)
        time.sleep(0.2)


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def post(owner: Person, address: str, form: dict[str, str]) -> httpx.Response:
    return owner.ask("POST", address, form, Origin=owner.base, Accept="text/html")


def field_of(page: str, column: str) -> str:
    found = re.search(rf'<select name="(c\d+)" aria-label="[^"]*\b{column}"', page)
    assert found
    return found[1]


def test_the_page_says_verdict_return_and_choices_without_a_cell(owner: Person, draft: Draft) -> None:
    page = get(owner, f"/contribute/{draft.id}/risk")
    report = owner.get(f"/contribute/{draft.id}/risk.json").json()["data"]["report"]
    assert report["words"] in page and report["sentence"] in page and all(one["title"].lower() in page.lower() for one in report["tests"])
    assert "What you get back" in page and "intarsia pack tickets.xlsx -o tickets.intarsia" in page
    assert "What a rival learns" in page and "<svg" in page and "Describe it only" in page
    postcode = next(column for column in report["columns"] if column["column"] == "postcode")
    assert [one["remedy"] for one in postcode["choices"]] == ["generalise-postcode", "leave-out"] and all(0 < one["kept"] <= 1 for one in postcode["choices"])
    assert "@example.org" not in page


def test_other_choices_are_weighed_and_the_verdict_shown(owner: Person, pool: Pool, draft: Draft) -> None:
    address = f"/contribute/{draft.id}/risk"
    page = get(owner, address)
    sent = post(owner, address, {"token": token(page), field_of(page, "email"): "as is", field_of(page, "paid"): "bands:0", "act": "look"})
    assert sent.status_code == 303
    page = get(owner, address)
    assert re.search(r"With your choices, (one thing is|\d+ things are) left:", page) and "E-mail addresses (email)" in page and "times what it is" in page
    refused = post(owner, address, {"token": token(page), field_of(page, "email"): "no-such:3", "act": "look"})
    assert refused.status_code == 400
    assert post(owner, address, {"token": token(page), "act": "as suggested"}).status_code == 303 and draft.again().choices == {}
    assert post(owner, address, {"act": "as suggested"}).status_code == 403  # without the token of our form


def test_deciding_says_what_is_missing_and_what_leaves(owner: Person, pool: Pool, draft: Draft) -> None:
    draft.again().say(choices={})
    weighing.weigh(pool, draft.again(), look(pool, draft, "en"), "en")
    address = f"/contribute/{draft.id}/publish"
    page = get(owner, address)
    assert "400 of 400" in page and "Leave out: order_no, paid, email" in page
    form = {"token": token(page), "act": "decide", "verdict": "OPEN", "title": '<script>alert(1)</script>"', "description": "Invented orders.", "publisher": "A museum", "sector": "heritage",
            "credit": "yes", "trade": "yes", "alike": "yes", "mining": "reserved", "goal": "public", "why": "nobody can be found", "dataset": "tickets"}
    answer = post(owner, address, form)
    assert answer.status_code == 400 and 'href="#who"' in answer.text and "<script>alert" not in answer.text and "CC BY-SA" in answer.text
    assert post(owner, address, {**form, "who": "head of collections"}).status_code == 303
    assert owner.get(f"{address}.json").json()["data"]["state"] in ("deciding", "leaves at")  # it answered at once, and tells how far it is
    page = get_once(owner, address)
    while "Your decision is being carried out" in page:
        time.sleep(0.1)
        page = get_once(owner, address)
    assert "It is decided, and leaves soon" in page and not list(pool.layout.datasets.glob("tickets"))
    assert post(owner, address, {"token": token(page), "act": "undo"}).status_code == 303
    assert draft.again().state == "read" and leaving.due(pool) == []
    kept = publishing.plan_kept(draft.again())
    assert (kept.verdict, kept.licence, kept.mining) == ("OPEN AFTER", "https://creativecommons.org/licenses/by-sa/4.0/", "reserved")


def get_once(owner: Person, address: str) -> str:
    answer = owner.get(address, Accept="text/html")
    assert answer.status_code == 200 and "refresh" in answer.headers
    return unescape(answer.text)


def test_nobody_else_sees_a_draft(pool: Pool, draft: Draft) -> None:
    public = Person(create_app(pool, here=False))
    for page in ("risk", "publish", "done", "parcel"):
        for form in ("", ".json"):
            answer = public.get(f"/contribute/{draft.id}/{page}{form}")
            assert answer.status_code == 404 and "tickets" not in answer.text, (page, form)
