"""Members, passwords, secrets, sessions and tokens, through the doors of the package and a real desk.sqlite."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intarsia import accounts
from intarsia.accounts import acts, audit, invitations, limits, members, passwords, secrets, sessions, tokens
from intarsia.accounts import organisation as organisations
from intarsia.accounts.schema import ATTEMPT, MEMBER, SESSION
from intarsia.errors import Conflict, Invalid, NotFound, Refused
from intarsia.store.desk import DeskFile, newest
from intarsia.store.ledger import Ledger

PASSWORD = "three words nobody expects"


@cache
def kept() -> str:
    """Hashed once for all these tests: it takes 64 MB and a moment."""
    return passwords.hashed(PASSWORD)


def made(file: DeskFile, login: str, name: str, organisation: str, roles: list[str]) -> int:
    return members.with_organisation(file, login, name, kept(), organisation, roles)


@pytest.fixture
def file(tmp_path: Path) -> DeskFile:
    return DeskFile(tmp_path / "desk.sqlite")


@pytest.fixture
def anna(file: DeskFile) -> members.Member:
    made(file, "anna", "Anna", "City Museum", ["decision maker"])
    return members.find(file, "anna")


def who(member: members.Member, organisation: str = "city-museum") -> accounts.Who:
    return accounts.Who(member.name, organisation, member.roles.get(organisation, frozenset()), "member", member.id)


# ---- who may what --------------------------------------------------------------------------------------


def test_the_owner_may_everything_and_nobody_nothing() -> None:
    for act in acts.ACTS:
        assert accounts.OWNER.may(act) and accounts.OWNER.may(act, "any") and accounts.OWNER.may(act, accounts.HERE)
        assert not accounts.NOBODY.may(act) and not accounts.NOBODY.may(act, accounts.HERE)
    with pytest.raises(KeyError):
        accounts.NOBODY.may("fly")


@pytest.mark.parametrize("role", acts.ROLES)
@pytest.mark.parametrize("act", list(acts.ACTS))
def test_roles_reach_as_far_as_their_table_says(role: str, act: str) -> None:
    one = accounts.Who("A", "mine", frozenset({role}), "member", 1)
    assert one.may(act) == one.may(act, "mine") == (act in acts.OWN[role])
    assert one.may(act, "other") == (act in acts.EVERYWHERE[role])
    assert one.may(act, accounts.HERE) == (act in acts.FOR_THE_MACHINE[role])
    program = accounts.Who("A", "mine", frozenset({role}), "token", 1)
    assert program.may(act, "mine") == (act in acts.OWN[role] and act != "people")
    if not one.may(act, "other"):
        with pytest.raises(Refused) as refused:
            one.must(act, "other")
        assert refused.value.way_out


# ---- secrets and passwords -----------------------------------------------------------------------------


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: "intarsia_" + raw.decode("latin-1")))
def test_what_is_no_secret_equals_nothing(written: str) -> None:
    for beginning in ("", secrets.TOKEN):
        stored = secrets.stored(written, beginning)
        rest = written.removeprefix(beginning)
        plain = written.startswith(beginning) and len(rest) == 43 and rest.isascii() and rest.replace("-", "a").replace("_", "a").isalnum()
        assert bool(stored) == plain and (not stored or len(stored) == 64)


def test_secrets_are_long_differ_and_are_told_by_their_beginning() -> None:
    made = {secrets.make(secrets.TOKEN)[0] for _ in range(200)}
    assert len(made) == 200 and all(one.startswith("intarsia_") and len(one) == 52 for one in made)
    secret, stored = secrets.make()
    assert secrets.stored(secret) == stored and secrets.stored(secret, secrets.TOKEN) == "" and secrets.stored(secret + "\n") == ""


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=10, max_size=60))
def test_any_text_is_a_password(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    try:
        kept = passwords.hashed(text)
    except Invalid:  # shorter once its characters are composed
        return
    assert kept.startswith("$argon2id$") and passwords.right(text, kept) and not passwords.right(text + "x", kept) and not passwords.outdated(kept)


def test_passwords_have_a_length_and_no_other_rule(anna: members.Member) -> None:
    for text in ("nine char", "x" * 1001):
        with pytest.raises(Invalid):
            passwords.hashed(text)
    assert not passwords.right("x" * 5000, passwords.hashed("x" * 1000)) and passwords.right("x" * 1000, passwords.hashed("x" * 1000))
    assert passwords.right("cafe\u0301 au lait", passwords.hashed("caf\u00e9 au lait"))  # however the keyboard composes it


def test_an_unknown_name_takes_as_long_as_a_wrong_password(anna: members.Member) -> None:
    kept = passwords.hashed(PASSWORD)
    passwords.right("warm", None)

    def spent(stored: str | None) -> float:
        found = []
        for _ in range(3):
            began = time.process_time()
            assert not passwords.right("a wrong password", stored)
            found.append(time.process_time() - began)
        return min(found)

    known, unknown = spent(kept), spent(None)
    assert unknown > known / 3 and known > unknown / 3


def test_a_password_of_weaker_parameters_is_stored_again(file: DeskFile, anna: members.Member) -> None:
    with file.write() as connection:
        connection.execute(sa.update(MEMBER).values(password=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)))
    sessions.sign_in(file, "Anna", PASSWORD, "address:x")
    with file.read() as connection:
        kept = connection.execute(sa.select(MEMBER.c.password)).scalar_one()
    assert not passwords.outdated(kept) and passwords.right(PASSWORD, kept)


# ---- accounts ------------------------------------------------------------------------------------------


def test_reading_makes_no_file(file: DeskFile) -> None:
    assert not members.any_there(file) and members.listed(file) == [] and invitations.listed(file) == [] and organisations.listed(file) == {} and audit.lines(file) == []
    assert sessions.who(file, "A" * 43) is None and tokens.who(file, "intarsia_" + "A" * 43) is None and not file.there()


def test_an_older_desk_is_read_as_one_without_accounts(file: DeskFile) -> None:
    Ledger(file.path).close()
    with closing(sqlite3.connect(file.path)) as desk:
        for table in ("audit", "attempt", "holding", "session", "invitation", "token", "member_role", "member", "organisation"):
            desk.execute(f"DROP TABLE {table}")
        desk.execute("UPDATE alembic_version SET version_num = '0002'")
        desk.commit()
    old = DeskFile(file.path)
    assert not members.any_there(old) and old.version() == "0002" and newest() > "0002"


def test_the_first_account_operates_and_the_last_operator_stays(file: DeskFile, anna: members.Member) -> None:
    assert anna.operates
    made(file, "bo", "Bo", "City Museum", ["steward"])
    with pytest.raises(Refused):
        members.remove(file, anna)
    with pytest.raises(Refused):
        members.give(file, anna, "City Museum", ["steward"])
    assert members.find(file, "anna").operates
    members.remove(file, members.find(file, "bo"))
    members.remove(file, anna)
    assert not members.any_there(file)


@pytest.mark.parametrize(("login", "name", "error"), [
    ("anna", "Anna B.", Conflict), ("ANNA ", "Anna B.", Conflict), ("bo", "anna", Conflict), ("bo", "Owner", Conflict), ("bo", "This machine", Conflict), ("b", "Bo", Invalid),
    ("b o", "Bo", Invalid), ("bo\u200b", "Bo", Invalid), ("bo", "\u202e", Invalid), ("bo", "x" * 200, Invalid), ("bo", "...", Invalid),
])
def test_names_are_given_once_and_can_be_read(file: DeskFile, anna: members.Member, login: str, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        made(file, login, name, "City Museum", ["steward"])


def test_who_joins_takes_no_name_that_has_acts_in_the_ledger(file: DeskFile, anna: members.Member) -> None:
    ledger = Ledger(file.path)
    ledger.record("Curator Bo", "link", "a|b|c", {})
    ledger.close()
    secret = invitations.make(file, accounts.OWNER, "city-museum", ["steward"])
    with pytest.raises(Conflict):
        invitations.join(file, secret, "bo", "curator bo", PASSWORD)
    assert invitations.join(file, secret, "bo", "Bo", PASSWORD)
    with pytest.raises(NotFound):
        invitations.join(file, secret, "cy", "Cy", PASSWORD)


def test_forgetting_leaves_the_acts_under_the_role(file: DeskFile, anna: members.Member) -> None:
    made(file, "zelda", "Zelda Quux", "City Museum", ["steward"])
    zelda = members.find(file, "zelda")
    ledger = Ledger(file.path)
    ledger.record("Zelda Quux", "link", "a|b|c", {"state": "accepted"})
    secret = sessions.sign_in(file, "zelda", PASSWORD, "address:z")
    tokens.make(file, who(zelda), "mine", 3)
    name = members.remove(file, zelda, forget=True)
    assert name == f"a former steward of City Museum ({zelda.id})"
    assert [one["actor"] for one in ledger.judgements()] == [name]
    ledger.close()
    assert sessions.who(file, secret) is None
    raw = file.path.read_bytes()
    assert b"Zelda" not in raw and b"zelda" not in raw
    made(file, "zelda", "Zelda Quux", "City Museum", ["steward"])
    assert members.find(file, "zelda").id > zelda.id


def test_sessions_end_by_themselves(file: DeskFile, anna: members.Member) -> None:
    secret = sessions.sign_in(file, "anna", PASSWORD, "address:x")
    now = time.time()
    found = sessions.who(file, secret, now)
    assert found and found.name == "Anna" and found.session
    assert sessions.who(file, secret, now + sessions.IDLE + 1) is None
    for step in range(1, 70):  # used all the time
        alive = sessions.who(file, secret, now + step * (sessions.IDLE - 10))
        assert bool(alive) == (step * (sessions.IDLE - 10) < sessions.LONGEST - 5), step
    with file.read() as connection:
        assert secret not in {row.hash for row in connection.execute(sa.select(SESSION))}


def test_tokens_end_by_themselves_and_only_their_owner_revokes(file: DeskFile, anna: members.Member) -> None:
    made(file, "bo", "Bo", "City Museum", ["steward"])
    bo = members.find(file, "bo")
    secret = tokens.make(file, who(bo), "upload", 2)
    found = tokens.who(file, secret)
    assert found and (found.name, found.kind, found.roles) == ("Bo", "token", frozenset({"steward"}))
    assert tokens.who(file, secret, time.time() + 2 * 86_400 + 1) is None
    number = tokens.of(file, bo.id)[0].id
    with pytest.raises(NotFound):
        tokens.revoke(file, who(anna), number)
    members.give(file, bo, "City Museum", ["decision maker"])
    assert (tokens.who(file, secret) or accounts.NOBODY).roles == {"decision maker"}
    members.give(file, bo, "City Museum", [])
    assert tokens.who(file, secret) is None


def test_tries_are_counted_by_the_file_and_go_when_their_time_is_over(file: DeskFile) -> None:
    most = {"account:a": 2, "address:b": 3}
    other = DeskFile(file.path)
    limits.count(file, "too many", most, 1000.0)
    limits.count(other, "too many", most, 1001.0)
    with pytest.raises(limits.TooOften) as refused:
        limits.count(file, "too many", most, 1002.0)
    assert refused.value.status == 429 and refused.value.retry_after == limits.WINDOW - 2 + 1
    limits.count(file, "too many", most, 1000.0 + limits.WINDOW + 1.5)
    with file.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(ATTEMPT)).scalar_one() == 2
    assert limits.address("2001:db8::1", "k") == limits.address("2001:db8::ffff", "k") != limits.address("2001:db8:0:1::1", "k")
    assert limits.address("203.0.113.7", "k") != limits.address("203.0.113.7", "other")


def test_whose_a_dataset_is(tmp_path: Path) -> None:
    from intarsia.pool import Pool
    from tests.small import small_pool

    pool = Pool(small_pool(tmp_path / "pool"))
    assert accounts.holder(pool, "books") == accounts.HERE and accounts.held(pool, accounts.HERE) == {"books", "games"}
    accounts.hold(pool, "books", accounts.HERE)
    assert not pool.layout.desk.exists()
    id = organisations.make(DeskFile(pool.layout.desk), "City Museum")
    accounts.hold(pool, "books", id)
    assert (accounts.holder(pool, "books"), accounts.held(pool, id), accounts.held(pool, accounts.HERE)) == (id, {"books"}, {"games"})
    with pytest.raises(NotFound):
        accounts.hold(pool, "games", "no-such")
    accounts.hold(pool, "books", accounts.HERE)
    assert accounts.holder(pool, "books") == accounts.HERE and accounts.organisations(pool) == {id: "City Museum"}


def test_a_backup_holds_accounts_and_nothing_that_lets_somebody_in(tmp_path: Path) -> None:
    from intarsia.backup import backup
    from intarsia.pool import Pool
    from intarsia.restore import restore
    from tests.small import small_pool

    pool = Pool(small_pool(tmp_path / "pool"))
    desk = DeskFile(pool.layout.desk)
    made(desk, "anna", "Anna", "City Museum", ["steward"])
    anna = members.find(desk, "anna")
    session, token = sessions.begin(desk, anna.id), tokens.make(desk, who(anna), "upload", 3)
    invited = invitations.make(desk, accounts.OWNER, "city-museum", ["steward"])
    backup(pool.layout.root, tmp_path / "copy.tar.zst")
    restore(tmp_path / "copy.tar.zst", tmp_path / "again")
    copy = DeskFile(tmp_path / "again" / "desk.sqlite")
    assert members.find(copy, "anna").roles == anna.roles and [one.act for one in audit.lines(copy)] == [one.act for one in audit.lines(desk)]
    assert sessions.who(desk, session) and sessions.who(copy, session) is None and tokens.who(copy, token) is None
    with pytest.raises(NotFound):
        invitations.open(copy, invited)
    raw = copy.path.read_bytes()
    assert not [one for one in (secrets.stored(session), secrets.stored(token, secrets.TOKEN), secrets.stored(invited)) if one.encode() in raw]
    assert sessions.sign_in(copy, "anna", PASSWORD, "address:x")
