"""The access matrix: every role at every route, in every state of a draft and of a dataset. The routes are the app's own; the rules stand in access.py."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from intarsia import accounts, withdrawing
from intarsia.accounts import members, passwords, sessions, tokens
from intarsia.accounts.who import HERE, OWNER, Who
from intarsia.contributing import Draft, Drafts, look
from intarsia.pool import Pool
from intarsia.store.desk import DeskFile
from intarsia.web import create_app, desk
from intarsia.web.settings import Settings
from tests.small import dataset
from tests.web.access import RULES, line_of
from tests.web.made import empty_pool, key, write_release

#: what stands in a private draft: in columns that are flagged, in its title and in its file's name
FLAGGED, TITLE, FILE = ("quintessa.zyx@quarrel.example", "+31 20 794 61 83"), "Kanarietitel der Verborgenheid", "verborgen-kanarie.csv"
CANARIES = (*FLAGGED, TITLE, FILE)
TABLE = "title,year,mail,phone\n" + "".join(f"Work {n},{1900 + n},{FLAGGED[0]},{FLAGGED[1]}\n" for n in range(12))
STATES = ("read", "waiting for a signature", "deciding", "leaves at", "published", "withdrawn")
#: a dataset that was withdrawn: an earlier release has it, the served one has not; the one that has its file is not read any more
GONE, ITS_TITLE = "films", "A keeper of films"
#: who follows it learns there that it was withdrawn; and what a page asks of other services, which say nothing of it
STAYS = ("/datasets/{id}/feed.atom", "/datasets/{id}/follow", "/works/{id}/elsewhere.html")
MUSEUM, FORM = "museum", "application/x-www-form-urlencoded"
#: what goes into the places of a route; `{id}` by the first step of its path
IDS = {"works": key("girl"), "agents": key("vermeer"), "entities": key("webber"), "places": "NL", "datasets": MUSEUM, "releases": "bbbb222233334444", "terms": "genre", "rules": "email"}
PLACES = {"secret": "A" * 43, "token": "0" * 32 + "A" * 43, "old": "bbbb222233334444", "new": "bbbb222233334444", "release": "bbbb222233334444", "dataset": MUSEUM, "table": "work",
          "number": "1", "file": "agreement.en.md", "name": "0" * 16, "kind": "work", "facet": "genre", "service": "terms", "scheme": "genre", "notation:path": "drama", "page": "site",
          "identifier:path": f"work/{key('girl')}", "rest:path": "", "name:path": "icon.svg"}
#: what a form must hold so that it comes to the question who may; nothing of it can be carried out
FIELDS = {"/desk/notices": {"dataset": MUSEUM}, "/desk/withdrawals": {"dataset": MUSEUM}, "/desk/readiness": {"organisation": MUSEUM}, "/contribute/{id}/publish": {"act": "undo"}}

READS = ("/contribute/{id}/again", "/contribute/{id}/profile")


@dataclass
class Caller:
    """Somebody who asks: who they are to the accounts, and what their requests hold."""

    role: str
    who: Who
    app: Any
    base: str = "http://test"
    address: str = "203.0.113.7"
    cookie: str = ""
    token: str = ""
    form: str = ""

    def headers(self, method: str) -> dict[str, str]:
        given = {"Accept": "application/json"}
        if self.cookie:
            given["Cookie"] = f"intarsia-session={self.cookie}"
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        return given | ({"Origin": self.base, "Content-Type": FORM} if method == "POST" else {})


class House:
    """One pool with accounts, a fresh one with its owner, and a private draft that was really read."""

    def __init__(self, folder: Path) -> None:
        fresh = self._pool(folder / "fresh")
        pool = Path(shutil.copytree(fresh.layout.root, folder / "pool"))
        self.pool, self.fresh = Pool(pool), fresh
        file, kept = DeskFile(pool / "desk.sqlite"), passwords.hashed("three words nobody expects")
        for login, organisation, roles in (("olga", "The House", ["operator"]), ("dirk", "Museum", ["decision maker"]), ("stella", "Museum", ["steward"]), ("otto", "Archive", ["steward"])):
            members.with_organisation(file, login, login.title(), kept, organisation, roles)
        for name in (MUSEUM, GONE):
            accounts.hold(self.pool, name, MUSEUM)
        app = create_app(self.pool, settings=Settings(host="0.0.0.0"))
        self.callers = [Caller("nobody", accounts.NOBODY, app)]
        for role, login in (("other steward", "otto"), ("steward", "stella"), ("decision maker", "dirk"), ("operator", "olga")):
            secret = sessions.begin(file, members.find(file, login).id)
            who = sessions.who(file, secret)
            assert who is not None
            self.callers.append(Caller(role, who, app, cookie=secret))
        steward = next(one.who for one in self.callers if one.role == "steward")
        token = tokens.make(file, steward, "program", 1)
        self.callers.append(Caller("token", replace(steward, kind="token"), app, token=token))
        self.callers.append(Caller("owner", OWNER, create_app(fresh, here=True), "http://localhost:8000", "127.0.0.1"))
        for one in self.callers:
            one.form = self._form(one)
        self.drafts = {one.role: self._drafts(self.fresh if one.role == "owner" else self.pool, HERE if one.role == "owner" else MUSEUM) for one in self.callers[-1:]}
        self.drafts["museum"] = self._drafts(self.pool, MUSEUM)

    @staticmethod
    def _pool(folder: Path) -> Pool:
        empty_pool(folder)
        write_release(folder, "aaaa222233334444", issued="2026-10-01T12:00:00Z")
        write_release(folder, "bbbb222233334444", previous="aaaa222233334444", without=GONE)
        for name in (MUSEUM, GONE):
            dataset(folder, name, name.title(), "heritage", "books.csv", "csv", "id,title\n1,Girl\n", "mapping = 1\n", "OPEN")
        withdrawing.withdraw(Pool(folder), GONE, "head of collections", "the figures were wrong")
        return Pool(folder)

    def _drafts(self, pool: Pool, owner: str) -> dict[str, Draft]:
        """A draft in each state; the file is read once."""
        first = Drafts(pool).begin("Stella", FILE, owner=owner, about={"title": TITLE})
        first.file.write_text(TABLE, "utf-8")
        first = first.say(state="read")
        assert look(pool, first, "en")["columns"]
        found = {"read": first}
        for state in STATES[1:]:
            found[state] = copied(pool, first, state)
        return found

    @staticmethod
    def _form(caller: Caller) -> str:
        """A form's token, as a page of this caller would hold it."""
        from starlette.requests import Request

        host = caller.base.partition("//")[2]
        request = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "scheme": "http", "app": caller.app, "server": ("test", 80),
                           "client": (caller.address, 1), "headers": [(b"host", host.encode()), *((name.lower().encode(), value.encode()) for name, value in caller.headers("GET").items())]})
        return desk.token_of(request)


