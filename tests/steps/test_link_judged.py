"""A person's judgement of a link is replayed at each build: after a new delivery too, and until it is undone."""

from __future__ import annotations

from pathlib import Path

from intarsia.pool import Pool
from tests.small import BOOKS, small_pool


def link_of(pool: Pool, subject: str, other: str) -> tuple[str, str]:
    return pool.reader().rows("SELECT state, method FROM link WHERE subject = ? AND object = ? AND predicate = 'based_on'", [subject, other])[0]


def test_a_judgement_survives_a_new_delivery_and_can_be_undone(tmp_path: Path) -> None:
    pool = Pool(small_pool(tmp_path / "pool"))
    pool.build()
    ((game, book),) = pool.reader().rows("SELECT subject, object FROM link WHERE predicate = 'based_on'")
    assert link_of(pool, game, book) == ("accepted", "stated")
    ledger = pool.ledger()
    act = ledger.record("steward", "link", f"{game}|based_on|{book}", {"state": "rejected", "why": "another lighthouse"})
    (books,) = (tmp_path / "pool" / "datasets").rglob("books.csv")
    books.write_text(BOOKS + "b4,Nog een brug,1999,Bo Verzonnen,novel,NL\n", "utf-8")
    pool.build()
    assert pool.reader().rows("SELECT count(*) FROM work WHERE title = 'Nog een brug'") == [(1,)]
    assert link_of(pool, game, book) == ("rejected", "person")
    ledger.record("steward", "link", f"{game}|based_on|{book}", {}, undoes=act)
    ledger.close()
    pool.build()
    assert link_of(pool, game, book) == ("accepted", "stated")
