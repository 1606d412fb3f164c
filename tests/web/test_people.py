"""Accounts at the web's door: what a stranger, a thief, a former member and another site gain. Nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from intarsia import accounts, judging
from intarsia.accounts import invitations, limits, members, passwords, sessions, tokens
from intarsia.accounts import organisation as organisations
from intarsia.accounts.who import OWNER, OWNER_NAME, Who
from intarsia.pool import Pool
from intarsia.store.desk import DeskFile
from intarsia.web import create_app, drafting
from intarsia.web.pages.impact import _role
from intarsia.web.settings import Settings
from tests.web.made import empty_pool, write_release
from tests.web.person import PASSWORD, Person
from tests.web.running import running


@cache
def kept() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    folder = empty_pool(tmp_path / "pool")
    write_release(folder, "bbbb222233334444")
    return folder


@pytest.fixture
def file(pool: Path) -> DeskFile:
    desk = DeskFile(pool / "desk.sqlite")
    for login, organisation, roles in (("olga", "The House", ["operator"]), ("dirk", "Museum", ["decision maker", "steward"]), ("stella", "Museum", ["steward"]),
                                       ("otto", "Archive", ["decision maker"])):
        members.with_organisation(desk, login, login.title(), kept(), organisation, roles)
    return desk


@pytest.fixture
def app(pool: Path, file: DeskFile) -> Any:
    return create_app(Pool(pool), settings=Settings(host="0.0.0.0"))


def signed_in(app: Any, login: str, **more: str) -> Person:
    person = Person(app, **more)
    answer = person.sign_in(login)
    assert answer.status_code == 303, answer.text
    return person


def link_of(page: httpx.Response) -> str:
    found = re.search(r'<code class="secret">[^<]*?(/join/[\w-]+)</code>', page.text)
    assert page.status_code == 200 and found, page.text
    return found[1]


def lines(file: DeskFile) -> list[tuple[str, str, str]]:
    from intarsia.accounts import audit

    return [(one.who, one.act, one.about) for one in audit.lines(file)]


def test_a_fresh_machine_is_its_owners_until_somebody_has_an_account(pool: Path) -> None:
    app = create_app(Pool(pool), here=True)
    owner, stranger = Person(app, "http://localhost:8000", "127.0.0.1"), Person(app, "http://pool.example", "203.0.113.7")
    assert owner.get("/desk/people").status_code == 200 and "need not sign in" in owner.get("/desk/sign-in").text
    assert owner.get("/desk/people.json").json()["data"] == {"organisations": []}
    refused = stranger.get("/desk/people", Accept="application/json")
    assert refused.status_code == 403 and "intarsia people add" in refused.text
    link = link_of(owner.post("/desk/people", "/desk/people", act="invite", new="City Museum", role=["steward"]))
    joined = owner.join(link, name="Anna", login="anna@museum.example")
    assert joined.status_code == 303 and "HttpOnly" in joined.headers["set-cookie"] and "SameSite=lax" in joined.headers["set-cookie"] and "Secure" not in joined.headers["set-cookie"]
    me = owner.get("/desk/account.json").json()["data"]
    assert (me["name"], me["kind"], me["organisation"], me["roles"]) == ("Anna", "member", "city-museum", ["steward", "operator"])
    assert Person(app, "http://localhost:8000", "127.0.0.1").get("/desk").headers["location"] == "/desk/sign-in?next=%2Fdesk"
    assert owner.get(link).status_code == 404


def test_without_accounts_every_write_on_another_bind_is_refused_in_words(pool: Path) -> None:
    stranger = Person(create_app(Pool(pool), settings=Settings(host="0.0.0.0")), "http://localhost:8000", "127.0.0.1")
    for path in ("/desk/people", "/desk/account", "/desk/terms", "/desk/reconcile/judge", "/desk/sign-out"):
        answer = stranger.post(path, act="invite", role="operator")
        assert answer.status_code == 403 and "intarsia people add" in answer.text, path
    assert not (pool / "desk.sqlite").exists()


def test_signing_in_leads_on_within_the_site_and_nowhere_else(app: Any) -> None:
    for wanted, leads in (("/desk/people?x=1", "/desk/people?x=1"), ("//evil.example/", "/desk"), ("https://evil.example/", "/desk"), ("/\\evil.example", "/desk"), ("", "/desk")):
        person = Person(app)
        answer = person.post("/desk/sign-in", login="DIRK ", password=PASSWORD, next=wanted)
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
    asked = Person(app).get("/desk/people?x=1", Accept="text/html")
    assert (asked.status_code, asked.headers["location"]) == (303, "/desk/sign-in?next=%2Fdesk%2Fpeople%3Fx%3D1")
    told = Person(app).get("/desk/people.json")
    assert told.status_code == 401 and told.headers["www-authenticate"] == "Bearer" and "sign in" in told.json()["way_out"]


def test_the_page_does_not_tell_which_names_exist(app: Any, file: DeskFile) -> None:
    wrong = [Person(app).sign_in(login, password).text for login, password in (("dirk", "not the password"), ("nobody", "not the password"))]
    assert re.sub(r'value="[^"]*"', "", wrong[0]) == re.sub(r'value="[^"]*"', "", wrong[1]) and "is not right" in wrong[0]
    assert ("Dirk", "sign-in failed", "") in lines(file)
    assert "not the password" not in (file.path.read_bytes().decode("latin-1"))


def test_a_session_that_was_planted_is_worth_nothing(app: Any, file: DeskFile) -> None:
    victim, planted = Person(app), "A" * 43
    victim.cookies.set("intarsia-session", planted, domain="test.local", path="/")
    assert victim.sign_in("dirk").status_code == 303
    given = victim.cookies["intarsia-session"]
    assert given != planted and sessions.who(file, planted) is None
    # a session of one's own, given to somebody else: signing in ends it, and does not make it theirs
    thief = signed_in(app, "otto")
    kept = thief.cookies["intarsia-session"]
    victim = Person(app)
    victim.cookies.set("intarsia-session", kept, domain="test.local", path="/")
    assert victim.sign_in("dirk").status_code == 303 or victim.cookies["intarsia-session"] == kept
    assert (sessions.who(file, kept) or accounts.NOBODY).name != "Dirk"


def test_forms_of_other_sites_and_of_other_sessions_change_nothing(app: Any, file: DeskFile) -> None:
    dirk, otto = signed_in(app, "dirk"), signed_in(app, "otto")
    fields = {"act": "invite", "organisation": "museum", "role": "steward"}
    own = dirk.form_token("/desk/people")
    before = len(lines(file))
    others = (otto.form_token("/desk/people"), Person(app).form_token("/desk/sign-in"), "")
    for origin, token in (("http://evil.example", own), ("null", own), ("", own), *((dirk.base, one) for one in others)):
        answer = dirk.ask("POST", "/desk/people", {**fields, "token": token}, **({"Origin": origin} if origin else {}))
        assert answer.status_code == 403, origin
    assert dirk.ask("POST", "/desk/people", {**fields, "token": own}, Origin=dirk.base, Sec_Fetch_Site="cross-site").status_code == 403
    assert Person(app).ask("POST", "/desk/sign-in", {"login": "otto", "password": PASSWORD, "token": ""}, Origin="http://evil.example").status_code == 403
    assert len(lines(file)) == before and invitations.listed(file) == []
    assert dirk.ask("POST", "/desk/people", {**fields, "token": own}, Origin=dirk.base).status_code == 200


def test_roles_and_organisations_are_walls(app: Any, file: DeskFile) -> None:
    dirk, stella, otto, olga = (signed_in(app, one) for one in ("dirk", "stella", "otto", "olga"))
    numbers = {one.login: str(one.id) for one in members.listed(file)}
    invite = {"act": "invite", "organisation": "museum", "role": "steward"}
    assert stella.post("/desk/people", "/desk/account", **invite).status_code == 403
    assert otto.post("/desk/people", "/desk/people", **invite).status_code == 403
    assert dirk.post("/desk/people", "/desk/people", **{**invite, "role": "operator"}).status_code == 403
    assert dirk.post("/desk/people", "/desk/people", **{**invite, "new": "My own house"}).status_code == 403
    for act in ("roles", "remove", "reset"):
        assert otto.post("/desk/people", "/desk/people", act=act, organisation="museum", member=numbers["stella"], role="steward").status_code == 403
        assert otto.post("/desk/people", "/desk/people", act=act, organisation="archive", member=numbers["stella"], role="steward").status_code == 404
    assert dirk.post("/desk/people", "/desk/people", act="roles", organisation="the-house", member=numbers["olga"], role="steward").status_code == 403
    told = stella.get("/desk/people.json").json()["data"]["organisations"]
    assert [one["name"] for one in told[0]["members"]] == ["Dirk", "Stella"] and len(told) == 1 and "login" not in told[0]["members"][0]
    assert len(olga.get("/desk/people.json").json()["data"]["organisations"]) == 3
    assert stella.get("/desk/audit", Accept="application/json").status_code == 403
    own = dirk.get("/desk/audit.json").json()["data"]
    assert {one["organisation"] for one in own} == {"museum"} and {one["organisation"] for one in olga.get("/desk/audit.json").json()["data"]} >= {"museum", "archive"}
    assert organisations.listed(file) == {"archive": "Archive", "museum": "Museum", "the-house": "The House"}


def test_a_study_is_registered_by_a_role_and_not_by_a_person(app: Any, file: DeskFile, pool: Path) -> None:
    """What is registered stands in every release; who did it stands in the audit."""
    about = {"id": "asked", "title_en": "Asked", "question_en": "Did it?", "dataset": "d", "measure": "visits", "about": "agent", "direction": "up", "frequency": "month"}
    stella, otto = signed_in(app, "stella"), signed_in(app, "otto")
    assert stella.ask("POST", "/impact/register", about, Origin="http://test").status_code == 403, "no token"
    assert otto.post("/impact/register", "/impact/register", **about).status_code == 400 and not (pool / "studies").exists()  # no such intervention
    assert _role(Who("Stella", "museum", frozenset({"steward"}), "member", 3)) == "steward" and _role(OWNER) == OWNER_NAME


def test_a_member_who_is_removed_loses_everything_at_once(app: Any, file: DeskFile) -> None:
    dirk, olga = signed_in(app, "dirk"), signed_in(app, "olga")
    token = re.search(r"intarsia_[\w-]{43}", dirk.post("/desk/account", "/desk/account", act="token", name="upload", days="30").text)
    assert token
    program = Person(app, token=token[0])
    link = link_of(dirk.post("/desk/people", "/desk/people", act="invite", organisation="museum", role="steward"))
    assert program.get("/desk/account.json").json()["data"]["kind"] == "token"
    removed = olga.post("/desk/people", "/desk/people", act="remove", organisation="museum", member=str(members.find(file, "dirk").id))
    assert removed.status_code == 303
    assert dirk.get("/desk", Accept="text/html").headers["location"].startswith("/desk/sign-in")
    assert program.get("/desk/account.json").status_code == 401
    assert Person(app).get(link).status_code == 404
    assert Person(app).sign_in("dirk").status_code == 403
    assert ("Olga", "account removed", "Dirk") in lines(file)


def test_a_role_that_was_taken_is_gone_with_the_next_click(app: Any, file: DeskFile) -> None:
    dirk, olga = signed_in(app, "dirk"), signed_in(app, "olga")
    number = str(members.find(file, "dirk").id)
    assert olga.post("/desk/people", "/desk/people", act="roles", organisation="museum", member=number, role=["steward"]).status_code == 303
    assert dirk.get("/desk/audit.json").status_code == 403
    assert olga.post("/desk/people", "/desk/people", act="roles", organisation="museum", member=number).status_code == 400
    assert olga.post("/desk/people", "/desk/people", act="remove", organisation="the-house", member=str(members.find(file, "olga").id)).status_code == 403
    assert members.find(file, "olga").operates


def test_a_link_kept_back_gives_no_role_again(app: Any, file: DeskFile) -> None:
    dirk, olga = signed_in(app, "dirk"), signed_in(app, "olga")
    link = link_of(dirk.post("/desk/people", "/desk/people", act="invite", organisation="museum", role=["decision maker"]))
    number = str(members.find(file, "dirk").id)
    assert olga.post("/desk/people", "/desk/people", act="roles", organisation="museum", member=number, role=["decision maker", "steward", "steward"]).status_code == 303
    assert dirk.get(link).status_code == 200
    assert olga.post("/desk/people", "/desk/people", act="roles", organisation="museum", member=number, role=["steward"]).status_code == 303
    assert dirk.get(link).status_code == 404 and members.find(file, "dirk").roles["museum"] == {"steward"}


def test_what_is_said_of_another_organisations_dataset_is_not_taken_back(app: Any, file: DeskFile, pool: Path) -> None:
    accounts.hold(Pool(pool), "films", "archive")
    with closing(Pool(pool).ledger()) as ledger:
        theirs = judging.judge(ledger, None, "Otto", "genre", "genre", "drame", "no_match", dataset="films")
    stella, otto = signed_in(app, "stella"), signed_in(app, "otto")
    refused = stella.post("/desk/reconcile/undo", "/desk/account", number=str(theirs))
    assert refused.status_code == 403 and "another organisation" in refused.text
    assert stella.post("/desk/reconcile/undo", "/desk/account").status_code == 404  # she judged nothing
    with closing(Pool(pool).ledger()) as ledger:
        assert [one.id for one in judging.standing(ledger)] == [theirs]
    assert otto.post("/desk/reconcile/undo", "/desk/account").status_code == 303


def test_signing_out_and_a_new_password_end_sessions(app: Any, file: DeskFile) -> None:
    here, there = signed_in(app, "stella"), signed_in(app, "stella")
    kept = here.cookies["intarsia-session"]
    assert here.post("/desk/sign-out", "/desk/account", where="here").status_code == 303
    assert sessions.who(file, kept) is None and "intarsia-session" not in here.cookies and there.get("/desk/account.json").status_code == 200
    here = signed_in(app, "stella")
    wrong = here.post("/desk/account", "/desk/account", act="password", current="not this one", password="a new one, long", again="a new one, long")
    assert wrong.status_code == 403 and there.get("/desk/account.json").status_code == 200
    assert here.post("/desk/account", "/desk/account", act="password", current=PASSWORD, password="  a new one", again="  a new one").status_code == 303
    assert here.get("/desk/account.json").status_code == 200 and there.get("/desk/account.json").status_code == 401
    assert Person(app).sign_in("stella", "  a new one").status_code == 303 and Person(app).sign_in("stella", "a new one").status_code == 403


def test_an_invitation_works_once_and_for_an_account_that_is_there(app: Any, file: DeskFile) -> None:
    otto, stella = signed_in(app, "otto"), signed_in(app, "stella")
    link = link_of(otto.post("/desk/people", "/desk/people", act="invite", organisation="archive", role="steward", label="Stella of the museum"))
    assert stella.post(link, link, act="accept").status_code == 303
    me = stella.get("/desk/account.json").json()["data"]
    assert me["organisation"] == "archive" and [one["id"] for one in me["organisations"]] == ["archive", "museum"]
    assert stella.post(link, "/desk/account", act="accept").status_code == 404 and Person(app).get(link).status_code == 404
    assert stella.post("/desk/account", "/desk/account", act="organisation", organisation="museum").status_code == 303
    assert stella.post("/desk/account", "/desk/account", act="organisation", organisation="the-house").status_code == 404
    again = link_of(otto.post("/desk/people", "/desk/people", act="invite", organisation="archive", role="steward"))
    fresh = Person(app)
    for fields, told in (({"name": "Dirk", "login": "dirk2"}, 409), ({"name": "New", "login": "dirk"}, 409), ({"name": "New", "login": "new", "password": "short", "again": "short"}, 400),
                         ({"name": "New", "login": "new", "again": "different from it"}, 400), ({"name": "owner", "login": "new"}, 409)):
        assert fresh.join(again, **fields).status_code == told
    assert fresh.join(again, name="New", login="new").status_code == 303
    assert members.find(file, "new").roles == {"archive": frozenset({"steward"})}


def test_two_who_use_one_link_at_once_make_one_account(app: Any, file: DeskFile) -> None:
    secret = invitations.make(file, accounts.OWNER, "museum", ["steward"])
    done: list[Any] = []

    def join(name: str) -> None:
        try:
            done.append(invitations.join(DeskFile(file.path), secret, name, name, PASSWORD))
        except accounts_errors as error:
            done.append(error)

    from intarsia.errors import NotFound as accounts_errors

    both = [threading.Thread(target=join, args=(name,)) for name in ("one", "two")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum(isinstance(one, int) for one in done) == 1


def test_guessing_is_slowed_down_for_the_account_and_the_address(app: Any, file: DeskFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "right", lambda password, kept: False)  # the hashing alone would take this test seconds
    guesser = Person(app)
    answers = [guesser.sign_in("dirk", f"guess number {n}").status_code for n in range(limits.PER_ACCOUNT + 2)]
    assert answers == [403] * limits.PER_ACCOUNT + [429, 429]
    late = guesser.sign_in("dirk", "another")
    assert late.status_code == 429 and 0 < int(late.headers["retry-after"]) <= limits.WINDOW + 1 and "wait" in late.text.lower()
    answers = [Person(app, address="203.0.113.9").sign_in(f"name{n}", "a guess, a guess").status_code for n in range(limits.PER_ADDRESS + 1)]
    assert answers == [403] * limits.PER_ADDRESS + [429]
    assert b"203.0.113.9" not in file.path.read_bytes()
    monkeypatch.undo()
    assert signed_in(app, "stella", address="203.0.113.10").get("/desk/account.json").status_code == 200


def test_who_signs_in_well_may_not_try_others_for_ever(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "right", lambda password, kept: kept is not None)
    signed_in(app, "stella", address="203.0.113.40")
    tried = [Person(app, address="203.0.113.40").sign_in(f"name{n}", "a guess, a guess").status_code for n in range(limits.PER_ADDRESS)]
    assert tried == [403] * (limits.PER_ADDRESS - 1) + [429]


def test_links_and_tokens_cannot_be_tried_for_long(app: Any) -> None:
    links = [Person(app, address="203.0.113.20").get(f"/join/{n:043d}").status_code for n in range(limits.PER_ADDRESS + 1)]
    assert links == [404] * limits.PER_ADDRESS + [429]
    tried = [Person(app, address="203.0.113.21", token=f"intarsia_{n:043d}").get("/desk/account.json").status_code for n in range(limits.PER_ADDRESS + 1)]
    assert tried == [401] * limits.PER_ADDRESS + [429]


def test_a_program_with_a_token_needs_no_form_and_no_origin(app: Any, file: DeskFile) -> None:
    dirk = members.find(file, "dirk")
    secret = tokens.make(file, accounts.Who("Dirk", "museum", frozenset({"steward"}), "member", dirk.id), "script", 1)
    program = Person(app, token=secret)
    assert program.ask("POST", "/desk/terms", {"act": "argue", "proposal": "1", "why": "x"}).status_code == 404  # let in; there is no such proposal
    assert program.ask("POST", "/desk/people", {"act": "invite", "organisation": "museum", "role": "steward"}).status_code == 403
    assert program.ask("POST", "/desk/account", {"act": "token", "name": "more"}).status_code == 403
    used = tokens.of(file, dirk.id)[0]
    assert used.used and secret not in file.path.read_bytes().decode("latin-1")
    tokens.revoke(file, accounts.Who("Dirk", "museum", kind="member", member=dirk.id), used.id)
    assert program.get("/desk/account.json").status_code == 401 and program.ask("POST", "/desk/terms", {"act": "argue"}).status_code == 401
    assert "does not work" in program.get("/desk/account.json").text


def test_pages_of_a_member_stay_out_of_shared_caches(app: Any) -> None:
    dirk, stranger = signed_in(app, "dirk"), Person(app)
    theirs, others = dirk.get("/about"), stranger.get("/about")
    assert "private" in theirs.headers["cache-control"] and "private" not in others.headers["cache-control"]
    assert theirs.headers["etag"] != others.headers["etag"] and "Dirk" in theirs.text and "Dirk" not in others.text
    assert "access-control-allow-origin" not in dirk.get("/desk/people.json").headers


def test_over_https_the_cookie_is_bound_to_the_host(app: Any) -> None:
    person = Person(app, "https://pool.example")
    answer = person.sign_in("dirk")
    assert answer.headers["set-cookie"].startswith("__Host-intarsia-session=") and "; Secure" in answer.headers["set-cookie"] and "; Path=/;" in answer.headers["set-cookie"] + ";"
    assert person.get("/desk/account.json").status_code == 200


@pytest.mark.parametrize(("address", "name"), [("https://pool.example", "__Host-intarsia-drafts"), ("http://pool.example", "intarsia-drafts")])
def test_a_draft_of_nobody_is_held_by_a_cookie_that_is_bound_to_the_host(app: Any, address: str, name: str) -> None:
    scheme, _, host = address.partition("://")
    request = Request({"type": "http", "method": "GET", "path": "/contribute", "root_path": "", "query_string": b"", "scheme": scheme, "server": (host, 443), "headers": [], "app": app})
    answer = drafting.held(Response(), drafting.DraftVisit(request), "s" * 43)
    said = answer.headers["set-cookie"]
    assert said.startswith(f"{name}=") and ("; Secure" in said) == (scheme == "https") and "; Path=/;" in said + ";"


@pytest.fixture
def two_workers(pool: Path, file: DeskFile) -> Iterator[str]:
    with running(pool, "--workers", "2", "--access-log") as server:
        yield server.url
        secret = invitations.make(file, accounts.OWNER, "museum", ["steward"])
        server.get(f"/join/{secret}")
        _, said = server.stop()
    assert secret not in said and "/join/{secret}" in said


def test_all_processes_of_a_server_know_who_is_signed_in(two_workers: str, file: DeskFile) -> None:
    with httpx.Client(base_url=two_workers, trust_env=False, timeout=60, headers={"Origin": two_workers, "Accept": "text/html"}) as browser:
        page = browser.get("/desk/sign-in").text
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token and browser.post("/desk/sign-in", data={"token": token[1], "login": "dirk", "password": PASSWORD}).status_code == 303
        assert [httpx.get(f"{two_workers}/desk/account.json", cookies=browser.cookies, trust_env=False, timeout=60).status_code for _ in range(12)] == [200] * 12
        members.remove(file, members.find(file, "dirk"))
        assert [httpx.get(f"{two_workers}/desk/account.json", cookies=browser.cookies, trust_env=False, timeout=60).status_code for _ in range(6)] == [401] * 6