def copied(pool: Pool, draft: Draft, state: str) -> Draft:
    """The same draft once more, in another state."""
    identity = secrets.token_hex(16)
    folder = Path(shutil.copytree(draft.folder, draft.folder.with_name(identity)))
    note = (folder / "draft.json").read_text("utf-8").replace(draft.id, identity)
    (folder / "draft.json").write_text(note, "utf-8")
    again = Drafts(pool).get(identity)
    if state == "withdrawn":
        Drafts(pool).withdraw(again)
        return replace(again, state=state)
    extra = {"leaves at": {"leaving": {"at": "2099-01-01T00:00:00+00:00", "dataset": "x", "by": "Dirk"}}, "published": {"published": {"dataset": MUSEUM, "release": "bbbb222233334444"}}}
    return again.say(state=state, times={"deciding": "2099-01-01T00:00:00+00:00"}, extra={**again.extra, **extra.get(state, {})})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("access"))
    yield made
    for app in {id(one.app): one.app for one in made.callers}.values():
        app.state.desk.close()


def routes(app: Any) -> list[tuple[str, str]]:
    """Every method and pattern of the app, as it has them."""
    found = {(method, str(one.path)) for one in iter_route_contexts(app.router.routes) for method in one.methods or () if method != "HEAD"}
    return sorted(found | {("GET", str(one.path)) for one in app.router.routes if getattr(one, "path", "").startswith("/static")}, key=lambda one: (one[1], one[0]))


