"""The tables of accounts in desk.sqlite, as migration 0003 makes them. Times are seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

_META = sa.MetaData()


def _table(name: str, *columns: sa.Column[object]) -> sa.Table:
    return sa.Table(name, _META, *columns)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text)


def _number(name: str, key: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer, primary_key=key)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Float)


ORGANISATION = _table("organisation", _text("id"), _text("name"), _time("made"))
MEMBER = _table("member", _number("id", True), _text("login"), _text("name"), _text("folded"), _text("password"), _time("made"), _time("removed"))
ROLE = _table("member_role", _number("member"), _text("organisation"), _text("role"))
TOKEN = _table("token", _number("id", True), _text("hash"), _number("member"), _text("organisation"), _text("name"), _time("made"), _time("used"), _time("ends"))
INVITATION = _table("invitation", _number("id", True), _text("hash"), _text("organisation"), _text("roles"), _text("label"), _time("made"), _time("ends"),
                    _number("made_by"), _number("member"))
SESSION = _table("session", _number("id", True), _text("hash"), _number("member"), _text("organisation"), _time("began"), _time("seen"))
HOLDING = _table("holding", _text("dataset"), _text("organisation"))
ATTEMPT = _table("attempt", _number("id", True), _text("key"), _time("at"))
AUDIT = _table("audit", _number("id", True), _time("at"), _number("member"), _text("who"), _text("organisation"), _text("door"), _text("act"), _text("about"))
#: what is good for nothing once a backup is restored, and is therefore in none
PASSING = ("session", "token", "invitation", "attempt")
