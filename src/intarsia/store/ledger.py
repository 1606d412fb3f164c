"""The ledger: what people judged, append-only, in desk.sqlite. An act is undone by another act, never erased."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from intarsia.errors import NotFound
from intarsia.store.desk import DeskFile, newest

SCHEMA = newest()
_META = sa.MetaData()
ACTOR = sa.Table("actor", _META, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text), sa.Column("role", sa.Text))
JUDGEMENT = sa.Table(
    "judgement", _META, sa.Column("id", sa.Integer, primary_key=True), sa.Column("actor", sa.Integer, sa.ForeignKey("actor.id")), sa.Column("at", sa.Text),
    sa.Column("kind", sa.Text), sa.Column("subject", sa.Text), sa.Column("body", sa.Text), sa.Column("undoes", sa.Integer),
)


class Ledger:
    """Judgements with their actors. Opening it brings an older desk up to date."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.desk = DeskFile(path)
        self.engine = self.desk.engine
        self.desk.up_to_date()

    def version(self) -> str:
        """The schema version of this desk."""
        return self.desk.version()

    def record(self, actor: str, kind: str, subject: str, body: dict[str, Any], undoes: int | None = None) -> int:
        """Append a judgement; returns its number.

        Raises: NotFound when `undoes` is no judgement.
        """
        at = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()
        with self.desk.write() as connection:
            if undoes is not None and connection.execute(sa.select(JUDGEMENT.c.id).where(JUDGEMENT.c.id == undoes)).first() is None:
                raise NotFound(f"there is no judgement {undoes}", where=str(self.path))
            who = connection.execute(sa.select(ACTOR.c.id).where(ACTOR.c.name == actor)).scalar()
            if who is None:
                who = connection.execute(sa.insert(ACTOR).values(name=actor, role="person").returning(ACTOR.c.id)).scalar_one()
            row = sa.insert(JUDGEMENT).values(actor=who, at=at, kind=kind, subject=subject, body=json.dumps(body, ensure_ascii=False, sort_keys=True), undoes=undoes)
            return int(connection.execute(row.returning(JUDGEMENT.c.id)).scalar_one())

    def judgements(self, kind: str | None = None, subject: str | None = None, standing: bool = False) -> list[dict[str, Any]]:
        """Judgements in order; `standing`: without undone ones and without the undoing acts."""
        query = sa.select(JUDGEMENT, ACTOR.c.name.label("by")).join(ACTOR, ACTOR.c.id == JUDGEMENT.c.actor).order_by(JUDGEMENT.c.id)
        if kind is not None:
            query = query.where(JUDGEMENT.c.kind == kind)
        if subject is not None:
            query = query.where(JUDGEMENT.c.subject == subject)
        with self.engine.connect() as connection:
            undone: set[int] = set()
            acts = sa.select(JUDGEMENT.c.id, JUDGEMENT.c.undoes).where(JUDGEMENT.c.undoes.is_not(None)).order_by(JUDGEMENT.c.id.desc())
            for act, undoes in connection.execute(acts):  # newest first: an act that was undone itself undoes nothing
                if act not in undone:
                    undone.add(undoes)
            rows = [dict(row._mapping) for row in connection.execute(query)]
        kept = [r for r in rows if not standing or (r["id"] not in undone and r["undoes"] is None)]
        return [{**r, "actor": r.pop("by"), "body": json.loads(r["body"])} for r in kept]

    def close(self) -> None:
        """Let go of the file."""
        self.desk.close()
