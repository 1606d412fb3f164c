"""The budget of noise: what was answered stays answered, and what was spent stays spent, whatever kills the process.

Differential privacy adds up: two answers with epsilon 1 are worth one with epsilon 2, and the same question asked often enough is answered
exactly. So every answer is written down, on the disk, before it is given; a question that was asked before gets the same answer
and costs nothing; and when the budget of a table is spent there are no more answers. The file holds answers and checksums of tables. It is as
private as the rows: whoever reads it can try which small table gives that checksum.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from intarsia.errors import Refused, Unavailable

_TABLE = """CREATE TABLE IF NOT EXISTS answer (
    number INTEGER PRIMARY KEY, subject TEXT NOT NULL, question TEXT NOT NULL UNIQUE, epsilon REAL NOT NULL, answer TEXT NOT NULL)"""
PATIENCE = 30  # seconds for another process that asks


def answered(ledger: Path, subject: str, question: str, epsilon: float, budget: float, draw: Callable[[], list[int]]) -> list[int]:
    """The answer to a question about a subject: the one that was given before, else a new one, paid from the subject's budget.

    question: a checksum of everything that the answer depends on, the true counts among it. draw: makes the answer; it is called at
    most once, inside the transaction that writes it down.
    Raises: Refused when the budget is spent; Unavailable when the ledger cannot be written.
    """
    try:
        if not ledger.exists():
            os.close(os.open(ledger, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(ledger, timeout=PATIENCE, isolation_level=None)) as database:
            database.execute("PRAGMA synchronous = EXTRA")  # written to the disk, and its folder too, before the answer leaves
            database.execute("BEGIN IMMEDIATE")
            try:
                answer = _settled(database, subject, question, epsilon, budget, draw)
                database.execute("COMMIT")
            except BaseException:
                database.execute("ROLLBACK")
                raise
            return answer
    except (OSError, sqlite3.Error):
        raise Unavailable("what was spent of the budget of noise cannot be written down, so nothing is answered", where=str(ledger),
                          way_out="make the folder writable, or name another ledger") from None


def _settled(database: sqlite3.Connection, subject: str, question: str, epsilon: float, budget: float, draw: Callable[[], list[int]]) -> list[int]:
    database.execute(_TABLE)
    known = database.execute("SELECT answer FROM answer WHERE question = ?", (question,)).fetchone()
    if known:
        return [int(one) for one in json.loads(known[0])]
    spent = float(database.execute("SELECT coalesce(sum(epsilon), 0) FROM answer WHERE subject = ?", (subject,)).fetchone()[0])
    if spent + epsilon > budget * (1 + 1e-9):
        raise Refused(f"the budget of noise is spent: {spent:g} of {budget:g}, and this table asks for {epsilon:g}", where=subject,
                      way_out="use the tables that were made already, or take more noise (a smaller epsilon)")
    answer = draw()
    database.execute("INSERT INTO answer (subject, question, epsilon, answer) VALUES (?, ?, ?, ?)", (subject, question, epsilon, json.dumps(answer)))
    return answer
