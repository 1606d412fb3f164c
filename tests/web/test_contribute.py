"""Sending a file to a real server: dropped, picked or pasted it becomes a draft that only its own see; what is refused or cut off leaves nothing."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from intarsia.accounts import members, passwords
from intarsia.pool import Pool
from intarsia.store.desk import DeskFile
from intarsia.web import create_app
from intarsia.web.pages.contribute import OF_NOBODY, pasted_name
from intarsia.web.settings import Settings
from tests.web.made import empty_pool, write_release
from tests.web.person import _THREAD, PASSWORD, Person
from tests.web.running import Running, running

CANARY = "Xylophonix Canary"
FILMS = f"titel;regie;jaar;email\n{CANARY};Jan Voorbeeld;1999;jan@archief.example.org\nDe Molen;Piet Verzonnen;1931;piet@museum.example.org\n".encode()


def made(folder: Path) -> Path:
    pool = empty_pool(folder)
    write_release(pool, "bbbb222233334444")
    config = pool / "pool.toml"
    config.write_text(config.read_text("utf-8") + '\n[contribute]\nlargest = "3MB"\n', "utf-8")
    return pool


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("contribute") / "pool")


@pytest.fixture(scope="module")
def served(pool: Path) -> Iterator[Running]:
    with running(pool) as server:
        yield server


def token(server: Running, page: str = "/contribute") -> str:
    found = re.search(r'name="token" value="([^"]+)"', server.get(page).text)
    assert found
    return found[1]


def send(server: Running, fields: dict[str, str] | None = None, origin: str | None = None, **files: Any) -> httpx.Response:
    parts = {**{name: (None, value) for name, value in {"token": token(server), **(fields or {})}.items()}, **files}
    return httpx.post(server.url + "/contribute", files=parts, headers={"Origin": origin or server.url}, trust_env=False, timeout=60)


def post(server: Running, path: str, **fields: str) -> httpx.Response:
    return httpx.post(server.url + path, data={"token": token(server), **fields}, headers={"Origin": server.url}, trust_env=False, timeout=60)


def arrived(server: Running, path: str, until: float = 90) -> dict[str, Any]:
    end = time.monotonic() + until
    while time.monotonic() < end:
        found = server.get(path + ".json").json()["data"]
        if found["state"] not in ("receiving", "reading"):
            return dict(found)
        time.sleep(0.1)
    raise AssertionError(f"it is still {found['state']}")


def folders(pool: Path) -> set[str]:
    there = pool / "incoming"
    return {one.name for one in there.iterdir()} if there.is_dir() else set()


@pytest.fixture(scope="module")
def draft(served: Running) -> str:
    answer = send(served, file=("Onze films.csv", FILMS))
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    assert re.fullmatch(r"/contribute/[0-9a-f]{32}", path)
    waiting = served.get(path)
    assert waiting.status_code in (200, 303) and (waiting.status_code == 303 or "Refresh" in waiting.headers)
    assert arrived(served, path)["state"] == "read"
    return path


def test_a_file_becomes_a_draft_and_leads_to_its_verdict(served: Running, draft: str) -> None:
    answer = served.get(draft)
    assert answer.status_code == 303 and answer.headers["location"] == f"{draft}/risk"
    assert answer.headers["cache-control"] == "no-store"
    assert served.get("/contribute").headers["x-robots-tag"] == "noindex"
    listed = served.get("/contribute.json").json()["data"]["drafts"]
    assert (listed[0]["name"], listed[0]["state"]) == ("Onze films.csv", "read")


def test_what_is_in_it_is_shown_with_what_matters_covered(served: Running, draft: str) -> None:
    page, twin = served.get(draft + "/profile"), served.get(draft + "/profile.json").json()["data"]
    assert page.status_code == 200 and CANARY in page.text and "•••••" in page.text
    assert "jan@archief" not in page.text and "jan@archief" not in str(twin)
    assert [one["column"] for one in twin["columns"]] == ["titel", "regie", "jaar", "email"]
    assert twin["options"]["delimiter"] == ";"


def test_other_options_read_the_file_again(served: Running) -> None:
    path = send(served, file=("f.csv", b"titel|jaar\nDe Molen|1931\nHet Water|1932\n")).headers["location"]
    arrived(served, path)
    before = served.get(path + "/profile.json").json()["data"]
    assert before["options"]["header_row"] == "1"
    fields = {f"was-{name}": value for name, value in before["options"].items()}
    answer = post(served, path + "/profile", format="csv", **{**fields, "option-header_row": "2", "option-delimiter": "|"})
    assert answer.status_code == 303, answer.text
    assert arrived(served, path)["state"] == "read"
    again = served.get(path + "/profile.json").json()["data"]
    assert again["options"]["header_row"] == "2" and again["first"]["names"] == ["De Molen", "1931"] and again["rows"] == 1
    refused = post(served, path + "/profile", format="csv", **{**fields, "option-header_row": "first"})
    assert refused.status_code == 400 and "whole number" in refused.text


def test_meanings_are_tried_and_kept(served: Running, draft: str) -> None:
    path = draft
    data = served.get(path + "/map.json").json()["data"]
    at = next(n for n, one in enumerate(data["columns"]) if one["column"] == "jaar")
    assert data["columns"][at]["target"] == "date" and CANARY in str(data["after"])
    tried = post(served, path + "/map", act="try", **{f"column-{at}": "leave out"})
    assert tried.status_code == 200 and "It is not kept yet" in tried.text
    assert served.get(path + "/map.json").json()["data"]["chosen"] == {}
    kept = post(served, path + "/map", act="keep", **{f"column-{at}": "leave out"})
    assert kept.status_code == 303 and kept.headers["location"] == path
    assert arrived(served, path)["state"] == "read"
    assert served.get(path + "/map.json").json()["data"]["chosen"] == {"jaar": ""}
    wrong = post(served, path + "/map", act="keep", **{f"column-{at}": "<script>"})
    assert wrong.status_code == 400 and "<script>alert" not in wrong.text


def test_rows_can_be_pasted_and_a_made_up_file_tried(served: Running) -> None:
    pasted = send(served, {"text": "titel\tjaar\nDe Molen\t1931\n"})
    assert pasted.status_code == 303, pasted.text
    told = arrived(served, pasted.headers["location"])
    assert (told["name"], told["state"]) == ("pasted.tsv", "read")
    tried = send(served, {"try": "plan.csv"})
    assert tried.status_code == 303 and served.get(tried.headers["location"] + ".json").json()["data"]["name"] == "plan.csv"
    assert post(served, tried.headers["location"] + "/delete").status_code == 303  # while it is read: nothing is left to read
    assert (pasted_name("a;b\n1;2"), pasted_name("a\tb\n\n1\t2"), pasted_name("")) == ("pasted.csv", "pasted.tsv", "pasted.csv")


def test_what_is_refused_leaves_nothing(served: Running, pool: Path) -> None:
    before = folders(pool)
    nothing = (send(served), send(served, file=("empty.csv", b"")), send(served, {"try": "../../pool.toml"}), send(served, {"like": "no-such-dataset"}, file=("f.csv", FILMS)))
    assert [one.status_code for one in nothing] == [400, 400, 404, 404]
    large = send(served, file=("large.csv", b"a;b\n" + b"1;2\n" * 1_200_000))
    assert large.status_code == 400 and "larger than 3 MB" in large.text and "intarsia check FILE" in large.text
    foreign = send(served, origin="http://evil.example", file=("f.csv", FILMS))
    stale = httpx.post(served.url + "/contribute", files={"token": (None, "0.0"), "file": ("f.csv", FILMS)}, headers={"Origin": served.url}, trust_env=False)
    early = httpx.post(served.url + "/contribute", files={"file": ("f.csv", FILMS), "token": (None, token(served))}, headers={"Origin": served.url}, trust_env=False)
    assert [one.status_code for one in (foreign, stale, early)] == [403, 403, 403]
    plain = httpx.post(served.url + "/contribute", content=b"no form", headers={"Origin": served.url, "Content-Type": "multipart/form-data; boundary=x"}, trust_env=False)
    assert plain.status_code == 400
    assert folders(pool) == before


def test_a_stream_without_a_length_is_counted_and_one_that_is_cut_off_is_gone(served: Running, pool: Path) -> None:
    before = folders(pool)
    head = f'--xyz\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token(served)}\r\n--xyz\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n'.encode()

    def endless() -> Iterator[bytes]:
        yield head
        for _ in range(200):
            yield b"1;2\n" * 16_000

    told = {"Origin": served.url, "Content-Type": "multipart/form-data; boundary=xyz"}
    try:
        answer = httpx.post(served.url + "/contribute", content=endless(), headers=told, trust_env=False, timeout=60)
        assert answer.status_code == 400 and "larger than" in answer.text
    except httpx.TransportError:  # the server said no and closed while we were still talking
        pass
    with socket.create_connection(("127.0.0.1", served.port), 10) as link:
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        link.sendall(f"POST /contribute HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n{lines}Content-Length: 2000000\r\n\r\n".encode() + head + b"1;2\n" * 300_000)
        for _ in range(100):
            if folders(pool) - before:
                break
            time.sleep(0.05)
    for _ in range(200):
        if folders(pool) == before:
            break
        time.sleep(0.05)
    assert folders(pool) == before


def test_a_file_that_cannot_be_read_is_help_and_can_be_removed(served: Running, pool: Path) -> None:
    path = send(served, file=("../../films.xlsx", b"PK\x03\x04 not really")).headers["location"]
    told = arrived(served, path)
    assert told["state"] == "failed" and told["name"] == "films.xlsx" and told["problem"]["way_out"]
    page = served.get(path)
    assert page.status_code == 200 and "This file cannot be read as it is" in page.text and str(pool) not in page.text
    assert served.get(path + "/risk").status_code == 303 and served.get(path + "/profile").status_code == 200
    assert post(served, path + "/delete").status_code == 303
    assert served.get(path).status_code == 404 and path.rpartition("/")[2] not in folders(pool)


def test_a_draft_is_in_no_page_for_readers(served: Running, draft: str, pool: Path) -> None:
    identity = draft.rpartition("/")[2]
    paths = ("/", "/explore?q=Xylophonix", "/api/v1/works?q=Xylophonix", "/datasets", "/datasets.json", "/catalog.jsonld", "/sitemap.xml", "/metrics", "/healthz", "/releases.json",
             "/explore.json")
    for path in paths:
        answer = served.get(path)
        assert CANARY not in answer.text.replace("Xylophonix&", "") and identity not in answer.text, path
    assert served.get(f"/contribute/{'0' * 32}").status_code == 404
    assert served.get("/contribute/..%2f..%2fpool.toml").status_code == 404


class Stranger(Person):
    """A browser that sends files."""

    def send(self, content: bytes, name: str = "films.csv", **fields: str) -> httpx.Response:
        parts = {"token": (None, self.form_token("/contribute")), **{key: (None, value) for key, value in fields.items()}, "file": (name, content)}

        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 50_000), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
                answer = await client.post("/contribute", files=parts, headers={"Origin": self.base})
                self.cookies = client.cookies
                return answer

        return _THREAD.submit(lambda: asyncio.run(go())).result(60)


def settled(person: Stranger, path: str) -> str:
    for _ in range(900):
        state = person.get(path + ".json").json()["data"]["state"]
        if state not in ("receiving", "reading"):
            return str(state)
        time.sleep(0.1)
    return "still reading"


def test_without_accounts_strangers_are_told_why_not(tmp_path: Path) -> None:
    folder = made(tmp_path / "pool")
    stranger = Stranger(create_app(Pool(folder), settings=Settings(host="0.0.0.0")))
    page = stranger.get("/contribute", Accept="text/html")
    assert page.status_code == 200 and "intarsia check FILE" in page.text and 'type="file"' not in page.text
    assert stranger.send(FILMS).status_code == 403 and folders(folder) == set()


def test_with_accounts_a_stranger_may_look_and_not_publish(tmp_path: Path) -> None:
    folder = made(tmp_path / "pool")
    members.with_organisation(DeskFile(folder / "desk.sqlite"), "stella", "Stella", passwords.hashed(PASSWORD), "Museum", ["steward"])
    app = create_app(Pool(folder), settings=Settings(host="0.0.0.0"))
    stranger, other = Stranger(app), Stranger(app, address="203.0.113.8")
    answer = stranger.send(FILMS)
    assert answer.status_code == 303, answer.text
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "max-age=86400" in cookie
    path = answer.headers["location"]
    assert settled(stranger, path) == "read"
    assert other.get(path).status_code == other.get(path + "/profile").status_code == 404
    assert CANARY in stranger.get(path + "/profile").text
    assert "Only this browser can see it" in stranger.get(path + "/map").text
    many = [stranger.send(b"").status_code for _ in range(OF_NOBODY)]  # what is refused is counted too
    assert many[0] == 400 and many[-1] == 429
    stella = Stranger(app, address="203.0.113.9")
    assert stella.sign_in("stella").status_code == 303
    assert stella.get(path).status_code == 404  # a member sees none that is another's
    stella.cookies.set("intarsia-drafts", str(stranger.cookies["intarsia-drafts"]))
    assert stella.get(path + "/profile").status_code == 200  # until its holder signs in: then it is the organisation's
    assert stranger.get(path).status_code == 404
