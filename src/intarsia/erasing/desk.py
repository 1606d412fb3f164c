"""The desk without what is erased: judgements are append-only, and this is the one act that takes words out of them.

Who judged, when and of what kind stays; what the words were goes. The triggers that keep the ledger append-only are lifted within one
transaction and stand again after it; then the file is written anew, so that no page of it keeps what was deleted.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from intarsia.text import fold

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'judgement'"
LEFT = ("erase", "suppress")  # who asks to be left out is named there by design, and would come back without it


def clean(path: Path, values: frozenset[str], dataset: str, number: int, whole: bool) -> int:
    """Take these written values out of the judgements; returns how many had one. whole: also the words judged for that dataset alone."""
    if not path.is_file():
        return 0
    said = {fold(value) for value in values if len(value) > 2} - {""}
    with closing(sqlite3.connect(path)) as desk:
        rows = desk.execute("SELECT id, kind, subject, body FROM judgement").fetchall()
        marked = [one for one, kind, subject, body in rows if kind not in LEFT and _has(kind, subject, json.loads(body), said, dataset if whole else "")]
        if marked:
            desk.execute("PRAGMA secure_delete = ON")
            triggers = desk.execute(_TRIGGERS).fetchall()
            desk.execute("BEGIN IMMEDIATE")
            for name, _ in triggers:
                desk.execute(f'DROP TRIGGER "{name}"')
            gone = json.dumps({"erased": number})
            desk.executemany("UPDATE judgement SET subject = 'erased', body = ? WHERE id = ?", [(gone, one) for one in marked])
            for _, sql in triggers:
                desk.execute(sql)
            desk.commit()
        desk.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        desk.execute("VACUUM")
        return len(marked)


def _has(kind: str, subject: str, body: dict[str, object], said: set[str], dataset: str) -> bool:
    if dataset and kind == "term" and body.get("dataset") == dataset:
        return True
    texts = [part for part in (*subject.split("|"), *_texts(body)) if part]
    return any(fold(text) in said or any(len(value) > 7 and value in fold(text) for value in said) for text in texts)


def _texts(body: object) -> list[str]:
    if isinstance(body, str):
        return [body]
    if isinstance(body, dict):
        return [text for value in body.values() for text in _texts(value)]
    return [text for value in body for text in _texts(value)] if isinstance(body, list) else []
