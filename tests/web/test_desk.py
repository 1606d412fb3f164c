"""The desk's door: who may see it, who may change something, and what everybody else is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from intarsia import judging
from intarsia.matching import model
from intarsia.matching.likeness import LEVELS
from intarsia.pool import Pool
from intarsia.web import create_app
from intarsia.web.settings import Settings
from intarsia.web.words import LANGUAGES, words
from tests.web.conftest import Web
from tests.web.dirty import ODD, dirty_pool
from tests.web.running import Running, running

JUDGE = "/desk/reconcile/judge"


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dirty_pool(tmp_path_factory.mktemp("desk") / "pool")


@pytest.fixture
def pool(dirty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(dirty, tmp_path / "pool", symlinks=True))


@pytest.fixture(scope="module")
def served(dirty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(Path(shutil.copytree(dirty, tmp_path_factory.mktemp("desk") / "served"))) as server:
        yield server


def form(server: Running, path: str = "/desk/reconcile", **more: str) -> dict[str, str]:
    """The fields of the form that judges the word whose turn it is."""
    page = httpx.get(server.url + path, trust_env=False)
    assert page.status_code == 200, page.text[:300]
    inner = page.text[page.text.index('id="judge"'):]
    return {**dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', inner[: inner.index("</form>")])), **more}


def post(server: Running, fields: dict[str, str], origin: str | None = "", path: str = JUDGE, **headers: str) -> httpx.Response:
    given = {**({"Origin": origin or server.url} if origin is not None else {}), **headers}
    return httpx.post(server.url + path, data=fields, headers=given, trust_env=False)


def said(folder: Path) -> list[judging.Judgement]:
    ledger = Pool(folder).ledger()
    try:
        return judging.standing(ledger)
    finally:
        ledger.close()


def test_on_this_machine_the_owner_judges_and_takes_back(served: Running) -> None:
    first = httpx.get(served.url + "/desk/reconcile.json", trust_env=False).json()
    assert first["meta"]["left"] == len(ODD) and first["meta"]["judged"] == 0
    fields = form(served)
    answer = post(served, {**fields, "state": "rejected"})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/desk/reconcile?")
    page = httpx.get(served.url + answer.headers["location"], trust_env=False)
    assert "1 judgement waits for the next build" in page.text and page.headers["cache-control"] == "no-store"
    assert httpx.get(served.url + "/desk/reconcile.json", trust_env=False).json()["meta"]["judged"] == 1
    assert post(served, {"token": fields["token"]}, path="/desk/reconcile/undo").status_code == 303
    assert httpx.get(served.url + "/desk/reconcile.json", trust_env=False).json()["meta"]["judged"] == 0


@pytest.mark.parametrize(("origin", "headers", "token"), [
    ("http://evil.example", {}, True), (None, {}, True), ("null", {}, True), ("http://localhost:1", {}, True), ("", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, True),
    ("", {}, False), ("", {"X-Forwarded-For": "203.0.113.7"}, True), ("", {"Via": "1.1 proxy"}, True), ("", {"Host": "data.example.org"}, True),
])
def test_a_form_from_elsewhere_changes_nothing(served: Running, origin: str | None, headers: dict[str, str], token: bool) -> None:
    fields = form(served, state="rejected")
    if not token:
        fields["token"] = fields["token"][:-1] + ("0" if fields["token"][-1] != "0" else "1")
    before = httpx.get(served.url + "/desk.json", trust_env=False).json()["data"]["acts"]
    answer = post(served, fields, origin, **headers, Accept="application/json")
    assert answer.status_code == 403 and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["way_out"] and "traceback" not in answer.text.lower()
    assert post(served, {name: value for name, value in fields.items() if name != "token"}).status_code == 403
    assert httpx.get(served.url + "/desk.json", trust_env=False).json()["data"]["acts"] == before


def test_every_way_to_the_desk_is_closed_elsewhere(pool: Path) -> None:
    with running(pool, "--host", "0.0.0.0") as server:
        for path in ("/desk", "/desk/reconcile", "/desk.json", "/desk/reconcile.csv", "/desk/reconcile/judgements.tsv"):
            answer = server.get(path)
            assert answer.status_code == 403, path
            assert "the desk is closed" in answer.text.lower(), path
        assert server.get("/desk", Accept="text/html").headers["content-type"].startswith("text/html")
        for path in (JUDGE, "/desk/reconcile/undo", "/desk/reconcile/propose"):
            assert post(server, {"facet": "genre", "vocabulary": "genre", "value": "zzyzx", "state": "rejected"}, path=path).status_code == 403
        assert httpx.post(server.url + "/check", files={"file": ("a.csv", b"a,b\n1,2\n")}, trust_env=False).status_code == 200  # changes nothing, and stays open
    assert said(pool) == []


@pytest.mark.parametrize("settings", [Settings(base_path="/commons"), Settings(proxies=("127.0.0.1/32",))], ids=["base path", "proxy"])
def test_behind_a_proxy_the_desk_is_closed(pool: Path, settings: Settings) -> None:
    from intarsia.web import nearby

    door = Web(create_app(Pool(pool), here=not settings.behind and nearby.only_near(settings.host, "http://localhost/"), settings=settings))
    answer = door.get(f"{settings.base_path}/desk")
    assert answer.status_code == 403 and "--base-path" in answer.text


def test_a_pool_with_a_public_address_is_closed_unless_its_operator_says_so(pool: Path) -> None:
    from intarsia.web import nearby

    for local, status in ((False, 403), (True, 200)):
        door = Web(create_app(Pool(pool), here=nearby.only_near("127.0.0.1", "https://data.example.org/", local)))
        answer = door.get("http://localhost/desk")
        assert answer.status_code == status and (local or "--local" in answer.text)


def test_processes_of_one_server_know_each_others_forms(pool: Path) -> None:
    with running(pool, "--workers", "2") as server:
        fields = form(server)
        answers = [post(server, {**fields, "value": word, "state": "rejected"}).status_code for word in ODD]
    assert answers == [303] * len(ODD) and len(said(pool)) == len(ODD)


@pytest.mark.parametrize(("fields", "told"), [
    ({"state": ""}, "nothing was chosen"), ({"concept": "no-such-thing"}, "has no concept"), ({"state": "maybe"}, "is no judgement"), ({"facet": "a|b", "state": "rejected"}, "is no facet"),
    ({"value": " ", "state": "rejected"}, "value"), ({"scope": "nowhere", "state": "rejected"}, "no dataset"), ({"value": "x" * 600, "state": "rejected"}, "at most"),
])
def test_what_is_no_judgement_is_refused_in_words(served: Running, fields: dict[str, str], told: str) -> None:
    answer = post(served, form(served, **fields), Accept="application/json")
    assert answer.status_code in (400, 404) and told in answer.text


def test_what_is_no_form_is_refused(served: Running) -> None:
    def send(**more: Any) -> httpx.Response:
        headers = {"Origin": served.url, "Accept": "application/json", **more.pop("headers", {})}
        return httpx.post(served.url + JUDGE, headers=headers, trust_env=False, **more)

    assert send(json={"state": "rejected"}).status_code == 400
    assert send(content=b"a=%ff", headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code in (400, 403)
    assert send(data={"value": "x" * 300_000}).status_code == 400
    assert send(content=b"&".join(b"a=1" for _ in range(5000)), headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 400


def test_without_a_script_the_queue_is_links_and_forms(served: Running) -> None:
    page = httpx.get(served.url + "/desk/reconcile?dataset=more", trust_env=False).text
    assert "0 of 2 judged" in page and ODD[0] in page
    assert re.search(r'<button name="concept" value="[\w-]+" class="candidate" data-act="1">', page)
    skipped = httpx.get(served.url + re.search(r'href="([^"]*)" data-act="s"', page)[1].replace("&amp;", "&"), trust_env=False).text  # type: ignore[index]
    assert f'tabindex="-1">{ODD[1]}</h2>' in skipped
    proposing = httpx.get(served.url + re.search(r'href="([^"]*)" data-act="n"', page)[1].replace("&amp;", "&"), trust_env=False).text  # type: ignore[index]
    assert 'name="broader"' in proposing
    found = httpx.get(served.url + "/desk/reconcile?find=poetry", trust_env=False).text
    assert 'value="poetry"' in found


def test_a_new_term_is_proposed_and_the_word_judged(served: Running) -> None:
    def home() -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(served.url + "/desk.json", trust_env=False).json()["data"]
        return found

    before, fields = home(), form(served, label="Absurd drama", language="en", broader="drama", definition="Plays without a reason.", why="five stages ask for it")
    assert post(served, {**fields, "broader": "no-such"}, path="/desk/reconcile/propose").status_code == 400
    assert post(served, fields, path="/desk/reconcile/propose").status_code == 303
    after = home()
    assert after["terms"]["proposed"] == before["terms"]["proposed"] + 1
    assert after["words"]["wait for the next build"] == before["words"]["wait for the next build"] + 1
    assert post(served, {"token": fields["token"]}, path="/desk/reconcile/undo").status_code == 303


def test_reasons_are_said_in_every_language() -> None:
    facts = [model.Facts(level, 0, kind, support, language, length, behind, rivals, sector, True, True)
             for level in LEVELS for kind in ("pref", "hidden") for support in (1, 2, 3) for language in ("", "same", "other") for length in (3, 6, 12)
             for behind, rivals in ((True, 0), (False, 2)) for sector in ("same", "other")]
    said = {text for one in facts for _, text, _ in model.weighed(one)} | {"a service is sure of it", "a service names it"}
    for language in LANGUAGES:
        if language != "en":
            assert [text for text in sorted(said) if words(language)(text) == text] == []
