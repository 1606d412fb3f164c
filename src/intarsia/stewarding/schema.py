"""The tables of the desk in desk.sqlite, as migration 0006 makes them. Times are seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

_META = sa.MetaData()


def _table(name: str, *columns: sa.Column[object]) -> sa.Table:
    return sa.Table(name, _META, sa.Column("id", sa.Integer, primary_key=True), *columns)


def _columns(kind: type[sa.Text] | type[sa.Float[float]] | type[sa.Integer], *names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, kind) for name in names]


REQUEST = _table("request", *_columns(sa.Text, "dataset", "state", "name", "contact", "purpose", "language", "answered_by", "answer"),
                 *_columns(sa.Float, "made", "answered", "forgotten"))
SUBSCRIPTION = _table("subscription", *_columns(sa.Text, "kind", "subject", "address", "language", "secret"), *_columns(sa.Float, "made", "confirmed"),
                      *_columns(sa.Integer, "member", "since_act"))
FEED_KEY = _table("feed_key", *_columns(sa.Text, "hash", "organisation"), *_columns(sa.Integer, "member"), *_columns(sa.Float, "made"))
OUTBOX = _table("outbox", *_columns(sa.Text, "key", "state", "address", "subject", "body", "unsubscribe", "trouble"), *_columns(sa.Integer, "tries"),
                *_columns(sa.Float, "made", "due", "sent"))
RECEIPT = sa.Table("receipt_kept", _META, sa.Column("release", sa.Text), sa.Column("dataset", sa.Text), sa.Column("figures", sa.Text))
#: what tells of people outside, and is therefore in no backup
PASSING = ("request", "subscription", "feed_key", "outbox")
