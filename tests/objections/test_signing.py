"""Signing by link: once, in time, and only what was on the page."""

from __future__ import annotations

import datetime
import json
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from intarsia.contributing import Draft, Drafts
from intarsia.contributing.publishing import save, undo
from intarsia.contributing.staging import Unsigned
from intarsia.errors import Conflict, Gone, IntarsiaError, Invalid, NotFound
from intarsia.objections import signing
from intarsia.pool import Pool
from tests.objections.made import CANARY, PLAN, drafted, empty

TODAY = datetime.date.today()
LATER = (TODAY + datetime.timedelta(days=90)).isoformat()


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return empty(tmp_path_factory.mktemp("signing") / "pool")


@pytest.fixture(scope="module")
def read(pool: Pool) -> Draft:
    return drafted(pool)


@pytest.fixture
def draft(pool: Pool, read: Draft) -> Draft:
    """The draft as it was after it was read, whatever the last test did."""
    now = read.again()
    for name in (signing.NOTE, signing.PAGES, signing.USED):
        (now.folder / name).unlink(missing_ok=True)
    return save(now.say(state="read", choices={}, extra={"signatures": [], "leaving": {}}), PLAN)


def agree(**more: str) -> signing.Signature:
    given = {"name": "A. Jansen", "role": "director", "decision": "agree", "day": "", "why": "", **more}
    return signing.checked(**given, today=TODAY)


