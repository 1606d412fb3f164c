"""Objections and the memo at the web's door: open ones for anybody, those of a draft for who may see it, those of a dataset for the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intarsia.contributing import Draft
from intarsia.objections.shown import known
from intarsia.pool import Pool
from intarsia.web import create_app
from tests.objections.made import CANARY, drafted, empty
from tests.web.conftest import Web
from tests.web.person import Person

HERE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return empty(tmp_path_factory.mktemp("memo") / "pool")


@pytest.fixture(scope="module")
def draft(pool: Pool) -> Draft:
    return drafted(pool)


@pytest.fixture(scope="module")
def owner(pool: Pool) -> Person:
    return Person(create_app(Pool(pool.layout.root), here=True), base=HERE, address="127.0.0.1")


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_anybody_reads_what_people_say(web: Web, lang: str) -> None:
    page = web.get(f"/objections?lang={lang}")
    assert page.status_code == 200 and all(card.SAID[lang].rstrip(".") in page.text.replace("&#39;", "'") for card in known().values())
    assert 'href="/objections' in web.get(f"/check?lang={lang}").text and 'href="/objections' in web.get(f"/start?lang={lang}").text
    told = web.json(f"/objections.json?lang={lang}")["data"]
    assert len(told) == len(known()) and all(one["general"] and one["sentences"] for one in told)


def test_a_draft_has_its_own_cards_in_the_order_of_its_findings(owner: Person, draft: Draft) -> None:
    told = owner.get(f"/contribute/{draft.id}/objections.json").json()["data"]
    assert len(told) == len(known()) and told[0]["support"] != "none" and all(one["step"]["href"].startswith(f"/contribute/{draft.id}/") for one in told)
    page = owner.get(f"/contribute/{draft.id}/objections", Accept="text/html").text
    assert page.index("Privacy law") < page.index("nothing in your file supports this") and CANARY not in page and "“email”" in page
    for href in re.findall(r'href="(/rules/[\w-]+)', page):
        assert owner.get(href).status_code == 200


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_memo_of_a_draft_and_its_twin(owner: Person, draft: Draft, lang: str) -> None:
    page = owner.get(f"/contribute/{draft.id}/memo?lang={lang}", Accept="text/html")
    assert page.status_code == 200 and CANARY not in page.text and "Visits to a lighthouse" in page.text and page.headers["cache-control"] == "no-store"
    told = owner.get(f"/contribute/{draft.id}/memo.json?lang={lang}").json()["data"]
    assert told["mark"] in page.text and told["checksum"] in page.text and told["verdict"] == "OPEN AFTER" and told["waiting"] is None


def test_strangers_see_neither(pool: Pool, draft: Draft, owner: Person) -> None:
    stranger = Person(create_app(Pool(pool.layout.root)), address="203.0.113.9")
    for path in ("objections", "memo", "objections.json", "memo.json"):
        answer = stranger.get(f"/contribute/{draft.id}/{path}")
        assert answer.status_code == 404 and "lighthouse" not in answer.text.lower()
    assert stranger.get("/datasets/visits/memo").status_code == 403
    assert owner.get("/datasets/no-such-set/memo").status_code in (404, 503)


def test_the_memo_of_a_dataset(demo: Pool) -> None:
    owner = Person(create_app(demo, here=True), base=HERE, address="127.0.0.1")
    dataset = demo.reader().rows("SELECT id FROM dataset WHERE verdict = 'OPEN' ORDER BY id LIMIT 1")[0][0]
    page = owner.get(f"/datasets/{dataset}/memo", Accept="text/html")
    assert page.status_code == 200 and owner.get(f"/datasets/{dataset}/memo.json").json()["data"]["mark"] in page.text


def test_no_cell_is_in_any_of_it(pool: Pool, draft: Draft) -> None:
    for name in ("memo.json", "signing.json", "draft.json"):
        file = Path(draft.folder / name)
        assert not file.exists() or CANARY not in file.read_text("utf-8")