def address(pattern: str, draft: Draft | None = None) -> str:
    """A path for a pattern, with every place filled."""
    first = pattern.split("/")[1].split("{")[0].split(".")[0]
    first = pattern.split("/")[3].split(".")[0] if pattern.startswith("/api/v1/") else first

    def filled(found: re.Match[str]) -> str:
        if found[1] == "id":
            return draft.id if draft else IDS.get(first, "x")
        return PLACES.get(found[1], "x")

    return re.sub(r"\{([\w:]+)\}", filled, pattern)


def allowed(rule: str, who: Who) -> bool:
    """May they, by the rule of the route's line?"""
    whose = HERE if who.kind == "owner" else MUSEUM
    of, _, act = rule.partition(" ")
    if of == "draft":
        mine = who.kind == "owner" or who.organisation == MUSEUM
        return mine and (not act or who.may(act, whose))
    if of == "dataset":
        return who.may(act, whose)
    if rule == "send":
        return not who.known or who.may("contribute")
    if rule == "account":
        return who.kind == "member"
    if rule == "machine":
        return who.kind == "owner"
    return {"public": True, "link": True, "desk": who.known}.get(rule) if rule in ("public", "link", "desk") else who.may(rule)  # type: ignore[return-value]


class Asked:
    """All requests of the matrix, in a thread of their own, each checked as it comes."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.cells = 0

    async def one(self, client: httpx.AsyncClient, caller: Caller, method: str, pattern: str, rule: str, draft: Draft | None = None) -> None:
        path = address(pattern, draft)
        fields = {"token": caller.form, **FIELDS.get(pattern, {})}
        answer = await client.request(method, path, headers=caller.headers(method), data=fields if method == "POST" else None)
        self.cells += 1
        said = f"{caller.role}: {method} {pattern}{f' ({draft.state})' if draft else ''} -> {answer.status_code}"
        shut = answer.status_code in (401, 403)
        if answer.status_code >= 500 and answer.status_code != 503:
            self.wrong.append(f"{said}: broken")
        elif rule.startswith("draft") and draft is not None:
            self._draft(said, rule, caller, draft, answer)
        elif rule == "link":
            if answer.status_code not in (404, 405, 400, 410):
                self.wrong.append(f"{said}: a link that was never made")
        elif shut == allowed(rule, caller.who) and not (shut is False and answer.status_code in (400, 404, 405, 410)):
            self.wrong.append(f"{said}: {answer.text[:160]}")
        if shut and not (answer.json().get("detail") and answer.json().get("way_out")):
            self.wrong.append(f"{said}: not in words")
        seen = f"{answer.text} {dict(answer.headers)}"
        theirs = caller.who.organisation == MUSEUM or caller.who.kind == "owner"
        own = theirs and (rule.startswith("draft") or pattern.startswith(("/desk", "/contribute")))
        self.wrong += [f"{said}: tells {one}" for one in (FLAGGED if own else CANARIES) if one in seen]

    def _draft(self, said: str, rule: str, caller: Caller, draft: Draft, answer: httpx.Response) -> None:
        if draft.state == "withdrawn" or not allowed("draft", caller.who):
            if answer.status_code != 404:
                self.wrong.append(f"{said}: it must not be there")
        elif answer.status_code == 404:
            self.wrong.append(f"{said}: it is theirs")
        elif (answer.status_code in (401, 403)) == allowed(rule, caller.who) and answer.status_code != 409:
            self.wrong.append(f"{said}: {answer.text[:160]}")


def test_every_route_has_a_line_and_every_line_a_route(house: House) -> None:
    lines = {line_of(*one) for one in routes(house.callers[0].app)}
    assert sorted(lines - RULES.keys()) == [], "routes without a rule in access.py"
    assert sorted(RULES.keys() - lines) == [], "rules without a route"


def test_a_withdrawn_dataset_is_gone_for_every_role_at_every_route_that_names_it(house: House) -> None:
    """Whoever reads learns that it was withdrawn and why, and nothing of what was in it; who may not act on a dataset may not act on a withdrawn one either."""
    wrong: list[str] = []
    cells = 0

    async def all_of(caller: Caller) -> None:
        nonlocal cells
        transport = httpx.ASGITransport(caller.app, client=(caller.address, 50_000), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=caller.base) as client:
            for method, pattern in routes(caller.app):
                line = line_of(method, pattern)
                rule = RULES[line]
                parts = re.findall(r"/datasets/\{id\}|\{dataset\}|/works/\{id\}|/api/v1/works/\{id\}", pattern)
                if not parts or method != "GET" or (line[1] != pattern and caller.role not in ("nobody", "owner")):
                    continue
                path = address(pattern.replace("{dataset}", GONE).replace("/datasets/{id}", f"/datasets/{GONE}").replace("/works/{id}", f"/works/{key('film')}"))
                answer = await client.get(path, headers=caller.headers(method))
                said, may = f"{caller.role}: {pattern} -> {answer.status_code}", allowed(rule, caller.who)
                cells += 1
                there = rule != "public" or line[1] in STAYS
                if may and answer.status_code not in ((200, 404, 410) if there else (404, 410)):
                    wrong.append(f"{said}: it is still there")
                if not may and answer.status_code not in (401, 403, 404, 410):
                    wrong.append(f"{said}: not theirs")
                if (rule == "public" or not may) and ITS_TITLE in answer.text:
                    wrong.append(f"{said}: tells what was in it")
            page = await client.get(f"/datasets/{GONE}", headers=caller.headers("GET"))
            if page.status_code != 410 or "the figures were wrong" not in page.text:
                wrong.append(f"{caller.role}: {page.status_code} {page.text[:200]}")

    for caller in house.callers:
        in_thread(all_of, caller)
    assert wrong == [], "\n".join(wrong)
    assert cells > 7 * 8


def test_every_role_at_every_route_in_every_state(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "intarsia")
    caplog.set_level(logging.INFO, "intarsia.access")
    asked = Asked()

    async def all_of(caller: Caller) -> None:
        transport = httpx.ASGITransport(caller.app, client=(caller.address, 50_000), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=caller.base) as client:
            for method, pattern in routes(caller.app):
                rule = RULES[line_of(method, pattern)]
                if rule.partition(" ")[0] in ("public", "draft") and line_of(method, pattern)[1] != pattern and caller.role not in ("nobody", "owner"):
                    continue  # a form of a page is the same handler: who is nobody, and who may everything, ask for it too
                if not rule.startswith("draft"):
                    if not (method == "POST" and pattern == "/desk/sign-out" and caller.who.known):  # it would end the matrix's own session; test_people does it
                        await asked.one(client, caller, method, pattern, rule)
                    continue
                drafts = house.drafts["owner" if caller.who.kind == "owner" else "museum"]
                for draft in drafts.values():
                    if pattern in READS and draft.state in ("read", "waiting for a signature") and allowed("draft", caller.who):
                        continue  # the file would be read anew each time: test_contribute does it once
                    gone = draft.state != "withdrawn" and method == "POST" and allowed("draft", caller.who)
                    pool = house.fresh if caller.who.kind == "owner" else house.pool
                    await asked.one(client, caller, method, pattern, rule, copied(pool, draft, draft.state) if gone else draft)

    for caller in house.callers:
        in_thread(all_of, caller)
    assert asked.wrong == [], f"{len(asked.wrong)} of {asked.cells} cells:\n" + "\n".join(asked.wrong)
    log = "\n".join(f"{one.getMessage()} {getattr(one, 'fields', '')} {one.exc_text or ''}" for one in caplog.records if one.name.startswith("intarsia"))
    ids = {draft.id for drafts in house.drafts.values() for draft in drafts.values()}
    assert [one for one in (*CANARIES, *ids) if one in log] == []
    assert asked.cells > 7 * 300


_THREAD = ThreadPoolExecutor(1)


def in_thread(work: Any, *given: Any) -> None:
    _THREAD.submit(lambda: asyncio.run(work(*given))).result(600)