def test_the_secret_is_kept_nowhere(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    assert len(token) == 32 + 43 and token.startswith(draft.id)
    for file in pool.layout.root.rglob("*"):
        if file.is_file():
            assert token[32:].encode() not in file.read_bytes(), file
    found = signing.find(pool, token)
    assert found.memos["nl"].title == PLAN.title and found.by == "steward" and found.draft.state == signing.WAITS
    assert signing.waiting(found.draft) == {"by": "steward", "at": found.at, "until": found.until, "to": "", "named": ""}


@pytest.mark.parametrize("wrong", ["", "x", "0" * 32, "0" * 75, "/../etc", "\x00" * 75, "é" * 75])
def test_what_is_no_link_of_ours(pool: Pool, draft: Draft, wrong: str) -> None:
    signing.ask(pool, draft, "steward")
    for token in (wrong, draft.id + wrong):
        with pytest.raises(NotFound) as told:
            signing.find(pool, token)
        assert told.value.status == 404 and CANARY not in str(told.value)


def test_a_new_link_kills_the_one_before_and_so_does_calling_it_back(pool: Pool, draft: Draft) -> None:
    first = signing.ask(pool, draft, "steward")
    second = signing.ask(pool, draft.again(), "steward")
    with pytest.raises(NotFound):
        signing.find(pool, first)
    assert signing.call_back(draft.again()).state == "read"
    with pytest.raises(NotFound):
        signing.find(pool, second)


def test_it_dies_after_thirty_days(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    assert signing.find(pool, token, datetime.datetime(2026, 1, 31, 23, tzinfo=datetime.UTC))
    with pytest.raises(Gone, match="thirty days"):
        signing.find(pool, token, datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC))


def test_it_dies_when_the_file_the_choices_or_the_text_change(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    assert not signing.changed(pool, draft.again())
    for change in (lambda: draft.say(choices={"year": {"remedy": "leave-out", "options": {}}}), lambda: save(draft.say(choices={}), replace(PLAN, description="Something else.")),
                   lambda: save(draft, replace(PLAN, licence="https://creativecommons.org/licenses/by/4.0/"))):
        change()
        assert signing.changed(pool, draft.again())
        with pytest.raises(Gone, match="no longer what is there"):
            signing.find(pool, token)
    save(draft, PLAN)
    before = draft.file.read_bytes()
    draft.file.write_bytes(before + b"Another,1999,a@b.example,3\n")
    with pytest.raises(Gone):
        signing.find(pool, token)
    draft.file.write_bytes(before)


def test_who_agrees_decides(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    done = signing.sign(pool, token, agree(), signing.find(pool, token).seal)
    assert done.state == "leaves at" and done.extra["publishing"]["who"] == "director"
    with pytest.raises(Gone, match="signed already"):
        signing.find(pool, token)
    with closing(pool.ledger()) as ledger:
        kept = ledger.judgements(signing.KIND)[-1]
    body = kept["body"]
    assert kept["actor"] == signing.ACTOR and kept["subject"] == PLAN.dataset and (body["name"], body["role"], body["decision"]) == ("A. Jansen", "director", "agree")
    assert body["evidence"]["verdict"] == "OPEN AFTER" and "email" in body["evidence"]["rules"] and len(body["memo"]) == 64 and CANARY not in json.dumps(body)
    assert not (pool.layout.datasets / PLAN.dataset).exists()  # nothing has left: the time to undo runs
    assert undo(done).state == "read"


def test_not_yet_needs_a_reason_and_a_day_and_ends_as_a_description(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    done = signing.sign(pool, token, agree(decision="not yet", day=LATER, why="the season is not announced"), signing.find(pool, token).seal)
    plan = done.extra["publishing"]
    assert (plan["verdict"], plan["until"], plan["why"]) == ("DESCRIBE ONLY", LATER, "the season is not announced")
    text = next((done.folder / "stage" / "datasets").glob("*/dataset.toml")).read_text("utf-8")
    assert 'verdict = "DESCRIBE ONLY"' in text and LATER in text and "[[distribution]]" not in text
    undo(done)


def test_an_embargo_is_a_day_before_which_nothing_leaves(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    done = signing.sign(pool, token, agree(decision="embargo", day=LATER), signing.find(pool, token).seal)
    assert done.extra["publishing"]["embargo"] == LATER and done.extra["publishing"]["verdict"] == PLAN.verdict
    undo(done)


@pytest.mark.parametrize(("field", "given"), [("name", {"name": " "}), ("role", {"role": ""}), ("decision", {"decision": "perhaps"}), ("day", {"decision": "embargo", "day": "2020-01-01"}),
                                              ("day", {"decision": "not yet", "day": "soon", "why": "x"}), ("why", {"decision": "not yet", "day": LATER}), ("name", {"name": "x" * 500}),
                                              ("day", {"decision": "embargo", "day": "2999-01-01"})])
def test_what_is_not_filled_in_right_names_its_field(field: str, given: dict[str, str]) -> None:
    with pytest.raises(Invalid) as told:
        agree(**given)
    assert told.value.where == field and told.value.way_out


def test_another_page_than_the_one_that_was_shown_is_not_signed(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    with pytest.raises(Gone):
        signing.sign(pool, token, agree(), "0" * 64)
    assert signing.find(pool, token)


def test_of_many_who_sign_at_once_one_does(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    seal, told = signing.find(pool, token).seal, []

    def one() -> None:
        try:
            told.append(signing.sign(pool, token, agree(), seal).state)
        except IntarsiaError as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["Dead", "Dead", "Dead", "leaves at"]
    undo(draft.again())


def test_what_cannot_be_decided_is_not_sent(pool: Pool, draft: Draft, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        signing.ask(pool, save(draft, replace(PLAN, licence="")), "steward")
    with pytest.raises(Conflict):
        signing.ask(pool, save(draft, PLAN).say(state="publishing"), "steward")
    draft.say(state="read")
    (draft.folder / "weighed.en.json").unlink(missing_ok=True)
    bare = Drafts(pool).begin("steward", "a.csv").say(state="read")
    with pytest.raises(Invalid, match="what is to be decided"):
        signing.ask(pool, bare, "steward")
    assert issubclass(Unsigned, IntarsiaError)


def test_a_link_outlives_a_program_that_died_while_it_was_used(pool: Pool, draft: Draft) -> None:
    token = signing.ask(pool, draft, "steward")
    (draft.folder / signing.USED).touch()  # what a process that died in the midst of signing leaves
    done = signing.sign(pool, token, agree(), signing.find(pool, token).seal)
    assert done.state == "leaves at"
    with pytest.raises(Gone, match="signed already"):
        signing.find(pool, token)
    undo(done)
