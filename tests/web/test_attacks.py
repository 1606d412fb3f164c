"""What members and strangers may try at the door of contributing: another's dataset by a forged form, texts that no file can hold, files that are too large."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from intarsia import accounts
from intarsia.accounts import members, passwords, tokens
from intarsia.contributing import Draft, Drafts, leaving, look, publishing
from intarsia.errors import Conflict
from intarsia.objections import signing
from intarsia.pool import Pool
from intarsia.store.desk import DeskFile
from intarsia.web import create_app
from intarsia.web.settings import Settings
from tests.once import once
from tests.small import BOOKS, small_pool
from tests.web.person import PASSWORD, Person

BROKEN = r'{"act": "draft", "title": "\ud800", "why": "\udfff"}'


def made(folder: Path) -> None:
    """The museum holds the books, the archive the games; a steward here, a decision maker there."""
    small_pool(folder)
    Pool(folder).build()
    desk, kept = DeskFile(folder / "desk.sqlite"), passwords.hashed(PASSWORD)
    for login, house, roles in (("olga", "The House", ["operator"]), ("stella", "Museum", ["steward"]), ("dora", "Museum", ["steward", "decision maker"]), ("otto", "Archive", ["steward"])):
        members.with_organisation(desk, login, login.title(), kept, house, roles)
    accounts.hold(Pool(folder), "books", "museum")
    accounts.hold(Pool(folder), "games", "archive")


@pytest.fixture
def pool(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Pool:
    return Pool(Path(shutil.copytree(once(tmp_path_factory, "attacked", made), tmp_path / "pool", symlinks=True)))


@pytest.fixture
def app(pool: Pool) -> Any:
    return create_app(pool, settings=Settings(host="0.0.0.0"))


def signed_in(app: Any, login: str) -> Person:
    person = Person(app)
    assert person.sign_in(login).status_code == 303
    return person


def delivered(pool: Pool) -> Draft:
    """Next year's books, of the museum."""
    draft = Drafts(pool).begin("Stella", "books.csv", owner="museum", about={"like": "books"})
    draft.file.write_text(BOOKS + "b4,Another Book,1999,Bo Verzonnen,novel,NL\n", "utf-8")
    look(pool, draft, "en")
    return draft.say(state="read")


@pytest.mark.parametrize("what", ["draft", "sign", "decide"])
@pytest.mark.parametrize("login", ["stella", "dora"])
def test_a_new_delivery_never_takes_the_place_of_somebody_elses_dataset(app: Any, pool: Pool, login: str, what: str) -> None:
    """A form that was changed by hand names the archive's games; the plan still names the museum's books, and so would a signature."""
    draft = delivered(pool)
    person = signed_in(app, login)
    page = f"/contribute/{draft.id}/profile"
    person.post(f"/contribute/{draft.id}/publish", page, act=what, dataset="games", title="Games", description="Taken.", publisher="Museum", sector="games", who="steward", why="a try",
                verdict="OPEN", stands="yes", licence_own="https://example.org/licence")
    kept = publishing.plan_kept(draft.again())
    assert kept.dataset == "books" and kept.again
    assert draft.again().extra.get("leaving", {}).get("dataset", "books") == "books" and accounts.holder(pool, "games") == "archive"


def test_a_draft_is_not_there_for_another_organisation_whatever_is_asked(app: Any, pool: Pool) -> None:
    draft = delivered(pool)
    otto = signed_in(app, "otto")
    for step in ("", "/profile", "/map", "/risk", "/objections", "/memo", "/publish", "/done", "/parcel"):
        assert otto.get(f"/contribute/{draft.id}{step}").status_code == otto.get(f"/contribute/{draft.id}{step}.json").status_code == 404, step
    for step in ("/delete", "/again", "/profile", "/map", "/risk", "/memo", "/publish", "/parcel"):
        assert otto.post(f"/contribute/{draft.id}{step}", "/contribute", act="send").status_code == 404, step
    assert draft.again().state == "read" and draft.file.is_file()


def test_who_asks_for_a_signature_does_not_give_it(app: Any, pool: Pool) -> None:
    draft = delivered(pool)
    plan = publishing.plan(pool, draft, look(pool, draft, "en"))
    token = signing.ask(pool, draft.say(extra={"publishing": asdict(plan)}), "Stella")
    stella = signed_in(app, "stella")
    page = f"/sign/{token}"
    seal = re.search(r'name="seal" value="([^"]+)"', stella.get(page).text)
    assert seal
    answer = stella.post(page, page, name="Somebody", role="director", decision="agree", day="", why="", seal=seal[1])
    assert answer.status_code == 403 and "does not give it" in answer.text
    assert signing.waiting(draft.again()), "the link still works for whom it is for"


def test_a_text_that_no_file_can_hold_is_refused_in_words(app: Any, pool: Pool) -> None:
    """JSON may hold half of a pair of characters, which no file and no page can."""
    draft = delivered(pool)
    desk = DeskFile(pool.layout.desk)
    dora = members.find(desk, "dora")
    program = Person(app, token=tokens.make(desk, accounts.Who(dora.name, "museum", dora.roles["museum"], "member", dora.id), "a program"))
    for path in (f"/contribute/{draft.id}/publish", "/desk/readiness"):
        answer = program.ask("POST", path, BROKEN, Content_Type="application/json", Accept="application/json")
        assert 400 <= answer.status_code < 500 and answer.json()["detail"], (path, answer.text)


def test_of_undoing_and_leaving_at_once_one_happens(pool: Pool) -> None:
    """The hour has come, several workers see it, and somebody presses undo: it leaves once or not at all."""
    def undone(draft: Draft) -> str:
        try:
            return publishing.undo(draft).state
        except Conflict:
            return ""

    def left(draft: Draft) -> str:
        return "publishing" if leaving.taken(draft) else ""

    for number in range(10):
        draft = Drafts(pool).begin("Stella", f"{number}.csv", owner="museum")
        draft = draft.say(state="leaves at", extra={"leaving": {"at": "2026-01-01T00:00:00+00:00", "dataset": "x", "by": "Stella", "owner": "museum"}})
        with ThreadPoolExecutor(6) as several:
            won = [one for one in several.map(lambda act, of=draft: act(of), (undone, left, undone, left, left, undone)) if one]  # type: ignore[misc]
        assert len(won) == 1 and draft.again().state == won[0], won
