"""The ledger: what people judged stays, and is undone by another act only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from intarsia.errors import Broken, NotFound
from intarsia.store.ledger import SCHEMA, Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    opened = Ledger(path)
    yield opened
    opened.close()


def test_a_judgement_is_kept_with_who_and_when(ledger: Ledger, path: Path) -> None:
    number = ledger.record("curator", "link", "abc", {"verdict": "né", "n": 1})
    assert ledger.record("curator", "link", "def", {}) == number + 1
    row = ledger.judgements()[0]
    assert (row["id"], row["actor"], row["kind"], row["subject"], row["body"], row["undoes"]) == (number, "curator", "link", "abc", {"verdict": "né", "n": 1}, None)
    assert row["at"].endswith("+00:00")
    ledger.close()
    again = Ledger(path)
    assert again.judgements()[0] == row
    again.close()


def test_judgements_by_kind_and_subject(ledger: Ledger) -> None:
    for kind, subject in (("link", "a"), ("rollback", "a"), ("link", "b"), ("link", "'; DROP TABLE judgement; --")):
        ledger.record("x", kind, subject, {})
    assert [r["subject"] for r in ledger.judgements("link")] == ["a", "b", "'; DROP TABLE judgement; --"]
    assert [r["kind"] for r in ledger.judgements(subject="a")] == ["link", "rollback"]
    assert ledger.judgements("link", "nothing") == []


def test_an_act_is_undone_by_another(ledger: Ledger) -> None:
    first = ledger.record("a", "link", "x", {"n": 1})
    ledger.record("a", "link", "x", {"n": 2})
    undone = ledger.record("b", "link", "x", {}, undoes=first)
    assert [r["body"] for r in ledger.judgements(standing=True)] == [{"n": 2}]
    assert len(ledger.judgements()) == 3
    ledger.record("a", "link", "x", {}, undoes=undone)
    assert [r["body"] for r in ledger.judgements(standing=True)] == [{"n": 1}, {"n": 2}]
    ledger.record("b", "unlink", "x", {}, undoes=first)  # also when the undoing act is of another kind
    assert [r["body"] for r in ledger.judgements("link", standing=True)] == [{"n": 2}]


def test_what_is_not_there_cannot_be_undone(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        ledger.record("a", "link", "x", {}, undoes=7)
    assert ledger.judgements() == []


@pytest.mark.parametrize("act", [
    "UPDATE judgement SET body = '{}'", "UPDATE judgement SET at = 'x' WHERE id = 1", "DELETE FROM judgement", "DELETE FROM judgement WHERE id = 1",
    "INSERT OR REPLACE INTO judgement VALUES (1, 1, 'x', 'x', 'x', '{}', NULL)",
    "INSERT INTO judgement VALUES (1, 1, 'x', 'x', 'x', '{}', NULL) ON CONFLICT (id) DO UPDATE SET body = '{}'",
])
def test_nothing_is_changed_or_erased(ledger: Ledger, path: Path, act: str) -> None:
    ledger.record("a", "link", "x", {"n": 1})
    before = ledger.judgements()
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(act)
    assert ledger.judgements() == before


def test_an_empty_file_becomes_a_desk(path: Path) -> None:
    path.touch()
    opened = Ledger(path)
    assert opened.version() == SCHEMA
    assert opened.record("a", "link", "x", {}) == 1
    opened.close()
    again = Ledger(path)
    assert (again.version(), len(again.judgements())) == (SCHEMA, 1)
    again.close()


def test_a_desk_of_a_newer_version_is_refused(path: Path) -> None:
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(Broken) as caught:
        Ledger(path)
    assert (caught.value.where, caught.value.way_out) == (str(path), "upgrade intarsia")
    assert path.read_bytes() == before


def test_two_desks_open_at_once(ledger: Ledger, path: Path) -> None:
    other = Ledger(path)
    numbers = [desk.record(who, "link", "x", {}) for who in ("a", "b") for desk in (ledger, other)]
    assert numbers == [1, 2, 3, 4]
    assert [r["actor"] for r in other.judgements()] == ["a", "a", "b", "b"]
    other.close()
